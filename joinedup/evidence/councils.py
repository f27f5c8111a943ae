"""What do the council tables say that no source prints: how much, how alike, against which expectation?

Each function takes tables of `load().councils` and returns a table by council. They hold our own
sums: an estimate of unplanned admissions, the delays expected of each council in July 2017, and
which councils are alike. A number that cannot be known is NaN, never zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from joinedup.evidence.data import CouncilTables

EXPECTED_RATE = 9.4  # delayed days per 100,000 adults a day
FIRST_MONTH = "2017-02"  # the month whose rate decides what was expected
# The City of London and the Isles of Scilly: a few people move every rate of theirs.
TOO_SMALL = ("E09000001", "E06000053")
INSIDE = 0.9  # a commissioner is inside a council that holds this share of its residents
NEIGHBOURS = 10
POOR_MATCH = 0.88  # chosen: a tenth neighbour farther than this leaves a council poorly matched

# What two councils are compared on, and how much each measure counts. No outcome is among them.
WEIGHTS = pd.Series(
    {
        "percent_65plus": 1.0,
        "log_people_per_sq_km": 1.0,
        "percent_of_65plus_aged_85plus": 0.5,
        "deprivation_score_2015": 0.5,
        "older_people_income_deprivation_2015": 0.5,
        "log_people_65plus": 0.5,
    }
)
MATCH_YEAR = 2015

# Three groups of Newcastle and Gateshead merged in April 2015; the borders held start in July.
_MERGED = {"00F": "13T", "00G": "13T", "00H": "13T"}
_FIRST_BORDERS, _LAST_BORDERS = 2015, 2019


def delay_rates(councils: CouncilTables, months: Sequence[str]) -> pd.DataFrame:
    """Delayed days per 100,000 adults a day: a row a council (ons), a column a month ("2017-02").

    All delays, whoever they are put down to, over adults of mid-2016. Raises KeyError for a month
    that is not held.
    """
    monthly = councils["delayed_days_monthly"].pivot(index="ons", columns="month", values="total")
    adults = _residents(councils["population"], 2016)["age_18_plus"]
    days = [pd.Period(month).days_in_month for month in months]
    return (monthly[list(months)] / days).div(adults, axis=0).dropna(how="all") * 100_000


def delay_expectation(councils: CouncilTables) -> pd.Series:
    """The most delayed days per 100,000 adults a day expected of each council (ons), July 2017.

    By the rule as the Local Government Chronicle gave it in December 2017: areas at or above 9.4
    in February 2017 were to reach 9.4, and the rest were to stay where they were. It is the rate of
    health and social care together. What was asked of social care alone is another number, and it
    must not be worked out from this one.
    """
    return delay_rates(councils, [FIRST_MONTH])[FIRST_MONTH].clip(upper=EXPECTED_RATE)


def at_expectation(councils: CouncilTables, month: str) -> pd.Series:
    """Whether each council (ons) was at or under its expectation in a month."""
    return delay_rates(councils, [month])[month] <= delay_expectation(councils)


def unplanned_admissions(councils: CouncilTables) -> pd.DataFrame:
    """An ESTIMATE of unplanned admissions by council and financial year.

    Each commissioner's admissions are shared out by where its residents live, on its borders of the
    year (those of July 2015 for the years before). Admissions that NHS England bought itself have
    no place and are left out, so the councils come to England's total less those.

    Returns ons, year, admissions, per_1000_residents (revised residents of the mid-year in which
    the year began), share_inside (0 to 1: from commissioners that have nine tenths of their
    residents in the council) and understated (a trust there sent no return for months).
    """
    bought = councils["nonelective_admissions_by_commissioner"]
    bought = bought.assign(ccg_code=bought["ccg_code"].replace(_MERGED))
    bought = bought.groupby(["ccg_code", "year"])["admissions"].sum().reset_index()
    bought["borders"] = _starts(bought["year"]).clip(_FIRST_BORDERS, _LAST_BORDERS)
    overlap = councils["ccg_overlap"].rename(columns={"year": "borders"})
    shared = bought.merge(overlap, on=["ccg_code", "borders"], how="left")
    if shared["ons"].isna().any():
        lost = shared.loc[shared["ons"].isna(), ["ccg_code", "borders"]].to_numpy().tolist()
        raise ValueError(f"ccg_overlap.csv has no residents of commissioners {lost}")
    # Shares are kept to four decimals; what rounding adds or takes must not change a total.
    whole = shared.groupby(["ccg_code", "year"])["share_of_ccg"].transform("sum")
    shared["admissions"] *= shared["share_of_ccg"] / whole
    shared["inside"] = shared["admissions"].where(shared["share_of_ccg"] >= INSIDE, 0)
    found = shared.groupby(["ons", "year"], as_index=False)[["admissions", "inside"]].sum()

    residents = councils["population_revised"].rename(columns={"year": "began"})
    found = found.assign(began=_starts(found["year"])).merge(residents, on=["ons", "began"])
    flagged = pd.MultiIndex.from_frame(councils["understated_admissions"][["ons", "year"]])
    return pd.DataFrame(
        {
            "ons": found["ons"],
            "year": found["year"],
            "admissions": found["admissions"],
            "per_1000_residents": found["admissions"] / found["all_ages"] * 1000,
            "share_inside": found["inside"] / found["admissions"],
            "understated": pd.MultiIndex.from_frame(found[["ons", "year"]]).isin(flagged),
        }
    )


def admissions_without_place(councils: CouncilTables, england: pd.DataFrame) -> pd.Series:
    """By financial year, the unplanned admissions that NHS England bought itself.

    They are England's total less those of every commissioning group. england: date (the first of
    each month) and value, the series nonelective_ga_admissions.
    """
    months = pd.to_datetime(england["date"])
    began = months.dt.year - (months.dt.month < 4)
    total = england.groupby(began)["value"].sum()
    groups = councils["nonelective_admissions_by_commissioner"].groupby("year")["admissions"].sum()
    return pd.Series(total[_starts(groups.index)].to_numpy() - groups, name="admissions")


def admissions_in_stp(councils: CouncilTables, stp: str, year: int = 2017) -> pd.DataFrame:
    """Unplanned admissions of the councils of one STP: a row a council (ons), a column a financial year.

    Those of `unplanned_admissions`, where they are a count and no estimate: NaN in a year for which
    they would have to be shared out, as after a merger of commissioners. Borders are those of `year`.
    Raises KeyError for an STP that is not held, and ValueError where a council lies partly outside
    the STP or a commissioner partly outside a council.
    """
    area, overlap = councils["stp_overlap"], councils["ccg_overlap"]
    area = area[(area["stp"] == stp) & (area["year"] == year)]
    if area.empty:
        raise KeyError(f"{stp} in {year}")
    groups = overlap[(overlap["year"] == year) & overlap["ons"].isin(area["ons"])]
    shared = {
        *area.loc[area["share_of_council"] < 1, "ons"],
        *groups.loc[groups["share_of_ccg"] < 1, "ccg_code"],
    }
    if shared:
        raise ValueError(f"{stp} shares with its neighbours {', '.join(sorted(shared))}")
    every = unplanned_admissions(councils)
    every["admissions"] = every["admissions"].where(every["share_inside"] == 1)
    every = every.pivot(index="ons", columns="year", values="admissions")
    return every.loc[area["ons"]].sort_index()


def main_stps(councils: CouncilTables, year: int = 2017) -> pd.DataFrame:
    """The STP with most of each council's residents: by ons, stp_code, stp, share_of_council."""
    overlap = councils["stp_overlap"]
    overlap = overlap[overlap["year"] == year].sort_values("share_of_council", kind="stable")
    main = overlap.drop_duplicates("ons", keep="last").set_index("ons").sort_index()
    return main[["stp_code", "stp", "share_of_council"]]


