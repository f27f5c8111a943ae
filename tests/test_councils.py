"""Do our own sums about councils give the figures found when they were first worked out?"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from joinedup.evidence import councils
from joinedup.evidence.data import DATA, CouncilTables, check, load
from joinedup.evidence.schema import read_schemas
from tests.test_data import assert_named, change_cell

# Bought by NHS England itself (X24): read in the monthly workbooks of nhse_mar_monthly.
BOUGHT_NATIONALLY = {
    "2013/14": 162346, "2014/15": 174901, "2015/16": 176798,
    "2016/17": 182203, "2017/18": 185428, "2018/19": 191953,
}  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> CouncilTables:
    return load().councils


@pytest.fixture(scope="module")
def admissions(tables: CouncilTables) -> pd.DataFrame:
    return councils.unplanned_admissions(tables)


@pytest.fixture(scope="module")
def similar(tables: CouncilTables) -> pd.DataFrame:
    return councils.similar_councils(tables)


def named(tables: CouncilTables, codes: list[str]) -> list[str]:
    return list(tables["councils"].loc[codes, "council"])


def code(tables: CouncilTables, name: str) -> str:
    names = tables["councils"]["council"]
    return str(names[names == name].index[0])


# The expectation of July 2017


def test_48_of_150_councils_were_at_their_expectation_in_october_2017(
    tables: CouncilTables,
) -> None:
    met = councils.at_expectation(tables, "2017-10")
    assert (met.sum(), len(met)) == (48, 150)


def test_a_council_was_expected_to_reach_the_rate_or_to_stay_below_it(
    tables: CouncilTables,
) -> None:
    rates = councils.delay_rates(tables, ["2017-02", "2018-03"])
    expected = councils.delay_expectation(tables)
    high = rates["2017-02"] >= councils.EXPECTED_RATE
    assert (expected[high] == councils.EXPECTED_RATE).all()
    assert expected[~high].equals(rates.loc[~high, "2017-02"])
    # As in the table first worked out: Hartlepool, February 2017 and March 2018.
    assert rates.loc["E06000001"].round(2).tolist() == [15.11, 11.47]
    assert (expected.min().round(2), rates["2017-02"].max().round(2)) == (2.38, 46.16)


def test_a_month_that_is_not_held_is_refused(tables: CouncilTables) -> None:
    with pytest.raises(KeyError, match="2010-01"):
        councils.delay_rates(tables, ["2010-01"])


# Unplanned admissions


def test_councils_and_what_was_bought_nationally_make_england_exactly(
    tables: CouncilTables, admissions: pd.DataFrame
) -> None:
    nationally = councils.admissions_without_place(
        tables, load().points("nonelective_ga_admissions")
    )
    assert nationally.to_dict() == BOUGHT_NATIONALLY
    england = admissions.groupby("year")["admissions"].sum() + nationally
    assert england["2015/16"] == pytest.approx(5_885_604, abs=1e-6)
    assert england["2018/19"] == pytest.approx(6_597_740, abs=1e-6)


def test_the_estimate_is_what_was_first_worked_out(admissions: pd.DataFrame) -> None:
    found = admissions.set_index(["ons", "year"])
    assert admissions.groupby("year").size().eq(151).all()
    # Shares are stored to four decimals, so a large council moves by a few admissions.
    for ons, year, number, rate in (
        ("E06000001", "2013/14", 9697, 104.6),
        ("E06000001", "2015/16", 9565, 103.4),
        ("E08000029", "2018/19", 31269, None),
        ("E06000023", "2018/19", 50653, None),
    ):
        assert found.loc[(ons, year), "admissions"] == pytest.approx(number, abs=8)
        if rate:
            assert found.loc[(ons, year), "per_1000_residents"].round(1) == rate
    assert found["admissions"].min() == pytest.approx(211, abs=1)
    assert found["per_1000_residents"].agg(["min", "max"]).round(1).tolist() == [44.4, 187.4]


def test_most_councils_take_nine_tenths_from_commissioners_inside(admissions: pd.DataFrame) -> None:
    percent = (admissions.loc[admissions["year"] == "2015/16", "share_inside"] * 100).round()
    assert ((percent >= 90).sum(), (percent < 50).sum()) == (115, 25)


def test_the_years_without_a_trusts_return_are_flagged(
    tables: CouncilTables, admissions: pd.DataFrame
) -> None:
    flagged = admissions[admissions["understated"]]
    assert set(zip(named(tables, list(flagged["ons"])), flagged["year"], strict=True)) == {
        ("Solihull", "2014/15"), ("Birmingham", "2014/15"), ("Gloucestershire", "2017/18"),
    }  # fmt: skip
    wide = admissions.pivot(index="ons", columns="year", values="admissions")
    fall = (wide["2014/15"] / wide[["2013/14", "2015/16"]].mean(axis=1) - 1) * 100
    assert fall[code(tables, "Solihull")].round() == -66
    assert fall[code(tables, "Birmingham")].round() == -32


def test_a_commissioner_without_residents_is_refused(tables: CouncilTables) -> None:
    overlap = tables["ccg_overlap"]
    fewer = {**tables, "ccg_overlap": overlap[overlap["ccg_code"] != "00K"]}
    with pytest.raises(ValueError, match="00K"):
        councils.unplanned_admissions(CouncilTables(fewer, fewer.__getitem__))


# STPs


def test_nearly_every_council_lies_in_one_stp(tables: CouncilTables) -> None:
    main = councils.main_stps(tables)
    assert ((main["share_of_council"] >= 0.98).sum(), len(main)) == (140, 151)
    assert named(tables, [str(main["share_of_council"].idxmin())]) == ["North Yorkshire"]
    assert main["share_of_council"].min().round(2) == 0.4
    stps = tables["stp_overlap"]
    numbers = stps.groupby("year")["stp_code"].nunique()
    assert numbers.to_dict() == {2017: 44, 2018: 42, 2019: 42}
    assert set(main["stp_code"]) == set(tables["stp_emergency_care"]["stp_code"])


def test_admissions_of_an_stp_are_those_of_its_councils_own_commissioners(
    tables: CouncilTables,
) -> None:
    area = councils.admissions_in_stp(tables, "North Central London")
    assert named(tables, list(area.index)) == [
        "Barnet", "Camden", "Enfield", "Haringey", "Islington",
    ]  # fmt: skip
    assert area.loc[code(tables, "Camden"), ["2016/17", "2018/19"]].tolist() == [20_330, 20_603]
    assert area[["2016/17", "2018/19"]].sum().tolist() == [135_973, 148_895]


def test_a_year_after_commissioners_merged_is_unknown(tables: CouncilTables) -> None:
    area = councils.admissions_in_stp(tables, "Bristol, North Somerset and South Gloucestershire")
    assert area["2017/18"].notna().all()
    assert area["2018/19"].isna().all()


@pytest.mark.parametrize(
    ("stp", "error", "words"),
    [
        ("Norfolk and Waveney", ValueError, "06M"),  # a group partly in another county
        ("Surrey Heartlands", ValueError, "E10000030"),  # a council partly in other areas
        ("North London", KeyError, "North London in 2017"),  # its name in the A&E returns
    ],
)
def test_an_stp_that_would_have_to_be_estimated_is_refused(
    tables: CouncilTables, stp: str, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        councils.admissions_in_stp(tables, stp)


# Similar councils


def test_ten_similar_councils_as_first_worked_out(
    tables: CouncilTables, similar: pd.DataFrame
) -> None:
    assert len(similar) == 1490
    assert not set(councils.TOO_SMALL) & (set(similar["ons"]) | set(similar["similar_ons"]))
    first = similar[similar["ons"] == "E06000001"].head(3)
    assert list(first["similar_ons"]) == ["E06000012", "E08000005", "E08000023"]
    assert first["distance"].round(3).tolist() == [0.455, 0.476, 0.522]
    assert similar["distance"].agg(["min", "max"]).round(3).tolist() == [0.096, 1.345]


def test_leaving_any_one_measure_out_keeps_seven_to_nine_of_ten(
    tables: CouncilTables, similar: pd.DataFrame
) -> None:
    own = similar.groupby("ons")["similar_ons"].agg(set)
    kept = []
    for measure in councils.WEIGHTS.index:
        fewer = councils.similar_councils(tables, councils.WEIGHTS.drop(measure))
        others = fewer.groupby("ons")["similar_ons"].agg(set)
        kept.append(np.mean([len(own[ons] & others[ons]) for ons in own.index]))
    assert (round(min(kept), 1), round(max(kept), 1)) == (7.1, 9.1)


def test_the_poorly_matched_are_named(tables: CouncilTables, similar: pd.DataFrame) -> None:
    assert named(tables, councils.poorly_matched(similar)) == [
        "Tower Hamlets", "Rutland", "Hackney", "Newham", "Torbay",
        "Bournemouth, Christchurch and Poole",
    ]  # fmt: skip


def test_being_alike_says_little_about_delays(tables: CouncilTables, similar: pd.DataFrame) -> None:
    year = tables["delayed_days_by_year"].query("year == '2016/17'").set_index("ons")["total"]
    adults = tables["population"].query("year == 2016").set_index("ons")["age_18_plus"]
    rates = year / 365 / adults * 100_000
    alike = similar.groupby("ons")["similar_ons"].agg(lambda codes: rates[codes].mean())
    assert round(rates.std(), 1) == 7.1
    assert round((rates - alike).std(), 1) == 6.7


def test_distance_is_the_root_of_the_weighted_mean_square() -> None:
    known = pd.DataFrame(
        {
            "percent_65plus": [10.0, 20.0],
            "people_per_sq_km": [100.0, 100.0 * np.e],
            "people_65plus": [1000, 1000 * np.e],
        },
        index=["a", "b"],
    )
    weights = pd.Series({"percent_65plus": 3.0, "log_people_per_sq_km": 1.0})
    # Two councils are one standard deviation either side of the mean in each measure: 2 apart.
    assert councils.distances(known, weights).loc["a", "b"] == pytest.approx(2)
    assert np.isnan(councils.distances(known, weights).loc["a", "a"])


# What the tables hold, and what they refuse


def test_figures_repeated_in_two_sources_agree(tables: CouncilTables) -> None:
    revised = tables["population_revised"].merge(tables["population"], on=["ons", "year"])
    assert ((revised["all_ages_x"] != revised["all_ages_y"]).sum(), len(revised)) == (304, 755)
    net = tables["covariates"]["social_care_spending_2014_15_k"]
    net = net - tables["nhs_income"]["income_client_contributions_k"]
    assert (net.notna().sum(), net.min(), net.max()) == (150, 5926, 432949)


def test_blank_is_unknown_and_never_zero(tables: CouncilTables) -> None:
    north_yorkshire = code(tables, "North Yorkshire")
    spending = tables["net_spending"]
    assert set(spending.loc[spending["ons"] == north_yorkshire, "year"]) == {
        "2011/12", "2012/13", "2013/14", "2014/15", "2016/17",
    }  # fmt: skip
    assert spending["net_current_k"].min() > 0
    early = tables["social_care_outcomes"].query("year == '2014/15'")
    assert early["offered_reablement_percent"].isna().all()
    assert early["care_home_admissions_65plus_per_100k"].notna().sum() == 23
    assert early["at_home_91_days_percent"].notna().sum() == 10


def test_a_councils_own_promise_leads_to_its_outcome(tables: CouncilTables) -> None:
    evidence = load()
    own = tables["local_promises"]
    roles = evidence.figures.loc[own["figure_id"], "role"]
    assert set(roles) == {"target", "outcome"}
    pairs = evidence.promises.set_index("target_id")["outcome_id"]
    assert pairs[["b068", "b069", "b070"]].tolist() == ["b071", "b072", "b073"]


SHARES = "councils/ccg_overlap.csv"
CELLS = [
    ("councils/characteristics.csv", "E06000001", "region", "Northumbria", "use one of: East"),
    ("councils/social_care_outcomes.csv", "E06000001", "ons", "E06000999", "or councils/former"),
    ("councils/social_care_outcomes.csv", "E06000001", "year", "2018", "use 2009/10 for a"),
    ("councils/social_care_outcomes.csv", "E06000001", "at_home_91_days_percent", "101", "most 100"),
    ("councils/social_care_experience.csv", "E06000001", "quality_of_life_carers_score", "0", "least"),
    ("councils/former_councils.csv", "E10000009", "now", "E06000058 E0", "E0 is not in councils/"),
    ("councils/tile_map.csv", "E06000002", "hex_column", "-1", "at least 0"),
    ("councils/care_home_weeks.csv", "E06000001", "weeks_65plus", "1000000", "must be at most 951,"),
    ("councils/delayed_days_by_year.csv", "E06000001", "total", "99999999", "times the age_18_plus"),
    ("councils/nhs_income.csv", "E06000001", "income_from_nhs_k", "39534", "most 39,533"),
    ("councils/population.csv", "E06000001", "age_85_plus", "17304", "be above age_65_plus (17303)"),
    ("councils/programmes.csv", "E06000001", "source_id", "nobody", "nobody is not in sources.csv"),
    (SHARES, "2015,E06000001", "share_of_council", "0.9", "E06000001 must add up to 1"),
    (SHARES, "2015,E06000001", "share_of_ccg", "0.4", "00K must add up to 1, and they come to 1.0787"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "row_id", "column", "value", "rule"), CELLS)
def test_a_bad_cell_is_named(
    small: Path, file: str, row_id: str, column: str, value: str, rule: str
) -> None:
    line = change_cell(small, file, row_id, column, value)
    assert_named(check(small), file, line, column, rule)


def test_a_year_twice_is_named(small: Path) -> None:
    path = small / "councils/care_home_weeks.csv"
    path.write_text(path.read_text() + "E06000001,2010/11,23165,pss_ex1\n")
    (fault,) = check(small)
    assert (fault.file, fault.column) == ("councils/care_home_weeks.csv", "ons year")
    assert fault.rule.startswith("must be unique: row 2 ")


def test_two_tiles_in_one_place_are_named(small: Path) -> None:
    line = change_cell(small, "councils/tile_map.csv", "E06000002", "hex_column", "12")
    change_cell(small, "councils/tile_map.csv", "E06000002", "hex_row", "14")
    assert_named(
        check(small), "councils/tile_map.csv", line, "hex_column hex_row", "must be unique"
    )


def test_a_source_of_a_table_is_in_the_sources(small: Path) -> None:
    path = small / "datapackage.json"
    path.write_text(path.read_text().replace('"oflog2024asc"', '"oflog1924asc"', 1))
    (fault,) = [fault for fault in check(small) if fault.value == "oflog1924asc"]
    assert fault.column == "social_care_experience"
    assert "is not in sources.csv" in fault.rule


@pytest.mark.parametrize(
    ("row", "column", "rule"),
    [
        ("Wearside,2023-04-01,E08000999,yes,nhse_dtoc_monthly", "ons", "E08000999 is not in"),
        ("Wearside,1 April,E08000024,yes,nhse_dtoc_monthly", "since", "write a date as"),
        ("Wearside,,E08000024,part,nhse_dtoc_monthly", "same_area", "use one of: yes, no"),
        ("Wearside,,E08000024,yes,nobody", "source_id", "nobody is not in sources.csv"),
    ],
)
def test_a_later_council_that_cannot_be_is_named(
    small: Path, row: str, column: str, rule: str
) -> None:
    path = small / "councils/later_councils.csv"
    path.write_text(f"{path.read_text()}{row}\n")
    (fault,) = check(small)
    assert (fault.file, fault.row, fault.column) == ("councils/later_councils.csv", 3, column)
    assert rule in fault.rule


def test_a_broken_line_is_not_a_share_that_is_missing(small: Path) -> None:
    path = small / SHARES
    path.write_text(path.read_text().replace("2015,E06000001", '2015,"E06000001', 1))
    assert [(fault.file, fault.row) for fault in check(small)] == [(SHARES, 2)]


def test_every_gathered_table_names_its_sources() -> None:
    schemas, _ = read_schemas(DATA)
    without = {
        name for name, schema in schemas.items()
        if schema.file.startswith("councils/") and not schema.source_ids
        and not {"source_id", "figure_id"} & {column.name for column in schema.columns}
    }  # fmt: skip
    assert without == {"councils", "stp_emergency_care"}
