"""Which four pictures does a council's page show? Its delays, what was expected, chance, and its like.

Each is a `Still` made from a `Profile`. A headline says what was found and nothing about why, or whether
that is welcome; every place is drawn in the same colour whichever side of a line it lies.
"""

from __future__ import annotations

import math
from functools import cache

import pandas as pd

from joinedup.charts.stills import LEFT, Mark, Plot, Still, nice_ticks
from joinedup.charts.theme import CHARCOAL, GREY, NAVY, ORANGE, PALE_NAVY, PLUM, TEAL
from joinedup.evidence.council_profile import (
    NINETY_FIVE,
    NINETY_NINE,
    CareHomes,
    Profile,
    funnel,
    luck_alone,
    outside_luck,
    sources_of,
)
from joinedup.evidence.councils import EXPECTED_RATE, FIRST_MONTH
from joinedup.evidence.periods import say_period

PARTS = {
    "nhs": ("put down to the NHS", NAVY),
    "social_care": ("to social care", TEAL),
    "both": ("to both", PLUM),
}
_ADMISSIONS_OF = {"2018/19": "nhsdigital2019ascof", "2019/20": "nhsdigital2020ascofcouncils"}
_BY_RESIDENTS = (
    "Admissions of people 65+ to care homes, per 100,000 of that age, by residents of 65+, {}"
)
_CHANCE = (
    Mark("line", CHARCOAL, "chance, 95 in 100"),
    Mark("dashes", CHARCOAL, "chance, 99.8 in 100"),
)
_FEWEST, _MOST = 4_000, 400_000  # residents of 65 and over at the ends of the funnel
_ABOUT_DAYS = (
    "Days are counted by the council responsible, wherever the hospital. A day's delay is put down to "
    "the NHS, to social care or to both by agreement between them. The counting ended in February 2020."
)


def all_of(found: Profile) -> list[Still]:
    """The four pictures of a council's page, in their order."""
    return [delays_by_year(found), months_and_expected(found), care_homes(found), its_like(found)]


def year(words: str) -> str:
    """A financial year as the book prints it: "2018-19" for "2018/19"."""
    return words.replace("/", "-")


def a_few(number: float) -> str:
    """A number of people on an average day, as precise as it can be meant."""
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


def delays_by_year(found: Profile) -> Still:
    """Patients on an average day, by year and by whom the delay was put down to."""
    delays = found.delays
    a_day = delays[list(PARTS)].mul(delays["patients_a_day"] / delays["total"], axis=0)
    ticks = nice_ticks(float(delays["patients_a_day"].max()))
    plot = Plot((-0.6, len(delays) - 0.4), (0, ticks[-1]), 170)
    plot.rules(ticks)
    for place, (_, row) in enumerate(a_day.iterrows()):
        floor = 0.0
        for part, (_, colour) in PARTS.items():
            plot.column(place, 0.7, floor, floor + row[part], colour)
            floor += row[part]
    plot.marks_below(
        [(place, str(when)[2:].replace("/", "-")) for place, when in enumerate(delays.index)]
    )
    last = delays.index[-1]
    table = delays.reset_index().rename(
        columns={
            "year": "Year",
            "nhs": "Days put down to the NHS",
            "social_care": "Days put down to social care",
            "both": "Days put down to both",
            "total": "All delayed days",
            "patients_a_day": "Patients on an average day",
        }
    )
    table["Year"] = table["Year"].map(year)
    return Still(
        drawing=plot.drawing,
        height=plot.height,
        key=tuple(Mark("square", colour, words) for words, colour in PARTS.values()),
        headline=f"About {a_few(delays.loc[last, 'patients_a_day'])} patients a day waited to leave "
        f"hospital in {year(str(last))}",
        subtitle=f"Patients delayed on an average day, {found.name}, by financial year",
        description=(
            f"Eight columns, one a year, each in three parts. They stand at "
            f"{', '.join(a_few(value) for value in delays['patients_a_day'])}."
        ),
        source_ids=sources_of("delayed_days_by_year"),
        note=_ABOUT_DAYS,
        table=table.round(1),
    )


