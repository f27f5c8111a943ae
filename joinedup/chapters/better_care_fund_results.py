"""Does one year stand out from ordinary years, and how many councils did as they were asked in 2017?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.marks import layered
from joinedup.charts.theme import CHARCOAL, NAVY, RULE
from joinedup.evidence.councils import FIRST_MONTH, at_expectation, delay_rates
from joinedup.evidence.data import CouncilTables
from joinedup.evidence.trends import student_t_quantile

FEWEST_YEARS = 2
AT, LOWER = "at or under what was expected", "lower than in February 2017"


def usual_range(values: pd.Series) -> tuple[float, float]:
    """The range in which one more ordinary year would fall, 19 times in 20.

    values: one a year, any unit, treated as independent draws from one normal distribution whose
    mean and spread are not known: a 95% prediction interval, mean plus and minus t(n - 1) * s *
    sqrt(1 + 1/n) (any regression textbook). Years that drift together make it too narrow. Raises
    ValueError for fewer than two years.
    """
    number = len(values)
    if number < FEWEST_YEARS:
        raise ValueError(f"a usual range needs {FEWEST_YEARS} years or more, not {number}")
    reach = student_t_quantile(0.975, number - 1) * values.std() * (1 + 1 / number) ** 0.5
    return float(values.mean() - reach), float(values.mean() + reach)


def councils_by_month(councils: CouncilTables, months: Sequence[str]) -> pd.DataFrame:
    """How many councils had fewer delays than in February 2017, and how many did as was expected.

    months: such as "2017-09". Returns date (the first of the month), value (councils) and series, one of
    LOWER and AT. Both count all delays for each 100,000 adults; see
    `joinedup.evidence.councils.delay_expectation` for the rule and what it must not be used for.
    """
    rates = delay_rates(councils, [FIRST_MONTH, *months])
    lower = {month: int((rates[month] < rates[FIRST_MONTH]).sum()) for month in months}
    at = {month: int(at_expectation(councils, month).sum()) for month in months}
    return pd.DataFrame(
        [
            {"date": f"{month}-01", "value": float(counted[month]), "series": series}
            for series, counted in ((LOWER, lower), (AT, at))
            for month in months
        ]
    )


def noise_chart(
    years: pd.DataFrame,
    band: tuple[float, float],
    *,
    table: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """Yearly percentages over the range of one more ordinary year.

    years: one row a year, with at (the calendar year in which the financial year starts) and value
    (per cent). band: from `usual_range`. The values of 2014 and 2015 are written beside them.
    """
    across = alt.X(
        "at:Q",
        axis=alt.Axis(
            values=years["at"].tolist(),
            labelExpr="datum.value + '-' + format((datum.value + 1) % 100, '02d')",
            labelOverlap=True,
        ),
        scale=alt.Scale(domain=[2009.6, 2017.4], nice=False),
    )
    up = alt.Y(
        "value:Q",
        axis=alt.Axis(labelExpr="datum.value + '%'"),
        scale=alt.Scale(domain=[78, 86], nice=False),
    )
    return book_chart(
        layered([*_band(band, up), *_points(years, across, up)], height=240),
        **caption,
        table=table,
    )


def _band(band: tuple[float, float], up: alt.Y) -> list[alt.Chart]:
    words = "range of one more ordinary year"
    usual = alt.Chart(pd.DataFrame({"value": [band[0]], "top": [band[1]], "words": [words]}))
    name = usual.mark_text(align="left", baseline="bottom", dy=-6, color=CHARCOAL)
    return [
        usual.mark_rect(color=RULE).encode(y=up, y2="top:Q"),
        name.encode(x=alt.value(4), y=up, text="words:N"),
    ]


def _points(years: pd.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    points = alt.Chart(years).transform_calculate(words="format(datum.value, '.1f') + '%'")
    return [
        points.mark_line(color=NAVY, strokeWidth=2.25).encode(x=across, y=up),
        points.mark_point(size=80, filled=True, color=NAVY, opacity=1).encode(x=across, y=up),
        *(
            points.transform_filter(f"datum.at === {at}")
            .mark_text(baseline=baseline, dy=dy, fontWeight="bold", color=NAVY)  # type: ignore
            .encode(x=across, y=up, text="words:N")
            for at, baseline, dy in ((2014, "top", 10), (2015, "bottom", -9))
        ),
    ]
