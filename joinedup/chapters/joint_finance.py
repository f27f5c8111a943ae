"""Did joint finance reach its plan, and did it keep growing, once inflation is taken out?

A year's money is set at another year's prices by the ratio of a price index in the two years. The
reader picks the index: a plan that does not name its prices can be judged met or missed by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple, Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import Choice, Control, bound, choose_prices
from joinedup.charts.marks import layered, level
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE

CASH = "nothing: cash"
_POUNDS = alt.Axis(labelExpr="'£' + datum.label + 'm'")


def allocation_chart(
    allocations: pd.DataFrame,
    *,
    prices_of: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """A column for each year, in cash or at constant prices as the reader chooses.

    allocations: year ("1976-77", in order), cash and real, £ million; NaN where no sum was found.
    prices_of: the year whose prices `real` is in. Years after the highest `real` are out of focus.
    """
    columns = allocations.round(2)
    peak = str(columns.set_index("year")["real"].idxmax())
    drawn = alt.Chart(columns).transform_calculate(
        shown="prices === 'cash' ? datum.cash : datum.real",
        words="'£' + format(datum.shown, '.0f') + 'm'",
    )
    layers = _allocations(drawn, columns["year"].to_list(), peak)
    real = ("real", f"at {prices_of} prices (GDP deflator)")
    prices = choose_prices(real, ("cash", "in cash, as paid"))
    return book_chart(
        layered(layers, height=280, params=[prices]),
        **caption,
        table=columns.rename(
            columns={"year": "Year", "cash": "£m, cash", "real": f"£m, {prices_of} prices"}
        ),
    )


def _allocations(drawn: alt.Chart, years: list[str], peak: str) -> list[alt.Chart]:
    across = alt.X("year:O", axis=alt.Axis(values=years[::3], labelAngle=0))
    up = alt.Y("shown:Q", scale=alt.Scale(domain=[0, 140], nice=False), axis=_POUNDS)
    return [
        drawn.transform_filter("isValid(datum.cash)")
        .mark_bar(size=15)
        .encode(
            x=across,
            y=up,
            color=alt.condition(f"datum.year > '{peak}'", alt.value(GREY), alt.value(NAVY)),
        ),
        drawn.transform_filter(alt.FieldOneOfPredicate("year", [peak, years[-1]]))
        .mark_text(align="right", baseline="bottom", dx=9, dy=-4, fontWeight="bold")
        .encode(x=across, y=up, text="words:N"),
        drawn.transform_filter("!isValid(datum.cash)")
        .transform_calculate(words="'not\\nfound'")
        .mark_text(baseline="top", dy=-32, color=MUTED, fontSize=11)
        .encode(x=across, y=alt.YDatum(0), text="words:N"),
    ]


class Plan(NamedTuple):
    """A sum planned for one year."""

    target: float  # £ million
    year: str  # "1979-80"

    @property
    def words(self) -> str:
        """The plan as a control names it: "£27m a year by 1979-80"."""
        return f"£{self.target:.0f}m a year by {self.year}"


def worth(cash: float, index: pd.Series | None, year: str, prices: str) -> float:
    """Money of one year at another year's prices; as it is when there is no index.

    cash: any currency unit. index: a price index on any base, by year ("1979-80"). Raises KeyError
    for a year that the index lacks.
    """
    ratio = index[prices] / index[year] if index is not None else 1
    return float(cash * ratio)


def sentence(
    plan: Plan, cash: float, indices: Mapping[str, pd.Series], index: str, prices: str
) -> str:
    """Whether the money of the plan's year reached the plan at the prices chosen.

    cash: what was allocated for the year, £ million. index: a name in `indices`, or `CASH`.
    """
    real = worth(cash, indices.get(index), plan.year, prices)
    gap = round(real, 1) - plan.target
    side = "above" if gap >= 0 else "below"
    how = f"At {prices} prices, by {index}," if index in indices else "Left in cash,"
    return (
        f"£{cash:.1f}m was allocated for {plan.year}. {how} that is £{real:.1f}m: "
        f"£{abs(gap):.1f}m {side} the plan of £{plan.target:.0f}m."
    )


def exploration(
    allocated: pd.Series,
    *,
    plans: Sequence[Plan],
    indices: Mapping[str, pd.Series],
    prices_of: Sequence[str],
    start_prices: str,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    allocated: £ million by year, in order, with every plan's year. indices: price indices by name,
    each by year. prices_of: the years whose prices are on offer. The twin holds the sentence for
    every setting. Raises KeyError when an index or the money lacks a year.
    """
    named = {plan.words: plan for plan in plans}
    controls: dict[str, Control] = {
        "plan": Choice("Plan", tuple(named), next(iter(named))),
        "index": Choice("Take out inflation by", (*indices, CASH), next(iter(indices))),
        "prices": Choice("Prices of", tuple(prices_of), start_prices),
    }
    money = allocated.rename_axis("year").rename("cash").reset_index()

    def answer(plan: str, index: str, prices: str) -> str:
        return sentence(named[plan], allocated[named[plan].year], indices, index, prices)

    settings = product(named, (*indices, CASH), prices_of)
    sentences = {"|".join(setting): answer(*setting) for setting in settings}

    params = [
        *bound(controls),
        *_known(named, indices, slice(prices_of[0], allocated.index[-1])),
        alt.param(name="sentences", value=sentences),
        alt.param(name="readout", expr="sentences[plan + '|' + index + '|' + prices]"),
    ]
    twin = book_chart(
        layered(_against_the_plan(money), height=260, params=params),
        table=money.rename(columns={"year": "Year", "cash": "£m allocated, cash"}),
        readout=answer(*(str(control.start) for control in controls.values())),
        **caption,
    )
    return {"respond": answer, "twin": twin, "controls": controls}


def _known(
    plans: Mapping[str, Plan], indices: Mapping[str, pd.Series], years: slice
) -> list[alt.Parameter]:
    """What the page's own expressions look up: the plans, and the indices over the years shown."""
    return [
        alt.param(
            name="plans",
            value={name: {"at": at, "year": year} for name, (at, year) in plans.items()},
        ),
        alt.param(
            name="indices",
            value={
                name: {year: round(at, 5) for year, at in values.loc[years].items()}
                for name, values in indices.items()
            },
        ),
    ]


def _against_the_plan(money: pd.DataFrame) -> list[alt.Chart]:
    ratio = "(isValid(indices[index]) ? indices[index][prices] / indices[index][datum.year] : 1)"
    up = alt.Y("shown:Q", scale=alt.Scale(domain=[0, 90], nice=False), axis=_POUNDS)
    across = alt.X("year:O", axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8))
    each = (
        alt.Chart(money)
        .transform_calculate(
            shown=f"datum.cash * {ratio}", judged="datum.year === plans[plan].year"
        )
        .transform_calculate(words="'£' + format(datum.shown, '.1f') + 'm'")
    )
    planned = alt.Chart(pd.DataFrame({"x": [0]})).transform_calculate(
        shown="plans[plan].at", words="'planned, £' + plans[plan].at + 'm'"
    )
    return [
        each.mark_bar(size=24).encode(
            x=across, y=up, color=alt.condition("datum.judged", alt.value(NAVY), alt.value(GREY))
        ),
        level(planned, up, ORANGE),
        planned.mark_text(align="left", baseline="bottom", dy=-5, fontWeight="bold").encode(
            x=alt.value(2), y=up, text="words:N"
        ),
        each.transform_filter("datum.judged")
        .mark_text(baseline="bottom", dy=-5, fontWeight="bold", color=CHARCOAL)
        .encode(x=across, y=up, text="words:N"),
    ]
