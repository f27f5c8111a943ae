"""What does a trainer hold in the hand? One document, put together from the trainer's half and the bank.

Nothing in it is written twice: routes give the minutes, parts what to do in them, the bank the answers
and the questions that no page shows. It is Markdown, of headings, paragraphs, lists and tables only, for
whatever makes a PDF or a Word file of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from joinedup.course import assessment, cases, clinic, routes, sessions, syllabus, trainer
from joinedup.course.entries import figures_in, filled, where_from
from joinedup.course.sessions import BREAK, Aid, Beat, Part, Session
from joinedup.writing import outcomes, questions
from joinedup.writing.outcomes import load as load_outcomes

TITLE = "Promise and Outcome: the facilitator's guide"
KEY_TITLE = "Promise and Outcome: the answer key"
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LABEL = re.compile(r"^\([a-z0-9-]+\)=\n", re.MULTILINE)


def document() -> str:
    """The whole guide as Markdown. Raises ValueError for whatever is wrong in what it is made from."""
    chapters = [
        f"# {TITLE}\n\n*{trainer.CANARY}.*",
        prose("how-to-use-it"),
        "\n\n".join(["# The sessions", *map(session_text, sessions.load().values())]),
        "\n\n".join(
            ["# The parts of the sessions", *map(part_text, sessions.load_parts().values())]
        ),
        "\n\n".join(["# The cases", *map(case_text, cases.load().values())]),
        clinic_text(),
        scripts_text(),
        prose("notes-for-trainers"),
    ]
    return "\n\n".join(chapters) + "\n"


def answer_key() -> str:
    """The answers to every question, and the questions that no page shows, as Markdown."""
    return f"# {KEY_TITLE}\n\n*{trainer.CANARY}.*\n\n{key_text()}\n"


def write(folder: Path) -> list[Path]:
    """Write the guide and the key into a folder as Markdown; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"facilitators-guide.md": document(), "answer-key.md": answer_key()}
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in made]


def prose(name: str) -> str:
    """A Markdown file of the trainer's half, its canary, labels and links taken off."""
    text = (trainer.HOME / f"{name}.md").read_text(encoding="utf-8")
    return _LINK.sub(r"\1", _LABEL.sub("", _COMMENT.sub("", text))).strip()


def session_text(session: Session) -> str:
    """One session: what to send and set out, and its plan with minutes that run from nought."""
    route = session.route
    rows, clock = ["| From | Minutes | What | How |", "|---:|---:|---|---|"], 0
    parts = sessions.load_parts()
    for step, name in zip(route.steps, session.parts or session.prompts, strict=True):
        how = name if session.prompts else ("" if name == BREAK else parts[name].title)
        rows.append(f"| {clock} | {step.minutes} | {step.words} | {how} |")
        clock += step.minutes
    head = f"## {route.title}\n\n{route.audience} {route.minutes} minutes; timings vary."
    what = "prompt for the tutor to post" if session.prompts else "part, described below"
    return (
        f"{head}\n\n**Before.** {session.before}\n\n**The room.** {session.room}\n\n"
        f"The last column names the {what}.\n\n" + "\n".join(rows)
    )


def part_text(part: Part) -> str:
    """One part: its beats with the minutes of each route, the board, misreadings and what goes wrong."""
    ways = [way for way in routes.load().values() if part.minutes_on(way.route_id)]
    head = "| What happens | " + " | ".join(way.title for way in ways) + " |"
    rows = [head, "|---|" + "---:|" * len(ways)]
    for beat in part.beats:
        given = " | ".join(str(beat.minutes.get(way.route_id, "")) for way in ways)
        rows.append(f"| {beat.words} | {given} |")
    totals = " | ".join(f"**{part.minutes_on(way.route_id)}**" for way in ways)
    rows.append(f"| **Minutes in all** | {totals} |")
    every = load_outcomes()
    served = "; ".join(every[number].short for number in part.outcomes)
    opens = f" Opens *{syllabus.title_of(part.page)}*." if part.page else ""
    said = _figures([each for beat in part.beats for each in (beat.say, *beat.good)])
    return "\n\n".join(
        [
            f"## {part.title}",
            f"{part.purpose}{opens} Outcomes: {served}.",
            f"**Bring.**\n\n{_list(part.bring)}",
            f"**With no local data.** {filled(part.no_local_data)}",
            "\n".join(rows),
            *_beats(part.beats),
            f"**On the board.**\n\n{_list(part.board)}",
            f"**Misreadings.**\n\n{_aids(part.misreadings)}",
            f"**What goes wrong.**\n\n{_aids(part.trouble)}",
            *said,
        ]
    )


