"""What may a learner be given? Everything but what is for trainers, and nothing that leads out by itself.

Each source for trainers carries one line, the canary, and so does what is made from it. A file that holds
it, a withheld question, a notebook service's link, a widget, or anything that would be fetched from another
host is named and refused, wherever it stands: archives are opened, and archives within them.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache

from joinedup.course.trainer import CANARY
from joinedup.writing import questions

_WORDS = (".html", ".js", ".css", ".json", ".xml", ".txt", ".gift", ".md", ".ipynb", ".toml")
_RULES = (
    (
        re.compile(r"mybinder\.org|/v2/(?:gh|git|gl)/", re.I),
        "a link to a notebook service (Binder)",
    ),
    (re.compile(r"application/vnd\.jupyter\.widget|jupyter-widgets"), "a widget"),
    (
        re.compile(
            r"<(?:script|img|iframe|source|video|audio|embed|object|image)\b[^>]*"
            r"\s(?:src|srcset|data|href)\s*=\s*[\"']?(?:https?:)?//"
            r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|icon|preload|preconnect|prefetch))[^>]*"
            r"\bhref=[\"']?(?:https?:)?//"
            r"|@import\s|url\(\s*[\"']?(?:https?:)?//",
            re.I,
        ),
        "something fetched from another host",
    ),
)


def faults(files: Mapping[str, bytes]) -> list[str]:
    """What in these files is not for a learner, each named. files: {name: content}."""
    return [f"{name} holds {what}" for name, what in _found(files)]


def refuse(files: Mapping[str, bytes], whose: str) -> None:
    """Raises ValueError, naming every file and what it holds, unless all may be given to a learner."""
    if found := faults(files):
        raise ValueError("\n".join(f"{whose}: {fault}" for fault in found))


def _found(files: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, content in files.items():
        if content[:4] == b"PK\x03\x04":  # a zip, whatever its name
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                inside = {f"{name}, {one}": archive.read(one) for one in archive.namelist()}
            yield from _found(inside)
            continue
        if CANARY.encode() in content:
            yield name, "what is for trainers (the canary)"
        if not name.endswith(_WORDS):
            continue
        words = content.decode("utf-8", errors="replace")
        if name.endswith((".html", ".js", ".css", ".ipynb")):
            for rule, what in _RULES:
                if met := rule.search(words):
                    yield name, f"{what}: {words[met.start() : met.start() + 60]!r}"
        shown = _plain(words)
        for key in (key for key, ask in _withheld() if ask in shown):
            yield name, f"the withheld question {key}"


@cache
def _withheld() -> tuple[tuple[str, str], ...]:
    """Every question kept for assessment: its id, and what it asks."""
    return tuple(
        (question.question_id, _plain(question.ask))
        for path in sorted(questions.BANK.glob("*.toml"))
        for question in questions.load(path.stem)
        if question.withheld
    )


def _plain(words: str) -> str:
    """Words as a reader sees them, without what a form gives them to stand in it."""
    return " ".join(html.unescape(words).replace("\\", "").split())
