"""Does a learning platform take a route's package, play it, and keep what it should and nothing else?"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import etree
from playwright.sync_api import Browser

from joinedup.course import learners, packages
from joinedup.course.routes import load
from joinedup.course.trainer import CANARY
from joinedup.site.fixed_zip import zipped
from joinedup.writing import questions
from tests import platforms
from tests.browser import SITE, visit
from tests.playing import Platform, faults, playing

ROUTE = load()["board"]
REQUIRED = [f"{page}.html" for page in ROUTE.pages]
TITLE = "Promise and Outcome"
IMS = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
needs_platform = pytest.mark.skipif(
    platforms.missing() is not None, reason=str(platforms.missing())
)


@pytest.fixture(scope="session")
def book() -> dict[str, bytes]:
    """The built book as learners get it."""
    return packages.book_files(SITE)


@pytest.fixture(scope="session")
def package(book: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the board's package unpacked, and its zip beside it."""
    folder = tmp_path_factory.mktemp("package")
    packages.write(packages.contents(ROUTE, book, TITLE), folder / "board.zip")
    with zipfile.ZipFile(folder / "board.zip") as archive:
        archive.extractall(folder / "package")
    return folder


@pytest.fixture
def copied(package: Path, tmp_path: Path) -> Path:
    """The package, free to damage: its own files are copies, the book's are links."""
    (tmp_path / "package").mkdir()
    for path in (package / "package").iterdir():
        if path.is_dir():
            (tmp_path / "package" / path.name).symlink_to(path)
        else:
            shutil.copy(path, tmp_path / "package")
    return tmp_path


@pytest.fixture
def platform(browser: Browser, package: Path) -> Iterator[Platform]:
    """A platform in order that holds the package."""
    with playing(browser, package) as found:
        yield found


def schema() -> etree.XMLSchema:
    """ADL's schema of SCORM 1.2 manifests, with IMS's; nothing is fetched."""
    both = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        '<xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
        'schemaLocation="imscp_rootv1p1p2.xsd"/>'
        '<xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" '
        'schemaLocation="adlcp_rootv1p2.xsd"/></xs:schema>'
    )
    parser = etree.XMLParser(no_network=True)
    root = etree.fromstring(both, parser, base_url=f"{platforms.SCHEMAS.as_uri()}/both.xsd")
    return etree.XMLSchema(root)


# The zip


@needs_platform
@pytest.mark.parametrize("route_id", sorted(load()))
def test_every_routes_manifest_is_valid_by_the_schemas_of_ims_and_adl(route_id: str) -> None:
    text = packages.manifest(load()[route_id], "A & B <C>", ["index.html", "book/a b&c.html"])
    schema().assertValid(etree.fromstring(text.encode()))


@needs_platform
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (' adlcp:scormtype="sco"', ' adlcp:scormtype="lesson"'),
        (' identifier="resource"', ""),
        (' type="webcontent"', ""),
        ('<file href="index.html"/>', "<file/>"),
        ("<metadata><schema>ADL SCORM</schema>", "<metadata><scheme>ADL SCORM</scheme>"),
        ("http://www.imsproject.org/xsd/", "http://www.imsglobal.org/xsd/"),
    ],
)
def test_a_manifest_that_breaks_the_schemas_is_seen(old: str, new: str) -> None:
    text = packages.manifest(ROUTE, "T", ["index.html"])
    assert old in text
    assert not schema().validate(etree.fromstring(text.replace(old, new).encode()))


def test_the_manifest_lists_every_file_and_no_other(package: Path) -> None:
    with zipfile.ZipFile(package / "board.zip") as archive:
        names = archive.namelist()
        root = ElementTree.fromstring(archive.read("imsmanifest.xml"))
    assert names[0] == "imsmanifest.xml"
    assert len(root.findall(f".//{IMS}item")) == 1
    resource = root.find(f".//{IMS}resource")
    assert resource is not None
    assert resource.get("href") == "index.html"
    listed = [unquote(file.get("href", "")) for file in root.iter(f"{IMS}file")]
    assert sorted(listed) == sorted(set(names) - {"imsmanifest.xml"})


def test_only_the_routes_own_pages_are_required(package: Path) -> None:
    named = (package / "package" / "route.js").read_text("utf-8")
    route = json.loads(named.removeprefix("window.BOOK_ROUTE = ").rstrip(";\n"))
    assert route["pages"] == REQUIRED
    shown = {page: (package / "package" / "book" / page).read_text("utf-8") for page in REQUIRED}
    asked = {page: text.count('<form class="question"') for page, text in shown.items()}
    assert route["questions"] == asked
    assert sum(asked.values()) > 0


