"""What does a briefing print that a chapter does not? Key points, promise and outcome, how sure, options.

Each part is Markdown with computed, linked numbers, so that the page, the PDF and the Word document can
all be made from what the notebook stored (`joinedup.briefings`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.evidence import data, promises
from joinedup.evidence.citations import link, use_sources
from joinedup.evidence.periods import say_periods
from joinedup.evidence.text import as_markdown
from joinedup.writing.prose import figure, say, source

MOST_WORDS_OF_KEY_POINTS = 120
MOST_WORDS_OF_A_LINE = 30
_LINKED = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\([^)]*\)")


@dataclass(frozen=True)
class Claim:
    """A claim about cause or effect, where its grade is, and what would change our mind about it."""

    words: str
    evaluation_id: str
    would_change: str


@dataclass(frozen=True)
class Ungraded:
    """A claim that has a source and no grade: why it has none, and what would change our mind about it."""

    words: str
    source_id: str
    why: str
    would_change: str


@dataclass(frozen=True)
class Option:
    """Something a board could do (or leave), what speaks for and against it, and who pays and gains."""

    name: str
    speaks: str
    who_pays: str


def words_of(markdown: str) -> int:
    """How many words a reader sees in a piece of Markdown."""
    seen = _LINKED.sub(r"\1", markdown)
    return len([word for word in re.split(r"\s+", seen) if re.search(r"\w", word)])


def key_points(*points: str) -> None:
    """Show three to five key points. Raises ValueError for another number, or over 120 words in all."""
    if not 3 <= len(points) <= 5:
        raise ValueError(f"a briefing has three to five key points, not {len(points)}")
    if (words := sum(map(words_of, points))) > MOST_WORDS_OF_KEY_POINTS:
        raise ValueError(
            f"the key points have {words} words: {MOST_WORDS_OF_KEY_POINTS} at most, all together"
        )
    listed = "\n".join(f"- {' '.join(point.split())}" for point in points)
    say(f'<div class="key-points">\n\n{listed}\n\n</div>')


def promised_and_happened(promise_ids: Sequence[str]) -> None:
    """Show promises beside their outcomes, with verdicts and their doubts, a row each.

    Raises KeyError for an id that data/promises.csv lacks, and ValueError for none.
    """
    if not promise_ids:
        raise ValueError("name at least one promise")
    board = promises.scoreboard(data.load())
    rows = []
    for promise_id in promise_ids:
        row = data.row_of(board, promise_id)
        doubt = f" ({as_markdown(row['doubt'])})" if row["doubt"] else ""
        promised = _linked(row["promise"], row["target_id"])
        rows.append((promised, _outcome(row["outcome_id"]), f"{row['verdict']}{doubt}"))
    _table(("What was promised", "What happened", "Verdict"), rows)


def how_sure(*claims: Claim | Ungraded) -> None:
    """Show claims with grade and confidence from data/evaluations.csv, and what would change our mind.

    Raises KeyError for an evaluation or a source that the tables lack.
    """
    evaluations = data.load().evaluations
    rows = []
    for claim in claims:
        if isinstance(claim, Ungraded):
            sure = f"Not graded: {claim.why} ({source(claim.source_id)})"
        else:
            row = data.row_of(evaluations, claim.evaluation_id)
            design = _linked(f"grade {row['grade']} of 5, {row['design']}", row["figure_id"])
            sure = f"{row['confidence'].replace('_', ' ').capitalize()} confidence: {design}"
        rows.append((claim.words, sure, claim.would_change))
    _table(("Claim", "How sure (grade 5: a trial by lot)", "What would change our mind"), rows)


def options(*choices: Option) -> None:
    """Show what a board could do. Raises ValueError for fewer than three, or without doing nothing."""
    if len(choices) < 3:
        raise ValueError(f"a board needs three options or more, not {len(choices)}")
    if not any("nothing" in choice.name.lower() for choice in choices):
        raise ValueError("one option must be to do nothing")
    rows = [(f"**{choice.name}**", choice.speaks, choice.who_pays) for choice in choices]
    _table(("Option", "For and against", "Who pays, who gains"), rows)


def lines_to_quote(*lines: str, question: str = "") -> None:
    """Show one to three sentences that can be quoted alone, each with its citation when copied.

    question: what a chapter's lines answer, under which the page of all lines lists them (a briefing
    has its own question). Raises ValueError for another number, or for a line of more than 30 words.
    """
    if not 1 <= len(lines) <= 3:
        raise ValueError(f"one to three lines to quote, not {len(lines)}")
    for line in lines:
        if (words := words_of(line)) > MOST_WORDS_OF_A_LINE:
            raise ValueError(
                f"{words} words are too many to quote ({MOST_WORDS_OF_A_LINE}): {line!r}"
            )
    quoted = "\n\n".join(f"> {' '.join(line.split())}" for line in lines)
    asked = f"**To quote.** {question}\n\n" if question else ""
    say(f'<div class="lines-to-quote">\n\n{asked}{quoted}\n\n</div>')


def _linked(words: str, figure_id: str) -> str:
    """Words that lead to a figure's row, whose source is noted."""
    row = data.row_of(data.load().figures, figure_id)
    use_sources((row["source_id"],))
    return link(words, "figures", figure_id)


def _outcome(figure_id: str) -> str:
    """What the outcome's row counts, when, and how many; a gap as a gap."""
    if not figure_id:
        return "no outcome found"
    found = figure(figure_id)
    row = data.row_of(data.load().figures, figure_id)
    said = f"{found:+}" if row["form"] == "change" else f"{found}"
    number = said if row["value"] == row["value"] else link("reported", "figures", figure_id)
    number = number.replace("[-", "[\N{MINUS SIGN}", 1)  # no hyphen, which a line may break after
    return f"{as_markdown(row['label'])}, {say_periods(row['period'])}: {number}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table as Markdown. Cells are Markdown of one paragraph."""
    lines = [f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns)]
    lines += [f"| {' | '.join(' '.join(cell.split()) for cell in row)} |" for row in rows]
    say("\n".join(lines))
