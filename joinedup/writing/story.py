"""How does a chapter keep its ending back? A fold for readers in a hurry, a decision, a guess to make.

Each is plain HTML that can be read, and its answer found, without any script: scripts only keep the
answer back until the reader has chosen. Texts are Markdown of one paragraph, numbers and links included.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import ipywidgets
from IPython.display import display
from markdown_it import MarkdownIt

from joinedup.charts.controls import Slider
from joinedup.evidence.numbers import format_value
from joinedup.writing.prose import say
from joinedup.writing.surfaces import in_jupyter, on_page

WHAT_HAPPENED = "What happened"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
# A number as readers meet it, with what is joined to it: one link is one number.
_NUMBER = re.compile(r"\[[^\]]*\d[^\]]*\]\([^)]*\)|\d[\d,.]*")


def in_a_hurry(*lines: str) -> None:
    """Show the answer in three lines, folded away so that the story keeps its ending.

    Raises ValueError unless there are three lines, each with at most one number (years aside).
    """
    if len(lines) != 3:
        raise ValueError(f"the answer takes three lines, not {len(lines)}")
    for line in lines:
        numbers = [n for n in _NUMBER.findall(line) if not re.fullmatch(r"(19|20)\d\d,?\.?", n)]
        if len(numbers) > 1:
            raise ValueError(
                f"one number a line at most; {' and '.join(numbers)} stand in {line!r}"
            )
    listed = "\n".join(f"- {' '.join(line.split())}" for line in lines)
    say(
        '<details class="hurry">\n<summary>In a hurry: the answer in three lines</summary>\n\n'
        f"{listed}\n\n</details>"
    )


def decide(decision_id: str, question: str, replies: Mapping[str, str]) -> None:
    """Ask the reader to decide before the story turns; each choice meets a reply of its own.

    replies: {what may be chosen: what that choice met, or would have}. Raises ValueError for an id that
    is not words joined by hyphens, or for fewer than two choices.
    """
    _check_id(decision_id)
    if len(replies) < 2:
        raise ValueError(f"{decision_id}: a decision needs two choices or more")
    key = f"decide-{decision_id}"
    options = "".join(
        f'<div class="option"><input type="radio" name="{key}" id="{key}-{number}">'
        f'<label for="{key}-{number}">{inline(choice)}</label></div>'
        for number, choice in enumerate(replies, start=1)
    )
    told = "".join(
        f'<li><b>{inline(choice)}</b> <span id="{key}-{number}-reply">{inline(reply)}</span></li>'
        for number, (choice, reply) in enumerate(replies.items(), start=1)
    )
    folds = "".join(
        f"<details><summary>{inline(choice)}</summary><p>{inline(reply)}</p></details>"
        for choice, reply in replies.items()
    )
    _show(
        f'<form class="decide" id="{key}"><fieldset><legend>{inline(question)}</legend>{options}'
        '</fieldset><button type="submit" hidden>See what my choice meets</button>'
        '<p class="reply" role="status"></p>'
        f"<details><summary>What each choice meets</summary><ul>{told}</ul></details></form>",
        f"<p><b>{inline(question)}</b> <i>Open the one you would choose.</i></p>{folds}",
        plain(question) + "".join(f"\n( ) {plain(choice)}" for choice in replies),
        _decide_widget(question, replies),
    )


@dataclass(frozen=True)
class Plot:
    """An empty place on a chart, on which the reader puts a point down.

    known: what stands there already, {place: its value in the guess's unit}. empty: the name of the
    place to fill. says: one sentence for someone who cannot see it.
    """

    known: Mapping[str, float]
    empty: str
    says: str


def guess(
    guess_id: str,
    question: str,
    *,
    low: float,
    high: float,
    step: float,
    unit: str,
    answer: float,
    reveal: str,
    told: str = WHAT_HAPPENED,
    plot: Plot | None = None,
    start: float | None = None,
) -> None:
    """Let the reader guess a number before it is told: on a slider, and on a plot if there is one.

    low, high, step and answer are in `unit`, one of the book's. reveal: what happened, in a
    paragraph. told: the name of the answer where it stands beside the guess. start: where the slider
    stands at first, half way unless said. Raises ValueError for an
    id that is not words joined by hyphens, or an answer or known value off the slider.
    """
    _check_id(guess_id)
    for value in (answer, *(plot.known.values() if plot else ())):
        if not low <= value <= high:
            raise ValueError(f"{guess_id}: {value:g} is not between {low:g} and {high:g}")
    key = f"guess-{guess_id}"
    if start is None:
        start = low + round((high - low) / 2 / step) * step
    before, after = re.split(r"[\d,.]+", format_value(high, unit), maxsplit=1)

    def shown(value: float) -> str:
        """A value as the page writes it: where a guess may go either way, a rise has its sign too."""
        sign = "+" if low < 0 < value else ""
        return sign + format_value(value, unit).replace("-", "\N{MINUS SIGN}")

    ends = f"{shown(low)} to {shown(high)}"
    drawn = _plot(plot, low, high, shown) if plot else ""
    named = "" if told == WHAT_HAPPENED else f' data-told="{html.escape(told)}"'
    how = (
        '<p class="ends" hidden>Move the slider, or put the point down on the chart.</p>'
        if plot
        else ""
    )
    _show(
        f'<form class="guess" id="{key}" data-answer="{answer:g}"{named}>'
        f'<p><label for="{key}-slider">{inline(question)}</label></p>{drawn}'
        f'<p class="slide" hidden><input type="range" id="{key}-slider" min="{low:g}" max="{high:g}" '
        f'step="{step:g}" value="{start:g}" data-before="{before}" data-after="{after}">'
        f'<output for="{key}-slider">{html.escape(shown(start))}</output></p>'
        f'<p class="ends">From {html.escape(ends)}.</p>{how}'
        f'<button type="submit" hidden>See {html.escape(told[:1].lower() + told[1:])}</button>'
        '<div class="revealed" role="status"></div>'
        f'<details><summary>{html.escape(told)}</summary><p id="{key}-reveal">{inline(reveal)}</p>'
        "</details></form>",
        f"<p><b>{inline(question)}</b> <i>Guess from {html.escape(ends)}, then open.</i></p>"
        f"<details><summary>{html.escape(told)}</summary><p>{inline(reveal)}</p></details>",
        f"{plain(question)} (from {ends})",
        _guess_widget(question, low, high, step, shown, start, answer, reveal, told),
    )


_TOP, _FOOT, _ACROSS = 12, 148, 340  # pixels of a plot: its highest and lowest value, its width


def _plot(plot: Plot, low: float, high: float, shown: Callable[[float], str]) -> str:
    """The chart as SVG: known points, an empty place, and the marks that scripts/guesses.js moves."""
    places = [*plot.known, plot.empty]
    gap = (_ACROSS - 50) / len(places)

    def height(value: float) -> float:
        return _FOOT - (_FOOT - _TOP) * (value - low) / (high - low)

    def across(place: int) -> float:
        return 50 + gap * (place + 0.5)

    lines = "".join(
        f'<line class="grid" x1="46" x2="{_ACROSS}" y1="{height(value):.1f}" y2="{height(value):.1f}"/>'
        f'<text class="end" x="42" y="{height(value) + 4:.1f}">'
        # its unit's word would not fit here, and stands at the points and beside the slider
        f"{html.escape(shown(value).partition(' ')[0])}</text>"
        for value in (low, (low + high) / 2, high)
    )
    rows = [_rows(name, gap) for name in places]
    names = "".join(
        f'<text x="{across(place):.1f}" y="{_FOOT + 20 + 14 * row}">{html.escape(words)}</text>'
        for place, each in enumerate(rows)
        for row, words in enumerate(each)
    )
    known = "".join(
        f'<circle class="known" cx="{across(place):.1f}" cy="{height(value):.1f}" r="5"/>'
        f'<text x="{across(place):.1f}" y="{height(value) - 9:.1f}">'
        f"{html.escape(shown(value))}</text>"
        for place, value in enumerate(plot.known.values())
    )
    last = across(len(places) - 1)
    height_of_all = _FOOT + 14 + 14 * max(map(len, rows))
    return (
        f'<svg class="plot" viewBox="0 0 {_ACROSS} {height_of_all}" role="img" data-top="{_TOP}" '
        f'data-foot="{_FOOT}" aria-label="{html.escape(plot.says)}">'
        f'<rect class="empty" x="{last - gap / 2 + 4:.1f}" y="{_TOP - 6}" width="{gap - 8:.1f}" '
        f'height="{_FOOT - _TOP + 12}"/>{lines}{names}{known}'
        f'<g class="yours" visibility="hidden"><circle cx="{last:.1f}" cy="0" r="7"/></g>'
        f'<g class="told" visibility="hidden"><path d="M{last:.1f} -8l8 8l-8 8l-8 -8z"/></g></svg>'
    )


_LETTER = 7.5  # pixels of a wide letter at the plot's size: fonts differ between machines


def _rows(name: str, room: float) -> list[str]:
    """The name of a place in as many rows as keep it clear of the next one's."""
    return textwrap.wrap(name, max(1, int((room - 6) / _LETTER)), break_long_words=False)


def inline(markdown: str) -> str:
    """One paragraph of Markdown as HTML: emphasis, links and text, and nothing else."""
    return str(_MARKDOWN.renderInline(" ".join(markdown.split())))


def plain(markdown: str) -> str:
    """One paragraph of Markdown as plain text."""
    return html.unescape(re.sub(r"<[^>]+>", "", inline(markdown)))


def _check_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise ValueError(f"id {name!r} must be words joined by hyphens")


def _show(page: str, jupyter: str, text: str, widget: ipywidgets.Widget) -> None:
    """Show a form on the page, and in Jupyter widgets where a kernel runs and folds where none does."""
    bundle = {"text/html": on_page(page) + in_jupyter(jupyter), "text/plain": text}
    made = widget._repr_mimebundle_()
    view = made[0] if isinstance(made, tuple) else made
    display({**view, **bundle}, raw=True)


def _decide_widget(question: str, replies: Mapping[str, str]) -> ipywidgets.Widget:
    """The decision in Jupyter: buttons of choice, then the reply to the one chosen."""
    choices = ipywidgets.RadioButtons(
        options=[(plain(choice), choice) for choice in replies],
        value=None,
        layout={"width": "max-content", "max_width": "100%"},
    )
    button = ipywidgets.Button(description="See what my choice meets", layout={"width": "auto"})
    place = ipywidgets.HTML()

    def reply(_: object) -> None:
        chosen = replies.get(choices.value, "Choose first.")
        place.value = f"<p>{inline(chosen)}</p>"

    button.on_click(reply)
    asked = ipywidgets.HTML(f"<p><b>{inline(question)}</b></p>")
    return ipywidgets.VBox([asked, choices, button, place]).add_class("decide")


def _guess_widget(
    question: str,
    low: float,
    high: float,
    step: float,
    shown: Callable[[float], str],
    start: float,
    answer: float,
    reveal: str,
    told: str,
) -> ipywidgets.Widget:
    """The guess in Jupyter: a slider, then the answer drawn beside the guess."""
    slider = Slider("Your guess", low, high, step, start).widget()
    button = ipywidgets.Button(description=f"See {told[:1].lower() + told[1:]}")
    button.layout.width = "auto"
    place = ipywidgets.HTML()
    nought = max(low, 0.0)

    def bar(name: str, value: float) -> str:
        left, width = (min(value, nought) - low) / (high - low), abs(value - nought) / (high - low)
        return (
            f"<div>{html.escape(name)}: {html.escape(shown(value))}</div>"
            f'<div style="background:#12436d;height:12px;margin-left:{left:.1%};width:{width:.1%}"></div>'
        )

    moved = False

    def move(_: object) -> None:
        nonlocal moved
        moved = True

    def answered(_: object) -> None:
        if not moved:  # a slider left where it stood is no guess; pressed again, it is one
            move(_)
            place.value = (
                "<p>You have not moved the slider. Move it, or press the button again if "
                f"{html.escape(shown(slider.value))} is your guess.</p>"
            )
            return
        bars = bar("You said", slider.value) + bar(told, answer)
        place.value = f"{bars}<p>{inline(reveal)}</p>"

    slider.observe(move, "value")
    button.on_click(answered)
    asked = ipywidgets.HTML(f"<p><b>{inline(question)}</b></p>")
    box = ipywidgets.VBox([asked, slider, button, place], layout={"max_width": "40rem"})
    return box.add_class("guess")
