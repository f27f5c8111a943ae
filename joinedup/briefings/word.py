"""How does a briefing become a Word document that a board's secretary can paste from? Styles, not looks.

Headings, lists and tables are Word's own, so that they survive pasting; the picture carries its
description; sources stand as numbered notes at the end. The same bytes come from two builds.
"""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from joinedup.briefings import reading
from joinedup.briefings.parts import cited, imprint, picture_of
from joinedup.site.edition import Edition
from joinedup.site.fixed_zip import rezipped

ROOM = 170  # millimetres between the margins
NAVY = "12436D"
_TALLEST = Mm(72)  # a picture


def write(briefing: reading.Briefing, edition: Edition, to: Path) -> int:
    """Write a briefing as a Word document; returns the bytes written."""
    document = docx.Document()
    prepare(document, briefing.title, edition)
    _as_short_as_the_pdf(document)
    page = document.sections[0]
    page.header.paragraphs[0].text = f"Briefing. {briefing.question}"
    page.footer.paragraphs[0].text = f"{edition.book}, {edition.said}. Not official."
    numbers = {key: number for number, key in enumerate(briefing.source_ids, start=1)}
    document.add_paragraph(briefing.title, style="Title")
    for block in briefing.blocks:
        add(document, block, numbers)
    document.add_heading("Sources", level=1)
    for key, number in numbers.items():
        _small(document.add_paragraph(f"[{number}] {cited(key, whole=True)}"))
    _small(document.add_paragraph(imprint(briefing, edition)))
    packed = fixed(document)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(packed)
    return len(packed)


def prepare(document: Any, title: str, edition: Edition) -> None:
    """Page, language, type and what a file says of itself."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(18)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    normal.paragraph_format.space_after = Pt(5)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        for kind in (
            "ascii",
            "hAnsi",
            "eastAsia",
            "cs",
        ):  # a theme's font would win over a named one
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{kind}Theme"), None)
        style.font.name = "Arial"
        if name != "Title":  # Word's own blue stands out too little from the page
            style.font.color.rgb = RGBColor.from_string(NAVY)
    properties = normal.element.get_or_add_rPr()
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "en-GB")
    made = datetime.datetime.fromisoformat(edition.date)
    core = document.core_properties
    core.title, core.author, core.language = title, edition.author, "en-GB"
    core.subject, core.comments = f"{edition.book}, {edition.said}", ""
    core.created = core.modified = made
    core.last_modified_by, core.revision = edition.author, 1


def _as_short_as_the_pdf(document: Any) -> None:
    """Type and room for a paper that is read at a meeting."""
    page = document.sections[0]
    page.top_margin = page.bottom_margin = Mm(14)
    page.header_distance = page.footer_distance = Mm(7)
    for name, size, above in (("Normal", 9.5, 0), ("Title", 17, 0), ("Heading 1", 11, 6)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before = Pt(above)
        style.paragraph_format.space_after = Pt(3)
    for name in ("Header", "Footer"):
        document.styles[name].font.size = Pt(8.5)


def _small(paragraph: Any) -> None:
    paragraph.paragraph_format.space_after = Pt(0)
    for run in paragraph.runs:
        run.font.size = Pt(8)


def add(document: Any, block: reading.Block, numbers: dict[str, int]) -> None:
    """A block at the end of a document. numbers: of the sources that it cites."""
    if isinstance(block, reading.Heading):
        _words(document.add_heading(level=block.level - 1), block.runs, numbers)
    elif isinstance(block, reading.Paragraph):
        style = "Quote" if block.quoted else None
        _words(document.add_paragraph(style=style), block.runs, numbers)
    elif isinstance(block, reading.Bullets):
        style = "List Number" if block.ordered else "List Bullet"
        listed = [document.add_paragraph(style=style) for _ in block.items]
        for paragraph, item in zip(listed, block.items, strict=True):
            _words(paragraph, item, numbers)
        if block.ordered:
            _count_from_one(document, listed)
    elif isinstance(block, reading.Table):
        _table(document, block, numbers)
    else:
        _picture(document, block, numbers)


def _count_from_one(document: Any, paragraphs: list[Any]) -> None:
    """Number a list by itself: Word would go on from the list before."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element
    same_look = numbering.num_having_numId(style.pPr.numPr.numId.val).abstractNumId.val
    number = numbering.add_num(same_look)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    for paragraph in paragraphs:
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId


def _words(paragraph: Any, runs: reading.Runs, numbers: dict[str, int]) -> None:
    for run in runs:
        added = paragraph.add_run(run.words)
        added.bold, added.italic = run.strong or None, run.emphasis or None
        if run.source_id:
            note = f"\N{NO-BREAK SPACE}[{numbers[run.source_id]}]"
            paragraph.add_run(note).font.superscript = True


def _table(document: Any, block: reading.Table, numbers: dict[str, int]) -> None:
    table = document.add_table(
        rows=1 + len(block.rows), cols=len(block.columns), style="Table Grid"
    )
    widths = [Mm(ROOM * width / sum(block.widths)) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, cells in zip(table.rows, (block.columns, *block.rows), strict=True):
        for cell, runs, width in zip(row.cells, cells, widths, strict=True):
            cell.width = width
            _words(cell.paragraphs[0], runs, numbers)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    heads = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    heads.append(repeated)
    after = document.add_paragraph()  # else Word would join a table to the next one
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(5)


def _picture(document: Any, block: reading.Picture, numbers: dict[str, int]) -> None:
    headline = document.add_paragraph()
    headline.add_run(block.headline).bold = True
    headline.paragraph_format.keep_with_next = True
    under = document.add_paragraph(f"{block.subtitle}. {block.note}")
    under.add_run(
        "".join(f"\N{NO-BREAK SPACE}[{numbers[key]}]" for key in block.source_ids)
    ).font.superscript = True
    under.paragraph_format.keep_with_next = True
    shape = document.add_picture(io.BytesIO(picture_of(block)), width=Mm(128))
    if shape.height > _TALLEST:
        shape.width, shape.height = round(shape.width * _TALLEST / shape.height), _TALLEST
    described = shape._inline.docPr
    described.set("descr", block.description)
    described.set("title", block.headline)


def fixed(document: Any) -> bytes:
    """The document in bytes that two builds share."""
    saved = io.BytesIO()
    document.save(saved)
    return rezipped(saved.getvalue())
