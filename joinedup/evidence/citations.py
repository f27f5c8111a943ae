"""Which sources has a chapter used, and how is each cited?"""

from __future__ import annotations

import html
import os
from functools import cache
from pathlib import Path

from joinedup.evidence import data
from joinedup.evidence.text import as_markdown

IN_JUPYTER = {"book": {"shown": "jupyter"}}  # the metadata of an output that no page shows

# What a chart drawn from a whole table gives as its source.
TABLES = {
    "data/initiatives.csv": "initiatives",
    "data/promises.csv": "promises",
    "data/evaluations.csv": "evaluations",
    "data/claims.csv": "claims",
}
used: dict[str, None] = {}  # the sources that this notebook has used so far, in order of first use


def link(words: str, table: str, row: str = "", *, as_html: bool = False) -> str:
    """A link to one row of a table: JupyterLab opens the file, the site opens the row's own entry.

    words are plain text.
    """
    address = f"{Path(os.path.relpath(data.DATA, Path.cwd())).as_posix()}/{table}.csv"
    address += f"#{row}" if row else ""
    if as_html:
        return f'<a href="{address}">{html.escape(words)}</a>'
    return f"[{as_markdown(words)}]({address})"


def use_sources(source_ids: tuple[str, ...]) -> None:
    """Note that a chart used these sources, so that the chapter's list names them."""
    for source_id in source_ids:
        used.setdefault(source_id)


@cache
def publisher_and_year(source_id: str) -> tuple[str, str]:
    """Who published it and when: ("National Audit Office", "2017").

    A chart of a whole table names the table, in which every row has its own sources; its year is "".
    """
    if source_id in TABLES:
        return f"the book's table of {TABLES[source_id]}, in which each row names its sources", ""
    row = data.row("sources", source_id)
    return row["publisher"] or row["author"] or row["title"], row["year"] or "no date"


def short_citation(source_id: str) -> str:
    """Who published it and when, in words: "National Audit Office, 2017"."""
    return ", ".join(filter(None, publisher_and_year(source_id)))


def source_line(source_ids: tuple[str, ...], note: str) -> str:
    """What stands under a chart in Jupyter, as Markdown: its sources, each a link, and its note."""
    cited = [
        link(short_citation(key), TABLES[key])
        if key in TABLES
        else link(short_citation(key), "sources", key)
        for key in source_ids
    ]
    return f"Source: {'; '.join(cited)}. {as_markdown(note)}"
