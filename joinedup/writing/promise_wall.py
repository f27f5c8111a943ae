"""How do all the promises look at once? One mark each, by era; its shape and colour say what became of it.

Plain HTML: each mark is a link whose name is its promise and verdict, so the picture is drawn, and can be
read and followed, without scripts. A script adds the words of the mark that is pointed at or focused.
"""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import display

from joinedup.evidence import data, promises
from joinedup.evidence.numbers import counted

# What a mark says, from best to worst, then what cannot be judged: {name: its verdicts}.
MARKS = {
    "met": ("met",),
    "partly met": ("partly met",),
    "missed, or no change": ("missed", "no change"),
    "went the other way": ("went the other way",),
    "too early or undated": ("too early or undated",),
    "only a forecast, a claim, or money put in": ("forecast only", "claimed only", "input only"),
    "no outcome found, or none that compares": ("not comparable", "outcome not found"),
}
_MARK_OF = {verdict: name for name, verdicts in MARKS.items() for verdict in verdicts}


def wall_html(board: pd.DataFrame, page: str) -> str:
    """The picture of the promises of `board` (see promises.scoreboard); marks lead to rows of `page`."""
    groups = []
    for era, rows in board.groupby("era", sort=True):
        order = rows["verdict"].map(_MARK_OF).map(list(MARKS).index)
        marks = "".join(
            _mark(str(promise_id), row, page)
            for promise_id, row in rows.loc[order.sort_values(kind="stable").index].iterrows()
        )
        judged = int(rows["verdict"].isin(promises.COMPARED).sum())
        met = int((rows["verdict"] == "met").sum())
        groups.append(
            f"<h3>{html.escape(str(era).replace('-', ' to '))}</h3>"
            f'<p class="tally">{counted(len(rows), "promise")}; {judged} can be judged, '
            f"of which {met} met</p><ul>{marks}</ul>"
        )
    key = "".join(
        f'<li><span class="mark {_class(name)}"></span> {html.escape(name)}: '
        f"{int(board['verdict'].isin(verdicts).sum())}</li>"
        for name, verdicts in MARKS.items()
    )
    return (
        f'<div class="wall"><ul class="key">{key}</ul>'
        '<p class="tally">By the period in which the programme began.</p>'
        f"{''.join(groups)}"
        '<p class="pointed" aria-hidden="true"></p></div>'
    )


def _mark(promise_id: str, row: pd.Series, page: str) -> str:
    doubt = f" ({row['doubt']})" if row["doubt"] else ""
    due = f" Due by {row['due'].year}." if pd.notna(row["due"]) else ""
    words = html.escape(f"{row['promise']}{due} {row['verdict'].capitalize()}{doubt}.")
    return (
        f'<li><a class="mark {_class(_MARK_OF[row["verdict"]])}" '
        f'href="{page}#{promise_id.replace("_", "-")}"><span>{words}</span></a></li>'
    )


def _class(name: str) -> str:
    return name.split(",")[0].replace(" ", "-")


def show_wall(page: str) -> None:
    """Show every promise that counts, its marks leading to the rows of `page` (a notebook's address)."""
    board = promises.scoreboard(data.load())
    board = board[board["counted"]]
    tally = "\n".join(
        f"{name}: {int(board['verdict'].isin(verdicts).sum())}" for name, verdicts in MARKS.items()
    )
    display({"text/html": wall_html(board, page), "text/plain": tally}, raw=True)
