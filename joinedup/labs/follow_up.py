"""When would a slow effect be seen?

An effect is nought for some years, then grows in a straight line to its full size and stays there.
Each year is judged on its own, by `joinedup.labs.power.chance_significant`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Control, Slider
from joinedup.charts.marks import haloed, layered, level, one_row
from joinedup.charts.theme import GREY, MUTED, NAVY, ORANGE
from joinedup.labs.power import FINDABLE, SIGNIFICANT, chance_significant
from joinedup.labs.wording import expression, filled, parameters, shown

LONGEST = 10  # years
SENTENCE = (
    "In year {year:.0f} the effect has reached {reached:.1f} of its full {full:.1f} per cent. Of 100 "
    "studies of that year {found:.0f} would find something, and {missed:.0f} would report no "
    "significant effect. {alarms}{when}"
)
ALARMS = "About five in 100 would find something even where there was nothing. "
FEW = 10  # studies in 100: not many more than find what is not there
WHEN = "Four studies in five find it from year {enough:.0f} on."
NEVER = "In no year would four studies in five find it: even its full size is too small for them."


@dataclass(frozen=True)
class Seen:
    """An effect in one year of follow-up. Sizes are in percentage points."""

    reached: float  # its size in that year
    chance: float  # the probability that a study of that year finds it significant
    enough: float  # when that probability reaches four in five; infinite when it never does


def seen_in(year: float, quiet: float, ripe: float, full: float, error: float) -> Seen:
    """What a study of one year of follow-up would see.

    year:  year of the programme that is measured, counted from 1.
    quiet: the last year with no effect.
    ripe:  the first year with the full effect; after `quiet`.
    full:  the full effect, in percentage points.
    error: standard error of one year's estimate, percentage points; above 0.

    Assumes growth in a straight line between `quiet` and `ripe`, and one look, at that year alone:
    nothing is gained from the years before. Raises ValueError for settings out of range.
    """
    if ripe <= quiet or error <= 0:
        raise ValueError(f"ripe must be after quiet and error above 0: {quiet}, {ripe}, {error}")
    reached = full * min(max((year - quiet) / (ripe - quiet), 0.0), 1.0)
    needed = FINDABLE * error
    enough = quiet + (ripe - quiet) * needed / full if needed <= full else float("inf")
    return Seen(reached, chance_significant(reached, error), enough)


def sentence(year: int, quiet: int, ripe: int, full: float, error: float) -> str:
    """What would be seen at one setting, in words; settings as in `seen_in`."""
    outcome = seen_in(year, quiet, ripe, full, error)
    when = (
        NEVER
        if outcome.enough == float("inf")
        else filled(WHEN, {"enough": _whole(outcome.enough)})
    )
    found = 100 * outcome.chance
    alarms = ALARMS if found < FEW else ""
    values = {**asdict(outcome), "year": year, "full": full, "found": found, "missed": 100 - found}
    return filled(SENTENCE, {**values, "when": when, "alarms": alarms})


def _whole(year: float) -> int:
    """The first whole year that is as late: nobody studies a tenth of one."""
    return math.ceil(year - 1e-9)


def _chance(size: str) -> str:
    """`chance_significant` as a Vega expression, for a size given as one, above 0."""
    return f"cumulativeNormal({size} / error - limit) + cumulativeNormal(-{size} / error - limit)"


def _expressions() -> dict[str, str]:
    """`seen_in` as Vega expressions, each of which may use those before it."""
    return {
        "limit": repr(SIGNIFICANT),
        "reached": "full * clamp((year - quiet) / (ripe - quiet), 0, 1)",
        "chance": _chance("reached"),
        "found": "100 * chance",
        "missed": "100 - found",
        "needed": f"{FINDABLE!r} * error",
        "enough": "ceil(quiet + (ripe - quiet) * needed / full - 1e-9)",
        "alarms": f"found < {FEW} ? {expression(ALARMS)} : ''",
        "when": (f"needed <= full ? {expression(WHEN)} : '{NEVER}'"),
    }


def exploration(
    *,
    year: int,
    quiet: int,
    ripe: int,
    full: float,
    error: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
    table: pd.DataFrame,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs; the five settings are where the controls start.

    table: from `settings_table`.
    """
    controls: dict[str, Control] = {
        "year": Slider("Year that is measured", 1, LONGEST, 1, year),
        "full": Slider("Full effect, per cent fewer admissions", 0.5, 10, 0.1, full),
        "quiet": Slider("Last year with no effect", 0, 3, 1, quiet, more=True),
        "ripe": Slider("First year with the full effect", 4, LONGEST, 1, ripe, more=True),
        "error": Slider(
            "How far chance moves one year's result, points (its standard error)",
            *(0.5, 3, 0.1, error),
            more=True,
        ),
    }

    twin = book_chart(
        _drawing(controls),
        headline="When would a study see an effect that grows slowly?",
        subtitle=subtitle,
        description=(
            "A curve of the chance of finding the effect starts near nought, climbs steeply in "
            "the middle years and levels off near certainty. A dot marks the year that is measured, "
            "low on the curve. A dashed line across marks four chances in five."
        ),
        source_ids=source_ids,
        note=note,
        table=table,
        readout=sentence(year, quiet, ripe, full, error),
        controls=controls,
    )
    return {"respond": sentence, "twin": twin, "controls": controls}


