"""What has to be mended in a page's tables? Numbers that would paste as words, and pandas' own styles.

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
_PANDAS_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
_PANDAS_BORDER = '<table border="1" class="dataframe">', '<table class="dataframe">'


def with_hyphens(page: str) -> str:
    """HTML in which cells of a number alone have a hyphen for a minus sign."""
    return _NUMBER_CELL.sub(r"\1-", page)


def without_pandas_styles(page: str) -> str:
    """HTML whose tables of pandas are styled by the theme alone: what pandas writes is no longer HTML."""
    return _PANDAS_STYLE.sub("", page).replace(*_PANDAS_BORDER)


def mend_tables(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Mend the tables of a page that Sphinx is about to write."""
    context["body"] = without_pandas_styles(with_hyphens(context.get("body", "")))
