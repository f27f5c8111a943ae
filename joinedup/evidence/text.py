"""How does text from data/ reach Markdown and addresses? As text: a `*` or a `<` arrives whole.

HTML has `html.escape` for this; Markdown has no such function in the standard library.
"""

from __future__ import annotations

import re

# Whatever MyST, CommonMark or JupyterLab's Markdown gives a meaning to within a line.
_WITHIN = re.compile(r"[\\`*_{}\[\]<>&|~$]")
# What means something only where a line begins: lists, headings, rules, fences, definitions, comments,
# targets. Whatever else does is in the list above.
_AT_START = re.compile(
    r"\A(?:(?P<number>\d+)(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|--|\+\+\+|=+\s*$|#+(?:\s|$)|:(?:\s|::)|%|\([^)]*\)=))"
)


def as_markdown(text: str) -> str:
    """Text as Markdown that shows it as it is, wherever in a line it is put. Line ends become spaces."""
    line = _WITHIN.sub(r"\\\g<0>", " ".join(text.splitlines()).strip(" \t"))
    return _AT_START.sub(lambda start: f"{start['number'] or ''}\\", line)


def slug(name: str) -> str:
    """A council's name as its page's address has it: "kingston-upon-hull-city-of"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
