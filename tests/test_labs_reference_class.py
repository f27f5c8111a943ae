"""Does the lab draw from what past promises delivered, and say no more than so few can?"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from joinedup import data, promises
from joinedup.labs import reference_class
from joinedup.labs.base_rate import in_words
from joinedup.labs.reference_class import CLASSES, RESULTS, record
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings


@pytest.fixture(scope="module")
def past() -> pd.DataFrame:
    return reference_class.past_promises(promises.scoreboard(data.load()))


def test_a_record_counts_what_came_about_in_full() -> None:
    found = record([1.2, 1.0, 0.99, -0.5])
    assert (found.results, found.whole) == (4, 2)


def test_the_range_is_the_exact_one_of_the_textbooks() -> None:
    """1 of 6 gives 0.4% to 64.1%; none of n leaves up to 1 - (1/40)^(1/n)."""
    one = record([1.0, 0, 0, 0, 0, 0])
    assert (one.low, one.high) == (pytest.approx(0.0042, abs=1e-4), pytest.approx(0.6412, abs=1e-4))
    none = record([0.0] * 5)
    assert (none.low, none.high) == (0, pytest.approx(1 - (1 / 40) ** (1 / 5)))
    every = record([1.0] * 5)
    assert (every.low, every.high) == (pytest.approx((1 / 40) ** (1 / 5)), 1)


@pytest.mark.parametrize("chance", [0.1, 0.3, 0.5])
def test_the_range_holds_the_truth_as_often_as_it_says(chance: float) -> None:
    number = 12
    held = 0.0
    for whole in range(number + 1):
        found = record([1.0] * whole + [0.0] * (number - whole))
        likely = math.comb(number, whole) * chance**whole * (1 - chance) ** (number - whole)
        held += likely * (found.low <= chance <= found.high)
    assert held >= reference_class.SURE


def test_too_few_promises_are_refused() -> None:
    with pytest.raises(ValueError, match="3 shares"):
        record([0.5, 0.6])


def test_draws_take_every_result_and_none_too_often() -> None:
    for number in (5, 11, 17):
        taken = np.bincount(reference_class.drawn(number), minlength=number)
        assert len(taken) == number
        expected = reference_class.MOST_DRAWS / number
        assert ((taken - expected) ** 2 / expected).sum() < 2.2 * number


def test_the_class_counts_each_event_once(past: pd.DataFrame) -> None:
    assert "p_b001" in past.index
    assert "p_b003" not in past.index, "its pounds price the admissions of p_b001"
    assert "p_b021" not in past.index, "it words p_b005 afresh"
    results, services = CLASSES[1:3]
    assert (past[results] ^ past[services]).all()
    assert all(past[name].sum() >= reference_class.FEWEST_SHARES for name in CLASSES)


def test_the_sentence_counts_the_draws_made_so_far(past: pd.DataFrame) -> None:
    shares = reference_class.shares_of(past, RESULTS)
    taken = [shares[place] for place in reference_class.drawn(len(shares))[:20]]
    told = reference_class.sentence(past, RESULTS, 20, 15.7)
    assert f"the whole cut came about in {sum(share >= 1 for share in taken)} of 20" in told
    assert f"in {sum(share < 0 for share in taken)} things moved the other way" in told
    way = "a fall" if taken[-1] >= 0 else "a rise"
    assert f"becomes {way} of {abs(15.7 * taken[-1]):.1f}%" in told
    assert f"Of the {len(shares)} past results {sum(s >= 1 for s in shares)} came about" in told


def test_a_board_is_told_the_middle_the_ends_and_how_little_they_settle() -> None:
    said = reference_class.share_sentence([1.2, -0.6, 0.1], past_of="promises of beds")
    assert said.startswith("Of 3 past promises of beds, 1 was kept in full.")
    assert "The middle one came to 10% of its promised change" in said
    assert "between \N{MINUS SIGN}60% and 120%" in said
    found = record([1.2, -0.6, 0.1])
    assert said.endswith(f"from {in_words(found.low)} to {in_words(found.high)}.")
    with pytest.raises(ValueError, match="3 shares or more"):
        reference_class.share_sentence([1.0, 0.5])


def test_the_page_says_what_python_says(past: pd.DataFrame) -> None:
    made = reference_class.exploration(
        past, start_cut=15.7, subtitle="s", source_ids=["data/promises.csv"], note="n"
    )
    explore(**made)  # type: ignore
    for setting in settings(made["controls"], 40, seed=7):  # type: ignore
        assert said(made["twin"], **setting) == reference_class.sentence(past, **setting)  # type: ignore
