"""Is what a council's page prints right? Worked out a second time here, from the files themselves."""

from __future__ import annotations

import csv
import itertools
import math

import numpy as np
import pandas as pd
import pytest

from joinedup.evidence import council_profile as profiles
from joinedup.evidence.council_profile import Profile, Shared, profile
from joinedup.evidence.data import DATA, load

HARTLEPOOL, NORTH_YORKSHIRE = "E06000001", "E10000023"
BOURNEMOUTH, WILTSHIRE, TOWER_HAMLETS = "E06000058", "E06000054", "E09000030"


@pytest.fixture(scope="module")
def shared() -> Shared:
    return profiles.prepare(load())


@pytest.fixture(scope="module")
def everyone(shared: Shared) -> dict[str, Profile]:
    return {ons: profile(shared, ons) for ons in shared.codes}


def rows(table: str, **wanted: str) -> list[dict[str, str]]:
    """Rows of a file of data/councils whose cells are those wanted."""
    with (DATA / "councils" / f"{table}.csv").open(encoding="utf-8", newline="") as opened:
        return [
            row for row in csv.DictReader(opened) if all(row[k] == v for k, v in wanted.items())
        ]


def cell(table: str, column: str, **wanted: str) -> float:
    [row] = rows(table, **wanted)
    return float(row[column]) if row[column] else math.nan


def test_149_councils_have_a_profile_and_two_are_too_small(shared: Shared) -> None:
    assert len(shared.codes) == len(rows("councils")) - 2 == 149
    with pytest.raises(KeyError, match="City of London has no profile: a few people"):
        profile(shared, "E09000001")
    with pytest.raises(KeyError, match="E06000999"):
        profile(shared, "E06000999")


@pytest.mark.parametrize("ons", [HARTLEPOOL, WILTSHIRE, TOWER_HAMLETS])
def test_patients_on_an_average_day_are_days_over_days(
    everyone: dict[str, Profile], ons: str
) -> None:
    found = everyone[ons].delays["patients_a_day"]
    for year in ("2011/12", "2015/16", "2018/19"):
        leap = year in ("2011/12", "2015/16")
        days = cell("delayed_days_by_year", "total", ons=ons, year=year) / (365 + leap)
        assert found[year] == pytest.approx(days)


def test_reasons_are_added_over_three_years(everyone: dict[str, Profile]) -> None:
    found = everyone[WILTSHIRE].reasons
    by_hand = sum(
        cell("delayed_days_by_reason", "home_care_package", ons=WILTSHIRE, year=year)
        for year in ("2016/17", "2017/18", "2018/19")
    )
    assert found["home_care_package"] == by_hand == 23718
    assert found.index[0] == "home_care_package"
    assert list(found) == sorted(found, reverse=True)


def test_a_months_rate_and_what_was_expected(everyone: dict[str, Profile]) -> None:
    def rate(ons: str, month: str, days: int) -> float:
        adults = cell("population", "age_18_plus", ons=ons, year="2016")
        return cell("delayed_days_monthly", "total", ons=ons, month=month) / days / adults * 1e5

    for ons in (HARTLEPOOL, WILTSHIRE, TOWER_HAMLETS):
        found = everyone[ons]
        assert found.expected == pytest.approx(min(9.4, rate(ons, "2017-02", 28)))
        assert found.months.loc["2018-03", "rate"] == pytest.approx(rate(ons, "2018-03", 31))
        assert next(iter(found.months_after.index)) == "2017-08"
        assert (len(found.months), len(found.months_after)) == (107, 31)


def test_a_usual_range_is_that_of_a_chart_of_single_values() -> None:
    # Differences of 2, 4 and 3: their mean, 3, over 1.128 and three times is 7.979.
    low, high = profiles.usual_range(pd.Series([10.0, 12.0, 8.0, 11.0]))
    assert (round(low, 3), round(high, 3)) == (2.271, 18.229)
    assert profiles.usual_range(pd.Series([1.0, 9.0])).low == 0
    with pytest.raises(ValueError, match="two months, not 1"):
        profiles.usual_range(pd.Series([1.0]))


def test_the_usual_range_is_of_the_year_before_the_number(
    everyone: dict[str, Profile], shared: Shared
) -> None:
    months = [f"2016-{month:02}" for month in range(2, 13)] + ["2017-01"]
    rates = [everyone[HARTLEPOOL].months.loc[month, "rate"] for month in months]
    differences = [abs(b - a) for a, b in itertools.pairwise(rates)]
    mean, reach = sum(rates) / 12, 3 * (sum(differences) / 11) / 1.128
    assert everyone[HARTLEPOOL].usual == pytest.approx((mean - reach, mean + reach))


