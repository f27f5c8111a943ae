"""Where do self-check questions come from, and how are they shown? One bank; native form controls.

The bank is chapters/questions/<chapter>.toml, one `[[question]]` table each:

    [[question]]
    id = "one-short-id"
    outcome = 2               # what it serves: a number in chapters/course/outcomes.toml
    kind = "case"             # a new situation; "unsaid" where the answer is that it cannot be said
    evidence = ["p_b057"]     # the rows the answer rests on; figures in its words need no naming
    withheld = true           # kept off the pages, for assessment
    ask = "Text, in which {b057} stands for that figure and {b057:size} for its size."
      [[question.option]]
      text = "..."
      right = true            # exactly one option is right
      feedback = "Why, in one or two sentences."

`kind` and `withheld` are left out where they do not hold, `evidence` where figures stand in the words.
Options are shown in an order of their own, not as written: without scripts, on paper and in Jupyter in
one fixed by the question's id, on the page in one that the page's script makes from a number kept on the
reader's device (`questions` in book.js). What a bank must be as a whole is measured in bank.py.
"""

from __future__ import annotations

import hashlib
import html
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from IPython.display import display

from joinedup.evidence import data
from joinedup.evidence.reading import Fault
from joinedup.writing import outcomes
from joinedup.writing.prose import figure
from joinedup.writing.question_widgets import answering
from joinedup.writing.surfaces import in_jupyter, on_page

BANK = data.BOOK / "chapters" / "questions"
_FIGURE = re.compile(r"\{([a-z0-9_]+)(?::([^{}]*))?\}")
# Numerals that are names, not findings. Anything else must be computed from data/.
NAMES = re.compile(
    r"""
    (?:c\.\s*)?\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d){1,2}|s)?\b      # years and spans of years
    | \b\d{1,2}\s(?:January|February|March|April|May|June|July|August|September|October|November|December)
    | \b[Ss]ections?\s\d+[A-Z]* | \bHC\s\d+ | \bCmnd?\.?\s\d+      # laws and papers
    | \b(?:aged?|under|over|[Oo]ver-)\s?\d\d?s?\b | \b\d\d\s(?:and|or)\sover\b   # ages
    | \b95%\s(?:confidence|prediction)?\s?interval | \bper\s1,000\b | \bper\s100,000\b
    | ^\s*\**\d+\.\s | \b[Gg]rades?\s\d\b | \b[Ff]igures?\s\d\b | \bNHS\s111\b
    """,
    re.VERBOSE | re.MULTILINE,
)
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KINDS = ("case", "unsaid")
# The tables whose rows an answer may rest on. No two share an id.
_EVIDENCE = (
    *("figures", "promises", "evaluations", "claims", "initiatives", "scenes"),
    *("series_metadata", "barriers"),
)


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
    outcome: int
    kind: str  # one of KINDS, or "" for the rest
    evidence: tuple[str, ...]  # ids of rows: those named, then those that stand in its words
    withheld: bool

    @property
    def answer(self) -> Option:
        """The right option."""
        return next(option for option in self.options if option.right)

    def shown(self) -> list[tuple[int, Option]]:
        """The options as shown where no script runs, each with the place (from 1) it was written at.

        The order is fixed by the question's id, so an author's habit of place does not show.
        """

        def rank(placed: tuple[int, Option]) -> str:
            return hashlib.sha256(f"{self.question_id}/{placed[0]}".encode()).hexdigest()

        return sorted(enumerate(self.options, start=1), key=rank)


def load(chapter: str, bank: Path = BANK) -> list[Question]:
    """The questions of one chapter, their figures filled in from data/.

    Raises FileNotFoundError for an unknown chapter and ValueError, naming the file, the line, the
    question and the rule, for a question that breaks one.
    """
    questions, faults = examine(bank / f"{chapter}.toml")
    if faults:
        raise ValueError("\n".join(map(_told, faults)))
    return questions


def _told(fault: Fault) -> str:
    """A fault as a sentence: its file, line, question, key, value and rule."""
    places = [fault.file, f"line {fault.row}" if fault.row else "", fault.column]
    value = f" {fault.value!r}" if fault.value else ""
    return f"{', '.join(filter(None, places))}{value}: {fault.rule}"


def check(bank: Path = BANK) -> list[Fault]:
    """Every fault of every file of the bank. Raises BrokenEvidence while the data have faults."""
    found: list[Fault] = []
    homes: dict[str, str] = {}  # the first file with a question of that id
    for path in sorted(bank.glob("*.toml")):
        questions, faults = examine(path)
        found += faults
        for key in dict.fromkeys(question.question_id for question in questions):
            if key in homes:
                line = _line_of(path.read_text(encoding="utf-8"), key)
                rule = f"{homes[key]} has a question of this id: give each its own"
                found.append(Fault(_named(path), line, "id", key, rule))
            homes.setdefault(key, _named(path))
    lost = [path for path in sorted(bank.iterdir()) if path.suffix != ".toml"]
    return found + [
        Fault(_named(path), 0, "", "", "is no .toml file: nothing reads it") for path in lost
    ]


