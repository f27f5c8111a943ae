"""How are the notebooks kept in one stable form? Executed afresh, then written the same way each time."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from joinedup.notebooks.kernels import shared_imports

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def find(root: Path) -> list[Path]:
    """The book's notebooks, in a fixed order."""
    inside = [
        path for path in root.glob("chapters/**/*.ipynb") if ".ipynb_checkpoints" not in path.parts
    ]
    return sorted([*root.glob("*.ipynb"), *inside])


def faults(notebook: NotebookNode) -> list[str]:
    """Why a notebook's stored outputs cannot be published; empty when they can."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = []
    if [cell["execution_count"] for cell in code] != list(range(1, len(code) + 1)):
        found.append("its cells were not run from top to bottom: run make notebooks")
    for cell in code:
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append(f"cell {cell.get('id')} ended in an error: {output['ename']}")
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
    """Execute one notebook and write it back; say whether its file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(before, as_version=4)
    notebook = normalise(execute(notebook, path.parent))
    after = nbformat.writes(notebook, version=4) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8", newline="\n")
    return after != before


def rewrite_all(paths: list[Path]) -> list[Path]:
    """Execute and rewrite notebooks, two at a time; return those that failed, which are left as they were.

    Each notebook has its own kernel, and the kernels share their imports.
    """

    def tell(path: Path) -> tuple[Path, str]:
        try:
            return path, "changed " if rewrite(path) else "the same"
        except CellExecutionError as error:
            return path, f"failed: {error.ename}: {error.evalue}\n        "

    failed = []
    with shared_imports(), ThreadPoolExecutor(max_workers=2) as pool:
        for number, (path, words) in enumerate(pool.map(tell, paths), start=1):
            print(f"{number} of {len(paths)}: {words} {path}", file=sys.stderr)
            if words.startswith("failed"):
                failed.append(path)
    return failed
