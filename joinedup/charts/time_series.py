"""How did a number move over the years, and what would the earlier trend have given?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Unpack

import altair as alt
import pandas as pd

from joinedup.charts.book_chart import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import haloed, layered, one_row, pixels, spread_apart
from joinedup.charts.scales import nice_domain, value_axis
from joinedup.charts.theme import (
    CHARCOAL,
    DASHES,
    LINE_HEIGHT,
    MUTED,
    NAVY,
    ORANGE,
    PALETTE,
    PLUM,
    TEAL,
    WHITE,
)
from joinedup.charts.words import amount, line_count, number, wrap
from joinedup.evidence.trends import Window, fit_trend

Dates = Literal["year", "financial_year", "month"]
Break = tuple[str | pd.Timestamp, str]

HEIGHT = 300
LABEL_ROOM = 96  # pixels to the right of the plot for the name of each line
MOST_SERIES = 4
MOST_TICKS = 5
BREAK_ROOM = 120
PLAN_ROOM = 70
NEAR_A_RULE = 0.15  # of the time shown: words centred there would stand on the rule
READABLE = (NAVY, PLUM, CHARCOAL, MUTED)  # inks with 4.5:1 on white
FEWEST_FOR_A_CHOICE = 5  # a window on offer must hold this many points


def lines(
    series: pd.DataFrame,
    *,
    unit_label: str,
    breaks: Sequence[Break] = (),
    dates: Dates = "year",
    zero: bool = False,
    **caption: Unpack[Caption],
) -> BookChart:
    """Up to four series in one unit, each named at the end of its line.

    series: date, value, series; a missing value leaves a gap in the line. Series are drawn
    in the order they first appear. Raises ValueError for more than four.
    """
    names = list(dict.fromkeys(series["series"]))
    if len(names) > MOST_SERIES:
        raise ValueError(f"at most {MOST_SERIES} series in one chart, not {len(names)}: {names}")
    drawn = _plotted(series, dates)
    domain = nice_domain(drawn["value"], zero=zero)
    ends = []
    for name in names:
        last = drawn[(drawn["series"] == name) & drawn["value"].notna()].iloc[-1]
        words = f"{name} {amount(last['value'], unit_label)}"
        colour = PALETTE[names.index(name)]
        ink = colour if colour in READABLE else CHARCOAL
        others = drawn[drawn["series"] != name]
        ends.append(
            {
                "words": words,
                "at": last["value"],
                "colour": ink,
                **_own_end(last, drawn["date"].max(), others),
            }
        )
    across = _time_axis(drawn["date"], dates)
    layers = [
        *_breaks(breaks, across, dates),
        alt.Chart(drawn)
        .mark_line(strokeWidth=2.25)
        .encode(
            x=across,
            y=value_axis(domain, unit_label),
            color=_by_name("series", names, list(PALETTE[: len(names)])),
            strokeDash=alt.StrokeDash(
                "series:N", scale=alt.Scale(domain=names, range=list(DASHES)), legend=None
            ),
        ),
        *_end_labels(pd.DataFrame(ends), domain, across),
    ]
    chart = layered(layers, height=HEIGHT)
    table = (
        series.assign(Date=_date_words(series["date"], dates))
        .pivot_table(index="Date", columns="series", values="value", sort=False)
        .reindex(_date_words(series["date"].drop_duplicates().sort_values(), dates))
        .reindex(columns=names)
        .round(2)
        .rename_axis(columns=None)
        .reset_index(names="Date")
    )
    return book_chart(chart, table=table, **caption)


def trend(
    observed: pd.DataFrame,
    *,
    unit_label: str,
    planned: pd.DataFrame | None = None,
    window: Window | None = None,
    breaks: Sequence[Break] = (),
    dates: Dates = "year",
    planned_label: str = "planned",
    **caption: Unpack[Caption],
) -> BookChart:
    """What happened, what was planned, and what the earlier trend would have given.

    observed: date, value; planned: date, value (one point or a line). With `window` (first
    and last date), a straight line is fitted inside the window and carried to the last date
    with a 95% prediction interval (joinedup.evidence.trends). The reader can move the first year of
    the window and hide the interval; the table holds the window as given.
    dates: "financial_year" draws a year that starts in April at its own tick, as 2014-15.
    Raises ValueError when fewer than three dates fall inside the window.
    """
    seen = _plotted(observed, dates)
    plan = None if planned is None else _plotted(planned, dates)
    fits = _fits(observed, planned, window, dates) if window else pd.DataFrame()
    chosen = _date_words(pd.Series([pd.Timestamp(window[0])]), dates)[0] if window else ""
    domain = _trend_domain(seen, plan, fits, chosen)

    shown = [frame["date"] for frame in (seen, plan, fits) if frame is not None and len(frame)]
    every_date = pd.concat(shown)
    ends = _trend_ends(seen, plan, fits, unit_label, planned_label, every_date.max())
    across = _time_axis(every_date, dates)
    up = value_axis(domain, unit_label)
    layers = _breaks(breaks, across, dates)
    params = []
    if not fits.empty:
        choices = list(dict.fromkeys(fits["fitted_from"]))
        params = _trend_controls(choices, chosen)
        layers += _trend_layers(fits, across, up)
    layers.append(alt.Chart(seen).mark_line(color=NAVY, strokeWidth=2.5).encode(x=across, y=up))
    if plan is not None:
        planned_words = f"{planned_label} {amount(plan['value'].iloc[-1], unit_label)}"
        ruled = _drawn_dates(pd.Series([pd.Timestamp(when) for when, _ in breaks]), dates)
        beside = _beside_rule(plan["date"].iloc[0], ruled, every_date.max() - every_date.min())
        layers += _plan_layers(plan, seen, across, up, planned_words, beside)
    labels = _end_labels(ends, domain, across)
    if params:
        labels = [layer.transform_filter(_CHOSEN) for layer in labels]
    chart = layered([*layers, *labels], height=HEIGHT, params=params)
    return book_chart(chart, table=_trend_table(seen, plan, fits, chosen, dates), **caption)


_CHOSEN = "!isValid(datum.fitted_from) || datum.fitted_from === fitted_from"


def _plotted(series: pd.DataFrame, dates: Dates) -> pd.DataFrame:
    """A series sorted by date, with its dates as they are drawn."""
    drawn = series.sort_values("date", kind="stable").reset_index(drop=True).copy()
    drawn["date"] = _drawn_dates(drawn["date"], dates)
    return drawn


def _drawn_dates(dates_given: pd.Series, dates: Dates) -> pd.Series:
    """Annual values sit at the tick of their year; in UTC, so every reader sees one picture."""
    stamps = pd.to_datetime(dates_given)
    if dates != "month":
        stamps = pd.to_datetime(stamps.dt.year.astype(str) + "-01-01")
    return stamps.dt.tz_localize("UTC")


def _date_words(dates_given: pd.Series, dates: Dates) -> list[str]:
    stamps = pd.to_datetime(dates_given)
    if dates == "month":
        return [f"{stamp:%B %Y}" for stamp in stamps]
    if dates == "year":
        return [f"{stamp:%Y}" for stamp in stamps]
    return [f"{stamp.year}-{(stamp.year + 1) % 100:02d}" for stamp in stamps]


def _time_axis(drawn: pd.Series, dates: Dates) -> alt.X:
    """An axis of at most five years, which is what a phone has room for."""
    first, last = drawn.min(), drawn.max()
    years = range(first.year + (first.day_of_year > 1), last.year + 1)
    step = next(size for size in (1, 2, 5, 10, 20, 50) if len(years) <= MOST_TICKS * size)
    start = years.start if step <= 2 else -(-years.start // step) * step
    label = "utcFormat(datum.value, '%Y')"
    if dates == "financial_year":
        label += " + '-' + utcFormat(datum.value + 31708800000, '%y')"  # 367 days on
    return alt.X(
        "date:T",
        axis=alt.Axis(
            values=[
                alt.DateTime(year=year, utc=True) for year in range(start, last.year + 1, step)
            ],
            labelExpr=label,
            labelFlush=False,
            labelOverlap=True,
            labelSeparation=8,
        ),
        scale=alt.Scale(type="utc", nice=False),
    )


def _by_name(field: str, names: list[str], colours: list[str]) -> alt.Color:
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=names, range=colours), legend=None)


def _breaks(breaks: Sequence[Break], across: alt.X, dates: Dates) -> list[alt.Chart]:
    """A dashed rule where a definition or a policy changes, with its words above the plot.

    The latest stands lowest, so that no rule runs through the words of another.
    """
    layers: list[alt.Chart] = []
    above = 0
    for when, words in sorted(breaks, key=lambda each: pd.Timestamp(each[0]), reverse=True):
        wrapped = wrap(words, BREAK_ROOM)
        above += LINE_HEIGHT * line_count(wrapped) + 4
        drawn = _drawn_dates(pd.Series([pd.Timestamp(when)]), dates).iloc[0]
        point = one_row(date=drawn, words=wrapped)
        layers += [
            point.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(
                x=across, y=alt.value(-above), y2=alt.value(HEIGHT)
            ),
            point.mark_text(align="left", baseline="top", dx=4, color=MUTED).encode(
                x=across, y=alt.value(-above), text="words:N"
            ),
        ]
    return layers


def _own_end(last: pd.Series, latest: pd.Timestamp, others: pd.DataFrame) -> dict[str, object]:
    """Where a line's name goes: its last date, whether that is early, and the side that is clear.

    last: date and value of the line's end; latest: the last date drawn; others: date and value of
    the other lines. side: 1 hangs the name below the line's end, -1 stands it above, 0 beside it.
    """
    early = last["date"] < latest
    after = others.loc[others["date"] >= last["date"], "value"].dropna() if early else pd.Series()
    side = 0 if after.empty else 1 if after.mean() > last["value"] else -1
    return {"date": last["date"], "early": early, "side": side}


def _end_labels(ends: pd.DataFrame, domain: tuple[float, float], across: alt.X) -> list[alt.Chart]:
    """Names beside the last value of each line, moved apart: where the line ends, or at the right.

    ends: words, at (a value on the axis), colour, date, early and side (as from `_own_end`) and,
    when a control chooses between sets of labels, fitted_from.
    """
    low, high = domain
    placed = ends.copy()
    placed["words"] = [wrap(text, LABEL_ROOM, bold=True) for text in placed["words"]]
    placed["label_y"] = 0.0
    sets = placed["fitted_from"] if "fitted_from" in placed else pd.Series(0, index=placed.index)
    for _, members in placed.groupby(sets, sort=False, dropna=False):
        room = [LINE_HEIGHT * line_count(text) + 6.0 for text in members["words"]]
        wanted = [
            HEIGHT * (high - value) / (high - low) + side * tall / 2
            for value, side, tall in zip(members["at"], members["side"], room, strict=True)
        ]
        centres = spread_apart(wanted, room, lowest=HEIGHT + 8)
        placed.loc[members.index, "label_y"] = [
            centre - height / 2 + 9 for centre, height in zip(centres, room, strict=True)
        ]
    return [
        layer
        for (colour, early), rows in placed.groupby(["colour", "early"], sort=False)
        for layer in haloed(
            alt.Chart(rows),
            {"align": "left", "baseline": "middle", "dx": 8, "color": colour, "fontWeight": "bold"},
            x=across if early else alt.value("width"),
            y=pixels("label_y"),
        )
    ]


def _fits(
    observed: pd.DataFrame, planned: pd.DataFrame | None, window: Window, dates: Dates
) -> pd.DataFrame:
    """The trend for every first date on offer, read from there to the last date drawn."""
    stamps = pd.to_datetime(observed["date"])
    until = pd.Timestamp(window[1])
    inside = sorted(stamps[(stamps <= until) & observed["value"].notna()])
    first = pd.Timestamp(window[0])
    # In a monthly series only the same month of each year is offered.
    offered = [day for day in inside if (day.month, day.day) == (first.month, first.day)]
    offered = [
        day for day in offered if len([d for d in inside if d >= day]) >= FEWEST_FOR_A_CHOICE
    ]
    later = [] if planned is None else list(pd.to_datetime(planned["date"]))
    # A plan dated on another day of the same year is read at that year's observed date.
    every_day = pd.Series([*sorted(stamps), *sorted(later)])
    between = sorted(every_day[~_drawn_dates(every_day, dates).duplicated()])
    fits = []
    for start in sorted({first, *offered}):
        at = [day for day in between if day >= start]
        fit = fit_trend(observed, (start, until), at)
        fit["carried"] = fit["date"] >= until
        fit["date"] = _drawn_dates(fit["date"], dates)
        fit["fitted_from"] = _date_words(pd.Series([start]), dates)[0]
        fits.append(fit)
    return pd.concat(fits, ignore_index=True)


def _trend_domain(
    seen: pd.DataFrame,
    plan: pd.DataFrame | None,
    fits: pd.DataFrame,
    chosen: str,
) -> tuple[float, float]:
    """Room for everything in the window as given, and for the line of every other window."""
    values = [seen["value"]]
    if plan is not None:
        values.append(plan["value"])
    if not fits.empty:
        carried = fits[fits["carried"]]
        shown = carried[carried["fitted_from"] == chosen]
        values += [fits["expected"], shown["low"], shown["high"]]
    return nice_domain(pd.concat(values), zero=False)


def _trend_controls(choices: list[str], chosen: str) -> list[alt.Parameter]:
    fitted_from = select("fitted_from", "Fit the trend from", choices, chosen)
    show = alt.param(
        name="show_interval",
        value=True,
        bind=alt.binding_checkbox(name="Show the 95% prediction interval "),
    )
    return [fitted_from, show]


def _trend_layers(fits: pd.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    drawn = fits.rename(columns={"expected": "value"})
    # Five figures are more than a pixel shows, and a page of many fits stays light.
    numbers = ["value", "low", "high"]
    drawn[numbers] = drawn[numbers].map(lambda number: float(f"{number:.5g}"))
    ends = ["low", "high"]
    drawn[ends] = drawn[ends].where(drawn["carried"])  # drawn only where the line is carried on
    base = alt.Chart(drawn).transform_filter(_CHOSEN)
    carried = base.transform_filter("datum.carried")
    lower = up.copy()
    lower.shorthand = "low:Q"
    return [
        carried.transform_filter("show_interval")
        .mark_area(color=TEAL, opacity=0.2, clip=True)
        .encode(x=across, y=lower, y2="high:Q"),
        base.mark_line(color=TEAL, strokeWidth=2, strokeDash=[6, 4], clip=True).encode(
            x=across, y=up
        ),
    ]


def _beside_rule(
    when: pd.Timestamp, ruled: pd.Series, span: pd.Timedelta
) -> Literal["left", "center", "right"]:
    """How words at a date are aligned, so that an upright rule close by does not cross them."""
    near = [(rule - when) / span for rule in ruled if abs(rule - when) / span < NEAR_A_RULE]
    if not near:
        return "center"
    return "right" if min(near, key=abs) > 0 else "left"


def _plan_layers(
    plan: pd.DataFrame,
    seen: pd.DataFrame,
    across: alt.X,
    up: alt.Y,
    words: str,
    beside: Literal["left", "center", "right"],
) -> list[alt.Chart]:
    """Diamonds for what was planned: a line of them, or one with its words under or over it.

    beside: how the words stand to the diamond, from `_beside_rule`.
    """
    points = (
        alt.Chart(plan)
        .mark_point(shape="diamond", size=90, filled=True, color=ORANGE, opacity=1)
        .encode(x=across, y=up)
    )
    if len(plan) > 1:
        line = alt.Chart(plan).mark_line(color=ORANGE, strokeWidth=1.5, strokeDash=[2, 2])
        return [line.encode(x=across, y=up), points]
    # The words stand under or over the diamond, on the side away from the observed line.
    when, value = plan["date"].iloc[0], plan["value"].iloc[0]
    nearest = (seen["date"] - when).abs().idxmin()
    below = value <= seen.loc[nearest, "value"]
    at_the_edge = when >= seen["date"].max()
    wrapped = wrap(words, PLAN_ROOM, bold=True)
    halo, text = (
        alt.Chart(plan.assign(words=wrapped))
        .mark_text(
            align="right" if at_the_edge else beside,
            dx=6 if at_the_edge or beside == "right" else -6 if beside == "left" else 0,
            dy=10 if below else -10 - LINE_HEIGHT * line_count(wrapped),
            baseline="top",
            fontWeight="bold",
            stroke=edge,
            strokeWidth=4,
        )
        .encode(x=across, y=up, text="words:N")
        for edge in (WHITE, alt.Undefined)  # a white edge first, so that no rule cuts the words
    )
    return [points, halo, text]


def _trend_ends(
    seen: pd.DataFrame,
    plan: pd.DataFrame | None,
    fits: pd.DataFrame,
    unit_label: str,
    planned_label: str,
    latest: pd.Timestamp,
) -> pd.DataFrame:
    """Words for the right of the plot: one set for each window the reader can choose."""
    fixed = [("what happened", seen, NAVY)]
    if plan is not None and len(plan) > 1:  # a single point carries its own words
        fixed.append((planned_label, plan, ORANGE))
    ends = []
    for label, line, colour in fixed:
        end = line[line["value"].notna()].iloc[-1]
        last = end["value"]
        # Orange type is too pale to read on white; its diamond carries the colour.
        ink = colour if colour in READABLE else CHARCOAL
        words = f"{label} {amount(last, unit_label)}"
        others = fits.rename(columns={"expected": "value"}) if len(fits) else line.iloc[:0]
        ends.append({"words": words, "at": last, "colour": ink, **_own_end(end, latest, others)})
    if fits.empty:
        return pd.DataFrame(ends)
    sets = []
    for choice, fit in fits.groupby("fitted_from", sort=False):
        value, low, high = fit[["expected", "low", "high"]].iloc[-1]
        words = (
            f"what the earlier trend would have given {amount(value, unit_label)} "
            f"({number(low)} to {number(high)})"
        )
        at_right = {"date": latest, "early": False, "side": 0}
        one_set = [*ends, {"words": words, "at": value, "colour": MUTED, **at_right}]
        sets.append(pd.DataFrame(one_set).assign(fitted_from=choice))
    return pd.concat(sets, ignore_index=True)


def _trend_table(
    seen: pd.DataFrame, plan: pd.DataFrame | None, fits: pd.DataFrame, chosen: str, dates: Dates
) -> pd.DataFrame:
    table = seen[["date", "value"]].rename(columns={"value": "What happened"})
    if plan is not None:
        planned = plan[["date", "value"]].rename(columns={"value": "Planned"})
        table = table.merge(planned, on="date", how="outer")
    if not fits.empty:
        fit = fits.loc[fits["fitted_from"] == chosen, ["date", "expected", "low", "high"]]
        carried = fits.loc[fit.index, "carried"]
        fit[["low", "high"]] = fit[["low", "high"]].where(carried)  # as drawn
        fit.columns = pd.Index(["date", "Earlier trend", "Interval from", "Interval to"])
        table = table.merge(fit, on="date", how="outer")
    table = table.sort_values("date", kind="stable", ignore_index=True)
    table.insert(0, "Date", _date_words(table.pop("date"), dates))
    return table.round(2)
