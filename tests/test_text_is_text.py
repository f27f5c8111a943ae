"""Does whatever stands in a cell, a question or a scene reach the reader as text, and run nothing?

A book is made of hostile cells: every column of words of every table holds script, HTML, Markdown, roles
and a formula. Its pages, built and opened, must show them whole and run none of them, with the policy
that the book ships and without it.
"""

from __future__ import annotations

import ast
import csv
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import docx
import nbformat
import pptx
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from pypdf import PdfReader

from joinedup.briefings import pdf, reading
from joinedup.course import decks, documents, question_forms, slides
from joinedup.evidence.data import DATA, check
from joinedup.evidence.schema import Column, read_schemas
from joinedup.evidence.text import as_markdown
from joinedup.notebooks.running import KERNEL, find
from joinedup.site.edition import edition
from joinedup.site.embeds import POLICY
from joinedup.site.figure_files import FOLDER, TABLE_BEGINS
from tests import planted
from tests.browser import ROOT, serve, visit
from tests.conftest import SMALL

HOSTILE = (
    '<script>window.ran=true</script><img src=x onerror="window.ran=true"> *a* _b_ **c** `d` ~~e~~ $f$ '
    "[g](javascript:ran) {raw}`h` ]]> =HYPERLINK(\"i\") 'j' <!-- &lt; {{k}} | # l"
)
BRIEF = "<img src=x onerror=ran=[]> *a*"
# Columns whose words a rule restricts: what they hold is not free text.
FIXED = {"exact_phrase", "opening", "other_sources", "checked_by", "date", "status"}
CELLS = [
    "from joinedup import *",
    "evidence = data.load()",
    "say(f\"{source('hansard1976nov16')}, {initiative('cpa_1991')}, {figure('e010')}\")",
    "say(f\"{scene('ts1')}, {scene('ts1'):place}, {scene('ts1'):role}, {scene('ts1'):note}\")",
    "show_scoreboard()",
    "ask('one-chapter')",
    "for table in ('initiatives', 'measures', 'figures', 'promises', 'evaluations', 'claims', 'scenes'):\n"
    "    frame = getattr(evidence, table)\n"
    "    say('\\n'.join(f'- {as_markdown(str(cell))}' for row in frame.values for cell in row))",
    "evidence.claims[['claim', 'finding']]",
    "import pandas as pd\n"
    "rows = pd.DataFrame({'label': list(evidence.claims['claim']), 'value': [1.0, 2.0, 3.0, 4.0]})\n"
    "charts.bars(rows, unit_label='£m', headline='Hostile *words* <b>', label_heading='Claim',\n"
    "    subtitle=evidence.sources['title'].iloc[0],\n"
    "    description=evidence.sources['title'].iloc[1],\n"
    "    source_ids=['hansard1976nov16'], note=evidence.claims['finding'].iloc[0])",
    "sources()",
]


def hostile(column: Column, text: str, row: int) -> str:
    """A cell of words with hostile words added, within what the column allows."""
    if column.max_length:
        return f"{row} {BRIEF}"[: column.max_length]
    if column.max_words:
        return f"{' '.join(text.split()[:6])} {BRIEF}" if "{" not in text else f"{BRIEF} {{number}}"
    return f"{text} {HOSTILE}".strip()


def is_words(column: Column, key: tuple[str, ...]) -> bool:
    """Whether a column holds words that anything may stand in."""
    free = not (column.enum or column.grammar or column.each or column.found_in)
    ids = column.name in key or column.name.endswith("_id") or column.name in FIXED
    patterned = bool(column.pattern) and column.pattern != "[^0-9]*"
    return column.type == "string" and free and not ids and not patterned


