"""How does a stored chart become a figure on a page? A still picture first, then a live one.

Each chart leaves: two still SVGs (wide and narrow), an SVG and a PNG to download with their title and
source on them, a CSV, a data table, and a Vega-Lite specification that the page's script draws when
the reader comes near. Nothing is asked of another host.
"""

from __future__ import annotations

import copy
import csv
import hashlib
import html
import io
import json
import multiprocessing
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from importlib.metadata import version
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import vl_convert
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from joinedup.evidence.citations import publisher_and_year
from joinedup.site.evidence_links import address

MIME = "application/vnd.vegalite.v5+json"
VEGA_LITE = "6.4"  # what the page draws with; the stored chart says 5, which JupyterLab 4 draws
WIDE, NARROW = 680, 340
CHARTS = "_charts"
WHERE_THE_TABLE_IS = "The data are in the table that follows."  # for those who hear the page
# What decides a drawing besides its specification: this file and what draws.
CONVERTER = version("vl-convert-python")
DRAWING = [hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), CONVERTER]


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
    """Number the charts of a page from 1, in reading order, and begin to draw them."""
    for number, figure in enumerate(doctree.findall(chart_figure), start=1):
        figure["number"] = number
        if app.builder.format == "html":
            app.chart_files.order(figure["spec"])  # type: ignore[attr-defined]


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


