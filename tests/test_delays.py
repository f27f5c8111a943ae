"""Does the trend in delayed days, and a plan's chance, follow from the months it is fitted to?"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from joinedup import data
from joinedup.evidence.trends import student_t_within
from joinedup.labs import delays
from joinedup.writing.explorations import explore

YEAR = "2015-16"


def months(first: str, number: int, rate: np.ndarray | float) -> pd.DataFrame:
    """Delayed days a month at so many people a day."""
    dates = pd.date_range(first, periods=number, freq="MS")
    return pd.DataFrame({"date": dates, "value": rate * dates.days_in_month})


@pytest.fixture(scope="module")
def england() -> pd.DataFrame:
    monthly = data.load().points("dtoc_days_total")
    return monthly[monthly["date"].between("2011-04-01", "2016-03-01")].reset_index(drop=True)


def test_a_straight_line_of_people_delayed_is_carried_on_exactly() -> None:
    years = np.arange(60) / 12
    monthly = months("2011-04-01", 60, 3000 + 200 * years)
    outlook = delays.carry_forward(monthly, "2011-12", YEAR)
    assert outlook.expected == pytest.approx(monthly["value"].iloc[48:].sum())
    assert outlook.error == pytest.approx(0, abs=1)


def test_the_year_itself_never_changes_what_the_trend_gave(england: pd.DataFrame) -> None:
    other = england.copy()
    other.loc[other["date"] >= "2015-04-01", "value"] *= 3
    assert delays.carry_forward(england, "2012-13", YEAR) == delays.carry_forward(
        other, "2012-13", YEAR
    )


def test_months_that_remember_the_month_before_count_as_fewer() -> None:
    chosen = np.random.default_rng(1)
    shocks = chosen.normal(size=48) * 100
    remembering = np.zeros(48)
    for month in range(48):
        remembering[month] = 0.8 * remembering[month - 1] + shocks[month] if month else shocks[0]
    alone = delays.carry_forward(months("2011-04-01", 48, 4000 + shocks), "2011-12", YEAR)
    linked = delays.carry_forward(months("2011-04-01", 48, 4000 + remembering), "2011-12", YEAR)
    assert linked.degrees_of_freedom < alone.degrees_of_freedom
    assert linked.error > alone.error


def test_the_error_is_that_of_the_formula_in_the_docstring(england: pd.DataFrame) -> None:
    before = england[england["date"] < "2015-04-01"]
    length = before["date"].dt.days_in_month
    x = before["date"].dt.year + (before["date"].dt.month - 1) / 12
    rate = before["value"] / length
    slope, start = np.polyfit(x, rate, 1)
    residuals = (rate - start - slope * x).to_numpy()
    memory = (residuals[1:] * residuals[:-1]).sum() / (residuals**2).sum()
    separate = 48 * (1 - memory) / (1 + memory)
    scatter = math.sqrt((residuals**2).sum() / math.floor(separate - 2))
    ahead = england.loc[england["date"] >= "2015-04-01", "date"]
    at = ahead.dt.year + (ahead.dt.month - 1) / 12
    at = (at * ahead.dt.days_in_month).sum() / 366
    squares = ((x - x.mean()) ** 2).sum() * separate / 48
    error = scatter * math.sqrt(1 / separate + (at - x.mean()) ** 2 / squares + 4 / separate)
    outlook = delays.carry_forward(england, "2011-12", YEAR)
    assert outlook.error == pytest.approx(366 * error)
    assert outlook.expected == pytest.approx(366 * (start + slope * at))


def test_the_interval_and_the_chance_agree() -> None:
    outlook = delays.Outlook(expected=1_600_000, error=100_000, degrees_of_freedom=9)
    low, high = outlook.interval()
    assert outlook.chance_of_at_most(low) == pytest.approx(0.025)
    assert outlook.chance_of_at_most(high) == pytest.approx(0.975)
    assert outlook.chance_of_at_most(1_600_000) == pytest.approx(0.5)
    assert outlook.chance_of_at_most(1_500_000) == pytest.approx((1 - student_t_within(1, 9)) / 2)


def test_a_larger_cut_is_never_likelier(england: pd.DataFrame) -> None:
    outlook = delays.carry_forward(england, "2013-14", YEAR)
    chances = [outlook.chance_of_at_most(days) for days in range(1_200_000, 2_000_000, 50_000)]
    assert chances == sorted(chances)


def test_intervals_hold_a_new_year_about_as_often_as_they_say() -> None:
    """Simulated with a memory of half: near 95%, and never as bad as counting every month."""
    chosen = np.random.default_rng(2015)
    held, trials = 0, 400
    for _ in range(trials):
        noise = np.zeros(60)
        for month in range(1, 60):
            noise[month] = 0.5 * noise[month - 1] + chosen.normal() * 150
        monthly = months("2011-04-01", 60, 4000 + 20 * np.arange(60) + noise)
        low, high = delays.carry_forward(monthly, "2011-12", YEAR).interval()
        held += low <= monthly["value"].iloc[48:].sum() <= high
    assert 0.9 <= held / trials <= 0.99


def test_too_few_months_or_a_gap_are_refused(england: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="24 months"):
        delays.carry_forward(england, "2014-15", YEAR)
    with pytest.raises(ValueError, match="every month"):
        delays.carry_forward(england.drop(index=20), "2011-12", YEAR)


def test_yearly_totals_are_the_books_own_and_leave_out_part_years(england: pd.DataFrame) -> None:
    figures = data.load().figures
    totals = delays.yearly_totals(england.iloc[:-1])
    assert totals["2014-15"] == figures.loc["b016", "value"]
    assert YEAR not in totals.index
    assert delays.yearly_totals(england)[YEAR] == figures.loc["b017", "value"]


def test_the_sentence_gives_the_gap_from_plan_and_from_trend(england: pd.DataFrame) -> None:
    said = delays.sentence(england, "2013-14", 18.0, YEAR)
    planned = 1_624_977 * 0.82
    assert f"{round(1_809_587 - planned, -3):,.0f} above the plan" in said
    assert "below the trend" in said
    assert "above the trend" in delays.sentence(england, "2011-12", 18.0, YEAR)


def test_the_page_holds_a_sentence_for_every_setting(england: pd.DataFrame) -> None:
    made = delays.exploration(
        england,
        year=YEAR,
        start_year="2011-12",
        start_cut=18.0,
        subtitle="Delayed days by financial year, England",
        source_ids=["nhse2020dtoc"],
        note="A note.",
    )
    params = {param["name"]: param for param in made["twin"].spec()["params"]}  # type: ignore
    grid = params["sentences"]["value"]
    slider = params["cut"]["bind"]
    steps = round((slider["max"] - slider["min"]) / slider["step"]) + 1
    assert params["first"]["bind"]["options"] == ["2011-12", "2012-13", "2013-14"]
    assert len(grid) == steps * 3
    for first, cut in (("2011-12", 0.0), ("2012-13", 18.0), ("2013-14", 30.0)):
        assert grid[f"{first}|{cut:.1f}"] == made["respond"](first, cut)  # type: ignore
    explore(**made)  # type: ignore  # refuses a twin that starts with another sentence
