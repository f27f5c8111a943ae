"""Does each table keep the rules that data/datapackage.json gives it?

datapackage.json is the one home of the structure: columns, types, enumerations, keys and
references. The `frictionless` command reads the same file. What we need and Frictionless cannot
say is written there as properties of our own, which it ignores. Of a column:

    grammar       it holds a "period" or a "part_date" (joinedup.evidence.periods)
    each          a cell holds several items: their separator, and what each must be
    found_in      several tables, one of which must hold the id
    advice        what to tell a contributor whose cell breaks the pattern
    max_words     the most words a cell may hold

Of a table:

    adds_up       a total column and the columns that must add up to it
    ascending     columns of which none may be above the next, such as age groups in one another
    shares        parts of a whole: a column that adds up to 1 within rows alike in other columns
    no_more_than  a column that may not exceed some times what another table gives for the same id
    source_ids    the sources of the whole table
"""

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from joinedup.evidence.periods import parse_part_date, parse_period
from joinedup.evidence.reading import Fault, Table

DESCRIPTOR = "datapackage.json"

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_INTEGER = re.compile(r"-?\d+", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Control characters, zero-width and direction marks, and the mark left by a failed conversion.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffd]"
)
# Spaces that only look like one: a search for the words, or a join of two tables, would miss them.
_ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# No cell of the book needs more; the pages and the search index carry every word.
LONGEST = 2_000
_GRAMMARS: dict[str, Callable[[str], object]] = {
    "period": parse_period,
    "part_date": parse_part_date,
}


@dataclass(frozen=True)
class Reference:
    """Where an id must be found."""

    table: str
    column: str


