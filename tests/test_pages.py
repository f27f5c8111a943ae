"""Is every page sound: at a desk, on a phone, from a folder and on paper, and without scripts?

One visit a page for each of the four, and every check that can be made on it (`page_checks`). Between
them a page is met under the policy for hosts, from a plain host and from a folder; in light, dark and
forced colours; wide and narrow. A fault reads "page: check: fault".

Chapters, labs and single pages are all opened. Every page is read as HTML; of a family written by one
template those are opened that together have all that the template can make (`covering`). A page that is
neither a chapter nor one of those that together have every structure is not printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from joinedup.site.embeds import POLICY
from tests import page_checks as the
from tests.browser import COUNCILS, SITE, Tab, Visit, chapters, families, new_tab, pages, serve
from tests.covering import driven, elements, faults, read, sample, structure, telling
from tests.test_chapters import CHAPTERS as STORIES

CHAPTERS = frozenset(chapters())
TOLD = frozenset(f"chapters/{path.stem}.html" for path in STORIES)
# Pages that a reader may come to first.
ARRIVED_AT = CHAPTERS.union(families().get(COUNCILS, ()), [f"{COUNCILS}.html"])
_ASKED_OF_HOST = re.compile(
    r'<(?:script|img|source|iframe|link(?! rel="canonical"))\b[^>]*?(?:src|href|srcset)="(?:https?:)?//'
)


@pytest.fixture(scope="session")
def strict_site() -> Iterator[str]:
    """The book, served with the policy that hosts should send."""
    with serve(SITE, {"Content-Security-Policy": POLICY}) as address:
        yield address


def _tab(**options: object) -> Callable[[Browser], Iterator[Tab]]:
    def opened(browser: Browser) -> Iterator[Tab]:
        with new_tab(browser, **options) as tab:  # type: ignore[arg-type]
            yield tab

    return opened


def check(seen: Visit, *checks: the.Check) -> None:
    """Make the checks of a visit; fail with every fault that any of them names."""
    found = the.faults(seen, list(checks))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


desk = pytest.fixture(scope="session", name="desk")(_tab())
phone = pytest.fixture(scope="session", name="phone")(_tab(width=390))
folder = pytest.fixture(scope="session", name="folder")(_tab(dark=True))
scriptless = pytest.fixture(scope="session", name="scriptless")(_tab(dark=True, scripts=False))


@pytest.mark.parametrize("page", driven())
def test_a_page_at_a_desk(page: str, desk: Tab, strict_site: str) -> None:
    arriving = [the.first_load_keeps_to_its_budget, the.nothing_jumps_on_the_way_down]
    check(
        desk.open(f"{strict_site}/{page}", page),
        *(arriving if page in ARRIVED_AT else []),
        the.every_chart_comes_alive,
        the.every_live_chart_has_its_own_name,
        the.every_chart_is_announced,
        the.axe_finds_nothing,
        the.axe_finds_nothing_that_the_width_decides,
        the.axe_finds_nothing_in_the_dark,
        the.every_control_works_by_keyboard,
        the.asks_no_other_host,
        the.complains_of_nothing,
    )


@pytest.mark.parametrize("page", driven())
def test_a_page_on_a_phone(page: str, phone: Tab, site: str) -> None:
    check(
        phone.open(f"{site}/{page}", page),
        *([the.nothing_jumps_on_the_way_down] if page in ARRIVED_AT else []),
        *([the.shows_a_picture_within_three_screens] if page in TOLD else []),
        the.every_chart_comes_alive,
        the.every_live_chart_has_its_own_name,
        the.axe_finds_nothing,
        the.axe_finds_nothing_that_the_width_decides,
        the.axe_finds_nothing_in_the_dark,
        the.no_number_in_a_table_is_broken,
        the.the_cells_of_a_row_stand_side_by_side,
        the.no_word_of_a_table_s_head_is_broken,
        the.no_page_scrolls_sideways,
        the.asks_no_other_host,
        the.complains_of_nothing,
    )


@pytest.mark.parametrize("page", [page for page in driven() if page in CHAPTERS.union(telling())])
def test_a_page_from_a_folder_and_on_paper(page: str, folder: Tab) -> None:
    address = (SITE / page).as_uri()
    check(
        folder.open(address, page),
        the.every_chart_comes_alive,
        the.axe_finds_nothing_in_forced_colours,
        the.asks_no_other_host,
        the.complains_of_nothing,
    )
    if page != "search.html":  # of which nothing is left on paper but its button
        check(folder.open(address, page), the.a_printed_page_is_a_clean_handout)


@pytest.mark.parametrize("page", chapters())
def test_a_page_without_scripts(page: str, scriptless: Tab, site: str) -> None:
    check(
        scriptless.open(f"{site}/{page}", page),
        the.a_printed_page_is_a_clean_handout,  # before any fold is opened
        the.every_chart_is_seen_as_a_picture,
        the.every_chart_is_announced,
    )


@pytest.mark.parametrize("page", pages())
def test_every_page_names_and_describes_itself(page: str) -> None:
    text = (SITE / page).read_text("utf-8")
    assert not _ASKED_OF_HOST.search(text), "asks another host"
    for name in (r"<title>", 'name="description" content="', 'property="og:title" content="'):
        found = re.search(name + r"([^<\"]+)", text)
        assert found, f"no {name}"
        assert len(found[1].strip()) > 5
    assert text.count("<h1") == 1


def test_every_page_is_sound_as_it_is_written() -> None:
    found = [
        f"{page}: {fault}" for page in pages() for fault in faults((SITE / page).read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("family", families())
def test_the_sample_of_a_family_shows_all_that_its_template_makes(family: str) -> None:
    shown = set().union(*(structure(read(page)) for page in sample(family)))
    assert [page for page in families()[family] if structure(read(page)) - shown] == []
    assert len(sample(family)) < len(families()[family])
    assert set(sample(family)) <= set(driven())


def test_pages_that_tell_of_all_others_have_every_structure_of_the_book() -> None:
    shown = set().union(*(structure(read(page)) for page in telling()))
    assert [page for page in pages() if structure(read(page)) - shown] == []


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "two elements have the id a"),
        ("<h3>Far below</h3>", "follows a heading of level 1"),
        ('<img src="x.svg">', "<img> has no alt"),
        ('<a href="x.html"></a>', "<a> has no words"),
        ("<table><tr><td>1</td></tr></table>", "<table> has no header cell"),
        ("<select><option>1</option></select>", "<select> has no label"),
        ("<h1>Another</h1>", "not one h1"),
        ("<main></main>", "not one main part"),
        ("<figure><p>A</p><figcaption>B</figcaption><ul></ul></figure>", "neither first nor last"),
        ("<style>p { color: red; }</style>", "<style> stands in the body"),
        ('<table border="1"><tr><th>A</th></tr></table>', "<table> has a border"),
        ("<svg><g hidden></g></svg>", "<g> is hidden"),
        ('<form action=""></form>', "<form> is sent nowhere"),
    ],
)
def test_a_fault_that_is_written_into_a_page_is_found_without_a_browser(
    part: str, fault: str
) -> None:
    page = '<html lang="en"><body><main><h1>A page</h1>{}</main></body></html>'
    assert faults(page.format("")) == []
    assert [found for found in faults(page.format(part)) if fault in found]


ENTRIES = "".join(f'<li class="entry"><a href="#e{n}">Entry {n}</a> told</li>' for n in range(30))
SOUND_PAGE = f"""<html lang="en"><head><title>Entries</title><style>
body {{ color: #222; background: #fff; }} a {{ color: #0645ad; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #111; }} a {{ color: #9cf; }} }}
@media (prefers-color-scheme: dark) {{ .pale {{ color: #333; }} }}
@media (max-width: 600px) {{ .narrow {{ color: #ccc; }} }}
@media (forced-colors: active) {{ .forced {{ forced-color-adjust: none; color: #777; background: #888; }} }}
.late:nth-child(22) {{ color: #ddd; }}
</style></head><body><main><h1>Entries</h1><p>Words.</p><ul>{ENTRIES}</ul></main></body></html>"""


def told_by_axe(tab: Tab, page: str, colours: str) -> set[str]:
    """The rules that axe names in the colours that a tab now has, by the sampled run of `page_checks`."""
    tab.page.set_content(page)
    return {
        fault.split(":")[0] for fault in the.axe(Visit(tab.page), colours, whole=colours == "light")
    }


@pytest.mark.parametrize(
    ("fault", "rule", "width", "colours"),
    [
        # (what the 21st of thirty entries becomes, the rule that says so, and where)
        ('<li class="entry"><a href="#e"></a> told</li>', "link-name", 1280, "light"),
        (
            '<li class="entry"><a href="#e" role="nothing">Entry</a></li>',
            "aria-roles",
            1280,
            "dark",
        ),
        ('<li class="entry"><img src="x.svg"> told</li>', "image-alt", 390, "light"),
        ('<li class="entry"><select><option>1</option></select></li>', "select-name", 390, "dark"),
        ('<li class="entry" style="color: #ccc">told</li>', "color-contrast", 1280, "light"),
        ('<li class="late">told</li><li class="late">told</li>', "color-contrast", 1280, "light"),
        ('<li class="entry pale">told</li>', "color-contrast", 1280, "dark"),
        ('<li class="entry narrow">told</li>', "color-contrast", 390, "light"),
        ('<li class="entry forced">told</li>', "color-contrast", 1280, "forced"),
        ('<li class="entry"><h5>Deep</h5></li>', "heading-order", 1280, "dark"),
        ('<li class="entry" lang="nowhere-at-all">told</li>', "valid-lang", 390, "dark"),
        (
            '<li><ul><p aria-labelledby="gone" role="group">told</p></ul></li>',
            "list",
            1280,
            "light",
        ),
    ],
)
def test_a_fault_in_one_of_many_like_entries_is_found_in_each_width_and_colours(
    browser: Browser,
    fault: str,
    rule: str,
    width: int,
    colours: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(the, "_kinds_read", defaultdict(set))
    forced = "active" if colours == "forced" else "none"
    dark = colours != "light"
    with new_tab(browser, width=width, dark=dark, forced_colors=forced) as tab:
        assert told_by_axe(tab, SOUND_PAGE, colours) == set()
        at = SOUND_PAGE.index('<li class="entry"><a href="#e20">')
        assert rule in told_by_axe(tab, SOUND_PAGE[:at] + fault + SOUND_PAGE[at:], colours)
        # What was found once is found again, and what was sound stays known.
        assert rule in told_by_axe(tab, SOUND_PAGE[:at] + fault + SOUND_PAGE[at:], colours)
        assert told_by_axe(tab, SOUND_PAGE, colours) == set()


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        # (bytes of a picture that the browser gave up on, which are all counted; what is said of it)
        (1_000, None),
        (95_000, "first load, gzipped bytes: 95,"),
        (None, "no answer from "),
    ],
)
def test_what_was_cut_off_on_its_way_counts_in_full(
    browser: Browser, tmp_path: Path, picture: int | None, fault: str | None
) -> None:
    (tmp_path / "index.html").write_text('<html><body><img src="still.png"></body></html>')
    if picture:
        (tmp_path / "still.png").write_bytes(bytes(picture))
    with serve(tmp_path) as address, new_tab(browser) as tab:
        tab.page.route("**/still.png", lambda route: route.abort())
        found = list(the.first_load_keeps_to_its_budget(tab.open(f"{address}/index.html")))
    if fault is None:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0].startswith(fault)


def test_axe_leaves_a_page_as_it_was(browser: Browser) -> None:
    with new_tab(browser) as tab:
        told_by_axe(tab, SOUND_PAGE, "as it was")
        before = tab.page.content()
        assert list(the.axe(Visit(tab.page), "as it was")) == []
        assert tab.page.content() == before


def test_what_makes_a_page_differ_is_told_apart() -> None:
    plain = structure(elements("<table><tr><td>1</td></tr></table>"))
    for other in (
        '<table class="wide"><tr><td>1</td></tr></table>',
        "<ul><li>1</li></ul>",
        '<table><tr><td style="color: red">1</td></tr></table>',
        "<table><tr><td><details>1</details></td></tr></table>",
    ):
        assert structure(elements(other)) - plain
