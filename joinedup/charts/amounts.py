"""How large is each thing beside the others?"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import TEXT_ROOM, layered, pixels, place_labels, present, wrapped_labels
from joinedup.charts.theme import CHARCOAL, GREY, LINE_HEIGHT, MUTED, NAVY, ORANGE, WHITE
from joinedup.charts.words import amount, line_count, text_width, wrap

BAR_HEIGHT = 16
NOTE_INDENT = 6
BAR_ROOM = 42  # pixels under a label: the bar and the gap to the next row


def bars(
    rows: pd.DataFrame,
    *,
    unit_label: str,
    label_heading: str = "Measure",
    pick: str = "",
    **caption: Unpack[Caption],
) -> BookChart:
    """Horizontal bars from zero, each with its label above it and its value at its end.

    rows: label, value and, optionally, note (a line of small print under the bar) and
    highlight (true for the rows the headline is about; without it every bar is in focus) and
    planned (true for what was planned or expected: an orange outline in place of a full bar).
    A missing value leaves its place empty and says "not found". pick: what stands before a list
    from which the reader picks one bar out; no list when blank.
    """
    rows = rows.reset_index(drop=True).copy()
    if "note" not in rows:
        rows["note"] = ""
    rows["note"] = rows["note"].fillna("")
    rows["in_focus"] = rows["highlight"].astype(bool) if "highlight" in rows else True
    rows["is_planned"] = rows["planned"].astype(bool) if "planned" in rows else False
    rows["words"] = [amount(value, unit_label) for value in rows["value"]]
    rows["note_words"] = [wrap(text, TEXT_ROOM - NOTE_INDENT) for text in rows["note"]]
    small_print = [LINE_HEIGHT * line_count(text) + 6 if text else 0 for text in rows["note_words"]]
    below = [BAR_ROOM + extra for extra in small_print]
    placed = place_labels(rows.drop(columns="note"), below, top=0)
    placed["bar_y"] = placed["marks_y"] + 4 + BAR_HEIGHT / 2
    placed["note_y"] = placed["marks_y"] + 13 + BAR_HEIGHT
    placed["at"] = placed["value"].fillna(0)

    across = alt.X("at:Q", axis=None, scale=alt.Scale(domain=_room_for_values(rows), nice=False))
    every = alt.Chart()
    values = [
        every.transform_filter(test)
        .mark_text(align=align, baseline="middle", dx=dx, fontWeight="bold")  # type: ignore
        .encode(x=across, y=pixels("bar_y"), text="words:N")
        for test, align, dx in (("datum.at >= 0", "left", 6), ("datum.at < 0", "right", -6))
    ]
    focus = (
        "picked === 'all' ? datum.in_focus : picked === datum.label" if pick else "datum.in_focus"
    )
    offered = {"all": "all", **{text: text for text in rows["label"]}}
    bar = {"x": across, "x2": alt.X2Datum(0), "y": pixels("bar_y")}
    layers = [
        wrapped_labels(),
        every.transform_filter(f"{present('value')} && !datum.is_planned")
        .mark_bar(height=BAR_HEIGHT)
        .encode(**bar, color=alt.condition(focus, alt.value(NAVY), alt.value(GREY))),
        every.transform_filter(f"{present('value')} && datum.is_planned")
        .mark_bar(height=BAR_HEIGHT - 2, fill=WHITE, stroke=ORANGE, strokeWidth=2)
        .encode(**bar),
        every.mark_tick(
            orient="vertical", size=BAR_HEIGHT + 6, thickness=1, color=CHARCOAL, opacity=1
        ).encode(x=alt.XDatum(0), y=pixels("bar_y")),
        *values,
        every.mark_text(align="left", baseline="top", color=MUTED).encode(
            x=alt.value(NOTE_INDENT), y=pixels("note_y"), text="note_words:N"
        ),
    ]
    height = float(placed["marks_y"].iloc[-1] + below[-1] - 12)
    params = [select("picked", pick, offered)] if pick else []
    chart = layered(layers, height=height, data=placed, params=params)
    table = pd.DataFrame({label_heading: rows["label"], "Value": rows["value"].round(2)})
    if rows["is_planned"].any():
        table["Planned"] = rows["is_planned"].map({True: "yes", False: "no"})
    if rows["note"].any():
        table["Note"] = rows["note"]
    return book_chart(chart, table=table, **caption)


def _room_for_values(rows: pd.DataFrame) -> list[float]:
    """A domain that holds zero and leaves a phone's width of room for each bar's value."""
    low, high = min(0.0, rows["value"].min()), max(0.0, rows["value"].max())
    if low == high:
        high = 1.0
    widest = 14 + max(text_width(text, bold=True) for text in rows["words"])
    left = widest if low < 0 else 2
    right = widest if high > 0 else 2
    units_a_pixel = (high - low) / (TEXT_ROOM - left - right)
    return [low - left * units_a_pixel, high + right * units_a_pixel]
