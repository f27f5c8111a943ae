"""What does a CSV file of ours hold, and what is wrong with it as text?

Every record is one line, so a stray quotation mark spoils that line only and the number in a
report is the line number an editor shows.
"""

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing wrong with the data, and what to do about it.

    row is the line number an editor shows (the header is 1), or 0 when the whole file is meant;
    column is blank when the whole row is meant.
    """

    file: str
    row: int
    column: str
    value: str
    rule: str


@dataclass
class Table:
    """The cells of one file as text, by column, for the rows that could be read."""

    name: str
    file: str
    header: tuple[str, ...] = ()
    lines: list[int] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=dict)
    # First cells of rows too damaged to use: still known as ids, so that one broken row is not
    # reported again by every row that refers to it.
    spoiled: set[str] = field(default_factory=set)

    def rows(self) -> list[dict[str, str]]:
        """One dictionary a row; columns the file lacks are simply absent."""
        names = list(self.cells)
        columns = [self.cells[name] for name in names]
        return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


# Quotation marks are right only when they enclose a whole cell and are doubled inside it.
_WELL_QUOTED = re.compile(r'(?:"(?:[^"]|"")*"|[^",]*)(?:,(?:"(?:[^"]|"")*"|[^",]*))*')


def read_table(path: Path, name: str, file: str) -> tuple[Table | None, list[Fault]]:
    """Read one file; None when there is nothing to read. Never raises for bad data."""
    table = Table(name, file)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, [Fault(file, 0, "", "", "the file is missing: put it back")]
    except OSError as error:
        return None, [Fault(file, 0, "", "", f"the file cannot be read: {error.strerror}")]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:200]:
        rule = "the file is in UTF-16: save it as UTF-8 (in Excel: CSV UTF-8, comma delimited)"
        return None, [Fault(file, 0, "", "", rule)]
    text, faults = _decode(content, file)
    if not text.strip():
        return None, [*faults, Fault(file, 0, "", "", "the file is empty: put its rows back")]
    for mark, word in (("\t", "tabs"), (";", "semicolons")):
        if mark in text[: text.find("\n")] and "," not in text[: text.find("\n")]:
            rule = f"the cells are parted by {word}: save the file with commas between them"
            return None, [*faults, Fault(file, 0, "", "", rule)]
    if not text.endswith("\n"):
        last = text.count("\n") + 1
        rule = "end the last line with a line end: the file may have been cut short"
        faults.append(Fault(file, last, "", text.rpartition("\n")[2], rule))
    header, *records = text.removesuffix("\n").split("\n")
    names = _cells(header)
    if not names or not header.strip():
        rule = "put the row of column names back on line 1, without stray quotation marks"
        return None, [*faults, Fault(file, 1, "", header, rule)]
    if not any(record.strip() for record in records):
        rule = "the file has a header and no rows: put its rows back"
        return None, [*faults, Fault(file, 0, "", "", rule)]
    table.header = tuple(names)
    # A header that repeats a name is reported elsewhere; the last of its columns stands.
    good = _good_records(table, records, faults)
    columns = map(list, zip(*good, strict=True)) if good else ([] for _ in names)
    table.cells = dict(zip(names, columns, strict=True))
    return table, faults


def _decode(content: bytes, file: str) -> tuple[str, list[Fault]]:
    """The file as text, each byte that is not UTF-8 shown as \\xNN, and what was found."""
    faults = []
    if content.startswith(b"\xef\xbb\xbf"):
        rule = "save as UTF-8 without a byte order mark (in Excel choose another way to export)"
        faults.append(Fault(file, 1, "", "\\xef\\xbb\\xbf", rule))
        content = content[3:]
        offset = 3
    else:
        offset = 0
    text = content.decode("utf-8", errors="surrogateescape")
    for broken in re.finditer(r"[\udc80-\udcff]", text):
        before = text[: broken.start()]
        position = offset + len(before.encode("utf-8", errors="surrogateescape"))
        shown = f"\\x{ord(broken.group()) - 0xDC00:02x}"
        rule = f"save the file as UTF-8: byte {position} (counting from 0) is not UTF-8"
        faults.append(Fault(file, before.count("\n") + 1, "", shown, rule))
    if faults:
        text = content.decode("utf-8", errors="backslashreplace")
    if "\r" in text:
        row = text[: text.index("\r")].count("\n") + 1
        rule = "end lines with LF only: save with Unix line ends"
        faults.append(Fault(file, row, "", "\\r", rule))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, faults


def _cells(record: str) -> list[str] | None:
    """The cells of one line, or None when its quotation marks do not pair up."""
    if '"' not in record:
        return record.split(",")
    if _WELL_QUOTED.fullmatch(record) is None:
        return None
    return next(csv.reader([record]))


def _good_records(table: Table, records: list[str], faults: list[Fault]) -> list[list[str]]:
    """The cells of every line that can be read; its number goes to the table, or what is wrong."""
    good = []
    for line, record in enumerate(records, start=2):
        values = _cells(record)
        if values is not None and len(values) == len(table.header) and record.strip():
            table.lines.append(line)
            good.append(values)
        else:
            faults.append(_unreadable(table, line, record, values))
    return good


def _unreadable(table: Table, line: int, record: str, values: list[str] | None) -> Fault:
    """Why a line cannot be put into the table."""
    if not record.strip():
        return Fault(table.file, line, "", "", "delete the blank line")
    table.spoiled.add(record.partition(",")[0].strip('"'))
    if values is None:
        rule = (
            "close or remove the stray quotation mark: a cell that holds a comma goes inside one "
            "pair of them, and a mark inside it is doubled"
        )
    else:
        rule = (
            f"give the row {len(table.header)} cells, not {len(values)}: "
            "put quotation marks round a cell that holds a comma"
        )
    return Fault(table.file, line, "", record, rule)
