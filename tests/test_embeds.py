"""Can a figure or a lab stand on somebody else's page, alive and as tall as it is, and nothing else?

The framing page comes from another port, which browsers take for a stranger, and the book is served with
the headers that it ships.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, expect

from joinedup.site import embeds
from tests.browser import EMBEDS, SITE, as_shipped, chapters, pages, serve, visit

FIGURE = "the-stps-trend-chart"
STILL = "the-stps-capital"
LAB = "labs-two-budgets"
FIGURE_TAG = re.compile(r'<figure class="chart" id="([^"]+)"')


@pytest.fixture(scope="module")
def book() -> Iterator[str]:
    """The book from a host that reads its `_headers`."""
    with serve(SITE, as_shipped(SITE)) as address:
        yield address


def copied(browser: Browser, book: str, page: str, link: str) -> str:
    """The lines that a reader copies beneath a figure."""
    with visit(browser, f"{book}/{page}") as seen:
        seen.open_parts()
        seen.page.locator(link).first.click()
        return seen.page.locator(".to-embed textarea").input_value()


def framed(tmp_path: Path, lines: str) -> Path:
    """A stranger's page with these lines in it."""
    head = "<!DOCTYPE html><html lang=en><link rel=icon href=data:,><title>Host</title>"
    (tmp_path / "index.html").write_text(f"{head}<body><h1>Host</h1>{lines}", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("page", "link", "name"),
    [
        ("chapters/the-stps.html", "#trend-chart a.embed", FIGURE),
        ("chapters/the-stps.html", "#capital a.embed", STILL),
        ("chapters/labs/two-budgets.html", ".launch a.embed", LAB),
    ],
)
def test_what_is_copied_beneath_a_figure_works_on_a_strangers_page(
    page: str, link: str, name: str, browser: Browser, book: str, tmp_path: Path
) -> None:
    lines = copied(browser, book, page, link)
    assert f'src="{book}/{EMBEDS}/{name}.html"' in lines
    with (
        serve(framed(tmp_path, lines)) as stranger,
        visit(browser, f"{stranger}/index.html") as seen,
    ):
        frame = seen.page.frames[1]
        frame.wait_for_load_state()
        as_tall_as_its_page(frame)
        if name == STILL:
            picture = frame.locator("figure.chart img")
            assert picture.get_attribute("loading") != "lazy", "it is all that the frame shows"
            frame.wait_for_function("document.querySelector('figure.chart img').naturalWidth > 0")
            return
        if name == LAB:
            before = frame.evaluate("document.body.offsetHeight")
            frame.locator("form.guess input[type=range]").press("ArrowRight")
            frame.locator("form.guess button[type=submit]").click()
            frame.wait_for_function("before => document.body.offsetHeight > before", arg=before)
            as_tall_as_its_page(frame)
        figure = frame.locator("figure.chart[data-bundle]").first
        figure.scroll_into_view_if_needed()
        figure.locator(".live svg").first.wait_for(timeout=20_000)
        settings = figure.locator(".settings").text_content()
        control = figure.locator(".live .vega-bind :is(select, input)").first
        control.focus()
        for key in ("ArrowDown", "End"):
            seen.page.keyboard.press(key)
        expect(figure.locator(".settings")).not_to_have_text(settings or "")
        assert seen.complaints == []
        host = stranger.removeprefix("http://")
        assert {url for url in seen.outside if host not in url} == {
            url for url in seen.outside if url.startswith(book)
        }


def as_tall_as_its_page(frame: Frame) -> None:
    """The frame has its page's height, so that nothing scrolls in it."""
    frame.wait_for_function(
        "Math.abs(window.innerHeight - Math.ceil(document.body.getBoundingClientRect().height)) < 2"
    )


def test_a_chart_is_embedded_as_the_reader_has_set_it(
    browser: Browser, book: str, tmp_path: Path
) -> None:
    with visit(browser, f"{book}/chapters/the-stps.html") as seen:
        seen.enliven()
        figure = seen.page.locator("#trend-chart")
        control = figure.locator(".live .vega-bind :is(select, input)").first
        control.focus()
        for key in ("ArrowDown", "End"):
            seen.page.keyboard.press(key)
        expect(figure).to_have_attribute("data-changed", "")
        figure.locator("a.embed").click()
        lines = seen.page.locator(".to-embed textarea").input_value()
        words = figure.locator(".settings").text_content() or ""
    with (
        serve(framed(tmp_path, lines)) as stranger,
        visit(browser, f"{stranger}/index.html") as seen,
    ):
        frame = seen.page.frames[1]
        expect(frame.locator("figure.chart .settings")).to_have_text(words)
        link = frame.locator("a.this-view").evaluate("link => link.href")
        assert link.startswith(f"{book}/chapters/the-stps.html#trend-chart&")


def test_the_frame_works_without_the_lines_of_script(
    browser: Browser, book: str, tmp_path: Path
) -> None:
    lines = f'<iframe src="{book}/{EMBEDS}/{FIGURE}.html" title="A figure" height="300"></iframe>'
    with (
        serve(framed(tmp_path, lines)) as stranger,
        visit(browser, f"{stranger}/index.html") as seen,
    ):
        frame = seen.page.frames[1]
        frame.locator(".live svg").first.wait_for(timeout=20_000)
        assert frame.evaluate("innerHeight") == 300
        assert seen.complaints == []


