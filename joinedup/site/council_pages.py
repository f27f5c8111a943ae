"""Which page does each council get? Written from data/ before each build, as the initiatives' are.

A page says what was asked of the place, what happened there and how little that proves. It ranks nobody,
gives no cause and leaves a blank blank (tests/test_council_pages.py reads every page for what must never
be said). All that it prints comes from `joinedup.evidence.council_profile`.
"""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from joinedup.charts import council_stills
from joinedup.charts.council_stills import year
from joinedup.charts.stills import Still, swatch_as_svg
from joinedup.evidence import council_profile as profiles
from joinedup.evidence import councils as sums
from joinedup.evidence.citations import short_citation
from joinedup.evidence.council_profile import Profile
from joinedup.evidence.numbers import format_value
from joinedup.evidence.periods import say_period
from joinedup.evidence.text import as_markdown, slug
from joinedup.site.chart_figures import (
    WHERE_THE_TABLE_IS,
    by_publisher,
    table_as_html,
    unbroken,
)
from joinedup.site.council_words import (
    KINDS,
    LUCK,
    NO_TABLE_OF_WINNERS,
    each,
    raw,
)
from joinedup.site.tile_map import TileMap
from joinedup.writing.tables import Row, table, verdict

BLANK = '<span class="status">not known</span>'
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


def council_page(found: Profile, tiles: TileMap) -> str:
    """A council's page, as Markdown."""
    stills = [figure(still, number) for number, still in enumerate(council_stills.all_of(found), 1)]
    name = as_markdown(found.name)
    parts = [
        f"# {name}",
        "What was asked here, what happened, and how little that proves. "
        f"{NO_TABLE_OF_WINNERS} [Find another council](/chapters/councils.md).",
        "## Where and who",
        raw('<div class="council">' + tiles.marked(found.ons, found.name) + _who(found) + "</div>"),
        "## Days that patients waited in hospital",
        _waiting(found),
        raw(stills[0]),
        raw(_reasons(found)),
        "## What was expected in July 2017",
        _expected(found),
        raw(stills[1]),
        "## The cut in admissions asked of every plan",
        _cut(found),
        raw(_admissions(found)),
        "## Money",
        _money(found),
        raw(_spending(found)),
        "## Care homes, and at home after 91 days",
        _care(found),
        raw(stills[2]),
        raw(_outcomes(found)),
        "## Programmes that named the area",
        _programmes(found),
    ]
    if len(found.promises):
        parts += ["## Promises held for this area", _about_promises(found), raw(_promises(found))]
    parts += [
        "## Ten similar councils, as context",
        _about_similar(found),
        raw(stills[3]),
        raw(_similar(found)),
        "## Questions to ask here",
        _questions(found),
        "## What this page cannot show",
        _limits(found),
    ]
    return "\n\n".join(parts) + "\n"


# ---- the parts of a page ----


def _who(found: Profile) -> str:
    traits = found.traits
    facts = {
        "Kind": f"{KINDS[found.kind]}, {html.escape(found.region)}",
        "Residents": f"{found.residents[2019]:,} in mid-2019, {found.residents[2011]:,} in mid-2011",
        "Aged 65 and over": f"{traits['percent_65plus']:.1f}% in mid-2015 "
        f"({traits['people_65plus']:,} people), of whom "
        f"{traits['percent_of_65plus_aged_85plus']:.1f}% were 85 and over",
        "Density": f"{traits['people_per_sq_km']:,.0f} people per square kilometre in mid-2015",
        "Deprivation": f"a score of {traits['deprivation_score_2015']:.1f} in the Indices of 2015, where "
        "a higher score means more deprived",
        "STP of 2017": _stps(found),
    }
    listed = "".join(f"<dt>{name}</dt><dd>{fact}</dd>" for name, fact in facts.items())
    tables = ("characteristics", "population", "population_revised", "stp_overlap")
    return f"<dl>{listed}</dl>{rows_of(found, *tables)}"


def _stps(found: Profile) -> str:
    stps = found.stps
    if not found.split:
        return html.escape(str(stps["stp"].iloc[0]))
    parts = [
        f"{html.escape(str(row.stp))} ({row.share_of_council:.0%} of residents)"
        for row in each(stps)
        if row.share_of_council >= 0.005
    ]
    return f"divided: {'; '.join(parts)}"


def _waiting(found: Profile) -> str:
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


def _reasons(found: Profile) -> str:
    years = profiles.REASON_YEARS
    span = f"{year(years[0])} to {year(years[-1])}"
    whole = found.reasons.sum()
    rows = [
        Row([f"Waiting for {REASONS[str(name)]}", f"{days:,.0f}", _percent(days, whole)])
        for name, days in found.reasons.items()
        if days
    ]
    shown = table(
        f"What patients waited for: delayed days, {span} added together",
        ("Waiting for", "Days", "Share of days"),
        rows,
    )
    return fold("What they waited for", shown + rows_of(found, "delayed_days_by_reason"))


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if part / whole >= 0.005 else "under 1%"


