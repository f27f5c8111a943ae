"""Which gap do the reported sums price?"""

from __future__ import annotations

import numpy as np
import pytest

from joinedup import data
from joinedup.labs import distance_from_plan as lab
from joinedup.labs.distance_from_plan import Account, Rounded, prices, share_that_fits
from joinedup.writing.explorations import explore
from tests.vega_twin import said as page_says
from tests.vega_twin import settings

AUDITOR, OURS = "the auditor", "our count"


@pytest.fixture(scope="module")
def accounts() -> dict[str, Account]:
    figures = data.load().figures["value"]

    def sums(figure_id: str) -> Rounded:
        return Rounded.to(figures[figure_id] * 1e6, 1e6)

    def count(figure_id: str) -> Rounded:
        return Rounded.to(abs(figures[figure_id]), 1000)

    filled = data.load().figures.loc["b038"]
    return {
        "admissions": Account(
            *("admission", sums("b003"), sums("b004"), count("b001")),
            {AUDITOR: count("b002"), OURS: Rounded(filled["value"], filled["low"], filled["high"])},
        ),
        "days": Account(
            *("delayed day", sums("b008"), sums("b009"), count("b005")),
            {AUDITOR: count("b006"), OURS: Rounded.to(figures["b007"], 1)},
        ),
    }


@pytest.mark.parametrize(
    ("measure", "plan", "alone"), [("admissions", 1613, 3575), ("days", 307, 789)]
)
def test_the_surprise_one_price_holds_only_over_the_whole_distance_from_plan(
    accounts: dict[str, Account], measure: str, plan: int, alone: int
) -> None:
    rise_alone = prices(accounts[measure], AUDITOR, 0)
    whole = prices(accounts[measure], AUDITOR, 100)
    assert round(rise_alone.plan.value) == plan
    assert round(rise_alone.over_plan.value) == alone
    assert not rise_alone.agree
    assert whole.agree
    assert not prices(accounts[measure], AUDITOR, 85).agree
    assert share_that_fits(accounts[measure], AUDITOR) == pytest.approx(100, abs=1)


def test_another_count_of_the_rise_does_not_fit_the_sum(accounts: dict[str, Account]) -> None:
    assert not prices(accounts["admissions"], OURS, 100).agree
    assert share_that_fits(accounts["admissions"], OURS) == pytest.approx(59, abs=1)


def test_rounding_leaves_the_range_that_drawing_the_numbers_gives(
    accounts: dict[str, Account],
) -> None:
    """Simulated: numbers that would be published as these are never priced outside the range."""
    chosen = np.random.default_rng(171)
    account = accounts["admissions"]
    rise = account.rises[AUDITOR]
    drawn = {
        name: chosen.uniform(one.low, one.high, 200_000)
        for name, one in (
            *(("saving", account.saving), ("over", account.over_plan)),
            *(("planned", account.planned_fall), ("rise", rise)),
        )
    }
    found = prices(account, AUDITOR, 100)
    for seen, said in (
        (drawn["saving"] / drawn["planned"], found.plan),
        (drawn["over"] / (drawn["rise"] + drawn["planned"]), found.over_plan),
    ):
        assert said.low <= seen.min()
        assert seen.max() <= said.high
        assert seen.max() - seen.min() > 0.9 * (said.high - said.low)


def test_the_sentence_says_whether_the_prices_agree(accounts: dict[str, Account]) -> None:
    apart = lab.sentence(accounts["admissions"], AUDITOR, 0)
    assert "£3,575 for each admission" in apart
    assert "the first is 2.2 times the plan's" in apart
    assert apart.startswith("Counted from last year's level, there were 87,000 too many.")
    half = lab.sentence(accounts["admissions"], AUDITOR, 50)
    assert half.startswith("Counted from a level 50% of the way down")
    assert "The two prices agree" in lab.sentence(accounts["days"], AUDITOR, 100)


def test_the_page_holds_a_sentence_for_every_setting(accounts: dict[str, Account]) -> None:
    made = lab.exploration(accounts, subtitle="s", source_ids=["pac2017integrating"], note="n")
    params = {param["name"]: param for param in made["twin"].spec()["params"]}  # type: ignore
    grid = params["sentences"]["value"]
    assert len(grid) == 2 * 2 * 21
    assert grid[f"days|{OURS}|65"] == made["respond"]("days", 65, OURS)  # type: ignore
    for setting in settings(made["controls"], 25, seed=7):  # type: ignore
        assert page_says(made["twin"], **setting) == made["respond"](**setting)  # type: ignore
    explore(**made)  # type: ignore
