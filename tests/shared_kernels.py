"""How can nbval compare forty notebooks without importing pandas and Altair forty times?

A plugin for pytest: `-p tests.shared_kernels`. Kernels are forked from one process that has imported
what chapters import, as `make notebooks` does; an ordinary sample of the notebooks still runs in kernels
started the ordinary way. The sample is chosen so that it imports from every package and room that any
notebook imports from, and gives every kind of output (`covering.ordinary`). What only an ordinary kernel
could show, a notebook that leans on what its kernel imported before it, is so looked for in each room.
Without the plugin every kernel is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from joinedup.notebooks.kernels import shared_imports
from joinedup.notebooks.running import find
from tests.browser import ROOT
from tests.covering import ordinary

TOGETHER = ("test_lab", "test_firefox")


@cache
def _started_ordinarily() -> frozenset[Path]:
    return frozenset(ordinary(find(ROOT)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """nbval starts a notebook's kernel while it sets up the first of its cells."""
    if item.path.suffix == ".ipynb" and item.path not in _started_ordinarily():
        with shared_imports():
            return (yield)
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a kernel, a JupyterLab or a Firefox (`--dist loadgroup`)."""
    for item in items:
        if item.path.suffix == ".ipynb" or item.path.stem in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
