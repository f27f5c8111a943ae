"""What is a reported cost the cost of? Divide it by each gap it might stand for.

A plan prices its own fall: a saving over a number of events. A cost "above plan" divided by the
right number of events gives the same price. Divided by another number it does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Choice, Control, Slider, bound
from joinedup.charts.marks import haloed, layered
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE, WHITE

HEIGHT = 240
HEADROOM = 1.14  # of the highest price, so that the words over it have room


@dataclass(frozen=True)
class Rounded:
    """A number as published, and the range that it was rounded from."""

    value: float
    low: float
    high: float

    @classmethod
    def to(cls, value: float, unit: float) -> Rounded:
        """A number rounded to the nearest `unit`, such as 1,000."""
        return cls(value, value - unit / 2, value + unit / 2)

    def per(self, count: Rounded) -> Rounded:
        """This sum over that count: the price of one, and the range that rounding leaves."""
        return Rounded(
            self.value / count.value, self.low / count.high, self.high / count.low
        )  # fmt: skip

    def plus(self, other: Rounded, share: float = 1) -> Rounded:
        """This count and a share of another."""
        return Rounded(
            self.value + share * other.value,
            self.low + share * other.low,
            self.high + share * other.high,
        )

    def overlaps(self, other: Rounded) -> bool:
        """Whether the two could be one number, rounding allowed for."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Account:
    """One measure of a plan and its year: sums in pounds, events as positive numbers."""

    each: str  # "admission"
    saving: Rounded  # what the planned fall was to save, £
    over_plan: Rounded  # what the year cost above plan, £
    planned_fall: Rounded
    rises: Mapping[str, Rounded]  # who counted the rise: how large it was


@dataclass(frozen=True)
class Prices:
    """The price of one event in the plan, and in the cost above plan over a gap."""

    gap: Rounded
    plan: Rounded
    over_plan: Rounded

    @property
    def agree(self) -> bool:
        """Whether rounding alone could explain the difference."""
        return self.plan.overlaps(self.over_plan)


def prices(account: Account, counted_by: str, share: float) -> Prices:
    """The two prices, if the gap is the rise and `share` percent of the planned fall.

    At 0 the gap is the rise alone; at 100 it is the whole distance from plan, from the planned fall
    to the actual rise. Assumes one price for an event, whether planned or actual, and sums and
    counts rounded as published. Arithmetic only: the idea is a volume variance at a standard price
    (any text on management accounting).
    """
    gap = account.rises[counted_by].plus(account.planned_fall, share / 100)
    return Prices(gap, account.saving.per(account.planned_fall), account.over_plan.per(gap))


def share_that_fits(account: Account, counted_by: str) -> float:
    """The percent of the planned fall that must be counted for the two prices to be equal."""
    price = account.saving.value / account.planned_fall.value
    missing = account.over_plan.value / price - account.rises[counted_by].value
    return 100 * missing / account.planned_fall.value


def sentence(account: Account, counted_by: str, share: float) -> str:
    """The two prices in words, and whether they agree."""
    found = prices(account, counted_by, share)
    each = account.each
    start = {
        0: "last year's level",
        100: "the level in the plan",
    }.get(round(share), f"a level {share:.0f}% of the way down from last year's to the plan's")
    said = (
        f"Counted from {start}, there were {found.gap.value:,.0f} too many. "
        f"£{account.over_plan.value / 1e6:.0f}m shared among them is £{found.over_plan.value:,.0f} "
        f"for each {each}. The plan itself reckoned £{found.plan.value:,.0f} for each. "
    )
    if found.agree:
        return said + "The two prices agree: this is what the sum was counted from."
    ratio = found.over_plan.value / found.plan.value
    how = f"{abs(ratio - 1):.0%} {'above' if ratio > 1 else 'below'}"
    if ratio >= 1.5:
        how = f"{ratio:.1f} times"
    return said + f"The prices do not agree: the first is {how} the plan's."


def settings(accounts: Mapping[str, Account]) -> pd.DataFrame:
    """The prices when the gap is the rise alone, half way and the whole distance from plan."""
    rows = []
    for measure, account in accounts.items():
        for counted_by in account.rises:
            for share in (0, 50, 100):
                found = prices(account, counted_by, share)
                rows.append(
                    {
                        "Measure": measure,
                        "Rise counted by": counted_by,
                        "Planned fall counted, per cent": share,
                        "Gap": round(found.gap.value),
                        "Price over the gap, £": round(found.over_plan.value),
                        "Price in the plan, £": round(found.plan.value),
                        "Agree": "yes" if found.agree else "no",
                    }
                )
    return pd.DataFrame(rows)


