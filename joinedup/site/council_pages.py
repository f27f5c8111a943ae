"""Which page does each council get? Written from data/ before each build, as the initiatives' are.

A page says what was asked of the place, what happened there and how little that proves. It ranks nobody,
gives no cause and leaves a blank blank (tests/test_council_pages.py reads every page for what must never
be said). All that it prints comes from `joinedup.evidence.council_profile`, in the words of
`council_parts`; the same stands on paper (`joinedup.briefings.council_papers`). An address chooses a
council in a chart (`better-care-fund-results.html#councils-chart&place=Kent`), and a chart whose list
says *Find your council* leads back.
"""

from __future__ import annotations

import html
from urllib.parse import urlencode

import pandas as pd

from joinedup.charts import council_stills
from joinedup.charts.stills import Still, swatch_as_svg
from joinedup.evidence import council_profile as profiles
from joinedup.evidence.citations import short_citation
from joinedup.evidence.council_profile import Profile
from joinedup.evidence.text import slug
from joinedup.site import council_parts as parts
from joinedup.site.chart_figures import (
    WHERE_THE_TABLE_IS,
    by_publisher,
    table_as_html,
    unbroken,
)
from joinedup.site.council_parts import Listing
from joinedup.site.council_words import NO_TABLE_OF_WINNERS, full_title, heading, raw
from joinedup.site.tile_map import TileMap
from joinedup.writing.tables import Row, table, verdict

IN_THE_CHART = "../better-care-fund-results.html#councils-chart"
OWN_BRIEFING = "../briefings/your-own.html#your-own"
BLANK = f'<span class="status">{parts.UNKNOWN}</span>'


def council_page(found: Profile, tiles: TileMap) -> str:
    """A council's page, as Markdown."""
    stills = [figure(still, number) for number, still in enumerate(council_stills.all_of(found), 1)]
    said = {
        "Where and who": [raw(_who(found, tiles))],
        "Days that patients waited in hospital": [
            parts.waiting(found),
            raw(stills[0]),
            raw(fold("What they waited for", _reasons(found)) + _among_all(found)),
        ],
        "What was expected in July 2017": [parts.expected(found), raw(stills[1])],
        "The cut in admissions asked of every plan": [
            parts.cut_asked(found),
            raw(fold("The estimate by year", _admissions(found))),
        ],
        "Money": [parts.money(found), raw(_spending(found))],
        "Care homes, and at home after 91 days": [
            parts.care(found),
            raw(stills[2]),
            raw(_outcomes(found)),
        ],
        "Programmes that named the area": [parts.programmes(found)],
        "Promises held for this area": [parts.about_promises(found), raw(_promises(found))],
        "Ten similar councils, as context": [
            f"{parts.about_similar(found)} {parts.LIKENESS}",
            raw(stills[3]),
            raw(fold("The ten and how like they are", _similar(found))),
        ],
        "Questions to ask here": [parts.questions(found), raw(_own_briefing(found))],
        "What this page cannot show": [parts.limits(found)],
    }
    if found.promises.empty:
        del said["Promises held for this area"]
    opening = (
        f"{parts.OPENING} {NO_TABLE_OF_WINNERS} [Find another council](/chapters/councils.md)."
    )
    told = [heading(found.name, full_title(found.name)), opening]
    for part, blocks in said.items():
        told += [f"## {part}", *blocks]
    return "\n\n".join(told) + "\n"


# ---- the parts of a page that are more than words ----


def _who(found: Profile, tiles: TileMap) -> str:
    listed = "".join(
        f"<dt>{name}</dt><dd>{html.escape(fact)}</dd>" for name, fact in parts.facts(found).items()
    )
    rows = rows_of(found, "characteristics", "population", "population_revised", "stp_overlap")
    marked = tiles.marked(found.ons, found.name)
    return f'<div class="council">{marked}<dl>{listed}</dl>{rows}</div>'


def _reasons(found: Profile) -> str:
    return listed(parts.reasons(found)) + rows_of(found, "delayed_days_by_reason")


def _among_all(found: Profile) -> str:
    """A link to the chapter's chart of all councils with this one chosen: an address names the setting."""
    address = f"{IN_THE_CHART}&{urlencode({'place': found.name})}"
    return (
        f'<p class="among-all"><a href="{html.escape(address)}">{html.escape(found.name)} in the chart of '
        "every council</a>: delayed days of 2014-15 and of 2015-16.</p>"
    )


def _own_briefing(found: Profile) -> str:
    """A link to the briefing that a reader makes, with this council picked and the question left open."""
    address = f"{OWN_BRIEFING}&{urlencode({'council': slug(found.name)})}"
    return (
        f'<p class="onwards"><a href="{html.escape(address)}">Put these figures beside a board’s '
        "question</a>, on two sides of paper.</p>"
    )


def _admissions(found: Profile) -> str:
    how = f"<p>{parts.HOW_ADMISSIONS_ARE_ESTIMATED}</p>"
    held = ("nonelective_admissions_by_commissioner", "ccg_overlap", "population_revised")
    return listed(parts.admissions(found)) + how + rows_of(found, *held, worked_out=True)


def _spending(found: Profile) -> str:
    held = ("net_spending", "population_revised", "nhs_income", "covariates")
    return listed(parts.spending(found)) + rows_of(found, *held)


def _outcomes(found: Profile) -> str:
    return listed(parts.outcomes(found)) + rows_of(found, "social_care_outcomes", "population")


def _promises(found: Profile) -> str:
    rows = [
        Row(
            [
                f'<a href="../../data/figures.csv#{one.figure_id}">{html.escape(one.words)}</a>',
                one.whose,
                verdict(one.verdict, one.doubt) if one.verdict else parts.NOT_JUDGED,
                html.escape(one.why),
            ]
        )
        for one in parts.promises(found)
    ]
    return table(parts.PROMISES, parts.PROMISE_COLUMNS, rows, stack=True)


def _similar(found: Profile) -> str:
    alike = parts.similar(found)
    linked = [
        Row([f'<a href="{slug(name)}.html">{html.escape(name)}</a>', *others])
        for name, *others in alike.rows
    ]
    held = rows_of(found, "characteristics", "population", worked_out=True)
    return table(alike.caption, alike.columns, linked) + held


# ---- forms that the parts share ----


def listed(listing: Listing) -> str:
    """A listing as HTML, its blanks marked as blanks."""
    rows = [
        Row(
            [
                unbroken(first),
                *(BLANK if cell == parts.UNKNOWN else html.escape(cell) for cell in others),
            ]
        )
        for first, *others in listing.rows
    ]
    return table(listing.caption, listing.columns, rows)


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
