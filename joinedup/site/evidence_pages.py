"""Which pages come straight from data/? One for each initiative and council, the scenes, the sources, the
data dictionary, the list from A to Z, the list of what can be taken away.

They are written as Markdown before each build, so that they are searched, linked and listed like any
other page, and never edited by hand (git ignores them).
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from joinedup.evidence import data, promises
from joinedup.evidence.citations import short_citation
from joinedup.evidence.periods import parse_period, say_period, say_periods
from joinedup.evidence.scenes import places_read
from joinedup.evidence.schema import read_schemas
from joinedup.evidence.text import as_markdown
from joinedup.notebooks.running import BrokenNotebook, content_of, find, text_of
from joinedup.site import a_to_z, downloads
from joinedup.site.evidence_links import LINKED
from joinedup.site.row_words import amount, figure_address, in_words
from joinedup.site.terms import GLOSSARY
from joinedup.site.terms import read as read_terms
from joinedup.writing.tables import Row, filters, table, verdict

REFERENCE, COUNCILS = Path("chapters/reference"), Path("chapters/councils")
# The pages that are not of one initiative.
WHOLE = ("initiatives", "scenes", "sources", "data-dictionary", "a-to-z", "take-away")
_LINK = re.compile(rf"data/({LINKED})\.csv#([a-z0-9_]+)")
Backlinks = dict[tuple[str, str], dict[str, str]]  # (table, row) -> {notebook: its title}


def write(root: Path, code: str, kept: Path, *, cards: bool) -> None:
    """Write every page that data/ decides, unless the last build's still stand or the book lists none.

    code: a hash of the package and data/. kept: the file that remembers what the last build wrote.
    cards: whether figures are offered as cards.
    """
    contents = (root / "_toc.yml").read_text("utf-8")
    used_in = backlinks(root)  # whatever the book has: a notebook that cannot be read is named here
    if REFERENCE.as_posix() not in contents:
        return
    if kept.exists() and kept.read_text("utf-8") == _state(root, code, used_in, cards=cards):
        return
    evidence = data.load()
    scoreboard = promises.scoreboard(evidence)
    pages = {
        REFERENCE / "initiatives" / f"{key.replace('_', '-')}.md": initiative_page(
            evidence, key, scoreboard, used_in
        )
        for key in evidence.initiatives.index
    }
    pages[REFERENCE / "initiatives.md"] = initiatives_page(evidence)
    pages[REFERENCE / "scenes.md"] = scenes_page(evidence, used_in, chapter_titles(root))
    pages[REFERENCE / "sources.md"] = sources_page(evidence, used_in)
    pages[REFERENCE / "data-dictionary.md"] = data_dictionary()
    glossary = root / f"{GLOSSARY}.md"
    terms = read_terms(glossary) if glossary.exists() else {}
    pages[REFERENCE / "take-away.md"] = downloads.page(root, cards=cards)
    pages[REFERENCE / "a-to-z.md"] = a_to_z.page(evidence, terms)
    if COUNCILS.as_posix() in contents:
        # Here, because it imports Altair, for which a build that writes no page need not wait.
        from joinedup.site import council_finder

        pages |= council_finder.pages(evidence)
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
    for path in _families(root):
        if path.relative_to(root) not in pages:
            path.unlink()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(_state(root, code, used_in, cards=cards), encoding="utf-8")


def _families(root: Path) -> list[Path]:
    """The written pages of which there is one for each initiative or council."""
    folders = (root / REFERENCE / "initiatives", root / COUNCILS)
    return sorted(path for folder in folders for path in folder.glob("*.md"))


def _state(root: Path, code: str, used_in: Backlinks, *, cards: bool) -> str:
    """A hash of all that decides the pages, and of the pages as they are."""
    written = _families(root)
    written += [root / f"{COUNCILS}.md"]
    written += [root / REFERENCE / f"{name}.md" for name in WHOLE]
    texts = [path.read_text("utf-8") if path.exists() else "" for path in written]
    links = sorted((row, sorted(pages.items())) for row, pages in used_in.items())
    glossary = root / f"{GLOSSARY}.md"
    texts += [downloads.page(root, cards=cards)]  # which notebooks decide too
    texts.append(glossary.read_text("utf-8") if glossary.exists() else "")
    return hashlib.sha256(repr((code, chapter_titles(root), links, texts)).encode()).hexdigest()


def backlinks(root: Path) -> Backlinks:
    """Which notebooks lead to which rows, read from their stored text and outputs.

    Raises BrokenNotebook, naming the file, for one that cannot be read.
    """
    found: Backlinks = defaultdict(dict)
    for path in find(root):
        try:
            text = text_of(path)
            title = title_of(content_of(text))
        except BrokenNotebook as broken:
            raise BrokenNotebook(f"{path.relative_to(root)}: {broken}") from None
        page = path.relative_to(root).with_suffix("").as_posix()
        for name, row in set(_LINK.findall(text)):
            found[name, row][page] = title
    return found


def chapter_titles(root: Path) -> dict[str, str]:
    """{name of a notebook in chapters/: its title}."""
    paths = sorted((root / "chapters").glob("*.ipynb"))
    return {path.stem: title_of(content_of(text_of(path))) for path in paths}


def title_of(notebook: dict[str, Any]) -> str:
    """The first heading of a notebook's text."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for line in "".join(cell["source"]).splitlines():
                if line.startswith("# "):
                    return line[2:].strip()
    return "Untitled"


