"""How is the course assessed and marked? Three briefs, one rubric, and sample scripts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from joinedup.course import trainer
from joinedup.course.entries import Entries
from joinedup.evidence.data import BOOK

HOME = BOOK / "chapters" / "course" / "assessment.toml"
SCRIPTS = trainer.HOME / "scripts"
SCRIPTS_A_BRIEF = 2


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


@dataclass(frozen=True)
class Script:
    """A sample answer written for markers, with the level that it earns on each criterion and why."""

    script_id: str
    brief_id: str
    standing: str
    text: str
    marks: tuple[tuple[str, str, str], ...]  # criterion, level, why
    common_fails: tuple[str, ...]


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


def load_script(path: Path, assessment: Assessment) -> Script:
    """One marked script. Raises ValueError unless every criterion is marked at a level of the rubric."""
    found = Entries(path)
    keys = {"brief": str, "standing": str, "text": str, "mark": list, "common_fails": list}
    taken = found.take(found.content, "", keys)
    if taken["brief"] not in {brief.brief_id for brief in assessment.briefs}:
        found.fault("", f"brief {taken['brief']!r} is not in {HOME.name}")
    marks = []
    for number, entry in enumerate(taken["mark"], start=1):
        mark = found.take(entry, f"mark {number}", {"criterion": str, "level": str, "why": str})
        if mark["level"] not in assessment.levels:
            found.fault(f"mark {number}", f"level {mark['level']!r} is none of the rubric's")
        marks.append((mark["criterion"], mark["level"], mark["why"]))
    if [mark[0] for mark in marks] != [criterion.name for criterion in assessment.criteria]:
        found.fault("", "mark every criterion of the rubric once, in its order")
    found.finish()
    return Script(
        path.stem,
        taken["brief"],
        taken["standing"],
        taken["text"],
        tuple(marks),
        tuple(taken["common_fails"]),
    )


def load_scripts(home: Path = SCRIPTS) -> list[Script]:
    """Every marked script, two a brief. Raises ValueError when a brief has another number of them."""
    assessment = load()
    scripts = [load_script(path, assessment) for path in sorted(home.glob("*.toml"))]
    written = Counter(script.brief_id for script in scripts)
    for brief in assessment.briefs:
        if written[brief.brief_id] != SCRIPTS_A_BRIEF:
            raise ValueError(
                f"brief {brief.brief_id} has {written[brief.brief_id]} marked scripts, "
                f"not {SCRIPTS_A_BRIEF}"
            )
    return scripts
