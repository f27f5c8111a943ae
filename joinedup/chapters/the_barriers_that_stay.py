"""Which barriers does each initiative, review and place record, and which rose from period to period?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import layered, row_y
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, RULE

_KINDS = {"all": "all", "initiative": "initiatives", "review": "reviews", "place": "places"}
_WANTED = " && ".join(
    [
        "(kind === 'all' || datum.kind === kind)",
        "(era === 'all' || datum.era === era)",
        "(barrier === 'all' || indexof(split(datum.barriers, ' '), barrier) >= 0)",
    ]
)
_NONE = (
    "'No ' + (kind === 'all' ? 'record' : kind)"
    " + (era === 'all' ? '' : ' from ' + replace(era, '-', ' to '))"
    " + (barrier === 'all' ? ' is held' : ' names this')"
)
_INK = "barrier === 'all' || datum.barrier === barrier"


def years(era: str) -> str:
    """A period as it is read aloud: "1970 to 1989"."""
    return era.replace("-", " to ")


def with_orders(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with by_date, their place as given, and by_number, with most barriers first.

    rows: in order of date, with named (a list of barriers each). Equal numbers stay in order of date.
    """
    placed = rows.assign(by_date=range(len(rows)))
    number = placed.assign(number=placed["named"].map(len))
    ordered = number.sort_values(["number", "by_date"], ascending=[False, True])
    placed["by_number"] = pd.Series(range(len(placed)), index=ordered.index)
    return placed


def matrix_chart(
    rows: pd.DataFrame,
    names: pd.Series,
    order: Sequence[str],
    **caption: Unpack[Caption],
) -> BookChart:
    """A grid of rows against barriers; the reader chooses kind, period, barrier and sorting.

    rows: by initiative_id in order of date, with label, year (in words), kind, era, barriers (with
    spaces between) and named (the same as a list). names: what readers call each barrier, by its
    id; order: the ids, as the columns are to stand.
    """
    drawn = _drawn(with_orders(rows))
    return book_chart(
        layered(
            _matrix_layers(drawn, names, order),
            height=alt.Step(40),
            params=_matrix_params(sorted(rows["era"].unique()), names, order),
        ),
        **caption,
        table=pd.DataFrame(
            {
                "Date": rows["year"],
                "Name": rows["label"],
                "Kind": rows["kind"],
                "Period": rows["era"],
                "Barriers": [", ".join(names[each] for each in named) for named in rows["named"]],
            }
        ),
    )


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """What the rows show, the year before a name that holds none."""
    columns = ["initiative_id", "label", "year", "kind", "era", "barriers", "by_date", "by_number"]
    drawn = rows.reset_index()[columns]
    has_year = drawn["label"].str.contains(r"\d{4}")
    drawn["words"] = (drawn["year"] + "  ").mask(has_year, "") + drawn["label"]
    return drawn


def _sorted_rows(table: pd.DataFrame) -> alt.Chart:
    """Only the rows asked for, with their place in the order asked for."""
    return (
        alt.Chart(table)
        .transform_filter(_WANTED)
        .transform_calculate(row="sort_by === 'date' ? datum.by_date : datum.by_number")
    )


def _matrix_layers(drawn: pd.DataFrame, names: pd.Series, order: Sequence[str]) -> list[alt.Chart]:
    place = {barrier: (position + 0.5) / len(order) for position, barrier in enumerate(order)}
    marks = drawn[["kind", "era", "barriers", "by_date", "by_number"]]
    marks = marks.assign(barrier=drawn["barriers"].str.split()).explode("barrier").dropna()
    marks["at"] = marks["barrier"].map(place)
    heads = pd.DataFrame(
        {"at": list(place.values()), "head": [names[each] for each in order], "barrier": order}
    )
    rows, below = _sorted_rows(drawn), 26
    label = rows.mark_text(align="left", baseline="top", limit=alt.ExprRef("width"))
    square = _sorted_rows(marks).mark_point(
        shape="square", size=110, filled=True, opacity=1, yOffset=below
    )
    head = alt.Chart(heads).mark_text(angle=270, align="left", baseline="middle", fontWeight="bold")
    nothing = (
        alt.Chart(drawn)
        .transform_calculate(wanted=f"{_WANTED} ? 1 : 0")
        .transform_aggregate(number="sum(wanted)")
        .transform_filter("datum.number === 0")
        .transform_calculate(row="0", words=_NONE)
    )
    across = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    square_ink = alt.condition(_INK, alt.value(NAVY), alt.value(GREY))
    head_ink = alt.condition(_INK, alt.value(CHARCOAL), alt.value(MUTED))
    return [
        rows.mark_rule(color=RULE, yOffset=below).encode(
            x=alt.value(0), x2=alt.value("width"), y=row_y()
        ),
        label.encode(x=alt.value(0), y=row_y(), text="words:N"),
        square.encode(x=across, y=row_y(), color=square_ink),
        head.encode(x=across, y=alt.value(-10), text="head:N", color=head_ink),
        nothing.mark_text(align="left", baseline="top", color=MUTED).encode(
            x=alt.value(0), y=row_y(), text="words:N"
        ),
    ]


