"""Did each service reach the rate per 1,000 people that a national guideline set?

Rates counted in different ways are drawn apart and never joined. Rates that must be derived divide
a count by a population; the reader can move the population to see how much hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import key, layered, level
from joinedup.charts.theme import CHARCOAL, NAVY, ORANGE, TEAL, WHITE
from joinedup.evidence.data import row_of

WITH_GUIDELINE, LATER = "on the guideline's own count", "in a later table"
COUNCIL, OTHERS = _SECTORS = ("council", "private and voluntary")
_ABOVE = -54  # pixels from the top of the plot to the key


def guideline_words(board: pd.DataFrame, promise_id: str) -> str:
    """A promise's guideline as readers write it: "12", or "3 to 4" for a range.

    board: `joinedup.evidence.promises.scoreboard`. Raises KeyError for an id it lacks.
    """
    promise = row_of(board, promise_id)
    if pd.isna(promise["target"]):
        return f"{promise['target_low']:g} to {promise['target_high']:g}"
    return f"{promise['target']:g}"


def guideline_levels(board: pd.DataFrame, promises: Mapping[str, str], name: str) -> pd.DataFrame:
    """The rates to draw for each guideline: one, or the two ends of a range.

    board: `joinedup.evidence.promises.scoreboard`. promises: promise_id by what it is about; name: the
    column for that. Returns it, rate (per 1,000) and words. Raises KeyError for an unknown id.
    """
    ends = ["target", "target_low", "target_high"]
    return pd.DataFrame(
        [
            (about, rate, f"guideline {guideline_words(board, promise_id)}")
            for about, promise_id in promises.items()
            for rate in board.loc[promise_id, ends].dropna()
        ],
        columns=[name, "rate", "words"],
    )


def population_base(figures: pd.DataFrame, figure_id: str) -> int:
    """The people that a derived rate divides by, in thousands, as the note of its row gives them.

    Raises KeyError for an unknown id and ValueError where the note names no population.
    """
    note = row_of(figures, figure_id)["note"]
    found = re.search(r" over (?:the )?([\d.]+) million (?:people|adults)", note)
    if not found:
        raise ValueError(f"the note of figure {figure_id} names no population: {note!r}")
    return round(float(found[1]) * 1000)


def yearly(points: pd.DataFrame, service: str, *, divide: float = 1) -> pd.DataFrame:
    """A service's rate in the calendar year of each count: service, year, rate.

    points: date and value, per 1,000 people; divide: how many of the rate's periods the value covers,
    52 for a rate a week from a count a year.
    """
    years = pd.to_datetime(points["date"]).dt.year
    return pd.DataFrame({"service": service, "year": years, "rate": points["value"] / divide})


def service_by_service(
    services: pd.DataFrame,
    guidelines: pd.DataFrame,
    *,
    start: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """The rates of the service that the reader picks, beside its guideline.

    services: service, year, rate (per 1,000 people) and count (`WITH_GUIDELINE` or `LATER`).
    guidelines: service, rate and words, from `guideline_levels`. start: the service shown first;
    the rest are offered in order of first appearance after it.
    """
    rates = services.assign(words=services["rate"].map("{:.3g}".format))
    pick = select("service", "Service", list(dict.fromkeys([start, *services["service"]])))
    told_apart, _ = key(
        [("hollow", CHARCOAL, "guideline's own count"), ("circle", NAVY, "later table")],
        top=_ABOVE,
    )
    table = services.assign(rate=services["rate"].round(2))[["service", "year", "rate", "count"]]
    return book_chart(
        layered([*told_apart, *_rates(rates, guidelines)], height=270, params=[pick]),
        **caption,
        table=table.rename(
            columns={
                "service": "Service",
                "year": "Year",
                "rate": "Rate per 1,000",
                "count": "Count",
            }
        ),
    )


def _rates(rates: pd.DataFrame, guidelines: pd.DataFrame) -> list[alt.Chart]:
    chosen = "datum.service === service"
    across = alt.X(
        "year:Q",
        scale=alt.Scale(domain=[1974.5, 1987], nice=False, zero=False),
        axis=alt.Axis(values=[1975, 1980, 1985], format="d"),
    )
    # Room for the longest numbers of any service, so that a choice never cuts them.
    axis = alt.Axis(tickCount=5, minExtent=30)
    up = alt.Y("rate:Q", scale=alt.Scale(zero=True, nice=True), axis=axis)
    marks = alt.Chart(rates).transform_filter(chosen)
    later = marks.transform_filter(f"datum.count === '{LATER}'")
    own = marks.transform_filter(f"datum.count !== '{LATER}'")
    guideline = alt.Chart(guidelines).transform_filter(chosen)
    last_of_later = later.transform_window(
        position="row_number()", sort=[alt.SortField("year", order="descending")]
    ).transform_filter("datum.position === 1")
    return [
        level(guideline, up, ORANGE),
        _guideline_name(guideline).encode(x=alt.value(4), y=up, text="words:N"),
        later.mark_line(color=NAVY, strokeWidth=2).encode(x=across, y=up),
        later.mark_point(size=70, filled=True, color=NAVY, opacity=1).encode(x=across, y=up),
        own.mark_point(size=80, fill=WHITE, stroke=CHARCOAL, strokeWidth=2, opacity=1).encode(
            x=across, y=up
        ),
        own.mark_text(dy=18, color=CHARCOAL).encode(x=across, y=up, text="words:N"),
        last_of_later.mark_text(dy=-15, color=NAVY, fontWeight="bold").encode(
            x=across, y=up, text="words:N"
        ),
    ]


def _guideline_name(guideline: alt.Chart, **place: str) -> alt.Chart:
    """Said once, over the higher end of a range; `place` adds fields to stand at."""
    once = guideline.transform_aggregate(rate="max(rate)", groupby=["words"])
    placed = once.transform_calculate(**place) if place else once
    return placed.mark_text(align="left", baseline="bottom", dy=-5, fontWeight="bold")


def homes_by_sector(places: pd.Series, council: pd.Series) -> pd.DataFrame:
    """Who runs the places in homes: the council's part, and the rest as all places less those.

    places and council: places by date, the same dates in order. Returns two rows a date: year,
    sector, places, and low and high, where its part of a stacked column starts and ends. Raises
    ValueError when councils run more places than there are.
    """
    if (council > places).any():
        raise ValueError("councils cannot run more places than there are")
    rows = []
    for date in places.index:
        year, own, every = pd.Timestamp(date).year, council[date], places[date]
        rows += [(year, COUNCIL, own, 0, own), (year, OTHERS, every - own, own, every)]
    return pd.DataFrame(rows, columns=["year", "sector", "places", "low", "high"])


def whose_homes(
    homes: pd.DataFrame,
    guidelines: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Stacked columns of places per 1,000 people, by who runs the homes, beside the guideline.

    homes: as from `homes_by_sector`, with group and base (the group's population in thousands).
    guidelines: group, rate and words, from `guideline_levels`. The reader picks the group, counts
    council homes alone or all, and lets the population grow by up to 8%.
    """
    drawn = homes.assign(last_year=homes.groupby("group")["year"].transform("max"))
    told_apart, _ = key([("square", NAVY, COUNCIL), ("square", TEAL, OTHERS)], top=_ABOVE)
    table = homes[["group", "year", "sector", "places"]].assign(
        rate=(homes["places"] / homes["base"]).round(2)
    )
    return book_chart(
        layered(
            [*told_apart, *_columns(drawn, guidelines)],
            height=280,
            params=_home_controls(list(dict.fromkeys(homes["group"]))),
        ),
        **caption,
        table=table.rename(
            columns={
                "group": "Homes for",
                "year": "Year",
                "sector": "Run by",
                "places": "Places",
                "rate": "Per 1,000 people (1984 population)",
            }
        ),
    )


