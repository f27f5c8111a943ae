"""How are initiatives dated for a drawing? Part dates become the first day that they cover."""

from __future__ import annotations

import pandas as pd

from joinedup.evidence.periods import parse_part_date


def for_timeline(initiatives: pd.DataFrame) -> pd.DataFrame:
    """The initiatives table as charts.timeline wants it.

    start becomes the first day of the year or month given and end the last; blank stays missing. A
    review is one mark at its start, because a report has no end.
    """
    dated = initiatives.copy()
    starts = [parse_part_date(text).start if text else None for text in initiatives["start"]]
    ends = [parse_part_date(text).end if text else None for text in initiatives["end"]]
    dated["start"] = pd.to_datetime(pd.Series(starts, index=dated.index))
    dated["end"] = pd.to_datetime(pd.Series(ends, index=dated.index))
    dated["one_off"] = dated["kind"] == "review"
    return dated
