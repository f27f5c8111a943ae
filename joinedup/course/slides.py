"""What does a trainer show of a chapter, one idea at a time? Slides from what its notebook's outputs say.

Predict first: a group meets the question, the guess and the decision before the turn, in the story's own
order, and "In a hurry" comes last of all, because it gives the ending. What good answers sound like
stands in the notes, for the trainer alone. A lab's slides tell nothing before its guess. A route's deck
takes its parts from the trainer's half, with at most one slide for two minutes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from joinedup.course import clinic, sessions, syllabus, trainers_notes
from joinedup.course.entries import filled
from joinedup.course.routes import Route, Step
from joinedup.evidence.citations import IN_JUPYTER, short_citation
from joinedup.evidence.data import BOOK
from joinedup.evidence.numbers import counted
from joinedup.site.chart_figures import MIME
from joinedup.writing import questions
from joinedup.writing.manner import one_line, sentences
from joinedup.writing.story import plain
from joinedup.writing.surfaces import for_page

FEWEST_WORDS, MOST_WORDS = 14, 45  # of a story that stand on one slide
STORY_ENDS = ("evidence", "check", "sources-heading")  # the cell after a story
CARRY = "To carry out of the room"
LONGEST_TITLE = 20  # words
WRITE_DOWN = "Write down a number."
_PASSED_OVER = ("title", "in-jupyter", "hurry")
_LABS = "chapters/labs/"
_YEARS = re.compile(r" \(\d{4}.*\)$")  # after a chapter's title
_GUESSED = re.compile(r"\bguess|\bpoint on the chart")


@dataclass(frozen=True)
class Picture:
    """A chart on a slide, and what it says to who cannot see it."""

    spec: dict[str, Any]
    description: str


@dataclass(frozen=True)
class Slide:
    """One idea. small stands under the picture: what is measured, where it is from, its caveat."""

    title: str
    lines: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()  # after the lines
    picture: Picture | None = None
    small: str = ""
    notes: tuple[str, ...] = ()
    asks: bool = False  # for a guess or a decision


@dataclass(frozen=True)
class Story:
    """What a notebook shows a group: title, a sentence on what it is about, slides, ending."""

    page: str
    title: str
    about: str
    slides: tuple[Slide, ...]
    ending: tuple[str, ...]  # In a hurry: the answer in three lines


def story(page: str, book: Path = BOOK) -> Story:
    """A page's story as slides. Raises FileNotFoundError for a page that is no notebook.

    Raises ValueError, naming the page and the cell, for a chart without alternative text.
    """
    cells = json.loads((book / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    title, _, about = "".join(cells[0]["source"]).partition("\n\n")
    slides: list[Slide] = []
    ending: tuple[str, ...] = ()
    heading = ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["id"] in STORY_ENDS:
            break
        if cell["id"] == "hurry":
            ending = tuple(sentences_of_list(shown(cell)))
        if cell["id"] in _PASSED_OVER or "remove-cell" in cell["metadata"].get("tags", []):
            continue
        if found := re.match(r"## (.+)", source) if cell["cell_type"] == "markdown" else None:
            heading, source = plain(found[1]), source[found.end() :]
        elif cell["cell_type"] != "markdown":
            source = shown(cell)
        for slide in [*_said(cell["id"], heading, source), *_drawn(cell, page), *_asked(cell)]:
            if slide.title == heading:
                heading = ""
            slides.append(slide)
    return Story(page, plain(title.removeprefix("# ")), one_line(about), tuple(slides), ending)


def shown(cell: dict[str, Any]) -> str:
    """The Markdown that a cell's outputs put on the page; what Jupyter alone shows is left out."""
    return "\n\n".join(
        "".join(output["data"]["text/markdown"])
        for output in cell.get("outputs", [])
        if "text/markdown" in output.get("data", {}) and output.get("metadata") != IN_JUPYTER
    )


def sentences_of_list(markdown: str) -> Iterator[str]:
    """The items of a Markdown list as plain text."""
    for item in re.findall(
        r"^\s*(?:[-*]|\d+\.) (.+(?:\n(?!\s*(?:[-*]|\d+\.) |\s*$).+)*)", markdown, re.M
    ):
        yield plain(item)