def _expected(found: Profile) -> str:
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


def _cut(found: Profile) -> str:
    asked = "[at least 3.5%](../../data/figures.csv#b057)"
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


def _admissions(found: Profile) -> str:
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
            Row(
                [
                    unbroken(year(str(when))),
                    f"{row['admissions']:,.0f}",
                    f"{row['per_1000_residents']:.0f}",
                    html.escape("; ".join(notes)),
                ]
            )
        )
    shown = table(
        "Unplanned admissions, our estimate",
        ("Year", "Admissions", "Per 1,000 residents", "Note"),
        rows,
    )
    how = (
        "<p>Each commissioner's count is shared out by where its residents live. Admissions that NHS "
        "England bought itself are left out. Levels do not match councils' own returns.</p>"
    )
    held = ("nonelective_admissions_by_commissioner", "ccg_overlap", "population_revised")
    return fold("The estimate by year", shown + how + rows_of(found, *held, worked_out=True))


def _money(found: Profile) -> str:
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


def _spending(found: Profile) -> str:
    rows = []
    for when, row in found.spending.iterrows():
        known = not pd.isna(row["net_k"])
        cells = [
            f"£{row['real_per_resident']:,.0f}" if known else BLANK,
            f"£{row['per_resident']:,.0f}" if known else BLANK,
            f"£{row['net_k'] / 1000:,.1f}m" if known else BLANK,
            "a third party's extract" if row["origin"] == "bbc_extract" else "",
        ]
        rows.append(Row([unbroken(year(str(when))), *cells]))
    shown = table(
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
    return shown + rows_of(found, "net_spending", "population_revised", "nhs_income", "covariates")


def _care(found: Profile) -> str:
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


def _outcomes(found: Profile) -> str:
    rows = []
    for row in each(found.outcomes):
        counted = not pd.isna(row.people)
        rows.append(
            Row(
                [
                    unbroken(year(row.year))
                    + ("" if row.place == found.name else f", {html.escape(row.place)}"),
                    BLANK if pd.isna(row.care_homes) else f"{row.care_homes:,.0f}",
                    f"{row.people:,.0f}" if counted else BLANK,
                    f"{row.low:,.0f} to {row.high:,.0f}" if counted else BLANK,
                    BLANK if pd.isna(row.at_home) else f"{row.at_home:.0f}%",
                ]
            )
        )
    columns = (
        "Year",
        "Admissions to care homes per 100,000 aged 65 and over",
        "People, worked out",
        "Range of chance",
        "At home after 91 days",
    )
    shown = table("Care homes, and at home 91 days after hospital and reablement", columns, rows)
    return shown + rows_of(found, "social_care_outcomes", "population")


def _programmes(found: Profile) -> str:
    lines = []
    named = found.programmes
    rows = list(each(named))
    for key, words in profiles.PROGRAMMES.items():
        for row in (row for row in rows if row.programme == key):
            part = (
                "" if row.cover == "whole" else f", for {row.share_of_council:.0%} of its residents"
            )
            source = _cited(row.source_id)
            lines.append(
                f"- {words[0].upper()}{words[1:]} named {as_markdown(row.area_named)} in "
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


def _about_promises(found: Profile) -> str:
    if found.promises_of_its_own.empty:
        return (
            "This is a promise of a wider area that holds the council, and not the council's own. Which "
            "part of it was meant for here is not known."
        )
    return (
        "Where a row names the council, it is of the council or was asked of it by name. What became of "
        "it is judged by [the book's rules](/chapters/reference/how-to-read.md)."
    )


def _promises(found: Profile) -> str:
    whose = {"whole": "the council", "group": "a group of councils", "stp": "the STP around it"}
    rows = []
    for row in each(found.promises):
        link = f'<a href="../../data/figures.csv#{row.figure_id}">{html.escape(row.promise)}</a>'
        became = verdict(row.verdict, row.doubt) if row.verdict else "a result without a target"
        rows.append(
            Row([link, whose[row.cover], became, html.escape(f"{row.rule} {row.note}".strip())])
        )
    columns = ("Promise or result", "Of", "What became of it", "Why, and a caution")
    return table("Promises and results held for the area", columns, rows, stack=True)


def _about_similar(found: Profile) -> str:
    said = [
        "These are the councils most like it in their residents, and in nothing else. They are context, "
        "not a target."
    ]
    if found.poorly_matched:
        said.append(
            f"**It is poorly matched.** No council in England is much like {as_markdown(found.name)}, so "
            "read the ten with care."
        )
    weights = "; ".join(f"{MEASURES[str(key)]}, {weight:g}" for key, weight in sums.WEIGHTS.items())
    said.append(
        f"Measures of {sums.MATCH_YEAR} and their weights: {weights}. No result counts towards likeness."
    )
    return " ".join(said)


def _similar(found: Profile) -> str:
    rows = [
        Row(
            [
                f'<a href="{slug(row.name)}.html">{html.escape(row.name)}</a>',
                f"{row.distance:.2f}",
                f"{row.percent_65plus:.1f}%",
                f"{row.people_per_sq_km:,.0f}",
                f"{row.deprivation_score_2015:.1f}",
            ]
        )
        for row in each(found.similar)
    ]
    columns = ("Council", "Distance", "Aged 65 and over", "People per sq km", "Deprivation score")
    shown = table("Ten similar councils, the nearest first", columns, rows)
    return fold(
        "The ten and how like they are",
        shown + rows_of(found, "characteristics", "population", worked_out=True),
    )


def _questions(found: Profile) -> str:
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


def _limits(found: Profile) -> str:
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
            f"{later_council(row)} ({_cited(row.source_id)})" for row in each(found.later)
        )
        said.append(f"Who came after: {told}.")
    said.append(
        "[What happened nationally](/chapters/better-care-fund-results.ipynb) shows every council in one "
        "picture."
    )
    return " ".join(said)


def _cited(source_id: str) -> str:
    return f"[{as_markdown(short_citation(source_id))}](../../data/sources.csv#{source_id})"


def later_council(row: Any) -> str:
    """Who came after April 2019, as Markdown without its source: name, since when, with how much."""
    since = f"from {say_period(row.since)}" if row.since else "from a date that was not read"
    area = "the whole" if row.same_area == "yes" else "part"
    return f"{as_markdown(row.council)}, {since}, with {area} of the area"


# ---- forms that the parts share ----


def figure(still: Still, number: int) -> str:
    """A still picture as the book's figure: finding, subtitle, drawing, sources, note and table."""
    anchor = f"figure-{number}"
    cited = "; ".join(
        ", ".join(
            [
                *([html.escape(publisher)] if years[0][0] else []),
                *(
                    f'<a href="../../data/sources.csv#{source}" '
                    f'aria-label="{html.escape(f"{publisher}, {when}")}">{when}</a>'
                    for when, source in years
                ),
            ]
        )
        for publisher, years in by_publisher(list(still.source_ids))
    )
    key = "".join(f"<li>{swatch_as_svg(mark)} {html.escape(mark.words)}</li>" for mark in still.key)
    rows = _cells(still.table)
    listed = {"columns": list(still.table.columns), "rows": rows}
    return (
        f'<figure class="chart" id="{anchor}" aria-labelledby="{anchor}-headline">'
        f'<p class="headline"><span id="{anchor}-headline"><span class="number">Figure {number}.</span> '
        f"{unbroken(still.headline)}</span>"
        f'<a class="headerlink" href="#{anchor}" aria-label="Link to figure {number}">#</a></p>'
        f'<p class="subtitle">{unbroken(still.subtitle)}</p>'
        f'<ul class="key">{key}</ul>'
        f'<div class="drawing">{still.svg(f"{still.description} {WHERE_THE_TABLE_IS}")}</div>'
        f"<figcaption><p>Source: {cited}.</p><p>{html.escape(still.note)}</p>"
        f"<details><summary>The data as a table</summary>{table_as_html(listed, still.headline)}"
        "</details></figcaption></figure>"
    )


def _cells(listed: pd.DataFrame) -> list[list[object]]:
    rows: list[list[object]] = listed.astype(object).where(listed.notna(), None).to_numpy().tolist()
    return rows


def rows_of(found: Profile, *tables: str, worked_out: bool = False) -> str:
    """Where a reader finds the rows that numbers come from, and whose they are."""
    files = ", ".join(
        f'<a href="../reference/data-dictionary.html#councils-{name.replace("_", "-")}-csv">{name}.csv</a>'
        for name in tables
    )
    cited = ", ".join(
        f'<a href="../../data/sources.csv#{source}">{html.escape(short_citation(source))}</a>'
        for source in profiles.sources_of(*tables)
    )
    ours = " Worked out by us (<code>joinedup.evidence.councils</code>)." if worked_out else ""
    return f'<p class="rows">Rows: {files}, ons {found.ons}.{ours} Source: {cited}.</p>'


def fold(summary: str, inside: str) -> str:
    """A part that opens where a reader wants it, and is left out on paper."""
    return f'<details class="more"><summary>{html.escape(summary)}</summary>{inside}</details>'
