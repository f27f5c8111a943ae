"""How does a link to a row of data/ become a link to a page? `data/figures.csv#b001` and its kin.

In JupyterLab such a link opens the table itself. On the site it leads to the row's own entry: a
figure on its initiative's page, a source in the bibliography, an initiative on its page, a scene
among the people and scenes.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from joinedup.evidence import data
from joinedup.evidence.citations import IN_JUPYTER, TABLES
from joinedup.notebooks.running import link_faults, run_faults
from joinedup.writing.surfaces import for_page

logger = logging.getLogger(__name__)

REFERENCE = "chapters/reference"
LINKED = "figures|sources|initiatives|scenes"  # the tables whose rows have entries of their own
# Only where a link leads to, in Markdown or HTML: the same words in a sentence are text.
_IN_NOTEBOOK = re.compile(rf'((?<!\\)\]\(|\bhref=\\?")(?:\.\./)*data/({LINKED})\.csv#([a-z0-9_]+)')
# A notebook among the downloads is the file itself.
_TO_NOTEBOOK = re.compile(r'href="(?![a-z]+:|(?:\.\./)*downloads/)([^"#]+)\.(?:ipynb|md)(?=["#])')
# A whole table, where the site has a page for it: "(../data/initiatives.csv)" in a link.
_WHOLE = re.compile(r"\]\((?:\.\./)*data/(initiatives\.csv|sources\.csv|datapackage\.json)\)")
_WHOLE_PAGES = {"datapackage.json": "data-dictionary"}
_PANDAS_BOX = re.compile(r"<div>(?=\s*<style scoped>)")
_SCROLLING_BOX = '<div class="table-wrap" tabindex="0" role="group" aria-label="Table">'
_IN_PAGE = re.compile(rf"evidence:({LINKED})/([a-z0-9_]+)")
_IN_HTML = re.compile(r'(?<=\bhref=")' + _IN_PAGE.pattern)


def page_of(initiative_id: str) -> str:
    """The document that holds everything about one initiative."""
    return f"{REFERENCE}/initiatives/{initiative_id.replace('_', '-')}"


@functools.cache
def targets() -> dict[tuple[str, str], tuple[str, str]]:
    """The document and anchor of every row that can be linked: {(table, row): (document, anchor)}."""
    evidence = data.load()
    figures = evidence.figures["initiative_id"].items()
    return {
        **{("figures", row): (page_of(owner), row) for row, owner in figures},
        **{("sources", row): (f"{REFERENCE}/sources", row) for row in evidence.sources.index},
        **{("scenes", row): (f"{REFERENCE}/scenes", row) for row in evidence.scenes.index},
        **{("initiatives", row): (page_of(row), "") for row in evidence.initiatives.index},
    }


@functools.cache
def documents_of_rows() -> set[str]:
    """The documents that hold the rows of data/."""
    return {document for document, _ in targets().values()} | {f"{REFERENCE}/initiatives"}


def address(builder: Any, docname: str, table: str, row: str) -> str:
    """The address of a row's entry, or of a whole table's page, relative to the page `docname`.

    Raises KeyError when data/ has no such row.
    """
    if row in TABLES:
        return str(builder.get_relative_uri(docname, f"{REFERENCE}/initiatives"))
    document, anchor = targets()[table, row]
    return builder.get_relative_uri(docname, document) + (f"#{anchor}" if anchor else "")


def _page_of_table(match: re.Match[str]) -> str:
    file = match.group(1)
    return f"](/{REFERENCE}/{_WHOLE_PAGES.get(file, file.removesuffix('.csv'))})"


def mark_links(app: Sphinx, docname: str, content: list[str]) -> None:
    """Before parsing: links to rows get a scheme of their own; each cell's id becomes an anchor."""
    text = _IN_NOTEBOOK.sub(r"\1evidence:\2/\3", content[0])
    text = _WHOLE.sub(_page_of_table, text)
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = json.loads(text)
        stored = json.loads(content[0])
        for fault in [*run_faults(stored), *link_faults(stored)]:
            logger.warning("%s", fault, location=docname, type="notebook")
        for cell in notebook["cells"]:
            cell["metadata"]["anchor"] = cell.get("id", "")
            if "outputs" in cell:
                shown = [out for out in cell["outputs"] if out.get("metadata") != IN_JUPYTER]
                cell["outputs"] = shown
        text = json.dumps(notebook)
    content[0] = text


def resolve_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """After parsing: each marked link gets its address; one that leads nowhere is a warning."""

    def found(match: re.Match[str]) -> str:
        table, row = match.groups()
        try:
            return address(app.builder, docname, table, row)
        except KeyError:
            logger.warning(
                "a link leads to %r, which data/%s.csv does not have",
                row,
                table,
                location=docname,
                type="evidence",
            )
            return ""

    for link in doctree.findall(nodes.reference):
        if _IN_PAGE.fullmatch(link.get("refuri", "")):
            link["refuri"] = _IN_PAGE.sub(found, link["refuri"])
            link["classes"] = ["evidence"]
    for raw in list(doctree.findall(nodes.raw)):
        text = raw.astext()
        # pandas heads its index with an empty header cell, which heads nothing.
        mended = _IN_HTML.sub(found, for_page(text)).replace("<th></th>", "<td></td>")
        # A wide one scrolls in a box of its own, so that no number is broken to fit a phone.
        mended = _PANDAS_BOX.sub(_SCROLLING_BOX, mended)
        # A notebook is a notebook in JupyterLab and a page here.
        mended = _TO_NOTEBOOK.sub(r'href="\1.html', mended)
        if mended != text:
            raw.replace_self(nodes.raw("", mended, format="html"))
