"""What makes the book's pages: a Sphinx extension and a lean theme.

Jupyter Book's stock theme weighs about a megabyte a page, asks other hosts for scripts and runs inline
code. So the theme is the book's own (`theme/`), whose scripts and stylesheets are joined when the book is
built, and `_config.yml` lists the Sphinx extensions in place of Jupyter Book's own list.

Live charts hold those parts of Vega alone that our charts use (`theme/live.js`): a chart that needs
another, for a map or a network, needs it added there. They run with Vega's interpreter, so that a strict
Content Security Policy works. Stills have the height of the live chart, and dead copies of the controls
stand where the live ones will, so that nothing jumps.

A change to the package or to data/ builds every page again (`book_code`); any other, the pages that it is
about. Drawings and documents are kept in `.drawings/` (`BOOK_DRAWINGS` names another folder). Cards take
longest, and are drawn where `BOOK_CARDS` is 1 (for a host, for the tests) or the last build had them.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin
import vl_convert
from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.osutil import relative_uri

from joinedup.evidence.data import DATA
from joinedup.site import (
    chart_figures,
    citation,
    downloads,
    edition,
    embeds,
    evidence_links,
    evidence_pages,
    failed_builds,
    figure_files,
    layers,
    local_links,
    pasted,
    progress,
    quotes,
    search,
    terms,
)

THEME = Path(__file__).parent / "theme"
SCRIPTS = sorted((THEME / "scripts").glob("*.js"))  # added to book.js: one request for all
STYLES = ("book.css", "exercises.css")
LIBRARY = "minisearch"  # somebody else's, and stays as it came
MOVED = (
    '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Moved</title>'
    '<meta http-equiv="refresh" content="0; url={address}"><link rel="canonical" href="{address}">'
    '</head><body><main><h1>This page has moved</h1><p><a href="{address}">Go to it</a></p></main>'
    "</body></html>\n"
)
# What Sphinx's own theme brings and no page asks for.
UNUSED = (
    *("basic.css", "file.png", "minus.png", "plus.png", "doctools.js", "documentation_options.js"),
    *("language_data.js", "searchtools.js", "sphinx_highlight.js", "pygments.css", STYLES[1]),
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_html_theme("joinedup", str(THEME))
    app.add_node(HideCodeCellNode, html=(open_hidden, close_hidden), override=True)
    app.add_node(
        chart_figures.chart_figure, html=(chart_figures.visit_chart_figure, None), override=True
    )
    # Jupyter Book always sets this for an extension that the book does not use.
    app.add_config_value("comments_config", {}, "html")
    # Addresses that pages once had: {"chapters/old-name": "chapters/new-name"}.
    app.add_config_value("book_redirects", {}, "html")
    # The day of the edition, as CITATION.cff gives it.
    app.add_config_value("book_released", "", "html")
    # A build keeps the pages of an earlier one unless they, the package or the data have changed.
    app.add_config_value("book_code", _digest_of_code(), "env")
    # Whether figures are offered as cards. Where a build changes its mind, every page is written again.
    app.add_config_value("book_cards", chart_figures.cards_wanted(app), "env")
    # The longest work begins first, beside the rest.
    app.connect("config-inited", chart_figures.begin, priority=300)
    # Before the table of contents is read (priority 900), so that it finds the written pages.
    app.connect("config-inited", begin, priority=400)
    app.connect("builder-inited", without_sphinx_search)
    app.asset_version = _digest_of_assets()  # type: ignore[attr-defined]
    app.connect("source-read", evidence_links.mark_links)
    app.connect("doctree-read", chart_figures.number_charts)
    app.connect("doctree-resolved", evidence_links.resolve_links)
    app.connect("doctree-resolved", layers.show_layers)
    app.connect("doctree-resolved", layers.hold_back_after_a_guess)
    app.connect("doctree-resolved", layers.fold_what_answers_a_guess)
    app.connect("doctree-resolved", terms.explain_terms)
    app.connect("html-page-context", layers.no_link_in_a_summary)
    app.connect("html-page-context", pasted.mend_tables)
    app.connect("html-page-context", plain_code)
    app.connect("html-page-context", page_context, priority=900)
    app.connect("build-finished", finish)
    app.connect("build-finished", end, priority=900)  # after all else that may warn
    progress.show(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}


def _digest_of_code() -> str:
    """A hash of all that decides every page: the package, its theme and data/."""
    paths = [*THEME.parents[1].rglob("*"), *DATA.rglob("*")]
    files = sorted(path for path in paths if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def _digest_of_assets() -> str:
    """What pages ask of the theme by, so that a browser keeps no older one."""
    assets = [*sorted((THEME / "static").iterdir()), *SCRIPTS]
    return hashlib.sha256(b"".join(path.read_bytes() for path in assets)).hexdigest()[:10]


def open_hidden(translator: Any, node: HideCodeCellNode) -> None:
    """A hidden cell as a plain disclosure whose visible words are its name."""
    words = "The same in Python" if node["prompt_show"] == "content" else "The working"
    translator.body.append(f'<details class="working"><summary>{words}</summary>')


def close_hidden(translator: Any, node: HideCodeCellNode) -> None:
    """The end of a hidden cell."""
    translator.body.append("</details>")


# What code is mostly made of, and the style shows in the ink of all code: names, brackets, spaces.
_PLAIN = re.compile(r'<span class="(?:n|nn|p|w)">([^<]*)</span>')


def plain_code(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Leave out the marks of code, and of its cells, that look like none: a kilobyte of a long chapter."""
    body = context.get("body", "").replace(" docutils container", "")
    context["body"] = _PLAIN.sub(r"\1", body)


