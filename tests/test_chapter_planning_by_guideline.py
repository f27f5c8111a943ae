"""Did each service reach the rate that a national guideline set?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from joinedup.chapters import planning_by_guideline as chapter
from joinedup.evidence.data import load
from tests.vega_words import words

NAN = float("nan")
WORDS: dict[str, Any] = {
    "headline": "One service passed its guideline",
    "subtitle": "Places per 1,000 people",
    "description": "A line rises past a dashed rule.",
    "source_ids": ["hansard1978jul24"],
    "note": "Made up for the test.",
}
BOARD = pd.DataFrame(
    {"target": [12.0, NAN], "target_low": [NAN, 3.0], "target_high": [NAN, 4.5]},
    index=pd.Index(["p_one", "p_range"], name="promise_id"),
)
DATES = pd.to_datetime(["1986-12-31", "1993-03-31"])


def test_a_guideline_is_one_rate_or_a_range_with_two_ends() -> None:
    assert chapter.guideline_words(BOARD, "p_one") == "12"
    assert chapter.guideline_words(BOARD, "p_range") == "3 to 4.5"
    levels = chapter.guideline_levels(BOARD, {"Helps": "p_one", "Places": "p_range"}, "service")
    assert levels.to_numpy().tolist() == [
        ["Helps", 12.0, "guideline 12"],
        ["Places", 3.0, "guideline 3 to 4.5"],
        ["Places", 4.5, "guideline 3 to 4.5"],
    ]
    with pytest.raises(KeyError, match="p_none"):
        chapter.guideline_levels(BOARD, {"Helps": "p_none"}, "service")


def test_a_count_a_year_becomes_a_rate_a_week() -> None:
    points = pd.DataFrame({"date": DATES, "value": [520.0, 1040.0]})
    found = chapter.yearly(points, "Meals", divide=52)
    assert found.to_numpy().tolist() == [["Meals", 1986, 10.0], ["Meals", 1993, 20.0]]


def test_the_homes_of_others_are_all_less_the_council_s_stacked_on_top() -> None:
    places, council = pd.Series([100.0, 300.0], DATES), pd.Series([60.0, 90.0], DATES)
    homes = chapter.homes_by_sector(places, council)
    assert homes["places"].tolist() == [60, 40, 90, 210]
    assert homes["low"].tolist() == [0, 60, 0, 90]
    assert homes["high"].tolist() == [60, 100, 90, 300]
    with pytest.raises(ValueError, match="more places than there are"):
        chapter.homes_by_sector(council, places)


def test_the_service_picked_is_the_one_drawn() -> None:
    services = pd.DataFrame(
        [
            ("Places", 1977, 2.5, chapter.WITH_GUIDELINE),
            ("Places", 1978, 3.25, chapter.LATER),
            ("Places", 1984, 5.0, chapter.LATER),
            ("Helps", 1976, 6.125, chapter.WITH_GUIDELINE),
        ],
        columns=["service", "year", "rate", "count"],
    )
    levels = chapter.guideline_levels(BOARD, {"Helps": "p_one", "Places": "p_range"}, "service")
    chart = chapter.service_by_service(services, levels, start="Places", **WORDS)
    drawn = words(chart)
    assert {"guideline 3 to 4.5", "2.5", "5"} <= set(drawn)
    assert "3.25" not in drawn  # of a line only the last count is written
    assert {"guideline 12", "6.12"} <= set(words(chart, service="Helps"))


def test_a_larger_population_and_council_homes_alone_lower_the_rate() -> None:
    homes = chapter.homes_by_sector(pd.Series([100.0], DATES[:1]), pd.Series([60.0], DATES[:1]))
    levels = chapter.guideline_levels(BOARD, {"Adults": "p_range"}, "group")
    chart = chapter.whose_homes(homes.assign(group="Adults", base=50), levels, **WORDS)
    assert "2.00" in words(chart)
    assert "1.20" in words(chart, all_homes=False)
    assert "1.85" in words(chart, growth=8)  # 100 / (50 * 1.08)
    assert chart.table.iloc[:, -1].tolist() == [1.2, 0.8]


def test_a_population_is_read_from_the_note_of_its_rate() -> None:
    figures = load().figures
    assert chapter.population_base(figures, "e029") == 37_170
    assert chapter.population_base(figures, "e071") == 46_970
    with pytest.raises(ValueError, match="e017 names no population"):
        chapter.population_base(figures, "e017")
