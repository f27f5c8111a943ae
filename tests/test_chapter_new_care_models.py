"""New care models: can a claim and a study with controls both be true?"""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.chapters.new_care_models import counted_change, exploration, sentence
from tests.vega_twin import said, settings

WORDS: dict[str, Any] = {
    "headline": "A service can claim a fall and still be followed by more admissions",
    "subtitle": "Emergency admissions, as an index in which the year before is one hundred",
    "description": "Three bars, the first of them the longest.",
    "source_ids": ["iau2020fylde"],
    "note": "Our own sum.",
}


@pytest.mark.parametrize(
    ("anyway", "effect", "counted"),
    [(0, 0, 0), (-50, 60, -20), (-50, 0, -50), (0, -30, -30), (25, -20, 0), (40, 50, 110)],
)
def test_what_happened_anyway_and_the_effect_multiply(
    anyway: float, effect: float, counted: float
) -> None:
    assert counted_change(anyway, effect) == pytest.approx(counted)


def test_the_sentence_gives_both_ways_of_counting() -> None:
    assert sentence(-50, 60) == (
        "A count before and after would report \u221220%; a study with matched controls would "
        "report +60%."
    )


def test_a_half_is_rounded_away_from_nothing_as_the_page_rounds_it() -> None:
    assert counted_change(-50, 25) == -37.5
    assert "report \u221238%;" in sentence(-50, 25)
    assert counted_change(-50, -25) == -62.5
    assert "report \u221263%;" in sentence(-50, -25)


def test_the_page_says_what_python_says() -> None:
    found: Any = exploration(start_anyway=-50, start_effect=40, **WORDS)
    drawn = list(settings(found["controls"], 40, seed=8))
    halves = [{"anyway": -50, "effect": effect} for effect in (25, -25, 5, -35, 45)]
    for setting in [*drawn, *halves, {"anyway": 0, "effect": 0}]:
        words = found["respond"](**setting)
        assert said(found["twin"], **setting) == words


def test_the_start_of_the_twin_is_the_start_of_its_controls() -> None:
    found: Any = exploration(start_anyway=-44, start_effect=37, **WORDS)
    start = {name: control.start for name, control in found["controls"].items()}
    assert start == {"anyway": -44, "effect": 37}
    assert found["twin"].readout == found["respond"](**start) == sentence(-44, 37)


def test_the_table_is_the_index_of_each_group_at_the_start() -> None:
    found: Any = exploration(start_anyway=-50, start_effect=60, **WORDS)
    assert found["twin"].table["Index"].tolist() == [100, 50, 80]
