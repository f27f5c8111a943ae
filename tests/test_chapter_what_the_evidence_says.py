"""Is an estimate put in the right family and on the right side, and does the page do the same sum?"""

from __future__ import annotations

import pandas as pd
import pytest

from joinedup.chapters import what_the_evidence_says as chapter
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings

TOTAL = chapter.Total(admissions=5_000_000.0, unit_cost=2_000.0, aim=3.5)
WORDS = {
    "headline": "A headline",
    "subtitle": "A subtitle",
    "description": "Marks lie on both sides of a line.",
    "source_ids": ("data/evaluations.csv",),
    "note": "A note.",
}
MADE = chapter.exploration(
    TOTAL, start_reach=3, start_effect=23, start_released=50, aim_words="the minimum", **WORDS
)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Emergency admissions, all ages", "emergency admissions"),
        ("Cost of emergency admissions", "cost, deaths and other results"),
        ("A&E attendances", "A&E"),
        ("Care home admissions", "cost, deaths and other results"),
        ("Elective admissions", "other hospital use"),
        ("Bed-days over 65", "other hospital use"),
        ("Deaths at home", "cost, deaths and other results"),
        ("Quality of life", "cost, deaths and other results"),
    ],
)
def test_the_words_of_a_label_say_what_was_measured(label: str, expected: str) -> None:
    assert chapter.family(label) == expected


def test_the_sum_agrees_with_one_done_by_hand() -> None:
    # A tenth of 5 million admissions, cut by a fifth: 2%, 100,000, £200m, of which half comes free.
    assert chapter.national_cut(10, 20) == 2
    assert chapter.pounds_freed(TOTAL, 2, 50) == 100
    assert chapter.sentence(TOTAL, 10, 20, 50) == (
        "The national total falls by 2.00%, about 100,000 admissions a year, and £100m comes free, "
        "before paying for the service. To cut the total by 3.5%, it would have to reach 17.5% of "
        "admissions."
    )


def test_no_reach_meets_an_aim_without_an_effect() -> None:
    with pytest.raises(ValueError, match="no reach"):
        chapter.sentence(TOTAL, 10, 0, 50)


def test_the_page_writes_the_sentences_that_python_writes() -> None:
    # Not round, as published totals are not: at an exact half the page rounds up, Python to even.
    total = chapter.Total(admissions=5_812_347.0, unit_cost=2_013.7, aim=3.5)
    made = chapter.exploration(
        total, start_reach=3, start_effect=23, start_released=50, aim_words="the minimum", **WORDS
    )
    grid = [
        *settings(made["controls"], number=12, seed=7),
        *[{"reach": 7, "effect": effect, "released": 35} for effect in range(1, 51)],
    ]
    for setting in grid:
        python = made["respond"](**setting)
        assert said(made["twin"], **setting) == python == chapter.sentence(total, **setting)


def test_the_exploration_is_accepted_and_its_table_is_the_same_sum() -> None:
    explore(**MADE)
    table = MADE["twin"].table.set_index("Share of admissions reached (%)")
    assert table.loc[30, "National cut at 40% among those reached"] == 12


def test_dots_stand_on_their_side_and_are_counted_by_grade() -> None:
    pointing = pd.DataFrame(
        {
            "label": ["one", "two", "three", "four"],
            "family": ["A&E"] * 4,
            "grade": [1, 1, 1, 3],
            "direction": ["better", "better", "worse", "worse"],
            "clear": [True, False, None, True],
        }
    )
    drawn = chapter.direction_chart(pointing, **WORDS)
    assert list(drawn.table["Interval"]) == [
        "leaves out no effect",
        "includes no effect",
        "none usable",
        "leaves out no effect",
    ]
    dots = next(
        rows for rows in drawn.spec()["datasets"].values() if "side" in rows[0] and len(rows) == 4
    )
    assert [dot["side"] for dot in dots] == [1, 1, -1, -1]
    assert dots[0]["dot_y"] == dots[2]["dot_y"] < dots[3]["dot_y"]
    scales = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in drawn.spec()["layer"]
        if "scale" in layer["encoding"].get("x", {})
    ]
    assert scales
    assert all(domain == [-1.5, 2.5] for domain in scales)


def test_an_effect_is_written_with_its_sign_unit_and_grade() -> None:
    assert chapter.effect_words(3.0, 2, in_points=False) == "+3%, grade 2"
    assert chapter.effect_words(-2.5, 3, in_points=True) == "\N{MINUS SIGN}2.5 points, grade 3"


def test_an_effect_with_one_end_missing_has_no_interval() -> None:
    percent = pd.DataFrame(
        {
            "label": ["whole", "half"],
            "family": ["A&E"] * 2,
            "grade": [3, 1],
            "controlled": [True, False],
            "effect": [-5.0, 10.0],
            "from": [-9.0, 4.0],
            "to": [-1.0, float("nan")],
            "unit": ["percent"] * 2,
            "comparator": [float("nan")] * 2,
            "confidence": ["very_low"] * 2,
            "concerns": [""] * 2,
            "status": ["primary"] * 2,
        }
    )
    drawn = chapter.percentages_chart(percent, **WORDS)
    assert list(drawn.table["Confidence"]) == ["very low"] * 2
    forest = next(rows for rows in drawn.spec()["datasets"].values() if "has_interval" in rows[0])
    assert [row["has_interval"] for row in forest] == [True, False]
    assert [row["left_end"] for row in forest] == [-9, 4]
    assert [row["words_right"] for row in forest] == [True, False]
