"""Which way do the estimates point, how large are they, and how far could one move a national total?

Two pictures of the table of evaluations and one sum. The sum is reach times effect: it assumes that
the effect is the same for everyone reached, and that nobody else's use changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import Control, Slider, bound, select
from joinedup.charts.effects import lowest_grade
from joinedup.charts.marks import (
    TEXT_ROOM,
    UPRIGHT,
    WIDE_TEXT_ROOM,
    Swatch,
    haloed,
    key,
    layered,
    level,
    one_row,
    pixels,
    place_labels,
    row_y,
    wrapped_labels,
)
from joinedup.charts.theme import (
    CHARCOAL,
    GREY,
    LINE_HEIGHT,
    MUTED,
    NARROW_BELOW,
    NAVY,
    ORANGE,
    WHITE,
)
from joinedup.charts.words import line_count, number, wrap

CONTROLLED = 3  # the lowest grade with a comparison group that was chosen to be alike
FAMILIES = ("emergency admissions", "A&E", "other hospital use", "cost, deaths and other results")
_EVERYTHING = "everything"
_OF_FAMILY = f"(measured === '{_EVERYTHING}' || datum.family === measured)"
_FAMILY_WORDS = (
    (r"\bcosts?\b|\bsaving|\bpounds?\b", FAMILIES[3]),
    (r"(emergency|unplanned|avoidable|acute medical) admission", FAMILIES[0]),
    (r"a&e|accident and emergency", FAMILIES[1]),
    (r"care home admission|^deaths|quality-adjusted", FAMILIES[3]),
    (r"admission|\bbed\b|bed[- ]days|outpatient|hospital stays|hospital days", FAMILIES[2]),
)
_DESIGNS = {
    0: "Grade 0: assertion, plan or model",
    1: "Grade 1: before and after, or a chosen case",
    2: "Grade 2: adjusted, or a series with no comparison group",
    3: "Grade 3: matched controls or difference in differences",
    4: "Grade 4: as good as random",
    5: "Grade 5: randomised trial",
}
_INTERVALS: dict[str, tuple[int, str, Swatch, str, str]] = {
    # kind: order along the row, colour, swatch, words in the key, words in the table
    "clear": (0, NAVY, "circle", "95% interval leaves out no effect", "leaves out no effect"),
    "unclear": (1, GREY, "circle", "interval includes it", "includes no effect"),
    "none": (2, NAVY, "hollow", "no usable interval", "none usable"),
}
_HALO: tuple[dict[str, Any], ...] = ({"stroke": WHITE, "strokeWidth": 4}, {})  # under the words


def family(label: str) -> str:
    """What was measured, one of FAMILIES, from the words of an effect's label.

    The first pattern that fits decides, so cost comes before admissions; a new row needs no entry.
    """
    words = label.lower()
    return next((name for test, name in _FAMILY_WORDS if re.search(test, words)), FAMILIES[3])


def _family_choice(first: str = _EVERYTHING) -> alt.Parameter:
    return select("measured", "Show effects on", [_EVERYTHING, *FAMILIES], first)


def direction_chart(
    pointing: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """One dot an estimate, on the worse or the better side of a line, in a row for each grade.

    pointing: label, family, grade (0 to 5), direction ("better", or any word for worse) and clear
    (whether the interval leaves out no effect; missing without a usable one). It opens on emergency
    admissions, and the reader chooses a family.
    """
    dots = _dots(pointing)
    swatches = [(swatch, colour, words) for _, colour, swatch, words, _ in _INTERVALS.values()]
    key_layers, key_end = key(swatches)
    rows = _grade_rows(sorted(dots["grade"].unique()), key_end + 30)
    for place in ("dot_y", "count_y"):
        dots[place] = dots["grade"].map(dict(zip(rows["grade"], rows[place], strict=True)))
    across = alt.X("place:Q", axis=None, scale=alt.Scale(domain=_sides_domain(dots), nice=False))
    chosen = alt.Chart(dots).transform_filter(_OF_FAMILY.strip("()"))
    layers = [
        *key_layers,
        _middle_line(across),
        *_side_words(across, key_end + 12),
        wrapped_labels(),
        _counts(chosen),
        *_dot_layers(chosen, across),
    ]
    return book_chart(
        layered(
            layers,
            height=float(rows["marks_y"].iloc[-1] + 52),
            data=rows,
            params=[_family_choice(FAMILIES[0])],
        ),
        **caption,
        table=_direction_table(pointing, dots["kind"]),
    )


def _dots(pointing: pd.DataFrame) -> pd.DataFrame:
    """The estimates with kind (a key of _INTERVALS), side (1 better, -1 worse) and order."""
    dots = pointing[["family", "grade", "direction", "label"]].assign(
        kind=pointing["clear"].map({True: "clear", False: "unclear"}).fillna("none"),
    )
    dots["side"] = (dots["direction"] == "better").map({True: 1, False: -1})
    dots["order"] = dots["kind"].map({kind: each[0] for kind, each in _INTERVALS.items()})
    return dots


def _grade_rows(grades: Sequence[int], top: float) -> pd.DataFrame:
    labels = pd.DataFrame({"label": [_DESIGNS[grade] for grade in grades], "grade": grades})
    rows = place_labels(labels, [62] * len(grades), top=top)
    rows["count_y"], rows["dot_y"] = rows["marks_y"] + 4, rows["marks_y"] + 34
    return rows


def _sides_domain(dots: pd.DataFrame) -> list[float]:
    """Room for the longest row of dots on each side of nothing."""
    longest = dots.groupby(["side", "grade"]).size().groupby("side").max()
    return [-int(longest.get(-1, 1)) - 0.5, int(longest.get(1, 1)) + 0.5]


def _middle_line(across: alt.X) -> alt.Chart:
    line = alt.Chart().transform_calculate(place="0")
    mark = line.mark_point(shape=UPRIGHT, size=900, stroke=CHARCOAL, strokeWidth=1, opacity=1)
    return mark.encode(x=across, y=pixels("dot_y"))


def _side_words(across: alt.X, y: float) -> list[alt.Chart]:
    sides = alt.Chart(pd.DataFrame({"place": [0.0]}))
    worse = sides.transform_calculate(words="'\N{LEFTWARDS ARROW} worse'").mark_text(
        align="right", baseline="middle", dx=-6, color=MUTED
    )
    better = sides.transform_calculate(words="'better \N{RIGHTWARDS ARROW}'").mark_text(
        align="left", baseline="middle", dx=6, color=MUTED
    )
    return [each.encode(x=across, y=alt.value(y), text="words:N") for each in (worse, better)]


def _counts(chosen: alt.Chart) -> alt.Chart:
    """How many of a grade point each way, in words, for the family that is chosen."""
    return (
        chosen.transform_calculate(good="datum.side > 0 ? 1 : 0", bad="datum.side < 0 ? 1 : 0")
        .transform_aggregate(good="sum(good)", bad="sum(bad)", groupby=["grade", "count_y"])
        .transform_calculate(words="datum.bad + ' worse, ' + datum.good + ' better'")
        .mark_text(align="left", baseline="top", color=MUTED)
        .encode(x=alt.value(0), y=pixels("count_y"), text="words:N")
    )


def _dot_layers(chosen: alt.Chart, across: alt.X) -> list[alt.Chart]:
    """The dots, clear ones nearest the line and drawn last."""
    ranked = chosen.transform_window(
        rank="row_number()",
        groupby=["grade", "side"],
        sort=[alt.SortField("order"), alt.SortField("label")],
    ).transform_calculate(place="datum.side * (datum.rank - 0.5)")
    return [
        ranked.transform_filter(f"datum.kind === '{kind}'")
        .mark_point(
            fill=WHITE if swatch == "hollow" else colour,
            stroke=colour,
            opacity=1,
            size=alt.ExprRef(f"width < {NARROW_BELOW} ? 38 : 120"),
            strokeWidth=1.5,
        )
        .encode(x=across, y=pixels("dot_y"))
        for kind, (_, colour, swatch, _, _) in reversed(_INTERVALS.items())
    ]


def _direction_table(pointing: pd.DataFrame, kinds: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Estimate": pointing["label"],
            "Measured": pointing["family"],
            "Grade": pointing["grade"],
            "Direction": pointing["direction"],
            "Interval": kinds.map({kind: each[-1] for kind, each in _INTERVALS.items()}),
        }
    )


def percentages_chart(
    percent: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Effects in per cent with their intervals on one scale, in the order given.

    percent: one row an effect, with label, family, grade, controlled (true or false), effect, from
    and to (per cent; the ends missing where no interval fits the effect), unit and comparator
    (present when the effect is the gap between two groups), confidence, concerns and status. The
    reader chooses a family and a lowest grade.
    """
    forest, lines = _forest(percent)
    middle = LINE_HEIGHT * lines + 11
    scale = _percent_scale(forest)
    shown = alt.Chart(forest).transform_filter(f"datum.grade >= lowest_grade && {_OF_FAMILY}")
    whiskers = shown.transform_filter("datum.has_interval")
    layers = [
        *_forest_key(),
        *_no_effect(scale),
        *_forest_labels(shown),
        whiskers.mark_rule(color=NAVY, strokeWidth=2, yOffset=middle).encode(
            x=_along("from", scale), x2="to:Q", y=row_y()
        ),
        *_forest_words(shown, middle, scale),
        *_forest_points(shown, middle, scale),
    ]
    params = [_family_choice(), lowest_grade("of", forest["grade"])]
    return book_chart(
        layered(layers, height=alt.Step(middle + 19), params=params),
        **caption,
        table=_percent_table(percent),
    )


