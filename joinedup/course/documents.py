"""How does the trainer's Markdown become a document? Tagged PDF with a table of contents, and Word.

Every part opens with `# Title`. The line that keeps trainers' documents from learners stands on each page.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import docx

from joinedup.briefings import pdf, word
from joinedup.briefings.parts import address_of, cited
from joinedup.briefings.reading import Block, Heading, Paragraph, Picture, blocks_of, runs_of
from joinedup.course.trainer import CANARY
from joinedup.site.edition import Edition

TEMPLATE = Path(__file__).with_name("document.typ")
_ANCHOR = re.compile(r"^\([a-z0-9-]+\)=\n", re.M)  # MyST's, which a document has no use for
HANDED_OUT = "Handed out by the trainer, in the session."
_COMMENT = re.compile(r"<!--.*?-->\n?", re.S)


@dataclass(frozen=True)
class Document:
    """What is written once as PDF and once as Word. parts: Markdown, each with one title.

    listed: how many levels of heading its contents name. handed_out: learners see it, when the trainer
    says so, and its foot says that; the line that keeps it out of a learner's build is in its properties.
    """

    name: str
    title: str
    parts: tuple[str, ...]
    listed: int = 2
    handed_out: bool = False

    @property
    def foot(self) -> str:
        """The line at the foot of each page."""
        return HANDED_OUT if self.handed_out else CANARY

    @property
    def blocks(self) -> list[Block]:
        """Its parts as blocks, a part's title a heading beneath the document's own.

        Raises ValueError, naming the document and the part, for one without a title, for a picture, and
        for Markdown that no document can hold.
        """
        found: list[Block] = []
        for number, part in enumerate(self.parts, start=1):
            where = f"{self.name}, part {number}"
            try:
                blocks = list(blocks_of(_COMMENT.sub("", _ANCHOR.sub("", part))))
            except ValueError as error:
                raise ValueError(f"{where}: {error}") from error
            heads = [b for b in blocks if isinstance(b, Heading) and b.level == 1]
            if len(heads) != 1 or blocks[0] != heads[0]:
                raise ValueError(f"{where}: begins with '# ' and its title, and has no other")
            found += [
                replace(b, level=b.level + 1) if isinstance(b, Heading) else b for b in blocks
            ]
        return found


def write(document: Document, edition: Edition, folder: Path) -> dict[str, int]:
    """Write a document as tagged PDF and as Word; returns {file name: bytes}."""
    blocks = document.blocks
    sources: dict[str, None] = {}
    for block in blocks:
        if isinstance(block, Picture):
            raise ValueError(f"{document.name}: a document for trainers holds no chart")
        for runs in runs_of(block):
            sources |= {run.source_id: None for run in runs if run.source_id}
    numbers = {key: number for number, key in enumerate(sources, start=1)}
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        f"{document.name}.pdf": _as_pdf(document, blocks, numbers, edition),
        f"{document.name}.docx": _as_word(document, blocks, numbers, edition),
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return {name: len(content) for name, content in made.items()}


def _as_pdf(
    document: Document, blocks: Sequence[Block], numbers: dict[str, int], edition: Edition
) -> bytes:
    told = {
        "title": document.title,
        "author": edition.author,
        "edition": edition.said,
        "book": edition.book,
        "warning": document.foot,
        "mark": CANARY,
    }
    named = ", ".join(f"{name}: {pdf.as_string(words)}" for name, words in told.items())
    named += f", listed: {document.listed}"
    listed = "".join(
        f"#source({number}, {pdf.as_string(cited(key))}, {pdf.as_string(address_of(key))}) "
        for key, number in numbers.items()
    )
    text = "\n".join(
        [
            pdf.TEMPLATE.read_text(encoding="utf-8"),
            TEMPLATE.read_text(encoding="utf-8"),
            f"#show: handbook.with({named})",
            *(_as_typst(block, numbers) for block in blocks),
            f"#sources(level: 1)[{listed}]" if numbers else "",
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "document.typ"
        main.write_text(text, encoding="utf-8")
        return pdf.mended(pdf.compile_pdf(main, edition))


def _as_typst(block: Block, numbers: dict[str, int]) -> str:
    """A block as a call of the template, kept with the next where it only leads in to it."""
    call = pdf.block_as_typst(block, numbers, 0)
    return f"#leading-in[{call}]" if _leads_in(block) else call


def _leads_in(block: Block) -> bool:
    """Whether a block is a label of what follows: a line all in bold or in italics."""
    return (
        isinstance(block, Paragraph)
        and not block.quoted
        and (all(run.strong for run in block.runs) or all(run.emphasis for run in block.runs))
    )


def _as_word(
    document: Document, blocks: Sequence[Block], numbers: dict[str, int], edition: Edition
) -> bytes:
    found = docx.Document()
    word.prepare(found, document.title, edition)
    found.core_properties.keywords = CANARY
    found.sections[0].footer.paragraphs[0].text = document.foot
    found.add_paragraph(document.title, style="Title")
    for block in blocks:
        word.add(found, block, numbers)
        if _leads_in(block):
            found.paragraphs[-1].paragraph_format.keep_with_next = True
    if numbers:
        found.add_heading("Sources", level=1)
        for key, number in numbers.items():
            found.add_paragraph(f"[{number}] {cited(key)}")
    return word.fixed(found)
