"""What does a reader take away of one figure? A card to show, as SVG and PNG, and its data as CSV.

Each goes by a readable name and carries its own title, source, caveat and licence, so that it can be
used far from its page.
"""

from __future__ import annotations

import copy
import csv
import html
import io
import re
from dataclasses import asdict, dataclass
from typing import Any

FOLDER = "downloads/figures"
CARD = ("svg", "png")  # the last says: both are there
TABLE_BEGINS = 8  # the line of a CSV on which the table's head stands
LICENCE = "Creative Commons Attribution 4.0"

WIDTH, HEIGHT = 1200, 675  # of a card, in pixels, as sites that show a link's picture ask for
_MARGIN, _GAP = 40, 18
_SMALLEST = 0.8  # of a chart's own size, beneath its words: smaller, it stands beside them
_SMALLEST_BESIDE = 0.62  # smaller, its words could not be read, and the card grows
_LARGEST = 1.5
_BESIDE = 400  # the width of the words that stand beside a tall chart
_INK, _SOFT, _BRAND = "#1d2125", "#4a5158", "#12436d"
_MINUS = re.compile(r"\N{MINUS SIGN}(?=[\d£.])")
_SPAN = re.compile(r"((?:18|19|20)\d\d)[-/](\d\d)")


@dataclass(frozen=True)
class Words:
    """What stands on a figure that is taken away."""

    headline: str
    subtitle: str
    note: str
    source: str  # publishers and years, as "National Audit Office, 2017"
    where: str  # "Figure 1 of “Money across the border”, Promise and Outcome"
    address: str  # "" while the book has no public address


def kinds(*, cards: bool) -> tuple[str, ...]:
    """The endings of a figure's files. cards: whether its card is drawn."""
    return ("csv", *CARD) if cards else ("csv",)


def name_of(document: str, number: int) -> str:
    """A figure's file name without its ending: "money-across-the-border-figure-1"."""
    page = document.split("/")[-1].replace("index", "front-page")
    return f"{page}-figure-{number}"


# ---- the data ----


def as_csv(table: dict[str, Any], words: Words) -> str:
    """The figure's data as CSV text that opens rightly in Excel: seven lines about it, then the table.

    It begins with a byte-order mark, by which Excel knows UTF-8, and ends lines as Excel does. Minus
    signs are hyphens, so that numbers are numbers; a span of years has a dash, so that 2009-10 is not
    taken for October 2009.
    In pandas: read_csv(name, skiprows=7).
    """
    text = io.StringIO()
    writer = csv.writer(text)
    for head, cell in (
        ("Title", words.headline),
        ("What it shows", words.subtitle),
        ("Source", words.source),
        ("What it cannot show", words.note),
        ("Licence", LICENCE),
        ("From", ". ".join(filter(None, (words.where, words.address)))),
    ):
        writer.writerow([head, " ".join(cell.split())])
    writer.writerow([])
    writer.writerow(table["columns"])
    writer.writerows([_cell(cell) for cell in row] for row in table["rows"])
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    span = _SPAN.fullmatch(value)
    return f"{span[1]}\N{EN DASH}{span[2]}" if span else _MINUS.sub("-", value)


# ---- the card ----


