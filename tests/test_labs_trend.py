"""Does what was coming follow from the months before, for every model and year?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from joinedup import data
from joinedup.labs import trend
from joinedup.labs.delays import carry_forward, yearly_totals
from joinedup.labs.trend import GROWTH, LINE, MODELS, NO_CHANGE, WINDOWS, expected
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings

YEAR = "2015-16"
YEARS = ("2014-15", "2015-16", "2016-17", "2017-18")


def months(rate: np.ndarray) -> pd.DataFrame:
    dates = pd.date_range("2011-04-01", periods=len(rate), freq="MS")
    return pd.DataFrame({"date": dates, "value": rate * dates.days_in_month})


@pytest.fixture(scope="module")
def england() -> dict[str, pd.DataFrame]:
    evidence = data.load()
    found = {}
    for noun, series in (
        ("delayed days", "dtoc_days_total"),
        ("emergency admissions", "emergency_admissions_total"),
    ):
        monthly = evidence.points(series)
        inside = monthly["date"].between("2011-04-01", "2018-03-01")
        found[noun] = monthly[inside].reset_index(drop=True)
    return found


def test_steady_growth_is_carried_on_exactly() -> None:
    monthly = months(4000 * np.exp(0.06 * np.arange(60) / 12))
    found = expected(monthly, GROWTH, 4, YEAR)
    happened = monthly["value"].iloc[48:].sum()
    assert found.total == pytest.approx(happened, rel=5e-4)  # the median of a curve, not its mean
    assert expected(monthly, LINE, 4, YEAR).total < happened


def test_growth_intervals_hold_a_new_year_about_as_often_as_they_say() -> None:
    chosen = np.random.default_rng(2016)
    held, trials = 0, 300
    for _ in range(trials):
        noise = np.zeros(60)
        for month in range(1, 60):
            noise[month] = 0.5 * noise[month - 1] + chosen.normal() * 0.03
        monthly = months(4000 * np.exp(0.05 * np.arange(60) / 12 + noise))
        held += expected(monthly, GROWTH, 4, YEAR).holds(monthly["value"].iloc[48:].sum())
    assert 0.9 <= held / trials <= 0.99


def test_a_straight_line_is_the_one_of_the_chapter(england: dict[str, pd.DataFrame]) -> None:
    days = england["delayed days"]
    outlook = carry_forward(days, "2011-12", YEAR)
    found = expected(days, LINE, 4, YEAR)
    assert (found.total, found.low, found.high) == (outlook.expected, *outlook.interval())


def test_no_change_is_the_year_before_and_claims_no_interval(
    england: dict[str, pd.DataFrame],
) -> None:
    days = england["delayed days"]
    found = expected(days, NO_CHANGE, 2, YEAR)
    assert found.total == yearly_totals(days)["2014-15"]
    assert not found.has_interval
    assert "185,000 above" in trend.sentence(days, "delayed days", NO_CHANGE, 4, YEAR)


@pytest.mark.parametrize("model", MODELS)
def test_the_year_itself_never_changes_what_was_coming(
    model: str, england: dict[str, pd.DataFrame]
) -> None:
    days = england["delayed days"]
    other = days.copy()
    other.loc[other["date"] >= "2015-04-01", "value"] *= 3
    assert repr(expected(days, model, 3, YEAR)) == repr(expected(other, model, 3, YEAR))


def test_a_window_longer_than_the_record_takes_what_there_is(
    england: dict[str, pd.DataFrame],
) -> None:
    days = england["delayed days"]
    assert trend.first_year(days, 4, "2014-15") == "2011-12"
    assert "through the 3 years" in trend.sentence(days, "delayed days", LINE, 4, "2014-15")


def test_the_surprise_a_year_without_a_fund_left_its_trend_and_the_funds_did_not(
    england: dict[str, pd.DataFrame],
) -> None:
    totals = yearly_totals(england["delayed days"])
    for model in (LINE, GROWTH):
        for years in (2, 3, 4):
            before = expected(england["delayed days"], model, years, "2014-15")
            fund = expected(england["delayed days"], model, years, YEAR)
            assert not before.holds(totals["2014-15"])
            assert fund.holds(totals[YEAR])


def test_the_page_holds_a_sentence_for_every_setting(england: dict[str, pd.DataFrame]) -> None:
    made = trend.exploration(
        england,
        years=YEARS,
        start_year=YEAR,
        planned={("delayed days", YEAR): 1_331_977},
        subtitle="s",
        source_ids=["nhse2020dtoc"],
        note="n",
    )
    params = {param["name"]: param for param in made["twin"].spec()["params"]}  # type: ignore
    grid = params["sentences"]["value"]
    assert len(grid) == 2 * len(MODELS) * len(WINDOWS) * len(YEARS)
    for setting in settings(made["controls"], 25, seed=7):  # type: ignore
        assert said(made["twin"], **setting) == made["respond"](**setting)  # type: ignore
    assert "The plan was" in grid[f"delayed days|{LINE}|4 years|{YEAR}"]
    assert "The plan was" not in grid[f"delayed days|{LINE}|4 years|2014-15"]
    explore(**made)  # type: ignore
