"""Is the manner of a text measured as a reader would count?"""

from __future__ import annotations

import pytest

from joinedup.writing.manner import as_read, measure, one_line, sentences, syllables


def test_a_sentence_ends_where_a_reader_hears_it_end() -> None:
    text = "Mr. Betts said so. “It was £3.8bn.” Then? The 3.5% stood.\n\n- one item\n- another item"
    assert sentences(text) == [
        "Mr. Betts said so.",
        "“It was £3.8bn.",
        "Then?",
        "The 3.5% stood.",
        "one item",
        "another item",
    ]


def test_links_folds_and_headings_are_not_read_as_words() -> None:
    text = "## Heading\n\n<details><summary>x</summary>\n\n- 5\n\n</details>\n\nA [£5m](d.csv#b1) **cut**."
    assert " ".join(as_read(text).split()) == "A £5m cut."


def test_a_mark_behind_a_backslash_is_a_word_of_the_text() -> None:
    assert (
        one_line(r"> **Said** \*as it is\*, \<b\>, a\_b and 5 \> 3")
        == "Said *as it is*, <b>, a_b and 5 > 3"
    )


def test_numbers_are_counted_and_years_are_not() -> None:
    text = "In April 2014 they promised [£731m](x.csv#a) and believed 55 of it. Nobody in 2015-16 knew."
    found = measure(text)
    assert found.words == 15
    assert found.numbers_per_100 == pytest.approx(100 * 2 / 15)


def test_a_run_of_short_sentences_is_noticed() -> None:
    assert measure("It fell. It rose. " * 5).short_share == 1
    long = "The board that signed the plan had not been told what it was meant to save."
    assert measure(long).short_share == 0


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("cut", 1),
        ("make", 1),
        ("plan", 1),
        ("saved", 1),
        ("wanted", 2),
        ("table", 2),
        ("hospital", 3),
    ],
)
def test_syllables_are_about_right(word: str, number: int) -> None:
    assert syllables(word) == number


def test_plain_words_read_more_easily_than_long_ones() -> None:
    plain = measure("The nurse came to the house and found that he was well.")
    heavy = measure(
        "Organisational reconfiguration necessitated considerable interdisciplinary negotiation."
    )
    assert plain.reading_ease > 80 > 0 > heavy.reading_ease


def test_a_text_without_a_sentence_is_refused() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        measure("## Only a heading")
