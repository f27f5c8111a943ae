"""How does a chapter keep its ending back? A fold for readers in a hurry, a decision, a guess to make.

Each is plain HTML that can be read, and its answer found, without any script: scripts only keep the
answer back until the reader has chosen. Texts are Markdown of one paragraph, numbers and links included.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from IPython.display import display
from markdown_it import MarkdownIt

from joinedup.evidence.numbers import format_value
from joinedup.writing.prose import say
from joinedup.writing.surfaces import in_jupyter, on_page

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
    )


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
) -> None:
    """Let the reader guess a number on a slider before it is told.

    low, high, step and answer are in `unit`, one of the book's. reveal: what happened, in a paragraph.
    Raises ValueError for an id that is not words joined by hyphens, or an answer off the slider.
    """
    _check_id(guess_id)
    if not low <= answer <= high:
        raise ValueError(f"{guess_id}: the answer {answer:g} is not between {low:g} and {high:g}")
    key = f"guess-{guess_id}"
    start = low + round((high - low) / 2 / step) * step
    before, after = re.split(r"[\d,.]+", format_value(low + step, unit), maxsplit=1)
    ends = f"{format_value(low, unit)} to {format_value(high, unit)}"
    _show(
        f'<form class="guess" id="{key}" data-answer="{answer:g}"><p><label for="{key}-slider">'
        f"{inline(question)}</label></p>"
        f'<p class="slide" hidden><input type="range" id="{key}-slider" min="{low:g}" max="{high:g}" '
        f'step="{step:g}" value="{start:g}" data-before="{before}" data-after="{after}">'
        f'<output for="{key}-slider">{html.escape(format_value(start, unit))}</output></p>'
        f'<p class="ends">From {html.escape(ends)}.</p>'
        '<button type="submit" hidden>See what happened</button>'
        '<div class="revealed" role="status"></div>'
        f'<details><summary>What happened</summary><p id="{key}-reveal">{inline(reveal)}</p>'
        "</details></form>",
        f"<p><b>{inline(question)}</b> <i>Guess from {html.escape(ends)}, then open.</i></p>"
        f"<details><summary>What happened</summary><p>{inline(reveal)}</p></details>",
        f"{plain(question)} (from {ends})",
    )


def inline(markdown: str) -> str:
    """One paragraph of Markdown as HTML: emphasis, links and text, and nothing else."""
    return str(_MARKDOWN.renderInline(" ".join(markdown.split())))


def plain(markdown: str) -> str:
    """One paragraph of Markdown as plain text."""
    return html.unescape(re.sub(r"<[^>]+>", "", inline(markdown)))


def _check_id(name: str) -> None:
    if not _ID.fullmatch(name):
        raise ValueError(f"id {name!r} must be words joined by hyphens")


def _show(page: str, jupyter: str, text: str) -> None:
    """Show a form on the page, and in Jupyter, where no script of the book runs, folds."""
    html_of_both = on_page(page) + in_jupyter(jupyter)
    display({"text/html": html_of_both, "text/plain": text}, raw=True)
