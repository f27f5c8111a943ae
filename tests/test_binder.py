"""Would Binder build the book with a Python that can run it, and everything it needs?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.browser import ROOT


def recipe() -> str:
    """The container recipe that repo2docker would build, printed without a container engine."""
    command = str(Path(sys.executable).with_name("jupyter-repo2docker"))
    done = subprocess.run(
        [
            command,
            "--no-run",
            "--no-build",
            "--debug",
            "--user-id",
            "1000",
            "--user-name",
            "reader",
            ".",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_binder_uses_the_python_and_the_requirements_of_the_book() -> None:
    text = recipe()
    assert "environment.py-3.12" in text or "python=3.12" in text
    assert "pip install --no-cache-dir -r" in text
    assert "requirements.txt" in text


def test_jupyterlab_is_left_for_binder_to_bring() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert not [line for line in lines if line.startswith(("jupyterlab==", "notebook=="))]
