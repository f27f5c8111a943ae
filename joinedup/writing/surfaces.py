"""What differs between the page and Jupyter? A part of an output can be for one of them alone.

JupyterLab strips scripts' handles (`hidden`, `name`) from a notebook that its reader has not run, so a
control that only the page's script works would stand there dead. Such a part is stored as a comment,
which every Jupyter passes over and the site takes up. A whole output that only Jupyter shows, such as a
chart's source line, carries `IN_JUPYTER` (joinedup/evidence/citations.py) as its metadata.
"""

from __future__ import annotations

import re

_ON_PAGE = re.compile(r"<!--page (.*?) page-->", re.DOTALL)
_IN_JUPYTER = re.compile(r"<!--jupyter-->.*?<!--/jupyter-->", re.DOTALL)


def on_page(html: str) -> str:
    """HTML, in which text is escaped, that only the page shows."""
    return f"<!--page {html} page-->"


def in_jupyter(html: str) -> str:
    """HTML that the page leaves out."""
    return f"<!--jupyter-->{html}<!--/jupyter-->"


def for_page(html: str) -> str:
    """An output's HTML as the page shows it."""
    return _ON_PAGE.sub(r"\1", _IN_JUPYTER.sub("", html))
