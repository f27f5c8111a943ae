"""Do the pages about councils say what they must, and nothing that they must never say?"""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from joinedup.briefings import own
from joinedup.charts import theme
from joinedup.evidence import council_profile as profiles
from joinedup.evidence.council_profile import Profile, Shared, profile
from joinedup.evidence.data import load
from joinedup.evidence.text import slug
from joinedup.site import council_finder
from joinedup.site.council_words import raw
from tests.browser import ROOT

PROMISES = "## Promises held for this area"


@pytest.fixture(scope="module")
def shared() -> Shared:
    return profiles.prepare(load())


@pytest.fixture(scope="module")
def everyone(shared: Shared) -> dict[str, Profile]:
    """Every profile, by its page's name."""
    found = [profile(shared, ons) for ons in shared.codes]
    return {slug(one.name): one for one in found}


@pytest.fixture(scope="module")
def written() -> dict[Path, str]:
    return council_finder.pages(load())


@pytest.fixture(scope="module")
def pages(written: dict[Path, str], everyone: dict[str, Profile]) -> dict[str, str]:
    """The pages of the 149 councils, by name."""
    return {
        path.stem: text
        for path, text in written.items()
        if path.parent == council_finder.FOLDER and path.stem in everyone
    }


def words(page: str) -> str:
    """What a reader sees or hears, without addresses and without the names of sources."""
    page = re.sub(r'<a href="[^"]*sources\.csv#[^>]*>.*?</a>', "", page)
    page = re.sub(r"\[[^\]]*\]\([^)]*sources\.csv#[^)]*\)", "", page)
    said = " ".join(re.findall(r'aria-label="([^"]*)"', page))
    page = re.sub(r"\]\([^)]*\)", "]", re.sub(r"<[^>]*>", " ", page))
    return html.unescape(f"{page} {said}")


