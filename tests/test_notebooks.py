"""Are broken notebooks named, and does running the sound ones write what it should and no more?"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory

from joinedup import __main__ as command_line
from joinedup.notebooks import checking
from joinedup.notebooks.running import (
    GUARD,
    KERNEL,
    WIDGET_VIEW,
    find,
    furnish,
    link_faults,
    normalise,
    rewrite_all,
)
from joinedup.notebooks.saving import before_saving
from tests import planted
from tests.browser import ROOT


def put(path: Path, source: str) -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    nbformat.write(notebook, path)
    return path


def test_one_notebook_that_fails_is_named_and_stops_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = put(tmp_path / "broken.ipynb", "1 / 0")
    sound = put(tmp_path / "sound.ipynb", "import joinedup\n1 + 1")
    before = broken.read_bytes()
    assert rewrite_all([broken, sound]) == [broken]
    assert broken.read_bytes() == before
    assert nbformat.read(sound, as_version=4).cells[0].outputs[0].data["text/plain"] == "2"
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "broken.ipynb" in told
    assert rewrite_all([sound]) == []
    assert "the same" in capsys.readouterr().err


def test_a_notebook_sees_nothing_that_another_left(tmp_path: Path) -> None:
    first = put(tmp_path / "first.ipynb", "import joinedup\njoinedup.left = True")
    second = put(tmp_path / "second.ipynb", "import joinedup\nhasattr(joinedup, 'left')")
    assert rewrite_all([first]) == []
    assert rewrite_all([second]) == []
    assert nbformat.read(second, as_version=4).cells[0].outputs[0].data["text/plain"] == "False"


def test_kernels_are_started_the_ordinary_way_afterwards(tmp_path: Path) -> None:
    started = KernelProvisionerFactory.instance()
    ordinary = started.default_provisioner_name
    assert rewrite_all([put(tmp_path / "sound.ipynb", "1 + 1")]) == []
    assert started.default_provisioner_name == ordinary


def test_faults_in_the_data_are_listed_and_nothing_is_run(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = put(small / "sound.ipynb", "1 + 1")
    before = notebook.read_bytes()
    (small / "sources.csv").write_text("source_id\n")
    monkeypatch.setattr(command_line, "DATA", small)
    assert command_line.main(["notebooks", str(notebook)]) == 1
    assert "sources.csv" in capsys.readouterr().out
    assert notebook.read_bytes() == before


def test_a_wide_table_is_shown_as_an_ordinary_kernel_shows_it(tmp_path: Path) -> None:
    wide = put(
        tmp_path / "wide.ipynb",
        "import pandas as pd\npd.DataFrame({f'a long heading {n}': [n] for n in range(12)})",
    )
    assert rewrite_all([wide]) == []
    assert "..." not in nbformat.read(wide, as_version=4).cells[0].outputs[0].data["text/plain"]


def notebook_of(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook of the book, its cells as they would be after a run."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"book": {"minutes": 12}})


@pytest.mark.parametrize("link", ["the-pioneers", "../labs/two-budgets", "reference/sources#b1"])
def test_a_link_that_opens_nothing_in_jupyter_is_named(link: str) -> None:
    typed = nbformat.v4.new_markdown_cell(f"See [it]({link}).", id="typed")
    written = nbformat.v4.new_code_cell("say('...')", id="written")
    written.outputs = [
        nbformat.v4.new_output("display_data", {"text/markdown": f"See [it]({link}).\n"})
    ]
    found = link_faults(notebook_of(typed, written))
    assert [fault.split(" links to ")[0] for fault in found] == ["cell typed", "cell written"]
    assert all(repr(link) in fault and ".ipynb" in fault for fault in found)


@pytest.mark.parametrize(
    "link",
    [
        "the-pioneers.ipynb",
        "reference/how-to-read.md#verdicts",
        "../data/figures.csv#b001",
        "https://example.org/page",
        "#in-this-notebook",
        "evidence:figures/b001",
    ],
)
def test_a_link_that_opens_something_is_let_through(link: str) -> None:
    assert link_faults(notebook_of(nbformat.v4.new_markdown_cell(f"See [it]({link})."))) == []


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_a_notebook_is_stored_as_jupyterlab_would_save_it(path: Path) -> None:
    stored = path.read_text("utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    assert link_faults(notebook) == []
    assert nbformat.writes(normalise(furnish(notebook)), version=4) + "\n" == stored
    # JavaScript knows no 2.0: JupyterLab would save it as 2.
    assert all(
        not value.is_integer() for value in numbers(json.loads(stored)) if isinstance(value, float)
    )


def numbers(value: Any) -> Iterator[float]:
    """Every number in a JSON value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from numbers(part)
    elif isinstance(value, float):
        yield value


