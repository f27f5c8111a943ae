"""One organisation: does the figure say when a study does not speak to a plan, on the page too?"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.one_organisation import (
    BESIDE,
    EXPECTED,
    Found,
    exploration,
    percent_of_ratio,
    sentence,
    speaks,
)
from joinedup.writing.explorations import explore
from tests.vega_twin import said

FOUND = Found(-1.5, -0.2, 1.0)
OWN = (next(iter(EXPECTED)), next(iter(BESIDE)))


def test_a_ratio_becomes_a_difference_in_per_cent() -> None:
    found = percent_of_ratio(0.9, 1.0, 1.25)
    assert (found.low, found.value, found.high) == pytest.approx((-10, 0, 25))


def test_the_study_speaks_to_its_own_comparison_and_no_other() -> None:
    assert [each for each in product(EXPECTED, BESIDE) if speaks(*each)] == [OWN]


def test_an_answer_gives_the_interval_and_no_number_of_admissions() -> None:
    said_of_own = sentence(FOUND, *OWN)
    assert said_of_own.startswith("The study speaks to this plan.")
    assert "\N{MINUS SIGN}1.5% to +1.0%" in said_of_own
    assert said_of_own.endswith("No number of admissions follows.")


def test_a_plan_that_asks_something_else_is_told_what_was_not_looked_at() -> None:
    assert sentence(FOUND, "what services cost", "two bodies that work closely") == (
        "The study says nothing of this plan: it did not measure what services cost and had no comparison "
        "with two bodies that worked closely."
    )
    assert "%" not in sentence(FOUND, OWN[0], "services left where they are")


def test_a_plan_outside_the_lists_is_refused() -> None:
    with pytest.raises(KeyError, match="morale"):
        sentence(FOUND, "morale", OWN[1])


def test_the_page_says_what_python_says() -> None:
    found: Any = exploration(
        FOUND,
        lower_words="lower",
        higher_words="higher",
        headline="Little room is left",
        subtitle="Difference, per cent",
        description="A short thick bar.",
        source_ids=["wyatt2022"],
        note="A note.",
        table=pd.DataFrame({"Found": [-0.2]}),
    )
    explore(**found)
    for expected, beside in product(EXPECTED, BESIDE):
        assert said(found["twin"], expected=expected, beside=beside) == sentence(
            FOUND, expected, beside
        )
