"""Is the interval Wilson's, are promises split and counted rightly, and does the page agree?"""

from __future__ import annotations

import copy
import html
import re

import pandas as pd
import pytest
import vl_convert

from joinedup.chapters import fifty_years_of_promises as chapter

BOARD = pd.DataFrame(
    {
        "promise": ["one", "two", "three", "four"],
        "initiative": ["A plan"] * 4,
        "rule": ["because"] * 4,
        "doubt": ["", "counted late", "", ""],
        "verdict": ["met", "missed", "outcome not found", "met"],
        "kind": ["process", "process", "outcome", "outcome"],
        "lever": ["centre", "nhs", "nhs", "nhs"],
        "mechanisms": ["pooled-money", "pooled-money targets", "targets", "targets"],
        "era": ["1970-1989", "1970-1989", "1990-2009", "1990-2009"],
        "compared": [True, True, False, True],
        "met": [True, False, False, True],
    },
    index=pd.Index(["p1", "p2", "p3", "p4"], name="promise_id"),
)
WORDS = {
    "headline": "A headline",
    "subtitle": "A subtitle",
    "description": "Each row has a point and a line.",
    "source_ids": ("data/promises.csv",),
    "note": "A note.",
}


def test_the_interval_is_the_one_in_closed_form() -> None:
    # None of ten: from nothing to z² / (n + z²); all of ten is its mirror.
    assert chapter.wilson(0, 10) == (0, pytest.approx(3.8416 / 13.8416))
    assert chapter.wilson(10, 10) == (pytest.approx(10 / 13.8416), 1)
    low, high = chapter.wilson(5, 10)
    assert low + high == pytest.approx(1)
    assert low == pytest.approx(0.2366, abs=1e-4)


@pytest.mark.parametrize(("met", "number"), [(0, 0), (3, 2), (-1, 5)])
def test_a_share_that_cannot_be_is_refused(met: int, number: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        chapter.wilson(met, number)


def test_a_gap_counts_neither_way() -> None:
    every = chapter.shares_met(BOARD).query("by == 'kind' and row == 0").iloc[0]
    assert list(every[["met", "of"]]) == [2, 3]
    assert every["words"] == "2 of 3: 67% (21% to 94%); 1 cannot be judged"
    controls = chapter.shares_chart(chapter.shares_met(BOARD), **WORDS).spec()["params"]
    assert [each["name"] for each in controls if "bind" in each] == ["by"]


def test_a_doubt_is_shown_with_the_promise_it_touches() -> None:
    table = chapter.reader_chart(BOARD, **WORDS).table.set_index("Promise")
    assert table.loc["two", "In doubt"] == "counted late"
    words = drawn_words({"verdict": "missed"})
    assert "In doubt: counted late." in words
    assert not any("In doubt" in each for each in drawn_words({"verdict": "met"}))


def test_a_promise_counts_under_each_of_its_mechanisms() -> None:
    groups = chapter.members(BOARD, "mechanism")
    assert [(name, len(rows)) for name, rows in groups] == [("Targets", 3), ("Pooled money", 2)]


def test_empty_groups_are_left_out_and_none_judged_is_said() -> None:
    split = chapter.shares_met(BOARD[~BOARD["compared"]])
    assert set(split.loc[split["by"] == "lever", "group"]) == {"All promises", "Local NHS bodies"}
    assert split.loc[0, "words"] == "none judged; 1 cannot be judged"


def test_the_table_says_all_promises_once() -> None:
    table = chapter.shares_chart(chapter.shares_met(BOARD), **WORDS).table
    assert list(table["Group"]).count("All promises") == 1
    assert table.iloc[0]["Share met (%)"] == 67


def drawn_words(settings: dict[str, str]) -> list[str]:
    """Every line of text that Vega draws for these settings of the reader's controls."""
    spec = copy.deepcopy(chapter.reader_chart(BOARD, **WORDS).spec())
    for param in spec["params"]:
        param["value"] = settings.get(param["name"], param.get("value"))
        param.pop("bind", None)
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="5.20")
    return [
        html.unescape(re.sub(r"<[^>]+>", "", each))
        for each in re.findall(r"<text.*?</text>", drawn, re.DOTALL)
    ]


@pytest.mark.parametrize(
    ("settings", "shown", "chosen"),
    [
        ({"verdict": "all"}, 4, ["p1", "p2", "p3", "p4"]),
        ({"verdict": "met", "kind": "outcome"}, 1, ["p3", "p4"]),
        ({"verdict": "all", "mechanism": "pooled-money"}, 2, ["p1", "p2"]),
        ({"verdict": "all", "lever": "nhs", "era": "1990-2009"}, 2, ["p3", "p4"]),
    ],
)
def test_the_page_counts_as_python_does(
    settings: dict[str, str], shown: int, chosen: list[str]
) -> None:
    rows = BOARD.loc[chosen]
    met, compared = int(rows["met"].sum()), int(rows["compared"].sum())
    low, high = chapter.wilson(met, compared)
    words = drawn_words(settings)
    assert f"{shown} promise{'s' if shown != 1 else ''} shown below" in words
    assert (
        f"With any verdict: {met} met of {compared} judged; {len(rows) - compared} cannot be judged"
        in words
    )
    assert f"{met / compared:.0%} met (95% interval {low:.0%} to {high:.0%})" in words


def test_the_page_says_when_nothing_can_be_judged() -> None:
    words = drawn_words({"verdict": "all", "kind": "outcome", "lever": "centre"})
    assert "None can be judged" in words
    assert "0 promises shown below" in words