def settings_table(rows: Sequence[tuple[str, int, int, int, float, float]]) -> pd.DataFrame:
    """A few settings for a reader who cannot move the controls.

    rows: a name, then year, quiet, ripe, full and error as in `seen_in`.
    """
    outcomes = [seen_in(*settings) for _, *settings in rows]
    return pd.DataFrame(
        {
            "Setting": [row[0] for row in rows],
            "Year measured": [row[1] for row in rows],
            "Last year with no effect": [row[2] for row in rows],
            "First year with the full effect": [row[3] for row in rows],
            "Effect in that year, points": [round(outcome.reached, 2) for outcome in outcomes],
            "Chance of finding it, per cent": [
                round(100 * outcome.chance, 1) for outcome in outcomes
            ],
        }
    )


def _drawing(controls: dict[str, Control]) -> alt.LayerChart:
    across = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[0.5, LONGEST + 0.5], nice=False),
        axis=alt.Axis(
            values=list(range(1, LONGEST + 1)),
            labelExpr="(datum.value === 1 ? 'year ' : '') + datum.value",
            grid=False,
        ),
    )
    up = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[-0.18, 1.12], nice=False),  # with room for words under a low dot
        axis=alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1], tickCount=6, format=".0%"),
    )
    size = "full * clamp((datum.at - quiet) / (ripe - quiet), 0, 1)"

    def placed(rows: alt.Chart) -> alt.Chart:
        return rows.transform_calculate(size=size).transform_calculate(share=_chance("datum.size"))

    curve = placed(alt.Chart(alt.sequence(1, LONGEST + 0.01, 0.05, as_="at")))
    years = placed(alt.Chart(alt.sequence(1, LONGEST + 1, 1, as_="at")))
    dot = placed(one_row(start=0).transform_calculate(at="year")).transform_calculate(
        words="'year ' + year + ': ' + " + shown("datum.share", ".0%"),
    )
    bold = {"fontWeight": "bold", "fontSize": 15}
    line = one_row(share=0.8, words="four in five")
    layers = [
        level(line, up, ORANGE),
        *haloed(line, {"align": "right", "baseline": "top", "dy": 6}, x=alt.value("width"), y=up),
        curve.mark_line(color=NAVY, strokeWidth=2.5).encode(x=across, y=up),
        years.mark_point(size=40, filled=True, color=GREY, stroke=MUTED, opacity=1).encode(
            x=across, y=up
        ),
        dot.mark_point(size=140, filled=True, color=NAVY, opacity=1).encode(x=across, y=up),
        *haloed(
            dot.transform_filter("year <= 6"),
            {"align": "left", "baseline": "top", "dx": 10, "dy": 7, **bold},
            x=across,
            y=up,
        ),
        *haloed(
            dot.transform_filter("year > 6"),
            {"align": "right", "baseline": "bottom", "dx": 8, "dy": -9, **bold},
            x=across,
            y=up,
        ),
    ]
    return layered(layers, height=260, params=parameters(controls, _expressions(), SENTENCE))
