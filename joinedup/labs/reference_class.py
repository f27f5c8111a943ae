"""What did past promises of this kind deliver, and what does that say of a new plan?

The reference class is the book's own promises that can be answered with a share: 1 is all of the
promised change, 0 is none, below 0 is the other way. They are few, and nobody drew them at random, so no
curve is fitted to them: a reader draws from the results themselves, one at a time and put back each time.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Choice, Control, Slider, bound
from joinedup.charts.marks import haloed, key, layered, one_row, pixels
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE, TEAL
from joinedup.labs import draws
from joinedup.labs.base_rate import in_words

FEWEST_SHARES = 3
MOST_DRAWS = 40
DRAWS = [draws.uniform(draws.starts(1, MOST_DRAWS)[0], step) for step in draws.steps(MOST_DRAWS)]
SURE = 0.95  # of the range for the chance of all
ALL = "every promise with an answer"
RESULTS = "results for people and hospitals"
SERVICES = "services put in place"
RECENT = "results promised for 2015 or later"
CLASSES = (ALL, RESULTS, SERVICES, RECENT)
EDGE = 50.0  # per cent, either end of the axis
_PAST, _DRAWN, _PLAN = 214, 164, 26  # pixels from the top: the rows of the drawing
_STACK = 8  # pixels between draws of one promise


@dataclass(frozen=True)
class Record:
    """What a class of past plans delivered, and how little that settles."""

    results: int
    whole: int  # how many delivered all that was promised, or more
    low: float  # the chance of all, from ...
    high: float  # ... to


def record(shares: Sequence[float]) -> Record:
    """How many of these shares are 1 or more, and between what the chance of that may lie.

    The range is the exact one of Clopper and Pearson (Biometrika, 1934), at 95%: the chances under
    which as many or more, and as few or fewer, of so many separate draws would still turn up one time
    in forty. It takes the shares as draws from one kind of plan, which is generous to all of them.
    Raises ValueError for fewer than three shares.
    """
    number = len(shares)
    if number < FEWEST_SHARES:
        raise ValueError(f"a reference class needs {FEWEST_SHARES} shares or more, not {number}")
    whole = sum(share >= 1 for share in shares)
    return Record(number, whole, *_between(whole, number))


def _between(whole: int, number: int) -> tuple[float, float]:
    tail = (1 - SURE) / 2

    def at_least(chance: float, least: int) -> float:
        return sum(
            math.comb(number, k) * chance**k * (1 - chance) ** (number - k)
            for k in range(least, number + 1)
        )

    def where(least: int, probability: float) -> float:
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if at_least(middle, least) < probability else (low, middle)
        return (low + high) / 2

    low = where(whole, tail) if whole else 0.0
    high = where(whole + 1, 1 - tail) if whole < number else 1.0
    return low, high


def drawn(number: int) -> list[int]:
    """Which of `number` past results each draw takes, by place from 0: MOST_DRAWS of them, seeded."""
    return [int(draw * number) for draw in DRAWS]


def past_promises(scoreboard: pd.DataFrame) -> pd.DataFrame:
    """The promises with a share, in the order of the scoreboard (joinedup.evidence.promises).

    Returns promise_id as index; label, share and one true-or-false column for each of CLASSES. Left
    out are rows not counted by the scoreboard, and savings in pounds, which only put a price on
    events that are counted already.
    """
    kept = scoreboard[
        scoreboard["share"].notna() & scoreboard["counted"] & (scoreboard["unit"] != "GBP_m")
    ]
    results = kept["kind"] == "outcome"
    measure = kept["measure"].str[:1].str.lower() + kept["measure"].str[1:]
    label = kept["initiative"] + ": " + measure
    same = label.duplicated(keep=False)
    return pd.DataFrame(
        {
            "label": label.where(~same, label + " (" + kept["period"] + ")"),
            "share": kept["share"],
            ALL: True,
            RESULTS: results,
            SERVICES: ~results,
            RECENT: results & (kept["era"] >= "2010"),
        }
    )  # fmt: skip


def shares_of(past: pd.DataFrame, reference: str) -> list[float]:
    """The shares of one class of `past_promises`."""
    return [float(share) for share in past.loc[past[reference], "share"]]


def _change(percent: float) -> str:
    """A planned fall that is delivered, in words: a negative one is a rise."""
    return f"{'a fall' if percent >= 0 else 'a rise'} of {abs(percent) + 1e-9:.1f}%"


def _went(share: float) -> str:
    """How far a past promise came about, in words."""
    size = math.floor(abs(share) * 100 + 0.5)
    if share < 0:
        return f"things moved the other way, by {size}% of the change promised"
    return f"{size}% of the change promised came about"


def _settles(shares: Sequence[float]) -> str:
    """What so few results can say of the next one."""
    found = record(shares)
    return (
        f"Of the {found.results} past results {found.whole} came about in full: so few that the chance "
        "of the next one may be anything "
        + (f"from {in_words(found.low)} " if found.low else "up ")
        + f"to {in_words(found.high)}."
    )


def share_sentence(shares: Sequence[float], *, past_of: str = "promises of this kind") -> str:
    """What past shares say of one more promise of their kind, in words for a board.

    past_of: what the class is made of, as "promises to cut delays". Middle and ends are those of the
    results themselves; the chance is `record`'s. Raises ValueError as that does.
    """
    found = record(shares)
    least, middle, most = min(shares), statistics.median(shares), max(shares)
    return (
        f"Of {found.results} past {past_of}, {found.whole} {'was' if found.whole == 1 else 'were'} kept in "
        f"full. The middle one came to {_percent(middle)} of its promised change, the others to between "
        f"{_percent(least)} and {_percent(most)}, where 100% is all of it and a minus is the other way. "
        "They are so few that the chance of the next one may be anything "
        + (f"from {in_words(found.low)} " if found.low else "up ")
        + f"to {in_words(found.high)}."
    )


def _percent(share: float) -> str:
    """A share as a percentage, with a true minus sign."""
    return f"{math.floor(100 * share + 0.5)}%".replace("-", "\N{MINUS SIGN}")


def sentence(past: pd.DataFrame, reference: str, times: int, cut: float) -> str:
    """What so many draws from a class of `past_promises` say of a planned cut of `cut` percent."""
    members = past[past[reference]]
    shares = shares_of(past, reference)
    taken = drawn(len(shares))[: int(times)]
    last = taken[-1]
    whole = sum(shares[place] >= 1 for place in taken)
    other = sum(shares[place] < 0 for place in taken)
    return (
        f"Draw {times:.0f}: “{members['label'].iloc[last]}”, where {_went(shares[last])}. Gone like "
        f"that, a planned cut of {cut:.1f}% becomes {_change(cut * shares[last])}. So far the whole cut "
        f"came about in {whole} of {times:.0f}, and in {other} things moved the other way. "
        f"{_settles(shares)}"
    )


def settings(past: pd.DataFrame, cut: float) -> pd.DataFrame:
    """Every past promise as if it were this plan, for readers without a script; cut is in percent."""
    ordered = past.sort_values("share", ascending=False)
    return pd.DataFrame(
        {
            "Past promise": ordered["label"],
            "Kind": ["result" if result else "service" for result in ordered[RESULTS]],
            "Share of the promised change, per cent": (100 * ordered["share"]).round(0),
            "This plan would become, per cent": (-cut * ordered["share"]).round(1),
        }
    )


def exploration(
    past: pd.DataFrame,
    *,
    start_cut: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    The twin holds which promise each draw takes and what is said of it; it multiplies by the cut.
    """
    controls: dict[str, Control] = {
        "reference": Choice("Draw from", CLASSES, RESULTS),
        "times": Slider("Draws so far", 1, MOST_DRAWS, 1, 1, again="Draw again"),
        "cut": Slider("Planned cut in admissions, per cent", 1, 30, 0.1, start_cut),
    }

    def respond(reference: str, times: int, cut: float) -> str:
        return sentence(past, reference, times, cut)

    twin = book_chart(
        _drawing(past, controls),
        headline="If this plan went as past promises did, what would come of it?",
        subtitle=subtitle,
        description=(
            "Three rows on one scale of change in admissions. A diamond marks the plan, left of no "
            "change. Below it one dot marks the past promise drawn. Below that, dots for all past "
            "promises, as if each were this plan, spread from a large fall to a large rise."
        ),
        source_ids=source_ids,
        note=note,
        table=settings(past, start_cut),
        readout=respond(RESULTS, 1, start_cut),
        controls=controls,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


_READOUT = (
    "'Draw ' + times + ': “' + labels[last] + '”, where ' + went[last] + '. Gone like that, a planned "
    "cut of ' + format(cut, '.1f') + '% becomes ' + (cut * share >= 0 ? 'a fall' : 'a rise') + ' of ' "
    "+ format(abs(cut * share) + 1e-9, '.1f') + '%. So far the whole cut came about in ' + "
    "whole[reference][times - 1] + ' of ' + times + ', and in ' + other[reference][times - 1] + "
    "' things moved the other way. ' + settles[reference]"
)


def _held(past: pd.DataFrame) -> dict[str, Any]:
    """What the page needs to write the sentence: each name is a parameter's."""
    rows = list(past.index)
    held: dict[str, Any] = {
        "labels": list(past["label"]),
        "shares": [float(share) for share in past["share"]],
        "went": [_went(float(share)) for share in past["share"]],
        "settles": {name: _settles(shares_of(past, name)) for name in CLASSES},
        "order": {},
        "whole": {},
        "other": {},
    }
    for name in CLASSES:
        members = [rows.index(promise) for promise in past.index[past[name]]]
        taken = [members[place] for place in drawn(len(members))]
        shares = [held["shares"][place] for place in taken]
        held["order"][name] = taken
        held["whole"][name] = [
            sum(share >= 1 for share in shares[: so_far + 1]) for so_far in range(MOST_DRAWS)
        ]
        held["other"][name] = [
            sum(share < 0 for share in shares[: so_far + 1]) for so_far in range(MOST_DRAWS)
        ]
    return held


def _drawing(past: pd.DataFrame, controls: dict[str, Control]) -> alt.LayerChart:
    params = [
        *bound(controls),
        *(alt.param(name=name, value=value) for name, value in _held(past).items()),
        alt.param(name="last", expr="order[reference][times - 1]"),
        alt.param(name="share", expr="shares[last]"),
        alt.param(name="readout", expr=_READOUT),
    ]
    scale = alt.Scale(domain=[-EDGE, EDGE], nice=False)
    sign = (
        "(datum.value > 0 ? '+' : datum.value < 0 ? '\N{MINUS SIGN}' : '') + abs(datum.value) + '%'"
    )
    across = alt.X("change:Q", scale=scale, axis=alt.Axis(labelExpr=sign, tickCount=5, grid=True))
    within = f"clamp(-cut * {{}}, -{EDGE}, {EDGE})"  # a few lie far out: the note says so
    one = one_row(row="now")
    planned = one.transform_calculate(change="-cut")
    each = (
        alt.Chart(alt.sequence(1, MOST_DRAWS + 1, 1, as_="draw"))
        .transform_filter("datum.draw <= times")
        .transform_calculate(taken="order[reference][datum.draw - 1]")
        .transform_window(stacked="row_number()", groupby=["taken"], sort=[alt.SortField("draw")])
        .transform_calculate(
            change=within.format("shares[datum.taken]"),
            at=f"{_DRAWN} - {_STACK} * datum.stacked",
            promise="labels[datum.taken]",
        )
    )
    dots = past.reset_index()[["label", "share", *CLASSES]].sort_values("share")
    dots["at"] = [_PAST + 9 * (place % 3 - 1) for place in range(len(dots))]
    every = alt.Chart(dots).transform_calculate(change=within.format("datum.share"))
    heads = pd.DataFrame(
        {
            "head": ["The plan, ", "Drawn so far", "Each past promise, as if it were this plan"],
            "at": [_PLAN - 14, _PLAN + 34, _PAST - 24],
        }
    )
    # Under a name of its own: a calculation that fed itself would grow at each move of a control.
    said = alt.Chart(heads).transform_calculate(
        words="datum.head + (datum.at < 20 ? '\N{MINUS SIGN}' + format(cut, '.1f') + '%' : '')"
    )
    classes, _ = key(
        [("circle", NAVY, "in the kind chosen"), ("circle", GREY, "other promises")], top=-32
    )
    tooltip = [alt.Tooltip("label:N", title="Promise")]
    return layered(
        [
            *classes,
            one.transform_calculate(change="0")
            .mark_rule(color=CHARCOAL, strokeWidth=1)
            .encode(x=across),
            *haloed(
                said,
                {"align": "left", "baseline": "middle", "fontWeight": "bold"},
                x=alt.value(0),
                y=pixels("at"),
            ),
            each.mark_point(size=70, filled=True, opacity=1).encode(
                x=across,
                y=pixels("at"),
                color=alt.condition("datum.draw === times", alt.value(ORANGE), alt.value(TEAL)),
                tooltip=[alt.Tooltip("promise:N", title="Promise")],
            ),
            planned.mark_point(
                shape="diamond", size=130, filled=True, color=ORANGE, opacity=1
            ).encode(x=across, y=alt.value(_PLAN + 4)),
            every.mark_point(size=70, filled=True, opacity=0.85).encode(
                x=across,
                y=pixels("at"),
                color=alt.condition("datum[reference]", alt.value(NAVY), alt.value(GREY)),
                tooltip=tooltip,
            ),
        ],
        height=240,
        params=params,
    )  # fmt: skip
