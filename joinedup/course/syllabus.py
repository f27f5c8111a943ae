"""Where is each outcome taught and practised, and what does a module ask? From their homes, checked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from joinedup.course import assessment, routes
from joinedup.course.entries import Entries
from joinedup.evidence.data import BOOK
from joinedup.writing import outcomes, questions

MAP = BOOK / "chapters" / "course" / "outcome-map.toml"
MODULES = BOOK / "chapters" / "course" / "modules.toml"
LEVELS = ("Remember", "Understand", "Apply", "Analyse", "Evaluate", "Create")


@dataclass(frozen=True)
class Taught:
    """One outcome, with Bloom's level and where it is taught, practised and asked about."""

    outcome: outcomes.Outcome
    level: str
    pages: tuple[str, ...]
    exercises: tuple[tuple[str, str], ...]  # page, title of the exercise there
    shown_by: str
    shown_questions: int
    withheld_questions: int


@dataclass(frozen=True)
class Module:
    """A module as a university would specify it. work: hours, and what they are spent on."""

    module_id: str
    title: str
    aim: str
    level: int
    credits: int
    hours: int
    route: str
    briefs: tuple[str, ...]
    outcomes: tuple[int, ...]
    work: tuple[tuple[int, str], ...]


def bank_of(page: str) -> str:
    """The name of a page's file of questions: "chapters/labs/two-budgets" has labs-two-budgets.toml."""
    return page.removeprefix("chapters/").replace("/", "-")


@cache
def notebook(page: str, book: Path = BOOK) -> dict[str, Any]:
    """A page's notebook. Raises FileNotFoundError when it has none."""
    found: dict[str, Any] = json.loads((book / f"{page}.ipynb").read_text(encoding="utf-8"))
    return found


def title_of(page: str, book: Path = BOOK) -> str:
    """The title of a page of the book, whether notebook or Markdown."""
    if (book / f"{page}.ipynb").exists():
        text = "".join(notebook(page, book)["cells"][0]["source"])
    else:
        text = (book / f"{page}.md").read_text(encoding="utf-8")
    return next(line[2:].strip() for line in text.split("\n") if line.startswith("# "))


def has_exercise(page: str, title: str, book: Path = BOOK) -> bool:
    """Whether an exercise of this title stands on a page."""
    return any(
        title in "".join(cell["source"])
        for cell in notebook(page, book)["cells"]
        if cell["id"].startswith("exercise")
    )


def asked() -> tuple[Counter[tuple[str, int]], Counter[int]]:
    """How many questions the pages show, by file and outcome, and how many are withheld, by outcome."""
    shown: Counter[tuple[str, int]] = Counter()
    withheld: Counter[int] = Counter()
    for path in sorted(questions.BANK.glob("*.toml")):
        for question in questions.load(path.stem):
            if question.withheld:
                withheld[question.outcome] += 1
            else:
                shown[path.stem, question.outcome] += 1
    return shown, withheld


def load_map(home: Path = MAP, book: Path = BOOK) -> list[Taught]:
    """Every outcome with where it is taught.

    Raises ValueError, naming file, outcome and rule: for an outcome without a page, an exercise or a
    question, a page without a question that serves it, an exercise that its page does not hold.
    """
    found = Entries(home)
    every = outcomes.load()
    shown, withheld = asked()
    taught: dict[int, Taught] = {}
    keys = {"number": int, "level": str, "pages": list, "exercises": list, "shown_by": str}
    for number, entry in enumerate(found.content.get("outcome", []), start=1):
        where = f"outcome {number}"
        taken = found.take(entry, where, keys)
        if taken["number"] not in every:
            found.fault(where, f"number {taken['number']} is not in {outcomes.HOME.name}")
            continue
        if taken["level"] not in LEVELS:
            found.fault(where, f"level {taken['level']!r} is none of {', '.join(LEVELS)}")
        for page in taken["pages"]:
            if not (book / f"{page}.ipynb").exists():
                found.fault(where, f"page {page!r} is not in the book")
            elif not shown[bank_of(page), taken["number"]]:
                found.fault(where, f"no question of {page} serves it")
        for exercise in taken["exercises"]:
            page, title = exercise
            if not (book / f"{page}.ipynb").exists() or not has_exercise(page, title, book):
                found.fault(where, f"{page} holds no exercise “{title}”")
        taught[taken["number"]] = Taught(
            every[taken["number"]],
            taken["level"],
            tuple(taken["pages"]),
            tuple((page, title) for page, title in taken["exercises"]),
            taken["shown_by"],
            sum(n for (_, outcome), n in shown.items() if outcome == taken["number"]),
            withheld[taken["number"]],
        )
    for number in sorted(every.keys() - taught.keys()):
        found.fault("", f"outcome {number} is not taught")
    found.finish()
    return [taught[number] for number in sorted(taught)]


def load_modules(home: Path = MODULES) -> list[Module]:
    """The module specifications. Raises ValueError unless hours add up and all that is named exists."""
    found = Entries(home)
    top = found.take(found.content, "", {"level": int, "hours_a_credit": int, "module": list})
    keys = {"id": str, "title": str, "aim": str, "credits": int, "route": str, "brief": str}
    keys |= {"outcomes": list, "work": list}
    briefs = {brief.brief_id for brief in assessment.load().briefs}
    modules = []
    for number, entry in enumerate(top["module"], start=1):
        where = f"module {entry.get('id', number)}"
        taken = found.take(entry, where, keys, {"second_brief": str})
        work = [
            found.take(each, f"{where}, work {place}", {"hours": int, "words": str})
            for place, each in enumerate(taken["work"], start=1)
        ]
        hours = taken["credits"] * top["hours_a_credit"]
        if (total := sum(each["hours"] for each in work)) != hours:
            found.fault(where, f"its work takes {total} hours, not {hours}")
        if taken["route"] not in routes.load():
            found.fault(where, f"route {taken['route']!r} is not in routes.toml")
        named = tuple(filter(None, (taken["brief"], taken["second_brief"])))
        for brief in named:
            if brief not in briefs:
                found.fault(where, f"brief {brief!r} is not in assessment.toml")
        for outcome in taken["outcomes"]:
            if outcome not in outcomes.load():
                found.fault(where, f"outcome {outcome} is not in outcomes.toml")
        modules.append(
            Module(
                taken["id"],
                taken["title"],
                taken["aim"],
                top["level"],
                taken["credits"],
                hours,
                taken["route"],
                named,
                tuple(taken["outcomes"]),
                tuple((each["hours"], each["words"]) for each in work),
            )
        )
    found.finish()
    return modules


def read_before(route: routes.Route) -> Iterator[tuple[str, int]]:
    """The pages that a route opens, with the minutes that each says it takes to read."""
    for page in route.pages:
        yield page, routes.reading_minutes(page)
