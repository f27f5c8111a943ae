"""What do the PDF and the Word document print alike? The picture, the citations, the imprint."""

from __future__ import annotations

import vl_convert

from joinedup.briefings.reading import Briefing, Picture
from joinedup.evidence import data
from joinedup.evidence.citations import TABLES, short_citation
from joinedup.site.chart_figures import VEGA_LITE, drawn_at
from joinedup.site.edition import LICENCE, Edition

WIDTH, SCALE = 640, 3.0  # the picture: pixels, and how finely it is drawn
_LONGEST_TITLE = 55


def picture_of(chart: Picture) -> bytes:
    """A chart as PNG, without its headline, which the document prints."""
    return bytes(
        vl_convert.vegalite_to_png(drawn_at(chart.spec, WIDTH), vl_version=VEGA_LITE, scale=SCALE)
    )


def cited(source_id: str, *, whole: bool = False) -> str:
    """A source in one line: who, when, what. whole: a long title is not cut."""
    if source_id in TABLES:
        return short_citation(source_id)
    title = str(data.row_of(data.load().sources, source_id)["title"]).rstrip(".")
    if len(title) > _LONGEST_TITLE and not whole:
        title = title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
    return f"{short_citation(source_id)}: {title}{'' if title.endswith('…') else '.'}"


def address_of(source_id: str) -> str:
    """Where a source can be read, "" for a table of the book."""
    return "" if source_id in TABLES else str(data.row_of(data.load().sources, source_id)["url"])


def imprint(briefing: Briefing, edition: Edition) -> str:
    """What stands at the foot of a briefing."""
    return imprint_of(f"chapters/briefings/{briefing.name}", edition)


def imprint_of(document: str, edition: Edition) -> str:
    """What stands at the foot: what this is, which edition, on what terms, where to report a mistake.

    document: the name of the page that says the same.
    """
    where = (
        edition.mistakes
        or "tell whoever gave you this copy, for the book has no public address yet"
    )
    page = edition.page(document)
    read = f"Read it with every number linked to its row: {page}. " if page else ""
    return (
        f"{edition.book}, {edition.said}. Not official: made from published sources, for no body named "
        f"here. Licence: {LICENCE}. {read}To report a mistake: {where}."
    )