def with_source_line(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification with title, subtitle and source on the picture, for a download that travels."""
    # Here, because it imports Altair, for which a build that draws nothing need not wait.
    from joinedup.charts.words import titled

    book = spec["usermeta"]["book"]
    drawn = drawn_at(spec, WIDE)
    cited = "; ".join(
        ", ".join([publisher, *(year for year, _ in years if year)])
        for publisher, years in by_publisher(book["sources"])
    )
    drawn["title"] = titled(book["headline"], book["subtitle"], f"Source: {cited}")
    return drawn


def table_as_csv(table: dict[str, Any]) -> str:
    """The chart's data table as CSV text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table["columns"])
    writer.writerows(["" if cell is None else cell for cell in row] for row in table["rows"])
    return text.getvalue()


def table_as_html(table: dict[str, Any], caption: str) -> str:
    """The chart's data table as HTML with a caption and scoped headers."""
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table["columns"])
    body = []
    for row in table["rows"]:
        cells = [f'<th scope="row">{_cell(row[0])}</th>']
        cells += [
            f'<td class="number">{_cell(cell)}</td>'
            if isinstance(cell, (int, float))
            else f"<td>{_cell(cell)}</td>"
            for cell in row[1:]
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
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace("-", "\N{MINUS SIGN}")


def said(value: object) -> str:
    """A control's value as book.js says it: "1,000", with a true minus sign."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,}".replace("-", "\N{MINUS SIGN}")


def controls_as_html(vega: dict[str, Any]) -> str:
    """What a live chart's controls will look like, so that they have their room before they work.

    Written as Vega writes its bound inputs, but disabled and out of a screen reader's way; shown only
    where scripts run, and replaced when the chart comes alive. "" for a chart without controls.
    """
    bound = [signal for signal in vega.get("signals", []) if "bind" in signal]
    if not bound:
        return ""
    controls = []
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
                controls.append(f'{label}<div class="vega-bind-radio">{inside}</div>')
            case "select":
                inside = "".join(
                    f"<option{' selected' * on}>{word}</option>"
                    for word, on in zip(words, chosen, strict=True)
                )
                controls.append(f"<label>{label}<select disabled>{inside}</select></label>")
            case "checkbox":
                on = " checked" if value else ""
                controls.append(f'<label>{label}<input type="checkbox"{on} disabled></label>')
            case "range":
                ends = " ".join(f'{end}="{bind[end]}"' for end in ("min", "max", "step"))
                controls.append(
                    f'<label>{label}<input type="range" {ends} value="{value}" disabled>'
                    f"<span>{said(value)}</span></label>"
                )
            case other:
                raise ValueError(f"no room is kept for a control of kind {other!r}")
    inside = "".join(f'<div class="vega-bind">{control}</div>' for control in controls)
    return f'<div class="vega-bindings waiting" aria-hidden="true">{inside}</div>'


KINDS = (
    "-wide.svg",
    "-narrow.svg",
    ".svg",
    ".png",
    ".csv",
    ".json",
)  # the last says: all are there


def draw(spec: dict[str, Any], folder: Path, key: str) -> None:
    """Draw one chart and write its files into a folder, each under `key` and one of KINDS."""

    def put(kind: str, content: str | bytes) -> None:
        _put(folder / f"{key}{kind}", content if isinstance(content, bytes) else content.encode())

    for kind, width in (("-wide.svg", WIDE), ("-narrow.svg", NARROW)):
        put(kind, vl_convert.vegalite_to_svg(drawn_at(spec, width), vl_version=VEGA_LITE))
    svg = vl_convert.vegalite_to_svg(with_source_line(spec), vl_version=VEGA_LITE)
    put(".svg", svg)
    put(".png", vl_convert.svg_to_png(svg, scale=2))
    put(".csv", table_as_csv(spec["usermeta"]["book"]["table"]))
    put(".json", json.dumps(compiled(spec)))


def _put(path: Path, content: bytes) -> None:
    """Write a file to be kept: under another name first, so that a stopped build leaves no half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


class ChartFiles:
    """Draws what each chart needs, on every core while pages are read, and puts it into the site.

    kept: a folder outside the build. A drawing is named by what decides it, so one of an earlier
    build serves again while that stands.
    """

    def __init__(self, site: Path, kept: Path) -> None:
        self.folder, self.kept = site / CHARTS, kept
        self._pool: ProcessPoolExecutor | None = None
        self._ordered: dict[str, Future[None]] = {}

    def order(self, spec: dict[str, Any]) -> str:
        """Have a chart drawn in another process, unless it is there already; return its key."""
        text = json.dumps([DRAWING, spec], sort_keys=True, ensure_ascii=False)
        key = hashlib.sha256(text.encode()).hexdigest()[:12]
        if key not in self._ordered and not (self.kept / f"{key}{KINDS[-1]}").exists():
            self.kept.mkdir(parents=True, exist_ok=True)
            if self._pool is None:
                # Not forked: the drawing library keeps threads that a fork would lose.
                self._pool = ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"))
            self._ordered[key] = self._pool.submit(draw, spec, self.kept, key)
        return key

    def write(self, spec: dict[str, Any]) -> dict[str, Any]:
        """Put one chart's files into the site, waiting for its drawing where it must.

        Returns the key in their names, each still picture's size and the live chart. Raises what
        the drawing raised.
        """
        key = self.order(spec)
        if key in self._ordered:
            self._ordered[key].result()
        self.folder.mkdir(parents=True, exist_ok=True)
        for kind in KINDS[:-1]:
            if not (self.folder / f"{key}{kind}").exists():
                shutil.copyfile(self.kept / f"{key}{kind}", self.folder / f"{key}{kind}")
        vega, datasets = json.loads((self.kept / f"{key}.json").read_text("utf-8"))
        made: dict[str, Any] = {"key": key, "vega": vega, "datasets": datasets}
        for name in ("wide", "narrow"):
            picture = f"{key}-{name}.svg"
            made[name] = (picture, *_size((self.folder / picture).read_text("utf-8")))
        return made

    def close(self) -> None:
        """End the drawing processes, and forget drawings that have gone unused for a month."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        for path in self.kept.glob("*"):
            if time.time() - path.stat().st_mtime > 30 * 24 * 3600:
                path.unlink(missing_ok=True)

    def write_bundle(self, statics: Path) -> str:
        """Write the one script that draws live charts, named after its content; return its name.

        It is kept as drawings are, because putting it together takes longer than a short page.
        """
        for made in statics.glob(f"vega-{CONVERTER}-*.js"):  # by an earlier build
            return made.name
        decided = hashlib.sha256(json.dumps(DRAWING).encode()).hexdigest()[:12]
        kept = self.kept / f"bundle-{decided}.js"
        if not kept.exists():
            bundle = vl_convert.javascript_bundle(vl_version=VEGA_LITE)  # type: ignore[call-arg]
            _put(kept, f"(function(){{{bundle}}})();\n".encode())
        script = kept.read_bytes()
        name = f"vega-{CONVERTER}-{hashlib.sha256(script).hexdigest()[:12]}.js"
        statics.mkdir(parents=True, exist_ok=True)
        (statics / name).write_bytes(script)
        return name


def _size(svg: str) -> tuple[int, int]:
    """Width and height in whole pixels, from the head of an SVG."""
    head = svg[: svg.index(">")]
    width, height = (
        round(float(head.split(f' {side}="')[1].split('"')[0])) for side in ("width", "height")
    )
    return width, height


def visit_chart_figure(translator: Any, node: chart_figure) -> None:
    """Write the figure's HTML (called by Sphinx for each chart, in reading order)."""
    builder = translator.builder
    docname = builder.current_docname
    spec: dict[str, Any] = node["spec"]
    book = spec["usermeta"]["book"]
    anchor, number = node["anchor"], f"Figure {node['number']}."
    files: ChartFiles = builder.app.chart_files
    made = files.write(spec)
    here = builder.get_target_uri(docname)

    def to(name: str) -> str:
        return relative_uri(here, f"{CHARTS}/{name}")

    wide, narrow = made["wide"], made["narrow"]
    eager = "" if node["number"] == 1 else ' loading="lazy"'
    sources = "; ".join(
        _cited(builder, docname, publisher, years)
        for publisher, years in by_publisher(book["sources"])
    )
    live, datasets = made["vega"], made["datasets"]
    shipped: set[tuple[str, str]] = builder.app.shipped_data
    scripts = ""
    for name, rows in sorted(datasets.items()):
        if (docname, name) not in shipped:
            shipped.add((docname, name))
            scripts += _json_script(rows, f'id="{name}"')
    translator.body.append(
        f'<figure class="chart" id="{anchor}" aria-labelledby="{anchor}-headline" '
        f'data-bundle="{builder.app.vega_bundle}">'
        f'<p class="headline"><span id="{anchor}-headline"><span class="number">{number}</span> '
        f"{unbroken(book['headline'])}</span>"
        f'<a class="headerlink" href="#{anchor}" '
        f'aria-label="Link to figure {node["number"]}">#</a></p>'
        f'<p class="subtitle">{unbroken(book["subtitle"])}</p>'
        f'<div class="drawing"><picture>'
        f'<source media="(max-width: 37rem)" srcset="{to(narrow[0])}" '
        f'width="{narrow[1]}" height="{narrow[2]}">'
        f'<img src="{to(wide[0])}" width="{wide[1]}" height="{wide[2]}"{eager} decoding="async" '
        f'alt="{html.escape(book["description"])} {WHERE_THE_TABLE_IS}"></picture>{controls_as_html(live)}'
        f'<div class="live" hidden></div></div>'
        + (
            f'<p class="readout" role="status">{html.escape(book["readout"])}</p>'
            if book.get("readout")
            else ""
        )
        + f"<figcaption><p>Source: {sources}.</p>"
        + (f"<p>{html.escape(book['note'])}</p>" if book["note"] else "")
        + "</figcaption><details><summary>The data as a table</summary>"
        + table_as_html(book["table"], book["headline"])
        + '</details><ul class="downloads">'
        + "".join(
            f'<li><a href="{to(made["key"] + "." + kind)}" download>{kind.upper()}'
            f'<span class="visually-hidden"> of figure {node["number"]}</span></a></li>'
            for kind in ("csv", "svg", "png")
        )
        + f'<li><a href="#{anchor}">Link to this figure</a></li></ul>'
        + scripts
        + _json_script(live, 'class="spec"')
        + "</figure>\n"
    )
    raise nodes.SkipNode


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


def begin(app: Sphinx) -> None:
    """Before anything is written: the bundle, and empty records of what is written."""
    if app.builder.format != "html":
        return
    app.chart_files = ChartFiles(Path(app.outdir), _kept(app))  # type: ignore[attr-defined]
    app.shipped_data = set()  # type: ignore[attr-defined]
    app.vega_bundle = app.chart_files.write_bundle(  # type: ignore[attr-defined]
        Path(app.outdir) / "_static"
    )


def _kept(app: Sphinx) -> Path:
    """Where drawings are kept between builds: beside the book, or where BOOK_DRAWINGS says."""
    return Path(os.environ.get("BOOK_DRAWINGS") or Path(app.srcdir) / ".drawings")
