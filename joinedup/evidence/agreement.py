"""Do two readings of the same initiatives find the same barriers, beyond what chance would give?

    from joinedup.evidence.agreement import barrier_agreement
    barrier_agreement(evidence)

A random third of the initiatives was coded twice (data/second_coding.csv says how).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from joinedup.evidence.data import Evidence

OVERALL = "overall"


def cohen_kappa(first: Sequence[bool], second: Sequence[bool]) -> float:
    """Agreement of two codings of the same cases, yes or no, beyond chance: Cohen's kappa (1960).

    1 is full agreement, 0 what chance would give at each coder's own rate of yes, and below 0 is
    worse than chance. NaN where chance alone must agree, as when both say no to every case. Raises
    ValueError for codings of different length or of no case.
    """
    if len(first) != len(second) or not len(first):
        raise ValueError(f"two codings of the same cases, please, not {len(first)}, {len(second)}")
    number = len(first)
    observed = sum(bool(a) == bool(b) for a, b in zip(first, second, strict=True)) / number
    yes_first, yes_second = (sum(map(bool, coding)) / number for coding in (first, second))
    chance = yes_first * yes_second + (1 - yes_first) * (1 - yes_second)
    return math.nan if chance == 1 else (observed - chance) / (1 - chance)


def barrier_agreement(evidence: Evidence) -> pd.DataFrame:
    """How far the two codings agree, a row a barrier in the order of barriers.csv, then overall.

    Returns, by barrier_id: label, first and second (initiatives each coding names it in), both,
    either, agreed (share of cases with the same answer, 0 to 1) and kappa (NaN where neither coding
    names it). "overall" takes every pair of initiative and barrier as one case.
    """
    again = evidence.second_coding["barriers"].str.split()
    before = evidence.initiatives.loc[again.index, "barriers"].str.split()
    rows = {}
    everything: tuple[list[bool], list[bool]] = ([], [])
    for barrier_id, label in evidence.barriers["label"].items():
        answers = tuple([barrier_id in named for named in coding] for coding in (before, again))
        rows[barrier_id] = {"label": label, **_compared(*answers)}
        for kept, answer in zip(everything, answers, strict=True):
            kept.extend(answer)
    rows[OVERALL] = {"label": "All barriers", **_compared(*everything)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("barrier_id")


def _compared(first: Sequence[bool], second: Sequence[bool]) -> dict[str, float]:
    pairs = list(zip(first, second, strict=True))
    return {
        "first": sum(first),
        "second": sum(second),
        "both": sum(a and b for a, b in pairs),
        "either": sum(a or b for a, b in pairs),
        "agreed": sum(a == b for a, b in pairs) / len(pairs),
        "kappa": cohen_kappa(first, second),
    }
