"""Was the planned cut in delayed days likely, and how far from plan and trend did the year end?

A straight line is fitted to the months before the year and carried through its twelve months.
Delayed days remember the month before, so months count as fewer separate observations than there
are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Choice, Control, Slider, bound
from joinedup.charts.marks import layered, pixels, spread_apart
from joinedup.charts.scales import nice_domain
from joinedup.charts.theme import GREY, LINE_HEIGHT, MUTED, NAVY, ORANGE, TEAL, WHITE
from joinedup.charts.words import line_count, wrap
from joinedup.evidence.trends import decimal_years, student_t_below, student_t_quantile
from joinedup.labs.base_rate import financial_year, in_words

FEWEST_MONTHS = 24
MONTHS = 12
HEIGHT = 280
LABEL_ROOM = 100  # pixels to the right of the plot
LARGEST_CUT = 30  # per cent
Domain = tuple[float, float]


@dataclass(frozen=True)
class Outlook:
    """What an earlier trend gives for one year: its delayed days, and how far off that may be."""

    expected: float  # delayed days in the year
    error: float  # standard error of a new year's total, in delayed days
    degrees_of_freedom: int

    def interval(self) -> tuple[float, float]:
        """The 95% range for the year's total, in days, were only the old trend at work."""
        reach = student_t_quantile(0.975, self.degrees_of_freedom) * self.error
        return self.expected - reach, self.expected + reach

    def chance_of_at_most(self, days: float) -> float:
        """The probability that the year's total is `days` or fewer."""
        return student_t_below((days - self.expected) / self.error, self.degrees_of_freedom)


def yearly_totals(monthly: pd.DataFrame) -> pd.Series:
    """Delayed days by financial year ("2014-15"), for years with all their months.

    monthly: date (the first of each month) and value (delayed days in the month).
    """
    years = [financial_year(date) for date in pd.to_datetime(monthly["date"])]
    totals = monthly.groupby(years, sort=False)["value"].agg(["sum", "count"])
    return totals.loc[totals["count"] == MONTHS, "sum"]


def carry_forward(monthly: pd.DataFrame, first: str, year: str) -> Outlook:
    """The trend of the months from financial year `first` to just before `year`, read in `year`.

    monthly: date (the first of each month) and value (delayed days in the month). Raises ValueError
    for fewer than 24 months, or for a month missing.

    An ordinary least squares line is fitted to delayed days per day of each month, so that long
    months do not count as worse ones, and added up over the days of `year`. The scatter around it
    is taken to have constant size and a memory of one month: with r the correlation of each month's
    residual with the next (0 where negative), n months count as n(1 - r)/(1 + r) separate ones, in
    the scatter, in the error of the line and in the average of the twelve new months (Santer and
    others, Journal of Geophysical Research, 2000). Degrees of freedom are the separate months less
    two, rounded down. The interval knows nothing of a bend in the trend: it may be too narrow.
    """
    x, rate, _ = _window(monthly, first, year)
    number, middle = len(x), x.mean()
    spread = float(((x - middle) ** 2).sum())
    slope = _slope(x, rate)
    residuals = rate - rate.mean() - slope * (x - middle)
    squares = float((residuals**2).sum())
    memory = max(0.0, float((residuals[1:] * residuals[:-1]).sum()) / squares) if squares else 0.0
    separate = (1 - memory) / (1 + memory)
    degrees = max(1, math.floor(number * separate - 2))
    scatter = math.sqrt(squares / degrees)

    ahead = months_of(year)
    length = ahead.days_in_month.to_numpy(dtype=float)
    in_year = float(length.sum())
    distance = float((length * (decimal_years(ahead) - middle)).sum()) / in_year
    error = scatter * math.sqrt(
        1 / (number * separate) + distance**2 / (spread * separate) + 1 / max(1, MONTHS * separate)
    )
    expected = float(rate.mean()) + slope * distance
    return Outlook(expected * in_year, error * in_year, degrees)


def _window(
    monthly: pd.DataFrame, first: str, year: str
) -> tuple[np.ndarray, np.ndarray, pd.DatetimeIndex]:
    """The months to fit: when each began (in years), its delayed days per day, and its date."""
    stamps = pd.DatetimeIndex(monthly["date"])
    inside = (stamps >= _april(first)) & (stamps < _april(year))
    months = stamps[inside]
    if len(months) < FEWEST_MONTHS:
        raise ValueError(f"a trend in delays needs {FEWEST_MONTHS} months, not {len(months)}")
    if list(months) != list(pd.date_range(months[0], periods=len(months), freq="MS")):
        raise ValueError("a trend in delays needs every month, in order")
    values = monthly.loc[inside, "value"].to_numpy(dtype=float)
    return decimal_years(months), values / months.days_in_month.to_numpy(dtype=float), months


