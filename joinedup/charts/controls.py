"""How does a reader's choice reach a chart? As a Vega parameter bound to a native input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import ipywidgets


@dataclass(frozen=True)
class Slider:
    """A number from `low` to `high` in steps, with a label a reader understands.

    more: whether it stands under "More settings", because few readers need it. again: the words of a
    button beside it that moves it on by a step, and from its end to its beginning.
    """

    label: str
    low: float
    high: float
    step: float
    start: float
    more: bool = False
    again: str = ""

    def widget(self) -> ipywidgets.Widget:
        """The control as Jupyter shows it; whole steps give whole numbers."""
        whole = all(
            float(part).is_integer() for part in (self.low, self.high, self.step, self.start)
        )
        kind = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
        cast = int if whole else float
        return kind(
            value=cast(self.start),
            min=cast(self.low),
            max=cast(self.high),
            step=cast(self.step),
            description=self.label,
            style={"description_width": "initial"},
            layout={"width": "32rem", "max_width": "100%"},
        )

    def binding(self) -> alt.BindRange:
        """The same control as the page shows it (a Vega input binding)."""
        return alt.binding_range(min=self.low, max=self.high, step=self.step, name=f"{self.label} ")


@dataclass(frozen=True)
class Choice:
    """One of several named options; `more` as for a `Slider`."""

    label: str
    options: tuple[str, ...]
    start: str
    more: bool = False
    again: str = ""

    def widget(self) -> ipywidgets.Widget:
        """The control as Jupyter shows it."""
        return ipywidgets.Dropdown(
            options=list(self.options),
            value=self.start,
            description=self.label,
            style={"description_width": "initial"},
            layout={"width": "32rem", "max_width": "100%"},
        )

    def binding(self) -> alt.BindRadioSelect:
        """The same control as the page shows it (a Vega input binding)."""
        return alt.binding_select(options=list(self.options), name=f"{self.label} ")


Control = Slider | Choice


def select(
    name: str,
    words: str,
    options: Sequence[str] | Sequence[int] | Mapping[str, str] | Mapping[int, str],
    start: str | int | None = None,
) -> alt.Parameter:
    """A list for a parameter of the page; the first option is chosen unless `start` is another.

    words: what stands before the list; options: the values, or the words for each value.
    """
    values = list(options)
    labels = list(options.values()) if isinstance(options, Mapping) else alt.Undefined
    return alt.param(
        name=name,
        value=values[0] if start is None else start,
        bind=alt.binding_select(options=values, labels=labels, name=f"{words} "),
    )


def bound(controls: Mapping[str, Control]) -> list[alt.Parameter]:
    """The controls of an exploration as parameters of the page, each where it starts."""
    return [
        alt.param(name=name, value=control.start, bind=control.binding())
        for name, control in controls.items()
    ]


def choose_prices(*offered: tuple[str, str]) -> alt.Parameter:
    """A list named `prices` for the page: (value, words) for each choice, the first one chosen."""
    return select("prices", "Show the money", dict(offered))


def radio(name: str, options: Sequence[str], words: str) -> alt.Parameter:
    """Buttons for a parameter of a page's chart, the first one chosen."""
    return alt.param(
        name=name,
        value=options[0],
        bind=alt.binding_radio(options=list(options), name=f"{words} "),
    )
