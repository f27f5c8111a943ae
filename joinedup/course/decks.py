"""How do slides become a PowerPoint deck that everybody can use? Titles, described pictures, 18 points.

Shapes stand in the order they are read in: title, words or picture, what stands under it. Language is
British English throughout. The same slides give the same bytes. A slide without a title or notes, with a
picture that is not described or has no source, or with words that do not fit, is refused by name.
"""

from __future__ import annotations

import datetime
import io
import json
import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches, Pt

from joinedup.charts.theme import FONT_SIZE
from joinedup.course.slides import Picture, Slide
from joinedup.course.trainer import CANARY
from joinedup.site.chart_figures import VEGA_LITE, drawn_at
from joinedup.site.fixed_zip import rezipped

WIDE, HIGH = 13.333, 7.5  # inches
LEFT, ROOM = 0.6, 12.13  # inches: where words begin, and how wide they run
LEAST, MOST = 18, 32  # points, of words
TITLE_LEAST, TITLE_MOST = 26, 36
READ = 12  # points: a picture whose words would be smaller is an overview, and says so
SEEN = 8  # points: one whose words would be smaller still is told in words
AN_OVERVIEW = "An overview: open the page to read it."
INK, NAVY, GROUND = "1D2125", "12436D", "FFFFFF"
_DRAWN_AT, _LARGER, _SCALE = (
    640,
    1.35,
    2.0,
)  # pixels; type in a picture grows, so that a room reads it
_LETTER = (
    0.5  # of a letter's height, Arial's mean width: over a hundred sentences of the book, 0.49
)
_LEADING = 1.2
_BAND = (  # along the top, on the layout, so that nobody's reader stops at it
    f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="90" name="Band"/><p:cNvSpPr/>'
    f'<p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="0"/>'
    f'<a:ext cx="{Inches(WIDE)}" cy="{Inches(0.16)}"/></a:xfrm>'
    f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    f'<a:solidFill><a:srgbClr val="{NAVY}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
)
_FONT_SIZE = re.compile(r"fontSize$", re.IGNORECASE)


def write(slides: Sequence[Slide], title: str, made: datetime.date, to: Path) -> int:
    """Write slides as a deck; returns its bytes.

    Raises ValueError, naming the deck and the slide, for one without a title, a picture without alternative
    text or a source, slides without notes, or words that do not fit at 18 points; then nothing is written.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    layout = _prepared(deck)
    for number, slide in enumerate(slides, start=1):
        where = f"{to.name}, slide {number}"
        _check(slide, where)
        _add(deck.slides.add_slide(layout), slide, where)
    core = deck.core_properties
    core.title, core.language, core.author = title, "en-GB", "The Promise and Outcome contributors"
    core.keywords, core.last_modified_by, core.revision = CANARY, "", 1
    core.created = core.modified = datetime.datetime.combine(made, datetime.time())
    saved = io.BytesIO()
    deck.save(saved)
    packed = rezipped(saved.getvalue())
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(packed)
    return len(packed)


def _check(slide: Slide, where: str) -> None:
    if not slide.title.strip():
        raise ValueError(f"{where}: no title")
    if slide.picture and not slide.picture.description.strip():
        raise ValueError(f"{where}: a picture without alternative text")
    if slide.picture and "Source: " not in slide.small:
        raise ValueError(f"{where}: a picture without its source")
    if not any(note.strip() for note in slide.notes):
        raise ValueError(f"{where}: no notes")


def _prepared(deck: Any) -> Any:
    """The one layout that is used, title and nothing else, at the slide's own width; languages set."""
    layout = deck.slide_layouts.get_by_name("Title Only")
    for holder in (deck.slide_master, layout):
        for shape in holder.placeholders:
            if shape.placeholder_format.type == 1:  # the title
                shape.left, shape.top = Inches(LEFT), Inches(0.4)
                shape.width, shape.height = Inches(ROOM), Inches(1.25)
    layout.shapes._spTree.insert(2, parse_xml(_BAND))
    for properties in deck.element.iter("{*}defRPr"):
        properties.set("lang", "en-GB")
    return layout


