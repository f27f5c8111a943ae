"""What does a board take along about its council? Two printed pages, from the template of the briefings.

A paper says what the council's page says (`joinedup.site.council_parts`,
`joinedup.charts.council_stills`) and holds nothing of its own. Papers are made apart from the pages, by
`make councils`, on every core, and kept by what decides them; a page leads to its paper where the paper
stands beside it, and a page that is built again loses that link until then. A paper that no longer fits
its two pages is refused by name.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from joinedup.briefings import pdf
from joinedup.briefings.parts import address_of, cited, imprint_of
from joinedup.briefings.reading import blocks_of
from joinedup.charts import council_stills
from joinedup.charts.stills import Still
from joinedup.evidence import council_profile as profiles
from joinedup.evidence import data
from joinedup.evidence.council_profile import Profile
from joinedup.evidence.text import as_markdown, slug
from joinedup.site import council_parts as parts
from joinedup.site.council_parts import Listing
from joinedup.site.council_words import KINDS, NO_TABLE_OF_WINNERS, full_title
from joinedup.site.edition import Edition, edition

FOLDER = "chapters/councils"
WIDTH = 450  # of a picture, in pixels, for the same words as on the page
LINK = '<p class="documents">Take it to the meeting: <a href="{name}.pdf" download>PDF, two pages</a></p>'
MARGIN = "(x: 14mm, top: 13mm, bottom: 14mm)"  # two columns of tables need the room
# Points. A council made of others needs a little less than a briefing, for the rows of those before it.
SIZES = tuple(tenths / 10 for tenths in range(110, 84, -1))
OURS = "Worked out by us."
_LINKED = re.compile(r'(<article>\n)(?:<p class="documents">.*?</p>\n)?')


class Numbers(dict[str, int]):
    """The sources cited, each with the number it was given when it was first asked for."""

    def __missing__(self, source_id: str) -> int:
        self[source_id] = len(self) + 1
        return self[source_id]


@dataclass(frozen=True)
class Paper:
    """One council's paper, before it is set."""

    found: Profile
    edition: Edition

    @property
    def name(self) -> str:
        return slug(self.found.name)

    @cached_property
    def stills(self) -> list[Still]:
        return council_stills.all_of(self.found)

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """The drawings, by file name."""
        drawn = (still.on_paper(WIDTH).encode() for still in self.stills)
        return {f"picture-{number}.svg": picture for number, picture in enumerate(drawn, 1)}

    def source(self, size: float) -> str:
        """The paper as Typst, at a size of type in points."""
        return _MAIN.format(size=size, template=_TEMPLATE, rest=self._rest)

    @cached_property
    def _rest(self) -> str:
        found, numbers = self.found, Numbers()
        body = "\n".join(_body(found, self.stills, numbers))
        kind = f"{KINDS[found.kind]}, {found.region}"
        words = {
            "title": full_title(found.name),
            "author": self.edition.author,
            "edition": self.edition.said,
            "book": self.edition.book,
            "kind": "COUNCIL",
            "question": kind[0].upper() + kind[1:],
        }
        given = ", ".join(f"{name}: {pdf.as_string(said)}" for name, said in words.items())
        listed = "".join(
            f"#source({number}, {pdf.as_string(cited(key))}, {pdf.as_string(address_of(key))}) "
            for key, number in numbers.items()
        )
        foot = pdf.as_string(imprint_of(f"{FOLDER}/{self.name}", self.edition))
        return (
            f"#show: briefing.with({given}, size: size, margin: {MARGIN})\n"
            f"#columns(2, gutter: 6mm)[\n{body}\n#sources[{listed}]\n#imprint({foot})\n]\n"
        )

    @property
    def decided_by(self) -> str:
        """A name for all that decides its bytes."""
        code = Path(pdf.__file__).read_bytes()
        drawn = b"\0".join(self.pictures.values())
        return hashlib.sha256(
            b"\0".join([self.source(0).encode(), drawn, code, self.edition.date.encode()])
        ).hexdigest()[:20]

    def write(self, to: Path) -> int:
        """Set it; returns the bytes written. Raises DoesNotFit, naming the council."""
        return pdf.write_source(
            self.name, self.source, self.pictures, self.edition, to, sizes=SIZES
        )


