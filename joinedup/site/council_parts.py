"""What does each part about a council say, on its page and on paper? Markdown, and tables as words.

Nothing here ranks anybody, gives a cause or fills a blank: tests/test_council_pages.py reads what is made
of these parts for every council.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from joinedup.charts.council_stills import year
from joinedup.evidence import council_profile as profiles
from joinedup.evidence import councils as sums
from joinedup.evidence import data
from joinedup.evidence.citations import short_citation
from joinedup.evidence.council_profile import Profile
from joinedup.evidence.numbers import format_value
from joinedup.evidence.periods import say_period
from joinedup.evidence.text import as_markdown
from joinedup.site.council_words import KINDS, LUCK, each

UNKNOWN = "not known"
OPENING = "What was asked here, what happened, and how little that proves."
REASONS = {
    "assessment": "an assessment to be completed",
    "public_funding": "public funding",
    "further_nhs_care": "further NHS care that is not acute",
    "residential_home": "a place in a residential home",
    "nursing_home": "a place in a nursing home",
    "home_care_package": "a care package at home",
    "equipment": "equipment or adaptations at home",
    "patient_family_choice": "the choice of patient or family",
    "disputes": "a dispute to be settled",
    "housing": "housing",
    "other": "other reasons",
}
MEASURES = {  # the weights of joinedup.evidence.councils, in words
    "percent_65plus": "share of residents aged 65 and over",
    "log_people_per_sq_km": "people per square kilometre (logarithm)",
    "percent_of_65plus_aged_85plus": "share of those aged 65 and over who are 85 and over",
    "deprivation_score_2015": "deprivation score of 2015",
    "older_people_income_deprivation_2015": "income deprivation of older people, 2015",
    "log_people_65plus": "number of residents aged 65 and over (logarithm)",
}


class Listing(NamedTuple):
    """A table as words: its cells are text, and the first of a row heads it."""

    caption: str
    columns: tuple[str, ...]
    rows: list[list[str]]


def facts(found: Profile) -> dict[str, str]:
    """Where the council is and who lives there: {what: the fact}."""
    traits = found.traits
    return {
        "Kind": f"{KINDS[found.kind]}, {found.region}",
        "Residents": f"{found.residents[2019]:,} in mid-2019, {found.residents[2011]:,} in mid-2011",
        "Aged 65 and over": f"{traits['percent_65plus']:.1f}% in mid-2015 "
        f"({traits['people_65plus']:,} people), of whom "
        f"{traits['percent_of_65plus_aged_85plus']:.1f}% were 85 and over",
        "Density": f"{traits['people_per_sq_km']:,.0f} people per square kilometre in mid-2015",
        "Deprivation": f"a score of {traits['deprivation_score_2015']:.1f} in the Indices of 2015, where "
        "a higher score means more deprived",
        "STP of 2017": _stps(found),
    }


def _stps(found: Profile) -> str:
    stps = found.stps
    if not found.split:
        return str(stps["stp"].iloc[0])
    parts = [
        f"{row.stp} ({row.share_of_council:.0%} of residents)"
        for row in each(stps)
        if row.share_of_council >= 0.005
    ]
    return f"divided: {'; '.join(parts)}"


def waiting(found: Profile) -> str:
    """What a delayed transfer is, and in how many months there is no row."""
    no_row = int(found.months["no_row"].sum())
    said = (
        "A patient who is ready to leave and still in a hospital bed is a delayed transfer of care. "
        "The days below are those for which this council was the one responsible."
    )
    if no_row:
        said += (
            f" In {no_row} of {len(found.months)} months the official workbook has no row for it; those "
            "months are read as no delays."
        )
    return said


def reasons(found: Profile) -> Listing:
    """What patients waited for, the most days first."""
    years = profiles.REASON_YEARS
    whole = found.reasons.sum()
    return Listing(
        f"What patients waited for: delayed days, {year(years[0])} to {year(years[-1])} added together",
        ("Waiting for", "Days", "Share of days"),
        [
            [_sentence(REASONS[str(name)]), f"{days:,.0f}", _percent(days, whole)]
            for name, days in found.reasons.items()
            if days
        ],
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if part / whole >= 0.005 else "under 1%"


def expected(found: Profile) -> str:
    """What July 2017 asked, and in how many months it was so."""
    february = found.months["rate"][sums.FIRST_MONTH]
    later = found.months_after
    under = int((later["rate"] <= found.expected).sum())
    asked = (
        f"At {february:.1f} delayed days per 100,000 adults a day in February 2017, the area was at or "
        f"above {sums.EXPECTED_RATE}, so it was expected to reach {sums.EXPECTED_RATE}."
        if february >= sums.EXPECTED_RATE
        else f"At {february:.1f} delayed days per 100,000 adults a day in February 2017, the area was "
        f"under {sums.EXPECTED_RATE}, so it was expected to stay where it was."
    )
    return (
        f"In July 2017 every area was given a number. {asked} It was at or under that in {under} of the "
        f"{len(later)} months from August 2017 to February 2020. "
        "New money and the number came to every area at once, and none was left out to compare with, so "
        "nothing here says what moved the days."
    )


def cut_asked(found: Profile) -> str:
    """The cut asked of every plan for 2015-16, and the estimate here or around here."""
    least = format_value(-data.row("figures", "b057")["value"], "percent")
    asked = f"[at least {least}](../../data/figures.csv#b057)"
    said = [
        f"Every plan for 2015-16 was asked to expect {asked} fewer unplanned admissions.",
        "What each council's own plan said is not in this book, apart from the few in which it was read."
        if found.promises_of_its_own.empty
        else "What was read of its own plans and results is below.",
    ]
    here = "here" if found.plain else "around here"
    share = round(found.admissions["share_inside"][profiles.AFTER] * 100)
    if found.change is None:
        said.append(
            "No change can be given: a trust sent no return for some months of 2014-15, so that year's "
            "estimate is too low."
        )
    else:
        change = found.change
        moved = "rise" if change.percent > 0 else "fall"
        said.append(
            f"The estimate {here} is a {moved} of {abs(change.percent):.1f}% from 2014-15 to 2015-16. "
            f"Chance alone moves a count of this size by up to {change.by_chance:.1f}% either way in 95 "
            "of 100 years."
        )
    if not found.plain:
        said.append(
            "It is of the wider area: commissioners with nine in ten of their residents inside the council "
            f"bought {share}% of these admissions, and {profiles.PLAIN}% would be needed to say “here”."
        )
    return " ".join(said)


HOW_ADMISSIONS_ARE_ESTIMATED = (
    "Each commissioner's count is shared out by where its residents live. Admissions that NHS England "
    "bought itself are left out. Levels do not match councils' own returns."
)


def admissions(found: Profile) -> Listing:
    """The estimate of unplanned admissions, year by year."""
    rows = []
    before = None
    for when, row in found.admissions.iterrows():
        notes = []
        if row["understated"]:
            notes.append("too low: a trust sent no return for some months")
        elif before and abs(row["admissions"] / before - 1) * 100 > profiles.STEEP:
            notes.append("a step this steep looks like a change in recording")
        if row["share_inside"] * 100 < profiles.PLAIN - 0.5:
            notes.append("around here")
        before = None if row["understated"] else row["admissions"]
        rows.append(
            [
                year(str(when)),
                f"{row['admissions']:,.0f}",
                f"{row['per_1000_residents']:.0f}",
                "; ".join(notes),
            ]
        )
    return Listing(
        "Unplanned admissions, our estimate",
        ("Year", "Admissions", "Per 1,000 residents", "Note"),
        rows,
    )


def money(found: Profile) -> str:
    """What net spending is, and what came from the NHS and the Fund."""
    income = found.nhs_income
    said = [
        "Net spending on adult social care is what the council itself had to find. It is net of income, "
        "so money passed over by the NHS lowers it. Prices are put on one footing with the GDP deflator.",
        "In 2014-15, the year before the Better Care Fund, the council had "
        f"{_k(income['income_from_nhs_k'])} from the NHS and "
        f"{_k(income['income_joint_arrangements_k'])} from joint arrangements.",
    ]
    fund = found.fund_income.dropna()
    if fund.empty:
        said.append(
            "It left blank the voluntary line for income from the Fund in 2015-16 and 2016-17."
        )
    else:
        told = " and ".join(f"{_k(amount)} in {year(str(when))}" for when, amount in fund.items())
        said.append(
            f"In the voluntary line for income from the Fund it entered {told}"
            + ("." if len(fund) == 2 else "; the other year is blank.")
        )
    return " ".join(said)


def _k(thousands: float) -> str:
    """A sum in thousands of pounds, in words."""
    if pd.isna(thousands):
        return "an amount that is not known"
    return "nothing" if thousands == 0 else format_value(round(thousands / 1000, 1), "GBP_m")


def spending(found: Profile) -> Listing:
    """Net spending on adult social care, year by year."""
    rows = []
    for when, row in found.spending.iterrows():
        known = not pd.isna(row["net_k"])
        rows.append(
            [
                year(str(when)),
                f"£{row['real_per_resident']:,.0f}" if known else UNKNOWN,
                f"£{row['per_resident']:,.0f}" if known else UNKNOWN,
                f"£{row['net_k'] / 1000:,.1f}m" if known else UNKNOWN,
                "a third party's extract" if row["origin"] == "bbc_extract" else "",
            ]
        )
    return Listing(
        "Net current spending on adult social care",
        (
            "Year",
            f"For each resident, {year(profiles.PRICES)} prices",
            "In cash",
            "Total, cash",
            "Note",
        ),
        rows,
    )


def care(found: Profile) -> str:
    """How the two measures of care homes and of 91 days are to be read."""
    said = [
        "Two measures of what followed a stay in hospital or a crisis at home. The number of people "
        "behind the second is not in the table, and in a small group a few people move it far.",
    ]
    if found.former:
        named = ", ".join(found.former[:-1]) + f" and {found.former[-1]}"
        said.append(
            f"Before April 2019 the area was that of {as_markdown(named)}. Their rates stand apart, "
            "because rates cannot be added together."
        )
    said.append(
        "Single years are given as levels: a step between two of them may be no more than chance."
    )
    return " ".join(said)


def outcomes(found: Profile) -> Listing:
    """Care home admissions, and people at home after 91 days, year by year."""
    rows = []
    for row in each(found.outcomes):
        counted = not pd.isna(row.people)
        rows.append(
            [
                year(row.year) + ("" if row.place == found.name else f", {row.place}"),
                UNKNOWN if pd.isna(row.care_homes) else f"{row.care_homes:,.0f}",
                f"{row.people:,.0f}" if counted else UNKNOWN,
                f"{row.low:,.0f} to {row.high:,.0f}" if counted else UNKNOWN,
                UNKNOWN if pd.isna(row.at_home) else f"{row.at_home:.0f}%",
            ]
        )
    return Listing(
        "Care homes, and at home 91 days after hospital and reablement",
        (
            "Year",
            "Admissions to care homes per 100,000 aged 65 and over",
            "People, worked out",
            "Range of chance",
            "At home after 91 days",
        ),
        rows,
    )


def programmes(found: Profile) -> str:
    """Programmes that named the area, and those of which no record is held."""
    lines = []
    named = found.programmes
    rows = list(each(named))
    for key, words in profiles.PROGRAMMES.items():
        for row in (row for row in rows if row.programme == key):
            part = (
                "" if row.cover == "whole" else f", for {row.share_of_council:.0%} of its residents"
            )
            source = cited(row.source_id)
            lines.append(
                f"- {_sentence(words)} named {as_markdown(row.area_named)} in "
                f"{as_markdown(say_period(row.wave))}{part} ({source})."
            )
    absent = [
        words
        for key, words in profiles.PROGRAMMES.items()
        if key not in {row.programme for row in rows}
    ]
    said = "\n".join(lines)
    if absent:
        told = " or ".join([", ".join(absent[:-1]), absent[-1]] if len(absent) > 1 else absent)
        said += (
            f"\n\nWe hold no record of {told} naming this area. The lists are incomplete, so that proves "
            "nothing. Of the vanguards no full list could be read."
        )
    return said.strip()


def about_promises(found: Profile) -> str:
    """Whose the promises are."""
    if found.promises_of_its_own.empty:
        return (
            "This is a promise of a wider area that holds the council, and not the council's own. Which "
            "part of it was meant for here is not known."
        )
    return (
        "Where a row names the council, it is of the council or was asked of it by name. What became of "
        "it is judged by [the book's rules](/chapters/reference/how-to-read.md)."
    )


class Promise(NamedTuple):
    """A promise or a result held for the area, and how it was judged."""

    figure_id: str
    words: str
    whose: str
    verdict: str
    doubt: str
    why: str


def promises(found: Profile) -> list[Promise]:
    """What is held for the area, with what became of each."""
    whose = {"whole": "the council", "group": "a group of councils", "stp": "the STP around it"}
    return [
        Promise(
            row.figure_id,
            row.promise,
            whose[row.cover],
            row.verdict,
            row.doubt,
            f"{row.rule} {row.note}".strip(),
        )
        for row in each(found.promises)
    ]


PROMISES = "Promises and results held for the area"
PROMISE_COLUMNS = ("Promise or result", "Of", "What became of it", "Why, and a caution")
NOT_JUDGED = "a result without a target"


_WEIGHTS = "; ".join(f"{MEASURES[str(key)]}, {weight:g}" for key, weight in sums.WEIGHTS.items())
LIKENESS = (
    f"Measures of {sums.MATCH_YEAR} and their weights: {_WEIGHTS}. "
    "No result counts towards likeness."
)


def about_similar(found: Profile) -> str:
    """What the ten similar councils are, and by which measures."""
    said = [
        "These are the councils most like it in their residents, and in nothing else. They are context, "
        "not a target."
    ]
    if found.poorly_matched:
        said.append(
            f"**It is poorly matched.** No council in England is much like {as_markdown(found.name)}, so "
            "read the ten with care."
        )
    return " ".join(said)


def similar(found: Profile) -> Listing:
    """The ten similar councils, the nearest first."""
    return Listing(
        "Ten similar councils, the nearest first",
        ("Council", "Distance", "Aged 65 and over", "People per sq km", "Deprivation score"),
        [
            [
                row.name,
                f"{row.distance:.2f}",
                f"{row.percent_65plus:.1f}%",
                f"{row.people_per_sq_km:,.0f}",
                f"{row.deprivation_score_2015:.1f}",
            ]
            for row in each(found.similar)
        ],
    )


def questions(found: Profile) -> str:
    """Two or three questions to ask locally."""
    most = REASONS[str(found.reasons.index[0])]
    asked = [
        f"More delayed days here were spent waiting for {most} than for anything else. Who could shorten "
        "that wait, and what count would show within a year that they had?"
    ]
    if found.split:
        asked.append(
            "The area was divided between several STPs. Which of their plans did the council answer to, "
            "and for which residents?"
        )
    elif not found.plain:
        asked.append(
            "Admissions are counted by commissioners that reach beyond the council. Whose count would "
            "tell the residents of this council anything?"
        )
    else:
        asked.append(
            "What number did the area's own plan for 2015-16 give for unplanned admissions, and who "
            "could still show it to the board?"
        )
    blank = found.spending[found.spending["net_k"].isna()]
    if len(blank):
        missing = " and ".join(year(str(when)) for when in blank.index)
        asked.append(
            f"Why has the published return no spending for {missing}, and where is it now?"
        )
    elif found.fund_income.isna().all():
        asked.append(
            "Where do the council's accounts show what came from the Fund, since the voluntary line of "
            "the return is blank?"
        )
    else:
        asked.append(
            "How much of the money from the Fund paid for care that the council would have bought anyway, "
            "and how would anyone know?"
        )
    return "\n".join(f"{number}. {words}" for number, words in enumerate(asked, 1))


def limits(found: Profile) -> str:
    """What nothing here can show."""
    said = [
        "Nothing here says why a number moved. Money, rules, winters and other programmes came at the "
        "same time, and no place was kept as it was.",
        f"A small place moves further by chance than a large one. [A lab]({LUCK}) shows how the one that "
        "looks remarkable among many can be luck.",
        "The borders are those of April 2019.",
    ]
    if found.former:
        said.append(
            "For the years before, delays, money and admissions of the councils that came before are "
            "added together as well as their borders allow."
        )
    if len(found.later):
        told = "; ".join(
            f"{later_council(row)} ({cited(row.source_id)})" for row in each(found.later)
        )
        said.append(f"Who came after: {told}.")
    said.append(
        "[What happened nationally](/chapters/better-care-fund-results.ipynb) shows every council in one "
        "picture."
    )
    return " ".join(said)


def cited(source_id: str) -> str:
    """A source as a link to its row, in Markdown."""
    return f"[{as_markdown(short_citation(source_id))}](../../data/sources.csv#{source_id})"


def later_council(row: Any) -> str:
    """Who came after April 2019, as Markdown without its source: name, since when, with how much."""
    since = f"from {say_period(row.since)}" if row.since else "from a date that was not read"
    area = "the whole" if row.same_area == "yes" else "part"
    return f"{as_markdown(row.council)}, {since}, with {area} of the area"
