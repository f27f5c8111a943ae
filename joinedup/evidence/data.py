"""What does the book know, and is every table fit to use?

    from joinedup.evidence.data import load
    evidence = load()
    evidence.figures.loc["b005", "value"]

A data folder holds the tables and the datapackage.json that describes them. The rules live in
three places by kind, beside this file: datapackage.json (the structure, applied by schema.py),
rules.py (rows against rows) and reading.py (the file as text).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from joinedup.evidence.numbers import counted
from joinedup.evidence.periods import parse_period
from joinedup.evidence.reading import Fault, Table, read_table
from joinedup.evidence.rows import Rows
from joinedup.evidence.rules import judged
from joinedup.evidence.schema import (
    DESCRIPTOR,
    Schema,
    check_limits,
    check_references,
    check_sources,
    check_table,
    is_reference,
    read_schemas,
)

_MISSING = """\
The book's evidence was not found. This copy of the package needs the folder data/ (with its
datapackage.json) and chapters/questions/, which come with the whole book: looked in {looked}.
Get the book's whole folder, as its page "Run the chapters yourself" says, and open the notebook there."""


def find_book(package: Path, working: Path) -> Path:
    """The folder of the book: the one that holds the package, or the nearest at or above `working`.

    A package installed as a copy (`pip install .`) lies far from the data, so it goes by where it is
    used. Raises FileNotFoundError, saying what is missing and where to get it.
    """
    looked = [package.parent, working, *working.parents]
    for folder in looked:
        if (folder / "data/datapackage.json").is_file() and (
            folder / "chapters/questions"
        ).is_dir():
            return folder
    raise FileNotFoundError(
        _MISSING.format(looked=f"{package.parent}, {working} and the folders above")
    )


BOOK = find_book(Path(__file__).resolve().parents[1], Path.cwd())
DATA = BOOK / "data"


class BrokenEvidence(ValueError):
    """The data break their rules; str() is the whole report and .faults holds each Fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(report(self.faults))


class CouncilTables(Mapping[str, pd.DataFrame]):
    """The tables of data/councils by file name without ".csv", each made when it is first asked for.

    A notebook needs few of them. All were checked with the rest before any can be asked for.
    """

    def __init__(self, names: Iterable[str], make: Callable[[str], pd.DataFrame]) -> None:
        """names: of the tables; make: gives one, raising KeyError for a name it lacks."""
        self._names, self._make = tuple(names), make
        self._own: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._own:
            # Cheap: pandas copies a column only when it is changed.
            self._own[name] = self._make(name).copy(deep=False)
        return self._own[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def afresh(self) -> CouncilTables:
        """The same tables for another caller."""
        return CouncilTables(self._names, self._make)


@dataclass(frozen=True)
class Evidence:
    """Every table, as DataFrames.

    A table with one id column is indexed by it; series, left_out and the council tables, whose
    keys have two columns, keep them as columns. Blank text is "", a blank number is NaN.

    figures also has start and end (datetime64, NaT where a period has no such end) and the label,
    better, kind and form of its measure. councils holds the tables of data/councils by file name
    without ".csv".
    """

    sources: pd.DataFrame
    initiatives: pd.DataFrame
    figures: pd.DataFrame
    measures: pd.DataFrame
    promises: pd.DataFrame
    evaluations: pd.DataFrame
    claims: pd.DataFrame
    scenes: pd.DataFrame
    series: pd.DataFrame
    series_metadata: pd.DataFrame
    barriers: pd.DataFrame
    second_coding: pd.DataFrame
    first_counts: pd.DataFrame
    left_out: pd.DataFrame
    councils: CouncilTables

    def points(self, series_id: str) -> pd.DataFrame:
        """One series: date and value, in order of date. Raises KeyError for an unknown series."""
        found = self.series.loc[self.series["series_id"] == series_id, ["date", "value"]]
        if found.empty:
            raise KeyError(f"no series {series_id!r} in data/series.csv")
        return found.reset_index(drop=True)


# The folder of the tables that are local rather than national.
_COUNCILS = "councils/"
_NATIONAL = tuple(field.name for field in fields(Evidence) if field.name != "councils")

_loaded: dict[Path, Evidence] = {}


def check(folder: Path | str = DATA) -> list[Fault]:
    """Every fault of every file of a data folder, in the order of the tables. Never raises."""
    return _examine(Path(folder))[0]


def load(folder: Path | str = DATA) -> Evidence:
    """All the tables, or BrokenEvidence listing every fault of every file.

    The book's own folder is read once a session. Each caller gets tables of its own, so changing
    one cannot change what another sees.
    """
    folder = Path(folder)
    return _copy(_read(folder)) if folder == DATA else _read(folder)


def _read(folder: Path) -> Evidence:
    """The tables of a folder; the book's own are the session's, for whoever changes nothing."""
    if folder in _loaded:
        return _loaded[folder]
    faults, schemas, tables = _examine(folder)
    if faults:
        raise BrokenEvidence(faults)
    evidence = _build(schemas, tables)
    if folder == DATA:
        _loaded[folder] = evidence
    return evidence


def row(table: str, key: str) -> dict[str, Any]:
    """One row of one of the book's own tables with an id, as column: value.

    A sentence asks for hundreds, so no table is copied. Raises KeyError naming an id it lacks.
    """
    return row_of(getattr(_read(DATA), table), key)


def holds(table: str, key: str) -> bool:
    """Whether one of the book's own tables has a row of that id; no table is copied to know it."""
    return key in getattr(_read(DATA), table).index