def initiatives_page(evidence: data.Evidence) -> str:
    """Every initiative, review and place, in order of its start, with the years and kind to filter by."""
    rows = []
    for key, row in evidence.initiatives.sort_values(["start", "name"]).iterrows():
        address = f"initiatives/{str(key).replace('_', '-')}.html"
        cells = [
            f'<a href="{address}">{html.escape(row["name"])}</a>',
            html.escape(f"{row['start']} to {row['end']}" if row["end"] else row["start"]),
            html.escape(row["kind"]),
            html.escape(row["aim"]),
        ]
        rows.append(Row(cells, keys={"era": row["era"], "kind": row["kind"]}))
    choices = {
        key: (label, sorted(evidence.initiatives[key].unique()))
        for key, label in (("era", "Years"), ("kind", "Kind"))
    }
    listing = table(
        "Initiatives, reviews and places, in order of their start",
        ("Name", "Years", "Kind", "What it set out to do"),
        rows,
        table_id="initiative-table",
        stack=True,
    )
    intro = "Every initiative has a page with its promises, verdicts, figures and sources."
    return f"# Initiatives\n\n{intro}\n\n{_raw(filters('initiative-table', choices) + listing)}\n"


def initiative_page(
    evidence: data.Evidence, key: str, scoreboard: pd.DataFrame, used_in: Backlinks
) -> str:
    """Everything the book holds about one initiative, as Markdown."""
    row = data.row_of(evidence.initiatives, key)
    figures = evidence.figures[evidence.figures["initiative_id"] == key]
    effects = evidence.evaluations[evidence.evaluations["initiative_id"] == key]
    promised = scoreboard[scoreboard["initiative_id"] == key]
    parts = [f"# {as_markdown(row['name'])}", ""]
    if row["aliases"]:
        parts += [f"Also called: {as_markdown(row['aliases'])}.", ""]
    for words, column in (
        ("What it set out to do", "aim"),
        ("What happened", "what_happened"),
        ("How it was judged", "evaluation"),
    ):
        if row[column]:
            parts += [f"**{words}.** {as_markdown(row[column])}", ""]
    parts += [_facts(row), ""]
    chapters: dict[str, str] = {}
    chapters |= used_in.get(("initiatives", key), {})
    for figure_id in figures.index:
        chapters |= used_in.get(("figures", figure_id), {})
    parts += ["## In the chapters", ""]
    parts += [_chapter_list(chapters) if chapters else "No chapter uses it yet.", ""]
    if len(promised):
        parts += ["## What was promised", "", _raw(_promise_table(promised, evidence)), ""]
    if len(effects):
        parts += ["## What evaluations found", "", _raw(_effect_table(effects, evidence)), ""]
    if len(figures):
        parts += [
            "## Every figure the book holds",
            "",
            _raw(_figure_table(figures, evidence, used_in)),
            "",
        ]
    parts += [
        "## Sources",
        "",
        _raw(_source_items(row["source_ids"].split(), evidence, used_in)),
        "",
    ]
    return "\n".join(parts)