def _said(cell_id: str, heading: str, markdown: str) -> Iterator[Slide]:
    """A part of the story: its heading, with the words that open it; a list as a list."""
    if not markdown.strip():
        return
    if cell_id == "carry":
        words = one_line(markdown).removeprefix("To carry out of the room.").strip()
        yield Slide(CARRY, (words,), notes=("Ask each to say it in their own words.",))
        return
    items = tuple(_opening(item, FEWEST_WORDS) for item in sentences_of_list(markdown))
    if cell_id == "ask-next":
        notes = ("Each picks one, and says whom they will ask.",)
        yield Slide("Ask before the next decision", bullets=items, notes=notes)
        return
    told = one_line(markdown)
    if not heading or (not items and len(told.split()) < FEWEST_WORDS):
        return
    if len(items) > 1:
        before = sentences(one_line(re.split(r"^\s*(?:[-*]|\d+\.) ", markdown, flags=re.M)[0]))
        yield Slide(heading, tuple(before[-1:]), items, notes=(told,))
    else:
        yield Slide(heading, (_opening(told, MOST_WORDS),), notes=(told,))


def _opening(words: str, enough: int) -> str:
    """The sentences that open a text, until there are words enough; few enough for a slide."""
    taken: list[str] = []
    for sentence in sentences(words):
        count = len(" ".join([*taken, sentence]).split())
        if taken and (count > MOST_WORDS or len(" ".join(taken).split()) >= enough):
            break
        taken.append(sentence)
    return " ".join(taken)


def _drawn(cell: dict[str, Any], page: str) -> Iterator[Slide]:
    """The charts that a cell shows."""
    for output in cell.get("outputs", []):
        spec = output.get("data", {}).get(MIME)
        if spec is None:
            continue
        book = spec["usermeta"]["book"]
        if not str(book.get("description", "")).strip():
            raise ValueError(f"{page}, cell {cell['id']}: a picture without alternative text")
        sources = "; ".join(dict.fromkeys(short_citation(source) for source in book["sources"]))
        notes = [f"What it shows: {book['description']}"]
        if book.get("readout"):
            notes.append(f"As drawn: {book['readout']} On the page it can be changed.")
        if book.get("note"):
            notes.append(f"What it cannot show: {book['note']}")
        small = f"{book['subtitle']}. Source: {sources}. {book.get('note', '')}".strip()
        yield Slide(
            book["headline"],
            picture=Picture(spec, book["description"]),
            small=small,
            notes=tuple(notes),
        )


def _asked(cell: dict[str, Any]) -> Iterator[Slide]:
    """The decisions and guesses that a cell asks for."""
    for output in cell.get("outputs", []):
        form = for_page("".join(output.get("data", {}).get("text/html", [])))
        if form.startswith('<form class="decide"'):
            [asked] = re.findall(r"<legend>(.*?)</legend>", form)
            choices = zip(
                "ABCDEF", re.findall(r"<label for=[^>]*>(.*?)</label>", form), strict=False
            )
            replies = re.findall(r"<li><b>(.*?)</b> <span[^>]*>(.*?)</span></li>", form)
            met = [
                f"Who says “{_text(said)}” meets this: {_text(reply)}" for said, reply in replies
            ]
            yield Slide(
                _headed(_text(asked)),
                (*_before(_text(asked)), *(f"{letter}. {_text(said)}" for letter, said in choices)),
                notes=(
                    "Everybody chooses before anybody speaks; then ask one of each choice why.",
                    *met,
                ),
                asks=True,
            )
        elif form.startswith('<form class="guess"'):
            [asked] = re.findall(r'<label for="guess-[^>]*>(.*?)</label>', form)
            [ends] = re.findall(r'<p class="ends">(.*?)</p>', form)
            [told] = re.findall(r'<p id="guess-[^"]*-reveal">(.*?)</p>', form)
            yield Slide(
                _headed(_text(asked)),
                (*_before(_text(asked)), f"{WRITE_DOWN} {_text(ends)}"),
                notes=("Take every guess before the next slide.", f"The answer: {_text(told)}"),
                asks=True,
            )


