"""How does this book compare with a stock Jupyter Book of the same charts? Prints ratios.

Builds one chapter twice in one run: ours, and a stock Jupyter Book 1.x with Altair's own output. Each
page is then opened in Chromium with other hosts refused.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import altair as alt
import nbformat
from altair.utils.html import spec_to_html

from tests.browser import ROOT, SITE, Visit, launched, serve, visit

CHAPTER = "better-care-fund-plan"
MIME = "application/vnd.vegalite.v5+json"


def stock_book(folder: Path) -> Path:
    """The same chapter as a stock book would have it: Altair's default HTML, the default theme."""
    notebook = nbformat.read(ROOT / "chapters" / f"{CHAPTER}.ipynb", as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            spec = output.get("data", {}).pop(MIME, None)
            if spec:
                spec["$schema"] = "https://vega.github.io/schema/vega-lite/v6.4.0.json"
                spec.pop("usermeta", None)
                page = spec_to_html(
                    spec,
                    mode="vega-lite",
                    vega_version=alt.VEGA_VERSION,
                    vegalite_version=alt.VEGALITE_VERSION,
                    vegaembed_version=alt.VEGAEMBED_VERSION,
                    fullhtml=False,
                )
                output.data["text/html"] = page
    (folder / "index.md").write_text("# Stock\n")
    nbformat.write(notebook, folder / f"{CHAPTER}.ipynb")
    (folder / "_toc.yml").write_text(
        f"format: jb-book\nroot: index\nchapters:\n- file: {CHAPTER}\n"
    )
    (folder / "_config.yml").write_text(
        "title: Stock\nexecute:\n  execute_notebooks: 'off'\nonly_build_toc_files: true\n"
    )
    return folder


def weigh(seen: Visit) -> dict[str, float]:
    """Gzipped kilobytes and requests of one visit, other hosts' refused requests counted too."""
    sizes = [request.sizes()["responseBodySize"] for request in seen.asked if request.response()]
    return {"kB": sum(sizes) / 1000, "requests": len(seen.asked), "outside": len(seen.outside)}


def main() -> None:
    """Build both, open both, print the figures side by side."""
    with tempfile.TemporaryDirectory() as name:
        stock = stock_book(Path(name))
        start = time.perf_counter()
        command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(stock), "-q"]
        subprocess.run(command, check=True, capture_output=True)
        stock_seconds = time.perf_counter() - start
        rows: dict[str, dict[str, float]] = {}
        for label, site, page in (
            ("ours", SITE, f"chapters/{CHAPTER}.html"),
            ("stock", stock / "_build" / "html", f"{CHAPTER}.html"),
        ):
            with (
                serve(site) as address,
                launched() as browser,
                visit(browser, f"{address}/{page}") as seen,
            ):
                seen.page.wait_for_timeout(1500)
                rows[label] = weigh(seen) | {"complaints": len(seen.complaints)}
        for measure in ("kB", "requests", "outside", "complaints"):
            ours, theirs = rows["ours"][measure], rows["stock"][measure]
            ratio = f"{ours / theirs:.2f}" if theirs else "-"
            print(f"{measure:>12}: ours {ours:8.1f}   stock {theirs:8.1f}   ratio {ratio}")
        size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) / 1e6
        print(
            f"{'site':>12}: {size:.1f} MB in all; stock built one chapter in {stock_seconds:.1f} s"
        )
        shutil.rmtree(stock / "_build")


if __name__ == "__main__":
    main()
