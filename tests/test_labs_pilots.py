"""Does the best of many sites shine as brightly as the formula says, and does the page say the same?"""

from __future__ import annotations

import numpy as np
import pytest

from joinedup.labs import pilots
from joinedup.writing.explorations import explore
from tests.vega_twin import said, settings
from tests.vega_words import words

ROWS = [("where the lab starts", 50, 15.0, 0.0, 0.0), ("seven sites", 7, 15.0, 0.0, 0.0)]
MADE = pilots.exploration(
    sites=50,
    noise=15,
    effect=0,
    differ=0,
    claim=36.0,
    subtitle="A model",
    source_ids=["nao2018vanguards"],
    note="A note.",
    table=pilots.settings_table(ROWS, 36.0),
)


@pytest.mark.parametrize(
    ("sites", "noise", "effect", "differ"),
    [(50, 15, 0, 0), (7, 15, 3, 5), (20, 8, 2, 8), (1, 5, 4, 0)],
)
def test_the_formula_agrees_with_programmes_drawn_at_random(
    sites: int, noise: float, effect: float, differ: float
) -> None:
    outcome = pilots.best_of(sites, noise, effect, differ, claim=20)
    shown, again = pilots.simulate(sites, noise, effect, differ, programmes=40_000, seed=50)
    assert np.median(shown) == pytest.approx(outcome.best, abs=0.3)
    assert (shown >= 20).mean() == pytest.approx(outcome.chance, abs=0.01)
    # The line that `repeat` reads at the median passes through the means.
    kept = differ**2 / (noise**2 + differ**2)
    assert again.mean() == pytest.approx(effect + kept * (shown.mean() - effect), abs=0.3)


def test_with_nothing_working_the_best_of_fifty_shows_a_fall_of_a_third() -> None:
    outcome = pilots.best_of(50, 15, 0, 0, claim=36)
    assert outcome.best == pytest.approx(33.1, abs=0.1)
    assert outcome.repeat == 0
    assert outcome.chance == pytest.approx(0.34, abs=0.01)
    assert pilots.best_of(7, 15, 0, 0, claim=36).best == pytest.approx(19.7, abs=0.1)


def test_one_site_alone_shows_its_true_effect_half_the_time() -> None:
    assert pilots.best_of(1, 15, 4, 0, claim=36).best == pytest.approx(4)


def test_more_sites_or_more_chance_make_a_better_best() -> None:
    bests = [pilots.best_of(sites, 15, 0, 0, 36).best for sites in range(1, 101)]
    assert bests == sorted(bests)
    assert pilots.best_of(7, 20, 0, 0, 36).best > pilots.best_of(7, 10, 0, 0, 36).best


def test_counting_alone_gives_a_small_site_this_much_chance() -> None:
    draw = np.random.default_rng(90)
    first, second = draw.poisson(400, 200_000), draw.poisson(400, 200_000)
    assert pilots.chance_in_counts(400) == pytest.approx(
        100 * np.log(second / first).std(), rel=0.02
    )
    assert pilots.chance_in_counts(200) == pytest.approx(10)


def test_runs_are_programmes_as_numpy_would_draw_them() -> None:
    """A hundred runs of fifty sites: their best, their middle, and the best measured again."""
    runs = [pilots.run_of(50, 15, 2, 6, run) for run in range(1, pilots.RUNS + 1)]
    shown, again = pilots.simulate(50, 15, 2, 6, programmes=40_000, seed=50)
    firsts = np.array([falls[0] for falls, _ in runs])
    every = np.concatenate([falls for falls, _ in runs])
    error = 1 / np.sqrt(pilots.RUNS)
    assert firsts.mean() == pytest.approx(shown.mean(), abs=3 * error * shown.std())
    assert firsts.std() == pytest.approx(shown.std(), rel=0.25)
    assert np.mean([second for _, second in runs]) == pytest.approx(
        again.mean(), abs=3 * error * again.std()
    )
    assert every.mean() == pytest.approx(2, abs=0.7)
    assert every.std() == pytest.approx(np.hypot(15, 6), rel=0.04)
    assert all(falls == sorted(falls, reverse=True) for falls, _ in runs)


def test_no_two_runs_are_alike_and_each_comes_back_as_it_was() -> None:
    bests = [pilots.run_of(50, 15, 0, 0, run)[0][0] for run in range(1, pilots.RUNS + 1)]
    assert len(set(bests)) == pilots.RUNS
    assert bests[6] == pilots.run_of(50, 15, 0, 0, 7)[0][0]


def test_the_best_dot_is_named_by_what_it_shows_in_the_run() -> None:
    falls, _ = pilots.run_of(50, 15, 0, 0, 9)
    assert f"best of 50: \N{MINUS SIGN}{falls[0]:.0f}%" in words(MADE["twin"], run=9)  # type: ignore


def test_settings_without_meaning_are_refused() -> None:
    for wrong in ((0, 15, 0, 0), (5, 0, 0, 0), (5, 15, 0, -1)):
        with pytest.raises(ValueError, match="sites must be"):
            pilots.best_of(*wrong, claim=36)


def test_the_page_says_what_python_says() -> None:
    explore(**MADE)  # type: ignore
    for setting in settings(MADE["controls"], 40, seed=7):  # type: ignore
        assert said(MADE["twin"], **setting) == pilots.sentence(**setting, claim=36.0)  # type: ignore
