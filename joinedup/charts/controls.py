"""How does a reader's choice reach a chart? As a Vega parameter bound to a native input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:  # joinedup.explorations imports the charts
    from joinedup.explorations import Control


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
