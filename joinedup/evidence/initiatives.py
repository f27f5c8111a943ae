"""How are initiatives dated for a drawing? Part dates become days, and an open end its last evidence."""

from __future__ import annotations

import pandas as pd

from joinedup.evidence import data
from joinedup.evidence.periods import parse_part_date

# What shows that something was still going on; a target or a forecast does not.
_SEEN = ("outcome", "input", "claim", "baseline")


def for_timeline(initiatives: pd.DataFrame, figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """The initiatives table as charts.timeline wants it.

    start becomes the first day of the year or month given and end the last; blank stays missing. A
    review is one mark at its start, because a report has no end. last_seen is the last day that a
    figure of what happened (of `figures`, the book's when not given) tells of; missing where none does.
    """
    dated = initiatives.copy()
    starts = [parse_part_date(text).start if text else None for text in initiatives["start"]]
    ends = [parse_part_date(text).end if text else None for text in initiatives["end"]]
    dated["start"] = pd.to_datetime(pd.Series(starts, index=dated.index))
    dated["end"] = pd.to_datetime(pd.Series(ends, index=dated.index))
    dated["one_off"] = dated["kind"] == "review"
    told = data.load().figures if figures is None else figures
    told = told[told["role"].isin(_SEEN)]
    dates = told["end"].fillna(told["start"]).groupby(told["initiative_id"]).max()
    dated["last_seen"] = dates.reindex(dated.index)
    return dated
