"""Is each notebook fit to be published? What can be known from its file, without running it.

nbval knows more (that outputs are those of today's data) and takes minutes; this takes a second.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from joinedup.evidence import data
from joinedup.evidence.reading import Fault
from joinedup.evidence.text import slug
from joinedup.notebooks.running import (
    KERNEL,
    WIDGET_VIEW,
    BrokenNotebook,
    content_of,
    find,
    run_faults,
    text_of,
)

# What a cell may be tagged, and so hidden or folded; MyST-NB passes over any other word in silence.
TAGS = ("remove-cell", "remove-input", "hide-input", "hide-cell")
# Cells that are there for what they show.
_SHOWING = {"remove-input", "hide-input"}
_ROW = re.compile(r"(?:\.\./)*data/([a-z_]+)\.csv#([A-Za-z0-9_]+)")
_LINK = re.compile(r"(?<![\\!])\]\(<?([^)\s>]+)")
_SCRIPT = re.compile(
    r"<\s*(?:script|iframe|object|embed|style|link|meta)\b|<[^>]*\son\w+\s*=|javascript:",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
LINKED = ("figures", "sources", "initiatives", "scenes")  # tables that links lead into
# Pages that each build writes, beside one for each initiative and council (.gitignore names them too).
WRITTEN = frozenset(
    f"reference/{name}"
    for name in (
        "a-to-z",
        "data-dictionary",
        "initiatives",
        "lines-to-quote",
        "scenes",
        "sources",
        "take-away",
    )
) | {"briefings/your-own", "councils"}


def check(root: Path) -> list[Fault]:
    """Every fault of every notebook below a folder, by file, line and cell."""
    return [fault for path in find(root) for fault in examine(path, root)]


def examine(path: Path, root: Path) -> Iterator[Fault]:
    """What is wrong with one notebook: the file, its metadata, its cells and their links."""
    file = path.relative_to(root).as_posix()
    try:
        text = text_of(path)
        notebook = content_of(text)
    except BrokenNotebook as broken:
        yield Fault(file, 0, "", "", str(broken))
        return
    if "\r" in text:
        yield Fault(file, 0, "", "\\r", "end lines with LF only: save with Unix line ends")
    about = notebook.get("metadata", {})
    kernel = about.get("kernelspec", {})
    if kernel != KERNEL:
        name = kernel.get("name", "") if isinstance(kernel, dict) else str(kernel)
        yield Fault(file, 0, "kernelspec", str(name), "use python3: run make notebooks")
    if "widgets" in about:
        rule = "the state of widgets is saved: run make notebooks"
        yield Fault(file, 0, "widgets", "", rule)
    for rule in run_faults(notebook):
        yield Fault(file, 0, "", "", rule)
    seen: set[str] = set()
    for cell in notebook["cells"]:
        for column, value, rule in _of_cell(cell, path, root, seen):
            yield Fault(file, _line_of(text, cell), f"cell {cell.get('id')}{column}", value, rule)


@functools.cache
def _rows() -> dict[str, frozenset[str]]:
    """The ids of every table that links lead into. (A copy of all the tables, for each link, is slow.)"""
    evidence = data.load()
    return {table: frozenset(getattr(evidence, table).index) for table in LINKED}


@functools.cache
def _councils() -> frozenset[str]:
    """The names of the pages of councils."""
    return frozenset(map(slug, data.load().councils["councils"]["council"]))


def _line_of(text: str, cell: dict[str, Any]) -> int:
    """The line of the file on which a cell's id stands."""
    place = text.find(f'"id": {json.dumps(cell.get("id", ""))}')
    return text.count("\n", 0, place) + 1 if place >= 0 else 0


def _of_cell(
    cell: dict[str, Any], path: Path, root: Path, seen: set[str]
) -> Iterator[tuple[str, str, str]]:
    """(column, value, rule) of each fault of one cell."""
    key = str(cell.get("id", ""))
    if not re.fullmatch(r"[a-z][a-z0-9-]*", key):
        yield "", "", "give the cell an id of words and hyphens: a chart's address ends in it"
    if key in seen:
        yield "", "", "another cell has this id: give each its own"
    seen.add(key)
    tags = cell.get("metadata", {}).get("tags", [])
    for tag in tags:
        if tag not in TAGS:
            yield " tag", str(tag), f"unknown tag: use one of {', '.join(TAGS)}"
    source = "".join(cell.get("source", ""))
    if cell.get("cell_type") == "markdown":
        yield from _of_text(source, path, root)
        return
    outputs = cell.get("outputs", [])
    if _SHOWING & set(tags) and not outputs and cell.get("cell_type") == "code":
        yield "", "", "its output was cleared: run make notebooks"
    for output in outputs:
        bundle = output.get("data", {})
        if WIDGET_VIEW in bundle:
            shown = set(bundle) - {WIDGET_VIEW, "text/plain"}
            twin = "run make notebooks" if shown else "give it a twin: show it with explore()"
            yield "", "", f"a widget's view is stored, which no page can show: {twin}"
        for text in ("".join(bundle.get(kind, "")) for kind in ("text/html", "text/markdown")):
            if "text/html" in bundle and _SCRIPT.search(text) and "<style scoped>" not in text:
                yield "", _SCRIPT.findall(text)[0], "no script or style of its own in an output"
        yield from _of_links("".join(bundle.get("text/markdown", "")), path, root)


def _of_text(source: str, path: Path, root: Path) -> Iterator[tuple[str, str, str]]:
    """Faults of a Markdown cell."""
    read = _CODE.sub("", source)
    if found := _SCRIPT.search(read):
        yield "", found[0], "no script, style or frame in a page's text"
    yield from _of_links(read, path, root)


def _of_links(text: str, path: Path, root: Path) -> Iterator[tuple[str, str, str]]:
    """Links that lead to no row of data/ and to no file of the book. Outside ones are not asked for."""
    for address in dict.fromkeys(_LINK.findall(text)):
        if row := _ROW.fullmatch(address):
            table, key = row.groups()
            if key not in _rows().get(table, {key}):
                yield " link", address, f"data/{table}.csv has no row {key}"
        elif not re.match(r"[a-z]+:|#", address):
            name = address.partition("#")[0]
            target = (root if name.startswith("/") else path.parent) / name.lstrip("/")
            pages = [target, *(target.with_name(target.name + end) for end in (".ipynb", ".md"))]
            if not any(page.exists() for page in pages) and not _written(target, root):
                yield " link", address, "leads to no page of the book"


def _written(target: Path, root: Path) -> bool:
    """Whether a page is one that the build writes from data/."""
    place = Path(target.resolve()).with_suffix("")
    chapters = (root / "chapters").resolve()
    if place.parent == chapters / "councils":
        return place.name in _councils()
    if place.parent == chapters / "reference" / "initiatives":
        return place.name.replace("-", "_") in _rows()["initiatives"]
    return place.is_relative_to(chapters) and place.relative_to(chapters).as_posix() in WRITTEN
