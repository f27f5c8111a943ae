"""Do the chapters come alive in the JupyterLab that Binder adds, with no other host to ask?"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import ROOT, visit

LIVE = "better-care-fund-plan"  # a chapter with live controls
LABS = sorted(f"labs/{path.stem}" for path in (ROOT / "chapters" / "labs").glob("*.ipynb"))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab serving a copy of the book (so that nothing it saves is kept); its address."""
    folder = tmp_path_factory.mktemp("lab")
    for name in ("chapters", "data", "joinedup"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "index.ipynb", folder)
    # Draw every cell at once, so that none waits to be scrolled to.
    settings = folder / ".jupyter/lab/user-settings/@jupyterlab/notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
        *("--ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"),
        *("--ServerApp.port_retries=0", "--LabApp.news_url="),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    # The kernels read the package from the book itself, as an editable install does.
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/api")
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_chapter_text_holds_the_numbers_before_anything_is_run(
    lab: str, browser: Browser
) -> None:
    with visit(browser, f"{lab}/lab/tree/chapters/{LIVE}.ipynb?reset", width=1400) as seen:
        seen.page.locator(".jp-RenderedMarkdown a", has_text="£731m").first.wait_for(timeout=60_000)


@pytest.mark.parametrize("notebook", [LIVE, *LABS])
def test_a_notebook_runs_draws_its_charts_and_answers_its_controls(
    notebook: str, lab: str, browser: Browser
) -> None:
    with visit(browser, f"{lab}/lab/tree/chapters/{notebook}.ipynb?reset", width=1400) as seen:
        page = seen.page
        # Asked to run before its kernel answers, JupyterLab puts a question in the way.
        page.locator(".jp-Toolbar-kernelName", has_text="Python 3").wait_for(timeout=120_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
        page.locator(".widget-html-content").first.wait_for(timeout=120_000)
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
        assert seen.outside == []


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