def row_of(table: pd.DataFrame, key: str) -> dict[str, Any]:
    """One row of a table with an id, as column: value. Raises KeyError naming an id it lacks."""
    if key not in table.index:
        raise KeyError(f"no {table.index.name} {key!r} in the data")
    return dict(zip(map(str, table.columns), table.loc[key], strict=True))


def summary(folder: Path | str = DATA) -> str:
    """How many rows each table of a folder without faults holds, in one line."""
    _, schemas, tables = _examine(Path(folder))
    counts = [
        f"{len(tables[name].lines):,} {name.replace('_', ' ')}"
        for name, schema in schemas.items()
        if name in tables and not schema.file.startswith(_COUNCILS)
    ]
    local = [name for name, schema in schemas.items() if schema.file.startswith(_COUNCILS)]
    rows = sum(len(tables[name].lines) for name in local if name in tables)
    counts.append(f"{rows:,} rows in {len(local)} council tables")
    return f"No faults: {', '.join(counts)}."


def report(faults: Iterable[Fault], so: str = "nothing was loaded") -> str:
    """The faults as aligned lines, grouped by file. so: what follows from them."""
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.file, []).append(fault)
    total = sum(map(len, by_file.values()))
    lines = [f"{counted(total, 'fault')} in {counted(len(by_file), 'file')}; {so}."]
    for file, found in by_file.items():
        places = [f"row {fault.row}" if fault.row else "file" for fault in found]
        values = [_shown(fault.value) for fault in found]
        widths = [
            max(map(len, cells)) for cells in (places, [fault.column for fault in found], values)
        ]
        lines += ["", file]
        for place, fault, value in zip(places, found, values, strict=True):
            cells = (place, fault.column, value)
            aligned = "  ".join(cell.ljust(w) for cell, w in zip(cells, widths, strict=True) if w)
            lines.append(f"  {aligned}  {fault.rule}")
    return "\n".join(lines)


def _shown(value: str) -> str:
    """A value as it can be printed on one line; blank stays blank."""
    if not value:
        return ""
    short = value if len(value) <= 40 else f"{value[:37]}..."
    return f"'{short}'" if short.isprintable() else repr(short)