def _matrix_params(
    eras: Sequence[str], names: pd.Series, order: Sequence[str]
) -> list[alt.Parameter]:
    barriers = {"all": "any barrier", **{each: names[each] for each in order}}
    sorting = {"date": "date", "number": "most barriers first"}
    return [
        select("kind", "Show", _KINDS, "review"),
        select("era", "Period", ["all", *eras]),
        select("barrier", "That name", barriers),
        select("sort_by", "Sort by", sorting),
    ]


def by_period(
    rows: pd.DataFrame,
    names: pd.Series,
    order: Sequence[str],
    rise: pd.Series,
    eras: Sequence[str],
) -> pd.DataFrame:
    """How many rows of each kind record each barrier in each period.

    rows: kind, era and named (a list of barriers each). rise: the change in share by barrier, for
    an order. Returns kind ("all" too), era, barrier, label, by_total and by_rise (places from 0),
    share (0 to 1; 0 where there are no rows) and words ("6 of 10").
    """
    ranked = rise.rank(ascending=False, method="first")
    cells = []
    for kind in _KINDS:
        for era in eras:
            here = rows[(rows["era"] == era) & ((rows["kind"] == kind) | (kind == "all"))]
            for position, barrier in enumerate(order):
                number = sum(barrier in named for named in here["named"])
                cells.append(
                    {
                        "kind": kind,
                        "era": era,
                        "barrier": barrier,
                        "label": names[barrier],
                        "by_total": position,
                        "by_rise": int(ranked[barrier]) - 1,
                        "share": number / len(here) if len(here) else 0,
                        "words": f"{number} of {len(here)}" if len(here) else "none",
                    }
                )
    return pd.DataFrame(cells)


def period_chart(
    cells: pd.DataFrame,
    eras: Sequence[str],
    **caption: Unpack[Caption],
) -> BookChart:
    """A grid of barriers against periods, darker where more record it; kind and order are chosen.

    cells: from `by_period`; eras: its periods, as the columns are to stand.
    """
    everything = cells[cells["kind"] == "all"]
    wide = everything.pivot(index="label", columns="era", values="words")
    wide = wide.loc[everything["label"].drop_duplicates()]
    return book_chart(
        layered(
            _period_layers(cells, eras),
            height=alt.Step(48),
            params=[
                select("kind", "Count", _KINDS),
                select("sort_by", "Sort by", {"total": "most recorded", "rise": "largest rise"}),
            ],
        ),
        **caption,
        table=wide.reset_index().rename(columns={"label": "Barrier"}),
    )


def _period_layers(cells: pd.DataFrame, eras: Sequence[str]) -> list[alt.Chart]:
    every = (
        alt.Chart(cells)
        .transform_filter("datum.kind === kind")
        .transform_calculate(row="sort_by === 'total' ? datum.by_total : datum.by_rise")
    )
    axis = alt.Axis(
        orient="top", labelAngle=0, domain=False, labelFontWeight="bold", labelPadding=6
    )
    columns = alt.Scale(paddingInner=0.04, paddingOuter=0)
    column = alt.X("era:O", sort=list(eras), scale=columns, axis=axis)
    shade = alt.Scale(domain=[0, 1], range=[0.04, 0.45])
    label = every.transform_filter(f"datum.era === '{eras[0]}'").mark_text(
        align="left", baseline="top", fontWeight="bold", yOffset=4
    )
    return [
        label.encode(x=alt.value(0), y=row_y(), text="label:N"),
        every.mark_bar(height=20, yOffset=8).encode(
            x=column,
            y=alt.Y("row:O", axis=None, scale=alt.Scale(padding=0)),
            color=alt.value(NAVY),
            opacity=alt.Opacity("share:Q", legend=None, scale=shade),
        ),
        every.mark_text(baseline="middle", yOffset=32).encode(x=column, y=row_y(), text="words:N"),
    ]
