"""What was promised, and what happened?"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import numpy as np
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.marks import (
    TEXT_ROOM,
    Swatch,
    key,
    layered,
    one_row,
    pixels,
    place_labels,
    present,
    wrapped_labels,
)
from joinedup.charts.scales import labels_with_unit
from joinedup.charts.theme import (
    CHARCOAL,
    LINE_HEIGHT,
    MUTED,
    NAVY,
    ORANGE,
    PALE_ORANGE,
    RULE,
    WHITE,
)
from joinedup.charts.words import amount, line_count, sentence_case, text_width, wrap

NOT_FOUND = "outcome not found"
UNCERTAIN = ("forecast only", "claimed only", "input only")  # drawn with a broken outline
PROMISE_ROOM = 98  # pixels under a label: verdict, target's number, marks, numbers, gap
SHARE_ROOM = 68


def promise_and_outcome(
    rows: pd.DataFrame,
    *,
    unit_label: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """One line a promise: where it started, what was promised, what happened, on one scale from zero.

    rows: label, baseline, target, target_low, target_high, outcome, verdict and, optionally,
    place. All numbers in one unit; missing is NaN; a target may be a range alone. Raises
    ValueError when a row has neither a target nor a range.
    """
    rows = _with_verdict_words(rows)
    bare = rows["target"].isna() & rows["target_low"].isna() & rows["target_high"].isna()
    if bare.any():
        raise ValueError(f"promise without a target: {list(rows.loc[bare, 'label'])}")
    key_layers, top = key(_promise_key(rows))
    placed = place_labels(rows, list(PROMISE_ROOM + rows["doubt_room"]), top=top + 10)
    placed = _place_promise_marks(placed, unit_label)
    margin = 8 + max(
        max(text_width(start), text_width(end, bold=True))
        for start, end in zip(placed["baseline_text"], placed["outcome_text"], strict=True)
    )
    margin = max(margin, 8 + max(text_width(text) for text in placed["target_text"]) / 2)
    layers = [
        *key_layers,
        _track(),
        wrapped_labels(),
        _verdicts(),
        *_promise_marks(margin, unit_label),
    ]
    height = float(placed["line_y"].iloc[-1] + PROMISE_ROOM - 68)
    layers.append(_zero())
    chart = layered(layers, height=height, data=placed)
    return book_chart(chart, table=_promise_table(rows), **caption)


def _promise_key(rows: pd.DataFrame) -> list[tuple[Swatch, str, str]]:
    """The marks that these rows have, and no others."""
    answered, uncertain = rows["outcome"].notna(), rows["verdict"].isin(UNCERTAIN)
    ranged = rows["target"].isna() & rows["target_low"].notna() & rows["target_high"].notna()
    banded = rows["target_low"].notna() & rows["target_high"].notna()
    items: list[tuple[bool, tuple[Swatch, str, str]]] = [
        (bool(rows["baseline"].notna().any()), ("hollow", CHARCOAL, "start")),
        (bool((~ranged).any()), ("diamond", ORANGE, "promised")),
        (bool(banded.any()), ("square", PALE_ORANGE, "range promised")),
        (bool((answered & ~uncertain).any()), ("circle", NAVY, "what happened")),
        (bool((answered & uncertain).any()), ("broken", NAVY, "only expected, claimed or put in")),
    ]
    return [item for wanted, item in items if wanted]


def share_delivered(
    rows: pd.DataFrame,
    *,
    clip: tuple[float, float] = (-0.5, 1.5),
    **caption: Unpack[Caption],
) -> BookChart:
    """Promises in different units, each as the share of the promised change delivered.

    rows: label, share (1 is the promise kept, 0 no change, below 0 the other way, NaN where
    none can be worked out), verdict and, optionally, place. A share outside `clip` is drawn
    to the edge with an arrowhead and its true value. Raises ValueError for a clip that does not
    reach below 0 and above 1.
    """
    if not clip[0] < 0 < 1 < clip[1]:
        raise ValueError(f"clip must reach below 0 and above 1: {clip}")
    rows = _with_verdict_words(rows)
    placed = place_labels(rows, list(SHARE_ROOM + rows["doubt_room"]), top=44)
    low, high = clip
    placed["verdict_y"] = placed["marks_y"] + 1
    placed["bar_y"] = placed["marks_y"] + 32 + placed["doubt_room"]
    placed["drawn"] = placed["share"].clip(low, high)
    placed["beyond"] = np.sign(placed["share"] - placed["drawn"])
    placed["uncertain"] = placed["verdict"].isin(UNCERTAIN)
    placed["text"] = [
        amount(round(share * 100), "%") if share == share else "" for share in placed["share"]
    ]
    height = float(placed["bar_y"].iloc[-1] + SHARE_ROOM - 46)
    across = alt.X(
        "drawn:Q", axis=None, scale=alt.Scale(domain=[low, high], nice=False, padding=56)
    )
    bars = alt.Chart().transform_filter(present("share"))
    arrows = [
        bars.transform_filter(f"datum.beyond === {sign}")
        .mark_point(shape=f"triangle-{way}", size=130, filled=True, opacity=1, xOffset=6 * sign)
        .encode(x=across, y=pixels("bar_y"), color=alt.value(colour))
        for sign, way, colour in ((1, "right", NAVY), (-1, "left", ORANGE))
    ]
    numbers = [
        bars.transform_filter(test)
        .mark_text(align=align, baseline="middle", dx=dx)  # type: ignore[arg-type]
        .encode(x=across, y=pixels("bar_y"), text="text:N")
        for test, align, dx in (
            ("datum.share >= 0 && datum.beyond === 0", "left", 6),
            ("datum.share < 0 && datum.beyond === 0", "right", -6),
            ("datum.beyond === 1", "left", 17),
            ("datum.beyond === -1", "right", -17),
        )
    ]
    layers = [
        *_share_rules(across),
        wrapped_labels(),
        _verdicts(),
        *_share_bars(bars, across),
        *arrows,
        *numbers,
    ]
    chart = layered(layers, height=height, data=placed)
    table = pd.DataFrame(
        {
            "Promise": rows["label"],
            "Share of the promised change delivered (%)": (rows["share"] * 100).round(),
            "Verdict": rows["verdict_words"].str.replace("\n", " · "),
        }
    )
    return book_chart(chart, table=table, **caption)


def _with_verdict_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The verdict as the reader sees it: with the place, any missing outcome, and what is in doubt.

    Adds verdict_words and doubt_room, the pixels that the lines of the doubt take beneath the verdict.
    """
    rows = rows.reset_index(drop=True).copy()
    words, rooms = [], []
    for row in rows.to_dict("records"):
        parts = [sentence_case(str(row["verdict"]))]
        if pd.isna(row.get("outcome", 0.0)) and row["verdict"] != NOT_FOUND:
            parts.append(NOT_FOUND)
        if isinstance(row.get("place"), str) and row["place"]:
            parts.append(row["place"])
        doubt = row.get("doubt")
        doubted = wrap(sentence_case(doubt), TEXT_ROOM) if isinstance(doubt, str) and doubt else ""
        rooms.append(LINE_HEIGHT * line_count(doubted) if doubted else 0)
        words.append("\n".join(filter(None, [" · ".join(parts), doubted])))
    rows["verdict_words"] = words
    rows["doubt_room"] = rooms
    return rows


