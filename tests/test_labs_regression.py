"""Does a picked group fall back as far as the formula says, and does the page say the same?"""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.labs import regression
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings

MADE = regression.exploration(
    average=0.22,
    tenth=33,
    cut_off=2,
    effect=0,
    subtitle="A model",
    source_ids=["hansard2012jul11"],
    note="A note.",
)


@pytest.mark.parametrize(
    ("average", "unequal", "cut_off"), [(0.22, 1.0, 2), (0.5, 0.5, 3), (0.3, 2.0, 1), (0.4, 0.0, 2)]
)
def test_the_formula_agrees_with_people_drawn_at_random(
    average: float, unequal: float, cut_off: int
) -> None:
    expected = regression.follow(average, unequal, cut_off, effect=20)
    before, picked, after = regression.simulate(
        average, unequal, cut_off, effect=20, people=1_000_000, seed=65
    )
    assert picked == pytest.approx(expected.picked, rel=0.01)
    assert before == pytest.approx(expected.after, rel=0.03)
    assert after == pytest.approx(expected.after_helped, rel=0.03)


def test_a_group_picked_as_the_lab_starts_falls_by_about_three_quarters() -> None:
    assert regression.follow(0.22, 1.0, 2).fall == pytest.approx(73.8, abs=0.1)


def test_people_all_alike_fall_all_the_way_to_the_average() -> None:
    assert regression.follow(0.4, 0.0, 2).after == pytest.approx(0.4)
    assert regression.follow(0.4, 0.001, 2).after == pytest.approx(0.4, rel=1e-4)


def test_the_more_unequal_people_are_the_less_the_group_falls() -> None:
    falls = [regression.follow(0.22, tenth / 10, 2).fall for tenth in range(21)]
    assert falls == sorted(falls, reverse=True)


def test_shares_of_admissions_are_sums_over_people() -> None:
    outcome = regression.follow(0.22, 1.0, 2)
    assert outcome.share_of_people == pytest.approx(100 * (0.22 / 1.22) ** 2)  # geometric counts
    assert outcome.share_of_admissions / outcome.share_after == pytest.approx(
        outcome.picked / outcome.after
    )


def test_a_true_effect_adds_only_its_part_of_what_is_left() -> None:
    without, helped = regression.follow(0.22, 1.0, 2), regression.follow(0.22, 1.0, 2, 10)
    assert helped.seen - without.fall == pytest.approx(10 * (1 - without.fall / 100))


@pytest.mark.parametrize("tenth", [11, 20, 33, 45, 60])
def test_the_tenth_most_at_risk_have_the_share_that_the_slider_says(tenth: int) -> None:
    unequal = regression.spread_of(tenth)
    rates = np.sort(np.random.default_rng(65).gamma(1 / unequal**2, unequal**2, 1_000_000))
    assert 100 * rates[-100_000:].sum() / rates.sum() == pytest.approx(tenth, abs=0.3)


def test_a_tenth_with_a_tenth_of_the_risk_are_like_all_others() -> None:
    assert regression.spread_of(10) == 0
    spreads = [regression.spread_of(tenth) for tenth in regression.TENTHS]
    assert spreads == sorted(spreads)
    with pytest.raises(ValueError, match="from 10 to 60"):
        regression.spread_of(9)


def test_settings_without_meaning_are_refused() -> None:
    for wrong in ((0, 1.0, 2), (0.2, -1.0, 2), (0.2, 1.0, 0)):
        with pytest.raises(ValueError, match="average must be"):
            regression.follow(*wrong)


def test_the_page_says_what_python_says() -> None:
    explore(**MADE)  # type: ignore
    for setting in settings(MADE["controls"], 40, seed=7):  # type: ignore
        assert said(MADE["twin"], **setting) == regression.sentence(**setting)  # type: ignore
