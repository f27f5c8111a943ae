"""By when had which barrier been named? Documents of known date against the barriers they name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.marks import layered, one_row, pixels
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, WHITE

_ROW, _TOP = 44, 62  # pixels: a document's row, and the room for the headings


class Document(NamedTuple):
    """A document that names barriers, and whether we read it there or at second hand."""

    year: int
    who: str
    named: str  # barriers in lower case, with spaces between
    source_id: str
    read: bool


def naming_marks(documents: Sequence[Document], barriers: Sequence[str]) -> pd.DataFrame:
    """One row for each barrier that each document names, in order.

    Returns year, barrier (lower case), at (its column's middle, from 0.5), read, and mark_y (pixels
    down). Raises KeyError when a document names none of `barriers`.
    """
    places = {name.lower(): position + 0.5 for position, name in enumerate(barriers)}
    return pd.DataFrame(
        [
            {
                "year": document.year,
                "barrier": word,
                "at": places[word],
                "read": document.read,
                "mark_y": _TOP + _ROW * row + 24,
            }
            for row, document in enumerate(documents)
            for word in document.named.split()
        ]
    )


def named_by(marks: pd.DataFrame, year: int) -> dict[str, int]:
    """How many documents up to `year` name each barrier; a barrier that none names is absent.

    marks: from `naming_marks`.
    """
    counts = marks[marks["year"] <= year].groupby("barrier").size()
    return {str(barrier): int(count) for barrier, count in counts.items()}


def traced_chart(
    documents: Sequence[Document],
    barriers: Sequence[str],
    *,
    start_year: int,
    **caption: Unpack[Caption],
) -> BookChart:
    """A grid of documents, in the order given, against barriers; the reader moves the year.

    barriers: headings of the columns, each one short word; start_year: where the control starts.
    """
    years = [document.year for document in documents]
    control = alt.binding_range(min=min(years), max=max(years), step=1, name="Named by the year ")
    bottom = _TOP + _ROW * len(documents)
    across = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, len(barriers)], nice=False))
    return book_chart(
        layered(
            [
                *_headings(documents, barriers, across),
                *_marks(naming_marks(documents, barriers), bottom, across),
            ],
            height=bottom + 44,
            params=[alt.param(name="flagged", value=start_year, bind=control)],
        ),
        **caption,
        table=_table(documents),
    )


def _headings(
    documents: Sequence[Document], barriers: Sequence[str], across: alt.X
) -> list[alt.Chart]:
    heads = pd.DataFrame(
        [
            {"words": name, "at": position + 0.5, "head_y": 8 + 18 * (position % 2)}
            for position, name in enumerate(barriers)
        ]
    )
    rows = pd.DataFrame(
        [
            {"year": each.year, "words": f"{each.year}  {each.who}", "label_y": _TOP + _ROW * row}
            for row, each in enumerate(documents)
        ]
    )
    ink = alt.condition("datum.year <= flagged", alt.value(CHARCOAL), alt.value(MUTED))
    return [
        alt.Chart(heads)
        .mark_text(baseline="top", fontWeight="bold", fontSize=12)
        .encode(x=across, y=pixels("head_y"), text="words:N"),
        alt.Chart(rows)
        .mark_text(align="left", baseline="top")
        .encode(x=alt.value(0), y=pixels("label_y"), text="words:N", color=ink),
    ]


def _marks(marks: pd.DataFrame, bottom: float, across: alt.X) -> list[alt.Chart]:
    """A full mark for what was read, a ring for second hand, and the totals underneath."""
    by_then = alt.condition("datum.year <= flagged", alt.value(NAVY), alt.value(GREY))
    every = alt.Chart(marks)
    read, second_hand = (every.transform_filter(test) for test in ("datum.read", "!datum.read"))
    counted = every.transform_calculate(named="datum.year <= flagged ? 1 : 0").transform_aggregate(
        total="sum(named)", groupby=["barrier", "at"]
    )
    heading = one_row(at=0).transform_calculate(words="'Documents that name it by ' + flagged")
    return [
        read.mark_point(size=110, filled=True, opacity=1).encode(
            x=across, y=pixels("mark_y"), color=by_then
        ),
        second_hand.mark_point(size=100, fill=WHITE, strokeWidth=2.5, opacity=1).encode(
            x=across, y=pixels("mark_y"), stroke=by_then
        ),
        heading.mark_text(align="left", baseline="top", fontWeight="bold").encode(
            x=alt.value(0), y=alt.value(bottom + 4), text="words:N"
        ),
        counted.mark_text(baseline="top", fontWeight="bold", fontSize=16, color=NAVY).encode(
            x=across, y=alt.value(bottom + 24), text="total:Q"
        ),
    ]


def _table(documents: Sequence[Document]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Year": str(each.year),
                "Document": each.who,
                "Names": ", ".join(each.named.split()),
                "How we know": "read there" if each.read else "second hand",
            }
            for each in documents
        ]
    )
