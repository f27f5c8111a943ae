"""How does a briefing become two printed pages? Set by Typst, tagged (PDF/UA-1), in fixed bytes."""

from __future__ import annotations

import datetime
import io
import json
import tempfile
from pathlib import Path

import typst
from pypdf import PdfReader

from joinedup.briefings.edition import Edition
from joinedup.briefings.parts import cited, imprint, picture_of
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

TEMPLATE = Path(__file__).with_name("briefing.typ")
PAGES = 2
SIZES = (10.2, 10.0, 9.8, 9.6, 9.4, 9.2, 9.0)  # points, the largest that fits is taken


class DoesNotFit(ValueError):
    """A briefing that no size of type brings to two pages."""


def write(briefing: Briefing, edition: Edition, to: Path) -> int:
    """Write a briefing as PDF/UA-1 of exactly two A4 pages; returns the bytes written.

    Raises DoesNotFit when it takes more pages at the smallest type or fewer at the largest, and then
    writes nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, picture in _pictures(briefing).items():
            (Path(folder) / name).write_bytes(picture)
        found = b""
        for size in SIZES:
            main = Path(folder) / "briefing.typ"
            main.write_text(source(briefing, edition, size), encoding="utf-8")
            found = _compiled(main, edition)
            pages = len(PdfReader(io.BytesIO(found)).pages)
            if pages == PAGES:
                break
            if pages < PAGES:
                raise DoesNotFit(f"{briefing.name}: takes {pages} page, not {PAGES}: say more")
        else:
            raise DoesNotFit(f"{briefing.name}: takes {pages} pages, not {PAGES}: say less")
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(found)
    return len(found)


def _compiled(main: Path, edition: Edition) -> bytes:
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
            if isinstance(block, Heading) and block.level == 1:
                continue
            if isinstance(block, Picture):
                drawn += 1
            parts.append(_block(block, numbers, drawn))
        if not parts:
            continue
        inner = "\n".join(parts)
        body.append(f"#key-points[\n{inner}\n]" if cell == "key-points" else inner)
    listed = "".join(
        f"#source({number}, {_string(cited(source_id))}) " for source_id, number in numbers.items()
    )
    title = _string(briefing.title)
    return "\n".join(
        [
            TEMPLATE.read_text(encoding="utf-8"),
            f"#show: briefing.with(title: {title}, author: {_string(edition.author)}, "
            f"edition: {_string(edition.said)}, book: {_string(edition.book)}, size: {size}pt)",
            *body,
            f"#sources[{listed}]",
            f"#imprint({_string(imprint(briefing, edition))})",
        ]
    )


def _block(block: Block, numbers: dict[str, int], drawn: int) -> str:
    if isinstance(block, Heading):
        return f"#heading(level: {block.level - 1})[{_runs(block.runs, numbers)}]"
    if isinstance(block, Paragraph):
        words = _runs(block.runs, numbers)
        return f"#line-to-quote[{words}]" if block.quoted else f"#par[{words}]"
    if isinstance(block, Bullets):
        items = ", ".join(f"[{_runs(item, numbers)}]" for item in block.items)
        return f"#list({items})"
    if isinstance(block, Table):
        head = ", ".join(f"[{_runs(cell, numbers)}]" for cell in block.columns)
        rows = ", ".join(f"[{_runs(cell, numbers)}]" for row in block.rows for cell in row)
        return f"#rows(({head},), ({rows},))"
    notes = "".join(f"#cite-source({numbers[key]})" for key in block.source_ids)
    return (
        f"#picture({_string(f'picture-{drawn}.png')}, alt: {_string(block.description)}, "
        f"headline: {_string(block.headline)}, subtitle: {_string(block.subtitle)}, "
        f"note: {_string(block.note)}, cited: [{notes}])"
    )


def _runs(runs: Runs, numbers: dict[str, int]) -> str:
    said = []
    for run in runs:
        words = f"#{_string(run.words)}"
        if run.strong:
            words = f"#strong[{words}]"
        if run.emphasis:
            words = f"#emph[{words}]"
        if run.source_id:
            words += f"#cite-source({numbers[run.source_id]})"
        said.append(words)
    return "".join(f"{words};" if words.endswith('"') else words for words in said)


def _string(text: str) -> str:
    """Text as a Typst string, in which nothing but a backslash and a quotation mark means anything."""
    return json.dumps(text, ensure_ascii=False)
