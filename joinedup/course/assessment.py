"""How is the course assessed? Three briefs and one rubric, which learners see; `scripts` holds samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from joinedup.course.entries import Entries
from joinedup.evidence.data import BOOK

HOME = BOOK / "chapters" / "course" / "assessment.toml"


@dataclass(frozen=True)
class Criterion:
    """One thing that is marked, with what each level looks like, from the lowest up."""

    name: str
    asks: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """One assessment as a learner gets it. words: fewest and most; minutes is 0 unless it is timed."""

    brief_id: str
    title: str
    task: str
    hand_in: tuple[str, ...]
    words: tuple[int, ...]
    minutes: int
    outcomes: tuple[int, ...]
    rules: str


@dataclass(frozen=True)
class Assessment:
    """The rubric and the briefs."""

    levels: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    briefs: tuple[Brief, ...]


def load(home: Path = HOME) -> Assessment:
    """The assessment. Raises ValueError, naming file, place and rule, for all that is wrong."""
    found = Entries(home)
    top = found.take(found.content, "", {"levels": list, "criterion": list, "brief": list})
    criteria = []
    for number, entry in enumerate(top["criterion"], start=1):
        taken = found.take(entry, f"criterion {number}", {"name": str, "asks": str, "levels": list})
        if len(taken["levels"]) != len(top["levels"]):
            found.fault(f"criterion {number}", f"say what each of {len(top['levels'])} levels is")
        criteria.append(Criterion(taken["name"], taken["asks"], tuple(taken["levels"])))
    keys = {"id": str, "title": str, "task": str, "hand_in": list, "outcomes": list, "rules": str}
    briefs = []
    for number, entry in enumerate(top["brief"], start=1):
        taken = found.take(entry, f"brief {number}", keys, {"words": list, "minutes": int})
        words = taken["words"]
        if words and (len(words) != 2 or not words[0] < words[1]):
            found.fault(f"brief {number}", "words are the fewest and the most")
        if not words and not taken["minutes"]:
            found.fault(f"brief {number}", "give it words, or the minutes that it may take")
        briefs.append(
            Brief(
                taken["id"],
                taken["title"],
                taken["task"],
                tuple(taken["hand_in"]),
                tuple(words),
                taken["minutes"],
                tuple(taken["outcomes"]),
                taken["rules"],
            )
        )
    found.finish()
    return Assessment(tuple(top["levels"]), tuple(criteria), tuple(briefs))
