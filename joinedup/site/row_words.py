"""What does a reader see where a note of the evidence names another row?

Notes name rows by their ids ("about the same as b007"). Readers see what stands in that row, as a link
to it: a figure's number, a source's citation, a series' label.
"""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from joinedup.evidence.citations import short_citation
from joinedup.evidence.data import Evidence, row_of
from joinedup.evidence.numbers import format_value
from joinedup.evidence.text import rows_named


def amount(figure: pd.Series | dict[str, Any]) -> str:
    """A figure's value with its range, in its unit, as HTML: "£60.1m", "38.8 to 41.2"."""
    unit = str(figure["unit"])
    value = "" if pd.isna(figure["value"]) else format_value(float(figure["value"]), unit)
    bounds = [
        format_value(float(figure[end]), unit) for end in ("low", "high") if pd.notna(figure[end])
    ]
    if len(bounds) == 2 and bounds[0] != bounds[1]:
        span = f"{bounds[0]} to {bounds[1]}"
        return html.escape(f"{value} ({span})" if value else span)
    return html.escape(value or (bounds[0] if bounds else "none given"))


def figure_address(evidence: Evidence, figure_id: str) -> str:
    """Where a figure stands, from a page of chapters/reference."""
    owner = str(evidence.figures.loc[figure_id, "initiative_id"]).replace("_", "-")
    return f"initiatives/{owner}.html#{figure_id}"


def in_words(text: str, evidence: Evidence, up: str = "") -> str:
    """A cell of words as HTML, with what the rows that it names say in place of their ids.

    up: the way from the page to chapters/reference, as "../".
    """

    def said(row_id: str) -> str | None:
        words, address = _named(row_id, evidence) or ("", "")
        return f'<a href="{up}{address}">{words}</a>' if address else words or None

    parts = rows_named(text, said)
    return "".join(part if place % 2 else html.escape(part) for place, part in enumerate(parts))


def _named(row_id: str, evidence: Evidence) -> tuple[str, str] | None:
    """What a row says in a few words, as HTML, and its address, if any; None where there is no such row."""
    if row_id in evidence.figures.index:
        return amount(row_of(evidence.figures, row_id)), figure_address(evidence, row_id)
    if row_id in evidence.promises.index:
        target = str(evidence.promises.loc[row_id, "target_id"])
        page = figure_address(evidence, target).partition("#")[0]
        return "another promise", f"{page}#{row_id}"
    if row_id in evidence.sources.index:
        return html.escape(short_citation(row_id)), f"sources.html#{row_id}"
    if row_id in evidence.scenes.index:
        return html.escape(str(evidence.scenes.loc[row_id, "person"])), f"scenes.html#{row_id}"
    if row_id in evidence.series_metadata.index:
        return f"“{html.escape(str(evidence.series_metadata.loc[row_id, 'label']))}”", ""
    return None