def poison(folder: Path) -> None:
    """Put hostile words into every cell of words that is not blank."""
    schemas, _ = read_schemas(folder)
    for schema in schemas.values():
        columns = {c.name: c for c in schema.columns if is_words(c, schema.key)}
        columns = {
            name: column
            for name, column in columns.items()
            if name not in {field for field, _ in schema.references}
        }
        path = folder / schema.file
        with path.open(newline="", encoding="utf-8") as opened:
            header, *rows = list(csv.reader(opened))
        for number, row in enumerate(rows):
            for position, name in enumerate(header):
                if name in columns and row[position]:
                    row[position] = hostile(columns[name], row[position], number)
        with path.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened, lineterminator="\n").writerows([header, *rows])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book made of hostile cells: its package, its data, a notebook that was run, its pages built."""
    book = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "joinedup", book / "joinedup")
    shutil.copytree(SMALL, book / "data")
    shutil.copy(DATA / "datapackage.json", book / "data")
    shutil.copy(ROOT / "_config.yml", book)
    poison(book / "data")
    assert check(book / "data") == []
    bank = book / "chapters" / "questions"
    bank.mkdir(parents=True)
    (book / "chapters" / "course").mkdir()
    shutil.copy(ROOT / "chapters" / "course" / "outcomes.toml", book / "chapters" / "course")
    words = json.dumps(" " + re.sub("[{}]", "", HOSTILE), ensure_ascii=False)[1:]
    (bank / planted.BANK_FILE).write_text(
        re.sub(
            r'^(\s*(?:ask|text|feedback) = ".*)"$',
            lambda m: m[1] + words,
            planted.BANK_TEXT,
            flags=re.M,
        ),
        encoding="utf-8",
    )
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# A chapter", id="title"),
            *(nbformat.v4.new_code_cell(cell, id=f"cell-{n}") for n, cell in enumerate(CELLS)),
        ],
        metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}},
    )
    nbformat.write(notebook, book / "index.ipynb")
    with (book / "data" / "initiatives.csv").open(newline="", encoding="utf-8") as opened:
        keys = [row["initiative_id"].replace("_", "-") for row in csv.DictReader(opened)]
    whole = ("initiatives", "scenes", "sources", "data-dictionary")
    pages = [*whole, *(f"initiatives/{key}" for key in keys)]
    (book / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n"
        + "".join(f"- file: chapters/reference/{page}\n" for page in pages)
    )
    environment = os.environ | {"PYTHONPATH": str(book)}
    for command in (
        [sys.executable, "-m", "joinedup", "notebooks", "index.ipynb"],
        [
            str(Path(sys.executable).with_name("jupyter-book")),
            *["build", ".", "-n", "-W", "--keep-going", "-q"],
        ],
    ):
        done = subprocess.run(
            command, cwd=book, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return book


def cells_of(book: Path, table: str, *columns: str) -> Iterator[str]:
    with (book / "data" / f"{table}.csv").open(newline="", encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            yield from (row[column] for column in columns if row[column])


def squeezed(text: str) -> str:
    """Text with single spaces, and quotation marks and dashes as typed: the book's pages set them all."""
    typed = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "…": "..."}
    return " ".join(text.translate(str.maketrans(typed)).split())


# What a page must show whole: its address, and the columns whose cells stand on it.
SHOWN = {
    "chapters/reference/initiatives.html": {"initiatives": ("name", "aim")},
    "chapters/reference/sources.html": {"sources": ("title", "author", "publisher")},
    "chapters/reference/scenes.html": {"scenes": ("person", "role", "place", "what_happened")},
    "chapters/reference/initiatives/cpa-1991.html": {},
    "index.html": {
        "claims": ("claim", "finding"),
        "evaluations": ("label", "design", "finding"),
        "figures": ("place", "locator", "note"),
    },
}


@pytest.mark.parametrize("policy", [None, POLICY], ids=["without the policy", "with the policy"])
def test_nothing_in_a_cell_runs_and_all_of_it_is_shown(
    book: Path, browser: Browser, policy: str | None
) -> None:
    site = book / "_build" / "html"
    headers = {"Content-Security-Policy": policy} if policy else None
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert set(SHOWN) <= set(pages)
    with serve(site, headers) as address:
        for page in pages:
            with visit(browser, f"{address}/{page}") as seen:
                if page == "index.html":
                    seen.enliven()
                assert seen.page.evaluate("window.ran === undefined"), f"something ran on {page}"
                made = "main script:not([type='application/json']), main img[src='x'], [onerror]"
                assert seen.page.locator(made).count() == 0, page
                assert seen.page.locator("a[href^='javascript']").count() == 0, page
                assert seen.outside == []
                shown = squeezed(seen.page.evaluate("document.querySelector('main').textContent"))
                for table, columns in SHOWN.get(page, {}).items():
                    for cell in cells_of(book, table, *columns):
                        assert squeezed(cell) in shown, f"{cell!r} is not whole on {page}"


def test_an_initiatives_page_shows_its_cells_whole(book: Path, browser: Browser) -> None:
    site = book / "_build" / "html"
    with (book / "data" / "initiatives.csv").open(newline="", encoding="utf-8") as opened:
        rows = {row["initiative_id"]: row for row in csv.DictReader(opened)}
    with serve(site) as address:
        for key, row in rows.items():
            page = f"{address}/chapters/reference/initiatives/{key.replace('_', '-')}.html"
            with visit(browser, page) as seen:
                text = squeezed(seen.page.evaluate("document.querySelector('main').textContent"))
                for column in ("name", "aim", "what_happened", "evaluation", "lead", "status_note"):
                    assert squeezed(row[column]) in text, f"{column} of {key}"
                assert squeezed(row["name"]) in squeezed(seen.page.title())


