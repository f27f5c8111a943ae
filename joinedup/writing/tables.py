"""How are tables of evidence shown? As HTML with a caption and scoped headers, filterable where long.

A filter is a native select that hides rows by script; without scripts every row is there to read.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from IPython.display import display

from joinedup.evidence import data, promises
from joinedup.writing.prose import link
from joinedup.writing.surfaces import on_page


@dataclass(frozen=True)
class Row:
    """One row: its cells as HTML (the first heads the row) and the values filters look at."""

    cells: Sequence[str]
    row_id: str = ""
    keys: dict[str, str] = field(default_factory=dict)


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    table_id: str = "",
    stack: bool = False,
) -> str:
    """A table as HTML. `stack` shows each row as a block on a phone, for rows of a few words."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in columns)
    body = []
    for row in rows:
        first, *others = row.cells
        cells = f'<th scope="row">{first}</th>' + "".join(
            f'<td data-label="{html.escape(name)}">{cell}</td>'
            for name, cell in zip(columns[1:], others, strict=True)
        )
        keys = "".join(f' data-{key}="{html.escape(value)}"' for key, value in row.keys.items())
        row_id = f' id="{row.row_id}"' if row.row_id else ""
        body.append(f"<tr{row_id}{keys}>{cells}</tr>")
    attributes = (f' id="{table_id}"' if table_id else "") + (' class="stack"' if stack else "")
    return (
        f'<div class="table-wrap" tabindex="0" role="region" aria-label="{html.escape(caption)}">'
        f"<table{attributes}><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>\n" + "\n".join(body) + "\n</tbody></table></div>"
    )


def filters(
    table_id: str, choices: Mapping[str, tuple[str, Sequence[str]]], *, search: str = ""
) -> str:
    """Selects that filter and sort a table: {key: (label, values)}. Hidden until the script shows them.

    search: the label of a box for part of a row's first cell; without one there is no box.
    What is chosen goes into the page's address, so that it lasts and can be shared.
    """
    selects = "".join(
        f'<p><label for="{table_id}-{key}">{html.escape(label)}</label>'
        f'<select id="{table_id}-{key}" name="{key}"><option value="">All</option>'
        + "".join(f"<option>{html.escape(value)}</option>" for value in values)
        + "</select></p>"
        for key, (label, values) in choices.items()
    )
    if search:
        selects = (
            f'<p><label for="{table_id}-part">{html.escape(search)}</label>'
            f'<input id="{table_id}-part" name="part" type="search" autocomplete="off"></p>{selects}'
        )
    ways = "".join(
        f'<option value="{key}">{html.escape(label)}</option>'
        for key, (label, _) in choices.items()
    )
    selects += (
        f'<p><label for="{table_id}-sort">Sort by</label><select id="{table_id}-sort" name="sort">'
        f'<option value="">As listed</option>{ways}</select></p>'
    )
    return (
        f'<form class="filters" data-table="{table_id}" hidden>{selects}'
        '<p><button type="reset">Show all</button></p><p role="status"></p></form>'
    )


def verdict(words: str, doubt: str = "") -> str:
    """A verdict with its mark, which differs by shape as well as by word, and what makes it less sure."""
    said = f'<span class="verdict {words.replace(" ", "-")}">{html.escape(words)}</span>'
    return f'{said} <span class="doubt">({html.escape(doubt)})</span>' if doubt else said


def scoreboard_html(board: pd.DataFrame) -> str:
    """The scoreboard of promises as a filterable table; each row leads to its initiative's page."""
    rows = []
    for promise_id, row in board.iterrows():
        initiative = link(row["initiative"], "initiatives", row["initiative_id"], as_html=True)
        rows.append(
            Row(
                cells=[
                    html.escape(row["promise"]),
                    initiative,
                    verdict(row["verdict"], row["doubt"]),
                    f"{html.escape(row['rule'])} "
                    f"{link('Sources', 'figures', row['target_id'], as_html=True)}",
                ],
                row_id=str(promise_id).replace("_", "-"),
                keys={name: row[name] for name in ("era", "verdict", "kind", "lever")},
            )
        )
    present = set(board["verdict"])
    form = filters(
        "scoreboard",
        {
            "era": ("Years", sorted(board["era"].unique())),
            "verdict": ("Verdict", [words for words in promises.VERDICTS if words in present]),
            "kind": ("Kind of promise", sorted(board["kind"].unique())),
            "lever": ("Who could keep it", sorted(board["lever"].unique())),
        },
    )
    columns = ("Promise", "Made by or in", "Verdict", "Why")
    caption = f"{len(board)} promises, in order of their years, and what became of each"
    return on_page(form) + table(caption, columns, rows, table_id="scoreboard", stack=True)


def show_scoreboard() -> None:
    """Show every promise that counts, with its verdict."""
    board = promises.scoreboard(data.load())
    board = board[board["counted"]]
    plain = board["verdict"].value_counts().to_string()
    display({"text/html": scoreboard_html(board), "text/plain": plain}, raw=True)
