"""Which exercises does the book hold, and what may a reader type into each? Read from the stored pages.

An exercise is rebuilt from what its page carries, so that Python answers exactly what the page is asked.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from joinedup.notebooks.running import find
from joinedup.writing import fields
from joinedup.writing.exercises import Exercise
from joinedup.writing.fields import Field, Raw
from tests.browser import ROOT

_SPEC = re.compile(r'data-exercise="([^"]*)"')
BAD = [
    "",
    "  ",
    "abc",
    "1e5",
    "--3",
    "1.2.3",
    "£",
    "999999999999999",
    "-999999999999",
    "0.123",
    "1,2000",
    "12m",
    "£1.5m",
    "640k",
    "12%",
    "2.3 thousand",
    "4,210 4,380 4,405 4,600 4,590",
    "120,125,130",
]
HOLLOW = ["TBC", "don't know", "none", "n/a", " ? ", "Tbc by the board"]


def pages() -> list[Path]:
    """The notebooks that hold an exercise."""
    return [path for path in find(ROOT) if "data-exercise=" in path.read_text("utf-8")]


def specs(path: Path) -> list[dict[str, Any]]:
    """What the page of one notebook carries of each of its exercises."""
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            text = output.get("data", {}).get("text/html", "")
            found += [
                json.loads(html.unescape(spec), parse_int=float) for spec in _SPEC.findall(text)
            ]
    return found


def rebuilt(spec: dict[str, Any]) -> Exercise:
    """The exercise that a page's specification describes."""
    inputs = {field["name"]: _field(field) for field in spec["inputs"]}
    parts = ("given", "work", "rules", "answer")
    return Exercise(
        name=spec["name"], title="", ask="", inputs=inputs, compare="", basis="", heading=3,
        **{part: spec[part] for part in parts},
    )  # fmt: skip


def _field(field: dict[str, Any]) -> Field:
    label, kind = field["label"], field["kind"]
    unit = {0: "per cent", 1: "£", 1e3: "£ thousand", 1e6: "£ million"}[field.get("scale", 0)]
    ends = {name: field[name] for name in ("least", "most") if name in field}
    if "whole" in field:
        ends["step"] = 1 if field["whole"] else 0.1
    match kind:
        case "number":
            return fields.Number(label, unit, optional=field["optional"], **ends)
        case "numbers":
            few, many = int(field["fewest"]), int(field["longest"])
            return fields.Numbers(label, unit, fewest=few, longest=many, **ends)
        case "choice":
            return fields.Choice(label, field["options"], optional=field["optional"])
        case "several":
            return fields.Several(label, field["options"])
    return fields.Words(label, answers="hollow" in field)


def settings(spec: dict[str, Any], number: int) -> Iterator[dict[str, Raw]]:
    """The example, every input at its least, every one at its most, and a number drawn at random."""
    draw = random.Random(spec["name"])
    yield spec["example"]
    for end in (0.0, 1.0):
        yield {field["name"]: _typed(field, end, draw) for field in spec["inputs"]}
    for _ in range(number):
        typed = {field["name"]: _typed(field, draw.random(), draw) for field in spec["inputs"]}
        # Near the example is where readers are, and where its sentences branch.
        yield (
            typed
            if draw.random() < 0.5
            else {
                name: value if draw.random() < 0.5 else spec["example"][name]
                for name, value in typed.items()
            }
        )


def spoilt(spec: dict[str, Any]) -> Iterator[dict[str, Raw]]:
    """The example with one input at a time typed wrongly."""
    for field in spec["inputs"]:
        if field["kind"] not in ("several", "words"):
            yield from ({**spec["example"], field["name"]: bad} for bad in BAD)


def _typed(field: dict[str, Any], place: float, draw: random.Random) -> Raw:
    """What a reader might type: `place` is how far from the least to the most, 0 to 1."""
    match field["kind"]:
        case "number":
            if field["optional"] and draw.random() < 0.2:
                return ""
            return _between(field, place)
        case "numbers":
            fewest = int(field["fewest"])
            count = fewest + round(place * (min(field["longest"], 12) - fewest))
            near = [_between(field, draw.random() * draw.choice((1, 0.01))) for _ in range(count)]
            return " ".join(near) if 0 < place < 1 else " ".join([_between(field, place)] * count)
        case "choice":
            return field["options"][
                min(int(place * len(field["options"])), len(field["options"]) - 1)
            ]
        case "several":
            return [option for option in field["options"] if draw.random() < place]
    return draw.choice(["", "some words", "  ", *HOLLOW])


def _between(field: dict[str, Any], place: float) -> str:
    """A number of the field's range. A range over thousands is drawn evenly in its logarithm."""
    low, high = field["least"], field["most"]
    if low >= 0 and high > 1000 and 0 < place < 1:
        value = max(low, 0.1) * (high / max(low, 0.1)) ** place
    else:
        value = low + place * (high - low)
    return f"{round(value) if field['whole'] else round(value, 2):.10g}"
