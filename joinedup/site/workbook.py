"""How does the evidence become one Excel workbook? By the rules of the Government Analysis Function.

(Releasing statistics in spreadsheets, analysisfunction.civilservice.gov.uk.) A cover, contents, notes, then
one table a sheet: its title in A1, what it is and what blanks mean above it, one row of heads with units,
marked up as a table with a name. No merged cells, no hidden sheets, nothing told by colour alone.
openpyxl writes it: an extra, which no notebook and no ordinary build needs.
"""

from __future__ import annotations

import datetime
import importlib.util
import io
import math
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from joinedup.site.data_files import package, zipped

NAME = "promise-and-outcome-data.xlsx"
BLANKS = (
    "A blank cell is a value that was not found, or that does not apply to the row. "
    "It is never nought."
)
_NOTES = (
    "Each figure has a source, and the place in it.",
    "status is primary for what was read in the source itself, and secondary for what was read where "
    "another source quotes it.",
    "A role such as target, forecast or claim is not an outcome: it was aimed at, expected or said.",
    "2009/10 is a financial year, April to March; 2009-10 is October 2009. Both are kept as text.",
    "Series whose definitions differ are never joined. The column breaks says where one changes.",
    BLANKS,
)
NOTES = tuple((f"note {number}", words) for number, words in enumerate(_NOTES, 1))
_LICENCE = (
    "Text and charts: Creative Commons Attribution 4.0. Contains public sector information licensed "
    "under the Open Government Licence v3.0, and Parliamentary information licensed under the Open "
    "Parliament Licence v3.0. Figures from other publishers are cited as facts with their source."
)
_WIDEST = 60  # letters of a column
_LINE = 16  # points from one line of 12-point type to the next


def can_be_made() -> bool:
    """Whether openpyxl is installed."""
    return importlib.util.find_spec("openpyxl") is not None


