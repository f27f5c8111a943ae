"""How far does a group picked for a bad year fall back with no help at all?

Each person has a yearly rate of their own, which does not change. Rates differ between people as a
gamma distribution; admissions in a year, given the rate, are Poisson. People are picked for having
`cut_off` admissions or more in one year and counted in the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt
import numpy as np
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Control, Slider
from joinedup.charts.marks import layered, one_row
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE, WHITE
from joinedup.labs.wording import expression, filled, parameters, shown

HIGHEST_CUT_OFF = 5
TOP = 7  # of the scale, above all that the controls reach: it holds still, so that a peak is seen to rise
TENTHS = range(10, 61)  # per cent of everyone's admissions that the tenth most at risk may have
SENTENCE = (
    "People picked for {cut_off:.0f} or more admissions in a year had {picked:.2f} each. In the next "
    "year, with no help, they have {after:.2f}: a fall of {fall:.0f}%.{with_help}"
)
WITH_HELP = (
    " A service that truly prevents {effect:.0f}% of admissions would see them fall by {seen:.0f}%."
)


@dataclass(frozen=True)
class Picked:
    """What happens to a group picked for its admissions. Rates are admissions a person a year."""

    picked: float  # in the year they were picked for
    after: float  # in the next year, with no help; and, by symmetry, in the year before
    after_helped: float  # in the next year, with a service that prevents `effect` per cent
    fall: float  # per cent, with no help
    seen: float  # per cent, with the service
    share_of_people: float  # picked people as a share of everyone, per cent
    share_of_admissions: float  # their share of everyone's admissions in the year picked, per cent
    share_after: float  # and in the next year, with no help


def follow(average: float, unequal: float, cut_off: int, effect: float = 0.0) -> Picked:
    """A picked group in the year picked and the year after.

    average: admissions a person a year, over everyone; above 0. unequal: standard deviation of
    people's own rates over their average (0: all alike). cut_off: picked with this many admissions
    or more in a year, from 1. effect: per cent of the picked people's admissions that a service
    truly prevents.

    With v = unequal squared, counts are negative binomial (Greenwood and Yule, Journal of the Royal
    Statistical Society, 1920) and a person who had x admissions is expected to have average * (1 +
    v x) / (1 + v average) in any other year, which is linear in x, so that a group needs only its
    mean count. Assumes that a person's rate stays as it was, that one admission does not lead to
    the next, and that nobody dies. Raises ValueError for an average or cut-off out of range.
    """
    if average <= 0 or unequal < 0 or cut_off < 1:
        raise ValueError(
            f"average must be above 0, unequal 0 or more, cut_off 1 or more: "
            f"{average}, {unequal}, {cut_off}"
        )
    v = unequal**2
    chance = chance_of_none(average, unequal)
    below, admissions_below = 0.0, 0.0
    for count in range(cut_off):
        below += chance
        admissions_below += count * chance
        chance *= average * (1 + v * count) / ((count + 1) * (1 + v * average))
    people = 1 - below
    picked = (average - admissions_below) / people
    after = average * (1 + v * picked) / (1 + v * average)
    helped = after * (1 - effect / 100)
    return Picked(
        picked=picked,
        after=after,
        after_helped=helped,
        fall=100 * (1 - after / picked),
        seen=100 * (1 - helped / picked),
        share_of_people=100 * people,
        share_of_admissions=100 * people * picked / average,
        share_after=100 * people * after / average,
    )


def chance_of_none(average: float, unequal: float) -> float:
    """The share of people with no admission in a year; settings as in `follow`."""
    v = unequal**2
    return (1 + v * average) ** (-1 / v) if v else math.exp(-average)


def spread_of(tenth: float) -> float:
    """How unequal people are (as in `follow`) when a tenth of them have so much of the risk.

    tenth: per cent of everyone's expected admissions that fall on the tenth of people most at risk,
    from 10 (all alike) to 60. To four decimals, by halving.
    """
    if not TENTHS[0] <= tenth <= TENTHS[-1]:
        raise ValueError(f"tenth must be from {TENTHS[0]} to {TENTHS[-1]}: {tenth}")
    low, high = 0.0, 4.0
    while high - low > 1e-6 and tenth > TENTHS[0]:
        middle = (low + high) / 2
        low, high = (low, middle) if top_tenth(middle) > tenth else (middle, high)
    return round(low, 4)


def top_tenth(unequal: float) -> float:
    """Per cent of expected admissions that fall on the tenth of people with the highest rates.

    With rates a gamma distribution of shape k = 1 / unequal^2, it is 100 * (1 - P(k + 1, q)), where
    P(k, q) = 0.9 and P is the regularised incomplete gamma function.
    """
    shape = 1 / unequal**2
    low, high = 0.0, shape + 40 * math.sqrt(shape) + 40
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _gamma_below(shape, middle) < 0.9 else (low, middle)
    return 100 * (1 - _gamma_below(shape + 1, low))


def _gamma_below(shape: float, x: float) -> float:
    """The regularised incomplete gamma function, by its series (Abramowitz and Stegun, 6.5.29)."""
    if x <= 0:
        return 0.0
    term = math.exp(shape * math.log(x) - x - math.lgamma(shape + 1))
    total, place = 0.0, shape
    while term > 1e-15 * total or place < x:
        total += term
        place += 1
        term *= x / place
    return total


def simulate(
    average: float, unequal: float, cut_off: int, effect: float = 0.0, *, people: int, seed: int
) -> tuple[float, float, float]:
    """The same by drawing people at random: admissions each in the year before, picked, and after."""
    draw = np.random.default_rng(seed)
    v = unequal**2
    rates = draw.gamma(1 / v, average * v, people) if v else np.full(people, average)
    before, picked_for = draw.poisson(rates), draw.poisson(rates)
    after = draw.poisson(rates * (1 - effect / 100))
    chosen = picked_for >= cut_off
    return (
        float(before[chosen].mean()),
        float(picked_for[chosen].mean()),
        float(after[chosen].mean()),
    )


def sentence(cut_off: int, tenth: int, effect: float, average: float) -> str:
    """What happens to the picked group at one setting, in words; settings as in `follow`, `spread_of`."""
    outcome = follow(average, spread_of(tenth), int(cut_off), effect)
    values = {**asdict(outcome), "cut_off": cut_off, "effect": effect}
    return filled(SENTENCE, {**values, "with_help": filled(WITH_HELP, values) if effect else ""})


def _expressions() -> dict[str, str]:
    """`follow` as Vega expressions, each of which may use those before it."""
    counts = range(HIGHEST_CUT_OFF)
    chances = {
        "v": "unequal * unequal",
        "p0": "v > 0 ? pow(1 + v * average, -1 / v) : exp(-average)",
    }
    for count in counts[1:]:
        chances[f"p{count}"] = (
            f"p{count - 1} * average * (1 + v * {count - 1}) / ({count} * (1 + v * average))"
        )
    below = " + ".join(f"(cut_off > {count} ? p{count} : 0)" for count in counts)
    admissions = " + ".join(f"(cut_off > {count} ? {count} * p{count} : 0)" for count in counts[1:])
    return {
        "spreads": repr([spread_of(tenth) for tenth in TENTHS]),
        "unequal": f"spreads[tenth - {TENTHS[0]}]",
        **chances,
        "picked": f"(average - ({admissions})) / (1 - ({below}))",
        "after": "average * (1 + v * picked) / (1 + v * average)",
        "after_helped": "after * (1 - effect / 100)",
        "fall": "100 * (1 - after / picked)",
        "seen": "100 * (1 - after_helped / picked)",
        "with_help": f"effect > 0 ? {expression(WITH_HELP)} : ''",
    }


def exploration(
    *,
    average: float,
    tenth: int,
    cut_off: int,
    effect: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.explore` needs; the four settings are where the controls start."""
    controls: dict[str, Control] = {
        "cut_off": Slider(
            "Picked with this many admissions or more", 1, HIGHEST_CUT_OFF, 1, cut_off
        ),
        "tenth": Slider(
            "How many of every 100 admissions the tenth of people most at risk have",
            *(TENTHS[0], TENTHS[-1], 1, tenth),
        ),
        "effect": Slider("Admissions the service truly prevents, per cent", 0, 50, 5, effect),
        "average": Slider(
            "Admissions a person a year, on average", 0.1, 0.6, 0.02, average, more=True
        ),
    }

    twin = book_chart(
        _drawing(controls),
        headline="What happens next year to people picked for a bad one?",
        subtitle=subtitle,
        description=(
            "A line for the people picked is low in the year before, climbs steeply to the year "
            "they are picked in, and falls as steeply to where it began. A grey line for "
            "everyone is level. A diamond shows the picked people with the service's help, close "
            "to the end of the line."
        ),
        source_ids=source_ids,
        note=note,
        table=settings_table(average, tenth, cut_off),
        readout=sentence(cut_off, tenth, effect, average),
        controls=controls,
    )
    return {"respond": sentence, "twin": twin, "controls": controls}