def test_saving_puts_the_books_notebooks_in_form_and_leaves_others_alone() -> None:
    def run() -> nbformat.NotebookNode:
        solution = nbformat.v4.new_code_cell("1", id="a-solution")
        solution.metadata["tags"] = ["hide-cell"]
        view = {WIDGET_VIEW: {"model_id": "a"}, "application/vnd.vegalite.v5+json": {"a": 1}}
        solution.outputs = [
            nbformat.v4.new_output("display_data", {**view, "image/png": "iVBORw0KGgo="})
        ]
        return notebook_of(solution)

    model = {"type": "notebook", "content": run()}
    before_saving(model, path="a.ipynb", contents_manager=None)
    cell = model["content"]["cells"][0]
    assert set(cell["outputs"][0]["data"]) == {"application/vnd.vegalite.v5+json"}
    assert cell["metadata"]["jupyter"] == {"source_hidden": True, "outputs_hidden": True}
    assert model["content"]["metadata"]["language_info"]["file_extension"] == ".py"
    other = {"type": "notebook", "content": run()}
    del other["content"]["metadata"]["book"]
    kept = copy.deepcopy(other)
    before_saving(other, path="b.ipynb", contents_manager=None)
    before_saving({"type": "file", "content": "text", "format": "text"})
    before_saving({"type": "directory", "content": None})
    assert other == kept


@pytest.mark.parametrize(
    ("cell_id", "tag", "closed"),
    [
        ("exercise-1", "hide-cell", []),  # for the reader to change
        ("exercise-1-solution", "hide-cell", ["source_hidden", "outputs_hidden"]),
        ("a-chart", "hide-input", ["source_hidden"]),
        ("words", "remove-input", ["source_hidden"]),
        ("setup", "remove-cell", ["source_hidden"]),
        ("shown", None, []),
    ],
)
def test_what_starts_closed_in_jupyter(cell_id: str, tag: str | None, closed: list[str]) -> None:
    cell = nbformat.v4.new_code_cell("1", id=cell_id)
    cell.metadata = {"tags": [tag] if tag else [], "jupyter": {"source_hidden": True}}
    normalise(notebook_of(cell))
    assert cell.metadata.get("jupyter", {}) == dict.fromkeys(closed, True)


@pytest.mark.parametrize(
    ("before", "closed"),
    [
        ('guess("a", "How many?", 10)', ["source_hidden", "outputs_hidden"]),
        ("charts.of_figures(guess)", ["source_hidden"]),
    ],
)
def test_a_figure_that_answers_the_guess_before_it_starts_closed(
    before: str, closed: list[str]
) -> None:
    asked = nbformat.v4.new_code_cell(before, id="how-many")
    chart = nbformat.v4.new_code_cell("1", id="a-chart", metadata={"tags": ["hide-input"]})
    normalise(notebook_of(asked, chart))
    assert chart.metadata["jupyter"] == dict.fromkeys(closed, True)


def test_what_was_printed_in_pieces_is_stored_as_one() -> None:
    def printed(words: str, name: str = "stdout") -> nbformat.NotebookNode:
        return nbformat.v4.new_output("stream", name=name, text=words)

    chart = nbformat.v4.new_output("display_data", {"text/plain": "a chart"})
    pieces = [printed("one\n"), printed("two\n"), printed("a warning\n", "stderr"), chart]
    cell = nbformat.v4.new_code_cell("1", id="shown", outputs=[*pieces, printed("three\n")])
    normalise(notebook_of(cell))
    told = [output.get("text", "a chart") for output in cell.outputs]
    assert told == ["one\ntwo\n", "a warning\n", "a chart", "three\n"]