def made(
    folder: Path, *, title: str, author: str, edition: str, released: str, address: str
) -> bytes:
    """The workbook of a data folder. The same data give the same bytes."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    book = Workbook(write_only=False)
    book.remove(book.active)
    book._named_styles["Normal"].font = Font(
        name="Arial", size=12
    )  # of every cell not told otherwise
    bold, big = Font(name="Arial", size=12, bold=True), Font(name="Arial", size=16, bold=True)
    plain, linked = (
        Font(name="Arial", size=12),
        Font(name="Arial", size=12, underline="single", color="0B4A8F"),
    )
    wrapped = Alignment(wrap_text=True, vertical="top")

    def put(
        sheet: Any, row: int, column: int, value: Any, font: Any = plain, wrap: bool = True
    ) -> Any:
        cell = sheet.cell(row, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # words, even where they begin with an equals sign
        cell.font = font
        if wrap:
            cell.alignment = wrapped
        return cell

    described = package(folder)
    names = [
        f"{number}_{resource['name']}"[:31]
        for number, resource in enumerate(described["resources"], 1)
    ]

    cover = book.create_sheet("Cover")
    lines = [
        title + ": the evidence",
        f"Edition {edition}, {datetime.date.fromisoformat(released):%d %B %Y}".replace(", 0", ", "),
        described["description"].split(" Properties named")[0],
        f"By {author}."
        + (f" {address}" if address else " This copy of the book has no public address."),
        _LICENCE,
        "The sheet Contents lists the tables and leads to each. The sheet Notes says how to read them.",
        BLANKS,
    ]
    for number, line in enumerate(lines, 1):
        put(cover, number, 1, line, big if number == 1 else plain)
    cover.column_dimensions["A"].width = 90

    contents = book.create_sheet("Contents")
    put(contents, 1, 1, "Contents", big, wrap=False)
    put(
        contents,
        2,
        1,
        "This worksheet contains one table. Each name leads to its sheet.",
        wrap=False,
    )
    heads = ("Sheet", "Table", "What it holds", "Rows")
    rows: list[list[Any]] = []

    notes = book.create_sheet("Notes")
    put(notes, 1, 1, "Notes", big, wrap=False)
    put(notes, 2, 1, "This worksheet contains one table.", wrap=False)
    for column, head in enumerate(("Note", "What it says"), 1):
        put(notes, 3, column, head, bold)
    for number, (name, words) in enumerate(NOTES, 4):
        put(notes, number, 1, name)
        put(notes, number, 2, words)
    _as_table(notes, "notes", 3, 3 + len(NOTES), 2)
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 12, 90

    for name, resource in zip(names, described["resources"], strict=True):
        count = _sheet(book.create_sheet(name), name, resource, folder, put, big, bold)
        rows.append([name, resource["title"], resource["description"], count])
    for column, head in enumerate(heads, 1):
        put(contents, 3, column, head, bold)
    for number, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            put(contents, number, column, value)
        link = contents.cell(number, 1)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{row[0]}'!A1")
        link.font = linked
    _as_table(contents, "contents", 3, 3 + len(rows), len(heads))
    for letter, width in zip("ABCD", (34, 34, 90, 12), strict=True):
        contents.column_dimensions[letter].width = width

    for sheet in book.worksheets:
        _fitted(sheet)
    day = datetime.datetime.fromisoformat(released)
    book.properties.title, book.properties.creator = lines[0], author
    book.properties.created = day
    written = io.BytesIO()
    book.save(written)
    return _same_bytes(written.getvalue(), released)


def _sheet(
    sheet: Any, name: str, resource: dict[str, Any], folder: Path, put: Any, big: Any, bold: Any
) -> int:
    """One table on one sheet; how many rows it has."""
    columns = resource["schema"]["fields"]
    rows = pd.read_csv(folder / resource["path"], dtype=str, keep_default_na=False)
    put(sheet, 1, 1, resource["title"], big, wrap=False)
    put(sheet, 2, 1, resource["description"], wrap=False)
    put(
        sheet,
        3,
        1,
        f"This worksheet contains one table, of {len(rows):,} rows. {BLANKS}",
        wrap=False,
    )
    told = "Some columns are explained in the sheet Notes."
    if resource.get("source_ids"):
        told += f" Sources, by their names in the table of sources: {', '.join(resource['source_ids'])}."
    put(sheet, 4, 1, told, wrap=False)
    for number, column in enumerate(columns, 1):
        put(sheet, 5, number, f"{column['name']}: {column['description'].rstrip('.')}", bold)
    for number, column in enumerate(columns, 1):
        longest = max((len(text) for text in rows[column["name"]]), default=0)
        letter = sheet.cell(5, number).column_letter
        sheet.column_dimensions[letter].width = max(14, min(_WIDEST, longest * 1.2 + 2))
    kinds = [column["type"] for column in columns]
    for number, row in enumerate(rows.itertuples(index=False, name=None), 6):
        for column, (kind, text) in enumerate(zip(kinds, row, strict=True), 1):
            if text:
                cell = sheet.cell(number, column)
                cell.value = _typed(kind, text)
                if isinstance(cell.value, str):
                    cell.data_type = "s"
    _as_table(sheet, "t_" + name.split("_", 1)[1], 5, 5 + len(rows), len(columns))
    return len(rows)


def _typed(kind: str, text: str) -> str | int | float:
    """A cell's text as the number it is. A year span or a code is text and stays so."""
    if kind == "integer":
        return int(text)
    return float(text) if kind == "number" else text


def _fitted(sheet: Any) -> None:
    """Rows as tall as their wrapped words need, and on paper as wide as a page: no program reckons both."""
    sheet.sheet_format.defaultRowHeight = _LINE
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    for number, row in enumerate(sheet.iter_rows(max_row=60), 1):
        lines = 1
        for cell in row:
            if cell.alignment.wrap_text and isinstance(cell.value, str):
                room = (
                    (sheet.column_dimensions[cell.column_letter].width - 1)
                    * 12
                    / (cell.font.sz or 12)
                )
                lines = max(lines, math.ceil(len(cell.value) * 1.15 / room))
        tall = max((cell.font.sz or 12) for cell in row) if row else 12
        if lines > 1 or tall > 12:
            sheet.row_dimensions[number].height = lines * _LINE * tall / 12


def _as_table(sheet: Any, name: str, first: int, last: int, columns: int) -> None:
    """Mark rows `first` (the heads) to `last` up as a table that has a name."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table

    table = Table(displayName=name, ref=f"A{first}:{get_column_letter(columns)}{last}")
    sheet.add_table(table)


def _same_bytes(written: bytes, released: str) -> bytes:
    """The workbook without the time at which it was made."""
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    core = files["docProps/core.xml"].decode("utf-8")
    stamp = r"(<dcterms:modified[^>]*>)[^<]*"
    files["docProps/core.xml"] = re.sub(stamp, rf"\g<1>{released}T00:00:00Z", core).encode("utf-8")
    return zipped(files, released)
