"""What may a reader put into an exercise? A number, several numbers, a choice, ticks, or words.

Each kind reads what was typed (`read`) and says in a sentence what is wrong with it. The page's script
reads the same way (`exercises.js`), with the sentences written here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Raw = str | list[str]  # what was typed or ticked


class Fault(ValueError):
    """What was typed cannot be used; the message is a sentence for the reader."""


# What people write after a number, and by how much it multiplies. The page's script has the same.
SUFFIXES = {
    **dict.fromkeys(("k", "thousand"), 1e3),
    **dict.fromkeys(("m", "mn", "million"), 1e6),
    **dict.fromkeys(("bn", "billion"), 1e9),
}


def _number(text: str, scale: float = 0) -> float:
    """ "£1,200", "-3.5%", "1.5m" as a number of the field's unit; nan for anything else.

    scale: what one of the unit comes to, so that "640k" is 0.64 where the unit is £ million. 0 for a
    unit to which thousands and millions do not belong, such as per cent.
    """
    clean = re.sub(r"[\s£]", "", text.lower())
    clean = re.sub(r"(%|percent)", "", clean)
    clean = re.sub(r",(?=\d{3}(?!\d))", "", re.sub("[\N{MINUS SIGN}\N{EN DASH}]", "-", clean))
    match = re.fullmatch(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-z]*)", clean, re.ASCII)
    if not match or (match[2] and (not scale or match[2] not in SUFFIXES)):
        return math.nan
    if not match[2]:
        return float(match[1])
    value = float(match[1]) * SUFFIXES[match[2]] / scale
    whole = math.floor(value + 0.5)
    return float(whole) if abs(value - whole) < 1e-6 else value


def _scale_of(unit: str, most: float) -> float:
    """What one of a unit comes to, where "640k" and "1.5m" can be said of it; else 0."""
    if unit.startswith("£"):
        return SUFFIXES.get(unit.removeprefix("£").split()[0] if len(unit) > 1 else "", 1.0)
    return 0.0 if unit.startswith("per") or most < 1000 else 1.0


_HOW_TO_WRITE = {
    1.0: ": 1200, 1,200 or 1.2k",
    1e3: ": 640, or 640k, for £640 thousand",
    1e6: ": 12, or 12m, for £12 million",
}


@dataclass(frozen=True)
class Number:
    """One number. step: 1 asks for a whole number; it also says how finely tests try it."""

    label: str
    unit: str = ""
    least: float = 0
    most: float = 1e9
    step: float = 1
    example: float = math.nan  # nan: the example leaves it blank
    optional: bool = False  # a blank is then nan, for which a formula asks with known(x)

    kind = "number"

    @property
    def scale(self) -> float:
        """What one of the unit comes to; 0 where thousands and millions do not belong to it."""
        return _scale_of(self.unit, self.most)

    @property
    def words(self) -> str:
        """The label with its unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def hint(self) -> str:
        """What may be typed."""
        whole = "a whole number " if self.step == 1 else ""
        ends = f"{whole}from {self._written(self.least)} to {self._written(self.most)}"
        return f"{ends[0].upper()}{ends[1:]}{', or blank' if self.optional else ''}."

    @property
    def says(self) -> dict[str, str]:
        """What is said of each fault."""
        ends = f"from {self._written(self.least)} to {self._written(self.most)}"
        return {
            "blank": f"Write a number for “{self.label}”.",
            "number": f"“{self.label}” needs a number, in figures{_HOW_TO_WRITE.get(self.scale, '')}.",
            "range": f"“{self.label}” must be {ends}.",
            "whole": f"“{self.label}” must be a whole number.",
        }

    def given(self) -> str:
        """The example as a reader would type it."""
        return "" if math.isnan(self.example) else self._written(self.example)

    def _written(self, value: float) -> str:
        """As `_told`, but a year has no comma: a whole number from 1900 to 2100, and no other, is one."""
        years = self.step == 1 and self.least >= 1900 and self.most <= 2100
        return f"{value:.0f}" if years else _told(value)

    def check(self, value: float) -> float:
        """The number, if it may be used. Raises Fault."""
        if math.isnan(value):
            raise Fault(self.says["number"])
        if not self.least <= value <= self.most:
            raise Fault(self.says["range"])
        if self.step == 1 and value != math.floor(value):
            raise Fault(self.says["whole"])
        return value

    def read(self, raw: Raw) -> float:
        """What was typed as a number; nan for a blank that may be one. Raises Fault."""
        text = str(raw).strip()
        if not text:
            if self.optional:
                return math.nan
            raise Fault(self.says["blank"])
        return self.check(_number(text, self.scale))

    def part(self) -> dict[str, Any]:
        """What the page's script needs to know besides name and kind."""
        return {
            "least": self.least,
            "most": self.most,
            "whole": self.step == 1,
            "scale": self.scale,
            "optional": self.optional,
        }


