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


@pytest.hookimpl(tryfirst=True)  # before xdist reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep on one worker (`--dist loadgroup`) what shares a kernel, or a fixture made once for its file."""
    for item in items:
        info = getattr(item, "_fixtureinfo", None)
        fixtures = info.name2fixturedefs.values() if info else ()
        shares = any(found[-1].scope == "module" for found in fixtures if found)
        if item.path.suffix == ".ipynb" or shares:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
