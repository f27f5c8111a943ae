"""What should a reader be able to do at the end? The course's outcomes, from their one home.

They stand in chapters/course/outcomes.toml, one `[[outcome]]` each: `number` (from 1, in order), `short`
(a few words, for a table) and `words` (the whole sentence).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from joinedup.evidence import data

HOME = data.BOOK / "chapters" / "course" / "outcomes.toml"


@dataclass(frozen=True)
class Outcome:
    """One thing that the course teaches to do."""

    number: int
    short: str
    words: str


@cache
def load(home: Path = HOME) -> dict[int, Outcome]:
    """The outcomes by number.

    Raises FileNotFoundError, or ValueError naming the file, the outcome and the rule it breaks.
    """
    entries = tomllib.loads(home.read_text(encoding="utf-8")).get("outcome", [])
    found: dict[int, Outcome] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{home.name}, outcome {number}"
        if entry.keys() != {"number", "short", "words"}:
            raise ValueError(f"{where}: give it number, short and words, and nothing else")
        if entry["number"] != number:
            raise ValueError(f"{where}: number {entry['number']} is out of order: use {number}")
        found[number] = Outcome(**entry)
    if not found:
        raise ValueError(f"{home.name}: holds no [[outcome]]")
    return found