def characteristics(councils: CouncilTables) -> pd.DataFrame:
    """What councils are compared on, by ons, rounded as a page prints them.

    Beside the columns of characteristics.csv: people_per_sq_km (revised residents, because the area
    is on the borders of 2019), percent_65plus, percent_of_65plus_aged_85plus and people_65plus, all
    of mid-2015.
    """
    table = councils["characteristics"]
    residents = _residents(councils["population"], MATCH_YEAR).reindex(table.index)
    revised = _residents(councils["population_revised"], MATCH_YEAR)["all_ages"]
    older = residents["age_65_plus"]
    return table.assign(
        people_per_sq_km=(revised / table["area_sq_km"]).round(),
        percent_65plus=(older / residents["all_ages"] * 100).round(2),
        percent_of_65plus_aged_85plus=(residents["age_85_plus"] / older * 100).round(2),
        people_65plus=older,
    )


def distances(known: pd.DataFrame, weights: pd.Series = WEIGHTS) -> pd.DataFrame:
    """How far apart councils are, both ways by ons; NaN between a council and itself.

    known: from `characteristics`. Each measure is made a z-score over the councils compared (all but
    the two that are too small); the distance is the root of the weighted mean square of the
    differences, a weighted Euclidean distance on standardised measures.
    """
    known = known.drop(index=list(TOO_SMALL), errors="ignore")
    measures = known.assign(
        log_people_per_sq_km=np.log(known["people_per_sq_km"]),
        log_people_65plus=np.log(known["people_65plus"]),
    )[list(weights.index)]
    scores = ((measures - measures.mean()) / measures.std(ddof=0)).to_numpy()
    squares = (scores[:, None, :] - scores[None, :, :]) ** 2
    apart = np.sqrt((squares * (weights / weights.sum()).to_numpy()).sum(axis=2))
    np.fill_diagonal(apart, np.nan)
    return pd.DataFrame(apart, index=known.index, columns=known.index)


def similar_councils(councils: CouncilTables, weights: pd.Series = WEIGHTS) -> pd.DataFrame:
    """The ten councils most like each: ons, rank (1 the nearest), similar_ons and distance.

    Context, not a forecast: being alike on these measures says little about delays.
    """
    apart = distances(characteristics(councils), weights)
    rows = []
    for ons in apart.index:
        nearest = apart.loc[ons].nsmallest(NEIGHBOURS)
        rows += [
            {"ons": ons, "rank": rank, "similar_ons": other, "distance": distance}
            for rank, (other, distance) in enumerate(nearest.items(), start=1)
        ]
    return pd.DataFrame(rows)


def poorly_matched(similar: pd.DataFrame) -> list[str]:
    """The councils (ons) that none of England's is much like, the farthest first.

    similar: from `similar_councils`. They are those whose tenth neighbour is beyond POOR_MATCH.
    """
    tenth = similar[similar["rank"] == NEIGHBOURS].set_index("ons")["distance"]
    far = tenth[tenth > POOR_MATCH].sort_values(ascending=False)
    return [str(ons) for ons in far.index]


def _residents(population: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of one mid-year, by ons."""
    return population[population["year"] == year].set_index("ons")


def _starts(years: pd.Series | pd.Index) -> pd.Series:
    """The calendar year in which each financial year ("2015/16") begins."""
    return pd.Series(years).str[:4].astype(int)
