"""Are small charts drawn where their numbers say, and refused without the words of the contract?"""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest

from joinedup.charts.stills import (
    FOOT,
    LEFT,
    RIGHT,
    TOP,
    Mark,
    Plot,
    Still,
    nice_ticks,
    swatch_as_svg,
)


def attributes(part: str) -> dict[str, str]:
    return dict(re.findall(r'([\w-]+)="([^"]*)"', part))


def test_places_across_are_shares_of_the_width_and_places_down_are_pixels() -> None:
    plot = Plot((0, 10), (0, 50), 200)
    assert (plot.x(0), plot.x(10)) == (LEFT, RIGHT)
    assert plot.x(5) == (LEFT + RIGHT) / 2
    assert (plot.y(50), plot.y(0)) == (TOP, TOP + 200)
    assert plot.height == 200 + TOP + FOOT


def test_a_column_is_as_long_as_its_value() -> None:
    plot = Plot((0, 10), (0, 50), 200)
    plot.column(5, 1, 0, 25, "#12436D")
    drawn = attributes(plot.drawing)
    assert (drawn["y"], drawn["height"]) == (f"{TOP + 100}", "100")
    assert drawn["width"] == f"{(RIGHT - LEFT) / 10:g}%"
    plot.column(5, 1, 3, 3, "#12436D")
    assert plot.drawing.count("<rect") == 1  # nothing is drawn for nothing


def test_a_dot_stands_at_its_value_and_a_ring_is_open() -> None:
    plot = Plot((0, 10), (0, 50), 200)
    plot.dot(10, 50, 6, "#12436D")
    plot.dot(0, 0, 4, "#3D3D3D", ring=True)
    dot, ring = (attributes(part) for part in re.findall("<circle[^>]*>", plot.drawing))
    assert (dot["cx"], dot["cy"], dot["fill"]) == (f"{RIGHT:g}%", f"{TOP}", "#12436D")
    assert (ring["cx"], ring["cy"], ring["fill"]) == (f"{LEFT:g}%", f"{TOP + 200}", "none")


def test_a_line_breaks_where_a_value_is_missing() -> None:
    plot = Plot((0, 4), (0, 10), 100)
    plot.line([(0, 0), (1, 10), (2, math.nan), (3, 5), (4, 5)], "#12436D")
    path = attributes(plot.drawing.split("<path")[1])["d"]
    assert path == "M0 112L250 12M750 62L1000 62"
    assert 'preserveAspectRatio="none"' in plot.drawing


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (14.9, [0, 5, 10, 15]),
        (1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (1418, [0, 500, 1000, 1500]),
        (46.2, [0, 10, 20, 30, 40, 50]),
        (0.03, [0, 0.01, 0.02, 0.03]),
    ],
)
def test_ticks_are_round_start_at_nothing_and_hold_the_highest(
    top: float, ticks: list[float]
) -> None:
    assert nice_ticks(top) == pytest.approx(ticks)


@pytest.mark.parametrize("top", [0, -1, math.nan])
def test_a_scale_of_nothing_is_refused(top: float) -> None:
    with pytest.raises(ValueError, match="needs a value above it"):
        nice_ticks(top)


def test_a_scale_that_does_not_rise_is_refused() -> None:
    with pytest.raises(ValueError, match="a scale must rise"):
        Plot((1, 1), (0, 2), 100)


def still(**changed: object) -> Still:
    parts: dict[str, object] = {
        "drawing": "<circle/>",
        "height": 100,
        "key": (),
        "headline": "Delays were lower in four of ten months",
        "subtitle": "Days a month",
        "description": "A line that falls.",
        "source_ids": ("nhse_dtoc_monthly",),
        "note": "Counted by the council responsible.",
        "table": pd.DataFrame({"Month": ["May 2017"], "Days": [3]}),
    }
    return Still(**{**parts, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"headline": "word " * 16}, "headline must have 1 to 15 words, not 16"),
        ({"subtitle": " "}, "subtitle must not be blank"),
        ({"note": ""}, "note must not be blank"),
        ({"description": "A chart of delays."}, "say what a reader would see"),
        ({"source_ids": ()}, "name at least one source"),
        ({"table": pd.DataFrame()}, "table must not be empty"),
    ],
)
def test_a_still_keeps_the_contract_of_every_chart(changed: dict[str, object], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        still(**changed)


def test_a_still_is_one_picture_with_a_name_and_text_is_text() -> None:
    drawn = still().svg('Days in "A & B" <b>')
    assert 'role="img"' in drawn
    assert 'aria-label="Days in &quot;A &amp; B&quot; &lt;b&gt;"' in drawn
    plot = Plot((0, 1), (0, 1), 10)
    plot.words("<script>", 10, 10)
    assert "&lt;script&gt;" in plot.drawing


def test_marks_of_a_key_differ_by_shape_and_not_only_by_colour() -> None:
    shapes = ("square", "dot", "ring", "line", "dashes", "tick")
    assert len({swatch_as_svg(Mark(shape, "#12436D", "")) for shape in shapes}) == len(shapes)  # type: ignore[arg-type]
