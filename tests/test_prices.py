"""What is a sum of money worth at another year's prices?"""

from __future__ import annotations

import altair as alt
import pandas as pd
import pytest

from joinedup.charts.controls import choose_prices, radio
from joinedup.evidence.prices import short_year, to_first_prices

INDEX = pd.Series({"1991-92": 80.0, "1992-93": 100.0, "1993-94": 64.0})


def test_money_is_multiplied_by_the_ratio_of_the_index() -> None:
    assert to_first_prices(INDEX, list(INDEX.index)) == pytest.approx([1, 0.8, 1.25])
    assert to_first_prices(INDEX * 7, list(INDEX.index)) == pytest.approx([1, 0.8, 1.25])
    assert to_first_prices(INDEX, ["1992-93", "1991-92"]) == pytest.approx([1, 1.25])


def test_a_year_without_an_index_is_refused() -> None:
    with pytest.raises(KeyError):
        to_first_prices(INDEX, ["1991-92", "1999-00"])


def test_a_financial_year_is_named_shortly_also_at_the_end_of_a_century() -> None:
    assert short_year(pd.Timestamp("1991-04-01")) == "91/92"
    assert short_year(pd.Timestamp("1999-04-01")) == "99/00"


def test_the_first_choice_offered_is_the_one_chosen() -> None:
    listed = choose_prices(("real", "at 1990-91 prices"), ("cash", "in cash"))
    buttons = radio("prices", ("cash", "1991-92 prices"), "In")
    drawn = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().add_params(listed).to_dict()
    [param] = drawn["params"]
    assert (param["name"], param["value"]) == ("prices", "real")
    assert param["bind"]["labels"] == ["at 1990-91 prices", "in cash"]
    assert buttons.param.value == "cash"