def _examine(folder: Path) -> tuple[list[Fault], dict[str, Schema], dict[str, Table]]:
    """All faults, in the order of the tables, with the tables that could be read."""
    schemas, faults = read_schemas(folder)
    faults += [
        Fault("datapackage.json", 0, "", name, "describe this table: the book needs it")
        for name in (*_NATIONAL, "councils")
        if schemas and name not in schemas
    ]
    files = {schema.file for schema in schemas.values()}
    for path in sorted(folder.rglob("*.csv")) if schemas else ():
        if (file := path.relative_to(folder).as_posix()) not in files:
            rule = f"describe the table in {DESCRIPTOR}, or delete the file"
            faults.append(Fault(file, 0, "", "", rule))
    tables: dict[str, Table] = {}
    unreadable: dict[str, Table] = {}
    for schema in schemas.values():
        table, found = read_table(folder / schema.file, schema.name, schema.file)
        faults += found
        if table is not None:
            found = list(check_table(schema, table))
            faults += found
            # Where a column's name is wrong, whatever needs the column would complain as well.
            whole = not any(fault.row == 1 for fault in found)
            (tables if whole else unreadable)[schema.name] = table
    bad_cells: dict[str, set[tuple[int, str]]] = {}
    for fault in faults:
        bad_cells.setdefault(fault.file, set()).add((fault.row, fault.column))
    for name, table in tables.items():
        known_bad = bad_cells.get(table.file, set())
        faults += check_references(schemas[name], table, tables, known_bad)
        faults += check_limits(schemas[name], table, tables)
        faults += check_sources(schemas[name], tables.get("sources"))
    faulty = {fault.file for fault in faults}
    broken = frozenset(name for name, table in tables.items() if table.file in faulty)
    whole_tables = (source for schema in schemas.values() for source in schema.source_ids)
    faults += judged(Rows(tables, broken, frozenset(whole_tables)))
    order = {schema.file: position for position, schema in enumerate(schemas.values())}
    faults = _told_once(faults)
    faults.sort(key=lambda fault: (order.get(fault.file, -1), fault.row))
    return faults, schemas, {**tables, **unreadable}


_MANY = 5  # more rows than this with one fault in one column have one cause


def _told_once(faults: list[Fault]) -> list[Fault]:
    """The faults, but one for all that have one cause, with the count.

    One cause: an id that many rows name and its table lacks, whatever the tables; or the same rule
    broken in one column by more than a few rows.
    """
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in faults:
        cause: tuple[str, ...] = (fault.file, fault.column, fault.rule)
        if is_reference(fault):
            cause = (fault.rule.partition(" is not in ")[0],)
        groups.setdefault(cause, []).append(fault)
    told = []
    for found in groups.values():
        first, others = found[0], len(found) - 1
        if others >= _MANY or (others and is_reference(first)):
            files = len({fault.file for fault in found})
            where = f" in {files} files" if files > 1 else ""
            more = f" (and so in {counted(others, 'more row')}{where})"
            told.append(first._replace(rule=first.rule + more))
        else:
            told += found
    return told


def _build(schemas: dict[str, Schema], tables: dict[str, Table]) -> Evidence:
    frames = {name: _frame(schemas[name], tables[name]) for name in _NATIONAL}
    frames["figures"] = _with_measures(frames["figures"], frames["measures"])
    local = {
        Path(schema.file).stem: (schema, tables[name])
        for name, schema in schemas.items()
        if schema.file.startswith(_COUNCILS)
    }
    councils = CouncilTables(local, cache(lambda name: _frame(*local[name])))
    return Evidence(**frames, councils=councils)


def _frame(schema: Schema, table: Table) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    for column in schema.columns:
        text = pd.Series(table.cells[column.name], dtype=str)
        if column.type == "number":
            columns[column.name] = pd.to_numeric(text).astype(float)
        elif column.type == "integer":
            numbers = pd.to_numeric(text)
            columns[column.name] = numbers.astype("float64" if numbers.hasnans else "int64")
        elif column.type == "date":
            columns[column.name] = pd.to_datetime(text, format="%Y-%m-%d")
        else:
            columns[column.name] = text
    frame = pd.DataFrame(columns)
    return frame.set_index(schema.key[0]) if len(schema.key) == 1 else frame


def _with_measures(figures: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    periods = {text: parse_period(text) for text in figures["period"].unique()}
    figures["start"] = pd.to_datetime(figures["period"].map(lambda text: periods[text].start))
    figures["end"] = pd.to_datetime(figures["period"].map(lambda text: periods[text].end))
    shared = ["label", "better", "kind", "form"]
    return figures.join(measures[shared], on="measure_id")


def _copy(evidence: Evidence) -> Evidence:
    """Tables of the caller's own. Cheap: pandas copies a column only when it is changed."""
    national = {name: getattr(evidence, name).copy(deep=False) for name in _NATIONAL}
    return Evidence(**national, councils=evidence.councils.afresh())