def test_chance_as_it_is_tabled() -> None:
    # Exact Poisson limits of 10 are 4.80 and 18.39, of 100 81.36 and 121.63: Byar's come within 0.03.
    for count, low, high in ((10, 4.80, 18.39), (100, 81.36, 121.63)):
        assert profiles.byar(count) == pytest.approx((low, high), abs=0.03)
    assert profiles.byar(0).low == 0
    assert profiles.byar(0).high == pytest.approx(3.69, abs=0.03)
    with pytest.raises(ValueError, match="-1 is not a count"):
        profiles.byar(-1)


def test_a_funnel_opens_where_residents_are_few() -> None:
    # 580 in 100,000 of 10,000 residents are 58 people, give or take 1.96 times its root, 14.9.
    assert profiles.funnel(580, 10_000) == pytest.approx((430.7, 729.3), abs=0.1)
    small, large = profiles.funnel(580, 5_000), profiles.funnel(580, 200_000)
    assert small.low < large.low < 580 < large.high < small.high
    assert profiles.funnel(10, 1_000).low == 0


def test_luck_alone_is_drawn_alike_each_time_and_keeps_to_englands_rate() -> None:
    homes = profiles.care_homes(load(), "2019/20")
    drawn = profiles.luck_alone(homes)
    assert drawn.equals(profiles.luck_alone(homes))
    assert not drawn.equals(profiles.luck_alone(homes, seed=1))
    people = homes.rates["residents"]
    assert (drawn * people).sum() / people.sum() == pytest.approx(homes.england, rel=0.01)
    many = [profiles.outside_luck(homes, profiles.luck_alone(homes, seed)) for seed in range(200)]
    assert np.mean(many) / len(drawn) == pytest.approx(0.05, abs=0.01)


def test_simulated_luck_stays_in_the_funnel_as_often_as_it_says() -> None:
    luck = np.random.default_rng(20260301).poisson(580 * 20_000 / 1e5, 20_000) / 20_000 * 1e5
    low, high = profiles.funnel(580, 20_000)
    assert np.mean((luck >= low) & (luck <= high)) == pytest.approx(0.95, abs=0.01)


def test_the_change_of_2015_and_how_far_chance_moves_it(everyone: dict[str, Profile]) -> None:
    # Wiltshire is one commissioner's area, so the estimate is that commissioner's count.
    [code] = {
        row["ccg_code"]
        for row in rows("ccg_overlap", ons=WILTSHIRE, year="2015")
        if float(row["share_of_council"]) > 0.9
    }
    before, after = (
        cell("nonelective_admissions_by_commissioner", "admissions", ccg_code=code, year=year)
        for year in ("2014/15", "2015/16")
    )
    assert code == "99N"
    change = everyone[WILTSHIRE].change
    assert change is not None
    assert change.percent == pytest.approx((after / before - 1) * 100, abs=0.01)
    assert change.by_chance == pytest.approx(
        (math.exp(1.96 * math.sqrt(1 / before + 1 / after)) - 1) * 100, abs=0.01
    )
    assert everyone[WILTSHIRE].plain


def test_no_change_is_given_where_a_trust_sent_no_return(everyone: dict[str, Profile]) -> None:
    without = {found.name for found in everyone.values() if found.change is None}
    assert without == {"Solihull", "Birmingham"}
    gloucestershire = everyone["E10000013"]
    assert list(gloucestershire.admissions.query("understated").index) == ["2017/18"]


def test_115_estimates_are_plain_and_11_councils_are_split(everyone: dict[str, Profile]) -> None:
    assert sum(found.plain for found in everyone.values()) == 115
    assert not everyone[HARTLEPOOL].plain
    # Of 151 councils 140 lie 98 per cent or more in one STP: the other eleven all have profiles.
    assert sum(found.split for found in everyone.values()) == 11
    assert list(everyone[NORTH_YORKSHIRE].stps["share_of_council"].round(2)[:2]) == [0.40, 0.34]


def test_spending_for_each_resident_at_the_books_prices(everyone: dict[str, Profile]) -> None:
    found = everyone[HARTLEPOOL].spending.loc["2014/15"]
    net = cell("net_spending", "net_current_k", ons=HARTLEPOOL, year="2014/15") * 1000
    people = cell("population_revised", "all_ages", ons=HARTLEPOOL, year="2014")
    assert found["per_resident"] == pytest.approx(net / people)
    # The GDP deflator in data/series.csv: 93.606 in 2014-15, 100 in 2018-19.
    assert found["real_per_resident"] == pytest.approx(net / people * 100 / 93.606)


def test_a_blank_stays_blank(everyone: dict[str, Profile]) -> None:
    spending = everyone[NORTH_YORKSHIRE].spending
    blank = spending[spending["net_k"].isna()]
    assert list(blank.index) == ["2015/16", "2017/18"]
    assert blank[["per_resident", "real_per_resident"]].isna().all(axis=None)
    funds = pd.DataFrame({ons: found.fund_income for ons, found in everyone.items()}).T
    for year, column in (("2015/16", "bcf_income_2015_16_k"), ("2016/17", "bcf_income_2016_17_k")):
        empty = {row["ons"] for row in rows("covariates", **{column: ""})}
        assert set(funds.index[funds[year].isna()]) == empty - {"E09000001", "E06000053"}
    assert everyone[WILTSHIRE].fund_income.isna().all()


