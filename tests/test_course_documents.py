"""Are the trainer's documents whole, tagged, British, and marked so that none reaches a learner?"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm
from pypdf import PdfReader

from joinedup.course import learners
from joinedup.course.documents import HANDED_OUT, Document, write
from joinedup.course.trainer import CANARY
from joinedup.site.edition import edition

WORDS = """\
<!-- a comment -->
(an-anchor)=
# Part one

Some *words*, and **more** of them.

1. First.
2. Second.

- A mark.

| What | Minutes |
|---|---:|
| Read | 10 |

> A line to quote.

1. First again.
"""
DOCUMENT = Document("guide", "A guide", (WORDS, "# Part two\n\n## Beneath\n\nMore.\n"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one document in both forms."""
    folder = tmp_path_factory.mktemp("documents")
    sizes = write(DOCUMENT, edition(), folder)
    assert sizes == {path.name: path.stat().st_size for path in folder.iterdir()}
    return folder


def tags(node: Any) -> list[str]:
    """The tags of a PDF's structure tree, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [tag for each in node for tag in tags(each)]
    if not isinstance(node, dict):
        return []
    return [*([node["/S"]] if "/S" in node else []), *(tags(node["/K"]) if "/K" in node else [])]


def test_the_pdf_is_tagged_titled_and_british(folder: Path) -> None:
    reader = PdfReader(folder / "guide.pdf")
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert reader.metadata is not None
    assert reader.metadata.title == "A guide"
    found = tags(root["/StructTreeRoot"])
    for tag, times in {"/Table": 1, "/TH": 3, "/L": 3, "/TOC": 1, "/H1": 2, "/H2": 1}.items():
        assert found.count(tag) >= times, (tag, found)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Some words, and more of them." in " ".join(text.split())
    assert all(CANARY in " ".join(page.extract_text().split()) for page in reader.pages)


def test_the_word_document_has_words_own_headings_lists_and_tables(folder: Path) -> None:
    found = docx.Document(str(folder / "guide.docx"))
    styles = [paragraph.style.name for paragraph in found.paragraphs if paragraph.text]
    assert styles[0] == "Title"
    assert styles.count("Heading 1") == 2
    assert styles.count("Heading 2") == 1
    assert styles.count("List Number") == 3
    assert [[cell.text for cell in row.cells] for row in found.tables[0].rows] == [
        ["What", "Minutes"],
        ["Read", "10"],
    ]
    assert found.core_properties.language == "en-GB"
    assert CANARY in found.sections[0].footer.paragraphs[0].text


def test_each_numbered_list_begins_at_one(folder: Path) -> None:
    found = docx.Document(str(folder / "guide.docx"))
    lists = [
        paragraph._p.pPr.numPr.numId.val
        for paragraph in found.paragraphs
        if paragraph.style.name == "List Number"
    ]
    assert lists[0] == lists[1] != lists[2]


@pytest.mark.parametrize("name", ["guide.pdf", "guide.docx"])
def test_a_trainers_document_in_a_learners_build_is_seen(folder: Path, name: str) -> None:
    fault, *_ = learners.faults({name: (folder / name).read_bytes()} | {"a.html": b"<p>A.</p>"})
    assert re.match(rf"{name}.* holds what is for trainers", fault)


def test_what_is_handed_out_says_so_and_is_still_seen_in_a_learners_build(tmp_path: Path) -> None:
    write(replace(DOCUMENT, handed_out=True, listed=1), edition(), tmp_path)
    reader = PdfReader(tmp_path / "guide.pdf")
    for page in reader.pages:
        words = " ".join(page.extract_text().split())
        assert HANDED_OUT in words
        assert CANARY not in words
    found = docx.Document(str(tmp_path / "guide.docx"))
    assert found.sections[0].footer.paragraphs[0].text == HANDED_OUT
    for path in tmp_path.iterdir():
        assert learners.faults({path.name: path.read_bytes()}), path.name
    assert "Beneath" not in reader.pages[0].extract_text()


def test_a_words_tables_columns_are_as_wide_as_what_they_say(tmp_path: Path) -> None:
    words = "# One\n\n| From | What happens |\n|---|---|\n| 5 | " + "Somebody speaks. " * 9 + "|\n"
    write(Document("wide", "Wide", (words,)), edition(), tmp_path)
    narrow, wide = docx.Document(str(tmp_path / "wide.docx")).tables[0].rows[1].cells
    assert wide.width > narrow.width * 1.5
    assert abs(wide.width + narrow.width - Mm(170)) < Mm(1)


def test_a_label_stays_with_what_it_is_the_label_of(tmp_path: Path) -> None:
    part = "# One\n\n**On the board.**\n\n- A line.\n\nSome words.\n"
    write(Document("label", "Label", (part,)), edition(), tmp_path)
    kept = {
        paragraph.text: paragraph.paragraph_format.keep_with_next
        for paragraph in docx.Document(str(tmp_path / "label.docx")).paragraphs
    }
    assert kept["On the board."] is True
    assert not kept["Some words."]


def test_a_document_that_cites_lists_its_sources(tmp_path: Path) -> None:
    part = "# One\n\nThey promised [£731m](data/figures.csv#b045).\n"
    write(Document("cites", "Cites", (part,)), edition(), tmp_path)
    words = " ".join(page.extract_text() for page in PdfReader(tmp_path / "cites.pdf").pages)
    assert "Sources" in words
    assert "[1] House of Commons, 2015" in " ".join(words.split())


def test_two_builds_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(DOCUMENT, edition(), tmp_path)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("Words.\n", "begins with '# ' and its title"),
        ("# One\n\n# Two\n", "begins with '# ' and its title"),
        ("# One\n\n```\ncode\n```\n", "holds Markdown that no briefing can hold: fence"),
    ],
)
def test_a_part_that_no_document_can_hold_is_named(tmp_path: Path, part: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"guide, part 2: {said}"):
        write(Document("guide", "A guide", ("# Good\n\nWords.\n", part)), edition(), tmp_path)
    assert not list(tmp_path.iterdir())
