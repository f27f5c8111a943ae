"""Did children leave hospital faster after the money came, or before the deadline was even set?

Before and after, with no comparison group: the charts show when the numbers fell and cannot show
why. Two ways of counting are drawn apart and never joined.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import haloed, layered, level, pixels
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE

FIRST_COUNT, LATER_COUNT = "to 1983", "from 1984"
_HEIGHT = 270
_ACROSS = alt.X(
    "year:Q",
    scale=alt.Scale(domain=[1975.4, 1991], nice=False),
    axis=alt.Axis(values=[1976, 1980, 1984, 1988], format="d"),
)
_UP = alt.Y(
    "children:Q", scale=alt.Scale(domain=[0, 5000], nice=False), axis=alt.Axis(format=",.0f")
)


def children_chart(
    counts: pd.DataFrame,
    *,
    labelled: Collection[int],
    events: Sequence[tuple[float, str]],
    none_by: int,
    **caption: Unpack[Caption],
) -> BookChart:
    """Children in hospital at the end of each year, in two counts, and the promise of none.

    counts: year, children and count (`FIRST_COUNT` or `LATER_COUNT`). labelled: the years whose
    number is written. events: (year as a decimal, words of one or two lines), named in steps down
    the page. none_by: the year at the end of which none were promised.
    """
    drawn = counts.assign(
        words=[
            f"{children:,.0f}" if year in labelled else ""
            for year, children in zip(counts["year"], counts["children"], strict=True)
        ]
    )
    return book_chart(
        layered([*_events(events), *_counts(drawn), *_promised(none_by)], height=_HEIGHT),
        **caption,
        table=counts[["year", "children", "count"]].rename(
            columns={
                "year": "Year, at its end",
                "children": "Children under 16",
                "count": "Which count",
            }
        ),
    )


def _events(events: Sequence[tuple[float, str]]) -> list[alt.Chart]:
    marks = pd.DataFrame(
        {
            "year": [year for year, _ in events],
            "top": [8 + 62 * step for step in range(len(events))],
            "words": [words for _, words in events],
        }
    )
    each, down = alt.Chart(marks), pixels("top")
    return [
        each.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(
            x=_ACROSS, y=down, y2=alt.value(_HEIGHT)
        ),
        each.mark_text(align="left", baseline="top", dx=5, color=MUTED).encode(
            x=_ACROSS, y=down, text="words:N"
        ),
    ]


def _counts(drawn: pd.DataFrame) -> list[alt.Chart]:
    seen = alt.Chart(drawn)
    bold = {"fontWeight": "bold", "color": NAVY}
    last = seen.transform_filter(f"datum.year === {drawn['year'].iloc[-1]}")
    return [
        seen.mark_line(color=NAVY, strokeWidth=2.5).encode(x=_ACROSS, y=_UP, detail="count:N"),
        seen.transform_filter(f"datum.count === '{FIRST_COUNT}'")
        .mark_point(size=60, filled=True, color=NAVY, opacity=1)
        .encode(x=_ACROSS, y=_UP),
        seen.transform_filter(f"datum.count !== '{FIRST_COUNT}'")
        .mark_point(size=60, fill="white", stroke=NAVY, strokeWidth=2, opacity=1)
        .encode(x=_ACROSS, y=_UP),
        *haloed(
            seen.transform_filter("datum.words"),
            {"align": "left", "baseline": "bottom", "dx": 5, "dy": -5, **bold},
            x=_ACROSS,
            y=_UP,
        ),
        last.mark_text(align="right", baseline="top", dx=-4, dy=2, **bold).encode(  # type: ignore
            x=_ACROSS, y=_UP, text="children:Q"
        ),
    ]


def _promised(none_by: int) -> list[alt.Chart]:
    promised = alt.Chart(
        pd.DataFrame({"year": [none_by], "children": [0], "words": ["none\npromised"]})
    )
    return [
        promised.mark_point(shape="diamond", size=90, filled=True, color=ORANGE, opacity=1).encode(
            x=_ACROSS, y=_UP
        ),
        promised.mark_text(align="left", baseline="bottom", dx=-18, dy=-26, color=CHARCOAL).encode(
            x=_ACROSS, y=_UP, text="words:N"
        ),
    ]


def falls_chart(
    falls: pd.DataFrame,
    *,
    splits: Sequence[int],
    start: int,
    **caption: Unpack[Caption],
) -> BookChart:
    """Each year's fall and its average before and after a year that the reader picks.

    falls: year, children (fewer than a year before) and "per cent" (of those left a year before).
    splits: the years on offer, of which `start` is shown first; a fall in the year itself counts
    as before. Raises ValueError when a split would leave a side without a year.
    """
    if min(splits) < falls["year"].min() or max(splits) >= falls["year"].max():
        raise ValueError("a split needs a year on each side")
    columns = {"year": "Year to 31 December", "children": "Fall, children"}
    return book_chart(
        layered(_falls(falls), height=240, params=_fall_controls(splits, start)),
        **caption,
        table=falls.rename(columns={**columns, "per cent": "Fall, per cent"}),
    )


def _fall_controls(splits: Sequence[int], start: int) -> list[alt.Parameter]:
    ends = {year: f"the end of {year}" for year in splits}
    units = {"children": "children a year", "per cent": "per cent of those left"}
    return [
        select("split", "Split the years at", ends, start),
        select("unit", "Count the fall in", units),
    ]


def _falls(falls: pd.DataFrame) -> list[alt.Chart]:
    each = alt.Chart(falls).transform_calculate(fall="datum[unit]")
    up = alt.Y("fall:Q", scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(format=",.0f"))
    across = alt.X("year:O", axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8))
    after = alt.condition("datum.year > split", alt.value(NAVY), alt.value(GREY))
    before_mean = each.transform_filter("datum.year <= split")
    after_mean = each.transform_filter("datum.year > split")
    return [
        each.mark_bar(size=24).encode(x=across, y=up, color=after),
        *_average(before_mean, up, "before", -26, MUTED),
        *_average(after_mean, up, "after", -6, NAVY),
    ]


def _average(side: alt.Chart, up: alt.Y, words: str, top: int, colour: str) -> list[alt.Chart]:
    """The mean fall of the years on one side of the split, said above the columns."""
    mean = side.transform_aggregate(fall="mean(fall)").transform_calculate(
        words=f"'{words}, average ' + format(datum.fall, '.1f') + (unit === 'children' ? '' : '%')"
    )
    return [
        level(mean, up, colour),
        mean.mark_text(align="left", baseline="bottom", fontWeight="bold", color=colour).encode(
            x=alt.value(0), y=alt.value(top), text="words:N"
        ),
    ]