def _place_promise_marks(placed: pd.DataFrame, unit_label: str) -> pd.DataFrame:
    """Pixels and words for the marks of each promise.

    The target's number goes above the line; the start's and the outcome's go under it, each
    on its outer side, so no two numbers can meet at any width.
    """
    placed["verdict_y"] = placed["marks_y"] + 1
    beneath = placed["marks_y"] + placed["doubt_room"]
    placed["target_text_y"] = beneath + 30
    placed["line_y"] = beneath + 46
    placed["value_y"] = beneath + 64
    middle = (placed["target_low"] + placed["target_high"]) / 2
    placed["reached"] = placed["outcome"].fillna(placed["baseline"])
    # What is left to go leads to the nearer end of a range; its words stand over its middle.
    nearest = placed["reached"].clip(placed["target_low"], placed["target_high"]).fillna(middle)
    one_end = placed["target"].fillna(placed["target_low"]).fillna(placed["target_high"])
    placed["target_at"] = placed["target"].fillna(nearest).fillna(one_end)
    placed["words_at"] = placed["target"].fillna(middle).fillna(one_end)
    both = placed["target_low"].notna() & placed["target_high"].notna()
    placed["target_drawn"] = placed["target"].notna() | ~both  # a bare range has its band alone
    placed["target_text"] = [
        _range_words(low, high, unit_label)
        if pd.isna(target) or not (pd.isna(low) or pd.isna(high))
        else amount(target, unit_label)
        for target, low, high in zip(
            placed["target"], placed["target_low"], placed["target_high"], strict=True
        )
    ]
    placed["baseline_text"] = [
        "" if pd.isna(value) else amount(value, unit_label) for value in placed["baseline"]
    ]
    placed["outcome_text"] = [
        "" if pd.isna(value) else amount(value, unit_label) for value in placed["outcome"]
    ]
    placed["uncertain"] = placed["verdict"].isin(UNCERTAIN)
    other = placed["baseline"].fillna(placed["target_at"])
    placed["outcome_right"] = placed["outcome"].fillna(placed["target_at"]) >= other
    return placed


