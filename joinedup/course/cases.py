"""How is a case taught in two parts? A plan for each, whose part A keeps the ending back.

A plan (chapters/course/trainer/cases/*.toml) names its two pages, the month that part A reaches and the
rows of data/ that hold the ending, so that a test can prove that part A holds none of them, and no outcome
of a later date.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from joinedup.course import trainer
from joinedup.course.entries import Entries
from joinedup.course.sessions import Aid, Beat, aids
from joinedup.evidence import data
from joinedup.evidence.data import BOOK
from joinedup.evidence.periods import parse_period

HOME = trainer.HOME / "cases"


@dataclass(frozen=True)
class CasePlan:
    """How a trainer runs one case, from what learners prepare to what goes wrong."""

    case_id: str
    title: str
    part_a: str
    part_b: str
    until: datetime.date  # the last day that part A may know of
    synopsis: str
    ending: tuple[str, ...]  # ids of figures that tell it
    ending_words: tuple[str, ...]  # words that would give it away
    objectives: tuple[str, ...]
    prepare: tuple[str, ...]
    minutes: int
    roadmap: tuple[Beat, ...]
    board: tuple[str, ...]
    trouble: tuple[Aid, ...]


_PLAN: dict[str, type] = {
    "title": str,
    "part_a": str,
    "part_b": str,
    "until": str,
    "synopsis": str,
    "ending": list,
}
_PLAN |= {"ending_words": list, "objectives": list, "prepare": list, "minutes": int}
_PLAN |= {"beat": list, "board": list, "trouble": list}


def load_plan(path: Path, book: Path = BOOK) -> CasePlan:
    """One case's plan. Raises ValueError, naming file, beat and rule, for all that is wrong."""
    found = Entries(path)
    taken = found.take(found.content, "", _PLAN)
    beats = []
    for number, entry in enumerate(taken["beat"], start=1):
        beat = found.take(
            entry, f"beat {number}", {"words": str, "minutes": int, "say": str, "good": list}
        )
        beats.append(
            Beat(beat["words"], {path.stem: beat["minutes"]}, beat["say"], tuple(beat["good"]))
        )
    total = sum(beat.minutes[path.stem] for beat in beats)
    if total != taken["minutes"]:
        found.fault("", f"its roadmap takes {total} minutes, not {taken['minutes']}")
    for part in ("part_a", "part_b"):
        if not (book / f"{taken[part]}.ipynb").exists():
            found.fault("", f"{part} {taken[part]!r} is not in the book")
    for figure_id in taken["ending"]:
        if figure_id not in data.load().figures.index:
            found.fault("ending", f"{figure_id} is not in data/figures.csv")
    try:
        until = parse_period(taken["until"]).end
    except ValueError:
        until = None
    if until is None:
        found.fault("until", "write the month that part A reaches, as 2014-09")
    plan = CasePlan(
        path.stem,
        taken["title"],
        taken["part_a"],
        taken["part_b"],
        until or datetime.date.max,
        taken["synopsis"],
        tuple(taken["ending"]),
        tuple(taken["ending_words"]),
        tuple(taken["objectives"]),
        tuple(taken["prepare"]),
        taken["minutes"],
        tuple(beats),
        tuple(taken["board"]),
        aids(found, taken["trouble"], "trouble", "when", "do"),
    )
    found.finish()
    return plan


def load(home: Path = HOME) -> dict[str, CasePlan]:
    """Every case's plan by its id, which is its file's name."""
    return {path.stem: load_plan(path) for path in sorted(home.glob("*.toml"))}
