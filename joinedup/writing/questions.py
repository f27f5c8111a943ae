"""Where do self-check questions come from, and how are they shown? One bank; native form controls.

The bank is chapters/questions/<chapter>.toml, one `[[question]]` table each:

    [[question]]
    id = "one-short-id"
    ask = "Text, in which {b057} stands for that figure and {b057:size} for its size."
      [[question.option]]
      text = "..."
      right = true            # exactly one option is right
      feedback = "Why, in one or two sentences."
"""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from IPython.display import display

from joinedup.evidence import data
from joinedup.writing.prose import figure
from joinedup.writing.surfaces import in_jupyter, on_page

BANK = data.BOOK / "chapters" / "questions"
_FIGURE = re.compile(r"\{([a-z]+\d+(?:_\d+)?)(?::([^}]*))?\}")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Option:
    """One answer a reader may choose, and what to tell a reader who does."""

    text: str
    feedback: str
    right: bool


@dataclass(frozen=True)
class Question:
    """One question with its answers, exactly one of them right."""

    question_id: str
    ask: str
    options: tuple[Option, ...]

    @property
    def answer(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.right)


def load(chapter: str, bank: Path = BANK) -> list[Question]:
    """The questions of one chapter, their figures filled in from data/.

    Raises FileNotFoundError for an unknown chapter and ValueError, naming the file, the question and
    the rule, for a question that breaks one.
    """
    path = bank / f"{chapter}.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    questions = []
    for number, entry in enumerate(content.get("question", []), start=1):
        where = f"{path.name}, question {number}"
        options = tuple(
            Option(
                _fill(option.get("text", ""), where),
                _fill(option.get("feedback", ""), where),
                bool(option.get("right", False)),
            )
            for option in entry.get("option", [])
        )
        question = Question(str(entry.get("id", "")), _fill(entry.get("ask", ""), where), options)
        _check(question, where)
        questions.append(question)
    if len({question.question_id for question in questions}) < len(questions):
        raise ValueError(f"{path.name}: two questions share an id; give each its own")
    return questions


def _check(question: Question, where: str) -> None:
    if not _ID.fullmatch(question.question_id):
        raise ValueError(f"{where}: id {question.question_id!r} must be words joined by hyphens")
    if not question.ask:
        raise ValueError(f"{where}: ask is blank")
    if sum(option.right for option in question.options) != 1 or len(question.options) < 3:
        raise ValueError(f"{where}: needs three options or more, exactly one of them right")
    if not all(option.text and option.feedback for option in question.options):
        raise ValueError(f"{where}: every option needs text and feedback")


def _fill(text: str, where: str) -> str:
    figures = data.load().figures

    def value(match: re.Match[str]) -> str:
        figure_id, style = match.groups()
        if figure_id not in figures.index:
            raise ValueError(f"{where}: no figure {figure_id!r} in data/figures.csv")
        return figure(figure_id).words(style or "")

    filled = _FIGURE.sub(value, " ".join(text.split()))
    if "{" in filled:
        raise ValueError(
            f"{where}: a brace is left in {filled!r}; a figure is {{b001}} or {{b001:size}}"
        )
    return filled


def as_html(question: Question) -> str:
    """The question as a form that can be read, and its answer found, without any script."""
    key = question.question_id
    options = "".join(
        f'<div class="option"><input type="radio" name="{key}" id="{key}-{number}"'
        f"{' data-right' if option.right else ''}>"
        f'<label for="{key}-{number}">{html.escape(option.text)}</label></div>'
        for number, option in enumerate(question.options, start=1)
    )
    feedback = "".join(
        f"<li><b>{html.escape(option.text)}</b> {'Right. ' if option.right else ''}"
        f'<span id="{key}-{number}-feedback">{html.escape(option.feedback)}</span></li>'
        for number, option in enumerate(question.options, start=1)
    )
    return (
        f'<form class="question" id="question-{key}"><fieldset>'
        f"<legend>{html.escape(question.ask)}</legend>{options}</fieldset>"
        f'<button type="submit" hidden>Check my answer</button>'
        f'<p class="feedback" role="status"></p>'
        f"<details><summary>Every answer explained</summary><ul>{feedback}</ul></details></form>"
    )


def as_folds(question: Question) -> str:
    """The question for Jupyter, where no script of the book runs: each answer opens on its feedback."""
    folds = "".join(
        f"<details><summary>{html.escape(option.text)}</summary><p>"
        f"{'Right. ' if option.right else ''}{html.escape(option.feedback)}</p></details>"
        for option in question.options
    )
    return (
        f"<p><b>{html.escape(question.ask)}</b> <i>Open the answer you would give.</i></p>{folds}"
    )


def ask(chapter: str) -> None:
    """Show a chapter's questions: a form on the page, folds in Jupyter."""
    questions = load(chapter)
    form, folds = ("\n".join(map(form, questions)) for form in (as_html, as_folds))
    display(
        {
            "text/html": on_page(form) + in_jupyter(folds),
            "text/plain": "\n".join(question.ask for question in questions),
        },
        raw=True,
    )
