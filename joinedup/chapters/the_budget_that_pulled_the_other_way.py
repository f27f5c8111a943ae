"""Which care was cheaper for the council, and which for the public, when another budget paid?

A council paid for help at home from its own money; social security paid for a place in a private or
voluntary home. The choice is set out for one person in pounds a week. What residents and families
pay is left out, and so is any difference in what the two kinds of care can do.
"""

from __future__ import annotations

from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import Control, Slider, bound, choose_prices
from joinedup.charts.marks import layered, pixels
from joinedup.charts.theme import CHARCOAL, MUTED, NAVY, TEAL
from joinedup.labs.base_rate import financial_year

JOINT, PENSIONERS, EVERYONE = (
    "joint finance",
    "benefit, pensioners only",
    "benefit, all residents",
)
# One colour a purse, here and in the chapter's other charts: navy for councils and what was meant to
# help them, teal for social security.
COLOURS = {JOINT: NAVY, PENSIONERS: MUTED, EVERYONE: TEAL}
_SHOWN = "prices === 'cash' ? datum.value : datum.real"
_UP = alt.Y(
    "shown:Q",
    scale=alt.Scale(domain=[0, 1600], nice=False),
    axis=alt.Axis(
        labelExpr="'£' + format(datum.value, ',.0f') + 'm'", values=[0, 400, 800, 1200, 1600]
    ),
)
_ACROSS = alt.X(
    "date:T",
    scale=alt.Scale(type="utc", nice=False),
    axis=alt.Axis(
        values=[alt.DateTime(year=year, utc=True) for year in (1977, 1980, 1983, 1986, 1989)],
        labelExpr="utcFormat(datum.value, '%Y')",
    ),
)


def two_budgets_chart(
    budgets: pd.DataFrame,
    *,
    prices_of: str,
    resumed: int,
    **caption: Unpack[Caption],
) -> BookChart:
    """Joint finance and two counts of benefit over the years, in cash or at constant prices.

    budgets: series (`JOINT`, `PENSIONERS` or `EVERYONE`), date in order within each, value and real,
    £ million a year. prices_of: the year whose prices `real` is in. resumed: the calendar year in
    which joint finance is known again after a gap; its line is not drawn across the gap. Raises
    ValueError for another series, or when one of the three is missing.
    """
    if set(budgets["series"]) != set(COLOURS):
        raise ValueError(f"budgets must hold the series {list(COLOURS)}")
    drawn = budgets.reset_index(drop=True).copy()
    after = (drawn["date"].dt.year >= resumed) & (drawn["series"] == JOINT)
    drawn["part"] = drawn["series"] + after.astype(str)
    drawn["date"] = drawn["date"].dt.tz_localize("UTC")
    prices = choose_prices(
        ("cash", "in cash, as paid"), ("real", f"at {prices_of} prices (GDP deflator)")
    )
    return book_chart(
        layered([*_lines(drawn), *_names(drawn)], height=300, params=[prices]),
        **caption,
        table=_table(budgets, prices_of),
    )


def _lines(drawn: pd.DataFrame) -> list[alt.Chart]:
    ink = alt.Color(
        "series:N",
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=None,
    )
    each = alt.Chart(drawn).transform_calculate(shown=_SHOWN)
    return [
        each.mark_line(strokeWidth=2.5).encode(x=_ACROSS, y=_UP, color=ink, detail="part:N"),
        each.mark_point(size=40, filled=True, opacity=1).encode(x=_ACROSS, y=_UP, color=ink),
    ]


def _names(drawn: pd.DataFrame) -> list[alt.Chart]:
    """The names of the lines: two at their ends, and one led away from where three lines meet."""
    ends = drawn.loc[[drawn[drawn["series"] == name].index[-1] for name in COLOURS]]
    ends = ends.assign(words=["joint finance", "", "benefit,\nall residents"])
    leader = alt.Chart(
        pd.DataFrame(
            {
                "date": pd.to_datetime(["1981-12-01"] * 2, utc=True),
                "shown": [60, 250],
                "words": ["", "benefit,\npensioners only"],
            }
        )
    )
    return [
        _name(ends, JOINT, "center", 0, -14, NAVY),
        _name(ends, EVERYONE, "right", -24, 0, CHARCOAL),
        leader.mark_line(color=MUTED, strokeWidth=1).encode(x=_ACROSS, y=_UP),
        leader.mark_text(baseline="bottom", dy=-20, fontWeight="bold", color=MUTED).encode(
            x=_ACROSS, y=_UP, text="words:N"
        ),
    ]


def _name(ends: pd.DataFrame, name: str, align: str, dx: int, dy: int, ink: str) -> alt.Chart:
    one = alt.Chart(ends[ends["series"] == name]).transform_calculate(shown=_SHOWN)
    return one.mark_text(
        align=align,  # type: ignore[arg-type]
        baseline="middle",
        dx=dx,
        dy=dy,
        fontWeight="bold",
        color=ink,
    ).encode(x=_ACROSS, y=_UP, text="words:N")


