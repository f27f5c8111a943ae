"""Who crossed the line in 1974, and how many NHS authorities did a council then have to work with?

Three kinds of body followed one another. They are counted side by side in one chart and are not one
series; a total adds bodies that served the same people in different ways.
"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.marks import haloed, layered, one_row, pixels
from joinedup.charts.theme import CHARCOAL, GREY, LILAC, NAVY, ORANGE, PLUM, RULE

AUTHORITIES, FAMILY, TOGETHER = (
    "Areas, districts or merged authorities",
    "Separate family practitioner bodies",
    "Together",
)
_SHOWN = "datum.kind !== 'family' || with_family"
_ACROSS = alt.X(
    "left:Q",
    scale=alt.Scale(domain=[1973.4, 2001], nice=False, zero=False),
    axis=alt.Axis(values=[1974, 1982, 1990, 1996], format="d"),
)
_UP = alt.Y("high:Q", scale=alt.Scale(domain=[0, 300], nice=False), axis=alt.Axis(tickCount=4))


def bodies_by_year(
    areas: float, districts: pd.Series, families: float, *, first: int, separate: range
) -> pd.DataFrame:
    """How many authorities each year had, and how many with family practitioner bodies.

    areas: how many stood from `first` until the first year of `districts`; districts: a number a
    year, by year, the last of them merged bodies; families: how many in each year of `separate`.
    Both single numbers are supposed level. Returns Year, `AUTHORITIES`, `FAMILY` and `TOGETHER`.
    """
    years = range(first, int(districts.index[-1]) + 1)
    table = pd.DataFrame(
        {
            "Year": years,
            AUTHORITIES: [int(districts.get(year, areas)) for year in years],
            FAMILY: [int(families) if year in separate else 0 for year in years],
        }
    )
    table[TOGETHER] = table[AUTHORITIES] + table[FAMILY]
    return table


def bodies_chart(
    bodies: pd.DataFrame,
    *,
    districts_from: int,
    with_family: bool = True,
    **caption: Unpack[Caption],
) -> BookChart:
    """A column for each year, in the colour of its kind of body.

    bodies: as from `bodies_by_year`. districts_from: the year in which districts took the place of
    areas; the last year's bodies are drawn as merged. with_family: whether the family
    practitioner bodies are drawn at first; the reader can add them or leave them out.
    """
    counted = alt.param(
        name="with_family",
        value=with_family,
        bind=alt.binding_checkbox(name="Count the separate family practitioner bodies "),
    )
    columns = _columns(bodies, districts_from)
    return book_chart(
        layered([_drawn(columns), *_names(bodies, districts_from)], height=300, params=[counted]),
        **caption,
        table=bodies,
    )


def _columns(bodies: pd.DataFrame, districts_from: int) -> pd.DataFrame:
    """Where each kind's part of a year's column starts and ends, in order of kind."""
    years = bodies["Year"]
    kinds = years.map(
        lambda year: (
            "areas"
            if year < districts_from
            else "merged"
            if year == years.iloc[-1]
            else "districts"
        )
    )
    single = pd.DataFrame(
        {"year": years, "low": 0.0, "high": bodies[AUTHORITIES].astype(float), "kind": kinds}
    )
    apart = bodies[bodies[FAMILY] > 0]
    family = pd.DataFrame(
        {
            "year": apart["Year"],
            "low": apart[AUTHORITIES].astype(float),
            "high": apart[TOGETHER].astype(float),
            "kind": "family",
        }
    )
    return pd.concat([single, family], ignore_index=True).assign(
        left=lambda each: each["year"] - 0.5, right=lambda each: each["year"] + 0.5
    )


def _drawn(columns: pd.DataFrame) -> alt.Chart:
    by_kind = alt.Color(
        "kind:N",
        scale=alt.Scale(
            domain=["areas", "districts", "merged", "family"], range=[NAVY, ORANGE, PLUM, LILAC]
        ),
        legend=None,
    )
    return (
        alt.Chart(columns)
        .transform_filter(_SHOWN)
        .mark_bar()
        .encode(x=_ACROSS, x2="right:Q", y=_UP, y2="low:Q", color=by_kind)
    )


def _names(bodies: pd.DataFrame, districts_from: int) -> list[alt.Chart]:
    numbers = bodies.set_index("Year")
    authorities = numbers[AUTHORITIES]
    areas, merged = authorities.iloc[0], authorities.iloc[-1]
    districts = authorities[districts_from]
    return [
        _name(f"{areas} areas,\nmatched\nto councils", 1977.5, 142),
        _name(f"{districts} districts", 1987, 95),
        _name(f"+{numbers[FAMILY].max()} family\npractitioner\nbodies", 1988.5, 254),
        _name(f"{merged}\nmerged", 1996.0, 128, align="left"),
    ]


def _name(words: str, year: float, high: float, align: str = "center") -> alt.Chart:
    """A kind's name at a year and a height on the axis, gone with its columns."""
    return (
        one_row(left=year, high=high, text=words, kind="family" if "family" in words else "")
        .transform_filter(_SHOWN)
        .mark_text(color=CHARCOAL, fontWeight="bold", align=align, baseline="middle")  # type: ignore[arg-type]
        .encode(x=_ACROSS, y=_UP, text="text:N")
    )


