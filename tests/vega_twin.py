"""What does the page's twin of a live exploration say at a setting? Asked of Vega, without a browser."""

from __future__ import annotations

import copy
import html
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import vl_convert

from joinedup.charts import BookChart
from joinedup.charts.controls import Control, Slider


def said(twin: BookChart, **settings: Any) -> str:
    """The sentence that the twin's own expressions write for these settings of its controls."""
    spec = twin.spec()
    params = copy.deepcopy(spec["params"])
    for param in params:
        if param["name"] in settings:
            param["value"] = settings[param["name"]]
    alone = {
        "$schema": spec["$schema"],
        "params": params,
        "data": {"values": [{}]},
        "mark": {"type": "text", "limit": 0},
        "encoding": {"text": {"value": {"expr": "readout"}}},
    }
    drawn = vl_convert.vegalite_to_svg(alone, vl_version="6.4")
    return html.unescape(re.sub(r"<[^>]+>", "", re.search(r"<text.*?</text>", drawn, re.DOTALL)[0]))


def settings(controls: Mapping[str, Control], number: int, seed: int) -> Iterator[dict[str, Any]]:
    """Every control at its lowest, every one at its highest, and `number` settings drawn at random."""
    stops = {name: _stops(control) for name, control in controls.items()}
    yield {name: stop[0] for name, stop in stops.items()}
    yield {name: stop[-1] for name, stop in stops.items()}
    draw = random.Random(seed)
    for _ in range(number):
        yield {name: draw.choice(stop) for name, stop in stops.items()}


def _stops(control: Control) -> Sequence[Any]:
    """Everything that a control can be set to, in its order."""
    if not isinstance(control, Slider):
        return control.options
    number = round((control.high - control.low) / control.step)
    return [round(control.low + control.step * place, 6) for place in range(number + 1)]
