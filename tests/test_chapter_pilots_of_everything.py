"""Pilots of everything: is the smallest fall the one a study would find, on the page too?"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from joinedup.chapters.pilots_of_everything import pilot_size_chart, sentence, smallest_fall
from tests.vega_twin import said

START: dict[str, Any] = {"people": 500, "admissions": 0.8, "months": 12}


def test_four_hundred_expected_admissions_by_hand() -> None:
    # 2.8 standard errors of sqrt(2 / 400): a log ratio of 0.198, or 18%.
    assert smallest_fall(400, 1, 12) == pytest.approx(17.96, abs=0.01)
    assert smallest_fall(800, 1, 6) == smallest_fall(200, 2, 12) == smallest_fall(400, 1, 12)


def test_a_fall_of_that_size_is_found_four_times_in_five() -> None:
    draw = np.random.default_rng(70)
    expected = 2000
    fall = smallest_fall(expected, 1, 12)
    controls = draw.poisson(expected, 40_000)
    patients = draw.poisson(expected * (1 - fall / 100), 40_000)
    error = np.sqrt(1 / controls + 1 / patients)
    assert (np.log(controls / patients) / error > 1.96).mean() == pytest.approx(0.8, abs=0.02)


def test_a_pilot_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        smallest_fall(0, 1, 12)


def test_the_page_says_what_python_says() -> None:
    chart = pilot_size_chart(
        **START,
        known_size=1996,
        known_words="A study's size",
        headline="Small pilots miss much",
        subtitle="Smallest fall, per cent",
        description="A curve falls steeply.",
        source_ids=["georghiou2019"],
        note="A note.",
    )
    assert chart.readout == sentence(**START)
    for people, admissions, months in product((100, 500, 2300, 5000), (0.2, 0.8, 2.0), (3, 12, 24)):
        setting: dict[str, Any] = {"people": people, "admissions": admissions, "months": months}
        assert said(chart, **setting) == sentence(**setting)