def test_two_builds_give_the_same_bytes(
    book: dict[str, bytes], package: Path, tmp_path: Path
) -> None:
    time.sleep(2.1)  # a zip's dates go by two seconds
    again = dict(reversed(packages.contents(ROUTE, book, TITLE).items()))
    size = packages.write(again, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (package / "board.zip").read_bytes()
    assert 0 < size <= packages.MOST_BYTES


def test_a_zip_with_todays_date_would_be_seen(
    book: dict[str, bytes], package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = time.strftime("%Y-%m-%d")
    dated = lambda files, **options: zipped(files, today, **options)  # noqa: E731
    monkeypatch.setattr(packages, "zipped", dated)
    packages.write(packages.contents(ROUTE, book, TITLE), tmp_path / "dated.zip")
    assert (tmp_path / "dated.zip").read_bytes() != (package / "board.zip").read_bytes()


def test_a_package_too_large_for_platforms_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match=r"large\.zip: \d+ bytes; platforms take 100"):
        packages.write({"index.html": b"x" * 1000}, tmp_path / "large.zip")
    assert not (tmp_path / "large.zip").exists()


def test_a_page_that_was_not_built_is_named(book: dict[str, bytes]) -> None:
    less = {name: each for name, each in book.items() if not name.endswith(REQUIRED[1])}
    with pytest.raises(ValueError, match=f"route board: the built site has no {REQUIRED[1]}"):
        packages.contents(ROUTE, less, TITLE)


def test_a_title_longer_than_platforms_keep_is_refused() -> None:
    with pytest.raises(ValueError, match=r"route board: title .* has 256 characters"):
        packages.manifest(ROUTE, "x" * 256, [])


def test_nothing_that_the_book_leads_to_is_lost_on_the_way(book: dict[str, bytes]) -> None:
    lost = set()
    for name, content in book.items():
        if not name.endswith(".html"):
            continue
        page = SITE / name.removeprefix("book/")
        for address in re.findall(rb'\s(?:href|src)="([^"#?:]+)["#?]', content):
            to = (page.parent / unquote(address.decode())).resolve()
            if to.is_file() and f"book/{to.relative_to(SITE.resolve()).as_posix()}" not in book:
                lost.add(f"{name} leads to {address.decode()}")
    assert sorted(lost) == []


def test_no_archive_and_no_notebook_is_within_it(book: dict[str, bytes], tmp_path: Path) -> None:
    assert not [name for name in book if name.endswith((".zip", ".ipynb"))]
    (tmp_path / "downloads" / "notebooks").mkdir(parents=True)
    for name in ("data.zip", "data.xlsx", "notebooks/a.ipynb"):
        (tmp_path / "downloads" / name).write_bytes(b"-")
    (tmp_path / "index.html").write_text(
        '<p><a href="downloads/data.zip" download>Data</a>, <a href="downloads/data.xlsx">sheets</a>, '
        '<a download href="downloads/notebooks/a.ipynb">a <b>notebook</b></a></p>'
    )
    found = packages.book_files(tmp_path)
    assert set(found) == {"book/index.html", "book/downloads/data.xlsx"}
    assert found["book/index.html"].decode() == (
        '<p>Data (where the book is published), <a href="downloads/data.xlsx">sheets</a>, '
        "a <b>notebook</b> (where the book is published)</p>"
    )


# What may be in it


def test_nothing_for_trainers_is_in_a_learners_package(book: dict[str, bytes]) -> None:
    assert learners.faults(packages.contents(ROUTE, book, TITLE)) == []


def _zip(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.html", f"<p>{CANARY}</p>".encode(), "what is for trainers"),
        ("deck.pptx", _zip("notes.xml", CANARY.encode()), "what is for trainers"),
        (
            "a.zip",
            _zip("b.zip", _zip("c.bin", b"\0" + CANARY.encode())),
            "what is for trainers",
        ),
        ("a.html", b'<a href="https://mybinder.org/v2/gh/x/y">', "a link to a notebook service"),
        ("a.html", b'<a href="https://hub.example/v2/gh/x/y">', "a link to a notebook service"),
        (
            "a.html",
            b'<script type="application/vnd.jupyter.widget-view+json">{}</script>',
            "a widget",
        ),
        ("a.html", b'<img alt="" src="https://example.org/a.png">', "fetched from another host"),
        ("a.html", b'<script src="//example.org/a.js"></script>', "fetched from another host"),
        (
            "a.html",
            b'<link href="https://example.org/a.css" rel="stylesheet">',
            "fetched from another host",
        ),
        ("a.css", b"a { background: url(https://example.org/a.png) }", "fetched from another host"),
    ],
)
def test_what_is_not_for_a_learner_is_named(name: str, content: bytes, said: str) -> None:
    [fault] = learners.faults({"fine.html": b"<p>Fine.</p>", name: content})
    assert fault.startswith(name)
    assert said in fault


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_withheld_question_is_named(wrapped: bool) -> None:
    kept = next(q for q in questions.load("the-stps") if q.withheld)
    words = html.escape(kept.ask) if wrapped else kept.ask
    [fault] = learners.faults({"a.html": f"<legend>{words}</legend>".encode()})
    assert fault == f"a.html holds the withheld question {kept.question_id}"


