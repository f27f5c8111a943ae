"""Which marks do several forms share?

Row labels that wrap for the page they are on, and a key drawn in pixels. Vertical places
are in pixels down from the top of the plot (`scale=None`), so that Python can leave room
for every line of text; only the horizontal scale flexes with the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import altair as alt
import pandas as pd

from joinedup.charts.theme import (
    CHARCOAL,
    LINE_HEIGHT,
    NARROW,
    NARROW_BELOW,
    WHITE,
)
from joinedup.charts.words import line_count, text_width, wrap

WIDE_TEXT_ROOM = NARROW_BELOW - 16
TEXT_ROOM = NARROW - 24  # what is left for text on a phone after padding
KEY_LINE = 22


def pixels(field: str) -> alt.Y:
    """A vertical place already in pixels."""
    return alt.Y(field, type="quantitative", scale=None, axis=None)


def row_y() -> alt.Y:
    """The top of each row's band: for rows that close up when a choice leaves some out."""
    return alt.Y("row:O", axis=None, bandPosition=0, scale=alt.Scale(padding=0))


def place_labels(rows: pd.DataFrame, below: Sequence[float], *, top: float) -> pd.DataFrame:
    """Stack rows down the page, each with a label that may wrap above `below` pixels of marks.

    Adds label_narrow, label_wide and the places of their first lines (label_narrow_y,
    label_wide_y), and `marks_y`, the pixel just under the label where the marks' room
    starts. A label that takes fewer lines on a wide page keeps close to its marks.
    """
    placed = rows.reset_index(drop=True).copy()
    placed["label_narrow"] = [wrap(text, TEXT_ROOM, bold=True) for text in placed["label"]]
    placed["label_wide"] = [wrap(text, WIDE_TEXT_ROOM, bold=True) for text in placed["label"]]
    heights = [
        LINE_HEIGHT * line_count(text) + room
        for text, room in zip(placed["label_narrow"], below, strict=True)
    ]
    starts = [top + sum(heights[:index]) for index in range(len(heights))]
    placed["label_narrow_y"] = starts
    placed["marks_y"] = [
        start + LINE_HEIGHT * line_count(text)
        for start, text in zip(starts, placed["label_narrow"], strict=True)
    ]
    placed["label_wide_y"] = [
        y - LINE_HEIGHT * line_count(text)
        for y, text in zip(placed["marks_y"], placed["label_wide"], strict=True)
    ]
    return placed


def wrapped_labels() -> alt.Chart:
    """The row labels of `place_labels`, in the wrapping that suits the width of the plot."""
    return (
        alt.Chart()
        .transform_calculate(
            shown_label=f"width < {NARROW_BELOW} ? datum.label_narrow : datum.label_wide",
            shown_y=f"width < {NARROW_BELOW} ? datum.label_narrow_y : datum.label_wide_y",
        )
        .mark_text(align="left", baseline="top", fontWeight="bold")
        .encode(x=alt.value(0), y=pixels("shown_y"), text="shown_label:N")
    )


def present(field: str) -> str:
    """A Vega expression: this row has a value there."""
    return f"isValid(datum.{field})"


Swatch = Literal[
    "circle", "hollow", "broken", "diamond", "square", "triangle-right", "line", "dashes"
]

# A short upright stroke as a point's shape: unlike a tick it keeps to its offset in a band.
UPRIGHT = "M0,-1L0,1"


def key(items: Iterable[tuple[Swatch, str, str]], top: float = 0) -> tuple[list[alt.Chart], float]:
    """A key of (swatch, colour, words) flowing over lines that fit a phone.

    top: pixels from the top of the plot, negative for above it. Returns the layers and the
    pixel where the key ends.
    """
    x, y = 0.0, top + 8.0
    placed: list[dict[str, Any]] = []
    for swatch, colour, words in items:
        width = 22 + text_width(words) + 14
        if x > 0 and x + width - 14 > TEXT_ROOM:
            x, y = 0.0, y + KEY_LINE
        placed.append({"swatch": swatch, "colour": colour, "words": words, "x": x, "y": y})
        x += width
    # Places are values, not fields: a continuous y would make a chart of bands drop its step.
    drawn = [layer for item in placed for layer in (_swatch(item), _key_words(item))]
    return drawn, y + KEY_LINE


