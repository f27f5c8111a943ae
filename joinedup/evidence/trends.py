"""What would an earlier trend have given, and how sure could anyone be?

An ordinary least squares straight line is fitted to a window of dates and carried
forward with a prediction interval: the range in which one new observation would fall if
nothing but the old trend and its old scatter were at work.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

Window = tuple[str | pd.Timestamp, str | pd.Timestamp]

FEWEST_POINTS = 3


def student_t_within(t: float, degrees_of_freedom: int) -> float:
    """The probability that Student's t lies between -t and t, for t of 0 or more.

    The finite series for whole degrees of freedom: Abramowitz and Stegun, Handbook of
    Mathematical Functions, 26.7.3 (odd) and 26.7.4 (even). Exact to rounding.
    """
    angle = math.atan2(t, math.sqrt(degrees_of_freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees_of_freedom % 2 == 1
    term = cosine if odd else 1.0
    total = 0.0
    for step in range(2 if odd else 1, degrees_of_freedom, 2):
        total += term
        term *= cosine**2 * step / (step + 1)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


def student_t_below(t: float, degrees_of_freedom: int) -> float:
    """The probability that Student's t lies below t."""
    tail = (1 - student_t_within(abs(t), degrees_of_freedom)) / 2
    return tail if t < 0 else 1 - tail


def student_t_quantile(probability: float, degrees_of_freedom: int) -> float:
    """The t that Student's distribution stays below with this probability.

    Found by halving an interval around the root of `student_t_within`, so that the runtime
    needs no statistics library. Raises ValueError outside 0.5 <= probability < 1, or for
    fewer than one degree of freedom.
    """
    if not 0.5 <= probability < 1:
        raise ValueError(f"probability must be from 0.5 up to but not including 1: {probability}")
    if degrees_of_freedom < 1:
        raise ValueError(f"degrees of freedom must be 1 or more: {degrees_of_freedom}")
    wanted = 2 * probability - 1
    low, high = 0.0, 1.0
    while student_t_within(high, degrees_of_freedom) < wanted:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if student_t_within(middle, degrees_of_freedom) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def decimal_years(dates: Iterable[str | pd.Timestamp]) -> np.ndarray:
    """Dates as years, so that months are equal twelfths and leap years do not bend a line."""
    stamps = pd.DatetimeIndex([pd.Timestamp(date) for date in dates])
    days = (stamps.day - 1) / stamps.days_in_month
    return np.asarray(stamps.year + (stamps.month - 1 + days) / 12, dtype=float)


def fit_trend(
    observed: pd.DataFrame,
    window: Window,
    at: Iterable[str | pd.Timestamp],
) -> pd.DataFrame:
    """Fit a straight line inside `window` and read it, with its interval, at other dates.

    observed: columns date and value, one row a period; missing values are left out.
    window:   first and last date used for the fit, both included.
    at:       the dates to read the line at, inside the window or after it.

    Returns a frame with date, expected, low and high, in the order of `at`. The 95% interval is
    expected +/- t(n-2) * s * sqrt(1 + 1/n + (x - mean)^2 / Sxx), where s^2 is the residual
    sum of squares over n - 2 (any regression textbook). It assumes independent scatter of
    constant size around a straight line; a monthly series with seasons or memory breaks
    that, and then the interval is too narrow or too wide.

    Raises ValueError when fewer than three different dates fall inside the window.
    """
    dates = pd.to_datetime(observed["date"])
    first, last = pd.Timestamp(window[0]), pd.Timestamp(window[1])
    inside = dates.between(first, last) & observed["value"].notna()
    x = decimal_years(dates[inside])
    y = observed.loc[inside, "value"].to_numpy(dtype=float)
    if len(np.unique(x)) < FEWEST_POINTS:
        raise ValueError(
            f"a trend needs at least {FEWEST_POINTS} dates between {first:%Y-%m-%d} and "
            f"{last:%Y-%m-%d}; found {len(np.unique(x))}"
        )
    at_dates = pd.DatetimeIndex([pd.Timestamp(date) for date in at])
    distance = decimal_years(at_dates) - x.mean()
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float(((x - x.mean()) * y).sum()) / spread
    residuals = y - y.mean() - slope * (x - x.mean())
    deviation = math.sqrt(float((residuals**2).sum()) / (len(x) - 2))
    expected = y.mean() + slope * distance
    reach = student_t_quantile(0.975, len(x) - 2) * deviation
    reach = reach * np.sqrt(1 + 1 / len(x) + distance**2 / spread)
    return pd.DataFrame(
        {"date": at_dates, "expected": expected, "low": expected - reach, "high": expected + reach}
    )