def test_a_link_that_a_reader_may_follow_is_no_fault() -> None:
    page = b'<a href="https://example.org/">x</a><link rel="canonical" href="https://example.org/">'
    assert learners.faults({"a.html": page}) == []


# On a platform


@needs_platform
def test_a_learners_way_through_is_kept(platform: Platform) -> None:
    assert list(faults(platform, REQUIRED)) == []


def _replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "package" / file
        text = path.read_text("utf-8")
        assert old in text, "the damage does nothing"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return damage


PLANTED = {
    "an optional page in the required list": (
        _replaced("route.js", '"pages": [', '"pages": ["chapters/reference/scoreboard.html", '),
        "all required pages were opened in two sittings: status 'incomplete'",
    ),
    "a status never set": (
        _replaced("package.js", "if (!complete) { call(", "if (false) { call("),
        "first launch: status 'not attempted'",
    ),
    "completed at once": (
        _replaced("package.js", "done() ? 'completed' : 'incomplete'", "'completed'"),
        "first launch: status 'completed'",
    ),
    "answers in interactions": (
        _replaced(
            "package.js",
            "state.right[page] = Math.max",
            "call('LMSSetValue', 'cmi.interactions.0.id', 'q1'); state.right[page] = Math.max",
        ),
        "answers are kept by the platform: cmi.interactions.0.id",
    ),
    "the learner's name asked for": (
        _replaced("package.js", "unpack(get(", "get('cmi.core.student_name'); unpack(get("),
        "asks for or tells who the learner is: cmi.core.student_name",
    ),
    "an answer of the platform not looked at": (
        _replaced(
            "package.js", "return String(answer) === 'true' ? true :", "return true ? true :"
        ),
        "cmi.core.session_time was refused, and the learner was not told",
    ),
    "only the last error looked at": (
        _replaced(
            "package.js",
            "return String(answer) === 'true' ? true :",
            "return api.LMSGetLastError() === '0' ? true :",
        ),
        "cmi.core.session_time was refused, and the learner was not told",
    ),
    "a time in another form": (
        _replaced("package.js", "two(seconds % 60) + '.00'", "two(seconds % 60) + 's'"),
        "the platform refused LMSSetValue cmi.core.session_time",
    ),
    "no time": (
        _replaced(
            "package.js",
            "call('LMSSetValue', 'cmi.core.session_time', timespan(Date.now() - began));",
            "",
        ),
        "the time was never told",
    ),
    "no suspension": (
        _replaced("package.js", "'cmi.core.exit', 'suspend'", "'cmi.core.exit', ''"),
        "resumed at",
    ),
    "nothing kept for the next time": (
        _replaced("package.js", "call('LMSSetValue', 'cmi.suspend_data', packed());", ""),
        "all required pages were opened in two sittings: status 'incomplete'",
    ),
    "a score beyond its scale": (
        _replaced("package.js", "Math.round(100 *", "Math.round(9900 *"),
        "the platform refused LMSSetValue cmi.core.score.raw",
    ),
    "a score before any answer": (
        _replaced("package.js", "return asked && answered ?", "return asked ?"),
        "a score before any answer: 0",
    ),
    "no end when closed": (
        _replaced("package.js", "window.addEventListener('pagehide', finish);", ""),
        "closed, and the platform was not told",
    ),
    "something fetched from another host": (
        _replaced("index.html", "<header>", '<header><img alt="" src="http://127.0.0.2/a.png">'),
        "asked another host: http://127.0.0.2/a.png",
    ),
}


@needs_platform
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_caught(browser: Browser, copied: Path, what: str) -> None:
    damage, said = PLANTED[what]
    damage(copied)
    with playing(browser, copied) as platform:
        found = list(faults(platform, REQUIRED))
    assert any(fault.startswith(said) for fault in found), found


@needs_platform
def test_it_is_played_in_a_window_opened_from_another_at_1024_by_768(platform: Platform) -> None:
    platform.launch("window")
    assert platform.popup is not None
    platform.popup.set_viewport_size({"width": 1024, "height": 768})
    platform.wait(lambda: platform.core("lesson_status") == "incomplete")
    fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    for page in REQUIRED:
        platform.read(page)
        assert platform.wrapper().evaluate(fits)
        assert platform.book().evaluate(fits), page
    tall = platform.wrapper().evaluate("document.getElementById('book').clientHeight")
    assert tall > 600
    assert platform.core("lesson_status") == "completed"
    platform.close()
    platform.wait(platform.finished)


