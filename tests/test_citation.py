"""Can a page be cited by people and by programs, with the same facts everywhere?"""

from __future__ import annotations

import html
import json
import re
import tomllib
from datetime import date
from urllib.parse import unquote

import pytest
import yaml
from playwright.sync_api import Browser

from joinedup.site.citation import Work
from tests.browser import EMBEDS, ROOT, SITE, pages, visit

CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
SETTINGS = CONFIG["sphinx"]["config"]
CITED = [  # an embed is cited by its page of the book
    page
    for page in pages()
    if page not in ("search.html", "404.html") and not page.startswith(f"{EMBEDS}/")
]
WORK = Work(
    title="Joint finance & <more> 100%",
    book="The book",
    author="The contributors",
    edition="1.2.0",
    released="2026-11-02",
    address="https://example.org/chapters/joint-finance.html",
    name="chapters/joint-finance",
    description="What it </script> says.",
)


def tag(text: str, name: str) -> str | None:
    """The content of a page's meta element."""
    found = re.search(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)">', text)
    return html.unescape(found[1]) if found else None


def heading(text: str) -> str:
    """A page's first heading, as plain text."""
    (found,) = re.findall(r"<h1[^>]*>(.*?)(?:<a class=\"headerlink\".*?)?</h1>", text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", found)).strip()


def cited_as(page: str, text: str) -> str:
    """What a page is called away from the book: by its heading, a council's page its subject too."""
    if not page.startswith("chapters/councils/"):
        return heading(text)
    (title,) = re.findall(r"<title>(.*?) \| ", text)
    assert html.unescape(title).startswith(f"{heading(text)}: ")
    return html.unescape(title)


def linked_data(text: str) -> dict:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    read = json.loads(found)
    return read[0] if isinstance(read, list) else read


@pytest.mark.parametrize("page", CITED)
def test_every_page_gives_programs_its_title_author_date_and_book(page: str) -> None:
    text = (SITE / page).read_text("utf-8")
    front = page == "index.html"
    title = CFF["title"] if front else cited_as(page, text)
    assert tag(text, "citation_title") == title
    assert tag(text, "citation_author") == CFF["authors"][0]["name"]
    assert tag(text, "citation_publication_date") == str(CFF["date-released"]).replace("-", "/")
    assert tag(text, "citation_inbook_title") == (None if front else CFF["title"])
    assert tag(text, "og:type") == ("book" if front else "article")
    told = linked_data(text)
    kinds = {"index.html": "Book"}
    written = "WebPage" if page.startswith("chapters/reference/") else "Chapter"
    assert told["@type"] == kinds.get(page, written)
    assert told["name"] == title
    assert told["author"]["name"] == CFF["authors"][0]["name"]
    assert (told if front else told["isPartOf"])["bookEdition"] == CFF["version"]


@pytest.mark.parametrize("page", CITED)
def test_every_page_says_how_to_cite_it(page: str) -> None:
    text = (SITE / page).read_text("utf-8")
    cited = html.unescape(re.search(r'<span id="citation">([^<]*)<', text)[1])
    day = date.fromisoformat(str(CFF["date-released"]))
    assert cited.startswith(f"{CFF['authors'][0]['name']} ({day.year}). ")
    assert f"Edition {CFF['version']}, {day.day} {day:%B %Y}." in cited
    assert CFF["title"] in cited
    if page != "index.html":
        assert f"“{cited_as(page, text)}”" in cited
    if not CONFIG["html"]["baseurl"]:
        assert "This copy of the book has no public address" in text


@pytest.mark.parametrize("page", ["search.html", "404.html"])
def test_a_page_that_nobody_cites_is_a_website(page: str) -> None:
    text = (SITE / page).read_text("utf-8")
    assert tag(text, "og:type") == "website"
    assert tag(text, "citation_title") is None
    assert "Cite this page" not in text


def test_the_edition_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert CFF["version"] == SETTINGS["release"] == project["version"]
    assert str(CFF["date-released"]) == SETTINGS["book_released"]
    assert CFF["title"] == SETTINGS["html_title"]
    assert CFF["authors"] == [{"name": CONFIG["author"]}]
    assert str(CFF["date-released"].year) == str(CONFIG["copyright"])
    assert CFF["license"] in (ROOT / "LICENSE").read_text("utf-8")
    book = CFF["preferred-citation"]
    assert book["type"] == "book"
    for mine, its in (("title", "title"), ("version", "edition"), ("authors", "authors")):
        assert book[its] == CFF[mine]
    assert book["date-released"] == CFF["date-released"]
    assert (book["year"], book["month"]) == (
        book["date-released"].year,
        book["date-released"].month,
    )


def test_the_reference_ends_in_the_address_once_there_is_one() -> None:
    assert WORK.sentence == (
        "The contributors (2026). “Joint finance & <more> 100%”, in The book. "
        "Edition 1.2.0, 2 November 2026. https://example.org/chapters/joint-finance.html"
    )
    assert dict(WORK.tags)["citation_public_url"] == WORK.address


def test_bibtex_escapes_its_own_marks() -> None:
    assert WORK.bibtex == (
        "@incollection{promise-and-outcome-joint-finance,\n"
        "  author = {{The contributors}},\n"
        "  title = {{Joint finance \\& <more> 100\\%}},\n"
        "  booktitle = {{The book}},\n"
        "  year = {2026},\n"
        "  month = nov,\n"
        "  edition = {1.2.0},\n"
        "  url = {https://example.org/chapters/joint-finance.html},\n"
        "}\n"
    )


def test_ris_has_a_tag_a_line_from_its_type_to_its_end() -> None:
    lines = WORK.ris.split("\r\n")
    assert lines[0] == "TY  - CHAP"
    assert lines[-2:] == ["ER  - ", ""]
    assert "T2  - The book" in lines
    assert "UR  - https://example.org/chapters/joint-finance.html" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_linked_data_cannot_end_its_script() -> None:
    told = WORK.json_ld()
    assert "<" not in told
    assert json.loads(told)["description"] == "What it </script> says."
    assert json.loads(told)["url"] == WORK.address


def test_the_records_of_a_page_are_in_their_links() -> None:
    text = (SITE / "chapters/joint-finance.html").read_text("utf-8")
    found = re.findall(r'<a href="data:([^;]+);charset=utf-8,([^"]*)" download="([^"]*)">', text)
    assert [file for _, _, file in found] == ["joint-finance.bib", "joint-finance.ris"]
    assert unquote(found[0][1]).startswith("@incollection{promise-and-outcome-joint-finance,")
    assert f"T2  - {CFF['title']}" in unquote(found[1][1])


def test_a_reader_copies_the_reference_with_the_day(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/joint-finance.html") as seen:
        page = seen.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_text("Cite this page").click()
        page.get_by_role("button", name="Copy", exact=True).click()
        page.get_by_text("Copied.", exact=True).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("The Promise and Outcome contributors (2026). “Joint finance")
        year = page.evaluate("new Date().getFullYear()")
        assert re.search(rf" Read on \d+ \w+ {year}\.$", copied)
