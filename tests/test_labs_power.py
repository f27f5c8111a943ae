"""Does a study see as much as the formula says, and does the page say the same?"""

from __future__ import annotations

import pytest

from joinedup import data
from joinedup.labs import power
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings

ROWS = [("where the lab starts", 3.0, 1.4, 1, 0.5)]
MADE = power.exploration(
    effect=3.0,
    one_year=1.4,
    years=1,
    memory=0.5,
    subtitle="A model",
    source_ids=["keeble2019"],
    note="A note.",
    table=power.settings_table(ROWS),
)


@pytest.mark.parametrize(
    ("effect", "one_year", "years", "memory"),
    [(3.0, 1.4, 1, 0.5), (2.0, 2.0, 5, 0.3), (0.0, 1.0, 2, 0.0), (1.0, 1.5, 3, 1.0)],
)
def test_the_formula_agrees_with_studies_drawn_at_random(
    effect: float, one_year: float, years: int, memory: float
) -> None:
    outcome = power.sees(effect, one_year, years, memory)
    found, reported = power.simulate(effect, one_year, years, memory, studies=400_000, seed=2019)
    assert found == pytest.approx(outcome.chance, abs=0.25)
    assert reported == pytest.approx(outcome.reported, rel=0.01)


def test_the_pioneers_study_could_not_be_sure_to_find_what_was_hoped_for() -> None:
    figures, evaluations = data.load().figures, data.load().evaluations
    gap = figures.loc["c023", "value"] - figures.loc["c022", "value"]
    error = power.standard_error(gap, float(evaluations.loc["v_c022", "p_value"]))
    assert error == pytest.approx(1.40, abs=0.005)
    assert power.sees(3, error, 1, 0).smallest == pytest.approx(3.93, abs=0.01)
    assert power.sees(3, error, 1, 0).chance == pytest.approx(57, abs=0.5)


def test_no_difference_is_called_significant_one_time_in_twenty() -> None:
    assert power.sees(0, 1.4, 1, 0.5).chance == pytest.approx(5)


def test_the_smallest_difference_is_found_four_times_in_five() -> None:
    smallest = power.sees(1, 1.4, 3, 0.2).smallest
    assert power.sees(smallest, 1.4, 3, 0.2).chance == pytest.approx(80, abs=0.01)


def test_years_help_by_their_square_root_only_when_errors_do_not_last() -> None:
    assert power.sees(3, 2.0, 4, 0).error == pytest.approx(1.0)
    assert power.sees(3, 2.0, 4, 1).error == pytest.approx(2.0)
    assert power.sees(3, 2.0, 400, 0.5).error == pytest.approx(2.0 * 0.5**0.5, rel=0.01)


def test_a_finding_exaggerates_most_where_findings_are_rare() -> None:
    ratios = [power.sees(effect, 1.4, 1, 0).reported / effect for effect in (0.5, 1, 2, 4, 8)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] == pytest.approx(1, abs=0.01)


def test_settings_without_meaning_are_refused() -> None:
    for wrong in ((3, 0, 1, 0), (3, 1, 0, 0), (3, 1, 1, 2)):
        with pytest.raises(ValueError, match="one_year must be"):
            power.sees(*wrong)


def test_the_page_says_what_python_says() -> None:
    explore(**MADE)  # type: ignore
    for setting in settings(MADE["controls"], 40, seed=7):  # type: ignore
        assert said(MADE["twin"], **setting) == power.sentence(**setting)  # type: ignore