def months_and_expected(found: Profile) -> Still:
    """Each month's rate, what was expected in July 2017, and where a month usually lay before."""
    months, later = found.months, found.months_after
    rates = months["rate"]
    expected = found.expected
    ticks = nice_ticks(max(float(rates.max()), found.usual.high, expected))
    plot = Plot((0, len(rates) - 1), (0, ticks[-1]), 180)
    places = {str(month): place for place, month in enumerate(rates.index)}
    first = places[FIRST_MONTH]
    plot.band(first - 12, first - 1, found.usual.low, found.usual.high, PALE_NAVY)
    plot.rules(ticks)
    plot.line(list(enumerate(rates)), NAVY, width=1.5)
    start = places["2017-07"]
    plot.level(expected, start, len(rates) - 1, ORANGE, "6 3")
    plot.marks_below(
        [(places[f"{when}-04"], f"Apr {when % 100}") for when in (2011, 2013, 2015, 2017, 2019)]
    )
    under = int((later["rate"] <= expected).sum())
    table = pd.DataFrame(
        {
            "Month": [say_period(str(month)) for month in later.index],
            "Delayed days": later["total"],
            "Rate": later["rate"].round(1),
            "Expected at most": round(expected, 1),
        }
    )
    return Still(
        drawing=plot.drawing,
        height=plot.height,
        key=(
            Mark("line", NAVY, "each month"),
            Mark("dashes", ORANGE, f"expected at most from July 2017: {expected:.1f}"),
            Mark("square", PALE_NAVY, "where a month usually lay in the year to January 2017"),
        ),
        headline=f"Delays were at or under what was expected in {under} of {len(later)} later months",
        subtitle=f"Delayed days per 100,000 adults a day, {found.name}, April 2011 to February 2020",
        description=(
            f"A line of months that moves between {rates.min():.1f} and {rates.max():.1f}. A dashed level "
            f"line at {expected:.1f} runs from July 2017. A pale band over the year before shows where a "
            f"month usually lay: {found.usual.low:.1f} to {found.usual.high:.1f}."
        ),
        source_ids=(*sources_of("delayed_days_monthly", "population"), "lgc2017dtocthird"),
        note=(
            "What was expected is worked out by the published rule: its own rate of February 2017, or "
            f"{EXPECTED_RATE} where that was higher. It is the rate of health and social care together, "
            "over the adults of mid-2016, and not the other number that councils were sent for social "
            "care alone. It was set for 2017-18. One month tells little: in the picture a band of three "
            "sigma of the differences between neighbouring months shows where one usually lay."
        ),
        table=table,
    )


def care_homes(found: Profile) -> Still:
    """A funnel: every council's rate of admissions by its residents of 65 and over."""
    year_of, england, rates = found.care_homes
    rate, people = (float(rates[name][found.ons]) for name in ("rate", "residents"))
    alike = rates.reindex(found.similar.index).dropna()
    plot = _funnel_plot(float(rates["rate"].max()))
    plot.parts.append(_every_council(england, tuple(rates.itertuples(index=False, name=None))))
    for height, residents in alike.itertuples(index=False):
        plot.dot(math.log(residents), height, 4.5, CHARCOAL, ring=True)
    plot.dot(math.log(people), rate, 6, NAVY)
    inner, outer = (funnel(england, people, z) for z in (NINETY_FIVE, NINETY_NINE))
    where = "inside" if outer.low <= rate <= outer.high else "outside"
    when = year(year_of)
    shown = pd.concat([rates.loc[[found.ons]], alike])
    table = pd.DataFrame(
        {
            "Council": [found.name, *found.similar.loc[alike.index, "name"]],
            "Rate": shown["rate"],
            "Residents 65+": shown["residents"].astype(int),
            "Chance alone, 95 in 100": [
                "{:.0f} to {:.0f}".format(*funnel(england, older)) for older in shown["residents"]
            ],
        }
    )
    table.loc[len(table)] = ["England", round(england, 1), int(rates["residents"].sum()), None]
    return Still(
        drawing=plot.drawing,
        height=plot.height,
        key=_among(
            found,
            "similar councils",
            Mark("dot", GREY, "all others"),
            *_CHANCE,
        ),
        headline=f"Care home admissions in {when} lay {where} what chance around England's rate gives",
        subtitle=_BY_RESIDENTS.format(when),
        description=(
            f"Dots for {len(rates)} councils between lines that open to the left, where residents are "
            f"few. {found.name} is at {rate:.0f}; chance around England's rate of {england:.0f} "
            f"would give a council of its size {inner.low:.0f} to {inner.high:.0f} in 95 of 100 years."
        ),
        source_ids=(_ADMISSIONS_OF[year_of], *sources_of("population")),
        note=(
            "The lines say what luck alone would do if every council had England's rate. Outside is not a "
            "verdict: residents, homes and ways of counting differ too. People whose long-term needs were "
            "met by admission, with a council's support."
        ),
        table=table,
    )


def _among(found: Profile, alike: str, *others: Mark) -> tuple[Mark, ...]:
    """The key of a picture that shows a council among those like it."""
    return (Mark("dot", NAVY, found.name), Mark("ring", CHARCOAL, alike), *others)


def _funnel_plot(highest: float) -> Plot:
    return Plot((math.log(_FEWEST), math.log(_MOST)), (0, nice_ticks(highest)[-1]), 200)


