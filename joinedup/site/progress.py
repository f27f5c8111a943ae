"""How far is the build? It says which page it reads and writes, on a terminal (Sphinx is kept quiet)."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from joinedup.notebooks.progress import Progress


def show(app: Sphinx) -> None:
    """Count the pages as this build reads and writes them."""
    counts: dict[str, Progress] = {}

    def begin_reading(app: Sphinx, env: Any, names: list[str]) -> None:
        counts["reading"] = Progress("reading", len(names))

    def read(app: Sphinx, name: str, text: list[str]) -> None:
        if "reading" in counts:
            counts["reading"].step(name)

    def written(app: Sphinx, name: str, *rest: Any) -> None:
        if "writing" not in counts:
            counts["writing"] = Progress("writing")
        counts["writing"].step(name)

    def end(app: Sphinx, error: Exception | None) -> None:
        for count in counts.values():
            count.end()

    app.connect("env-before-read-docs", begin_reading)
    app.connect("source-read", read)
    app.connect("html-page-context", written)
    app.connect("build-finished", end)
