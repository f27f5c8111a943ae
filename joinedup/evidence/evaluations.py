"""How sure can we be that an initiative caused what followed? Every estimate of an effect, in one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from joinedup.evidence.data import Evidence


def effects(evidence: Evidence) -> pd.DataFrame:
    """One row an effect estimate, indexed by evaluation_id, in the order of evaluations.csv.

    value, low, high, unit, period, place and status come from the estimate's figure; source_id
    names its source. Where scale is none the figure's number (a sample size, say) is no effect,
    so value, low and high are NaN.

    comparator is the comparator's value when it is of the same measure, else NaN. against is what
    the value is to be set against: that comparator, or else no_effect, unless the measure is a
    level, which means nothing without a comparator. direction is better, worse or none by the
    measure's better direction, blank where that cannot be said. clear says whether a 95% interval
    leaves out no effect; it is <NA> without such an interval, and where the value is set against a
    comparator, whose own uncertainty is not in that interval.
    """
    table = evidence.evaluations
    figures = evidence.figures.reindex(table["figure_id"]).set_axis(table.index)
    initiatives = evidence.initiatives.reindex(table["initiative_id"]).set_axis(table.index)
    comparators = evidence.figures.reindex(table["comparator_id"]).set_axis(table.index)
    is_effect = table["scale"] != "none"
    columns = ["initiative_id", "figure_id", "label", "scale", "no_effect", "interval"]
    found = table[[*columns, "p_value", "design", "grade", "concerns", "confidence", "finding"]]
    found = found.assign(
        initiative=initiatives["short_name"].where(
            initiatives["short_name"] != "", initiatives["name"]
        ),
        era=initiatives["era"],
        value=figures["value"].where(is_effect),
        low=figures["low"].where(is_effect),
        high=figures["high"].where(is_effect),
        unit=figures["unit"],
        comparator=comparators["value"].where(comparators["measure_id"] == figures["measure_id"]),
        form=figures["form"],
        measure=figures["label"],
        better=figures["better"],
        place=figures["place"],
        period=figures["period"],
        status=figures["status"],
        source_id=figures["source_id"],
    )
    no_effect = found["no_effect"].astype(float).where(found["form"] != "level")
    found = found.assign(against=found["comparator"].fillna(no_effect))
    return found.assign(direction=_direction(found), clear=_clear(found))


def _direction(found: pd.DataFrame) -> pd.Series:
    """better, worse or none; blank where nobody says which way is better."""
    way = found["better"].map({"higher": 1.0, "lower": -1.0})
    gain = (found["value"] - found["against"]) * way
    words = pd.Series("", index=found.index, dtype=str)
    return words.mask(gain > 0, "better").mask(gain < 0, "worse").mask(gain == 0, "none")


def _clear(found: pd.DataFrame) -> pd.Series:
    """Whether the 95% interval lies wholly on one side of no effect."""
    apart = (found["low"] > found["against"]) | (found["high"] < found["against"])
    usable = (found["interval"] == "95%") & found["comparator"].isna() & found["against"].notna()
    return apart.astype("boolean").where(usable)
