"""How does a stored chart become a figure on a page? A still picture first, then a live one.

Each chart leaves: two still SVGs (wide and narrow), files to take away (`figure_files.py`), a data table,
and, where it has controls or names to point at, a Vega specification that the page's script draws when
the reader comes near. Nothing is asked of another host.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import html
import json
import multiprocessing
import os
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import vl_convert
from docutils import nodes
from platformdirs import user_cache_path
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.osutil import relative_uri

from joinedup.evidence.citations import publisher_and_year
from joinedup.notebooks.running import CHART as MIME
from joinedup.notebooks.running import BrokenNotebook, charts_in, find
from joinedup.site import embeds, figure_files
from joinedup.site.evidence_links import address

VEGA_LITE = "6.4"  # what the page draws with; the stored chart says 5, which JupyterLab 4 draws
WIDE, NARROW = 680, 340
LIVE = Path(__file__).parent / "theme" / "live.js"
SEALED = "(function(){{{}}})();\n"  # the script of live charts leaves no name behind
CHARTS = "_charts"
COUNCILS = "chapters/councils"  # the finder; the folder of that name holds a page for each
FINDS_A_COUNCIL = "Find your council"  # what joinedup.charts.places writes before its list of them
WHERE_THE_TABLE_IS = "The data are in the table that follows."  # for those who hear the page
# What decides a drawing besides its specification: this file and what draws.
CONVERTER = version("vl-convert-python")
DRAWING = [hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), CONVERTER]
TAKING = [*DRAWING, hashlib.sha256(Path(figure_files.__file__).read_bytes()).hexdigest()]


class chart_figure(nodes.General, nodes.Element):
    """A chart in a page: attributes `spec` (dict), `anchor` (str), `number` (int)."""


class ChartOutput:
    """Turns a notebook's Vega-Lite output into a `chart_figure` (a MyST-NB mime renderer)."""

    mime_priority_overrides = (("*", MIME, 1),)

    @staticmethod
    def handle_mime(renderer: Any, output: Any, inline: bool) -> list[nodes.Element] | None:
        if inline or output.mime_type != MIME:
            return None
        spec = dict(output.content)
        if "book" not in spec.get("usermeta", {}):
            renderer.logger.warning(
                f"cell {output.cell_index}: a chart without headline, description and sources; "
                "make it with joinedup.charts",
                subtype="chart",
                line=output.line,
            )
            return []
        anchor = output.cell_metadata.get("anchor") or f"chart-{output.cell_index}"
        return [chart_figure(spec=spec, anchor=anchor, ids=[])]


def number_charts(app: Sphinx, doctree: nodes.document) -> None:
    """Number the charts of a page from 1, in reading order, and begin to draw their cards."""
    title = next((node.astext() for node in doctree.findall(nodes.title)), "")
    for number, figure in enumerate(doctree.findall(chart_figure), start=1):
        figure["number"] = number
        figure["page"] = title
        if app.builder.format == "html":
            files: ChartFiles = app.chart_files  # type: ignore[attr-defined]
            files.order_card(figure["spec"], words_of(app, app.env.docname, figure))


def words_of(app: Sphinx, docname: str, figure: nodes.Element) -> figure_files.Words:
    """What stands on a figure of the page `docname` when it is taken away."""
    book = figure["spec"]["usermeta"]["book"]
    base = app.config.html_baseurl.rstrip("/")
    page = f"{base}/{app.builder.get_target_uri(docname)}#{figure['anchor']}" if base else ""
    return figure_files.Words(
        headline=book["headline"],
        subtitle=book["subtitle"],
        note=book["note"] or "",
        source="; ".join(
            ", ".join([publisher, *(year for year, _ in years if year)])
            for publisher, years in by_publisher(book["sources"])
        ),
        where=f"Figure {figure['number']} of “{figure['page']}”, {app.config.project}",
        address=page,
    )


