"""What lies on the tables of the bodging clinic? Cards, each a way round a rule, and roles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from joinedup.course import trainer
from joinedup.course.entries import Entries
from joinedup.evidence import data

HOME = trainer.HOME / "clinic.toml"
PART = "clinic"  # of a session
GROUPS = ("incentives", "workforce", "information", "regulation")
TO_FILL = (
    "The rule that it passes",
    "Who owns that rule",
    "What it costs a year, and whom",
    "Who is harmed if it fails",
    "The lawful route, or who would know",
    "Escalate, stop or keep",
)


@dataclass(frozen=True)
class Card:
    """One way round a rule, from the book's evidence, with what a trainer knows of it."""

    card_id: str
    group: str
    title: str
    situation: str
    initiative_id: str
    known: str  # what the evidence gives for the six lines
    not_known: str
    page: str


@dataclass(frozen=True)
class Role:
    """Somebody to speak for in a case or at the clinic."""

    title: str
    wants: str
    fears: str
    may_not: str

    @property
    def words(self) -> str:
        """The role as Markdown, without its title."""
        return f"**Wants.** {self.wants}\n\n**Fears.** {self.fears}\n\n**May not.** {self.may_not}"


def load(home: Path = HOME) -> tuple[list[Card], list[Role]]:
    """The cards and the roles. Raises ValueError, naming file, card and rule, for all that is wrong."""
    found = Entries(home)
    keys = {"id": str, "group": str, "title": str, "situation": str, "initiative": str}
    keys |= {"known": str, "not_known": str, "page": str}
    initiatives = data.load().initiatives.index
    cards: list[Card] = []
    for number, entry in enumerate(found.content.get("card", []), start=1):
        taken = found.take(entry, f"card {number}", keys)
        if taken["group"] not in GROUPS:
            found.fault(
                f"card {number}", f"group {taken['group']!r} is none of {', '.join(GROUPS)}"
            )
        if taken["initiative"] not in initiatives:
            found.fault(f"card {number}", f"initiative {taken['initiative']!r} is not in data/")
        if taken["id"] in {card.card_id for card in cards}:
            found.fault(f"card {number}", f"the id {taken['id']} is taken")
        cards.append(Card(*(taken[key] for key in keys)))
    for group in GROUPS:
        if group not in {card.group for card in cards}:
            found.fault("", f"no card stands under {group}")
    roles = [
        Role(**found.take(entry, f"role {number}", dict.fromkeys(Role.__annotations__, str)))
        for number, entry in enumerate(found.content.get("role", []), start=1)
    ]
    if not roles:
        found.fault("", "holds no [[role]]")
    found.finish()
    return cards, roles
