"""How does a new chapter begin? As a notebook with every named cell of the contract, to be written over."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import nbformat

from joinedup.evidence import data
from joinedup.notebooks.running import KERNEL

# One cell a block: its kind, name and tag, then its text. TITLE and the like are filled in.
_CELLS = '''
%% markdown title
# TITLE

One sentence that says what the chapter is about, and not how it ends.
%% code setup remove-cell
from joinedup import ask, charts, decide, exercise, fields, figure, in_a_hurry, say, sources
%% code hurry remove-input
in_a_hurry(
    "The answer in plain words.",
    "A second line, with one number at most.",
    "A third line.",
)
%% markdown story-heading
## A heading of the story's own
%% code story remove-input
say(f"""
Who had to decide, where and when? A number is a link: {figure("FIRST")}.
""")
%% code first-chart hide-input
charts.of_figures(
    FIGURES,
    pick="Pick out",
    headline="The finding, in at most fifteen words",
    description="What someone who cannot see it would want to be told.",
    note="What it cannot show.",
)
%% code the-decision remove-input
decide(
    "the-decision",
    "What would you have done?",
    {"One thing": "What that met.", "Another": "What that met."},
)
%% markdown turn-heading
## What happened
%% markdown turn
What happened, why, and what it means.
%% code carry remove-input
say("> **To carry out of the room.** One line that is true alone.")
%% markdown ask-next
**Ask before the next decision:**

- What would you ask?
%% markdown evidence
## The evidence
%% markdown evidence-promised
### What was promised, and what answers it
%% markdown sources-heading
### Sources
%% code sources remove-input
sources()
%% markdown check
## Check yourself
%% code questions remove-input
ask("NAME")
%% markdown exercises
## Exercises
%% code exercise-1 remove-input
exercise(
    "first",
    "1. What can a manager work out from these numbers?",
    "What share of it came about?",
    inputs={
        "planned": fields.Number(
            "What was planned", least=1, most=1e9, step=0.1, example=max(1, abs(figure("FIRST").value))
        ),
        "came": fields.Number("What came", least=0, most=1e9, step=0.1, example=0),
    },
    work={"share": "came / planned"},
    answer=["{share:.0%} of it came."],
    compare="What the worked answer shows.",
    basis="Where the example's numbers come from.",
)
%% code exercise-1-solution hide-cell
print(figure("FIRST").words())
'''
_QUESTION = """[[question]]
id = "{name}-{number}"
outcome = 1{more}
ask = "What does this chapter teach? {{{figure}}} stands for a figure."
  [[question.option]]
  text = "A right answer"
  right = true
  feedback = "Why it is right."
  [[question.option]]
  text = "A real misreading"
  feedback = "Why it is wrong."
  [[question.option]]
  text = "Another misreading"
  feedback = "Why this one is wrong."
"""


def write_chapter(
    root: Path, name: str, title: str, initiative: str, figures: Sequence[str]
) -> list[Path]:
    """Write a chapter's notebook, its questions and its line in _toc.yml; return what was written.

    Raises ValueError, having written nothing, for a name that is taken or is not words joined by
    hyphens, for an unknown initiative or figure, and for fewer than two figures.
    """
    notebook = root / "chapters" / f"{name}.ipynb"
    bank = root / "chapters" / "questions" / f"{name}.toml"
    contents = root / "_toc.yml"
    evidence = data.load()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"{name}: a chapter's name is words in small letters joined by hyphens")
    if notebook.exists() or bank.exists():
        raise ValueError(f"{name}: there is a chapter or a bank of that name already")
    if initiative not in evidence.initiatives.index:
        raise ValueError(f"{initiative} is not in data/initiatives.csv: add it there first")
    if unknown := [figure for figure in figures if figure not in evidence.figures.index]:
        raise ValueError(f"{', '.join(unknown)}: not in data/figures.csv, so add the row first")
    if len(figures) < 2:
        raise ValueError("name two figures or more, in one unit, for the first chart")
    text = contents.read_text(encoding="utf-8")
    place = "  - caption: What it adds up to\n"
    if place not in text:
        raise ValueError(
            "_toc.yml: the part 'What it adds up to' is not there; list the chapter by hand"
        )
    new = _notebook(name, title, initiative, figures)
    notebook.write_text(nbformat.writes(new, version=4) + "\n", encoding="utf-8", newline="\n")
    # Half of a bank is withheld from the page, and each half has a case.
    kinds = ("", '\nkind = "case"', "\nwithheld = true", '\nkind = "case"\nwithheld = true')
    questions = [
        _QUESTION.format(name=name, number=number, more=more, figure=figures[0])
        for number, more in enumerate(kinds, start=1)
    ]
    bank.write_text("\n".join(questions), encoding="utf-8", newline="\n")
    line = f"      - file: chapters/{name}\n"
    contents.write_text(text.replace(place, line + place), encoding="utf-8", newline="\n")
    return [notebook, bank, contents]


def _notebook(
    name: str, title: str, initiative: str, figures: Sequence[str]
) -> nbformat.NotebookNode:
    text = _CELLS
    filled = {
        "TITLE": title,
        "NAME": name,
        "FIRST": figures[0],
        "FIGURES": json.dumps(list(figures)),
    }
    for word, content in filled.items():
        text = text.replace(word, content)
    made = nbformat.v4.new_notebook()
    for block in text.split("%% ")[1:]:
        head, _, source = block.partition("\n")
        kind, cell_id, *tags = head.split()
        new = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        metadata = {"tags": tags} if tags else {}
        made.cells.append(new(source.strip(), id=cell_id, metadata=metadata))
    made.metadata = {
        "book": {"initiatives": [initiative]},
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    return made
