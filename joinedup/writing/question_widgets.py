"""How is a question answered in Jupyter, where no script of the book runs? By widgets."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import ipywidgets


def answering(asked: Sequence[tuple[str, Sequence[tuple[str, str, bool]]]]) -> dict[str, Any]:
    """Questions as live widgets: what Jupyter needs to show `widgets_of` the same.

    asked: each question's words and its options as (words, feedback, whether it is right), in the order
    in which they are shown. A notebook that is not running shows what stands beside this in its output.
    """
    shown = widgets_of(asked)._repr_mimebundle_()
    return dict(shown[0] if isinstance(shown, tuple) else shown)


def widgets_of(asked: Sequence[tuple[str, Sequence[tuple[str, str, bool]]]]) -> ipywidgets.VBox:
    """A box of questions, each with its options, a button and a place for its feedback; then the score."""
    boxes = [_one(words, options) for words, options in asked]
    score = ipywidgets.HTML()
    firsts: dict[int, bool] = {}

    def tell(number: int, right: bool) -> None:
        firsts.setdefault(number, right)
        right_first = sum(firsts.values())
        told = f"{len(firsts)} of {len(boxes)} answered, {right_first} right at first try."
        score.value = f"<p>{told}</p>"

    for number, (_, button, chosen, place, options) in enumerate(boxes):

        def answer(
            _: object,
            number: int = number,
            chosen: ipywidgets.RadioButtons = chosen,
            place: ipywidgets.HTML = place,
            options: Sequence[tuple[str, str, bool]] = options,
        ) -> None:
            if chosen.index is None:
                place.value = "<p>Choose an answer first.</p>"
                return
            _, feedback, right = options[chosen.index]
            place.value = (
                f"<p><b>{'Right.' if right else 'Not quite.'}</b> {html.escape(feedback)}</p>"
            )
            tell(number, right)

        button.on_click(answer)
    return ipywidgets.VBox([*(box for box, *_ in boxes), score])


def _one(words: str, options: Sequence[tuple[str, str, bool]]) -> tuple[Any, ...]:
    chosen = ipywidgets.RadioButtons(
        options=[text for text, _, _ in options],
        index=None,
        layout={"width": "max-content", "max_width": "100%"},
    )
    button = ipywidgets.Button(description="Check my answer")
    place = ipywidgets.HTML()
    head = ipywidgets.HTML(f"<p><b>{html.escape(words)}</b></p>")
    return ipywidgets.VBox([head, chosen, button, place]), button, chosen, place, options
