"""Does each lab keep the lab contract?"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from joinedup.writing.questions import load as load_questions
from tests.browser import ROOT
from tests.test_chapters import charts, markdown

LABS = sorted((ROOT / "chapters" / "labs").glob("*.ipynb"))
SECTIONS = [
    "Before you start",
    "Try it",
    "What it means",
    "What it leaves out",
    "Check yourself",
    "Exercise",
    "Sources",
]


def as_read(path: Path) -> str:
    """The lab's text in reading order, with what its cells say."""
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        else:
            parts += [output.get("data", {}).get("text/markdown", "") for output in cell.outputs]
    return "\n\n".join(parts)


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_a_lab_has_the_sections_of_the_contract_in_order(path: Path) -> None:
    assert re.findall(r"^## (.+)$", markdown(path), re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_a_lab_can_be_driven_and_its_answer_read(path: Path) -> None:
    driven = [chart for chart in charts(path) if chart["usermeta"]["book"].get("readout")]
    assert driven, "show the lab with explore()"
    for chart in driven:
        assert any(param.get("bind") for param in chart["params"])
        assert len(chart["usermeta"]["book"]["table"]["rows"]) >= 3


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_a_lab_asks_two_or_three_questions_and_has_an_exercise_that_runs(path: Path) -> None:
    asked = [each for each in load_questions(f"labs-{path.stem}") if not each.withheld]
    assert 2 <= len(asked) <= 3
    cells = nbformat.read(path, as_version=4).cells
    assert any("hide-cell" in cell.metadata.get("tags", []) and cell.outputs for cell in cells)


@pytest.mark.parametrize("path", LABS, ids=lambda path: path.stem)
def test_a_lab_leads_to_the_chapter_it_serves(path: Path) -> None:
    text = as_read(path)
    meaning = text[text.index("## What it means") : text.index("## What it leaves out")]
    named = re.findall(r"\]\(\.\./([a-z0-9-]+)\.ipynb\)", meaning)
    assert named, "link the chapter this lab belongs to"
    for name in named:
        assert (ROOT / "chapters" / f"{name}.ipynb").exists()
