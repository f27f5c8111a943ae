"""Opening the built book in headless Chromium with every outside host refused."""

from __future__ import annotations

import fnmatch
import functools
import gzip
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

from tests import chromium

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"
EMBEDS = "embed"  # a page for each figure and lab, which strangers may frame
Headers = Callable[[str], dict[str, str]]
COUNCILS = "chapters/councils"  # a page for each council
# No host but this machine has an address. A page that asks for another is refused, and seen to ask.
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def pages(site: Path = SITE) -> list[str]:
    """Every page of the built site, front page first, search and 404 included."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    if not found:
        raise FileNotFoundError(f"no pages in {site}: run `make site` first")
    return sorted(found, key=lambda page: (page != "index.html", page))


def chapters(site: Path = SITE) -> list[str]:
    """The pages made from notebooks, front page first."""
    return [page for page in pages(site) if (ROOT / page).with_suffix(".ipynb").exists()]


def families(site: Path = SITE) -> dict[str, list[str]]:
    """The pages made from one template each, by the folder that holds them and nothing else."""
    found = defaultdict(list)
    for page in pages(site):
        folder = page.rpartition("/")[0]
        if folder in (COUNCILS, EMBEDS) or (
            page.startswith("chapters/reference/") and page.count("/") == 3
        ):
            found[folder].append(page)
    return dict(found)


@functools.lru_cache(maxsize=64)
def _gzipped(path: Path, changed: int) -> bytes:
    """A file's bytes as a host would send them; `changed` makes an edited file another one."""
    return gzip.compress(path.read_bytes(), 6)


def as_shipped(site: Path) -> Headers:
    """The headers that a host sends with each path which reads the site's own `_headers`.

    Where two rules name a path it sends both values, as one that joins them with a comma.
    """
    rules: list[tuple[str, str, str]] = []
    for line in (site / "_headers").read_text("utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        else:
            name, _, value = line.strip().partition(": ")
            rules.append((pattern, name, value))

    def sent(path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for pattern, name, value in rules:
            if fnmatch.fnmatchcase(path, pattern):
                found[name] = f"{found[name]}, {value}" if name in found else value
        return found

    return sent


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site as a plain static host would, gzipped, with extra headers if a test asks."""

    extra: ClassVar[Headers] = staticmethod(lambda path: {})

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        squeezed = path.suffix in (".html", ".css", ".js", ".svg", ".csv")
        body = _gzipped(path, path.stat().st_mtime_ns) if squeezed else path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "no-store")  # every visit is a first one
        if squeezed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.extra(self.path.split("?")[0]).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # the page was closed meanwhile
            self.wfile.write(body)


@contextmanager
def serve(site: Path, headers: dict[str, str] | Headers | None = None) -> Iterator[str]:
    """Serve a folder on a free port of this machine; yield its address.

    headers: what to send with every file, or what to send with the file at a path.
    """
    extra = headers if callable(headers) else lambda path: headers or {}
    handler = type("Handler", (_Handler,), {"extra": staticmethod(extra)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium; fails with what to install when there is none."""
    path = chromium.find()
    if path is None:
        raise RuntimeError(chromium.HINT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*chromium.ARGUMENTS, NO_OTHER_HOST]
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def in_large_letters(browser: Browser, pixels: int) -> Iterator[Browser]:
    """Another browser of the same kind, whose reader has set the size of letters for all pages."""
    arguments = [*chromium.ARGUMENTS, NO_OTHER_HOST, f"--blink-settings=defaultFontSize={pixels}"]
    large = browser.browser_type.launch(executable_path=chromium.find(), args=arguments)
    try:
        yield large
    finally:
        large.close()


@dataclass
class Visit:
    """One open page and what it asked for and complained of."""

    page: Page
    name: str = ""  # the page as `pages` names it, where a check needs to know
    asked: list[Request] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def enliven(self) -> int:
        """Bring every chart near, wait until those that live do, and return how many do.

        Folds around charts and around whole parts of a chapter are opened, as a reader would.
        """
        self.open_parts()
        figures = self.page.locator("figure.chart[data-bundle]")
        for index in range(figures.count()):
            figure = figures.nth(index)
            figure.scroll_into_view_if_needed()
            figure.locator(".live svg").first.wait_for(timeout=20_000)
            figure.locator(".live .more").evaluate_all("all => all.forEach(one => one.open = true)")
        return figures.count()

    def open_parts(self) -> None:
        """Open every fold that holds a chart or a part of the chapter."""
        self.page.locator("details.part, details:has(figure.chart)").evaluate_all(
            "all => all.forEach(one => one.open = true)"
        )

    def read_through(self) -> None:
        """Scroll from top to bottom with the wheel, as a reader would."""
        height, turn = self.page.evaluate("document.documentElement.scrollHeight"), 450
        for _ in range(height // turn + 1):
            self.page.mouse.wheel(0, turn)
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(200)


class Tab:
    """A browser's tab that is led from page to page, which costs a third of a new one.

    Nothing that a check sees is carried along: a page stores what its reader does, which no check in a
    tab does, and a number that orders the options of questions; the server forbids keeping files.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self._here = ""
        self.seen = Visit(self.page)
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_message)
        self.page.on("pageerror", lambda error: self.seen.complaints.append(f"uncaught: {error}"))

    def open(self, address: str, name: str = "") -> Visit:
        """Lead the tab to an address; what is asked and complained of from now on is its visit's."""
        self.seen = Visit(self.page, name)
        self._here = address.split("/", 3)[2]  # empty for a file
        self.page.goto(address, wait_until="load")
        return self.seen

    def _note_request(self, request: Request) -> None:
        self.seen.asked.append(request)
        url = request.url
        if not url.startswith(("data:", "blob:", "file:")) and url.split("/", 3)[2] != self._here:
            self.seen.outside.append(url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.complaints.append(f"{message.type}: {message.text}")


@contextmanager
def new_tab(
    browser: Browser,
    *,
    width: int = 1280,
    dark: bool = False,
    scripts: bool = True,
    **context_options: object,
) -> Iterator[Tab]:
    """A tab of its own, sharing nothing with any other."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        **context_options,  # type: ignore[arg-type]
    )
    try:
        yield Tab(context)
    finally:
        context.close()


@contextmanager
def visit(browser: Browser, address: str, **options: object) -> Iterator[Visit]:
    """Open one address in a tab of its own (options as for `new_tab`)."""
    with new_tab(browser, **options) as tab:  # type: ignore[arg-type]
        yield tab.open(address)
