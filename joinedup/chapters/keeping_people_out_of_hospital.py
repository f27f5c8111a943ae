"""Why can a fall come by itself? What happens to places picked at their worst, or at their best.

Regression to the mean (F. Galton, Regression towards mediocrity in hereditary stature, Journal of
the Anthropological Institute, 1886): what is picked because one reading is extreme has, on average,
a less extreme one next.
"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import Swatch, key, layered, pixels, place_labels, wrapped_labels
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE, WHITE

HIGH, LOW = PICKS = ("at their worst", "at their best")
PICKED, EVERYONE = _GROUPS = ("councils picked", "all councils")
ALL_YEARS = "all years"
_AROUND = 12  # months shown on each side of picking
_KEYS = ["kind", "year", "after", "group"]
_FLOOR, _TOP, _HEIGHT = 40, 200, 280  # per cent, per cent, pixels
_APART = 38  # pixels that two names of two lines each need
_CHOSEN = "datum.kind === pick && datum.year === picked_in"


def paths_around_picking(
    monthly: pd.DataFrame, *, first: str, last: str, number: int, least: float
) -> pd.DataFrame:
    """Average paths of the places picked in each month, and of all, before and after it.

    monthly: one row a month ("2012-04", in order and without gaps), one column a place, any count.
    In every month from `first` to `last` the `number` places furthest above their own average for
    the twelve months before are picked (`HIGH`), and the `number` furthest below (`LOW`). A place
    whose average is under `least` is left out: it can double by chance.

    Returns kind, year ("2012" or `ALL_YEARS`), after (months, -12 to 12), group and value: per cent
    of a place's own average, a mean of places' ratios and then of months, to one decimal. Raises
    ValueError when `monthly` does not reach twelve months beyond the months of picking.
    """
    if not (monthly.index[_AROUND] <= first and last <= monthly.index[-_AROUND - 1]):
        raise ValueError(f"picking from {first} to {last} needs {_AROUND} months on each side")
    usual = monthly.shift(1).rolling(12).mean()
    records: list[tuple[str, str, int, str, float]] = []
    for place, month in enumerate(monthly.index):
        if not first <= month <= last:
            continue
        own = usual.loc[month]
        own = own[own >= least]
        excess = (monthly.loc[month] / own).dropna()
        for kind, chosen in ((HIGH, excess.nlargest(number)), (LOW, excess.nsmallest(number))):
            for group, names in ((PICKED, chosen.index), (EVERYONE, excess.index)):
                around = monthly.iloc[place - _AROUND : place + _AROUND + 1][names] / own[names]
                path = (around * 100).mean(axis=1)
                records += [
                    (kind, month[:4], step - _AROUND, group, value)
                    for step, value in enumerate(path)
                ]
    each_year = pd.DataFrame(records, columns=[*_KEYS, "value"])
    both = pd.concat([each_year.assign(year=ALL_YEARS), each_year])
    return both.groupby(_KEYS, sort=False)["value"].mean().round(1).reset_index()


def two_studies_chart(
    falls: pd.DataFrame,
    *,
    studied: int,
    expected: int,
    found: int,
    compared: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """Two studies of one programme: what its users reported, and what records showed beside similar people.

    falls: label and value (per cent, below 0 for a fall), one row for each thing users reported, drawn
    from zero. studied: how many services the second study looked at, a ring each; expected: in how
    many of them a fall was thought likely, at least; found: in how many one was found; compared: the
    label of that row. Raises ValueError unless every reported change is a fall and the counts fit.
    """
    if (falls["value"] >= 0).any() or not 0 <= found <= studied or not 0 <= expected <= studied:
        raise ValueError(f"falls below 0, and {expected} and {found} within {studied}, are needed")
    swatches: list[tuple[Swatch, str, str]] = [
        ("square", NAVY, "reported by users"),
        ("diamond", ORANGE, "fall expected, at least"),
        ("hollow", GREY, "no fall found"),
    ]
    if found:
        swatches.append(("circle", NAVY, "fall found"))
    key_layers, top = key(swatches)
    rows = pd.concat(
        [falls[["label", "value"]], pd.DataFrame({"label": [compared], "value": [float("nan")]})],
        ignore_index=True,
    )
    placed = place_labels(rows, [44] * len(falls) + [66], top=top + 8)
    placed["bar_y"] = placed["marks_y"] + 12
    placed["words"] = [f"{-value:.0f}% fewer" if value == value else "" for value in rows["value"]]
    placed["reach"] = -placed["value"]
    across = alt.X("reach:Q", axis=None, scale=alt.Scale(domain=[0, 100], nice=False))
    reported = alt.Chart().transform_filter("isValid(datum.reach)")
    services = pd.DataFrame({"at": [4 + 8 * each for each in range(studied)]})
    services["expected"] = services.index < expected
    services["found"] = services.index < found
    line = float(placed["marks_y"].iloc[-1])
    each = alt.Chart(services)
    place = alt.X("at:Q", axis=None)
    point = {"size": 120, "opacity": 1, "strokeWidth": 2}
    return book_chart(
        layered(
            [
                *key_layers,
                wrapped_labels(),
                reported.mark_bar(height=16, color=NAVY).encode(
                    x=across, x2=alt.X2Datum(0), y=pixels("bar_y")
                ),
                reported.mark_text(
                    align="left", baseline="middle", dx=6, fontWeight="bold", color=CHARCOAL
                ).encode(x=across, y=pixels("bar_y"), text="words:N"),
                each.transform_filter("datum.expected")
                .mark_point(shape="diamond", filled=True, color=ORANGE, **point)  # type: ignore[arg-type]
                .encode(x=place, y=alt.value(line + 12)),
                each.transform_filter("datum.found")
                .mark_point(filled=True, color=NAVY, **point)  # type: ignore[arg-type]
                .encode(x=place, y=alt.value(line + 38)),
                each.transform_filter("!datum.found")
                .mark_point(fill=WHITE, stroke=GREY, **point)  # type: ignore[arg-type]
                .encode(x=place, y=alt.value(line + 38)),
            ],
            height=line + 52,
            data=placed,
        ),
        **caption,
        table=pd.DataFrame(
            {
                "What was counted": [
                    *falls["label"],
                    f"{compared}: a fall expected",
                    f"{compared}: a fall found",
                ],
                "Result": [
                    *(f"{-value:.0f}% fewer, as users reported" for value in falls["value"]),
                    f"at least {expected} of {studied} services",
                    f"{found} of {studied} services",
                ],
            }
        ),
    )


def level(
    paths: pd.DataFrame, kind: str, after: int, group: str = PICKED, year: str = ALL_YEARS
) -> float:
    """One point of `paths_around_picking`, per cent of usual. Raises KeyError when there is none."""
    return float(paths.set_index(_KEYS)["value"].loc[(kind, year, after, group)])


def excess_left(paths: pd.DataFrame, kind: str, after: int) -> float:
    """How far the places picked stand from all places, in points of usual, all years together."""
    return level(paths, kind, after) - level(paths, kind, after, EVERYONE)


def sentence(paths: pd.DataFrame, kind: str, year: str) -> str:
    """Two lines: how the places picked stood at once, and three months later."""
    at_once, later = (level(paths, kind, after, year=year) for after in (0, 3))
    return f"When picked: {at_once:.0f}% of usual.\nThree months later: {later:.0f}%."


def picking_chart(
    paths: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """The paths of `paths_around_picking`; the reader chooses which end is picked, and the year."""
    years = list(paths["year"].unique())
    shown = (paths["year"] == ALL_YEARS) & paths["after"].isin([-12, -6, -3, -1, 0, 1, 3, 6, 12])
    table = paths[shown].pivot(index="after", columns=["kind", "group"], values="value")
    kinds, groups = (table.columns.get_level_values(level) for level in ("kind", "group"))
    headings = [f"{group}, {kind}" for kind, group in zip(kinds, groups, strict=True)]
    table = table.reset_index()
    table.columns = pd.Index(["Months after picking", *headings])
    return book_chart(
        layered(
            _layers(paths),
            height=_HEIGHT,
            params=[
                select("pick", "Pick councils", PICKS),
                select("picked_in", "Picked in", years, ALL_YEARS),
            ],
        ),
        **caption,
        table=table,
    )


def _layers(paths: pd.DataFrame) -> list[alt.Chart]:
    x_axis = alt.Axis(
        values=[-12, 0, 12],
        labelExpr="datum.value === 0 ? 'picked' : format(datum.value, '+d') + ' months'",
    )
    across = alt.X("after:Q", scale=alt.Scale(domain=[-12, 12], nice=False), axis=x_axis)
    up = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[_FLOOR, _TOP], nice=False),
        axis=alt.Axis(labelExpr="datum.value + '%'"),
    )
    groups = list(_GROUPS)
    colours = alt.Scale(domain=groups, range=[NAVY, ORANGE])
    dashes = alt.Scale(domain=groups, range=[[1, 0], [7, 3]])
    lines = alt.Chart(paths).transform_filter(_CHOSEN)
    picking = lines.transform_filter(f"datum.after === 0 && datum.group === '{PICKED}'")
    usual = alt.Chart(pd.DataFrame({"value": [100]})).mark_rule(color=GREY, strokeWidth=2)
    month = alt.Chart(pd.DataFrame({"after": [0]})).mark_rule(color=MUTED, strokeDash=[3, 3])
    return [
        usual.encode(y=up),
        month.encode(x=across),
        lines.mark_line(strokeWidth=2.25).encode(
            x=across,
            y=up,
            color=alt.Color("group:N", legend=None, scale=colours),
            strokeDash=alt.StrokeDash("group:N", legend=None, scale=dashes),
        ),
        picking.mark_point(size=90, filled=True, color=NAVY, opacity=1).encode(x=across, y=up),
        *_words(paths, across),
    ]


def _words(paths: pd.DataFrame, across: alt.X) -> list[alt.Chart]:
    """The names of the lines at their right ends, and the sentence above the plot."""
    ends = paths[paths["after"] == _AROUND].copy()
    ends["name_y"] = (_TOP - ends["value"]) / (_TOP - _FLOOR) * _HEIGHT
    middle = ends.groupby(["kind", "year"])["name_y"].transform("mean")
    push = (_APART / 2 - (ends["name_y"] - middle).abs()).clip(lower=0)
    ends["name_y"] += push.where(ends["name_y"] > middle, -push)
    ends["words"] = ends["group"].str.replace(" ", "\n")
    sentences = pd.DataFrame(
        [(k, year, sentence(paths, k, year)) for k in PICKS for year in paths["year"].unique()],
        columns=["kind", "year", "words"],
    )
    names = alt.Chart(ends).transform_filter(_CHOSEN)
    said = alt.Chart(sentences).transform_filter(_CHOSEN)
    bold = {"align": "left", "fontWeight": "bold", "color": CHARCOAL}
    return [
        names.mark_text(baseline="middle", dx=8, dy=-8, **bold).encode(  # type: ignore[arg-type]
            x=across, y=alt.Y("name_y:Q", scale=None, axis=None), text="words:N"
        ),
        said.mark_text(baseline="top", **bold).encode(  # type: ignore[arg-type]
            x=alt.value(0), y=alt.value(-44), text="words:N"
        ),
    ]
