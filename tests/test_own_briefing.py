"""Does a reader get two pages with a council's own figures: by keyboard, on paper, from a folder?"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from joinedup.briefings import own, publishing
from joinedup.evidence import council_profile as profiles
from joinedup.evidence.data import load
from joinedup.evidence.text import slug
from joinedup.site.embeds import POLICY
from tests import page_checks as the
from tests.browser import ROOT, SITE, Tab, Visit, new_tab, serve, visit
from tests.test_council_pages import NEVER

PAGE = f"{own.DOCUMENT}.html"
LONGEST = "bournemouth-christchurch-and-poole"
POOLING, CHARGING, MERGING = (
    *("does-pooling-money-cut-admissions", "will-charging-work-on-delays", "should-we-merge"),
)
PLANS = "what-became-of-the-plans-of-2016"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def strict(site: str) -> Iterator[str]:
    """The book, served with the policy that hosts should send."""
    with serve(SITE, {"Content-Security-Policy": POLICY}) as address:
        yield address


@pytest.fixture(scope="module")
def words() -> dict[str, Any]:
    """All that the page puts together, as the built site holds it."""
    text = (SITE / own.WORDS).read_text("utf-8")
    return dict(json.loads(text.removeprefix("window.ownBriefing=").rstrip(";\n")))


@pytest.fixture(scope="module")
def folder(browser: Browser) -> Iterator[Tab]:
    with new_tab(browser) as tab:
        yield tab


def show(page: Page, question: str, council: str) -> None:
    """Pick both and ask for the two pages."""
    expect(page.get_by_role("button", name="Show my two pages")).to_be_enabled()
    page.get_by_label("Question").select_option(question)
    page.get_by_label("Council, on the borders").select_option(council)
    page.get_by_role("button", name="Show my two pages").click()


def told(page: Page) -> str:
    """What the two pages say."""
    return re.sub(r"\s+", " ", page.locator(".own-result").inner_text())


def squeezed(text: str) -> str:
    """Words without spaces and ligatures, which paper sets in its own way."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def plain(fragment: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", fragment))).strip()


# ---- what it is put together from ----


def test_every_briefing_and_every_council_is_there(words: dict[str, Any]) -> None:
    assert list(words["questions"]) == [path.stem for path in publishing.notebooks(ROOT)]
    shared = profiles.prepare(load())
    names = {slug(shared.names[ons]): shared.names[ons] for ons in shared.codes}
    assert {key: one["name"] for key, one in words["councils"].items()} == names


def test_its_figures_and_their_hedges_are_the_council_s(words: dict[str, Any]) -> None:
    """Read against the tables a second time, for all 149."""
    shared = profiles.prepare(load())
    blanks = no_change = 0
    for ons in shared.codes:
        found = profiles.profile(shared, ons)
        said = words["councils"][slug(found.name)]
        cut, money, delays = (plain(said[name]) for name in ("cut", "money", "delays"))
        if found.change is None:
            assert "No change can be given" in cut, found.name
            no_change += 1
        else:
            assert f"{abs(found.change.percent):.1f}% from 2014-15 to 2015-16" in cut, found.name
            assert f"by up to {found.change.by_chance:.1f}% either way" in cut, found.name
        assert ("It is of the wider area" in cut) is (not found.plain), found.name
        assert f"{found.admissions['admissions'].iloc[-1]:,.0f}" in cut, found.name
        missing = int(found.spending["net_k"].isna().sum())
        assert money.count("not known") == 3 * missing + money.count("amount that is not known")
        blanks += missing
        assert f"{found.delays['total'].iloc[-1]:,.0f}" in delays, found.name
        under = int((found.months_after["rate"] <= found.expected).sum())
        assert f"in {under} of the {len(found.months_after)} months" in plain(said["expected"])
        assert "so nothing here says what moved the days" in plain(said["expected"])
        assert ("promises" in said) is bool(len(found.promises)), found.name
        assert "Nothing here says why a number moved." in plain(said["limits"])
    assert blanks
    assert no_change


