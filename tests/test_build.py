"""Does the build refuse what it should, and come out the same each time?"""

from __future__ import annotations

import filecmp
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from joinedup.notebooks.running import KERNEL
from joinedup.site.chart_figures import MIME
from tests.browser import ROOT, SITE
from tests.builds import COMMAND, STRICT, build

WITH_SOURCES = "format: jb-book\nroot: index\nchapters:\n- file: chapters/reference/sources\n"


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one page, in a folder with a space in its name, with this book's settings."""
    # Drawings and the script of live charts are kept beside the book's own.
    monkeypatch.setenv("BOOK_DRAWINGS", str(ROOT / ".drawings"))
    book = tmp_path / "a tiny book"
    book.mkdir()
    shutil.copy(ROOT / "_config.yml", book)
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (book / "index.md").write_text("# One page\n\nNothing to see.\n")
    return book


def put_notebook(
    book: Path, source: str, outputs: list | None = None, count: int | None = 1
) -> None:
    cell = nbformat.v4.new_code_cell(source, execution_count=count, outputs=outputs or [])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Page"), cell])
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    (book / "index.md").unlink(missing_ok=True)
    nbformat.write(notebook, book / "index.ipynb")


def test_a_page_without_faults_builds_by_the_command_and_forked_alike(tiny: Path) -> None:
    """The other tests fork their builds (`tests.builds`): nothing that a build prints or writes differs."""

    def made(done: subprocess.CompletedProcess[str]) -> dict[str, bytes]:
        assert done.returncode == 0, done.stderr
        site = tiny / "_build" / "html"
        found = {str(path): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        shutil.rmtree(tiny / "_build")
        return found | {"said": done.stderr.encode()}

    command = [*COMMAND, str(tiny), *STRICT]
    by_command = made(subprocess.run(command, capture_output=True, text=True, check=False))
    assert made(build(tiny)) == by_command


def test_a_link_that_leads_nowhere_fails_the_build(tiny: Path) -> None:
    (tiny / "index.md").write_text("# One page\n\n[Not here](no-such-page)\n")
    done = build(tiny)
    assert done.returncode != 0
    assert "no-such-page" in done.stderr


def test_a_link_to_a_figure_that_data_lacks_fails_the_build(tiny: Path) -> None:
    (tiny / "index.md").write_text("# One page\n\n[12](data/figures.csv#zz999)\n")
    done = build(tiny)
    assert done.returncode != 0
    assert "zz999" in done.stderr


def test_a_link_to_a_scene_leads_to_its_entry_and_to_no_other(tiny: Path) -> None:
    index = tiny / "index.md"
    index.write_text("# One page\n\n[Sir Keith Joseph](data/scenes.csv#ts1)\n")
    assert build(tiny).returncode == 0
    page = (tiny / "_build" / "html" / "index.html").read_text("utf-8")
    assert 'href="chapters/reference/scenes.html#ts1"' in page
    index.write_text("# One page\n\n[Nobody](data/scenes.csv#zz999)\n")
    done = build(tiny)
    assert done.returncode != 0
    assert "zz999" in done.stderr


def test_a_notebook_that_ended_in_an_error_fails_the_build(tiny: Path) -> None:
    error = nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="x", traceback=[])
    put_notebook(tiny, "1 / 0", [error])
    done = build(tiny)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stderr


def test_a_notebook_that_was_not_run_fails_the_build(tiny: Path) -> None:
    put_notebook(tiny, "1 + 1", count=None)
    done = build(tiny)
    assert done.returncode != 0
    assert "make notebooks" in done.stderr


def stored_error(book: Path) -> str:
    error = nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="x", traceback=[])
    put_notebook(book, "1 / 0", [error])
    return "ZeroDivisionError"


def never_run(book: Path) -> str:
    put_notebook(book, "1 + 1", count=None)
    return "make notebooks"


def page_of(text: str, told: str) -> Callable[[Path], str]:
    """A fault in the text of the page."""

    def damage(book: Path) -> str:
        (book / "index.md").write_text(text)
        return told

    return damage


FAULTS = {
    "a stored error": stored_error,
    "a cell never run": never_run,
    "a link to no page": page_of("# One page\n\n[Not here](no-such-page)\n", "no-such-page"),
    "a link to no place": page_of(
        "# One page\n\n[Not here](other.md#no-such-part)\n", "no-such-part"
    ),
    "a link to no figure": page_of("# One page\n\n[12](data/figures.csv#zz999)\n", "zz999"),
    "a skipped heading": page_of("# One page\n\n### Too deep\n\nText.\n", "H1 to H3"),
}


