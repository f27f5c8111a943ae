"""Fixtures shared by the tests: a tiny complete data folder made of real rows."""

import shutil
from pathlib import Path

import pytest

from joinedup.data import DATA, Evidence, load

SMALL = Path(__file__).parent / "small"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the tiny data folder, free to damage, with the book's own datapackage.json."""
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    shutil.copy(DATA / "datapackage.json", folder)
    return folder


@pytest.fixture
def small_evidence(small: Path) -> Evidence:
    """The tiny data folder, loaded."""
    return load(small)