@dataclass(frozen=True)
class Each:
    """What every item of a cell with several items must be."""

    separator: str = " "
    enum: tuple[str, ...] = ()
    type: str = "string"
    grammar: str = ""
    reference: Reference | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table and the rules for its cells."""

    name: str
    type: str = "string"
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    max_words: int | None = None
    grammar: str = ""
    advice: str = ""
    each: Each | None = None
    found_in: tuple[Reference, ...] = ()

    def problem(self, text: str) -> str | None:
        """What is wrong with a cell on its own and what to do, or None."""
        if text != text.strip():
            return "delete the space before or after the text"
        if _INVISIBLE.search(text):
            return "delete the control or invisible character"
        if not text.isascii() and (problem := _problem_of_letters(text)):
            return problem
        if len(text) > LONGEST:
            return f"shorten to at most {LONGEST:,} characters (now {len(text):,})"
        if not text:
            if not self.required:
                return None
            choices = f"; use one of: {', '.join(self.enum)}" if self.enum else ""
            return f"fill in the cell: it must not be blank{choices}"
        return self._problem_of_type(text) or self._problem_of_words(text)

    def _problem_of_type(self, text: str) -> str | None:
        problem = _problem_of_grammar(text, self.grammar) or problem_of_type(text, self.type)
        if problem or self.type not in ("number", "integer"):
            return problem
        number = float(text)
        if self.minimum is not None and number < self.minimum:
            return f"use a number of at least {self.minimum:g}"
        if self.maximum is not None and number > self.maximum:
            return f"use a number of at most {self.maximum:g}"
        return None

    def _problem_of_words(self, text: str) -> str | None:
        if self.enum and text not in self.enum:
            return f"use one of: {', '.join(self.enum)}"
        if self.pattern and re.fullmatch(self.pattern, text) is None:
            return self.advice or f"must match the pattern {self.pattern}"
        if self.max_length is not None and len(text) > self.max_length:
            return f"shorten to at most {self.max_length} characters (now {len(text)})"
        if self.max_words is not None and len(text.split()) > self.max_words:
            return f"shorten to at most {self.max_words} words (now {len(text.split())})"
        return self._problem_of_items(text, self.each) if self.each else None

    def _problem_of_items(self, text: str, each: Each) -> str | None:
        items = text.split(each.separator)
        if any(item != item.strip() or not item for item in items):
            return f"separate the items by exactly one {each.separator!r}"
        repeated = [item for item, times in Counter(items).items() if times > 1]
        if repeated:
            return f"name each item once: {', '.join(repeated)} is repeated"
        for item in items:
            if each.enum and item not in each.enum:
                return f"{item} is not known: use words from {', '.join(each.enum)}"
            problem = _problem_of_grammar(item, each.grammar) or problem_of_type(item, each.type)
            if problem:
                return f"{item}: {problem}"
        return None


@dataclass(frozen=True)
class Shares:
    """A column whose cells are parts of one whole within rows alike in the columns `within`."""

    column: str
    within: tuple[str, ...]
    tolerance: float  # how far rounding may put their sum from 1


@dataclass(frozen=True)
class Limit:
    """A column that may not be above `times` the most another table holds for the same id."""

    column: str
    times: float
    most: Reference
    match: str  # the column that holds the id, in both tables


@dataclass(frozen=True)
class Schema:
    """The structure of one table."""

    name: str
    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    references: tuple[tuple[str, Reference], ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    adds_up: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ascending: tuple[str, ...] = ()
    shares: tuple[Shares, ...] = ()
    no_more_than: tuple[Limit, ...] = ()
    source_ids: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _problem_of_grammar(text: str, grammar: str) -> str | None:
    """Why a text is not of a grammar of ours ("" for none), or None."""
    try:
        if grammar:
            _GRAMMARS[grammar](text)
    except ValueError as error:
        return str(error)
    return None


def _problem_of_letters(text: str) -> str | None:
    """Why a text would not be found by the words it seems to hold, or None."""
    if _ODD_SPACE.search(text):
        return "use an ordinary space for the no-break or wide one"
    for character in sorted(set(text)):
        if character.isascii():
            continue
        name = unicodedata.name(character, "")
        if character.isalpha() and character not in "µªº" and not name.startswith("LATIN"):
            return f"use a Latin letter: {character!r} only looks like one ({name.lower()})"
        if name.startswith("FULLWIDTH"):
            return f"use the ordinary character for {character!r}"
    return None


def problem_of_type(text: str, kind: str) -> str | None:
    """Why a text is not of a Frictionless type (string, number, integer, date), or None."""
    if kind == "number" and not _NUMBER.fullmatch(text):
        return _advice_on_number(text)
    if kind == "integer" and not _INTEGER.fullmatch(text):
        return (
            "use a whole number, digits only"
            if _NUMBER.fullmatch(text)
            else (_advice_on_number(text))
        )
    if kind == "date":
        try:
            if _DATE.fullmatch(text) and date.fromisoformat(text):
                return None
        except ValueError:
            return "use a day of the calendar"
        return "write a date as 2015-04-30 (year, month, day)"
    return None


def _advice_on_number(text: str) -> str:
    if "," in text:
        return "write the number without commas, as 12000"
    if "%" in text:
        return "leave out the percent sign: the unit has its own column"
    if any(character.isspace() for character in text):
        return "write the number without spaces"
    if re.search(r"[A-Za-z£$]", text):
        return "write digits only: a unit has its own column"
    return "write a plain number, as 12, -3.5 or 0.75"


def read_schemas(folder: Path) -> tuple[dict[str, Schema], list[Fault]]:
    """The schema of every table by name, and what is wrong with the descriptor itself."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        return {schema.name: schema for schema in map(_schema, descriptor["resources"])}, []
    except FileNotFoundError:
        rule = "the file is missing: it says which tables a data folder holds, so put it back"
        return {}, [Fault(DESCRIPTOR, 0, "", "", rule)]
    except UnicodeDecodeError as error:
        rule = f"save the file as UTF-8: byte {error.start} (counting from 0) is not UTF-8"
        return {}, [Fault(DESCRIPTOR, 0, "", "", rule)]
    except json.JSONDecodeError as error:
        return {}, [Fault(DESCRIPTOR, error.lineno, "", "", f"mend the JSON: {error.msg}")]
    except (KeyError, TypeError, AttributeError, OSError) as error:
        rule = f"mend the description of the tables: {type(error).__name__} {error}"
        return {}, [Fault(DESCRIPTOR, 0, "", "", rule)]


