"""What does a trainer hold in the hand? One document, put together from the trainer's half.

Nothing in it is written twice: routes give the minutes, and parts what to do in them. It is Markdown,
of headings, paragraphs, lists and tables, for `documents` to make a PDF and a Word file of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from joinedup.course import (
    assessment,
    cases,
    clinic,
    hand_outs,
    routes,
    scripts,
    sessions,
    syllabus,
    trainer,
)
from joinedup.course.entries import filled
from joinedup.course.sessions import BREAK, Aid, Beat, Part, Session
from joinedup.writing import outcomes

NAME, TITLE = "facilitators-guide", "Facilitator's guide"


def parts() -> tuple[str, ...]:
    """The guide's parts as Markdown. Raises ValueError for whatever is wrong in what they are made from."""
    return (
        before_you_teach(),
        "\n\n".join(["# The sessions", *map(session_text, sessions.load().values())]),
        "\n\n".join(
            ["# The parts of the sessions", *map(part_text, sessions.load_parts().values())]
        ),
        "\n\n".join(["# The cases", *map(case_text, cases.load().values())]),
        clinic_text(),
        scripts_text(),
    )


def before_you_teach() -> str:
    """What a trainer reads first."""
    return (trainer.HOME / "how-to-use-it.md").read_text(encoding="utf-8")


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
    named = [re.split(r",| for ", way.title)[0] for way in ways]  # short enough for a narrow column
    head = f"| What happens | {' | '.join(named)} |"
    rows = [head, "|---|" + "---:|" * len(ways)]
    for beat in part.beats:
        given = " | ".join(str(beat.minutes.get(way.route_id, "")) for way in ways)
        rows.append(f"| {beat.words} | {given} |")
    totals = " | ".join(f"**{part.minutes_on(way.route_id)}**" for way in ways)
    rows.append(f"| **Minutes in all** | {totals} |")
    every = outcomes.load()
    served = "; ".join(every[number].short for number in part.outcomes)
    opens = f" Opens *{syllabus.title_of(part.page)}*." if part.page else ""
    return "\n\n".join(
        [
            f"## {part.title}",
            f"{part.purpose}{opens} Outcomes: {served}.",
            f"**Bring.**\n\n{_list(part.bring)}",
            f"**With no local data.** {filled(part.no_local_data)}",
            "\n".join(rows),
            *_beats(part.beats),
            *_in_order(part),
            f"**On the board.**\n\n{_list(part.board)}",
            f"**Misreadings.**\n\n{_aids(part.misreadings)}",
            f"**What goes wrong.**\n\n{_aids(part.trouble)}",
        ]
    )


def _in_order(part: Part) -> list[str]:
    """The order of the cards that a part puts in order."""
    if part.part_id != hand_outs.ORDERED:
        return []
    return [f"**The cards in order.**\n\n{hand_outs.order_text()}"]


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
        ]
    )


def clinic_text() -> str:
    """The clinic's cards, group by group, with what the trainer knows of each, and the roles."""
    cards, roles = clinic.load()
    parts = [
        "# The bodging clinic: cards and roles",
        f"The cards that tables get are in *{hand_outs.TITLE}*; what is known of each is for you. What is "
        "not known there is a gap in the record, and an answer that fills it from local papers is worth "
        "more than ours.",
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
            ]
    parts.append("## Roles")
    parts.append("Written to be played, for a case or at the clinic. None is a real person.")
    for role in roles:
        parts.append(f"### {role.title}\n\n{role.words}")
    return "\n\n".join(parts)


def scripts_text() -> str:
    """Two marked scripts for each brief, with the level that each criterion earned and why."""
    found = assessment.load()
    marked = scripts.load()
    parts = [
        "# Marked scripts",
        "Samples, written for this guide by its authors, so that two markers can agree on what a level "
        "looks like before they mark. Mark each yourself first, then read on.",
    ]
    for brief in found.briefs:
        parts.append(f"## {brief.title}")
        for number, script in enumerate(
            (each for each in marked if each.brief_id == brief.brief_id), start=1
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
