"""How does a page keep something back? By folds: evidence by its parts, a lab until a guess is made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from joinedup.evidence.numbers import counted
from joinedup.site.chart_figures import chart_figure

EVIDENCE = "The evidence"
LABS = "chapters/labs/"
GUESS, TRY, AFTERWARDS = "Before you start", "Try it", "Check yourself"  # headings of a lab
FIGURE = "The figure that answers it"
_GUESS = re.compile(r'<form class="guess" id="([\w-]+)"')
_LINK_IN_SUMMARY = re.compile(
    r'(<summary>\s*<h\d>(?:(?!</summary>).)*?)<a class="headerlink"[^>]*>[^<]*</a>(</h\d>)',
    re.DOTALL,
)
WORDS_A_MINUTE = 220  # an unhurried adult reader of plain prose


def show_layers(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fold each part of the evidence, and say beneath the title how long the story takes."""
    evidence = evidence_of(doctree)
    if evidence is None:
        return
    parts = list(evidence.children)
    story, beneath = _words(doctree, until=evidence), _words(evidence)
    for part in parts:
        if isinstance(part, nodes.section):
            _fold(part)
    lede = next(iter(doctree.findall(nodes.paragraph)), None)
    if lede is not None and lede.parent is not None:
        words = (
            f"{minutes(story)} to read. The evidence beneath takes {minutes(beneath).lower()} more."
        )
        told = nodes.paragraph(words, words, classes=["minutes"])
        lede.parent.insert(lede.parent.index(lede) + 1, told)


def hold_back_after_a_guess(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fold a lab's chart and all that tells its answer, which scripts/guesses.js opens after a guess."""
    if not docname.startswith(LABS):
        return
    named = {_title(section): section for section in doctree.findall(nodes.section)}
    if not {GUESS, TRY, AFTERWARDS} <= named.keys():
        return
    top = named[TRY].parent
    assert isinstance(top, nodes.Element)
    summary = '<details class="after-guess"><summary>Open the lab without guessing</summary>'
    top.insert(top.index(named[TRY]), nodes.raw("", summary, format="html"))
    top.insert(top.index(named[AFTERWARDS]), nodes.raw("", "</details>", format="html"))


def fold_what_answers_a_guess(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fold the figure that stands right after a guess, which would tell the answer before it is given.

    The fold is open for whoever reads without scripts; scripts/guesses.js closes it until then.
    """
    for raw in list(doctree.findall(nodes.raw)):
        form = _GUESS.search(raw.astext())
        cell: nodes.Node = raw
        while not isinstance(cell.parent, nodes.section | nodes.document | None):
            cell = cell.parent
        after = cell.next_node(descend=False, siblings=True)
        if form and cell.parent and after and next(after.findall(chart_figure), None):
            fold = f'<details class="after-guess" open data-after="{form[1]}"><summary>{FIGURE}</summary>'
            place = cell.parent.index(after)
            cell.parent.insert(place + 1, nodes.raw("", "</details>", format="html"))
            cell.parent.insert(place, nodes.raw("", fold, format="html"))


def _title(section: nodes.section) -> str:
    title = section.next_node(nodes.title)
    return title.astext() if title is not None and title.parent is section else ""


def no_link_in_a_summary(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Take Sphinx's link off a heading that opens a fold: the two could not be told apart by keyboard."""
    context["body"] = _LINK_IN_SUMMARY.sub(r"\1\2", context.get("body", ""))


def evidence_of(doctree: nodes.document) -> nodes.section | None:
    """The section of a chapter that holds its evidence, if it has one."""
    return next((s for s in doctree.findall(nodes.section) if _title(s) == EVIDENCE), None)


def minutes(words: int) -> str:
    """A reading time in words: "About 9 minutes"."""
    number = max(1, round(words / WORDS_A_MINUTE))
    return f"About {counted(number, 'minute')}"


def _words(top: nodes.Element, until: nodes.Element | None = None) -> int:
    """How many words of text stand in an element, up to another; code and folded forms left out."""
    return sum(len(text.split()) for text in _texts(top, until))


def _texts(top: nodes.Element, until: nodes.Element | None) -> Iterator[str]:
    for node in top.findall():
        if node is until:
            return
        if isinstance(node, nodes.Text) and not isinstance(
            node.parent, (nodes.literal_block, nodes.raw)
        ):
            yield node.astext()
        elif isinstance(node, nodes.raw):
            yield re.sub(r"<details.*?</details>|<[^>]+>", " ", node.astext(), flags=re.DOTALL)


def _fold(section: nodes.section) -> None:
    """Put a section into a fold that its own heading names."""

    def raw(text: str) -> nodes.raw:
        return nodes.raw("", text, format="html")

    title, *rest = section.children
    section.children = []
    section += [raw('<details class="part"><summary>'), title, raw("</summary>")]
    section += [*rest, raw("</details>")]
