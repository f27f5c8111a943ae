"""How is one small chart drawn for each of many places? As SVG that flexes, with the book's contract.

Hundreds of charts of one form would take minutes to draw by way of Vega, and a live copy would gain
nothing: these are drawn here, in microseconds. A plot is as wide as its page: places across are given in
per cent and places down in pixels, so that words keep their size on a phone. Lines run through a box of
their own that stretches, as SVG's paths know no per cent.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from joinedup.charts.book_chart import keep_to_the_contract
from joinedup.charts.theme import CHARCOAL, FONT, FONT_SIZE, GREY, RULE, SHADE, WHITE

LEFT, RIGHT = 12.0, 97.0  # the plot's sides, per cent of the width
TOP, FOOT = 12, 26  # above the plot and, for the axis beneath it, below: pixels
_BOX = 1000  # how many units wide a box is that stretches

Swatch = Literal["square", "dot", "ring", "line", "dashes", "tick"]


@dataclass(frozen=True)
class Mark:
    """A line of the key: what a mark looks like and what it stands for."""

    swatch: Swatch
    colour: str
    words: str


@dataclass(frozen=True, eq=False)
class Still:
    """A drawing and the words, sources and table that are published with it.

    Raises ValueError, naming the rule, when any part breaks the book's chart contract.
    """

    drawing: str  # inner SVG, from a Plot
    height: int
    key: tuple[Mark, ...]
    headline: str
    subtitle: str
    description: str
    source_ids: tuple[str, ...]
    note: str
    table: pd.DataFrame

    def __post_init__(self) -> None:
        keep_to_the_contract(self)

    def svg(self, label: str) -> str:
        """The picture as SVG, said as `label` to those who do not see it."""
        return (
            f'<svg class="still" role="img" aria-label="{html.escape(label)}" width="100%" '
            f'height="{self.height}" font-family="{FONT}" font-size="{FONT_SIZE}" '
            f'fill="{CHARCOAL}">{self.drawing}</svg>'
        )

    def on_paper(self, width: int) -> str:
        """The picture as a file of its own, so many pixels wide, its words in the paper's own type."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{self.height}" '
            f'viewBox="0 0 {width} {self.height}" font-size="{FONT_SIZE}" fill="{CHARCOAL}">'
            f"{self.drawing}</svg>"
        )


