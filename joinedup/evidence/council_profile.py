"""What does the book know about one council? All that its page prints, and where each number is from.

`prepare` works out once what all councils share; `profile` then gives one council. A number that cannot
be known is NaN, never zero. Nothing here ranks or judges: the ten similar councils are context, and
limits of chance are there so that small numbers look small. A new measure needs its rule here (where it
breaks, when it is too small), its source in datapackage.json, and a test that works it out from the file a
second time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from joinedup.evidence import councils as sums
from joinedup.evidence.data import DATA, Evidence, row_of
from joinedup.evidence.prices import to_first_prices
from joinedup.evidence.promises import scoreboard
from joinedup.evidence.schema import read_schemas

PRICES = "2018/19"  # the year in whose prices the book gives councils' spending
PANDEMIC = "2020/21"  # no outcome of any plan: never printed
BEFORE, AFTER = "2014/15", "2015/16"  # the years that the cut was to lie between
SET_IN = "2017-07"  # the month in which delays were given a number
REASON_YEARS = ("2016/17", "2017/18", "2018/19")  # added together: one year is too few days
SPLIT = 0.98  # a council with less than this in its largest STP is divided between several
PLAIN = 90  # per cent of admissions from commissioners inside, from which the estimate is plain
STEEP = 15  # per cent in a year: a move this steep looks like a change in recording
NINETY_FIVE, NINETY_NINE = 1.96, 3.09  # standard deviations: 95 and 99.8 in 100
# Usual limits of single values from the mean difference between neighbours (Shewhart's individuals
# chart, as in the NHS's "Making data count"): three standard deviations, 3 / 1.128.
_PER_MOVING_RANGE = 3 / 1.128
PROGRAMMES = {
    "pioneers": "the integrated care pioneers",
    "gm_devolution": "Greater Manchester's devolution",
    "cqc_local_system_reviews": "the Care Quality Commission's local system reviews",
}
SEED = 2019  # of the one draw of luck that the book shows
_ALL_PROFILED = 149
_JUDGED = ("verdict", "doubt", "rule")


class Limits(NamedTuple):
    """The lower and the upper end of what chance, or usual months, would give."""

    low: float
    high: float


@dataclass(frozen=True)
class Shared:
    """What is worked out once for all councils, each table split by council where pages need that."""

    evidence: Evidence
    traits: pd.DataFrame  # by ons: characteristics, residents and shares of mid-2015
    names: pd.Series  # by ons
    similar: pd.DataFrame
    poorly_matched: frozenset[str]
    rates: pd.DataFrame  # delayed days per 100,000 adults a day: ons by month
    expected: pd.Series  # by ons
    yearly_rates: pd.DataFrame  # the same by financial year, over the adults of its mid-year
    england_rates: pd.Series  # by financial year, all councils with delays together
    older: pd.DataFrame  # residents of 65 and over: ons by calendar year
    admissions: Mapping[str, pd.DataFrame]
    tables: Mapping[str, Mapping[str, pd.DataFrame]]  # {table: {ons: its rows}}
    spending: Mapping[str, pd.DataFrame]
    stps: Mapping[str, pd.DataFrame]
    care_homes: Mapping[str, CareHomes]  # by year
    promises: pd.DataFrame  # the scoreboard, by target_id

    @property
    def codes(self) -> list[str]:
        """The councils that have a profile, in order of name: all but the two that are too small."""
        kept = self.names.drop(list(sums.TOO_SMALL))
        return [str(ons) for ons in kept.sort_values().index]


class CareHomes(NamedTuple):
    """A year's care home admissions at 65 and over: England's rate, each council's rate and residents."""

    year: str
    england: float  # per 100,000 residents of that age
    rates: pd.DataFrame  # by ons: rate, residents


@dataclass(frozen=True)
class Change:
    """From 2014/15 to 2015/16, per cent, and how far chance alone moves a count of this size."""

    percent: float
    by_chance: float


