"""Which words does a chart draw at a setting of its controls? Asked of Vega, without a browser."""

from __future__ import annotations

import copy
import html
import re
from typing import Any

import vl_convert

from joinedup.charts import BookChart


def svg(chart: BookChart, **settings: Any) -> str:
    """The chart as drawn for these values of its parameters. Raises StopIteration for a wrong name."""
    spec = copy.deepcopy(chart.spec())
    for name, value in settings.items():
        next(param for param in spec["params"] if param["name"] == name)["value"] = value
    return vl_convert.vegalite_to_svg(spec, vl_version="6.4")


def words(chart: BookChart, **settings: Any) -> list[str]:
    """Every text in the drawing, in the order drawn, lines of one text joined by a space."""
    texts = re.findall(r"<text.*?</text>", svg(chart, **settings), re.DOTALL)
    joined = [text.replace("</tspan><tspan", "</tspan> <tspan") for text in texts]
    return [html.unescape(re.sub(r"<[^>]+>", "", text)) for text in joined]