COUNCIL, NHS = "the council", "the NHS"
_SIDES = alt.Scale(domain=[-0.35, 1.35], nice=False)
_ROW = 58  # pixels from one group of staff to the next


def crossings_chart(staff: pd.DataFrame, **caption: Unpack[Caption]) -> BookChart:
    """Who employed each group of staff before and after a day, as a mark on its side of a line.

    staff: group, before and after (`COUNCIL` or `NHS`), in the order of the rows. A group that
    crossed has an arrow from its old side to its new one. Raises ValueError for another employer.
    """
    sides = {COUNCIL: 0.0, NHS: 1.0}
    unknown = (set(staff["before"]) | set(staff["after"])) - set(sides)
    if unknown:
        raise ValueError(f"an employer is {COUNCIL} or {NHS}: {sorted(unknown)}")
    drawn = staff.assign(
        start=staff["before"].map(sides),
        at=staff["after"].map(sides),
        y=[66.0 + _ROW * row for row in range(len(staff))],
    )
    drawn = drawn.assign(
        words_y=drawn["y"] - 20,
        crossed=drawn["before"] != drawn["after"],
        tip=drawn["at"] + 0.05 * (drawn["start"] - drawn["at"]),
    )
    table = staff.rename(
        columns={"group": "Staff", "before": "Employed before by", "after": "Employed after by"}
    )
    height = float(drawn["y"].iloc[-1] + 26)
    return book_chart(
        layered([*_sides(height), *_crossings(drawn)], height=height), **caption, table=table
    )


def _side(field: str) -> alt.X:
    return alt.X(field, type="quantitative", scale=_SIDES, axis=None)


def _sides(height: float) -> list[alt.Chart]:
    heads = alt.Chart(pd.DataFrame({"at": [0.0, 1.0], "words": ["Council", "NHS"], "y": [10, 10]}))
    line = one_row(at=0.5, top=24, foot=height)
    return [
        line.mark_rule(color=RULE, strokeWidth=6).encode(
            x=_side("at"), y=pixels("top"), y2=alt.Y2("foot:Q")
        ),
        heads.mark_text(fontWeight="bold", color=CHARCOAL, fontSize=14).encode(
            x=_side("at"), y=pixels("y"), text="words:N"
        ),
    ]


def _crossings(drawn: pd.DataFrame) -> list[alt.Chart]:
    every = alt.Chart(drawn)
    moved = every.transform_filter("datum.crossed")
    down = pixels("y")
    arrows = [
        moved.transform_filter(f"datum.at === {side}")
        .mark_point(shape=f"triangle-{way}", size=150, filled=True, color=ORANGE, opacity=1)
        .encode(x=_side("tip"), y=down)
        for side, way in ((1, "right"), (0, "left"))
    ]
    return [
        moved.mark_rule(color=ORANGE, strokeWidth=3).encode(x=_side("start"), x2="tip:Q", y=down),
        moved.mark_point(size=110, fill="white", stroke=ORANGE, strokeWidth=2, opacity=1).encode(
            x=_side("start"), y=down
        ),
        *arrows,
        every.transform_filter("!datum.crossed")
        .mark_point(size=130, filled=True, color=GREY, opacity=1)
        .encode(x=_side("at"), y=down),
        *haloed(
            every.transform_calculate(words="datum.group"),
            {"baseline": "middle"},
            x=alt.XDatum(0.5, scale=_SIDES),
            y=pixels("words_y"),
        ),
    ]
