"""Before a target is believed: what did this measure do in the years before, and what are the odds?

The reference class is the measure's own yearly changes. If next year were one more draw from the same
spread, how likely is a fall as large as the plan's?
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import altair as alt
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Choice, Control, Slider, bound
from joinedup.charts.marks import layered, level
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE
from joinedup.evidence.formulas import odds
from joinedup.evidence.trends import student_t_below

FEWEST_CHANGES = 3


def financial_year(date: pd.Timestamp) -> str:
    """The financial year a date falls in, as readers write it: "2013-14"."""
    first = date.year if date.month >= 4 else date.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def yearly_changes(series: pd.DataFrame) -> pd.DataFrame:
    """Percentage changes on the year before.

    series: date and value, one row a year, in order. Returns year ("2013-14") and change (percent),
    one row fewer. Raises ValueError when a year is missing between two rows.
    """
    dates = pd.to_datetime(series["date"]).reset_index(drop=True)
    if (dates.dt.year.diff().dropna() != 1).any():
        raise ValueError("yearly changes need one value for every year, without gaps")
    values = series["value"].reset_index(drop=True)
    changes = pd.DataFrame(
        {"year": [financial_year(date) for date in dates], "change": values.pct_change() * 100}
    )
    return changes.iloc[1:].reset_index(drop=True)


def chance_of_change(changes: Sequence[float], at_most: float) -> float:
    """The probability that one more year's change is `at_most` or lower.

    changes: yearly changes in percent, treated as independent draws from one normal distribution
    whose mean and spread are not known. The next draw then follows Student's t with n - 1 degrees of
    freedom around their mean, with spread s * sqrt(1 + 1/n) (the prediction interval of any
    regression textbook). Raises ValueError for fewer than three changes.
    """
    number = len(changes)
    if number < FEWEST_CHANGES:
        raise ValueError(f"a base rate needs {FEWEST_CHANGES} changes or more, not {number}")
    mean = sum(changes) / number
    spread = math.sqrt(sum((change - mean) ** 2 for change in changes) / (number - 1))
    distance = (at_most - mean) / (spread * math.sqrt(1 + 1 / number))
    return student_t_below(distance, number - 1)


def in_words(chance: float) -> str:
    """A probability as people say it: "about 1 in 8", "about 40 in 100", "over 99 in 100"."""
    return odds(chance)


def sentence(changes: pd.DataFrame, first: str, cut: float) -> str:
    """What the years from `first` say about a planned cut of `cut` percent."""
    window = changes[changes["year"] >= first]["change"]
    mean = float(window.mean())
    reached = int((window <= -cut).sum())
    return (
        f"From {first} admissions changed by {mean:+.1f}% a year on average. A cut of {cut:.1f}% "
        f"is {mean + cut:.1f} points below that. It was reached in {reached} of {len(window)} "
        f"years. Were next year like these, the chance would be "
        f"{in_words(chance_of_change(list(window), -cut))}."
    )


def exploration(
    changes: pd.DataFrame,
    *,
    start_year: str,
    start_cut: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    changes: year and change, from `yearly_changes`. The twin holds every sentence for its grid of
    settings, written by the same function, because Vega has no Student's t.
    """
    firsts = tuple(changes["year"].iloc[: 1 - FEWEST_CHANGES])
    cuts = [half / 2 for half in range(0, 13)]

    def respond(first: str, cut: float) -> str:
        return sentence(changes, first, cut)

    sentences = {f"{first}|{cut:.1f}": respond(first, cut) for first in firsts for cut in cuts}
    controls: dict[str, Control] = {
        "first": Choice("Count the years from", firsts, start_year),
        "cut": Slider("Planned cut, per cent", cuts[0], cuts[-1], 0.5, start_cut),
    }

    twin = book_chart(
        _drawing(changes, controls, sentences),
        headline="The years before gave the planned cut little chance",
        subtitle=subtitle,
        description=(
            "One column for each year shows how far emergency admissions rose or fell on the "
            "year before. A dashed line marks the planned cut, below every column."
        ),
        source_ids=source_ids,
        note=note,
        table=changes.rename(
            columns={"year": "Year", "change": "Change on the year before, per cent"}
        ).round(2),
        readout=respond(start_year, start_cut),
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _drawing(
    changes: pd.DataFrame, controls: dict[str, Control], sentences: dict[str, str]
) -> alt.LayerChart:
    params = [
        *bound(controls),
        alt.param(name="sentences", value=sentences),
        alt.param(name="readout", expr="sentences[first + '|' + format(cut, '.1f')]"),
    ]
    sign = "(datum.value > 0 ? '+' : datum.value < 0 ? '\N{MINUS SIGN}' : '')"
    up = alt.Y(
        "change:Q",
        scale=alt.Scale(domain=[-7, 7], nice=False),
        axis=alt.Axis(labelExpr=f"{sign} + abs(datum.value) + '%'"),
    )
    years = alt.X("year:O", axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8))
    every = alt.Chart(changes)
    one = alt.Chart(pd.DataFrame({"x": [0]}))
    planned = one.transform_calculate(
        change="-cut", words="'planned cut, ' + format(cut, '.1f') + '%'"
    )
    columns = every.mark_bar(size=16).encode(
        x=years, y=up, y2=alt.Y2Datum(0),
        color=alt.condition("datum.year >= first", alt.value(NAVY), alt.value(GREY)),
    )  # fmt: skip
    average = (
        every.transform_filter("datum.year >= first")
        .transform_aggregate(change="mean(change)")
        .transform_calculate(
            words="'average of the years counted, ' + format(datum.change, '+.1f') + '%'"
        )
    )
    return layered(
        [
            columns,
            average.mark_rule(color=CHARCOAL, strokeWidth=2).encode(y=up),
            average.mark_text(align="right", baseline="bottom", dy=-4).encode(
                x=alt.value("width"), y=alt.value(14), text="words:N"
            ),
            level(planned, up, ORANGE),
            planned.mark_text(align="right", baseline="top", dy=5, fontWeight="bold").encode(
                x=alt.value("width"), y=up, text="words:N"
            ),
        ],
        height=260,
        params=params,
    )
