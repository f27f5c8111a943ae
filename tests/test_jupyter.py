"""What does a reader meet in JupyterLab: charts and controls alive, links, rows, hidden solutions, a file
that stays as it was, and no other host asked? A module that drives JupyterLab uses `workspace`.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from joinedup.charts.book_chart import MIME
from joinedup.notebooks.running import GUARD
from tests.browser import ROOT, Visit, visit

CHAPTER = "chapters/the-pioneers.ipynb"  # it has a number, a link, an exploration and an exercise
LIVE = "chapters/better-care-fund-plan.ipynb"  # a chapter with live controls
LABS = sorted(f"chapters/labs/{path.name}" for path in (ROOT / "chapters/labs").glob("*.ipynb"))


def put_in_jupyter(prefix: Path) -> dict[str, str]:
    """Put what the book adds to Jupyter under `prefix`, as pip does; the variables that find it."""
    added = ROOT / "for-jupyter"
    described = tomllib.loads((added / "pyproject.toml").read_text("utf-8"))
    for folder, files in described["tool"]["setuptools"]["data-files"].items():
        (prefix / folder).mkdir(parents=True, exist_ok=True)
        for name in files:
            shutil.copy(added / name, prefix / folder)
    return {
        "JUPYTER_CONFIG_PATH": str(prefix / "etc" / "jupyter"),
        "JUPYTER_PATH": str(prefix / "share" / "jupyter"),
    }


@contextmanager
def jupyterlab(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """JupyterLab serving a folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
        *("--ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"),
        *("--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"),
        *("--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"),
    ]
    variables = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(folder), **environment}
    server = subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/api")
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the book, which JupyterLab may write to."""
    folder = tmp_path_factory.mktemp("jupyter")
    for name in ("chapters", "data", "joinedup"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "index.ipynb", folder)
    # Draw every cell at once, so that none waits to be scrolled to.
    settings = folder / ".jupyter/lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    return folder


@pytest.fixture(scope="module")
def lab(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with jupyterlab(book, put_in_jupyter(tmp_path_factory.mktemp("prefix"))) as address:
        yield address


@contextmanager
def opened(browser: Browser, lab: str, notebook: str) -> Iterator[Page]:
    """A notebook in JupyterLab, read and with its kernel ready; no other host may be asked."""
    with visit(browser, f"{lab}/doc/tree/{notebook}?reset", width=1300) as seen:
        page = seen.page
        page.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for(timeout=120_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
        page.locator(".jp-RenderedMarkdown h1").first.wait_for(timeout=60_000)
        yield page
        assert seen.outside == []


def run_all(page: Page) -> None:
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.locator(".widget-html-content:visible").first.wait_for(timeout=120_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
    # A prompt with a star is a cell still to run.
    expect(page.locator(".jp-InputPrompt", has_text="[*]")).to_have_count(0, timeout=60_000)


def save(page: Page) -> None:
    # Asked of JupyterLab itself: a key press would go wherever the pointer was last.
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.wait_for_timeout(500)


def current(page: Page) -> str:
    """The path of the document that stands in front."""
    return str(page.evaluate("window.jupyterapp.shell.currentWidget.context.path"))


@pytest.fixture(scope="module")
def workspace(browser: Browser, lab: str) -> Iterator[Visit]:
    """JupyterLab with nothing open: to load it takes longer than to run most notebooks."""
    with visit(browser, f"{lab}/lab?reset", width=1400) as seen:
        seen.page.locator(".jp-Launcher").first.wait_for(timeout=120_000)
        yield seen


@contextmanager
def opened_beside(workspace: Visit, notebook: str) -> Iterator[Page]:
    """A notebook opened where another was, which is closed and its kernel ended."""
    page = workspace.page
    page.evaluate(
        "async path => { await window.jupyterapp.commands.execute('docmanager:open', {path}); }",
        notebook,
    )
    page.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for(timeout=120_000)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
    try:
        yield page
    finally:
        page.evaluate(
            """async () => {
                window.jupyterapp.shell.currentWidget.dispose();  // unsaved
                await window.jupyterapp.serviceManager.sessions.shutdownAll();
            }"""
        )
        page.locator(".jp-Notebook").wait_for(state="detached")


@pytest.mark.parametrize("notebook", [LIVE, *LABS])
def test_a_notebook_runs_draws_its_charts_and_answers_its_controls(
    notebook: str, workspace: Visit
) -> None:
    with opened_beside(workspace, notebook) as page:
        if notebook == LIVE:  # its text holds the numbers before anything is run
            link = page.locator(".jp-RenderedMarkdown a", has_text="£731m").first
            link.wait_for(timeout=60_000)
        run_all(page)
        drawn = ".vega-embed :is(svg, canvas)" if notebook == LIVE else ".widget-html-content svg"
        page.locator(f".jp-OutputArea {drawn}").first.wait_for(timeout=30_000)
        assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
        if notebook in LABS:
            guess_by_keyboard(page)
        answer = page.locator(".explore .widget-html-content b").first
        before = answer.inner_text()
        move_a_control(page)
        page.wait_for_function(
            "before => document.querySelector('.explore .widget-html-content b').innerText !== before",
            arg=before,
            timeout=20_000,
        )
        assert answer.inner_text() != before
    assert workspace.outside == []


def guess_by_keyboard(page: Page) -> None:
    """The answer is told, beside what was guessed, only once a guess is made."""
    box = page.locator(".guess.widget-vbox")
    assert box.get_by_text("You said").count() == 0
    box.locator(".noUi-handle").focus()
    page.keyboard.press("ArrowRight")
    box.locator("button").focus()
    page.keyboard.press("Enter")
    box.get_by_text("You said").wait_for(timeout=20_000)


def move_a_control(page: Page) -> None:
    """Move the notebook's first slider by a few keys, or choose the last of its first list."""
    handles = page.locator(".explore .widget-slider .noUi-handle")
    if handles.count() == 0:
        choices = page.locator(".explore .widget-dropdown select").first
        choices.select_option(index=choices.locator("option").count() - 1)
        return
    handles.first.scroll_into_view_if_needed()
    handles.first.focus()
    low, now = (handles.first.get_attribute(f"aria-value{end}") for end in ("min", "now"))
    for _ in range(4):
        page.keyboard.press("ArrowRight" if low == now else "ArrowLeft")


