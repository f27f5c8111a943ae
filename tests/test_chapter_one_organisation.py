"""One organisation: is a plan's difference placed on the right side of the interval, on the page too?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.one_organisation import (
    Found,
    exploration,
    percent_of_ratio,
    place_of,
    sentence,
)
from joinedup.writing.explorations import explore
from tests.vega_twin import said

FOUND = Found(-1.5, -0.2, 1.0)


def test_a_ratio_becomes_a_difference_in_per_cent() -> None:
    found = percent_of_ratio(0.9, 1.0, 1.25)
    assert (found.low, found.value, found.high) == pytest.approx((-10, 0, 25))


@pytest.mark.parametrize(
    ("assumed", "place"),
    [(-2, "below"), (-1.5, "inside"), (0, "inside"), (1.0, "inside"), (1.5, "above")],
)
def test_the_ends_belong_to_the_interval(assumed: float, place: str) -> None:
    assert place_of(FOUND, assumed) == place


def test_inside_is_not_support() -> None:
    assert sentence(FOUND, -1) == (
        "A plan that assumes \N{MINUS SIGN}1.0% lies inside the interval of \N{MINUS SIGN}1.5% to "
        "+1.0%. The study cannot rule it out, nor does it support it."
    )
    assert "do not fit a difference in trend that large" in sentence(FOUND, 3)


def test_the_page_says_what_python_says() -> None:
    found: Any = exploration(
        FOUND,
        start=-3,
        lower_words="lower",
        higher_words="higher",
        headline="Little room is left",
        subtitle="Difference, per cent",
        description="A short thick bar and a diamond.",
        source_ids=["wyatt2022"],
        note="A note.",
        table=pd.DataFrame({"Found": [-0.2]}),
    )
    explore(**found)
    for half in range(-10, 11):
        assert said(found["twin"], assumed=half / 2) == sentence(FOUND, half / 2)
