"""How does this book compare with a stock Jupyter Book of the same charts? Prints figures and ratios.

The same chapters are built twice in one run: ours, and a stock Jupyter Book 1.x with its default theme
and Altair's default output. Every page is then opened in Chromium with other hosts refused.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import altair as alt
import nbformat
from altair.utils.html import spec_to_html
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser import ROOT, launched, serve, visit

CHAPTERS = (
    "better-care-fund-plan",
    "joint-finance",
    "keeping-people-out-of-hospital",
    "labs/two-budgets",
)
MIME = "application/vnd.vegalite.v5+json"
FROM_NOTHING = "pages from nothing, s a notebook"
PUBLISHED = "the same, ours for a host"
EXECUTING = "executing, s a notebook"
EDITED = "after a text edit, s"
EDITED_AND_RUN = "the same, stock running it, s"
FIRST_CHART = {  # what a reader sees first: ours the still picture, stock the drawing of a script
    "ours": "() => { const seen = document.querySelector('figure.chart img');"
    " return seen && seen.complete && seen.naturalWidth > 0; }",
    "stock": "() => document.querySelector('.vega-embed :is(canvas, svg)')",
}


def our_book(folder: Path) -> None:
    """These chapters with the book's own settings; nothing else is built, so nothing else counts.

    A link to a page that is not here would warn in every build, so its words stand alone.
    """
    shutil.copy(ROOT / "_config.yml", folder)
    here = "|".join(re.escape(Path(name).name) for name in CHAPTERS)
    elsewhere = re.compile(
        rf"\[([^\]\[]*)\]\((?:[\w./-]*/)?(?!(?:{here})\.)[\w-]+\.(?:ipynb|md)[^)]*\)"
    )
    for name in CHAPTERS:
        target = folder / "chapters" / f"{name}.ipynb"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (ROOT / "chapters" / f"{name}.ipynb").read_text("utf-8")
        target.write_text(elsewhere.sub(r"\1", text), encoding="utf-8")


def stock_book(folder: Path) -> None:
    """The same chapters as a stock book has them: Altair's default HTML, every setting at its default."""
    our_book(folder)
    (folder / "_config.yml").write_text("title: Stock\nexecute:\n  execute_notebooks: 'off'\n")
    for path in sorted(folder.glob("chapters/**/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                spec = output.get("data", {}).pop(MIME, None)
                if spec:
                    spec["$schema"] = "https://vega.github.io/schema/vega-lite/v6.4.0.json"
                    spec.pop("usermeta", None)
                    output.data["text/html"] = spec_to_html(
                        spec,
                        mode="vega-lite",
                        vega_version=alt.VEGA_VERSION,
                        vegalite_version=alt.VEGALITE_VERSION,
                        vegaembed_version=alt.VEGAEMBED_VERSION,
                        fullhtml=False,
                    )
        nbformat.write(notebook, path)


def seconds(command: list[str], folder: Path, **settings: str) -> float:
    """How long a command takes; settings: of its environment. Raises CalledProcessError when it fails."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ | settings)
    return time.perf_counter() - start


def execute_stock(folder: Path) -> dict[str, float]:
    """Seconds that a stock build says it spent executing these chapters, with Altair's own output.

    And how long a text edit takes where, as by default, the build itself runs notebooks without outputs.
    """
    our_book(folder)
    write_contents(folder)
    (folder / "_config.yml").write_text("title: Stock\n")
    as_altair_does = (
        "from joinedup.charts import BookChart\n"
        "BookChart._repr_mimebundle_ = lambda self, *_, **__: self.chart._repr_mimebundle_()"
    )
    for path in sorted(folder.glob("chapters/**/*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(as_altair_does))
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
                # A chart drawn as Altair does tells nobody its sources, so none can be left untitled.
                cell.source = re.sub(r"sources\(untitled=.*\)", "sources()", cell.source)
        nbformat.write(notebook, path)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    told = re.findall(r"Executed notebook in ([\d.]+) seconds", done.stdout + done.stderr)
    if len(told) != len(CHAPTERS):
        raise RuntimeError(f"the stock build told of {len(told)} notebooks, not {len(CHAPTERS)}")
    edit(folder)
    return {EXECUTING: sum(map(float, told)) / len(CHAPTERS), EDITED_AND_RUN: build(folder)}


def execute_ours(folder: Path) -> dict[str, float]:
    """Seconds that `python -m joinedup notebooks` takes for these chapters."""
    our_book(folder)
    paths = [str(folder / "chapters" / f"{name}.ipynb") for name in CHAPTERS]
    took = seconds([sys.executable, "-m", "joinedup", "notebooks", *paths], folder)
    return {EXECUTING: took / len(CHAPTERS)}


def write_contents(folder: Path) -> None:
    """A contents page and list that hold these chapters alone."""
    toc = "\n".join(f"- file: chapters/{name}" for name in CHAPTERS)
    (folder / "index.md").write_text("# The same chapters\n")
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: index\nchapters:\n{toc}\n")


def build(folder: Path, **settings: str) -> float:
    """Seconds that `jupyter-book build` takes there."""
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    return seconds(command, folder, **settings)


def edit(folder: Path) -> None:
    """Add a sentence to the first chapter, as an author does."""
    path = folder / "chapters" / f"{CHAPTERS[0]}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "markdown")
    first.source += "\n\nOne more sentence.\n"
    nbformat.write(notebook, path)


def time_builds(folder: Path) -> dict[str, float]:
    """Seconds to build: from nothing, with nothing changed, after an edit; and what it weighs.

    From nothing: without any drawing of an earlier build either; the middle one of three.
    """
    first = []
    for _ in range(3):
        for name in ("_build", ".drawings"):
            shutil.rmtree(folder / name, ignore_errors=True)
        first.append(build(folder))
    found = {FROM_NOTHING: statistics.median(first) / len(CHAPTERS)}
    found["nothing changed, s"] = build(folder)
    edit(folder)
    found[EDITED] = build(folder)
    html = folder / "_build" / "html"
    found["site, MB"] = sum(file.stat().st_size for file in html.rglob("*") if file.is_file()) / 1e6
    return found


def published(folder: Path) -> float:
    """Seconds that our build takes from nothing where each figure's card is drawn as well."""
    folder.mkdir()
    our_book(folder)
    write_contents(folder)
    return build(folder, BOOK_CARDS="1")


def weigh(kind: str, site: Path) -> dict[str, float]:
    """Means over the chapters of one visit each; refused requests to other hosts count as requests."""
    rows: list[dict[str, float]] = []
    with serve(site) as address, launched() as browser:
        for name in CHAPTERS:
            start = time.perf_counter()
            with visit(browser, f"{address}/chapters/{name}.html") as seen:
                try:
                    seen.page.wait_for_function(FIRST_CHART[kind], timeout=10_000)
                    first = time.perf_counter() - start
                except TookTooLong:
                    first = float("inf")  # it needs a host that is refused
                seen.page.wait_for_timeout(1500)
                answered = [request for request in seen.asked if request.response()]
                rows.append(
                    {
                        "first load, kB": sum(r.sizes()["responseBodySize"] for r in answered)
                        / 1000,
                        "requests": len(seen.asked),
                        "to other hosts": len(seen.outside),
                        "errors and warnings": len(seen.complaints),
                        "first chart, s": first,
                    }
                )
    return {measure: statistics.mean(row[measure] for row in rows) for measure in rows[0]}


def main() -> None:
    """Build both, open both, print the figures side by side."""
    with tempfile.TemporaryDirectory() as name:
        results: dict[str, dict[str, float]] = {}
        for kind, prepare, execute in (
            ("ours", our_book, execute_ours),
            ("stock", stock_book, execute_stock),
        ):
            executed, folder = Path(name) / f"{kind}-executed", Path(name) / kind
            executed.mkdir()
            folder.mkdir()
            prepare(folder)
            write_contents(folder)
            times = execute(executed) | time_builds(folder)
            times[PUBLISHED] = times[FROM_NOTHING]
            if kind == "ours":
                times[PUBLISHED] = published(Path(name) / "published") / len(CHAPTERS)
            # Our notebooks keep their outputs, so an edit of the text runs nothing.
            times.setdefault(EDITED_AND_RUN, times[EDITED])
            results[kind] = weigh(kind, folder / "_build" / "html") | times
        print(f"{len(CHAPTERS)} chapters, both built and opened in this run")
        print(f"{'':>34}  {'ours':>8}  {'stock':>8}  {'ratio':>6}")
        for measure, ours in results["ours"].items():
            stock = results["stock"][measure]
            ratio = f"{ours / stock:.2f}" if stock not in (0, float("inf")) else "-"
            told = "never" if stock == float("inf") else f"{stock:.1f}"
            print(f"{measure:>34}  {ours:8.1f}  {told:>8}  {ratio:>6}")


if __name__ == "__main__":
    main()
