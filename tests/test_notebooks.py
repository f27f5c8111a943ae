"""Does running the notebooks write what it should, and leave alone what it should not?"""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory

from joinedup import __main__ as command_line
from joinedup.notebooks.running import KERNEL, rewrite_all


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
