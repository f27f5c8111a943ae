"""Are tests that need one worker kept on it, and does the ordinary sample show all that notebooks do?"""

from __future__ import annotations

from joinedup.notebooks.running import find
from tests.browser import ROOT
from tests.covering import cover, ordinary
from tests.shared_kernels import shares


def test_what_shares_a_kernel_or_a_fixture_stays_together() -> None:
    assert shares("chapters/labs/two-budgets.ipynb")
    assert shares("tests/test_firefox.py")
    assert not shares("tests/test_pages.py")


def test_a_cover_has_every_feature_and_no_key_that_adds_none() -> None:
    features = {"a": {"1"}, "b": {"1", "2", "3"}, "c": {"4"}, "d": {"2", "4"}}
    assert cover(features) == ["b", "c"]
    assert cover({}) == []


def test_some_notebooks_run_in_ordinary_kernels_and_most_share_their_imports() -> None:
    every = find(ROOT)
    assert 0 < len(ordinary(every)) < len(every) / 2
