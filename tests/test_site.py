"""What a reader on a locked-down laptop, a phone or a screen reader meets on the built pages."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from joinedup.course import slides, trainers_notes
from joinedup.course.trainer import CANARY
from joinedup.writing import questions
from tests.browser import SITE, chapters, pages, serve, visit


def test_a_chart_that_cannot_come_alive_stays_a_picture_without_dead_controls(
    browser: Browser, site: str
) -> None:
    page = "chapters/labs/two-budgets.html"
    assert 'class="vega-bindings waiting"' in (SITE / page).read_text("utf-8")
    with visit(browser, f"{site}/index.html") as seen:
        seen.page.context.route("**/vega-*.js", lambda route: route.abort())
        seen.page.goto(f"{site}/{page}")
        seen.page.locator("details.after-guess > summary").click()
        figure = seen.page.locator("details.after-guess figure.chart").first
        assert figure.locator(".waiting").count()
        figure.scroll_into_view_if_needed()
        figure.locator(".waiting").wait_for(state="detached")
        assert figure.locator("picture").is_visible()
        assert figure.locator(".readout").is_visible()
        assert "The chart stays as a still picture." in " ".join(seen.complaints)


def test_addresses_are_spelled_out_on_paper(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/reference/sources.html") as seen:
        seen.page.emulate_media(media="print")
        spelled = seen.page.locator('main a[href^="http"]').evaluate_all(
            "all => all.map(link => getComputedStyle(link, '::after').content"
            ".includes(link.getAttribute('href')))"
        )
        assert len(spelled) > 100
        assert all(spelled)


def test_the_book_works_below_a_sub_path(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "books").symlink_to(SITE)
    with serve(tmp_path) as address:
        page = chapters()[-1]
        with visit(browser, f"{address}/books/{page}") as seen:
            seen.enliven()
            assert seen.complaints == []


def test_the_scoreboard_filters_and_counts_what_it_shows(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/reference/scoreboard.html") as seen:
        rows = seen.page.locator("table#scoreboard tbody tr")
        seen.page.get_by_label("Verdict").select_option("met")
        shown = [row for row in rows.all() if row.is_visible()]
        assert 0 < len(shown) < rows.count()
        assert all("met" in row.inner_text() for row in shown)
        status = seen.page.locator("form.filters [role=status]").inner_text()
        assert status == f"{len(shown)} of {rows.count()} shown"


def test_a_filtered_list_is_there_after_a_reload_after_back_and_from_its_link(
    browser: Browser, site: str
) -> None:
    held = {"charts": {"x": {"y": 1}}}  # what a chart of a page stands at
    with visit(browser, f"{site}/chapters/reference/scoreboard.html#scoreboard") as seen:
        seen.page.evaluate("held => history.replaceState(held, '')", held)
        rows = seen.page.locator("table#scoreboard tbody tr:visible")
        verdict = seen.page.get_by_label("Verdict")
        verdict.select_option("met")
        count, link = rows.count(), seen.page.url
        assert link.endswith("?verdict=met#scoreboard")
        assert seen.page.evaluate("history.state") == held
        seen.page.reload()
        assert rows.count() == count
        seen.page.goto(f"{site}/search.html")
        seen.page.go_back()
        assert (verdict.input_value(), rows.count()) == ("met", count)
    with visit(browser, link) as seen:
        assert seen.page.locator("table#scoreboard tbody tr:visible").count() == count


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


def test_a_learners_print_has_no_trainers_note_no_answer_and_no_ending(
    browser: Browser, site: str
) -> None:
    """What a trainer prints is the key and the guide; on a learner's sheet every fold stays shut."""
    plan, lab = "chapters/better-care-fund-plan", "chapters/labs/regression-to-the-mean"
    for page in (plan, lab):
        told = slides.story(page)
        with visit(browser, f"{site}/{page}.html") as seen:
            sheets = PdfReader(io.BytesIO(seen.page.pdf(format="A4"))).pages
        printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
        assert told.title in printed
        answers = [
            note.removeprefix("The answer: ") for s in told.slides if s.asks for note in s.notes
        ]
        asked = questions.load(page.removeprefix("chapters/").replace("/", "-"))
        shut = [*told.ending, *answers, *(question.answer.feedback[:60] for question in asked)]
        shut += [CANARY, trainers_notes.load()[page].misreadings]
        assert len(shut) > 5
        assert [words for words in shut if " ".join(words.split()) in printed] == []


def test_what_is_said_to_analysts_stands_only_where_there_is_a_chart() -> None:
    told, drawn = set(), set()
    for page in chapters():
        text = (SITE / page).read_text("utf-8")
        told |= {page} if "For analysts" in text else set()
        drawn |= {page} if '<figure class="chart"' in text else set()
    assert told == drawn != set()


def test_every_link_inside_the_book_leads_somewhere() -> None:
    missing = []
    ids: dict[Path, set[str]] = {}
    for page in pages():
        path = SITE / page
        for href in re.findall(r'\bhref="([^"]+)"', path.read_text("utf-8")):
            if re.match(r"[a-z]+:", href):
                continue
            file, _, anchor = html.unescape(href).partition("#")
            anchor = anchor.split("&")[0]  # what follows are a chart's settings, or a form's
            target = (path.parent / file.partition("?")[0]).resolve() if file else path
            if not target.is_file():
                missing.append(f"{page}: {href}")
            elif anchor and target.suffix == ".html":
                if target not in ids:
                    ids[target] = set(re.findall(r'\bid="([^"]+)"', target.read_text("utf-8")))
                if anchor not in ids[target]:
                    missing.append(f"{page}: {href}")
    assert missing == []
