"""How is a file of the course read? As TOML whose every fault is told by file, place and rule.

Figures stand in its words as {b001}, as in the bank of questions, so that no number is typed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.evidence import data
from joinedup.writing.prose import figure
from joinedup.writing.questions import NAMES

_FIGURE = re.compile(r"\{([a-z0-9_]+)(?::([a-z+]+))?\}")
_NUMERAL = re.compile(r"[£+−-]?\d[\d,.]*\w*")
# Names that hold a numeral and are no findings. The names that the bank allows come on top.
_COURSE_NAMES = re.compile(
    r"\bSCORM 1\.2\b|\bQTI 1\.2\b|\bA4\b|\blevel 7\b|\bPart [AB]\b|\bA&E\b|\bWCAG 2\.2\b"
)

_IDS = frozenset(  # no words
    {"ending", "id", "initiative", "page", "part_a", "part_b", "route", "twelve", "until"}
)

Kinds = Mapping[str, type]


class Entries:
    """One file of the course, and what is wrong with it as it is read."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError, naming the file, when it is no TOML."""
        self.name = path.name
        self.faults: list[str] = []
        try:
            self.content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{path.name}: mend the TOML: {error}") from None

    def fault(self, where: str, rule: str) -> None:
        self.faults.append(f"{self.name}, {where}: {rule}" if where else f"{self.name}: {rule}")

    def take(
        self, entry: Any, where: str, kinds: Kinds, optional: Kinds | None = None
    ) -> dict[str, Any]:
        """An entry whose keys are those of `kinds`, each of its type and filled in; faults are noted.

        A key that is missing or wrong gets its type's empty value, so that reading can go on.
        """
        optional = optional or {}
        if not isinstance(entry, dict):
            self.fault(where, "write it as a table")
            entry = {}
        for name in sorted(entry.keys() - kinds.keys() - optional.keys()):
            self.fault(where, f"unknown key {name}: use {', '.join([*kinds, *optional])}")
        taken: dict[str, Any] = {}
        for name, kind in {**kinds, **optional}.items():
            value = entry.get(name)
            if value is None and name in optional:
                taken[name] = kind()
            elif type(value) is not kind or not value:
                self.fault(where, f"give it {name}, {_SAID[kind]}")
                taken[name] = kind()
            else:
                if name not in _IDS:
                    self._no_typed_number(value, ", ".join(filter(None, (where, name))))
                taken[name] = value
        return taken

    def _no_typed_number(self, value: Any, where: str) -> None:
        """Note a numeral in words that is neither a name nor an id in braces, and an unknown id."""
        if isinstance(value, str):
            for figure_id, _ in _FIGURE.findall(value):
                if not data.holds("figures", figure_id):
                    self.fault(where, f"{figure_id} is not in data/figures.csv: correct the id")
            left = NAMES.sub(" ", _COURSE_NAMES.sub(" ", _FIGURE.sub(" ", value)))
            if numeral := _NUMERAL.search(left):
                self.fault(where, f"type no number ({numeral[0]}): {{b001}} stands for a figure's")
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            for each in value:
                self._no_typed_number(each, where)

    def finish(self) -> None:
        """Raise ValueError with every fault that was noted, if any was."""
        if self.faults:
            raise ValueError("\n".join(self.faults))


_SAID = {
    str: "as text",
    int: "as a whole number from 1",
    list: "as a list with something in it",
    dict: "as a table with something in it",
    bool: "as true",
}


def filled(words: str) -> str:
    """Words with their figures filled in as links to their rows, a line for each paragraph given."""
    paragraphs = re.split(r"\n\s*\n", words.strip())
    return "\n\n".join(
        _FIGURE.sub(lambda m: f"{figure(m[1]):{m[2] or ''}}", " ".join(paragraph.split()))
        for paragraph in paragraphs
    )
