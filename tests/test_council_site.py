"""Does a council's page fit two sides of paper, and does the finder find it, with scripts and without?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import COUNCILS, SITE, new_tab, visit
from tests.covering import sample

FINDER = f"{COUNCILS}.html"
LONGEST_AND_SHORTEST = ("north-yorkshire", "rutland", "hackney", "kingston-upon-hull-city-of")


@pytest.fixture(scope="module")
def printed(browser: Browser) -> dict[str, int]:
    """How many sides of A4 each page of the sample takes, and of some with long or short parts."""
    pages = {*sample(COUNCILS), *(f"{COUNCILS}/{name}.html" for name in LONGEST_AND_SHORTEST)}
    sides = {}
    with new_tab(browser) as tab:
        for page in sorted(pages):
            seen = tab.open((SITE / page).as_uri(), page)
            paper = seen.page.pdf(format="A4")
            sides[page] = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))
    return sides


def test_a_council_is_two_sides_of_paper(printed: dict[str, int]) -> None:
    assert len(printed) >= 8
    assert {page: sides for page, sides in printed.items() if sides != 2} == {}


def test_a_chapter_still_prints_as_it_did(browser: Browser) -> None:
    with visit(browser, (SITE / "chapters/better-care-fund-results.html").as_uri()) as seen:
        seen.page.emulate_media(media="print")
        assert (
            seen.page.evaluate("getComputedStyle(document.querySelector('article')).columnCount")
            == "auto"
        )


def test_a_part_of_a_name_finds_a_council_and_stays_in_the_address(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{FINDER}") as seen:
        seen.page.get_by_label("Name", exact=True).fill("poole")
        rows = seen.page.locator("#council-finder tbody tr:visible")
        assert rows.all_inner_texts()[0].startswith("Bournemouth, Christchurch and Poole")
        assert rows.count() == 1
        assert seen.page.locator("form.filters [role=status]").inner_text() == "1 of 151 shown"
        assert seen.page.url.endswith("?part=poole")
        seen.page.reload()
        assert rows.count() == 1
        seen.page.keyboard.press("Escape")
        seen.page.get_by_role("button", name="Show all").click()
        seen.page.wait_for_timeout(50)
        assert rows.count() == 151


def test_a_region_and_an_stp_narrow_the_list(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{FINDER}?region=London") as seen:
        rows = seen.page.locator("#council-finder tbody tr:visible")
        assert rows.count() == 33
        seen.page.get_by_label("STP of 2017").select_option("North Central London")
        assert 0 < rows.count() < 10


def test_a_tile_shows_its_name_to_the_keyboard_and_leads_to_its_page(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{FINDER}") as seen:
        tile = seen.page.locator('svg.linked a[aria-label="Torbay"]')
        assert not tile.locator("text").is_visible()
        seen.page.locator('svg.linked a[aria-label="Plymouth"]').focus()
        tile.focus()
        seen.page.keyboard.press("Shift+Tab")
        seen.page.keyboard.press("Tab")
        assert tile.locator("text").is_visible()
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url("**/councils/torbay.html")
        assert seen.page.locator("h1").inner_text().startswith("Torbay")


def test_the_keyboard_may_pass_over_the_tiles(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{FINDER}") as seen:
        past = seen.page.get_by_role("link", name="Pass over the 151 tiles")
        assert past.bounding_box()["x"] < 0, "it shows only to the keyboard"  # type: ignore[index]
        past.focus()
        assert past.bounding_box()["x"] >= 0  # type: ignore[index]
        assert seen.page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        seen.page.keyboard.press("Enter")
        seen.page.keyboard.press("Tab")
        assert not seen.page.evaluate("document.activeElement.closest('.tiles')")
        assert seen.page.url.endswith("#names-that-have-gone-and-names-that-came-later")


@pytest.mark.parametrize(
    ("page", "name"),
    [("kent", "Kent"), ("herefordshire-county-of", "Herefordshire, County of"),
     ("bournemouth-christchurch-and-poole", "Bournemouth, Christchurch and Poole")],
)  # fmt: skip
def test_a_councils_page_opens_the_chart_of_all_at_itself_and_the_chart_leads_back(
    page: str, name: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{COUNCILS}/{page}.html") as seen:
        seen.page.get_by_role("link", name=f"{name} in the chart of every council").click()
        figure = seen.page.locator("figure#councils-chart[data-live]")
        figure.wait_for()
        choice = figure.locator(".live select[name=place]")
        expect(choice).to_have_value(name)
        expect(figure.locator(".settings")).to_contain_text(f"Find your council: {name}")
        expect(figure.locator(".live svg")).to_contain_text(name.split(",")[0])
        back = figure.get_by_role("link", name=f"{name}: a page of its own")
        choice.select_option("St. Helens")
        figure.get_by_role("link", name="St. Helens: a page of its own").wait_for()
        choice.select_option(name)
        back.click()
        seen.page.wait_for_url(f"**/councils/{page}.html")


def test_without_scripts_the_chart_leads_to_the_finder() -> None:
    page = (SITE / "chapters/better-care-fund-results.html").read_text("utf-8")
    figure = page.split('id="councils-chart"')[1].split("</figure>")[0]
    assert re.search(r'href="councils.html"[^>]*>A page for each council</a>', figure)


def test_a_page_is_called_by_more_than_the_councils_name() -> None:
    page = (SITE / COUNCILS / "kent.html").read_text("utf-8")
    title = "Kent: health and social care, promises and outcomes"
    assert f"<title>{title} | " in page
    assert f'<meta property="og:title" content="{title}">' in page
    assert re.search(r"<h1>Kent<a", page)
    small = (SITE / COUNCILS / "city-of-london.html").read_text("utf-8")
    assert "<title>City of London: why it has no page of numbers | " in small


def test_without_scripts_every_council_is_in_a_list(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{FINDER}", scripts=False) as seen:
        assert seen.page.locator("#council-finder tbody tr:visible").count() == 151
        assert not seen.page.locator("form.filters").is_visible()
        seen.page.locator("#council-finder").get_by_role("link", name="St. Helens").click()
        assert seen.page.locator("figure.chart svg.still").count() == 4