@pytest.fixture
def two_pages(tiny: Path) -> Path:
    """A tiny book with a second page, which is sound."""
    (tiny / "_toc.yml").write_text("format: jb-book\nroot: index\nchapters:\n- file: other\n")
    (tiny / "other.md").write_text("# Another page\n\nAlso sound, and long enough to stand.\n")
    return tiny


@pytest.mark.parametrize("fault", FAULTS)
def test_a_build_that_failed_fails_again_until_its_cause_is_mended(
    two_pages: Path, fault: str
) -> None:
    site, kept = two_pages / "_build" / "html", two_pages / "_build" / ".doctrees"
    assert build(two_pages).returncode == 0
    read = (kept / "other.doctree").stat().st_mtime_ns
    told = FAULTS[fault](two_pages)
    for _ in range(3):
        done = build(two_pages)
        assert done.returncode != 0, "nothing broken passes, the first time or the third"
        assert told in done.stderr
        assert not list(site.rglob("*.html")), "no page of a failed build is left looking good"
    (two_pages / "index.ipynb").unlink(missing_ok=True)
    (two_pages / "index.md").write_text("# One page\n\nMended.\n")
    done = build(two_pages)
    assert done.returncode == 0, done.stderr
    assert "Mended." in (site / "index.html").read_text("utf-8")
    assert "Also sound" in (site / "other.html").read_text("utf-8")
    assert (kept / "other.doctree").stat().st_mtime_ns == read, "the sound page is not read again"


def test_a_heading_renamed_fails_the_pages_that_lead_to_it(two_pages: Path) -> None:
    (two_pages / "other.md").write_text("# Another page\n\n## A part\n\nText.\n")
    (two_pages / "index.md").write_text("# One page\n\n[There](other.md#a-part)\n")
    done = build(two_pages)
    assert done.returncode == 0, done.stderr
    (two_pages / "other.md").write_text("# Another page\n\n## Another part\n\nText.\n")
    for _ in range(2):  # the page with the link has not changed
        done = build(two_pages)
        assert done.returncode != 0
        assert "a-part" in done.stderr