def _home_controls(groups: list[str]) -> list[alt.Parameter]:
    every = alt.binding_checkbox(name="Count private and voluntary homes ")
    growth = alt.binding_range(min=0, max=8, step=1, name="Population growth since 1984, per cent ")
    return [
        select("group", "Homes for", groups),
        alt.param(name="all_homes", value=True, bind=every),
        alt.param(name="growth", value=0, bind=growth),
    ]


def _columns(drawn: pd.DataFrame, guidelines: pd.DataFrame) -> list[alt.Chart]:
    chosen = "datum.group === group"
    divided = "/ (datum.base * (1 + growth / 100))"
    across = alt.X(
        "left:Q",
        scale=alt.Scale(domain=[1985.3, 1997.7], nice=False, zero=False),
        axis=alt.Axis(values=[1986, 1993, 1997], format="d"),
    )
    up = alt.Y("rate:Q", scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    counted = (
        alt.Chart(drawn)
        .transform_filter(chosen)
        .transform_filter(f"all_homes || datum.sector === '{COUNCIL}'")
        .transform_calculate(
            rate=f"datum.high {divided}",
            below=f"datum.low {divided}",
            left="datum.year - 0.4",
            right="datum.year + 0.4",
        )
    )
    guideline = alt.Chart(guidelines).transform_filter(chosen)
    by_sector = alt.Color(
        "sector:N", legend=None, scale=alt.Scale(domain=list(_SECTORS), range=[NAVY, TEAL])
    )
    return [
        counted.mark_bar().encode(x=across, x2="right:Q", y=up, y2="below:Q", color=by_sector),
        _tops(counted).mark_text(dy=-9, fontWeight="bold").encode(x=across, y=up, text="words:N"),
        level(guideline, up, ORANGE),
        _guideline_name(guideline, left="1987").encode(x=across, y=up, text="words:N"),
    ]


def _tops(counted: alt.Chart) -> alt.Chart:
    """The rate at the top of the first column, of the first after the gap, and of the last."""
    on_top = f"all_homes ? datum.sector !== '{COUNCIL}' : datum.sector === '{COUNCIL}'"
    return (
        counted.transform_calculate(
            top=on_top, words="format(datum.rate, '.2f')", left="datum.year"
        )
        .transform_filter("datum.top")
        .transform_filter(
            "datum.year === 1986 || datum.year === 1993 || datum.year === datum.last_year"
        )
    )
