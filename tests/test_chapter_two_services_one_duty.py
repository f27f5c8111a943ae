"""How many NHS authorities did a council have to work with, in each year?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinedup.chapters.two_services_one_duty import (
    AUTHORITIES,
    COUNCIL,
    FAMILY,
    NHS,
    TOGETHER,
    bodies_by_year,
    bodies_chart,
    crossings_chart,
)
from tests.vega_words import svg, words

WORDS: dict[str, Any] = {
    "headline": "Few, then many, then few",
    "subtitle": "Authorities",
    "description": "Columns that rise and fall.",
    "source_ids": ["navigator_dha"],
    "note": "Made up for the test.",
}
DISTRICTS = pd.Series({1982: 200.0, 1983: 190.0, 1984: 120.0})
BODIES = bodies_by_year(95.0, DISTRICTS, 90.0, first=1980, separate=range(1983, 1984))


def test_areas_come_first_and_family_bodies_are_added_in_their_years() -> None:
    assert BODIES["Year"].tolist() == [1980, 1981, 1982, 1983, 1984]
    assert BODIES[AUTHORITIES].tolist() == [95, 95, 200, 190, 120]
    assert BODIES[FAMILY].tolist() == [0, 0, 0, 90, 0]
    assert BODIES[TOGETHER].tolist() == [95, 95, 200, 280, 120]


def test_each_kind_is_named_with_its_own_number_and_family_bodies_can_go() -> None:
    chart = bodies_chart(BODIES, districts_from=1982, **WORDS)
    kinds = ["95 areas, matched to councils", "200 districts", "120 merged"]
    family = "+90 family practitioner bodies"
    assert {*kinds, family} <= set(words(chart))
    without = words(chart, with_family=False)
    assert set(kinds) <= set(without)
    assert family not in without


def test_each_kind_has_its_own_colour_in_its_own_years() -> None:
    drawn = svg(bodies_chart(BODIES, districts_from=1982, **WORDS))
    bars = [drawn.count(f'fill="{colour}"') for colour in ("#12436D", "#F46A25", "#801650")]
    assert bars == [2, 2, 1]
    assert drawn.count('fill="#A285D1"') == 1


def test_a_group_that_changed_employer_crosses_and_one_that_stayed_does_not() -> None:
    staff = pd.DataFrame(
        [
            ("Nurses", COUNCIL, NHS),
            ("Social workers", NHS, COUNCIL),
            ("Home helps", COUNCIL, COUNCIL),
        ],
        columns=["group", "before", "after"],
    )
    chart = crossings_chart(staff, **WORDS)
    assert {"Nurses", "Social workers", "Home helps", "Council", "NHS"} <= set(words(chart))
    drawn = svg(chart)
    assert drawn.count('fill="#F46A25"') == 2  # an arrowhead for each group that crossed
    assert chart.table["Employed after by"].tolist() == [NHS, COUNCIL, COUNCIL]
    with pytest.raises(ValueError, match="an employer is"):
        crossings_chart(staff.assign(after="a charity"), **WORDS)
