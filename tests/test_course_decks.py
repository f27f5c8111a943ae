"""Can everybody use the slides: titles, described pictures, type for a room, notes with minutes?"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt

from joinedup.course import clinic, decks, sessions, slides, trainers_notes
from joinedup.course.routes import load as load_routes
from joinedup.course.slides import Picture, Slide, of_page, of_route
from joinedup.course.trainer import CANARY
from joinedup.evidence.data import BOOK
from joinedup.writing import questions

DAY = datetime.date(2026, 11, 22)
PAGES = sorted(trainers_notes.load())
FEW = ["chapters/better-care-fund-plan", "chapters/labs/regression-to-the-mean"]
SPEC = next(
    slide.picture.spec for slide in slides.story(FEW[0]).slides if slide.picture is not None
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """{name: the deck as python-pptx reads it} for a chapter, a lab and a route."""
    folder = tmp_path_factory.mktemp("decks")
    found = {}
    for name, shown in {
        "chapter": of_page(FEW[0]),
        "lab": of_page(FEW[1]),
        "route": of_route(load_routes()["board"]),
    }.items():
        decks.write(shown, name, DAY, folder / f"{name}.pptx")
        found[name] = Presentation(str(folder / f"{name}.pptx"))
    return found


DECKS = pytest.mark.parametrize("name", ["chapter", "lab", "route"])


@DECKS
def test_each_slide_has_a_title_of_its_own_in_the_titles_place(
    made: dict[str, Any], name: str
) -> None:
    titles = [page.shapes.title.text_frame.text for page in made[name].slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)


@DECKS
def test_each_picture_is_described_and_says_its_source(made: dict[str, Any], name: str) -> None:
    pictures = 0
    for page in made[name].slides:
        for shape in page.shapes:
            if shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
                pictures += 1
                assert len(shape._element.nvPicPr.cNvPr.get("descr").split()) >= 10
                assert "Source: " in page.shapes[-1].text_frame.text
    assert pictures >= 1


@DECKS
def test_no_word_is_smaller_than_18_points_or_of_another_language(
    made: dict[str, Any], name: str
) -> None:
    for page in made[name].slides:
        for shape in page.shapes:
            for paragraph in shape.text_frame.paragraphs if shape.has_text_frame else []:
                for run in paragraph.runs:
                    assert run.font.size >= Pt(18), run.text
        for part in (page._element, page.notes_slide._element):
            languages = {each.get("lang") for each in part.iter("{*}rPr")}
            assert languages == {"en-GB"}
    assert made[name].core_properties.language == "en-GB"


@DECKS
def test_shapes_stand_in_the_order_they_are_read_in_and_on_the_slide(
    made: dict[str, Any], name: str
) -> None:
    deck = made[name]
    for page in deck.slides:
        shapes = list(page.shapes)
        assert shapes[0] == page.shapes.title
        tops = [shape.top for shape in shapes]
        assert tops == sorted(tops)
        for above, below in pairwise(shapes):
            assert above.top + above.height <= below.top + Pt(18), page.shapes.title.text
        for shape in shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def _luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@DECKS
def test_words_stand_out_from_the_ground(made: dict[str, Any], name: str) -> None:
    used = {
        str(run.font.color.rgb)
        for page in made[name].slides
        for shape in page.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    }
    assert used == {decks.INK, decks.NAVY}
    for colour in used:
        contrast = (_luminance(decks.GROUND) + 0.05) / (_luminance(colour) + 0.05)
        assert contrast >= 7


@DECKS
def test_notes_carry_minutes_and_the_line_that_keeps_them_from_learners(
    made: dict[str, Any], name: str
) -> None:
    for page in made[name].slides:
        notes = page.notes_slide.notes_text_frame.text
        assert CANARY in notes
        assert len(notes) > len(CANARY) + 10
        if page.shapes.title.text_frame.text.startswith("Step "):
            assert re.search(r"\bminutes?\b", notes)
    assert made[name].core_properties.keywords == CANARY


@pytest.mark.parametrize("page", PAGES)
def test_a_pages_steps_add_up_and_its_ending_comes_last(page: str) -> None:
    shown = of_page(page)
    steps = [
        int(found[1])
        for slide in shown
        if (found := re.match(r"Step \d+ of \d+: (\d+) minutes?$", slide.title))
    ]
    assert sum(steps) == trainers_notes.load()[page].minutes
    told = slides.story(page)
    if told.ending:
        assert shown[-1].bullets == told.ending
        before = [words for slide in shown[:-1] for words in (*slide.lines, *slide.bullets)]
        assert not set(told.ending) & set(before)
    guesses = [
        place for place, slide in enumerate(shown) if "Write down a number." in str(slide.lines)
    ]
    for place in guesses:  # the answer is the trainer's until the next slide
        [answer] = [note for note in shown[place].notes if note.startswith("The answer: ")]
        assert answer not in str([slide.lines for slide in shown[: place + 1]])


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_of_a_story_and_every_public_question_has_its_slide(page: str) -> None:
    shown = of_page(page)
    cells = json.loads((BOOK / f"{page}.ipynb").read_text("utf-8"))["cells"]
    ids = [cell["id"] for cell in cells]
    end = min(ids.index(name) for name in slides.STORY_ENDS if name in ids)
    charts = sum("usermeta" in json.dumps(cell.get("outputs", [])) for cell in cells[:end])
    assert sum(slide.picture is not None for slide in shown) == charts
    asked = [
        q
        for q in questions.load(page.removeprefix("chapters/").replace("/", "-"))
        if not q.withheld
    ]
    found = [slide for slide in shown if slide.title.startswith("Check yourself")]
    assert len(found) == len(asked) >= 3
    for slide, question in zip(found, asked, strict=True):
        [right] = [note for note in slide.notes if re.match(r"[A-F] is right\. ", note)]
        place = "ABCDEF".index(right[0])
        assert slide.lines[1 + place].startswith(f"{right[0]}. {question.answer.text[:20]}")
        assert question.answer.feedback[:30] not in str(slide.lines)


def test_no_withheld_question_is_on_a_slide() -> None:
    kept = {q.question_id: q.ask for q in questions.load("the-stps") if q.withheld}
    shown = str([slide.lines for slide in of_page("chapters/the-stps")])
    assert kept
    assert not [key for key, ask in kept.items() if ask in shown]


@pytest.mark.parametrize("route_id", sorted(load_routes()))
def test_a_routes_deck_keeps_every_ending_for_the_end(route_id: str) -> None:
    shown = of_route(load_routes()[route_id])
    endings = [
        place for place, slide in enumerate(shown) if slide.title.startswith("In three lines")
    ]
    assert endings == list(range(len(shown) - len(endings), len(shown)))
    steps = [slide for slide in shown if re.match(r"Step \d+ of \d+: ", slide.title)]
    assert len(steps) == len(load_routes()[route_id].steps)


def test_a_routes_slides_carry_what_to_say_what_to_hear_and_the_clinics_cards() -> None:
    shown = of_route(load_routes()["half-day"])
    for part in (
        sessions.load_parts()[name] for name in sessions.load()["half-day"].parts if name != "break"
    ):
        [slide] = [s for s in shown if s.title.lower().endswith(f": {part.title.lower()}")]
        beats = part.beats_on("half-day")
        assert [each.split(" min: ")[0] for each in slide.bullets] == [
            str(beat.minutes["half-day"]) for beat in beats
        ]
        notes = " ".join(slide.notes)
        for beat in beats:
            assert f"{beat.words} Say: " in notes
        assert notes.count("Good answers: ") == len(beats)
        assert "{" not in notes
    cards, _ = clinic.load()
    titles = [slide.title for slide in shown]
    assert [card.title for card in cards if card.title not in titles] == []
    for card in cards:
        [slide] = [s for s in shown if s.title == card.title]
        assert "Not known: " in slide.notes[-1]
        assert "Not known: " not in str(slide.lines)


@pytest.mark.parametrize("route_id", sorted(load_routes()))
def test_a_routes_deck_is_no_longer_than_its_minutes_allow(route_id: str) -> None:
    route = load_routes()[route_id]
    assert len(of_route(route)) <= route.minutes / 2


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("chapters/labs/")])
def test_no_slide_of_a_lab_tells_before_the_guess_is_taken(page: str) -> None:
    shown = of_page(page)
    guess = next(n for n, slide in enumerate(shown) if slides.WRITE_DOWN in str(slide.lines))
    drawn = next(n for n, slide in enumerate(shown) if slide.picture)
    steps = [
        n
        for n, slide in enumerate(shown)
        if slide.title.startswith("Step ")
        and re.search(r"guess|point on the chart", str(slide.lines), re.IGNORECASE)
    ]
    assert guess < drawn
    assert steps[0] < drawn


@pytest.mark.parametrize("page", PAGES)
def test_every_title_of_every_deck_fits(page: str) -> None:
    for slide in of_page(page):
        room = (decks.ROOM, 1.25, decks.TITLE_LEAST, decks.TITLE_MOST)
        assert decks._largest([slide.title], *room, page) >= decks.TITLE_LEAST


def test_a_question_that_is_a_slides_title_is_not_said_twice() -> None:
    for page in FEW:
        for slide in slides.story(page).slides:
            assert not slide.asks or slide.title not in " ".join(slide.lines)


def test_a_picture_far_too_tall_is_told_in_words(tmp_path: Path) -> None:
    shown = [s for s in slides.story("chapters/labs/a-target-you-can-believe").slides if s.picture]
    decks.write(shown, "Two", DAY, tmp_path / "two.pptx")
    first, second = Presentation(str(tmp_path / "two.pptx")).slides
    kinds = [[shape.shape_type for shape in page.shapes] for page in (first, second)]
    assert MSO_SHAPE_TYPE.PICTURE in kinds[0]
    assert MSO_SHAPE_TYPE.PICTURE not in kinds[1]
    assert shown[1].picture is not None
    assert second.shapes[1].text_frame.text == shown[1].picture.description


def test_a_picture_too_tall_to_be_read_says_that_it_is_an_overview(tmp_path: Path) -> None:
    shown = [s for s in slides.story("chapters/labs/a-target-you-can-believe").slides if s.picture]
    fits = [s for s in slides.story(FEW[0]).slides if s.picture]
    decks.write([*shown, *fits], "Two", DAY, tmp_path / "two.pptx")
    told = [
        page.shapes[-1].text_frame.text.startswith(decks.AN_OVERVIEW)
        for page in Presentation(str(tmp_path / "two.pptx")).slides
    ]
    assert any(told[: len(shown)])
    assert not any(told[len(shown) :])


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    shown = of_page(FEW[1])
    decks.write(shown, "Lab", DAY, tmp_path / "one.pptx")
    time.sleep(2.1)
    decks.write(shown, "Lab", DAY, tmp_path / "two.pptx")
    assert (tmp_path / "one.pptx").read_bytes() == (tmp_path / "two.pptx").read_bytes()


GOOD = Slide("A title", ("Words.",), notes=("Two minutes.",))
DRAWN = replace(GOOD, picture=Picture(SPEC, "Three bars."), small="Pounds. Source: Somebody, 2014.")


@pytest.mark.parametrize(
    ("slide", "said"),
    [
        (replace(DRAWN, picture=Picture(SPEC, " ")), "a picture without alternative text"),
        (replace(DRAWN, small="Pounds."), "a picture without its source"),
        (replace(GOOD, title=" "), "no title"),
        (replace(GOOD, notes=()), "no notes"),
        (replace(GOOD, lines=("word " * 400,)), "400 words do not fit at 18 points: say less"),
        (replace(GOOD, title="word " * 60), "the title: 60 words do not fit at 26 points"),
    ],
)
def test_a_slide_that_breaks_a_rule_is_named(tmp_path: Path, slide: Slide, said: str) -> None:
    with pytest.raises(ValueError, match=f"bad.pptx, slide 2: .*{said}|bad.pptx, slide 2: {said}"):
        decks.write([GOOD, slide], "Bad", DAY, tmp_path / "bad.pptx")
    assert not (tmp_path / "bad.pptx").exists()


def test_a_chart_without_alternative_text_is_named_with_its_cell(tmp_path: Path) -> None:
    page = "chapters/better-care-fund-plan"
    (tmp_path / "chapters").mkdir()
    shutil.copy(BOOK / f"{page}.ipynb", tmp_path / "chapters")
    path = tmp_path / f"{page}.ipynb"
    text = path.read_text("utf-8")
    described = slides.story(page).slides[2].picture
    assert described is not None
    path.write_text(
        text.replace(json.dumps(described.description, ensure_ascii=False), '""'), "utf-8"
    )
    with pytest.raises(ValueError, match=f"{page}, cell six-totals: a picture without alternative"):
        slides.story(page, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Five minutes: ", "Four minutes: ", "the session's steps take 29 minutes, not 30"),
        ("**Common misreadings.**", "**Misreadings.**", "a trainer's note has common misreadings"),
    ],
)
def test_a_session_that_does_not_add_up_is_named(old: str, new: str, said: str) -> None:
    note = (
        "**Common misreadings.** “So.” No.\n\n"
        "**In half an hour.** Five minutes: one. Ten: two. Fifteen: three.\n\n**Bring.** A plan.\n"
    )
    assert trainers_notes.read("chapters/x", note).steps == (
        (5, "One."),
        (10, "Two."),
        (15, "Three."),
    )
    with pytest.raises(ValueError, match=f"chapters/x: {said}"):
        trainers_notes.read("chapters/x", note.replace(old, new))


def test_a_second_session_of_a_note_adds_up_too() -> None:
    note = (
        "**Common misreadings.** “So.” No.\n\n**In ten minutes.** Ten minutes: one.\n\n"
        "**In half an hour, with a map.** Ten minutes: two. Twenty: three.\n"
    )
    assert trainers_notes.read("chapters/x", note).minutes == 10
    with pytest.raises(ValueError, match="steps take 20 minutes, not 30"):
        trainers_notes.read("chapters/x", note.replace("Twenty: three", "Ten: three"))
