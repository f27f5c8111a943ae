"""Do the sums that we made ourselves follow from the numbers they rest on?

A figure marked derived is worked out from others. Where those others are in the tables, `WORKED`
says how, so that a mended input cannot leave an old sum standing. Where a source gives a number
of people and their rate, their population is the one divided by the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from joinedup.evidence.data import Evidence
from joinedup.evidence.numbers import decimal_places

DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class Numbers:
    """The inputs of a sum, by id. Raises KeyError for a figure, or a day of a series, not held."""

    values: pd.Series
    points: pd.Series

    @classmethod
    def of(cls, evidence: Evidence) -> Numbers:
        """The numbers of all figures and series."""
        points = evidence.series.set_index(["series_id", "date"])["value"]
        return cls(evidence.figures["value"], points.sort_index())

    def figure(self, figure_id: str) -> float:
        """The value of a figure, in its own unit."""
        return float(self.values[figure_id])

    def at(self, series_id: str, day: str) -> float:
        """The value of a series on a day written YYYY-MM-DD, in its own unit."""
        return float(self.points[series_id, pd.Timestamp(day)])

    def residents(self, year: int) -> float:
        """The people of England whom the Department's rates of 1986 imply for the end of a year."""
        day = f"{year}-12-31"
        count = self.at("mental_handicap_residents", day)
        return 100_000 * count / self.at("mental_handicap_residents_per_100k", day)

    def children(self, year: int) -> float:
        """The children under 16 whom the same rates imply."""
        day = f"{year}-12-31"
        count = self.at("mh_child_residents_dec", day)
        return 100_000 * count / self.at("mh_child_residents_per_100k", day)

    def older_people(self, year: int, rounding: float = 0) -> float:
        """The people aged 65 and over whom a count of day places and its rate imply for 31 March.

        rounding: what to add to the rate per 1,000, which is printed to one decimal place.
        """
        day = f"{year}-03-31"
        rate = self.at("elderly_day_places_per_1000", day) + rounding
        return 1000 * self.at("elderly_day_places_mar", day) / rate

    def council_places(self, child_id: str, adults: float, unstaffed_id: str = "") -> float:
        """Council home places of all ages for learning disability, unstaffed ones if asked."""
        staffed = adults + self.figure(child_id)
        return staffed + (self.figure(unstaffed_id) if unstaffed_id else 0)


def change(now: float, before: float) -> float:
    """A change in per cent."""
    return 100 * (now / before - 1)


def yearly(first: float, last: float, start: str, end: str) -> float:
    """What was added a year, on average, between two days."""
    years = (pd.Timestamp(end) - pd.Timestamp(start)).days / DAYS_IN_A_YEAR
    return (last - first) / years


def _day_centre_rate(n: Numbers, year: int, rounding: float = 0) -> float:
    """Day centre places for every 1,000 older people on 31 March of a year."""
    places = n.at("elderly_day_centre_places_mar", f"{year}-03-31")
    return 1000 * places / n.older_people(year, rounding)


def _places_added(n: Numbers, child_id: str, adults: float, unstaffed_id: str, end: str) -> float:
    last = n.council_places(child_id, adults, unstaffed_id)
    return yearly(n.figure("h1_029"), last, "1975-03-31", end)


def _at_retail_prices(n: Numbers) -> float:
    """Joint finance of 1980-81 at the prices of 1977-78, as the Department restated other money."""
    cash, real = "la_pss_spend_cash", "la_pss_spend_real"
    then, later = "1977-04-01", "1980-04-01"
    rise = (n.at(cash, later) / n.at(real, later)) / (n.at(cash, then) / n.at(real, then))
    return n.figure("e144") / rise


def _at_general_prices(n: Numbers) -> float:
    rise = n.at("gdp_deflator", "1980-04-01") / n.at("gdp_deflator", "1977-04-01")
    return n.figure("e144") / rise


_ADULTS_1993 = ("ld_adult_residential_council", "1993-03-31")

