"""What is a sum of money worth at another year's prices?

Money of one year times the ratio of a price index in two years. Which index is right is a matter
of judgement: the choice supposes that what the money bought rose in price as the index did.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def short_year(start: pd.Timestamp) -> str:
    """The financial year that starts on a day, as short as an axis needs: "91/92"."""
    return f"{start:%y}/{(start.year + 1) % 100:02d}"


def to_first_prices(index: pd.Series, years: Sequence[str] | Sequence[pd.Timestamp]) -> list[float]:
    """What to multiply each year's money by to get prices of the first of `years`.

    index: a price index on any base, indexed by year. Raises KeyError for a year it lacks.
    """
    return [index[years[0]] / index[year] for year in years]
