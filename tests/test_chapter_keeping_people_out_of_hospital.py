"""Keeping people out of hospital: do places picked at an extreme come back, by hand and by theory?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import vl_convert

from joinedup.chapters.keeping_people_out_of_hospital import (
    EVERYONE,
    HIGH,
    LOW,
    excess_left,
    level,
    paths_around_picking,
    picking_chart,
    sentence,
    two_studies_chart,
)
from joinedup.charts import BookChart

MONTHS = [f"{year}-{month:02d}" for year in range(2010, 2014) for month in range(1, 13)]


def steady() -> pd.DataFrame:
    """Four places at 200 a month, one of which has a single month of 400 and one of 100."""
    days = pd.DataFrame(200.0, index=MONTHS, columns=["a", "b", "c", "d"])
    days.loc["2012-01", "a"] = 400
    days.loc["2012-01", "b"] = 100
    return days


def picked(days: pd.DataFrame, **changes: float) -> pd.DataFrame:
    settings = {"number": 1, "least": 50, **changes}
    return paths_around_picking(days, first="2012-01", last="2012-01", **settings)  # type: ignore


def test_one_bad_month_and_one_good_one_by_hand() -> None:
    paths = picked(steady())
    assert level(paths, HIGH, 0) == 200
    assert level(paths, LOW, 0) == 50
    for kind in (HIGH, LOW):
        assert {level(paths, kind, after) for after in (-12, -1, 1, 12)} == {100}
        assert level(paths, kind, 0, EVERYONE) == 112.5  # (200 + 50 + 100 + 100) / 4
    assert excess_left(paths, HIGH, 0) == 87.5
    assert excess_left(paths, HIGH, 3) == 0
    assert sentence(paths, HIGH, "2012") == "When picked: 200% of usual.\nThree months later: 100%."


def test_places_with_too_few_days_are_not_picked() -> None:
    days = steady()
    days["tiny"] = 4.0
    days.loc["2012-01", "tiny"] = 40
    assert level(picked(days), HIGH, 0) == 200
    assert level(picked(days, least=1), HIGH, 0) == 1000


def test_chance_alone_goes_all_the_way_back_and_a_lasting_excess_does_not() -> None:
    draw = np.random.default_rng(20)
    chance = pd.DataFrame(draw.normal(1000, 100, (48, 400)), index=MONTHS)
    paths = picked(chance, number=20)
    assert excess_left(paths, HIGH, 0) > 15
    assert abs(excess_left(paths, HIGH, 3)) < 6  # a mean of 20 places, each out by 10
    lasting = chance.copy()
    lasting.iloc[24:, :20] += 1000
    assert excess_left(picked(lasting, number=20), HIGH, 3) > 80


def test_months_without_a_year_on_each_side_are_refused() -> None:
    with pytest.raises(ValueError, match="12 months on each side"):
        paths_around_picking(steady(), first="2010-06", last="2012-01", number=1, least=50)
    with pytest.raises(ValueError, match="12 months on each side"):
        paths_around_picking(steady(), first="2012-01", last="2013-06", number=1, least=50)


def test_the_chart_offers_both_ends_and_every_year() -> None:
    paths = paths_around_picking(steady(), first="2011-06", last="2012-02", number=1, least=50)
    chart = picking_chart(
        paths,
        headline="What was picked comes back",
        subtitle="Per cent of usual",
        description="A line with a peak.",
        source_ids=["nhse2019dtocla"],
        note="A note.",
    )
    offered = {param["name"]: param["bind"]["options"] for param in chart.spec()["params"]}
    assert offered == {"pick": [HIGH, LOW], "picked_in": ["all years", "2011", "2012"]}
    peak = chart.table.set_index("Months after picking")[f"councils picked, {HIGH}"]
    assert peak.idxmax() == 0


def both_studies(**changes: object) -> BookChart:
    """Two falls that users reported, and eight services of which four were expected to show one."""
    settings: dict[str, object] = {
        "falls": pd.DataFrame({"label": ["Nights", "Visits"], "value": [-47.0, -29.0]}),
        "studied": 8,
        "expected": 4,
        "found": 0,
        **changes,
    }
    return two_studies_chart(
        **settings,  # type: ignore[arg-type]
        compared="Services",
        headline="Two studies of one programme",
        subtitle="Reports and records",
        description="Two bars above a row of rings.",
        source_ids=["windle2009popp"],
        note="A note.",
    )


def test_two_studies_of_one_programme_are_both_drawn() -> None:
    drawn = vl_convert.vegalite_to_svg(both_studies().spec(), "6.4")
    assert "47% fewer" in drawn
    assert "no fall found" in drawn
    assert ">fall found<" not in drawn, "a key names only marks that are there"
    results = both_studies(found=1).table["Result"]
    assert list(results[2:]) == ["at least 4 of 8 services", "1 of 8 services"]


@pytest.mark.parametrize(
    "changes",
    [
        {"found": 9},
        {"expected": -1},
        {"falls": pd.DataFrame({"label": ["Nights"], "value": [3.0]})},
    ],
)
def test_two_studies_refuse_what_they_cannot_draw(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="falls below 0"):
        both_studies(**changes)
