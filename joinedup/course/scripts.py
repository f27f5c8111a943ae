"""What does a marked answer look like? Sample scripts for markers, two for each brief."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from joinedup.course import assessment, trainer
from joinedup.course.assessment import Assessment
from joinedup.course.entries import Entries

HOME = trainer.HOME / "scripts"
A_BRIEF = 2


@dataclass(frozen=True)
class Script:
    """A sample answer written for markers, with the level that it earns on each criterion and why."""

    script_id: str
    brief_id: str
    standing: str
    text: str
    marks: tuple[tuple[str, str, str], ...]  # criterion, level, why
    common_fails: tuple[str, ...]


def load_one(path: Path, found_in: Assessment) -> Script:
    """One marked script. Raises ValueError unless every criterion is marked at a level of the rubric."""
    found = Entries(path)
    keys = {"brief": str, "standing": str, "text": str, "mark": list, "common_fails": list}
    taken = found.take(found.content, "", keys)
    if taken["brief"] not in {brief.brief_id for brief in found_in.briefs}:
        found.fault("", f"brief {taken['brief']!r} is not in {assessment.HOME.name}")
    marks = []
    for number, entry in enumerate(taken["mark"], start=1):
        mark = found.take(entry, f"mark {number}", {"criterion": str, "level": str, "why": str})
        if mark["level"] not in found_in.levels:
            found.fault(f"mark {number}", f"level {mark['level']!r} is none of the rubric's")
        marks.append((mark["criterion"], mark["level"], mark["why"]))
    if [mark[0] for mark in marks] != [criterion.name for criterion in found_in.criteria]:
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


def load(home: Path = HOME) -> list[Script]:
    """Every marked script, two a brief. Raises ValueError when a brief has another number of them."""
    found_in = assessment.load()
    scripts = [load_one(path, found_in) for path in sorted(home.glob("*.toml"))]
    written = Counter(script.brief_id for script in scripts)
    for brief in found_in.briefs:
        if written[brief.brief_id] != A_BRIEF:
            raise ValueError(
                f"brief {brief.brief_id} has {written[brief.brief_id]} marked scripts, "
                f"not {A_BRIEF}"
            )
    return scripts
