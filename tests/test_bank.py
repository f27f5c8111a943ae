"""Does the bank give itself away? A bank made to be guessed is found out, and the book's own is not one."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from joinedup import __main__ as command_line
from joinedup.notebooks.running import find
from joinedup.writing import bank, outcomes, questions
from joinedup.writing.questions import Option, Question
from tests.browser import ROOT


def question(number: int, right: int = 0, words: tuple[str, ...] = ("", "", "")) -> Question:
    """A sound question: its right option at a place, words added to its three options."""
    texts = [
        f"answer {letter} to {number:04}{' ' * bool(w)}{w}"
        for letter, w in zip("abc", words, strict=True)
    ]
    return Question(
        f"question-{number}",
        f"Question {number}?",
        tuple(Option(text, f"Of {text}.", place == right) for place, text in enumerate(texts)),
        outcome=number % 7 + 1,
        kind="case" if number % 4 == 0 else "",
        evidence=("b001",),
        withheld=number % 2 == 1,
    )


def made(
    one: Callable[[int], Question] = lambda number: question(number, number // 2 % 3),
) -> bank.Bank:
    """A bank of 240 questions in 30 files."""
    return {
        f"file-{start}": [one(number) for number in range(start, start + 8)]
        for start in range(0, 240, 8)
    }


def rules(given: bank.Bank) -> set[str]:
    return {fault.rule for fault in bank.check(given)}


def test_a_bank_that_gives_nothing_away_has_no_faults() -> None:
    assert bank.check(made()) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("and more words", "", ""), "who takes the longest gets more"),
        (("", "and more words", "and more words"), "who takes the shortest gets more"),
        (("might not", "will a bit", "will a bit"), "who takes the most hedged gets more"),
        (("will a bit", "might not", "might not"), "who takes the least hedged gets more"),
        (("a bit more", "every one", "every one"), "who takes the least sweeping gets more"),
        (("because so", "a bit more", "a bit more"), "who takes the most reasoned gets more"),
        (("a bit more", "because so", "because so"), "who takes the least reasoned gets more"),
        (("one, two", "one of two", "one of two"), "who takes the one of most parts gets more"),
    ],
)
def test_a_habit_of_the_right_option_is_found_in_either_half(
    words: tuple[str, str, str], found: str
) -> None:
    def telling(number: int) -> Question:
        """Its right option stands evenly, and carries the first of the words."""
        right = number // 2 % 3
        others = iter(words[1:])
        placed = tuple(words[0] if place == right else next(others) for place in range(3))
        return question(number, right, placed)  # type: ignore[arg-type]

    assert {rule.partition(":")[0] for rule in rules(made(telling)) if found in rule} == {
        "all questions",
        "on the pages",
        "withheld",
    }
    withheld_alone = made(
        lambda number: telling(number) if number % 2 else question(number, number // 2 % 3)
    )
    assert any(rule.startswith("withheld") and found in rule for rule in rules(withheld_alone))
    assert not any(rule.startswith("on the pages") for rule in rules(withheld_alone))


def test_a_habit_of_place_is_found_as_written_and_not_as_shown() -> None:
    assert any(
        "place 2 as written gets more" in rule for rule in rules(made(lambda n: question(n, 1)))
    )
    assert not any("as shown" in rule for rule in rules(made(lambda n: question(n, 1))))


def test_a_right_option_alone_the_longest_in_too_many_is_named() -> None:
    longest = made(lambda n: question(n, n // 2 % 3, ("x", "x", "x")))
    for asked in longest.values():
        asked[:4] = [
            replace(q, options=tuple(replace(o, text=o.text + "!" * o.right) for o in q.options))
            for q in asked[:4]
        ]
    assert any("longest in more than 40%" in rule for rule in rules(longest))


@pytest.mark.parametrize(
    ("change", "column", "rule"),
    [
        ({"withheld": False}, "withheld", "withhold about half"),
        ({"withheld": True}, "withheld", "withhold about half"),
        ({"kind": "unsaid"}, "kind", "one question at most"),
        ({"kind": ""}, "kind", "ask what to do in a new case"),
    ],
)
def test_a_file_that_lacks_something_is_named(
    change: dict[str, object], column: str, rule: str
) -> None:
    given = dict(made())
    given["file-16"] = [replace(q, **change) for q in given["file-16"]]  # type: ignore[arg-type]
    found = [f for f in bank.check(given) if f.file == "chapters/questions/file-16.toml"]
    assert [f.column for f in found if rule in f.rule] == [column]


def test_a_small_bank_and_an_outcome_hardly_served_are_named() -> None:
    few = dict(list(made().items())[:3])
    found = {fault.column: fault.value for fault in bank.check(few)}
    assert found[""] == "24"
    assert found["outcome 7"] == "3"
    assert bank.check_files(few) == []


def test_the_players_share_their_choice_where_options_tie() -> None:
    tied = [question(0, 0, ("more", "more", ""))]
    assert bank.score("the longest", tied) == (0.5, pytest.approx(1 / 3), 1)
    assert bank.score("place 4 as written", tied)[2] == 0


# The book's own bank.


def own() -> Iterator[tuple[str, Question]]:
    for name, asked in bank.load().items():
        yield from ((name, each) for each in asked)


def test_the_books_bank_gives_nothing_away() -> None:
    assert [fault for fault in (questions.check() or bank.check())] == []


def test_every_page_that_asks_has_its_file_and_every_file_its_page() -> None:
    pages = {path.stem: path for path in find(ROOT)}
    for name in bank.load():
        notebook = pages[name.removeprefix("labs-")]
        assert f'ask(\\"{name}\\")' in notebook.read_text(encoding="utf-8"), name


def test_no_withheld_question_stands_in_a_notebook() -> None:
    shown = {path: told(path) for path in find(ROOT)}
    for name, each in own():
        if each.withheld:
            for path, text in shown.items():
                assert spoken(each.ask) not in text, f"{name}: {each.question_id} is in {path.name}"
                assert spoken(each.answer.feedback) not in text, f"{each.question_id}: {path.name}"


def test_every_question_that_is_not_withheld_stands_in_its_notebook() -> None:
    pages = {path.stem: path for path in find(ROOT)}
    texts = {name: told(path) for name, path in pages.items()}
    for name, each in own():
        if not each.withheld:
            assert spoken(each.ask) in texts[name.removeprefix("labs-")], each.question_id


def told(path: Path) -> str:
    """All the words of a notebook's outputs."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    parts = [
        "".join(text)
        for cell in cells
        for output in cell.get("outputs", [])
        for kind, text in output.get("data", {}).items()
        if kind.startswith("text/")
    ]
    return spoken(" ".join(parts))


