"""Can a briefing go to a board: two tagged pages, a Word document, every part and source?"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject

from joinedup.briefings import publishing
from joinedup.briefings.contract import PARTS, WORDS, faults
from joinedup.briefings.pdf import DoesNotFit, largest_that_fits, write
from joinedup.briefings.reading import Briefing, Bullets, Picture, Table, plain, read, runs_of
from joinedup.evidence import data
from joinedup.evidence.citations import TABLES
from joinedup.site.edition import edition
from joinedup.writing import briefing as writing
from joinedup.writing.six_questions import SIX
from tests.browser import ROOT

PATHS = publishing.notebooks(ROOT)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every briefing's documents, made afresh."""
    folder = tmp_path_factory.mktemp("briefings")
    publishing.make_all(ROOT, folder, folder / "kept")
    return folder / publishing.FOLDER


def structure(path: Path) -> Iterator[DictionaryObject]:
    """Every element of a PDF's structure tree, in reading order."""

    def walk(node: Any) -> Iterator[DictionaryObject]:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for each in node:
                yield from walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(PdfReader(path).trailer["/Root"]["/StructTreeRoot"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_briefing_has_every_part(path: Path) -> None:
    assert list(faults(read(path))) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_its_pdf_is_two_tagged_pages_with_title_language_and_described_picture(
    path: Path, site: Path
) -> None:
    made = site / f"{path.stem}.pdf"
    document = PdfReader(made)
    root = document.trailer["/Root"]
    assert len(document.pages) == 2
    assert {tuple(map(round, page.mediabox[2:])) for page in document.pages} == {(595, 842)}
    assert root["/Lang"].lower() == "en-gb"
    assert root["/MarkInfo"]["/Marked"]
    assert document.metadata is not None
    assert document.metadata.title == read(path).title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"], "a reader shows the title, not the file"
    tags = [str(element["/S"]) for element in structure(made)]
    roles = PdfReader(made).trailer["/Root"]["/StructTreeRoot"]["/RoleMap"]
    headings = [roles.get(tag, tag) for tag in tags]
    headings = [tag for tag in headings if re.fullmatch(r"/H\d", tag)]
    assert headings[0] == "/H1", "the title is the first heading"
    assert headings.count("/H1") == 1
    assert headings.count("/H2") >= 8
    assert made.read_bytes().startswith(b"%PDF-1.7")
    assert {"/TH", "/TD", "/L", "/LI", "/Figure", "/Link"} <= set(tags)
    [picture] = [element for element in structure(made) if element["/S"] == "/Figure"]
    [chart] = [block for block in read(path).blocks if isinstance(block, Picture)]
    assert picture["/Alt"] == chart.description
    assert publishing.words_of_pdf(made) in WORDS


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_cell_of_a_table_has_a_head_of_its_row_and_of_its_column(
    path: Path, site: Path
) -> None:
    tables = [block for block in read(path).blocks if isinstance(block, Table)]
    cells = [
        (str(element["/S"]), element["/A"][0]["/Scope"] if element["/S"] == "/TH" else "")
        for element in structure(site / f"{path.stem}.pdf")
        if element["/S"] in ("/TH", "/TD")
    ]
    expected = []
    for table in tables:
        across = len(table.columns)
        expected += [("/TH", "/Column")] * across
        expected += ([("/TH", "/Row")] + [("/TD", "")] * (across - 1)) * len(table.rows)
    assert cells == expected


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_its_question_stands_over_the_finding_that_answers_it(path: Path, site: Path) -> None:
    found = read(path)
    assert found.question.endswith("?")
    text = re.sub(r"\s+", " ", PdfReader(site / f"{path.stem}.pdf").pages[0].extract_text())
    assert text.index(found.question) < text.index(found.title)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_the_page_says_stands_in_the_pdf_in_the_same_order(path: Path, site: Path) -> None:
    text = re.sub(
        r"\[\d+\]",
        "",
        " ".join(page.extract_text() for page in PdfReader(site / f"{path.stem}.pdf").pages),
    )
    squeezed = re.sub(r"\W+", "", text)
    place = 0
    for block in read(path).blocks:
        for runs in runs_of(block):
            words = re.sub(r"\W+", "", plain(runs))
            found = squeezed.find(words[:60], 0 if isinstance(block, Table) else place)
            assert found >= 0, f"{plain(runs)!r} is not where it should be"
            place = found if not isinstance(block, Table) else place


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_its_word_document_has_headings_lists_tables_and_a_described_picture(
    path: Path, site: Path
) -> None:
    found = read(path)
    with zipfile.ZipFile(site / f"{path.stem}.docx") as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml"))
        core = parts.read("docProps/core.xml").decode()
        header, footer = (parts.read(f"word/{name}1.xml").decode() for name in ("header", "footer"))
    assert found.question in header
    assert "Not official" in footer
    assert edition().said in footer
    assert found.title.replace("&", "&amp;") in core
    styles = [style.get(f"{WORD}val") for style in body.iter(f"{WORD}pStyle")]
    assert styles[0] == "Title"
    assert styles.count("Heading1") >= 8
    assert "ListBullet" in styles
    tables = [block for block in found.blocks if isinstance(block, Table)]
    assert len(list(body.iter(f"{WORD}tblHeader"))) == len(tables)
    described = [each.get("descr") for each in body.iter() if each.tag.endswith("}docPr")]
    assert described == [b.description for b in found.blocks if isinstance(b, Picture)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_number_below_nought_has_a_minus_sign(path: Path) -> None:
    """A hyphen is shorter, and a line may break after it."""
    said = [plain(runs) for block in read(path).blocks for runs in runs_of(block)]
    assert [words for words in said if re.search(r"(?<![\w–-])-(?=[£\d])", words)] == []


def test_the_six_questions_are_asked_alike_in_briefing_chapter_and_tool() -> None:
    for name in ("briefings/what-should-be-in-the-next-plan", "after-the-stps"):
        text = (ROOT / "chapters" / f"{name}.ipynb").read_text("utf-8")
        for each in SIX:
            assert f"| **{each.name}**: {each.ask} | {each.good} | {each.warning} |" in text
    tool = (ROOT / "chapters/tools/the-six-questions.ipynb").read_text("utf-8")
    assert all(each.label in tool for each in SIX)


def test_two_builds_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    publishing.make_all(ROOT, tmp_path, tmp_path / "kept")
    one, two = (sorted(folder.glob("*.*")) for folder in (site, tmp_path / publishing.FOLDER))
    digests = [[hashlib.sha256(p.read_bytes()).hexdigest() for p in each] for each in (one, two)]
    assert digests[0] == digests[1]
    assert len(one) == 2 * len(PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_number_of_its_tables_and_sentences_leads_to_a_source(path: Path) -> None:
    known = set(data.load().sources.index)
    found = read(path)
    assert len(found.source_ids) >= 3
    assert set(found.source_ids) <= known | set(TABLES)


def changed(path: Path, to: Path, cell_id: str, output: str) -> Briefing:
    """A briefing in which one cell shows something else."""
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == cell_id)
    if cell.cell_type == "markdown":
        cell.source = output
    else:
        cell.outputs[0].data["text/markdown"] = output
    nbformat.write(notebook, to)
    return read(to)


@pytest.mark.parametrize(
    ("cell", "shows", "fault"),
    [
        ("title", "# Did it work?", "title: state the finding"),
        ("decision", "A board should read this.", "decision: begin with 'For'"),
        ("key-points", "No list at all.", "key-points: missing, or shows no bullets"),
        ("options-table", "Nothing.", "options-table: missing, or shows no table"),
        ("ask-questions", "- Ask.\n- Ask?\n- Ask?", "ask-questions: three to five"),
        ("known-words", "- A shocking result.", "say 'shocking' without feeling"),
    ],
)
def test_what_a_briefing_lacks_is_named(tmp_path: Path, cell: str, shows: str, fault: str) -> None:
    found = list(faults(changed(PATHS[0], tmp_path / "briefing.ipynb", cell, shows)))
    assert [each for each in found if fault in each], found


def test_parts_out_of_order_are_named() -> None:
    found = read(PATHS[0])
    backwards = Briefing(found.name, found.title, dict(reversed(found.cells.items())))
    assert any("its parts stand in the order" in fault for fault in faults(backwards))


def test_a_briefing_too_long_for_two_pages_is_refused_and_nothing_written(tmp_path: Path) -> None:
    long = "\n".join(f"- Point {'and so on ' * 30}." for _ in range(40))
    found = changed(PATHS[0], tmp_path / "briefing.ipynb", "known-words", long)
    with pytest.raises(DoesNotFit, match="say less"):
        write(found, edition(), tmp_path / "made.pdf")
    assert not (tmp_path / "made.pdf").exists()


def test_a_row_that_changes_changes_the_document(tmp_path: Path) -> None:
    """What is kept between builds is kept by what decides it."""
    book = tmp_path / "book"
    shutil.copytree(ROOT / publishing.FOLDER, book / publishing.FOLDER)
    for name in ("CITATION.cff", "_config.yml"):
        shutil.copy(ROOT / name, book)
    for path in publishing.notebooks(book)[1:]:
        path.unlink()
    [path] = publishing.notebooks(book)
    publishing.make_all(book, tmp_path / "site", tmp_path / "kept")
    made = tmp_path / "site" / publishing.FOLDER / f"{path.stem}.pdf"
    before = made.read_bytes()
    path.write_text(path.read_text("utf-8").replace("for a board", "for your board"), "utf-8")
    notebook = changed(path, path, "ask-questions", "- One?\n- Another?\n- A third?")
    publishing.make_all(book, tmp_path / "site", tmp_path / "kept")
    assert made.read_bytes() != before
    assert "Another?" in "".join(page.extract_text() for page in PdfReader(made).pages)
    assert notebook.title == read(path).title


def test_hostile_words_are_words(tmp_path: Path) -> None:
    hostile = r'#panic("x") *a* <b> \ " $x$ [g](h) @cite // not a comment'
    said = "- " + re.sub(r"([\\*<>\[\]$@#])", r"\\\1", hostile)
    found = changed(PATHS[0], tmp_path / "briefing.ipynb", "known-words", said)
    bullets = next(b for b in found.cells["known-words"] if isinstance(b, Bullets))
    assert plain(bullets.items[0]) == hostile
    write(found, edition(), tmp_path / "made.pdf")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "made.pdf").pages)
    assert re.sub(r"\s", "", hostile) in re.sub(r"\s", "", text)


def test_key_points_and_options_refuse_what_a_board_would_not_read() -> None:
    with pytest.raises(ValueError, match="three to five key points, not 2"):
        writing.key_points("One.", "Two.")
    with pytest.raises(ValueError, match="120 at most"):
        writing.key_points(*(["word " * 50] * 3))
    with pytest.raises(ValueError, match="to do nothing"):
        writing.options(*(writing.Option(name, "", "") for name in "abc"))
    with pytest.raises(ValueError, match="31 words are too many"):
        writing.lines_to_quote("word " * 31)
    with pytest.raises(KeyError, match="nothing_such"):
        writing.promised_and_happened(["nothing_such"])


def test_a_claim_without_a_grade_says_why_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    claim = writing.Ungraded("Users felt in control", "ibsen2008", "no sizes were read", "A trial")
    writing.how_sure(claim)
    said = capsys.readouterr().out
    assert "| Users felt in control | Not graded: no sizes were read ([SPRU York" in said
    with pytest.raises(KeyError, match="nothing_such"):
        writing.how_sure(writing.Ungraded("", "nothing_such", "", ""))


def test_a_size_is_chosen_that_is_the_largest_to_fit() -> None:
    def compiled(size: float) -> tuple[int, bytes]:
        return (2 if size <= 10.35 else 3), str(size).encode()

    page = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(page)
    smallest = page.getvalue()
    assert largest_that_fits(compiled, smallest) == (2, b"10.3")
    assert largest_that_fits(lambda size: (2, str(size).encode()), smallest) == (2, b"12.0")
    assert largest_that_fits(lambda size: (3, b""), smallest) == (1, smallest)


def test_the_parts_are_those_that_the_pages_name() -> None:
    for path in PATHS:
        assert set(PARTS) <= set(read(path).cells)