def cells(page: str, caption: str) -> dict[str, list[str]]:
    """{first cell: the others} of the table with a caption."""
    body = page.split(f"<caption>{caption}")[1].split("</table>")[0]
    found = {}
    for row in re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", body, re.DOTALL):
        first, *others = [
            html.unescape(re.sub("<[^>]*>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        found[first] = others
    return found


# ---- what must never be said ----

NEVER = {
    "an order": r"\b(rank\w*|league|grade\w*|top|bottom|leader\w*|laggard\w*|\d+(st|nd|rd|th) of)\b",
    "praise or blame": r"\b(best|worst|better|worse|good|bad|excellent|poor|weak|strong|impressive)\b",
    "success or failure": r"\b(improv\w*|deteriorat\w*|perform\w*|succe\w*|fail\w*|achiev\w*|beat)\b",
    "a cause": r"\b(caus\w*|because of|(due|owing|led|thanks) to|as a result|result of|drove|driven)\b",
    "an effect of a programme": r"\b(effect\w*|impact\w*|worked(?! out)|prevent\w*|avoid\w*|saved)\b",
    "a move of single years": r"\b(rose|fell|risen|fallen|increas\w*|decreas\w*|reduc\w*|grew|declin\w*)\b",
    "the pandemic year": r"2020[-/]21",
    "not part of a programme": r"\b(not part of|took no part|was not (a|one|in|reviewed))\b",
}
# Words that a name or a term of the book holds.
NAMES = r"Better Care Fund|poorly matched|Deprivation"


@pytest.mark.parametrize("what", NEVER)
def test_what_must_never_be_said(what: str, pages: dict[str, str]) -> None:
    said = {}
    for name, page in pages.items():
        # Rows of promises are judged by the book's rules, which have tests of their own.
        told = words(re.sub(f"{PROMISES}.*?(?=\n## )", "", page, flags=re.DOTALL))
        if found := re.search(NEVER[what], re.sub(NAMES, "", told), re.IGNORECASE):
            said[name] = told[max(0, found.start() - 60) : found.end() + 60]
    assert len(pages) == 149
    assert not said


@pytest.mark.parametrize("what", NEVER)
def test_a_page_that_said_it_would_be_found(what: str) -> None:
    planted = {
        "an order": "It was 3rd of 149.",
        "praise or blame": "The best of its kind.",
        "success or failure": "Delays improved.",
        "a cause": "This was due to the Fund.",
        "an effect of a programme": "The pioneers had an effect.",
        "a move of single years": "Admissions rose.",
        "the pandemic year": "In 2020-21 it was 3.",
        "not part of a programme": "It was not part of the pioneers.",
    }
    assert re.search(NEVER[what], planted[what], re.IGNORECASE)


def test_planned_is_said_only_of_promises_that_are_held(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    for name, page in pages.items():
        held = len(everyone[name].promises) > 0
        assert (PROMISES in page) == held, name
        outside = re.sub(f"{PROMISES}.*?(?=\n## )", "", page, flags=re.DOTALL)
        assert not re.search(r"\b(planned|pledged|promised)\b", words(outside)), name
        if held and everyone[name].promises_of_its_own.empty:
            assert "and not the council's own" in page


def test_every_page_says_why_nobody_is_put_in_order(written: dict[Path, str]) -> None:
    for path, page in written.items():
        if path.stem not in ("city-of-london", "isles-of-scilly"):
            assert "Nobody is put in order here" in page
            assert "/chapters/labs/the-best-of-many-pilots.ipynb" in page


def test_colours_are_the_same_whichever_side_of_a_line_a_council_lies(
    pages: dict[str, str],
) -> None:
    ours = {colour for colour in vars(theme).values() if re.fullmatch("#[0-9A-F]{6}", str(colour))}
    for number in range(1, 5):
        used = set()
        for page in pages.values():
            drawing = page.split(f'id="figure-{number}"')[1].split("</figure>")[0]
            used.add(frozenset(re.findall("#[0-9A-Fa-f]{6}", drawing)))
        assert all(colours <= ours for colours in used)
        assert (
            len(used) == 1
        )  # a part of no days leaves out a column, and keeps its line of the key
    assert not any(
        re.search(r'class="[^"]*\b(good|bad|right|wrong)\b', page) for page in pages.values()
    )


def test_tables_of_other_councils_stand_in_order_of_likeness(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    for name in ("hartlepool", "rutland", "north-yorkshire"):
        nearest = list(everyone[name].similar["name"])
        assert list(cells(pages[name], "Ten similar councils, the nearest first")) == nearest
        assert list(cells(pages[name], "Ten similar councils had"))[1:-1] == nearest


def test_a_blank_is_not_known_and_never_nothing(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    blanks = 0
    for name, found in everyone.items():
        money = cells(pages[name], "Net current spending on adult social care")
        for when, row in found.spending.iterrows():
            shown = money[str(when).replace("/", "-")][:3]
            unknown = row["net_k"] != row["net_k"]
            blanks += unknown
            assert (shown == ["not known"] * 3) == unknown, (name, when)
        fund = found.fund_income
        assert ("left blank the voluntary line" in pages[name]) == fund.isna().all(), name
        assert ("the other year is blank" in pages[name]) == (fund.isna().sum() == 1), name
    assert blanks == 2  # North Yorkshire's two years


def test_an_estimate_is_plain_only_where_commissioners_are_inside(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    for name, found in everyone.items():
        page = pages[name]
        if found.change is None:
            assert "No change can be given: a trust sent no return" in page
            continue
        assert ("The estimate around here is a" in page) == (not found.plain), name
        assert ("The estimate here is a" in page) == found.plain, name
        assert "Chance alone moves a count of this size" in page


def test_poor_matches_are_named(pages: dict[str, str]) -> None:
    named = {name for name, page in pages.items() if "It is poorly matched" in page}
    assert named == {
        "tower-hamlets", "rutland", "hackney", "newham", "torbay",
        "bournemouth-christchurch-and-poole",
    }  # fmt: skip


def test_a_programme_that_is_not_recorded_is_said_to_be_unrecorded(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    for name, found in everyone.items():
        complete = set(found.programmes["programme"]) == set(profiles.PROGRAMMES)
        assert ("We hold no record of" in pages[name]) != complete, name
        for row in found.programmes.itertuples():
            assert str(row.area_named) in html.unescape(pages[name].replace("\\", "")), name


def test_numbers_on_a_page_are_those_of_the_council(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    """Table by table, for every council: each cell is a row of another council nowhere."""
    for name, found in everyone.items():
        shown = cells(pages[name], "About ")
        for when, row in found.delays.iterrows():
            first, *rest = shown[str(when).replace("/", "-")]
            assert [first, rest[2]] == [f"{row['nhs']:,.0f}", f"{row['total']:,.0f}"], name
        estimate = cells(pages[name], "Unplanned admissions, our estimate")
        assert estimate["2015-16"][0] == f"{found.admissions.loc['2015/16', 'admissions']:,.0f}"
        assert f"{found.residents[2019]:,} in mid-2019" in pages[name]


def test_every_number_has_its_table_and_source(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    for name, page in pages.items():
        assert page.count(f"ons {everyone[name].ons}.") == 6
        for figure in re.findall(r'<figure class="chart".*?</figure>', page, re.DOTALL):
            assert "<figcaption><p>Source: " in figure
            assert figure.count("data/sources.csv#") >= 1
        # Tables stand in a part that ends with their rows, or in a figure with its source.
        assert page.count("<table") == 4 + 5 + (PROMISES in page)


# ---- finding ----


def test_every_link_of_the_finder_leads_to_a_page(written: dict[Path, str]) -> None:
    finder = written[council_finder.FINDER]
    names = {path.stem for path in written if path.parent == council_finder.FOLDER}
    linked = re.findall(r'href="councils/([\w-]+)\.html"', finder)
    assert set(linked) == names
    assert len(names) == 151
    tiles = finder.split('class="tiles linked"')[1].split("</svg>")[0]
    assert len(re.findall(r'<a href="councils/[\w-]+\.html" aria-label="[^"]+">', tiles)) == 151


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("Bournemouth", "bournemouth-christchurch-and-poole"),
        ("Poole", "bournemouth-christchurch-and-poole"),
        ("Dorset (before April 2019)", "dorset"),
        ("North Northamptonshire, from 1 April 2021, with part", "northamptonshire"),
        ("Cumberland, from 1 April 2023, with part", "cumbria"),
        ("North Yorkshire Council, from April 2023, with the whole", "north-yorkshire"),
        ("Somerset Council, from a date that was not read", "somerset"),
    ],
)
def test_names_that_have_gone_or_came_later_lead_to_a_page(
    name: str, page: str, written: dict[Path, str]
) -> None:
    renamed = written[council_finder.FINDER].split("## Names that have gone")[1]
    [line] = [one for one in renamed.splitlines() if one.startswith(f"- **{name}")]
    assert f"(/chapters/councils/{page}.md)" in line
    assert council_finder.FOLDER / f"{page}.md" in written


def test_a_page_says_who_came_after(pages: dict[str, str]) -> None:
    named = {name for name, page in pages.items() if "Who came after: " in page}
    assert named == {
        "buckinghamshire", "cumbria", "north-yorkshire", "northamptonshire", "somerset",
    }  # fmt: skip
    assert "Cumberland, from 1 April 2023, with part of the area ([" in pages["cumbria"]


def test_every_stp_leads_to_its_councils(written: dict[Path, str]) -> None:
    listed = written[council_finder.FINDER].split("## By STP")[1]
    assert listed.count("<dt>") == 44
    north = listed.split("<dt>Humber, Coast and Vale</dt>")[1].split("</dd>")[0]
    assert "north-yorkshire.html" in north
    assert "kingston-upon-hull-city-of.html" in north


def test_a_reader_who_looks_for_a_board_is_told_of_the_gap(written: dict[Path, str]) -> None:
    told = written[council_finder.FINDER].split("## By integrated care board")[1]
    assert "was not read, so there is no list of them here: a gap in this book" in told
    assert not any("integrated_care_board" in table for table in load().councils)


def test_what_luck_alone_gives_stands_beside_what_happened(
    written: dict[Path, str], shared: Shared
) -> None:
    told = written[council_finder.FINDER].split("## With nothing but luck")[1].split("\n## ")[0]
    homes = shared.care_homes[council_finder.LUCK_OF]
    rates = homes.rates["rate"]
    assert f"{rates.min():,.0f} to {rates.max():,.0f}" in told
    drawn = profiles.luck_alone(homes)
    assert ("they lay further apart" in told) == (rates.std() > drawn.std())
    assert f"{profiles.outside_luck(homes, rates)} of them beyond" in told
    assert f"all but {profiles.outside_luck(homes, drawn)} between the lines" in told
    assert "exercise-your-council" in told
    assert told.count("<circle") >= 2 * len(rates) == 2 * 149
    for what in ("an order", "praise or blame", "a cause", "an effect of a programme"):
        assert not re.search(NEVER[what], re.sub(NAMES, "", words(told)), re.IGNORECASE), what


def test_each_page_leads_to_the_chart_of_every_council_at_its_own(
    pages: dict[str, str], everyone: dict[str, Profile]
) -> None:
    chapter = (ROOT / "chapters/better-care-fund-results.ipynb").read_text("utf-8")
    for name, page in pages.items():
        [query] = re.findall(r"#councils-chart&amp;place=([^\"]+)", page)
        assert unquote_plus(html.unescape(query)) == everyone[name].name
        assert f'"{everyone[name].name}"' in chapter


def test_each_page_leads_to_a_briefing_of_your_own_with_the_council_picked(
    pages: dict[str, str],
) -> None:
    offered = own.council_names()
    for name, page in pages.items():
        assert re.findall(r"/your-own\.html#your-own&amp;council=([^\"]+)", page) == [name]
    assert offered.keys() == pages.keys()


def test_two_councils_are_told_why_they_have_no_numbers(written: dict[Path, str]) -> None:
    for name in ("city-of-london", "isles-of-scilly"):
        page = written[council_finder.FOLDER / f"{name}.md"]
        assert "one more or one fewer would move every rate" in page
        assert not re.search(r"\d", words(page))


def test_addresses_hold_nothing_but_letters_and_hyphens(written: dict[Path, str]) -> None:
    assert slug("Herefordshire, County of") == "herefordshire-county-of"
    assert slug("St. Helens") == "st-helens"
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", path.stem) for path in written)


def test_a_page_that_would_end_its_own_html_is_refused() -> None:
    with pytest.raises(ValueError, match="three backticks"):
        raw("<p>```</p>")
