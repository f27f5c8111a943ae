"""How is a page cited? The same facts in words, as BibTeX and RIS, and as metadata that programs read.

`citation_*` is what Google Scholar and Zotero read (scholar.google.com, inclusion guidelines; a page with
`citation_inbook_title` is a part of a book), JSON-LD is schema.org's Book, Chapter, WebPage and Dataset,
`og:type` is the Open Graph protocol's. RIS has two-letter tags, one a line, the first TY, the last ER.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA = "https://schema.org"
_BIBTEX = re.compile(r"([&%$#_{}])")


@dataclass(frozen=True)
class Work:
    """What is cited: one page of the book, or with `title` "" the book itself."""

    title: str
    book: str
    author: str
    edition: str
    released: str  # the edition's date, YYYY-MM-DD
    address: str  # "" while the book has no public address
    name: str  # the page's own, as "chapters/joint-finance"
    description: str = ""

    @property
    def date(self) -> datetime.date:
        return datetime.date.fromisoformat(self.released)

    @property
    def kind(self) -> str:
        """schema.org's word for the page: Book, Chapter or WebPage."""
        if not self.title:
            return "Book"
        return "WebPage" if self.name.startswith("chapters/reference/") else "Chapter"

    @property
    def open_graph_type(self) -> str:
        return "article" if self.title else "book"

    @property
    def sentence(self) -> str:
        """Author, title, edition, date and address, as a reference list has them."""
        told = f"“{self.title}”, in {self.book}" if self.title else self.book
        day = f"{self.date.day} {self.date:%B %Y}"
        end = f" {self.address}" if self.address else ""
        return f"{self.author} ({self.date.year}). {told}. Edition {self.edition}, {day}.{end}"

    @property
    def bibtex(self) -> str:
        """An entry of BibTeX: @incollection for a page, @book for the whole."""
        fields = {
            "author": f"{{{_escaped(self.author)}}}",  # braces within: one name, not first and last
            "title": f"{{{_escaped(self.title or self.book)}}}",
            "booktitle": f"{{{_escaped(self.book)}}}" if self.title else "",
            "year": str(self.date.year),
            "month": f"{self.date:%b}".lower(),
            "edition": self.edition,
            "url": self.address,
        }
        key = re.sub(r"[^a-z0-9]+", "-", f"promise-and-outcome-{self.name.split('/')[-1]}".lower())
        lines = [
            f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n"
            for name, value in fields.items()
            if value
        ]
        kind = "incollection" if self.title else "book"
        return f"@{kind}{{{key.removesuffix('-index')},\n{''.join(lines)}}}\n"

    @property
    def ris(self) -> str:
        """A record of RIS: CHAP for a page, BOOK for the whole."""
        tags = [
            ("TY", "CHAP" if self.title else "BOOK"),
            ("AU", self.author),
            ("TI", self.title or self.book),
            ("T2", self.book if self.title else ""),
            ("PY", str(self.date.year)),
            ("DA", f"{self.date:%Y/%m/%d}"),
            ("ET", self.edition),
            ("LA", "en"),
            ("UR", self.address),
        ]
        told = "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value)
        return f"{told}ER  - \r\n"

    @property
    def tags(self) -> list[tuple[str, str]]:
        """The `citation_*` tags of the page, in order."""
        found = [
            ("citation_title", self.title or self.book),
            ("citation_author", self.author),
            ("citation_publication_date", f"{self.date:%Y/%m/%d}"),
            ("citation_inbook_title", self.book if self.title else ""),
            ("citation_language", "en"),
            ("citation_public_url", self.address),
        ]
        return [(name, value) for name, value in found if value]

    def json_ld(self, extra: dict[str, Any] | None = None) -> str:
        """The page as JSON-LD that cannot end the script element it stands in."""
        book = {
            "@type": "Book",
            "name": self.book,
            "author": {"@type": "Organization", "name": self.author},
            "bookEdition": self.edition,
            "datePublished": self.released,
            "inLanguage": "en-GB",
            "license": LICENCE,
        }
        told = book
        if self.title:
            told = {**book, "@type": self.kind, "name": self.title, "isPartOf": book}
            del told["bookEdition"]
        told = {"@context": SCHEMA, **told, "description": self.description}
        told |= {"url": self.address} if self.address else {}
        content = [told, extra] if extra else told
        return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")

    def links(self) -> list[tuple[str, str, str]]:
        """(words, file name, address) of the two records, held in their own addresses."""
        stem = self.name.split("/")[-1]
        return [
            (
                "BibTeX",
                f"{stem}.bib",
                f"data:application/x-bibtex;charset=utf-8,{quote(self.bibtex)}",
            ),
            (
                "RIS",
                f"{stem}.ris",
                f"data:application/x-research-info-systems;charset=utf-8,{quote(self.ris)}",
            ),
        ]


def _escaped(text: str) -> str:
    """Text with BibTeX's own marks made harmless."""
    return _BIBTEX.sub(r"\\\1", text.replace("\\", r"\textbackslash "))
