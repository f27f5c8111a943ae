"""Between hospital and home: is the pace of a fall before and after a month right, on the page too?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.between_hospital_and_home import delay_counts, exploration, fall_by, sentence
from joinedup.writing.explorations import explore
from tests.vega_twin import said

FIGURES = pd.DataFrame(
    {
        "start": pd.to_datetime(
            ["2001-09-30", "2002-03-31", "2003-05-01", "2004-03-31", "2000-12-31"]
        ),
        "value": [7000.0, 5000.0, 4000.0, 3000.0, 4500.0],
    },
    index=["a", "b", "c", "d", "e"],
)
COUNTS = delay_counts(FIGURES, {"all ages": ["a", "b", "c", "d"], "over 75": ["e"]})
WORDS: dict[str, Any] = {
    "headline": "The number fell most early on",
    "subtitle": "Patients",
    "description": "Two falling lines of dots.",
    "source_ids": ["pac2000beds"],
    "note": "A note.",
}


def test_counts_are_numbered_from_september_2001() -> None:
    assert COUNTS["month"].tolist() == [0, 6, 20, 30, -9]


@pytest.mark.parametrize(
    ("month", "share", "counted"),
    [(0, 0, 0), (5, 0, 0), (6, 0.5, 6), (19, 0.5, 6), (20, 0.75, 20), (30, 1, 30)],
)
def test_the_last_count_stands_until_the_next(month: int, share: float, counted: int) -> None:
    fall = fall_by(COUNTS, month)
    assert fall.whole == 4000  # 7,000 to 3,000; the people over 75 are another group
    assert fall.share == share
    assert fall.month == counted


def test_a_month_before_every_count_is_refused() -> None:
    with pytest.raises(ValueError, match="all ages"):
        fall_by(COUNTS, -1)


@pytest.mark.parametrize(
    ("month", "before", "after"),
    [(0, None, 400), (6, 1000, 250), (20, 450, 300), (30, 400, None)],
)
def test_the_pace_is_a_fall_a_quarter_beside_a_steady_one(
    month: int, before: float | None, after: float | None
) -> None:
    fall = fall_by(COUNTS, month)
    assert (fall.pace_before, fall.pace_after, fall.steady) == (before, after, 400)


def test_the_sentence_names_the_event_the_count_and_both_paces() -> None:
    assert sentence(COUNTS, {14: "a Bill"}, 14) == (
        "Start in November 2002 (a Bill): up to the count of March 2002 the number fell by about 1,000 a "
        "quarter, and after it fell by about 250 a quarter. A steady fall would have been about 400 a "
        "quarter."
    )


def test_before_a_second_count_and_after_the_last_there_is_one_pace() -> None:
    assert sentence(COUNTS, {}, 3) == (
        "Start in December 2001: the first count is that of September 2001, and after it the number fell "
        "by about 400 a quarter."
    )
    assert sentence(COUNTS, {}, 30) == (
        "Start in March 2004: up to the last count, that of March 2004, the number fell by about 400 a "
        "quarter."
    )


def test_a_rise_is_said_to_be_one() -> None:
    risen = COUNTS.replace({"value": {5000.0: 8000.0}})
    assert "the number rose by about 500 a quarter, and after it fell by about" in sentence(
        risen, {}, 6
    )


def test_the_page_says_what_python_says() -> None:
    events = {1: "grants", 28: "charging"}
    found: Any = exploration(COUNTS, events=events, start_month=28, **WORDS)
    explore(**found)
    for month in range(31):
        assert said(found["twin"], months=month) == sentence(COUNTS, events, month)