def _text(marked_up: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", marked_up)).strip()


def _question(words: str) -> str:
    """The question that a text asks last."""
    asked = [sentence for sentence in sentences(words) if sentence.endswith("?")]
    return asked[-1] if asked else sentences(words)[-1]


def _headed(words: str) -> str:
    """The title of a slide that asks: its question, unless that is too long to be one."""
    question = _question(words)
    return question if len(question.split()) <= LONGEST_TITLE else "What do you say?"


def _before(words: str) -> tuple[str, ...]:
    """What a text tells before the question that its slide's title asks; nothing where it only asks."""
    told = [sentence for sentence in sentences(words) if sentence != _headed(words)]
    return (" ".join(told),) if told else ()


def of_questions(page: str) -> Iterator[Slide]:
    """The questions that a page asks, one a slide, with what each answer deserves in the notes."""
    name = syllabus.bank_of(page)
    if not (questions.BANK / f"{name}.toml").exists():
        return
    asked = [question for question in questions.load(name) if not question.withheld]
    for number, question in enumerate(asked, start=1):
        lettered = [
            (letter, option)
            for letter, (_, option) in zip("ABCDEF", question.shown(), strict=False)
        ]
        yield Slide(
            f"Check yourself: question {number} of {len(asked)}",
            (plain(question.ask), *(f"{letter}. {plain(each.text)}" for letter, each in lettered)),
            notes=tuple(
                f"{letter}{' is right' if each.right else ''}. {plain(each.feedback)}"
                for letter, each in lettered
            ),
        )


def of_page(page: str, book: Path = BOOK) -> list[Slide]:
    """A deck for a chapter or a lab: the session's steps set into the story, questions, the ending last."""
    told, note = story(page, book), trainers_notes.load(book)[page]
    plan = "; ".join(f"{minutes}: {words}" for minutes, words in note.steps)
    slides = [
        Slide(
            told.title,
            (told.about,),
            notes=(
                f"A session of {note.minutes} minutes. Timings vary. {note.needs}".strip(),
                f"Minutes: {plan}",
                f"Bring: {note.bring}" if note.bring else "Nothing to bring.",
                f"Misreadings, and what to answer: {note.misreadings}",
            ),
        )
    ]
    if note.can_do:
        lines = tuple(item.rstrip(";.")[:1].upper() + item.rstrip(";.")[1:] for item in note.can_do)
        slides.append(
            Slide("After this you can", bullets=lines, notes=("Read one aloud; no more.",))
        )
    slides += _with_steps(told.slides, note)
    slides += of_questions(page)
    slides += _ending(told)
    return _told_apart(slides)


def _with_steps(shown_slides: Iterable[Slide], note: trainers_notes.Note) -> Iterator[Slide]:
    """The story with the session's steps: the first before it, the last after, the others at its pictures.

    Where there are more steps between than pictures, those left over come after the story.
    """
    steps = [_step(note, place) for place in range(len(note.steps))]
    if note.page.startswith(_LABS):
        yield from _round_the_guess(tuple(shown_slides), steps, note)
        return
    yield steps[0]
    between = steps[1:-1]
    for slide in shown_slides:
        if slide.title == CARRY:
            yield from between
            between = []
        yield slide
        if slide.picture and between:
            yield between.pop(0)
    yield from between
    yield from steps[1:][-1:]


def _round_the_guess(
    shown: tuple[Slide, ...], steps: list[Slide], note: trainers_notes.Note
) -> Iterator[Slide]:
    """A lab's slides: what is done before its guess, the guess, and only then what tells the answer."""
    done = next(n for n, (_, words) in enumerate(note.steps) if _GUESSED.search(words.lower()))
    asked = next(n for n, slide in enumerate(shown, start=1) if WRITE_DOWN in str(slide.lines))
    yield from (*steps[:done], *shown[:asked], *steps[done:-1], *shown[asked:], steps[-1])


def _step(note: trainers_notes.Note, place: int) -> Slide:
    minutes, words = note.steps[place]
    told = [f"{minutes} minutes of {note.minutes}. Timings vary.", words]
    if place == len(note.steps) - 1:
        told.append("A good answer names a number, where it is from, and who will look at it when.")
    else:
        told.append(f"What is often misread, and what to answer: {note.misreadings}")
    return Slide(_named(place + 1, len(note.steps), minutes), (words,), notes=tuple(told))


def _named(place: int, steps: int, minutes: int) -> str:
    """A step's title: which it is, and how long it takes."""
    return f"Step {place} of {steps}: {counted(minutes, 'minute')}"


def _ending(told: Story) -> list[Slide]:
    if not told.ending:
        return []
    return [
        Slide(
            f"In three lines: {_YEARS.sub('', told.title)}",
            bullets=told.ending,
            notes=("Last of all, because it gives the ending.",),
        )
    ]


def of_route(route: Route, book: Path = BOOK) -> list[Slide]:
    """A deck for a route's session: its plan, each part with what its page asks and draws; endings last.

    The story itself is read on the page, so no slide repeats it.
    """
    session, every = sessions.load()[route.route_id], sessions.load_parts()
    parts = [every.get(name) for name in session.parts] or [None for _ in route.steps]
    plan = tuple(
        f"{step.minutes} min: {part.title if part else step.words}"
        for step, part in zip(route.steps, parts, strict=True)
    )
    notes: tuple[str, ...] = (
        f"{route.minutes} minutes in all. Timings vary.",
        f"Before: {session.before}",
        f"The room: {session.room}",
    )
    slides = [Slide(route.title, (route.audience,), plan, notes=notes)]
    endings: list[Slide] = []
    clock = 0
    for place, (step, part) in enumerate(zip(route.steps, parts, strict=True), start=1):
        clock += step.minutes
        where, until = f"Step {place} of {len(plan)}: ", f"To minute {clock} of {route.minutes}."
        if part:
            slides.append(_part(part, where, until, step, route.route_id))
        else:  # a break, or a step that a reader takes alone
            then = session.prompts[place - 1] if session.prompts else ""
            notes = (
                f"{step.minutes} minutes. {until} Timings vary.",
                f"Post: {then}" if then else "",
            )
            slides.append(Slide(f"{where}{step.minutes} minutes", (step.words,), notes=notes))
        if part and part.part_id == clinic.PART:
            slides += of_clinic()
        elif step.page and (book / f"{step.page}.ipynb").exists():
            shown = story(step.page, book)
            slides.append(Slide(shown.title, (shown.about,), notes=("Open the page.",)))
            slides += [slide for slide in shown.slides if slide.picture or slide.asks]
            endings += _ending(shown)
    return _told_apart([*slides, *endings])


def _part(part: sessions.Part, where: str, until: str, step: Step, route_id: str) -> Slide:
    """A part of a session: what is done in it on the slide, what to say and to listen for in the notes."""
    beats = part.beats_on(route_id)
    told = [f"{step.minutes} minutes. {until} Timings vary.", f"Bring: {' '.join(part.bring)}"]
    for beat in beats:
        told.append(f"{beat.words} Say: {one_line(filled(beat.say))}")
        told.append(f"Good answers: {' '.join(one_line(filled(each)) for each in beat.good)}")
    told += [f"On the board: {' '.join(part.board)}", f"With no local data: {part.no_local_data}"]
    told += [f"If you hear {aid.heard} {aid.answer}" for aid in part.misreadings]
    told += [f"{aid.heard} {aid.answer}" for aid in part.trouble]
    return Slide(
        f"{where}{part.title[0].lower()}{part.title[1:]}",
        bullets=tuple(
            f"{beat.minutes[route_id]} min: {one_line(filled(beat.words))}" for beat in beats
        ),
        notes=tuple(one_line(filled(each)) for each in told),
    )


def of_clinic() -> Iterator[Slide]:
    """The lines that every table fills, and a slide for each card; what is known is the trainer's."""
    yield Slide(
        "Fill these for each card",
        bullets=clinic.TO_FILL,
        notes=("“Not known, and this post would know” is an answer.",),
    )
    for card in clinic.load()[0]:
        known = f"Known: {one_line(filled(card.known))} Not known: {card.not_known}"
        yield Slide(card.title, (one_line(filled(card.situation)),), notes=(card.group, known))


def _told_apart(slides: Iterable[Slide]) -> list[Slide]:
    """The slides with no two titles alike: whoever hears them goes by their titles."""
    seen: dict[str, int] = {}
    found = []
    for slide in slides:
        seen[slide.title] = seen.get(slide.title, 0) + 1
        times = seen[slide.title]
        found.append(replace(slide, title=f"{slide.title} ({times})") if times > 1 else slide)
    return found
