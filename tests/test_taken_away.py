"""Does what a reader takes away open rightly elsewhere, and say what it is, whose and on which terms?

When the workbook's form changes, look at it in LibreOffice too; when the data's description does, ask
`mlcroissant validate` about croissant.json.
"""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import vl_convert
from frictionless import Package

from joinedup.briefings import publishing
from joinedup.charts.words import text_width
from joinedup.course import learners
from joinedup.evidence import data, promises
from joinedup.evidence.citations import publisher_and_year
from joinedup.notebooks.running import find
from joinedup.site import chart_figures, data_files, downloads, figure_files, workbook
from joinedup.site.pasted import with_hyphens
from joinedup.writing import questions
from tests.browser import ROOT, SITE, chapters, pages

TAKEN = SITE / "downloads"
EDITION = {"edition": "1.2.0", "released": "2026-11-02", "address": "https://example.org/book"}
TAKE_AWAY = "chapters/reference/take-away.html"


# ---- the data ----


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ZIP of the data, unpacked."""
    folder = tmp_path_factory.mktemp("data")
    made = data_files.data_zip(data.DATA, licence="The licence.", **EDITION)
    zipfile.ZipFile(io.BytesIO(made)).extractall(folder)
    return folder


def resources() -> list[dict[str, Any]]:
    return data_files.package(data.DATA)["resources"]


@pytest.mark.parametrize("path", [resource["path"] for resource in resources()])
def test_a_table_of_the_zip_is_the_books_own_and_opens_in_excel(path: str, unpacked: Path) -> None:
    taken, own = (unpacked / path).read_bytes(), (data.DATA / path).read_bytes()
    assert taken == b"\xef\xbb\xbf" + own  # the mark by which Excel knows UTF-8
    told = {"dtype": str, "keep_default_na": False}
    pd.testing.assert_frame_equal(
        pd.read_csv(unpacked / path, **told), pd.read_csv(data.DATA / path, **told)
    )


def test_the_zip_describes_itself(unpacked: Path) -> None:
    report = Package(str(unpacked / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    described = json.loads((unpacked / "datapackage.json").read_text("utf-8"))
    assert described["version"] == "1.2.0"
    assert data_files.LICENCES[0] in [licence["path"] for licence in described["licenses"]]
    assert (unpacked / "LICENCE.txt").read_text("utf-8") == "The licence."
    readme = (unpacked / "README.txt").read_text("utf-8")
    for told in ("edition 1.2.0", "2026-11-02", "https://example.org/book", "The licence."):
        assert told in readme


def test_the_same_data_make_the_same_zip() -> None:
    made = [data_files.data_zip(data.DATA, licence="x", **EDITION) for _ in range(2)]
    assert made[0] == made[1]
    dates = {entry.date_time[:3] for entry in zipfile.ZipFile(io.BytesIO(made[0])).infolist()}
    assert dates == {(2026, 11, 2)}


def test_the_croissant_names_every_column_of_every_file(unpacked: Path) -> None:
    """Its structure by the format's rules; mlcroissant's own validator finds no fault either."""
    import hashlib

    told = json.loads((unpacked / "croissant.json").read_text("utf-8"))
    assert told["@type"] == "sc:Dataset"
    assert told["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    for asked in (
        "name",
        "description",
        "license",
        "creator",
        "datePublished",
        "version",
        "citeAs",
    ):
        assert told[asked], asked
    files = {file["@id"]: file for file in told["distribution"]}
    for file in files.values():
        content = (unpacked / file["contentUrl"]).read_bytes()
        assert file["@type"] == "cr:FileObject"
        assert file["encodingFormat"] == "text/csv"
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert len(files) == len(told["recordSet"]) == len(resources())
    ids = [field["@id"] for record in told["recordSet"] for field in record["field"]]
    assert len(set(ids)) == len(ids)
    for record in told["recordSet"]:
        sources = {field["source"]["fileObject"]["@id"] for field in record["field"]}
        (source,) = sources
        with (unpacked / files[source]["contentUrl"]).open(encoding="utf-8-sig") as opened:
            heads = next(csv.reader(opened))
        assert [field["source"]["extract"]["column"] for field in record["field"]] == heads
        assert {field["dataType"] for field in record["field"]} <= {
            *("sc:Text", "sc:Integer", "sc:Float", "sc:Date")
        }


def test_the_scoreboard_has_a_row_for_every_promise_with_its_verdict() -> None:
    evidence = data.load()
    text = data_files.scoreboard_csv(evidence).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = {row["Promise id"]: row for row in csv.DictReader(io.StringIO(text[1:]))}
    board = promises.scoreboard(evidence)
    assert set(rows) == set(map(str, board.index))
    for key, row in board.iterrows():
        assert rows[str(key)]["Verdict"] == row["verdict"]
        assert rows[str(key)]["Why"] == row["rule"]
        told = rows[str(key)]["Target"]
        assert (told == "") == pd.isna(row["target"])
        if told:
            assert float(told) == pytest.approx(row["target"], abs=1e-4)
    assert not any(
        "nan" in cell.lower().split() or "NaT" in cell
        for row in rows.values()
        for cell in row.values()
    )


# ---- the workbook ----


@pytest.fixture(scope="module")
def small_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of the tiny data folder."""
    import shutil

    from tests.conftest import SMALL

    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(SMALL, folder / "data")
    shutil.copy(data.DATA / "datapackage.json", folder / "data")
    path = folder / workbook.NAME
    path.write_bytes(workbook.made(folder / "data", title="Book", author="Authors", **EDITION))
    again = workbook.made(folder / "data", title="Book", author="Authors", **EDITION)
    assert again == path.read_bytes(), "two workbooks of the same data differ"
    return path


