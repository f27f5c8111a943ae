"""Are claims counted by verdict, and printed numbers set beside figures of the same kind?"""

from __future__ import annotations

import pandas as pd
import pytest

from joinedup.chapters import five_articles_checked as chapter

WORDS = {
    "headline": "A headline",
    "subtitle": "A subtitle",
    "description": "Rows of squares, one row for each verdict.",
    "source_ids": ("data/claims.csv",),
    "note": "A note.",
}
FIGURES = pd.DataFrame(
    [
        ("same", 100.0, "GBP_m", "change"),
        ("double", 200.0, "GBP_m", "change"),
        ("half", 50.0, "GBP_m", "change"),
        ("level", 900.0, "GBP_m", "level"),
        ("people", 70.0, "people", "change"),
        ("unread", float("nan"), "GBP_m", "change"),
    ],
    columns=["figure_id", "value", "unit", "form"],
).set_index("figure_id")
CLAIMS = pd.DataFrame(
    {
        "claim": ["It saved money", "It saved money, again", "It saved nothing"],
        "value": [100.0, 100.0, 900.0],
        "unit": ["GBP_m"] * 3,
        "figure_ids": ["same double half level people unread", "half double same", "level absent"],
        "article_id": ["a", "b", "b"],
        "article": ["Article A", "Article B", "Article B"],
        "verdict": ["wrong", "wrong", "confirmed"],
        "finding": ["found"] * 3,
    }
)


def test_a_number_is_set_beside_others_of_its_unit_and_form_once() -> None:
    disputed = chapter.disputes(CLAIMS, FIGURES)
    assert list(disputed["label"]) == ["It saved money"]
    assert disputed.loc[0, "others"] == (200.0, 50.0)


def test_other_figures_are_shares_of_the_number_printed() -> None:
    shares = chapter.shares_of_printed(chapter.disputes(CLAIMS, FIGURES))
    assert list(shares["share"]) == [200.0, 50.0]
    assert list(shares.index) == [0, 0]


def test_no_dispute_gives_no_rows() -> None:
    assert chapter.disputes(CLAIMS.iloc[2:], FIGURES).empty


def test_the_chart_of_disputes_tables_every_other_figure() -> None:
    drawn = chapter.disputes_chart(chapter.disputes(CLAIMS, FIGURES), **WORDS)
    assert list(drawn.table["Per cent of the article's"]) == [200, 50]
    assert set(drawn.table["Unit"]) == {"£m"}
    spans = next(rows for rows in drawn.spec()["datasets"].values() if "low" in rows[0])
    assert (spans[0]["low"], spans[0]["high"]) == (50, 200)


def test_verdicts_are_counted_in_the_book_s_order_and_new_ones_last() -> None:
    count = chapter.counted(pd.Series(["wrong", "odd", "confirmed", "wrong"]))
    assert list(count.index) == [*chapter.VERDICTS, "odd"]
    assert (count["wrong"], count["confirmed"], count["odd"], count["opinion"]) == (2, 1, 1, 0)


def test_every_claim_has_a_square_in_its_verdict_s_row() -> None:
    drawn = chapter.claims_chart(CLAIMS, **WORDS)
    squares = next(rows for rows in drawn.spec()["datasets"].values() if "claim" in rows[0])
    assert [(each["verdict"], each["place"]) for each in squares] == [
        ("confirmed", 0.5),
        ("wrong", 0.5),
        ("wrong", 1.5),
    ]
    assert squares[0]["dot_y"] < squares[1]["dot_y"] == squares[2]["dot_y"]
    assert len(drawn.table) == len(CLAIMS)


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("confirmed_conflicting", "confirmed, conflicting"), ("misread", "misread")],
)
def test_a_verdict_is_named_for_readers(verdict: str, words: str) -> None:
    assert chapter.named(verdict) == words
