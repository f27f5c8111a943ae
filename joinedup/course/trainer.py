"""What is for the trainer alone, and how is it kept out of what learners get?

The trainer's half stands in chapters/course/trainer/, which no build of the public book reads. Every file
of it bears one line, and so does all that is made from it; a learner's build that holds it is at fault.
"""

from __future__ import annotations

from pathlib import Path

from joinedup.evidence.data import BOOK

CANARY = "For trainers, not for learners: promise-and-outcome-canary-5d1c7e42"
HOME = BOOK / "chapters" / "course" / "trainer"
SUFFIXES = (".toml", ".md")


def sources(home: Path = HOME) -> list[Path]:
    """Every file of the trainer's half, in order."""
    return sorted(path for path in home.rglob("*") if path.is_file())


def without_canary(home: Path = HOME) -> list[str]:
    """What is wrong with the marks of the trainer's half: a fault for each file that lacks its own."""
    faults = []
    for path in sources(home):
        name = path.relative_to(home).as_posix()
        if path.suffix not in SUFFIXES:
            faults.append(
                f"{name}: write it as {' or '.join(SUFFIXES)}, or the guide leaves it out"
            )
        elif CANARY not in path.read_text("utf-8").split("\n", 1)[0]:
            faults.append(f"{name}: its first line lacks the canary")
    return faults


def holding_canary(folder: Path) -> list[str]:
    """The files below a folder that hold the trainers' line, for a build that learners get."""
    mark = CANARY.encode()
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and mark in path.read_bytes()
    )
