"""What follows where one of the six questions about a plan has no answer? For each another thing.

The tool and a chapter's exercise ask the six by the same names: target, baseline, base_rate, mechanism,
pays and known. Here are the formulas and sentences that both answer with.
"""

from __future__ import annotations

from joinedup.writing.exercises import Answer

NAMES = {
    "target": "the target",
    "baseline": "the baseline",
    "base_rate": "the base rate",
    "mechanism": "the mechanism",
    "pays": "who pays and who gains",
    "known": "how it will be known",
}
WITHOUT = {
    "target": "Without a target nobody can say afterwards whether it came about.",
    "baseline": "Without a baseline nobody can say how far it moved, because nobody knows from where.",
    "base_rate": (
        "Without a base rate its number is a hope: it may be an ordinary year, or what has never "
        "happened yet."
    ),
    "mechanism": "Without a mechanism its number is a hope: nobody does anything else on Monday.",
    "pays": (
        "Until it is said who pays and who gains, do not spend the saving: it may fall to another budget, "
        "or to none."
    ),
    "known": "Until somebody is asked to count and publish, it may never be known whether it worked.",
}
WORK = {
    "cells": f"[{', '.join(NAMES)}]",
    "names": repr(list(NAMES.values())),
    "missing": "[names[place] for place in range(0, 6) if cells[place] == '']",
    "count": "6 - len(missing)",
    "list": "listed(missing)",
}


def answer(whole: str) -> list[Answer]:
    """The sentences for any number of answers; `whole` is said where all six are there."""
    return [
        ("count == 6", whole),
        ("count == 5", "Five of the six are answered. Missing is only {list}."),
        ("count > 0 and count < 5", "Answered: {count:.0f} of 6. Missing: {list}."),
        *((f"{name} == '' and count > 0", words) for name, words in WITHOUT.items()),
        (
            "count == 0",
            "Not one of the six is answered. So far it is a wish: it can be neither believed nor judged. "
            "Begin with the target and the baseline.",
        ),
    ]