def _facts(row: dict[str, Any]) -> str:
    spans = f"{row['start']} to {row['end']}" if row["end"] else f"from {row['start']}"
    facts = {
        "Dates": spans if row["start"] else (row["end"] or "not known"),
        "Government": row["government"] if row["government"] != "none" else "",
        "Led by": row["lead"],
        "How it worked": row["mechanism"].replace(" ", ", ").replace("-", " "),
        "Legal basis": row["legal_basis"],
        "What stood in the way": row["barriers"].replace(" ", ", ").replace("_", " "),
        "Where it stands": row["status_note"],
    }
    return "\n".join(f"- {name}: {as_markdown(value)}" for name, value in facts.items() if value)


def _promise_table(promised: pd.DataFrame, evidence: data.Evidence) -> str:
    rows = []
    for promise_id, row in promised.iterrows():
        why = html.escape(row["rule"])
        if row["counted_note"]:
            why += f" Left out of the counts: {in_words(row['counted_note'], evidence, '../')}."
        rows.append(
            Row(
                [html.escape(row["promise"]), verdict(row["verdict"], row["doubt"]), why],
                row_id=str(promise_id),
            )
        )
    caption = "Promises, the verdict on each, and the rule that decided it"
    return table(caption, ("Promise", "Verdict", "Why"), rows, stack=True)


def _effect_table(effects: pd.DataFrame, evidence: data.Evidence) -> str:
    rows = []
    for evaluation_id, row in effects.iterrows():
        trust = f"grade {row['grade']}, {row['confidence'].replace('_', ' ')} confidence"
        cells = [
            html.escape(row["label"]),
            amount(evidence.figures.loc[row["figure_id"]]),
            f"{html.escape(row['design'])}, {trust}",
            html.escape(row["finding"]),
        ]
        rows.append(Row(cells, row_id=str(evaluation_id)))
    caption = "Estimates of effect, how they were made and how far to trust them"
    return table(caption, ("What was measured", "Number", "Design", "Finding"), rows, stack=True)


def _figure_table(figures: pd.DataFrame, evidence: data.Evidence, used_in: Backlinks) -> str:
    rows = []
    for figure_id, row in figures.iterrows():
        period = say_period(row["period"]) + (
            f" ({row['period_note']})" if row["period_note"] else ""
        )
        chapters = "; ".join(
            f'<a href="../../../{page}.html">{html.escape(title)}</a>'
            for page, title in used_in.get(("figures", str(figure_id)), {}).items()
        )
        cells = [
            html.escape(row["label"]),
            html.escape(row["role"]),
            amount(row),
            f"{html.escape(period)}, {html.escape(row['place'])}",
            f'<a href="../sources.html#{row["source_id"]}">{row["source_id"]}</a>, '
            f"{in_words(row['locator'], evidence, '../')} ({row['status']}, {row['basis']})",
            in_words(row["note"], evidence, "../") + (f" Used in: {chapters}." if chapters else ""),
        ]
        rows.append(Row(cells, row_id=str(figure_id)))
    caption = "Figures, in the order of the evidence file; each row's address ends in its figure id"
    columns = ("Measure", "Role", "Value", "When and where", "Source", "Note")
    return table(caption, columns, rows, stack=True)


def scenes_page(evidence: data.Evidence, used_in: Backlinks, titles: dict[str, str]) -> str:
    """People and scenes: data/scenes.csv, chapter by chapter, the earliest first.

    titles: {chapter: its title}; a chapter that the book does not hold is named without a link.
    """
    parts = [
        "# People and scenes\n",
        "Who decided, who objected, who lived with it: the scenes that the chapters can tell, each "
        "with the source in which it was read. A scene shows how something was, and for whom. "
        "It does not show how often. The table behind this page is `data/scenes.csv`.\n",
    ]
    chapters = read_schemas(data.DATA)[0]["scenes"].column("chapter").enum
    starts = evidence.scenes["date"].map(lambda dates: parse_period(dates.split("; ")[0]).start)
    for chapter in chapters:
        found = evidence.scenes[evidence.scenes["chapter"] == chapter]
        if found.empty:
            continue
        parts.append(f"## {titles.get(chapter, chapter)}\n")
        if chapter in titles:
            parts.append(f"[Read the chapter](/chapters/{chapter}).\n")
        earliest_first = starts[found.index].sort_values(kind="stable", key=lambda s: s.map(str))
        entries = [_scene_entry(evidence, str(key), used_in) for key in earliest_first.index]
        parts.append(_raw("\n".join(entries)) + "\n")
    return "\n".join(parts)


