"""What does a trainer do with a chapter or a lab? Its session, whose minutes add up, and its misreadings.

Each stands after an anchor `(name-notes)=`, chapters' in one file of the trainer's half and labs' in
another. Minutes are spelled in words: "Five minutes: ...; Eight: ...".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from joinedup.course import trainer
from joinedup.evidence.data import BOOK
from joinedup.writing.manner import one_line

HOMES = {  # where the notes on the pages of a folder stand
    "chapters": trainer.HOME / "notes-for-trainers.md",
    "chapters/labs": trainer.HOME / "lab-notes.md",
}
LENGTHS = {
    "half an hour": 30,
    "ten minutes": 10,
}  # as "In half an hour." or "In half an hour, with ..."
_WORDS = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, start=1)} | {
    "Fifteen": 15,
    "Twenty": 20,
}
_STEP = re.compile(rf"(?:^|(?<=[.?!”] ))({'|'.join(_NUMBERS)})(?: minutes?)?: ")
_NOTE = re.compile(r"^\(([a-z-]+)-notes\)=\n(.*?)(?=^\([a-z-]+-notes\)=|\Z)", re.M | re.S)


@dataclass(frozen=True)
class Note:
    """A trainer's note on one page. steps: (minutes, what is done), adding up to `minutes`."""

    page: str
    can_do: tuple[str, ...]
    misreadings: str
    minutes: int
    needs: str  # what is said before the first step, "" where nothing is
    steps: tuple[tuple[int, str], ...]
    bring: str


@cache
def load(book: Path = BOOK) -> dict[str, Note]:
    """The notes by page, as _toc.yml names it.

    Raises ValueError, naming the page, for a note without misreadings or whose minutes do not add up.
    """
    found = {
        f"{folder}/{name}": text
        for folder, home in HOMES.items()
        for name, text in _NOTE.findall(home.read_text(encoding="utf-8"))
    }
    for page in found:
        if not (book / f"{page}.ipynb").exists():
            raise ValueError(f"{page}: a trainer's note on a page that is not in the book")
    return {page: read(page, text) for page, text in found.items()}


def read(page: str, text: str) -> Note:
    """One page's note from its Markdown. Raises ValueError as `load` does."""
    parts = {
        name.rstrip("."): one_line(words)
        for name, words in re.findall(r"^\*\*(.+?)\*\*(.*?)(?=^\*\*|\Z)", text, re.M | re.S)
    }
    sessions = {
        name: LENGTHS[length]
        for name in parts
        if (length := name.removeprefix("In ").split(",")[0]) in LENGTHS
    }
    if "Common misreadings" not in parts or not sessions:
        raise ValueError(
            f"{page}: a trainer's note has common misreadings, and a session in minutes"
        )
    plans = {name: _STEP.split(parts[name]) for name in sessions}
    for name, minutes in sessions.items():
        if (total := sum(_NUMBERS[word] for word in plans[name][1::2])) != minutes:
            raise ValueError(f"{page}: the session's steps take {total} minutes, not {minutes}")
    first = next(iter(sessions))  # the page's own; another is run with something beside it
    needs, *rest = plans[first]
    steps = tuple(
        (_NUMBERS[word], words.strip()[:1].upper() + words.strip()[1:])
        for word, words in zip(rest[::2], rest[1::2], strict=True)
    )
    can_do = tuple(one_line(item) for item in re.findall(r"^- (.+)$", text, re.M))
    return Note(
        page,
        can_do,
        parts["Common misreadings"],
        sessions[first],
        needs.strip(),
        steps,
        parts.get("Bring", ""),
    )
