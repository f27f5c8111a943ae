"""Where does one place stand among all of them?"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import haloed, layered, one_row
from joinedup.charts.scales import nice_domain, value_axis
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE
from joinedup.charts.words import amount, wrap

HEIGHT = 300
NAME_SIZE, NAME_ROOM = 15, 210  # the chosen place: a long name takes a second line


def spread(
    places: pd.DataFrame,
    *,
    value: str,
    name: str,
    unit_label: str,
    plan: float | None = None,
    plan_label: str = "plan",
    chosen: str | None = None,
    place_heading: str = "Council",
    **caption: Unpack[Caption],
) -> BookChart:
    """Every place as one column, tallest first; the reader picks one by name.

    places: one row a place; `value` and `name` say which columns. Places without a value are
    left out of the columns but stay in the table. plan: one level for all, ruled across.
    chosen: the place in focus at first (the middle one when not given). Raises ValueError
    for a repeated name or a chosen place that is not there.
    """
    known = places[[name, value]].dropna().rename(columns={name: "place", value: "value"})
    if known["place"].duplicated().any():
        raise ValueError(f"place named twice: {known.loc[known['place'].duplicated(), 'place']}")
    ranked = known.sort_values(["value", "place"], ascending=[False, True], ignore_index=True)
    ranked["rank"] = range(1, len(ranked) + 1)
    chosen = chosen if chosen is not None else str(ranked["place"].iloc[len(ranked) // 2])
    if chosen not in set(ranked["place"]):
        raise ValueError(f"no value for the chosen place: {chosen!r}")
    ranked["words"] = [
        wrap(f"{place}: {amount(height, unit_label)}", NAME_ROOM, NAME_SIZE, bold=True)
        + f"\n{_ordinal(rank)} of {len(ranked)}"
        for place, height, rank in zip(
            ranked["place"], ranked["value"], ranked["rank"], strict=True
        )
    ]
    levels = {"median": float(ranked["value"].median())}
    if plan is not None:
        levels[plan_label] = plan
    domain = nice_domain(pd.concat([ranked["value"], pd.Series(list(levels.values()))]), zero=True)

    words = place_heading if place_heading.isupper() else place_heading.lower()
    pick = select("place", f"Find your {words}", sorted(ranked["place"]), chosen)
    one_each = alt.Scale(domain=[0.5, len(ranked) + 0.5], nice=False)
    up = value_axis(domain, unit_label)
    every = alt.Chart(ranked).transform_calculate(
        left="datum.rank - 0.42", right="datum.rank + 0.42"
    )
    found = every.transform_filter("datum.place === place")
    sides = {"x": alt.X("left:Q", axis=None, scale=one_each), "x2": alt.X2("right:Q")}
    layers = [
        every.mark_rect(color=GREY).encode(**sides, y=up, y2=alt.Y2Datum(0)),
        *_levels(levels, up, unit_label, plan_label),
        found.mark_rect(color=NAVY, stroke=NAVY, strokeWidth=2).encode(
            **sides, y=up, y2=alt.Y2Datum(0)
        ),
        found.mark_text(
            align="right", baseline="top", color=NAVY, fontWeight="bold", fontSize=NAME_SIZE
        ).encode(x=alt.value("width"), y=alt.value(8), text="words:N"),
    ]
    chart = layered(layers, height=HEIGHT, params=[pick])
    table = places[[name, value]].sort_values([value, name], ascending=[False, True])
    table = table.rename(columns={name: place_heading, value: "Value"}).round(2)
    return book_chart(chart, table=table.reset_index(drop=True), **caption)


def _levels(
    levels: dict[str, float], up: alt.Y, unit_label: str, plan_label: str
) -> list[alt.Chart]:
    """Rules across the plot, the higher one named above it and the lower one below it.

    Below zero the words stand at the left, where no column reaches down.
    """
    layers: list[alt.Chart] = []
    highest = max(levels.values())
    for label, level in levels.items():
        is_plan = label == plan_label
        line = one_row(value=level, words=f"{label} {amount(level, unit_label)}")
        above = level == highest
        at_left = level < 0 and not above
        layers += [
            line.mark_rule(
                color=ORANGE if is_plan else CHARCOAL,
                strokeWidth=2 if is_plan else 1,
                strokeDash=[6, 3] if is_plan else [1, 0],
            ).encode(y=up),
            *haloed(
                line,
                {
                    "align": "left" if at_left else "right",
                    "baseline": "bottom" if above else "top",
                    "dx": 4 if at_left else 0,
                    "dy": -4 if above else 4,
                    "color": MUTED if not is_plan else CHARCOAL,
                },
                x=alt.value(0 if at_left else "width"),
                y=up,
            ),
        ]
    return layers


def _ordinal(rank: int) -> str:
    ending = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending} highest"