def _scene_entry(evidence: data.Evidence, scene_id: str, used_in: Backlinks) -> str:
    row = data.row_of(evidence.scenes, scene_id)
    text = {name: in_words(str(cell), evidence) for name, cell in row.items()}
    when = html.escape(say_periods(row["date"]))
    read = _read_in(row)
    facts = {
        "Also there": text["others"],
        "In the words of the source": f"“{text['exact_phrase']}” ({text['phrase_by']}, "
        f"{_source_link(row['phrase_source_id'])})"
        if row["exact_phrase"]
        else "",
        "What was expected": text["expected"],
        "What came of it": text["outcome_known"],
        "To bear in mind": "" if row["caution"] == "none" else text["caution"],
        "Read in": "; ".join(
            f"{_source_link(source_id)}, {html.escape(where)}" for source_id, where in read.items()
        )
        + f" ({text['status']}; {text['checked']})",
        "Figures": "; ".join(_figure_link(evidence, key) for key in row["figure_ids"].split()),
        "Told in": _page_links(used_in.get(("scenes", scene_id), {})),
    }
    listed = "".join(f"<dt>{name}</dt><dd>{fact}</dd>" for name, fact in facts.items() if fact)
    return (
        f'<section class="scene" id="{scene_id}"><h3>{text["person"]}</h3>'
        f"<p>{text['role']}. {text['place']}, {when}.</p>"
        f"<p>{text['what_happened']}</p><dl>{listed}</dl></section>"
    )


def _read_in(scene: dict[str, Any]) -> dict[str, str]:
    return places_read(scene["source_id"], scene["locator"], scene["other_sources"])


def _source_link(source_id: str) -> str:
    return f'<a href="sources.html#{source_id}">{html.escape(short_citation(source_id))}</a>'


def _figure_link(evidence: data.Evidence, figure_id: str) -> str:
    row = data.row_of(evidence.figures, figure_id)
    words = html.escape(f"{row['label']} ({say_period(row['period'])})")
    return f'<a href="{figure_address(evidence, figure_id)}">{words}</a>'


def sources_page(evidence: data.Evidence, used_in: Backlinks) -> str:
    """The bibliography: data/sources.csv, which is its one master."""
    gathered = f"{promises.GATHERED.day} {promises.GATHERED:%B %Y}"
    intro = (
        "# Sources\n\n"
        "Every source of the book, in order of its short name. “Read” means that the address given "
        "was opened and read; the note says what was and was not seen. "
        "The table behind this page is `data/sources.csv`.\n\n"
        "The day on which each address was opened was not recorded; the evidence was gathered up to "
        f"{gathered}. "
        "Addresses die, so each has a second way to it: the copy that was read, where that is another, and "
        "a search for it in the web's archives. Whether an archive holds it was not checked.\n\n"
    )
    return intro + _raw(_source_items(list(evidence.sources.index), evidence, used_in, full=True))