@dataclass(frozen=True)
class Numbers:
    """Several numbers in a row, typed with spaces between them."""

    label: str
    unit: str = ""
    least: float = 0
    most: float = 1e9
    step: float = 1
    example: Sequence[float] = ()
    fewest: int = 2
    longest: int = 40

    kind = "numbers"
    optional = False

    @property
    def scale(self) -> float:
        """As of a `Number`."""
        return _scale_of(self.unit, self.most)

    @property
    def words(self) -> str:
        """The label with its unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def hint(self) -> str:
        """What may be typed."""
        few = (
            f"{self.fewest}" if self.fewest == self.longest else f"{self.fewest} to {self.longest}"
        )
        return f"{few} numbers with a space between them, such as 1,200 1,350."

    @property
    def says(self) -> dict[str, str]:
        """What is said of each fault."""
        many = (
            f"{self.fewest} numbers"
            if self.fewest == self.longest
            else f"from {self.fewest} to {self.longest} numbers"
        )
        return {
            "blank": f"Write the numbers for “{self.label}”.",
            "number": f"“{self.label}” needs numbers, in figures, with a space between them.",
            "range": f"Each number in “{self.label}” must be from {_told(self.least)} to "
            f"{_told(self.most)}.",
            "whole": f"Each number in “{self.label}” must be whole.",
            "fewest": f"“{self.label}” needs {many}.",
            "commas": f"In “{self.label}” put a space between the numbers: these commas could mean "
            "two things.",
        }

    def given(self) -> str:
        """The example as a reader would type it."""
        return " ".join(_told(value).replace(",", "") for value in self.example)

    def read(self, raw: Raw) -> list[float]:
        """What was typed as numbers. Raises Fault."""
        text = str(raw).strip()
        if not text:
            raise Fault(self.says["blank"])
        if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", text, re.ASCII):
            raise Fault(self.says["commas"])  # three numbers, or one of seven figures?
        one = Number(self.label, self.unit, least=self.least, most=self.most, step=self.step)
        found = []
        for part in _parts(text):
            try:
                found.append(one.check(_number(part, self.scale)))
            except Fault as fault:
                kind = next(kind for kind, words in one.says.items() if words == str(fault))
                raise Fault(self.says[kind]) from None
        if not self.fewest <= len(found) <= self.longest:
            raise Fault(self.says["fewest"])
        return found

    def part(self) -> dict[str, Any]:
        """What the page's script needs to know besides name and kind."""
        return {
            "least": self.least,
            "most": self.most,
            "whole": self.step == 1,
            "scale": self.scale,
            "fewest": self.fewest,
            "longest": self.longest,
        }


@dataclass(frozen=True)
class Choice:
    """One of several named options: words, or {value: words}."""

    label: str
    options: Sequence[str] | Mapping[str, str]
    example: str = ""
    optional: bool = False
    hint: str = ""

    kind = "choice"

    @property
    def words(self) -> str:
        """The label."""
        return self.label

    @property
    def named(self) -> dict[str, str]:
        """{value: the words that stand for it}."""
        if isinstance(self.options, Mapping):
            return dict(self.options)
        return {option: option for option in self.options}

    @property
    def says(self) -> dict[str, str]:
        """What is said of a blank."""
        return {"blank": f"Choose one for “{self.label}”."}

    def given(self) -> str:
        """The example's value."""
        return self.example

    def read(self, raw: Raw) -> str:
        """The value chosen. Raises Fault."""
        if str(raw) in self.named or (not raw and self.optional):
            return str(raw)
        raise Fault(self.says["blank"])

    def part(self) -> dict[str, Any]:
        """What the page's script needs to know besides name and kind."""
        return {"options": list(self.named), "optional": self.optional}


