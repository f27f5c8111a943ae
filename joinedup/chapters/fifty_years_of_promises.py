"""What share of promises was met, however they are split, and what did each of them say?"""

from __future__ import annotations

import math
from typing import Any, Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import TEXT_ROOM, WIDE_TEXT_ROOM, layered, row_y
from joinedup.charts.theme import CHARCOAL, MUTED, NARROW_BELOW, NAVY, RULE
from joinedup.charts.words import sentence_case, wrap
from joinedup.evidence import promises

LEVERS = {
    "centre": "Ministers or the national body",
    "councils": "Councils",
    "nhs": "Local NHS bodies",
    "joint": "NHS and councils together",
    "market": "The market",
}
KINDS = {"process": "Process: what is put in or set up", "outcome": "Outcome: what then happens"}
_Z = 1.96  # the 97.5th percentile of the normal distribution, to two places
_SPLITS = {
    # by: words in the control, heading in the table
    "kind": ("kind of promise", "Kind"),
    "lever": ("who held the lever", "Lever"),
    "mechanism": ("mechanism", "Mechanism"),
    "era": ("period the initiative began in", "Period begun"),
}


def wilson(met: int, number: int) -> tuple[float, float]:
    """The 95% interval for a share (0 to 1): Wilson's, which stays honest when numbers are small.

    Wilson (1927), the score interval without a correction for continuity. Assumes that the `number`
    trials are independent. Raises ValueError when there is nothing to take a share of.
    """
    if not 0 <= met <= number or number == 0:
        raise ValueError(f"no share can be taken: {met} of {number}")
    share, spread = met / number, _Z * _Z / number
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / number + spread / (4 * number))
    return max(middle - half, 0), min(middle + half, 1)


def mechanisms_of(board: pd.DataFrame) -> list[str]:
    """Every mechanism that a promise used, in alphabetical order."""
    return sorted({word for text in board["mechanisms"] for word in text.split()})


def members(board: pd.DataFrame, by: str) -> list[tuple[str, pd.DataFrame]]:
    """The groups of one way of splitting the promises, in an order that means something.

    by: "kind", "lever", "mechanism" (the largest first; a promise may be in several) or "era".
    """
    if by == "kind":
        return [(name, board[board["kind"] == key]) for key, name in KINDS.items()]
    if by == "lever":
        return [(name, board[board["lever"] == key]) for key, name in LEVERS.items()]
    if by == "era":
        eras = sorted(board["era"].unique())
        return [
            (sentence_case(era.replace("-", " to ")), board[board["era"] == era]) for era in eras
        ]
    found = [
        (word, board[[word in text.split() for text in board["mechanisms"]]])
        for word in mechanisms_of(board)
    ]
    found.sort(key=lambda each: -len(each[1]))
    return [(sentence_case(word.replace("-", " ")), rows) for word, rows in found]


def shares_met(board: pd.DataFrame) -> pd.DataFrame:
    """The share met of those that can be judged in each group, with Wilson's interval.

    board: one row a promise, with kind, lever, era, mechanisms (with spaces between), compared and
    met (true or false). A promise that cannot be judged counts neither way: its group says how many
    there are. Returns by, row (from 0, all promises first), group, met, of, share, low and high (0
    to 1; missing when none can be judged) and words.
    """
    rows = [
        {"by": by, "row": row, "group": name, **_share(some)}
        for by in _SPLITS
        for row, (name, some) in enumerate([("All promises", board), *members(board, by)])
        if not some.empty
    ]
    return pd.DataFrame(rows)


def _share(rows: pd.DataFrame) -> dict[str, Any]:
    met, total = int(rows["met"].sum()), int(rows["compared"].sum())
    gap = len(rows) - total
    share = met / total if total else float("nan")
    low, high = wilson(met, total) if total else (float("nan"), float("nan"))
    words = f"{met} of {total}: {share:.0%} ({low:.0%} to {high:.0%})" if total else "none judged"
    return {
        "met": met,
        "of": total,
        "share": share,
        "low": low,
        "high": high,
        "words": f"{words}; {gap} cannot be judged" if gap else words,
    }


