"""How are the notebooks kept in one stable form? Executed afresh, then written the same way each time.

`furnish` adds what Jupyter's readers need and the page does not show, such as a fold round an answer in
words (a Markdown cell whose id ends in `-answer`); `normalise` writes a notebook as JupyterLab would save
it.
"""

from __future__ import annotations

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from joinedup.notebooks.kernels import shared_imports

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CHART = "application/vnd.vegalite.v5+json"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What Jupyter notes of a Python kernel, without the version, which differs between machines.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
PLUMBING = {"remove-cell", "remove-input", "hide-input"}  # tags of cells whose code nobody need see
_GUESSES = re.compile(r"^guess\(", re.MULTILINE)  # a cell that asks for one
# Only Jupyter shows this cell; it stands under the title of a notebook that holds something to run.
RUN_FIRST = """\
**In Jupyter, first choose *Run*, then *Run All Cells***: until then the controls and exercises below \
do nothing. Hidden cells hold the working, the solutions and what answers a guess: click the dots to \
open one."""
# A notebook taken out of the book says what it lacks. It heads the first cell of code.
GUARD = """\
import importlib.util

if not importlib.util.find_spec("joinedup"):
    raise ModuleNotFoundError(
        "This notebook is one chapter of the book Promise and Outcome, and needs the book's folder "
        "(its package joinedup and its data) round it. Get the whole book, as its page "
        "'Run the chapters yourself' says, and open the notebook there."
    )
"""
_ANSWER = '<details class="working"><summary>The answer, in words</summary>\n\n{}\n\n</details>'
_LINK = re.compile(r"\]\(([^)\s]+)\)")


class BrokenNotebook(ValueError):
    """A file that is no notebook of ours; str() says why and what to do."""


def read(path: Path) -> NotebookNode:
    """A notebook as it stands in its file. Raises BrokenNotebook, saying what is wrong with the file."""
    text = text_of(path)
    content = content_of(text)
    try:
        nbformat.validate(content)
    except nbformat.ValidationError as error:
        where = " ".join(map(str, error.absolute_path))
        raise BrokenNotebook(f"not a valid notebook: {where}: {error.message[:120]}") from None
    return nbformat.reads(text, as_version=4)


def text_of(path: Path) -> str:
    """The text of a notebook's file. Raises BrokenNotebook."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BrokenNotebook(f"the file cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise BrokenNotebook(f"save it as UTF-8: byte {error.start} is not UTF-8") from None


def content_of(text: str) -> dict[str, Any]:
    """What the text of a notebook's file says. Raises BrokenNotebook unless it is JSON of format 4."""
    if text.startswith("\ufeff"):
        raise BrokenNotebook("save it as UTF-8 without a byte order mark")
    if not text.strip():
        raise BrokenNotebook("the file is empty: put the notebook back")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        conflict = re.search(r"^(<{7}|={7}|>{7})", text, re.MULTILINE)
        if conflict:
            line = text.count("\n", 0, conflict.start()) + 1
            raise BrokenNotebook(f"line {line} is a mark of a merge: settle the conflict") from None
        if not text.rstrip().endswith("}"):
            raise BrokenNotebook("the file was cut short: put the whole notebook back") from None
        raise BrokenNotebook(f"line {error.lineno} is not JSON: {error.msg}") from None
    if not isinstance(content, dict) or not isinstance(content.get("nbformat"), int):
        raise BrokenNotebook("the file is JSON but no notebook: it has no nbformat")
    if content["nbformat"] != 4:
        raise BrokenNotebook(
            f"the notebook is in format {content['nbformat']}: save it in format 4 "
            "(jupyter nbconvert --to notebook --nbformat 4)"
        )
    if not isinstance(content.get("cells"), list):
        raise BrokenNotebook("the notebook has no list of cells")
    return content


