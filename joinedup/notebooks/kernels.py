"""How can forty notebooks share one import of pandas and Altair? Their kernels are forked from one process.

A kernel that starts from nothing spends most of its time importing. Python's own fork server imports
once (`warm.py`, beside this file) and is forked for each notebook, so every kernel still begins clean
and ends with its notebook.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from multiprocessing.forkserver import ensure_running
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

SHARED = ["ipykernel.kernelapp", "ipykernel.ipkernel", "joinedup.notebooks.warm"]
NAME = "shared-imports"


@contextmanager
def shared_imports() -> Iterator[None]:
    """Let kernels that this process starts meanwhile be forked, where that is safe (on Linux)."""
    if sys.platform != "linux":
        yield
        return
    multiprocessing.get_context("forkserver").set_forkserver_preload(SHARED)
    factory = KernelProvisionerFactory.instance()
    group = KernelProvisionerFactory.GROUP_NAME
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:ForkedKernel", group)
    ordinary, factory.default_provisioner_name = factory.default_provisioner_name, NAME
    ensure_running()  # imports while this process goes on
    try:
        yield
    finally:
        factory.default_provisioner_name = ordinary


class ForkedKernel(LocalProvisioner):
    """Starts a kernel by forking; all else (signals, waiting, ports) is Jupyter's own."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel that listens where `cmd`, the usual command line, says."""
        words = cmd[cmd.index("ipykernel_launcher") + 1 :]
        self.process = _Process(words, kwargs.get("cwd") or os.getcwd(), kwargs["env"])  # type: ignore[assignment]
        return self.connection_info


class _Process:
    """A forked process with the few methods of `subprocess.Popen` that Jupyter asks for."""

    stdin = stdout = stderr = None

    def __init__(self, words: list[str], folder: str, environment: dict[str, str]) -> None:
        self._process = multiprocessing.get_context("forkserver").Process(
            target=_run, args=(words, folder, environment), daemon=True
        )
        self._process.start()
        self.terminate, self.kill = self._process.terminate, self._process.kill

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, signal: int) -> None:
        if self._process.pid is not None:
            os.kill(self._process.pid, signal)


def _run(words: list[str], folder: str, environment: dict[str, str]) -> None:
    import pandas as pd
    from ipykernel.kernelapp import IPKernelApp

    # As it is imported, pandas takes a process without a kernel for a terminal, and would cut wide tables.
    pd.set_option("display.max_columns", 20)
    os.chdir(folder)
    os.environ.update(environment)
    parent = (
        f"--IPKernelApp.parent_handle={os.getppid()}"  # the kernel ends when the fork server does
    )
    IPKernelApp.launch_instance(argv=[*words, parent, "--log-level=ERROR"])
