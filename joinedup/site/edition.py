"""Which edition is this, when was it made, and on what terms? One home for pages, PDF and Word.

A page knows it from the build's settings, a document from CITATION.cff and _config.yml; a test keeps the
two in step. How a page is cited from it is in `citation.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml
from sphinx.config import Config

from joinedup.evidence.data import BOOK
from joinedup.evidence.periods import say_period
from joinedup.site.citation import Work

LICENCE = "text and charts CC BY 4.0"


@dataclass(frozen=True)
class Edition:
    """What stands on everything that leaves the book."""

    book: str  # its short name
    title: str  # its whole title
    author: str
    version: str
    date: str  # ISO
    address: str  # the site's own, "" while the book has none
    mistakes: str = ""  # where to report one, "" while there is no public place

    @property
    def said(self) -> str:
        """ "edition 0.1.0, 22 November 2026"."""
        return f"edition {self.version}, {say_period(self.date)}"

    def page(self, document: str) -> str:
        """The public address of a page, "" while the book has none."""
        return f"{self.address}/{document}.html" if self.address else ""

    def work(self, title: str, document: str, address: str, description: str = "") -> Work:
        """A page as it is cited, or with `title` "" the book itself. address: the page's own, or ""."""
        return Work(
            title=title,
            book=self.title,
            author=self.author,
            edition=self.version,
            released=self.date,
            address=address,
            name=document,
            description=description,
        )


def edition(book: Path = BOOK) -> Edition:
    """The edition of the book in this folder. Raises ValueError where CITATION.cff lacks what it needs."""
    cited = yaml.safe_load((book / "CITATION.cff").read_text(encoding="utf-8"))
    config = yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))
    date = str(cited.get("date-released", ""))
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        raise ValueError("CITATION.cff: date-released must be a day, as 2026-11-22")
    repository = str(config["repository"]["url"] or "").rstrip("/")
    return Edition(
        book=config["title"],
        title=cited["title"],
        author=config["author"],
        version=str(cited["version"]),
        date=date,
        address=str(config["html"]["baseurl"] or "").rstrip("/"),
        mistakes=f"{repository}/issues" if repository else "",
    )


def edition_of(config: Config) -> Edition:
    """The edition that a build is told of."""
    return Edition(
        book=config.project,
        title=config.html_title,
        author=config.author,
        version=config.release,
        date=config.book_released,
        address=config.html_baseurl.rstrip("/"),
    )
