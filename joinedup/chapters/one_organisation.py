"""Does a study leave room for the gain that a plan to merge assumes?

A published interval is set beside a difference that the reader chooses. Inside the interval is not
support for the plan: it means only that the study cannot rule the difference out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import Caption, book_chart
from joinedup.charts.controls import Slider, bound
from joinedup.charts.marks import layered
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE
from joinedup.charts.words import signed_percent

_CASES = [half / 2 for half in range(-10, 11)]  # per cent


@dataclass(frozen=True)
class Found:
    """What a study found, in per cent, with its interval."""

    low: float
    value: float
    high: float


def percent_of_ratio(low: float, value: float, high: float) -> Found:
    """A rate ratio and its interval as per cent differences: 0.97 is a difference of -3."""
    low, value, high = ((ratio - 1) * 100 for ratio in (low, value, high))
    return Found(low, value, high)


def place_of(found: Found, assumed: float) -> str:
    """Where a difference, per cent, lies: "inside" the interval (its ends count), "below", "above"."""
    if found.low <= assumed <= found.high:
        return "inside"
    return "below" if assumed < found.low else "above"


def sentence(found: Found, assumed: float) -> str:
    """What the study says about a plan that assumes a difference, per cent."""
    place = place_of(found, assumed)
    meaning = (
        "The study cannot rule it out, nor does it support it."
        if place == "inside"
        else "The study's data do not fit a difference in trend that large between these hosts."
    )
    return (
        f"A plan that assumes {signed_percent(assumed)} lies {place} the interval of "
        f"{signed_percent(found.low)} to {signed_percent(found.high)}. {meaning}"
    )


def exploration(
    found: Found,
    *,
    start: float,
    lower_words: str,
    higher_words: str,
    table: pd.DataFrame,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the control.

    start: the difference, per cent, where the control starts; lower_words and higher_words: what
    each side of no difference means. The twin holds the sentence for every setting.
    """
    controls = {"assumed": Slider("Difference a plan assumes, per cent", -5, 5, 0.5, start)}

    def respond(assumed: float) -> str:
        return sentence(found, assumed)

    setting = "replace(format(assumed, '.1f'), '\N{MINUS SIGN}', '-')"
    params = [
        *bound(controls),
        alt.param(name="sentences", value={f"{case:.1f}": respond(case) for case in _CASES}),
        alt.param(name="readout", expr=f"sentences[{setting}]"),
    ]
    twin = book_chart(
        _drawing(found, lower_words, higher_words).add_params(*params),
        table=table,
        readout=respond(start),
        **caption,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _drawing(found: Found, lower_words: str, higher_words: str) -> alt.LayerChart:
    across = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[-6, 6], nice=False),
        axis=alt.Axis(
            values=[-4, -2, 0, 2, 4],
            labelExpr="(datum.value > 0 ? '+' : '') + format(datum.value, 'd') + '%'",
        ),
    )
    none = alt.Chart(pd.DataFrame({"at": [0]})).mark_rule(color=GREY)
    layers = [
        none.encode(x=across, y=alt.value(64), y2=alt.value(170)),
        *_sides(lower_words, higher_words),
        *_study(found, across),
        *_plan(across),
    ]
    return layered(layers, height=170)


def _sides(lower_words: str, higher_words: str) -> list[alt.Chart]:
    left = (f"\N{LEFTWARDS ARROW} {lower_words}", "left", 0)
    right = (f"{higher_words} \N{RIGHTWARDS ARROW}", "right", "width")
    return [
        alt.Chart(pd.DataFrame({"words": [words]}))
        .mark_text(align=align, baseline="top", color=MUTED)  # type: ignore[arg-type]
        .encode(x=alt.value(place), y=alt.value(0), text="words:N")
        for words, align, place in (left, right)
    ]


def _study(found: Found, across: alt.X) -> list[alt.Chart]:
    value, low, high = (signed_percent(each) for each in (found.value, found.low, found.high))
    words = f"study {value} ({low} to {high})"
    study = alt.Chart(
        pd.DataFrame(
            {"at": [found.value], "low": [found.low], "high": [found.high], "words": [words]}
        )
    )
    y = alt.value(70)
    return [
        study.mark_rule(color=NAVY, strokeWidth=5).encode(x=alt.X("low:Q"), x2="high:Q", y=y),
        study.mark_point(size=130, filled=True, color=NAVY, opacity=1).encode(x=across, y=y),
        study.mark_text(baseline="bottom", dy=-10, fontWeight="bold", color=NAVY).encode(
            x=across, y=y, text="words:N"
        ),
    ]


def _plan(across: alt.X) -> list[alt.Chart]:
    plan = alt.Chart(pd.DataFrame({"row": [0]})).transform_calculate(
        at="assumed", words="(assumed > 0 ? '+' : '') + format(assumed, '.1f') + '%'"
    )
    y = alt.value(125)
    return [
        plan.mark_point(shape="diamond", size=130, filled=True, color=ORANGE, opacity=1).encode(
            x=across, y=y
        ),
        plan.mark_text(baseline="top", dy=10, fontWeight="bold", color=CHARCOAL)
        .encode(x=across, y=y, text=alt.Text("shown:N"))
        .transform_calculate(shown="'plan ' + datum.words"),
    ]
