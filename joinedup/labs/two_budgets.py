"""Why does a sensible council not pay for care that would save the hospital money?

One year, two budgets and cash only. The council pays; the hospital is spared some work; only part
of that comes out as cash; and only part of the cash is passed back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Control, Slider, bound
from joinedup.charts.marks import haloed, layered, pixels
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE

LOWEST, HIGHEST = -2_000, 3_000  # £ thousand: the largest loss and gain the controls give
WORDS_ROOM = 76  # pixels beyond either, for the words at the end of a bar
COUNCIL, HOSPITAL = "The council's cash", "The hospital's cash"
TOGETHER, FREED = "Both together, cash", "Freed in the hospital, not cash"


@dataclass(frozen=True)
class Budgets:
    """Who is better off by how much, in £ thousand a year; below zero is worse off."""

    passed_back: float  # cash that the hospital hands to the council
    council: float
    hospital: float
    together: float  # the two added up: what one shared budget would see
    freed: float  # beds and time worth this much, which no budget can spend
    break_even: float | None  # percent passed back at which the council neither gains nor loses


def two_budgets(cost: float, saving: float, cash: float, passed: float) -> Budgets:
    """What care that a council buys does to its own budget and the hospital's.

    cost: what the council spends in a year, £ thousand. saving: the hospital care that is then not
    needed, at its average cost, £ thousand. cash: percent of that saving that can be taken out of
    the hospital's spending; the rest is beds and time that go to other patients. passed: percent of
    the cash that the hospital passes back to the council.

    With S the cash saved, the council has passed/100 * S - cost, the hospital the rest of S, and
    both together S - cost; the council breaks even at cost / S. The accounting is that of an
    external benefit: whoever decides counts only the part that comes back (any text on public
    finance; Pigou, The Economics of Welfare, 1920). It assumes one year, a saving that is certain,
    no cost of making the agreement, and that neither side gains anything but money. break_even is
    None where nothing comes out as cash.
    """
    taken_out = saving * cash / 100
    back = taken_out * passed / 100
    return Budgets(
        passed_back=back,
        council=back - cost,
        hospital=taken_out - back,
        together=taken_out - cost,
        freed=saving - taken_out,
        break_even=100 * cost / taken_out if taken_out else None,
    )


def _whole(amount: float) -> int:
    """Rounded half up, as the page's own language rounds."""
    return math.floor(amount + 0.5)


def _pounds(thousands: float) -> str:
    return f"£{_whole(abs(thousands) * 10) * 100:,.0f}"


def _fares(thousands: float) -> str:
    if _whole(abs(thousands) * 10) == 0:
        return "break even"
    return f"{'gain' if thousands > 0 else 'lose'} {_pounds(thousands)}"


def _council_fares(found: Budgets, taken_out: float) -> str:
    """As `_fares`; within half a step of its share the council as good as breaks even."""
    if _whole(abs(found.council) * 10) > 0 and abs(found.council) < taken_out / 200:
        return f"as good as break even ({_fares(found.council)})"
    return _fares(found.council)


def sentence(cost: float, saving: float, cash: float, passed: float) -> str:
    """Who gains and loses what, and when the council would break even; as in `two_budgets`."""
    found = two_budgets(cost, saving, cash, passed)
    council = _council_fares(found, saving * cash / 100)
    said = (
        f"Council: spends {_pounds(cost)}, is passed back {_pounds(found.passed_back)}, so it "
        f"would {council}. Hospital: it would {_fares(found.hospital)} in cash. "
        f"Together they would {_fares(found.together)}. "
    )
    if found.break_even is None or found.together < 0:
        said += (
            "The cash saved is less than the cost, so no share passed back makes both better off."
        )
    else:
        said += f"The council breaks even when about {_whole(found.break_even)}% is passed back."
    if _whole(found.freed * 10):
        said += f" Beds and time worth {_pounds(found.freed)} are freed but are not cash."
    return said


_FARES = (
    "(round(abs({0}) * 10) === 0 ? 'break even' : ({0} > 0 ? 'gain ' : 'lose ') "
    "+ '£' + format(round(abs({0}) * 10) * 100, ',.0f'))"
)
_COUNCIL_FARES = (
    "(round(abs(council) * 10) > 0 && abs(council) < taken_out / 200 ? "
    f"'as good as break even (' + {_FARES.format('council')} + ')' : {_FARES.format('council')})"
)
_POUNDS = "'£' + format(round(abs({0}) * 10) * 100, ',.0f')"
_READOUT = (
    f"'Council: spends ' + {_POUNDS.format('cost')}"
    f" + ', is passed back ' + {_POUNDS.format('back')}"
    f" + ', so it would ' + {_COUNCIL_FARES} + '. Hospital: it would '"
    f" + {_FARES.format('hospital')} + ' in cash. Together they would '"
    f" + {_FARES.format('together')} + '. '"
    " + (together < 0"
    " ? 'The cash saved is less than the cost, so no share passed back makes both better off.'"
    " : 'The council breaks even when about ' + format(round(100 * cost / taken_out), '.0f')"
    " + '% is passed back.')"
    f" + (round(freed * 10) > 0 ? ' Beds and time worth ' + {_POUNDS.format('freed')}"
    " + ' are freed but are not cash.' : '')"
)


