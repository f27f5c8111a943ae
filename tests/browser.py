"""Opening the built book in headless Chromium with every outside host refused."""

from __future__ import annotations

import functools
import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from tests import chromium

ROOT = Path(__file__).parents[1]
SITE = ROOT / "_build" / "html"


def pages(site: Path = SITE) -> list[str]:
    """Every page of the built site, front page first, search and 404 included."""
    found = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    if not found:
        raise FileNotFoundError(f"no pages in {site}: run `make site` first")
    return sorted(found, key=lambda page: (page != "index.html", page))


def chapters(site: Path = SITE) -> list[str]:
    """The pages made from notebooks, front page first."""
    return [page for page in pages(site) if (ROOT / page).with_suffix(".ipynb").exists()]


class _Handler(SimpleHTTPRequestHandler):
    """Serves the site as a plain static host would, gzipped, with extra headers if a test asks."""

    extra: ClassVar[dict[str, str]] = {}

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in (".html", ".css", ".js", ".svg", ".csv"):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        for name, value in self.extra.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # the page was closed meanwhile
            self.wfile.write(body)


@contextmanager
def serve(site: Path, headers: dict[str, str] | None = None) -> Iterator[str]:
    """Serve a folder on a free port of this machine; yield its address."""
    handler = type("Handler", (_Handler,), {"extra": headers or {}})
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
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """One open page and what it asked for and complained of."""

    page: Page
    asked: list[Request] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def enliven(self) -> int:
        """Bring every chart near, wait until it is live, and return how many there are."""
        figures = self.page.locator("figure.chart")
        for index in range(figures.count()):
            figure = figures.nth(index)
            figure.scroll_into_view_if_needed()
            figure.locator(".live svg").first.wait_for(timeout=20_000)
        return figures.count()

    def read_through(self) -> None:
        """Scroll from top to bottom with the wheel, as a reader would."""
        height, turn = self.page.evaluate("document.documentElement.scrollHeight"), 450
        for _ in range(height // turn + 1):
            self.page.mouse.wheel(0, turn)
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(200)


@contextmanager
def visit(
    browser: Browser,
    address: str,
    *,
    width: int = 1280,
    dark: bool = False,
    scripts: bool = True,
    **context_options: object,
) -> Iterator[Visit]:
    """Open an address with every other host refused, noting requests, warnings and errors."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        **context_options,  # type: ignore[arg-type]
    )
    page = context.new_page()
    seen = Visit(page)
    host = address.split("/", 3)[2]

    def decide(route: Route) -> None:
        url = route.request.url
        if url.startswith(("data:", "blob:", "file:")) or url.split("/", 3)[2] == host:
            route.continue_()
        else:
            seen.outside.append(url)
            route.abort()

    context.route("**/*", decide)
    page.on("request", lambda request: seen.asked.append(request))
    page.on(
        "console",
        lambda message: (
            seen.complaints.append(f"{message.type}: {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("pageerror", lambda error: seen.complaints.append(f"uncaught: {error}"))
    page.goto(address, wait_until="load")
    try:
        yield seen
    finally:
        context.close()