def _add(page: Any, slide: Slide, where: str) -> None:
    title = page.shapes.title
    size = _largest([slide.title], ROOM, 1.25, TITLE_LEAST, TITLE_MOST, f"{where}: the title")
    _write(title.text_frame, [slide.title], size, bold=True, colour=NAVY)
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    title.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    top, bottom = 1.85, HIGH - 0.35
    picture, words = slide.picture, [*slide.lines, *slide.bullets]
    small = _cut(slide.small, 3)
    if picture:
        letters = _type_in(picture, bottom - top - 3 * LEAST * _LEADING / 72)
        if letters < READ:
            small = _cut(f"{AN_OVERVIEW} {slide.small}", 3)
        if letters < SEEN:
            words, picture = [picture.description], None
    if small:
        lines = _lines([small], ROOM, LEAST)
        bottom -= lines * LEAST * _LEADING / 72 + 0.1
    if picture:
        _picture(page, picture, top, bottom - 0.1)
    elif words:
        size = _largest(words, ROOM, bottom - top, LEAST, MOST, where)
        _write(_box(page, top, bottom), words, size, bulleted_from=len(words) - len(slide.bullets))
    if small:
        _write(_box(page, bottom, HIGH - 0.3), [small], LEAST)
    notes = page.notes_slide.notes_text_frame
    _write(notes, [*slide.notes, CANARY], 0)


def _box(page: Any, top: float, bottom: float) -> Any:
    """The frame of a text box as wide as the room, between two heights in inches."""
    box = page.shapes.add_textbox(Inches(LEFT), Inches(top), Inches(ROOM), Inches(bottom - top))
    return box.text_frame


def _picture(page: Any, picture: Picture, top: float, bottom: float) -> None:
    png = io.BytesIO(drawn(json.dumps(picture.spec)))
    shape = page.shapes.add_picture(png, 0, Inches(top), height=Inches(bottom - top))
    if shape.width > Inches(ROOM):
        shape.height = Emu(int(shape.height * Inches(ROOM) / shape.width))
        shape.width = Inches(ROOM)
    shape.left = Emu(int((Inches(WIDE) - shape.width) / 2))
    described = shape._element.nvPicPr.cNvPr
    described.set("descr", picture.description)


def _type_in(picture: Picture, height: float) -> float:
    """The size in points of a picture's words when it is so many inches high."""
    png = drawn(json.dumps(picture.spec))
    pixels = int.from_bytes(png[20:24], "big") / _SCALE  # the height, in the header of a PNG
    return FONT_SIZE * _LARGER * height * 72 / pixels


@cache  # a chapter's chart stands in its own deck and in those of its routes
def drawn(spec: str) -> bytes:
    """A chart, its specification as JSON, as PNG without its title, its type enlarged for a room."""
    larger = _enlarged(drawn_at(json.loads(spec), _DRAWN_AT))
    return bytes(vl_convert.vegalite_to_png(larger, vl_version=VEGA_LITE, scale=_SCALE))


def _enlarged(part: Any) -> Any:
    """A specification whose every size of type has grown."""
    if isinstance(part, list):
        return [_enlarged(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value * _LARGER
        if _FONT_SIZE.search(key) and isinstance(value, int | float)
        else _enlarged(value)
        for key, value in part.items()
    }


def _write(
    frame: Any,
    lines: list[str],
    size: int,
    *,
    bold: bool = False,
    bulleted_from: int | None = None,
    colour: str = INK,
) -> None:
    """Words into a frame, one paragraph each, at a size in points (0: as they come), in British English."""
    frame.word_wrap = True
    for number, words in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = words
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
        if not size:
            continue
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Arial"
        run.font.color.rgb = RGBColor.from_string(colour)
        if number:
            paragraph.space_before = Pt(size // 2)
        if bulleted_from is not None and number >= bulleted_from:
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", "342900")
            properties.set("indent", "-342900")
            mark = properties.makeelement(
                "{http://schemas.openxmlformats.org/drawingml/2006/main}buChar", {"char": "•"}
            )
            properties.append(mark)


def _lines(paragraphs: Sequence[str], width: float, size: int) -> int:
    """How many lines these take, in a width in inches, at a size in points."""
    a_line = (width - 0.3) * 72 / (size * _LETTER)
    return sum(math.ceil(len(words) / a_line + 0.1) for words in paragraphs)


def _largest(
    paragraphs: list[str], width: float, height: float, least: int, most: int, where: str
) -> int:
    """The largest size in points at which these fit. Raises ValueError where none does."""
    for size in range(most, least - 1, -1):
        between = (len(paragraphs) - 1) * (size // 2)
        if _lines(paragraphs, width, size) * size * _LEADING + between <= (height - 0.1) * 72:
            return size
    words = sum(len(each.split()) for each in paragraphs)
    raise ValueError(f"{where}: {words} words do not fit at {least} points: say less")


def _cut(words: str, most: int) -> str:
    """Whole sentences from the start that fit in so many lines at the least size."""
    if _lines([words], ROOM, LEAST) <= most:
        return words
    taken = ""
    for sentence in re.split(r"(?<=[.;]) ", words):
        if _lines([f"{taken} {sentence}"], ROOM, LEAST) > most:
            break
        taken = f"{taken} {sentence}".strip()
    return f"{taken.rstrip('.;')}. More is in the notes." if taken else words