@pytest.mark.parametrize(
    "page", ["index.html", "search.html", "404.html", "chapters/the-stps.html", "downloads/x.html"]
)
def test_any_other_page_refuses_a_strangers_frame(
    page: str, browser: Browser, book: str, tmp_path: Path
) -> None:
    if page.startswith("downloads"):
        assert "frame-ancestors 'self'" in as_shipped(SITE)(f"/{page}")["Content-Security-Policy"]
        return
    lines = f'<iframe src="{book}/{page}" title="A page"></iframe>'
    with (
        serve(framed(tmp_path, lines)) as stranger,
        visit(browser, f"{stranger}/index.html") as seen,
    ):
        seen.page.wait_for_timeout(500)
        assert any("frame-ancestors" in told for told in seen.complaints)
        assert seen.page.frames[1].url.startswith("chrome-error:")


def test_every_page_is_sent_one_policy_and_only_embeds_let_strangers_frame_them() -> None:
    """Two policies on a path would both hold: the stricter one would close the embeds."""
    sent = as_shipped(SITE)
    for page in pages():
        policy = sent(f"/{page}")["Content-Security-Policy"]
        assert policy.count("frame-ancestors") == 1, page
        assert policy.endswith("*") == page.startswith(f"{EMBEDS}/"), page
        assert sent(f"/{page}")["X-Content-Type-Options"] == "nosniff"


def test_every_figure_and_lab_offers_its_embed_and_nothing_else_does() -> None:
    wanted = set()
    for page in chapters():
        text, document = (SITE / page).read_text("utf-8"), page.removesuffix(".html")
        offered = set(re.findall(rf'class="embed" href="[./]*{EMBEDS}/([\w.-]+)"', text))
        figures = {embeds.name_of(document, anchor) for anchor in FIGURE_TAG.findall(text)}
        labs = {embeds.name_of(document)} if document.startswith(embeds.LABS) else set()
        assert {f"{EMBEDS}/{name}" for name in offered} == figures | labs, page
        wanted |= figures | labs
    assert wanted == {page for page in pages() if page.startswith(f"{EMBEDS}/")}


def test_an_embed_has_its_finding_caveat_source_and_the_way_to_the_book() -> None:
    for page in chapters():
        text = (SITE / page).read_text("utf-8")
        for anchor in FIGURE_TAG.findall(text):
            own = text.split(f'<figure class="chart" id="{anchor}"')[1].split("</figure>")[0]
            shown = (SITE / embeds.name_of(page.removesuffix(".html"), anchor)).read_text("utf-8")
            words = [re.sub("<[^>]*>", "", part) for part in re.findall(r"<p>(.*?)</p>", own)]
            told = re.sub("<[^>]*>", "", shown)
            assert [part for part in words if part not in told] == []
            headline = re.search(rf'id="{anchor}-headline">(.*?)</span>(?=<a|</p>)', own)
            assert re.search(r"<h1[^>]*>(.*?)</h1>", shown)
            assert headline is None or re.sub("<[^>]*>", "", headline[1]) in told
            assert f'href="../{page}#{anchor}"' in shown


def addresses(text: str, folder: str) -> set[str]:
    """Where the links and pictures of HTML that stands in a folder lead."""
    found = re.findall(r'\b(?:href|src|srcset)="(?![a-z]+:|#)([^"]+)"', text)
    return {posixpath.normpath(posixpath.join(folder, html.unescape(name))) for name in found}


def test_every_link_of_an_embed_leads_where_the_pages_own_leads() -> None:
    """A build checks the page's own."""
    for page in chapters():
        text, document = (SITE / page).read_text("utf-8"), page.removesuffix(".html")
        there = addresses(text, posixpath.dirname(page)) | {"index.html"}
        there |= {f"{page}{anchor}" for anchor in re.findall(r'href="(#[^"]*)"', text)}
        names = [embeds.name_of(document, anchor) for anchor in FIGURE_TAG.findall(text)]
        for name in [*names, *([embeds.name_of(document)] if embeds.LABS in page else [])]:
            shown = (SITE / name).read_text("utf-8")
            assert addresses(shown, EMBEDS) - there - {page} == set(), name
            assert not re.search(r'href="#', shown), "a place that only the book's page has"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('<div><p>One</p><img src="x">', '<div><p>One</p><img src="x"></div>'),
        ("<section><details><p>One</p>", "<section><details><p>One</p></details></section>"),
        ("<p>One</p>", "<p>One</p>"),
    ],
)
def test_what_was_cut_is_closed(text: str, whole: str) -> None:
    assert embeds.closed(text) == whole


@pytest.mark.parametrize(
    ("link", "led"),
    [
        ("labs/x.html#a", "../chapters/labs/x.html#a"),
        ("y.html", "../chapters/y.html"),
        ("#here", "../chapters/p.html#here"),
        ("../_charts/a.svg", "../_charts/a.svg"),
        ("https://example.org/a", "https://example.org/a"),
    ],
)
def test_a_link_leads_to_the_same_place_from_an_embed(link: str, led: str) -> None:
    moved = embeds.moved(f'<a href="{link}">A</a>', "chapters/p.html", "embed/p-x.html")
    assert moved == f'<a href="{led}">A</a>'
