"""How can a reader change an assumption? Live controls in Jupyter; on the page, a twin computing the same.

The twin is a chart whose Vega parameters have the names of the controls and whose parameter `readout`
writes the same sentence as the Python function. `explore` refuses a twin that disagrees at the start,
and the browser tests compare the two over many settings.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping

import ipywidgets
import vl_convert
from IPython.display import display

from joinedup.charts import BookChart
from joinedup.charts.controls import Control, Slider

Respond = Callable[..., str]
VEGA_LITE = "5.20"


def explore(respond: Respond, *, twin: BookChart, controls: Mapping[str, Control]) -> None:
    """Show live controls in Jupyter and, on the page and on paper, the twin.

    `respond(**values)` returns the sentence for one setting of the controls; the drawing is the twin's
    own, with its parameters set to those values. Raises ValueError when the twin lacks a control's
    parameter, or its sentence at the start differs from the Python function's.
    """
    sentence = respond(**{name: control.start for name, control in controls.items()})
    if twin.readout != sentence:
        raise ValueError(
            f"the page's twin would start with {twin.readout!r}, the live controls with {sentence!r}"
        )
    spec = twin.spec(title=True)
    params = {param["name"]: param for param in spec.get("params", [])}
    if missing := (set(controls) | {"readout"}) - set(params):
        raise ValueError(f"the page's twin has no parameter for {sorted(missing)}")
    widgets = {name: control.widget() for name, control in controls.items()}
    parts: list[ipywidgets.Widget] = []
    for name, control in controls.items():
        if not control.more:
            parts.append(widgets[name])
        if isinstance(control, Slider) and control.again:
            parts.append(_again(control, widgets[name]))
    if folded := [widgets[name] for name, control in controls.items() if control.more]:
        fold = ipywidgets.Accordion([ipywidgets.VBox(folded)], titles=("More settings",))
        fold.selected_index = None
        parts.append(fold)
    words, picture = ipywidgets.HTML(), ipywidgets.HTML()

    def answer(_: object = None) -> None:
        values = {name: widget.value for name, widget in widgets.items()}
        words.value = (
            f"<p><b>{html.escape(respond(**values))}</b></p>"  # at once: drawing takes longer
        )
        for name, value in values.items():
            params[name]["value"] = value
        picture.value = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)

    for widget in widgets.values():
        widget.observe(answer, "value")
    answer()
    box = ipywidgets.VBox([*parts, words, picture])
    box.add_class("explore")
    bundle = dict(twin._repr_mimebundle_())
    made = box._repr_mimebundle_()
    bundle.update(made[0] if isinstance(made, tuple) else made)
    bundle["text/plain"] = f"{twin.headline}\n{sentence}"
    display(bundle, raw=True)
    twin.caption()


def _again(slider: Slider, widget: ipywidgets.Widget) -> ipywidgets.Button:
    """A button that moves a slider on by a step, and from its end to its beginning."""
    button = ipywidgets.Button(description=slider.again)

    def on(_: object) -> None:
        following = widget.value + widget.step
        widget.value = following if following <= widget.max else widget.min

    button.on_click(on)
    return button
