"""How did each group change, beside the group it is compared with?

One row for each arm of a study, with its own change and interval. The effect is the gap between an
arm and the comparison, which is why the comparison has a colour and a shape of its own. Two arms in
each row, with the gap in words, are `joinedup.charts.pairs`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.marks import layered, pixels, place_labels, wrapped_labels
from joinedup.charts.theme import GREY, MUTED, NAVY, ORANGE
from joinedup.charts.words import signed_percent

_ROOM = 58  # pixels under a label: the numbers, the interval and the gap to the next row


def arm_by_arm(
    arms: pd.DataFrame,
    *,
    domain: tuple[float, float],
    ticks: Sequence[float],
    label_heading: str = "Group",
    value_heading: str = "Change (%)",
    **caption: Unpack[Caption],
) -> BookChart:
    """Each arm's own change in per cent, with its interval and its numbers in words above it.

    arms: label, value, low and high (per cent), compared (true for the comparison). domain: the
    per cent at the left and right edges; ticks: those written on the axis. Raises ValueError when
    no arm is the comparison, when every arm is, or when an end of an interval is missing.
    """
    compared = arms["compared"].astype(bool)
    if compared.all() or not compared.any():
        raise ValueError("arms need a comparison and something compared with it")
    if arms[["value", "low", "high"]].isna().any(axis=None):
        raise ValueError("every arm needs a value and both ends of its interval")
    rows = arms[["label", "value", "low", "high", "compared"]].assign(
        words=[_words(*numbers) for numbers in arms[["value", "low", "high"]].to_numpy()]
    )
    placed = place_labels(rows, [_ROOM] * len(rows), top=0)
    placed["words_y"], placed["line_y"] = placed["marks_y"] + 2, placed["marks_y"] + 32
    chart = layered(
        [wrapped_labels(), *_marks(domain, ticks)],
        height=float(placed["marks_y"].iloc[-1] + 50),
        data=placed,
    )
    table = pd.DataFrame(
        {
            label_heading: arms["label"],
            value_heading: arms["value"],
            "Interval from": arms["low"],
            "Interval to": arms["high"],
        }
    )
    return book_chart(chart, table=table, **caption)


def _words(value: float, low: float, high: float) -> str:
    interval = f"{low:.1f}% to {high:.1f}%".replace("-", "\N{MINUS SIGN}")
    return f"{signed_percent(value)} ({interval})"


def _marks(domain: tuple[float, float], ticks: Sequence[float]) -> list[alt.Chart]:
    across = alt.X(
        "value:Q",
        scale=alt.Scale(domain=list(domain), nice=False),
        axis=alt.Axis(
            values=list(ticks), labelExpr="(datum.value > 0 ? '+' : '') + datum.value + '%'"
        ),
    )
    line = pixels("line_y")
    inked = alt.condition("datum.compared", alt.value(ORANGE), alt.value(NAVY))
    every = alt.Chart()
    numbers = every.mark_text(align="left", baseline="top", color=MUTED)
    zero = every.mark_tick(orient="vertical", size=20, thickness=1, color=GREY, opacity=1)
    arm = every.transform_filter("!datum.compared").mark_point(size=110, filled=True, opacity=1)
    comparison = every.transform_filter("datum.compared").mark_point(
        shape="diamond", size=120, filled=True, opacity=1
    )
    return [
        numbers.encode(x=alt.value(0), y=pixels("words_y"), text="words:N"),
        zero.encode(x=alt.XDatum(0), y=line),
        every.mark_rule(strokeWidth=3).encode(x=alt.X("low:Q"), x2="high:Q", y=line, color=inked),
        arm.encode(x=across, y=line, color=inked),
        comparison.encode(x=across, y=line, color=inked),
    ]
