"""How are words and numbers set inside a chart?

A plot that flexes to a phone cannot measure its own text, so widths are reckoned here from
Helvetica's letter widths, always for the narrowest page.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from joinedup.charts.theme import FONT_SIZE, HEADLINE_SIZE, WIDE

# Fractions of the type size, from Helvetica's published metrics, rounded up.
_LETTER_WIDTHS = {
    **dict.fromkeys("ijl.,;:'|! /()[]-·ftrI", 0.31),
    **dict.fromkeys("mwMW%@", 0.88),
    **dict.fromkeys("ABCDEGHKNOPQRSUVXY&", 0.72),
}


def text_width(text: str, size: float = FONT_SIZE, bold: bool = False) -> float:
    """The width of one line of text in pixels, give or take a few per cent."""
    return sum(_LETTER_WIDTHS.get(letter, 0.56) for letter in text) * size * (1.06 if bold else 1)


def wrap(text: str, width: float, size: float = FONT_SIZE, bold: bool = False) -> str:
    """Break text into lines no wider than `width` pixels, where a single word allows it."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def titled(headline: str, *small: str) -> dict[str, list[str]]:
    """A drawing's title in Vega-Lite's terms, for the wide page: its headline, then smaller lines."""
    room = WIDE - 40
    return {
        "text": wrap(headline, room, HEADLINE_SIZE, bold=True).split("\n"),
        "subtitle": [line for text in small for line in wrap(text, room).split("\n")],
    }


def line_count(text: str) -> int:
    """How many lines a wrapped text takes."""
    return text.count("\n") + 1


def number(value: float) -> str:
    """A number for reading: thousands grouped, no more decimals than a reader can use."""
    if value is None or math.isnan(value):
        return "not found"
    size = abs(value)
    whole = size >= 100 or float(value).is_integer()
    places = 0 if whole else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\N{MINUS SIGN}") if text != "-0" else "0"


def amount(value: float, unit_label: str) -> str:
    """A number with the units that are written against it: per cent and pounds.

    Other units stay in the subtitle, where they are said once.
    """
    if value is None or math.isnan(value):
        return "not found"
    if unit_label.startswith("£"):
        sign = "\N{MINUS SIGN}" if value < 0 else ""
        return f"{sign}£{number(abs(value))}{unit_label[1:]}"
    return number(value) + ("%" if unit_label.startswith("%") else "")


def signed_percent(value: float) -> str:
    """A change in per cent with its sign, as readers write it: "+3.0%"."""
    return f"{value:+.1f}%".replace("-", "\N{MINUS SIGN}")


def whole_signed_percent(value: float) -> str:
    """A change in whole per cent with its sign: "+3%", halves away from zero as a page's twin rounds."""
    whole = Decimal(float(value)).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{whole:+}%".replace("-", "\N{MINUS SIGN}")


def sentence_case(text: str) -> str:
    """The first letter raised and the rest left alone."""
    return text[:1].upper() + text[1:]
