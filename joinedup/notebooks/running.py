"""How are the notebooks kept in one stable form? Executed afresh, then written the same way each time."""

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
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


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

    A widget's view points at a kernel that has ended, so the output keeps only its static twin.
    """
    notebook.metadata["kernelspec"] = KERNEL
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("collapsed", None)
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            output.get("data", {}).pop(WIDGET_VIEW, None)
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return notebook


def rewrite(path: Path) -> bool:
    """Execute one notebook and write it back; say whether its file changed. Raises BrokenNotebook."""
    notebook = normalise(execute(read(path), path.parent))
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