def examine(path: Path) -> tuple[list[Question], list[Fault]]:
    """The questions of one file and what is wrong with it. Raises FileNotFoundError.

    That the option marked right is the right one, no machine can know.
    """
    found = _Findings(_named(path))
    text = found.decoded(path.read_bytes())
    if text is None:
        return [], found.faults
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(place[1]) if place else text.count("\n")
        found.add(line, "", "", f"mend the TOML: {str(error)[: place.start() if place else None]}")
        return [], found.faults
    for name in content.keys() - {"question"}:
        found.add(_line_of(text, name), "", name, "unknown key: questions are [[question]]")
    entries = content.get("question")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        if content.keys() <= {"question"}:
            found.add(0, "", "", "the file holds no [[question]]: write some, or delete it")
        return [], found.faults
    lines = [
        text.count("\n", 0, m.start()) + 1
        for m in re.finditer(r"^[ \t]*\[\[question\]\]", text, re.M)
    ]
    questions = []
    for number, entry in enumerate(entries):
        found.line = lines[number] if number < len(lines) else 0
        found.question = f"question {number + 1}"
        questions.append(_question(entry, found))
    for key, times in Counter(question.question_id for question in questions).items():
        if times > 1:
            found.add(
                _line_of(text, key), "id", key, "two questions share the id: give each its own"
            )
    return questions, found.faults


# What a question may say of itself.
_KEYS = dict.fromkeys(("id", "ask", "option", "outcome", "kind", "evidence", "withheld"))


class _Findings:
    """The faults of one file, as they are found."""

    def __init__(self, file: str) -> None:
        self.file, self.faults = file, list[Fault]()
        self.line, self.question = 0, ""
        self.used = list[str]()  # figures in the words of the question being read

    def add(self, line: int, column: str, value: str, rule: str) -> None:
        self.faults.append(Fault(self.file, line, column, value, rule))

    def here(self, part: str, value: object, rule: str) -> None:
        """A fault of the question being read."""
        self.add(self.line, f"{self.question} {part}".strip(), str(value), rule)

    def decoded(self, content: bytes) -> str | None:
        """The file as text, or None with the fault that says why not."""
        if content.startswith(b"\xef\xbb\xbf"):
            self.add(1, "", "", "save as UTF-8 without a byte order mark")
            return None
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            self.add(line, "", "", f"save as UTF-8: byte {error.start} (from 0) is not UTF-8")
            return None


def _question(entry: dict[str, Any], found: _Findings) -> Question:
    """One entry of a file as a question, its faults noted."""
    for name in sorted(entry.keys() - _KEYS):
        found.here("", name, f"unknown key: a question has {', '.join(_KEYS)}")
    found.used = []
    given = entry.get("option", [])
    options = []
    for number, option in enumerate(given if isinstance(given, list) else [], start=1):
        part = f"option {number}"
        if not isinstance(option, dict):
            found.here(part, option, "write it as [[question.option]]")
            continue
        for name in sorted(option.keys() - {"text", "right", "feedback"}):
            found.here(part, name, "unknown key: an option has text, right and feedback")
        right = _yes(option, "right", part, found)
        words = _fill(option.get("text", ""), f"{part} text", found)
        feedback = _fill(option.get("feedback", ""), f"{part} feedback", found)
        options.append(Option(words, feedback, right))
    asked = _fill(entry.get("ask", ""), "ask", found)
    question = Question(
        str(entry.get("id", "")),
        asked,
        tuple(options),
        outcome=_outcome(entry, found),
        kind=_kind(entry, found),
        evidence=_rests_on(entry, found),
        withheld=_yes(entry, "withheld", "", found),
    )
    if not _ID.fullmatch(question.question_id):
        found.here("id", question.question_id, "must be words joined by hyphens")
    if len(options) < 3:
        found.here("option", len(options), "give three options or more")
    if options and (right_ones := sum(option.right for option in options)) != 1:
        found.here("option", right_ones, "exactly one option is right")
    for name, same in (
        ("text", "two options are the same"),
        ("feedback", "two options have the same feedback: say of each why it is right or wrong"),
    ):
        told = Counter(_alike(getattr(option, name)) for option in options)
        for words, times in told.items():
            if words and times > 1:
                found.here(name, words, same)
    return question


def _yes(entry: dict[str, Any], key: str, part: str, found: _Findings) -> bool:
    """Whether a key says true; its faults noted."""
    value = entry.get(key, False)
    if not isinstance(value, bool):
        found.here(f"{part} {key}".strip(), value, "use true, or leave it out")
    return value is True


def _outcome(entry: dict[str, Any], found: _Findings) -> int:
    """The number of the outcome that a question serves; 0 where none is rightly named."""
    value, known = entry.get("outcome"), outcomes.load()
    if isinstance(value, int) and not isinstance(value, bool) and value in known:
        return value
    listed = "; ".join(f"{each.number} {each.short}" for each in known.values())
    told = "" if value is None else value
    found.here("outcome", told, f"name the course's outcome that it serves: {listed}")
    return 0