def test_an_untouched_notebook_that_is_opened_and_saved_is_the_same_file(
    browser: Browser, lab: str, book: Path
) -> None:
    before = (book / CHAPTER).read_bytes()
    with opened(browser, lab, CHAPTER) as page:
        page.locator(".vega-embed").first.wait_for(timeout=60_000)
        page.wait_for_timeout(1000)
        page.evaluate("window.jupyterapp.shell.currentWidget.context.save()")
        page.wait_for_timeout(2000)
    assert (book / CHAPTER).read_bytes() == before


def test_a_notebook_that_was_run_and_saved_is_the_same_file_and_opens_with_its_twin(
    browser: Browser, lab: str, book: Path
) -> None:
    before = (book / CHAPTER).read_bytes()
    with opened(browser, lab, CHAPTER) as page:
        run_all(page)
        # The exploration is headed as on the page, and each chart names its sources.
        expect(page.locator(".widget-html-content svg").first).to_contain_text("could reliably see")
        charts = page.locator(".jp-OutputArea :is(.vega-embed, .explore.widget-vbox)")
        notes = page.locator(".jp-OutputArea-output p", has_text=re.compile("^Source: "))
        assert notes.count() == charts.count() > 1
        save(page)
    assert (book / CHAPTER).read_bytes() == before
    with opened(browser, lab, CHAPTER) as page:
        page.locator(".vega-embed").last.wait_for(timeout=60_000)
        assert page.get_by_text("Error displaying widget").count() == 0