@dataclass(frozen=True)
class Profile:
    """One council. Tables are indexed by financial year ("2015/16") unless they say otherwise."""

    ons: str
    name: str
    kind: str
    region: str
    traits: dict[str, Any]
    residents: pd.Series  # by calendar year, revised
    stps: pd.DataFrame  # stp_code, stp, share_of_council; the largest first
    delays: pd.DataFrame  # nhs, social_care, both, total, and patients on an average day
    reasons: pd.Series  # days of REASON_YEARS together, by reason, the most first
    months: pd.DataFrame  # by month ("2017-02"): total, rate, no_row
    expected: float
    usual: Limits  # a month's rate, from the twelve months before the one that decided
    admissions: pd.DataFrame
    change: Change | None  # None where a trust sent no return
    spending: pd.DataFrame  # net_k, per_resident, real_per_resident, origin; blank where unknown
    nhs_income: dict[str, Any]  # £ thousand, 2014/15
    fund_income: pd.Series  # £ thousand by year, a voluntary line
    outcomes: pd.DataFrame  # place, year, care_homes, residents, low, high, at_home
    care_homes: CareHomes  # the year of its own rate that the funnel shows
    programmes: pd.DataFrame
    promises: pd.DataFrame  # figure_id, cover, note, promise, verdict, doubt, rule
    former: tuple[str, ...]  # names of councils whose rates before April 2019 stand apart
    later: pd.DataFrame  # council, since, same_area, source_id: who came after
    similar: pd.DataFrame  # by ons: name, distance and traits
    rates: pd.DataFrame  # delays by year: one column the council (its ons) and each similar one
    england_rates: pd.Series
    poorly_matched: bool

    @property
    def split(self) -> bool:
        """Whether it lies in more than one STP."""
        return bool(self.stps["share_of_council"].iloc[0] < SPLIT)

    @property
    def plain(self) -> bool:
        """Whether its admissions come from commissioners inside it, so that the estimate is its own."""
        return bool((self.admissions["share_inside"] * 100).round()[AFTER] >= PLAIN)

    @property
    def promises_of_its_own(self) -> pd.DataFrame:
        """The promises and results of the council itself, not of a group or an STP around it."""
        return self.promises[self.promises["cover"] == "whole"]

    @property
    def months_after(self) -> pd.DataFrame:
        """The months after the number was given."""
        return self.months[self.months.index > SET_IN]


@cache
def sources_of(*tables: str) -> tuple[str, ...]:
    """The source ids of tables of data/councils, in their order, each once.

    Raises KeyError for a table that datapackage.json does not describe or that names no source.
    """
    schemas = read_schemas(DATA)[0]
    found: dict[str, None] = {}
    for table in tables:
        if not schemas[table].source_ids:
            raise KeyError(f"councils/{table}.csv names no source")
        found |= dict.fromkeys(schemas[table].source_ids)
    return tuple(found)


def prepare(evidence: Evidence) -> Shared:
    """What all profiles share. Raises ValueError when the council tables do not fit together."""
    held = evidence.councils
    monthly = held["delayed_days_monthly"]
    similar = sums.similar_councils(held)
    traits = sums.characteristics(held)
    if similar["ons"].nunique() != _ALL_PROFILED:
        raise ValueError(
            f"{similar['ons'].nunique()} councils have neighbours: {_ALL_PROFILED} should"
        )
    population = held["population"]
    yearly, england = _yearly_rates(held["delayed_days_by_year"], population)
    older = population.pivot(index="ons", columns="year", values="age_65_plus")
    overlap = (
        held["stp_overlap"]
        .query("year == 2017")
        .sort_values("share_of_council", ascending=False, kind="stable")
    )
    return Shared(
        evidence=evidence,
        traits=traits,
        names=held["councils"]["council"],
        similar=similar,
        poorly_matched=frozenset(sums.poorly_matched(similar)),
        rates=sums.delay_rates(held, sorted(monthly["month"].unique())),
        expected=sums.delay_expectation(held),
        yearly_rates=yearly,
        england_rates=england,
        older=older,
        admissions=_split(sums.unplanned_admissions(held)),
        tables={
            name: _split(held[name])
            for name in (
                "delayed_days_monthly",
                "delayed_days_by_year",
                "delayed_days_by_reason",
                "population_revised",
                "social_care_outcomes",
                "programmes",
                "local_promises",
            )
        },
        spending=_spending(evidence),
        stps=_split(overlap),
        care_homes={
            year: _care_homes(held["social_care_outcomes"], older, year)
            for year in ("2018/19", "2019/20")
        },
        promises=scoreboard(evidence).set_index("target_id"),
    )


