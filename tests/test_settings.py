"""Do a chart's controls, picture, sentence, label, link, download and paper agree, on every way there?

What a control stands at is read here from the control itself, as a reader would, and looked for everywhere
else that tells it.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import SITE, Visit, chapters, pages, visit

WITH_CONTROLS = [
    page for page in chapters() if 'class="settings"' in (SITE / page).read_text("utf-8")
]
PLAN = "chapters/better-care-fund-plan.html"
AS_SET = """figure => "Shown for " + Array.from(figure.querySelectorAll(".live .vega-bind")).map(bind => {
    const control = bind.querySelector("select, input");
    const name = bind.querySelector(".vega-bind-name").textContent.trim();
    const on = bind.querySelector("input:checked");
    const words = control.type === "radio" ? on.parentElement.textContent.trim()
        : control.type === "checkbox" ? (control.checked ? "yes" : "no")
        : control.type === "range" && +control.min >= 1900 ? control.value
        : control.type === "range" ? (+control.value).toLocaleString("en-GB").replace("-", "\\u2212")
        : control.selectedOptions[0].textContent;
    return [control.name, name + ": " + words];
}).sort((one, other) => figure.order.indexOf(one[0]) - figure.order.indexOf(other[0]))
  .map(pair => pair[1]).join("; ") + "." """
NOTE_ORDER = """figure => { figure.order = JSON.parse(figure.querySelector("script.spec").textContent)
    .signals.filter(signal => signal.bind).map(signal => signal.name); }"""


def as_set(figure: Locator) -> str:
    """The settings in words, read from the controls."""
    figure.evaluate(NOTE_ORDER)
    return str(figure.evaluate(AS_SET))


def move(page: Page, figure: Locator) -> None:
    """Set every control elsewhere, by keyboard."""
    for control in figure.locator(".live .vega-bind :is(select, input:not([type=radio]))").all():
        control.focus()
        kind = control.evaluate("control => control.type")
        if kind == "checkbox":
            page.keyboard.press("Space")
        elif kind == "range":
            at_end = control.evaluate(
                "control => +control.value > (+control.min + +control.max) / 2"
            )
            page.keyboard.press("Home" if at_end else "End")
        else:
            last = control.evaluate("control => control.options.length - 1")
            control.select_option(index=0 if control.evaluate("c => c.selectedIndex") else last)
    for group in figure.locator(".live .vega-bind-radio").all():
        group.locator("input:not(:checked)").last.check()


def words_of(figure: Locator) -> list[str]:
    """All that is written on the live drawing, in the alphabet's order: marks may change places."""
    return sorted(figure.locator(".live svg text").all_text_contents())


def disagreements(figure: Locator) -> list[str]:
    """Where a figure says something else than its controls stand at."""
    words, found = as_set(figure), []
    if not str(figure.locator(".settings").text_content()).startswith(words):
        found.append(f"settings: {figure.locator('.settings').text_content()!r}, not {words!r}")
    label = figure.locator(".live svg[role=img]").get_attribute("aria-label") or ""
    if figure.get_attribute("data-changed") is not None and not label.startswith(words):
        found.append(f"label: {label!r}, not {words!r}")
    if figure.locator(".readout").count():
        readout = figure.locator(".readout").inner_text()
        if readout != figure.evaluate("figure => figure.view.signal('readout')"):
            found.append(f"sentence: {readout!r}")
        if figure.get_attribute("data-changed") is not None and readout not in label:
            found.append(f"label: {label!r} lacks {readout!r}")
    return found