@pytest.fixture(scope="module")
def sheets(small_workbook: Path) -> Any:
    return openpyxl.load_workbook(small_workbook)


def test_the_workbook_begins_with_a_cover_contents_and_notes(sheets: Any) -> None:
    assert sheets.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    cover = [cell.value for cell in sheets["Cover"]["A"]]
    assert cover[0] == "Book: the evidence"
    assert cover[1] == "Edition 1.2.0, 2 November 2026"
    assert any("https://example.org/book" in line for line in cover)
    assert any("Open Government Licence v3.0" in line for line in cover)
    contents = sheets["Contents"]
    listed = [cell.value for cell in contents["A"]][3:]
    assert listed == sheets.sheetnames[3:]
    for cell in contents["A"][3:]:
        assert cell.hyperlink.location == f"'{cell.value}'!A1"


def test_every_sheet_keeps_the_rules_for_spreadsheets(sheets: Any) -> None:
    for sheet in sheets:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) == (0 if sheet.title == "Cover" else 1)
        if sheet.title in sheets.sheetnames[3:]:
            above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, 5))
            assert "This worksheet contains one table" in above
            assert workbook.BLANKS in above


def test_the_workbook_holds_every_cell_as_the_number_or_words_it_is(
    sheets: Any, small_workbook: Path
) -> None:
    folder = small_workbook.parent / "data"
    for name, resource in zip(sheets.sheetnames[3:], resources(), strict=True):
        sheet, columns = sheets[name], resource["schema"]["fields"]
        with (folder / resource["path"]).open(newline="", encoding="utf-8") as opened:
            _, *rows = list(csv.reader(opened))
        heads = [cell.value for cell in sheet[5]]
        assert [head.split(": ")[0] for head in heads] == [column["name"] for column in columns]
        found = list(sheet.iter_rows(min_row=6, values_only=True))
        assert len(found) == len(rows)
        for taken, own in zip(found, rows, strict=True):
            for column, cell, text in zip(columns, taken, own, strict=True):
                if not text:
                    assert cell is None
                elif column["type"] in ("integer", "number"):
                    assert isinstance(cell, int | float)
                    assert cell == float(text)
                else:
                    assert cell == text, f"{name}: {column['name']}"
        (table,) = sheet.tables.values()
        assert table.ref.endswith(str(5 + len(rows)))


def test_words_that_look_like_a_formula_stay_words(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n"=1+1",2009/10\n', encoding="utf-8")
    fields = [{"name": name, "type": "string", "description": "Words."} for name in "ab"]
    resource = {
        "name": "t",
        "title": "T",
        "path": "t.csv",
        "description": "D.",
        "schema": {"fields": fields},
    }
    (tmp_path / "datapackage.json").write_text(
        json.dumps({"name": "x", "title": "X", "description": "Y.", "resources": [resource]})
    )
    made = workbook.made(tmp_path, title="B", author="A", **EDITION)
    cells = openpyxl.load_workbook(io.BytesIO(made))["1_t"][6]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("2009/10", "s")]


