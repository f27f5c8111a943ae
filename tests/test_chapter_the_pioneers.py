"""The pioneers: is the chance of seeing a gap the one theory gives, and does the page say the same?"""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from joinedup.chapters.the_pioneers import chance_seen, exploration, sentence
from joinedup.labs.power import FINDABLE, SIGNIFICANT, chance_significant
from joinedup.writing.explorations import explore
from tests.vega_twin import said

ERROR = 1.4
FOUND: Any = exploration(
    error=ERROR,
    gap_found=2.9,
    start_gap=3.0,
    start_places=1,
    headline="Only a large gap could be seen",
    subtitle="Chance, per cent",
    description="A curve climbs to the right.",
    source_ids=["keeble2019"],
    note="A note.",
)


def test_known_chances() -> None:
    assert chance_seen(0, ERROR) == pytest.approx(0.05)
    assert chance_seen(FINDABLE * ERROR, ERROR) == pytest.approx(0.8, abs=0.001)
    assert chance_seen(SIGNIFICANT * ERROR, ERROR) == pytest.approx(0.5, abs=0.001)


def test_four_times_the_places_halve_the_error_and_agree_with_the_lab() -> None:
    for gap, places in product((0, 0.5, 3, 8), range(1, 6)):
        expected = chance_significant(gap, ERROR / places**0.5)
        assert chance_seen(gap, ERROR, places) == pytest.approx(expected, abs=1e-12)
    assert chance_seen(2, ERROR, 4) == pytest.approx(chance_seen(2, ERROR / 2))


@pytest.mark.parametrize(("error", "places"), [(0, 1), (-1, 1), (1, 0)])
def test_settings_without_meaning_are_refused(error: float, places: int) -> None:
    with pytest.raises(ValueError, match="above 0"):
        chance_seen(1, error, places)


def test_the_sentences() -> None:
    assert sentence(ERROR, 0, 1) == (
        "With no true gap, a study as precise as the real one would still find one, by chance, 5 times "
        "in 100."
    )
    assert sentence(ERROR, 8, 4).startswith("If the true gap were 8.0 points, a study with 4 times")


def test_the_page_says_what_python_says() -> None:
    explore(**FOUND)
    for half, places in product(range(17), range(1, 6)):
        setting: Any = {"gap": half / 2, "places": places}
        assert said(FOUND["twin"], **setting) == sentence(ERROR, half / 2, places)