def charts_in(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """The book's charts stored in a notebook, in reading order: (the cell's id, the specification).

    Raises BrokenNotebook, naming the file, for one that cannot be read.
    """
    return [
        (cell.get("id", ""), output["data"][CHART])
        for cell in content_of(text_of(path))["cells"]
        for output in cell.get("outputs", [])
        if "book" in output.get("data", {}).get(CHART, {}).get("usermeta", {})
    ]


def find(root: Path) -> list[Path]:
    """The book's notebooks, in a fixed order."""
    inside = [
        path for path in root.glob("chapters/**/*.ipynb") if ".ipynb_checkpoints" not in path.parts
    ]
    return sorted([*root.glob("*.ipynb"), *inside])


def run_faults(notebook: dict[str, Any]) -> list[str]:
    """Why a notebook's stored outputs cannot be published; empty when they can."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = []
    if [cell.get("execution_count") for cell in code] != list(range(1, len(code) + 1)):
        found.append("its cells were not run from top to bottom: run make notebooks")
    for cell in code:
        for output in cell.get("outputs", []):
            if output.get("output_type") == "error":
                found.append(f"cell {cell.get('id')} ended in an error: {output.get('ename')}")
    return found


def link_faults(notebook: dict[str, Any]) -> list[str]:
    """Which of a notebook's links to pages of the book open nothing in Jupyter."""
    found = []
    for cell in notebook["cells"]:
        shown = [cell["source"]]
        shown += [o.get("data", {}).get("text/markdown", "") for o in cell.get("outputs", [])]
        for link in dict.fromkeys(_LINK.findall("\n".join("".join(text) for text in shown))):
            if _goes_nowhere_in_jupyter(link):
                found.append(
                    f"cell {cell.get('id')} links to {link!r}, which opens nothing in Jupyter: "
                    "end the file's name in .ipynb or .md"
                )
    return found


def _goes_nowhere_in_jupyter(link: str) -> bool:
    """Whether a link names a page of the book by an address that only the site knows."""
    path = link.partition("#")[0]
    inside = bool(path) and ":" not in path and "{" not in path
    return inside and not re.search(r"\.[a-z]+$", path)


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run every cell in `folder`. Raises CellExecutionError at the first cell that fails."""
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        store_widget_state=False,
        timeout=300,
    )
    client.execute()
    return notebook


def normalise(notebook: NotebookNode) -> NotebookNode:
    """Remove what differs from run to run or machine to machine; keep all that a reader sees.

    The form is the one in which JupyterLab saves a notebook, so that opening one changes nothing. A
    widget's view points at a kernel that has ended, so the output keeps only its static twin; the
    picture that JupyterLab adds to a chart is drawn from the chart.
    """
    notebook.metadata["kernelspec"] = KERNEL
    notebook.metadata["language_info"] = LANGUAGE
    notebook.metadata.pop("widgets", None)
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        for passing in ("execution", "collapsed", "trusted", "scrolled"):
            cell.metadata.pop(passing, None)
        if cell.cell_type != "code":
            continue
        if closed := _closed(cell, before):
            cell.metadata["jupyter"] = dict.fromkeys(closed, True)
        else:
            cell.metadata.pop("jupyter", None)
        cell.outputs = _joined(cell.outputs)
        for output in cell.outputs:
            bundle = output.get("data", {})
            bundle.pop(WIDGET_VIEW, None)
            if CHART in bundle:
                bundle.pop("image/png", None)
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return notebook


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What was printed in a row as one output: in how many pieces it came depends on the machine's load."""
    joined: list[NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _closed(cell: NotebookNode, before: NotebookNode | None) -> list[str]:
    """What of a code cell starts closed in Jupyter.

    The plumbing's code; whole, a solution and the figure that answers the guess just before it.
    """
    tags = set(cell.metadata.get("tags", []))
    answers = "hide-input" in tags and before is not None and _GUESSES.search(before.source)
    if answers or ("hide-cell" in tags and cell.id.endswith("solution")):
        return ["source_hidden", "outputs_hidden"]
    return ["source_hidden"] if tags & PLUMBING else []


def furnish(notebook: NotebookNode) -> NotebookNode:
    """Give a chapter or lab what Jupyter's readers need and the page does not show.

    A word to run it first, a guard that says what a notebook taken out of the book lacks, and a fold
    round each answer given in words.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not code or "book" not in notebook.metadata:
        return notebook
    if not code[0].source.startswith(GUARD):
        code[0].source = f"{GUARD}\n{code[0].source}"
    if "minutes" in notebook.metadata["book"]:  # a chapter or a lab
        notebook.cells = [cell for cell in notebook.cells if cell.id != "in-jupyter"]
        note = nbformat.v4.new_markdown_cell(
            RUN_FIRST, id="in-jupyter", metadata={"tags": ["remove-cell"]}
        )
        notebook.cells.insert(1, note)
    for cell in notebook.cells:
        answers = cell.cell_type == "markdown" and cell.id.endswith("-answer")
        if answers and not cell.source.startswith("<details"):
            cell.source = _ANSWER.format(cell.source)
    return notebook


def rewrite(path: Path) -> bool:
    """Execute one notebook and write it back; say whether its file changed. Raises BrokenNotebook."""
    notebook = normalise(execute(furnish(read(path)), path.parent))
    after = (nbformat.writes(notebook, version=4) + "\n").encode()
    changed = after != path.read_bytes()
    if changed:
        path.write_bytes(after)
    return changed


def rewrite_all(paths: list[Path]) -> list[Path]:
    """Execute and rewrite notebooks, two at a time; return those that failed, which are left as they were.

    Each notebook has its own kernel, and the kernels share their imports.
    """

    def tell(path: Path) -> tuple[Path, str]:
        try:
            return path, "changed " if rewrite(path) else "the same"
        except CellExecutionError as error:
            return path, f"failed: {error.ename}: {error.evalue}\n        "
        except BrokenNotebook as error:
            return path, f"failed: {error}\n        "

    failed = []
    with shared_imports(), ThreadPoolExecutor(max_workers=2) as pool:
        for number, (path, words) in enumerate(pool.map(tell, paths), start=1):
            print(f"{number} of {len(paths)}: {words} {path}", file=sys.stderr)
            if words.startswith("failed"):
                failed.append(path)
    return failed
