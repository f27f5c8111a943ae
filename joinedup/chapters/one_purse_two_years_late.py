"""When was each new rule due and when was it done, and what did the yearly grant add up to?

The running total supposes that each year's grant stayed in councils' budgets, in cash. That is our
reading of how the grant worked and not a published series.
"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import radio
from joinedup.charts.marks import key, layered, pixels, place_labels, present, wrapped_labels
from joinedup.charts.theme import MUTED, NAVY, ORANGE, RULE, WHITE

EACH, TOTAL = "each year's new grant", "running total"
_ROW_ROOM = 60  # pixels under a label: the verdict and the line of dates
_LINE = pixels("line_y")


def dates_promised(
    rules: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """One line a rule: when it was due or in force, and when it was done if that is known.

    rules: label, due, until and found (days as "1991-04-01" or dates; found missing where nothing
    was published) and verdict. A rule whose until is later than its due was in force between them.
    """
    rows = rules.copy()
    for column in ("due", "until", "found"):
        rows[column] = pd.to_datetime(rows[column]).dt.tz_localize("UTC")
    rows["lasting"] = rows["until"] > rows["due"]
    told_apart, top = key(
        [("diamond", ORANGE, "due"), ("square", ORANGE, "in force"), ("circle", NAVY, "done")]
    )
    placed = place_labels(rows, [_ROW_ROOM] * len(rows), top=top + 10)
    placed["verdict_y"], placed["line_y"] = placed["marks_y"] + 9, placed["marks_y"] + 30
    height = float(placed["marks_y"].iloc[-1] + 46)
    return book_chart(
        layered([*told_apart, *_dates()], height=height, data=placed),
        **caption,
        table=pd.DataFrame(
            {
                "Rule": rows["label"],
                "Due or in force from": rows["due"].dt.strftime("%B %Y"),
                "Until": rows["until"].dt.strftime("%B %Y").where(rows["lasting"], None),
                "Done": rows["found"].dt.strftime("%B %Y"),
                "Verdict": rows["verdict"],
            }
        ),
    )


def _dates() -> list[alt.Chart]:
    ends = [alt.DateTime(year=year, month=1, date=1, utc=True) for year in (1990, 1999)]
    when = alt.X(
        "due:T",
        scale=alt.Scale(type="utc", domain=ends),
        axis=alt.Axis(
            values=[alt.DateTime(year=year, utc=True) for year in range(1990, 2000, 2)],
            labelExpr="utcFormat(datum.value, '%Y')",
        ),
    )
    found_at = when.copy()
    found_at.shorthand = "found:T"
    every = alt.Chart()
    found = every.transform_filter(present("found"))
    return [
        every.mark_rule(color=RULE).encode(x=alt.value(0), x2=alt.value("width"), y=_LINE),
        wrapped_labels(),
        every.mark_text(align="left", baseline="middle", color=MUTED).encode(
            x=alt.value(0), y=pixels("verdict_y"), text="verdict:N"
        ),
        every.transform_filter("datum.lasting")
        .mark_rule(strokeWidth=9, color=ORANGE)
        .encode(x=when, x2="until:T", y=_LINE),
        found.mark_rule(color=NAVY, strokeWidth=3).encode(x=when, x2="found:T", y=_LINE),
        every.transform_filter("!datum.lasting")
        .mark_point(shape="diamond", size=110, filled=True, color=ORANGE, opacity=1)
        .encode(x=when, y=_LINE),
        found.mark_point(size=110, filled=True, color=NAVY, opacity=1).encode(x=found_at, y=_LINE),
    ]


def grant_added_up(
    grant: pd.DataFrame,
    *,
    first_prices: str,
    **caption: Unpack[Caption],
) -> BookChart:
    """A column for each year's grant or for the running total, in cash or at the first year's prices.

    grant: year ("93/94", in order), each and total (£ million in cash) and to_first_prices
    (`joinedup.evidence.prices.to_first_prices`). The last year is a plan and is drawn hollow.
    first_prices: how the page names those prices, as "1993-94 prices".
    """
    drawn = grant.assign(only_planned=grant.index == grant.index[-1])
    params = [
        radio("what", (EACH, TOTAL), "Show"),
        radio("prices", ("cash", first_prices), "In"),
    ]
    real = grant["to_first_prices"]
    return book_chart(
        layered(_columns(drawn, first_prices), height=260, params=params),
        **caption,
        table=pd.DataFrame(
            {
                "Year": grant["year"],
                "New grant": grant["each"],
                "Running total, our sum": grant["total"].round(1),
                f"New grant, {first_prices}": (grant["each"] * real).round(1),
                f"Running total, {first_prices}": (grant["total"] * real).round(1),
            }
        ),
    )


def _columns(grant: pd.DataFrame, first_prices: str) -> list[alt.Chart]:
    scaled = f"(prices === '{first_prices}' ? datum.to_first_prices : 1)"
    base = alt.Chart(grant).transform_calculate(
        shown=f"(what === '{TOTAL}' ? datum.total : datum.each) * {scaled}",
    )
    across = alt.X("year:O", axis=alt.Axis(labelAngle=0))
    up = alt.Y("shown:Q", axis=None, scale=alt.Scale(zero=True))
    hollow = alt.condition("datum.only_planned", alt.value(WHITE), alt.value(NAVY))
    return [
        base.mark_bar(size=34, stroke=NAVY, strokeWidth=1.5).encode(x=across, y=up, fill=hollow),
        base.transform_calculate(words="'£' + format(datum.shown, ',.0f') + 'm'")
        .mark_text(dy=-14, fontWeight="bold", fontSize=12)
        .encode(x=across, y=up, text="words:N"),
    ]
