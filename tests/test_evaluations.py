"""Confidence follows from grade and concerns, and effects are set against the right thing."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.evidence.data import Evidence
from joinedup.evidence.evaluations import effects
from joinedup.evidence.grades import CONCERNS, CONFIDENCE, confidence

letters = st.sets(st.sampled_from("stidpc")).map(
    lambda chosen: "".join(letter for letter in "stidpc" if letter in chosen)
)
grades = st.integers(0, 5)


@pytest.mark.parametrize(
    ("grade", "concerns", "word"),
    [
        (5, "", "high"),
        (4, "p", "high"),
        (4, "tp", "moderate"),
        (5, "stid", "low"),
        (5, "stidpc", "very_low"),
        (3, "s", "moderate"),
        (3, "sp", "low"),
        (2, "", "low"),
        (2, "sd", "very_low"),
        (1, "", "very_low"),
        (0, "stidpc", "very_low"),
    ],
)
def test_two_concerns_cost_one_step_of_confidence(grade: int, concerns: str, word: str) -> None:
    assert confidence(grade, concerns) == word


@given(grades, grades, letters)
def test_a_stronger_design_never_lowers_confidence(one: int, other: int, concerns: str) -> None:
    weak, strong = sorted((one, other))
    assert CONFIDENCE.index(confidence(weak, concerns)) <= CONFIDENCE.index(
        confidence(strong, concerns)
    )


@given(grades, letters)
def test_a_concern_never_raises_confidence(grade: int, concerns: str) -> None:
    assert CONFIDENCE.index(confidence(grade, concerns)) <= CONFIDENCE.index(confidence(grade))


@pytest.mark.parametrize(("grade", "concerns"), [(6, ""), (-1, ""), (3, "ps"), (3, "ss"), (3, "x")])
def test_a_grade_or_concern_off_the_scale_is_refused(grade: int, concerns: str) -> None:
    with pytest.raises(ValueError, match=r"grade|concerns"):
        confidence(grade, concerns)


def test_every_concern_has_its_words() -> None:
    assert "".join(CONCERNS) == "stidpc"


def test_effects_come_from_the_figures(small_evidence: Evidence) -> None:
    table = effects(small_evidence)
    assert list(table.index) == list(small_evidence.evaluations.index)
    telehealth = table.loc["v_l131"]
    assert (telehealth["value"], telehealth["low"], telehealth["high"]) == (0.82, 0.7, 0.97)
    assert (telehealth["against"], telehealth["direction"]) == (1, "better")
    assert bool(telehealth["clear"])


def test_an_interval_across_no_effect_is_not_clear(small_evidence: Evidence) -> None:
    row = effects(small_evidence).loc["v_l109"]
    assert row["direction"] == "worse"
    assert not bool(row["clear"])


def test_a_level_is_set_against_its_comparator(small_evidence: Evidence) -> None:
    row = effects(small_evidence).loc["v_e290"]
    assert (row["value"], row["against"], row["direction"]) == (73.5, 73.1, "worse")
    assert pd.isna(row["clear"])


def test_a_null_result_without_a_number_has_no_direction(small_evidence: Evidence) -> None:
    row = effects(small_evidence).loc["v_b127"]
    assert pd.isna(row["value"])
    assert row["direction"] == ""
