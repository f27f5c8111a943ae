"""What does a course leader get, and what does a trainer? Two folders, made from the same pages and bank.

The learner's half: for each route a package for platforms, the same as a plain site, and the public
questions in three forms, by route and by outcome. The trainer's half, which no public site holds: the
questions kept for assessment, a deck for every chapter, lab and route, and `trainers_documents`, the key
among them.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from joinedup.course import (
    decks,
    documents,
    guide,
    hand_outs,
    learners,
    packages,
    question_forms,
    routes,
    slides,
    syllabus,
    trainer,
    trainers_notes,
)
from joinedup.evidence.data import BOOK
from joinedup.site.edition import Edition, edition
from joinedup.writing import outcomes, questions
from joinedup.writing.story import plain


@dataclass(frozen=True)
class Made:
    """One file made: its address below the folder of the course, and its bytes."""

    name: str
    size: int


def make(site: Path, to: Path, book: Path = BOOK) -> list[Made]:
    """Write both halves into a folder, which is emptied first.

    Raises ValueError, naming the file, for what breaks a rule of a package, a deck, a document or a
    question, and for anything in the learner's half that is not for learners.
    """
    shutil.rmtree(to, ignore_errors=True)
    issue = edition(book)
    learner(site, to / "learner", issue)
    trainers(to / "trainer", issue, book)
    return [
        Made(path.relative_to(to).as_posix(), path.stat().st_size)
        for path in sorted(to.rglob("*"))
        if path.is_file()
    ]


def report(made: Sequence[Made]) -> str:
    """What was made, in a line for each folder, and the largest package."""
    lines = []
    for folder in dict.fromkeys(each.name.rpartition("/")[0] for each in made):
        inside = [each for each in made if each.name.rpartition("/")[0] == folder]
        size = sum(each.size for each in inside) / 2**20
        lines.append(f"{folder}: {len(inside)} files, {size:.1f} MB")
    largest = max(
        (each for each in made if each.name.endswith("-scorm.zip")), key=lambda each: each.size
    )
    lines.append(f"Largest package: {largest.name}, {largest.size / 2**20:.1f} MB")
    return "\n".join(lines)


def learner(site: Path, to: Path, issue: Edition) -> None:
    """The learner's half. site: the built book."""
    book = packages.book_files(site)
    for route in routes.load().values():
        files = packages.contents(route, book, issue.book)
        packages.write(files, to / f"{route.route_id}-scorm.zip")
        del files[packages.MANIFEST]
        packages.write(files, to / f"{route.route_id}-html.zip")
    public = write_questions(to / "questions", issue.book, withheld=False)
    learners.refuse({path.name: path.read_bytes() for path in public}, "learner/questions")


def trainers(to: Path, issue: Edition, book: Path = BOOK) -> None:
    """The trainer's half. Raises ValueError, naming it, for a source without the canary."""
    if lost := trainer.without_canary():
        raise ValueError("\n".join(lost))
    write_questions(to / "questions-withheld", f"{issue.book}, {trainer.CANARY}", withheld=True)
    made = datetime.date.fromisoformat(issue.date)
    for page in trainers_notes.load(book):
        name = syllabus.bank_of(page)
        decks.write(slides.of_page(page, book), name, made, to / "decks" / f"{name}.pptx")
    for route in routes.load().values():
        name = f"route-{route.route_id}"
        decks.write(slides.of_route(route, book), route.title, made, to / "decks" / f"{name}.pptx")
    for document in trainers_documents(book):
        documents.write(document, issue, to / "documents")


def trainers_documents(book: Path = BOOK) -> list[documents.Document]:
    """What the trainer's half holds as PDF and Word. A new document is named here."""
    return [
        documents.Document(guide.NAME, guide.TITLE, guide.parts()),
        documents.Document(
            hand_outs.NAME, hand_outs.TITLE, hand_outs.parts(), listed=1, handed_out=True
        ),
        documents.Document("answer-key", "Answer key", tuple(_key(book)), listed=1),
        documents.Document("notes-by-chapter", "Notes by chapter", tuple(_notes())),
    ]


def _notes() -> Iterable[str]:
    for home in trainers_notes.HOMES.values():
        yield home.read_text(encoding="utf-8")


def _key(book: Path) -> Iterable[str]:
    """The key, a part for each chapter and lab: every question, withheld or not, with its right answer."""
    for name, asked in _bank().items():
        page = f"chapters/{name.replace('labs-', 'labs/', 1) if name.startswith('labs-') else name}"
        parts = [f"# {slides.story(page, book).title}"]
        for question in asked:
            kept = " (withheld)" if question.withheld else ""
            parts.append(f"## {_escaped(question.question_id)}{kept}, outcome {question.outcome}")
            parts.append(_escaped(plain(question.ask)))
            parts.append(f"**Right:** {_escaped(plain(question.answer.text))}")
            parts.append(_escaped(plain(question.answer.feedback)))
            wrong = [option for option in question.options if not option.right]
            parts.append(
                "\n".join(
                    f"- *{_escaped(plain(each.text))}* {_escaped(plain(each.feedback))}"
                    for each in wrong
                )
            )
        yield "\n\n".join(parts)


def _escaped(words: str) -> str:
    """Plain words as Markdown that says the same."""
    return "".join(f"\\{letter}" if letter in "\\*_[]<>`#" else letter for letter in words)


def _bank() -> dict[str, list[questions.Question]]:
    return {path.stem: questions.load(path.stem) for path in sorted(questions.BANK.glob("*.toml"))}


def write_questions(to: Path, named: str, *, withheld: bool) -> list[Path]:
    """Write one half of the bank in the three forms, by route and by outcome; returns the files.

    Raises ValueError, naming it, for an outcome that no question of this half serves.
    """
    half = {
        name: [question for question in asked if question.withheld is withheld]
        for name, asked in _bank().items()
    }
    every = [question for asked in half.values() for question in asked]
    sets: dict[str, tuple[str, list[questions.Question]]] = {}
    for route in routes.load().values():
        files = [syllabus.bank_of(page) for page in route.pages]
        opened = [question for name in files for question in half.get(name, [])]
        sets[f"route-{route.route_id}"] = (route.title, opened)
    for number, outcome in outcomes.load().items():
        served = [question for question in every if question.outcome == number]
        if not served:
            kind = "withheld" if withheld else "public"
            raise ValueError(f"outcome {number} ({outcome.short}): no {kind} question serves it")
        sets[f"outcome-{number}"] = (f"Outcome {number}: {outcome.short}", served)
    written = []
    for name, (title, found) in sets.items():
        for suffix, form in FORMS.items():
            path = to / f"{name}{suffix}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(form(question_forms.items(found), f"{named}: {title}", name))
            written.append(path)
    return written


Form = Callable[[Sequence[question_forms.Item], str, str], bytes]
FORMS: Mapping[str, Form] = {  # how a platform names each: Moodle XML, GIFT, QTI 1.2
    ".moodle.xml": lambda items, title, _: question_forms.moodle_xml(items, title).encode(),
    ".gift.txt": lambda items, title, _: question_forms.gift(items, title).encode(),
    ".qti.zip": question_forms.qti,
}