def test_its_own_sentences_say_nothing_that_must_never_be_said() -> None:
    for sentence in own.SAID.values():
        for what, pattern in NEVER.items():
            assert not re.search(pattern, sentence, re.IGNORECASE), (what, sentence)


def test_what_is_cut_out_can_stand_anywhere(words: dict[str, Any]) -> None:
    """No anchor, script, term or wrapper comes along, and each link leads to a page that stands."""
    parts = [one["parts"] + one["ask"] for one in words["questions"].values()]
    for council in words["councils"].values():
        parts += [part for name, part in council.items() if name != "asks" and part.startswith("<")]
        parts += council["asks"].values()
    whole = "".join(parts)
    tags = set(re.findall(r"<(\w+)", whole))
    assert tags <= {
        *(
            "p",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "h3",
            "strong",
            "em",
            "a",
            "figure",
            "img",
        ),
        *(
            "picture",
            "source",
            "figcaption",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ),
        "span",  # of a year that must not break
    }
    assert set(re.findall(r' ([\w-]+)="', whole)) <= own._KEPT | {"class"}
    for address in set(re.findall(r'(?:href|src)="([^"#]+)', whole)):
        assert (SITE / publishing.FOLDER / address).resolve().exists(), address


def test_a_page_that_lacks_a_part_is_named(tmp_path: Path) -> None:
    folder = tmp_path / own.COUNCILS
    folder.mkdir(parents=True)
    (tmp_path / publishing.FOLDER).mkdir()
    kent = (SITE / own.COUNCILS / "kent.html").read_text("utf-8")
    (folder / "kent.html").write_text(kent.replace('<section id="money">', "<section>"), "utf-8")
    with pytest.raises(ValueError, match=r"councils/kent\.html.*money"):
        own.write_words(ROOT, tmp_path)


@pytest.mark.parametrize("council", [None, ["nothing_such"], "cut"])
def test_a_briefing_must_say_what_of_a_council_bears_on_it(tmp_path: Path, council: object) -> None:
    path = tmp_path / "briefing.ipynb"
    shutil.copy(publishing.notebooks(ROOT)[0], path)
    notebook = json.loads(path.read_text("utf-8"))
    notebook["metadata"]["book"]["briefing"]["council"] = council
    path.write_text(json.dumps(notebook), "utf-8")
    with pytest.raises(ValueError, match=r"briefing\.ipynb: book\.briefing\.council"):
        own.topics_of(path)


# ---- the page ----


@pytest.mark.parametrize("width", [1280, 390])
def test_two_pages_are_shown_by_keyboard_and_announced(
    browser: Browser, strict: str, width: int
) -> None:
    with visit(browser, f"{strict}/{PAGE}", width=width) as seen:
        page = seen.page
        expect(page.get_by_role("button", name="Show my two pages")).to_be_enabled()
        page.get_by_label("Question").focus()
        page.keyboard.type("Will charging")
        page.keyboard.press("Tab")
        page.keyboard.type("Kent")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        status = page.locator("form.own [role=status]")
        expect(status).to_contain_text(
            "Your two pages stand below: Will charging for delays work? Kent"
        )
        expect(page.locator(".own-result h2").first).to_be_focused()
        assert list(the.axe(seen, "light", whole=True)) == []
        assert list(the.axe_finds_nothing_that_the_width_decides(seen)) == []
        assert list(the.axe_finds_nothing_in_the_dark(seen)) == []
        assert list(the.no_number_in_a_table_is_broken(seen)) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.outside == []
        assert seen.complaints == []


