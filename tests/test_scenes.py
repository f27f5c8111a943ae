"""Is each scene told as it was read: linked, attributed, dated, and on a page of its own?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from joinedup import scene
from joinedup.evidence import citations, data
from joinedup.evidence.data import DATA, Evidence
from joinedup.evidence.periods import say_periods
from joinedup.evidence.scenes import places_read
from joinedup.evidence.schema import read_schemas
from joinedup.site import evidence_links
from joinedup.site.evidence_pages import chapter_titles, scenes_page, sources_page
from joinedup.writing.prose import Scene
from tests.browser import ROOT

FEWEST_SCENES = 4  # of a chapter that has any


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A scene with a phrase, told in a chapter that has used no source yet."""
    monkeypatch.chdir(ROOT / "chapters")
    monkeypatch.setattr(citations, "used", {})
    monkeypatch.setattr("joinedup.writing.prose.used", citations.used)
    return scene("op1")


def test_a_scene_prints_its_person_as_a_link_to_its_row(told: Scene) -> None:
    assert f"{told}" == "[Kenneth Clarke](../data/scenes.csv#op1)"


def test_other_words_may_stand_for_the_name(told: Scene) -> None:
    assert f"{scene('op1', 'the minister')}" == "[the minister](../data/scenes.csv#op1)"
    assert f"{scene('op1', 'the minister'):role}" == told.role


def test_a_phrase_is_quoted_and_linked(told: Scene) -> None:
    assert f"{told:phrase}" == "[“angry, cheated and betrayed”](../data/scenes.csv#op1)"


def test_a_note_is_short_and_linked(told: Scene) -> None:
    assert f"{told:note}" == "[(Hansard, 1990)](../data/scenes.csv#op1)"


def test_date_place_and_role_are_plain_words(told: Scene) -> None:
    assert f"{told:date}" == "16 July 1990 and 18 July 1990"
    assert f"{told:place}" == "England"
    assert f"{told:role}" == "Secretary of State for Health"


@pytest.mark.parametrize("style", ["", "phrase", "date", "place", "role", "note"])
def test_telling_a_scene_notes_every_source_it_was_read_in(told: Scene, style: str) -> None:
    assert citations.used == {}
    format(told, style)
    assert set(citations.used) == set(places_read(told.source_id, told.locator, told.other_sources))


def test_a_scene_without_a_phrase_has_nothing_to_quote() -> None:
    with pytest.raises(ValueError, match="scene ts1 has no exact phrase"):
        format(scene("ts1"), "phrase")


def test_an_unknown_style_or_scene_is_named(told: Scene) -> None:
    with pytest.raises(
        ValueError, match="'upper' for a scene: use date, place, role, phrase, note"
    ):
        format(told, "upper")
    with pytest.raises(KeyError, match="no scene_id 'zz9'"):
        scene("zz9")


def test_a_scene_has_a_field_for_every_column() -> None:
    columns = [name for name in Scene.__dataclass_fields__ if name != "words"]
    assert columns == ["scene_id", *data.load().scenes.columns]


def test_places_are_read_in_order_the_first_source_first() -> None:
    assert places_read("a", "col 1", "b: cc2-3, the vote: lost; c: p4") == {
        "a": "col 1",
        "b": "cc2-3, the vote: lost",
        "c": "p4",
    }
    assert places_read("a", "col 1", "") == {"a": "col 1"}


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ("1969-04-14", "14 April 1969"),
        ("1973-03-28; 1974-05-02", "28 March 1973 and 2 May 1974"),
        ("1970; 1983-11; c1990..1991", "1970, November 1983 and about 1990 to 1991"),
    ],
)
def test_dates_are_said_in_words(dates: str, said: str) -> None:
    assert say_periods(dates) == said


def test_the_chapters_of_scenes_are_the_book_s_in_its_order() -> None:
    listed = [
        name
        for name in re.findall(r"file: chapters/([a-z-]+)$", (ROOT / "_toc.yml").read_text(), re.M)
        if (ROOT / "chapters" / f"{name}.ipynb").exists()
    ]
    assert list(read_schemas(DATA)[0]["scenes"].column("chapter").enum) == listed, (
        "put the enum of `chapter` in data/datapackage.json into the order of _toc.yml"
    )


def test_a_chapter_with_scenes_has_four_or_more() -> None:
    counts = data.load().scenes["chapter"].value_counts()
    # Its voices are the articles that it checks.
    counts = counts.drop("five-articles-checked")
    assert counts[counts < FEWEST_SCENES].to_dict() == {}, "add scenes, or take them out"


def test_every_scene_has_an_entry_that_links_lead_to() -> None:
    titles = chapter_titles(ROOT)
    page = scenes_page(data.load(), {}, titles)
    targets = evidence_links.targets()
    for key, row in data.load().scenes.iterrows():
        assert page.count(f'id="{key}"') == 1
        assert targets["scenes", str(key)] == ("chapters/reference/scenes", str(key))
        assert f"## {titles[row['chapter']]}\n" in page
    assert page.index('id="ts1"') < page.index('id="pg1"') < page.index('id="cp1"')


def test_an_entry_tells_all_that_the_row_holds(small_evidence: Evidence) -> None:
    used = {("scenes", "op1"): {"chapters/one-purse-two-years-late": "One purse"}}
    page = scenes_page(small_evidence, used, {"one-purse-two-years-late": "One purse"})
    entry = re.search(r'<section class="scene" id="op1">.*?</section>', page, re.DOTALL)
    assert entry
    row = small_evidence.scenes.loc["op1"]
    for column in ("person", "role", "place", "what_happened", "expected", "outcome_known"):
        assert row[column].replace("'", "&#x27;") in entry[0]
    assert "“angry, cheated and betrayed” (the director of the Carers" in entry[0]
    assert "16 July 1990 and 18 July 1990" in entry[0]
    assert row["caution"].replace("'", "&#x27;") in entry[0]
    for source_id in places_read(row["source_id"], row["locator"], row["other_sources"]):
        cited = citations.short_citation(source_id)
        assert f'<a href="sources.html#{source_id}">{cited}</a>' in entry[0]
    figure = "Year the community care reforms took full effect (by April 1991)"
    assert f'initiatives/nhscca-1990.html#e239">{figure}</a>' in entry[0]
    assert '<a href="../../chapters/one-purse-two-years-late.html">One purse</a>' in entry[0]
    assert "[Read the chapter](/chapters/one-purse-two-years-late)" in page
    assert "[Read the chapter](/chapters/two-services-one-duty)" not in page  # not in this book


def test_a_scene_is_shown_as_text_never_as_code(small_evidence: Evidence) -> None:
    small_evidence.scenes.loc["ts1", "what_happened"] = "<script>alert(1)</script> & more"
    small_evidence.scenes.loc["ts1", "person"] = "<b>Nobody</b>"
    page = scenes_page(small_evidence, {}, {})
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "&lt;b&gt;Nobody&lt;/b&gt;" in page


def test_a_source_leads_to_the_scenes_read_in_it(small_evidence: Evidence) -> None:
    page = sources_page(small_evidence, {})
    entry = re.search(r'<li id="hansard1974may02">.*?</li>', page, re.DOTALL)
    assert entry
    assert 'Scenes: <a href="scenes.html#ts1">Sir Keith Joseph</a>.' in entry[0]


def test_a_chapter_s_title_is_its_first_heading() -> None:
    titles = chapter_titles(ROOT)
    assert set(titles) == {path.stem for path in Path(ROOT / "chapters").glob("*.ipynb")}
    assert all(titles.values())
