"""Can everyone use every page: by keyboard, by screen reader, on a narrow phone, without scripts?"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator

from joinedup.site.chart_figures import WHERE_THE_TABLE_IS
from tests.browser import SITE, chapters, pages, visit


@pytest.mark.parametrize("page", pages())
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_light_or_dark(
    page: str, width: int, browser: Browser, site: str
) -> None:
    every_rule = {"rules": {"target-size": {"enabled": True}}}
    with visit(browser, f"{site}/{page}", width=width) as seen:
        seen.enliven()
        for scheme in ("light", "dark"):
            seen.page.emulate_media(color_scheme=scheme)
            found = Axe().run(seen.page, options=every_rule).response["violations"]
            assert [
                (scheme, rule["id"], node["html"][:120]) for rule in found for node in rule["nodes"]
            ] == []


@pytest.mark.parametrize("page", pages())
def test_no_page_scrolls_sideways_on_a_phone(page: str, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{page}", width=390) as seen:
        for width in (390, 320):
            seen.page.set_viewport_size({"width": width, "height": 800})
            seen.enliven()
            seen.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            seen.page.wait_for_timeout(100)  # the charts draw themselves again for a new width
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_number_in_a_table_is_broken_to_fit_a_phone(browser: Browser, site: str) -> None:
    broken = """cells => cells.filter(cell => {
        const words = document.createRange();
        words.selectNodeContents(cell);
        return /^[\\d.,%-]+$/.test(cell.textContent) && words.getClientRects().length > 1;
    }).map(cell => cell.textContent)"""
    tables = 0
    for page in chapters():
        if 'class="dataframe"' not in (SITE / page).read_text("utf-8"):
            continue
        with visit(browser, f"{site}/{page}", width=390) as seen:
            seen.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert seen.page.locator(".dataframe td").evaluate_all(broken) == []
            tables += 1
    assert tables > 0


@pytest.mark.parametrize("page", pages())
def test_words_stand_out_in_forced_colours(page: str, browser: Browser, site: str) -> None:
    contrast = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    with visit(browser, f"{site}/{page}", dark=True, forced_colors="active") as seen:
        seen.enliven()
        assert seen.page.evaluate("matchMedia('(forced-colors: active)').matches")
        found = Axe().run(seen.page, options=contrast).response["violations"]
        assert [node["html"][:120] for rule in found for node in rule["nodes"]] == []


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


@pytest.mark.parametrize("page", chapters())
@pytest.mark.parametrize("scripts", [True, False])
def test_a_chart_is_announced_by_its_finding_and_says_where_its_table_is(
    page: str, scripts: bool, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{page}", scripts=scripts) as seen:
        if scripts:
            seen.enliven()
        for figure in seen.page.locator("figure.chart").all():
            headline = figure.locator(".headline > span").inner_text()
            assert headline.startswith("Figure ")
            assert seen.page.get_by_role("figure", name=headline, exact=True).count() == 1
            picture = figure.get_by_role("img")
            assert picture.count() == 1
            said = picture.get_attribute("aria-label" if scripts else "alt") or ""
            assert said.endswith(WHERE_THE_TABLE_IS)
            assert figure.locator("details table").count() == 1


def answers(control: Locator, key: str) -> bool:
    """Whether the control's chart takes up something new within half a second of a key."""
    state = "control => JSON.stringify(control.closest('figure').view.getState().signals)"
    before = control.evaluate(state)
    control.page.keyboard.press(key)
    for _ in range(10):
        control.page.wait_for_timeout(50)
        if control.evaluate(state) != before:
            return True
    return False


@pytest.mark.parametrize("page", chapters())
def test_every_chart_control_works_by_keyboard(page: str, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{page}") as seen:
        seen.enliven()
        controls = seen.page.locator("figure.chart .live .vega-bind :is(select, input)")
        for index in range(controls.count()):
            control = controls.nth(index)
            control.focus()
            outline = control.evaluate("control => getComputedStyle(control).outlineStyle")
            assert outline != "none", "focus cannot be seen"
            # An arrow does nothing where a slider or list is at its end: then the other one must.
            kind = control.evaluate("control => control.type")
            keys = ["Space"] if kind == "checkbox" else ["ArrowDown", "ArrowUp"]
            assert any(answers(control, key) for key in keys)


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
