"""How small a change could a pilot see? The smallest fall that a study of a given size would find."""

from __future__ import annotations

import math
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import Slider, bound
from joinedup.charts.marks import layered, one_row
from joinedup.charts.theme import CHARCOAL, NAVY, ORANGE, WHITE

# Standard errors: the usual two-sided 5% test, and a chance of four in five.
_REACH = 1.96 + 0.84
_FALL = "(100 * (1 - exp(-2.8 * sqrt(2 / ({} * admissions * months / 12)))))"
_SIZES = range(50, 5001, 50)


def smallest_fall(people: float, admissions: float, months: float) -> float:
    """The smallest fall, per cent, that a study with as many controls as patients finds at 80% power.

    people: patients, above 0; admissions: emergency admissions a person a year, above 0; months:
    how long both groups are followed, above 0. Counts are taken as Poisson and unrelated, so the
    log of the ratio of two equal ones has variance 2 / expected admissions (the usual large-sample
    result for a rate ratio); 1.96 + 0.84 standard errors are the two-sided 5% test and 80% power.
    Real admissions cluster in a few people, so a real pilot sees less. Raises ValueError for
    settings out of range.
    """
    expected = people * admissions * months / 12
    if not expected > 0:
        raise ValueError(
            f"people, admissions and months must be above 0: {people}, {admissions}, {months}"
        )
    return 100 * (1 - math.exp(-_REACH * (2 / expected) ** 0.5))


def sentence(people: int, admissions: float, months: int) -> str:
    """What a pilot of this size would find, in words."""
    fall = smallest_fall(people, admissions, months)
    return (
        f"{people:,} people followed for {months} months, with {admissions:.1f} emergency admissions "
        f"each a year: this study would find a fall of {fall:.0f}% or more, four times in five."
    )


def pilot_size_chart(
    *,
    people: int,
    admissions: float,
    months: int,
    known_size: float,
    known_words: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """The smallest fall found, by size of pilot; people, admissions and months are where controls start.

    known_size: people in a study to mark on the curve, whose name is known_words.
    """
    table = pd.DataFrame(
        {
            "People in the pilot": _SIZES,
            "Smallest fall found, per cent": [
                round(smallest_fall(size, admissions, months), 1) for size in _SIZES
            ],
        }
    )
    return book_chart(
        layered(
            _layers(known_size, known_words),
            height=280,
            params=_params(people, admissions, months),
        ),
        **caption,
        table=table,
        readout=sentence(people, admissions, months),
    )


def _params(people: int, admissions: float, months: int) -> list[alt.Parameter]:
    """The controls, and `sentence` as a Vega expression."""
    readout = (
        "format(people, ',') + ' people followed for ' + months + ' months, with ' + "
        "format(admissions, '.1f') + ' emergency admissions each a year: this study would find a fall of '"
        " + format(" + _FALL.format("people") + ", '.0f') + '% or more, four times in five.'"
    )
    controls = {
        "people": Slider("People in the pilot", 100, 5000, 100, people),
        "admissions": Slider("Admissions a person a year", 0.2, 2, 0.1, admissions),
        "months": Slider("Months followed", 3, 24, 3, months),
    }
    return [*bound(controls), alt.param(name="readout", expr=readout)]


def _layers(known_size: float, known_words: str) -> list[alt.Chart]:
    title = "people in the pilot, with as many controls"
    across = alt.X(
        "size:Q",
        scale=alt.Scale(domain=[0, 5000], nice=False),
        axis=alt.Axis(title=title, tickCount=5, grid=False),
    )
    up = alt.Y(
        "fall:Q",
        scale=alt.Scale(domain=[0, 90], nice=False),
        axis=alt.Axis(title=None, labelExpr="datum.label + '%'", values=[0, 30, 60, 90]),
    )
    # The name gives way when the dot's own number needs its place.
    hidden = "people > datum.size - 300 && people < datum.size + 1700"
    curve = alt.Chart(pd.DataFrame({"size": _SIZES})).transform_calculate(
        fall=_FALL.format("datum.size")
    )
    known = one_row(size=known_size).transform_calculate(
        fall=_FALL.format("datum.size"), words=f"{hidden} ? '' : \"{known_words}\""
    )
    fall = _FALL.format("people")
    chosen = one_row(at=0).transform_calculate(
        size="people", fall=fall, words="format(" + fall + ", '.0f') + '%'"
    )
    place = {"x": across, "y": up}
    diamond = known.mark_point(shape="diamond", size=90, filled=True, color=ORANGE, opacity=1)
    name = known.mark_text(align="left", baseline="bottom", dx=4, dy=-7, color=CHARCOAL)
    dot = {"size": 120, "filled": True, "stroke": WHITE, "strokeWidth": 1.5, "opacity": 1}
    says = {"baseline": "bottom", "dy": -8, "fontWeight": "bold", "fontSize": 15, "color": NAVY}
    words = [  # on the side of the dot that has room
        chosen.transform_filter(f"people {side} 4000").mark_text(align=align, dx=dx, **says)  # type: ignore
        for side, align, dx in (("<=", "left", 6), (">", "right", 6))
    ]
    return [
        curve.mark_line(color=NAVY, strokeWidth=2.5, clip=True).encode(**place),
        diamond.encode(**place),
        name.encode(**place, text="words:N"),
        chosen.mark_point(color=NAVY, **dot).encode(**place),  # type: ignore[arg-type]
        *(each.encode(**place, text="words:N") for each in words),
    ]