_TEMPLATE = pdf.TEMPLATE.read_text(encoding="utf-8")
_MAIN = "{template}\n#let size = {size}pt\n{rest}"


def _body(found: Profile, stills: list[Still], numbers: Numbers) -> Iterable[str]:
    """The parts of a paper as Typst, in the order of the page's."""

    def words(text: str) -> str:
        shown = (pdf.block_as_typst(block, numbers, 0) for block in blocks_of(text))
        return "\n".join(shown)

    def heading(said: str) -> str:
        return f"#heading(level: 2)[#{pdf.as_string(said)}]"

    def rows(*tables: str, how: str = "") -> str:
        told = f"{how} Rows: {', '.join(tables)}; ons {found.ons}.".strip()
        notes = _cites(profiles.sources_of(*tables), numbers)
        return f"#rows-of({pdf.as_string(told)}, [{notes}])"

    def table(listing: Listing) -> str:
        return f"#whole[\n{words(_as_markdown_table(listing))}\n]"

    def picture(number: int) -> str:
        return _picture(stills[number - 1], number, numbers)

    yield f"#key-points[\n{words(f'{parts.OPENING} {NO_TABLE_OF_WINNERS}')}\n]"
    yield heading("Where and who")
    facts = [[name, fact] for name, fact in parts.facts(found).items()]
    yield table(Listing("", ("What", "Here"), facts))
    yield rows("characteristics", "population", "population_revised", "stp_overlap")
    yield heading("Days that patients waited in hospital")
    yield words(parts.waiting(found))
    yield picture(1)
    yield table(parts.reasons(found))
    yield rows("delayed_days_by_reason")
    yield heading("What was expected in July 2017")
    yield words(parts.expected(found))
    yield picture(2)
    yield heading("The cut in admissions asked of every plan")
    yield words(parts.cut_asked(found))
    yield table(parts.admissions(found))
    yield rows(
        "nonelective_admissions_by_commissioner",
        "ccg_overlap",
        "population_revised",
        how=f"{OURS} {parts.HOW_ADMISSIONS_ARE_ESTIMATED}",
    )
    yield heading("Money")
    yield words(parts.money(found))
    yield table(parts.spending(found))
    yield rows("net_spending", "population_revised", "nhs_income", "covariates")
    yield heading("Care homes, and at home after 91 days")
    yield words(parts.care(found))
    yield picture(3)
    yield table(parts.outcomes(found))
    yield rows("social_care_outcomes", "population")
    yield heading("Programmes that named the area")
    yield words(parts.programmes(found))
    if len(found.promises):
        yield heading("Promises held for this area")
        yield words(parts.about_promises(found))
        yield words(_promises(found))
    yield heading("Ten similar councils, as context")
    yield words(parts.about_similar(found))
    yield picture(4)
    yield words(_the_ten(parts.similar(found)))
    yield rows("characteristics", "population", how=f"{parts.LIKENESS} {OURS}")
    yield heading("Questions to ask here")
    yield words(parts.questions(found))
    yield heading("What these pages cannot show")
    yield words(parts.limits(found))


def _cites(source_ids: Iterable[str], numbers: Numbers) -> str:
    return "".join(f"#cite-source({numbers[key]})" for key in source_ids)


def _picture(still: Still, number: int, numbers: Numbers) -> str:
    key = ", ".join(
        f"({', '.join(map(pdf.as_string, (mark.swatch, mark.colour, mark.words)))})"
        for mark in still.key
    )
    words = {
        "alt": still.description,
        "headline": still.headline,
        "subtitle": still.subtitle,
        "note": still.note,
    }
    given = ", ".join(f"{name}: {pdf.as_string(said)}" for name, said in words.items())
    cites = _cites(still.source_ids, numbers)
    return f'#picture("picture-{number}.svg", {given}, key: ({key},), cited: [{cites}])'


def _the_ten(similar: Listing) -> str:
    told = "; ".join(f"{as_markdown(row[0])} ({row[1]})" for row in similar.rows)
    return f"The ten, the nearest first, each with its distance: {told}."


