"""How much of a low level is a fall, if the place was not level with its comparison before?

Reports of exemplary places give where they stand beside a region or nation, and seldom where they
stood earlier. The sum assumes that the comparison itself is the only thing both readings share; it
says nothing about cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import Caption, book_chart
from joinedup.charts.controls import Choice, Control, Slider, bound
from joinedup.charts.index_bars import IndexBar, index_bars
from joinedup.charts.words import whole_signed_percent


def change(now: float, before: float) -> float:
    """A place's own change beside its comparison's, per cent, from its two distances from it.

    now, before: per cent above (+) or below the comparison. The ratio of the place's growth to the
    comparison's is (1 + now/100) / (1 + before/100), whatever the comparison did. Raises ValueError
    when `before` is -100 or lower, where nothing is left to change.
    """
    if before <= -100:
        raise ValueError(f"a place cannot have stood {before}% from its comparison and changed")
    return ((1 + now / 100) / (1 + before / 100) - 1) * 100


def sentence(now: float, before: float) -> str:
    """What a place now `now` per cent from the comparison did, had it been `before` per cent from it."""
    side = "above" if before > 0 else "below"
    stood = f"{abs(before):.0f}% {side}" if round(before) else "level with"
    return (
        f"Had it stood {stood} the comparison before, its change relative to the comparison would be "
        f"{whole_signed_percent(change(now, before))}."
    )


def exploration(
    cited: Mapping[str, float],
    *,
    start_place: str,
    start_before: int,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    cited: per cent from the comparison, as reported, by a name without quotation marks;
    start_place and start_before (per cent): where the controls start.
    """
    controls: dict[str, Control] = {
        "place": Choice("Figure", tuple(cited), start_place),
        "before": Slider("Where it stood before, per cent", -40, 20, 1, start_before),
    }

    def respond(place: str, before: int) -> str:
        return sentence(cited[place], before)

    twin = book_chart(
        _drawing(cited, controls),
        table=_table(cited),
        readout=respond(start_place, start_before),
        **caption,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _table(cited: Mapping[str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Figure": list(cited),
            "Difference as reported (%)": list(cited.values()),
            "Change if it started level (%)": [round(change(now, 0)) for now in cited.values()],
            "Change if it started a fifth below (%)": [
                round(change(now, -20)) for now in cited.values()
            ],
        }
    )


def _drawing(cited: Mapping[str, float], controls: Mapping[str, Control]) -> alt.LayerChart:
    by_name = "{" + ", ".join(f"'{name}': {value}" for name, value in cited.items()) + "}"
    now = f"({by_name})[place]"
    moved = f"(((1 + {now} / 100) / (1 + before / 100) - 1) * 100)"
    readout = (
        "'Had it stood ' + (before == 0 ? 'level with' : format(abs(before), '.0f') + '% ' + "
        "(before > 0 ? 'above' : 'below')) + ' the comparison before, its change relative to the "
        f"comparison would be ' + format({moved}, '+.0f') + '%.'"
    )
    return index_bars(
        [
            IndexBar("comparison", "The comparison", "100"),
            IndexBar("before", "The place before: your assumption", "100 + before", assumed=True),
            IndexBar("now", "The place as reported", f"100 + {now}"),
        ],
        most=150,
        params=[*bound(controls), alt.param(name="readout", expr=readout)],
    )
