"""Does the quick run look at what changed, and say what it leaves out?"""

from __future__ import annotations

import ast
import sys

import pytest

from tests import quick
from tests.browser import ROOT
from tests.quick import LEFT_OUT, WHERE_CHANGED, Plan, left_out, not_asked_for, plan

LAB = "chapters/labs/two-budgets"


@pytest.mark.parametrize(
    ("file", "notebooks", "pages"),
    [
        ("chapters/the-stps.ipynb", ["chapters/the-stps.ipynb"], ["chapters/the-stps.html"]),
        (
            "chapters/questions/the-stps.toml",
            ["chapters/the-stps.ipynb"],
            ["chapters/the-stps.html"],
        ),
        ("chapters/questions/labs-two-budgets.toml", [f"{LAB}.ipynb"], [f"{LAB}.html"]),
        ("chapters/reference/glossary.md", [], ["chapters/reference/glossary.html"]),
        ("chapters/no-such-notebook.ipynb", [], ["chapters/no-such-notebook.html"]),
        ("tests/test_prices.py", [], []),
    ],
)
def test_what_changed_is_looked_at(file: str, notebooks: list[str], pages: list[str]) -> None:
    assert plan([file]) == Plan(notebooks, pages)


def test_what_decides_every_page_asks_for_pages_that_stand_for_all() -> None:
    for file in ("joinedup/site/theme/static/book.css", "data/figures.csv"):
        assert plan([file]) == Plan(all_pages=True, all_notebooks=True)
    assert plan(["_toc.yml"]) == Plan(all_pages=True)


def test_a_file_that_was_never_committed_counts_as_changed(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    book = tmp_path_factory.mktemp("a book")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(book)]

    def run(*words: str) -> None:
        quick.subprocess.run([*git, *words], check=True, capture_output=True)

    run("init")
    for name in ("kept.md", "edited.md", "gone.md"):
        (book / name).write_text("as it was\n")
    run("add", ".")
    run("commit", "-m", "begin")
    (book / "edited.md").write_text("otherwise\n")
    (book / "gone.md").unlink()
    (book / "new \N{EN DASH} file.md").write_text("new\n")
    monkeypatch.setattr(quick, "ROOT", book)
    assert quick.changed() == ["edited.md", "new \N{EN DASH} file.md"]


def test_what_is_left_out_is_said() -> None:
    said = left_out(["chapters/the-stps.ipynb"], 0, browser=False)
    assert "apt-get install chromium" in said
    for name in LEFT_OUT:
        if (ROOT / "tests" / name).exists():
            assert name in said


def test_a_file_about_one_folder_is_run_where_that_or_itself_has_changed() -> None:
    assert set(not_asked_for([])) == set(WHERE_CHANGED)
    for name, (folders, _) in WHERE_CHANGED.items():
        assert (ROOT / "tests" / name).exists()
        for folder in folders:
            assert (ROOT / folder).is_dir()
            assert name not in not_asked_for([f"{folder}/any.py"])
        assert name not in not_asked_for([f"tests/{name}"])
    assert "test_briefings.py" in not_asked_for(["chapters/the-stps.ipynb"])


def test_no_test_that_needs_a_browser_is_run_by_default() -> None:
    """A file that opens pages is left out by name, or joins through the pages that changed."""
    opening = set()
    for path in (ROOT / "tests").glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and "browser" in {a.arg for a in node.args.args}:
                opening.add(path.name)
    assert opening - set(LEFT_OUT) - {"test_pages.py", "test_quick.py"} == set()


def test_a_step_that_ends_without_a_word_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    steps = quick.Steps(1)
    steps.run("types", [sys.executable, "-c", "raise SystemExit(3)"])
    assert steps.failed == ["types"]
    assert "ended with 3 and said nothing" in capsys.readouterr().out
