"""How does a learning platform get a route? One zip that it plays (SCORM 1.2), whose root is a plain site.

The whole built book goes in, so that every link works; the route's pages are what completes it. Nothing in
it asks another host for anything, and nothing in it is for trainers. Tested against a platform's API, never
"certified". The manifest follows ADL's SCORM 1.2 content aggregation model, chapter 2.3.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from joinedup.course import learners, syllabus
from joinedup.course.routes import Route
from joinedup.site.fixed_zip import zipped
from joinedup.writing import questions

PARTS = Path(__file__).parent / "package"
BOOK_FOLDER = "book"
MANIFEST = "imsmanifest.xml"
RECORD = (
    "chapters/tools/your-record.html"  # what was read, answered and thought, kept on the device
)
MOST_BYTES = 30 * 2**20
MOST_LETTERS = {"title": 255, "identifier": 128, "page": 255}  # what platforms keep of each
_ELSEWHERE = re.compile(r'<ul class="launch".*?</ul>', re.DOTALL)
# What no platform has a use for: notebooks, which it cannot run, archives, which some refuse, and the
# pictures of figures to paste elsewhere, which weigh more than the book (the SVGs stay). Nobody can frame a
# page of a platform, so no page to embed goes in.
_NOT_NEEDED = re.compile(
    r"_headers|objects\.inv|\.buildinfo|downloads/notebooks/.*|downloads/figures/.*\.png|embed/.*|.*\.zip"
)
_TO_WHAT_IS_LEFT_OUT = re.compile(
    r'<a\b[^>]*\bhref="(?:\.\./)*(?:embed/[^"]*|downloads/'
    r'(?:notebooks/[^"]*|figures/[^"]*\.png|[^"]*\.zip))"[^>]*>(.*?)</a>',
    re.DOTALL,
)


def book_files(site: Path) -> dict[str, bytes]:
    """The built book as learners get it, below the package's folder for it: {name: content}.

    Raises ValueError, naming every file, where the site holds what is not for a learner.
    """
    files = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file() or _NOT_NEEDED.fullmatch(name):
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            words = _ELSEWHERE.sub("", content.decode())
            content = _TO_WHAT_IS_LEFT_OUT.sub(r"\1 (where the book is published)", words).encode()
        files[f"{BOOK_FOLDER}/{name}"] = content
    learners.refuse(files, site.name)
    return files


def contents(route: Route, book: Mapping[str, bytes], book_title: str) -> dict[str, bytes]:
    """What one route's package holds, its manifest included: {name: content}. book: of `book_files`.

    Raises ValueError, naming the page, when the book lacks one of the route's.
    """
    pages = [f"{page}.html" for page in route.pages]
    for page in pages:
        if f"{BOOK_FOLDER}/{page}" not in book:
            raise ValueError(f"route {route.route_id}: the built site has no {page}: run make site")
        _short_enough(route, "page", page)
    title = f"{book_title}: {route.title}"
    files = {**book, **_entry(title, pages, f"{BOOK_FOLDER}/{RECORD}" in book)}
    files[MANIFEST] = manifest(route, title, sorted(files)).encode()
    return files


def write(files: Mapping[str, bytes], to: Path) -> int:
    """Write files as a zip, the manifest first; returns its bytes. The same files give the same bytes.

    Raises ValueError, naming the zip, when it would be larger than platforms take; then nothing is left.
    """
    packed = zipped(files, first=MANIFEST)
    if len(packed) > MOST_BYTES:
        raise ValueError(f"{to.name}: {len(packed):,} bytes; platforms take {MOST_BYTES:,}")
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(packed)
    return len(packed)


def _entry(title: str, pages: list[str], has_record: bool) -> dict[str, bytes]:
    """The page that a platform opens, and what it needs to know of the route."""
    asked = {page: asked_by(page) for page in pages}
    route = json.dumps({"pages": pages, "questions": asked}, sort_keys=True)
    shown = (PARTS / "index.html").read_text("utf-8")
    record = f'<a href="{BOOK_FOLDER}/{RECORD}" target="book">Your record</a>' if has_record else ""
    for name, words in (
        ("title", html.escape(title)),
        ("first", f"{BOOK_FOLDER}/{pages[0]}"),
        ("record", record),
    ):
        shown = shown.replace(f"{{{name}}}", words)
    return {
        "index.html": shown.encode(),
        "package.css": (PARTS / "package.css").read_bytes(),
        "package.js": (PARTS / "package.js").read_bytes(),
        "route.js": f"window.BOOK_ROUTE = {route};\n".encode(),
    }


def asked_by(page: str) -> int:
    """How many questions a page asks its readers."""
    name = syllabus.bank_of(page.removesuffix(".html"))
    if not (questions.BANK / f"{name}.toml").exists():
        return 0
    return sum(not question.withheld for question in questions.load(name))


def manifest(route: Route, title: str, files: list[str]) -> str:
    """The manifest of a package with one shareable content object that holds these files.

    Raises ValueError, naming the route, for a title or an identifier longer than platforms keep.
    """
    key = re.sub(r"[^A-Za-z0-9-]", "-", f"promise-and-outcome-{route.route_id}")
    _short_enough(route, "title", title)
    _short_enough(route, "identifier", key)
    listed = "\n".join(f"<file href={quoteattr(quote(name))}/>" for name in files)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier={quoteattr(key)} version="1.0" '
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd '
        'http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">\n'
        "<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>\n"
        '<organizations default="organization"><organization identifier="organization">'
        f"<title>{escape(title)}</title>\n"
        '<item identifier="item" identifierref="resource" isvisible="true">'
        f"<title>{escape(title)}</title></item></organization></organizations>\n"
        '<resources><resource identifier="resource" type="webcontent" adlcp:scormtype="sco" '
        f'href="index.html">\n{listed}\n</resource></resources></manifest>\n'
    )


def _short_enough(route: Route, what: str, words: str) -> None:
    if len(words) > MOST_LETTERS[what]:
        raise ValueError(
            f"route {route.route_id}: {what} {words!r} has {len(words)} characters; platforms keep "
            f"{MOST_LETTERS[what]}"
        )