def test_what_is_missing_is_asked_for_and_another_pick_clears_the_last(folder: Tab) -> None:
    page = folder.open((SITE / PAGE).as_uri()).page
    button = page.get_by_role("button", name="Show my two pages")
    status = page.locator("form.own [role=status]")
    expect(button).to_be_enabled()
    button.click()
    expect(status).to_have_text("Pick a question first.")
    expect(page.get_by_label("Question")).to_be_focused()
    page.get_by_label("Question").select_option(CHARGING)
    button.click()
    expect(status).to_have_text("Pick a council first.")
    show(page, CHARGING, "kent")
    expect(page.get_by_role("button", name="Print them")).to_be_enabled()
    page.get_by_label("Council, on the borders").select_option("rutland")
    expect(page.locator(".own-result")).to_be_hidden()
    expect(page.get_by_role("button", name="Print them")).to_be_disabled()


def test_hedges_blanks_and_silence_carry_over(folder: Tab) -> None:
    page = folder.open((SITE / PAGE).as_uri()).page
    show(page, POOLING, LONGEST)
    said = told(page)
    assert "The estimate around here is" in said
    assert "They do not answer the question" in said
    show(page, POOLING, "northamptonshire")
    show(page, MERGING, LONGEST)
    said = told(page)
    assert "On this question the book holds nothing for one council." in said
    assert "around here" not in said
    show(page, PLANS, "county-durham")
    assert "this book holds no promise" in told(page)
    show(page, PLANS, LONGEST)
    assert "Dorset planned" in told(page)


PAIRS = [
    *((path.stem, LONGEST) for path in publishing.notebooks(ROOT)),
    *((POOLING, "kingston-upon-hull-city-of"), (CHARGING, "st-helens"), (PLANS, "north-yorkshire")),
    *(
        ("what-should-be-in-the-next-plan", "bedford"),
        (MERGING, "rutland"),
        (PLANS, "county-durham"),
    ),
]


@pytest.mark.parametrize(("question", "council"), PAIRS)
def test_on_paper_it_is_two_sides_of_a4(
    folder: Tab, words: dict[str, Any], question: str, council: str
) -> None:
    page = folder.open((SITE / PAGE).as_uri()).page
    show(page, question, council)
    for options in ({"format": "A4"}, {"prefer_css_page_size": True}):
        document = PdfReader(io.BytesIO(page.pdf(**options)))  # type: ignore[arg-type]
        one, two = (squeezed(side.extract_text()) for side in document.pages)
    assert tuple(map(round, document.pages[0].mediabox[2:])) == (595, 842)
    title = squeezed(words["questions"][question]["title"])
    assert title in one
    assert "Page1of2" in one
    assert "Page2of2" in two
    assert squeezed(f"{words['councils'][council]['name']}: {own.SAID['place']}") in two
    assert one.rstrip(".").endswith(title), "the side ends in the name of the whole briefing"
    assert two.endswith(squeezed(words["questions"][question]["imprint"]))


def test_no_type_on_paper_is_smaller_than_eight_points(folder: Tab) -> None:
    page = folder.open((SITE / PAGE).as_uri()).page
    for question, council in PAIRS:
        show(page, question, council)
        sizes = page.locator(".paper .side").evaluate_all(
            "all => all.map(side => parseFloat(side.style.fontSize))"
        )
        assert min(sizes) >= 8, (question, council, sizes)


def test_it_works_when_the_line_is_gone(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PAGE}") as seen:
        expect(seen.page.get_by_role("button", name="Show my two pages")).to_be_enabled()
        seen.page.wait_for_load_state("networkidle")
        seen.page.context.set_offline(True)
        show(seen.page, MERGING, "rutland")
        assert "Rutland: what this book holds" in told(seen.page)
        assert len(saved(seen)) > 3000


