"""Does a study of two kinds of host speak to a plan to merge, and if it does, what does it leave room for?

A plan may expect anything of a merger. The study compared one host with another in one count, so most
plans ask something that it did not look at, and the figure says so before it gives a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import Caption, book_chart
from joinedup.charts.controls import Choice, bound
from joinedup.charts.marks import layered
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY
from joinedup.charts.words import signed_percent

# What a plan expects to change, and beside what: (in the list, what the study did not look at). The first
# of each is the study's own.
EXPECTED = {
    "older people's emergency admissions": "",
    "how long people stay in hospital": "how long people stayed in hospital",
    "what services cost": "what services cost",
    "how nurses and social workers work": "how nurses and social workers worked from day to day",
}
BESIDE = {
    "a mental health trust as the host": "",
    "services left where they are": "areas where nothing moved",
    "two bodies that work closely": "two bodies that worked closely",
}


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


def speaks(expected: str, beside: str) -> bool:
    """Whether the study looked at what a plan expects, and set it beside what the plan does."""
    return not EXPECTED[expected] and not BESIDE[beside]


def sentence(found: Found, expected: str, beside: str) -> str:
    """What the study says of a plan to bring services under a hospital trust.

    expected and beside: keys of `EXPECTED` and `BESIDE`. Raises KeyError for any other.
    """
    if speaks(expected, beside):
        return (
            "The study speaks to this plan. It found no clear difference in the trend between the two "
            f"hosts and leaves room for {signed_percent(found.low)} to {signed_percent(found.high)}, over "
            "a step of time that its abstract does not give. No number of admissions follows."
        )
    unseen = " and ".join(
        filter(
            None,
            (
                EXPECTED[expected] and f"did not measure {EXPECTED[expected]}",
                BESIDE[beside] and f"had no comparison with {BESIDE[beside]}",
            ),
        )
    )
    return f"The study says nothing of this plan: it {unseen}."


def exploration(
    found: Found,
    *,
    lower_words: str,
    higher_words: str,
    table: pd.DataFrame,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    lower_words and higher_words: what each side of no difference means. The controls start at a plan that
    the study does not speak to, as most do. The twin holds the sentence for every setting.
    """
    controls = {
        "expected": Choice("The plan expects a gain in", tuple(EXPECTED), list(EXPECTED)[-1]),
        "beside": Choice("Compared with", tuple(BESIDE), list(BESIDE)[-1]),
    }

    def respond(expected: str, beside: str) -> str:
        return sentence(found, expected, beside)

    settings = list(product(EXPECTED, BESIDE))
    params = [
        *bound(controls),
        alt.param(name="sentences", value={"|".join(each): respond(*each) for each in settings}),
        alt.param(name="speaks", value={"|".join(each): speaks(*each) for each in settings}),
        alt.param(name="readout", expr="sentences[expected + '|' + beside]"),
    ]
    twin = book_chart(
        _drawing(found, lower_words, higher_words).add_params(*params),
        table=table,
        readout=respond(controls["expected"].start, controls["beside"].start),
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
        none.encode(x=across, y=alt.value(64), y2=alt.value(94)),
        none.encode(x=across, y=alt.value(120), y2=alt.value(150)),
        *_sides(lower_words, higher_words),
        *_study(found, across),
        *_answer(),
    ]
    return layered(layers, height=150)


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
    """The estimate and its interval, in colour only where they answer the plan."""
    value, low, high = (signed_percent(each) for each in (found.value, found.low, found.high))
    study = alt.Chart(
        pd.DataFrame(
            {
                "at": [found.value],
                "low": [found.low],
                "high": [found.high],
                "words": [f"study {value} ({low} to {high})"],
            }
        )
    )
    colour = alt.condition("speaks[expected + '|' + beside]", alt.value(NAVY), alt.value(GREY))
    words = alt.condition("speaks[expected + '|' + beside]", alt.value(NAVY), alt.value(MUTED))
    y = alt.value(78)
    return [
        study.mark_rule(strokeWidth=5).encode(x=alt.X("low:Q"), x2="high:Q", y=y, color=colour),
        study.mark_point(size=130, filled=True, opacity=1).encode(x=across, y=y, color=colour),
        study.mark_text(baseline="bottom", dy=-10, fontWeight="bold").encode(
            x=across, y=y, text="words:N", color=words
        ),
    ]


def _answer() -> list[alt.Chart]:
    """Under the bar, whether it answers the plan."""
    answer = "speaks[expected + '|' + beside] ? 'answers this plan' : 'does not answer this plan'"
    return [
        alt.Chart(pd.DataFrame({"at": [0]}))
        .transform_calculate(words=answer)
        .mark_text(align="center", baseline="top", fontWeight="bold", color=CHARCOAL)
        .encode(x=alt.X("at:Q"), y=alt.value(98), text="words:N")
    ]
