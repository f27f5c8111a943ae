"""What does JupyterLab write when it saves a chapter? The book's stable form, so that git stays clean.

A Jupyter server loads this by itself where the book is installed (`for-jupyter/`, which also brings a
script that takes a number's link to its row; install it again after a change). A saved widget's view
would also reopen as "model not found"; without it, the chart's still twin is shown.
"""

from __future__ import annotations

from typing import Any

import nbformat

from joinedup.notebooks.running import normalise


def before_saving(model: dict[str, Any], **_: Any) -> None:
    """Put a notebook of the book that is about to be written into the stable form; leave any other."""
    content = model.get("content")
    if model.get("type") == "notebook" and "book" in (content or {}).get("metadata", {}):
        model["content"] = normalise(nbformat.from_dict(content))


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(before_saving)
