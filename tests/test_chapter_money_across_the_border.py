"""Money across the border: is the change since a chosen year right, on the page too?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import vl_convert

from joinedup import figure
from joinedup.chapters.money_across_the_border import FIRSTS, PRICES, change, exploration, sentence
from joinedup.writing.explorations import explore
from tests.vega_twin import said

YEARS = [f"{year}-{(year + 1) % 100:02d}" for year in range(2007, 2017)]
SPENDING = {
    "2018-19 prices": pd.Series([100.0, 110, 120, 125, 120, 115, 110, 105, 100, 105], YEARS),
    "cash": pd.Series([80.0, 90, 100, 105, 105, 105, 105, 105, 105, 115], YEARS),
}
LASTS = ["2014-15", "2015-16", "2016-17"]
PUBLISHED = pd.DataFrame({"year": LASTS, "value": [-12.0, -9.0, -3.0], "letter": ["A", "B", "C"]})
FOUND: Any = exploration(
    SPENDING,
    PUBLISHED,
    names=["A one", "B two", "C three"],
    start_first="2010-11",
    start_prices="2018-19 prices",
    headline="Published falls do not match returns",
    subtitle="Change, per cent",
    description="A line and three diamonds.",
    source_ids=["qw2018"],
    note="A note.",
)


def test_changes_by_hand() -> None:
    assert change(SPENDING, "2018-19 prices", "2010-11", "2015-16") == pytest.approx(-20)
    assert change(SPENDING, "cash", "2010-11", "2015-16") == 0
    assert sentence(SPENDING, LASTS, "2010-11", "2018-19 prices") == (
        "From 2010-11, in 2018-19 prices, councils' spending changed by \N{MINUS SIGN}16.0% by "
        "2014-15, \N{MINUS SIGN}20.0% by 2015-16 and \N{MINUS SIGN}16.0% by 2016-17."
    )


@pytest.mark.parametrize("prices", PRICES)
@pytest.mark.parametrize("first", FIRSTS)
def test_the_page_says_and_draws_what_python_computes(first: str, prices: str) -> None:
    settings: Any = {"first": first, "prices": prices}
    assert said(FOUND["twin"], **settings) == sentence(SPENDING, LASTS, first, prices)
    assert FOUND["respond"](**settings) == sentence(SPENDING, LASTS, first, prices)


def test_the_page_s_own_sum_is_python_s() -> None:
    spec = FOUND["twin"].spec()
    [line] = [
        layer
        for layer in spec["layer"]
        if layer["mark"].get("type") == "line" and "transform" in layer
    ]
    line["mark"] = {"type": "text"}
    line["encoding"] = {"text": {"field": "change", "format": ".4f"}, "y": {"field": "year"}}
    drawn = vl_convert.vegalite_to_svg(
        {**{k: v for k, v in spec.items() if k != "layer"}, **line}, "6.4"
    )
    for year in YEARS[3:]:
        size = abs(change(SPENDING, "2018-19 prices", "2010-11", year))
        assert f"{size:.4f}</text>" in drawn


def test_the_twin_is_accepted_and_its_table_holds_the_published_falls() -> None:
    explore(**FOUND)
    table = FOUND["twin"].table.set_index("Year")
    assert table["Published fall, %"].dropna().tolist() == [-12, -9, -3]
    assert table.index[0] == "2008-09"
    assert table.loc["2015-16", "Change from 2010-11 in 2018-19 prices, %"] == -20


def test_a_fall_by_a_range_is_written_without_signs_and_the_smaller_first() -> None:
    fall = figure("s211")  # from -30% to -28%
    assert fall.words("sizes") == "28% to 30%"
    assert fall.words("range") == "-30% to -28%"
