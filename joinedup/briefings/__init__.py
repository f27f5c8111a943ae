"""How does one notebook become a page, two printed pages and a Word document? Read once, written thrice.

The ids of its cells are the contract (`contract.py`), and what they call is in
joinedup/writing/briefing.py. Its metadata hold the board's question (`book.briefing.question`) and what
of a council's page bears on it (`book.briefing.council`, words of `TOPICS` in `own.py`), which is `[]`
where the book holds nothing for one council. A briefing that lacks a part or is too long fails the build.

This room is also a Sphinx extension: it puts the documents beside the pages and names them there, where
the libraries that write them are installed (`make publish`); the pages need none of them. The briefing
of a reader's own needs no library: it is made of finished pages (`own.py`).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging

logger = logging.getLogger(__name__)

NEEDED = ("typst", "docx", "pypdf")


def can_be_made() -> bool:
    """Whether what writes the documents is installed."""
    return all(find_spec(name) for name in NEEDED)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("config-inited", begin, priority=400)  # before the contents are read
    app.connect("html-page-context", name_documents)
    app.connect("build-finished", make_documents, priority=400)  # before links are followed
    app.connect("build-finished", hold_words_of_pages, priority=600)  # when the pages are done
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def begin(app: Sphinx, config: Config) -> None:
    """Write the page of a briefing of one's own, where the book has it."""
    from joinedup.briefings import own

    own.write_page(Path(app.srcdir))


def hold_words_of_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write what a briefing of one's own is put together from; a page that lacks a part fails the build."""
    from joinedup.briefings import own

    if exception or app.builder.format != "html" or own.DOCUMENT not in app.env.all_docs:
        return
    try:
        own.write_words(Path(app.srcdir), Path(app.outdir))
    except ValueError as error:
        logger.warning("%s", error, type="briefing")


def name_documents(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a briefing's page the names of its documents."""
    from joinedup.briefings import own
    from joinedup.briefings.publishing import FOLDER, FORMS
    from joinedup.site import downloads, figure_files

    folder, _, name = pagename.rpartition("/")
    is_briefing = folder == FOLDER and app.env.doc2path(pagename).endswith(".ipynb")
    if not is_briefing:
        return
    documents = []
    if can_be_made():
        documents += [
            {"words": words, "address": f"{name}{suffix}"} for suffix, words in FORMS.items()
        ]
    if downloads.offered(app) and app.config.book_cards:
        card = f"{figure_files.FOLDER}/{figure_files.name_of(pagename, 1)}.png"
        documents.append(
            {"words": "its chart as a card", "address": "../" * pagename.count("/") + card}
        )
    context["documents"] = documents
    if own.DOCUMENT in app.env.all_docs:
        context["own_briefing"] = f"{own.DOCUMENT.split('/')[-1]}.html#your-own&question={name}"


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