def test_a_number_leads_to_its_row_and_a_link_to_its_notebook(browser: Browser, lab: str) -> None:
    with opened(browser, lab, CHAPTER) as page:
        number = page.locator(".jp-RenderedMarkdown a[data-commandlinker-args*='figures.csv']")
        asked = json.loads(str(number.first.get_attribute("data-commandlinker-args")))
        link = page.locator(".jp-RenderedMarkdown a", has_text=re.compile("^pilots$"))
        link.first.click()
        page.wait_for_function(
            "window.jupyterapp.shell.currentWidget.context.path"
            " == 'chapters/pilots-of-everything.ipynb'",
            timeout=30_000,
        )
    with opened(browser, lab, CHAPTER) as page:
        page.locator(".jp-RenderedMarkdown a[data-commandlinker-args*='figures.csv']").first.click()
        row = page.wait_for_function(
            """() => {
                const view = window.jupyterapp.shell.currentWidget;
                if (!view.context.path.endsWith('.csv')) return null;
                const grid = view.content._grid, model = grid?.selectionModel;
                const chosen = model && [...model.selections()][0];
                if (!chosen) return null;
                const top = grid.scrollY, row = grid.rowOffset('body', chosen.r1);
                const shown = row >= top && row < top + grid.pageHeight;
                return shown && grid.dataModel.data('body', chosen.r1, 0);
            }""",
            timeout=90_000,
        )
        assert f"#{row.json_value()}" == asked["id"]


def test_solutions_and_answers_are_hidden_until_asked_for(browser: Browser, lab: str) -> None:
    with opened(browser, lab, CHAPTER) as page:
        expect(page.get_by_text("In Jupyter, first choose Run")).to_be_visible()
        run_all(page)
        solution = page.get_by_text("Implied standard error")
        assert not any(place.is_visible() for place in solution.all())
        expect(page.locator(".jp-CodeCell", has_text="own_gap = 1.5").first).to_be_visible()
        answer = page.locator("details p", has_text="It is too wide, because")
        expect(answer).to_be_hidden()
        fold = page.locator("details", has_text="It is too wide, because").last
        fold.locator("summary", has_text="A worked answer to compare with").click()
        expect(answer).to_be_visible()
        bars = page.locator(".jp-InputPlaceholder .jp-PlaceholderText")
        assert bars.count() > 10
        assert not any(bar.is_visible() for bar in bars.all())
        expect(page.locator(".jp-InputPlaceholder .jp-MoreHorizIcon").first).to_be_visible()


@pytest.mark.parametrize("notebook", [CHAPTER, "index.ipynb"])
def test_no_dead_control_is_shown_before_anything_is_run(
    browser: Browser, lab: str, notebook: str
) -> None:
    with opened(browser, lab, notebook) as page:
        outputs = page.locator(".jp-OutputArea-output.jp-RenderedHTML")
        assert outputs.locator("button, select, input").count() == 0
        if notebook == CHAPTER:
            fold = outputs.locator("details").first
            fold.locator("summary").click()
            expect(fold.locator("p")).to_be_visible()


def convert(notebook: Path, *options: str, to: Path) -> Path:
    """Convert a notebook as a reader would; the file that was made."""
    command = [sys.executable, "-m", "jupyter", "nbconvert", *options, f"--output-dir={to}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **put_in_jupyter(to / "prefix")}
    done = subprocess.run(
        [*command, str(notebook)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return next(path for path in to.iterdir() if path.is_file())


def test_a_lab_can_be_taken_out_as_a_script_and_as_a_page_with_its_picture(tmp_path: Path) -> None:
    lab = ROOT / "chapters" / "labs" / "two-budgets.ipynb"
    (tmp_path / "script").mkdir()
    assert convert(lab, "--to", "script", to=tmp_path / "script").suffix == ".py"
    (tmp_path / "page").mkdir()
    page = convert(lab, "--to", "html", "--execute", to=tmp_path / "page").read_text("utf-8")
    headline = next(
        output["data"][MIME]["usermeta"]["book"]["headline"]
        for cell in nbformat.read(lab, as_version=4).cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    )
    pictures = re.findall(r'data-mime-type="image/svg.xml".*?base64,([A-Za-z0-9+/=]+)', page, re.S)
    drawn = base64.b64decode(pictures[0]).decode("utf-8")
    assert " ".join(headline.split()[:3]) in drawn


def test_a_notebook_alone_says_what_it_lacks(tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / CHAPTER, as_version=4)
    first = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert first.source.startswith(GUARD)
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", first.source],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: This notebook is one chapter of the book")
    assert "Run the chapters yourself" in last
