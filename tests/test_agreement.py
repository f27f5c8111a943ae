"""Is agreement beyond chance worked out as by hand, and are both codings set side by side?"""

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from joinedup.evidence.agreement import OVERALL, barrier_agreement, cohen_kappa
from joinedup.evidence.data import Evidence, check, load
from tests.test_data import assert_named, change_cell


def test_kappa_as_worked_by_hand() -> None:
    # Of 50 cases both say yes to 20 and no to 15; one alone says yes to 5 and the other to 10.
    # Observed (20 + 15) / 50 = 0.7; chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa 0.2 / 0.5.
    first = [True] * 25 + [False] * 25
    second = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert cohen_kappa(second, first) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ([True, False], [True, False], 1),
        ([True, False], [False, True], -1),
        ([True, True, False, False], [True, False, True, False], 0),
        ([True, False], [False, False], 0),  # one coder always says no: no better than chance
    ],
)
def test_kappa_at_its_ends(first: list[bool], second: list[bool], kappa: float) -> None:
    assert cohen_kappa(first, second) == pytest.approx(kappa)


def test_kappa_is_unknown_where_chance_must_agree() -> None:
    assert math.isnan(cohen_kappa([False, False], [False, False]))


def test_codings_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="2, 1"):
        cohen_kappa([True, False], [True])
    with pytest.raises(ValueError, match="0, 0"):
        cohen_kappa([], [])


def test_two_codings_are_set_side_by_side(small_evidence: Evidence) -> None:
    ids = list(small_evidence.initiatives.index[:4])
    first = ["workforce regulation", "workforce", "", ""]
    second = ["workforce", "workforce regulation", "", "workforce"]
    initiatives = small_evidence.initiatives.copy()
    initiatives.loc[ids, "barriers"] = first
    again = pd.DataFrame({"barriers": second}, index=pd.Index(ids, name="initiative_id"))
    found = barrier_agreement(replace(small_evidence, initiatives=initiatives, second_coding=again))
    workforce = found.loc["workforce"]
    assert workforce[["first", "second", "both", "either", "agreed"]].tolist() == [2, 3, 2, 3, 0.75]
    assert workforce["kappa"] == pytest.approx(0.5)  # (0.75 - 0.5) / (1 - 0.5)
    assert found.loc["regulation", "both"] == 0
    assert math.isnan(found.loc["top_down_design", "kappa"])
    assert found.index[-1] == OVERALL
    assert found.loc[OVERALL, "either"] == found["either"].iloc[:-1].sum() == 5


def test_a_third_of_the_initiatives_was_coded_twice() -> None:
    evidence = load()
    assert len(evidence.second_coding) == 30
    found = barrier_agreement(evidence)
    assert list(found.index) == [*evidence.barriers.index, OVERALL]
    cases = found.loc[OVERALL]
    by_barrier = found.drop(index=OVERALL)
    assert cases["both"] == by_barrier["both"].sum() > 0
    assert cases["agreed"] == pytest.approx(by_barrier["agreed"].mean())


def test_a_barrier_that_is_not_known_is_refused(small: Path) -> None:
    path = small / "second_coding.csv"
    first = path.read_text().splitlines()[1].split(",")[0]
    line = change_cell(small, "second_coding.csv", first, "barriers", "gremlins")
    assert_named(check(small), "second_coding.csv", line, "barriers", "gremlins is not in barriers")
