"""How can nbval compare forty notebooks without importing pandas and Altair forty times?

A plugin for pytest: `-p tests.shared_kernels`, which also shares the tests out between workers.

Kernels are forked from one process that has imported what chapters import, as `make notebooks` does; an
ordinary sample of the notebooks still runs in kernels started the ordinary way. It is chosen so that it
imports from every package and room that any notebook imports from, and gives every kind of output
(`covering.ordinary`): a notebook that leans on what its kernel had imported is so looked for in each
room. Without the plugin every kernel is an ordinary one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

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


class Balanced(LoadScopeScheduling):
    """Hands tests out one by one, and as a whole a file whose tests share a kernel or a fixture."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return file if shares(file) else nodeid


@cache
def shares(file: str) -> bool:
    """Whether a file's tests need one worker: a notebook's cells do, and a fixture made for a module."""
    return file.endswith(".ipynb") or 'scope="module"' in (ROOT / file).read_text("utf-8")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Balanced:
    """Ours in place of `--dist loadfile`, which leaves one worker with all pages, and of `loadgroup`,
    which the pinned pytest-xdist does not yet bring about under the pinned pytest."""
    return Balanced(config, log)
