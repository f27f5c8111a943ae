"""Who gains when one budget pays and another saves?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinedup.labs import two_budgets as lab
from joinedup.labs.two_budgets import sentence, two_budgets
from joinedup.writing.explorations import explore
from tests.vega_twin import said as page_says
from tests.vega_twin import settings
from tests.vega_words import words


def test_nothing_is_made_or_lost_in_passing_it_back() -> None:
    chosen = np.random.default_rng(1976)
    for cost, saving, cash, passed in chosen.uniform(0, 100, (200, 4)):
        found = two_budgets(cost, saving, cash, passed)
        assert found.council + found.hospital == pytest.approx(found.together)
        assert found.together + found.freed == pytest.approx(saving - cost)


def test_without_sharing_the_council_loses_all_it_spends_and_the_hospital_gains() -> None:
    found = two_budgets(1000, 1200, 100, 0)
    assert (found.council, found.hospital, found.together) == (-1000, 1200, 200)
    assert found.break_even == pytest.approx(83.33, abs=0.01)


def test_at_the_break_even_share_the_council_is_neither_better_nor_worse_off() -> None:
    share = two_budgets(1000, 1600, 90, 0).break_even
    assert share is not None
    assert two_budgets(1000, 1600, 90, share).council == pytest.approx(0)


def test_cash_is_what_closing_beds_one_by_one_would_give() -> None:
    """Simulated: each spared stay lets its cost be taken out with the chance set, or not at all."""
    chosen = np.random.default_rng(2009)
    stays, price, cash, passed = 60_000, 1600.0, 60, 70
    taken_out = float((chosen.random(stays) < cash / 100).sum()) * price / 1e6
    found = two_budgets(50.0, stays * price / 1e6, cash, passed)
    assert found.together == pytest.approx(taken_out - 50, abs=1)
    assert found.council == pytest.approx(taken_out * passed / 100 - 50, abs=1)


def test_no_share_repairs_a_saving_smaller_than_its_cost() -> None:
    assert two_budgets(1000, 1200, 0, 50).break_even is None
    for cash in (0, 80):
        assert two_budgets(1000, 1200, cash, 100).council < 0
        assert "no share passed back" in sentence(1000, 1200, cash, 100)


def test_the_sentence_says_who_gains_and_what_is_not_cash() -> None:
    said = sentence(1000, 2200, 80, 60)
    assert "is passed back £1,056,000, so it would gain £56,000" in said
    assert "Beds and time worth £440,000" in said
    assert "it would break even. Hospital" in sentence(1000, 2000, 100, 50)
    assert "freed" not in sentence(1000, 2000, 100, 50)


def exploration() -> dict[str, Any]:
    return lab.exploration(
        cost=1000,
        saving=1200,
        cash=100,
        passed=0,
        cases=[("not shared", 1000, 1200, 100, 0)],
        subtitle="s",
        source_ids=["windle2009popp"],
        note="n",
    )


def test_the_page_says_what_python_says() -> None:
    made = exploration()
    explore(**made)
    for setting in settings(made["controls"], 40, seed=7):
        assert page_says(made["twin"], **setting) == sentence(**setting)


def test_the_share_at_which_the_council_breaks_even_can_be_set_and_is_named() -> None:
    assert "as good as break even (lose £4,000)" in sentence(1000, 1200, 100, 83)
    assert "it would lose £16,000" in sentence(1000, 1200, 100, 82)
    assert "it would gain £8,000" in sentence(1000, 1200, 100, 84)


def test_each_bar_has_its_sum_at_its_end_however_long_the_bar() -> None:
    drawn = words(exploration()["twin"], cost=20, saving=3000)
    assert {"\N{MINUS SIGN}£20,000", "+£3m", "+£2.98m", "£0"} <= set(drawn)