def exploration(
    accounts: Mapping[str, Account],
    *,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    Every account must name the same counters of its rise. The twin holds every sentence.
    """
    measures = tuple(accounts)
    counters = tuple(accounts[measures[0]].rises)
    shares = list(range(0, 101, 5))
    controls: dict[str, Control] = {
        "measure": Choice("The sum above plan for", measures, measures[0]),
        "share": Slider(
            "Count the extra from (0: last year's level; 100: the level in the plan)",
            *(0, 100, 5, 0),
        ),
        "counted_by": Choice("Take the rise from", counters, counters[0], more=True),
    }

    def respond(measure: str, share: float, counted_by: str) -> str:
        return sentence(accounts[measure], counted_by, share)

    sentences = {
        f"{measure}|{counted_by}|{share}": respond(measure, share, counted_by)
        for measure in measures
        for counted_by in counters
        for share in shares
    }
    curve = pd.DataFrame(
        [
            {
                "key": f"{measure}|{counted_by}",
                "share": share,
                "price": round(found.over_plan.value, 2),
                "plan": round(found.plan.value, 2),
            }
            for measure in measures
            for counted_by in counters
            for share in shares
            for found in [prices(accounts[measure], counted_by, share)]
        ]
    )

    twin = book_chart(
        _drawing(curve, controls, sentences),
        headline="From which level was the cost above plan counted?",
        subtitle=subtitle,
        description=(
            "A curve falls from left to right: the lower the level that the extra is counted from, "
            "the lower the price of one event. A level dashed line is the price in the plan. A dot "
            "at the left-hand end of the curve stands high above it."
        ),
        source_ids=source_ids,
        note=note,
        table=settings(accounts),
        readout=respond(measures[0], 0, counters[0]),
        controls=controls,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _drawing(
    curve: pd.DataFrame,
    controls: dict[str, Control],
    sentences: Mapping[str, str],
) -> alt.LayerChart:
    tops = (curve.groupby("key")["price"].max() * HEADROOM).round(2)
    params = [
        *bound(controls),
        alt.param(name="top", value=tops.to_dict()),
        alt.param(name="sentences", value=dict(sentences)),
        alt.param(name="readout", expr="sentences[measure + '|' + counted_by + '|' + share]"),
    ]
    across = alt.X(
        "share:Q",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(
            values=[0, 50, 100],
            labelExpr="['last year\\'s', '', 'the plan\\'s'][datum.value / 50]",
            labelAlign=alt.ExprRef("['left', 'center', 'right'][datum.value / 50]"),
            title="the level that the extra is counted from",
        ),
    )
    up = alt.Y(
        "price:Q",
        scale=alt.Scale(domainMin=0, domainMax=alt.ExprRef("top[measure + '|' + counted_by]")),
        axis=alt.Axis(labelExpr="'£' + format(datum.value, ',.0f')", minExtent=44),
    )
    plan = up.copy()
    plan.shorthand = "plan:Q"
    chosen = alt.Chart(curve).transform_filter("datum.key === measure + '|' + counted_by")
    here = chosen.transform_filter("datum.share === +share").transform_calculate(
        words="'£' + format(datum.price, ',.0f') + ' each'"
    )
    level = chosen.transform_filter("datum.share === 0").transform_calculate(
        words="'price in the plan, £' + format(datum.plan, ',.0f')"
    )
    near = "datum.share < 70"
    return layered(
        [
            level.mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[6, 4]).encode(y=plan),
            level.mark_text(
                align="left", baseline="top", dx=4, dy=6, fontWeight="bold", color=CHARCOAL
            ).encode(x=alt.value(0), y=plan, text="words:N"),
            chosen.mark_line(color=NAVY, strokeWidth=2.5).encode(x=across, y=up),
            here.mark_rule(color=GREY).encode(x=across),
            here.mark_point(size=120, fill=NAVY, stroke=WHITE, strokeWidth=2, opacity=1).encode(
                x=across, y=up
            ),
            here.transform_filter(near)
            .mark_text(align="left", baseline="bottom", dx=12, dy=-2, fontWeight="bold")
            .encode(x=across, y=up, text="words:N"),
            *haloed(  # clear of the curve, which is higher on this side
                here.transform_filter(f"!({near})"),
                {"align": "right", "baseline": "bottom", "dx": -6, "dy": -28, "fontWeight": "bold"},
                x=across,
                y=up,
            ),
        ],
        height=HEIGHT,
        params=params,
    )  # fmt: skip
