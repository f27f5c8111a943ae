"""Does a new chapter begin as one that runs, and say what is wrong before anything is written?"""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from joinedup.notebooks.running import execute
from joinedup.notebooks.skeleton import write_chapter
from joinedup.writing import questions
from joinedup.writing.bank import check_files
from tests.browser import ROOT

WORDS = {"title": "A new fund (2022-23)", "initiative": "better_care_fund_planning"}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "chapters" / "questions").mkdir(parents=True)
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    return tmp_path


def test_a_new_chapter_runs_and_is_listed(book: Path) -> None:
    notebook, bank, contents = write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    made = nbformat.read(notebook, as_version=4)
    nbformat.validate(made)
    made.cells = [cell for cell in made.cells if cell.id != "questions"]  # its bank is the book's
    ran = execute(made, ROOT / "chapters")
    (chart,) = [cell for cell in ran.cells if cell.id == "first-chart"]
    book_part = chart.outputs[0].data["application/vnd.vegalite.v5+json"]["usermeta"]["book"]
    assert book_part["sources"] == ["pac2015planning"]
    assert "£ million" in book_part["subtitle"]
    assert questions.check(bank.parent) == []
    assert check_files({"new-fund": questions.load("new-fund", bank.parent)}) == []
    assert "      - file: chapters/new-fund\n" in contents.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("New Fund", {}, "small letters"),
        ("new-fund", {"initiative": "nothing"}, "nothing is not in data/initiatives.csv"),
        ("new-fund", {"figures": ["b045", "zz9"]}, "zz9: not in data/figures.csv"),
        ("new-fund", {"figures": ["b045"]}, "two figures or more"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(
    book: Path, name: str, change: dict, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        write_chapter(book, name, **{**WORDS, "figures": ["b045", "b046"], **change})
    assert not list((book / "chapters").rglob("*.*"))


def test_a_chapter_is_never_written_over(book: Path) -> None:
    write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    before = (book / "_toc.yml").read_text("utf-8")
    with pytest.raises(ValueError, match="already"):
        write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    assert (book / "_toc.yml").read_text("utf-8") == before
