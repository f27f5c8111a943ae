"""Did the grant reach the need that councils had put?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.care_planned_on_paper import BOTH, grant_and_need
from tests.vega_words import svg, words

WORDS: dict[str, Any] = {
    "headline": "The grant never reached the need",
    "subtitle": "Grant, £ million",
    "description": "Columns under a dashed line.",
    "source_ids": ["hmt2023deflator"],
    "note": "Made up for the test.",
}
YEARLY = pd.DataFrame(
    {
        "year": ["91/92", "92/93", "93/94"],
        "grant": [21.0, float("nan"), 42.0],
        "to_first_prices": [1.0, 0.8, 0.5],
    }
)


def drawn(**setting: str) -> list[str]:
    chart = grant_and_need(YEARLY, need=50.0, paid=0.7, first_prices="1991-92 prices", **WORDS)
    return [text for text in words(chart, **setting) if text.startswith("£")]


def test_the_councils_share_divides_by_the_part_paid() -> None:
    assert drawn() == ["£21m", "£42m"]
    assert drawn(counting=BOTH) == ["£30m", "£60m"]
    assert drawn(prices="1991-92 prices") == ["£21m", "£21m"]
    assert drawn(counting=BOTH, prices="1991-92 prices") == ["£30m", "£30m"]


def test_only_a_column_that_reaches_the_need_is_dark_and_a_gap_says_so() -> None:
    chart = grant_and_need(YEARLY, need=50.0, paid=0.7, first_prices="1991-92 prices", **WORDS)
    assert "not found" in words(chart)
    assert "need as councils put it in 1991, £50m" in words(chart)
    dark = [svg(chart, counting=each).count('fill="#12436D"') for each in ("the grant alone", BOTH)]
    assert dark == [0, 1]
    assert chart.table.iloc[:, -1].dropna().tolist() == [30, 30]


@pytest.mark.parametrize("paid", [0, -0.7, 70])
def test_a_part_that_cannot_be_is_refused(paid: float) -> None:
    with pytest.raises(ValueError, match="part of the spending"):
        grant_and_need(YEARLY, need=50.0, paid=paid, first_prices="1991-92 prices", **WORDS)
