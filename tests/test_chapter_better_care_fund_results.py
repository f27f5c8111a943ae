"""Better Care Fund results: does one more ordinary year fall inside the usual range 19 times in 20?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from joinedup.chapters.better_care_fund_results import usual_range


def test_the_usual_range_of_two_and_of_five_years_by_hand() -> None:
    # t(1) = 12.706, s = sqrt(2), sqrt(1 + 1/2); then t(4) = 2.776, s = sqrt(2.5), sqrt(1.2).
    assert usual_range(pd.Series([81.0, 83.0])) == pytest.approx((59.99, 104.01), abs=0.01)
    low, high = usual_range(pd.Series([80.0, 81.0, 82.0, 83.0, 84.0]))
    assert (low, high) == pytest.approx((82 - 4.809, 82 + 4.809), abs=0.001)


def test_one_more_draw_falls_inside_nineteen_times_in_twenty() -> None:
    draw = np.random.default_rng(43)
    inside = []
    for _ in range(4000):
        years = draw.normal(82, 1, 6)
        low, high = usual_range(pd.Series(years[:5]))
        inside.append(low <= years[5] <= high)
    assert np.mean(inside) == pytest.approx(0.95, abs=0.012)


def test_one_year_has_no_usual_range() -> None:
    with pytest.raises(ValueError, match="2 years or more"):
        usual_range(pd.Series([82.0]))
