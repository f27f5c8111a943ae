"""What would a number be, beside one hundred, if an assumption moved?

A few bars from zero, one hundred being where the reckoning starts. Sizes are Vega expressions of
the reader's controls, so that the bars move with them; the last bar is the one in focus.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from joinedup.charts.marks import layered, pixels, place_labels, wrapped_labels
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE

_ROOM = 44  # pixels under a label: the bar and the gap to the next row
_HEIGHT = 18


@dataclass(frozen=True)
class IndexBar:
    """One bar: its words, its size as a Vega expression ("100 + before"), and whether it is assumed.

    kind: a short name, without quotation marks, that no other bar has.
    """

    kind: str
    label: str
    size: str
    assumed: bool = False  # marked with a diamond: the reader's own assumption


def index_bars(
    bars: Sequence[IndexBar], *, most: float, params: Iterable[alt.Parameter]
) -> alt.LayerChart:
    """Bars with their labels above them and their sizes, in whole numbers, at their ends.

    bars: from the top down; most: the index at the right-hand edge, with room for the last number;
    params: every parameter that a size names. Raises ValueError for fewer than two bars or two of
    one kind.
    """
    if len(bars) < 2 or len({bar.kind for bar in bars}) < len(bars):
        raise ValueError("index bars need two or more bars, each of a kind of its own")
    rows = place_labels(
        pd.DataFrame({"label": [bar.label for bar in bars], "kind": [bar.kind for bar in bars]}),
        [_ROOM] * len(bars),
        top=0,
    )
    rows["bar_y"] = rows["marks_y"] + 14
    *others, last = bars
    size = "".join(f"datum.kind === '{bar.kind}' ? {bar.size} : " for bar in others) + last.size
    drawn = alt.Chart().transform_calculate(size=size, words=f"format({size}, '.0f')")
    across = alt.X("size:Q", scale=alt.Scale(domain=[0, most], nice=False), axis=None)
    down = pixels("bar_y")
    in_focus = alt.condition(f"datum.kind === '{last.kind}'", alt.value(NAVY), alt.value(GREY))
    diamonds = [
        drawn.transform_filter(f"datum.kind === '{bar.kind}'")
        .mark_point(shape="diamond", size=110, filled=True, color=ORANGE, opacity=1)
        .encode(x=across, y=down)
        for bar in bars
        if bar.assumed
    ]
    layers = [
        wrapped_labels(),
        drawn.mark_bar(height=_HEIGHT).encode(x=across, x2=alt.X2Datum(0), y=down, color=in_focus),
        *diamonds,
        drawn.mark_text(
            align="left",
            baseline="middle",
            dx=10 if diamonds else 6,
            fontWeight="bold",
            color=CHARCOAL,
        ).encode(x=across, y=down, text="words:N"),
    ]
    return layered(layers, height=float(rows["marks_y"].iloc[-1] + 34), data=rows, params=params)