def spoken(text: str) -> str:
    """A text without its marks, which HTML writes in its own way."""
    return " ".join(html.unescape(text).split())


# How it is shown, and told.


def test_the_order_shown_is_fixed_by_the_id_and_is_not_the_order_written() -> None:
    orders = {number: tuple(place for place, _ in question(number).shown()) for number in range(60)}
    assert orders == {number: tuple(p for p, _ in question(number).shown()) for number in range(60)}
    assert len(set(orders.values())) == 6
    kept = question(7)
    assert {place: option for place, option in kept.shown()} == dict(
        enumerate(kept.options, start=1)
    )


def test_check_tells_what_the_bank_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    few = dict(list(made().items())[:3])
    monkeypatch.setattr(questions, "check", lambda: [])
    monkeypatch.setattr(bank, "load", lambda: few)
    assert command_line.main(["check"]) == 1
    assert "write 240 questions or more" in capsys.readouterr().out


def test_bank_prints_a_line_a_file_and_fails_on_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bank, "load", lambda: made())
    assert command_line.main(["bank"]) == 0
    told = capsys.readouterr().out
    assert sum(line.startswith("file-") for line in told.splitlines()) == 30
    assert "outcome 3 designs told apart: 34" in told
    monkeypatch.setattr(questions, "load", lambda name: [question(1), question(3)])
    assert command_line.main(["bank", "one-file"]) == 1
    told = capsys.readouterr().out
    assert "ask what to do in a new case" in told
    assert "write 240" not in told, "a part of the bank need not be as large as the whole"


def test_the_outcomes_have_one_home_that_is_read_with_care(tmp_path: Path) -> None:
    assert list(outcomes.load()) == [1, 2, 3, 4, 5, 6, 7]
    broken = tmp_path / "outcomes.toml"
    text = outcomes.HOME.read_text(encoding="utf-8")
    for old, new, said in (
        ("number = 3", "number = 4", "outcome 3: number 4 is out of order"),
        ("short =", "brief =", "outcome 1: give it number, short and words"),
        ("[[outcome]]", "[[aim]]", "holds no"),
    ):
        broken.write_text(text.replace(old, new), encoding="utf-8")
        outcomes.load.cache_clear()
        with pytest.raises(ValueError, match=said):
            outcomes.load(broken)
    outcomes.load.cache_clear()