def _range_words(low: float, high: float, unit_label: str) -> str:
    if pd.isna(high):
        return f"{amount(low, unit_label)} or more"
    if pd.isna(low):
        return f"{amount(high, unit_label)} or less"
    return f"{amount(low, unit_label)} to {amount(high, unit_label)}"


def _zero() -> alt.Chart:
    """Where nothing is: a tick on each row's line, so that a length can be read from it."""
    return (
        alt.Chart()
        .transform_calculate(nothing="0")
        .mark_tick(orient="vertical", size=16, thickness=2, color=CHARCOAL, opacity=1)
        .encode(x=alt.X("nothing:Q"), y=pixels("line_y"))
    )


def _track() -> alt.Chart:
    return (
        alt.Chart()
        .mark_rule(color=RULE)
        .encode(x=alt.value(0), x2=alt.value("width"), y=pixels("line_y"))
    )


def _verdicts() -> alt.Chart:
    return (
        alt.Chart()
        .mark_text(align="left", baseline="line-top", color=MUTED)
        .encode(x=alt.value(0), y=pixels("verdict_y"), text="verdict_words:N")
    )


def _promise_marks(margin: float, unit_label: str) -> list[alt.Chart]:
    """Marks from the back to the front; all share one horizontal scale."""

    def across(field: str) -> alt.X:
        scale = alt.Scale(zero=True, nice=False, padding=margin)
        return alt.X(field, type="quantitative", axis=axis, scale=scale)

    axis = alt.Axis(
        title=None,
        tickCount=4,
        grid=False,
        domain=True,
        labelExpr=labels_with_unit(unit_label),
    )

    every = alt.Chart()
    y, below = pixels("line_y"), pixels("value_y")
    layers = [
        every.transform_filter("isValid(datum.target_low) && isValid(datum.target_high)")
        .mark_rule(color=PALE_ORANGE, strokeWidth=12)
        .encode(x=across("target_low"), x2="target_high:Q", y=y),
        every.transform_filter(present("reached"))
        .mark_rule(color=ORANGE, strokeDash=[3, 3])
        .encode(x=across("reached"), x2="target_at:Q", y=y),
        every.transform_filter(f"{present('baseline')} && {present('outcome')}")
        .mark_rule(color=NAVY, strokeWidth=3)
        .encode(x=across("baseline"), x2="outcome:Q", y=y),
        every.mark_text(baseline="middle", color=CHARCOAL).encode(
            x=across("words_at"), y=pixels("target_text_y"), text="target_text:N"
        ),
        every.transform_filter(present("baseline"))
        .mark_point(size=80, fill=WHITE, stroke=CHARCOAL, strokeWidth=2, opacity=1)
        .encode(x=across("baseline"), y=y),
        every.transform_filter(f"{present('outcome')} && !datum.uncertain")
        .mark_point(size=110, filled=True, color=NAVY, opacity=1)
        .encode(x=across("outcome"), y=y),
        every.transform_filter(f"{present('outcome')} && datum.uncertain")
        .mark_point(size=100, fill=WHITE, stroke=NAVY, strokeWidth=2, strokeDash=[2, 2], opacity=1)
        .encode(x=across("outcome"), y=y),
        # Last, and smaller than the circles, so that a kept promise shows both.
        every.transform_filter("datum.target_drawn")
        .mark_point(shape="diamond", size=80, fill=ORANGE, stroke=WHITE, strokeWidth=0.7, opacity=1)
        .encode(x=across("target_at"), y=y),
    ]
    for field, weight, colour in (("baseline", "normal", CHARCOAL), ("outcome", "bold", NAVY)):
        for on_the_right in (True, False):
            outer = on_the_right if field == "outcome" else not on_the_right
            layers.append(
                every.transform_filter(
                    f"{present(field)} && datum.outcome_right === {str(on_the_right).lower()}"
                )
                .mark_text(
                    align="left" if outer else "right",
                    baseline="middle",
                    dx=-3 if outer else 3,
                    fontWeight=weight,  # type: ignore[arg-type]
                    color=colour,
                )
                .encode(x=across(field), y=below, text=f"{field}_text:N")
            )
    return layers


