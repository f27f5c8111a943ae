"""What did past promises of this kind deliver, and what does that say of a new plan?

The reference class is the book's own promises that can be answered with a share: 1 is all of the
promised change, 0 is none, below 0 is the other way. The new plan is taken as one more of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Choice, Control, Slider, bound
from joinedup.charts.marks import haloed, key, layered, one_row, pixels
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE, TEAL
from joinedup.evidence.trends import student_t_below, student_t_quantile
from joinedup.labs.base_rate import in_words

FEWEST_SHARES = 3
LEVEL = 0.8  # of the range shown: four chances in five
ALL = "every promise with an answer"
RESULTS = "results for people and hospitals"
SERVICES = "services put in place"
RECENT = "results promised for 2015 or later"
CLASSES = (ALL, RESULTS, SERVICES, RECENT)
EDGE = 50.0  # per cent, either end of the axis


@dataclass(frozen=True)
class Forecast:
    """The share of its promise that a plan may deliver, and how far off that may be."""

    share: float  # 1 is all of the promised change
    error: float  # standard error of one more plan's share
    degrees_of_freedom: int

    def interval(self) -> tuple[float, float]:
        """The range that one more plan's share falls in with probability `LEVEL`."""
        reach = student_t_quantile((1 + LEVEL) / 2, self.degrees_of_freedom) * self.error
        return self.share - reach, self.share + reach

    def chance_of_all(self) -> float:
        """The probability that the plan delivers all that it promises, or more."""
        return student_t_below((self.share - 1) / self.error, self.degrees_of_freedom)


def forecast(shares: Sequence[float], insight: float) -> Forecast:
    """What one more plan may be expected to deliver, given what past ones did.

    shares: the share of its promised change that each past plan delivered (1 is all). insight: how
    well whoever believes the plan can tell plans that will deliver from plans that will not, as a
    correlation from 0 (not at all) up to but not including 1.

    The method is Kahneman and Tversky's corrective procedure ("Intuitive prediction: biases and
    corrective procedures", TIMS Studies in Management Science, 1979): start from the average of the
    class, and move towards the plan's own number (a share of 1) by as much as the judgement behind
    it is known to predict. With m and s the mean and standard deviation of n shares and r the
    insight, the share is m + r(1 - m), and its error s * sqrt(1 - r^2 + (1 - r)^2 / n), with n - 1
    degrees of freedom. That is exact where shares and judgements are jointly normal, judgements are
    on the scale of the shares, past plans are separate draws and the new plan is one more. With r =
    0 it is the prediction interval of any textbook.

    Raises ValueError for fewer than three shares, or an insight outside 0 <= insight < 1.
    """
    number = len(shares)
    if number < FEWEST_SHARES:
        raise ValueError(f"a reference class needs {FEWEST_SHARES} shares or more, not {number}")
    if not 0 <= insight < 1:
        raise ValueError(f"insight must be from 0 up to but not including 1: {insight}")
    mean = sum(shares) / number
    spread = math.sqrt(sum((share - mean) ** 2 for share in shares) / (number - 1))
    error = spread * math.sqrt(1 - insight**2 + (1 - insight) ** 2 / number)
    return Forecast(mean + insight * (1 - mean), error, number - 1)


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


def _about(past: pd.DataFrame, reference: str) -> str:
    shares = shares_of(past, reference)
    whole = sum(share >= 1 for share in shares)
    mean = round(100 * sum(shares) / len(shares))
    if mean >= 0:
        average = f"on average {mean}% of the promised change came about"
    else:
        average = f"on average things moved the other way, by {-mean}% of the promised change"
    return (
        f"Past promises of this kind: {len(shares)}. All of it came about for {whole}; {average}."
    )


