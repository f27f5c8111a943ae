"""How does a briefing become two printed pages? Set by Typst, tagged (PDF/UA-1), in fixed bytes."""

from __future__ import annotations

import datetime
import io
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from joinedup.briefings.parts import address_of, cited, imprint, picture_of
from joinedup.briefings.reading import (
    Block,
    Briefing,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Runs,
    Table,
)
from joinedup.site.edition import Edition

TEMPLATE = Path(__file__).with_name("briefing.typ")
PAGES = 2
# Points. The largest at which a briefing fits is taken, so that it fills its pages.
SIZES = tuple(tenths / 10 for tenths in range(120, 89, -1))


class DoesNotFit(ValueError):
    """A briefing that no size of type brings to two pages."""


def write(briefing: Briefing, edition: Edition, to: Path) -> int:
    """Write a briefing as PDF/UA-1 of exactly two A4 pages; returns the bytes written.

    Raises DoesNotFit when it takes more pages at the smallest type or fewer at the largest, and then
    writes nothing.
    """
    return write_source(
        briefing.name,
        lambda size: source(briefing, edition, size),
        _pictures(briefing),
        edition,
        to,
    )


def write_source(
    name: str,
    source_at: Callable[[float], str],
    pictures: Mapping[str, bytes],
    edition: Edition,
    to: Path,
    sizes: Sequence[float] = SIZES,
) -> int:
    """Write Typst as PDF/UA-1 of exactly two A4 pages, at the largest of `sizes` that fits.

    source_at: the document at a size of type; pictures: its files, by name. Returns and raises as `write`.
    """
    with tempfile.TemporaryDirectory() as folder:
        for file, picture in pictures.items():
            (Path(folder) / file).write_bytes(picture)
        main = Path(folder) / "briefing.typ"

        def compiled(size: float) -> tuple[int, bytes]:
            main.write_text(source_at(size), encoding="utf-8")
            found = compile_pdf(main, edition)
            return len(PdfReader(io.BytesIO(found)).pages), found

        pages, found = compiled(sizes[-1])
        if pages > PAGES:
            raise DoesNotFit(f"{name}: takes {pages} pages, not {PAGES}: say less")
        pages, found = largest_that_fits(compiled, found, sizes)
        if pages < PAGES:
            raise DoesNotFit(f"{name}: takes {pages} page, not {PAGES}: say more")
    found = mended(found)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(found)
    return len(found)


def largest_that_fits(
    compiled: Callable[[float], tuple[int, bytes]],
    smallest: bytes,
    sizes: Sequence[float] = SIZES,
) -> tuple[int, bytes]:
    """The pages and bytes at the largest size that fits; smallest: what the last of `sizes` gives.

    Larger type never takes fewer pages, so each try halves the sizes that are left.
    """
    fits = len(PdfReader(io.BytesIO(smallest)).pages), smallest
    too_large, small_enough = -1, len(sizes) - 1  # places in sizes
    while small_enough - too_large > 1:
        middle = (too_large + small_enough) // 2
        pages, found = compiled(sizes[middle])
        if pages > PAGES:
            too_large = middle
        else:
            small_enough, fits = middle, (pages, found)
    return fits


def mended(pdf: bytes) -> bytes:
    """The same PDF with a title as a heading, and the first cell of each row as the head of its row.

    PDF 1.7 has no tag for a title, and Typst takes its own for a paragraph. For the head of a row Typst has
    `pdf.header-cell`, behind a flag that its Python package cannot set. Its tables name each cell's column
    head; here the heads carry a scope in place of that, by which a reader finds both.
    """
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pdf_header = pdf[:8].decode("ascii")  # the version whose rules it keeps
    tree: Any = writer.root_object["/StructTreeRoot"]
    tree["/RoleMap"][NameObject("/Title")] = NameObject("/H1")
    for row in _elements(tree):
        if row.get("/S") != "/TR":
            continue
        for place, cell in enumerate(_kids(row)):
            heads_row = place == 0 and cell["/S"] == "/TD"
            if heads_row:
                cell[NameObject("/S")] = NameObject("/TH")
            scope = "/Row" if heads_row else "/Column"
            if cell["/S"] == "/TH":
                said = {
                    NameObject("/O"): NameObject("/Table"),
                    NameObject("/Scope"): NameObject(scope),
                }
                cell[NameObject("/A")] = ArrayObject([DictionaryObject(said)])
            else:
                cell.pop("/A", None)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _elements(node: Any) -> Iterator[DictionaryObject]:
    """Every element of a structure tree, in reading order."""
    for kid in _kids(node):
        yield kid
        yield from _elements(kid)