def _key_words(item: dict[str, Any]) -> alt.Chart:
    return (
        one_row(key_words=item["words"])
        .mark_text(align="left", baseline="middle")
        .encode(x=alt.value(item["x"] + 22), y=alt.value(item["y"]), text="key_words:N")
    )


def _swatch(item: dict[str, Any]) -> alt.Chart:
    if item["swatch"] in ("line", "dashes"):
        return (
            one_row(key_words=item["words"])
            .mark_rule(
                color=item["colour"],
                strokeWidth=2.5,
                strokeDash=[6, 4] if item["swatch"] == "dashes" else [1, 0],
            )
            .encode(x=alt.value(item["x"]), x2=alt.value(item["x"] + 17), y=alt.value(item["y"]))
        )
    hollow = item["swatch"] in ("hollow", "broken")
    return (
        one_row(key_words=item["words"])
        .mark_point(
            shape="circle" if hollow else item["swatch"],
            size=90,
            fill=WHITE if hollow else item["colour"],
            stroke=item["colour"],
            strokeWidth=2 if hollow else 0,
            strokeDash=[2, 2] if item["swatch"] == "broken" else alt.Undefined,
            opacity=1,
        )
        .encode(x=alt.value(item["x"] + 9), y=alt.value(item["y"]))
    )


def spread_apart(
    places: Sequence[float], gaps: Sequence[float], lowest: float = float("inf")
) -> list[float]:
    """Move labels apart until each has its own room, the last no lower than `lowest`.

    places: the middle wanted for each, in pixels down; gaps: the room each takes. Returns
    places in the order given.
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    for above, below in pairwise(order):
        apart = (gaps[above] + gaps[below]) / 2
        overlap = apart - (moved[below] - moved[above])
        if overlap > 0:
            moved[above] -= overlap / 2
            moved[below] += overlap / 2
    for above, below in pairwise(order):
        apart = (gaps[above] + gaps[below]) / 2
        moved[below] = max(moved[below], moved[above] + apart)
    moved[order[-1]] = min(moved[order[-1]], lowest - gaps[order[-1]] / 2)
    for below, above in pairwise(reversed(order)):
        apart = (gaps[above] + gaps[below]) / 2
        moved[above] = min(moved[above], moved[below] - apart)
    return moved


def layered(
    layers: Iterable[alt.Chart],
    *,
    height: float | alt.Step,
    data: pd.DataFrame | None = None,
    params: Iterable[alt.Parameter] = (),
) -> alt.LayerChart:
    """Layers from back to front over one plot; layers without data of their own share `data`."""
    shared = alt.Undefined if data is None else data
    chart = alt.LayerChart(data=shared, layer=list(layers)).properties(height=height)
    return chart.add_params(*params) if params else chart


def level(rows: alt.Chart, up: alt.Y, colour: str) -> alt.Chart:
    """A dashed rule across the plot at each row's value: a plan, a guideline or an average."""
    return rows.mark_rule(color=colour, strokeWidth=2, strokeDash=[6, 3]).encode(y=up)


def haloed(rows: alt.Chart, look: Mapping[str, Any], **places: Any) -> list[alt.Chart]:
    """Words from the field `words`, over a white edge, so that lines may pass behind them.

    look: properties of the text mark; places: its encodings.
    """
    edge: dict[str, Any] = {"stroke": WHITE, "strokeWidth": 4}
    return [
        rows.mark_text(**{"color": CHARCOAL, **look, **drawn}).encode(**places, text="words:N")
        for drawn in (edge, {})
    ]


def one_row(**values: Any) -> alt.Chart:
    """A chart of one row, for a line or a note that is said once."""
    return alt.Chart(pd.DataFrame({name: [value] for name, value in values.items()}))
