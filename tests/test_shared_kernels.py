"""Are tests that need one worker kept on it, and does the ordinary sample show all that notebooks do?"""

from __future__ import annotations

import json

import pytest

from joinedup.notebooks.running import find
from tests.browser import ROOT
from tests.covering import cover, leaned_on, ordinary
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


def test_no_notebook_leans_on_what_a_shared_kernel_has_imported() -> None:
    """So the notebooks that share their imports would run in an ordinary kernel as well."""
    for path in find(ROOT):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        assert leaned_on(code) == [], path


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (
            ["import joinedup", "joinedup.labs.power.cases(1)"],
            ["joinedup.labs", "joinedup.labs.power"],
        ),
        (["from joinedup import charts", "charts.stills.Still()"], ["joinedup.charts.stills"]),
        (["from joinedup import charts", "charts.amounts.bars(rows)"], []),
        (["from joinedup.charts import stills", "stills.Still()"], []),
        (["import joinedup.labs.power as power", "power.cases(1)"], []),
        (["from joinedup import data", "data.load().figures"], []),
    ],
)
def test_a_notebook_that_leans_on_another_s_import_is_noticed(
    cells: list[str], found: list[str]
) -> None:
    assert leaned_on(cells) == found
