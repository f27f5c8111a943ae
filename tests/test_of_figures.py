"""Does a chart made from ids take everything else from the rows?"""

from __future__ import annotations

import pytest

from joinedup import charts
from joinedup.evidence import data
from joinedup.evidence.periods import say_period

WORDS = {"headline": "Promised and believed", "description": "Two bars, the second far shorter."}


def test_unit_label_source_period_and_status_come_from_the_rows() -> None:
    chart = charts.of_figures(["b045", "b046"], **WORDS)
    figures = data.load().figures
    assert "£ million" in chart.subtitle
    assert "England" in chart.subtitle
    assert chart.source_ids == tuple(dict.fromkeys(figures.loc[["b045", "b046"], "source_id"]))
    assert list(chart.table["Measure"]) == list(figures.loc[["b045", "b046"], "label"])
    assert list(chart.table["Value"]) == [731, 55]
    assert list(chart.table["Planned"]) == ["yes", "yes"]
    assert "read in its own source" in chart.note


def test_a_secondary_number_is_named() -> None:
    figures = data.load().figures
    money = figures[(figures["unit"] == "GBP_m") & figures["value"].notna()]
    first = money.index[money["status"] == "primary"][0]
    other = money.index[money["status"] == "secondary"][0]
    note = charts.of_figures([first, other], labels={other: "The quoted sum"}, **WORDS).note
    assert note.endswith("Read where another source quotes it: The quoted sum.")


def test_figures_of_one_measure_are_told_apart_wherever_they_are_named() -> None:
    figures = data.load().figures
    by_date = charts.of_figures(["e009", "e014"], **WORDS)
    assert len(set(by_date.table["Measure"])) == 2
    assert all(
        say_period(figures.loc[key, "period"]) in " ".join(by_date.table["Measure"])
        for key in ("e009", "e014")
    )
    by_role = charts.of_figures(["e129", "e130"], **WORDS)
    assert [name.rsplit(", ")[-1] for name in by_role.table["Measure"]] == ["target", "input"]


def test_two_bars_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two bars have one name"):
        charts.of_figures(["b045", "b045"], **WORDS)


def test_figures_in_two_units_are_refused() -> None:
    with pytest.raises(ValueError, match="one unit"):
        charts.of_figures(["b045", "b057"], **WORDS)


def test_an_unknown_id_is_refused_by_name() -> None:
    with pytest.raises(KeyError, match="zz9"):
        charts.of_figures(["zz9"], **WORDS)
