"""Joint finance: was the plan reached, at which prices, and did the money keep growing?"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.joint_finance import (
    CASH,
    Plan,
    allocation_chart,
    exploration,
    sentence,
    worth,
)
from joinedup.writing.explorations import explore
from tests.vega_twin import said
from tests.vega_words import words

YEARS = ["1974-75", "1975-76", "1976-77", "1977-78"]
DOUBLING = pd.Series(dict(zip(YEARS, [100.0, 200.0, 400.0, 800.0], strict=True)))
LEVEL = DOUBLING * 0 + 3
INDICES = {"a doubling index": DOUBLING, "a level index": LEVEL}
PLANS = [Plan(10, "1976-77"), Plan(21, "1977-78")]
MONEY = pd.Series({"1976-77": 40.4, "1977-78": 80.0})
WORDS: dict[str, Any] = {
    "headline": "Whether the plan was reached depends on the prices you use",
    "subtitle": "Money allocated, £ million",
    "description": "Two columns, rising, and a dashed line.",
    "source_ids": ["hmt2023deflator"],
    "note": "Made up for the test.",
}


def made() -> dict[str, Any]:
    return exploration(
        MONEY,
        plans=PLANS,
        indices=INDICES,
        prices_of=YEARS[:2],
        start_prices="1974-75",
        **WORDS,
    )


def test_a_doubling_index_halves_the_worth_for_every_year_between() -> None:
    assert worth(80, DOUBLING, "1977-78", "1974-75") == 10
    assert worth(10, DOUBLING, "1974-75", "1977-78") == 80
    assert worth(80, LEVEL, "1977-78", "1974-75") == 80
    assert worth(80, None, "1977-78", "1974-75") == 80


def test_a_year_that_the_index_lacks_is_refused() -> None:
    with pytest.raises(KeyError):
        worth(80, DOUBLING, "1988-89", "1974-75")


def test_the_sentence_says_how_and_on_which_side_of_the_plan() -> None:
    plan, name = PLANS[0], "a doubling index"
    assert sentence(plan, 40.4, INDICES, name, "1974-75") == (
        "£40.4m was allocated for 1976-77. At 1974-75 prices, by a doubling index, that is £10.1m: "
        "£0.1m above the plan of £10m."
    )
    assert "that is £10.0m: £0.0m above" in sentence(plan, 40.0, INDICES, name, "1974-75")
    assert "that is £9.9m: £0.1m below" in sentence(plan, 39.6, INDICES, name, "1974-75")
    assert "Left in cash, that is £40.4m" in sentence(plan, 40.4, INDICES, CASH, "1974-75")


def test_the_page_says_and_draws_what_python_says_at_every_setting() -> None:
    found = made()
    twin = found["twin"]
    for plan, index, prices in product(PLANS, (*INDICES, CASH), YEARS[:2]):
        setting: dict[str, Any] = {"plan": plan.words, "index": index, "prices": prices}
        expected = sentence(plan, MONEY[plan.year], INDICES, index, prices)
        assert said(twin, **setting) == expected
        assert found["respond"](**setting) == expected
        real = worth(MONEY[plan.year], INDICES.get(index), plan.year, prices)
        drawn = words(twin, **setting)
        assert f"£{real:.1f}m" in drawn
        assert f"planned, £{plan.target:g}m" in drawn


def test_the_page_starts_as_python_does() -> None:
    explore(**made())


def test_a_year_without_money_says_so_and_the_prices_can_be_changed() -> None:
    allocations = pd.DataFrame(
        {
            "year": ["1976-77", "1977-78", "1978-79", "1979-80"],
            "cash": [10, 20, None, 40],
            "real": [30, 50, None, 41],
        }
    )
    chart = allocation_chart(allocations, prices_of="1979-80", **WORDS)
    assert [text for text in words(chart) if text.endswith(("m", "found"))][-3:] == [
        "£50m",
        "£41m",
        "not found",
    ]
    assert {"£20m", "£40m"} <= set(words(chart, prices="cash"))
    assert chart.table["£m, 1979-80 prices"].dropna().tolist() == [30, 50, 41]
