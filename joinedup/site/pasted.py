"""Do numbers that a reader copies from a table paste as numbers? Their minus must be a hyphen.

A true minus sign (U+2212) looks right, but a spreadsheet takes a number that begins with it for a word.
In a sentence it stays; a cell that holds a number and nothing else gets the sign that is read.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

_NUMBER_CELL = re.compile(
    r"(<td\b[^>]*>(?:\s*<[a-z][^>]*>)*\s*)\N{MINUS SIGN}(?=£?\d[\d,.]*(?:%|bn|m|k)?\s*<)"
)


def with_hyphens(page: str) -> str:
    """HTML in which cells of a number alone have a hyphen for a minus sign."""
    return _NUMBER_CELL.sub(r"\1-", page)


def mend_tables(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """The same for a page that Sphinx is about to write."""
    context["body"] = with_hyphens(context.get("body", ""))
