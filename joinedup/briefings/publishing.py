"""How are briefings' documents made with the pages, in seconds? Checked, and kept by what decides them."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from joinedup.briefings.contract import WORDS, faults
from joinedup.briefings.parts import cited, imprint
from joinedup.briefings.reading import Briefing, read
from joinedup.site.edition import Edition, edition

FOLDER = "chapters/briefings"
FORMS = {".pdf": "PDF, two pages", ".docx": "Word"}


class BrokenBriefing(ValueError):
    """A briefing that may not go to a board; str() names its file, its cells and the rules."""


@dataclass(frozen=True)
class Made:
    """One document made: its name, bytes, and its words where it is a PDF."""

    name: str
    size: int
    words: int


def notebooks(book: Path) -> list[Path]:
    """The briefings' notebooks, in order of name."""
    return sorted((book / FOLDER).glob("*.ipynb"))


def kept_in(book: Path) -> Path:
    """Where documents are kept between builds: with the drawings."""
    return Path(os.environ.get("BOOK_DRAWINGS") or book / ".drawings") / "briefings"


def make_all(book: Path, site: Path, kept: Path) -> list[Made]:
    """Write every briefing's PDF and Word document beside its page in `site`.

    kept: the folder of documents made before, each under a name that its content decides. Raises
    BrokenBriefing, with every fault of every briefing, and then writes nothing.
    """
    if not notebooks(book):
        return []
    issue = edition(book)
    briefings = [read(path) for path in notebooks(book)]
    told = [f"{b.name}.ipynb, {fault}" for b in briefings for fault in faults(b)]
    if told:
        raise BrokenBriefing("\n".join(told))
    made, too_long = [], []
    for briefing in briefings:
        for suffix, write in _writers().items():
            store = kept / f"{_decided_by(book, briefing, issue)}{suffix}"
            if not store.exists():
                write(briefing, issue, store)
            words = words_of_pdf(store) if suffix == ".pdf" else 0
            if words and words not in WORDS:
                too_long.append(
                    f"{briefing.name}.ipynb: {words} words; {WORDS.start} to {WORDS.stop - 1}"
                )
            made.append(Made(f"{briefing.name}{suffix}", store.stat().st_size, words))
            to = site / FOLDER / f"{briefing.name}{suffix}"
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(store, to)
    if too_long:
        raise BrokenBriefing("\n".join(too_long))
    return made


def words_of_pdf(path: Path) -> int:
    """The words that stand on the pages of a PDF, headers and notes included."""
    from pypdf import PdfReader

    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)
    return len(re.findall(r"[^\W_][\w’'.,:/%£&-]*", re.sub(r"\[\d+\]", " ", text)))


def _writers() -> dict[str, Callable[[Briefing, Edition, Path], int]]:
    """What writes each form. The libraries are asked for only here: no page needs them."""
    from joinedup.briefings import pdf, word

    return {".pdf": pdf.write, ".docx": word.write}


def _decided_by(book: Path, briefing: Briefing, issue: Edition) -> str:
    """A name for all that decides a document: what the notebook shows, this code, sources, edition."""
    code = sorted(Path(__file__).parent.glob("*.*"))
    parts = [
        (book / FOLDER / f"{briefing.name}.ipynb").read_bytes(),
        *(path.read_bytes() for path in code if path.suffix in (".py", ".typ")),
        "\n".join(map(cited, briefing.source_ids)).encode(),
        imprint(briefing, issue).encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:20]
