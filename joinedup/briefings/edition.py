"""Which edition is this, when was it made, and on what terms? From CITATION.cff and _config.yml, once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from joinedup.evidence.data import BOOK
from joinedup.evidence.periods import say_period


@dataclass(frozen=True)
class Edition:
    """What stands on everything that leaves the book."""

    book: str
    author: str
    version: str
    date: str  # ISO
    address: str  # the site's own, "" while the book has none
    mistakes: str  # where to report one, "" while there is no public place

    @property
    def said(self) -> str:
        """ "edition 0.1.0, 22 November 2026"."""
        return f"edition {self.version}, {say_period(self.date)}"

    def page(self, document: str) -> str:
        """The public address of a page, "" while the book has none."""
        return f"{self.address}/{document}.html" if self.address else ""

    def citation(self, title: str, document: str) -> str:
        """A citation of one page in words."""
        where = self.page(document) or "no public address yet"
        return f"{self.author} ({self.date[:4]}). {title}. In {self.book}, {self.said}. {where}."


LICENCE = "text and charts CC BY 4.0"


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
        author=config["author"],
        version=str(cited["version"]),
        date=date,
        address=str(config["html"]["baseurl"] or "").rstrip("/"),
        mistakes=f"{repository}/issues" if repository else "",
    )
