"""How do numbers get into sentences? Computed from the evidence, each linked to its row in data/."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields

from IPython.display import display

from joinedup.evidence import data
from joinedup.evidence.citations import (
    TABLES,
    link,
    publisher_and_year,
    short_citation,
    use_sources,
    used,
)
from joinedup.evidence.numbers import format_amount
from joinedup.evidence.periods import say_periods
from joinedup.evidence.scenes import places_read
from joinedup.evidence.text import as_markdown

_UNTOLD = "Its title tells what followed"


@dataclass(frozen=True)
class Figure:
    """One row of figures.csv, ready to be put in a sentence.

    In an f-string it prints as a link to its source. `f"{figure('b001')}"` prints the value with its
    sign; `:size` drops the sign (for "fell by ..."); `:+` always shows it; `:range` prints low to high and
    `:sizes` the same without signs, the smaller first.
    """

    figure_id: str
    value: float
    low: float
    high: float
    unit: str
    period: str
    place: str
    status: str
    source_id: str

    def words(self, style: str = "") -> str:
        """The value in one of these styles, without its link. Raises ValueError for another style."""
        if style == "range":
            words = f"{format_amount(self.low, self.unit)} to {format_amount(self.high, self.unit)}"
        elif style == "sizes":
            smaller, larger = sorted((abs(self.low), abs(self.high)))
            words = f"{format_amount(smaller, self.unit)} to {format_amount(larger, self.unit)}"
        elif style == "size":
            words = format_amount(abs(self.value), self.unit)
        elif style in ("", "+"):
            words = format_amount(self.value, self.unit)
            if style == "+" and self.value > 0:
                words = f"+{words}"
        else:
            raise ValueError(f"unknown style {style!r} for a figure: use size, +, range or sizes")
        return words

    def __format__(self, style: str) -> str:
        words = self.words(style)
        use_sources((self.source_id,))
        return link(words, "figures", self.figure_id)


def figure(figure_id: str) -> Figure:
    """The figure with this id. Raises KeyError naming the id when data/figures.csv has no such row."""
    row = data.row("figures", figure_id)
    named = ("value", "low", "high", "unit", "period", "place", "status", "source_id")
    return Figure(figure_id=figure_id, **{name: row[name] for name in named})


@dataclass(frozen=True)
class Scene:
    """One row of scenes.csv, ready to be told: each field but the last is a column.

    In an f-string `f"{scene('ts1')}"` prints the person's name, or the words given, as a link to the
    scene. `:phrase` prints the exact phrase in quotation marks and `:note` a bare "(Hansard, 1973)",
    both as links; `:date` (in words), `:place` and `:role` print plain words. Whichever is used, the
    sources that the scene was read in are noted for the chapter's list.
    """

    scene_id: str
    chapter: str
    person: str
    role: str
    others: str
    place: str
    date: str
    what_happened: str
    exact_phrase: str
    phrase_by: str
    phrase_source_id: str
    expected: str
    outcome_known: str
    source_id: str
    locator: str
    other_sources: str
    status: str
    figure_ids: str
    caution: str
    opening: str
    checked: str
    words: str = ""

    def __format__(self, style: str) -> str:
        """Raises ValueError for a style it lacks, and for `phrase` where none may be quoted."""
        if style == "phrase" and not self.exact_phrase:
            raise ValueError(f"scene {self.scene_id} has no exact phrase: report it in other words")
        plain = {"date": say_periods(self.date), "place": self.place, "role": self.role}
        linked = {
            "": self.words or self.person,
            "phrase": f"“{self.exact_phrase}”",
            "note": f"({_short_publisher(self.source_id)})",
        }
        if style not in plain | linked:
            styles = ", ".join(filter(None, plain | linked))
            raise ValueError(f"unknown style {style!r} for a scene: use {styles}")
        use_sources(tuple(places_read(self.source_id, self.locator, self.other_sources)))
        if style in plain:
            return as_markdown(plain[style])
        return link(linked[style], "scenes", self.scene_id)


def scene(scene_id: str, words: str = "") -> Scene:
    """The scene with this id; `words` are linked to it in place of the person's name.

    Raises KeyError naming the id when data/scenes.csv has no such row.
    """
    row = data.row("scenes", scene_id)
    named = (field.name for field in fields(Scene) if field.name not in ("scene_id", "words"))
    return Scene(scene_id=scene_id, words=words, **{name: row[name] for name in named})


def _short_publisher(source_id: str) -> str:
    """ "Hansard, 1973": the name in brackets, where the publisher has one."""
    publisher, year = publisher_and_year(source_id)
    short = re.search(r"\(([^()]+)\)$", publisher)
    return f"{short[1] if short else publisher}, {year}"


def source(source_id: str, words: str = "") -> str:
    """A link to a source, as "Publisher, year" unless other words are given.

    Raises KeyError naming the id when data/sources.csv has no such row.
    """
    data.row("sources", source_id)
    use_sources((source_id,))
    return link(words or short_citation(source_id), "sources", source_id)


def initiative(initiative_id: str, words: str = "") -> str:
    """A link to an initiative's own page, by its short name unless other words are given."""
    row = data.row("initiatives", initiative_id)
    return link(words or row["short_name"], "initiatives", initiative_id)


def say(text: str) -> None:
    """Show a paragraph (or list, or table) of Markdown in which the numbers were computed."""
    text = text.strip()
    display({"text/markdown": text, "text/plain": text}, raw=True)


def sources(untitled: Collection[str] = ()) -> None:
    """List every source that the numbers, links and charts above came from.

    untitled: sources whose titles tell what followed, on a page that keeps it back; a reader may open them.
    Raises ValueError for one that the page does not use.
    """
    if unused := sorted(set(untitled) - set(used)):
        raise ValueError(f"sources left without their titles are not used: {', '.join(unused)}")
    table = data.load().sources
    lines = []
    for source_id in sorted(used, key=lambda key: (short_citation(key), key)):
        if source_id in TABLES:
            table_named = short_citation(source_id)
            lines.append(f"- {as_markdown(table_named[0].upper() + table_named[1:])}.")
            continue
        row = table.loc[source_id]
        citation = link(short_citation(source_id), "sources", source_id)
        title = f"*{as_markdown(str(row['title']))}*" if source_id not in untitled else _UNTOLD
        lines.append(f"- {citation}. {title}.")
    say("\n".join(lines))