def card(spec: dict[str, Any], wide: str, words: Words, vl_version: str) -> str:
    """The figure as an SVG of 1200 by 675: headline, chart, caveat, source, licence and address.

    spec: the chart in Vega-Lite, without its title. wide: the SVG that stands on its page. A chart that is
    too tall to be read beneath its words stands beside them; one too tall for that makes its card taller.
    """
    import vl_convert

    def drawn(width: float) -> tuple[str, float, float]:
        sized = copy.deepcopy(spec) | {"width": round(width)}
        svg = vl_convert.vegalite_to_svg(sized, vl_version=vl_version)
        return svg, *sides_of(svg)

    _, tall = sides_of(wide)
    room = WIDTH - 2 * _MARGIN
    above = _lines((words.headline, 30, True), (words.subtitle, 18, False), width=room)
    foot = _foot(words, room)
    free = HEIGHT - _MARGIN - 16 - _height(above) - _height(foot) - 3 * _GAP
    scale = min(_LARGEST, free / tall)
    if scale >= _SMALLEST:
        svg, across, down = drawn(room / scale)
        scale = min(scale, room / across, free / down)
        top = _MARGIN + _height(above) + _GAP
        parts = [_text(above, _MARGIN, _MARGIN), _placed(svg, across, down, scale, _MARGIN, top)]
        parts.append(_text(foot, _MARGIN, HEIGHT - 16 - _height(foot)))
        return _svg(HEIGHT, parts)
    beside = WIDTH - 2 * _MARGIN - _BESIDE - 2 * _GAP
    above = _lines((words.headline, 28, True), (words.subtitle, 17, False), width=_BESIDE)
    foot = _foot(words, _BESIDE)
    free = HEIGHT - 2 * _MARGIN
    scale = min(1.2, free / tall) if free / tall >= _SMALLEST_BESIDE else _SMALLEST
    svg, across, down = drawn(beside / scale)
    scale = min(scale, beside / across)
    if free / down >= _SMALLEST_BESIDE:  # drawn wider, it may have grown a little
        scale = min(scale, free / down)
    height = max(HEIGHT, round(down * scale) + 2 * _MARGIN)
    height = max(height, round(_height(above) + _height(foot)) + 2 * _MARGIN + _GAP)
    left = _MARGIN + _BESIDE + 2 * _GAP
    parts = [_text(above, _MARGIN, _MARGIN), _placed(svg, across, down, scale, left, _MARGIN)]
    parts.append(_text(foot, _MARGIN, height - 16 - _height(foot)))
    return _svg(height, parts)


Line = tuple[str, int, bool, str]  # a line's words, its size in pixels, whether bold, its colour


def _lines(*texts: tuple[str, int, bool], width: float) -> list[Line]:
    from joinedup.charts.words import wrap

    return [
        (line, size, bold, _INK if bold else _SOFT)
        for text, size, bold in texts
        for line in wrap(text, width, size, bold).split("\n")
        if line
    ]


def _foot(words: Words, width: float) -> list[Line]:
    end = ". ".join(filter(None, (words.where, LICENCE, words.address)))
    return _lines(
        (words.note, 15, False),
        (f"Source: {words.source}.", 15, False),
        (end, 15, False),
        width=width,
    )


def _height(lines: list[Line]) -> float:
    return sum(size * 1.3 for _, size, _, _ in lines)


def _text(lines: list[Line], left: float, top: float) -> str:
    told = []
    for words, size, bold, colour in lines:
        weight = ' font-weight="bold"' if bold else ""
        told.append(
            f'<text x="{left}" y="{top + size:.0f}" font-size="{size}"{weight} fill="{colour}">'
            f"{html.escape(words)}</text>"
        )
        top += size * 1.3
    return "".join(told)


def sides_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in pixels, from its head."""
    sides = (re.search(rf'<svg[^>]*? {side}="([\d.]+)"', svg) for side in ("width", "height"))
    across, down = (float(side[1]) for side in sides if side)
    return across, down


def _placed(svg: str, across: float, down: float, scale: float, left: float, top: float) -> str:
    """A drawing inside the card, at a scale, its upper left corner at a point."""
    inside = svg[svg.index(">") + 1 :]
    return (
        f'<svg x="{left}" y="{top:.0f}" width="{across * scale:.0f}" height="{down * scale:.0f}" '
        f'viewBox="0 0 {across:g} {down:g}">{inside}'
    )


def _svg(height: int, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="Helvetica, Arial, sans-serif">'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
        f'<rect width="{WIDTH}" height="8" fill="{_BRAND}"/>{"".join(parts)}</svg>'
    )


def card_files(spec: dict[str, Any], wide: str, words: Words, vl_version: str) -> dict[str, bytes]:
    """The two forms of a figure's card: {"svg": bytes, "png": ...}; the rest as `card` has it."""
    import vl_convert

    svg = card(spec, wide, words, vl_version)
    return {"svg": svg.encode("utf-8"), "png": small_png(vl_convert.svg_to_png(svg))}


def small_png(picture: bytes) -> bytes:
    """The same PNG with a palette of 256 colours, all that a chart has: a seventh of its bytes."""
    from PIL import Image

    drawn, written = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    drawn.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(written, "PNG")
    return written.getvalue()


def decided_by(words: Words) -> dict[str, str]:
    """All that decides a figure's files besides its chart."""
    return asdict(words)
