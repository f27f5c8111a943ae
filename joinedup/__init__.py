"""Promise and Outcome: the evidence, verdicts, charts and pages behind the chapters.

A chapter needs one line: from joinedup import data, charts, figure, say, ...
Each part is imported when it is first asked for: a build that draws nothing does not wait for Altair.
"""

from importlib import import_module
from typing import Any

_HOMES = {  # the module that holds each function of a chapter
    "as_markdown": "evidence.text",
    "Claim": "writing.briefing",
    "Option": "writing.briefing",
    "ask": "writing.questions",
    "decide": "writing.story",
    "exercise": "writing.exercises",
    "explore": "writing.explorations",
    "figure": "writing.prose",
    "guess": "writing.story",
    "how_sure": "writing.briefing",
    "in_a_hurry": "writing.story",
    "initiative": "writing.prose",
    "key_points": "writing.briefing",
    "lines_to_quote": "writing.briefing",
    "options": "writing.briefing",
    "promised_and_happened": "writing.briefing",
    "say": "writing.prose",
    "scene": "writing.prose",
    "sentence": "writing.prose",
    "show_scoreboard": "writing.tables",
    "show_six_questions": "writing.six_questions",
    "show_wall": "writing.promise_wall",
    "source": "writing.prose",
    "sources": "writing.prose",
    "Ungraded": "writing.briefing",
}
_MODULES = {  # the modules that chapters name, and where each is
    "base_rate": "labs.base_rate",
    "charts": "charts",
    "data": "evidence.data",
    "delays": "labs.delays",
    "evaluations": "evidence.evaluations",
    "fields": "writing.fields",
    "prices": "evidence.prices",
    "promises": "evidence.promises",
    "reference_class": "labs.reference_class",
    "six_questions": "writing.six_questions",
}
__all__ = [*_HOMES, *_MODULES]


def __getattr__(name: str) -> Any:
    """A function or module that chapters use. Raises AttributeError for another name."""
    if name in _HOMES:
        return getattr(import_module(f"joinedup.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"joinedup.{_MODULES[name]}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
