"""Does what leaves the bank for a platform come back equal, with one right answer and its feedback?"""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.course.question_forms import (
    QTI_NAMESPACE,
    Choice,
    Item,
    gift,
    items,
    moodle_xml,
    qti,
    read_moodle_xml,
    read_qti,
)
from joinedup.writing import questions
from tests import platforms

BANK = [
    item
    for path in sorted(questions.BANK.glob("*.toml"))
    for item in items(questions.load(path.stem))
]
HOSTILE = Item(
    "hostile-words",
    "Is 1 < 2 & {3} = ~4 # 5: a \\ b “c” £m ]]>?",
    (
        Choice("No: 1 > 2 = {wrong} ~ # <b>", "Feedback # with = marks & <i>.", False),
        Choice("Yes, 100% £5m – \\", "Right: {a} ~ b.", True),
    ),
)
_TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Co", "Cn")), min_size=1
)


def read_gift(text: str) -> list[Item]:
    """The items of a GIFT file, read by a parser that is not ours."""
    return [
        Item(
            question["title"],
            question["stem"]["text"],
            tuple(
                Choice(choice["text"]["text"], choice["feedback"]["text"], choice["isCorrect"])
                for choice in question["choices"]
            ),
        )
        for question in platforms.read_gift(text)
        if question["type"] == "MC"
    ]


def test_the_whole_bank_comes_back_from_moodle_xml() -> None:
    assert read_moodle_xml(moodle_xml(BANK, "Promise and Outcome")) == BANK
    assert len(BANK) >= 240


def test_the_whole_bank_comes_back_from_qti() -> None:
    assert read_qti(qti(BANK, "Promise and Outcome", "bank")) == BANK


@pytest.mark.parametrize("item", [HOSTILE], ids=lambda item: item.item_id)
def test_words_that_a_form_gives_a_meaning_to_come_back_as_words(item: Item) -> None:
    assert read_moodle_xml(moodle_xml([item], "A/B")) == [item]
    assert read_qti(qti([item], "A & <B>", "bank")) == [item]


@given(ask=_TEXT, words=st.lists(_TEXT, min_size=2, max_size=4, unique=True))
def test_any_words_come_back(ask: str, words: list[str]) -> None:
    item = Item("any", ask, tuple(Choice(w, w[::-1], n == 0) for n, w in enumerate(words)))
    assert read_moodle_xml(moodle_xml([item], "Any")) == [item]
    assert read_qti(qti([item], "Any", "any")) == [item]


def test_moodle_is_told_to_shuffle_and_that_one_is_right() -> None:
    root = ElementTree.fromstring(moodle_xml(BANK[:3], "Some"))
    assert root.findtext("question/category/text") == "$course$/top/Some"
    for question in root.iterfind("question[@type='multichoice']"):
        assert question.findtext("single") == "true"
        assert question.findtext("shuffleanswers") == "true"
        fractions = sorted(answer.get("fraction", "") for answer in question.iter("answer"))
        assert fractions == ["0"] * (len(fractions) - 1) + ["100"]


def test_qti_shuffles_and_gives_each_choice_its_feedback() -> None:
    with zipfile.ZipFile(io.BytesIO(qti(BANK[:3], "Some", "some"))) as archive:
        assert archive.namelist() == ["imsmanifest.xml", "some/some.xml"]
        manifest = archive.read("imsmanifest.xml").decode()
        root = ElementTree.fromstring(archive.read("some/some.xml"))
    assert 'type="imsqti_xmlv1p2"' in manifest
    within = {"q": QTI_NAMESPACE}
    for item in root.iterfind(".//q:item", within):
        choices = item.findall(".//q:response_label", within)
        assert len(item.findall("q:itemfeedback", within)) == len(choices)
        assert item.find(".//q:render_choice", within).get("shuffle") == "Yes"  # type: ignore[union-attr]


def test_the_same_bank_gives_the_same_bytes() -> None:
    assert qti(BANK, "Bank", "bank") == qti(BANK, "Bank", "bank")


def test_no_link_and_no_row_of_data_leaves_with_a_question() -> None:
    for item in BANK:
        for words in (item.ask, *(w for c in item.choices for w in (c.words, c.feedback))):
            assert "data/" not in words, item.item_id
            assert "](" not in words, item.item_id
            assert "{" not in words, item.item_id


def test_every_choice_takes_its_feedback_along() -> None:
    assert all(choice.feedback for item in BANK for choice in item.choices)


@pytest.mark.parametrize("right", [0, 2])
def test_a_question_without_one_right_answer_is_named(right: int) -> None:
    choices = tuple(Choice(f"Answer {n}", "Because.", n < right) for n in range(3))
    with pytest.raises(ValueError, match=f"question two-right: {right} right answers"):
        Item("two-right", "Which?", choices)


@pytest.mark.skipif(platforms.missing() is not None, reason=str(platforms.missing()))
def test_the_whole_bank_comes_back_from_gift() -> None:
    assert read_gift(gift(BANK, "Promise and Outcome")) == BANK
    assert read_gift(gift([HOSTILE], "A")) == [HOSTILE]
