"""Do exercises and questions answer in Jupyter, and keep their answers back until they are asked for?"""

from __future__ import annotations

from typing import Any

import ipywidgets

from joinedup.writing import fields
from joinedup.writing.exercises import as_widget, made
from joinedup.writing.question_widgets import widgets_of


def found(box: Any, kind: type) -> list[Any]:
    """Every widget of a kind in a box, in order."""
    inside = [widget for child in getattr(box, "children", ()) for widget in found(child, kind)]
    return [box, *inside] if isinstance(box, kind) else inside


def words(box: Any) -> str:
    return " ".join(widget.value for widget in found(box, ipywidgets.HTML))


def test_an_exercise_answers_in_jupyter() -> None:
    cost = {"cost": fields.Number("Cost", least=0, most=100, example=40)}
    made_up = made("a", "Half", "What is half?", inputs=cost, work={"half": "cost / 2"},
                   answer=["Half is {half:.0f}."])  # fmt: skip
    box = as_widget(made_up)
    entry, (work, fill) = found(box, ipywidgets.Text)[0], found(box, ipywidgets.Button)
    opened = words(box)
    assert "Half is 20." not in opened.partition("<details>")[0]
    entry.value = "much"
    work.click()
    assert "“Cost” needs a number, in figures." in words(box)
    entry.value = "10"
    work.click()
    assert "Half is 5." in words(box)
    fill.click()
    assert entry.value == "40"
    assert "Half is 5." not in words(box), "an answer beside other numbers than its own"


def test_a_question_answers_in_jupyter_and_counts_the_first_try() -> None:
    box = widgets_of([("Which?", [("This", "Because.", True), ("That", "It is not.", False)])])
    chosen, check = found(box, ipywidgets.RadioButtons)[0], found(box, ipywidgets.Button)[0]
    assert "Because." not in words(box)
    check.click()
    assert "Choose an answer first." in words(box)
    chosen.index = 1
    check.click()
    assert "It is not." in words(box)
    chosen.index = 0
    check.click()
    assert "Because." in words(box)
    assert "1 of 1 answered, 0 right at first try." in words(box)
