"""How does a rule look at the rows of the tables, and at rows that others refer to?"""

import math
from dataclasses import dataclass

from joinedup.evidence.reading import Fault, Table

Row = dict[str, str]


@dataclass
class Rows:
    """The rows of every table that could be read, with the means to look one up by id."""

    tables: dict[str, Table]
    # Tables with a fault of their own: rules that add up whole tables wait until it is mended.
    faulty: frozenset[str] = frozenset()
    # Sources that the description of a whole table names.
    of_tables: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._rows: dict[str, list[tuple[int, Row]]] = {}
        self._by_id: dict[tuple[str, str], dict[str, Row]] = {}

    def of(self, name: str) -> list[tuple[int, Row]]:
        """(line number, row) of every row of a table; none if the table could not be read."""
        if name not in self._rows:
            table = self.tables.get(name)
            rows = list(zip(table.lines, table.rows(), strict=True)) if table else []
            self._rows[name] = rows
        return self._rows[name]

    def get(self, name: str, column: str, value: str) -> Row | None:
        """The row of a table that has this id, or None."""
        if (name, column) not in self._by_id:
            index = {row.get(column, ""): row for _, row in self.of(name)}
            self._by_id[name, column] = index
        return self._by_id[name, column].get(value) if value else None

    def measure_of(self, figure: Row | None) -> Row | None:
        """The measure of a figure, or None."""
        return self.get("measures", "measure_id", figure.get("measure_id", "")) if figure else None

    def has(self, name: str, *columns: str) -> bool:
        """Whether the table could be read and has these columns."""
        table = self.tables.get(name)
        return table is not None and all(column in table.cells for column in columns)

    def sound(self, *names: str) -> bool:
        """Whether tables could be read and have no fault in any cell, so that they can be added up."""
        return all(name in self.tables and name not in self.faulty for name in names)

    def fault(self, name: str, line: int, column: str, row: Row, rule: str) -> Fault:
        """A fault of one cell."""
        return Fault(self.tables[name].file, line, column, row.get(column, ""), rule)


def number(row: Row, column: str) -> float | None:
    """The number in a cell, or None when it is blank or not one."""
    try:
        value = float(row.get(column, ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
