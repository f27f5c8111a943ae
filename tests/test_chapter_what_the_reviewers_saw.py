"""What the reviewers saw: are the documents that name a barrier counted by the year, on the page too?"""

from __future__ import annotations

import copy
import re

import pytest
import vl_convert

from joinedup.chapters.what_the_reviewers_saw import Document, named_by, naming_marks, traced_chart

BARRIERS = ["Money", "Staff"]
DOCUMENTS = [
    Document(1990, "First", "money", "pac2000beds", True),
    Document(1995, "Second", "money staff", "nao2003discharge", False),
    Document(1995, "Third", "money", "pac2000beds", False),
]
MARKS = naming_marks(DOCUMENTS, BARRIERS)


def test_each_naming_is_a_mark_in_its_own_row_and_column() -> None:
    assert MARKS["at"].tolist() == [0.5, 0.5, 1.5, 0.5]
    assert MARKS["mark_y"].diff().tolist()[1:] == [44, 0, 44]
    assert MARKS["read"].tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("year", "counts"),
    [(1989, {}), (1990, {"money": 1}), (1994, {"money": 1}), (1995, {"money": 3, "staff": 1})],
)
def test_documents_are_counted_up_to_the_year(year: int, counts: dict[str, int]) -> None:
    assert named_by(MARKS, year) == counts


def test_a_barrier_without_a_column_is_refused() -> None:
    with pytest.raises(KeyError):
        naming_marks([DOCUMENTS[0]._replace(named="weather")], BARRIERS)


@pytest.mark.parametrize("year", [1990, 1994, 1995])
def test_the_page_counts_what_python_counts(year: int) -> None:
    chart = traced_chart(
        DOCUMENTS,
        BARRIERS,
        start_year=1990,
        headline="Money came first",
        subtitle="Barriers named",
        description="A grid of documents.",
        source_ids=["pac2000beds"],
        note="A note.",
    )
    spec = copy.deepcopy(chart.spec())
    [param] = spec["params"]
    param["value"] = year
    drawn = re.findall(r">([^<>]+)</text>", vl_convert.vegalite_to_svg(spec, "6.4"))
    counts = named_by(MARKS, year)
    assert sorted(words for words in drawn if words.isdigit()) == sorted(
        str(counts.get(name.lower(), 0)) for name in BARRIERS
    )
    assert f"Documents that name it by {year}" in drawn
    assert chart.table["How we know"].tolist() == ["read there", "second hand", "second hand"]
