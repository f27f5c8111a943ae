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

# The sentence of each twin as a drawing of its own, compiled to Vega once for many settings, and its
# twin, so that no other can take its id.
_compiled: dict[int, tuple[BookChart, dict[str, Any]]] = {}


def said(twin: BookChart, **settings: Any) -> str:
    """The sentence that the twin's own expressions write for these settings of its controls."""
    if id(twin) not in _compiled:
        _compiled[id(twin)] = (twin, _sentence_alone(twin))
    spec = copy.deepcopy(_compiled[id(twin)][1])
    for signal in spec["signals"]:
        if signal["name"] in settings:
            signal["value"] = settings[signal["name"]]
    drawn = vl_convert.vega_to_svg(spec)
    return html.unescape(re.sub(r"<[^>]+>", "", re.search(r"<text.*?</text>", drawn, re.DOTALL)[0]))


def _sentence_alone(twin: BookChart) -> dict[str, Any]:
    spec = twin.spec()
    alone = {
        "$schema": spec["$schema"],
        "params": spec["params"],
        "data": {"values": [{}]},
        "mark": {"type": "text", "limit": 0},
        "encoding": {"text": {"value": {"expr": "readout"}}},
    }
    return vl_convert.vegalite_to_vega(alone, vl_version="6.4")


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
