"""Does each chapter keep the chapter contract? Each failure says what to add and where."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

from joinedup import data
from joinedup.course.trainer import HOME as TRAINER
from joinedup.evidence.citations import TABLES
from joinedup.evidence.scenes import places_read
from joinedup.notebooks.running import find
from joinedup.notebooks.skeleton import left_over
from joinedup.writing.questions import NAMES
from joinedup.writing.questions import load as load_questions

ROOT = Path(__file__).parents[1]
FEWEST_CHARTS, ASKED = 2, (3, 6)
MIME = "application/vnd.vegalite.v5+json"
CHAPTERS = [path for path in find(ROOT) if path.parent == ROOT / "chapters"]
LABS = [path for path in find(ROOT) if path.parent.name == "labs"]
MINUTES = {"One": 1, "Two": 2, "Three": 3, "Four": 4, "Five": 5, "Six": 6, "Seven": 7, "Eight": 8}
MINUTES |= {"Nine": 9, "Ten": 10, "Fifteen": 15, "ten minutes": 10, "half an hour": 30}


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set(re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text("utf-8")))
    reference = [*ROOT.glob("chapters/reference/*.md"), *ROOT.glob("chapters/course/*.md")]
    pages = [
        path.relative_to(ROOT).with_suffix("").as_posix() for path in [*find(ROOT), *reference]
    ]
    left_out = sorted(set(pages) - listed)
    assert left_out == [], "list it in _toc.yml, or no page is built"


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return nbformat.read(path, as_version=4).cells


def markdown(path: Path) -> str:
    return "\n\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")


def charts(path: Path) -> list[dict]:
    return [
        output.data[MIME]
        for cell in cells(path)
        if cell.cell_type == "code"
        for output in cell.outputs
        if MIME in output.get("data", {})
    ]


def typed_prose(path: Path) -> list[str]:
    """What authors typed for readers: Markdown cells and the fixed parts of texts in code."""
    found = []
    for cell in cells(path):
        if cell.cell_type == "markdown":
            found.append(re.sub(r"`[^`]*`|\]\([^)]*\)|\$[^$]*\$", " ", cell.source))
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = list(node.args) if name == "say" else []
            texts += [
                word.value
                for word in node.keywords
                if word.arg in ("headline", "subtitle", "description", "note")
            ]
            for text in texts:
                found += [
                    part.value
                    for part in ast.walk(text)
                    if isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and not _inside_call(part, text)
                ]
    return found


def _inside_call(part: ast.AST, text: ast.AST) -> bool:
    """Whether a string is an argument of a function within the text, such as a figure's id."""
    return any(
        part is inner
        for node in ast.walk(text)
        if isinstance(node, (ast.Call, ast.Subscript, ast.FormattedValue))
        for inner in ast.walk(node)
    )


def notes_for_trainers() -> dict[str, str]:
    """{notebook: its note for the trainer}, from the trainer's half."""
    pages = (
        (TRAINER / name).read_text("utf-8") for name in ("notes-for-trainers.md", "lab-notes.md")
    )
    note = re.compile(r"^\(([a-z-]+)-notes\)=\n(.*?)(?=^\([a-z-]+-notes\)=|\Z)", re.M | re.S)
    return {name: text for page in pages for name, text in note.findall(page)}


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_no_page_holds_the_trainers_notes(path: Path) -> None:
    words = path.read_text("utf-8")
    assert "**Common misreadings.**" not in words
    assert "## For the trainer" not in words