def _schema(resource: dict[str, Any]) -> Schema:
    schema = resource["schema"]
    key = schema.get("primaryKey", [])
    return Schema(
        name=resource["name"],
        file=resource["path"],
        columns=tuple(_column(field) for field in schema["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
        references=tuple(
            (foreign["fields"], _reference(foreign["reference"]))
            for foreign in schema.get("foreignKeys", [])
        ),
        unique=tuple(map(tuple, schema.get("uniqueKeys", ()))),
        adds_up=tuple(
            (total, tuple(parts)) for total, parts in resource.get("adds_up", {}).items()
        ),
        ascending=tuple(resource.get("ascending", ())),
        shares=tuple(
            Shares(shares["column"], tuple(shares["within"]), shares["tolerance"])
            for shares in resource.get("shares", ())
        ),
        no_more_than=tuple(
            Limit(limit["column"], limit["times"], _reference(limit), limit["match"])
            for limit in resource.get("no_more_than", ())
        ),
        source_ids=tuple(resource.get("source_ids", ())),
    )


def _column(field: dict[str, Any]) -> Column:
    constraints = field.get("constraints", {})
    each = field.get("each")
    return Column(
        name=field["name"],
        type=field["type"],
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        enum=tuple(constraints.get("enum", ())),
        pattern=constraints.get("pattern", ""),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        max_length=constraints.get("maxLength"),
        max_words=field.get("max_words"),
        grammar=field.get("grammar", ""),
        advice=field.get("advice", ""),
        each=_each(each) if each else None,
        found_in=tuple(map(_reference, field.get("found_in", ()))),
    )


def _each(each: dict[str, Any]) -> Each:
    reference = each.get("reference")
    return Each(
        separator=each.get("separator", " "),
        enum=tuple(each.get("enum", ())),
        type=each.get("type", "string"),
        grammar=each.get("grammar", ""),
        reference=_reference(reference) if reference else None,
    )


def _reference(reference: dict[str, str]) -> Reference:
    return Reference(reference["resource"], reference["fields"])


def check_table(schema: Schema, table: Table) -> Iterator[Fault]:
    """Every fault of one table taken alone: columns, cells, keys, sums, order, shares."""
    yield from _check_header(schema, table)
    for column in schema.columns:
        yield from _check_cells(column, table)
    for unique in (schema.key, *schema.unique, *((c.name,) for c in schema.columns if c.unique)):
        if unique:
            yield from _check_unique(unique, table)
    for total, parts in schema.adds_up:
        yield from _check_sum(total, parts, table)
    for lower, higher in pairwise(schema.ascending):
        yield from _check_order(lower, higher, table)
    for shares in schema.shares:
        yield from _check_shares(shares, table)


def _check_header(schema: Schema, table: Table) -> Iterator[Fault]:
    wanted = [column.name for column in schema.columns]
    found = list(table.header)
    missing, strange = (sorted(set(a) - set(b)) for a, b in ((wanted, found), (found, wanted)))
    if len(missing) == len(strange) == 1:
        yield Fault(table.file, 1, strange[0], strange[0], f"rename the column to {missing[0]}")
        return
    for name in wanted:
        if name not in found:
            yield Fault(table.file, 1, name, "", "the column is missing: put it back")
    for name, times in Counter(found).items():
        if name not in wanted:
            near = f"unexpected column: remove it or rename it to one of {', '.join(wanted)}"
            yield Fault(table.file, 1, name, name, near)
        elif times > 1:
            yield Fault(table.file, 1, name, name, "the column is there twice: remove one")
    if sorted(found) == sorted(wanted) and found != wanted:
        rule = f"put the columns in this order: {','.join(wanted)}"
        yield Fault(table.file, 1, "", ",".join(found), rule)


def _check_cells(column: Column, table: Table) -> Iterator[Fault]:
    cells = table.cells.get(column.name, [])
    # Judging each distinct text once keeps 16,000 rows quick.
    problems = {text: problem for text in set(cells) if (problem := column.problem(text))}
    if problems:
        for line, text in zip(table.lines, cells, strict=True):
            if text in problems:
                yield Fault(table.file, line, column.name, text, problems[text])


def _check_unique(key: tuple[str, ...], table: Table) -> Iterator[Fault]:
    if not all(name in table.cells for name in key):
        return
    first_line: dict[tuple[str, ...], int] = {}
    keys = zip(*(table.cells[name] for name in key), strict=True)
    for line, cells in zip(table.lines, keys, strict=True):
        if not all(cells):
            continue
        first = first_line.setdefault(cells, line)
        if first != line:
            rule = f"must be unique: row {first} already has it, so rename or delete one"
            yield Fault(table.file, line, " ".join(key), " ".join(cells), rule)


def _check_sum(total: str, parts: tuple[str, ...], table: Table) -> Iterator[Fault]:
    names = (total, *parts)
    if not all(name in table.cells for name in names):
        return
    columns = zip(*(table.cells[name] for name in names), strict=True)
    for line, cells in zip(table.lines, columns, strict=True):
        # Cells that are no numbers are reported by their own rule.
        if all(map(_INTEGER.fullmatch, cells)):
            whole, *summands = map(int, cells)
            if whole != sum(summands):
                rule = f"must equal {' + '.join(parts)}, which come to {sum(summands)}"
                yield Fault(table.file, line, total, cells[0], rule)


def _check_order(lower: str, higher: str, table: Table) -> Iterator[Fault]:
    if lower not in table.cells or higher not in table.cells:
        return
    cells = zip(table.lines, table.cells[lower], table.cells[higher], strict=True)
    for line, low, high in cells:
        if _NUMBER.fullmatch(low) and _NUMBER.fullmatch(high) and float(low) > float(high):
            yield Fault(table.file, line, lower, low, f"must not be above {higher} ({high})")


def _check_shares(shares: Shares, table: Table) -> Iterator[Fault]:
    # Where a line could not be read, what is missing from a sum is known already.
    if table.spoiled or not all(name in table.cells for name in (shares.column, *shares.within)):
        return
    first: dict[tuple[str, ...], int] = {}
    sums: dict[tuple[str, ...], float] = {}
    wholes = zip(*(table.cells[name] for name in shares.within), strict=True)
    for line, whole, cell in zip(table.lines, wholes, table.cells[shares.column], strict=True):
        first.setdefault(whole, line)
        # A cell that is no number is reported by its own rule, so its sum is not judged.
        part = float(cell) if _NUMBER.fullmatch(cell) else math.nan
        sums[whole] = sums.get(whole, 0) + part
    for whole, total in sums.items():
        if abs(total - 1) > shares.tolerance:
            rule = f"the shares of {' '.join(whole)} must add up to 1, and they come to {total:.4f}"
            yield Fault(table.file, first[whole], shares.column, f"{total:.4f}", rule)


def check_limits(schema: Schema, table: Table, tables: dict[str, Table]) -> Iterator[Fault]:
    """Numbers above what another table allows for the same id: more than its residents, say.

    Every row of the other table with the id counts, whatever its year, and the largest decides: it
    is a bound on what can be, not an estimate.
    """
    for limit in schema.no_more_than:
        other = tables.get(limit.most.table)
        columns = (limit.match, limit.column)
        if other is None or not all(name in table.cells for name in columns):
            continue
        if not all(name in other.cells for name in (limit.match, limit.most.column)):
            continue
        most: dict[str, float] = {}
        of_other = other.cells[limit.match], other.cells[limit.most.column]
        for key, cell in zip(*of_other, strict=True):
            if _NUMBER.fullmatch(cell):
                most[key] = max(most.get(key, 0), limit.times * float(cell))
        cells = (table.cells[name] for name in columns)
        for line, key, cell in zip(table.lines, *cells, strict=True):
            if key in most and _NUMBER.fullmatch(cell) and float(cell) > most[key]:
                rule = (
                    f"must be at most {most[key]:,.0f}: {limit.times:,g} times the "
                    f"{limit.most.column} that {other.file} gives {key}"
                )
                yield Fault(table.file, line, limit.column, cell, rule)


def check_sources(schema: Schema, sources: Table | None) -> Iterator[Fault]:
    """Sources that the description of a table names and sources.csv lacks."""
    if sources is None or "source_id" not in sources.cells:
        return
    known = set(sources.cells["source_id"]) | sources.spoiled
    for source_id in schema.source_ids:
        if source_id not in known:
            rule = f"is not in {sources.file}: add it there or correct source_ids"
            yield Fault(DESCRIPTOR, 0, schema.name, source_id, rule)


def check_references(
    schema: Schema, table: Table, tables: dict[str, Table], known_bad: set[tuple[int, str]]
) -> Iterator[Fault]:
    """Ids that are in no row of the table, or tables, they point to.

    A table that could not be read, or lacks its id column, is not searched: its own fault is
    reported, not one more for every row that refers to it. known_bad holds the (row, column) of
    cells that already have a fault of their own.
    """
    targets: list[tuple[str, str | None, tuple[Reference, ...]]] = [
        (column, None, (reference,)) for column, reference in schema.references
    ]
    for column in schema.columns:
        if column.each and column.each.reference:
            targets.append((column.name, column.each.separator, (column.each.reference,)))
        if column.found_in:
            targets.append((column.name, None, column.found_in))
    for name, separator, references in targets:
        known: set[str] = set()
        searched = []
        for reference in references:
            other = tables.get(reference.table)
            if other is not None and reference.column in other.cells:
                known |= set(other.cells[reference.column]) | other.spoiled
                searched.append(other.file)
        if len(searched) < len(references):
            continue
        cells = table.cells.get(name, [])
        unknown = {
            text: [item for item in text.split(separator) if item not in known]
            if separator
            else ([] if text in known else [text])
            for text in set(cells) - {""}
        }
        if not any(unknown.values()):
            continue
        for line, text in zip(table.lines, cells, strict=True):
            if unknown.get(text) and (line, name) not in known_bad:
                missing, files = ", ".join(unknown[text]), " or ".join(searched)
                rule = f"{missing} is not in {files}: add it there or correct the id"
                yield Fault(table.file, line, name, text, rule)


def is_reference(fault: Fault) -> bool:
    """Whether a fault says that an id is in no row of the table it points to."""
    return fault.rule.endswith("add it there or correct the id")