def profile(shared: Shared, ons: str) -> Profile:
    """Everything the book prints about one council.

    Raises KeyError for a code that data/councils/councils.csv lacks, or that has no profile.
    """
    if ons not in shared.names.index:
        raise KeyError(f"no council {ons!r} in data/councils/councils.csv")
    if ons in sums.TOO_SMALL:
        raise KeyError(f"{shared.names[ons]} has no profile: a few people move every rate of its")
    held = shared.evidence.councils
    former = held["former_councils"]
    before = former[former["now"].str.split().map(lambda codes: ons in codes)]
    after = held["later_councils"]
    alike = shared.similar[shared.similar["ons"] == ons].set_index("similar_ons")
    admissions = shared.admissions[ons].set_index("year")
    outcomes = _outcomes(shared, ons, before["council"])
    own_years = [year for year in shared.care_homes if ons in shared.care_homes[year].rates.index]
    covariates = held["covariates"].loc[ons]
    columns = [ons, *alike.index]
    return Profile(
        ons=ons,
        name=str(shared.names[ons]),
        kind=str(shared.traits["kind"][ons]),
        region=str(shared.traits["region"][ons]),
        traits=row_of(shared.traits, ons),
        residents=_rows(shared, "population_revised", ons).set_index("year")["all_ages"],
        stps=shared.stps[ons][["stp_code", "stp", "share_of_council"]].reset_index(drop=True),
        delays=_delays(_rows(shared, "delayed_days_by_year", ons)),
        reasons=_reasons(_rows(shared, "delayed_days_by_reason", ons)),
        months=_months(shared, ons),
        expected=float(shared.expected[ons]),
        usual=usual_range(_year_before(shared.rates.T[ons])),
        admissions=admissions,
        change=_change(admissions),
        spending=shared.spending[ons],
        nhs_income=row_of(held["nhs_income"], ons),
        fund_income=pd.Series(
            {
                "2015/16": covariates["bcf_income_2015_16_k"],
                "2016/17": covariates["bcf_income_2016_17_k"],
            }
        ),
        outcomes=outcomes,
        care_homes=shared.care_homes[own_years[0]],
        programmes=_rows(shared, "programmes", ons),
        promises=_promises(shared, ons),
        former=tuple(before["council"]),
        later=after[after["ons"] == ons].reset_index(),
        similar=alike[["distance"]].assign(name=shared.names[alike.index]).join(shared.traits),
        rates=shared.yearly_rates.loc[columns].T,
        england_rates=shared.england_rates,
        poorly_matched=ons in shared.poorly_matched,
    )


def usual_range(months: pd.Series) -> Limits:
    """Where a month usually lies, from consecutive months: their mean, and three sigma either way.

    Sigma is the mean difference between neighbouring months over 1.128, as on a control chart of
    single values. A rate cannot be under nothing. Needs at least two months.
    """
    if len(months) < 2:
        raise ValueError(f"a usual range needs at least two months, not {len(months)}")
    reach = _PER_MOVING_RANGE * float(months.diff().abs().mean())
    return Limits(max(0.0, float(months.mean()) - reach), float(months.mean()) + reach)


def byar(count: float, z: float = NINETY_FIVE) -> Limits:
    """The range of counts that one count is compatible with, by Byar's approximation (Poisson).

    As used for rates in public health (Breslow and Day, 1987). Raises ValueError below zero.
    """
    if count < 0:
        raise ValueError(f"{count} is not a count")
    above = count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * count**0.5)) ** 3 if count else 0.0
    high = above * (1 - 1 / (9 * above) + z / (3 * above**0.5)) ** 3
    return Limits(max(0.0, low), high)