def drawn_at(spec: dict[str, Any], width: int | str) -> dict[str, Any]:
    """The specification without its title (the page prints that) at a width in pixels or "container"."""
    drawn = copy.deepcopy(spec)
    drawn.pop("title", None)
    drawn["$schema"] = "https://vega.github.io/schema/vega-lite/v6.json"
    drawn.get("usermeta", {}).pop("book", None)
    drawn["width"] = width
    drawn["autosize"] = {"type": "fit-x", "contains": "padding"}
    return drawn


def compiled(spec: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The live chart compiled to Vega, and its data apart, so that charts of one page share them.

    Compiling here spares the reader's browser the work. In the chart, rows are replaced by the name
    of their dataset, which is a hash of them.
    """
    vega = vl_convert.vegalite_to_vega(drawn_at(spec, "container"), vl_version=VEGA_LITE)
    datasets: dict[str, list[Any]] = {}
    for entry in vega.get("data", []):
        if entry.get("values"):
            text = json.dumps(entry["values"], sort_keys=True)
            name = f"data-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
            datasets[name] = entry["values"]
            entry["values"] = name
    return vega, datasets


def by_publisher(sources: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Sources grouped as a reader cites them: [(publisher, [(year, source_id), ...]), ...].

    Two of one publisher and year are told apart by a letter: 2010a, 2010b. A table's year is "".
    """
    grouped: dict[str, list[tuple[str, str]]] = {}
    for source in sources:
        publisher, year = publisher_and_year(source)
        grouped.setdefault(publisher, []).append((year, source))
    told: list[tuple[str, list[tuple[str, str]]]] = []
    for publisher, years in grouped.items():
        same = Counter(year for year, _ in years)
        letters: dict[str, Iterator[str]] = {year: iter(ascii_lowercase) for year in same}
        told.append(
            (
                publisher,
                [
                    (_told_apart(year, next(letters[year])) if same[year] > 1 else year, source)
                    for year, source in sorted(years)
                ],
            )
        )
    return told


def _told_apart(year: str, letter: str) -> str:
    """ "2010a"; "no date (a)"."""
    return f"{year}{letter}" if year[-1:].isdigit() else f"{year} ({letter})"


def unbroken(text: str) -> str:
    """Text as HTML in which no line ends inside "2015-16" or "£ million"."""
    return re.sub(
        r"\d{4}-\d{2,4}|£ [mb]illion", r'<span class="unbroken">\g<0></span>', html.escape(text)
    )


def table_as_html(table: dict[str, Any], caption: str) -> str:
    """The chart's data table as HTML with a caption and scoped headers."""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table["columns"])
    body = []
    dated = [str(name).lower().startswith("year") for name in table["columns"]]
    for row in table["rows"]:
        words = [
            str(int(cell)) if is_dated and _is_year(cell) else _cell(cell)
            for cell, is_dated in zip(row, dated, strict=True)
        ]
        cells = [f'<th scope="row">{words[0]}</th>']
        cells += [
            f'<td class="number">{text}</td>'
            if isinstance(cell, (int, float))
            else f"<td>{text}</td>"
            for cell, text in zip(row[1:], words[1:], strict=True)
        ]
        body.append("<tr>" + "".join(cells) + "</tr>")
    return (
        f'<div class="table-wrap" tabindex="0" role="region" aria-label="{html.escape(caption)}">'
        f"<table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if value is None:
        return '<span class="status">not found</span>'
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return html.escape(str(value))
    # With a hyphen, not a minus sign: a spreadsheet takes what is copied for a number.
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def _is_year(value: object) -> bool:
    return isinstance(value, (int, float)) and 1900 <= value <= 2100 and value == int(value)


def said(value: object, ends: tuple[float, float] = (0, 0)) -> str:
    """A control's value as book.js says it: "1,000", with a true minus sign, but a year as "1976".

    ends: the least and the most it can be. Between 1900 and 2100 it is a year.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    if all(map(_is_year, ends)):
        return str(value)
    return f"{value:,}".replace("-", "\N{MINUS SIGN}")


def _bound(vega: dict[str, Any]) -> list[dict[str, Any]]:
    """The signals of a live chart that a reader sets."""
    return [signal for signal in vega.get("signals", []) if "bind" in signal]


def comes_alive(vega: dict[str, Any]) -> bool:
    """Whether a live chart gives a reader anything that the still picture does not.

    A control, or a name shown where a mark is pointed at. Without either it loads no script.
    """
    return bool(_bound(vega)) or '"tooltip"' in json.dumps(vega.get("marks", []))


def settings_in_words(vega: dict[str, Any]) -> str:
    """What a chart's controls start at, as scripts/charts.js says it: "Shown for Cut: 3; Years: 2."

    For paper, for readers without scripts and for screen readers. "" for a chart without controls.
    """
    told = []
    for signal in _bound(vega):
        bind, value = signal["bind"], signal["value"]
        options = bind.get("options", [])
        if value in options and "labels" in bind:
            words = bind["labels"][options.index(value)]
        else:
            ends = (bind.get("min", 0), bind.get("max", 0))
            words = ("yes" if value else "no") if isinstance(value, bool) else said(value, ends)
        told.append(f"{bind['name'].strip()}: {words}")
    return f"Shown for {'; '.join(told)}." if told else ""


def controls_as_html(
    vega: dict[str, Any], more: Sequence[str] = (), again: Sequence[str] = ("", "")
) -> str:
    """What a live chart's controls will look like, so that they have their room before they work.

    Written as Vega writes its bound inputs, but disabled and out of a screen reader's way; shown only
    where scripts run, and replaced when the chart comes alive. "" for a chart without controls.
    more: the names of those under a fold; again: the name of one with a button, and its words.
    """
    bound = _bound(vega)
    if not bound:
        return ""
    controls = {}
    for signal in bound:
        bind, value = signal["bind"], signal["value"]
        label = f'<span class="vega-bind-name">{html.escape(bind["name"])}</span>'
        options = bind.get("options", [])
        words = [html.escape(str(word)) for word in bind.get("labels") or options]
        chosen = [option == value for option in options]
        match bind["input"]:
            case "radio":
                inside = "".join(
                    f'<label><input type="radio"{" checked" * on} disabled>{word}</label>'
                    for word, on in zip(words, chosen, strict=True)
                )
                made = f'{label}<div class="vega-bind-radio">{inside}</div>'
            case "select":
                # Its room is that of its longest option: of 150 councils two stand for all.
                longest = max(words, key=len, default="")
                inside = "".join(
                    f"<option{' selected' * on}>{word}</option>"
                    for word, on in zip(words, chosen, strict=True)
                    if on or word == longest
                )
                made = f"<label>{label}<select disabled>{inside}</select></label>"
            case "checkbox":
                on = " checked" if value else ""
                made = f'<label>{label}<input type="checkbox"{on} disabled></label>'
            case "range":
                ends = " ".join(f'{end}="{bind[end]}"' for end in ("min", "max", "step"))
                made = (
                    f'<label>{label}<input type="range" {ends} value="{value}" disabled>'
                    f"<span>{said(value, (bind['min'], bind['max']))}</span></label>"
                )
            case other:
                raise ValueError(f"no room is kept for a control of kind {other!r}")
        if signal["name"] == again[0]:
            made += f'<button type="button" disabled>{html.escape(again[1])}</button>'
        controls[signal["name"]] = f'<div class="vega-bind">{made}</div>'
    inside = "".join(control for name, control in controls.items() if name not in more)
    if more:
        inside += '<details class="more"><summary tabindex="-1">More settings</summary></details>'
    return f'<div class="vega-bindings waiting" aria-hidden="true">{inside}</div>'


KINDS = ("-wide.svg", "-narrow.svg", ".json")  # the last says: all are there


def put(content: str | bytes, folder: Path, name: str) -> None:
    """Write a file under another name first, so that a build that is stopped leaves no half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{name}.{os.getpid()}"
    unfinished.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    unfinished.replace(folder / name)


def draw(spec: dict[str, Any], folder: Path, key: str) -> None:
    """Draw one chart and write its files into a folder, each under `key` and one of KINDS."""
    for kind, width in (("-wide.svg", WIDE), ("-narrow.svg", NARROW)):
        svg = vl_convert.vegalite_to_svg(drawn_at(spec, width), vl_version=VEGA_LITE)
        put(svg, folder, f"{key}{kind}")
    put(json.dumps(compiled(spec)), folder, f"{key}.json")


def draw_card(spec: dict[str, Any], words: figure_files.Words, folder: Path, key: str) -> None:
    """Draw what is shown of one chart far from its page, each file under `key` and its kind."""
    stills = key_of_stills(spec)
    if not (folder / f"{stills}{KINDS[-1]}").exists():  # seldom: it was ordered first
        draw(spec, folder, stills)
    wide = (folder / f"{stills}{KINDS[0]}").read_text("utf-8")
    made = figure_files.card_files(drawn_at(spec, WIDE), wide, words, VEGA_LITE)
    for kind, content in made.items():
        put(content, folder, f"{key}.{kind}")


def bundle(parts: str, folder: Path, name: str) -> None:
    """Put together the script that draws live charts, from those parts of Vega that `parts` names."""
    script = vl_convert.javascript_bundle(parts, vl_version=VEGA_LITE)
    put(SEALED.format(script), folder, name)


def key_of_stills(spec: dict[str, Any]) -> str:
    """What a chart's pictures and live copy are kept under: a hash of what decides them."""
    return _key_of([DRAWING, spec])


def _key_of(decides: list[Any]) -> str:
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class ChartFiles:
    """Draws what each chart needs, on every core while pages are read, and puts it into the site.

    kept: a folder outside the build. A drawing is named by what decides it, so one of an earlier
    build serves again while that stands. cards: whether each figure's card is drawn.
    """

    def __init__(self, site: Path, kept: Path, *, cards: bool) -> None:
        self.folder, self.kept, self.cards = site / CHARTS, kept, cards
        self._pool: ProcessPoolExecutor | None = None
        self._ordered: dict[str, Future[None]] = {}
        self._bundle = ""

    def _order(self, name: str, make: Callable[..., None], *given: Any) -> None:
        """Have something made in another process, once."""
        if name in self._ordered:
            return
        self.kept.mkdir(parents=True, exist_ok=True)
        if self._pool is None:
            # Forked where that is safe, because importing Sphinx again takes longer than many charts.
            # This process draws nothing before it has forked: the drawing library keeps threads that
            # a fork would lose.
            way = "fork" if sys.platform == "linux" else "spawn"
            self._pool = ProcessPoolExecutor(mp_context=multiprocessing.get_context(way))
        self._ordered[name] = self._pool.submit(make, *given)

    def _wait_for(self, name: str) -> None:
        if name in self._ordered:
            self._ordered[name].result()

    def order(self, spec: dict[str, Any]) -> str:
        """Have a chart's pictures and live copy made in another process, unless they are there."""
        key = key_of_stills(spec)
        if not (self.kept / f"{key}{KINDS[-1]}").exists():
            self._order(key, draw, spec, self.kept, key)
        return key

    def order_card(self, spec: dict[str, Any], words: figure_files.Words) -> str:
        """Have a chart's card made likewise, where this build makes cards."""
        key = _key_of([TAKING, spec, figure_files.decided_by(words)])
        if self.cards and not (self.kept / f"{key}.{figure_files.CARD[-1]}").exists():
            self._order(key, draw_card, spec, words, self.kept, key)
        return key

    def write(self, spec: dict[str, Any], words: figure_files.Words, name: str) -> dict[str, Any]:
        """Put one chart's files into the site, waiting for its drawing where it must.

        name: of the files that are taken away. Returns the key in the names of the others, each still
        picture's size and the live chart. Raises what the drawing raised.
        """
        key = self.order(spec)
        self._wait_for(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        for kind in KINDS[:-1]:
            if not (self.folder / f"{key}{kind}").exists():
                shutil.copyfile(self.kept / f"{key}{kind}", self.folder / f"{key}{kind}")
        self._write_to_take(spec, words, name)
        vega, datasets = json.loads((self.kept / f"{key}.json").read_text("utf-8"))
        made: dict[str, Any] = {"key": key, "vega": vega, "datasets": datasets}
        for size in ("wide", "narrow"):
            picture = f"{key}-{size}.svg"
            sides = figure_files.sides_of((self.folder / picture).read_text("utf-8"))
            made[size] = (picture, *map(round, sides))
        return made

    def _write_to_take(self, spec: dict[str, Any], words: figure_files.Words, name: str) -> None:
        """Put the files that are taken away of a chart into the site, under a readable name."""
        folder = self.folder.parent / figure_files.FOLDER
        table = figure_files.as_csv(spec["usermeta"]["book"]["table"], words)
        put(table, folder, f"{name}.csv")
        key = self.order_card(spec, words)
        self._wait_for(key)
        for kind in figure_files.CARD if self.cards else ():
            shutil.copyfile(self.kept / f"{key}.{kind}", folder / f"{name}.{kind}")

    def close(self) -> None:
        """End the drawing processes, and forget drawings that have gone unused for a month."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        for path in self.kept.glob("*"):
            if time.time() - path.stat().st_mtime > 30 * 24 * 3600:
                path.unlink(missing_ok=True)

    def order_bundle(self) -> Path:
        """Have the one script that draws live charts put together, unless it is there; return its place.

        It is kept for every book on this machine, because the package alone decides it, and putting it
        together takes longer than a page.
        """
        parts = LIVE.read_text("utf-8")
        decided = _key_of([CONVERTER, parts, SEALED])
        kept = _scripts_in(self.kept) / f"bundle-{decided}.js"
        if not kept.exists():
            self._order(kept.name, bundle, parts, kept.parent, kept.name)
        return kept

    def write_bundle(self) -> str:
        """Put the script that draws live charts into the site, once; return its name, from its content."""
        if self._bundle:
            return self._bundle
        kept = self.order_bundle()
        self._wait_for(kept.name)
        script = kept.read_bytes()
        self._bundle = f"vega-{CONVERTER}-{hashlib.sha256(script).hexdigest()[:12]}.js"
        statics = self.folder.parent / "_static"
        statics.mkdir(parents=True, exist_ok=True)
        for other in statics.glob("vega-*.js"):  # of an earlier build
            other.unlink()
        (statics / self._bundle).write_bytes(script)
        return self._bundle


def visit_chart_figure(translator: Any, node: chart_figure) -> None:
    """Write a figure's HTML (called by Sphinx for each chart, in reading order) and its page to embed."""
    builder = translator.builder
    docname = builder.current_docname
    book = node["spec"]["usermeta"]["book"]
    files: ChartFiles = builder.app.chart_files
    taken = figure_files.name_of(docname, node["number"])
    made = files.write(node["spec"], words_of(builder.app, docname, node), taken)
    here = builder.get_target_uri(docname)
    to_embed = embeds.name_of(docname, node["anchor"])

    def whole(heading: str, downloads: str, shipped: set[str]) -> str:
        return _figure_as_html(builder, node, made, heading, downloads, shipped)

    to_take = relative_uri(here, f"{figure_files.FOLDER}/{taken}")
    to_take_away = "".join(
        f'<li><a href="{to_take}.{kind}" download>{kind.upper()}'
        f'<span class="visually-hidden"> of figure {node["number"]}</span></a></li>'
        for kind in figure_files.kinds(cards=files.cards)
    )
    offered = f'<li><a class="embed" href="{relative_uri(here, to_embed)}">Embed</a></li>'
    shipped: set[str] = builder.app.shipped_data.setdefault(docname, set())
    translator.body.append(whole("p", to_take_away + offered, shipped))
    embeds.write(
        builder,
        to_embed,
        embeds.Embed(
            title=book["headline"],
            description=book["description"],
            body=whole("h1", to_take_away, set()),
            page=here,
            page_title=node["page"],
            anchor=node["anchor"],
        ),
    )
    raise nodes.SkipNode


def _figure_as_html(
    builder: Any,
    node: chart_figure,
    made: dict[str, Any],
    heading: str,
    downloads: str,
    shipped: set[str],
) -> str:
    """A figure with its headline as an element `heading`; data that `shipped` names are left out."""
    docname = builder.current_docname
    book = node["spec"]["usermeta"]["book"]
    anchor, number = node["anchor"], f"Figure {node['number']}."
    here = builder.get_target_uri(docname)

    def to(name: str) -> str:
        return relative_uri(here, f"{CHARTS}/{name}")

    wide, narrow = made["wide"], made["narrow"]
    # The first picture of a page is seen at once, and so is the one that stands in a frame by itself.
    eager = "" if node["number"] == 1 or heading == "h1" else ' loading="lazy"'
    sources = "; ".join(
        _cited(builder, docname, publisher, years)
        for publisher, years in by_publisher(book["sources"])
    )
    live, datasets = made["vega"], made["datasets"]
    alive = comes_alive(live)
    bundle = f' data-bundle="{builder.app.chart_files.write_bundle()}"' if alive else ""
    scripts = ""
    for name, rows in sorted(datasets.items()):
        if alive and name not in shipped:
            shipped.add(name)
            scripts += _json_script(rows, f'id="{name}"')
    return (
        f'<figure class="chart" id="{anchor}" aria-labelledby="{anchor}-headline"'
        f"{bundle}{_arranged(book)}>"
        f'<{heading} class="headline"><span id="{anchor}-headline">'
        f'<span class="number">{number}</span> {unbroken(book["headline"])}</span>'
        f'<a class="headerlink" href="#{anchor}" '
        f'aria-label="Link to figure {node["number"]}">#</a></{heading}>'
        f'<p class="subtitle">{unbroken(book["subtitle"])}</p>'
        f'<div class="drawing"><picture>'
        f'<source media="(max-width: 37rem)" srcset="{to(narrow[0])}" '
        f'width="{narrow[1]}" height="{narrow[2]}">'
        f'<img src="{to(wide[0])}" width="{wide[1]}" height="{wide[2]}"{eager} decoding="async" '
        f'alt="{html.escape(book["description"])} {WHERE_THE_TABLE_IS}"></picture>'
        + controls_as_html(live, book.get("more", ()), book.get("again", ("", "")))
        + ('<div class="live" hidden></div>' if alive else "")
        + "</div>"
        + _settings(live, announced=not book.get("readout"))
        + (
            f'<p class="readout" role="status">{html.escape(book["readout"])}</p>'
            if book.get("readout")
            else ""
        )
        + scripts
        + (_json_script(live, 'class="spec"') if alive else "")
        + f"<figcaption><p>Source: {sources}.</p>"
        + (f"<p>{html.escape(book['note'])}</p>" if book["note"] else "")
        + "<details><summary>The data as a table</summary>"
        + table_as_html(book["table"], book["headline"])
        + f'</details><ul class="downloads">{downloads}'
        + (
            f'<li><a class="this-view" href="#{anchor}">Link to this view</a>'
            '<span role="status"></span></li>'
            '<li><button type="button" class="to-start" hidden>Back to the start</button></li>'
            if _bound(live)
            else f'<li><a href="#{anchor}">Link to this figure</a></li>'
        )
        + _own_page(live, builder, here)
        + "</ul></figcaption></figure>\n"
    )


def _own_page(live: dict[str, Any], builder: Any, here: str) -> str:
    """The way from a chart that finds a council to its page; scripts/charts.js names the one chosen."""
    for signal in _bound(live):
        if signal["bind"].get("name", "").strip() == FINDS_A_COUNCIL:
            if COUNCILS not in builder.env.found_docs:
                return ""  # a small book, without pages of councils
            address = relative_uri(here, builder.get_target_uri(COUNCILS))
            return (
                f'<li><a class="own-page" href="{address}" data-control="{signal["name"]}">'
                "A page for each council</a></li>"
            )
    return ""


def _arranged(book: dict[str, Any]) -> str:
    """How scripts/charts.js is to arrange the controls, as attributes of the figure."""
    told = ""
    if "more" in book:
        told += f' data-more="{html.escape(" ".join(book["more"]))}"'
    if "again" in book:
        name, words = book["again"]
        told += f' data-again="{html.escape(name)}" data-again-words="{html.escape(words)}"'
    return told


def _settings(live: dict[str, Any], announced: bool) -> str:
    """The settings in words; announced as they change where no sentence of the chart's own is."""
    words = settings_in_words(live)
    status = ' role="status"' if announced else ""
    return f'<p class="settings"{status}>{html.escape(words)}</p>' if words else ""


def _cited(builder: Any, docname: str, publisher: str, years: list[tuple[str, str]]) -> str:
    """A publisher and its years as HTML, each year a link; a whole table is itself the link."""
    links = []
    for year, source in years:
        words = html.escape(year or publisher)
        name = f' aria-label="{html.escape(f"{publisher}, {year}")}"' if year else ""
        links.append(f'<a href="{address(builder, docname, "sources", source)}"{name}>{words}</a>')
    named = [html.escape(publisher)] if years[0][0] else []
    return ", ".join(named + links)


def _json_script(content: object, attributes: str) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    safe = text.replace("<", "\\u003c")  # the text cannot end the script element
    return f'<script type="application/json" {attributes}>{safe}</script>'


def cards_wanted(app: Sphinx) -> bool:
    """Whether each figure's card is drawn: for a host (`make publish`), or because it was before.

    A card, as SVG and PNG, takes longer to draw than all else that a page needs of its charts.
    """
    before = Path(app.outdir) / figure_files.FOLDER
    return os.environ.get("BOOK_CARDS") == "1" or any(before.glob("*.svg"))


def begin(app: Sphinx, config: Config) -> None:
    """Before anything is read, have the script of live charts and every picture made."""
    app.chart_files = ChartFiles(  # type: ignore[attr-defined]
        Path(app.outdir), kept_in(app), cards=config.book_cards
    )
    app.shipped_data = {}  # type: ignore[attr-defined]
    app.chart_files.order_bundle()  # type: ignore[attr-defined]
    for spec in charts_of(Path(app.srcdir)):
        app.chart_files.order(spec)  # type: ignore[attr-defined]


def charts_of(book: Path) -> Iterator[dict[str, Any]]:
    """The chart specifications stored in a book's notebooks; one that cannot be read is named later."""
    for path in find(book):
        with contextlib.suppress(BrokenNotebook):
            yield from (spec for _, spec in charts_in(path))


def _scripts_in(drawings: Path) -> Path:
    """Where the script of live charts is kept: with this machine's caches, or else with drawings."""
    if "BOOK_DRAWINGS" not in os.environ:
        with contextlib.suppress(OSError):
            return user_cache_path("promise-and-outcome", ensure_exists=True)
    return drawings


def kept_in(app: Sphinx) -> Path:
    """Where drawings are kept between builds: beside the book, or where BOOK_DRAWINGS says."""
    return Path(os.environ.get("BOOK_DRAWINGS") or Path(app.srcdir) / ".drawings")
