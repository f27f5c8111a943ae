"""Did a grant reach the yearly need that councils had put, alone or with the councils' own share?

The councils' share is worked out from the rule that the grant paid a fixed part of the spending it
supported. It supposes that every council spent just what the rule asks.
"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import radio
from joinedup.charts.marks import layered, level
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE, WHITE

ALONE, BOTH = "the grant alone", "the grant and councils' share"


def grant_and_need(
    yearly: pd.DataFrame,
    *,
    need: float,
    paid: float,
    first_prices: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """A column for each year under a line at the need, counted and priced as the reader chooses.

    yearly: year ("91/92", in order), grant (£ million, NaN where not found) and to_first_prices
    (`joinedup.evidence.prices.to_first_prices`). need: £ million a year, in the money of its own year.
    paid: the part of spending that the grant paid, above 0 and up to 1. first_prices: how the page
    names the first year's prices. Raises ValueError when paid is not such a part.
    """
    if not 0 < paid <= 1:
        raise ValueError(f"the grant paid a part of the spending, from 0 to 1, not {paid}")
    params = [
        radio("counting", (ALONE, BOTH), "Count"),
        radio("prices", ("cash", first_prices), "In"),
    ]
    real = yearly["grant"] * yearly["to_first_prices"]
    return book_chart(
        layered(_columns(yearly, need, paid), height=260, params=params),
        **caption,
        table=pd.DataFrame(
            {
                "Year": yearly["year"],
                "Grant, cash": yearly["grant"],
                f"Grant, {first_prices}": real.round(1),
                "Grant and councils' share, cash": (yearly["grant"] / paid).round(1),
                f"Grant and councils' share, {first_prices}": (real / paid).round(1),
            }
        ),
    )


def _columns(yearly: pd.DataFrame, need: float, paid: float) -> list[alt.Chart]:
    counted = f"(counting === '{ALONE}' ? 1 : {1 / paid})"
    base = alt.Chart(yearly).transform_calculate(
        shown=f"datum.grant * {counted} * (prices === 'cash' ? 1 : datum.to_first_prices)"
    )
    across = alt.X("year:O", axis=alt.Axis(labelAngle=0))
    up = alt.Y("shown:Q", axis=None, scale=alt.Scale(domain=[0, 110]))
    known = base.transform_filter("isValid(datum.grant)")
    reached = f"datum.shown >= {need}"
    needed = alt.Chart(
        pd.DataFrame({"shown": [need], "words": [f"need as councils put it in 1991, £{need:.0f}m"]})
    )
    return [
        known.mark_bar(size=38).encode(
            x=across, y=up, color=alt.condition(reached, alt.value(NAVY), alt.value(GREY))
        ),
        known.transform_calculate(words="'£' + format(datum.shown, '.0f') + 'm'")
        .mark_text(dy=10, fontWeight="bold", fontSize=12)
        .encode(
            x=across,
            y=up,
            text="words:N",
            color=alt.condition(reached, alt.value(WHITE), alt.value(CHARCOAL)),
        ),
        base.transform_filter("!isValid(datum.grant)")
        .transform_calculate(words="'not\\nfound'", shown="0")
        .mark_text(dy=-30, color=MUTED, fontSize=12, baseline="top")
        .encode(x=across, y=up, text="words:N"),
        level(needed, up, ORANGE),
        needed.mark_text(align="left", baseline="bottom", dy=-6).encode(
            x=alt.value(0), y=up, text="words:N"
        ),
    ]