def _table(budgets: pd.DataFrame, prices_of: str) -> pd.DataFrame:
    """Joint finance by financial year, benefit by the month of the survey."""
    years = budgets["date"].map(financial_year)
    months = budgets["date"].dt.strftime("%B %Y")
    dates = years.where(budgets["series"] == JOINT, months)
    return budgets.assign(date=dates)[["series", "date", "value", "real"]].rename(
        columns={
            "series": "Series",
            "date": "Date",
            "value": "£m, cash",
            "real": f"£m, {prices_of} prices",
        }
    )


def council_pays(fee: float, part: float) -> float:
    """The council's part of a home's fee, £ a week. fee: £ a week; part: per cent, 0 to 100."""
    return fee * part / 100


def cheaper(home: float, away: float) -> str:
    """Which of two weekly costs is lower, in words: help at home, the home, or neither."""
    return "help at home" if home < away else "the home" if away < home else "neither"


def sentence(help: float, fee: float, part: float) -> str:
    """Which choice is cheaper for the council and for the public purse.

    help: help at home, £ a week, all the council's; fee and part: as in `council_pays`.
    """
    to_council = council_pays(fee, part)
    return (
        f"Help at home costs £{help:.0f} a week, all the council's. The home costs £{fee:.0f}, "
        f"of which the council pays £{to_council:.0f}. "
        f"Cheaper for the council: {cheaper(help, to_council)}. "
        f"Cheaper for the public purse: {cheaper(help, fee)}."
    )


def exploration(
    *,
    start_help: int,
    start_fee: int,
    start_part: int,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    start_help and start_fee: £ a week, 0 to 200; start_part: per cent. The sliders' steps keep
    every sum in whole pounds, so that Python and the page never round a half apart.
    """
    controls: dict[str, Control] = {
        "help": Slider("Help at home, £ a week", 0, 200, 5, start_help),
        "fee": Slider("Fee of a home met from public money, £ a week", 0, 200, 5, start_fee),
        "part": Slider("Council's part of that fee, per cent", 0, 100, 20, start_part),
    }

    params = [*bound(controls), alt.param(name="readout", expr=_READOUT)]
    twin = book_chart(
        layered(_two_pairs(), height=195, params=params),
        table=_who_pays(start_help, start_fee, start_part),
        readout=sentence(start_help, start_fee, start_part),
        **caption,
    )
    return {"respond": sentence, "twin": twin, "controls": controls}


_CHOICES = ["Help at home", "A private or voluntary home"]
_TO_COUNCIL = "(fee * part / 100)"
_CHEAPER = "({a} < {b} ? 'help at home' : {b} < {a} ? 'the home' : 'neither')"
# `sentence` as a Vega expression; the tests compare the two over a grid.
_READOUT = (
    "'Help at home costs £' + format(help, '.0f') + ' a week, all the council\\'s. "
    "The home costs £' + format(fee, '.0f')"
    f" + ', of which the council pays £' + format({_TO_COUNCIL}, '.0f')"
    " + '. Cheaper for the council: ' + "
    + _CHEAPER.format(a="help", b=_TO_COUNCIL)
    + " + '. Cheaper for the public purse: ' + "
    + _CHEAPER.format(a="help", b="fee")
    + " + '.'"
)


def _who_pays(help: float, fee: float, part: float) -> pd.DataFrame:
    to_council = council_pays(fee, part)
    return pd.DataFrame(
        {
            "Choice": _CHOICES,
            "Council, £ a week": [help, to_council],
            "Social security, £ a week": [0, fee - to_council],
        }
    )


def _two_pairs() -> list[alt.Chart]:
    rows = pd.DataFrame(
        {
            "y": [34, 66, 142, 174],
            "who": ["council", "social security"] * 2,
            "where": ["help", "help", "home", "home"],
        }
    )
    paid = (
        "datum.where === 'help' ? (datum.who === 'council' ? help : 0)"
        f" : (datum.who === 'council' ? {_TO_COUNCIL} : fee - {_TO_COUNCIL})"
    )
    each = (
        alt.Chart(rows)
        .transform_calculate(pounds=paid)
        .transform_calculate(words="datum.who + ' £' + format(datum.pounds, '.0f')")
    )
    across = alt.X("pounds:Q", axis=None, scale=alt.Scale(domain=[0, 340], nice=False))
    heads = alt.Chart(pd.DataFrame({"y": [8, 116], "words": _CHOICES}))
    by_payer = alt.condition("datum.who === 'council'", alt.value(NAVY), alt.value(TEAL))
    return [
        heads.mark_text(align="left", baseline="middle", fontWeight="bold").encode(
            x=alt.value(0), y=pixels("y"), text="words:N"
        ),
        each.mark_bar(height=20).encode(x=across, x2=alt.X2Datum(0), y=pixels("y"), color=by_payer),
        each.mark_text(align="left", baseline="middle", dx=6).encode(
            x=across, y=pixels("y"), text="words:N"
        ),
    ]
