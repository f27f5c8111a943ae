"""What does nbconvert show of a chart? A still picture, drawn here: its pages have no way to draw one.

nbconvert loads this by itself where the book is installed (`for-jupyter/`).
"""

from __future__ import annotations

from typing import Any

import vl_convert
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode

from joinedup.notebooks.running import CHART, WIDGET_VIEW

VEGA_LITE = "5.20"


class DrawStills(Preprocessor):
    """Puts an SVG beside each chart, in place of a widget whose kernel will have ended."""

    enabled = True

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Draw the charts among one cell's outputs."""
        for output in cell.get("outputs", []):
            bundle = output.get("data", {})
            if CHART in bundle:
                bundle.pop(WIDGET_VIEW, None)
                bundle["image/svg+xml"] = vl_convert.vegalite_to_svg(
                    bundle[CHART], vl_version=VEGA_LITE
                )
        return cell, resources