def begin(app: Sphinx, config: Config) -> None:
    """Before anything is read: what a failed build left, and the pages that come from data/."""
    app.warned_at = failed_builds.begin(app)  # type: ignore[attr-defined]
    kept = Path(app.doctreedir) / "evidence-pages.txt"
    try:
        evidence_pages.write(Path(app.srcdir), config.book_code, kept, cards=config.book_cards)
        quotes.write(Path(app.srcdir), functools.partial(_cited, config))
    except Exception:
        failed_builds.put_aside(Path(app.outdir))
        raise


def without_sphinx_search(app: Sphinx) -> None:
    """The book has a search of its own (`search.py`): Sphinx's needs site data and drops numbers."""
    app.builder.search = False  # type: ignore[attr-defined]


def page_context(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Give the theme what it prints around a page's text."""
    context["asset_version"] = app.asset_version  # type: ignore[attr-defined]
    context["page_description"] = _description(doctree) or app.config.html_short_title
    # A council is found by the finder: 150 others in its contents would help nobody.
    depth = 1 if pagename.startswith("chapters/councils") else 2
    contents = context["toctree"](
        collapse=True, includehidden=True, titles_only=True, maxdepth=depth
    )
    # Sphinx calls each part's caption a heading without a level; a list needs no heading.
    context["book_contents"] = contents.replace(' role="heading"', "")
    headings = sum(1 for _ in doctree.findall(nodes.section)) if doctree else 0
    context["page_contents"] = context.get("toc", "") if headings > 3 else ""
    context["launch"], context["mistake_address"] = _elsewhere(app, pagename, context)
    base = app.config.html_baseurl.rstrip("/")
    page = app.builder.get_target_uri(pagename) if pagename in app.env.all_docs else ""
    context["page_address"] = f"{base}/{page}" if base and page else ""
    context["work"] = _work(app, pagename, context)
    context["dataset"] = downloads.dataset(app, pagename, context["page_address"])
    context["launch"] += downloads.links_of(app, pagename)
    if pagename.startswith(embeds.LABS) and context.get("body"):
        context["launch"] += embeds.offer(app, pagename)
        embeds.write_lab(app, pagename, context["body"], context["page_description"])
    context["card_address"] = f"{base}/_static/card.png" if base else ""


def _work(app: Sphinx, pagename: str, context: dict[str, Any]) -> citation.Work | None:
    """The page as it is cited; None for one that nobody would cite, such as the search."""
    if pagename not in app.env.all_docs:
        return None
    title = "" if pagename == app.config.root_doc else app.env.longtitles[pagename].astext()
    issue = edition.edition_of(app.config)
    return issue.work(title, pagename, context["page_address"], context["page_description"])


def _cited(config: Config, title: str, name: str) -> str:
    """A page's citation in words, as its own foot gives it."""
    issue = edition.edition_of(config)
    return issue.work(title, name, issue.page(name)).sentence


def _description(doctree: nodes.document | None) -> str:
    """The first paragraph of a page, cut at a word near 200 characters."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        words = " ".join(paragraph.astext().split())
        if len(words) > 40:
            return words if len(words) <= 200 else words[:200].rsplit(" ", 1)[0] + " …"
    return ""


def _elsewhere(
    app: Sphinx, pagename: str, context: dict[str, Any]
) -> tuple[list[dict[str, str]], str]:
    """Links to the page's notebook elsewhere, and where to report a mistake.

    While the repository's address is not set there is nowhere to point to: a notebook page says how
    to run it at home instead.
    """
    repository = str(context.get("theme_repository_url") or "").rstrip("/")
    branch = str(context.get("theme_repository_branch") or "main")
    notebook = pagename in app.env.all_docs and app.env.doc2path(pagename).endswith(".ipynb")
    if not repository:
        run = app.builder.get_relative_uri(pagename, "chapters/reference/run-it-yourself")
        here = [{"words": "Run this page yourself", "address": run}] if notebook else []
        return here, ""
    links = []
    if notebook:
        binder = "https://mybinder.org/v2/gh/" + repository.split("github.com/")[-1]
        links.append(
            {
                "words": "Run this page in Binder",
                "address": f"{binder}/{branch}?urlpath=lab/tree/{pagename}.ipynb",
            }
        )
        links.append(
            {
                "words": "See its notebook in the repository",
                "address": f"{repository}/blob/{branch}/{pagename}.ipynb",
            }
        )
    return links, f"{repository}/issues/new?title=Mistake%20on%20{pagename}"


def _from_anywhere(page: Path, base: str) -> None:
    """Give every link of a page its whole address: a host shows the 404 page at any depth."""
    within = re.compile(r'\b(href|src|action)="(?![a-z]+:|#)([^"]*)"')
    page.write_text(within.sub(rf'\1="{base}/\2"', page.read_text("utf-8")), encoding="utf-8")


def _write_assets(app: Sphinx, statics: Path) -> None:
    """One stylesheet and one script for the page, all without what no browser needs."""
    source = {path.name: path.read_text("utf-8") for path in (THEME / "static").glob("[a-z]*.*s")}
    source["book.js"] += "".join(f"\n{part.read_text('utf-8')}" for part in SCRIPTS)
    highlighter = app.builder.highlighter  # type: ignore[attr-defined]
    source["book.css"] = "\n".join([highlighter.get_stylesheet(), *map(source.pop, STYLES)])
    for name, text in source.items():
        if not name.startswith(LIBRARY):
            small = rcssmin.cssmin(text) if name.endswith(".css") else rjsmin.jsmin(text)
            (statics / name).write_text(small, encoding="utf-8", newline="\n")


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After the pages: the policy a host should send, and nothing that no page uses."""
    files: chart_figures.ChartFiles = app.chart_files  # type: ignore[attr-defined]
    if exception or app.builder.format != "html":
        files.close()
        return
    files.write_bundle()  # though no page was written again
    files.close()
    site = Path(app.outdir)
    _write_assets(app, site / "_static")
    for name in UNUSED:
        (site / "_static" / name).unlink(missing_ok=True)
    (site / "searchindex.js").unlink(missing_ok=True)  # of a build before the book had its own
    made = {*app.env.found_docs, *app.config.html_additional_pages}
    pages = {}
    for path in site.rglob("*.html"):
        if path.parent == site / embeds.FOLDER:
            continue
        if path.relative_to(site).with_suffix("").as_posix() in made:
            pages[path] = path.read_text("utf-8")
        else:  # a page that the book no longer has
            path.unlink()
    search.write(site, pages, app.env.found_docs)
    downloads.write(app, site, chart_figures.kept_in(app))
    local_links.check(site, pages, app.env.found_docs, Path(app.srcdir))
    shown = set(re.findall(rf"{chart_figures.CHARTS}/([0-9a-f]+)", "".join(pages.values())))
    for path in (site / chart_figures.CHARTS).glob("*"):  # drawings of an earlier build
        if re.split(r"[-.]", path.name)[0] not in shown:
            path.unlink()
    named = set(re.findall(rf"{figure_files.FOLDER}/([\w.-]+)\"", "".join(pages.values())))
    for path in (site / figure_files.FOLDER).glob("*"):
        if path.name not in named:
            path.unlink()
    if app.config.html_baseurl:
        _from_anywhere(site / "404.html", app.config.html_baseurl.rstrip("/"))
    embeds.forget(site, pages.values())
    for old, new in app.config.book_redirects.items():
        address = relative_uri(f"{old}.html", f"{new}.html")
        page = site / f"{old}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(MOVED.format(address=address), encoding="utf-8")
    card = (THEME / "static" / "card.svg").read_text("utf-8")
    (site / "_static" / "card.png").write_bytes(vl_convert.svg_to_png(card))
    for path in (site / "_static").glob("mystnb.*.css"):
        path.unlink()
    (site / "_headers").write_text(embeds.headers(site), encoding="utf-8")  # when all else is there


def end(app: Sphinx, exception: Exception | None) -> None:
    """After everything: a build that warned is forgotten where it warned."""
    failed_builds.end(app, app.warned_at, exception)  # type: ignore[attr-defined]