@needs_platform
def test_without_a_platform_it_can_be_read_and_says_so(platform: Platform) -> None:
    platform.launch(fault="missing")
    platform.read(REQUIRED[-1])
    assert "No learning platform answers here" in platform.said()
    assert f"of {len(REQUIRED)} pages opened" in platform.said("progress")
    assert not platform.wrapper().locator("#leave").is_visible()
    assert platform.calls() == []


@needs_platform
@pytest.mark.parametrize("fault", ["no-start", "throws"])
def test_a_platform_that_answers_with_errors_is_named_and_the_book_can_be_read(
    platform: Platform, fault: str
) -> None:
    platform.launch(fault=fault)
    platform.read(REQUIRED[-1])
    assert "did not accept a record (LMSInitialize" in platform.said()
    assert platform.book().locator("h1").inner_text()
    assert {call[0] for call in platform.calls()} <= {"LMSInitialize", "LMSGetLastError"}


@needs_platform
def test_with_site_data_blocked_it_is_read_and_counted(browser: Browser, package: Path) -> None:
    with playing(browser, package) as platform:
        platform.page.context.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
        )
        platform.launch()
        for page in REQUIRED:
            platform.read(page)
        platform.wait(lambda: platform.core("lesson_status") == "completed")
        platform.book().evaluate("parent.postMessage({type: 'book-score', right: 1}, '*')")
        platform.wait(lambda: platform.score() != "")


@needs_platform
def test_the_books_own_questions_make_the_score(platform: Platform) -> None:
    platform.launch()
    book = platform.book()
    forms = book.locator("form.question")
    asked = sum(packages.asked_by(page) for page in REQUIRED)
    for number in range(forms.count()):
        form = forms.nth(number)
        form.scroll_into_view_if_needed()
        book.wait_for_function("document.querySelector('script[src*=exercises]')")
        wrong_first = number == 0
        for right in ("input:not([data-right])", "input[data-right]")[0 if wrong_first else 1 :]:
            form.locator(right).first.check()
            form.get_by_role("button", name="Check my answer").click()
            form.locator("[role=status].right, [role=status].wrong").wait_for()
            platform.page.wait_for_timeout(100)
    expected = round(100 * (forms.count() - 1) / asked)
    platform.wait(lambda: platform.score() == str(expected))
    assert f"Right at first try: {forms.count() - 1} of {asked} questions." in platform.said(
        "progress"
    )
    assert not [call for call in platform.calls() if "interactions" in str(call[1])]
    kept = json.loads(str(platform.page.evaluate("String(played.cmi.suspend_data)")))
    assert kept == [[1, forms.count() - 1], *([0] for _ in REQUIRED[1:])]


@needs_platform
def test_a_score_from_anybody_else_is_not_taken(platform: Platform) -> None:
    platform.launch()
    platform.wait(lambda: platform.core("lesson_status") == "incomplete")
    told = "frames[0].postMessage({type: 'book-score', right: 9}, '*')"
    platform.page.evaluate(told)
    platform.book().evaluate("parent.postMessage({type: 'other', right: 9}, '*')")
    platform.book().evaluate("parent.postMessage({type: 'book-score', right: 'x'}, '*')")
    platform.page.wait_for_timeout(200)
    assert platform.score() == ""
    platform.book().evaluate("parent.postMessage({type: 'book-score', right: 999}, '*')")
    platform.wait(lambda: platform.score() != "")
    assert float(platform.score()) <= 100


def test_it_can_be_read_from_a_folder(browser: Browser, package: Path) -> None:
    with visit(browser, (package / "package" / "index.html").as_uri()) as seen:
        assert seen.page.locator("#problem").inner_text() == ""
        frame = seen.page.frame_locator("#book")
        assert frame.locator("h1").inner_text()
        assert not [each for each in seen.complaints if "uncaught" in each]
    assert seen.outside == []


def test_without_scripts_a_link_leads_to_the_pages(browser: Browser, package: Path) -> None:
    with visit(browser, (package / "package" / "index.html").as_uri(), scripts=False) as seen:
        link = seen.page.locator("noscript a, p > a").first
        assert link.get_attribute("href") == f"book/{REQUIRED[0]}"


def test_its_own_page_can_be_heard_and_worked_by_keyboard(package: Path, browser: Browser) -> None:
    with visit(browser, (package / "package" / "index.html").as_uri()) as seen:
        found = Axe().run(seen.page, context="header, iframe", options={"iframes": False})
        assert [each["id"] for each in found.response["violations"]] == []
    text = (package / "package" / "index.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:", text)
