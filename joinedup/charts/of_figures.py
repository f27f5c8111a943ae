"""How is a chart drawn from rows of data/ alone? Unit, label, source, period and status come with the row.

So none of them can be typed wrongly: the author gives the ids, the finding and what a reader would see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from joinedup.charts.amounts import bars
from joinedup.charts.book_chart import BookChart
from joinedup.evidence import data
from joinedup.evidence.periods import say_period

_UNIT_LABELS = {
    "GBP_m": ("£m", "£ million"),
    "GBP_bn": ("£bn", "£ billion"),
    "percent": ("%", "per cent"),
    "per_1000": ("", "for each 1,000 people"),
    "per_100k": ("", "for each 100,000 people"),
    "count": ("", "number"),
}
_PLANNED = ("target", "forecast")


def of_figures(
    figure_ids: Sequence[str],
    *,
    headline: str,
    description: str,
    labels: Mapping[str, str] | None = None,
    note: str = "",
    pick: str = "",
) -> BookChart:
    """Bars of figures in one unit, in the order given; what was planned is an outline.

    labels: {figure_id: words} in place of the measure's own label; a row's period and place stand under
    its bar where they differ, or in its label (and then the role) where two bars would have one name.
    note: what the chart cannot show; a sentence on which numbers are secondary is added. pick: as in
    `bars`. Raises KeyError for an unknown id, and ValueError for figures in different units, without a
    value, or that nothing tells apart.
    """
    figures = data.load().figures
    rows = pd.DataFrame([data.row_of(figures, figure) | {"id": figure} for figure in figure_ids])
    units = list(dict.fromkeys(rows["unit"]))
    if len(units) > 1:
        raise ValueError(f"one chart has one unit, not {', '.join(units)}")
    if (blank := list(rows.loc[rows["value"].isna(), "id"])) != []:
        raise ValueError(f"a figure without a value cannot be a bar: {', '.join(blank)}")
    unit_label, unit_words = _UNIT_LABELS.get(units[0], (units[0].replace("_", " "),) * 2)
    shared, apart = _where_and_when(rows)
    drawn = pd.DataFrame(
        {
            "label": [(labels or {}).get(row["id"], row["label"]) for _, row in rows.iterrows()],
            "value": rows["value"],
            "note": apart,
            "planned": rows["role"].isin(_PLANNED),
            "role": rows["role"],
        }
    )
    for words in ("note", "role"):  # what tells apart two figures of one measure
        alike = drawn["label"].duplicated(keep=False)
        drawn.loc[alike, "label"] += (", " + drawn[words]).where(drawn[words] != "", "")[alike]
        drawn.loc[alike, words] = ""
    if (twice := list(drawn.loc[drawn["label"].duplicated(), "label"])) != []:
        raise ValueError(f"two bars have one name, so give labels for: {', '.join(twice)}")
    measures = list(dict.fromkeys(rows["label"]))
    named = measures[0] if len(measures) == 1 else "Figures of the book"
    return bars(
        drawn.drop(columns="role"),
        unit_label=unit_label,
        pick=pick,
        headline=headline,
        subtitle=", ".join(filter(None, [named, unit_words, shared])),
        description=description,
        source_ids=list(dict.fromkeys(rows["source_id"])),
        note=" ".join(filter(None, [note, _statuses(rows, drawn["label"])])),
    )


def _where_and_when(rows: pd.DataFrame) -> tuple[str, list[str]]:
    """The period and place that all rows share, and for each row what it does not share."""
    periods, places = rows["period"].map(say_period), rows["place"]
    shared = [column.iloc[0] for column in (periods, places) if column.nunique() == 1]
    apart = [column for column in (periods, places) if column.nunique() > 1]
    return ", ".join(shared), [", ".join(parts) for parts in zip(*apart, strict=True)] or [
        ""
    ] * len(rows)


def _statuses(rows: pd.DataFrame, labels: pd.Series) -> str:
    """Which of the numbers were read only where another source quotes them."""
    secondary = list(labels[list(rows["status"] == "secondary")])
    if not secondary:
        return "Each number was read in its own source."
    if len(secondary) == len(rows):
        return "Each number was read where another source quotes it."
    return f"Read where another source quotes it: {'; '.join(secondary)}."