WORKED: dict[tuple[str, str], Callable[[Numbers], float]] = {
    ("h1_006", "value"): lambda n: 100_000 * n.figure("h1_004") / n.figure("h1_080"),
    ("h1_007", "value"): lambda n: 1000 * n.figure("h1_003") / n.children(1984),
    ("h1_008", "value"): lambda n: 1000 * n.figure("h1_004") / n.children(1984),
    ("h1_013", "value"): lambda n: n.residents(1976) / n.figure("h1_012"),
    ("h1_015", "value"): lambda n: n.residents(1982) / n.figure("h1_014"),
    ("h1_019", "value"): lambda n: 1000 * n.figure("e066") / n.residents(1984),
    ("h1_020", "value"): lambda n: (
        1000 * n.at("mi_adult_residential_places", "1993-03-31") / n.figure("h1_080")
    ),
    ("h1_021", "value"): lambda n: (
        1000 * n.at("mi_adult_residential_council", "1993-03-31") / n.figure("h1_080")
    ),
    ("h1_024", "value"): lambda n: 1000 * n.figure("h1_023") / n.figure("h1_080"),
    ("h1_026", "value"): lambda n: _day_centre_rate(n, 1978),
    ("h1_027", "value"): lambda n: _day_centre_rate(n, 1984),
    ("h1_027", "low"): lambda n: _day_centre_rate(n, 1984, rounding=-0.05),
    ("h1_027", "high"): lambda n: _day_centre_rate(n, 1984, rounding=0.05),
    ("h1_029", "value"): lambda n: n.council_places("h1_081", n.figure("e033")),
    ("h1_030", "value"): lambda n: n.council_places("h1_111", n.figure("e034")),
    ("h1_030", "high"): lambda n: n.council_places("h1_111", n.figure("e034"), "h1_113"),
    ("h1_031", "value"): lambda n: _places_added(n, "h1_111", n.figure("e034"), "", "1986-12-31"),
    ("h1_031", "high"): lambda n: _places_added(
        n, "h1_111", n.figure("e034"), "h1_113", "1986-12-31"
    ),
    ("h1_032", "low"): _at_general_prices,
    ("h1_032", "high"): _at_retail_prices,
    ("h1_033", "value"): lambda n: 100 * ((n.figure("h1_116") / n.figure("h1_115")) ** (1 / 3) - 1),
    ("h1_047", "value"): lambda n: n.figure("h1_046") / 365,
    ("h1_048", "value"): lambda n: n.figure("h1_118") / 365,
    ("h1_049", "value"): lambda n: change(n.figure("l093"), n.figure("l092")),
    ("h1_050", "value"): lambda n: change(n.figure("h1_044"), n.figure("l049")),
    ("h1_055", "value"): lambda n: n.figure("h1_054") - n.figure("h1_053"),
    ("h1_079", "value"): lambda n: 1000 * n.figure("h1_112") / n.children(1984),
    ("h1_082", "value"): lambda n: n.council_places("h1_112", n.at(*_ADULTS_1993)),
    ("h1_082", "high"): lambda n: n.council_places("h1_112", n.at(*_ADULTS_1993), "h1_114"),
    ("h1_083", "value"): lambda n: _places_added(
        n, "h1_112", n.at(*_ADULTS_1993), "", "1993-03-31"
    ),
    ("h1_083", "high"): lambda n: _places_added(
        n, "h1_112", n.at(*_ADULTS_1993), "h1_114", "1993-03-31"
    ),
}


def worked_again(evidence: Evidence) -> pd.DataFrame:
    """Every sum of `WORKED`: figure_id, end (value, low or high), printed, again, agrees.

    A sum agrees if it rounds to the number in the table, at the precision printed there.
    """
    numbers = Numbers.of(evidence)
    rows = []
    for (figure_id, end), work in WORKED.items():
        printed = float(evidence.figures[end][figure_id])
        again = work(numbers)
        half_a_digit = 0.5 * 10 ** -decimal_places(printed)
        agrees = abs(again - printed) <= half_a_digit + 1e-9
        rows.append((figure_id, end, printed, again, agrees))
    return pd.DataFrame(rows, columns=["figure_id", "end", "printed", "again", "agrees"])