def shares_chart(
    split: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """The share met in each group with its interval; the reader picks the split.

    split: from `shares_met`.
    """
    table = split[(split["row"] > 0) | (split["by"] == "kind")]
    splits = {by: words for by, (words, _) in _SPLITS.items()}
    return book_chart(
        layered(
            _share_layers(split),
            height=alt.Step(62),
            params=[select("by", "Split by", splits)],
        ),
        **caption,
        table=_shares_table(table),
    )


def _shares_table(shares: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Split by": shares["by"].map({by: heading for by, (_, heading) in _SPLITS.items()}),
            "Group": shares["group"],
            "Met": shares["met"],
            "Judged": shares["of"],
            "Share met (%)": (shares["share"] * 100).round(),
            "Interval from (%)": (shares["low"] * 100).round(),
            "Interval to (%)": (shares["high"] * 100).round(),
        }
    )


def _share_layers(split: pd.DataFrame) -> list[alt.Chart]:
    every = alt.Chart(split).transform_filter("datum.by === by")
    shown = every.transform_filter("isValid(datum.share)")
    below = 46
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])

    def across(field: str) -> alt.X:
        return alt.X(field, type="quantitative", scale=scale, axis=axis)

    group = every.mark_text(align="left", baseline="top", fontWeight="bold")
    words = every.mark_text(align="left", baseline="top", color=MUTED, yOffset=18)
    track = every.mark_rule(color=RULE, yOffset=below)
    interval = shown.mark_rule(color=NAVY, strokeWidth=2, yOffset=below)
    point = shown.mark_point(size=110, filled=True, color=NAVY, opacity=1, yOffset=below)
    return [
        group.encode(x=alt.value(0), y=row_y(), text="group:N"),
        words.encode(x=alt.value(0), y=row_y(), text="words:N"),
        track.encode(x=alt.value(0), x2=alt.value("width"), y=row_y()),
        interval.encode(x=across("low"), x2="high:Q", y=row_y()),
        point.encode(x=across("share"), y=row_y()),
    ]


_BUT_VERDICT = " && ".join(
    [
        "(kind === 'all' || datum.kind === kind)",
        "(lever === 'all' || datum.lever === lever)",
        "(mechanism === 'all' || indexof(split(datum.mechanisms, ' '), mechanism) >= 0)",
        "(era === 'all' || datum.era === era)",
    ]
)
_CHOSEN = f"{_BUT_VERDICT} && (verdict === 'all' || datum.verdict === verdict)"
_ANSWERED = f"indexof({list(promises.COMPARED)}, datum.verdict) >= 0"


