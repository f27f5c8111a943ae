"""Is a slow effect seen when the formula says, and does the page say the same?"""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.labs import follow_up
from joinedup.labs.power import SIGNIFICANT
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings

START = {"quiet": 1, "ripe": 6, "full": 6.7, "error": 1.4}
MADE = follow_up.exploration(
    year=2,
    **START,  # type: ignore[arg-type]
    subtitle="A model",
    source_ids=["keeble2019"],
    note="A note.",
    table=follow_up.settings_table([("where the lab starts", 2, 1, 6, 6.7, 1.4)]),
)


@pytest.mark.parametrize("year", [1, 2, 3, 4, 6, 9])
def test_the_formula_agrees_with_studies_drawn_at_random(year: int) -> None:
    grown = max(year - START["quiet"], 0) / (START["ripe"] - START["quiet"])
    estimates = np.random.default_rng(2020).normal(6.7 * min(grown, 1), 1.4, 400_000)
    found = np.abs(estimates) > SIGNIFICANT * 1.4
    assert found.mean() == pytest.approx(follow_up.seen_in(year, **START).chance, abs=0.003)


def test_one_chance_in_six_at_year_two_and_four_in_five_at_year_four() -> None:
    assert follow_up.seen_in(2, **START).chance == pytest.approx(0.160, abs=0.001)
    assert follow_up.seen_in(4, **START).chance == pytest.approx(0.819, abs=0.001)


def test_four_in_five_is_reached_in_the_year_it_says() -> None:
    enough = follow_up.seen_in(2, **START).enough
    assert follow_up.seen_in(enough, **START).chance == pytest.approx(0.8, abs=1e-4)


def test_nothing_is_seen_but_by_accident_while_the_effect_is_quiet() -> None:
    assert follow_up.seen_in(1, **START).chance == pytest.approx(0.05)


def test_an_effect_stops_growing_when_it_is_ripe() -> None:
    assert follow_up.seen_in(6, **START) == follow_up.seen_in(10, **START)


def test_an_effect_too_small_for_the_study_is_never_found_four_times_in_five() -> None:
    assert follow_up.seen_in(10, 1, 6, 2.0, 1.4).enough == float("inf")
    assert "In no year would four studies in five find it" in follow_up.sentence(10, 1, 6, 2.0, 1.4)


def test_settings_without_meaning_are_refused() -> None:
    with pytest.raises(ValueError, match="ripe must be after"):
        follow_up.seen_in(2, 6, 6, 6.7, 1.4)
    with pytest.raises(ValueError, match="error above 0"):
        follow_up.seen_in(2, 1, 6, 6.7, 0)


def test_the_page_says_what_python_says() -> None:
    explore(**MADE)  # type: ignore
    for setting in settings(MADE["controls"], 40, seed=7):  # type: ignore
        assert said(MADE["twin"], **setting) == follow_up.sentence(**setting)  # type: ignore
