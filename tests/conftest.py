"""Fixtures shared by the tests: a tiny complete data folder made of real rows, a browser, the site."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from joinedup.evidence.data import DATA, Evidence, load
from tests.browser import SITE, launched, serve

os.environ["BOOK_CARDS"] = "1"  # whatever a test builds is built as it would be published

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one for each worker."""
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the built book, served from this machine."""
    with serve(SITE) as address:
        yield address