def funnel(rate: float, residents: float, z: float = NINETY_FIVE) -> Limits:
    """Where chance alone would put the rate of a place with so many residents.

    rate: of all places together, per 100,000. The limits are those of a Poisson count about it, as in
    Spiegelhalter's funnel plots (2005): they open where residents are few.
    """
    reach = z * (rate * 100_000 / residents) ** 0.5
    return Limits(max(0.0, rate - reach), rate + reach)


def care_homes(evidence: Evidence, year: str) -> CareHomes:
    """A year's care home admissions, as the funnel shows them."""
    held = evidence.councils
    older = held["population"].pivot(index="ons", columns="year", values="age_65_plus")
    return _care_homes(held["social_care_outcomes"], older, year)


def luck_alone(homes: CareHomes, seed: int = SEED) -> pd.Series:
    """One year's rates by ons, drawn as if all had England's rate and only chance told them apart.

    Each council's count is a Poisson count of what England's rate gives its residents.
    """
    expected = homes.england * homes.rates["residents"] / 100_000
    drawn = np.random.default_rng(seed).poisson(expected)
    return pd.Series(drawn / homes.rates["residents"] * 100_000, index=homes.rates.index)


def outside_luck(homes: CareHomes, rates: pd.Series) -> int:
    """How many councils' rates lie outside what chance around England's rate gives in 95 of 100 years."""
    limits = [funnel(homes.england, older) for older in homes.rates["residents"]]
    return sum(not low <= rate <= high for rate, (low, high) in zip(rates, limits, strict=True))


def _split(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(ons): rows.drop(columns="ons") for ons, rows in table.groupby("ons", sort=False)}


def _rows(shared: Shared, table: str, ons: str) -> pd.DataFrame:
    """A council's rows of a table, which may be none."""
    found = shared.tables[table]
    return found[ons] if ons in found else next(iter(found.values())).iloc[:0]


