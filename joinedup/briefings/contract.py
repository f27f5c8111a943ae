"""Does a briefing hold what a board needs? The parts that a machine can check, by name.

The list is that of the best makers of briefings: the finding in the title, for whom, key points, one
picture, plan beside outcome, what is known and not, graded claims, the other view, options, questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from joinedup.briefings.reading import (
    Block,
    Briefing,
    Bullets,
    Paragraph,
    Picture,
    Table,
    plain,
    runs_of,
)

# Each cell that a briefing must have, and what it must show. `forecast-words` is only asked for some.
PARTS: dict[str, type[Block]] = {
    "decision": Paragraph,
    "key-points": Bullets,
    "picture": Picture,
    "promised-table": Table,
    "known-words": Bullets,
    "not-known-words": Bullets,
    "how-sure-table": Table,
    "other-view-words": Paragraph,
    "options-table": Table,
    "ask-questions": Bullets,
    "quote-lines": Paragraph,
}
ORDER = tuple(PARTS)
MOST_WORDS_OF_A_TITLE = 16
WORDS = range(600, 1101)
# What a board paper leaves to its readers to feel.
EMOTIVE = re.compile(
    r"\b(?:scandal\w*|disast\w*|shock\w*|appall\w*|outrag\w*|shameful\w*|tragic\w*|woeful\w*|"
    r"dramatic\w*|massive\w*|staggering\w*|alarming\w*|unfortunately|sadly|miserabl\w*|fiasco\w*)\b",
    re.IGNORECASE,
)


def faults(briefing: Briefing) -> Iterator[str]:
    """What a briefing lacks or breaks, each with the cell it is about."""
    if briefing.title.endswith("?"):
        yield "title: state the finding; the question belongs in the contents"
    if (words := len(briefing.title.split())) > MOST_WORDS_OF_A_TITLE:
        yield f"title: {words} words, {MOST_WORDS_OF_A_TITLE} at most"
    for cell, kind in PARTS.items():
        if not any(isinstance(block, kind) for block in briefing.cells.get(cell, [])):
            yield f"{cell}: missing, or shows no {kind.__name__.lower()}"
    found = [cell for cell in briefing.cells if cell in PARTS]
    if found != [cell for cell in ORDER if cell in found]:
        yield f"its parts stand in the order {', '.join(found)}; the order is {', '.join(ORDER)}"
    pictures = [block for block in briefing.blocks if isinstance(block, Picture)]
    if len(pictures) != 1:
        yield f"picture: one, not {len(pictures)}"
    decision = " ".join(
        plain(runs) for b in briefing.cells.get("decision", []) for runs in runs_of(b)
    )
    if not (decision.startswith("For ") and "The decision:" in decision):
        yield "decision: begin with 'For', and name 'The decision:'"
    questions = [
        plain(item)
        for block in briefing.cells.get("ask-questions", [])
        if isinstance(block, Bullets)
        for item in block.items
    ]
    if not 3 <= len(questions) <= 5 or not all(q.endswith("?") for q in questions):
        yield "ask-questions: three to five questions, each with its question mark"
    for cell, blocks in briefing.cells.items():
        text = " ".join(plain(runs) for block in blocks for runs in runs_of(block))
        if found_word := EMOTIVE.search(text):
            yield f"{cell}: say {found_word[0]!r} without feeling"
