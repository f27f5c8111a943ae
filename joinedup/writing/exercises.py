"""How does a reader do an exercise without Python? A form: numbers in, an answer in words out.

An exercise is written once, in its chapter: what to put in, formulas (joinedup.evidence.formulas), and
sentences. From that come the form on the page, the form in Jupyter, the sheet to print, and the worked
answer to compare with, which is the same formulas at the book's own example. `rules` say which numbers
may not stand together: tests/test_exercises.py types into every exercise, rightly and wrongly, and an
answer that is no number fails. What a reader types stays on the device (`keep` in mode.js); a link holds
it after the `#`, which browsers send to nobody.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets
from IPython.display import display
from markdown_it import MarkdownIt

from joinedup.evidence import formulas
from joinedup.writing.fields import Choice, Fault, Field, Number, Numbers, Raw, Several, Words
from joinedup.writing.surfaces import in_jupyter, on_page

UNANSWERED = "These numbers together have no answer. Check each of them, noughts above all."
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
Answer = str | tuple[str, str]  # a sentence, or (the condition on which it is said, the sentence)


@dataclass(frozen=True)
class Exercise:
    """One exercise. Trees are those of `joinedup.evidence.formulas`."""

    name: str
    title: str
    ask: str  # Markdown
    inputs: dict[str, Field]
    given: dict[str, Any]  # numbers and lists that formulas use and readers do not set
    work: list[tuple[str, formulas.Tree]]
    rules: list[tuple[formulas.Tree, str, str]]  # what must hold, else which input is told what
    answer: list[tuple[formulas.Tree, list[Any]]]
    compare: str  # Markdown: what the worked answer shows
    basis: str  # where the example's numbers come from
    heading: int

    @property
    def example(self) -> dict[str, Raw]:
        """The book's own case, as a reader would type it."""
        return {name: field.given() for name, field in self.inputs.items()}

    def respond(self, typed: Mapping[str, Raw]) -> tuple[list[str], dict[str, str]]:
        """The answer's sentences, and what is wrong with which input; one of the two is empty."""
        values: dict[str, Any] = dict(self.given)
        faults = {}
        for name, field in self.inputs.items():
            try:
                values[name] = field.read(typed.get(name, ""))
            except Fault as fault:
                faults[name] = str(fault)
        if faults:
            return [], faults
        for name, tree in self.work:
            values[name] = formulas.work_out(tree, values)
        for tree, name, words in self.rules:
            if not formulas.work_out(tree, values):
                faults.setdefault(name, words)
        if faults:
            return [], faults
        said = [
            formulas.filled(parts, values)
            for condition, parts in self.answer
            if formulas.work_out(condition, values)
        ]
        return [UNANSWERED] if None in said else [words for words in said if words], {}

    def hollow(self, typed: Mapping[str, Raw]) -> dict[str, str]:
        """What is said of which input whose words answer nothing, such as "TBC". It is no fault."""
        return {
            name: f"“{field.label}”: {field.says['hollow']}"
            for name, field in self.inputs.items()
            if isinstance(field, Words) and field.hollow(typed.get(name, ""))
        }

    def spec(self) -> dict[str, Any]:
        """All that the page's script needs, as JSON holds it."""
        return {
            "name": self.name,
            "inputs": [
                {"name": name, "kind": field.kind, "label": field.label, "says": field.says}
                | field.part()
                for name, field in self.inputs.items()
            ],
            "given": self.given,
            "work": self.work,
            "rules": self.rules,
            "answer": self.answer,
            "example": self.example,
            "unanswered": UNANSWERED,
        }


def made(
    name: str,
    title: str,
    ask: str,
    *,
    inputs: Mapping[str, Field],
    answer: Sequence[Answer],
    work: Mapping[str, str] | None = None,
    given: Mapping[str, Any] | None = None,
    rules: Sequence[tuple[str, str, str]] = (),
    compare: str = "",
    basis: str = "",
    heading: int = 3,
) -> Exercise:
    """An exercise from its formulas and sentences; see `exercise`.

    Raises ValueError for an id that is not words joined by hyphens, for a formula or sentence outside
    the grammar, for a name used before it has a value, and for an example that has no answer.
    """
    if not _ID.fullmatch(name):
        raise ValueError(f"{name}: an exercise's id is words joined by hyphens")
    parsed = [(key, formulas.parse(text)) for key, text in (work or {}).items()]
    lines = [("True", line) if isinstance(line, str) else line for line in answer]
    found = Exercise(
        name=name,
        title=title,
        ask=ask.strip(),
        inputs=dict(inputs),
        given={key: _plain(value) for key, value in (given or {}).items()},
        work=parsed,
        rules=[(formulas.parse(holds), field, words) for holds, field, words in rules],
        answer=[(formulas.parse(when), formulas.parts_of(words)) for when, words in lines],
        compare=compare.strip(),
        basis=basis,
        heading=heading,
    )
    if told := [field for _, field, _ in found.rules if field not in inputs]:
        raise ValueError(f"{name}: a rule tells {told[0]!r}, which is no input")
    try:
        said, faults = found.respond(found.example)
    except KeyError as missing:
        raise ValueError(f"{name}: {missing} is used before it has a value") from None
    if faults or said == [UNANSWERED]:
        raise ValueError(f"{name}: its own example has no answer: {faults or said}")
    return found