def share_sentence(shares: Sequence[float], *, past_of: str = "promises of this kind") -> str:
    """What past shares say of one more promise of their kind, in words for a board; insight is nothing.

    past_of: what the class is made of, as "promises to cut delays". Raises ValueError as `forecast` does.
    """
    found = forecast(shares, 0)
    low, high = found.interval()
    whole = sum(share >= 1 for share in shares)
    return (
        f"Of {len(shares)} past {past_of}, {whole} {'was' if whole == 1 else 'were'} kept in full. "
        f"One more may be expected to come to {_percent(found.share)} of its promised change, where "
        f"100% is all of it and a minus is the other way. Four chances in five lie between "
        f"{_percent(low)} and {_percent(high)}, and the chance of all of it is "
        f"{in_words(found.chance_of_all())}."
    )


def _percent(share: float) -> str:
    """A share as a percentage, with a true minus sign."""
    return f"{100 * share:.0f}%".replace("-", "\N{MINUS SIGN}")


def _change(percent: float) -> str:
    """A planned fall that is delivered, in words: a negative one is a rise."""
    return f"{'a fall' if percent >= 0 else 'a rise'} of {abs(percent):.1f}%"


def sentence(past: pd.DataFrame, reference: str, cut: float, insight: float) -> str:
    """What a class of `past_promises` says of a planned cut of `cut` percent; insight as in `forecast`."""
    found = forecast(shares_of(past, reference), insight)
    low, high = found.interval()
    return (
        f"{_about(past, reference)} For a planned cut of {cut:.1f}% that gives "
        f"{_change(cut * found.share)} (four chances in five: from {_change(cut * high)} to "
        f"{_change(cut * low)}). The chance of the whole cut is {in_words(found.chance_of_all())}."
    )


def settings(past: pd.DataFrame, cut: float, insights: Sequence[float]) -> pd.DataFrame:
    """The answer for each class and insight, for readers without a script; cut is in percent."""
    rows = []
    for reference in CLASSES:
        for insight in insights:
            shares = shares_of(past, reference)
            found = forecast(shares, insight)
            low, high = found.interval()
            rows.append(
                {
                    "Reference class": reference,
                    "Promises": len(shares),
                    "Insight": insight,
                    "Share delivered, per cent": round(100 * found.share, 1),
                    "Change expected, per cent": round(-cut * found.share, 1),
                    "From": round(-cut * high, 1),
                    "To": round(-cut * low, 1),
                    "Chance of the whole cut": in_words(found.chance_of_all()),
                }
            )
    return pd.DataFrame(rows)


