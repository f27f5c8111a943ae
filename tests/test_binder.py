"""Does the book run where Binder builds it? repo2docker's own steps are run here, without a container.

binder/runtime.txt is needed, because repo2docker's default Python is too old for pandas 3. Because there
is a folder binder/, Binder installs only what that lists, and not the package a second time, as a copy.
JupyterLab stays out of the locks, because Binder brings its own.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import nbformat
import pytest

from joinedup.evidence.data import find_book
from joinedup.notebooks.running import find
from tests.browser import ROOT

USER = 1000  # the number repo2docker gives to the reader's account
NOTEBOOKS = (
    "index.ipynb",
    "chapters/the-pioneers.ipynb",
    "chapters/labs/two-budgets.ipynb",
)
# What Binder's own environment brings, and a replay needs of it: a program that runs notebooks.
BROUGHT = ("nbclient", "ipykernel")


def recipe(book: Path = ROOT) -> str:
    """The container recipe that repo2docker would build, printed without a container engine."""
    command = [str(Path(sys.executable).with_name("jupyter-repo2docker")), "--no-run", "--no-build"]
    command += ["--debug", "--user-id", str(USER), "--user-name", "reader", "."]
    done = subprocess.run(command, cwd=book, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def steps(text: str) -> list[str]:
    """The commands that the recipe runs once the repository is in place, in their order."""
    after = text[text.index("COPY --chown=1000:1000 src/ ${REPO_DIR}/") :]
    return re.findall(r"^RUN (.+)$", after, flags=re.MULTILINE)


def pins(path: Path) -> list[str]:
    """The pinned packages of a requirements file."""
    return [line for line in path.read_text("utf-8").splitlines() if re.match(r"[a-z0-9]", line)]


@dataclass
class Replay:
    """A repository, built by repo2docker's steps as an account without rights over the rest.

    home: the account's home, into which repo2docker copies the repository; python: the interpreter
    of the environment; owner: the account's number, None where the tests have no right to change it.
    """

    top: Path
    python: Path
    owner: int | None
    commands: list[str] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.top / "home" / "reader"

    def run(self, command: str | Sequence[str | Path], folder: Path | None = None) -> str:
        """Run one command as the account; return what it printed. Fails with its last words."""
        kept = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL")}
        environment = {
            **kept,
            "HOME": str(self.home),
            "REPO_DIR": str(self.home),
            "NB_USER": "reader",
            "KERNEL_PYTHON_PREFIX": str(self.python.parents[1]),
            "PATH": f"{self.python.parent}:/usr/local/bin:/usr/bin:/bin",
            "PIP_NO_INDEX": "1",  # the packages were fetched before, so that they come from the cache
            "PIP_FIND_LINKS": str(self.top / "wheels"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_COMPILE": "1",  # modules are compiled when they are first imported
        }
        words = ["bash", "-c", command] if isinstance(command, str) else [str(w) for w in command]
        account: dict[str, Any] = {}
        if self.owner is not None:
            account = {"user": self.owner, "group": self.owner, "extra_groups": []}
        done = subprocess.run(
            words,
            cwd=folder or self.home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            **account,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-3000:]}"
        return str(done.stdout)

    def open(self, notebook: Path) -> nbformat.NotebookNode:
        """Run a notebook whole with the environment's own kernel, in its folder, and read it back."""
        self.run([self.python.with_name("jupyter-execute"), "--inplace", notebook], notebook.parent)
        return nbformat.read(notebook, as_version=4)

    def packages(self) -> int:
        """The bytes in the environment's site-packages."""
        folder = next(self.python.parents[1].glob("lib/python*/site-packages"))
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def interpreter(owner: int | None) -> str:
    """A Python that the account may use: Binder's own version if there is one, or one the book allows."""
    wanted = "python" + (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")
    test = "import sys, ssl, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))"
    account: dict[str, Any] = {"user": owner, "group": owner} if owner is not None else {}
    for name in (wanted, sys._base_executable, "/usr/bin/python3"):  # type: ignore[attr-defined]
        path = shutil.which(name)
        with suppress(PermissionError):
            if (
                path
                and not subprocess.run(
                    [path, "-I", "-c", test], check=False, capture_output=True, **account
                ).returncode
            ):
                return path
    return ""


def copy_of(book: Path, to: Path) -> None:
    """The files that a clone of the book would hold, unsaved work included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=book, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (book / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(book / name, to / name)


def replayed(book: Path, top: Path) -> Replay:
    """Build `book` in `top` by the steps of its recipe, in their order, folder and account.

    As root the steps are run by an account without rights, as in the container. The packages are
    fetched first (by pip, so from its cache), which is all that differs.
    """
    owner = USER if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    base = interpreter(owner)
    if not base:  # every Python here lies where only root may look
        owner, base = None, sys.executable
    top.chmod(0o755)
    build = Replay(top, top / "environment/bin/python", owner)
    build.home.mkdir(parents=True)
    copy_of(book, build.home)
    if owner is not None:
        subprocess.run(["chown", "-R", f"{owner}:{owner}", str(top)], check=True)
    build.run([base, "-m", "venv", top / "environment"])
    lock = book / "binder/requirements.txt"
    lock = lock if lock.exists() else book / "requirements.txt"
    brought = [pin for pin in pins(ROOT / "requirements.txt") if pin.split("==")[0] in BROUGHT]
    build_tools = re.findall(r'^requires = \["(.+)"\]', (book / "pyproject.toml").read_text(), re.M)
    (top / "fetch.txt").write_text("\n".join([*pins(lock), *brought, *build_tools]))
    fetch = [build.python, "-m", "pip", "download", "-q", "-d", top / "wheels"]
    subprocess.run([*fetch, "-r", top / "fetch.txt"], check=True, cwd=top)
    build.run([build.python, "-m", "pip", "install", "-q", *brought])
    build.commands = steps(recipe(book))
    for command in build.commands:
        build.run(command)
    return build


@pytest.fixture(scope="module")
def binder() -> Iterator[Replay]:
    with tempfile.TemporaryDirectory(prefix="binder-") as top:
        yield replayed(ROOT, Path(top))


def errors(notebook: nbformat.NotebookNode) -> list[str]:
    """The cells of a notebook that did not run, or that ended in an error."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        cell.id
        for cell in code
        if cell.execution_count is None or any(out.output_type == "error" for out in cell.outputs)
    ]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_whole_where_binder_opens_it(binder: Replay, name: str) -> None:
    assert errors(binder.open(binder.home / name)) == []


