"""How large was each effect, and how sure can anyone be?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import (
    TEXT_ROOM,
    UPRIGHT,
    WIDE_TEXT_ROOM,
    layered,
    one_row,
    present,
    row_y,
)
from joinedup.charts.theme import (
    CHARCOAL,
    LINE_HEIGHT,
    MUTED,
    NARROW_BELOW,
    NAVY,
    ORANGE,
    WHITE,
)
from joinedup.charts.words import amount, line_count, number, wrap

NO_INTERVAL = "no interval published"


def interval_plot(
    effects: pd.DataFrame,
    *,
    unit_label: str,
    no_effect: float,
    lower_words: str = "lower",
    higher_words: str = "higher",
    **caption: Unpack[Caption],
) -> BookChart:
    """Effects with their intervals, evidence grades and confidence, on one scale.

    effects: label, value, low, high (NaN where no interval was published), grade (0 to
    5), confidence (a word) and, optionally, comparator (a value on the same scale) and
    interval ("range" where low and high are not a confidence interval).
    no_effect: 0 for differences, 1 for ratios (then the scale is logarithmic).
    lower_words and higher_words say what each side means, as "fewer admissions".
    The reader can ask for a lowest grade. Raises ValueError when an estimate lies outside
    its interval or is missing.
    """
    effects = effects.reset_index(drop=True)
    _refuse_impossible(effects)
    drawn, lines_in_label = _labelled(effects, unit_label, signed=no_effect == 0)
    grade = lowest_grade("Show evidence of", effects["grade"])
    top_of_row = LINE_HEIGHT * lines_in_label
    middle = top_of_row + 2 * LINE_HEIGHT + 4
    every = alt.Chart(drawn).transform_filter("datum.grade >= lowest_grade")
    layers = [
        *_sides(lower_words, higher_words),
        *_words(every, top_of_row),
        *_marks(
            every,
            lambda field: _across(field, no_effect, unit_label),
            no_effect,
            middle,
            compared=bool(drawn["comparator"].notna().any()),
        ),
    ]
    chart = layered(layers, height=alt.Step(middle + 30), params=[grade])
    return book_chart(chart, table=_table(effects), **caption)


def lowest_grade(words: str, grades: Iterable[int]) -> alt.Parameter:
    """A list named `lowest_grade` for the page: any grade, and each grade that leaves some rows out.

    With one grade (0 to 5) among the rows there is nothing to choose, and no list.
    """
    found = sorted({int(grade) for grade in grades})
    if len(found) == 1:
        return alt.param(name="lowest_grade", value=0)
    choices = {grade: f"grade {grade} or higher" for grade in found[1:]}
    return select("lowest_grade", words, {0: "any grade", **choices})


def _refuse_impossible(effects: pd.DataFrame) -> None:
    missing = effects["value"].isna()
    outside = (effects["value"] < effects["low"]) | (effects["value"] > effects["high"])
    if missing.any():
        raise ValueError(f"effect without an estimate: {list(effects.loc[missing, 'label'])}")
    if outside.any():
        raise ValueError(f"estimate outside its interval: {list(effects.loc[outside, 'label'])}")


def _labelled(effects: pd.DataFrame, unit_label: str, *, signed: bool) -> tuple[pd.DataFrame, int]:
    """Words for each row, every label let down to end just above its marks.

    Rows keep one height so that the plot can close up when a grade is chosen.
    """
    drawn = effects.copy()
    drawn["row"] = range(len(drawn))
    if "comparator" not in drawn:
        drawn["comparator"] = float("nan")
    narrow = [wrap(text, TEXT_ROOM, bold=True) for text in drawn["label"]]
    wide = [wrap(text, WIDE_TEXT_ROOM, bold=True) for text in drawn["label"]]
    most = max(line_count(text) for text in narrow)
    for page, texts in (("narrow", narrow), ("wide", wide)):
        drawn[f"label_{page}"] = texts
        drawn[f"drop_{page}"] = [LINE_HEIGHT * (most - line_count(text)) for text in texts]
    drawn["has_interval"] = drawn["low"].notna() & drawn["high"].notna()
    words = []
    for row in drawn.to_dict("records"):
        low, high = number(row["low"]), number(row["high"])
        kind = "range " if row.get("interval") == "range" else ""
        interval = f"({kind}{low} to {high})" if row["has_interval"] else f"({NO_INTERVAL})"
        plus = "+" if signed and row["value"] > 0 else ""
        said = f"{plus}{amount(row['value'], unit_label)} {interval}"
        if not pd.isna(row["comparator"]):
            said += f"; comparison {amount(row['comparator'], unit_label)}"
        confidence = str(row["confidence"]).replace("_", " ")
        words.append(f"{said}\nGrade {row['grade']}, {confidence} confidence")
    drawn["effect_words"] = words
    return drawn, most


def _words(every: alt.Chart, top_of_row: float) -> list[alt.Chart]:
    return [
        every.transform_calculate(
            shown_label=f"width < {NARROW_BELOW} ? datum.label_narrow : datum.label_wide"
        )
        .mark_text(
            align="left",
            baseline="top",
            fontWeight="bold",
            dy=alt.ExprRef(f"width < {NARROW_BELOW} ? datum.drop_narrow : datum.drop_wide"),
        )
        .encode(x=alt.value(0), y=row_y(), text="shown_label:N"),
        every.mark_text(align="left", baseline="top", color=MUTED, dy=top_of_row + 2).encode(
            x=alt.value(0), y=row_y(), text="effect_words:N"
        ),
    ]


# Evenly told, unevenly spaced: a reader can see that the scale of ratios is logarithmic.
_RATIO_TICKS = [0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10]
_TICK_WORDS = "replace(format(datum.value, '~r'), '-', '\N{MINUS SIGN}')"
_SIGNED_TICK_WORDS = f"(datum.value > 0 ? '+' : '') + {_TICK_WORDS}"


def _across(field: str, no_effect: float, unit_label: str) -> alt.X:
    ratio = no_effect == 1
    scale = alt.Scale(type="log" if ratio else "linear", zero=False, nice=not ratio, padding=14)
    axis = alt.Axis(
        values=_RATIO_TICKS if ratio else alt.Undefined,
        tickCount=len(_RATIO_TICKS) if ratio else 5,
        labelExpr=(_TICK_WORDS if ratio else _SIGNED_TICK_WORDS)
        + (" + '%'" if unit_label.startswith("%") else ""),
        labelOverlap="greedy",
        labelSeparation=6,
    )
    return alt.X(field, type="quantitative", scale=scale, axis=axis)


def _marks(
    every: alt.Chart,
    across: Callable[[str], alt.X],
    no_effect: float,
    middle: float,
    *,
    compared: bool,
) -> list[alt.Chart]:
    middle += 10
    whiskers = every.transform_filter("datum.has_interval")
    bare = every.transform_filter("!datum.has_interval")
    estimate = across("value")
    ends = [
        whiskers.mark_point(
            shape=UPRIGHT, size=100, stroke=NAVY, strokeWidth=2, opacity=1, yOffset=middle
        ).encode(x=across(end), y=row_y())
        for end in ("low", "high")
    ]
    comparators = (
        [
            every.transform_filter(present("comparator"))
            .mark_point(
                shape="diamond", size=80, filled=True, color=ORANGE, opacity=1, yOffset=middle
            )
            .encode(x=across("comparator"), y=row_y())
        ]
        if compared
        else []
    )
    return [
        every.transform_calculate(nothing=str(no_effect))
        .mark_point(
            shape=UPRIGHT, size=484, stroke=CHARCOAL, strokeWidth=1, opacity=1, yOffset=middle
        )
        .encode(x=across("nothing"), y=row_y()),
        whiskers.mark_rule(color=NAVY, strokeWidth=2, yOffset=middle).encode(
            x=across("low"), x2="high:Q", y=row_y()
        ),
        *ends,
        whiskers.mark_point(size=110, filled=True, color=NAVY, opacity=1, yOffset=middle).encode(
            x=estimate, y=row_y()
        ),
        bare.mark_point(
            size=100, fill=WHITE, stroke=NAVY, strokeWidth=2, opacity=1, yOffset=middle
        ).encode(x=estimate, y=row_y()),
        *comparators,
    ]


def _sides(lower_words: str, higher_words: str) -> list[alt.Chart]:
    """What each side of no effect means; each row marks no effect itself, clear of its words."""
    sides = (
        (f"\N{LEFTWARDS ARROW} {lower_words}", "left", 0),
        (f"{higher_words} \N{RIGHTWARDS ARROW}", "right", "width"),
    )
    return [
        one_row(words=words)
        .mark_text(align=align, baseline="middle", color=MUTED)  # type: ignore[arg-type]
        .encode(x=alt.value(at), y=alt.value(-18), text="words:N")
        for words, align, at in sides
    ]


def _table(effects: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Effect": effects["label"],
            "Estimate": effects["value"].round(3),
            "Interval from": effects["low"].round(3),
            "Interval to": effects["high"].round(3),
            "Evidence grade": effects["grade"],
            "Confidence": [str(word).replace("_", " ") for word in effects["confidence"]],
        }
    )
    if "comparator" in effects:
        table["Comparison"] = effects["comparator"].round(3)
    return table