def test_nothing_of_the_pandemic_year_is_an_outcome(everyone: dict[str, Profile]) -> None:
    assert any(row["year"] == "2020/21" for row in rows("social_care_outcomes"))
    assert all("2020/21" not in set(found.outcomes["year"]) for found in everyone.values())


def test_care_home_admissions_as_people_with_the_range_of_chance(
    everyone: dict[str, Profile],
) -> None:
    found = everyone[HARTLEPOOL].outcomes.set_index("year").loc["2018/19"]
    residents = cell("population", "age_65_plus", ons=HARTLEPOOL, year="2018")
    assert found["care_homes"] == 723.9
    assert found["people"] == pytest.approx(723.9 * residents / 1e5)
    assert found["people"] == pytest.approx(130, abs=0.01)
    assert found["low"] < 723.9 < found["high"]


def test_englands_care_home_rate_is_that_of_its_councils_together(shared: Shared) -> None:
    people = residents = 0.0
    for row in rows("social_care_outcomes", year="2019/20"):
        rate = row["care_home_admissions_65plus_per_100k"]
        older = rows("population", ons=row["ons"], year="2019")
        if rate and older and row["ons"] not in ("E09000001", "E06000053"):
            people += float(rate) * float(older[0]["age_65_plus"]) / 1e5
            residents += float(older[0]["age_65_plus"])
    assert shared.care_homes["2019/20"].england == pytest.approx(people / residents * 1e5)
    # As NHS Digital printed it for England, in the book's series: 584 in 2019-20, to rounding.
    series = load().points("ascof_2a2").set_index("date")["value"]
    assert shared.care_homes["2019/20"].england == pytest.approx(series["2019-04-01"], abs=2)


def test_merged_councils_keep_what_was_published_for_those_before(
    everyone: dict[str, Profile],
) -> None:
    found = everyone[BOURNEMOUTH]
    assert found.former == ("Bournemouth", "Poole", "Dorset (before April 2019)")
    apart = found.outcomes[found.outcomes["place"] != found.name]
    assert set(apart["year"]) == {"2018/19"}
    assert apart["people"].isna().all()  # their residents are not held
    assert found.care_homes.year == "2019/20"
    assert everyone[HARTLEPOOL].care_homes.year == "2018/19"


def test_yearly_rates_are_over_the_adults_of_their_year(
    everyone: dict[str, Profile],
) -> None:
    found = everyone[HARTLEPOOL].rates
    adults = cell("population", "age_18_plus", ons=HARTLEPOOL, year="2018")
    days = cell("delayed_days_by_year", "total", ons=HARTLEPOOL, year="2018/19")
    assert found.loc["2018/19", HARTLEPOOL] == pytest.approx(days / 365 / adults * 1e5)
    assert found.shape == (4, 11)
    total = sum(float(row["total"]) for row in rows("delayed_days_by_year", year="2018/19"))
    counted = {row["ons"] for row in rows("delayed_days_by_year", year="2018/19")}
    people = sum(
        float(row["age_18_plus"])
        for row in rows("population", year="2018")
        if row["ons"] in counted
    )
    assert everyone[HARTLEPOOL].england_rates["2018/19"] == pytest.approx(
        total / 365 / people * 1e5
    )


def test_the_poorly_matched_are_flagged(everyone: dict[str, Profile]) -> None:
    assert {found.name for found in everyone.values() if found.poorly_matched} == {
        "Tower Hamlets", "Rutland", "Hackney", "Newham", "Torbay",
        "Bournemouth, Christchurch and Poole",
    }  # fmt: skip


def test_promises_are_told_with_whose_they_are(everyone: dict[str, Profile]) -> None:
    held = {ons: found for ons, found in everyone.items() if len(found.promises)}
    assert len(held) == 32
    own = everyone[WILTSHIRE].promises_of_its_own
    assert list(own["verdict"]) == ["partly met", "went the other way"]
    assert "by 1.75%" in own["promise"].iloc[0]
    assert set(everyone[BOURNEMOUTH].promises["cover"]) == {"stp"}
    assert everyone[BOURNEMOUTH].promises_of_its_own.empty
    bury = everyone["E08000002"].promises_of_its_own.iloc[0]
    assert (bury["promise"], bury["verdict"]) == ("Delayed days", "")


def test_every_table_of_a_page_names_its_sources() -> None:
    tables = ("delayed_days_by_year", "delayed_days_monthly", "population")
    assert profiles.sources_of(*tables) == ("nhse_dtoc_monthly", "ons2020mye")
    with pytest.raises(KeyError, match=r"councils/local_promises\.csv names no source"):
        profiles.sources_of("local_promises")