def _slope(x: np.ndarray, rate: np.ndarray) -> float:
    return float(((x - x.mean()) * rate).sum()) / float(((x - x.mean()) ** 2).sum())


def _april(year: str) -> pd.Timestamp:
    """The first day of a financial year written "2014-15"."""
    return pd.Timestamp(int(year[:4]), 4, 1)


def months_of(year: str) -> pd.DatetimeIndex:
    """The first day of each month of a financial year written "2014-15"."""
    return pd.date_range(_april(year), periods=MONTHS, freq="MS")


def sentence(monthly: pd.DataFrame, first: str, cut: float, year: str) -> str:
    """What the months from `first` said of a planned cut of `cut` percent, and how `year` ended."""
    totals = yearly_totals(monthly)
    before = totals.index[list(totals.index).index(year) - 1]
    outlook = carry_forward(monthly, first, year)
    low, high = outlook.interval()
    planned, happened = totals[before] * (1 - cut / 100), totals[year]
    return (
        f"The trend from {first} gave {millions(outlook.expected)} delayed days in {year} (95% "
        f"interval {low / 1e6:.2f} to {millions(high)}). A cut of {cut:.1f}% on {before} meant "
        f"{millions(planned)}. There were {millions(happened)}: "
        f"{_apart(happened - planned)} the plan and "
        f"{_apart(happened - outlook.expected)} the trend. Had only the trend been at work, "
        f"the chance of meeting the plan was {in_words(outlook.chance_of_at_most(planned))}."
    )


def millions(number: float) -> str:
    """A number in millions, to two places: "1.62 million"."""
    return f"{number / 1e6:.2f} million"


def _apart(days: float) -> str:
    return f"{abs(round(days, -3)):,.0f} {'above' if days > 0 else 'below'}"