@pytest.mark.parametrize("path", [*CHAPTERS, *LABS], ids=lambda path: path.stem)
def test_a_session_has_misreadings_and_minutes_that_add_up(path: Path) -> None:
    note = notes_for_trainers().get(path.stem)
    home = f"{TRAINER.relative_to(ROOT)}/notes-for-trainers.md"
    assert note, f"write its session in {home}, below ({path.stem}-notes)="
    assert "**Common misreadings.**" in note
    length = "ten minutes" if path in LABS else "half an hour"
    plan = note.split(f"**In {length}.**")[1].split("\n\n")[0].strip()
    steps = re.findall(rf"(?:^|[.?!”)] )({'|'.join(MINUTES)})(?: minutes?)?(?=:)", plan)
    assert sum(MINUTES[step] for step in steps) == MINUTES[length], (
        f"open each step with its minutes, one of {', '.join(MINUTES)}, and a colon"
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_nothing_that_a_chapter_begins_with_is_left(path: Path) -> None:
    bank = (ROOT / "chapters" / "questions" / f"{path.stem}.toml").read_text("utf-8")
    sources = [cell.source for cell in cells(path)]
    note = notes_for_trainers().get(path.stem, "")
    assert left_over("\n".join([*sources, bank, note])) == [], "write over it"


@pytest.mark.parametrize("path", [*CHAPTERS, *LABS], ids=lambda path: path.stem)
def test_no_question_says_a_word_twice_running(path: Path) -> None:
    bank = path.stem if path in CHAPTERS else f"labs-{path.stem}"
    for question in load_questions(bank):
        for words in (
            question.ask,
            *(each for o in question.options for each in (o.text, o.feedback)),
        ):
            assert not re.search(r"\b([a-z]+) \1\b", words), words


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_two_charts_or_more_and_one_with_a_control(path: Path) -> None:
    found = charts(path)
    assert len(found) >= FEWEST_CHARTS, "draw another, in the story or in the evidence"
    assert any(param.get("bind") for chart in found for param in chart.get("params", [])), (
        "give at least one chart a control the reader can move"
    )


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_no_figure_is_typed_into_prose(path: Path) -> None:
    typed = [
        f"{numeral!r} in {' '.join(text.split())[:90]!r}"
        for text in typed_prose(path)
        for numeral in re.findall(r"[£+−-]?\d[\d,.]*(?:%|bn|m\b)?", NAMES.sub(" ", text))
    ]
    assert typed == [], "compute it: {figure('...')} in say(), or a name bound in the cell"


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_a_notebook_was_run_from_top_to_bottom(path: Path) -> None:
    counts = [cell.execution_count for cell in cells(path) if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1)), "run `make notebooks`"
    kinds = {
        output.output_type
        for cell in cells(path)
        if cell.cell_type == "code"
        for output in cell.outputs
    }
    assert "error" not in kinds


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_a_notebook_holds_only_charts_that_keep_the_contract(path: Path) -> None:
    for chart in charts(path):
        book = chart["usermeta"]["book"]
        assert len(book["headline"].split()) <= 15
        assert set(book["sources"]) <= set(data.load().sources.index) | set(TABLES)
        assert book["table"]["rows"]
        assert chart["$schema"].endswith("/v5.json")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_asks_three_to_six_questions_and_has_a_solution_that_runs(path: Path) -> None:
    asked = [question for question in load_questions(path.stem) if not question.withheld]
    least, most = ASKED
    assert least <= len(asked) <= most, "count the questions of its bank that are not withheld"
    solutions = [
        cell
        for cell in cells(path)
        if "hide-cell" in cell.metadata.get("tags", []) and cell.outputs
    ]
    assert solutions, "give an exercise a solution cell tagged hide-cell, with an output"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_names_the_initiatives_it_covers(path: Path) -> None:
    book = nbformat.read(path, as_version=4).metadata["book"]
    assert book["initiatives"]
    assert set(book["initiatives"]) <= set(data.load().initiatives.index)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_lists_every_source_it_links_to(path: Path) -> None:
    text = path.read_text("utf-8")
    figures = data.load().figures
    linked = set(re.findall(r"data/sources\.csv#([a-z0-9_]+)", text))
    linked |= {
        figures.loc[figure_id, "source_id"]
        for figure_id in re.findall(r"data/figures\.csv#([a-z0-9_]+)", text)
    }
    scenes = data.load().scenes
    for scene_id in re.findall(r"data/scenes\.csv#([a-z0-9_]+)", text):
        row = scenes.loc[scene_id]
        linked |= set(places_read(row["source_id"], row["locator"], row["other_sources"]))
    linked |= {
        source for chart in charts(path) for source in chart["usermeta"]["book"]["sources"]
    } - set(TABLES)
    listed = json.dumps(next(cell for cell in cells(path) if cell.id == "sources"))
    assert {source for source in linked if f"sources.csv#{source})" not in listed} == set()


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_a_notebook_begins_with_nothing_that_it_does_not_use(path: Path) -> None:
    """What its first cell brings or names is what somebody who learns from it will look for."""
    brought, used = set(), set()
    for cell in cells(path):
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(node.id)
            elif cell.id == "setup" and isinstance(node, ast.alias):
                brought.add((node.asname or node.name).partition(".")[0])
            elif cell.id == "setup" and isinstance(node, ast.Name):
                brought.add(node.id)
    assert sorted(brought - used - {"_"}) == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_cell_has_a_readable_name(path: Path) -> None:
    unreadable = [cell.id for cell in cells(path) if not re.fullmatch(r"[a-z]+[a-z0-9-]*", cell.id)]
    assert unreadable == [], "cell ids become addresses of charts: give each a name"
    assert len({cell.id for cell in cells(path)}) == len(cells(path))


def test_every_initiative_is_covered_or_listed_as_not_yet() -> None:
    covered = {
        initiative
        for path in find(ROOT)
        for initiative in nbformat.read(path, as_version=4)
        .metadata.get("book", {})
        .get("initiatives", [])
    }
    waiting = {
        line.split("#")[0].strip()
        for line in (ROOT / "tests" / "not-yet-covered.txt").read_text().splitlines()
        if line.split("#")[0].strip()
    }
    every = set(data.load().initiatives.index)
    assert every - covered - waiting == set(), "write it into a chapter, or list it as not yet"
    assert covered & waiting == set(), "covered now: take it off the list in not-yet-covered.txt"
    assert waiting <= every
