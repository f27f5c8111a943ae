"""What does a briefing's notebook say? Its outputs as headings, paragraphs, lists, tables, a picture.

Nothing is run: what the page shows is what the PDF and the Word document hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from markdown_it import MarkdownIt
from markdown_it.token import Token

from joinedup.evidence import data

ON_THE_PAGE_ALONE = {"sources-heading", "sources"}  # a document ends in its own list
VEGA_LITE = "application/vnd.vegalite.v5+json"
_ROW = re.compile(r"(?:\.\./)*data/(figures|sources|scenes)\.csv#([a-z0-9_]+)")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Run:
    """Words in one manner. source_id names where a linked number or name came from, "" elsewhere."""

    words: str
    strong: bool = False
    emphasis: bool = False
    source_id: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; the title's level is 1."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or a line to quote."""

    runs: Runs
    quoted: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list, with marks or numbers; each item is one paragraph."""

    items: tuple[Runs, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A table with one row of column heads; the first cell of a row heads the row."""

    columns: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]

    @property
    def widths(self) -> list[float]:
        """How wide its columns are, by how much they say: none under seven tenths of an even share."""
        said = [
            sum(len(plain(row[place])) for row in (self.columns, *self.rows))
            for place in range(len(self.columns))
        ]
        return [max(0.7, length * len(said) / sum(said)) for length in said]


@dataclass(frozen=True)
class Picture:
    """A chart: its specification, and what stands round it."""

    spec: dict[str, Any]
    headline: str
    subtitle: str
    description: str
    note: str
    source_ids: tuple[str, ...]


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Briefing:
    """One briefing: what each of its cells shows, in order, and the question that a board asked."""

    name: str
    title: str
    cells: dict[str, list[Block]] = field(default_factory=dict)
    question: str = ""

    @property
    def blocks(self) -> Iterator[Block]:
        """Everything it shows but its title, in order."""
        for cell in self.cells.values():
            yield from (b for b in cell if not (isinstance(b, Heading) and b.level == 1))

    @property
    def source_ids(self) -> list[str]:
        """The sources of its numbers, names and picture, in order of first use."""
        found: dict[str, None] = {}
        for block in self.blocks:
            if isinstance(block, Picture):
                found |= dict.fromkeys(block.source_ids)
            for runs in runs_of(block):
                found |= {run.source_id: None for run in runs if run.source_id}
        return list(found)


def runs_of(block: Block) -> Iterator[Runs]:
    """The texts of a block, cell by cell."""
    if isinstance(block, (Heading, Paragraph)):
        yield block.runs
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Table):
        yield from block.columns
        for row in block.rows:
            yield from row


def plain(runs: Runs) -> str:
    """The words alone."""
    return "".join(run.words for run in runs)


def read(path: Path) -> Briefing:
    """The briefing in a notebook that has been run.

    Raises ValueError, naming file and cell, for a cell that shows what no briefing can hold.
    """
    notebook = nbformat.read(path, as_version=4)
    cells: dict[str, list[Block]] = {}
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "remove-cell" in tags or cell.id in ON_THE_PAGE_ALONE:
            continue
        try:
            shown = [block for text in _shown(cell) for block in blocks_of(text)]
        except ValueError as error:
            raise ValueError(f"{path.name}, cell {cell.id}: {error}") from error
        if shown:
            cells[cell.id] = shown
    titles = [
        b for blocks in cells.values() for b in blocks if isinstance(b, Heading) and b.level == 1
    ]
    if len(titles) != 1:
        raise ValueError(f"{path.name}: a briefing has one title, not {len(titles)}")
    question = notebook.metadata.get("book", {}).get("briefing", {}).get("question", "")
    return Briefing(path.stem, plain(titles[0].runs), cells, question)


