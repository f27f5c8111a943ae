"""Does a control on the page give the same answer as Python, to the printed precision?

Each notebook that explores is run here to catch what it hands to `explore`; the page is then driven
in Chromium over a grid of settings and every sentence compared.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, expect

import joinedup
from joinedup.charts import BookChart
from joinedup.notebooks.running import find
from tests.browser import ROOT, visit

EXPLORING = [path for path in find(ROOT) if "explore(" in path.read_text("utf-8")]
MOST_SETTINGS = 12


@dataclass(frozen=True)
class Exploration:
    """What one cell handed to explore."""

    respond: Any
    twin: BookChart
    controls: dict[str, Any]

    def settings(self) -> list[dict[str, Any]]:
        """A spread of settings: ends and middles of every control, thinned to a number."""
        choices = []
        for control in self.controls.values():
            if hasattr(control, "options"):
                picked = list(dict.fromkeys([control.options[0], control.options[-1]]))
            else:
                steps = round((control.high - control.low) / control.step)
                picked = [
                    round(control.low + control.step * step, 10)
                    for step in sorted({0, steps // 3, steps // 2, steps})
                ]
            choices.append(picked)
        every = [
            dict(zip(self.controls, combination, strict=True))
            for combination in itertools.product(*choices)
        ]
        return every[:: max(1, -(-len(every) // MOST_SETTINGS))]


def explorations(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Exploration]:
    """Run a notebook's code and catch each call of explore, in order."""
    caught: list[Exploration] = []

    def catch(respond: Any, *, twin: BookChart, controls: dict[str, Any]) -> None:
        caught.append(Exploration(respond, twin, controls))

    monkeypatch.setattr(joinedup, "explore", catch)
    monkeypatch.chdir(path.parent)
    space: dict[str, Any] = {"__name__": "chapter"}
    for cell in nbformat.read(path, as_version=4).cells:
        # A chart that is caught and not shown uses no sources, so the list of them would miss some.
        if cell.cell_type == "code" and cell.id != "sources":
            exec(compile(cell.source, f"{path.stem}:{cell.id}", "exec"), space)
    return caught


@pytest.mark.parametrize("path", EXPLORING, ids=lambda path: path.stem)
def test_the_page_answers_as_python_does(
    path: Path, browser: Browser, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = os.path.relpath(path.with_suffix(".html"), ROOT)
    found = explorations(path, monkeypatch)
    assert found, "the notebook speaks of explore but never calls it"
    with visit(browser, f"{site}/{page}") as seen:
        seen.enliven()
        figures = seen.page.locator("figure.chart:has(.readout)")
        assert figures.count() == len(found)
        for index, exploration in enumerate(found):
            figure = figures.nth(index)
            figure.scroll_into_view_if_needed()
            readout = figure.locator(".readout")
            assert readout.inner_text() == exploration.twin.readout
            answers = set()
            for setting in exploration.settings():
                for name, value in setting.items():
                    control = figure.locator(f".vega-bind [name={name}]")
                    if hasattr(exploration.controls[name], "options"):
                        control.select_option(value)
                    else:
                        control.evaluate(
                            "(input, value) => { input.value = value;"
                            " input.dispatchEvent(new Event('input', {bubbles: true})); }",
                            value,
                        )
                words = exploration.respond(**setting)
                expect(readout, str(setting)).to_have_text(words, timeout=10_000)
                answers.add(words)
            assert len(answers) > 1, "the controls change nothing"