class Plot:
    """A plot under way: its scales, and what has been drawn so far.

    across and up: the ends of the scales. height: of the plot itself, in pixels. Raises ValueError for a
    scale without room.
    """

    def __init__(self, across: tuple[float, float], up: tuple[float, float], height: int) -> None:
        if across[0] >= across[1] or up[0] >= up[1]:
            raise ValueError(f"a scale must rise: across {across}, up {up}")
        self._across, self._up, self._height = across, up, height
        self.parts: list[str] = []

    @property
    def height(self) -> int:
        """With the room above it and for the axis beneath it."""
        return self._height + TOP + FOOT

    @property
    def drawing(self) -> str:
        return "".join(self.parts)

    def x(self, value: float) -> float:
        """A place across, per cent of the whole width."""
        share = (value - self._across[0]) / (self._across[1] - self._across[0])
        return LEFT + (RIGHT - LEFT) * share

    def y(self, value: float) -> float:
        """A place down, in pixels."""
        share = (value - self._up[0]) / (self._up[1] - self._up[0])
        return TOP + self._height * (1 - share)

    def rules(self, ticks: Sequence[float]) -> None:
        """Level lines, each with its value at the left; numbers of thousands with a comma."""
        for tick in ticks:
            down = _px(self.y(tick))
            self.parts.append(
                f'<line x1="{LEFT:g}%" x2="{RIGHT:g}%" y1="{down}" y2="{down}" stroke="{RULE}"/>'
            )
            self.words(f"{tick:,g}", LEFT - 1.2, self.y(tick) + 4.5, anchor="end")

    def marks_below(self, ticks: Sequence[tuple[float, str]]) -> None:
        """The axis beneath the plot: (value, words)."""
        down = TOP + self._height
        self.parts.append(
            f'<line x1="{LEFT:g}%" x2="{RIGHT:g}%" y1="{down}" y2="{down}" stroke="{GREY}"/>'
        )
        for value, words in ticks:
            self.words(words, self.x(value), down + 18, anchor="middle")

    def words(
        self,
        words: str,
        across: float,
        down: float,
        *,
        anchor: Literal["start", "middle", "end"] = "start",
        colour: str = "",
    ) -> None:
        """Words at a place: per cent across, pixels down. They have a white edge, to be read on marks."""
        ink = f' fill="{colour}"' if colour else ""
        held = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.parts.append(
            f'<text x="{_pc(across)}" y="{_px(down)}"{held}{ink} paint-order="stroke" '
            f'stroke="{WHITE}" stroke-width="3">{html.escape(words)}</text>'
        )

    def column(self, centre: float, width: float, low: float, high: float, colour: str) -> None:
        """A column from one level to another; width in units of the scale across."""
        if high <= low:
            return
        wide = self.x(centre + width / 2) - self.x(centre - width / 2)
        self.parts.append(
            f'<rect x="{_pc(self.x(centre - width / 2))}" width="{_pc(wide)}" '
            f'y="{_px(self.y(high))}" height="{_px(self.y(low) - self.y(high))}" fill="{colour}"/>'
        )

    def band(self, first: float, last: float, low: float, high: float, colour: str = SHADE) -> None:
        """An area behind the data."""
        self.column((first + last) / 2, last - first, low, high, colour)

    def level(self, value: float, first: float, last: float, colour: str, dashes: str = "") -> None:
        """A straight level line between two places across."""
        down = _px(self.y(value))
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<line x1="{_pc(self.x(first))}" x2="{_pc(self.x(last))}" y1="{down}" y2="{down}" '
            f'stroke="{colour}" stroke-width="2"{dashed}/>'
        )

    def tick(self, value: float, row: float, reach: float, colour: str) -> None:
        """An upright stroke at a value, about a row."""
        across = _pc(self.x(value))
        self.parts.append(
            f'<line x1="{across}" x2="{across}" y1="{_px(self.y(row + reach))}" '
            f'y2="{_px(self.y(row - reach))}" stroke="{colour}" stroke-width="2"/>'
        )

    def dot(
        self, value: float, row: float, radius: float, colour: str, *, ring: bool = False
    ) -> None:
        """A dot, or a ring where `ring`."""
        ink = f'fill="none" stroke="{colour}" stroke-width="1.5"' if ring else f'fill="{colour}"'
        self.parts.append(
            f'<circle cx="{_pc(self.x(value))}" cy="{_px(self.y(row))}" r="{radius:g}" {ink}/>'
        )

    def dots(self, places: Sequence[tuple[float, float]], radius: float, colour: str) -> None:
        """Many dots alike."""
        drawn = "".join(
            f'<circle cx="{_pc(self.x(value))}" cy="{_px(self.y(row))}" r="{radius:g}"/>'
            for value, row in places
        )
        self.parts.append(f'<g fill="{colour}">{drawn}</g>')

    def line(
        self,
        places: Sequence[tuple[float, float]],
        colour: str,
        *,
        width: float = 2,
        dashes: str = "",
    ) -> None:
        """A line through places; one without a value is a gap in it."""
        span = self._across[1] - self._across[0]
        steps, pen = [], "M"
        for value, height in places:
            if height != height:
                pen = "M"
                continue
            along = (value - self._across[0]) / span * _BOX
            steps.append(f"{pen}{along:.0f} {_px(self.y(height))}")
            pen = "L"
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<svg aria-hidden="true" x="{LEFT:g}%" width="{RIGHT - LEFT:g}%" height="{self.height}" '
            f'viewBox="0 0 {_BOX} {self.height}" preserveAspectRatio="none">'
            f'<path d="{"".join(steps)}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed} '
            'vector-effect="non-scaling-stroke"/></svg>'
        )


def nice_ticks(top: float, most: int = 5) -> list[float]:
    """Round values from 0 to the first at or above `top`, at most so many steps.

    Raises ValueError where there is nothing to measure.
    """
    if not top > 0:
        raise ValueError(f"a scale from 0 needs a value above it, not {top}")
    power = 10.0 ** np.floor(np.log10(top / most))
    step = next(power * size for size in (1, 2, 2.5, 5, 10, 20) if power * size * most >= top)
    return [float(round(step * count, 10)) for count in range(int(np.ceil(top / step - 1e-9)) + 1)]


def swatch_as_svg(mark: Mark) -> str:
    """A line of a key: what the mark looks like, out of a screen reader's way."""
    ink = html.escape(mark.colour)
    shapes = {
        "square": f'<rect x="1" y="2" width="12" height="12" fill="{ink}"/>',
        "dot": f'<circle cx="7" cy="8" r="6" fill="{ink}"/>',
        "ring": f'<circle cx="7" cy="8" r="5" fill="none" stroke="{ink}" stroke-width="1.5"/>',
        "line": f'<line x2="16" y1="8" y2="8" stroke="{ink}" stroke-width="2"/>',
        "dashes": f'<line x2="16" y1="8" y2="8" stroke="{ink}" stroke-width="2" '
        'stroke-dasharray="5 3"/>',
        "tick": f'<line x1="7" x2="7" y1="1" y2="15" stroke="{ink}" stroke-width="2"/>',
    }
    return f'<svg width="16" height="16" aria-hidden="true">{shapes[mark.swatch]}</svg>'


def _pc(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


def _px(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
