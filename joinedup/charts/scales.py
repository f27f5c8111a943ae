"""Where does an axis begin and end?"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd


def nice_domain(values: pd.Series | np.ndarray, *, zero: bool) -> tuple[float, float]:
    """Round ends for an axis of about five steps, worked out here so that labels can be placed.

    Raises ValueError when there is no value at all.
    """
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        raise ValueError("nothing to draw: every value is missing")
    low, high = float(numbers.min()), float(numbers.max())
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 1, high + 1
    power = 10 ** np.floor(np.log10((high - low) / 5))
    step = next(power * size for size in (1, 2, 5, 10) if power * size * 5 >= high - low)
    low, high = np.floor(low / step) * step, np.ceil(high / step) * step
    return float(round(low, 10)), float(round(high, 10))


def value_axis(domain: tuple[float, float], unit_label: str) -> alt.Y:
    """A value axis with exactly these ends, and the units that are written against a number."""
    return alt.Y(
        "value:Q",
        axis=alt.Axis(labelExpr=labels_with_unit(unit_label)),
        scale=alt.Scale(domain=list(domain), nice=False, zero=False),
    )


def labels_with_unit(unit_label: str) -> str:
    """The expression that writes an axis's numbers with the units that stand against a number."""
    before = "£" if unit_label.startswith("£") else ""
    after = "%" if unit_label.startswith("%") else unit_label[1:] if before else ""
    return f"'{before}' + format(datum.value, ',.2~f') + '{after}'"
