"""How large a gap could a study see, judging by what it printed?

A gap and its p value imply a standard error; the standard error gives the chance that a true gap
of any size would be called significant.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import Control, Slider, bound
from joinedup.charts.marks import layered
from joinedup.charts.pairs import Arm, paired_arms
from joinedup.charts.theme import CHARCOAL, MUTED, NAVY, ORANGE
from joinedup.labs.power import AIM, SIGNIFICANT

_NORMAL = NormalDist()
_GAPS = [half / 2 for half in range(17)]  # percentage points
_TIMES = range(1, 6)


def rises_chart(
    rows: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Each study's rise in pioneer areas and elsewhere, per cent from -1 to 15.

    rows: as `joinedup.charts.pairs.paired_arms` takes them, for the arms pioneer and other. Intervals
    that are left out of every row are left out of the table too.
    """
    headings = {
        "label": "Study and group",
        "pioneer": "Rise in pioneer areas, %",
        "pioneer_low": "From",
        "pioneer_high": "To",
        "other": "Rise elsewhere, %",
        "other_low": "Elsewhere from",
        "other_high": "Elsewhere to",
    }
    plus_percent = "(datum.value ? '+' : '') + datum.value + '%'"
    return paired_arms(
        rows,
        arms=(Arm("pioneer", "rise in pioneer areas"), Arm("other", "rise elsewhere")),
        domain=(-1, 15),
        axis=alt.Axis(values=[0, 5, 10, 15], labelExpr=plus_percent),
        **caption,
        table=rows[list(headings)].dropna(axis="columns", how="all").rename(columns=headings),
    )


def chance_seen(true_gap: float, error: float, places: int = 1) -> float:
    """The probability that a study with more places calls a true gap significant.

    true_gap: percentage points; error: the real study's standard error, percentage points, above 0;
    places: times as many places, from 1. The error shrinks with the square root of the number, as
    if all places were alike and independent. It is the power of a two-sided normal test at 5%, as
    `joinedup.labs.power.chance_significant` (equal but for rounding). Raises ValueError for settings
    out of range.
    """
    if error <= 0 or places < 1:
        raise ValueError(f"error must be above 0 and places 1 or more: {error}, {places}")
    distance = true_gap / (error / math.sqrt(places))
    return 1 - _NORMAL.cdf(SIGNIFICANT - distance) + _NORMAL.cdf(-SIGNIFICANT - distance)


def sentence(error: float, true_gap: float, places: int) -> str:
    """How often a study would see a true gap, in words; arguments as in `chance_seen`."""
    seen = chance_seen(true_gap, error, places) * 100
    study = (
        "a study as precise as the real one"
        if places == 1
        else f"a study with {places:.0f} times as many places"
    )
    if true_gap == 0:
        return (
            f"With no true gap, {study} would still find one, by chance, {seen:.0f} times in 100."
        )
    return (
        f"If the true gap were {true_gap:.1f} points, {study} would call it significant "
        f"{seen:.0f} times in 100."
    )


def exploration(
    *,
    error: float,
    gap_found: float,
    start_gap: float,
    start_places: int,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    error: the study's standard error and gap_found its gap, percentage points. The twin holds the
    sentence and the curve for every setting.
    """
    controls: dict[str, Control] = {
        "gap": Slider("True gap, percentage points", 0, 8, 0.5, start_gap),
        "places": Slider(
            "Times as many places as the real study", _TIMES[0], _TIMES[-1], 1, start_places
        ),
    }

    def respond(gap: float, places: int) -> str:
        return sentence(error, gap, places)

    curve = _curve(error)
    sentences = {f"{gap:.1f}|{places}": respond(gap, places) for gap in _GAPS for places in _TIMES}
    setting = "format(gap, '.1f') + '|' + format(places, 'd')"
    params = [
        *bound(controls),
        alt.param(name="sentences", value=sentences),
        alt.param(name="readout", expr=f"sentences[{setting}]"),
    ]
    twin = book_chart(
        layered([*_marked(gap_found), *_line(curve)], height=300, params=params),
        table=_table(curve),
        readout=respond(start_gap, start_places),
        **caption,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _curve(error: float) -> pd.DataFrame:
    """true_gap (points), places_times and chance (per cent), for every setting."""
    return pd.DataFrame(
        [
            (gap, places, chance_seen(gap, error, places) * 100)
            for gap in _GAPS
            for places in _TIMES
        ],
        columns=["true_gap", "places_times", "chance"],
    )


def _table(curve: pd.DataFrame) -> pd.DataFrame:
    wide = curve.pivot(index="true_gap", columns="places_times", values="chance")
    table = wide.round().reset_index()
    times = [f"{times} times the places" for times in _TIMES]
    table.columns = pd.Index(["True gap, points", *times])
    return table


def _across() -> alt.X:
    title = "true gap, percentage points"
    axis = alt.Axis(values=list(range(9)), labelExpr="datum.value", title=title)
    return alt.X("true_gap:Q", scale=alt.Scale(domain=[0, 8], nice=False), axis=axis)


def _up() -> alt.Y:
    percents = [0, 20, 40, 60, 80, 100]
    axis = alt.Axis(labelExpr="datum.value + '%'", values=percents, tickCount=len(percents))
    return alt.Y("chance:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=axis)


def _marked(gap_found: float) -> list[alt.Chart]:
    """The chance that studies aim at, and the gap that this one found."""
    aim = alt.Chart(
        pd.DataFrame({"chance": [AIM * 100], "words": ["the usual aim of a planned study"]})
    )
    real = alt.Chart(pd.DataFrame({"true_gap": [gap_found], "words": ["the gap found"]}))
    return [
        aim.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(y=_up()),
        aim.transform_calculate(shown="width < 500 ? 'the usual aim' : datum.words")
        .mark_text(align="right", baseline="top", dx=-4, dy=5, color=MUTED)
        .encode(x=alt.value("width"), y=_up(), text="shown:N"),
        real.mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[6, 3]).encode(x=_across()),
        real.mark_text(align="left", dx=5, color=CHARCOAL).encode(
            x=_across(), y=alt.value(290), text="words:N"
        ),
    ]


def _line(curve: pd.DataFrame) -> list[alt.Chart]:
    line = alt.Chart(curve).transform_filter("datum.places_times === places")
    here = line.transform_filter("abs(datum.true_gap - gap) < 0.01")
    return [
        line.mark_line(color=NAVY, strokeWidth=2.5).encode(x=_across(), y=_up()),
        here.mark_point(color=NAVY, filled=True, size=160, opacity=1).encode(x=_across(), y=_up()),
    ]
