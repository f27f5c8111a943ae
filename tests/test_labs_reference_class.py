"""Does a forecast from past promises follow from what they delivered?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from joinedup import data, promises
from joinedup.labs import reference_class
from joinedup.labs.base_rate import chance_of_change
from joinedup.labs.reference_class import CLASSES, forecast
from joinedup.writing.explorations import explore


@pytest.fixture(scope="module")
def past() -> pd.DataFrame:
    return reference_class.past_promises(promises.scoreboard(data.load()))


def test_without_insight_it_is_the_base_rate_of_the_class() -> None:
    shares = [1.2, 0.4, -0.6, 0.1, 0.9]
    found = forecast(shares, 0)
    assert found.share == pytest.approx(np.mean(shares))
    as_changes = [-share for share in shares]
    assert found.chance_of_all() == pytest.approx(chance_of_change(as_changes, at_most=-1))


def test_more_insight_brings_the_plans_own_number_and_a_narrower_range() -> None:
    found = [forecast([1.2, 0.4, -0.6, 0.1, 0.9], tenth / 10) for tenth in range(10)]
    shares = [one.share for one in found]
    widths = [one.interval()[1] - one.interval()[0] for one in found]
    assert shares == sorted(shares)
    assert shares[-1] < 1
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("insight", [0.0, 0.5, 0.9])
def test_the_range_holds_a_new_plan_as_often_as_it_says(insight: float) -> None:
    """Plans and judgements drawn together; the new plan is one that was judged to deliver all."""
    chosen = np.random.default_rng(2015)
    held = all_of_it = promised = 0.0
    trials, mean, spread = 1500, 0.2, 0.9
    for _ in range(trials):
        found = forecast(list(chosen.normal(mean, spread, 6)), insight)
        low, high = found.interval()
        scatter = spread * np.sqrt(1 - insight**2)
        new = chosen.normal(mean + insight * (1 - mean), scatter)
        held += low <= new <= high
        all_of_it += new >= 1
        promised += found.chance_of_all()
    assert held / trials == pytest.approx(reference_class.LEVEL, abs=0.03)
    assert promised / trials == pytest.approx(all_of_it / trials, abs=0.05)


def test_the_correction_is_what_judgements_of_that_insight_deserve() -> None:
    chosen = np.random.default_rng(1979)
    insight, mean, spread = 0.6, 0.2, 0.9
    judged = chosen.normal(mean, spread, 400_000)
    delivered = mean + insight * (judged - mean)
    delivered += chosen.normal(0, spread * np.sqrt(1 - insight**2), len(judged))
    assert np.corrcoef(judged, delivered)[0, 1] == pytest.approx(insight, abs=0.01)
    believed = delivered[abs(judged - 1) < 0.05]
    assert believed.mean() == pytest.approx(mean + insight * (1 - mean), abs=0.02)
    assert believed.std() == pytest.approx(spread * np.sqrt(1 - insight**2), abs=0.02)


def test_too_few_promises_or_perfect_insight_are_refused() -> None:
    with pytest.raises(ValueError, match="3 shares"):
        forecast([0.5, 0.6], 0)
    with pytest.raises(ValueError, match="insight"):
        forecast([0.5, 0.6, 0.7], 1)


def test_the_class_counts_each_event_once(past: pd.DataFrame) -> None:
    assert "p_b001" in past.index
    assert "p_b003" not in past.index, "its pounds price the admissions of p_b001"
    assert "p_b021" not in past.index, "it words p_b005 afresh"
    results, services = CLASSES[1:3]
    assert (past[results] ^ past[services]).all()
    assert all(past[name].sum() >= reference_class.FEWEST_SHARES for name in CLASSES)


def test_the_sentence_names_a_fall_or_a_rise(past: pd.DataFrame) -> None:
    directions = set()
    for reference in CLASSES:
        expected = 15.7 * np.mean(reference_class.shares_of(past, reference))
        direction = "fall" if expected > 0 else "rise"
        sentence = reference_class.sentence(past, reference, 15.7, 0)
        assert f"gives a {direction} of {abs(expected):.1f}%" in sentence
        assert ("moved the other way" in sentence) == (direction == "rise")
        directions.add(direction)
    assert directions == {"fall", "rise"}


def test_a_board_is_told_the_share_its_range_and_its_class() -> None:
    said = reference_class.share_sentence([1.2, -0.6, 0.1], past_of="promises of beds")
    low, high = (f"{100 * end:.0f}%" for end in forecast([1.2, -0.6, 0.1], 0).interval())
    assert said.startswith("Of 3 past promises of beds, 1 was kept in full.")
    assert "may be expected to come to 23% of its promised change" in said
    assert f"between {low.replace('-', chr(0x2212))} and {high}" in said


def test_the_page_starts_as_python_does(past: pd.DataFrame) -> None:
    made = reference_class.exploration(
        past, start_cut=15.7, subtitle="s", source_ids=["data/promises.csv"], note="n"
    )
    params = {param["name"]: param for param in made["twin"].spec()["params"]}  # type: ignore
    assert len(params["grid"]["value"]) == 10 * len(CLASSES)
    explore(**made)  # type: ignore
