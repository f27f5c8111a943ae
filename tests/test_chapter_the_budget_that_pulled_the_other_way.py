"""Which care was cheaper for the council, and which for the public, when another budget paid?"""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd
import pytest

from joinedup.chapters import the_budget_that_pulled_the_other_way as chapter
from joinedup.writing.explorations import explore
from tests.vega_twin import said
from tests.vega_words import svg, words

WORDS: dict[str, Any] = {
    "headline": "The choice that cost the council nothing could cost the public more",
    "subtitle": "One person's care, £ a week",
    "description": "Two pairs of bars, each the other way round.",
    "source_ids": ["navigator_griffiths"],
    "note": "Illustration.",
}


def made() -> dict[str, Any]:
    return chapter.exploration(start_help=65, start_fee=155, start_part=0, **WORDS)


def test_the_council_pays_its_part_of_the_fee() -> None:
    assert [chapter.council_pays(150, part) for part in (0, 20, 100)] == [0, 30, 150]


def test_each_purse_prefers_what_is_cheaper_for_it() -> None:
    assert chapter.cheaper(65, 155) == "help at home"
    assert chapter.cheaper(65, 0) == "the home"
    assert chapter.cheaper(65, 65) == "neither"
    assert chapter.sentence(65, 155, 0) == (
        "Help at home costs £65 a week, all the council's. The home costs £155, of which the "
        "council pays £0. Cheaper for the council: the home. Cheaper for the public purse: help at "
        "home."
    )
    assert "for the council: neither. Cheaper for the public purse: help" in chapter.sentence(
        80, 200, 40
    )


def test_the_two_disagree_only_while_the_council_s_part_is_short_of_its_help() -> None:
    """In closed form: with help cheaper than the fee, the council prefers it once part > help / fee."""
    for help, fee, part in product(range(5, 100, 5), range(100, 200, 5), range(0, 101, 20)):
        prefers_help = "for the council: help" in chapter.sentence(help, fee, part)
        assert prefers_help == (part * fee > 100 * help)


def test_the_page_says_and_draws_what_python_says_over_a_grid() -> None:
    found = made()
    for help, fee, part in product((0, 65, 95), (0, 95, 155), range(0, 101, 20)):
        expected = chapter.sentence(help, fee, part)
        assert said(found["twin"], help=help, fee=fee, part=part) == expected
        assert found["respond"](help=help, fee=fee, part=part) == expected
    drawn = words(found["twin"], fee=150, part=20)
    assert [text for text in drawn if "£" in text] == [
        "council £65",
        "social security £0",
        "council £30",
        "social security £120",
    ]


def test_the_page_starts_as_python_does_and_its_table_adds_up() -> None:
    explore(**made())
    twin: Any = chapter.exploration(start_help=65, start_fee=150, start_part=20, **WORDS)["twin"]
    table = twin.table
    assert table.iloc[:, 1:].to_numpy().tolist() == [[65, 0], [30, 120]]


BUDGETS = pd.DataFrame(
    {
        "series": [chapter.JOINT] * 3 + [chapter.PENSIONERS] * 2 + [chapter.EVERYONE] * 2,
        "date": pd.to_datetime(
            ["1984-10-01", "1985-10-01", "1988-10-01"] + ["1979-12-01", "1983-12-01"] * 2
        ),
        "value": [90.0, 95, 110, 10, 40, 100, 500],
        "real": [190.0, 195, 120, 30, 90, 300, 900],
    }
)


def test_a_line_is_not_drawn_across_the_missing_years_and_prices_change_it() -> None:
    chart = chapter.two_budgets_chart(BUDGETS, prices_of="1990-91", resumed=1988, **WORDS)
    whole = chapter.two_budgets_chart(BUDGETS, prices_of="1990-91", resumed=2000, **WORDS)
    assert svg(chart).count('stroke-width="2.5"') == svg(whole).count('stroke-width="2.5"') + 1
    assert svg(chart) != svg(chart, prices="real")
    assert chart.table["Date"].tolist()[:4] == ["1984-85", "1985-86", "1988-89", "December 1979"]


def test_another_series_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold the series"):
        chapter.two_budgets_chart(BUDGETS.iloc[:3], prices_of="1990-91", resumed=1988, **WORDS)
