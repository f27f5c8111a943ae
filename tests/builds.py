"""How can sixty small books be built without importing Sphinx sixty times? Their builds are forked.

One process imports what a build imports and reads the data; it forks itself for each build that is asked
of it. So every build still begins clean and ends with its process, and nothing that one leaves in memory
can help or harm the next. `COMMAND` is the program itself, for tests that run it as a contributor does.

Run as a program, this module is that process: a line of JSON in for each build, its exit status out.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path

COMMAND = [str(Path(sys.executable).with_name("jupyter-book")), "build"]
STRICT = ["-n", "-W", "--keep-going", "-q"]
# What `jupyter-book build` imports as it goes, beside all that Sphinx itself loads.
IMPORTED = (
    *("jupyter_book.cli.main", "jupyter_book.sphinx", "myst_nb.sphinx_ext", "myst_nb.sphinx_"),
    *(
        "sphinx_external_toc",
        "joinedup.site",
        "docutils.parsers.rst.roles",
        "docutils.writers.html5_polyglot",
    ),
)


def build(book: Path, *, output: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Build a book strictly, as `make site` does; the exit status and what was said."""
    where = ["--path-output", str(output)] if output else []
    arguments = ["build", str(book), *where, *STRICT]
    server = _server()
    assert server.stdin
    assert server.stdout
    with tempfile.TemporaryDirectory() as folder:
        said = [str(Path(folder) / name) for name in ("out", "err")]
        server.stdin.write(json.dumps([arguments, dict(os.environ), *said]) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        out, err = (Path(name).read_text("utf-8") for name in said)
    return subprocess.CompletedProcess(arguments, status, out, err)


@cache
def _server() -> subprocess.Popen[str]:
    """The process that builds are forked from, one for each worker; it ends with its worker."""
    command = [sys.executable, "-m", __name__]
    root = Path(__file__).parents[1]
    server = subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.kill)
    return server


def _import_all() -> None:
    from sphinx.application import builtin_extensions

    from joinedup.evidence import data

    for name in (*builtin_extensions, *IMPORTED):
        import_module(name)
    data.load()


def _build_and_end(arguments: list[str], environment: dict[str, str], out: str, err: str) -> None:
    """In the forked process: run Jupyter Book's own command line with its words sent to files."""
    os.environ.clear()
    os.environ.update(environment)
    for number, name in ((1, out), (2, err)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    from jupyter_book.cli.main import main

    try:
        main(arguments)
    except Exception:
        traceback.print_exc()
        sys.exit(1)


def _serve() -> None:
    _import_all()
    for line in sys.stdin:
        process = os.fork()
        if not process:
            _build_and_end(*json.loads(line))  # click ends the process
        _, status = os.waitpid(process, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve()
