"""What size of effect can an evaluation see, and what does it report when it sees one?

An estimate is normal around the true difference with a known standard error, and counts as found
when it is significant at the usual five per cent, two-sided.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist

import altair as alt
import numpy as np
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Control, Slider
from joinedup.charts.marks import haloed, key, layered, one_row
from joinedup.charts.theme import GREY, MUTED, NAVY, ORANGE
from joinedup.labs.wording import filled, parameters, shown

_NORMAL = NormalDist()
SIGNIFICANT = _NORMAL.inv_cdf(0.975)  # standard errors from nought
AIM = 0.8  # the chance of finding an effect that planned studies usually ask for
FINDABLE = SIGNIFICANT + _NORMAL.inv_cdf(AIM)  # standard errors
SENTENCE = (
    "Say that the true difference is {effect:.1f} points, studied for {years:.0f} year{plural}. Of 100 "
    "such studies {chance:.0f} would find a difference, and {missed:.0f} would report none that is "
    "significant. Those that find one would report {reported:.1f} points on average. To be found by "
    "four studies in five, whatever the truth here, a difference would have to be {smallest:.1f} points."
)


@dataclass(frozen=True)
class Sight:
    """What a study of one size can see. Differences are in percentage points."""

    error: float  # the standard error of the study's estimate
    chance: float  # per cent: that the estimate is significant
    smallest: float  # the true difference found with chance AIM
    reported: float  # the average size of an estimate, given that it is significant


def standard_error(difference: float, p_value: float) -> float:
    """The standard error behind a difference and its two-sided p value, if the estimate is normal.

    In the unit of the difference; p_value is above 0 and below 1.
    """
    return abs(difference) / _NORMAL.inv_cdf(1 - p_value / 2)


def chance_significant(effect: float, error: float) -> float:
    """The probability that an estimate is significant, on either side of nought (power).

    effect: the true difference; error: the standard error, in the same unit and above 0.
    """
    distance = abs(effect) / error
    return _NORMAL.cdf(distance - SIGNIFICANT) + _NORMAL.cdf(-distance - SIGNIFICANT)


def sees(effect: float, one_year: float, years: int, memory: float) -> Sight:
    """What a study can see whose estimate is the average of `years` yearly ones.

    effect: the true difference in every year, percentage points. one_year: standard error of one
    year's estimate, percentage points; above 0. years: years averaged, from 1. memory: correlation
    between the errors of any two years, 0 to 1: areas that drift for reasons of their own stay
    adrift, and more years do not cure it.

    The error of the average is one_year * sqrt((1 + (years - 1) * memory) / years) (variance of a
    mean of equally correlated values). The average size of a significant estimate is the
    exaggeration of Gelman and Carlin (Perspectives on Psychological Science, 2014), in closed form
    from the mean of a normal distribution cut off at both sides. Raises ValueError for settings out
    of range.
    """
    if one_year <= 0 or years < 1 or not 0 <= memory <= 1:
        raise ValueError(
            f"one_year must be above 0, years 1 or more, memory 0 to 1: {one_year}, {years}, {memory}"
        )
    error = one_year * math.sqrt((1 + (years - 1) * memory) / years)
    distance = abs(effect) / error
    above, below = (
        _NORMAL.cdf(distance - SIGNIFICANT),
        _NORMAL.cdf(-distance - SIGNIFICANT),
    )
    size = distance * (above - below)
    size += _NORMAL.pdf(distance - SIGNIFICANT) + _NORMAL.pdf(distance + SIGNIFICANT)
    return Sight(error, 100 * (above + below), FINDABLE * error, error * size / (above + below))


def simulate(
    effect: float, one_year: float, years: int, memory: float, *, studies: int, seed: int
) -> tuple[float, float]:
    """Draw studies: the share found significant, per cent, and the average size those report."""
    draw = np.random.default_rng(seed)
    lasting = math.sqrt(memory) * draw.normal(size=(studies, 1))
    passing = math.sqrt(1 - memory) * draw.normal(size=(studies, years))
    estimates = effect + one_year * (lasting + passing).mean(axis=1)
    error = one_year * math.sqrt((1 + (years - 1) * memory) / years)
    found = np.abs(estimates) > SIGNIFICANT * error
    return float(100 * found.mean()), float(np.abs(estimates[found]).mean())


def sentence(effect: float, one_year: float, years: int, memory: float) -> str:
    """What the study can see at one setting, in words; settings as in `sees`."""
    outcome = asdict(sees(effect, one_year, int(years), memory))
    words = {"plural": "" if years == 1 else "s", "years": years, "effect": effect}
    return filled(SENTENCE, {**outcome, **words, "missed": 100 - outcome["chance"]})


def _expressions() -> dict[str, str]:
    """`sees` as Vega expressions, each of which may use those before it."""
    return {
        "limit": repr(SIGNIFICANT),
        "plural": "years > 1 ? 's' : ''",
        "error": "one_year * sqrt((1 + (years - 1) * memory) / years)",
        "distance": "effect / error",
        "above": "cumulativeNormal(distance - limit)",
        "below": "cumulativeNormal(-distance - limit)",
        "chance": "100 * (above + below)",
        "missed": "100 - chance",
        "smallest": f"{FINDABLE!r} * error",
        "reported": (
            "error * (distance * (above - below) + densityNormal(distance - limit) "
            "+ densityNormal(distance + limit)) / (above + below)"
        ),
    }


def exploration(
    *,
    effect: float,
    one_year: float,
    years: int,
    memory: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
    table: pd.DataFrame,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs; the four settings are where the controls start.

    table: from `settings_table`.
    """
    controls: dict[str, Control] = {
        "effect": Slider("True difference, percentage points fewer", 0, 6, 0.1, effect),
        "years": Slider("Years of data", 1, 10, 1, years),
        "one_year": Slider(
            "How far chance moves one year's result, points (its standard error)",
            *(0.5, 3, 0.1, one_year),
            more=True,
        ),
        "memory": Slider(
            "How much of that luck is still there the next year (0: none, 1: all)",
            *(0, 1, 0.1, memory),
            more=True,
        ),
    }

    twin = book_chart(
        _drawing(controls),
        headline="What would a hundred such studies report?",
        subtitle=subtitle,
        description=(
            "A heap of a hundred dots, one for each study, stands over the true difference. Those "
            "on the far side from nought, about two in three, are dark: they would be reported as "
            "a finding. The rest are pale. A diamond further out marks the difference that four "
            "studies in five would find."
        ),
        source_ids=source_ids,
        note=note,
        table=table,
        readout=sentence(effect, one_year, years, memory),
        controls=controls,
    )
    return {"respond": sentence, "twin": twin, "controls": controls}


