"""Does anything lie about that no row uses?"""

import re
from collections.abc import Callable, Iterator

from joinedup.evidence.reading import Fault
from joinedup.evidence.rows import Rows

# Where a row of each table is named: a cell may name several, with words beside them.
_USED_IN = {
    ("sources", "source_id"): (
        *("source_id", "source_ids", "article_id", "phrase_source_id", "other_sources"),
    ),
    ("measures", "measure_id"): ("measure_id",),
    ("barriers", "barrier_id"): ("barriers",),
}
_ID = re.compile(r"[a-z0-9_]+")
# A source that no row names has these words in its notes, and there the reason why it is kept.
NO_ROW = "No row names it"


def nothing_is_left_lying_about(rows: Rows) -> Iterator[Fault]:
    """Measures, barriers and sources are named by a row, or a source's notes say why it is kept."""
    for (name, key), columns in _USED_IN.items():
        users = [table for table in rows.tables.values() if table.name != name]
        needed = ("figures", "initiatives", "claims", "series_metadata")
        if not rows.has(name, key) or not all(needs in rows.tables for needs in needed):
            continue
        if any(table.spoiled for table in users):  # a row too damaged to read may name anything
            continue
        used = set(rows.of_tables) | {
            item
            for table in users
            for column in columns
            for cell in set(table.cells.get(column, ()))
            for item in _ID.findall(cell)
        }
        for line, row in rows.of(name):
            told = NO_ROW in row.get("notes", "")
            if row[key] and row[key] not in used and not told:
                instead = (
                    f', or say in notes "{NO_ROW}" and why it is kept' if name == "sources" else ""
                )
                yield rows.fault(name, line, key, row, f"nothing uses it: delete the row{instead}")
            elif row[key] in used and told:
                rule = f'a row names it now: take "{NO_ROW}" out of the notes'
                yield rows.fault(name, line, "notes", row, rule)


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (nothing_is_left_lying_about,)
