"""How does a learning platform get a route? One zip that it plays (SCORM 1.2), whose root is a plain site.

The whole built book goes in, so that every link works; the route's pages are what completes it. Nothing in
it asks another host for anything, and nothing in it is for trainers. Tested against a platform's API, never
"certified". The manifest follows ADL's SCORM 1.2 content aggregation model, chapter 2.3.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from joinedup.course.routes import Route
from joinedup.writing import questions

PARTS = Path(__file__).parent / "package"
BOOK_FOLDER = "book"
FOR_TRAINERS = re.compile(r"chapters/course/(?:notes-for-trainers|trainer)")
MOST_BYTES = 30 * 2**20
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_ELSEWHERE = re.compile(r'<ul class="launch".*?</ul>', re.DOTALL)
_NOT_NEEDED = ("_headers", "objects.inv", ".buildinfo")


def write(route: Route, site: Path, to: Path, book_title: str) -> int:
    """Write one route's package; returns its bytes. The same site gives the same bytes.

    Raises ValueError, naming the page, when the site lacks one of the route's, when a page of it is for
    trainers, or when the zip would be larger than platforms take.
    """
    pages = [f"{page}.html" for page in route.pages]
    for page in pages:
        if not (site / page).exists():
            raise ValueError(f"route {route.route_id}: the built site has no {page}: run make site")
        if FOR_TRAINERS.match(page):
            raise ValueError(f"route {route.route_id}: {page} is for trainers")
    files = dict(_files(site))
    title = f"{book_title}: {route.title}"
    files |= _entry(title, pages)
    files["imsmanifest.xml"] = manifest(route, title, sorted(files)).encode()
    to.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda name: (name != "imsmanifest.xml", name)):
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    size = to.stat().st_size
    if size > MOST_BYTES:
        to.unlink()
        raise ValueError(f"route {route.route_id}: {size:,} bytes; platforms take {MOST_BYTES:,}")
    return size


def _files(site: Path) -> list[tuple[str, bytes]]:
    """The learner's files of the built site, below the package's folder for the book."""
    found = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file() or name in _NOT_NEEDED or FOR_TRAINERS.match(name):
            continue
        content = path.read_bytes()
        if path.suffix == ".html":
            content = _ELSEWHERE.sub("", content.decode()).encode()
        found.append((f"{BOOK_FOLDER}/{name}", content))
    return found


def _entry(title: str, pages: list[str]) -> dict[str, bytes]:
    """The page that a platform opens, and what it needs to know of the route."""
    asked = {page: _asked(page) for page in pages}
    route = json.dumps({"pages": pages, "questions": asked}, sort_keys=True)
    shown = (PARTS / "index.html").read_text("utf-8")
    shown = shown.replace("{title}", html.escape(title)).replace(
        "{first}", f"{BOOK_FOLDER}/{pages[0]}"
    )
    return {
        "index.html": shown.encode(),
        "package.css": (PARTS / "package.css").read_bytes(),
        "package.js": (PARTS / "package.js").read_bytes(),
        "route.js": f"window.BOOK_ROUTE = {route};\n".encode(),
    }


def _asked(page: str) -> int:
    """How many questions a page asks its readers."""
    name = page.removeprefix("chapters/").removesuffix(".html").replace("/", "-")
    if not (questions.BANK / f"{name}.toml").exists():
        return 0
    return sum(not question.withheld for question in questions.load(name))


def manifest(route: Route, title: str, files: list[str]) -> str:
    """The manifest of a package with one shareable content object. title: 255 characters at most."""
    if len(title) > 255:
        raise ValueError(f"route {route.route_id}: a title has 255 characters at most")
    key = re.sub(r"[^A-Za-z0-9-]", "-", f"promise-and-outcome-{route.route_id}")[:128]
    listed = "\n".join(f"<file href={quoteattr(_address(name))}/>" for name in files)
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


def _address(name: str) -> str:
    """A file's name as an address within the package."""
    return quote(name)