def _promise_table(rows: pd.DataFrame) -> pd.DataFrame:
    promised = [
        target if not pd.isna(target) else _range_words(low, high, "")
        for target, low, high in zip(
            rows["target"], rows["target_low"], rows["target_high"], strict=True
        )
    ]
    table = pd.DataFrame(
        {
            "Promise": rows["label"],
            "Where it started": rows["baseline"].round(2),
            "Promised": promised,
            "What happened": rows["outcome"].round(2),
            "Verdict": rows["verdict_words"].str.replace("\n", " · "),
        }
    )
    return table


def _share_bars(bars: alt.Chart, across: alt.X) -> list[alt.Chart]:
    """Navy towards the promise, orange away from it; what was only expected is an outline."""
    towards = alt.condition("datum.share < 0", alt.value(ORANGE), alt.value(NAVY))
    place = {"x": across, "x2": alt.X2Datum(0), "y": pixels("bar_y")}
    return [
        bars.transform_filter("!datum.uncertain")
        .mark_bar(height=16)
        .encode(**place, color=towards),
        bars.transform_filter("datum.uncertain")
        .mark_bar(height=16, fill=WHITE, strokeWidth=1.5, strokeDash=[3, 2])
        .encode(**place, stroke=towards),
    ]


def _share_rules(across: alt.X) -> list[alt.Chart]:
    """No change and promise kept: a pale line down the page, a tick a row, named at the top."""
    lines, ticks, words = [], [], []
    for at, text in ((0, "0%\nno change"), (1, "100%\npromise kept")):
        lines.append(
            one_row(drawn=at)
            .mark_rule(color=RULE)
            .encode(x=across, y=alt.value(36), y2=alt.value("height"))
        )
        ticks.append(
            alt.Chart()
            .transform_calculate(drawn=str(at))
            .mark_tick(orient="vertical", size=22, thickness=1, color=MUTED, opacity=1)
            .encode(x=across, y=pixels("bar_y"))
        )
        words.append(
            one_row(drawn=at, words=text)
            .mark_text(baseline="top", color=MUTED)
            .encode(x=across, y=alt.value(0), text="words:N")
        )
    return [*lines, *ticks, *words]
