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


def _number(text: str) -> float:
    """ "£1,200", "-3.5%" or "-3" as a number; nan for anything else."""
    clean = re.sub(r"[\s£%]", "", text)
    clean = re.sub(r",(?=\d{3}(?!\d))", "", re.sub("[\N{MINUS SIGN}\N{EN DASH}]", "-", clean))
    return float(clean) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", clean, re.ASCII) else math.nan


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
    def words(self) -> str:
        """The label with its unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def hint(self) -> str:
        """What may be typed."""
        whole = "a whole number " if self.step == 1 else ""
        ends = f"{whole}from {_told(self.least)} to {_told(self.most)}"
        return f"{ends[0].upper()}{ends[1:]}{', or blank' if self.optional else ''}."

    @property
    def says(self) -> dict[str, str]:
        """What is said of each fault."""
        ends = f"from {_told(self.least)} to {_told(self.most)}"
        return {
            "blank": f"Write a number for “{self.label}”.",
            "number": f"“{self.label}” needs a number, in figures.",
            "range": f"“{self.label}” must be {ends}.",
            "whole": f"“{self.label}” must be a whole number.",
        }

    def given(self) -> str:
        """The example as a reader would type it."""
        return "" if math.isnan(self.example) else _told(self.example)

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
        return self.check(_number(text))

    def part(self) -> dict[str, Any]:
        """What the page's script needs to know besides name and kind."""
        return {
            "least": self.least,
            "most": self.most,
            "whole": self.step == 1,
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
    def words(self) -> str:
        """The label with its unit."""
        return f"{self.label}, {self.unit}" if self.unit else self.label

    @property
    def hint(self) -> str:
        """What may be typed."""
        few = (
            f"{self.fewest}" if self.fewest == self.longest else f"{self.fewest} to {self.longest}"
        )
        return f"{few} numbers with a space between them, without commas."

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
            "commas": f"In “{self.label}” put a space between numbers, and no comma inside one.",
        }

    def given(self) -> str:
        """The example as a reader would type it."""
        return " ".join(_told(value).replace(",", "") for value in self.example)

    def read(self, raw: Raw) -> list[float]:
        """What was typed as numbers. Raises Fault."""
        text = str(raw).strip()
        if not text:
            raise Fault(self.says["blank"])
        if re.search(r"\d,\d{3}(?!\d)", text):
            raise Fault(self.says["commas"])
        one = Number(self.label, least=self.least, most=self.most, step=self.step)
        found = []
        for part in filter(None, re.split(r"[\s;,]+", text)):
            try:
                found.append(one.check(_number(part)))
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

    kind = "choice"
    hint = ""

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


@dataclass(frozen=True)
class Words:
    """Words of the reader's own; the example is an answer to compare them with."""

    label: str
    example: str = ""
    hint: str = ""
    lines: int = 2

    kind = "words"
    optional = True

    @property
    def words(self) -> str:
        """The label."""
        return self.label

    @property
    def says(self) -> dict[str, str]:
        """Nothing: a blank is an answer too."""
        return {}

    def given(self) -> str:
        """The example."""
        return self.example

    def read(self, raw: Raw) -> str:
        """What was written, without what surrounds it."""
        return str(raw).strip()

    def part(self) -> dict[str, Any]:
        """Nothing more than name and kind."""
        return {}


Field = Number | Numbers | Choice | Several | Words


def _told(value: float) -> str:
    """A number as a reader would write it: 1,200; 0.35; a true minus sign."""
    return f"{value:,.10g}".replace("-", "\N{MINUS SIGN}")
