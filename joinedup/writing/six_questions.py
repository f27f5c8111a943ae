"""What should a board ask of any plan? Six questions, each with a good answer and a warning, written once.

The chapter *After the STPs*, the tool and the briefing on the next plan all take them from here.
"""

from __future__ import annotations

from typing import NamedTuple

from joinedup.writing.prose import say


class PlanQuestion(NamedTuple):
    """One of the six. key: its name in a form."""

    key: str
    name: str
    ask: str
    good: str
    warning: str

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
    ),
    PlanQuestion(
        "baseline",
        "Baseline",
        "from what, counted how, in which year?",
        "A published count from before the start",
        "A forecast, or no date",
    ),
    PlanQuestion(
        "base_rate",
        "Base rate",
        "how often has this moved so far in a year?",
        "Ten years of the measure, and why this time differs",
        "Never, and the plan does not say so",
    ),
    PlanQuestion(
        "mechanism",
        "Mechanism",
        "who does what on Monday that changes this number?",
        "Steps shown to work by a fair comparison",
        "A new board or pool is all of it",
    ),
    PlanQuestion(
        "pays",
        "Who pays, who gains",
        "whose budget falls, whose rises, who carries a loss?",
        "Both finance directors sign one sheet",
        "The saving is someone else's",
    ),
    PlanQuestion(
        "known",
        "How it will be known",
        "who counts, against what comparison, and publishes when?",
        "A name, a date, places without the plan",
        "Those who run it will say",
    ),
)


def show_six_questions(*, room: str = "") -> None:
    """Show the six as a table. room: the head of a last, empty column, for a plan's own answers."""
    heads = ["Ask", "A good answer", "A warning", *([room] if room else [])]
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for each in SIX:
        cells = [f"**{each.name}**: {each.ask}", each.good, each.warning, *([""] if room else [])]
        lines.append(f"| {' | '.join(cells)} |")
    say("\n".join(lines))