# ---- notebooks ----


def test_the_zip_of_notebooks_runs_by_itself(tmp_path: Path) -> None:
    """Unpacked elsewhere, its package finds its own data and a notebook's code runs."""
    made = downloads.notebooks_zip(ROOT, **EDITION)
    assert made == downloads.notebooks_zip(ROOT, **EDITION)
    assert learners.faults({"notebooks.zip": made}) == []
    zipfile.ZipFile(io.BytesIO(made)).extractall(tmp_path)
    folder = tmp_path / "promise-and-outcome"
    assert {path.relative_to(ROOT) for path in find(ROOT)} == {
        path.relative_to(folder) for path in find(folder)
    }
    for needed in ("READ-FIRST.txt", "binder/requirements.txt", "pyproject.toml", "LICENSE"):
        assert (folder / needed).is_file(), needed
    for line in (folder / "binder/requirements.txt").read_text("utf-8").splitlines():
        if line.startswith("./"):
            assert (folder / line / "pyproject.toml").is_file(), line
    code = "from joinedup import *; from joinedup.evidence.data import DATA; print(DATA); show_scoreboard()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder / "chapters",
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == str(folder / "data")


def test_the_zip_of_notebooks_holds_no_part_of_the_trainers_half(tmp_path: Path) -> None:
    """By its content: no line for trainers, no withheld question, and nothing that reads either."""
    made = zipfile.ZipFile(io.BytesIO(downloads.notebooks_zip(ROOT, **EDITION)))
    words = {name: made.read(name).decode("utf-8", "replace") for name in made.namelist()}
    assert [name for name in words if "trainer" in name] == []
    assert [name for name, text in words.items() if "canary-5d1c7e42" in text] == []
    assert [name for name, text in words.items() if "joinedup.course.trainer" in text] == []
    kept = [
        question.ask
        for path in sorted(questions.BANK.glob("*.toml"))
        for question in questions.load(path.stem)
        if question.withheld
    ]
    together = " ".join(" ".join(words.values()).split())
    assert len(kept) > 50
    assert [ask for ask in kept if " ".join(ask.split()) in together] == []
    made.extractall(tmp_path)
    folder = tmp_path / "promise-and-outcome"
    asked = (
        "from joinedup.course import pages as p; print(p.outcomes_list(), p.route_tables(), p.rubric(), "
        "p.brief_texts(), p.routes_table(), p.module_specifications(), p.workbook())"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_file_offered_for_taking_away_is_for_trainers() -> None:
    """Archives are opened, those that packages leave out among them."""
    offered = [
        path for path in TAKEN.rglob("*") if path.suffix in (".zip", ".ipynb", ".csv", ".xlsx")
    ]
    assert len(offered) > 30
    assert learners.faults({path.name: path.read_bytes() for path in offered}) == []


def test_every_page_made_from_a_notebook_offers_it() -> None:
    for page in chapters():
        text = (SITE / page).read_text("utf-8")
        (name,) = re.findall(r'href="[./]*downloads/notebooks/([^"]+)"', text.split("</main>")[0])[
            -1:
        ]
        own = (ROOT / page).with_suffix(".ipynb")
        assert (TAKEN / "notebooks" / name).read_bytes() == own.read_bytes(), page


def test_the_scoreboard_offers_its_table() -> None:
    text = (SITE / "chapters/reference/scoreboard.html").read_text("utf-8")
    assert 'href="../../downloads/scoreboard.csv"' in text
    assert (TAKEN / "scoreboard.csv").read_bytes() == data_files.scoreboard_csv(data.load())


# ---- figures ----


def figures() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every figure of the book: its file name and its chart."""
    for path in find(ROOT):
        document = path.relative_to(ROOT).with_suffix("").as_posix()
        number = 0
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if chart_figures.MIME in output.get("data", {}):
                    number += 1
                    yield figure_files.name_of(document, number), output["data"][chart_figures.MIME]


FIGURES = dict(figures())


def test_no_two_figures_share_a_name() -> None:
    assert len(FIGURES) == len(list(figures()))
    assert "money-across-the-border-figure-1" in FIGURES


def test_every_figure_is_taken_away_under_a_name_that_can_be_read() -> None:
    offered = {
        name
        for page in chapters()
        for name in re.findall(
            r'href="[./]*downloads/figures/([^"]+)" download', (SITE / page).read_text("utf-8")
        )
    }
    kinds = figure_files.kinds(cards=True)
    assert offered == {f"{name}.{kind}" for name in FIGURES for kind in kinds}
    assert offered == {path.name for path in (TAKEN / "figures").iterdir()}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figures_csv_says_what_it_is_and_then_gives_the_table(name: str) -> None:
    book = FIGURES[name]["usermeta"]["book"]
    content = (TAKEN / "figures" / f"{name}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    told = dict(row for row in rows[:6])
    assert told["Title"] == " ".join(book["headline"].split())
    for source in book["sources"]:
        assert publisher_and_year(source)[0] in told["Source"]
    assert told["What it cannot show"] == " ".join((book["note"] or "").split())
    assert told["Licence"] == figure_files.LICENCE
    assert "Promise and Outcome" in told["From"]
    frame = pd.read_csv(TAKEN / "figures" / f"{name}.csv", skiprows=figure_files.TABLE_BEGINS - 1)
    assert list(frame.columns) == book["table"]["columns"]
    assert len(frame) == len(book["table"]["rows"])
    for column, index in zip(frame.columns, range(len(frame.columns)), strict=True):
        own = [row[index] for row in book["table"]["rows"]]
        if all(isinstance(cell, int | float) for cell in own if cell is not None):
            pd.testing.assert_series_equal(
                frame[column].astype(float), pd.Series(own, dtype=float, name=column)
            )
    assert not re.search(r"\N{MINUS SIGN}\d", content.decode("utf-8").split("\r\n\r\n", 1)[1])
    taken_for_months = re.compile(r"^(?:19|20)\d\d[-/]\d\d$")
    assert not [cell for row in rows[7:] for cell in row if taken_for_months.match(cell)]


@pytest.mark.parametrize("name", FIGURES)
def test_a_figures_card_carries_finding_caveat_source_and_licence(name: str) -> None:
    book = FIGURES[name]["usermeta"]["book"]
    svg = (TAKEN / "figures" / f"{name}.svg").read_text("utf-8")
    lines = [html.unescape(line) for line in re.findall(r"<text [^>]*>([^<]+)</text>", svg)]
    text = " ".join(" ".join(lines).split())
    for told in (book["headline"], book["subtitle"], book["note"] or "", figure_files.LICENCE):
        assert " ".join(told.split()) in text
    for source in book["sources"]:
        assert publisher_and_year(source)[0] in text
    width, height = png_size(TAKEN / "figures" / f"{name}.png")
    assert width == figure_files.WIDTH
    assert height >= figure_files.HEIGHT
    outer = re.findall(
        r'<text x="([\d.]+)" y="\d+" font-size="(\d+)"( font-weight="bold")?[^>]*>([^<]+)<', svg
    )
    for left, size, bold, words in outer:
        end = float(left) + text_width(html.unescape(words), int(size), bool(bold))
        assert end <= figure_files.WIDTH - 30, words


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels, from the head of a PNG."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return width, height


def test_cards_are_of_the_size_that_sites_show() -> None:
    """But of those few charts that are lists, with a row for each of forty and more initiatives."""
    sizes = {name: png_size(TAKEN / "figures" / f"{name}.png") for name in FIGURES}
    other = {name: height for name, (_, height) in sizes.items() if height != 675}
    assert len(other) / len(sizes) < 0.05
    assert all(height > 2 * 675 for height in other.values())


def test_a_card_is_as_light_as_its_colours_allow() -> None:
    for name in FIGURES:
        card = (TAKEN / "figures" / f"{name}.png").read_bytes()
        assert card[25] == 3, f"{name} has no palette"
        assert len(card) < 120_000, name


@pytest.mark.parametrize("path", publishing.notebooks(ROOT), ids=lambda path: path.stem)
def test_a_briefing_offers_its_picture_as_a_card_of_that_size(path: Path) -> None:
    page = (SITE / publishing.FOLDER / f"{path.stem}.html").read_text("utf-8")
    documents = re.search(r'<p class="documents">.*?</p>', page)
    assert documents, "no line of what to take to the meeting"
    [address] = re.findall(r'href="([^"]+\.png)" download>its chart as a card<', documents[0])
    card = (SITE / publishing.FOLDER / address).resolve()
    assert card == (TAKEN / "figures" / f"{path.stem}-figure-1.png").resolve()
    assert png_size(card) == (figure_files.WIDTH, figure_files.HEIGHT)
    assert card.stem in FIGURES, "its words are checked with those of every card"


def test_a_card_ends_in_its_address_once_the_book_has_one() -> None:
    spec = next(iter(FIGURES.values()))
    where = "https://example.org/book/chapters/a.html#chart"
    words = figure_files.Words(
        "Finding", "Measure", "Caveat", "Source, 2017", "Figure 1 of “A”, Book", where
    )
    drawn = chart_figures.drawn_at(spec, chart_figures.WIDE)
    wide = vl_convert.vegalite_to_svg(drawn, vl_version=chart_figures.VEGA_LITE)
    svg = figure_files.card(drawn, wide, words, chart_figures.VEGA_LITE)
    assert where in svg
    assert f"Figure 1 of “A”, Book. {where}" in figure_files.as_csv(
        {"columns": ["a"], "rows": []}, words
    )


def test_a_csv_is_plain_where_a_spreadsheet_would_err() -> None:
    words = figure_files.Words("T", "S", "N", "P, 2017", "W", "")
    rows = [["2009-10", -1.5, "\N{MINUS SIGN}0.8%"], ["2009/10", None, "=1+1"]]
    text = figure_files.as_csv({"columns": ["Year", "£m", "Change"], "rows": rows}, words)
    lines = text.split("\r\n")
    assert lines[figure_files.TABLE_BEGINS - 1 :] == [
        "Year,£m,Change",
        "2009–10,-1.5,-0.8%",
        "2009–10,,=1+1",
        "",
    ]


# ---- the page, and pasting ----


def test_everything_that_can_be_taken_away_is_listed_and_there() -> None:
    text = (SITE / TAKE_AWAY).read_text("utf-8")
    listed = set(re.findall(r'href="\.\./\.\./downloads/([^"]+)" download', text))
    there = {path.relative_to(TAKEN).as_posix() for path in TAKEN.rglob("*") if path.is_file()}
    assert listed == there
    assert workbook.NAME in listed


def test_the_page_describes_the_data_to_programs() -> None:
    text = (SITE / TAKE_AWAY).read_text("utf-8")
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    _, told = json.loads(found)
    assert told["@type"] == "Dataset"
    assert {file["name"] for file in told["distribution"]} == {data_files.ZIP, workbook.NAME}


def test_numbers_in_tables_paste_as_numbers() -> None:
    alone = re.compile(
        r"<td[^>]*>\s*(?:<[a-z][^>]*>\s*)*\N{MINUS SIGN}£?\d[\d,.]*(?:%|bn|m|k)?\s*<"
    )
    found = [page for page in pages() if alone.search((SITE / page).read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    ("cell", "pasted"),
    [
        ("<td>−0.8%</td>", "<td>-0.8%</td>"),
        (
            '<td class="number"><a href="x">−1,200</a></td>',
            '<td class="number"><a href="x">-1,200</a></td>',
        ),
        ("<td>−£3m</td>", "<td>-£3m</td>"),
        ("<td>−2 to 3</td>", "<td>−2 to 3</td>"),
        ("<p>−0.8%</p>", "<p>−0.8%</p>"),
    ],
)
def test_a_cell_of_a_number_alone_has_a_hyphen(cell: str, pasted: str) -> None:
    assert with_hyphens(cell) == pasted


def test_every_source_on_the_web_has_a_second_way_to_it() -> None:
    text = html.unescape((SITE / "chapters/reference/sources.html").read_text("utf-8"))
    for source, row in data.load().sources.iterrows():
        (entry,) = re.findall(rf'<li id="{source}">(.*?)</li>', text, re.DOTALL)
        if not row["url"] or re.match(r"https?://web\.?archive\.", row["url"]):
            continue
        assert f"https://web.archive.org/web/*/{row['url']}" in entry, source
        if row["seen_url"]:
            assert f'href="{row["seen_url"]}"' in entry, source
