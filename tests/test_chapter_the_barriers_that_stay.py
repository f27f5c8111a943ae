"""Are rows put in both orders, and barriers counted by kind and period, as a reader would count them?"""

from __future__ import annotations

import pandas as pd

from joinedup.chapters import the_barriers_that_stay as chapter
from tests.vega_words import words

ERAS = ["1970-1989", "1990-2009"]
ORDER = ["money", "culture", "data"]
NAMES = pd.Series({"money": "Money", "culture": "Culture", "data": "Data"})
ROWS = pd.DataFrame(
    {
        "initiative_id": ["old", "middle", "new"],
        "label": ["An old plan", "Report of 1985", "A new plan"],
        "year": ["1976", "1985", "1999"],
        "kind": ["initiative", "review", "initiative"],
        "era": [ERAS[0], ERAS[0], ERAS[1]],
        "barriers": ["money", "money culture", "culture money"],
    }
).set_index("initiative_id")
ROWS["named"] = ROWS["barriers"].str.split()
RISE = pd.Series({"money": 0.0, "culture": 0.5, "data": -0.1})
WORDS = {
    "headline": "A headline",
    "subtitle": "A subtitle",
    "description": "Marks crowd the first columns.",
    "source_ids": ("data/initiatives.csv",),
    "note": "A note.",
}


def test_rows_with_most_barriers_come_first_and_equals_by_date() -> None:
    placed = chapter.with_orders(ROWS)
    assert list(placed["by_date"]) == [0, 1, 2]
    assert list(placed["by_number"]) == [2, 0, 1]
    assert "by_date" not in ROWS


def test_each_period_is_counted_by_kind() -> None:
    cells = chapter.by_period(ROWS, NAMES, ORDER, RISE, ERAS)
    at = cells.set_index(["kind", "era", "barrier"])
    assert len(cells) == 4 * 2 * 3
    assert at.loc[("all", ERAS[0], "culture"), "words"] == "1 of 2"
    assert at.loc[("all", ERAS[0], "culture"), "share"] == 0.5
    assert at.loc[("review", ERAS[0], "culture"), "words"] == "1 of 1"
    assert at.loc[("review", ERAS[1], "culture"), "words"] == "none"
    assert at.loc[("review", ERAS[1], "culture"), "share"] == 0


def test_barriers_are_placed_by_total_and_by_rise() -> None:
    cells = chapter.by_period(ROWS, NAMES, ORDER, RISE, ERAS).drop_duplicates("barrier")
    assert dict(zip(cells["barrier"], cells["by_total"], strict=True)) == {
        "money": 0, "culture": 1, "data": 2,
    }  # fmt: skip
    assert dict(zip(cells["barrier"], cells["by_rise"], strict=True)) == {
        "culture": 0, "money": 1, "data": 2,
    }  # fmt: skip


def test_the_table_of_periods_keeps_the_order_of_barriers() -> None:
    cells = chapter.by_period(ROWS, NAMES, ORDER, RISE, ERAS)
    table = chapter.period_chart(cells, ERAS, **WORDS).table
    assert list(table["Barrier"]) == ["Money", "Culture", "Data"]
    assert list(table[ERAS[1]]) == ["1 of 1", "1 of 1", "0 of 1"]


def test_the_matrix_marks_each_barrier_and_writes_a_year_once() -> None:
    drawn = chapter.matrix_chart(ROWS, NAMES, ORDER, **WORDS)
    sets = list(drawn.spec()["datasets"].values())
    words = next(rows for rows in sets if "words" in rows[0])
    marks = next(rows for rows in sets if "at" in rows[0] and "by_date" in rows[0])
    assert [row["words"] for row in words] == [
        "1976  An old plan", "Report of 1985", "1999  A new plan",
    ]  # fmt: skip
    assert [(mark["by_date"], mark["barrier"]) for mark in marks] == [
        (0, "money"), (1, "money"), (1, "culture"), (2, "culture"), (2, "money"),
    ]  # fmt: skip
    assert list(drawn.table["Barriers"]) == ["Money", "Money, Culture", "Culture, Money"]


def test_a_period_is_read_aloud() -> None:
    assert chapter.years("1970-1989") == "1970 to 1989"


def test_a_choice_that_no_row_meets_says_so() -> None:
    chart = chapter.matrix_chart(ROWS, NAMES, ORDER, **WORDS)
    none = "No review from 1990 to 2009 names this"
    assert none in words(chart, kind="review", era=ERAS[1], barrier="money")
    assert not any(each.startswith("No ") for each in words(chart, kind="review"))
