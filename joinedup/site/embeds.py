"""Which pages may stand in a frame on somebody else's site? One for each figure and each lab, in `embed/`.

Such a page holds a figure's own markup (its finding, caveat and source with it) and a link to the page of
the book that it comes from; it tells the page that frames it how tall it is. Every other page refuses to
be framed by strangers, by the policies that `headers` writes for the host, as Netlify and Cloudflare
Pages read them. A host that ignores that file needs the two policies set in its own way, and no path
under both; nginx:

    location /       { add_header Content-Security-Policy "... frame-ancestors 'self'"; }
    location /embed/ { add_header Content-Security-Policy "... frame-ancestors *"; }
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from joinedup.site import figure_files

FOLDER = "embed"
LABS = "chapters/labs/"
_CONTENT = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
POLICY = _CONTENT + "'self'"  # of every page that strangers may not frame
POLICY_TO_FRAME = _CONTENT + "*"
# What a lab asks and sets afterwards belongs to the book's page: a frame shows the lab alone.
_AFTER_THE_LAB = '<section id="check-yourself">'
_ADDRESS = re.compile(r'\b(href|src|srcset)="(?![a-z]+:)([^"]*)"')
_NEVER_CLOSED = ("img", "input", "source", "br", "hr", "wbr", "col")


@dataclass(frozen=True)
class Embed:
    """What a page that may be framed holds."""

    title: str
    description: str
    body: str  # as HTML that stands on `page`
    page: str  # the book's page that it comes from: "chapters/the-stps.html"
    page_title: str
    anchor: str = ""  # its place there


def name_of(document: str, anchor: str = "") -> str:
    """Where the embed of a figure stands, or of a whole lab: "embed/the-stps-trend-chart.html"."""
    page = document.removeprefix("chapters/").replace("index", "front-page").replace("/", "-")
    return f"{FOLDER}/{'-'.join(filter(None, (page, anchor)))}.html"


def write(builder: Any, name: str, embed: Embed) -> None:
    """Write one page that may be framed into the site."""
    base = builder.config.html_baseurl.rstrip("/")
    shown = builder.templates.render(
        "embed.html",
        {
            "title": embed.title,
            "description": embed.description,
            "body": moved(embed.body, embed.page, name),
            "page_title": embed.page_title,
            "project": builder.config.project,
            "licence": figure_files.LICENCE,
            "origin": f"{relative_uri(name, embed.page)}{embed.anchor and '#' + embed.anchor}",
            "canonical": f"{base}/{embed.page}" if base else "",
            "asset_version": builder.app.asset_version,
        },
    )
    path = Path(builder.outdir) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(shown, encoding="utf-8")


def write_lab(app: Sphinx, document: str, body: str, description: str) -> None:
    """Write the page that may be framed of a whole lab: situation, guess, picture and what it means."""
    title = app.env.titles[document].astext()
    page = app.builder.get_target_uri(document)
    lab = Embed(title, description, closed(body.split(_AFTER_THE_LAB)[0]), page, title)
    write(app.builder, name_of(document), lab)


def moved(text: str, page: str, to: str) -> str:
    """HTML that stood on one page, with its links leading to the same places from another."""

    def led(found: re.Match[str]) -> str:
        path, mark, anchor = found[2].partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
        return f'{found[1]}="{relative_uri(to, target)}{mark}{anchor}"'

    return _ADDRESS.sub(led, text)


def closed(text: str) -> str:
    """HTML that was cut between two elements, with the end of each that was left open."""
    reader = _Open()
    reader.feed(text)
    return text + "".join(f"</{tag}>" for tag in reversed(reader.tags))


class _Open(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        if tag not in _NEVER_CLOSED:
            self.tags.append(tag)

    def handle_startendtag(self, tag: str, attributes: Any) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.tags and self.tags.pop() != tag:
            pass


def offer(app: Sphinx, document: str) -> list[dict[str, str]]:
    """The link to a lab's own page to embed; none for another page."""
    if not document.startswith(LABS):
        return []
    address = relative_uri(app.builder.get_target_uri(document), name_of(document))
    return [{"words": "Embed this lab", "address": address, "kind": "embed"}]


def forget(site: Path, pages: Iterable[str]) -> None:
    """Take away the pages to embed that no page of the book offers any more."""
    offered = set(re.findall(rf'{FOLDER}/([\w.-]+\.html)"', "".join(pages)))
    for path in (site / FOLDER).glob("*"):
        if path.name not in offered:
            path.unlink()


def headers(site: Path) -> str:
    """The policies that a host should send, in the form of Netlify and Cloudflare Pages.

    No path stands under two rules: hosts send the policies of both, and a browser then keeps the stricter.
    """
    told = []
    folders = sorted(path.name for path in site.iterdir() if path.is_dir())
    single = sorted(path.name for path in site.glob("*.html"))
    paths = ["/", *(f"/{name}/*" for name in folders if name != FOLDER), f"/{FOLDER}/*"]
    for name in single:  # hosts also serve a page without its ending
        paths += [f"/{name}", f"/{name.removesuffix('.html')}"]
    for path in paths:
        policy = POLICY_TO_FRAME if path == f"/{FOLDER}/*" else POLICY
        told.append(
            f"{path}\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n"
            "  Referrer-Policy: no-referrer\n"
        )
    kept = "/_static/vega-*\n  Cache-Control: public, max-age=31536000, immutable\n"
    return "".join(told) + kept
