"""Does a council's page fit two sides of paper, and does the finder find it, with scripts and without?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

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


def test_without_scripts_every_council_is_in_a_list(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{FINDER}", scripts=False) as seen:
        assert seen.page.locator("#council-finder tbody tr:visible").count() == 151
        assert not seen.page.locator("form.filters").is_visible()
        seen.page.locator("#council-finder").get_by_role("link", name="St. Helens").click()
        assert seen.page.locator("figure.chart svg.still").count() == 4
