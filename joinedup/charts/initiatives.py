"""What was tried, and when?"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import key, layered, row_y
from joinedup.charts.theme import (
    CHARCOAL,
    NAVY,
    ORANGE,
    RULE,
    TEAL,
    WHITE,
)
from joinedup.charts.words import sentence_case, text_width

ROW = 28
TEXT_SIZE = 12
BAR_AT = 18  # pixels under the top of a row: the bar, with the name above it
KINDS = {"initiative": (NAVY, "circle"), "review": (ORANGE, "diamond"), "place": (TEAL, "square")}
KEY_ENDS = -42  # pixels above the rows: the key, then the years
EVERYTHING = "all"


def timeline(
    initiatives: pd.DataFrame,
    *,
    until: str | pd.Timestamp | None = None,
    **caption: Unpack[Caption],
) -> BookChart:
    """Initiatives as bars over the years, in order of their start.

    initiatives: name, kind (initiative, review, place), era, mechanism (words parted by
    spaces), start and end (dates) and, optionally, short_name (at most about 55 letters, or a
    phone cuts it short with dots). Where no end is known the bar ends at `last_seen`, an
    optional column of dates, and an open mark there says that no end was found, for the
    evidence may only be silent; an end equal to the start, or true in an optional
    `one_off` column, is a single mark. An initiative without a start stays in the table and
    is left out of the drawing.
    until: the last date on the axis (the last date in the data when not given).
    Selects choose era, kind and mechanism; the rows close up. Raises ValueError for a kind
    it does not know.
    """
    unknown = set(initiatives["kind"]) - set(KINDS)
    if unknown:
        raise ValueError(f"kind must be one of {list(KINDS)}: {sorted(unknown)}")
    drawn, span = _laid_out(initiatives, until)
    chosen = " && ".join(
        [
            "(era === 'all' || datum.era === era)",
            "(kind === 'all' || datum.kind === kind)",
            "(mechanism === 'all' || indexof(split(datum.mechanism, ' '), mechanism) >= 0)",
        ]
    )
    every = alt.Chart(drawn).transform_filter(chosen)
    layers = [*_rows(every, span), *_key(drawn)]
    chart = layered(layers, height=alt.Step(ROW), params=_controls(drawn))
    return book_chart(chart, table=_table(initiatives), **caption)


Span = tuple[pd.Timestamp, pd.Timestamp]


def _laid_out(
    initiatives: pd.DataFrame, until: str | pd.Timestamp | None
) -> tuple[pd.DataFrame, Span]:
    drawn = initiatives[["name", "kind", "era", "mechanism"]].copy()
    if "short_name" in initiatives:
        drawn["name"] = initiatives["short_name"].fillna(drawn["name"])
    drawn["start"] = pd.to_datetime(initiatives["start"])
    drawn["end"] = pd.to_datetime(initiatives["end"])
    seen = pd.to_datetime(initiatives.get("last_seen", pd.Series(pd.NaT, index=drawn.index)))
    drawn["last_seen"] = seen.where(seen > drawn["start"], drawn["start"])
    one_off = initiatives.get("one_off", False)
    drawn["one_off"] = (drawn["end"] == drawn["start"]) | one_off
    drawn = drawn.dropna(subset=["start"]).sort_values(["start", "name"], ignore_index=True)
    last = pd.concat([drawn["start"], drawn["end"]]).max() if until is None else pd.Timestamp(until)
    span = (pd.Timestamp(year=drawn["start"].min().year, month=1, day=1), last)
    drawn["open_ended"] = drawn["end"].isna() & ~drawn["one_off"]
    drawn["bar_end"] = _within(drawn["end"].fillna(drawn["last_seen"]), span)
    drawn["row"] = range(len(drawn))
    drawn["fraction"] = (drawn["start"] - span[0]) / (span[1] - span[0])
    # The year in words too: the axis is out of sight for most of the page.
    drawn["name"] = [
        name if str(start.year) in name else f"{start.year} {name}"
        for start, name in zip(drawn["start"], drawn["name"], strict=True)
    ]
    drawn["name_width"] = [text_width(name, TEXT_SIZE) for name in drawn["name"]]
    # Timestamps in UTC, so that every reader sees one picture.
    for column in ("start", "end", "bar_end", "last_seen"):
        drawn[column] = drawn[column].dt.tz_localize("UTC")
    return drawn, span


def _within(dates: pd.Series, span: Span) -> pd.Series:
    return dates.where(dates >= span[0], span[0]).where(dates <= span[1], span[1])


def _across(field: str, span: Span, *, sets_span: bool = False) -> alt.X:
    """Years along the top. One layer, without an x2, sets the span, or Vega-Lite warns."""
    first = -(-span[0].year // 10) * 10
    return alt.X(
        field,
        type="temporal",
        scale=alt.Scale(
            type="utc",
            nice=False,
            # As text: the expression interpreter of a strict page misreads milliseconds.
            domain=[f"{day:%Y-%m-%d}" for day in span] if sets_span else alt.Undefined,
        ),
        axis=alt.Axis(
            orient="top",
            values=[
                alt.DateTime(year=year, utc=True) for year in range(first, span[1].year + 1, 10)
            ],
            labelExpr="utcFormat(datum.value, '%Y')",
            domain=False,
            grid=True,
            gridColor=RULE,
        ),
    )


def _rows(every: alt.Chart, span: Span) -> list[alt.Chart]:
    colours = alt.Color(
        "kind:N",
        legend=None,
        scale=alt.Scale(domain=list(KINDS), range=[colour for colour, _ in KINDS.values()]),
    )
    shapes = alt.Shape(
        "kind:N",
        legend=None,
        scale=alt.Scale(domain=list(KINDS), range=[shape for _, shape in KINDS.values()]),
    )
    return [
        # A name starts over its bar, or as far right as still leaves it whole.
        every.transform_calculate(
            name_x="max(0, min(datum.fraction * width, width - datum.name_width))"
        )
        .mark_text(
            align="left",
            baseline="middle",
            fontSize=TEXT_SIZE,
            yOffset=8,
            limit=alt.ExprRef("width"),
        )
        .encode(
            x=alt.X("name_x:Q", scale=None, axis=None),
            y=row_y(),
            text="name:N",
            tooltip=[alt.Tooltip("name:N", title="Name"), alt.Tooltip("kind:N", title="Kind")],
        ),
        every.transform_filter("!datum.one_off")
        .mark_rule(strokeWidth=5, opacity=0.45, yOffset=BAR_AT)
        .encode(x=_across("start", span), x2="bar_end:T", y=row_y(), color=colours),
        every.transform_filter("datum.open_ended")
        .mark_point(
            shape="triangle-right", size=60, filled=True, fill=WHITE, opacity=1, yOffset=BAR_AT
        )
        .encode(x=_across("bar_end", span), y=row_y(), stroke=colours),
        every.mark_point(size=45, filled=True, opacity=1, yOffset=BAR_AT).encode(
            x=_across("start", span, sets_span=True), y=row_y(), color=colours, shape=shapes
        ),
    ]


def _key(drawn: pd.DataFrame) -> list[alt.Chart]:
    items = [
        (shape, colour, kind)
        for kind, (colour, shape) in KINDS.items()
        if kind in set(drawn["kind"])
    ]
    if drawn["open_ended"].any():
        items.append(("triangle-right", CHARCOAL, "last evidence, no end found"))
    _, height = key(items)  # type: ignore[arg-type]
    layers, _ = key(items, top=KEY_ENDS - height)  # type: ignore[arg-type]
    return layers


def _controls(drawn: pd.DataFrame) -> list[alt.Parameter]:
    choices = {
        "era": list(dict.fromkeys(drawn["era"])),
        "kind": [kind for kind in KINDS if kind in set(drawn["kind"])],
        "mechanism": sorted({word for text in drawn["mechanism"] for word in text.split()}),
    }
    # A list of one has nothing to choose from: its parameter stays, without a list.
    return [
        alt.param(name=name, value=EVERYTHING)
        if len(options) == 1
        else select(
            name,
            sentence_case(name),
            {
                option: option.replace("-", " ") if name == "mechanism" else option
                for option in (EVERYTHING, *options)
            },
        )
        for name, options in choices.items()
    ]


def _table(initiatives: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Name": initiatives["name"],
            "Kind": initiatives["kind"],
            # As text: a year takes no comma.
            "Start": pd.to_datetime(initiatives["start"]).dt.strftime("%Y").astype(object),
            "End": pd.to_datetime(initiatives["end"]).dt.strftime("%Y").astype(object),
            "Mechanism": [
                text.replace(" ", ", ").replace("-", " ") for text in initiatives["mechanism"]
            ],
        }
    )
    table[["Start", "End"]] = table[["Start", "End"]].where(table[["Start", "End"]].notna(), None)
    return table.sort_values(["Start", "Name"], na_position="last", ignore_index=True)
