"""Is each chapter a story on top of its evidence? Its parts, its manner, and nothing known lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from joinedup.evidence.citations import IN_JUPYTER
from joinedup.notebooks.running import find
from joinedup.writing.manner import Manner, as_read, measure
from tests.test_chapters import CHAPTERS, MIME, ROOT, cells, charts

KEPT = json.loads((ROOT / "tests" / "evidence-kept.json").read_text("utf-8"))
WORDS_BEFORE_A_PICTURE = 480
BUDGET = {"words": (600, 1600), "numbers": 5.0, "short": 0.20, "ease": 45.0}
# Words of the analyst and of the author's filing, which belong in the evidence.
NOT_IN_A_STORY = re.compile(
    r"\bp[ -]values?\b|\bodds ratio|\brate ratio|\b95%|\bconfidence interval|\bstandard error"
    r"|\bwe hold\b|\bour tables\b|\brecorded for\b|\bhas its row\b|\bwe read\b|\bgrade \d"
    r"|\bstatistically significant",
    re.IGNORECASE,
)
IN_EVIDENCE = re.compile(r"data/((?:sources|figures|initiatives)\.csv#[a-z0-9_]+)")
_FIGURE_ID = re.compile(r"""["']([a-z]{1,2}\d{2,3})["']""")


def story(path: Path) -> list[nbformat.NotebookNode]:
    """The cells of a chapter's story: from its title to the heading of its evidence."""
    every = cells(path)
    ids = [cell.id for cell in every]
    assert "evidence" in ids, "a chapter has a cell `evidence` that opens with '## The evidence'"
    hidden = {cell.id for cell in every if "remove-cell" in cell.metadata.get("tags", [])}
    return [cell for cell in every[: ids.index("evidence")] if cell.id not in hidden]


def shown(cell: nbformat.NotebookNode) -> list[str]:
    """The Markdown that a cell's outputs put on the page; what Jupyter alone shows is left out."""
    return [
        output.data["text/markdown"]
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {}) and output.get("metadata") != IN_JUPYTER
    ]


def told(path: Path) -> str:
    """The story's text as it is read, its fold left out."""
    parts = []
    for cell in story(path):
        if cell.id == "hurry":
            continue
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        parts += shown(cell)
    return "\n\n".join(parts)


def manner(path: Path) -> Manner:
    """The manner of a chapter's story."""
    return measure(told(path))


def evidence_ids(path: Path) -> set[str]:
    """Every row of data/ that a notebook links to, draws from or names."""
    found = set(IN_EVIDENCE.findall(path.read_text("utf-8")))
    for chart in charts(path):
        found |= {
            f"sources.csv#{source}"
            for source in chart["usermeta"]["book"]["sources"]
            if not source.startswith("data/")
        }
    for cell in cells(path):
        if cell.cell_type == "code":
            found |= {f"figures.csv#{figure}" for figure in _FIGURE_ID.findall(cell.source)}
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_has_two_layers_in_order(path: Path) -> None:
    every = cells(path)
    ids = [cell.id for cell in every]
    wanted = [
        "title",
        "hurry",
        "carry",
        "ask-next",
        "evidence",
        "quote-lines",
        "sources",
        "questions",
        "exercises",
    ]
    assert [name for name in ids if name in wanted] == wanted
    headings = re.findall(
        r"^## (.+)$",
        "\n\n".join(cell.source for cell in every if cell.cell_type == "markdown"),
        re.MULTILINE,
    )
    assert headings[-3:] == ["The evidence", "Check yourself", "Exercises"]
    assert 2 <= len(headings) - 3 <= 8, "two to eight headings of the story's own"
    title = every[0].source.strip().split("\n\n")
    assert title[0].startswith("# ")
    assert len(title) == 2, "the title, and one sentence that does not give the ending"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_reader_decides_or_guesses_before_the_turn(path: Path) -> None:
    asked = [cell.id for cell in story(path) if re.search(r"^(decide|guess)\(", cell.source, re.M)]
    assert asked, "ask the reader to decide() or guess() in the story"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_story_has_two_to_four_pictures_and_the_first_comes_early(path: Path) -> None:
    drawn, words, before_first = 0, 0, None
    for cell in story(path):
        pictures = sum(MIME in output.get("data", {}) for output in cell.get("outputs", []))
        if pictures and before_first is None:
            before_first = words
        drawn += pictures
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += shown(cell)
        words += sum(len(as_read(text).split()) for text in texts)
    assert 1 <= drawn <= 4, "pictures of the story; others go into the evidence"
    assert before_first is not None
    assert before_first <= WORDS_BEFORE_A_PICTURE, (
        f"{before_first} words stand before the first picture"
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_story_is_told_in_a_readers_manner(path: Path) -> None:
    found, text = manner(path), as_read(told(path))
    low, high = BUDGET["words"]
    assert low <= found.words <= high, "words of the story, without fold and lines to quote"
    assert found.numbers_per_100 <= BUDGET["numbers"], "numbers in a hundred words"
    assert found.short_share <= BUDGET["short"], (
        "share of sentences of eight words or fewer: join some"
    )
    assert found.reading_ease >= BUDGET["ease"], "ease of reading: use shorter words and sentences"
    assert NOT_IN_A_STORY.findall(text) == [], "this belongs in the evidence"
    assert len(re.findall(r"\bthe chart cannot\b", text, re.IGNORECASE)) <= 1


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_code_stands_open_in_a_chapter(path: Path) -> None:
    hidden = {"remove-cell", "remove-input", "hide-input", "hide-cell"}
    assert [
        cell.id
        for cell in cells(path)
        if cell.cell_type == "code" and not hidden & set(cell.metadata.get("tags", []))
    ] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_how_to_read_it_takes_two_sentences_at_most(path: Path) -> None:
    for cell in cells(path):
        texts = [cell.source] if cell.cell_type == "markdown" else []
        texts += shown(cell)
        for text in texts:
            for note in re.findall(r"\*\*How to read it\.\*\*(.*?)(?=\n\n|$)", text, re.DOTALL):
                ends = re.findall(r"[.?!](?=\s|$)", as_read(note))
                assert len(ends) <= 2, f"{cell.id}: a finding belongs in the text"


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_nothing_known_is_lost(path: Path) -> None:
    kept = set(KEPT.get(path.relative_to(ROOT).as_posix(), []))
    here = evidence_ids(path)
    if path.name == "index.ipynb":  # what it listed has pages of its own now
        moved = ("scoreboard", "timeline")
        here |= set().union(*(evidence_ids(ROOT / f"chapters/reference/{n}.ipynb") for n in moved))
    lost = sorted(kept - here)
    assert lost == [], "each stood on this page once: keep it in the evidence"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_line_to_carry_is_short_and_one_to_three_questions_follow(path: Path) -> None:
    by_id = {cell.id: cell for cell in story(path)}
    carried = as_read(by_id["carry"].outputs[0].data["text/markdown"])
    assert carried.strip().startswith("To carry out of the room.")
    assert len(carried.removeprefix("To carry out of the room.").split()) <= 36
    assert 1 <= len(re.findall(r"^- .*\?$", by_id["ask-next"].source, re.MULTILINE)) <= 3