def test_search_finds_hostile_titles_and_shows_them_as_text(book: Path, browser: Browser) -> None:
    site = book / "_build" / "html"
    index = (site / "search" / "index.js").read_text("utf-8").split("= ", 1)[1].rstrip(";\n")
    titles = [entry[2] for entry in json.loads(index)["entries"]]
    title = next(title for title in titles if title.startswith("Care Programme"))
    with serve(site) as address:
        for asked in (title, "Care Programme Approach"):
            with visit(browser, f"{address}/search.html?q={quote(asked)}") as seen:
                seen.page.locator("#search-results li").first.wait_for()
                seen.page.wait_for_function(
                    "Array.from(document.querySelectorAll('.sentence')).every(p => p.textContent)"
                )
                results = seen.page.locator("#search-results")
                assert seen.page.evaluate("window.ran === undefined")
                assert results.locator("img, script").count() == 0
                assert squeezed(title) in squeezed(results.inner_text())


def test_questions_show_their_words_whole(book: Path, browser: Browser) -> None:
    words = squeezed(re.sub("[{}]", "", HOSTILE))
    with (
        serve(book / "_build" / "html") as address,
        visit(browser, f"{address}/index.html") as seen,
    ):
        for part in ("legend", ".option label", "li span"):
            for found in seen.page.locator(f"form.question {part}").all():
                assert words in squeezed(found.text_content() or ""), part


def test_a_download_holds_the_cells_as_they_are(book: Path) -> None:
    """A cell like a formula is data: the CSV holds it whole, and says nothing else in its place."""
    (path,) = (book / "_build" / "html" / FOLDER).glob("*.csv")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))[TABLE_BEGINS - 1 :]
    assert [row[0] for row in rows[1:]] == list(cells_of(book, "claims", "claim"))
    assert all('=HYPERLINK("i")' in row[0] for row in rows[1:])


def told_raw(source: str, words: set[str]) -> list[str]:
    """Cells of words that code puts into a text it says, without `as_markdown`."""
    if not re.search(r"\b(?:say|in_a_hurry|decide|guess|carry)\(", source) or "charts." in source:
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue):
            cell = node.value
            name = getattr(getattr(cell, "slice", None), "value", getattr(cell, "attr", None))
            if isinstance(cell, (ast.Subscript, ast.Attribute)) and name in words:
                found.append(ast.unparse(cell))
    return found


@pytest.mark.parametrize("path", find(ROOT), ids=lambda path: path.stem)
def test_a_chapter_puts_no_cell_of_words_into_a_sentence_as_it_is(path: Path) -> None:
    schemas, _ = read_schemas(DATA)
    words = {
        c.name for schema in schemas.values() for c in schema.columns if is_words(c, schema.key)
    }
    words = words - {"expected"} | {
        "claim",
        "article",
        "initiative",
    }  # an expected number is no cell
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert told_raw(cell.source, words) == [], f"cell {cell.id}: wrap it in as_markdown()"


def test_a_cell_of_words_in_a_sentence_is_noticed() -> None:
    words = {"finding"}
    assert told_raw("say(f\"{row['finding']}\")", words) == ["row['finding']"]
    assert told_raw("say(f'{row.finding} and {row.grade}')", words) == ["row.finding"]
    assert told_raw("say(f'{as_markdown(row.finding)}')", words) == []
    assert told_raw("print(f'{row.finding}')", words) == []


@pytest.mark.parametrize(
    "text",
    [
        *(
            "# a",
            "- a",
            "+ a",
            "1. a",
            "2) a",
            "> a",
            "=====",
            "---",
            ":::{note}",
            ": a",
            "(a)=",
            "% a",
        ),
        *(
            "``` x",
            "*a*",
            "_a_",
            "a_b_c",
            "[a](b)",
            "![a](b)",
            "<b>",
            "<!-- a",
            "a & b &lt;",
            "{raw}`a`",
        ),
        *(
            "~~a~~",
            "a | b",
            "a\\b",
            "$a$",
            "<http://a.b>",
            "[a]: b",
            "p <0.001",
            "5 * 3 * 2",
            "3.5 beds",
        ),
        *("-0.8%", "plain, honest words: £3m", "+++"),
    ],
)
def test_a_text_read_as_markdown_says_itself(text: str) -> None:
    for before in ("", "- ", "# ", "**A.** "):
        tokens = (
            MarkdownIt("commonmark")
            .enable(["table", "strikethrough"])
            .parse(before + as_markdown(text))
        )
        words = [
            child.content
            for token in tokens
            for child in token.children or []
            if child.type == "text"
        ]
        assert "".join(words).removeprefix("A.").strip() == text
        kinds = {child.type for token in tokens for child in token.children or []}
        assert kinds <= {"text", "strong_open", "strong_close"}