def _forest(percent: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows with their words and the room these take: also the lines of the longest label."""
    forest = percent[["label", "family", "grade", "controlled", "effect", "from", "to"]].copy()
    forest["row"] = range(len(forest))
    forest["narrow"] = [wrap(label, TEXT_ROOM) for label in forest["label"]]
    forest["wide"] = [wrap(label, WIDE_TEXT_ROOM) for label in forest["label"]]
    lines = max(line_count(text) for text in forest["narrow"])
    for page in ("narrow", "wide"):
        forest[f"drop_{page}"] = [LINE_HEIGHT * (lines - line_count(text)) for text in forest[page]]
    forest["has_interval"] = forest["from"].notna() & forest["to"].notna()
    in_points = percent["unit"].eq("percent") & percent["comparator"].notna()
    forest["words"] = [
        effect_words(effect, grade, in_points=of_arms)
        for effect, grade, of_arms in zip(forest["effect"], forest["grade"], in_points, strict=True)
    ]
    forest["left_end"] = forest[["from", "effect"]].min(axis=1)
    forest["right_end"] = forest[["to", "effect"]].max(axis=1)
    left, right = _span(forest)
    forest["words_right"] = forest["right_end"] < left + 0.5 * (right - left)
    return forest, lines


def effect_words(effect: float, grade: int, *, in_points: bool) -> str:
    """An effect (per cent, or percentage points between two groups) and its grade, in words."""
    sign = "+" if effect > 0 else ""
    return f"{sign}{number(effect)}{' points' if in_points else '%'}, grade {grade}"


def _span(forest: pd.DataFrame) -> tuple[float, float]:
    return float(forest["left_end"].min()) - 4, float(forest["right_end"].max()) + 4


def _percent_scale(forest: pd.DataFrame) -> alt.Scale:
    return alt.Scale(domain=list(_span(forest)), nice=False)


def _along(field: str, scale: alt.Scale) -> alt.X:
    sign = "(datum.value > 0 ? '+' : datum.value < 0 ? '\N{MINUS SIGN}' : '')"
    ticks = alt.Axis(values=[-40, -20, 0, 20, 40, 60], labelExpr=f"{sign} + abs(datum.value) + '%'")
    return alt.X(f"{field}:Q", scale=scale, axis=ticks)


def _forest_key() -> list[alt.Chart]:
    swatches: list[tuple[Swatch, str, str]] = [
        ("circle", NAVY, f"controlled (grade {CONTROLLED} or higher)"),
        ("diamond", ORANGE, "not controlled"),
        ("hollow", NAVY, "hollow: no interval in what was read"),
    ]
    return key(swatches, top=-78)[0]


def _no_effect(scale: alt.Scale) -> list[alt.Chart]:
    """A pale line at nothing from top to bottom, and what each side of it means."""
    nothing = alt.Chart(pd.DataFrame({"nothing": [0]}))
    less = nothing.transform_calculate(words="'\N{LEFTWARDS ARROW} less'").mark_text(
        align="left", baseline="middle", color=MUTED
    )
    more = nothing.transform_calculate(words="'more \N{RIGHTWARDS ARROW}'").mark_text(
        align="right", baseline="middle", color=MUTED
    )
    return [
        nothing.mark_rule(color=GREY).encode(
            x=_along("nothing", scale), y=alt.value(0), y2=alt.value("height")
        ),
        less.encode(x=alt.value(0), y=alt.value(-14), text="words:N"),
        more.encode(x=alt.value("width"), y=alt.value(-14), text="words:N"),
    ]


def _forest_labels(shown: alt.Chart) -> list[alt.Chart]:
    return [
        shown.transform_calculate(words_here=f"width < {NARROW_BELOW} ? datum.narrow : datum.wide")
        .mark_text(
            align="left",
            baseline="top",
            dy=alt.ExprRef(f"width < {NARROW_BELOW} ? datum.drop_narrow : datum.drop_wide"),
            **under,
        )
        .encode(x=alt.value(0), y=row_y(), text="words_here:N")
        for under in _HALO
    ]


def _forest_words(shown: alt.Chart, middle: float, scale: alt.Scale) -> list[alt.Chart]:
    """The number beside each mark, on the side with more room."""
    sides: tuple[tuple[str, Any, int, str], ...] = (
        ("", "left", 10, "right_end"),
        ("!", "right", -10, "left_end"),
    )
    return [
        shown.transform_filter(f"{flag}datum.words_right")
        .mark_text(align=align, baseline="middle", dx=dx, dy=middle, color=CHARCOAL, **under)
        .encode(x=_along(end, scale), y=row_y(), text="words:N")
        for flag, align, dx, end in sides
        for under in _HALO
    ]


def _forest_points(shown: alt.Chart, middle: float, scale: alt.Scale) -> list[alt.Chart]:
    """Circles for controlled designs and diamonds for others, hollow without an interval."""
    return [
        shown.transform_filter(f"{flag}datum.controlled && {bare}datum.has_interval")
        .mark_point(
            shape=shape,
            size=90,
            fill=WHITE if bare else colour,
            stroke=colour,
            strokeWidth=2,
            opacity=1,
            yOffset=middle,
        )
        .encode(x=_along("effect", scale), y=row_y())
        for flag, shape, colour in (("", "circle", NAVY), ("!", "diamond", ORANGE))
        for bare in ("", "!")
    ]


def _percent_table(percent: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Effect": percent["label"],
            "Estimate": percent["effect"].round(2),
            "Interval from": percent["from"],
            "Interval to": percent["to"],
            "Grade": percent["grade"],
            "Confidence": percent["confidence"].str.replace("_", " "),
            "Concerns": percent["concerns"],
            "Status": percent["status"],
        }
    )


class Total(NamedTuple):
    """What a service is set against: a year's admissions, pounds for each, and a cut asked for."""

    admissions: float
    unit_cost: float
    aim: float  # per cent of the admissions


def national_cut(reach: float, effect: float) -> float:
    """The cut in the total, per cent, from the share reached and the cut among those, per cents."""
    return reach * effect / 100


def pounds_freed(total: Total, cut: float, released: float) -> float:
    """Millions of pounds that a cut of `cut` per cent frees, when `released` per cent comes free."""
    return total.admissions * cut / 100 * total.unit_cost * released / 100 / 1e6


def sentence(total: Total, reach: float, effect: float, released: float) -> str:
    """What a service does to the national total, and the reach that the aim would take.

    reach, effect and released: per cents. Raises ValueError when there is no effect to reach it with.
    """
    if effect <= 0:
        raise ValueError(f"no reach meets the aim with a cut of {effect}% among those reached")
    cut, needed = national_cut(reach, effect), total.aim / effect * 100
    return (
        f"The national total falls by {cut:.2f}%, about {round(total.admissions * cut / 100, -3):,.0f} "
        f"admissions a year, and £{pounds_freed(total, cut, released):,.0f}m comes free, before "
        f"paying for the service. To cut the total by {total.aim:.1f}%, "
        + (
            f"it would have to reach {needed:.1f}% of admissions."
            if needed <= 100
            else "it would not be enough to reach every admission."
        )
    )


def exploration(
    total: Total,
    *,
    start_reach: int,
    start_effect: int,
    start_released: int,
    aim_words: str,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    The starts are per cents; aim_words names whose aim `total.aim` is.
    """
    controls: dict[str, Control] = {
        "reach": Slider("Share of emergency admissions reached, per cent", 0, 50, 1, start_reach),
        "effect": Slider("Cut among those reached, per cent", 1, 50, 1, start_effect),
        "released": Slider(
            "Share of their cost that comes free, per cent", 0, 100, 5, start_released
        ),
    }

    def respond(reach: int, effect: int, released: int) -> str:
        return sentence(total, reach, effect, released)

    twin = book_chart(
        _reach_drawing(total, aim_words, controls),
        table=_reach_table(),
        readout=respond(start_reach, start_effect, start_released),
        **caption,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


_CUT = "(reach * effect / 100)"


def _reach_readout(total: Total) -> str:
    """`sentence` again, as a Vega expression of the three controls."""
    fewer = f"{total.admissions} * {_CUT} / 100"
    return (
        f"'The national total falls by ' + format({_CUT}, '.2f') + '%, about ' + "
        f"format(round({fewer} / 1000) * 1000, ',.0f') + ' admissions a year, and £' + "
        f"format({fewer} * {total.unit_cost!r} * released / 100 / 1e6, ',.0f') + "
        "'m comes free, before paying for the service. To cut the total by ' + "
        f"format({total.aim}, '.1f') + '%, ' + ({total.aim} / effect * 100 <= 100 ? "
        f"'it would have to reach ' + format({total.aim} / effect * 100, '.1f') + '% of admissions.' : "
        "'it would not be enough to reach every admission.')"
    )


_LARGEST_CUT = 25  # per cent: what the controls reach at their ends


def _percent_ticks(values: Sequence[int], title: str | None = None) -> alt.Axis:
    # Without a count of its own an upright axis leaves out every other value.
    return alt.Axis(
        values=list(values), tickCount=len(values), labelExpr="datum.value + '%'", title=title
    )


def _reach_drawing(total: Total, aim_words: str, controls: Mapping[str, Control]) -> alt.LayerChart:
    reached, cut = (
        alt.Scale(domain=[0, 50], nice=False),
        alt.Scale(domain=[0, _LARGEST_CUT], nice=False),
    )
    title = "share of emergency admissions reached"
    x = alt.X("share:Q", scale=reached, axis=_percent_ticks(range(0, 51, 10), title))
    y = alt.Y("cut:Q", scale=cut, axis=_percent_ticks(range(0, _LARGEST_CUT + 1, 5)))
    shares = pd.DataFrame({"share": [step / 2 for step in range(101)]})
    line = alt.Chart(shares).transform_calculate(cut="datum.share * effect / 100")
    one = alt.Chart(pd.DataFrame({"nothing": [0]}))
    here = one.transform_calculate(share="reach", cut=_CUT)
    name = f"{aim_words}, {total.aim:.1f}%"
    asked = one_row(cut=total.aim, wide=name, narrow=wrap(name, 170)).transform_calculate(
        words=f"width < {NARROW_BELOW} ? datum.narrow : datum.wide"
    )
    words = {"align": "right", "baseline": "top", "dy": 6}
    return layered(
        [
            level(asked, y, ORANGE),
            line.mark_line(color=NAVY, strokeWidth=2.5).encode(x=x, y=y),
            *haloed(asked, words, x=alt.value("width"), y=y),
            here.mark_point(size=160, filled=True, color=NAVY, opacity=1).encode(x=x, y=y),
        ],
        height=280,
        params=[*bound(controls), alt.param(name="readout", expr=_reach_readout(total))],
    )


def _reach_table() -> pd.DataFrame:
    shares = list(range(0, 51, 10))
    by_size = {
        f"National cut at {size}% among those reached": [
            national_cut(share, size) for share in shares
        ]
        for size in (5, 10, 20, 40)
    }
    return pd.DataFrame({"Share of admissions reached (%)": shares, **by_size})
