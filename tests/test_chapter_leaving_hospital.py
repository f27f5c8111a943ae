"""Did children leave hospital faster after the money came?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.leaving_hospital import (
    FIRST_COUNT,
    LATER_COUNT,
    children_chart,
    falls_chart,
)
from tests.vega_words import svg, words

WORDS: dict[str, Any] = {
    "headline": "The number had mostly fallen before the deadline was set",
    "subtitle": "Children under 16",
    "description": "A line falls, breaks off and goes on lower.",
    "source_ids": ["hansard1986feb19"],
    "note": "Made up for the test.",
}
COUNTS = pd.DataFrame(
    [(1981, 1700, FIRST_COUNT), (1982, 1500, FIRST_COUNT), (1983, 1274, FIRST_COUNT), 
     (1984, 800, LATER_COUNT), (1985, 585, LATER_COUNT)],
    columns=["year", "children", "count"],
)  # fmt: skip
FALLS = pd.DataFrame(
    {"year": [1978, 1979, 1980], "children": [10.0, 20.0, 60.0], "per cent": [1.0, 3.0, 8.0]}
)


def test_two_counts_are_two_lines_and_only_the_years_asked_for_are_written() -> None:
    chart = children_chart(
        COUNTS, labelled=[1982], events=[(1982.5, "a fund,\n1982")], none_by=1988, **WORDS
    )
    drawn = words(chart)
    assert {"1,500", "585", "a fund, 1982", "none promised"} <= set(drawn)
    assert "1,274" not in drawn
    joined = children_chart(
        COUNTS.assign(count=FIRST_COUNT), labelled=[1982], events=[], none_by=1988, **WORDS
    )
    lines = [svg(each).count('stroke-width="2.5"') for each in (chart, joined)]
    assert lines == [2, 1]


def test_the_averages_are_those_of_the_years_on_each_side_of_the_split() -> None:
    chart = falls_chart(FALLS, splits=[1978, 1979], start=1979, **WORDS)
    assert {"before, average 15.0", "after, average 60.0"} <= set(words(chart))
    assert {"before, average 10.0", "after, average 40.0"} <= set(words(chart, split=1978))
    assert {"before, average 2.0%", "after, average 8.0%"} <= set(words(chart, unit="per cent"))


@pytest.mark.parametrize("split", [1977, 1980])
def test_a_split_needs_a_year_on_each_side(split: int) -> None:
    with pytest.raises(ValueError, match="on each side"):
        falls_chart(FALLS, splits=[split], start=split, **WORDS)