def case_text(plan: cases.CasePlan) -> str:
    """One case's teaching plan."""
    rows = ["| Minutes | What happens |", "|---:|---|"]
    rows += [f"| {beat.minutes[plan.case_id]} | {beat.words} |" for beat in plan.roadmap]
    rows.append(f"| **{plan.minutes}** | **in all** |")
    return "\n\n".join(
        [
            f"## {plan.title}",
            plan.synopsis,
            f"Part A: *{syllabus.title_of(plan.part_a)}*. Part B: *{syllabus.title_of(plan.part_b)}*. "
            "Hand out part B only when the roadmap says so.",
            f"**Objectives.**\n\n{_list(plan.objectives)}",
            f"**To prepare.**\n\n{_list(plan.prepare)}",
            "\n".join(rows),
            *_beats(plan.roadmap),
            f"**On the board.**\n\n{_list(plan.board)}",
            f"**What goes wrong.**\n\n{_aids(plan.trouble)}",
            *_figures([each for beat in plan.roadmap for each in (beat.say, *beat.good)]),
        ]
    )


def clinic_text() -> str:
    """The clinic's cards, group by group, with what the trainer knows of each, and the roles."""
    cards, roles = clinic.load()
    parts = [
        "# The bodging clinic: cards and roles",
        "Give a table the first paragraph of a card and keep the second. What is not known there is a gap "
        "in the record, and an answer that fills it from local papers is worth more than ours.",
        f"**Every table fills, for each card:**\n\n{_list(clinic.TO_FILL)}",
    ]
    for group in clinic.GROUPS:
        parts.append(f"## Cards: {group}")
        for card in (card for card in cards if card.group == group):
            parts += [
                f"### {card.title}",
                filled(card.situation),
                f"*For you.* {filled(card.known)} *Not known:* {card.not_known} "
                f"*Read:* {syllabus.title_of(card.page)}.",
                *_figures([card.situation, card.known]),
            ]
    parts.append("## Roles")
    parts.append("Written to be played, for a case or at the clinic. None is a real person.")
    for role in roles:
        parts.append(
            f"### {role.title}\n\n**Wants.** {role.wants}\n\n**Fears.** {role.fears}\n\n"
            f"**May not.** {role.may_not}"
        )
    return "\n\n".join(parts)


def scripts_text() -> str:
    """Two marked scripts for each brief, with the level that each criterion earned and why."""
    found = assessment.load()
    scripts = assessment.load_scripts()
    parts = [
        "# Marked scripts",
        "Samples, written for this guide by its authors, so that two markers can agree on what a level "
        "looks like before they mark. Mark each yourself first, then read on.",
    ]
    for brief in found.briefs:
        parts.append(f"## {brief.title}")
        for number, script in enumerate(
            (each for each in scripts if each.brief_id == brief.brief_id), start=1
        ):
            rows = ["| Criterion | Level | Why |", "|---|---|---|"]
            rows += [f"| {name} | {level} | {why} |" for name, level, why in script.marks]
            parts += [
                f"### Script {number}",
                f"*{script.standing}*",
                _quoted(filled(script.text)),
                "\n".join(rows),
                f"**Common fails.**\n\n{_list(script.common_fails)}",
            ]
    return "\n\n".join(parts)


def key_text() -> str:
    """The answer key: every question of the bank by outcome, those kept off the pages marked so."""
    parts = [
        "Every question of the bank, by outcome. *Withheld* questions stand on no page: use them to "
        "assess. Options stand as the page shows them without scripts; a platform shuffles them. The right "
        "one is marked, with what to tell whoever chose each.",
    ]
    every = list(_bank())
    for outcome in outcomes.load().values():
        parts.append(f"## Outcome {outcome.number}: {outcome.short}")
        for page, question in every:
            if question.outcome != outcome.number:
                continue
            rows = [
                f"- {'**Right.** ' if option.right else ''}{option.text} *{option.feedback}*"
                for _, option in question.shown()
            ]
            kept = ", withheld" if question.withheld else ""
            parts.append(
                f"**{question.ask}** ({page}{kept}; {question.question_id})\n\n" + "\n".join(rows)
            )
    return "\n\n".join(parts)


def _bank() -> Iterator[tuple[str, questions.Question]]:
    """Every question with the title of the page that its file belongs to."""
    for path in sorted(questions.BANK.glob("*.toml")):
        lab = path.stem.startswith("labs-")
        page = f"chapters/labs/{path.stem[5:]}" if lab else f"chapters/{path.stem}"
        for question in questions.load(path.stem):
            yield syllabus.title_of(page), question


def _beats(beats: Iterable[Beat]) -> list[str]:
    """What to say in each beat, and what good answers sound like."""
    return [
        f"**{beat.words}**\n\n*Say:* {filled(beat.say)}\n\n*Good answers:*\n\n{_list(beat.good)}"
        for beat in beats
    ]


def _aids(aids: Iterable[Aid]) -> str:
    return "\n".join(f"- {aid.heard} {filled(aid.answer)}" for aid in aids)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {filled(line)}" for line in lines)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _figures(texts: Iterable[str]) -> list[str]:
    """A line on where the numbers of some words come from, if there are any."""
    ids = figures_in(texts)
    return [f"*Numbers:* {where_from(ids)}."] if ids else []
