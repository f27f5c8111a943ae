"""Where does all that a reader can take away come from, and which page lists it?

`chapters/reference/take-away` lists it. The files are written when the pages are: a book without that
page, as in a test of one page, offers none.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template
from typing import Any

from sphinx.application import Sphinx

from joinedup.evidence import data
from joinedup.notebooks.running import charts_in, content_of, find, text_of
from joinedup.site import citation, data_files, figure_files, workbook
from joinedup.site.fixed_zip import zipped
from joinedup.writing.tables import Row, table

PAGE = "chapters/reference/take-away"
FOLDER = "downloads"
NOTEBOOKS = f"{FOLDER}/notebooks"
NOTEBOOKS_ZIP = "promise-and-outcome-notebooks.zip"
SCOREBOARD = "scoreboard.csv"
SCOREBOARD_PAGE = "chapters/reference/scoreboard"
# What a notebook needs round it: the package, the data, the questions, what to install.
_AROUND = (
    *("joinedup/**/*", "data/**/*", "for-jupyter/**/*", "binder/*", "chapters/questions/*"),
    *(
        "chapters/**/*.md",
        "chapters/course/*.toml",
        "pyproject.toml",
        "LICENSE",
        "README.md",
        "CITATION.cff",
    ),
)
_NOT_TAKEN = {"__pycache__", ".ipynb_checkpoints", "build", "trainer"}
# Of joinedup/course/ a notebook needs what a page of the course prints. The rest makes packages and the
# trainer's half, which no public file holds.
_OF_THE_COURSE = {
    f"joinedup/course/{name}.py"
    for name in ("__init__", "pages", "routes", "syllabus", "assessment", "entries")
}
_QUESTION = re.compile(r"^(?=\[\[question\]\])", re.MULTILINE)
_WITHHELD = re.compile(r"^\s*withheld\s*=\s*true\b", re.MULTILINE)
_WORKBOOK = (
    '- <a href="{}" download>Every table in one Excel workbook</a>: a cover, contents and notes, then a '
    "table a sheet, each column headed by what it holds and in which unit. Best for Excel and LibreOffice."
)
_NO_WORKBOOK = (
    "- This copy of the book was built without its Excel workbook, which needs one more package: "
    "install openpyxl and build the book again."
)
_CARDS = (
    "Each figure comes as a card of 1200 by 675 pixels with its finding, caveat, source and licence (PNG "
    "to show, SVG to edit; a tall chart makes a taller card), and as its data (CSV)."
)
_NO_CARDS = (
    "Each figure comes as its data (CSV). This copy of the book was built without cards to show, which "
    "*make publish* adds."
)
READ_FIRST = """\
Promise and Outcome: the notebooks, edition {edition} ({released})
{address}
Every chapter is a Jupyter notebook. They need the package joinedup and the folder data/, which are here.
You need Python 3.11, 3.12 or 3.13. In this folder, on Linux and macOS:

    python3 -m venv .venv
    .venv/bin/python -m pip install -r binder/requirements.txt jupyterlab
    .venv/bin/python -m jupyterlab

On Windows, in a command prompt:

    py -m venv .venv
    .venv\\Scripts\\python -m pip install -r binder\\requirements.txt jupyterlab
    .venv\\Scripts\\python -m jupyterlab

