"""What do the pages about councils have in common? Addresses, and the words that none may be without."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pandas as pd

from joinedup.evidence.text import as_markdown

FINDER = "/chapters/councils.md"
LUCK_HERE = "with-nothing-but-luck-between-them"  # a part of the finder
LUCK = "/chapters/labs/the-best-of-many-pilots.ipynb"
KINDS = {
    "unitary": "unitary council",
    "metropolitan borough": "metropolitan borough",
    "London borough": "London borough",
    "county": "county council",
}
NO_TABLE_OF_WINNERS = (
    "Nobody is put in order here. With nothing but luck between them, these councils would still spread "
    f"out and some would stand at either end: [see how far]({FINDER}#{LUCK_HERE})."
)


def full_title(name: str) -> str:
    """A council's page by more than the council's name: what a list of tabs, results or files calls it."""
    return f"{name}: health and social care, promises and outcomes"


def heading(name: str, title: str) -> str:
    """A page's heading, and the longer title by which a tab, a search engine or a citation calls it."""
    return f"```{{title}} {title}\n```\n\n# {as_markdown(name)}"


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, each with its columns as attributes.

    Many times faster on a short table than itertuples, which makes a class for each.
    """
    columns = [rows[name].tolist() for name in rows.columns]
    for values in zip(*columns, strict=True):
        yield SimpleNamespace(**dict(zip(rows.columns, values, strict=True)))


def raw(text: str) -> str:
    """HTML as a directive. The pages hold no backtick, which would end it."""
    if "```" in text:
        raise ValueError("a page about a council holds three backticks")
    return f"```{{raw}} html\n{text}\n```"