def test_a_page_taken_out_of_the_book_is_taken_off_the_site(two_pages: Path) -> None:
    assert build(two_pages).returncode == 0
    (two_pages / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (two_pages / "other.md").unlink()
    assert build(two_pages).returncode == 0
    assert not (two_pages / "_build" / "html" / "other.html").exists()
    assert (two_pages / "_build" / "html" / "index.html").exists()


def test_a_build_that_was_cut_off_is_not_taken_for_a_good_one(two_pages: Path) -> None:
    told = FAULTS["a skipped heading"](two_pages)
    assert build(two_pages).returncode != 0
    # As a build leaves things that is ended while it writes: read, marked, its pages half there.
    kept = two_pages / "_build" / ".doctrees"
    shutil.move(two_pages / "_build" / ".html-failed", two_pages / "_build" / "html")
    (kept / "unfinished").touch()
    done = build(two_pages)
    assert done.returncode != 0
    assert told in done.stderr


def test_a_broken_notebook_is_named_by_the_build_each_time(two_pages: Path) -> None:
    put_notebook(two_pages, "1 + 1")
    whole = (two_pages / "index.ipynb").read_text("utf-8")
    (two_pages / "index.ipynb").write_text(whole[: len(whole) // 2])
    for _ in range(2):
        done = build(two_pages)
        assert done.returncode != 0
        assert "index.ipynb: the file was cut short" in done.stdout + done.stderr
        assert not list((two_pages / "_build" / "html").rglob("*.html"))


def test_make_site_and_make_read_fail_as_often_as_they_are_asked(two_pages: Path) -> None:
    two_pages = two_pages.rename(two_pages.with_name("tiny-book"))
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, two_pages)
    (two_pages / ".venv").mkdir()
    (two_pages / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (two_pages / ".venv" / "reader").touch()
    told = FAULTS["a link to no page"](two_pages)
    for target in ("site", "site", "read", "read"):
        done = subprocess.run(
            ["make", target],
            cwd=two_pages,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode != 0
        assert told in done.stderr
        assert "The book is at" not in done.stdout


def test_buttons_appear_once_the_repository_has_an_address(tiny: Path) -> None:
    put_notebook(tiny, "1 + 1")
    page = tiny / "_build" / "html" / "index.html"
    assert build(tiny).returncode == 0
    text = page.read_text("utf-8")
    assert "Run this page yourself" in text
    assert "binder" not in text.lower()
    assert "corrections.html#report-a-mistake" in text
    config = tiny / "_config.yml"
    address = "https://github.com/example/promise-and-outcome"
    config.write_text(config.read_text().replace('url: ""', f"url: {address}", 1))
    assert build(tiny).returncode == 0
    text = page.read_text("utf-8")
    assert (
        "https://mybinder.org/v2/gh/example/promise-and-outcome/main?urlpath=lab/tree/index.ipynb"
        in text
    )
    assert f"{address}/blob/main/index.ipynb" in text
    assert f"{address}/issues/new?title=" in text
    assert "#report-a-mistake" not in text


def test_a_build_after_an_edit_is_the_build_from_nothing(tiny: Path) -> None:
    put_notebook(tiny, "1 + 1")
    assert build(tiny).returncode == 0
    (tiny / "_build" / "html" / "_charts" / "0123456789ab-wide.svg").parent.mkdir(exist_ok=True)
    (tiny / "_build" / "html" / "_charts" / "0123456789ab-wide.svg").write_text("left over")
    put_notebook(tiny, "1 + 2")
    assert build(tiny).returncode == 0
    page = tiny / "_build" / "html" / "index.html"
    after = page.read_text("utf-8")
    assert not list((tiny / "_build" / "html" / "_charts").glob("*"))
    shutil.rmtree(tiny / "_build")
    assert build(tiny).returncode == 0
    assert page.read_text("utf-8") == after


def test_the_page_for_a_missing_address_works_at_any_depth(tiny: Path) -> None:
    config = tiny / "_config.yml"
    base = "https://example.org/books/promise"
    config.write_text(config.read_text().replace('baseurl: ""', f"baseurl: {base}/", 1))
    assert build(tiny).returncode == 0
    text = (tiny / "_build" / "html" / "404.html").read_text("utf-8")
    links = re.findall(r'\b(?:href|src|action)="([^"]*)"', text)
    assert f"{base}/index.html" in links
    assert any(link.startswith(f"{base}/_static/book.css") for link in links)
    assert [link for link in links if not link.startswith((base, "#"))] == []


def test_a_page_that_the_data_decide_is_mended_by_the_next_build(tiny: Path) -> None:
    (tiny / "_toc.yml").write_text(WITH_SOURCES)
    assert build(tiny).returncode == 0
    page = tiny / "chapters" / "reference" / "sources.md"
    text = page.read_text("utf-8")
    for spoil in (lambda: page.write_text("changed by hand"), page.unlink):
        spoil()
        assert build(tiny).returncode == 0
        assert page.read_text("utf-8") == text


def test_cards_are_drawn_for_a_host_and_by_every_build_after_that(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapter = nbformat.read(ROOT / "chapters" / "joint-finance.ipynb", as_version=4)
    cells = [
        c for c in chapter.cells if any(MIME in o.get("data", {}) for o in c.get("outputs", []))
    ]
    put_notebook(
        tiny, "1", [output for output in cells[0].outputs if MIME in output.get("data", {})]
    )
    (tiny / "_toc.yml").write_text(WITH_SOURCES)

    def taken() -> tuple[set[str], set[str]]:
        """The endings of the figure's files that the page offers, and of those that are there."""
        done = build(tiny)
        assert done.returncode == 0, done.stderr
        site = tiny / "_build" / "html"
        page = (site / "index.html").read_text("utf-8")
        offered = re.findall(r'href="(downloads/figures/[^"]+)" download', page)
        assert all((site / name).is_file() for name in offered)
        there = (site / "downloads" / "figures").iterdir()
        return {Path(name).suffix for name in offered}, {path.suffix for path in there}

    monkeypatch.delenv("BOOK_CARDS")
    assert taken() == ({".csv"}, {".csv"})
    monkeypatch.setenv("BOOK_CARDS", "1")
    every = {".csv", ".svg", ".png"}
    assert taken() == (every, every)
    monkeypatch.delenv("BOOK_CARDS")
    assert taken() == (every, every), "a page that is built again keeps what it offered"


def test_a_moved_page_leads_to_its_new_address(tiny: Path) -> None:
    config = tiny / "_config.yml"
    moved = "book_redirects: { chapters/old-name: index }"
    config.write_text(config.read_text().replace("language: en", f"language: en\n    {moved}"))
    done = build(tiny)
    assert done.returncode == 0, done.stderr
    text = (tiny / "_build" / "html" / "chapters" / "old-name.html").read_text("utf-8")
    assert 'url=../index.html"' in text


def test_two_clean_builds_are_identical(tmp_path: Path) -> None:
    done = build(ROOT, output=tmp_path)
    assert done.returncode == 0, done.stderr
    again = tmp_path / "_build" / "html"
    first = {path.relative_to(SITE) for path in SITE.rglob("*") if path.is_file()}
    second = {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert first == second
    differing = [
        str(path) for path in sorted(first) if not filecmp.cmp(SITE / path, again / path, False)
    ]
    assert differing == []