Open a chapter and choose Run, then Run All Cells. Text: CC BY 4.0. Code: MIT. LICENSE says it in full.
"""


def offered(app: Sphinx) -> bool:
    """Whether the book has the page that lists what can be taken away."""
    return PAGE in app.env.all_docs


def links_of(app: Sphinx, pagename: str) -> list[dict[str, str]]:
    """What a page offers of itself: its notebook, and the scoreboard its table."""
    if not offered(app) or pagename not in app.env.all_docs:
        return []

    def to(name: str) -> str:
        here = app.builder.get_target_uri(pagename)
        return "../" * here.count("/") + f"{FOLDER}/{name}"

    links = []
    if pagename == SCOREBOARD_PAGE:
        links.append(
            {"words": "Download the scoreboard as a table (CSV)", "address": to(SCOREBOARD)}
        )
    if app.env.doc2path(pagename).endswith(".ipynb"):
        name = notebook_name(pagename)
        links.append({"words": "Download this notebook", "address": to(f"notebooks/{name}")})
    return links


def notebook_name(document: str) -> str:
    """A notebook's file name among the downloads: the front page's is told by its name."""
    return document.split("/")[-1].replace("index", "front-page") + ".ipynb"


def dataset(app: Sphinx, pagename: str, address: str) -> dict[str, Any] | None:
    """schema.org's Dataset for the page that offers the data; None elsewhere."""
    if pagename != PAGE:
        return None
    described = data_files.package(data.DATA)
    base = app.config.html_baseurl.rstrip("/")
    kinds = {data_files.ZIP: "application/zip"}
    if workbook.can_be_made():
        kinds[workbook.NAME] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    files = [
        {
            "@type": "DataDownload",
            "name": name,
            "encodingFormat": kind,
            **({"contentUrl": f"{base}/{FOLDER}/{name}"} if base else {}),
        }
        for name, kind in kinds.items()
    ]
    return {
        "@context": citation.SCHEMA,
        "@type": "Dataset",
        "name": described["title"],
        "description": described["description"].split(" Properties named")[0],
        "license": list(data_files.LICENCES),
        "version": app.config.release,
        "datePublished": app.config.book_released,
        "creator": {"@type": "Organization", "name": app.config.author},
        "isAccessibleForFree": True,
        "spatialCoverage": "England",
        "distribution": files,
        **({"url": address} if address else {}),
    }


# ---- the page ----


def page(root: Path, *, cards: bool) -> str:
    """The list of all that can be taken away, as Markdown: the words are in take-away.md.

    cards: whether figures are offered as cards.
    """
    to = f"../../{FOLDER}"
    titles = {path: _title(path) for path in find(root)}
    singles = [
        Row(
            [
                html.escape(title),
                _file(f"{to}/notebooks/{notebook_name(_document(path, root))}", title),
            ]
        )
        for path, title in titles.items()
    ]
    kinds = figure_files.kinds(cards=cards)
    figures = [
        row for path, title in titles.items() for row in _figure_rows(path, root, title, to, kinds)
    ]
    words = Template(Path(__file__).with_name("take-away.md").read_text("utf-8"))
    return words.substitute(
        to=to,
        workbook=(_WORKBOOK if workbook.can_be_made() else _NO_WORKBOOK).format(
            f"{to}/{workbook.NAME}"
        ),
        figures_words=_CARDS if cards else _NO_CARDS,
        data_zip=data_files.ZIP,
        scoreboard=SCOREBOARD,
        notebooks_zip=NOTEBOOKS_ZIP,
        notebooks=_raw(table("The notebooks, one by one", ("Page", "File"), singles)),
        figures=_raw(
            table("Every figure's files", ("Figure", "Finding", "Files"), figures, stack=True)
        ),
    )


def _file(address: str, title: str) -> str:
    return (
        f'<a href="{address}" download>Notebook'
        f'<span class="visually-hidden"> of {html.escape(title)}</span></a>'
    )


