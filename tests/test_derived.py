"""Sums of our own agree with the numbers they rest on, and would not if one were mended."""

import pytest

from joinedup.evidence.data import load
from joinedup.evidence.derived import WORKED, Numbers, change, worked_again, yearly

# Derived rows of the same gathering whose inputs are not rows: said in their notes.
INPUTS_NOT_HELD = {
    "h1_010": "sums of fourteen regions",
    "h1_011": "a rate per 5,000 people turned round",
    "h1_016": "sums of fourteen regions",
    "h1_017": "places without room in a list",
    "h1_018": "places without room in a list",
    "h1_034": "sums of two years",
    "h1_035": "sums of two years",
    "h1_037": "about, from two announcements",
}


def test_every_sum_agrees_with_the_table() -> None:
    table = worked_again(load())
    assert table["agrees"].all(), table[~table["agrees"]].to_string()


def test_no_sum_is_forgotten() -> None:
    figures = load().figures
    ours = figures[figures.index.str.startswith("h1_") & (figures["basis"] == "derived")].index
    worked = {figure_id for figure_id, _ in WORKED}
    assert set(ours) == worked | set(INPUTS_NOT_HELD)
    assert not worked & set(INPUTS_NOT_HELD)


@pytest.mark.parametrize(
    ("figure_id", "sums"),
    [("h1_080", {"h1_006", "h1_020", "h1_021", "h1_024"}), ("e144", {"h1_032"})],
)
def test_a_mended_input_is_noticed(figure_id: str, sums: set[str]) -> None:
    evidence = load()
    values = evidence.figures["value"]
    evidence.figures["value"] = values.where(values.index != figure_id, values * 1.1)
    table = worked_again(evidence)
    assert set(table.loc[~table["agrees"], "figure_id"]) == sums


def test_populations_are_those_of_the_source() -> None:
    numbers = Numbers.of(load())
    assert numbers.residents(1984) == pytest.approx(46.97e6, rel=1e-3)
    assert numbers.children(1984) == pytest.approx(9.75e6, rel=1e-3)
    # Mid-1982 from another source, within what one decimal of a rate can hide.
    older = float(numbers.at("population_65plus_benchmark", "1982-01-01"))
    assert numbers.older_people(1982) == pytest.approx(older, rel=0.02)


def test_which_prices_are_used_decides_joint_finance() -> None:
    table = worked_again(load()).set_index(["figure_id", "end"])["again"]
    plan = load().figures.at["e133", "value"]
    assert table["h1_032", "low"] < plan < table["h1_032", "high"]


def test_the_small_sums() -> None:
    assert change(50, 100) == -50
    assert yearly(0, 20, "1980-01-01", "1990-01-01") == pytest.approx(2, rel=1e-3)
    with pytest.raises(KeyError):
        Numbers.of(load()).figure("nowhere")
