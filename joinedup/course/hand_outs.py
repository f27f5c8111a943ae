"""What is cut out or handed round in a session, and filled in after it? Slips, cards, roles, sheets.

What the trainer knows of each card stays in the guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from joinedup.course import assessment, clinic, sessions, trainer
from joinedup.course.entries import Entries, filled
from joinedup.evidence import data
from joinedup.evidence.periods import say_period
from joinedup.evidence.text import as_markdown

HOME = trainer.HOME / "hand-outs.toml"
NAME, TITLE = "hand-outs", "Cards and slips to hand out"
TWELVE = 12
ORDERED = "fifty-years"  # the part of a session whose cards are put in order
_ROOM = r"\_" * 60  # to write on
_YEAR = re.compile(r" \d{4}\b")  # in a name, which would tell a card's place


@dataclass(frozen=True)
class Slip:
    """Something to hand out in one part of a session."""

    part_id: str
    title: str
    words: str
    items: tuple[str, ...]


def load(home: Path = HOME) -> tuple[tuple[str, ...], list[Slip]]:
    """The initiatives to put in order, and the slips. Raises ValueError, naming file, place and rule."""
    found = Entries(home)
    taken = found.take(found.content, "", {"twelve": list, "slip": list})
    twelve = tuple(taken["twelve"])
    initiatives = data.load().initiatives
    if len(set(twelve)) != TWELVE:
        found.fault("twelve", f"name {TWELVE} initiatives, each once")
    for each in twelve:
        if each not in initiatives.index:
            found.fault("twelve", f"{each} is not in data/initiatives.csv")
    slips = []
    for number, entry in enumerate(taken["slip"], start=1):
        slip = found.take(
            entry, f"slip {number}", {"part": str, "title": str, "words": str, "items": list}
        )
        if slip["part"] not in sessions.load_parts():
            found.fault(f"slip {number}", f"part {slip['part']!r} is not in parts/")
        slips.append(Slip(slip["part"], slip["title"], slip["words"], tuple(slip["items"])))
    found.finish()
    return twelve, slips


def parts() -> tuple[str, ...]:
    """The document's parts as Markdown. Raises ValueError as `load` does."""
    _, slips = load()
    return (
        *map(slip_text, slips),
        cards_in_order(),
        clinic_cards(),
        sheet(),
        roles(),
        marking(),
    )


def slip_text(slip: Slip) -> str:
    """One slip."""
    items = "\n".join(f"- {filled(item)}" for item in slip.items)
    return f"# {slip.title}\n\n{filled(slip.words)}\n\n{items}"


def cards_in_order() -> str:
    """The initiatives' names in the order of the alphabet, without their dates."""
    initiatives = data.load().initiatives
    names = sorted(_YEAR.sub("", str(initiatives.loc[each, "short_name"])) for each in load()[0])
    told = [f"## {as_markdown(name)}" for name in names]
    return "\n\n".join(
        ["# Twelve initiatives to put in order", "Cut them apart, a set for each table.", *told]
    )


def order_text() -> str:
    """The same in their order, with when each began and what it was for: for the guide."""
    chosen = data.load().initiatives.loc[list(load()[0])].sort_values("start")
    rows = [
        f"| {as_markdown(_YEAR.sub('', row['short_name']))} | {say_period(row['start'])} | "
        f"{as_markdown(row['aim'])} |"
        for _, row in chosen.iterrows()
    ]
    return "\n".join(["| Card | Began | What it was for |", "|---|---|---|", *rows])


def clinic_cards() -> str:
    """The clinic's cards: the situation alone."""
    cards, _ = clinic.load()
    told = [f"## {card.title}\n\n{filled(card.situation)}" for card in cards]
    return "\n\n".join(["# The bodging clinic: cards", "Three to a table.", *told])


def sheet() -> str:
    """The lines that a table fills for each card, with room to write."""
    told = [f"## {line}\n\n{_ROOM}\n\n{_ROOM}" for line in clinic.TO_FILL]
    return "\n\n".join(["# The bodging clinic: a sheet for each card", f"Card: {_ROOM}", *told])


def marking() -> str:
    """A marker's sheet: the rubric's criteria, each with its levels to ring and room for the reason."""
    found = assessment.load()
    levels = f"Level: {', '.join(found.levels)}\n\nWhy: {_ROOM}\n\n{_ROOM}"
    told = [f"## {each.name}\n\n{each.asks}\n\n{levels}" for each in found.criteria]
    head = f"Whose, and which brief: {_ROOM}\n\nRing one level for each."
    return "\n\n".join(["# A sheet for marking", head, *told])


def roles() -> str:
    """Somebody to speak for, each on a card."""
    told = [f"## {role.title}\n\n{role.words}" for role in clinic.load()[1]]
    return "\n\n".join(
        [
            "# Roles",
            "Written to be played, for a case or at the clinic. None is a real person.",
            *told,
        ]
    )
