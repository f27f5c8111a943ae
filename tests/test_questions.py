"""Is the bank of questions read with care? Every fault is named by file, line, question and rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup import __main__ as command_line
from joinedup.writing import questions
from tests import planted


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A bank of one sound file, free to damage."""
    (tmp_path / planted.BANK_FILE).write_text(planted.BANK_TEXT, encoding="utf-8")
    return tmp_path


def test_a_sound_bank_has_no_faults_and_its_figures_are_filled_in(bank: Path) -> None:
    assert questions.check(bank) == []
    first = questions.load("one-chapter", bank)[0]
    assert first.ask == "Hospital beds were to fall to 33,000 by 1991. What became of it?"
    assert first.answer.text == "The aim was met: 23,000 were left."


@pytest.mark.parametrize("fault", planted.BANK, ids=lambda fault: fault.what)
def test_a_fault_of_a_known_kind_is_refused_or_let_through_for_a_reason(
    bank: Path, fault: planted.Planted
) -> None:
    fault.damage(bank)
    found = questions.check(bank)
    if fault.why:
        assert found == [], fault.why
        return
    assert any(fault.said in each.rule for each in found), found
    assert len(found) == fault.times, found
    assert all(each.file.startswith("chapters/questions/") for each in found)


def test_a_fault_is_named_by_its_line_and_its_question(bank: Path) -> None:
    planted.bank('"Never."', '"Late"')(bank)
    (fault,) = questions.check(bank)
    line = planted.BANK_TEXT[: planted.BANK_TEXT.rindex("[[question]]")].count("\n") + 1
    assert (fault.row, fault.column) == (line, "question 2 text")
    with pytest.raises(
        ValueError, match=f"one-chapter.toml, line {line}, question 2 text 'late': two"
    ):
        questions.load("one-chapter", bank)


def test_an_unknown_chapter_has_no_file(bank: Path) -> None:
    with pytest.raises(FileNotFoundError):
        questions.load("no-such-chapter", bank)


def test_check_reads_the_bank_and_fails(
    bank: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    planted.written(planted.BANK_FILE, "")(bank)
    monkeypatch.setattr(questions, "check", lambda check=questions.check: check(bank))
    assert command_line.main(["check"]) == 1
    assert "the file holds no [[question]]" in capsys.readouterr().out
