"""Is a count still inside a promised range when part of what it counts is left out?"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.marks import layered
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE

_SCALE = alt.Scale(domain=[0, 110_000], nice=False)
_VERDICT = (
    "datum.value >= datum.high ? 'above the range' : datum.value >= datum.low ? "
    "'inside the range' : 'below the range'"
)


def left_after(counted: float, left_out: float) -> int:
    """How many of a count are left without a share, per cent from 0 to 100, rounded down.

    Raises ValueError for a share out of range.
    """
    if not 0 <= left_out <= 100:
        raise ValueError(f"a share must be from 0 to 100 per cent: {left_out}")
    return int(counted * (1 - left_out / 100))


def without_some_chart(
    *,
    counted: float,
    low: float,
    high: float,
    range_words: str,
    start: float,
    table: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """One count over a promised range; the reader takes a share of it away.

    counted, low and high: people, up to 110,000; range_words: whose range; start: the share, per
    cent, where the control starts.
    """
    control = alt.binding_range(min=0, max=80, step=5, name="Share left out, per cent ")
    return book_chart(
        layered(
            _layers(counted, low, high, range_words),
            height=140,
            params=[alt.param(name="left_out", value=start, bind=control)],
        ),
        **caption,
        table=table,
    )


def _layers(counted: float, low: float, high: float, range_words: str) -> list[alt.Chart]:
    across = alt.X(
        "value:Q",
        scale=_SCALE,
        axis=alt.Axis(values=[0, low, high], format=",d", labelFlush=False),
    )
    one = alt.Chart(
        pd.DataFrame({"start": [0], "counted": [counted], "low": [low], "high": [high]})
    )
    left = one.transform_calculate(value="datum.counted * (1 - left_out / 100)")
    words = left.transform_calculate(
        words=f"format(floor(datum.value), ',d') + ' budgets are left: ' + ({_VERDICT})"
    )
    name = one.transform_calculate(words=f"'{range_words}'")
    start, y = alt.X("start:Q"), alt.value(92)
    return [
        one.mark_rect(color=ORANGE, opacity=0.25).encode(
            x=alt.X("low:Q", scale=_SCALE), x2="high:Q", y=alt.value(40), y2=alt.value(130)
        ),
        name.mark_text(align="right", baseline="top", dx=-6, color=CHARCOAL).encode(
            x=alt.X("high:Q"), y=alt.value(46), text="words:N"
        ),
        one.mark_rule(color=GREY, strokeWidth=28).encode(x=start, x2="counted:Q", y=y),
        left.mark_rule(color=NAVY, strokeWidth=28).encode(x=start, x2="value:Q", y=y),
        left.mark_rule(color=CHARCOAL, strokeWidth=0).encode(x=across),  # carries the axis
        words.mark_text(align="left", baseline="top", fontWeight="bold", color=CHARCOAL).encode(
            x=alt.value(0), y=alt.value(8), text="words:N"
        ),
    ]
