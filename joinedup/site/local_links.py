"""Does every link from one page to another lead somewhere, on this build and not only when it was made?

Sphinx checks a page's links when it writes the page, so a heading renamed elsewhere, or a page taken
away, would be noticed only by a build from nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from sphinx.util import logging

from joinedup.site.evidence_links import documents_of_rows

logger = logging.getLogger(__name__)

_ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
_LINK = re.compile(r'\bhref="(?![a-z]+:)([^"#?]*)(?:\?[^"#]*)?(?:#([^"]*))?"')
_ID = re.compile(r'\bid="([^"]+)"')


def check(site: Path, pages: dict[Path, str], documents: Iterable[str], sources: Path) -> None:
    """Warn of each link in a document's text that leads to no file of the site, or to no place on a page.

    pages: the text of every page. documents: the names of those that the book's authors wrote. sources:
    the folder they are written in. A page that the contents leave out is no fault where it stands there or
    where data/ would make it: a small book has no reference pages.
    """
    ids: dict[Path, set[str]] = {}
    for document in sorted(documents):
        path = site / f"{document}.html"
        article = _ARTICLE.search(pages.get(path, ""))
        for name, anchor in sorted(set(_LINK.findall(article[0]))) if article else ():
            target = Path(os.path.normpath(path.parent / unquote(name))) if name else path
            if target not in ids:
                ids[target] = set(_ID.findall(pages.get(target, "")))
            if not target.exists() and _left_out(target, site, sources):
                continue
            figure = unquote(anchor.split("&")[0])  # what follows are settings of a chart
            missing = not target.exists() or (
                figure and target in pages and figure not in ids[target]
            )
            if missing:
                logger.warning(
                    "a link leads nowhere: %s",
                    f"{name}#{anchor}" if anchor else name,
                    location=document,
                    type="evidence",
                )


def _left_out(target: Path, site: Path, sources: Path) -> bool:
    """Whether a page has a source, or is made of rows that are there, and no place in the contents."""
    if not target.is_relative_to(site):
        return False
    document = target.relative_to(site).with_suffix("")
    return (sources / f"{document}.md").exists() or document.as_posix() in documents_of_rows()