def _kind(entry: dict[str, Any], found: _Findings) -> str:
    """A question's kind, its fault noted."""
    value = entry.get("kind", "")
    if "kind" in entry and value not in KINDS:
        found.here("kind", value, f"use {' or '.join(KINDS)}, or leave it out")
    return value if value in KINDS else ""


@cache
def _rows() -> frozenset[str]:
    """The ids of every row that an answer may rest on."""
    evidence = data.load()
    return frozenset(key for table in _EVIDENCE for key in getattr(evidence, table).index)


def _rests_on(entry: dict[str, Any], found: _Findings) -> tuple[str, ...]:
    """The rows that a question's answer rests on: those it names, then those in its words."""
    named = entry.get("evidence", [])
    if not isinstance(named, list) or not all(isinstance(key, str) for key in named):
        found.here("evidence", named, 'write a list of ids, as evidence = ["p_b001", "b002"]')
        named = []
    for key, times in Counter(named).items():
        if key not in _rows():
            found.here("evidence", key, f"no row of data/ has this id: use {', '.join(_EVIDENCE)}")
        if times > 1:
            found.here("evidence", key, "is named twice: once is enough")
    if not named and not found.used and not entry.get("evidence"):
        found.here("evidence", "", "name the rows of data/ that the answer rests on")
    return tuple(dict.fromkeys([*named, *found.used]))


def _alike(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _fill(text: object, part: str, found: _Findings) -> str:
    """A text with its figures filled in, its faults noted."""
    if not isinstance(text, str) or not text.strip():
        found.here(
            part, "" if isinstance(text, str) else text, "fill it in, as text in quotation marks"
        )
        return ""

    def value(match: re.Match[str]) -> str:
        figure_id, style = match.groups()
        if not data.holds("figures", figure_id):
            found.here(part, figure_id, "is not in data/figures.csv: correct the id")
            return ""
        found.used.append(figure_id)
        try:
            return figure(figure_id).words(style or "")
        except ValueError as error:
            found.here(part, match[0], str(error))
            return ""

    line = " ".join(text.split())
    left = _FIGURE.sub("", line)
    if "{" in left or "}" in left:
        found.here(part, line, "a brace is left: a figure is {b001}, {b001:size} or {b001:range}")
    elif numeral := re.search(r"[£+−-]?\d[\d,.]*\w*", NAMES.sub(" ", left)):
        found.here(part, numeral[0], "type no number: {b001} stands for a figure's")
    return _FIGURE.sub(value, line)


def _line_of(text: str, words: str) -> int:
    """The first line that holds some words; 0 for none."""
    return text.count("\n", 0, text.index(words)) + 1 if words and words in text else 0


def _named(path: Path) -> str:
    return f"chapters/questions/{path.name}"


def as_html(question: Question) -> str:
    """The question as a form that can be read, and its answer found, without any script.

    It has nothing to send, so its button does not submit: a frame that allows no forms shows it too.
    Its script reorders the options, and a browser that puts answers back after a reload goes by place:
    `autocomplete` asks it not to.
    """
    key = question.question_id
    options = "".join(
        f'<div class="option"><input type="radio" name="{key}" id="{key}-{number}"'
        f"{' data-right' if option.right else ''}>"
        f'<label for="{key}-{number}">{html.escape(option.text)}</label></div>'
        for number, option in question.shown()
    )
    feedback = "".join(
        f"<li><b>{html.escape(option.text)}</b> {'Right. ' if option.right else ''}"
        f'<span id="{key}-{number}-feedback">{html.escape(option.feedback)}</span></li>'
        for number, option in question.shown()
    )
    return (
        f'<form class="question" id="question-{key}" autocomplete="off"><fieldset>'
        f"<legend>{html.escape(question.ask)}</legend>{options}</fieldset>"
        f'<button type="button" hidden>Check my answer</button>'
        f'<p class="feedback" role="status"></p>'
        f"<details><summary>Every answer explained</summary><ul>{feedback}</ul></details></form>"
    )


def as_folds(question: Question) -> str:
    """The question for Jupyter, where no script of the book runs: each answer opens on its feedback."""
    folds = "".join(
        f"<details><summary>{html.escape(option.text)}</summary><p>"
        f"{'Right. ' if option.right else ''}{html.escape(option.feedback)}</p></details>"
        for _, option in question.shown()
    )
    return (
        f"<p><b>{html.escape(question.ask)}</b> <i>Open the answer you would give.</i></p>{folds}"
    )


def ask(chapter: str) -> None:
    """Show a chapter's questions but those withheld: a form on the page; in Jupyter widgets, or folds."""
    questions = [question for question in load(chapter) if not question.withheld]
    widgets = answering(
        [
            (one.ask, [(option.text, option.feedback, option.right) for _, option in one.shown()])
            for one in questions
        ]
    )
    form, folds = ("\n".join(map(form, questions)) for form in (as_html, as_folds))
    display(
        {
            **widgets,
            "text/html": on_page(form) + in_jupyter(folds),
            "text/plain": "\n".join(question.ask for question in questions),
        },
        raw=True,
    )