def settings(cases: Sequence[tuple[str, float, float, float, float]]) -> pd.DataFrame:
    """The answer at a few named settings (words, then as `two_budgets`), in £ thousand."""
    rows = []
    for words, cost, saving, cash, passed in cases:
        found = two_budgets(cost, saving, cash, passed)
        rows.append(
            {
                "Case": words,
                "Cost": round(cost, 1),
                "Hospital care not needed": round(saving, 1),
                "Taken out as cash, per cent": round(cash, 1),
                "Passed back, per cent": round(passed, 1),
                "Council": round(found.council, 1),
                "Hospital": round(found.hospital, 1),
                "Both together": round(found.together, 1),
            }
        )
    return pd.DataFrame(rows)


def exploration(
    *,
    cost: float,
    saving: float,
    cash: float,
    passed: float,
    cases: Sequence[tuple[str, float, float, float, float]],
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    The first four are where the controls start, as in `two_budgets`; cases go into the table. The
    twin computes everything for itself.
    """
    controls: dict[str, Control] = {
        "cost": Slider("The council spends, £ thousand", 20, 2000, 20, cost),
        "saving": Slider("Hospital care no longer needed, £ thousand", 0, 3000, 20, saving),
        "cash": Slider("Of that care, what can be taken out as cash, per cent", 0, 100, 1, cash),
        "passed": Slider(
            "Of that cash, what is passed back to the council, per cent", 0, 100, 1, passed
        ),
    }

    twin = book_chart(
        _drawing(controls),
        headline="Who gains and who loses when a council pays for care?",
        subtitle=subtitle,
        description=(
            "Four bars from a line at zero. The council's points left, a loss; the hospital's "
            "points right, a gain; the two together and what is freed without being cash lie "
            "between, and move with the controls."
        ),
        source_ids=source_ids,
        note=note,
        table=settings(cases),
        readout=sentence(cost, saving, cash, passed),
    )
    return {"respond": sentence, "twin": twin, "controls": controls}


def _drawing(controls: dict[str, Control]) -> alt.LayerChart:
    params = [
        *bound(controls),
        alt.param(name="taken_out", expr="saving * cash / 100"),
        alt.param(name="back", expr="taken_out * passed / 100"),
        alt.param(name="council", expr="back - cost"),
        alt.param(name="hospital", expr="taken_out - back"),
        alt.param(name="together", expr="taken_out - cost"),
        alt.param(name="freed", expr="saving - taken_out"),
        alt.param(name="readout", expr=_READOUT),
    ]
    rows = pd.DataFrame(
        {
            "who": [COUNCIL, HOSPITAL, TOGETHER, FREED],
            "at": [16 + 46 * place + 14 for place in range(4)],
            "label_at": [16 + 46 * place - 8 for place in range(4)],
        }
    )
    room = f"{WORDS_ROOM} * {HIGHEST - LOWEST} / (width - {2 * WORDS_ROOM})"
    scale = alt.Scale(
        domain=[alt.ExprRef(f"{LOWEST} - {room}"), alt.ExprRef(f"{HIGHEST} + {room}")], nice=False
    )
    across = alt.X(
        "value:Q",
        scale=scale,
        axis=alt.Axis(
            values=list(range(LOWEST, HIGHEST + 1, 1000)),
            grid=True,
            labelOverlap=True,
            labelSeparation=8,
            labelExpr=(
                "(datum.value < 0 ? '\N{MINUS SIGN}' : '') + '£' + abs(datum.value / 1000)"
                " + (datum.value ? 'm' : '')"
            ),
        ),
    )
    each = alt.Chart(rows).transform_calculate(
        value=(
            "datum.at < 40 ? council : datum.at < 90 ? hospital : datum.at < 130 ? together : freed"
        ),
        start="0",
        words=(
            "(datum.value < 0 ? '\N{MINUS SIGN}' : datum.value > 0 ? '+' : '') + '£'"
            " + (abs(datum.value) < 999.95 ? format(round(abs(datum.value) * 10) * 100, ',.0f')"
            " : format(round(abs(datum.value) * 10) / 1e4, '.4~f') + 'm')"
        ),
    )
    bar = each.mark_bar(size=16).encode(
        x=across,
        x2="start:Q",
        y=pixels("at"),
        color=alt.condition("datum.at > 130", alt.value(GREY), alt.value(NAVY)),
    )
    loss = each.transform_filter("datum.value < 0").mark_bar(size=16, color=ORANGE).encode(
        x=across, x2="start:Q", y=pixels("at")
    )  # fmt: skip
    at_their_ends = [
        each.transform_filter(f"datum.value {side} 0")
        .mark_text(align=align, baseline="middle", dx=dx)  # type: ignore[arg-type]
        .encode(x=across, y=pixels("at"), text="words:N")
        for side, align, dx in ((">=", "left", 6), ("<", "right", -6))
    ]
    return layered(
        [
            bar,
            loss,
            alt.Chart(pd.DataFrame({"value": [0]}))
            .mark_rule(color=CHARCOAL)
            .encode(x=across),
            *haloed(
                alt.Chart(rows.rename(columns={"who": "words"})),
                {"align": "left", "baseline": "middle", "fontWeight": "bold"},
                x=alt.value(0),
                y=pixels("label_at"),
            ),
            *at_their_ends,
        ],
        height=204,
        params=params,
    )  # fmt: skip