def reader_chart(
    board: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Every promise in words, to choose from, with the share met among those chosen on top.

    board: by promise, with promise, initiative, rule, doubt ("" where there is none), verdict, kind,
    lever, mechanisms (with spaces between) and era. It opens on the promises that were met.
    """
    ticked = board.reset_index()[["verdict", "kind", "lever", "mechanisms", "era"]].copy()
    ticked["narrow"] = [_lines(row, TEXT_ROOM) for _, row in board.iterrows()]
    ticked["wide"] = [_lines(row, WIDE_TEXT_ROOM) for _, row in board.iterrows()]
    return book_chart(
        layered(
            [_text(alt.Chart(ticked)), *_heads(_tally(alt.Chart(ticked)))],
            height=alt.Step(17),
            params=_reader_params(board),
        ),
        **caption,
        table=_reader_table(board.reset_index()),
    )


def _lines(row: pd.Series, room: float) -> str:
    """A promise as lines of text, each with a letter for its style: b bold, n navy, m muted."""
    told = [
        ("b", row["promise"], True),
        ("n", f"{sentence_case(row['verdict'])} · {row['initiative']}", False),
        ("m", row["rule"], False),
    ]
    if row["doubt"]:
        told.append(("m", f"In doubt: {row['doubt']}.", False))
    found = [
        f"{style} {line}"
        for style, text, bold in told
        for line in wrap(text, room, bold=bold).split("\n")
    ]
    return "\n".join([*found, "m "])


def _reader_params(board: pd.DataFrame) -> list[alt.Parameter]:
    verdicts = [each for each in promises.VERDICTS if each in set(board["verdict"])]
    levers = [each for each in LEVERS if each in set(board["lever"])]
    mechanisms = mechanisms_of(board)
    eras = sorted(board["era"].unique())
    choices: dict[str, tuple[str, str, dict[str, str]]] = {
        "verdict": ("Verdict", "met", {each: sentence_case(each) for each in verdicts}),
        "kind": ("Kind", "all", {each: each for each in KINDS}),
        "lever": ("Who held the lever", "all", {each: LEVERS[each] for each in levers}),
        "mechanism": ("Mechanism", "all", {word: word.replace("-", " ") for word in mechanisms}),
        "era": ("Period begun", "all", {each: each for each in eras}),
    }
    return [
        select(name, words, {"all": "all", **options}, start)
        for name, (words, start, options) in choices.items()
    ]


def _tally(every: alt.Chart) -> alt.Chart:
    """What the promises chosen come to, in three lines: Wilson's interval again, in Vega."""
    return (
        every.transform_calculate(
            here=f"{_CHOSEN} ? 1 : 0",
            answered=f"({_BUT_VERDICT}) && ({_ANSWERED}) ? 1 : 0",
            kept=f"({_BUT_VERDICT}) && datum.verdict === 'met' ? 1 : 0",
            gap=f"({_BUT_VERDICT}) && !({_ANSWERED}) ? 1 : 0",
        )
        .transform_aggregate(here="sum(here)", n="sum(answered)", met="sum(kept)", gap="sum(gap)")
        .transform_calculate(
            p="datum.n > 0 ? datum.met / datum.n : 0", s="datum.n > 0 ? 3.8416 / datum.n : 0"
        )
        .transform_calculate(
            middle="(datum.p + datum.s / 2) / (1 + datum.s)",
            half="datum.n > 0 ? 1.96 / (1 + datum.s) * "
            "sqrt(datum.p * (1 - datum.p) / datum.n + datum.s / (4 * datum.n)) : 0",
        )
        .transform_calculate(
            first="datum.here + (datum.here === 1 ? ' promise' : ' promises') + ' shown below'",
            second="'With any verdict: ' + datum.met + ' met of ' + datum.n + ' judged; ' + "
            "datum.gap + ' cannot be judged'",
            third="datum.n > 0 ? format(datum.p, '.0%') + ' met (95% interval ' + "
            "format(max(0, datum.middle - datum.half), '.0%') + ' to ' + "
            "format(min(1, datum.middle + datum.half), '.0%') + ')' : 'None can be judged'",
        )
    )


def _heads(tally: alt.Chart) -> list[alt.Chart]:
    styles: tuple[tuple[str, Any, int], ...] = (
        ("first", "bold", -72),
        ("second", "normal", -52),
        ("third", "normal", -34),
    )
    return [
        tally.mark_text(align="left", baseline="top", fontWeight=weight, color=CHARCOAL).encode(
            x=alt.value(0), y=alt.value(at), text=f"{field}:N"
        )
        for field, weight, at in styles
    ]


def _text(every: alt.Chart) -> alt.Chart:
    """The promises chosen, a row for each line of text in the wrapping that suits the page."""
    inks = f"datum.style === 'b' ? '{CHARCOAL}' : datum.style === 'n' ? '{NAVY}' : '{MUTED}'"
    return (
        every.transform_filter(_CHOSEN)
        .transform_calculate(
            line=f"split(width < {NARROW_BELOW} ? datum.narrow : datum.wide, '\\n')"
        )
        .transform_flatten(["line"])
        .transform_window(row="row_number()")
        .transform_calculate(words="slice(datum.line, 2)", style="slice(datum.line, 0, 1)")
        .mark_text(
            align="left",
            baseline="top",
            fontWeight=alt.ExprRef("datum.style === 'm' ? 'normal' : 'bold'"),
            color=alt.ExprRef(inks),
        )
        .encode(x=alt.value(0), y=row_y(), text="words:N")
    )


def _reader_table(full: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Promise": full["promise"],
            "Made by or in": full["initiative"],
            "Period begun": full["era"],
            "Kind": full["kind"],
            "Lever": full["lever"],
            "Mechanism": [text.replace(" ", ", ").replace("-", " ") for text in full["mechanisms"]],
            "Verdict": full["verdict"],
            "Why": full["rule"],
            "In doubt": full["doubt"],
        }
    )