def _raw(text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{{raw}} html\n{text}\n{fence}"


def _document(path: Path, root: Path) -> str:
    return path.relative_to(root).with_suffix("").as_posix()


def _title(path: Path) -> str:
    for cell in content_of(text_of(path))["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return str(line[2:].strip())
    return path.stem


def _figure_rows(path: Path, root: Path, title: str, to: str, kinds: Sequence[str]) -> list[Row]:
    """The figures of one notebook in reading order, numbered as its page numbers them."""
    document = _document(path, root)
    rows = []
    for number, (anchor, spec) in enumerate(charts_in(path), 1):
        headline = spec["usermeta"]["book"]["headline"]
        name = figure_files.name_of(document, number)
        files = " ".join(
            f'<a href="{to}/figures/{name}.{kind}" download>{kind.upper()}'
            f'<span class="visually-hidden"> of figure {number} of {html.escape(title)}</span></a>'
            for kind in kinds
        )
        where = (
            f'<a href="../../{document}.html#{anchor}">{html.escape(title)}, figure {number}</a>'
        )
        files = f'<span class="files">{files}</span>'
        rows.append(Row([where, html.escape(headline), files]))
    return rows


# ---- the files ----


def write(app: Sphinx, site: Path, kept: Path) -> None:
    """Write data, workbook, notebooks and scoreboard into a built site.

    kept: the folder of drawings; what takes seconds to make stays there while what decides it stands.
    """
    if not offered(app):
        return
    root, folder = Path(app.srcdir), site / FOLDER
    base = app.config.html_baseurl.rstrip("/")
    edition = {"edition": app.config.release, "released": app.config.book_released, "address": base}
    licence = root / "LICENSE"
    words = licence.read_text("utf-8") if licence.exists() else ""
    (folder / "notebooks").mkdir(parents=True, exist_ok=True)
    files = {
        data_files.ZIP: data_files.data_zip(data.DATA, licence=words, **edition),
        SCOREBOARD: data_files.scoreboard_csv(data.load()),
        NOTEBOOKS_ZIP: notebooks_zip(root, **edition),
    }
    if workbook.can_be_made():
        told = {"title": app.config.project, "author": app.config.author, **edition}
        files[workbook.NAME] = _kept_workbook(kept, told)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    wanted = {notebook_name(_document(path, root)): path for path in find(root)}
    for path in (folder / "notebooks").glob("*"):
        if path.name not in wanted:
            path.unlink()
    for name, path in wanted.items():
        (folder / "notebooks" / name).write_bytes(path.read_bytes())


def _kept_workbook(kept: Path, told: dict[str, str]) -> bytes:
    decides = [json.dumps(told, sort_keys=True).encode(), Path(workbook.__file__).read_bytes()]
    decides += [path.read_bytes() for path in _files(data.DATA, ["**/*"])]
    place = kept / f"{hashlib.sha256(b''.join(decides)).hexdigest()[:12]}.xlsx"
    if not place.exists():
        kept.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_suffix(".unfinished")
        unfinished.write_bytes(workbook.made(data.DATA, **told))
        unfinished.replace(place)
    return place.read_bytes()


def notebooks_zip(root: Path, *, edition: str, released: str, address: str) -> bytes:
    """All notebooks of a book and what they need to run, as one ZIP."""
    top = "promise-and-outcome"
    taken = {path: path.read_bytes() for path in (*find(root), *_files(root, _AROUND))}
    files = {
        f"{top}/{path.relative_to(root).as_posix()}": _public(path, content)
        for path, content in taken.items()
    }
    told = READ_FIRST.format(edition=edition, released=released, address=address)
    files[f"{top}/READ-FIRST.txt"] = told.encode("utf-8")
    return zipped(files, released)


def _public(path: Path, content: bytes) -> bytes:
    """A file without what is kept for assessment: the questions that no page shows."""
    if path.parent.name != "questions" or path.suffix != ".toml":
        return content
    parts = _QUESTION.split(content.decode("utf-8"))
    return "".join(part for part in parts if not _WITHHELD.search(part)).encode("utf-8")


def _files(root: Path, patterns: Iterable[str]) -> list[Path]:
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(
        path
        for path in found
        if not _NOT_TAKEN & set(path.relative_to(root).parts)
        and ".egg-info" not in str(path)
        and _is_public(path.relative_to(root))
    )


def _is_public(path: Path) -> bool:
    """Whether a file, named from the book's folder, is for readers and not for the making of the course."""
    return path.parts[:2] != ("joinedup", "course") or path.as_posix() in _OF_THE_COURSE