@dataclass(frozen=True)
class Several:
    """Any of several options, each with a tick: words, or {value: words}."""

    label: str
    options: Sequence[str] | Mapping[str, str]
    example: Sequence[str] = ()

    kind = "several"
    hint = ""
    optional = True

    @property
    def words(self) -> str:
        """The label."""
        return self.label

    @property
    def named(self) -> dict[str, str]:
        """{value: the words that stand for it}."""
        return Choice(self.label, self.options).named

    @property
    def says(self) -> dict[str, str]:
        """Nothing: no tick is an answer too."""
        return {}

    def given(self) -> list[str]:
        """The example's values."""
        return list(self.example)

    def read(self, raw: Raw) -> list[str]:
        """The values ticked, in the order in which they stand."""
        return [value for value in self.named if value in raw]

    def part(self) -> dict[str, Any]:
        """What the page's script needs to know besides name and kind."""
        return {"options": list(self.named)}


# Words that stand where an answer should, as Python and the page's script both read them, in small letters.
HOLLOW = (
    "[^a-z0-9]*("
    "tb[acd]( .*)?|to be (confirmed|agreed|decided|determined|advised|announced)( .*)?|"
    "to follow|pending|later|"
    "(i |we )?(don['’]?t|do not|dunno) know( yet)?|no idea|(not )?sure|"
    "not (yet )?(known|stated|specified|decided|agreed|set|applicable|available|clear)( yet)?|not yet|"
    "unknown|unsure|unclear|unspecified|none( yet| given| stated| known)?|no|yes|ok|nil|nothing( yet)?|"
    "nobody( yet)?|no[- ]?one( yet)?|n ?[/.]? ?[ak][.]?|x+|various|see (the )?plan"
    ")?[^a-z0-9]*"
)
HOLLOW_SAYS = "This counts as a blank: it is not an answer yet."


@dataclass(frozen=True)
class Words:
    """Words of the reader's own; the example is an answer to compare them with.

    answers: whether they answer a question, so that "TBC", "none" or "n/a" counts as a blank and the
    reader is told so.
    """

    label: str
    example: str = ""
    hint: str = ""
    lines: int = 2
    answers: bool = False

    kind = "words"
    optional = True

    @property
    def words(self) -> str:
        """The label."""
        return self.label

    @property
    def says(self) -> dict[str, str]:
        """What is said of words that answer nothing; a blank needs no word."""
        return {"hollow": HOLLOW_SAYS} if self.answers else {}

    def given(self) -> str:
        """The example."""
        return self.example

    def hollow(self, raw: Raw) -> bool:
        """Whether something is written that answers nothing."""
        return self.answers and bool(str(raw).strip()) and not self.read(raw)

    def read(self, raw: Raw) -> str:
        """What was written, without what surrounds it; nothing where that answers nothing."""
        text = str(raw).strip()
        return "" if self.answers and re.fullmatch(HOLLOW, text.lower()) else text

    def part(self) -> dict[str, Any]:
        """What the page's script needs to know besides name and kind."""
        return {"hollow": HOLLOW} if self.answers else {}


Field = Number | Numbers | Choice | Several | Words


def _parts(text: str) -> list[str]:
    """A row of numbers one by one: "4,210 4,380", "12, 13; 14" or "12,13"."""
    found: list[str] = []
    for part in re.split(r"[\s;]+", text):
        part = part.strip(",")
        thousands = re.fullmatch(r"[^\d,]*\d{1,3}(,\d{3})+(?![\d,]).*", part, re.ASCII)
        found += [part] if thousands else part.split(",")
    return [part for part in found if part]


def _told(value: float) -> str:
    """A number as a reader would write it: 1,200; 0.35; a true minus sign."""
    written = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.10g}"
    return written.replace("-", "\N{MINUS SIGN}")