def exploration(
    monthly: pd.DataFrame,
    *,
    year: str,
    start_year: str,
    start_cut: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    monthly: date and value, whole financial years from the first on offer to `year`. The twin holds
    every sentence for its grid of settings, written by the same function, because Vega has no
    Student's t.
    """
    totals = yearly_totals(monthly)
    before = list(totals.index[: list(totals.index).index(year)])
    firsts = tuple(before[: 1 - FEWEST_MONTHS // MONTHS])
    cuts = [half / 2 for half in range(2 * LARGEST_CUT + 1)]

    def respond(first: str, cut: float) -> str:
        return sentence(monthly, first, cut, year)

    sentences = {f"{first}|{cut:.1f}": respond(first, cut) for first in firsts for cut in cuts}
    controls: dict[str, Control] = {
        "first": Choice("Fit the trend from", firsts, start_year),
        "cut": Slider("Planned cut in delayed days, per cent", cuts[0], cuts[-1], 0.5, start_cut),
    }
    fits = pd.concat([_fit_rows(monthly, first, year) for first in firsts], ignore_index=True)
    seen = totals[[*before, year]]
    lowest = totals[before[-1]] * (1 - LARGEST_CUT / 100)
    domain = nice_domain(
        pd.concat([seen, fits["days"], fits["low"], fits["high"], pd.Series([lowest])]), zero=False
    )

    twin = book_chart(
        _drawing(seen, fits, domain, controls, sentences),
        headline="The plan asked delayed days to leave the path that they were on",
        subtitle=subtitle,
        description=(
            "Delayed days rise a little for three years and then fast. A dashed line carries "
            "the trend of the years chosen into the last year, where a bar shows its interval. "
            "What happened lies inside the interval; a diamond, the plan, lies far below it."
        ),
        source_ids=source_ids,
        note=note,
        table=_table(seen, fits),
        readout=respond(start_year, start_cut),
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _fit_rows(monthly: pd.DataFrame, first: str, year: str) -> pd.DataFrame:
    """The fitted line as yearly totals, from `first` to `year`, with the interval of the last."""
    outlook = carry_forward(monthly, first, year)
    low, high = outlook.interval()
    x, rate, months = _window(monthly, first, year)
    line = rate.mean() + _slope(x, rate) * (x - x.mean())
    fitted = pd.Series(line * months.days_in_month.to_numpy(dtype=float))
    by_year = fitted.groupby([financial_year(date) for date in months], sort=False).sum()
    rows = pd.DataFrame(
        {"words": [*by_year.index, year], "days": [*by_year, outlook.expected], "last": False}
    )
    rows.loc[rows["words"] == year, "last"] = True
    rows["from"], rows["low"], rows["high"] = first, low, high
    rows["at"] = [int(words[:4]) for words in rows["words"]]
    return rows


def _table(totals: pd.Series, fits: pd.DataFrame) -> pd.DataFrame:
    """Every year's total beside what each trend gives for it."""
    trends = fits.pivot(index="words", columns="from", values="days").add_prefix("Trend from ")
    table = pd.DataFrame({"Year": totals.index, "What happened": totals.to_numpy(dtype=float)})
    return table.join(trends.round(), on="Year")


def _drawing(
    totals: pd.Series,
    fits: pd.DataFrame,
    domain: Domain,
    controls: dict[str, Control],
    sentences: dict[str, str],
) -> alt.LayerChart:
    params = [
        *bound(controls),
        alt.param(name="sentences", value=sentences),
        alt.param(name="readout", expr="sentences[first + '|' + format(cut, '.1f')]"),
    ]
    seen = pd.DataFrame({"words": totals.index, "days": totals.to_numpy(dtype=float)})
    seen["at"] = [int(words[:4]) for words in seen["words"]]
    last = int(seen["at"].iloc[-1])
    across = alt.X(
        "at:Q",
        axis=alt.Axis(
            values=list(seen["at"]),
            labelExpr="datum.value + '-' + format((datum.value + 1) % 100, '02d')",
            labelOverlap=True,
            grid=False,
        ),
        scale=alt.Scale(domain=[last - len(seen) + 0.8, last + 0.25], nice=False),
    )
    up = alt.Y(
        "days:Q",
        axis=alt.Axis(labelExpr="format(datum.value / 1e6, '.1f') + 'm'"),
        scale=alt.Scale(domain=list(domain), nice=False, zero=False),
    )
    low = up.copy()
    low.shorthand = "low:Q"
    fit = alt.Chart(fits.assign(at=fits["at"] + 0.12 * fits["last"])).transform_filter(
        "datum.from === first"
    )
    carried = fit.transform_filter("datum.last")
    planned = alt.Chart(pd.DataFrame({"at": [last], "base": [seen["days"].iloc[-2]]}))
    planned = planned.transform_calculate(
        days="datum.base * (1 - cut / 100)",
        words="'planned ' + format(datum.base * (1 - cut / 100) / 1e6, '.2f') + 'm'",
    )
    halo, words = (
        planned.mark_text(
            align="right", baseline="top", dx=8, dy=9, fontWeight="bold", stroke=edge, strokeWidth=4
        ).encode(x=across, y=up, text="words:N")
        for edge in (WHITE, alt.Undefined)
    )
    counted = alt.condition(
        f"datum.words >= first || datum.at === {last}", alt.value(NAVY), alt.value(GREY)
    )
    layers = [
        carried.mark_rule(color=TEAL, strokeWidth=6, opacity=0.35).encode(
            x=across, y=low, y2="high:Q"
        ),
        fit.mark_line(color=TEAL, strokeWidth=2, strokeDash=[6, 4]).encode(x=across, y=up),
        alt.Chart(seen).mark_line(color=NAVY, strokeWidth=2).encode(x=across, y=up),
        alt.Chart(seen)
        .mark_point(size=80, filled=True, opacity=1)
        .encode(x=across, y=up, color=counted),
        carried.mark_point(size=70, fill=WHITE, stroke=TEAL, strokeWidth=2, opacity=1).encode(
            x=across, y=up
        ),
        planned.mark_point(shape="diamond", size=110, filled=True, color=ORANGE, opacity=1).encode(
            x=across, y=up
        ),
        halo,
        words,
        *_end_labels(fits, domain, float(seen["days"].iloc[-1])),
    ]
    return layered(layers, height=HEIGHT, params=params)


def _end_labels(fits: pd.DataFrame, domain: Domain, happened: float) -> list[alt.Chart]:
    """What happened and what the trend gave, named at the right and kept apart."""
    rows = []
    lowest, highest = domain
    for fit in fits[fits["last"]].to_dict("records"):
        texts = [
            (f"what happened {happened / 1e6:.2f}m", happened, NAVY),
            (
                f"the trend {fit['days'] / 1e6:.2f}m ({fit['low'] / 1e6:.2f} to "
                f"{fit['high'] / 1e6:.2f})",
                fit["days"],
                MUTED,
            ),
        ]
        wrapped = [wrap(text, LABEL_ROOM, bold=True) for text, _, _ in texts]
        wanted = [HEIGHT * (highest - days) / (highest - lowest) for _, days, _ in texts]
        room = [LINE_HEIGHT * line_count(text) + 8.0 for text in wrapped]
        for (_, _, colour), text, centre, tall in zip(
            texts, wrapped, spread_apart(wanted, room), room, strict=True
        ):
            rows.append(
                {"from": fit["from"], "words": text, "colour": colour, "at": centre - tall / 2 + 9}
            )
    placed = pd.DataFrame(rows)
    return [
        alt.Chart(placed[placed["colour"] == colour])
        .transform_filter("datum.from === first")
        .mark_text(align="left", baseline="middle", dx=8, color=colour, fontWeight="bold")
        .encode(x=alt.value("width"), y=pixels("at"), text="words:N")
        for colour in (NAVY, MUTED)
    ]
