"""Was a year unusual, or was it coming anyway? Three ways to say what was coming, for any year.

The months before a year are carried into it, and the year that came is set beside them. The same is
done for years in which nothing began, to show what the method finds there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Choice, Control, bound
from joinedup.charts.marks import haloed, key, layered
from joinedup.charts.theme import GREY, NAVY, ORANGE, TEAL, WHITE
from joinedup.evidence.trends import decimal_years
from joinedup.labs.delays import carry_forward, millions, months_of, yearly_totals

NO_CHANGE = "the year before, repeated"
LINE = "a straight line"
GROWTH = "steady percentage growth"
MODELS = (NO_CHANGE, LINE, GROWTH)
WINDOWS = ("2 years", "3 years", "4 years")
HEIGHT = 260
_YEAR = 365.25  # days: a month is drawn as what a year of such months would come to


@dataclass(frozen=True)
class Expected:
    """What the months before a year give for its total, with a 95% interval where there is one."""

    total: float
    low: float  # nan where the model has no interval
    high: float
    first: str  # the financial year in which the months used begin

    @property
    def has_interval(self) -> bool:
        """Whether the model says how far off it may be."""
        return not math.isnan(self.low)

    def holds(self, total: float) -> bool:
        """Whether a total lies inside the interval."""
        return self.low <= total <= self.high


def expected(monthly: pd.DataFrame, model: str, years: int, year: str) -> Expected:
    """What `years` financial years before `year` give for the total of `year`.

    monthly: date (the first of each month) and value (a count in the month). Where fewer years are
    held, all of them are used.

    "the year before, repeated" is the last total, without an interval: it is what every "rise on
    last year" takes for granted. "a straight line" is `joinedup.labs.delays.carry_forward`: least
    squares on the count a day, with an interval that allows for months resembling the month before.
    "steady percentage growth" is the same line through the logarithms of the count a day; its total
    is the year's days times the exponential of their mean, which is the median and so a fraction of
    a per cent below the mean. Neither interval knows of a bend in the trend or of the seasons:
    seasons count as scatter, which makes the interval too wide. Raises ValueError for a line or
    growth through fewer than 24 months, or with a month missing.
    """
    first = first_year(monthly, years, year)
    totals = yearly_totals(monthly)
    if model == NO_CHANGE:
        before = list(totals.index)[list(totals.index).index(year) - 1]
        return Expected(float(totals[before]), math.nan, math.nan, before)
    if model == LINE:
        outlook = carry_forward(monthly, first, year)
        return Expected(outlook.expected, *outlook.interval(), first)
    days = pd.DatetimeIndex(monthly["date"]).days_in_month.to_numpy(dtype=float)
    logs = monthly.assign(value=np.log(monthly["value"].to_numpy(dtype=float) / days) * days)
    outlook = carry_forward(logs, first, year)
    in_year = _days_in(year)
    total, low, high = (
        in_year * math.exp(log / in_year) for log in (outlook.expected, *outlook.interval())
    )
    return Expected(total, low, high, first)


def first_year(monthly: pd.DataFrame, years: int, year: str) -> str:
    """The financial year in which a window of so many years before `year` begins."""
    whole = list(yearly_totals(monthly).index)
    return whole[max(0, whole.index(year) - years)]


def sentence(
    monthly: pd.DataFrame,
    noun: str,
    model: str,
    years: int,
    year: str,
    planned: float | None = None,
) -> str:
    """What was coming in `year`, what came, and the plan (a total) where there was one."""
    found = expected(monthly, model, years, year)
    happened = float(yearly_totals(monthly)[year])
    came = f"There were {millions(happened)}: {_apart(happened - found.total)}"
    if found.has_interval:
        used = int(year[:4]) - int(found.first[:4])
        held = "held " if used < years else ""
        said = (
            f"{model[:1].upper()}{model[1:]} through the {used} years {held}before {year} gave "
            f"{millions(found.total)} {noun}, and allows for {found.low / 1e6:.2f} to "
            f"{millions(found.high)} (its 95% interval). {came}, "
            f"{'inside' if found.holds(happened) else 'outside'} what it allows for."
        )
    else:
        said = (
            f"Had {year} repeated {found.first}, it would have had "
            f"{millions(found.total)} {noun}. {came}. "
            "This model cannot say how far years differ by chance."
        )
    if planned is None:
        return said
    return f"{said} The plan was {millions(planned)}: {_apart(planned - found.total)}."


def _apart(count: float) -> str:
    thousands = round(abs(count), -3)
    if thousands == 0:
        return "within a thousand of what this model expected"
    return f"{thousands:,.0f} {'above' if count > 0 else 'below'} what this model expected"


def _days_in(year: str) -> float:
    return float(months_of(year).days_in_month.to_numpy().sum())


def settings(
    measures: Mapping[str, pd.DataFrame], years: Sequence[str], window: int = 4
) -> pd.DataFrame:
    """What each model gave for each year from one window, for readers without a script."""
    rows = []
    for measure, monthly in measures.items():
        for year in years:
            for model in MODELS:
                found = expected(monthly, model, window, year)
                happened = float(yearly_totals(monthly)[year])
                inside = "inside" if found.holds(happened) else "outside"
                rows.append(
                    {
                        "Measure": measure,
                        "Year": year,
                        "Model": model,
                        "Months from": found.first,
                        "Expected": round(found.total, -3),
                        "What happened": round(happened, -3),
                        "Interval": inside if found.has_interval else "none",
                    }
                )
    return pd.DataFrame(rows)


def exploration(
    measures: Mapping[str, pd.DataFrame],
    *,
    years: Sequence[str],
    start_year: str,
    start_model: str = LINE,
    planned: Mapping[tuple[str, str], float],
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    measures: noun ("delayed days") and its months, whole financial years. planned: the planned
    total, by noun and year. The twin holds every sentence, written by the same function.
    """
    nouns = tuple(measures)
    controls: dict[str, Control] = {
        "judged": Choice("Judge the year", tuple(years), start_year),
        "model": Choice("Expect", MODELS, start_model),
        "span": Choice("From the months of the last", WINDOWS, WINDOWS[-1], more=True),
        "measure": Choice("Count", nouns, nouns[0], more=True),
    }

    def respond(judged: str, model: str, span: str, measure: str) -> str:
        plan = planned.get((measure, judged))
        return sentence(measures[measure], measure, model, int(span[0]), judged, plan)

    sentences = {
        f"{measure}|{model}|{span}|{judged}": respond(judged, model, span, measure)
        for measure in nouns
        for model in MODELS
        for span in WINDOWS
        for judged in years
    }
    seen = pd.concat(
        [_rates(monthly).assign(measure=noun) for noun, monthly in measures.items()],
        ignore_index=True,
    )

    twin = book_chart(
        _drawing(seen, _paths(measures, years), planned, controls, sentences),
        headline="Did the year leave the path it was on?",
        subtitle=subtitle,
        description=(
            "A line of monthly counts, wavy and rising. A dashed line carries the months picked "
            "into the year judged, where a bar shows the interval for the year, an open circle "
            "what was expected and a full one what the year came to."
        ),
        source_ids=source_ids,
        note=note,
        table=settings(measures, years),
        readout=respond(start_year, start_model, WINDOWS[-1], nouns[0]),
        controls=controls,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _rates(monthly: pd.DataFrame) -> pd.DataFrame:
    dates = pd.DatetimeIndex(monthly["date"])
    return pd.DataFrame(
        {
            "at": (decimal_years(dates) + 1 / 24).round(3),
            "rate": (_YEAR * monthly["value"].to_numpy() / dates.days_in_month.to_numpy()).round(),
        }
    )


def _paths(measures: Mapping[str, pd.DataFrame], years: Sequence[str]) -> pd.DataFrame:
    """Every model's path (a count a year), its interval and what the year came to, by setting."""
    rows = []
    for noun, monthly in measures.items():
        rates = _rates(monthly)
        totals = yearly_totals(monthly)
        for year in years:
            middle = int(year[:4]) + 0.75
            for model in MODELS:
                for window in WINDOWS:
                    found = expected(monthly, model, int(window[0]), year)
                    setting = f"{noun}|{model}|{window}|{year}"
                    shared = {"key": setting, "last": False}
                    rows += [
                        {**shared, "at": at, "rate": rate}
                        for at, rate in _path(rates, found, model, middle)
                    ]
                    rows.append(
                        {
                            "key": setting,
                            "last": True,
                            "at": middle,
                            "rate": found.total,
                            "low": found.low,
                            "high": found.high,
                            "happened": float(totals[year]),
                            "apart": _apart(float(totals[year]) - found.total).split(" what ")[0],
                        }
                    )
    paths = pd.DataFrame(rows)
    numbers = ["rate", "low", "high", "happened"]
    return paths.assign(**{name: paths[name].round() for name in numbers})


def _path(
    rates: pd.DataFrame, found: Expected, model: str, middle: float
) -> list[tuple[float, float]]:
    """The fitted line from the start of its months to the end of the year judged."""
    start, end = int(found.first[:4]) + 0.25, middle + 0.5
    if model == NO_CHANGE:
        return [(at, found.total) for at in (start, end)]
    inside = rates[(rates["at"] > start) & (rates["at"] < middle - 0.5)]
    values = np.log(inside["rate"]) if model == GROWTH else inside["rate"]
    slope, base = np.polyfit(inside["at"], values, 1)
    places = np.linspace(start, end, 2 if model == LINE else 7)
    fitted = base + slope * places
    drawn = np.exp(fitted) if model == GROWTH else fitted
    return [(round(float(at), 2), float(rate)) for at, rate in zip(places, drawn, strict=True)]


def _drawing(
    seen: pd.DataFrame,
    paths: pd.DataFrame,
    planned: Mapping[tuple[str, str], float],
    controls: dict[str, Control],
    sentences: Mapping[str, str],
) -> alt.LayerChart:
    params = [
        *bound(controls),
        alt.param(name="setting", expr="measure + '|' + model + '|' + span + '|' + judged"),
        alt.param(name="sentences", value=dict(sentences)),
        alt.param(name="readout", expr="sentences[setting]"),
    ]
    first, last = math.floor(seen["at"].min()), math.ceil(seen["at"].max())
    across = alt.X(
        "at:Q",
        axis=alt.Axis(format="d", tickCount=5, labelOverlap=True, labelSeparation=8),
        scale=alt.Scale(domain=[first, last], nice=False),
    )
    up = alt.Y(
        "rate:Q",
        axis=alt.Axis(
            labelExpr="format(datum.value / 1e6, '.1f') + 'm'", tickCount=5, minExtent=44
        ),
        scale=alt.Scale(zero=False),
    )
    months = alt.Chart(seen).transform_filter("datum.measure === measure")
    fit = alt.Chart(paths).transform_filter("datum.key === setting")
    year = fit.transform_filter("datum.last")
    low, happened = up.copy(), up.copy()
    low.shorthand, happened.shorthand = "low:Q", "happened:Q"
    plan_rows = pd.DataFrame(
        [
            {
                "measure": measure,
                "year": when,
                "at": int(when[:4]) + 0.75,
                "rate": total,
                "words": "plan",
            }
            for (measure, when), total in planned.items()
        ]
    )
    plan = alt.Chart(plan_rows).transform_filter(
        "datum.measure === measure && datum.year === judged"
    )  # fmt: skip
    in_key, _ = key(
        [
            ("circle", NAVY, "what the year came to"),
            ("hollow", TEAL, "expected, with its 95% interval"),
            ("line", GREY, "each month, as if all year were like it"),
            ("dashes", TEAL, "what was coming"),
        ],
        top=-72,
    )
    return layered(
        [
            *in_key,
            months.mark_line(color=GREY, strokeWidth=1.75).encode(x=across, y=up),
            year.transform_filter("isValid(datum.low)")
            .mark_rule(color=TEAL, strokeWidth=7, opacity=0.4)
            .encode(x=across, y=low, y2="high:Q"),
            fit.transform_filter("!datum.last")
            .mark_line(color=TEAL, strokeWidth=2.5, strokeDash=[6, 4])
            .encode(x=across, y=up),
            year.mark_point(size=80, fill=WHITE, stroke=TEAL, strokeWidth=2, opacity=1).encode(
                x=across, y=up
            ),
            year.mark_point(size=90, filled=True, color=NAVY, opacity=1).encode(
                x=across, y=happened
            ),
            *haloed(
                year.transform_calculate(words="datum.apart"),
                {"align": "right", "baseline": "middle", "dx": -12, "fontWeight": "bold"},
                x=across,
                y=happened,
            ),
            plan.mark_point(shape="diamond", size=110, filled=True, color=ORANGE, opacity=1).encode(
                x=across, y=up
            ),
            plan.mark_text(align="left", dx=9, baseline="middle", fontWeight="bold").encode(
                x=across, y=up, text="words:N"
            ),
        ],
        height=HEIGHT,
        params=params,
    )  # fmt: skip
