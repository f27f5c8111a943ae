"""How good does the best of many pilots look when nothing works?

Each site's true effect is drawn around a common one, and what it reports is that plus chance. The
best of many is then picked out and shown to everyone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from statistics import NormalDist

import altair as alt
import numpy as np
import pandas as pd

from joinedup.charts import book_chart
from joinedup.charts.controls import Control, Slider
from joinedup.charts.marks import haloed, layered, level, one_row
from joinedup.charts.theme import CHARCOAL, GREY, MUTED, NAVY, ORANGE, WHITE
from joinedup.labs import draws
from joinedup.labs.base_rate import in_words
from joinedup.labs.wording import filled, number, odds_in_words, parameters, shown

MOST_SITES = 100
RUNS = 100
STARTS = draws.starts(RUNS, MOST_SITES + 1)
STEPS = draws.steps(MOST_SITES + 1)  # the first for the best site's second result, then one a site
_NORMAL = NormalDist()
SENTENCE = (
    "Run {run:.0f}: of {sites:.0f} sites the best shows {first_words}. Measured again, the "
    "same site shows {again_words}. The average true fall is "
    "{effect:.0f}%. Over many runs the best site typically shows a fall of {best:.0f}%, and the chance "
    "that some site shows a fall of {claim:.0f}% or more is {odds}."
)


@dataclass(frozen=True)
class Best:
    """What the extreme sites show. Falls in per cent, a rise negative."""

    best: float  # the median of what the best site shows
    worst: float  # the median of what the worst site shows
    repeat: float  # what to expect of the best site, measured again
    chance: float  # that at least one site shows a fall of `claim` or more


def best_of(sites: int, noise: float, effect: float, differ: float, claim: float) -> Best:
    """The best and the worst of several pilots that are judged by a change in per cent.

    sites: how many are tried, from 1. noise: standard deviation of chance in one site's result,
    percentage points; above 0. effect: the average true fall, per cent. differ: standard deviation
    of the true falls between sites, percentage points (0: all alike). claim: a fall, per cent,
    whose chance of turning up somewhere is wanted.

    Results are independent and normal with variance noise^2 + differ^2, so the best of n stays
    below its median with chance 1/2 = F(x)^n (order statistics: David and Nagaraja, Order
    Statistics, 2003, section 2.1). A site's second result is expected at effect + (shown - effect)
    * differ^2 / (noise^2 + differ^2), which is regression to the mean. Raises ValueError for
    settings out of range.
    """
    if sites < 1 or noise <= 0 or differ < 0:
        raise ValueError(
            f"sites must be 1 or more, noise above 0, differ 0 or more: {sites}, {noise}, {differ}"
        )
    variance = noise**2 + differ**2
    reach = _NORMAL.inv_cdf(0.5 ** (1 / sites)) * math.sqrt(variance)
    short = _NORMAL.cdf((claim - effect) / math.sqrt(variance))  # one site falls short of the claim
    return Best(
        best=effect + reach,
        worst=effect - reach,
        repeat=effect + reach * differ**2 / variance,
        chance=1 - short**sites,
    )


def run_of(
    sites: int, noise: float, effect: float, differ: float, run: int
) -> tuple[list[float], float]:
    """One programme drawn by chance: every site's fall, the largest first, and the best one's again.

    Settings as in `best_of`; run: which one, from 1 to RUNS. Sorted uniform draws come straight from
    exponential ones, which are spaced by e / (sites left) (Renyi, Acta Mathematica Hungarica, 1953), so
    that nothing need be sorted on the page. Given what the best site showed, its true fall is normal
    around effect + (shown - effect) * differ^2 / variance with standard deviation differ * noise over
    the root of the variance (the normal distribution's own conditional).
    """
    start, deviation = STARTS[run - 1], math.sqrt(noise**2 + differ**2)
    falls, waited = [], 0.0
    for place, step in enumerate(STEPS[1 : int(sites) + 1]):
        waited -= math.log(1 - draws.uniform(start, step)) / (sites - place)
        falls.append(effect - deviation * _NORMAL.inv_cdf(1 - math.exp(-waited)))
    kept = differ**2 / deviation**2
    scatter = math.sqrt((differ * noise / deviation) ** 2 + noise**2)
    luck = _NORMAL.inv_cdf(draws.uniform(start, STEPS[0]))
    return falls, effect + (falls[0] - effect) * kept + scatter * luck


def simulate(
    sites: int, noise: float, effect: float, differ: float, *, programmes: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw whole programmes: what the best site of each shows, and shows again when repeated."""
    draw = np.random.default_rng(seed)
    true = effect + differ * draw.normal(size=(programmes, sites))
    first = true + noise * draw.normal(size=true.shape)
    again = true + noise * draw.normal(size=true.shape)
    which = first.argmax(axis=1)
    rows = np.arange(programmes)
    return first[rows, which], again[rows, which]


def chance_in_counts(admissions: float) -> float:
    """Noise, in percentage points, of a change between two years with this many admissions each.

    Admissions are taken as unrelated events: the log of the ratio of two equal Poisson counts has
    standard deviation sqrt(2 / count). Real counts vary more.
    """
    return 100 * math.sqrt(2 / admissions)


def _moved(fall: float) -> str:
    """A fall in words, to the nearest per cent; a negative one is a rise."""
    if round(abs(fall) + 1e-9) == 0:
        return "no change"
    return f"a {'fall' if fall > 0 else 'rise'} of {number(abs(fall), '.0f')}%"


_MOVED = (
    "format(abs({0}) + 1e-9, '.0f') === '0' ? 'no change' : "
    "({0} > 0 ? 'a fall of ' : 'a rise of ') + format(abs({0}) + 1e-9, '.0f') + '%'"
)


def sentence(
    sites: int, run: int, effect: float, differ: float, noise: float, *, claim: float
) -> str:
    """What the best site shows in one run and in most, in words; settings as in `run_of`."""
    outcome = best_of(int(sites), noise, effect, differ, claim)
    falls, again = run_of(int(sites), noise, effect, differ, int(run))
    words: dict[str, float | str] = {
        "first_words": _moved(falls[0]),
        "again_words": _moved(again),
        "odds": in_words(outcome.chance),
    }
    set_to = {"sites": sites, "run": run, "effect": effect, "claim": claim}
    return filled(SENTENCE, {**asdict(outcome), **words, **set_to})


def _expressions(claim: float) -> dict[str, str]:
    """`best_of` as Vega expressions, each of which may use those before it."""
    return {
        "claim": str(float(claim)),
        "deviation": "sqrt(noise * noise + differ * differ)",
        "reach": "quantileNormal(pow(0.5, 1 / sites)) * deviation",
        "best": "effect + reach",
        "starts": repr([list(start) for start in STARTS]),
        "start": "starts[run - 1]",
        "first": (
            "effect - deviation * quantileNormal("
            f"1 - exp(log(1 - {draws.expression('start', STEPS[1])}) / sites))"
        ),
        "first_words": _MOVED.format("first"),
        "again": (
            "effect + (first - effect) * differ * differ / (deviation * deviation) + "
            "sqrt(pow(differ * noise / deviation, 2) + noise * noise) * "
            f"quantileNormal({draws.expression('start', STEPS[0])})"
        ),
        "again_words": _MOVED.format("again"),
        "chance": "1 - pow(cumulativeNormal((claim - effect) / deviation), sites)",
        "odds": odds_in_words("chance"),
    }


def exploration(
    *,
    sites: int,
    noise: float,
    effect: float,
    differ: float,
    claim: float,
    subtitle: str,
    source_ids: Sequence[str],
    note: str,
    table: pd.DataFrame,
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs; the four settings are where the controls start.

    claim: a fall in per cent that somebody reported; table: from `settings_table`.
    """
    controls: dict[str, Control] = {
        "sites": Slider("Number of sites", 2, MOST_SITES, 1, sites),
        "run": Slider("Which run", 1, RUNS, 1, 1, again="Run again"),
        "effect": Slider("Average true fall, per cent", 0, 10, 1, effect),
        "differ": Slider("How far sites truly differ, percentage points", 0, 10, 1, differ, True),
        "noise": Slider(
            "How far chance moves one site's result, percentage points",
            *(1, 20, 1, noise),
            more=True,
        ),
    }

    twin = book_chart(
        _drawing(controls, claim),
        headline="What does the best of many pilots show?",
        subtitle=subtitle,
        description=(
            "A row of dots, one for each site, climbs unevenly from the best at the lower left to "
            "the worst at the upper right, most of them near the middle. The best dot is picked "
            "out, and a ring shows the same site measured again. A dashed line marks a fall that "
            "was claimed for one place."
        ),
        source_ids=source_ids,
        note=note,
        table=table,
        readout=sentence(sites, 1, effect, differ, noise, claim=claim),
        controls=controls,
    )
    return {"respond": partial(sentence, claim=claim), "twin": twin, "controls": controls}


def settings_table(
    rows: Sequence[tuple[str, int, float, float, float]], claim: float
) -> pd.DataFrame:
    """A few settings for a reader who cannot move the controls.

    rows: a name, then sites, noise, effect and differ as in `best_of`.
    """
    outcomes = [best_of(*settings, claim) for _, *settings in rows]  # type: ignore
    names = ["Setting", "Sites", "Chance, points", "True fall, per cent", "Sites differ by, points"]
    table = pd.DataFrame(rows, columns=names)
    table[names[2:]] = table[names[2:]].astype(float)
    return table.assign(
        **{
            "Best site, fall in per cent": [round(outcome.best, 1) for outcome in outcomes],
            "Best site repeated": [round(outcome.repeat, 1) for outcome in outcomes],
            f"Chance of a fall of {claim:.0f}% somewhere, per cent": [
                round(100 * outcome.chance, 1) for outcome in outcomes
            ],
        }
    )


_RANKS = range(1, MOST_SITES + 1)


def _drawing(controls: dict[str, Control], claim: float) -> alt.LayerChart:
    across = alt.X(
        "place:Q",
        scale=alt.Scale(domain=[-0.03, 1.03], nice=False),
        axis=alt.Axis(
            values=[0, 1],
            labelExpr="datum.value === 0 ? 'best site' : 'worst site'",
            labelAlign=alt.ExprRef("datum.value === 0 ? 'left' : 'right'"),
            grid=False,
        ),
    )
    up = alt.Y(
        "change:Q",
        scale=alt.Scale(domain=[-90, 90], nice=False),
        axis=alt.Axis(
            values=[-60, -30, 0, 30, 60],
            labelExpr="(datum.value === 0 ? '0' : format(datum.value, '+d')) + '%'",
        ),
    )
    rows = [{"rank": rank, **dict(zip("abc", STEPS[rank], strict=True))} for rank in _RANKS]
    ranks = (  # as `run_of`
        alt.Chart(pd.DataFrame(rows))
        .transform_filter("datum.rank <= sites")
        .transform_calculate(
            place="(datum.rank - 1) / (sites - 1)",
            wait=(
                f"-log(1 - {draws.expression('start', ('datum.a', 'datum.b', 'datum.c'))})"
                " / (sites - datum.rank + 1)"
            ),
        )
        .transform_window(waited="sum(wait)", sort=[alt.SortField("rank")], frame=[None, 0])
        .transform_calculate(change="-effect + deviation * quantileNormal(1 - exp(-datum.waited))")
    )
    best = ranks.transform_filter("datum.rank === 1").transform_calculate(
        words=(
            "'best of ' + sites + ': ' + (first >= 0 ? '\N{MINUS SIGN}' : '+') + "
            + shown("abs(first)", ".0f")
            + " + '%'"
        )
    )
    again = one_row(place=0).transform_calculate(change="-again")
    true = one_row(place=1).transform_calculate(
        change="-effect", words="'true average ' + (effect > 0 ? format(-effect, '+d') : '0') + '%'"
    )
    claimed = one_row(change=-claim, words=f"claimed for\none place:\n\N{MINUS SIGN}{claim:.0f}%")
    on_the_claim = "abs(first + 1 - claim) < 6"  # words beside the dot would stand on the line
    layers = [
        true.mark_rule(color=GREY, strokeWidth=2).encode(y=up),
        true.mark_text(align="right", baseline="top", dy=5, color=MUTED).encode(
            x=across, y=up, text="words:N"
        ),
        level(claimed, up, ORANGE),
        claimed.mark_text(align="right", baseline="top", dy=5, color=CHARCOAL).encode(
            x=alt.value("width"), y=up, text="words:N"
        ),
        ranks.mark_point(size=38, filled=True, color=NAVY, opacity=1).encode(x=across, y=up),
        again.mark_point(size=90, fill=WHITE, stroke=NAVY, strokeWidth=2, opacity=1).encode(
            x=across, y=up
        ),
        *haloed(
            again.transform_calculate(words="'again'"),
            {"align": "left", "baseline": "bottom", "dx": 4, "dy": -9},
            x=across,
            y=up,
        ),
        best.mark_point(size=120, filled=True, color=NAVY, stroke=WHITE, opacity=1).encode(
            x=across, y=up
        ),
        *haloed(
            best.transform_filter(f"!({on_the_claim})"),
            {"align": "left", "baseline": "middle", "dx": 14, "dy": 2, "fontWeight": "bold"},
            x=across,
            y=up,
        ),
        *haloed(
            best.transform_filter(on_the_claim).transform_calculate(change="-claim"),
            {"align": "left", "baseline": "top", "dx": 14, "dy": 6, "fontWeight": "bold"},
            x=across,
            y=up,
        ),
    ]
    return layered(layers, height=300, params=parameters(controls, _expressions(claim), SENTENCE))
