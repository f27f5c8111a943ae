"""Four places: how much of a low level is a fall."""

from __future__ import annotations

from typing import Any

import pytest

from joinedup.chapters.four_places import change, exploration, sentence
from tests.vega_twin import said

CITED = {"beds": -31.0, "bed-days": -53.0, "level": 0.0}
WORDS: dict[str, Any] = {
    "headline": "A low level is a fall only if it started higher",
    "subtitle": "Hospital use, as an index in which the comparison is one hundred",
    "description": "Three bars, the last of them the shortest.",
    "source_ids": ["guardian20120208hsc"],
    "note": "Our own sum.",
}


@pytest.mark.parametrize(
    ("now", "before", "own"),
    [(-31, 0, -31), (-31, -31, 0), (-40, -20, -25), (20, -20, 50), (0, 25, -20)],
)
def test_the_change_is_the_ratio_of_the_two_levels(now: float, before: float, own: float) -> None:
    assert change(now, before) == pytest.approx(own)


def test_a_place_that_had_nothing_cannot_have_changed() -> None:
    with pytest.raises(ValueError, match="-100"):
        change(-31, -100)


def test_the_sentence_gives_the_assumption_and_what_follows() -> None:
    assert sentence(-40, -20) == (
        "Had it stood 20% below the comparison before, its change relative to the comparison would be "
        "\u221225%."
    )


def test_a_half_is_rounded_away_from_nothing_as_the_page_rounds_it() -> None:
    assert sentence(25, -100 / 2).endswith("would be +150%.")
    assert sentence(0.5, 0).endswith("would be +0%.")  # 0.4999... in binary
    assert sentence(-37.5, 0).endswith("would be \u221238%.")
    assert sentence(12.5, 0).endswith("would be +13%.")


@pytest.mark.parametrize("place", CITED)
def test_the_page_says_what_python_says(place: str) -> None:
    found: Any = exploration(CITED, start_place="beds", start_before=0, **WORDS)
    before = found["controls"]["before"]
    seen = set()
    for setting in range(before.low, before.high + 1, 4):
        words = found["respond"](place, setting)
        assert said(found["twin"], place=place, before=setting) == words  # type: ignore[arg-type]
        seen.add(words)
    assert len(seen) == 16


def test_the_start_of_the_twin_is_the_start_of_its_controls() -> None:
    found: Any = exploration(CITED, start_place="bed-days", start_before=-10, **WORDS)
    start = {name: control.start for name, control in found["controls"].items()}
    assert found["twin"].readout == found["respond"](**start) == sentence(-53, -10)


def test_the_table_holds_the_change_from_level_and_from_a_fifth_below() -> None:
    found: Any = exploration({"a": -40.0}, start_place="a", start_before=0, **WORDS)
    assert found["twin"].table.values.tolist() == [["a", -40.0, -40, -25]]