def test_a_notebook_opened_from_another_folder_runs_whole(binder: Replay) -> None:
    elsewhere = binder.top / "home" / "elsewhere"
    binder.run(["mkdir", elsewhere])
    binder.run(["cp", binder.home / NOTEBOOKS[1], elsewhere])
    assert errors(binder.open(elsewhere / "the-pioneers.ipynb")) == []


def test_jupyter_finds_what_the_book_adds_to_it(binder: Replay) -> None:
    prefix = binder.python.parents[1]
    added = ROOT / "for-jupyter"
    described = tomllib.loads((added / "pyproject.toml").read_text("utf-8"))
    for folder, files in described["tool"]["setuptools"]["data-files"].items():
        for name in files:
            placed = prefix / folder / Path(name).name
            assert placed.read_bytes() == (added / name).read_bytes()


def test_the_package_installed_as_a_copy_finds_its_data_or_says_what_to_do(binder: Replay) -> None:
    site = binder.top / "home" / "copied"
    pip = [binder.python, "-m", "pip", "install", "-q", "--no-deps", "--target", site, "."]
    binder.run(pip)
    python = f"PYTHONPATH={site} {binder.python}"
    where = "import joinedup, joinedup.evidence.data as d; print(joinedup.__file__, d.DATA)"
    folder = binder.home / "chapters" / "labs"
    package, found = binder.run(f"{python} -c '{where}'", folder).split()
    assert Path(package).is_relative_to(site)
    assert Path(found) == binder.home / "data"
    told = binder.run(f"{python} -c 'import joinedup.evidence.data' 2>&1 | tail -4", binder.top)
    assert "evidence was not found" in told
    assert "Run the chapters yourself" in told


def test_the_book_is_found_beside_the_package_first_and_then_above(tmp_path: Path) -> None:
    for name in ("mine", "other"):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "datapackage.json").write_text("{}")
        (tmp_path / name / "chapters" / "questions").mkdir(parents=True)
    mine, other = tmp_path / "mine", tmp_path / "other"
    assert find_book(mine / "joinedup", other) == mine
    assert find_book(tmp_path / "site-packages" / "joinedup", other / "chapters") == other
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_text("{}")  # another project's
    with pytest.raises(FileNotFoundError, match="site-packages"):
        find_book(tmp_path / "site-packages" / "joinedup", tmp_path)


def test_binder_uses_a_python_that_the_book_allows() -> None:
    text = recipe()
    assert "environment.py-3.12" in text or "python=3.12" in text


def imported(code: str) -> set[str]:
    """The top names of the modules that some code imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_every_package_that_a_notebook_imports_is_one_that_binder_installs() -> None:
    """What notebooks run are these rooms of the package, and their own cells."""
    code = [ROOT / "joinedup" / "__init__.py", ROOT / "joinedup" / "notebooks" / "saving.py"]
    for room in ("evidence", "charts", "labs", "writing", "chapters"):
        code += (ROOT / "joinedup" / room).rglob("*.py")
    texts = [(path, path.read_text("utf-8")) for path in code]
    for path in find(ROOT):
        cells = nbformat.read(path, as_version=4).cells
        texts += [(path, cell.source) for cell in cells if cell.cell_type == "code"]
    distributions = packages_distributions()
    installed = {pin.split("==")[0] for pin in pins(ROOT / "binder/requirements.txt")}
    installed |= {"joinedup", "nbformat", "nbclient"}  # the last two come with any Jupyter
    missing = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path, text in texts
        for module in imported(text)
        if module not in sys.stdlib_module_names
        and not {name.lower() for name in distributions.get(module, [])} & installed
    }
    assert missing == set(), "name its package in pyproject.toml's dependencies, then make lock"


def test_binder_installs_what_notebooks_need_and_nothing_that_makes_the_site() -> None:
    """Each pin is also the book's, and JupyterLab is left for Binder to bring."""
    notebook, book = pins(ROOT / "binder/requirements.txt"), pins(ROOT / "requirements.txt")
    assert set(notebook) < set(book)
    names = {pin.split("==")[0] for pin in notebook}
    assert names >= {"pandas", "altair", "ipywidgets", "vl-convert-python", "ipykernel"}
    assert not names & {"sphinx", "jupyter-book", "myst-nb", "pytest", "nbval", "babel"}
    assert not {pin.split("==")[0] for pin in book} & {"jupyterlab", "notebook"}
