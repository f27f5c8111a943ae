"""How does a new chapter begin? With a part of every kind that it must have, to be written over.

Its notebook, its bank of questions and its session for trainers, and its name in the two lists of chapters.
"""

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
from joinedup import ask, charts, decide, exercise, fields, figure, in_a_hurry, lines_to_quote
from joinedup import say, source, sources
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
%% code turn remove-input
say(f"""
What happened, why, and what it means. A source is a link: {source("SOURCE", "the words it stands behind")}.
""")
%% code carry remove-input
say("> **To carry out of the room.** One line that is true alone.")
%% markdown ask-next
**Ask before the next decision:**

- What would you ask?
%% markdown evidence
## The evidence
%% code quote-lines remove-input
lines_to_quote(
    f"One line that a paper for a board could quote, with its number: {figure('FIRST')}.",
    question="What does it answer?",
)
%% markdown evidence-promised
### What was promised, and what answers it
%% code evidence-chart hide-input
charts.of_figures(
    FIGURES,
    headline="What the story had no room for",
    description="What someone who cannot see it would want to be told.",
    note="What it cannot show.",
)
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
_SESSION = """({name}-notes)=
## {title}

[Read the chapter](../../{name}.ipynb).

After this chapter you can:

- **say** what it taught.

**Common misreadings.** “What a reader may take from it.” Why that is wrong.

**In half an hour.** Ten minutes: what each does. Five: what pairs do. Fifteen: what each writes.

**Bring.** One plan.

"""

_TO_WRITE_OVER = re.compile(r'"([A-Z>][^"{}\n]{11,}[.?])"|^([A-Z].{40,}[.])$|(“.+)$', re.M)


def left_over(text: str) -> list[str]:
    """The words of a chapter's beginning that stand in a text still, and should have been written over."""
    begun = _CELLS + _QUESTION + _SESSION
    words = [next(filter(None, found)) for found in _TO_WRITE_OVER.findall(begun)]
    return [each for each in words if each in text]


def write_chapter(
    root: Path, name: str, title: str, initiative: str, figures: Sequence[str], after: str
) -> list[Path]:
    """Write what a chapter begins with, and its name where chapters are listed; return the files.

    after: the chapter that it follows in the book. Raises ValueError, having written nothing, for a name
    that is taken or is not words joined by hyphens, for an unknown chapter, initiative or figure, and for
    fewer than two figures.
    """
    notebook = root / "chapters" / f"{name}.ipynb"
    bank = root / "chapters" / "questions" / f"{name}.toml"
    # Where chapters are listed in the book's order, and how each list names one.
    contents, structure = root / "_toc.yml", root / "data" / "datapackage.json"
    sessions = root / "chapters" / "course" / "trainer" / "notes-for-trainers.md"
    evidence = data.load()
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        raise ValueError(f"{name}: a chapter's name is words in small letters joined by hyphens")
    if notebook.exists() or bank.exists():
        raise ValueError(f"{name}: there is a chapter or a bank of that name already")
    if initiative not in evidence.initiatives.index:
        raise ValueError(f"{initiative} is not in data/initiatives.csv: add it there first")
    if unknown := [figure for figure in figures if figure not in evidence.figures.index]:
        raise ValueError(f"{', '.join(unknown)}: not in data/figures.csv, so add the row first")
    if len(figures) < 2:
        raise ValueError("name two figures or more, in one unit, for the first chart")
    line = "      - file: chapters/{}\n"
    lists = {
        contents: (line.format(after), line.format(after) + line.format(name)),
        structure: (f'"{after}"', f'"{after}", "{name}"'),
        sessions: (f"({after}-notes)=\n", ""),
    }
    texts = {path: path.read_text(encoding="utf-8") for path in lists}
    if missing := [path.name for path, (place, _) in lists.items() if place not in texts[path]]:
        raise ValueError(
            f"{after}: no chapter of that name in {', '.join(missing)} to put it after"
        )
    new = _notebook(name, title, initiative, figures)
    notebook.write_text(nbformat.writes(new, version=4) + "\n", encoding="utf-8", newline="\n")
    # Half of a bank is withheld from the page, and each half has a case.
    half = ("", "", '\nkind = "case"')
    kinds = [*half, *(f"{more}\nwithheld = true" for more in half)]
    questions = [
        _QUESTION.format(name=name, number=number, more=more, figure=figures[0])
        for number, more in enumerate(kinds, start=1)
    ]
    bank.write_text("\n".join(questions), encoding="utf-8", newline="\n")
    for path, (place, with_it) in lists.items():
        if path != sessions:
            text = texts[path].replace(place, with_it)
        else:  # before the next session, or at the end
            before, _, rest = texts[path].partition(place)
            its_own, *others = re.split(r"^(?=\([a-z-]+-notes\)=$)", rest, flags=re.M)
            session = _SESSION.format(name=name, title=title)
            text = before + place + its_own.rstrip("\n") + "\n\n" + session + "".join(others)
            text = text.rstrip("\n") + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    return [notebook, bank, sessions, contents, structure]


def _notebook(
    name: str, title: str, initiative: str, figures: Sequence[str]
) -> nbformat.NotebookNode:
    text = _CELLS
    filled = {
        "TITLE": title,
        "NAME": name,
        "FIRST": figures[0],
        "SOURCE": str(data.load().figures.loc[figures[0], "source_id"]),
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
        "book": {"initiatives": [initiative], "minutes": 15},
        "kernelspec": KERNEL,
        "language_info": {"name": "python"},
    }
    return made
