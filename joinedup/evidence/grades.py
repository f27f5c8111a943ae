"""How far can an estimate be trusted? A grade for its design, letters for its concerns, one word for both.

Grades follow the Maryland scale (design: 0 assertion to 5 trial); concerns are letters: s selected,
t too short, i inconsistent, d indirect, p imprecise, c conflict of interest.
"""

from __future__ import annotations

import re

CONCERNS = {
    "s": "selected",
    "t": "too short",
    "i": "inconsistent",
    "d": "indirect",
    "p": "imprecise",
    "c": "conflict of interest",
}
CONFIDENCE = ("very_low", "low", "moderate", "high")

_BY_GRADE = {0: "very_low", 1: "very_low", 2: "low", 3: "moderate", 4: "high", 5: "high"}


def confidence(grade: int, concerns: str = "") -> str:
    """The word that a grade (0 to 5) and concerns ("", "sp") earn together.

    One step down for every two concerns, never below very_low. Raises ValueError for a grade
    outside the scale, an unknown letter, or letters repeated or out of order.
    """
    if grade not in _BY_GRADE:
        raise ValueError(f"grade {grade} is not a whole number from 0 to 5")
    if re.fullmatch("s?t?i?d?p?c?", concerns) is None:
        raise ValueError(f"concerns {concerns!r} must be letters from s t i d p c, in that order")
    step = CONFIDENCE.index(_BY_GRADE[grade]) - len(concerns) // 2
    return CONFIDENCE[max(step, 0)]