def luck_and_what_happened(homes: CareHomes) -> Still:
    """Every council's rate beside what one draw of luck alone would have given it, by residents."""
    happened, drawn = homes.rates["rate"], luck_alone(homes)
    when = year(homes.year)
    apart = "further" if happened.std() > drawn.std() else "no further"
    plot = _funnel_plot(float(happened.max()))
    places = list(zip(map(math.log, homes.rates["residents"]), drawn, strict=True))
    plot.parts.append(
        _every_council(homes.england, tuple(homes.rates.itertuples(index=False, name=None)))
    )
    plot.dots(places, 2.5, ORANGE)
    outside = {"what happened": happened, "luck alone": drawn}
    table = pd.DataFrame(
        [
            [words, f"{rates.min():,.0f}", f"{rates.max():,.0f}", round(rates.std()), of]
            for words, rates in outside.items()
            for of in [outside_luck(homes, rates)]
        ],
        columns=["", "Lowest rate", "Highest rate", "Standard deviation", "Outside 95 in 100"],
    )
    return Still(
        drawing=plot.drawing,
        height=plot.height,
        key=(
            Mark("dot", GREY, "what happened"),
            Mark("dot", ORANGE, "luck alone, one draw"),
            *_CHANCE,
        ),
        headline=f"Luck alone spreads {len(drawn)} councils out; in {when} they lay {apart} apart",
        subtitle=_BY_RESIDENTS.format(when),
        description=(
            f"Two clouds of {len(drawn)} dots between lines that open to the left, where residents are "
            f"few. Dots of luck alone run from {drawn.min():,.0f} to {drawn.max():,.0f}, all but "
            f"{outside_luck(homes, drawn)} between the lines; dots of what happened run from "
            f"{happened.min():,.0f} to {happened.max():,.0f}, "
            f"{outside_luck(homes, happened)} of them beyond."
        ),
        source_ids=(_ADMISSIONS_OF[homes.year], *sources_of("population")),
        note=(
            f"Luck alone: a count drawn for each council as if all had England's rate of "
            f"{homes.england:.0f}, by a fixed seed. What lies beyond luck has no one reason: residents, "
            "homes, money and ways of counting differ, and nothing here tells them apart."
        ),
        table=table,
    )


@cache
def _every_council(england: float, rates: tuple[tuple[float, float], ...]) -> str:
    """What the funnels of all councils have in common: limits, axes and each council's dot."""
    highest = max(rate for rate, _ in rates)
    plot, top = _funnel_plot(highest), nice_ticks(highest)[-1]
    plot.rules(nice_ticks(highest))
    low, high = math.log(_FEWEST), math.log(_MOST)
    steps = [low + (high - low) * step / 40 for step in range(41)]
    for z, dashes in ((NINETY_FIVE, ""), (NINETY_NINE, "5 3")):
        limits = [funnel(england, math.exp(step), z) for step in steps]
        for side in (0, 1):
            heights = [limit[side] if limit[side] <= top else math.nan for limit in limits]
            plot.line(list(zip(steps, heights, strict=True)), CHARCOAL, width=1, dashes=dashes)
    plot.dots([(math.log(people), rate) for rate, people in rates], 2, GREY)
    plot.marks_below([(math.log(n), f"{n:,}") for n in (5_000, 20_000, 80_000, 300_000)])
    return plot.drawing


def its_like(found: Profile) -> Still:
    """Delays of the council and of its ten similar ones, by year, as dots."""
    rates = found.rates
    ticks = nice_ticks(float(rates.to_numpy().max()))
    rows = list(rates.index)
    plot = Plot((0, ticks[-1]), (-0.6, len(rows) - 0.4), 44 * len(rows))
    for place, when in enumerate(reversed(rows)):
        at = plot.y(place)
        plot.words(year(str(when))[2:], LEFT - 1.2, at + 4.5, anchor="end")
        plot.band(0, ticks[-1], place - 0.02, place + 0.02)
        plot.tick(float(found.england_rates[when]), place, 0.3, CHARCOAL)
        for value in rates.loc[when].drop(found.ons):
            plot.dot(float(value), place, 4.5, CHARCOAL, ring=True)
        plot.dot(float(rates.loc[when, found.ons]), place, 6, NAVY)
    plot.marks_below([(tick, f"{tick:,g}") for tick in ticks])
    last = rows[-1]
    others = rates.loc[last].drop(found.ons)
    table = rates.T.round(1)
    table.columns = [year(str(when)) for when in table.columns]
    names = [found.name, *found.similar["name"]]
    table.insert(0, "Council", names)
    table.loc["England"] = ["England", *found.england_rates[rows].round(1)]
    return Still(
        drawing=plot.drawing,
        height=plot.height,
        key=_among(found, "ten similar councils", Mark("tick", CHARCOAL, "England")),
        headline=(
            f"Ten similar councils had rates from {others.min():.1f} to {others.max():.1f}; here it was "
            f"{rates.loc[last, found.ons]:.1f}"
        ),
        subtitle="Delayed days per 100,000 adults a day, by financial year; the headline is of 2018-19",
        description=(
            f"Four rows of dots, one a year. {found.name} is the filled dot: "
            + ", ".join(f"{rates.loc[when, found.ons]:.1f} in {year(str(when))}" for when in rows)
            + ". Rings for ten similar councils lie to both sides or to one, with a stroke for England."
        ),
        source_ids=sources_of("delayed_days_by_year", "population"),
        note=(
            "Similar in residents, not in hospitals or homes. Being alike on these measures says little "
            "about delays: rates spread almost as widely about the mean of similar councils as about "
            "England's."
        ),
        table=table.reset_index(drop=True),
    )