def _shown(cell: Any) -> Iterator[str | dict[str, Any]]:
    """What a cell shows on the page: Markdown, or a chart's specification."""
    if cell.cell_type == "markdown":
        yield cell.source
        return
    for output in cell.get("outputs", []):
        if output.get("metadata", {}).get("book", {}).get("shown") == "jupyter":
            continue
        found = output.get("data", {})
        if VEGA_LITE in found:
            yield dict(found[VEGA_LITE])
        elif "text/markdown" in found:
            yield found["text/markdown"]
        elif output.output_type != "stream":
            raise ValueError("shows neither Markdown nor a chart")


def blocks_of(shown: str | dict[str, Any]) -> Iterator[Block]:
    """Markdown, or a chart's specification, as blocks. Raises ValueError for what no document can hold."""
    if isinstance(shown, dict):
        book = shown["usermeta"]["book"]
        words = (book["headline"], book["subtitle"], book["description"], book.get("note", ""))
        yield Picture(shown, *words, tuple(book["sources"]))
        return
    tokens = _MARKDOWN.parse(shown)
    quoted = False
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type in ("blockquote_open", "blockquote_close"):
            quoted = token.type == "blockquote_open"
        elif token.type == "heading_open":
            yield Heading(int(token.tag[1]), _runs(tokens[position + 1]))
            position += 1
        elif token.type == "paragraph_open":
            yield Paragraph(_runs(tokens[position + 1]), quoted)
            position += 1
        elif token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            end = _end(tokens, position)
            inside = tokens[position:end]
            yield _table(inside) if token.type == "table_open" else _bullets(inside)
            position = end
        elif token.type not in ("html_block", "paragraph_close", "heading_close", "hr"):
            raise ValueError(f"holds Markdown that no briefing can hold: {token.type}")
        position += 1


def _end(tokens: list[Token], start: int) -> int:
    """Where what opens at `start` closes."""
    depth = 0
    for position in range(start, len(tokens)):
        depth += tokens[position].nesting
        if depth == 0:
            return position
    return len(tokens) - 1


def _bullets(tokens: list[Token]) -> Bullets:
    items = tuple(_runs(token) for token in tokens if token.type == "inline")
    return Bullets(items, ordered=tokens[0].type == "ordered_list_open")


def _table(tokens: list[Token]) -> Table:
    rows: list[list[Runs]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_runs(token))
    head, *body = (tuple(row) for row in rows)
    return Table(head, tuple(body))


def _runs(inline: Token) -> Runs:
    runs: list[Run] = []
    strong = emphasis = 0
    source_id = ""
    for token in inline.children or []:
        if token.type in ("strong_open", "strong_close"):
            strong += token.nesting
        elif token.type in ("em_open", "em_close"):
            emphasis += token.nesting
        elif token.type == "link_open":
            source_id = _source_of(str(token.attrs.get("href", "")))
        elif token.type == "link_close":
            source_id = ""
        elif token.type in ("softbreak", "hardbreak"):
            runs.append(Run(" ", strong > 0, emphasis > 0, source_id))
        elif token.type in ("text", "code_inline", "text_special"):
            if token.content:
                runs.append(Run(token.content, strong > 0, emphasis > 0, source_id))
        elif token.type != "html_inline":
            raise ValueError(f"holds words that no briefing can hold: {token.type}")
    return _joined(runs)


def _joined(runs: list[Run]) -> Runs:
    """Neighbours in one manner as one run."""
    joined: list[Run] = []
    for run in runs:
        before = joined[-1] if joined else None
        if before and (before.strong, before.emphasis, before.source_id) == (
            run.strong,
            run.emphasis,
            run.source_id,
        ):
            words = before.words + run.words
            joined[-1] = Run(words, run.strong, run.emphasis, run.source_id)
        else:
            joined.append(run)
    return tuple(joined)


def _source_of(address: str) -> str:
    """The source behind a link to a row of data/; "" for any other link."""
    row = _ROW.fullmatch(address)
    if not row:
        return ""
    table, row_id = row.groups()
    evidence = data.load()
    if table == "sources":
        return row_id
    if table == "figures":
        return str(data.row_of(evidence.figures, row_id)["source_id"])
    scene = data.row_of(evidence.scenes, row_id)
    return str(scene["source_id"])