def settings_table(rows: Sequence[tuple[str, float, float, int, float]]) -> pd.DataFrame:
    """A few settings for a reader who cannot move the controls.

    rows: a name, then effect, one_year, years and memory as in `sees`.
    """
    outcomes = [sees(*settings) for _, *settings in rows]  # type: ignore[arg-type]
    return pd.DataFrame(
        {
            "Setting": [row[0] for row in rows],
            "True difference, points": [round(float(row[1]), 2) for row in rows],
            "Years": [row[3] for row in rows],
            "Standard error, points": [round(outcome.error, 2) for outcome in outcomes],
            "Chance of finding it, per cent": [round(outcome.chance, 1) for outcome in outcomes],
            "Smallest found four times in five, points": [
                round(outcome.smallest, 1) for outcome in outcomes
            ],
            "Reported when found, points": [round(outcome.reported, 1) for outcome in outcomes],
        }
    )


def _drawing(controls: dict[str, Control]) -> alt.LayerChart:
    across = alt.X(
        "at:Q",
        scale=alt.Scale(domain=[-12, 6], nice=False),
        axis=alt.Axis(
            values=[-12, -9, -6, -3, 0, 3, 6],
            labelExpr="datum.value > 0 ? format(datum.value, '+d') : format(datum.value, 'd')",
            grid=False,
        ),
    )
    up = alt.Y("height:Q", axis=None, scale=alt.Scale(domain=[-2, 16], nice=False))
    ground = alt.Y2Datum(0)
    # A quantile dot plot (Kay and others, CHI, 2016): a hundred studies that stand for all.
    studies = (
        alt.Chart(alt.sequence(1, 101, 1, as_="rank"))
        .transform_calculate(estimate="-effect + error * quantileNormal((datum.rank - 0.5) / 100)")
        .transform_calculate(
            heap="round((datum.estimate + effect) * 4 / error)",
            found="abs(datum.estimate) > limit * error",
        )
        .transform_calculate(at="-effect + datum.heap * error / 4")
        .transform_window(height="row_number()", groupby=["heap"], sort=[alt.SortField("rank")])
    )
    nought = one_row(
        at=0, height=11.4, words="no difference"
    )  # below the truth's words and the key
    truth = one_row(height=11.6).transform_calculate(
        at="-effect", words="'truth: ' + format(effect, '.1f') + ' fewer'"
    )
    smallest = one_row(height=-0.7).transform_calculate(
        at="-smallest", words="'four in five would find ' + " + shown("smallest", ".1f")
    )
    shades, _ = key([("circle", NAVY, "finds a difference"), ("circle", GREY, "“not significant”")])
    layers = [
        *shades,
        studies.mark_point(size=30, filled=True, opacity=1).encode(
            x=across, y=up,
            color=alt.condition("datum.found", alt.value(NAVY), alt.value(GREY)),
        ),
        nought.mark_rule(color=MUTED, strokeDash=[3, 3]).encode(x=across, y=up, y2=ground),
        nought.mark_text(align="left", baseline="top", dx=5, color=MUTED).encode(
            x=across, y=up, text="words:N"
        ),
        *haloed(truth, {"baseline": "bottom", "fontWeight": "bold", "dy": -2}, x=across, y=up),
        smallest.mark_point(shape="diamond", size=90, filled=True, color=ORANGE, opacity=1).encode(
            x=across, y=up
        ),
        *haloed(
            smallest.transform_calculate(
                at="max(-smallest, -6.3)"  # or its words would leave a phone's plot
            ),
            {"baseline": "top", "dy": 7},
            x=across,
            y=up,
        ),
    ]  # fmt: skip
    return layered(layers, height=320, params=parameters(controls, _expressions(), SENTENCE))
