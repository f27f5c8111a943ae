"""How does a reader find a council? By name, region, STP, on a map, or by a name that has gone."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path

from joinedup.charts import council_stills
from joinedup.charts.council_stills import year
from joinedup.evidence import council_profile as profiles
from joinedup.evidence.council_profile import Profile, Shared
from joinedup.evidence.data import Evidence
from joinedup.evidence.text import as_markdown, slug
from joinedup.site.council_pages import council_page, figure
from joinedup.site.council_parts import later_council
from joinedup.site.council_words import (
    KINDS,
    LUCK,
    LUCK_HERE,
    NO_TABLE_OF_WINNERS,
    each,
    heading,
    raw,
)
from joinedup.site.tile_map import TileMap
from joinedup.writing.tables import Row, filters, table

YOUR_OWN = "labs/the-best-of-many-pilots.html#exercise-your-council"
LUCK_OF = "2019/20"  # the year of care home admissions that is set beside luck
RENAMED = "names-that-have-gone-and-names-that-came-later"
FOLDER, FINDER = Path("chapters/councils"), Path("chapters/councils.md")
TOO_SMALL = {
    "E09000001": "So few people live in the City of London",
    "E06000053": "So few people live in the Isles of Scilly",
}


def pages(evidence: Evidence) -> dict[Path, str]:
    """Every page about councils, as Markdown, by its path: the finder, 149 councils and two notes."""
    shared = profiles.prepare(evidence)
    tiles = TileMap(evidence.councils["tile_map"])
    found = {ons: profiles.profile(shared, ons) for ons in shared.codes}
    written = {FOLDER / f"{slug(one.name)}.md": council_page(one, tiles) for one in found.values()}
    for ons, why in TOO_SMALL.items():
        written[FOLDER / f"{slug(shared.names[ons])}.md"] = note_page(shared.names[ons], why)
    written[FINDER] = finder_page(shared, found, tiles)
    return written


def note_page(name: str, why: str) -> str:
    """Why a council has no page of numbers, as Markdown."""
    title = f"{name}: why it has no page of numbers"
    return (
        f"{heading(name, title)}\n\n{why} that one more or one fewer would move every rate this book "
        "could print. A change of that kind tells a reader nothing about joint work, so no numbers are "
        "given, and no other council is compared with it.\n\n"
        "[Find another council](/chapters/councils.md).\n"
    )


def finder_page(shared: Shared, found: Mapping[str, Profile], tiles: TileMap) -> str:
    """Every council by name, region, kind and STP, on a map of tiles, and by names that have gone."""
    names = {str(ons): str(name) for ons, name in shared.names.items()}
    main = {ons: str(one.stps["stp"].iloc[0]) for ons, one in found.items()}
    rows = []
    for ons, name in sorted(names.items(), key=lambda item: item[1]):
        traits = shared.traits.loc[ons]
        keys = {"region": str(traits["region"]), "kind": str(traits["kind"])}
        stps = [str(row.stp) for row in each(shared.stps[ons]) if row.share_of_council >= 0.005]
        rows.append(
            Row(
                [
                    _link(name),
                    html.escape(keys["region"]),
                    html.escape(KINDS[keys["kind"]]),
                    html.escape("; ".join(stps)),
                ],
                keys={**keys, "stp": "|".join(stps)},
            )
        )
    choices: dict[str, tuple[str, Sequence[str]]] = {
        "region": ("Region", sorted(shared.traits["region"].unique())),
        "kind": ("Kind", sorted(KINDS)),
        "stp": ("STP of 2017", sorted(set(main.values()))),
    }
    listed = table(
        "Every council with social services duties, on the borders of April 2019",
        ("Council", "Region", "Kind", "STP of 2017"),
        rows,
        table_id="council-finder",
        stack=True,
    )
    return (
        "\n\n".join(
            [
                "# Find your council",
                f"A page for each of {len(found)} councils in England: what was asked of it, what "
                f"happened there, and how little that proves. {NO_TABLE_OF_WINNERS}",
                "Find it in the list, [on a map](#on-a-map), under "
                f"[a name that has gone or came later](#{RENAMED}), or "
                "[by STP](#by-stp). Why nobody is put in order is [drawn below]"
                f"(#{LUCK_HERE}). For a board, put one council's figures beside a question in "
                "[a briefing of your own](/chapters/briefings/your-own.md).",
                "## By name, region or STP",
                raw(filters("council-finder", choices, search="Name") + listed),
                "## On a map",
                "Each council is one tile of one size. Where a tile lies is the makers' choice and "
                "measures nothing. The list above holds the same links.",
                raw(tiles.linked(names, RENAMED)),
                "## Names that have gone, and names that came later",
                "The pages keep the borders of April 2019. These councils stood before or came after, as "
                "far as was gathered.",
                _renamed(shared),
                "## With nothing but luck between them",
                _luck(shared),
                raw(figure(council_stills.luck_and_what_happened(shared.care_homes[LUCK_OF]), 1)),
                raw(
                    f'<p><a href="{YOUR_OWN}">Do it for your own council</a>: write down what its page '
                    "does not show, then see what luck alone would give it.</p>"
                ),
                "## By STP",
                "The sustainability and transformation partnerships of 2017, each with the councils in "
                "which its residents lived.",
                raw(_by_stp(shared)),
                "## By integrated care board",
                "Integrated care boards came after the STPs. Which councils each of today's boards holds "
                "was not read, so there is no list of them here: a gap in this book, and no sign that "
                "nothing is known. [What the book has on the boards]"
                "(/chapters/reference/initiatives/epilogue-ics.md).",
            ]
        )
        + "\n"
    )


def _luck(shared: Shared) -> str:
    """What luck alone would do to all the councils, beside what happened, in words."""
    homes = shared.care_homes[LUCK_OF]
    drawn, happened, older = (
        profiles.luck_alone(homes),
        homes.rates["rate"],
        homes.rates["residents"],
    )
    return (
        "Suppose that every council had England's rate of admissions to care homes, and that only chance "
        f"told them apart. Drawn once in that way, {len(drawn)} councils run from {drawn.min():,.0f} to "
        f"{drawn.max():,.0f} per 100,000 people of 65 and over. The two at the ends have "
        f"{older[str(drawn.idxmin())]:,} and {older[str(drawn.idxmax())]:,} residents of that age; half of "
        f"all councils have more than {older.median():,.0f}. {profiles.outside_luck(homes, drawn)} lie "
        "outside what chance gives in 95 of 100 years, though nothing sets them apart.\n\n"
        f"What happened in {year(homes.year)} was wider: {happened.min():,.0f} to {happened.max():,.0f}, "
        f"with {profiles.outside_luck(homes, happened)} of {len(happened)} outside. So there is more "
        "between councils than luck, and a list in order would not say what: residents, homes, money and "
        f"ways of counting differ. [A lab on luck]({LUCK}) draws again as often as you like."
    )


def _renamed(shared: Shared) -> str:
    """Names that no page has, each with the page that holds its area, as a Markdown list."""
    held = shared.evidence.councils
    lines = []
    for row in each(held["former_councils"]):
        pages = " and ".join(_page(shared.names[ons]) for ons in row.now.split())
        lines.append(f"- **{as_markdown(row.council)}**: see {pages}.")
    for row in each(held["later_councils"].reset_index()):
        name = shared.names[row.ons]
        lines.append(f"- **{later_council(row)}**: see {_page(name)}.")
    return "\n".join(lines)


def _page(name: str) -> str:
    return f"[{as_markdown(name)}](/{FOLDER}/{slug(name)}.md)"


def _by_stp(shared: Shared) -> str:
    overlap = shared.evidence.councils["stp_overlap"].query(
        "year == 2017 and share_of_stp >= 0.005"
    )
    items = []
    for name, councils in overlap.sort_values(
        ["stp", "share_of_stp"], ascending=[True, False]
    ).groupby("stp", sort=False):
        links = ", ".join(_link(shared.names[row.ons]) for row in each(councils))
        items.append(f"<dt>{html.escape(str(name))}</dt><dd>{links}</dd>")
    return f'<dl class="stps">{"".join(items)}</dl>'


def _link(name: str) -> str:
    return f'<a href="councils/{slug(name)}.html">{html.escape(name)}</a>'