def _plain(value: Any) -> Any:
    """A value as JSON holds it: numbers of other libraries become Python's own."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, Sequence) or hasattr(value, "tolist"):
        items = value.tolist() if hasattr(value, "tolist") else value
        return [_plain(each) for each in items] if isinstance(items, Sequence) else _plain(items)
    found = float(value)
    if not math.isfinite(found):
        raise ValueError(f"{value} is given to an exercise, and is no number")
    return found


def exercise(name: str, title: str, ask: str, **parts: Any) -> None:
    """Show an exercise: a form on the page and in Jupyter, with a worked answer in a fold.

    inputs: {name: a field of `joinedup.writing.fields`}. given: {name: number, list or table} that the
    formulas use. work: {name: formula}, each of which may use those before it. answer: sentences with
    fields such as {fund:,.0f}, or (condition, sentence). rules: (what must hold, input, what that
    input is told if not). compare: Markdown to stand beneath the worked answer. basis: where the
    example's numbers come from. Raises ValueError as `made` does.
    """
    shown = made(name, title, ask, **parts)
    made_by_widgets = as_widget(shown)._repr_mimebundle_()
    bundle = dict(made_by_widgets[0] if isinstance(made_by_widgets, tuple) else made_by_widgets)
    bundle["text/html"] = on_page(as_html(shown)) + in_jupyter(_as_fold(shown))
    bundle["text/plain"] = f"{shown.title}\n" + "\n".join(shown.respond(shown.example)[0])
    display(bundle, raw=True)


def as_html(shown: Exercise) -> str:
    """The exercise as a form. Without scripts: the question, what it asks for, the answer in a fold."""
    key = f"exercise-{shown.name}"
    level = shown.heading
    written = json.dumps(_short(shown.spec()), ensure_ascii=False, separators=(",", ":"))
    spec = html.escape(written)
    fields = "".join(_field(key, name, field) for name, field in shown.inputs.items())
    sums = any(not isinstance(field, Words) for field in shown.inputs.values())
    submit = "Work it out" if sums else "I have written my answer"
    return (
        f'<form class="exercise" id="{key}" data-exercise="{spec}" novalidate autocomplete="off" '
        f'aria-labelledby="{key}-title"><h{level} id="{key}-title">{html.escape(shown.title)}'
        f'</h{level}><div class="ask">{_MARKDOWN.render(shown.ask)}</div>'
        f'<div class="fields">{fields}</div>'
        '<p class="acts"><button type="button" class="main" data-act="work" disabled>'
        f"{submit}</button> "
        '<button type="button" data-act="example" disabled>Fill in the example</button> '
        '<button type="button" data-act="clear" disabled>Clear</button></p>'
        '<div class="said" role="status"></div><div class="room" aria-hidden="true"></div>'
        f'<details class="worked"><summary>{_fold_name(shown)}</summary>{_worked(shown)}</details>'
        '<p class="acts take"><button type="button" data-act="print" disabled>Print the sheet'
        '</button> <button type="button" data-act="word" disabled>Save as a Word document</button> '
        '<button type="button" data-act="link" disabled>Make a link to my answer</button></p>'
        '<p class="taken" role="status"></p></form>'
    )


def _short(value: Any) -> Any:
    """The same for JSON, without the point and nought that Python gives a whole number."""
    if isinstance(value, Mapping):
        return {key: _short(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_short(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _fold_name(shown: Exercise) -> str:
    if any(not isinstance(field, Words) for field in shown.inputs.values()):
        return "A worked answer to compare with"
    return "An answer to compare with"


def _field(form: str, name: str, field: Field) -> str:
    """One input with its label, its hint and the place where its fault is said."""
    key = f"{form}-{name}"
    told = (
        f'aria-describedby="{key}-hint {key}-fault"'
        if field.hint
        else f'aria-describedby="{key}-fault"'
    )
    hint = (
        f'<span class="hint" id="{key}-hint">{html.escape(field.hint)}</span>' if field.hint else ""
    )
    fault = f'<span class="fault" id="{key}-fault"></span>'
    label = html.escape(field.words)
    if isinstance(field, Several):
        ticks = "".join(
            f'<div class="option"><input type="checkbox" id="{key}-{number}" data-field="{name}" '
            f'value="{html.escape(value)}"><label for="{key}-{number}">{html.escape(words)}</label>'
            "</div>"
            for number, (value, words) in enumerate(field.named.items(), start=1)
        )
        return f'<fieldset class="field"><legend>{label}</legend>{ticks}{fault}</fieldset>'
    if isinstance(field, Choice):
        options = "".join(
            f'<option value="{html.escape(value)}">{html.escape(words)}</option>'
            for value, words in field.named.items()
        )
        entry = (
            f'<select id="{key}" data-field="{name}" {told}><option value="">Choose</option>'
            f'{options}</select><span class="chosen" aria-hidden="true"></span>'
        )
    elif isinstance(field, Words):
        entry = f'<textarea id="{key}" data-field="{name}" rows="{field.lines}" {told}></textarea>'
    else:
        mode = ' inputmode="decimal"' if isinstance(field, Number) and field.least >= 0 else ""
        wide = ' class="wide-entry"' if isinstance(field, Numbers) else ""
        entry = f'<input type="text"{mode}{wide} id="{key}" data-field="{name}" {told}>'
    return f'<div class="field"><label for="{key}">{label}</label>{hint}{entry}{fault}</div>'


def _worked(shown: Exercise) -> str:
    """The book's own case and its answer, in HTML."""
    rows = []
    for name, field in shown.inputs.items():
        typed = shown.example[name]
        if isinstance(field, Choice | Several):
            chosen = [typed] if isinstance(typed, str) else typed
            typed = "; ".join(field.named[value] for value in chosen if value)
        rows.append(
            f"<dt>{html.escape(field.words)}</dt><dd>{html.escape(str(typed) or '(blank)')}</dd>"
        )
    said = "".join(
        f"<p><b>{html.escape(words)}</b></p>" for words in shown.respond(shown.example)[0]
    )
    basis = f"<p>{html.escape(shown.basis)}</p>" if shown.basis else ""
    return f"{basis}<dl>{''.join(rows)}</dl>{said}{_MARKDOWN.render(shown.compare)}"