def test_it_works_in_a_frame_that_refuses_to_store(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/404.html") as seen:
        seen.page.set_content(
            '<iframe sandbox="allow-scripts" width="900" height="900" '
            f'src="{site}/{PAGE}"></iframe>'
        )
        frame = seen.page.frame_locator("iframe")
        expect(frame.get_by_role("button", name="Show my two pages")).to_be_enabled()
        frame.get_by_label("Question").select_option(CHARGING)
        frame.get_by_label("Council, on the borders").select_option("kent")
        frame.get_by_role("button", name="Show my two pages").click()
        expect(frame.locator(".own-result")).to_contain_text("Kent: what this book holds")
        assert seen.page.frames[1].evaluate("keep.lasts()") is False


def saved(seen: Visit) -> bytes:
    """The Word document that the page makes."""
    with seen.page.expect_download() as coming:
        seen.page.get_by_role("button", name="Save as a Word document").click()
    return Path(coming.value.path()).read_bytes()


def test_a_word_document_holds_both_sides_with_headings_lists_and_heads_of_tables(
    folder: Tab, words: dict[str, Any]
) -> None:
    seen = folder.open((SITE / PAGE).as_uri())
    show(seen.page, CHARGING, "kent")
    with zipfile.ZipFile(io.BytesIO(saved(seen))) as parts:
        assert parts.testzip() is None
        body = ElementTree.fromstring(parts.read("word/document.xml"))
        for name in ("word/styles.xml", "word/numbering.xml", "[Content_Types].xml"):
            ElementTree.fromstring(parts.read(name))
    styles = [style.get(f"{WORD}val") for style in body.iter(f"{WORD}pStyle")]
    assert styles.count("Heading1") == 2
    assert styles.count("Heading2") >= 8
    assert styles.count("ListBullet") >= 8
    assert len(list(body.iter(f"{WORD}tblHeader"))) == 3
    text = "".join(node.text or "" for node in body.iter(f"{WORD}t"))
    assert words["questions"][CHARGING]["title"] in text
    assert "of 2." not in text, "Word has pages of its own"
    assert "table that follows" not in text
    assert "so nothing here says what moved the days" in text
    assert words["questions"][CHARGING]["imprint"] in text


def test_a_link_holds_the_pick_when_a_reader_makes_one(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PAGE}") as seen:
        show(seen.page, POOLING, LONGEST)
        assert "#" not in seen.page.url, "an address tells nothing until a reader asks"
        seen.page.get_by_role("button", name="Make a link to them").click()
        made = seen.page.get_by_label("This link holds").input_value()
        first = told(seen.page)
    with visit(browser, made) as seen:
        expect(seen.page.locator(".own-result")).to_be_visible()
        assert told(seen.page) == first
        assert seen.page.get_by_label("Question").input_value() == POOLING


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("question=should-we-merge", "The question is picked. Pick a council."),
        ("council=kent", "The council is picked. Pick a question."),
        ("question=no-such&council=", "The book has no such question or council"),
        (
            "question=should-we-merge&council=<img src=x>",
            "The book has no such question or council",
        ),
        ("question=__proto__&council=kent", "The book has no such question or council"),
    ],
)
def test_a_link_with_less_or_with_another_s_words_picks_nothing(
    folder: Tab, asked: str, status: str
) -> None:
    folder.page.goto("about:blank")  # else only the fragment would change
    seen = folder.open(f"{(SITE / PAGE).as_uri()}#your-own&{asked}")
    expect(seen.page.locator("form.own [role=status]")).to_contain_text(status)
    expect(seen.page.locator(".own-result")).to_be_hidden()
    assert seen.complaints == []


def test_each_briefing_leads_to_it_with_its_question(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{publishing.FOLDER}/{MERGING}.html") as seen:
        seen.page.get_by_role("link", name="two pages with your council's figures").click()
        expect(seen.page.get_by_label("Question")).to_have_value(MERGING)


def test_without_scripts_it_lists_every_briefing_and_council(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PAGE}", scripts=False) as seen:
        expect(
            seen.page.get_by_text("Putting the two pages together needs scripts")
        ).to_be_visible()
        expect(seen.page.locator("form.own")).to_be_hidden()
        links = seen.page.locator(".without-scripts a").evaluate_all("all => all.map(a => a.href)")
        assert len(links) == len(publishing.notebooks(ROOT)) + len(own.council_names())
        for link in links:
            assert (SITE / link.removeprefix(f"{site}/")).exists(), link
