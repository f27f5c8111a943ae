"""What a reader on a locked-down laptop, a phone or a screen reader meets on the built pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from joinedup.site import POLICY
from tests.browser import SITE, chapters, pages, serve, visit

BUDGET = {
    "first load, gzipped bytes": 200_000,
    "first load, requests": 15,
    "bundle": 310_000,
    "layout shift": 0.02,
}
NOTE_SHIFTS = (  # the browser's own measure of what jumped without being asked to
    "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
    "entry => { if (!entry.hadRecentInput) window.shift += entry.value; }))"
    ".observe({type: 'layout-shift', buffered: true});"
)
_ASKED_OF_HOST = re.compile(
    r'<(?:script|img|source|iframe|link(?! rel="canonical"))\b[^>]*?(?:src|href|srcset)="(?:https?:)?//'
)


@pytest.mark.parametrize("page", pages())
def test_a_page_asks_no_other_host_and_complains_of_nothing(
    page: str, browser: Browser, site: str
) -> None:
    assert not _ASKED_OF_HOST.search((SITE / page).read_text("utf-8")), "asks another host"
    with visit(browser, f"{site}/{page}") as seen:
        seen.enliven()
        assert seen.outside == []
        assert seen.complaints == []


@pytest.mark.parametrize("page", chapters())
@pytest.mark.parametrize("width", [1280, 390])
def test_every_chart_comes_alive_in_its_place_with_its_own_name(
    page: str, width: int, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{page}", width=width) as seen:
        seen.page.evaluate(NOTE_SHIFTS)
        seen.read_through()
        assert seen.page.evaluate("window.shift") < BUDGET["layout shift"]
        count = seen.enliven()
        names = seen.page.locator("figure.chart .live svg[role=img]").evaluate_all(
            "all => all.map(svg => svg.getAttribute('aria-label'))"
        )
        assert len(names) == count
        assert len(set(names)) == count, "two charts share a name"
        assert not [name for name in names if "visualization" in name.lower()]
        still = seen.page.locator("figure.chart picture:visible").count()
        assert still == 0, "a still picture is left beside the live chart"


def test_a_chart_that_cannot_come_alive_stays_a_picture_without_dead_controls(
    browser: Browser, site: str
) -> None:
    page = "chapters/labs/two-budgets.html"
    assert 'class="vega-bindings waiting"' in (SITE / page).read_text("utf-8")
    with visit(browser, f"{site}/index.html") as seen:
        seen.page.context.route("**/vega-*.js", lambda route: route.abort())
        seen.page.goto(f"{site}/{page}")
        figure = seen.page.locator("figure.chart").first
        figure.scroll_into_view_if_needed()
        figure.locator(".waiting").wait_for(state="detached")
        assert figure.locator("picture").is_visible()
        assert figure.locator(".readout").is_visible()
        assert "The chart stays as a still picture." in " ".join(seen.complaints)


@pytest.mark.parametrize("page", chapters())
def test_every_chart_is_seen_without_scripts(page: str, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{page}", scripts=False) as seen:
        pictures = seen.page.locator("figure.chart img")
        for index in range(pictures.count()):
            pictures.nth(index).scroll_into_view_if_needed()
            box = pictures.nth(index).bounding_box()
            assert box is not None
            assert box["height"] > 60
        seen.page.wait_for_load_state("networkidle")
        loaded = {request.url.rsplit("/", 1)[1] for request in seen.asked}
        assert len([name for name in loaded if name.endswith("-wide.svg")]) == pictures.count()


@pytest.mark.parametrize("page", chapters())
@pytest.mark.parametrize("scripts", [True, False])
def test_a_printed_chapter_is_a_clean_handout(
    page: str, scripts: bool, browser: Browser, site: str
) -> None:
    not_for_paper = ".masthead .tools, nav, button, select, .launch, .downloads, .live, .waiting"
    with visit(browser, f"{site}/{page}", dark=True, scripts=scripts) as seen:
        seen.page.emulate_media(media="print")
        seen.page.pdf()  # printed before a reader has scrolled to any chart but the first
        assert [part for part in seen.page.locator(not_for_paper).all() if part.is_visible()] == []
        pictures = seen.page.locator("figure.chart img")
        drawn = pictures.evaluate_all("all => all.map(img => img.complete && img.naturalWidth > 0)")
        assert all(drawn)
        for index in range(pictures.count()):
            assert pictures.nth(index).is_visible()
        captions = seen.page.locator("figure.chart figcaption").all_inner_texts()
        assert all("Source: " in caption for caption in captions)
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )


def test_addresses_are_spelled_out_on_paper(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/reference/sources.html") as seen:
        seen.page.emulate_media(media="print")
        spelled = seen.page.locator('main a[href^="http"]').evaluate_all(
            "all => all.map(link => getComputedStyle(link, '::after').content"
            ".includes(link.getAttribute('href')))"
        )
        assert len(spelled) > 100
        assert all(spelled)


@pytest.mark.parametrize("page", chapters())
def test_the_first_load_keeps_to_its_budget(page: str, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{page}") as seen:
        sizes = {}
        for request in seen.asked:
            answer = request.response()
            assert answer is not None
            sizes[request.url] = request.sizes()["responseBodySize"]
        bundle = sum(size for url, size in sizes.items() if "/vega-" in url)
        first = sum(sizes.values()) - bundle
        assert first <= BUDGET["first load, gzipped bytes"]
        assert len(sizes) <= BUDGET["first load, requests"]
        assert bundle <= BUDGET["bundle"]


def test_the_policy_for_hosts_lets_every_chart_live(browser: Browser) -> None:
    with serve(SITE, {"Content-Security-Policy": POLICY}) as site:
        for page in chapters():
            with visit(browser, f"{site}/{page}") as seen:
                seen.enliven()
                assert seen.complaints == []


def test_the_book_works_from_a_folder_without_a_server(browser: Browser) -> None:
    for page in chapters():
        with visit(browser, (SITE / page).as_uri()) as seen:
            seen.enliven()
            assert seen.complaints == []


def test_the_book_works_below_a_sub_path(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "books").symlink_to(SITE)
    with serve(tmp_path) as address:
        page = chapters()[-1]
        with visit(browser, f"{address}/books/{page}") as seen:
            seen.enliven()
            assert seen.complaints == []


def test_the_scoreboard_filters_and_counts_what_it_shows(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html") as seen:
        rows = seen.page.locator("table#scoreboard tbody tr")
        seen.page.get_by_label("Verdict").select_option("met")
        shown = [row for row in rows.all() if row.is_visible()]
        assert 0 < len(shown) < rows.count()
        assert all("met" in row.inner_text() for row in shown)
        status = seen.page.locator("form.filters [role=status]").inner_text()
        assert status == f"{len(shown)} of {rows.count()} shown"


@pytest.mark.parametrize("served", [True, False])
def test_search_leads_to_an_initiative_by_another_name(
    served: bool, browser: Browser, site: str
) -> None:
    search = f"{site}/search.html" if served else (SITE / "search.html").as_uri()
    with visit(browser, f"{search}?q=Integration+Transformation+Fund") as seen:
        found = seen.page.locator("#search-results li a").filter(has_text="Better Care Fund")
        found.first.click()
        seen.page.wait_for_load_state()
        assert "/chapters/" in seen.page.url
        assert "Integration Transformation Fund" in seen.page.locator("main").inner_text()
        assert seen.outside == []
        assert seen.complaints == []


def test_the_chosen_mode_is_kept_from_page_to_page(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html") as seen:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = seen.page.evaluate(ground)
        seen.page.locator("button.mode").click()
        dark = seen.page.evaluate(ground)
        assert dark != light
        seen.page.goto(f"{site}/search.html")
        assert seen.page.evaluate(ground) == dark


def links_of(page: str, text: str = "") -> set[tuple[str, str]]:
    """Where a page's links inside the book lead: (page, anchor), the page as `pages` names it.

    text: a part of the page, where not the whole is meant.
    """
    folder = (SITE / page).parent
    found = set()
    for href in re.findall(r'\bhref="([^"]+)"', text or (SITE / page).read_text("utf-8")):
        file, _, anchor = href.partition("#")
        if file.endswith(".html") and ":" not in file:
            found.add(((folder / file).resolve().relative_to(SITE.resolve()).as_posix(), anchor))
    return found


def test_every_initiative_is_two_clicks_from_the_front_page() -> None:
    first = {page for page, _ in links_of("index.html")}
    second = {page for near in first for page, _ in links_of(near)}
    initiatives = {page for page in pages() if "/initiatives/" in page}
    assert initiatives
    assert initiatives <= first | second


def test_a_number_leads_to_its_row_and_the_row_back_to_its_chapter() -> None:
    followed = 0
    for chapter in chapters():
        for page, row in links_of(chapter):
            if "/initiatives/" not in page or not row:
                continue
            text = (SITE / page).read_text("utf-8")
            found = re.search(rf'<tr id="{row}".*?</tr>', text, re.DOTALL)
            assert found, f"{chapter} leads to {page}#{row}, which is no row"
            back = {to for to, _ in links_of(page, found[0])}
            assert chapter in back, f"{page}#{row} does not lead back to {chapter}"
            followed += 1
    assert followed > 0


@pytest.mark.parametrize("page", pages())
def test_every_page_names_and_describes_itself(page: str) -> None:
    text = (SITE / page).read_text("utf-8")
    for name in (r"<title>", 'name="description" content="', 'property="og:title" content="'):
        found = re.search(name + r"([^<\"]+)", text)
        assert found, f"no {name}"
        assert len(found[1].strip()) > 5
    assert text.count("<h1") == 1


def test_every_link_inside_the_book_leads_somewhere() -> None:
    missing = []
    ids: dict[Path, set[str]] = {}
    for page in pages():
        path = SITE / page
        for href in re.findall(r'\bhref="([^"]+)"', path.read_text("utf-8")):
            if re.match(r"[a-z]+:", href):
                continue
            file, _, anchor = href.partition("#")
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            if not target.is_file():
                missing.append(f"{page}: {href}")
            elif anchor and target.suffix == ".html":
                if target not in ids:
                    ids[target] = set(re.findall(r'\bid="([^"]+)"', target.read_text("utf-8")))
                if anchor not in ids[target]:
                    missing.append(f"{page}: {href}")
    assert missing == []
