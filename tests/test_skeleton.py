"""Does a new chapter begin as one that runs, and say what is wrong before anything is written?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from joinedup.course import trainers_notes
from joinedup.notebooks.running import execute
from joinedup.notebooks.skeleton import left_over, write_chapter
from joinedup.writing import questions
from joinedup.writing.bank import check_files
from tests.browser import ROOT
from tests.test_chapters import ASKED, FEWEST_CHARTS
from tests.test_scenes import FEWEST_SCENES
from tests.test_stories import BUDGET, WORDS_BEFORE_A_PICTURE

NOTES = "chapters/course/trainer/notes-for-trainers.md"

WORDS = {
    "title": "A new fund (2022-23)",
    "initiative": "better_care_fund_planning",
    "after": "pilots-of-everything",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "chapters" / "questions").mkdir(parents=True)
    for name in ("_toc.yml", "data/datapackage.json", NOTES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_new_chapter_runs_and_is_listed(book: Path) -> None:
    notebook, bank, _, contents, _ = write_chapter(
        book, "new-fund", **WORDS, figures=["b045", "b046"]
    )
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
    assert (
        "      - file: chapters/pilots-of-everything\n      - file: chapters/new-fund\n"
    ) in contents.read_text("utf-8")


def test_a_new_chapter_has_as_many_parts_as_the_tests_ask_for(book: Path) -> None:
    notebook, bank, *_ = write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    every = nbformat.read(notebook, as_version=4).cells
    drawn = [cell for cell in every if cell.source.startswith("charts.")]
    assert len(drawn) >= FEWEST_CHARTS
    assert any("pick=" in cell.source for cell in drawn)
    asked = questions.load("new-fund", bank.parent)
    assert ASKED[0] <= sum(not question.withheld for question in asked) <= ASKED[1]
    assert {"quote-lines", "carry", "ask-next"} <= {cell.id for cell in every}


def test_a_new_chapter_may_have_scenes_and_has_a_session_in_the_book_s_order(book: Path) -> None:
    *_, sessions, _, structure = write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    resources = json.loads(structure.read_text("utf-8"))["resources"]
    (scenes,) = [resource for resource in resources if resource["name"] == "scenes"]
    (column,) = [field for field in scenes["schema"]["fields"] if field["name"] == "chapter"]
    may_be = column["constraints"]["enum"]
    assert may_be.index("new-fund") == may_be.index("pilots-of-everything") + 1
    before, session = sessions.read_text("utf-8").split("(new-fund-notes)=\n")
    assert before.rfind("-notes)=") == before.index("(pilots-of-everything-notes)=") + len(
        "(pilots-of-everything"
    )
    session = session.partition("\n(")[0]
    assert trainers_notes.read("chapters/new-fund", session).minutes == 30
    last = {**WORDS, "after": "after-the-stps"}  # at the end of the file
    write_chapter(book, "last-fund", **last, figures=["b045", "b046"])
    assert sessions.read_text("utf-8").endswith("**Bring.** One plan.\n")


def test_what_a_chapter_begins_with_is_known_again(book: Path) -> None:
    notebook, bank, sessions, *_ = write_chapter(
        book, "new-fund", **WORDS, figures=["b045", "b046"]
    )
    cells = nbformat.read(notebook, as_version=4).cells
    for text in (
        *(cell.source for cell in cells if cell.id in ("title", "carry", "decision")),
        bank.read_text("utf-8"),
        sessions.read_text("utf-8"),
    ):
        assert left_over(text), text


def test_the_guide_names_the_counts_that_the_tests_hold() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    low, high = BUDGET["words"]
    for words in (
        f"{low} to {high:,} words",
        f"its first picture within {WORDS_BEFORE_A_PICTURE} words",
        f"{FEWEST_CHARTS} charts or more",
        f"{ASKED[0]} to {ASKED[1]} questions on the page",
        f"{FEWEST_SCENES} scenes or more, or none",
    ):
        assert words in guide


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("New Fund", {}, "small letters"),
        ("new-fund", {"initiative": "nothing"}, "nothing is not in data/initiatives.csv"),
        ("new-fund", {"figures": ["b045", "zz9"]}, "zz9: not in data/figures.csv"),
        ("new-fund", {"figures": ["b045"]}, "two figures or more"),
        ("new-fund", {"after": "no-such"}, "no chapter of that name in _toc.yml"),
        ("fund-2022", {}, "small letters"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(
    book: Path, name: str, change: dict, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        write_chapter(book, name, **{**WORDS, "figures": ["b045", "b046"], **change})
    assert not list((book / "chapters").rglob("*new*.*"))
    for listed in ("_toc.yml", "data/datapackage.json", NOTES):
        assert (book / listed).read_bytes() == (ROOT / listed).read_bytes()


def test_a_chapter_is_never_written_over(book: Path) -> None:
    write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    before = (book / "_toc.yml").read_text("utf-8")
    with pytest.raises(ValueError, match="already"):
        write_chapter(book, "new-fund", **WORDS, figures=["b045", "b046"])
    assert (book / "_toc.yml").read_text("utf-8") == before
