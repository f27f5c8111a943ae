"""Is what was announced, foreseen or bounded told so wherever it stands?

A bound told as a count and an announcement told as done read well, so a second reader met them often.
"""

import re

import nbformat
import pytest

from joinedup.notebooks.running import find
from tests.browser import ROOT

# A word that must stand in the line or two about each of these figures.
SAID_WITH = {
    "l068": "a year|full year",  # announced for each full year
    "b048": "at least",  # the NHS's part was given as at least this
    "b057": "at least|aims? for",  # a minimum for each plan
    "b063": "conditions",  # approved with or without them
    "c061": "gave|giv",  # the mean of the plans that gave a figure
    "s203": "planned",  # a survey of plans
    "s815": "about",
}
NEAR = 170  # characters either side


@pytest.mark.parametrize("figure_id", SAID_WITH)
def test_a_hedge_stands_by_its_figure(figure_id: str) -> None:
    told = re.compile(r"\{figure\(['\"]" + figure_id + r"['\"]\)(:\w+)?\}")
    found = 0
    for path in find(ROOT):
        for cell in nbformat.read(path, as_version=4).cells:
            for match in told.finditer(cell.source):
                found += 1
                around = cell.source[max(0, match.start() - NEAR) : match.end() + NEAR]
                hedged = re.search(SAID_WITH[figure_id], around)
                assert hedged, f"{path.name}: {figure_id} stands without its hedge in {around!r}"
    assert found
