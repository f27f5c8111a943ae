"""How did each group change, and how far apart were the two? Two arms a row, the gap in words."""

from __future__ import annotations

from typing import NamedTuple, Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.marks import Swatch, key, layered, pixels, place_labels, wrapped_labels
from joinedup.charts.theme import MUTED, NAVY, ORANGE

_PLACES = {"words_y": 9, "grade_y": 26}  # pixels under the label
_ARMS: tuple[tuple[Swatch, str, int], ...] = (("circle", NAVY, 46), ("diamond", ORANGE, 62))
_ROOM = 96


class Arm(NamedTuple):
    """One of the two groups compared: its column, and what its marks show, for the key."""

    column: str
    words: str


def paired_arms(
    rows: pd.DataFrame,
    *,
    arms: tuple[Arm, Arm],
    domain: tuple[float, float],
    axis: alt.Axis,
    table: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Two groups' values in each row, with their intervals where published, and the gap in words.

    rows: label; for each arm its column, and that column with _low and _high (NaN where no interval
    was published); words (the gap, which is the effect); grade_words (how sure). All values have
    the unit of `domain`, the ends of the scale, whose ticks and their words are `axis`. Raises
    ValueError when a value is missing or lies outside its interval or the scale.
    """
    for arm in arms:
        _refuse_impossible(rows, arm.column, domain)
    swatches = [
        (shape, colour, arm.words) for arm, (shape, colour, _) in zip(arms, _ARMS, strict=True)
    ]
    key_layers, top = key(swatches)
    placed = place_labels(rows, [_ROOM] * len(rows), top=top + 8)
    below = {f"{arm.column}_y": place for arm, (_, _, place) in zip(arms, _ARMS, strict=True)}
    for name, place in {**_PLACES, **below}.items():
        placed[name] = placed["marks_y"] + place
    scale = alt.Scale(domain=list(domain), nice=False)
    marks = [
        layer
        for arm, (shape, colour, _) in zip(arms, _ARMS, strict=True)
        for layer in _arm(alt.Chart(placed), arm.column, shape, colour, scale, axis)
    ]
    return book_chart(
        layered(
            [*key_layers, wrapped_labels(), *_words(alt.Chart(placed)), *marks],
            height=float(placed["marks_y"].iloc[-1] + 80),
            data=placed,
        ),
        table=table,
        **caption,
    )


def _refuse_impossible(rows: pd.DataFrame, column: str, domain: tuple[float, float]) -> None:
    value, low, high = (rows[name] for name in (column, f"{column}_low", f"{column}_high"))
    refused = {
        "without a value": value.isna(),
        "outside its interval": (value < low) | (value > high),
        "outside the scale": ~pd.concat([value, low, high], axis=1)
        .apply(lambda each: each.isna() | each.between(*domain))
        .all(axis=1),
    }
    for words, which in refused.items():
        if which.any():
            raise ValueError(f"{column} {words}: {list(rows.loc[which, 'label'])}")


def _words(every: alt.Chart) -> list[alt.Chart]:
    """The gap and its grade, under each label."""
    gap = every.mark_text(align="left", baseline="middle")
    grade = every.mark_text(align="left", baseline="middle", color=MUTED)
    return [
        gap.encode(x=alt.value(0), y=pixels("words_y"), text="words:N"),
        grade.encode(x=alt.value(0), y=pixels("grade_y"), text="grade_words:N"),
    ]


def _arm(
    every: alt.Chart, column: str, shape: Swatch, colour: str, scale: alt.Scale, axis: alt.Axis
) -> list[alt.Chart]:
    def across(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    y = pixels(f"{column}_y")
    known = every.transform_filter(f"isValid(datum.{column}_low)")
    point = every.mark_point(shape=shape, size=110, filled=True, color=colour, opacity=1)
    return [
        known.mark_rule(color=colour, strokeWidth=2.5).encode(
            x=across(f"{column}_low"), x2=f"{column}_high:Q", y=y
        ),
        point.encode(x=across(column), y=y),
    ]
