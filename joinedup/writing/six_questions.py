"""What should a board ask of any plan? Six questions, each with a good answer and a warning, written once.

The chapter *After the STPs*, the tool and the briefing on the next plan all take them from here.
"""

from __future__ import annotations

from typing import NamedTuple

from joinedup.writing.prose import say


class PlanQuestion(NamedTuple):
    """One of the six. key: its name in a form. named: what is missing where it has no answer."""

    key: str
    name: str
    ask: str
    good: str
    warning: str
    named: str
    without: str  # what follows where it has none

    @property
    def label(self) -> str:
        """Name and question, as a form asks it."""
        return f"{self.name}: {self.ask}"


SIX = (
    PlanQuestion(
        "target",
        "Target",
        "how much, of what, for whom, where, by when?",
        "An outsider could say on one day whether it was met",
        "“Improve” or “transform”",
        "the target",
        "Without a target nobody can say afterwards whether it came about.",
    ),
    PlanQuestion(
        "baseline",
        "Baseline",
        "from what, counted how, in which year?",
        "A published count from before the start",
        "A forecast, or no date",
        "the baseline",
        "Without a baseline nobody can say how far it moved, because nobody knows from where.",
    ),
    PlanQuestion(
        "base_rate",
        "Base rate",
        "how often has this moved so far in a year?",
        "Ten years of the measure, and why this time differs",
        "Never, and the plan does not say so",
        "the base rate",
        "Without a base rate its number is a hope: it may be an ordinary year, or what "
        "has never happened yet.",
    ),
    PlanQuestion(
        "mechanism",
        "Mechanism",
        "who does what on Monday that changes this number?",
        "Steps shown to work by a fair comparison",
        "A new board or pool is all of it",
        "the mechanism",
        "Without a mechanism its number is a hope: nobody does anything else on Monday.",
    ),
    PlanQuestion(
        "pays",
        "Who pays, who gains",
        "whose budget falls, whose rises, who carries a loss?",
        "Both finance directors sign one sheet",
        "The saving is someone else's",
        "who pays and who gains",
        "Until it is said who pays and who gains, do not spend the saving: it may fall "
        "to another budget, or to none.",
    ),
    PlanQuestion(
        "known",
        "How it will be known",
        "who counts, against what comparison, and publishes when?",
        "A name, a date, places without the plan",
        "Those who run it will say",
        "how it will be known",
        "Until somebody is asked to count and publish, it may never be known whether it worked.",
    ),
)


# What a form with the six works out of its answers, and says of them.
WORK = {
    "cells": f"[{', '.join(each.key for each in SIX)}]",
    "names": repr([each.named for each in SIX]),
    "missing": "[names[place] for place in range(0, 6) if cells[place] == '']",
    "count": "6 - len(missing)",
    "list": "listed(missing)",
}


def answer(whole: str) -> list[str | tuple[str, str]]:
    """The sentences for any number of answers; `whole` is said where all six are there."""
    return [
        ("count == 6", whole),
        ("count == 5", "Five of the six are answered. Missing is only {list}."),
        ("count > 0 and count < 5", "Answered: {count:.0f} of 6. Missing: {list}."),
        *((f"{each.key} == '' and count > 0", each.without) for each in SIX),
        (
            "count == 0",
            "Not one of the six is answered. So far it is a wish: it can be neither believed nor judged. "
            "Begin with the target and the baseline.",
        ),
    ]


def show_six_questions(*, room: str = "") -> None:
    """Show the six as a table. room: the head of a last, empty column, for a plan's own answers."""
    heads = ["Ask", "A good answer", "A warning", *([room] if room else [])]
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for each in SIX:
        cells = [f"**{each.name}**: {each.ask}", each.good, each.warning, *([""] if room else [])]
        lines.append(f"| {' | '.join(cells)} |")
    say("\n".join(lines))
