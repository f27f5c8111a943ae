"""What do the course's own pages print? Tables in Markdown, from the course's homes."""

from __future__ import annotations

import os.path

from joinedup.course import assessment, routes, syllabus
from joinedup.evidence.data import BOOK
from joinedup.evidence.numbers import counted
from joinedup.writing import outcomes

HERE = "chapters/course"
DOES = {
    "read": "read",
    "lab": "lab",
    "talk": "together",
    "write": "write",
    "break": "break",
}


def link(page: str, words: str = "", here: str = HERE) -> str:
    """A link from a page of the course to another page of the book, by its title unless told otherwise."""
    suffix = "ipynb" if (BOOK / f"{page}.ipynb").exists() else "md"
    return f"[{words or syllabus.title_of(page)}]({os.path.relpath(page, here)}.{suffix})"


def hours(minutes: int) -> str:
    """A length in words: "45 minutes", "1 hour", "5 hours 30 minutes"."""
    whole, rest = divmod(minutes, 60)
    parts = [(whole, "hour"), (rest, "minute")]
    return " ".join(counted(number, noun) for number, noun in parts if number)


def outcomes_list() -> str:
    """The outcomes with Bloom's levels, and where each is taught, practised and asked about."""
    parts = []
    for taught in syllabus.load_map():
        pages = "; ".join(link(page) for page in taught.pages)
        exercises = "; ".join(link(page, title) for page, title in taught.exercises)
        parts.append(
            f"### {taught.outcome.number}. {taught.outcome.words}\n\n"
            f"- **Level:** {taught.level.lower()}, in Bloom's order.\n"
            f"- **Read:** {pages}.\n"
            f"- **Do:** {exercises}.\n"
            f"- **Questions:** {taught.shown_questions} on the pages, {taught.withheld_questions} kept for "
            f"assessment.\n"
            f"- **You see it when** {taught.shown_by[0].lower()}{taught.shown_by[1:]}"
        )
    return "\n\n".join(parts)


def routes_table() -> str:
    """The routes, with who each is for, its minutes, and what there is to read before or on it."""
    rows = ["| Route | Takes | Reading alone |", "|---|---|---|"]
    for route in routes.load().values():
        reading = sum(minutes for _, minutes in syllabus.read_before(route))
        rows.append(
            f"| [{route.title}](routes.ipynb#{_anchor(route.title)}). {route.audience} | "
            f"{hours(route.minutes)} | about {reading} minutes |"
        )
    return "\n".join(rows)


def route_tables() -> str:
    """Each route step by step, with its minutes and the minutes that its pages take to read alone."""
    parts = []
    for route in routes.load().values():
        rows = ["| Minutes | What |", "|---:|---|"]
        for step in route.steps:
            alone = routes.reading_minutes(step.page) if step.page else 0
            opened = f"<br>{link(step.page)}" if step.page else ""
            opened += f", about {alone} minutes to read alone" if alone else ""
            rows.append(f"| {step.minutes} | {step.words} ({DOES[step.kind]}){opened} |")
        parts.append(
            f"## {route.title}\n\n{route.audience} {hours(route.minutes).capitalize()} in all; "
            "timings vary.\n\n" + "\n".join(rows)
        )
    return "\n\n".join(parts)


def module_specifications() -> str:
    """Each module's specification."""
    every = outcomes.load()
    briefs = {brief.brief_id: brief for brief in assessment.load().briefs}
    parts = []
    for module in syllabus.load_modules():
        work = "\n".join(f"| {words} | {each} |" for each, words in module.work)
        aimed = "\n".join(f"{number}. {every[number].words}" for number in module.outcomes)
        marked = "; ".join(briefs[brief].title.lower() for brief in module.briefs)
        route = routes.load()[module.route]
        parts.append(
            f"## {module.credits} credits: {module.title.split(': ')[1]}\n\n"
            f"| About it | What it says |\n|---|---|\n"
            f"| Title | {module.title} |\n| Level | {module.level} |\n"
            f"| Credits | {module.credits} |\n| Learner's hours | about {module.hours}, self-declared |\n"
            f"| Aim | {module.aim} |\n| Built round | {route.title} |\n| Assessed by | {marked} |\n\n"
            f"**Outcomes.**\n\n{aimed}\n\n"
            f"| What the hours are spent on | Hours |\n|---|---:|\n{work}\n"
            f"| **In all** | **{module.hours}** |"
        )
    return "\n\n".join(parts)


def rubric() -> str:
    """The rubric: each criterion with its four levels, from the lowest up."""
    found = assessment.load()
    parts = []
    for criterion in found.criteria:
        levels = "\n".join(
            f"- **{level}.** {words}"
            for level, words in zip(found.levels, criterion.levels, strict=True)
        )
        parts.append(f"### {criterion.name}\n\n{criterion.asks}\n\n{levels}")
    return "\n\n".join(parts)


def brief_texts() -> str:
    """The briefs as learners get them."""
    parts = []
    for number, brief in enumerate(assessment.load().briefs, start=1):
        length = f"{brief.words[0]:,} to {brief.words[1]:,} words" if brief.words else ""
        length = length or hours(brief.minutes)
        hand_in = "\n".join(f"- {each}" for each in brief.hand_in)
        served = ", ".join(map(str, brief.outcomes))
        parts.append(
            f"## {number}. {brief.title}\n\n*{length}. Outcomes {served}.*\n\n{brief.task}\n\n"
            f"**Hand in:**\n\n{hand_in}\n\n**Rules.** {brief.rules}"
        )
    return "\n\n".join(parts)


# Room to write by hand: book.css gives it its height.
ROOM = '<div class="to-fill" aria-hidden="true"></div>'
ASKED = (
    "What I guessed, before I looked",
    "What I found",
    "Who was compared with whom, or that nobody was",
    "What I shall ask, of whom, by when",
)
NOTES = (
    "Something that I believed before and do not believe now, and what changed it.",
    "A number in a plan of ours, what it is a number of, and what it is not.",
    "What I did with it at work, with whom, and what they said.",
)


def workbook() -> str:
    """A page for each outcome to fill in by hand, and the reflective notes."""
    parts = []
    for taught in syllabus.load_map():
        pages = "; ".join(link(page) for page in taught.pages)
        parts.append(
            f"## {taught.outcome.number}. {taught.outcome.short[0].upper()}{taught.outcome.short[1:]}\n\n"
            f"{taught.outcome.words} *Read:* {pages}."
        )
        parts += [f"**{asked}**\n\n{ROOM}" for asked in ASKED]
    parts.append("## Reflective notes")
    parts += [f"**{number}. {words}**\n\n{ROOM}" for number, words in enumerate(NOTES, start=1)]
    return "\n\n".join(parts)


def _anchor(title: str) -> str:
    """The address of a heading on its page."""
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")