def exploration(
    past: pd.DataFrame,
    *,
    start_cut: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    The twin multiplies the planned cut by shares computed here for each class and insight, because
    Vega has no Student's t.
    """
    insights = [tenth / 10 for tenth in range(10)]
    controls: dict[str, Control] = {
        "reference": Choice("Compare with", CLASSES, RESULTS),
        "cut": Slider("Planned cut in admissions, per cent", 1, 30, 0.1, start_cut),
        "insight": Slider(
            "How well you can tell good plans from bad (0 not at all)", 0, insights[-1], 0.1, 0
        ),
    }

    def respond(reference: str, cut: float, insight: float) -> str:
        return sentence(past, reference, cut, insight)

    twin = book_chart(
        _drawing(past, _grid(past, insights), controls),
        headline="If this plan fares as past ones did, most of it will not come",
        subtitle=subtitle,
        description=(
            "Three rows on one scale of change in admissions. A diamond marks the plan. "
            "Below it a dot near no change, with a wide bar across zero, marks what past "
            "promises suggest. Below that, dots for the past promises spread from a large fall "
            "to a rise."
        ),
        source_ids=source_ids,
        note=note,
        table=settings(past, start_cut, (0.0, 0.5)),
        readout=respond(RESULTS, start_cut, 0.0),
    )
    return {"respond": respond, "twin": twin, "controls": controls}


_READOUT = (
    "about[reference] + ' For a planned cut of ' + format(cut, '.1f') + '% that gives '"
    " + (cut * found.share >= 0 ? 'a fall' : 'a rise') + ' of '"
    " + format(abs(cut * found.share), '.1f') + '% (four chances in five: from '"
    " + (cut * found.high >= 0 ? 'a fall' : 'a rise') + ' of '"
    " + format(abs(cut * found.high), '.1f') + '% to '"
    " + (cut * found.low >= 0 ? 'a fall' : 'a rise') + ' of '"
    " + format(abs(cut * found.low), '.1f') + '%). The chance of the whole cut is '"
    " + found.chance + '.'"
)


def _grid(past: pd.DataFrame, insights: Sequence[float]) -> dict[str, dict[str, Any]]:
    """Each class's forecast at each insight, by "class|insight"."""
    grid = {}
    for reference in CLASSES:
        for insight in insights:
            found = forecast(shares_of(past, reference), insight)
            low, high = found.interval()
            grid[f"{reference}|{insight:.1f}"] = {
                "share": found.share,
                "low": low,
                "high": high,
                "chance": in_words(found.chance_of_all()),
            }
    return grid


def _drawing(
    past: pd.DataFrame,
    grid: dict[str, dict[str, Any]],
    controls: dict[str, Control],
) -> alt.LayerChart:
    params = [
        *bound(controls),
        alt.param(name="grid", value=grid),
        alt.param(name="about", value={name: _about(past, name) for name in CLASSES}),
        alt.param(name="found", expr="grid[reference + '|' + format(insight, '.1f')]"),
        alt.param(name="readout", expr=_READOUT),
    ]
    scale = alt.Scale(domain=[-EDGE, EDGE], nice=False)
    sign = (
        "(datum.value > 0 ? '+' : datum.value < 0 ? '\N{MINUS SIGN}' : '') + abs(datum.value) + '%'"
    )
    across = alt.X("change:Q", scale=scale, axis=alt.Axis(labelExpr=sign, tickCount=5, grid=True))
    from_low = alt.X("low:Q", scale=scale)
    plan_row, class_row, past_row = 26, 78, 134
    one = one_row(row="now")
    planned = one.transform_calculate(change="-cut")
    expected = one.transform_calculate(
        change="-cut * found.share",
        low=f"max(-{EDGE}, -cut * found.high)",
        high=f"min({EDGE}, -cut * found.low)",
    )
    dots = past.reset_index()[["label", "share", *CLASSES]].sort_values("share")
    dots["at"] = [past_row + 9 * (place % 3 - 1) for place in range(len(dots))]
    every = alt.Chart(dots).transform_calculate(change="-cut * datum.share")
    heads = pd.DataFrame(
        {
            "words": [
                "The plan, ",
                "What the class suggests",
                "Each past promise, as if it were this plan",
            ],
            "at": [plan_row - 14, class_row - 14, past_row - 24],
        }
    )  # fmt: skip
    said = alt.Chart(heads).transform_calculate(
        words="datum.words + (datum.at < 20 ? format(-cut, '.1f') + '%' : '')"
    )
    classes, _ = key(
        [("circle", NAVY, "in the class chosen"), ("circle", GREY, "other promises")], top=-32
    )
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
            expected.mark_rule(color=TEAL, strokeWidth=8, opacity=0.4).encode(
                x=from_low, x2="high:Q", y=alt.value(class_row + 4)
            ),
            expected.mark_point(size=110, filled=True, color=NAVY, opacity=1).encode(
                x=across, y=alt.value(class_row + 4)
            ),
            planned.mark_point(
                shape="diamond", size=130, filled=True, color=ORANGE, opacity=1
            ).encode(x=across, y=alt.value(plan_row + 4)),
            every.mark_point(size=70, filled=True, opacity=0.85).encode(
                x=across,
                y=pixels("at"),
                color=alt.condition("datum[reference]", alt.value(NAVY), alt.value(GREY)),
                tooltip=[alt.Tooltip("label:N", title="Promise")],
            ),
        ],
        height=160,
        params=params,
    )  # fmt: skip