def settings_table(average: float, tenth: int, cut_off: int) -> pd.DataFrame:
    """A few settings around the start, for a reader who cannot move the controls."""
    rows = [
        ("where the lab starts", average, tenth, cut_off),
        ("everyone alike", average, TENTHS[0], cut_off),
        ("risk in few people", average, TENTHS[-1], cut_off),
        ("a lower cut-off", average, tenth, max(cut_off - 1, 1)),
        ("a higher cut-off", average, tenth, cut_off + 2),
        ("twice the average", 2 * average, tenth, cut_off),
    ]
    outcomes = [follow(mean, spread_of(share), least) for _, mean, share, least in rows]
    return pd.DataFrame(
        {
            "Setting": [row[0] for row in rows],
            "Average for everyone": [round(row[1], 2) for row in rows],
            "Falling on the tenth most at risk, per cent": [row[2] for row in rows],
            "Picked with at least": [row[3] for row in rows],
            "Year picked": [round(outcome.picked, 2) for outcome in outcomes],
            "Next year, no help": [round(outcome.after, 2) for outcome in outcomes],
            "Fall with no help, per cent": [round(outcome.fall, 1) for outcome in outcomes],
        }
    )


def _drawing(controls: dict[str, Control]) -> alt.LayerChart:
    across = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[-1.35, 2.4], nice=False),
        axis=alt.Axis(
            values=[-1, 0, 1],
            labelExpr="['year before', 'year picked', 'next year'][datum.value + 1]",
            grid=False,
        ),
    )
    up = alt.Y(
        "rate:Q",
        scale=alt.Scale(domain=[0, TOP], nice=False),
        axis=alt.Axis(format="d", tickCount=TOP),
    )
    path = alt.Chart(pd.DataFrame({"at": [-1, 0, 1]})).transform_calculate(
        rate="datum.at === 0 ? picked : after", everyone="average"
    )
    top = path.transform_filter("datum.at === 0").transform_calculate(
        words=shown("picked", ".2f") + " + ' each'"
    )
    helped = one_row(at=1).transform_calculate(
        rate="after_helped", words=shown("after_helped", ".2f") + " + ' helped'"
    )
    unhelped = one_row(at=1).transform_calculate(
        rate="after", words=shown("after", ".2f") + " + ' no help'"
    )
    level = up.copy()
    level.shorthand = "everyone:Q"
    layers = [
        path.mark_line(color=GREY, strokeWidth=2).encode(x=across, y=level),
        one_row(at=0)
        .transform_calculate(everyone="average", words="'everyone ' + " + shown("average", ".2f"))
        .mark_text(baseline="bottom", dy=-4, color=MUTED)
        .encode(x=across, y=level, text="words:N"),
        path.mark_line(color=NAVY, strokeWidth=2.5).encode(x=across, y=up),
        path.mark_point(size=80, filled=True, color=NAVY, opacity=1).encode(x=across, y=up),
        top.mark_text(baseline="bottom", dy=-9, fontWeight="bold", color=NAVY).encode(
            x=across, y=up, text="words:N"
        ),
        helped.transform_filter("effect > 0")
        .mark_point(shape="diamond", size=150, filled=True, color=ORANGE, stroke=WHITE, opacity=1)
        .encode(x=across, y=up),
        unhelped.mark_text(align="left", baseline="bottom", dx=8, dy=-3, color=CHARCOAL).encode(
            x=across, y=up, text="words:N"
        ),
        helped.transform_filter("effect > 0")
        .mark_text(align="left", baseline="top", dx=8, dy=3, color=CHARCOAL)
        .encode(x=across, y=up, text="words:N"),
    ]
    return layered(layers, height=300, params=parameters(controls, _expressions(), SENTENCE))
