"""Where is something called by this name? Every initiative, place, person, term and council, by letter.

For those who would rather look down a list than search, and for every reader whose scripts are off.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from joinedup.evidence import data
from joinedup.site.search import councils
from joinedup.site.terms import slug

_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)


class Name(NamedTuple):
    """A name, where it leads from chapters/reference/, and what it is the name of."""

    name: str
    address: str
    kind: str
    filed: str  # the word it is listed under


def names(evidence: data.Evidence, terms: Mapping[str, str]) -> Iterator[Name]:
    """Every name in the book that leads somewhere. terms: the glossary's, {term: meaning}."""
    for key in map(str, evidence.initiatives.index):
        row = data.row_of(evidence.initiatives, key)
        address = f"initiatives/{key.replace('_', '-')}.html"
        yield Name(row["name"], address, row["kind"], row["name"])
        for alias in filter(None, row["aliases"].split("; ")):
            yield Name(alias, address, f"see {row['name']}", alias)
    for term in terms:
        yield Name(term, f"glossary.html#{slug(term)}", "term", term)
    for key in map(str, evidence.scenes.index):
        row = data.row_of(evidence.scenes, key)
        yield Name(row["person"], f"scenes.html#{key}", row["role"], _filed(row["person"]))
    for council in councils(evidence):
        address = f"../{council.address.removeprefix('chapters/')}"
        yield Name(council.title, address, "council", council.title)
        for other in filter(None, council.names.split("; ")):
            yield Name(other, address, f"see {council.title}", other)


def _filed(person: str) -> str:
    """A person is filed by the last part of the name, a body or family by its first word."""
    words = person.split()
    named = len(words) > 1 and all(word[0].isupper() for word in words) and words[0] != "The"
    return f"{words[-1]} {person}" if named else person


def _key(name: Name) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", _ARTICLE.sub("", name.filed)).lower()
    return re.sub(r"[^a-z0-9 ]", "", plain), name.address


def page(evidence: data.Evidence, terms: Mapping[str, str]) -> str:
    """The list as a page in Markdown: a heading for each letter, digits under "0 to 9"."""
    letters: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(set(names(evidence, terms)), key=lambda name: (_key(name), name)):
        first = _key(name)[0][:1]
        letters[first.upper() if first.isalpha() else "0 to 9"].append(name)
    parts = [
        "# A to Z\n",
        "Initiatives and places under each of their names, people by surname, terms of the glossary, "
        "and councils. A council's name, old or new, leads to the page about its area.\n",
    ]
    for letter, found in letters.items():
        items = "\n".join(
            f'<li><a href="{name.address}">{html.escape(name.name)}</a> '
            f'<span class="where">{html.escape(name.kind)}</span></li>'
            for name in found
        )
        parts.append(f'## {letter}\n\n```{{raw}} html\n<ul class="a-to-z">\n{items}\n</ul>\n```\n')
    return "\n".join(parts)
