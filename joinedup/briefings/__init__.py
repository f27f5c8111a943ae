"""How does one notebook become a page, two printed pages and a Word document? Read once, written thrice.

This room is also a Sphinx extension: it puts the documents beside the pages and names them there, where
the libraries that write them are installed (`make briefings`); the pages need none of them.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

NEEDED = ("typst", "docx", "pypdf")


def can_be_made() -> bool:
    """Whether what writes the documents is installed."""
    return all(find_spec(name) for name in NEEDED)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("html-page-context", name_documents)
    app.connect("build-finished", make_documents, priority=400)  # before links are followed
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def name_documents(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a briefing's page the names of its documents."""
    from joinedup.briefings.publishing import FOLDER, FORMS

    folder, _, name = pagename.rpartition("/")
    is_briefing = folder == FOLDER and app.env.doc2path(pagename).endswith(".ipynb")
    context["documents"] = (
        [{"words": words, "address": f"{name}{suffix}"} for suffix, words in FORMS.items()]
        if is_briefing and can_be_made()
        else []
    )


def make_documents(app: Sphinx, exception: Exception | None) -> None:
    """Write the documents beside the pages; a briefing that breaks a rule fails the build."""
    if exception or app.builder.format != "html" or not can_be_made():
        return
    from joinedup.briefings import publishing

    book = Path(app.srcdir)
    try:
        publishing.make_all(book, Path(app.outdir), publishing.kept_in(book))
    except ValueError as error:
        for fault in str(error).splitlines():
            logger.warning("%s", fault, type="briefing")
