"""What happened to spending on social care? The change depends on the first year and on the prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import Caption, book_chart
from joinedup.charts.controls import Choice, Control, bound
from joinedup.charts.marks import layered, one_row
from joinedup.charts.theme import CHARCOAL, MUTED, NAVY, ORANGE, WHITE
from joinedup.charts.words import signed_percent

REAL, CASH = PRICES = ("2018-19 prices", "cash")
FIRSTS = ("2008-09", "2009-10", "2010-11", "2011-12", "2012-13")
Spending = Mapping[str, pd.Series]  # of each of PRICES: £m by financial year ("2010-11")


def change(spending: Spending, prices: str, first: str, last: str) -> float:
    """Per cent change in spending between two financial years. Raises KeyError for one not held."""
    values = spending[prices]
    return float((values[last] / values[first] - 1) * 100)


def sentence(spending: Spending, lasts: Sequence[str], first: str, prices: str) -> str:
    """The change from `first` to each of three years, in words."""
    by = [f"{signed_percent(change(spending, prices, first, last))} by {last}" for last in lasts]
    in_prices = "in cash" if prices == CASH else f"in {prices}"
    return f"From {first}, {in_prices}, councils' spending changed by {by[0]}, {by[1]} and {by[2]}."


def exploration(
    spending: Spending,
    published: pd.DataFrame,
    *,
    names: Sequence[str],
    start_first: str,
    start_prices: str,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    published: three claims, one a row: year, value (per cent change, as printed) and letter.
    names: whose they are, in the same order. The twin's line is computed by Vega from the spending;
    its sentences, one for each setting, are written by `sentence`.
    """
    controls: dict[str, Control] = {
        "first": Choice("Count from", FIRSTS, start_first),
        "prices": Choice("Prices", PRICES, start_prices),
    }
    lasts = list(published["year"])
    yearly = _yearly(spending)

    def respond(first: str, prices: str) -> str:
        return sentence(spending, lasts, first, prices)

    sentences = {
        f"{first}|{prices}": respond(first, prices) for first in FIRSTS for prices in PRICES
    }
    params = [
        *bound(controls),
        alt.param(name="sentences", value=sentences),
        alt.param(name="readout", expr="sentences[first + '|' + prices]"),
    ]
    twin = book_chart(
        _drawing(yearly, published, names).add_params(*params),
        table=_table(spending, yearly, published),
        readout=respond(start_first, start_prices),
        **caption,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _yearly(spending: Spending) -> pd.DataFrame:
    """year, real and cash (£m), from the earliest year that can be counted from."""
    years = [year for year in spending[REAL].index if year >= FIRSTS[0]]
    return pd.DataFrame(
        [
            {"year": year, "real": spending[REAL][year], "cash": spending[CASH][year]}
            for year in years
        ]
    )


def _table(spending: Spending, yearly: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    changes = [round(change(spending, REAL, "2010-11", year), 1) for year in yearly["year"]]
    return pd.DataFrame(
        {
            "Year": yearly["year"],
            "Cash, £m": yearly["cash"].round(),
            "2018-19 prices, £m": yearly["real"].round(),
            "Change from 2010-11 in 2018-19 prices, %": changes,
            "Published fall, %": yearly["year"].map(published.set_index("year")["value"]),
        }
    )


def _drawing(yearly: pd.DataFrame, published: pd.DataFrame, names: Sequence[str]) -> alt.LayerChart:
    across = alt.X(
        "year:O",
        axis=alt.Axis(labelAngle=0, labelOverlap=True, labelSeparation=8),
        scale=alt.Scale(domain=list(yearly["year"])),
    )
    up = alt.Y(
        "change:Q",
        axis=alt.Axis(labelExpr="(datum.value === 0 ? '0' : format(datum.value, '+')) + '%'"),
        scale=alt.Scale(domain=[-20, 20], nice=False),
    )
    layers = [
        one_row(change=0).mark_rule(color=MUTED).encode(y=up),
        *_break(across),
        *_line(yearly, across, up),
        *_published(published, across, up),
        *_names(names),
    ]
    return layered(layers, height=300)


def _break(across: alt.X) -> list[alt.Chart]:
    """Where councils' returns changed, so that years on each side are not quite alike."""
    year = one_row(year="2014-15", words="council returns\nredesigned")
    return [
        year.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(
            x=across, y=alt.value(0), y2=alt.value(246)
        ),
        year.mark_text(align="right", dx=-5, baseline="top", color=MUTED).encode(
            x=across, y=alt.value(4), text="words:N"
        ),
    ]


def _line(yearly: pd.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    """`change` from the year chosen, as Vega computes it."""
    shown = (
        alt.Chart(yearly)
        .transform_calculate(shown=f"prices === '{CASH}' ? datum.cash : datum.real")
        .transform_calculate(start="datum.year === first ? datum.shown : 0")
        .transform_joinaggregate(base="max(start)")
        .transform_calculate(change="100 * (datum.shown / datum.base - 1)")
        .transform_filter("datum.year >= first")
    )
    return [
        shown.mark_line(color=NAVY, strokeWidth=2.5).encode(x=across, y=up),
        shown.mark_point(color=NAVY, filled=True, size=36, opacity=1).encode(x=across, y=up),
    ]


def _published(published: pd.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    rows = published[["year", "value", "letter"]].rename(columns={"value": "change"})
    points = alt.Chart(rows)
    diamonds = points.mark_point(shape="diamond", size=110, filled=True, color=ORANGE, opacity=1)
    halo = points.mark_text(dx=12, fontWeight="bold", stroke=WHITE, strokeWidth=4)
    letters = points.mark_text(dx=12, fontWeight="bold", color=CHARCOAL)
    return [
        diamonds.encode(x=across, y=up),
        halo.encode(x=across, y=up, text="letter:N"),
        letters.encode(x=across, y=up, text="letter:N"),
    ]


def _names(names: Sequence[str]) -> list[alt.Chart]:
    """What the letters stand for, at the foot of the plot."""
    return [
        one_row(words=words)
        .mark_text(align="left", baseline="middle")
        .encode(x=alt.value(4), y=alt.value(258 + 17 * place), text="words:N")
        for place, words in enumerate(names)
    ]
