"""Can everyone use every page: by keyboard, by screen reader, on a narrow phone, without scripts?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import SITE, chapters, visit


def test_nothing_moves_for_a_reader_who_asked_for_less_motion(browser: Browser, site: str) -> None:
    moving = """() => [...document.querySelectorAll('*')].filter(part => {
        const style = getComputedStyle(part);
        return style.scrollBehavior === 'smooth' || style.animationName !== 'none'
            || parseFloat(style.transitionDuration) > 0;
    }).length"""
    page = f"{site}/{chapters()[0]}"
    with visit(browser, page, reduced_motion="no-preference") as seen:
        assert seen.page.evaluate(moving) == 1  # the page scrolls smoothly to a link's target
    with visit(browser, page, reduced_motion="reduce") as seen:
        seen.enliven()
        assert seen.page.evaluate(moving) == 0


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    "page",
    [
        *("index.html", "search.html", "chapters/fifty-years-of-promises.html"),
        *("chapters/labs/two-budgets.html", "chapters/reference/initiatives.html"),
    ],
)
def test_the_tab_key_stops_in_reading_order_where_it_can_be_seen(
    page: str, width: int, browser: Browser, site: str
) -> None:
    stop = """() => {
        const here = document.activeElement, before = window.before;
        if (here === document.body) return null;
        window.before = here;
        const box = here.getBoundingClientRect();
        return {
            what: here.outerHTML.slice(0, 120),
            later: !before || !!(before.compareDocumentPosition(here) & 4),
            seen: getComputedStyle(here).outlineStyle !== 'none' && box.width > 0
                && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        };
    }"""
    with visit(browser, f"{site}/{page}", width=width, reduced_motion="reduce") as seen:
        seen.enliven()
        seen.page.evaluate("scrollTo(0, 0)")
        stops = []
        while True:
            seen.page.keyboard.press("Tab")
            found = seen.page.evaluate(stop)
            if found is None:  # past the last one, the browser's own buttons
                break
            stops.append(found)
        assert len(stops) > 10
        assert [at["what"] for at in stops if not at["later"]] == []
        assert [at["what"] for at in stops if not at["seen"]] == []


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


def test_the_contents_open_on_a_phone_without_scripts(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html", width=390, scripts=False) as seen:
        contents = seen.page.locator("nav#contents")
        assert not contents.is_visible()
        seen.page.locator("a.contents-link").click()
        assert contents.is_visible()