def test_honest_text_is_not_marked() -> None:
    for text in ("3.5 beds", "-0.8%", "plain, honest words: £3m", "(a part)", "“Why?”"):
        assert as_markdown(text) == text
    assert as_markdown("a\nb") == "a b"


# What is printed, projected or uploaded holds the same words, and no mark in them means anything there.

TOLD = squeezed(HOSTILE)


def as_told(text: str) -> str:
    """Text without the line ends, hyphens and curled quotation marks that setting it brings."""
    return re.sub(r"[\s\-\N{SOFT HYPHEN}]", "", squeezed(text))


@pytest.fixture(scope="module")
def cell_in_markdown() -> str:
    """A hostile cell as a sentence, an item and a part of a table."""
    said = as_markdown(HOSTILE)
    return f"# Title\n\nSaid. {said}\n\n- {said}\n\n| A | B |\n|---|---|\n| one | {said} |\n"


def test_a_document_holds_hostile_cells_whole(tmp_path: Path, cell_in_markdown: str) -> None:
    made = documents.Document("hostile", HOSTILE, (cell_in_markdown,))
    assert set(documents.write(made, edition(), tmp_path)) == {"hostile.pdf", "hostile.docx"}
    read = PdfReader(tmp_path / "hostile.pdf")
    paper = as_told("".join(page.extract_text() for page in read.pages))
    assert paper.count(as_told(HOSTILE)) >= 4, "title, sentence, item, table"
    links = [
        note.get_object().get("/A", {}).get("/URI", "")
        for page in read.pages
        for note in page.get("/Annots", [])
    ]
    assert not [link for link in links if "javascript" in link or "HYPERLINK" in link]
    word = docx.Document(str(tmp_path / "hostile.docx"))
    texts = [paragraph.text for paragraph in word.paragraphs]
    texts += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert sum(TOLD in squeezed(text) for text in texts) == 4
    assert not [part for part in word.part.rels.values() if "javascript" in str(part.target_ref)]


def test_a_briefing_sets_hostile_cells_as_text(tmp_path: Path, cell_in_markdown: str) -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(cell_in_markdown, id="title")],
        metadata={"book": {"briefing": {"question": HOSTILE}}},
    )
    nbformat.write(notebook, tmp_path / "hostile.ipynb")
    briefing = reading.read(tmp_path / "hostile.ipynb")
    main = tmp_path / "hostile.typ"
    main.write_text(pdf.source(briefing, edition(), 9), "utf-8")
    read = PdfReader(io.BytesIO(pdf.compile_pdf(main, edition())))
    paper = as_told("".join(page.extract_text() for page in read.pages))
    assert paper.count(as_told(HOSTILE)) >= 4, "question, sentence, item, table"


def test_a_deck_holds_hostile_words_whole(tmp_path: Path) -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# A chapter\n\nOne sentence.", id="title"),
        nbformat.v4.new_markdown_cell("## What happened", id="happened"),
        nbformat.v4.new_markdown_cell(f"- {as_markdown(HOSTILE)}\n- Two.", id="items"),
        nbformat.v4.new_markdown_cell(f"> {as_markdown(BRIEF)}", id="carry"),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "hostile.ipynb")
    told = slides.story("hostile", tmp_path)
    decks.write(told.slides, HOSTILE, datetime.date(2026, 1, 1), tmp_path / "hostile.pptx")
    shapes = [
        shape
        for slide in pptx.Presentation(str(tmp_path / "hostile.pptx")).slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    shown = squeezed(" ".join(shape.text_frame.text for shape in shapes))
    assert TOLD in shown
    assert squeezed(BRIEF) in shown


class Elements(HTMLParser):
    """The elements and the words that a platform makes of what it is told is HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.made: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_questions_leave_for_a_platform_as_words() -> None:
    choices = tuple(
        question_forms.Choice(f"{HOSTILE} {n}", f"{HOSTILE} for {n}", n == 1) for n in range(3)
    )
    asked = question_forms.Item("hostile-1", HOSTILE, choices)
    quiz = ElementTree.fromstring(question_forms.moodle_xml([asked], HOSTILE))
    forms = [form.findtext("text") or "" for form in quiz.iter() if form.get("format") == "html"]
    assert len(forms) == 1 + 2 * len(choices), "the question, and each answer with its feedback"
    for form in map(Elements, forms):
        assert form.made == []
        assert HOSTILE in form.words
    assert question_forms.read_qti(question_forms.qti([asked], HOSTILE, "hostile")) == [asked]
    gift = question_forms.gift([asked], "A category")
    unmarked = re.sub(r"\\([\\~=#{}:])", r"\1", gift)
    assert unmarked.count(HOSTILE) == 1 + 2 * len(choices)
    assert len(re.findall(r"(?<!\\)[{}]", gift)) == 2, "one pair holds the answers"
