"""How does one sentence serve both Python and the page? It is written once, as a template that each
fills.

A template holds fields such as `{fall:.0f}` for a number and `{chance}` for words. Only formats
that Python and Vega (d3-format) read alike are allowed, and Python writes a minus sign as Vega
does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

import altair as alt

from joinedup.charts.controls import Control, bound
from joinedup.evidence.formulas import IN_A_HUNDRED

_SHARED_FORMAT = re.compile(r",?\.\d[f%]")
# Python and the browser may differ in a number's last bit, and they round a half differently. Moved
# up by this much on both sides, a number that ought to end in a half is rounded alike.
_NUDGE = 1e-9
_NOUGHT = re.compile(r"-(?=[0,.]+%?$)")  # the minus of a number that rounds to nothing


def filled(template: str, values: Mapping[str, float | str]) -> str:
    """The sentence with its numbers, as Python writes it. Raises KeyError for a field without one."""
    parts = []
    for words, field, style, _ in Formatter().parse(template):
        parts.append(words)
        if field is not None:
            value = values[field]
            parts.append(value if isinstance(value, str) else number(value, style or ""))
    return "".join(parts)


def number(value: float, style: str) -> str:
    """One number as d3-format would write it.

    Raises ValueError for a format that Python and Vega may read apart.
    """
    if not _SHARED_FORMAT.fullmatch(style):
        raise ValueError(
            f"format {style!r} is not read alike by Python and Vega: use .0f, ,.1f, .0%"
        )
    return _NOUGHT.sub("", format(value + _NUDGE, style)).replace("-", "\N{MINUS SIGN}")


def expression(template: str) -> str:
    """The same sentence as a Vega expression over parameters of the same names."""
    parts = []
    for words, field, style, _ in Formatter().parse(template):
        if words:
            parts.append("'" + words.replace("\\", "\\\\").replace("'", "\\'") + "'")
        if field is not None:
            parts.append(shown(field, style) if style else field)
    return " + ".join(parts)


def shown(number: str, style: str) -> str:
    """A Vega expression's number as the sentence writes it, for a drawing that writes it too."""
    return f"format({number} + {_NUDGE:.0e}, '{style}')"


def parameters(
    controls: Mapping[str, Control],
    derived: Mapping[str, str],
    template: str,
) -> list[alt.Parameter]:
    """The controls, the numbers that follow from them in order, and the sentence as `readout`.

    derived: a Vega expression for each number or word that the sentence or the drawing needs.
    """
    return [
        *bound(controls),
        *(alt.param(name=name, expr=expr) for name, expr in derived.items()),
        alt.param(name="readout", expr=expression(template)),
    ]


def odds_in_words(chance: str) -> str:
    """`joinedup.evidence.formulas.odds` as a Vega expression, for a chance given as an expression."""
    return (
        f"({chance} < 0.001 ? 'under 1 in 1,000' : {chance} > 0.995 ? 'over 99 in 100' : "
        f"{chance} > {IN_A_HUNDRED} ? 'about ' + format({chance} * 100, '.0f') + ' in 100' : "
        f"'about 1 in ' + format(1 / {chance}, ',.0f'))"
    )
