"""Is what a reader does kept on the device, and does nothing fail where storing is refused?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import ROOT, serve, visit

SCRIPT = ROOT / "joinedup" / "site" / "theme" / "static" / "mode.js"
USED = """() => {
  keep.set("guess/a", {value: 3});
  keep.set("guess/b", "words");
  keep.set("score/a", 1);
  keep.clear("guess/b");
  return [keep.get("guess/a"), keep.get("guess/b") === undefined, keep.all("guess/"), keep.get("score/a")];
}"""
EXPECTED = [{"value": 3}, True, {"guess/a": {"value": 3}}, 1]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with the script that keeps, and one that frames it as a learning platform does."""
    folder = Path(tmp_path_factory.mktemp("kept"))
    shutil.copy(SCRIPT, folder / "mode.js")
    head = '<!DOCTYPE html><link rel="icon" href="data:,"><title>t</title>'
    (folder / "page.html").write_text(f'{head}<script src="mode.js"></script>')
    (folder / "framed.html").write_text(
        f'{head}<iframe sandbox="allow-scripts allow-forms" src="page.html"></iframe>'
    )
    with serve(folder) as address:
        yield address


def test_what_is_kept_outlasts_the_page_until_it_is_cleared(browser: Browser, page: str) -> None:
    with visit(browser, f"{page}/page.html") as seen:
        assert seen.page.evaluate(USED) == EXPECTED
        seen.page.reload()
        assert seen.page.evaluate("keep.all('guess/')") == {"guess/a": {"value": 3}}
        seen.page.evaluate("localStorage.setItem('somebody else\\'s', '1'); keep.clear('')")
        assert seen.page.evaluate("[Object.keys(localStorage), keep.all('')]") == [
            ["somebody else's"],
            {},
        ]


def test_spoilt_or_foreign_entries_do_not_stop_the_page(browser: Browser, page: str) -> None:
    with visit(browser, f"{page}/page.html") as seen:
        seen.page.evaluate("localStorage.setItem('promise-and-outcome/guess/a', '{')")
        assert seen.page.evaluate("keep.get('guess/a') === undefined")


def test_a_sandboxed_frame_keeps_for_as_long_as_it_is_open(browser: Browser, page: str) -> None:
    with visit(browser, f"{page}/framed.html") as seen:
        frame = seen.page.frames[1]
        frame.wait_for_load_state()
        assert frame.evaluate(USED) == EXPECTED
        assert frame.evaluate("keep.lasts()") is False
        assert seen.complaints == []
