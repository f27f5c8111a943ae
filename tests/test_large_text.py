"""What does a reader see on a phone whose browser's letters are twice as large? All of it, charts too.

Words in a chart grow with the rest (`--grown`), and a chart that has no room left scrolls in its own box.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Visit, in_large_letters, visit
from tests.covering import telling
from tests.page_checks import OPEN_EVERY_FOLD

LARGE = 32
PAGE = "chapters/the-stps.html"
LETTERS = """figure => Math.max(...Array.from(figure.querySelectorAll(".live svg text"))
    .map(words => words.getBoundingClientRect().height))"""


@pytest.fixture(scope="module")
def large(browser: Browser) -> Iterator[Browser]:
    """A browser whose reader has set letters of 32 pixels."""
    with in_large_letters(browser, LARGE) as large:
        yield large


@pytest.mark.parametrize("page", telling())
def test_no_page_scrolls_sideways_in_large_letters(page: str, large: Browser, site: str) -> None:
    """Of each kind of page: those that together have every structure of the book."""
    with visit(large, f"{site}/{page}", width=390) as seen:
        assert seen.page.evaluate("getComputedStyle(document.body).fontSize") == "34px"
        seen.enliven()
        seen.page.locator("details").evaluate_all(OPEN_EVERY_FOLD)
        seen.page.wait_for_timeout(100)  # the charts draw themselves for what the folds left
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 390


def letters(seen: Visit) -> tuple[float, float]:
    """The height of words in a live chart, and the width of a still picture."""
    seen.page.emulate_media(reduced_motion="reduce")
    still = seen.page.locator("#capital img")
    still.scroll_into_view_if_needed()
    width = still.evaluate("img => img.getBoundingClientRect().width")
    seen.enliven()
    return seen.page.locator("#trend-chart").evaluate(LETTERS), width


def test_words_in_charts_grow_with_the_rest(large: Browser, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PAGE}", width=390) as seen:
        live, still = letters(seen)
    with visit(large, f"{site}/{PAGE}", width=390) as seen:
        large_live, large_still = letters(seen)
    assert large_live >= 1.9 * live
    assert large_still >= 1.6 * still