def _kids(node: Any) -> list[DictionaryObject]:
    """The elements right beneath one; numbers stand for words on the page and are left out."""
    found = node["/K"].get_object() if "/K" in node else []
    kids = (each.get_object() for each in (found if isinstance(found, list) else [found]))
    return [kid for kid in kids if isinstance(kid, DictionaryObject)]


def compile_pdf(main: Path, edition: Edition) -> bytes:
    """A Typst file as PDF/UA-1, dated by the edition."""
    made = datetime.datetime.fromisoformat(edition.date).replace(tzinfo=datetime.UTC)
    return bytes(
        typst.compile(
            str(main),
            format="pdf",
            pdf_standards="ua-1",
            ignore_system_fonts=True,
            timestamp=int(made.timestamp()),
        )
    )


def _pictures(briefing: Briefing) -> dict[str, bytes]:
    """The briefing's charts as PNG, by file name."""
    charts = [block for block in briefing.blocks if isinstance(block, Picture)]
    return {
        f"picture-{number}.png": picture_of(chart) for number, chart in enumerate(charts, start=1)
    }


def source(briefing: Briefing, edition: Edition, size: float) -> str:
    """The briefing as Typst: the template's functions called with its words as strings."""
    sources = briefing.source_ids
    numbers = {source_id: number for number, source_id in enumerate(sources, start=1)}
    drawn = 0
    body = []
    for cell, blocks in briefing.cells.items():
        parts = []
        for block in blocks:
            if isinstance(block, Heading):
                if block.level == 1:
                    continue
                block = replace(block, level=block.level + 1)  # the title is the heading above
            if isinstance(block, Picture):
                drawn += 1
            parts.append(block_as_typst(block, numbers, drawn))
        if not parts:
            continue
        inner = "\n".join(parts)
        body.append(f"#key-points[\n{inner}\n]" if cell == "key-points" else inner)
    listed = "".join(
        f"#source({number}, {as_string(cited(source_id))}, {as_string(address_of(source_id))}) "
        for source_id, number in numbers.items()
    )
    title = as_string(briefing.title)
    return "\n".join(
        [
            TEMPLATE.read_text(encoding="utf-8"),
            f"#show: briefing.with(title: {title}, author: {as_string(edition.author)}, "
            f"edition: {as_string(edition.said)}, book: {as_string(edition.book)}, "
            f"question: {as_string(briefing.question)}, size: {size}pt)",
            *body,
            f"#sources[{listed}]",
            f"#imprint({as_string(imprint(briefing, edition))})",
        ]
    )


def block_as_typst(block: Block, numbers: dict[str, int], drawn: int) -> str:
    """A block as a call of the template. numbers: of the sources cited; drawn: which picture it is."""
    if isinstance(block, Heading):
        return f"#heading(level: {block.level - 1})[{_runs(block.runs, numbers)}]"
    if isinstance(block, Paragraph):
        words = _runs(block.runs, numbers)
        return f"#line-to-quote[{words}]" if block.quoted else f"#par[{words}]"
    if isinstance(block, Bullets):
        items = ", ".join(f"[{_runs(item, numbers)}]" for item in block.items)
        return f"#{'enum' if block.ordered else 'list'}({items})"
    if isinstance(block, Table):
        head = ", ".join(f"[{_runs(cell, numbers)}]" for cell in block.columns)
        rows = ", ".join(f"[{_runs(cell, numbers)}]" for row in block.rows for cell in row)
        widths = ", ".join(f"{width:.2f}fr" for width in block.widths)
        return f"#rows(({widths},), ({head},), ({rows},))"
    notes = "".join(f"#cite-source({numbers[key]})" for key in block.source_ids)
    return (
        f"#picture({as_string(f'picture-{drawn}.png')}, alt: {as_string(block.description)}, "
        f"headline: {as_string(block.headline)}, subtitle: {as_string(block.subtitle)}, "
        f"note: {as_string(block.note)}, cited: [{notes}])"
    )


def _runs(runs: Runs, numbers: dict[str, int]) -> str:
    said = []
    for run in runs:
        words = f"#{as_string(run.words)}"
        if run.strong:
            words = f"#strong[{words}]"
        if run.emphasis:
            words = f"#emph[{words}]"
        if run.source_id:
            words += f"#cite-source({numbers[run.source_id]})"
        said.append(words)
    return "".join(f"{words};" if words.endswith('"') else words for words in said)


def as_string(text: str) -> str:
    """Text as a Typst string, in which nothing but a backslash and a quotation mark means anything."""
    return json.dumps(text, ensure_ascii=False)
