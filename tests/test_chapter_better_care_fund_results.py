"""Better Care Fund results: does one more ordinary year fall inside the usual range 19 times in 20?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from joinedup import data
from joinedup.chapters.better_care_fund_results import AT, LOWER, councils_by_month, usual_range


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


def test_most_councils_missed_and_most_improved() -> None:
    counted = councils_by_month(data.load().councils, ["2017-09", "2017-10"])
    by = counted.set_index(["series", "date"])["value"]
    assert by[AT, "2017-10-01"] == data.load().figures.loc["h2_045", "value"]
    assert by[AT, "2017-09-01"] < 150 / 2 < by[LOWER, "2017-09-01"]


def test_councils_are_counted_by_hand() -> None:
    months = ["2017-02", "2017-09"]
    # Days of delay: 1,000,000 adults each, so one day a day is 0.1 for each 100,000.
    rows = [("a", 28 * 200, 30 * 94), ("b", 28 * 50, 30 * 60), ("c", 28 * 200, 30 * 150)]
    tables = {
        "delayed_days_monthly": pd.DataFrame(
            [
                {"ons": ons, "month": month, "total": total}
                for ons, *totals in rows
                for month, total in zip(months, totals, strict=True)
            ]
        ),
        "population": pd.DataFrame(
            [{"ons": ons, "year": 2016, "age_18_plus": 1_000_000} for ons, *_ in rows]
        ),
    }
    counted = councils_by_month(tables, ["2017-09"]).set_index("series")["value"]
    # a reached 9.4; b was at 5.0 and rose; c fell, and not far enough.
    assert counted.to_dict() == {LOWER: 2, AT: 1}