def test_a_chapter_is_furnished_once() -> None:
    answer = nbformat.v4.new_markdown_cell("Because.", id="exercise-1-answer")
    title = nbformat.v4.new_markdown_cell("# Title", id="title")
    setup = nbformat.v4.new_code_cell("import joinedup", id="setup")
    once = furnish(notebook_of(title, setup, answer))
    assert [cell.id for cell in once.cells] == ["title", "in-jupyter", "setup", "exercise-1-answer"]
    assert once.cells[2].source == f"{GUARD}\nimport joinedup"
    assert once.cells[3].source.startswith("<details")
    assert furnish(copy.deepcopy(once)) == once
    front = nbformat.v4.new_notebook(cells=[title, setup], metadata={"book": {}})
    assert [cell.id for cell in furnish(front).cells] == ["title", "setup"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A folder with one notebook in good order, free to damage."""
    path = tmp_path / planted.NOTEBOOK_FILE
    path.parent.mkdir()
    text = json.dumps(planted.notebook(), indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_sound_notebook_has_no_faults(book: Path) -> None:
    assert checking.check(book) == []


@pytest.mark.parametrize("fault", planted.NOTEBOOKS, ids=lambda fault: fault.what)
def test_a_fault_of_a_known_kind_is_refused_once_or_let_through_for_a_reason(
    book: Path, fault: planted.Planted
) -> None:
    fault.damage(book)
    found = checking.check(book)
    if fault.why:
        assert found == [], fault.why
        return
    assert any(fault.said in each.rule for each in found), found
    assert len(found) == fault.times, found
    assert all(each.file == planted.NOTEBOOK_FILE for each in found)


BROKEN = [
    fault for fault in planted.NOTEBOOKS if fault.kind == planted.BROKEN and fault.what != "CRLF"
]


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.what)
def test_a_broken_file_is_named_with_the_reason_and_never_overwritten(
    book: Path, fault: planted.Planted, capsys: pytest.CaptureFixture[str]
) -> None:
    fault.damage(book)
    path = book / planted.NOTEBOOK_FILE
    before = path.read_bytes()
    for _ in range(2):  # the second time as the first
        assert rewrite_all([path]) == [path]
        assert path.read_bytes() == before
        told = capsys.readouterr().err
        assert "one-chapter.ipynb" in told
        assert fault.said in told


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert rewrite_all([tmp_path / "no-such.ipynb"]) == [tmp_path / "no-such.ipynb"]
    told = capsys.readouterr().err
    assert "no-such.ipynb" in told
    assert "cannot be read" in told


def test_check_reads_the_notebooks_and_fails(
    book: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted.says("# A\n\n[x](no-such-chapter)")(book)
    monkeypatch.setattr(command_line, "BOOK", book)
    assert command_line.main(["check"]) == 1
    told = capsys.readouterr().out
    assert "chapters/one-chapter.ipynb" in told
    assert "leads to no page of the book" in told


def test_a_link_to_a_page_that_the_build_writes_is_sound_before_any_build(book: Path) -> None:
    ignored = (command_line.BOOK / ".gitignore").read_text("utf-8").splitlines()
    written = {line for line in ignored if line.startswith("chapters/") and line.endswith(".md")}
    assert written == {f"chapters/{name}.md" for name in checking.WRITTEN}
    links = [line.removeprefix("chapters/") for line in sorted(written)]
    links += ["councils/kent.md", "reference/initiatives/bcf-2015.md"]
    planted.says("# A\n\n" + " ".join(f"[x]({link})" for link in links))(book)
    (fault,) = checking.check(book)
    assert fault.value == "reference/initiatives/bcf-2015.md"


def test_the_book_has_no_faults_in_its_notebooks() -> None:
    assert checking.check(command_line.BOOK) == []
