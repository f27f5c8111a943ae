"""How does text from data/ reach Markdown and addresses? As text: a `*` or a `<` arrives whole.

HTML has `html.escape` for this; Markdown has no such function in the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Whatever MyST, CommonMark or JupyterLab's Markdown gives a meaning to within a line.
_WITHIN = re.compile(r"[\\`*_{}\[\]<>&|~$]")
# What means something only where a line begins: lists, headings, rules, fences, definitions, comments,
# targets. Whatever else does is in the list above.
_AT_START = re.compile(
    r"\A(?:(?P<number>\d+)(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|--|\+\+\+|=+\s*$|#+(?:\s|$)|:(?:\s|::)|%|\([^)]*\)=))"
)

_ROW_ID = re.compile(r"\b(?=[a-z]+[\d_])[a-z][a-z0-9]*(?:_[a-z0-9]+)*\b")


def as_markdown(text: str) -> str:
    """Text as Markdown that shows it as it is, wherever in a line it is put. Line ends become spaces."""
    line = _WITHIN.sub(r"\\\g<0>", " ".join(text.splitlines()).strip(" \t"))
    return _AT_START.sub(lambda start: f"{start['number'] or ''}\\", line)


def rows_named(text: str, named: Callable[[str], str | None]) -> list[str]:
    """Text in pieces: plain words at even places, what `named` says of each row's id at odd ones.

    Ids are small letters, digits and underscores, with a digit or an underscore. One of which `named` says
    None stays among the words.
    """
    parts, end = [], 0
    for found in _ROW_ID.finditer(text):
        said = named(found[0])
        if said is not None:
            parts += [text[end : found.start()], said]
            end = found.end()
    return [*parts, text[end:]]


def slug(name: str) -> str:
    """A council's name as its page's address has it: "kingston-upon-hull-city-of"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
