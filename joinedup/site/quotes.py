"""Which sentences of the book can be quoted alone? All on one page, by the question that each answers.

They stand in the notebooks' cells `quote-lines` (see `lines_to_quote`) and are gathered from what those
stored, so that nothing is written twice. Beside each the page's script puts a button that copies it with
the citation of the page it comes from.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joinedup.notebooks.running import find

PAGE = Path("chapters/reference/lines-to-quote.md")
CELL = "quote-lines"
_QUESTION = re.compile(r"^\*\*To quote\.\*\* (.+)$", re.MULTILINE)
_LINE = re.compile(r"^> (.+)$", re.MULTILINE)
_TO_DATA = re.compile(r"\]\((?:\.\./)*data/")
INTRODUCTION = (
    "Each sentence stands alone and is true without the page round it. Copied by its button, it brings its "
    "citation along; each number in it leads to its row. Say more than the sentence does only after you "
    "have read the page."
)


@dataclass(frozen=True)
class Quoted:
    """The lines of one page."""

    question: str
    lines: tuple[str, ...]  # Markdown of one paragraph
    page: str  # the notebook, from the book's folder
    title: str


def gather(book: Path) -> Iterator[Quoted]:
    """What each notebook offers for quotation, in the notebooks' order.

    Raises ValueError, naming the notebook, for lines that answer no question.
    """
    for path in find(book):
        text = path.read_text(encoding="utf-8")
        if f'"id": "{CELL}"' not in text:
            continue
        notebook = json.loads(text)
        cell = next(cell for cell in notebook["cells"] if cell["id"] == CELL)
        shown = "".join("".join(_markdown(output)) for output in cell["outputs"])
        named = _QUESTION.search(shown)
        about = notebook["metadata"].get("book", {}).get("briefing", {})
        question = named[1] if named else str(about.get("question", ""))
        name = path.relative_to(book).as_posix()
        if not question:
            raise ValueError(f"{name}, cell {CELL}: say which question its lines answer")
        title = _title(notebook)
        yield Quoted(question, tuple(_LINE.findall(shown)), name, title)


def _markdown(output: dict[str, Any]) -> str:
    found = output.get("data", {}).get("text/markdown", "")
    return "".join(found)


def _title(notebook: dict[str, Any]) -> str:
    return "".join(notebook["cells"][0]["source"]).splitlines()[0].removeprefix("# ")


def page(book: Path, cited: Callable[[str, str], str]) -> str:
    """The page of all lines, as Markdown. cited: a page's citation in words, from its title and name."""
    parts = ["# Lines to quote", INTRODUCTION]
    for quoted in gather(book):
        way = "../" + quoted.page.removeprefix("chapters/")
        citation = html.escape(cited(quoted.title, quoted.page.removesuffix(".ipynb")))
        lines = "\n\n".join(f"> {_TO_DATA.sub('](../../data/', line)}" for line in quoted.lines)
        parts.append(
            f"## {quoted.question}\n\n"
            f'<div class="lines-to-quote">\n\n{lines}\n\n</div>\n'
            f'<p>From <a href="{way}">{html.escape(quoted.title)}</a>. '
            f'<span class="citation">{citation}</span></p>'
        )
    return "\n\n".join(parts) + "\n"


def write(book: Path, cited: Callable[[str, str], str]) -> None:
    """Write the page, unless it stands as it should; `cited` as in `page`."""
    to, text = book / PAGE, page(book, cited)
    if not to.exists() or to.read_text(encoding="utf-8") != text:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text, encoding="utf-8", newline="\n")
