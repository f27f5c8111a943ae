"""What a reader on a locked-down laptop, a phone or a screen reader meets on the built pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from joinedup.site import POLICY
from tests.browser import SITE, chapters, launched, pages, serve, visit

BUDGET = {"first load, gzipped bytes": 200_000, "first load, requests": 15, "bundle": 310_000}
_ASKED_OF_HOST = re.compile(
    r'<(?:script|img|source|iframe|link(?! rel="canonical"))\b[^>]*?(?:src|href|srcset)="(?:https?:)?//'
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serve(SITE) as address:
        yield address


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
def test_every_chart_comes_alive_with_its_own_name(
    page: str, width: int, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{page}", width=width) as seen:
        count = seen.enliven()
        names = seen.page.locator("figure.chart .live svg[role=img]").evaluate_all(
            "all => all.map(svg => svg.getAttribute('aria-label'))"
        )
        assert len(names) == count
        assert len(set(names)) == count, "two charts share a name"
        assert not [name for name in names if "visualization" in name.lower()]
        still = seen.page.locator("figure.chart picture:visible").count()
        assert still == 0, "a still picture is left beside the live chart"


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


@pytest.mark.parametrize("page", pages())
def test_no_page_scrolls_sideways_on_a_phone(page: str, browser: Browser, site: str) -> None:
    for width in (390, 320):
        with visit(browser, f"{site}/{page}", width=width) as seen:
            seen.enliven()
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("page", pages())
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(page: str, dark: bool, browser: Browser, site: str) -> None:
    every_rule = {"rules": {"target-size": {"enabled": True}}}
    for width in (1280, 390):
        with visit(browser, f"{site}/{page}", width=width, dark=dark) as seen:
            seen.enliven()
            found = Axe().run(seen.page, options=every_rule).response["violations"]
            assert [
                (width, rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]
            ] == []


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


@pytest.mark.parametrize("page", chapters())
def test_every_chart_control_works_by_keyboard(page: str, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{page}") as seen:
        seen.enliven()
        controls = seen.page.locator("figure.chart .vega-bind :is(select, input)")
        for index in range(controls.count()):
            control = controls.nth(index)
            control.focus()
            outline = control.evaluate("control => getComputedStyle(control).outlineStyle")
            assert outline != "none", "focus cannot be seen"
            state = "control => JSON.stringify(control.closest('figure').view.getState().signals)"
            before = control.evaluate(state)
            kind = control.evaluate("control => control.type")
            seen.page.keyboard.press("Space" if kind == "checkbox" else "ArrowDown")
            seen.page.wait_for_timeout(150)
            if control.evaluate(state) == before:  # it stood at its last value
                seen.page.keyboard.press("ArrowUp")
                seen.page.wait_for_timeout(150)
            assert control.evaluate(state) != before


def test_the_policy_for_hosts_lets_every_chart_live(browser: Browser) -> None:
    with serve(SITE, {"Content-Security-Policy": POLICY}) as site:
        for page in chapters():
            with visit(browser, f"{site}/{page}") as seen:
                seen.enliven()
                assert seen.complaints == []


def test_the_book_works_from_a_folder_without_a_server(browser: Browser) -> None:
    for page in chapters():
        with visit(browser, (SITE / page).as_uri().replace("file:///", "file:///")) as seen:
            seen.enliven()
            assert seen.complaints == []


def test_the_book_works_below_a_sub_path(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "books").symlink_to(SITE)
    with serve(tmp_path) as address:
        page = chapters()[-1]
        with visit(browser, f"{address}/books/{page}") as seen:
            seen.enliven()
            assert seen.complaints == []


def test_a_wrong_answer_gets_its_own_feedback(browser: Browser, site: str) -> None:
    page = next(page for page in chapters() if 'form class="question"' in (SITE / page).read_text())
    with visit(browser, f"{site}/{page}") as seen:
        form = seen.page.locator("form.question").first
        status = form.locator("[role=status]")
        form.locator("button").click()
        assert status.inner_text() == "Choose an answer first."
        form.locator("input:not([data-right])").first.check()
        form.locator("button").click()
        wrong = status.inner_text()
        assert wrong.startswith("Not quite.")
        form.locator("input[data-right]").check()
        form.locator("button").click()
        assert status.inner_text().startswith("Right.")
        assert status.inner_text() != wrong


def test_questions_can_be_answered_without_scripts(browser: Browser, site: str) -> None:
    page = next(page for page in chapters() if 'form class="question"' in (SITE / page).read_text())
    with visit(browser, f"{site}/{page}", scripts=False) as seen:
        form = seen.page.locator("form.question").first
        assert not form.locator("button").is_visible()
        form.locator("summary").click()
        assert form.locator("details li").first.is_visible()


def test_the_scoreboard_filters_and_counts_what_it_shows(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html") as seen:
        rows = seen.page.locator("table#scoreboard tbody tr")
        seen.page.get_by_label("Verdict").select_option("met")
        shown = [row for row in rows.all() if row.is_visible()]
        assert 0 < len(shown) < rows.count()
        assert all("met" in row.inner_text() for row in shown)
        status = seen.page.locator("form.filters [role=status]").inner_text()
        assert status == f"{len(shown)} of {rows.count()} shown"


def test_search_finds_an_initiative_by_another_name(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/search.html?q=Integration+Transformation+Fund") as seen:
        seen.page.locator("#search-results li a").first.wait_for()
        found = seen.page.locator("#search-results li a").all_inner_texts()
        assert any("Better Care Fund" in title for title in found)
        assert seen.outside == []


def test_the_chosen_mode_is_kept_from_page_to_page(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html") as seen:
        ground = "getComputedStyle(document.body).backgroundColor"
        light = seen.page.evaluate(ground)
        seen.page.locator("button.mode").click()
        dark = seen.page.evaluate(ground)
        assert dark != light
        seen.page.goto(f"{site}/search.html")
        assert seen.page.evaluate(ground) == dark


def test_the_contents_open_on_a_phone_without_scripts(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html", width=390, scripts=False) as seen:
        contents = seen.page.locator("nav#contents")
        assert not contents.is_visible()
        seen.page.locator("a.contents-link").click()
        assert contents.is_visible()


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