@pytest.mark.parametrize("name", WITH_CONTROLS)
def test_every_chart_says_what_its_controls_stand_at_and_keeps_it(
    name: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{name}") as seen:
        page = seen.page
        seen.enliven()
        figures = page.locator("figure.chart:has(.settings)").all()
        told = []
        for figure in figures:
            start = figure.locator(".settings").text_content()
            assert start == as_set(figure), "before anything is moved"
            first = words_of(figure)
            move(page, figure)
            expect(figure.locator(".settings")).not_to_have_text(start or "")
            assert disagreements(figure) == []
            told.append(as_set(figure))
            moved = words_of(figure)
            figure.get_by_role("button", name="Back to the start").click()
            expect(figure.locator(".settings")).to_have_text(start or "")
            assert words_of(figure) == first, "what is written on a chart is written once"
            move(page, figure)
            expect(figure.locator(".settings")).to_contain_text(told[-1])
            assert words_of(figure) == moved, "and again when its controls come back"
            if not figure.locator(".readout").count():
                assert figure.locator(".settings").get_attribute("role") == "status"
        page.wait_for_timeout(500)  # until the settings are remembered
        assert "&" not in page.url, "an address holds settings only where a reader puts them"
        page.emulate_media(media="print")
        for figure, words in zip(figures, told, strict=True):
            assert figure.locator(".live svg").first.is_visible()
            assert not figure.locator("picture").is_visible()
            assert not figure.locator(".live .vega-bindings").is_visible()
            assert figure.locator(".settings").inner_text().startswith(words)
        page.emulate_media(media="screen")
        page.reload()
        seen.enliven()
        for figure, words in zip(figures, told, strict=True):
            expect(figure.locator(".settings")).to_contain_text(words)
            assert as_set(figure) == words
            assert disagreements(figure) == []
        assert seen.complaints == []


def changed(browser_page: Page, seen: Visit) -> Locator:
    """The base rate's chart, with its cut at nought."""
    seen.enliven()
    figure = browser_page.locator("#base-rate-explore")
    figure.locator(".live [name=cut]").focus()
    browser_page.keyboard.press("Home")
    expect(figure.locator(".settings")).to_contain_text("Planned cut, per cent: 0")
    return figure


def test_a_label_is_not_left_at_the_settings_that_a_chart_began_with(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{PLAN}") as seen:
        figure = changed(seen.page, seen)
        label = figure.locator("svg[role=img]").get_attribute("aria-label") or ""
        assert "below every column" in (figure.locator("img").get_attribute("alt") or "")
        assert "below every column" not in label
        assert "A cut of 0.0%" in label


def test_back_finds_the_settings_and_a_shared_link_brings_them(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PLAN}") as seen:
        page = seen.page
        figure = changed(page, seen)
        page.wait_for_timeout(500)
        page.goto(f"{site}/index.html")
        page.go_back()
        expect(figure.locator(".settings")).to_contain_text("Planned cut, per cent: 0")
        figure.locator("a.this-view").click()
        assert parse_qs(page.url.split("#base-rate-explore&")[1])["cut"] == ["0"]
        link = page.url
        figure.locator(".live [name=cut]").focus()
        page.keyboard.press("End")
        page.wait_for_timeout(500)
        assert page.url.endswith("#base-rate-explore"), "an address that is no longer true"
    with visit(browser, link) as seen:
        figure = seen.page.locator("#base-rate-explore")
        expect(figure.locator(".settings")).to_contain_text("Planned cut, per cent: 0")
        expect(figure.locator(".headline")).to_be_in_viewport()
        assert disagreements(figure) == []
        seen.page.reload()
        expect(figure.locator(".settings")).to_contain_text("Planned cut, per cent: 0")


@pytest.mark.parametrize(
    "asked", ["cut=99", "cut=abc", "cut=-1", "first=1066", "nothing=1", "cut=%3Cb%3E", "cut="]
)
def test_a_link_with_a_setting_that_cannot_be_changes_nothing(
    asked: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{PLAN}#base-rate-explore&{asked}") as seen:
        figure = seen.page.locator("#base-rate-explore")
        figure.locator(".live svg").first.wait_for(timeout=20_000)
        seen.page.wait_for_timeout(400)
        assert figure.get_attribute("data-changed") is None
        assert disagreements(figure) == []
        assert seen.complaints == []


def test_a_picture_taken_away_shows_the_settings_it_was_taken_at(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    with visit(browser, f"{site}/{PLAN}") as seen:
        figure = changed(seen.page, seen)
        for kind in ("SVG", "PNG"):
            with seen.page.expect_download() as taken:
                figure.locator(".downloads a[download]", has_text=kind).click()
            taken.value.save_as(tmp_path / kind)
        text = (tmp_path / "SVG").read_text("utf-8")
        assert "planned cut, 0.0%" in text
        assert "Planned cut, per cent: 0." in text
        assert "Source: " in text
        assert (tmp_path / "PNG").read_bytes()[:4] == b"\x89PNG"
        assert seen.complaints == []


def test_escape_puts_a_marks_value_away(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/labs/a-target-you-can-believe.html") as seen:
        seen.enliven()
        figure = seen.page.locator("#target-explore")
        figure.scroll_into_view_if_needed()
        box = figure.locator(".live .mark-symbol path[d]").nth(-3).bounding_box()
        assert box is not None
        seen.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        shown = seen.page.locator("#vg-tooltip-element")
        expect(shown).to_be_visible()
        seen.page.keyboard.press("Escape")
        expect(shown).to_be_hidden()


def letters(text: str) -> str:
    """Words without the spaces and marks between them."""
    return re.sub(r"[\s;:]", "", text)


def test_a_marks_value_is_read_by_keyboard_too_and_put_away(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/labs/a-target-you-can-believe.html") as seen:
        seen.enliven()
        figure = seen.page.locator("#target-explore")
        figure.locator(".live svg").focus()
        shown, told = seen.page.locator("#vg-tooltip-element"), []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            seen.page.keyboard.press(key)
            expect(shown).to_be_visible()
            told.append(shown.inner_text())
            said = figure.locator(".live > [role=status]").text_content() or ""
            assert letters(said) == letters(told[-1]) != ""
        assert told[0] == told[2] != told[1]
        seen.page.keyboard.press("Escape")
        expect(shown).to_be_hidden()
        assert seen.complaints == []


def test_only_what_a_reader_can_set_or_read_by_it_asks_for_a_script() -> None:
    """Every live chart has a control, or marks with words of their own; a still names no script."""
    for page in pages():
        for figure in re.findall(
            r'<figure class="chart".*?</figure>', (SITE / page).read_text("utf-8"), re.DOTALL
        ):
            gains = 'class="vega-bind"' in figure or '"tooltip"' in figure
            assert ("data-bundle" in figure) == gains, page
            assert ('class="spec"' in figure) == gains, page


def test_a_page_of_stills_asks_for_no_script_that_draws(browser: Browser, site: str) -> None:
    page = next(
        page
        for page in chapters()
        if '<figure class="chart"' in (text := (SITE / page).read_text("utf-8"))
        and "data-bundle" not in text
    )
    with visit(browser, f"{site}/{page}") as seen:
        seen.open_parts()
        seen.read_through()
        assert not [request.url for request in seen.asked if "/vega-" in request.url]


def test_a_button_leads_back_to_the_settings_that_the_chart_began_with(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{PLAN}") as seen:
        figure = changed(seen.page, seen)
        figure.get_by_role("button", name="Back to the start").click()
        expect(figure.locator(".settings")).to_contain_text("Planned cut, per cent: 3.5.")
        assert figure.get_attribute("data-changed") is None
        assert disagreements(figure) == []
        label = figure.locator("svg[role=img]").get_attribute("aria-label")
        assert label == figure.locator("img").get_attribute("alt")