def _yearly_rates(days: pd.DataFrame, population: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Delayed days per 100,000 adults a day by financial year, of each council and of all together.

    Adults are those of the mid-year in which the year began; years without them are left out.
    """
    totals = days.pivot(index="ons", columns="year", values="total")
    adults = population.pivot(index="ons", columns="year", values="age_18_plus")
    adults = adults.reindex(totals.index)
    years = [year for year in totals.columns if int(year[:4]) in adults.columns]
    rates, england = {}, {}
    for year in years:
        length, people = _days_in(year), adults[int(year[:4])]
        rates[year] = totals[year] / length / people * 100_000
        england[year] = totals[year].sum() / length / people.sum() * 100_000
    return pd.DataFrame(rates), pd.Series(england)


def _days_in(year: str) -> int:
    """Days of a financial year: 366 where it holds a 29 February."""
    start = pd.Timestamp(int(year[:4]), 4, 1)
    return (start + pd.DateOffset(years=1) - start).days


def _delays(rows: pd.DataFrame) -> pd.DataFrame:
    delays = rows.set_index("year")
    lengths = [_days_in(str(year)) for year in delays.index]
    return delays.assign(patients_a_day=delays["total"] / lengths)


def _reasons(rows: pd.DataFrame) -> pd.Series:
    days = rows[rows["year"].isin(REASON_YEARS)].set_index("year").sum()
    return days.sort_values(ascending=False, kind="stable")


def _months(shared: Shared, ons: str) -> pd.DataFrame:
    rows = _rows(shared, "delayed_days_monthly", ons).set_index("month")
    return pd.DataFrame(
        {
            "total": rows["total"],
            "rate": shared.rates.loc[ons, list(rows.index)],
            "no_row": rows["origin"] == "no_row_so_zero",
        }
    )


def _year_before(rates: pd.Series) -> pd.Series:
    """The twelve months before the one whose rate decided what was expected."""
    return rates[rates.index < sums.FIRST_MONTH].iloc[-12:]


def _change(admissions: pd.DataFrame) -> Change | None:
    if admissions.loc[[BEFORE, AFTER], "understated"].any():
        return None
    first, second = admissions.loc[[BEFORE, AFTER], "admissions"].astype(float).tolist()
    # A ratio of two Poisson counts, on the log scale.
    by_chance = math.expm1(NINETY_FIVE * (1 / first + 1 / second) ** 0.5) * 100
    return Change((second / first - 1) * 100, by_chance)


def _spending(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Net spending by council, with a row for every year of the table and blanks where it has none."""
    money = evidence.councils["net_spending"]
    years = sorted(money["year"].unique())
    every = pd.MultiIndex.from_product([money["ons"].unique(), years], names=["ons", "year"])
    money = money.set_index(["ons", "year"]).reindex(every).reset_index()
    money["began"] = money["year"].str[:4].astype(int)
    residents = evidence.councils["population_revised"].rename(columns={"year": "began"})
    money = money.merge(residents, on=["ons", "began"], how="left")
    deflator = evidence.points("gdp_deflator").set_index("date")["value"]
    starts = [pd.Timestamp(int(year[:4]), 4, 1) for year in (PRICES, *years)]
    factors = dict(zip(years, to_first_prices(deflator, starts)[1:], strict=True))
    each = money["net_current_k"] * 1000 / money["all_ages"]
    found = pd.DataFrame(
        {
            "ons": money["ons"],
            "year": money["year"],
            "net_k": money["net_current_k"],
            "per_resident": each,
            "real_per_resident": each * money["year"].map(factors),
            "origin": money["origin"].fillna(""),
        }
    )
    return {ons: rows.set_index("year") for ons, rows in _split(found).items()}


def _care_homes(outcomes: pd.DataFrame, older: pd.DataFrame, year: str) -> CareHomes:
    """The councils that have a rate of the year and residents on its borders."""
    rows = outcomes[outcomes["year"] == year].set_index("ons")
    rates = pd.DataFrame(
        {"rate": rows["care_home_admissions_65plus_per_100k"], "residents": older[int(year[:4])]}
    ).dropna()
    rates = rates.drop(index=list(sums.TOO_SMALL), errors="ignore")
    # On the borders of 2018/19 two councils of 2019 did not exist, and the table keeps theirs apart.
    england = (rates["rate"] * rates["residents"]).sum() / rates["residents"].sum()
    return CareHomes(year, float(england), rates)


def _outcomes(shared: Shared, ons: str, former: pd.Series) -> pd.DataFrame:
    """What was published for the council and, before it, for those whose rates cannot be added up."""
    parts = []
    for code, place in [*former.items(), (ons, str(shared.names[ons]))]:
        rows = _rows(shared, "social_care_outcomes", str(code)).assign(place=place)
        older = shared.older.loc[ons] if code == ons else pd.Series(dtype=float)
        years = rows["year"].str[:4].astype(int)
        parts.append(rows.assign(residents=older.reindex(years).to_numpy()))
    found = pd.concat(parts, ignore_index=True)
    found = found[found["year"] != PANDEMIC].sort_values("year", kind="stable", ignore_index=True)
    people = found["care_home_admissions_65plus_per_100k"] * found["residents"] / 100_000
    limits = [byar(count) if count == count else Limits(np.nan, np.nan) for count in people]
    per = 100_000 / found["residents"]
    return pd.DataFrame(
        {
            "place": found["place"],
            "year": found["year"],
            "care_homes": found["care_home_admissions_65plus_per_100k"],
            "people": people,
            "low": [limit.low for limit in limits] * per,
            "high": [limit.high for limit in limits] * per,
            "at_home": found["at_home_91_days_percent"],
        }
    )


def _promises(shared: Shared, ons: str) -> pd.DataFrame:
    """Figures about a promise of the council, its group or its STP, with what became of each.

    promise is in the scoreboard's words; a figure without a promise says what it measures.
    """
    if ons not in shared.tables["local_promises"]:
        return pd.DataFrame(columns=["figure_id", "cover", "note", "promise", *_JUDGED])
    rows = shared.tables["local_promises"][ons].set_index("figure_id")
    figures = shared.evidence.figures
    board = shared.promises.reindex(rows.index)
    told = board["promise"].where(board["promise"].notna(), figures.loc[rows.index, "label"])
    found = rows.assign(promise=told, **{name: board[name].fillna("") for name in _JUDGED})
    return found.reset_index()