def _source_items(
    source_ids: list[str], evidence: data.Evidence, used_in: Backlinks, *, full: bool = False
) -> str:
    cited: dict[str, list[str]] = defaultdict(list)
    scenes: dict[str, list[str]] = defaultdict(list)
    if full:
        for figure_id, source_id in evidence.figures["source_id"].items():
            cited[source_id].append(str(figure_id))
        for key in map(str, evidence.scenes.index):
            for source_id in _read_in(data.row_of(evidence.scenes, key)):
                scenes[source_id].append(key)
    items = []
    for source_id in source_ids:
        row = data.row_of(evidence.sources, source_id)
        who = html.escape(row["author"] or row["publisher"])
        publisher = row["publisher"] if row["publisher"] != row["author"] else ""
        tail = ", ".join(html.escape(part) for part in (publisher, row["reference_no"]) if part)
        text = (
            f"{who} ({row['year'] or 'no date'}). "
            f"<cite>{_titled(row)}</cite>"
            f"{'. ' + tail if tail else ''}."
        )
        if not full:
            items.append(f'<li><a href="../sources.html#{source_id}">{source_id}</a>: {text}</li>')
            continue
        if row["notes"]:
            text += f" {in_words(row['notes'].rstrip('.'), evidence)}."
        if row["read"] == "no":
            text += " This address was not itself read."
        if row["seen_url"]:
            text += f' Read at <a href="{html.escape(row["seen_url"])}">another address</a>.'
        text += _archives(row["url"], source_id)
        if cited[source_id]:
            links = "; ".join(_figure_link(evidence, key) for key in cited[source_id])
            text += f" Figures: {links}."
        if scenes[source_id]:
            people = evidence.scenes["person"]
            links = ", ".join(
                f'<a href="scenes.html#{key}">{html.escape(people[key])}</a>'
                for key in scenes[source_id]
            )
            text += f" Scenes: {links}."
        chapters = used_in.get(("sources", source_id), {})
        if chapters:
            text += f" Used in: {_page_links(chapters)}."
        items.append(f'<li id="{source_id}"><b>{source_id}</b>: {text}</li>')
    return '<ul class="sources">\n' + "\n".join(items) + "\n</ul>"


# Where copies of a dead page are looked for, and which addresses each archive may hold.
_ARCHIVES = {
    "Internet Archive": ("https://web.archive.org/web/*/", re.compile("https?://")),
    "UK Government Web Archive": (
        "https://webarchive.nationalarchives.gov.uk/ukgwa/*/",
        re.compile(r"https?://[^/]*\.(?:gov|nhs|parliament)\.uk(?:[/:]|$)"),
    ),
}


def _archives(address: str, source_id: str) -> str:
    """A second way to a source, as HTML: a search for its address in each archive that may hold it."""
    if re.match(r"https?://(?:web\.archive\.org|webarchive\.nationalarchives\.gov\.uk)/", address):
        return ""
    links = [
        f'<a href="{html.escape(search + address)}">{name}'
        f'<span class="visually-hidden"> for {source_id}</span></a>'
        for name, (search, held) in _ARCHIVES.items()
        if held.match(address)
    ]
    return f' <span class="archived">Look in the {", ".join(links)}.</span>' if links else ""


def _page_links(chapters: dict[str, str]) -> str:
    """Links to notebooks, {notebook: its title}, from a page of chapters/reference."""
    return ", ".join(
        f'<a href="../../{page}.html">{html.escape(title)}</a>' for page, title in chapters.items()
    )


def _titled(row: dict[str, Any]) -> str:
    title = html.escape(row["title"])
    return f'<a href="{html.escape(row["url"])}">{title}</a>' if row["url"] else title


def data_dictionary() -> str:
    """Every table and column, from data/datapackage.json."""
    package: dict[str, Any] = json.loads((data.DATA / "datapackage.json").read_text("utf-8"))
    parts = ["# Data dictionary", "", as_markdown(package["description"]), ""]
    for resource in package["resources"]:
        rows = [
            Row([column["name"], column["type"], html.escape(column.get("description", ""))])
            for column in resource["schema"]["fields"]
        ]
        caption = f"Columns of {resource['path']}"
        parts += [f"## {as_markdown(resource['path'])}", ""]
        parts += [as_markdown(resource.get("description", "")), ""]
        if resource.get("source_ids"):
            links = (f"[{key}](../../data/sources.csv#{key})" for key in resource["source_ids"])
            parts += [f"Sources: {', '.join(links)}.", ""]
        parts += [_raw(table(caption, ("Column", "Type", "What it holds"), rows, stack=True)), ""]
    return "\n".join(parts)


def _chapter_list(chapters: dict[str, str]) -> str:
    return "\n".join(f"- [{title}](/{page})" for page, title in sorted(chapters.items()))


def _raw(text: str) -> str:
    """HTML as a directive, within a fence longer than any that its text holds."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{{raw}} html\n{text}\n{fence}"
