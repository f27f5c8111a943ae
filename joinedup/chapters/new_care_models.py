"""Can a site's claim and a study with controls both be true of one service?

They can when similar people's use changed too. A count before and after holds both what would have
happened anyway and what the service did; matched controls take the first away. Assumes that the
controls are like the patients and that the two effects multiply.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import Caption, book_chart
from joinedup.charts.controls import Control, Slider, bound
from joinedup.charts.index_bars import IndexBar, index_bars
from joinedup.charts.words import whole_signed_percent

_BEFORE = "The year before: everyone"
_ANYWAY = "The year after: similar people, no service"
_SERVED = "The year after: patients of the service"


def counted_change(anyway: float, effect: float) -> float:
    """The change, per cent, that a count before and after reports for a service's patients.

    anyway: the change with no service, per cent; effect: what the service did to what was left,
    per cent, as a study with matched controls reports it.
    """
    return (1 + anyway / 100) * (1 + effect / 100) * 100 - 100


def sentence(anyway: float, effect: float) -> str:
    """What the two ways of counting would report, from the same two per cents."""
    return (
        "A count before and after would report "
        f"{whole_signed_percent(counted_change(anyway, effect))}; a study with matched controls "
        f"would report {whole_signed_percent(effect)}."
    )


def exploration(
    *,
    start_anyway: int,
    start_effect: int,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the controls.

    start_anyway and start_effect: per cent, where the controls start.
    """
    controls: dict[str, Control] = {
        "anyway": Slider("Change with no service, per cent", -60, 40, 1, start_anyway),
        "effect": Slider("What the service did, per cent", -50, 60, 1, start_effect),
    }

    twin = book_chart(
        _drawing(controls),
        table=_table(start_anyway, start_effect),
        readout=sentence(start_anyway, start_effect),
        **caption,
    )
    return {"respond": sentence, "twin": twin, "controls": controls}


def _table(anyway: int, effect: int) -> pd.DataFrame:
    served = (1 + anyway / 100) * (100 + effect)
    return pd.DataFrame(
        {
            "Group": [_BEFORE, _ANYWAY, _SERVED],
            "Index": [100, round(100 + anyway), round(served)],
        }
    )


def _drawing(controls: Mapping[str, Control]) -> alt.LayerChart:
    after = "((1 + anyway / 100) * (1 + effect / 100) * 100)"
    readout = (
        f"'A count before and after would report ' + format({after} - 100, '+.0f') + "
        "'%; a study with matched controls would report ' + format(effect, '+.0f') + '%.'"
    )
    return index_bars(
        [
            IndexBar("before", _BEFORE, "100"),
            IndexBar("anyway", _ANYWAY, "100 + anyway"),
            IndexBar("served", _SERVED, after),
        ],
        most=230,
        params=[*bound(controls), alt.param(name="readout", expr=readout)],
    )