def _as_fold(shown: Exercise) -> str:
    """The exercise for a notebook that has not been run."""
    asked = "".join(f"<li>{html.escape(field.words)}</li>" for field in shown.inputs.values())
    return (
        f"<h{shown.heading}>{html.escape(shown.title)}</h{shown.heading}>{_MARKDOWN.render(shown.ask)}"
        f"<p>It asks for:</p><ul>{asked}</ul>"
        f"<details><summary>{_fold_name(shown)}</summary>{_worked(shown)}</details>"
    )


def as_widget(shown: Exercise) -> ipywidgets.Widget:
    """The same form in Jupyter."""
    entries: dict[str, Any] = {}
    rows: list[ipywidgets.Widget] = []
    wide = {"width": "32rem", "max_width": "100%"}
    said = ipywidgets.HTML()  # emptied at each change: an answer never stands beside other numbers
    for name, field in shown.inputs.items():
        rows.append(ipywidgets.Label(field.words))
        if isinstance(field, Several):
            entries[name] = {
                value: ipywidgets.Checkbox(description=words, indent=False, layout=wide)
                for value, words in field.named.items()
            }
            rows.extend(entries[name].values())
        else:
            if isinstance(field, Choice):
                options = [
                    ("Choose", ""),
                    *((words, value) for value, words in field.named.items()),
                ]
                entry: Any = ipywidgets.Dropdown(options=options, value="", layout=wide)
            elif isinstance(field, Words):
                entry = ipywidgets.Textarea(placeholder=field.hint, layout=wide)
            else:
                entry = ipywidgets.Text(placeholder=field.hint, layout=wide)
            entries[name] = entry
            rows.append(entry)
        changed = entries[name].values() if isinstance(field, Several) else [entries[name]]
        for each in changed:
            each.observe(lambda _: said.set_trait("value", ""), "value")
    work = ipywidgets.Button(description="Work it out", button_style="primary")
    fill = ipywidgets.Button(description="Fill in the example")

    def typed() -> dict[str, Raw]:
        return {
            name: [value for value, box in entry.items() if box.value]
            if isinstance(entry, dict)
            else str(entry.value)
            for name, entry in entries.items()
        }

    def answer(_: object) -> None:
        words, faults = shown.respond(typed())
        said.value = "".join(
            f"<p><b>{html.escape(line)}</b></p>"
            for line in [*faults.values(), *shown.hollow(typed()).values(), *words]
        )

    def put_in(_: object) -> None:
        for name, value in shown.example.items():
            entry = entries[name]
            if isinstance(entry, dict):
                for each, box in entry.items():
                    box.value = each in value
            else:
                entry.value = value

    work.on_click(answer)
    fill.on_click(put_in)
    head = f"<h{shown.heading}>{html.escape(shown.title)}</h{shown.heading}>{_MARKDOWN.render(shown.ask)}"
    fold = f"<details><summary>{_fold_name(shown)}</summary>{_worked(shown)}</details>"
    buttons = ipywidgets.HBox([work, fill])
    return ipywidgets.VBox([ipywidgets.HTML(head), *rows, buttons, said, ipywidgets.HTML(fold)])
