"""Who gains and who loses when a council spends and part of the saving falls to the NHS?

A sum of shares, not a model of care: the saving for each pound is the same for every pound, all of
it can be turned into cash, and what the care is worth to the person is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import Slider, bound
from joinedup.charts.marks import layered
from joinedup.charts.theme import CHARCOAL, NAVY, ORANGE

SPENT = 100  # pounds; every sum below is for this much
_WHO = ["Council", "NHS", "Both"]


@dataclass(frozen=True)
class Net:
    """Gain (+) or loss when a council spends `SPENT`, in pounds."""

    council: float
    nhs: float

    @property
    def both(self) -> float:
        """The two together: passing a saving on does not change it."""
        return self.council + self.nhs


def who_gains(saving: float, passed: float) -> Net:
    """Each side's gain or loss, in pounds.

    saving: what the NHS saves for each pound that the council spends, in pounds; passed: the share
    of it handed to the council, per cent. Raises ValueError when that is not from 0 to 100.
    """
    if not 0 <= passed <= 100:
        raise ValueError(f"a share passed on is from 0 to 100 per cent, not {passed}")
    handed_over = SPENT * saving * passed / 100
    return Net(council=handed_over - SPENT, nhs=SPENT * saving - handed_over)


def gains_chart(
    start: float,
    **caption: Unpack[Caption],
) -> BookChart:
    """Three bars, for the council, the NHS and both, that move with the saving and the share passed.

    start: the NHS's saving for each pound, in pounds, where the first control starts; nothing is
    passed on at the start.
    """
    controls = {
        "gain": Slider("NHS saving for each pound, in pounds", 0, 1.5, 0.02, start),
        "passed": Slider("Share of it passed to the council, per cent", 0, 100, 5, 0),
    }
    return book_chart(
        layered(_layers(), height=170, params=bound(controls)),
        **caption,
        table=_table(start),
    )


def _table(start: float) -> pd.DataFrame:
    settings = [(saving, passed) for saving in (start, 1.0, 1.5) for passed in (0, 50, 100)]
    nets = [who_gains(saving, passed) for saving, passed in settings]
    return pd.DataFrame(
        {
            "NHS saving for each pound": [saving for saving, _ in settings],
            "Passed to the council (%)": [passed for _, passed in settings],
            "Council, £": [net.council for net in nets],
            "NHS, £": [net.nhs for net in nets],
            "Both, £": [net.both for net in nets],
        }
    ).round(2)


def _layers() -> list[alt.Chart]:
    result = (
        "datum.who === 'Council' ? -100 + passed * gain : "
        "datum.who === 'NHS' ? (100 - passed) * gain : -100 + 100 * gain"
    )
    drawn = alt.Chart(pd.DataFrame({"who": _WHO})).transform_calculate(
        net=result,
        words="(round(datum.net) < 0 ? '\u2212' : '') + '£' + format(abs(round(datum.net)), ',')",
    )
    side = alt.X("net:Q", axis=None, scale=alt.Scale(domain=[-170, 210], nice=False))
    line = alt.Y("who:N", sort=_WHO, axis=alt.Axis(grid=False), scale=alt.Scale(padding=0.3))
    loss_or_gain = alt.condition("datum.net < 0", alt.value(ORANGE), alt.value(NAVY))
    labels = [
        drawn.transform_filter(test)
        .mark_text(align=align, baseline="middle", dx=dx, fontWeight="bold")  # type: ignore[arg-type]
        .encode(x=side, y=line, text="words:N")
        for test, align, dx in (("datum.net >= 0", "left", 6), ("datum.net < 0", "right", -6))
    ]
    return [
        drawn.mark_bar().encode(x=side, x2=alt.X2Datum(0), y=line, color=loss_or_gain),
        drawn.mark_tick(color=CHARCOAL, thickness=1, size=34, opacity=1).encode(
            x=alt.XDatum(0), y=line
        ),
        *labels,
    ]
