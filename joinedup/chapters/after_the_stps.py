"""How have promises of one kind, whose lever one body held, fared so far?

A count of the scoreboard's verdicts and no rate: the promises are those the book holds, and no
sample of all that were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import BookChart, Caption, book_chart
from joinedup.charts.controls import select
from joinedup.charts.marks import layered
from joinedup.charts.theme import GREY, NAVY, ORANGE
from joinedup.evidence.promises import COMPARED, VERDICTS

_TOWARDS = ("met", "partly met")


def verdict_counts(
    counted: pd.DataFrame,
    kinds: Mapping[str, str | None],
    levers: Mapping[str, str | None],
) -> pd.DataFrame:
    """How many promises of each kind and lever have each verdict.

    counted: the promises to count, with kind, lever and verdict. kinds and levers: the words for a
    choice and the code it stands for, None for every one. Returns kind and lever (the words),
    verdict and number, one row for each verdict of `joinedup.evidence.promises.VERDICTS`, in that order and
    with zeros kept.
    """
    rows = []
    for kind, of_kind in kinds.items():
        for lever, held_by in levers.items():
            chosen = counted
            chosen = chosen if of_kind is None else chosen[chosen["kind"] == of_kind]
            chosen = chosen if held_by is None else chosen[chosen["lever"] == held_by]
            tally = chosen["verdict"].value_counts().reindex(VERDICTS, fill_value=0)
            rows += [(kind, lever, verdict, int(number)) for verdict, number in tally.items()]
    return pd.DataFrame(rows, columns=["kind", "lever", "verdict", "number"])


def verdicts_chart(
    fared: pd.DataFrame,
    **caption: Unpack[Caption],
) -> BookChart:
    """A bar for each verdict; the reader chooses the kind of promise and who held its lever.

    fared: as `verdict_counts` returns it; the first kind and the first lever are those shown first.
    """
    return book_chart(
        layered(
            _layers(fared),
            height=300,
            params=[
                select("kind", "Promises about", list(fared["kind"].unique())),
                select("lever", "The lever was held by", list(fared["lever"].unique())),
            ],
        ),
        **caption,
        table=fared.rename(
            columns={
                "kind": "Promises about",
                "lever": "Lever held by",
                "verdict": "Verdict",
                "number": "Promises",
            }
        ),
    )


def _tone(verdict: str) -> str:
    """Blue for a move towards the promise, orange for another comparison, grey for no judgement."""
    if verdict in _TOWARDS:
        return NAVY
    return ORANGE if verdict in COMPARED else GREY


def _layers(fared: pd.DataFrame) -> list[alt.Chart]:
    toned = fared.assign(tone=fared["verdict"].map(_tone))
    every = alt.Chart(toned).transform_filter("datum.kind === kind && datum.lever === lever")
    row = alt.Y(
        "verdict:N",
        sort=list(VERDICTS),
        axis=alt.Axis(grid=False, labelLimit=160),
        scale=alt.Scale(padding=0.25),
    )
    most = int(fared["number"].max())
    length = alt.X("number:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.2], nice=False))
    return [
        every.mark_bar().encode(x=length, y=row, color=alt.Color("tone:N", scale=None)),
        every.mark_text(align="left", baseline="middle", dx=6, fontWeight="bold").encode(
            x=length, y=row, text="number:Q"
        ),
    ]
