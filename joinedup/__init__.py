"""Promise and Outcome: the evidence, verdicts, charts and pages behind the chapters.

A chapter needs one line: from joinedup import data, charts, figure, say, ...
"""

from joinedup import base_rate, charts, data, promises
from joinedup.explore import explore
from joinedup.prose import barriers, figure, initiative, say, source, sources
from joinedup.questions import ask
from joinedup.tables import show_scoreboard

__all__ = [
    "ask",
    "barriers",
    "base_rate",
    "charts",
    "data",
    "explore",
    "figure",
    "initiative",
    "promises",
    "say",
    "show_scoreboard",
    "source",
    "sources",
]