def _as_markdown_table(listing: Listing) -> str:
    """A listing as Markdown, under its caption, its notes in a line beneath, where they take less room."""
    noted = listing.columns[-1] == "Note"
    columns = listing.columns[:-1] if noted else listing.columns
    rows = [row[: len(columns)] for row in listing.rows]

    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(as_markdown(cell).replace("|", "\\|") for cell in cells) + " |"

    caption = f"**{as_markdown(listing.caption)}**\n\n" if listing.caption else ""
    shown = "\n".join([caption + line(columns), "|---" * len(columns) + "|", *map(line, rows)])
    notes: dict[str, list[str]] = {}
    for row in listing.rows if noted else []:
        if row[-1]:
            notes.setdefault(row[-1], []).append(row[0])
    told = "; ".join(
        f"{'Every year' if len(years) == len(rows) else ', '.join(years)}: {note}"
        for note, years in notes.items()
    )
    return f"{shown}\n\n{as_markdown(told)}." if told else shown


def _promises(found: Profile) -> str:
    """What is held for the area, each with its source, as Markdown."""
    lines = []
    for one in parts.promises(found):
        became = one.verdict or parts.NOT_JUDGED
        doubt = f" ({as_markdown(one.doubt)})" if one.doubt else ""
        lines.append(
            f"- [{as_markdown(one.words)}](../../data/figures.csv#{one.figure_id}) "
            f"Of {as_markdown(one.whose)}. **{as_markdown(became)}**{doubt}. "
            f"{as_markdown(one.why)}"
        )
    return "\n".join(lines)


# ---- all of them ----


class BrokenPapers(ValueError):
    """Papers that may not be handed out; str() names each council and the rule."""


@dataclass(frozen=True)
class Made:
    """One paper made: its name, its bytes, and whether it was there from an earlier time."""

    name: str
    size: int
    kept: bool


def kept_in(book: Path) -> Path:
    """Where papers are kept between times: with the drawings."""
    return Path(os.environ.get("BOOK_DRAWINGS") or book / ".drawings") / "councils"


def papers(book: Path, evidence: data.Evidence) -> Iterator[Paper]:
    """A paper for each council that has a page, in order of name."""
    shared, issue = profiles.prepare(evidence), edition(book)
    for ons in shared.codes:
        yield Paper(profiles.profile(shared, ons), issue)


def make_all(wanted: Iterable[Paper], site: Path, kept: Path) -> list[Made]:
    """Write each paper beside its council's page in `site`, and a link to it on that page.

    kept: the folder of papers made before, each under a name that its content decides. Raises
    BrokenPapers, with every fault of every council, and then writes nothing into the site.
    """
    kept.mkdir(parents=True, exist_ok=True)
    # Not forked: Typst keeps threads, and a fork of a process that has used it would wait for them.
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        found = list(workers.map(_keep, wanted, repeat(kept), repeat(site)))
    if faults := [fault for fault, _, _ in found if fault]:
        raise BrokenPapers("\n".join(faults))
    made = []
    for _, store, before in found:
        name = store.name.rsplit(".", 2)[0]
        to = site / FOLDER / f"{name}.pdf"
        shutil.copyfile(store, to)
        page = to.with_suffix(".html")
        # A council's name is letters and hyphens, so nothing in it means anything to a pattern.
        link = rf"\1{LINK.format(name=name)}\n"
        linked = _LINKED.sub(link, page.read_text("utf-8"), count=1)
        page.write_text(linked, encoding="utf-8", newline="\n")
        made.append(Made(name, to.stat().st_size, before))
    return made


def _keep(paper: Paper, kept: Path, site: Path) -> tuple[str, Path, bool]:
    """In a process of its own: what is wrong with a paper, where it is kept, and whether it was before."""
    store = kept / f"{paper.name}.{paper.decided_by}.pdf"
    if not (site / FOLDER / f"{paper.name}.html").exists():
        return f"{paper.name}: has no page in {site}: run make site first", store, False
    before = store.exists()
    try:
        if not before:
            paper.write(store)
    except pdf.DoesNotFit as fault:
        return str(fault), store, before
    return "", store, before


def report(made: list[Made]) -> str:
    """What was made, in one line."""
    size = sum(one.size for one in made) / 1e6
    new = sum(not one.kept for one in made)
    return f"{len(made)} papers of {pdf.PAGES} pages, {size:.1f} MB: {new} made, the others kept."
