"""When was each rule due and done, and what did the yearly grant add up to?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from joinedup.chapters.one_purse_two_years_late import TOTAL, dates_promised, grant_added_up
from tests.vega_words import svg, words

WORDS: dict[str, Any] = {
    "headline": "One start date was missed",
    "subtitle": "When each rule was due",
    "description": "Two rows over the years.",
    "source_ids": ["hansard1990jul18a"],
    "note": "Made up for the test.",
}
RULES = pd.DataFrame(
    [
        ("A duty", "1991-04-01", "1991-04-01", "1993-04-01", "Not met"),
        ("A condition", "1993-04-01", "1996-03-31", None, "Outcome not found"),
    ],
    columns=["label", "due", "until", "found", "verdict"],
)
GRANT = pd.DataFrame(
    {
        "year": ["93/94", "94/95", "95/96"],
        "each": [400.0, 700.0, 500.0],
        "total": [400.0, 1100.0, 1600.0],
        "to_first_prices": [1.0, 0.5, 0.25],
    }
)


def test_a_rule_without_a_result_has_no_circle_and_says_so() -> None:
    chart = dates_promised(RULES, **WORDS)
    assert {"A duty", "Not met", "A condition", "Outcome not found"} <= set(words(chart))
    assert chart.table["Done"].fillna("").tolist() == ["April 1993", ""]
    assert chart.table["Until"].fillna("").tolist() == ["", "March 1996"]
    fewer = dates_promised(RULES.assign(found=None), **WORDS)
    # The line to the day it was done goes, and the circle at its end; the key's circle stays.
    circles = [svg(each).count('fill="#12436D"') for each in (chart, fewer)]
    assert circles == [2, 1]


def test_the_reader_can_add_the_years_up_and_take_inflation_out() -> None:
    chart = grant_added_up(GRANT, first_prices="1993-94 prices", **WORDS)
    pounds = [
        [text for text in words(chart, **setting) if text.startswith("£")]
        for setting in (
            {},
            {"what": TOTAL},
            {"prices": "1993-94 prices"},
            {"what": TOTAL, "prices": "1993-94 prices"},
        )
    ]
    assert pounds == [
        ["£400m", "£700m", "£500m"],
        ["£400m", "£1,100m", "£1,600m"],
        ["£400m", "£350m", "£125m"],
        ["£400m", "£550m", "£400m"],
    ]
    assert chart.table["Running total, 1993-94 prices"].tolist() == [400, 550, 400]


def test_the_last_column_is_a_plan_and_hollow() -> None:
    chart = grant_added_up(GRANT, first_prices="1993-94 prices", **WORDS)
    for setting in ({}, {"what": TOTAL}):
        assert svg(chart, **setting).count('fill="#12436D"') == 2
