"""What does a learning platform meet when it plays a package? One learner's way through, step by step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as TooLate

from tests import platforms
from tests.browser import new_tab, serve

SOON = 8_000  # milliseconds


class Platform:
    """A page that plays a package, and what it was told."""

    def __init__(self, page: Page, address: str, pages: list[str]) -> None:
        self.page, self.address, self.pages = page, address, pages
        self.outside: list[str] = []
        self.popup: Page | None = None
        page.context.on("request", self._asked)
        page.goto(f"{address}/host.html")

    def launch(self, way: str = "frame", fault: str = "") -> None:
        """Open the package in a frame, a sandboxed one, or a window of its own."""
        order = [way, fault, f"{self.address}/package/index.html"]
        if way == "window":
            with self.page.expect_popup() as opened:
                self.page.evaluate("order => { launch(...order) }", order)
            self.popup = opened.value
        else:
            self.page.evaluate("order => { launch(...order) }", order)
        self.wait(lambda: self.here() is not None)

    def leave(self) -> None:
        """Quit by the package's own button."""
        self.wrapper().locator("#leave").click()

    def close(self) -> None:
        """Quit by closing what the package was opened in."""
        if self.popup:
            self.popup.close(run_before_unload=True)
            self.popup = None
        else:
            self.page.evaluate("() => document.querySelector('iframe').remove()")

    def wrapper(self) -> Frame:
        """The package's own page."""
        if self.popup:
            return self.popup.main_frame
        return next(f for f in self.page.frames if f.url.endswith("/package/index.html"))

    def book(self) -> Frame:
        """The page of the book that it shows."""
        frames = (self.popup or self.page).frames
        return next(f for f in frames if "/package/book/" in f.url)

    def here(self) -> str | None:
        """The page of the book that is open and loaded, None while none is."""
        with suppress(StopIteration, PlaywrightError):
            frame = self.book()
            if frame.evaluate("document.readyState") == "complete":
                return frame.url.split("/package/book/")[1]
        return None

    def read(self, page: str) -> None:
        """Go to a page of the book and wait until it is there."""
        with self.book().expect_navigation(wait_until="load"):
            self.book().evaluate(
                "page => { location.href = location.href.replace(/book\\/.*/, 'book/') + page }",
                page,
            )
        self.page.wait_for_timeout(100)  # the package's own listener comes after the page's

    def core(self, name: str) -> str:
        """What the platform holds of cmi.core."""
        return str(self.page.evaluate("name => core(name)", name))

    def score(self) -> str:
        """The score that the platform holds."""
        return str(self.page.evaluate("score()"))

    def calls(self) -> list[list[Any]]:
        """Every call since the launch: name, first and second argument, answer."""
        return list(self.page.evaluate("calls"))

    def finished(self) -> bool:
        """Whether the platform was told of the end, and took it."""
        return any(call[0] == "LMSFinish" and call[3] == "true" for call in self.calls())

    def said(self, where: str = "problem") -> str:
        """What the package tells its reader."""
        return self.wrapper().locator(f"#{where}").inner_text()

    def wait(self, until: Callable[[], bool]) -> None:
        """Wait until something holds. Raises TimeoutError."""
        for _ in range(SOON // 50):
            if until():
                return
            self.page.wait_for_timeout(50)
        raise TimeoutError

    def _asked(self, request: Any) -> None:
        url = request.url
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.outside.append(url)


@contextmanager
def playing(browser: Browser, folder: Path, **context: Any) -> Iterator[Platform]:
    """A platform that holds the package unpacked in folder/package."""
    shutil.copy(platforms.HERE / "host.html", folder)
    shutil.copy(platforms.SCORM_AGAIN, folder)
    named = (folder / "package" / "route.js").read_text("utf-8")
    pages = json.loads(named.removeprefix("window.BOOK_ROUTE = ").rstrip(";\n"))["pages"]
    with serve(folder) as address, new_tab(browser, **context) as tab:
        yield Platform(tab.page, address, pages)


def faults(platform: Platform, required: list[str]) -> Iterator[str]:
    """One learner's way: launch, read, answer, leave, come back, close; what a platform would miss."""
    try:
        yield from _first_time(platform, required)
        yield from _second_time(platform, required)
        yield from _refused(platform)
    except (TimeoutError, TooLate) as late:
        yield f"nothing more came: {str(late).splitlines()[0] if str(late) else 'waited'}"
    yield from (f"asked another host: {url}" for url in platform.outside)


def _first_time(platform: Platform, required: list[str]) -> Iterator[str]:
    platform.launch()
    with suppress(TimeoutError):
        platform.wait(lambda: platform.core("lesson_status") == "incomplete")
    if (status := platform.core("lesson_status")) != "incomplete":
        yield f"first launch: status {status!r}"
    if platform.score():
        yield f"a score before any answer: {platform.score()}"
    for page in required[1:-1]:
        platform.read(page)
    if platform.core("lesson_status") == "completed":
        yield "completed before the last page"
    platform.book().evaluate("parent.postMessage({type: 'book-score', right: 1}, '*')")
    platform.page.wait_for_timeout(100)
    if not platform.score() or not 0 < float(platform.score()) <= 100:
        yield f"one right answer gives the score {platform.score()!r}"
    platform.leave()
    if not platform.finished():
        yield "left by the button, and the platform was not told"
    yield from _refusals(platform)


def _second_time(platform: Platform, required: list[str]) -> Iterator[str]:
    before = platform.page.evaluate("kept && kept.core.lesson_location")
    platform.launch()
    with suppress(TimeoutError):
        platform.wait(lambda: platform.here() == before)
    if platform.here() != before:
        yield f"resumed at {platform.here()}, not at {before}"
    platform.read(required[-1])
    with suppress(TimeoutError):
        platform.wait(lambda: platform.core("lesson_status") == "completed")
    if (status := platform.core("lesson_status")) != "completed":
        yield f"all required pages were opened in two sittings: status {status!r}"
    platform.read("index.html")
    if platform.core("lesson_status") not in ("completed", status):
        yield "completion was taken back"
    platform.close()
    with suppress(TimeoutError):
        platform.wait(platform.finished)
    if not platform.finished():
        yield "closed, and the platform was not told"
    if not any(call[1] == "cmi.core.session_time" for call in platform.calls()):
        yield "the time was never told"
    yield from _refusals(platform)


def _refusals(platform: Platform) -> Iterator[str]:
    """Calls that a platform in order refuses, and what nobody may be told."""
    for name, first, second, answer in platform.calls():
        if name in ("LMSSetValue", "LMSCommit", "LMSFinish", "LMSInitialize") and answer != "true":
            yield f"the platform refused {name} {first} {second}"
        if "interactions" in str(first):
            yield f"answers are kept by the platform: {first}"
        if first and ("student" in str(first) or "comments" in str(first)):
            yield f"asks for or tells who the learner is: {first}"


def _refused(platform: Platform) -> Iterator[str]:
    """A platform that refuses a value and gives no last error: the learner must hear of it."""
    for element in ("cmi.core.lesson_status", "cmi.core.session_time", "cmi.suspend_data"):
        platform.page.evaluate("() => { kept = null }")
        platform.launch(fault=element)
        platform.wait(lambda: platform.core("lesson_location") != "")
        platform.leave()
        if element not in platform.said():
            yield f"{element} was refused, and the learner was not told"
