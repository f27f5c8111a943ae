"""What can a reader find, and under which words? An index of every section, initiative, term and person.

It is read from the finished pages, so that it holds what they show, and written as scripts that set a
variable: a script tag loads them from a folder, offline, and in a frame without site data, where nothing
may be fetched. `search.html` asks for MiniSearch and the index once something is looked for, and for the
text of a page once it is among the results that are shown.

search.toml lists what readers ask for and the book does not cover, and everyday names of what it calls
something else. The first result that each query should have stands in tests/test_search.py.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from joinedup.evidence import data
from joinedup.evidence.periods import say_periods
from joinedup.evidence.text import slug
from joinedup.site.evidence_links import page_of
from joinedup.site.row_words import in_words
from joinedup.site.terms import SOURCES

FOLDER = "search"  # of the site; index.js, and in pages/ the text of each page
COUNCILS = "chapters/councils"  # a page for each, found by its names and by nothing else
WORDS = Path(__file__).with_name("search.toml")  # what is not covered, and what has another name
_REFERENCE = "chapters/reference/"
_SCENES = f"{_REFERENCE}scenes.html"
# Pages whose every entry is found otherwise.
_LISTS = {_SCENES, *(f"{_REFERENCE}{name}.html" for name in ("initiatives", "sources", "a-to-z"))}
_LEAST = 30  # letters: a heading with less beneath it only leads on
_SPACES = re.compile(r"\s+")
# Most of a page's bytes, and none of its sentences.
_DROPPED = re.compile(r"<(script|table|style|svg)\b.*?</\1>", re.DOTALL)
_SMALL = {"a", "an", "and", "for", "in", "of", "the", "to"}  # an acronym may leave them out
# Words that tell nothing apart; a search looks past them.
_STOP = """a about after all also an and any are as at be because been before between but by can could did
do each for from had has have how if in into is it its more most no nor not of on only or other out over
own read so some than that the their them then there these they this those to was we were what when
where which while who whose why will with would you your"""
STOP = frozenset(_STOP.split())


class Entry(NamedTuple):
    """One thing that can be found. kind: section, initiative, term, person or council."""

    kind: str
    address: str  # from the site's root, with its anchor
    title: str
    words: str  # what stands there, a new line where a block ends
    names: str = ""  # other names, by which it is found too
    page: str = ""  # the title of the page, where that is another


def not_covered() -> list[dict[str, Any]]:
    """What readers ask for and the book does not hold: [{words: [...], say: ...}]."""
    return _listed()["not_covered"]


def also() -> list[dict[str, Any]]:
    """Everyday names of what the book calls something else: [{words: [...], means: ...}]."""
    return _listed()["also"]


def _listed() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(WORDS.read_text("utf-8"))


# ---- what stands on a page ----

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_IN_LINE = {
    *("a", "abbr", "b", "br", "cite", "code", "em", "i", "mark", "q", "s", "small", "span"),
    *("strong", "sub", "sup", "time", "u", "wbr"),
}
# Not what a page says: scripts, controls, code, and what another entry says already.
_SILENT_TAGS = {"script", "style", "select", "button", "pre", "svg", "noscript", "nav"}
_SILENT = {"headerlink", "meaning", "downloads", "vega-bindings", "readout", "minutes", "filters"}
_SILENT |= {"highlight", "number", "visually-hidden", "table-wrap", "without-scripts"}
_HEADINGS = {"h1", "h2", "h3", "h4", "dt"}


@dataclass
class Section:
    """A part of a page with an address of its own."""

    anchor: str
    tag: str
    classes: str = ""
    heading: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return _plain("".join(self.heading))

    @property
    def text(self) -> str:
        lines = "".join(self.words).split("\n")
        return "\n".join(filter(None, map(_plain, lines)))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


class _Reader(HTMLParser):
    """Cuts a page's article into sections. An element that is named and stands alone is one too."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: list[Section] = []
        self._open: list[tuple[str, Section | None, bool]] = []  # tag, section it began, silent
        self._within: list[Section] = []
        self._in_article = False
        self._heading = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._in_article = True
        if not self._in_article or tag in _VOID:
            return
        has = {name: value or "" for name, value in attributes}
        classes = has.get("class", "")
        anchor = has.get("id", "")
        section = Section(anchor, tag, classes) if anchor and tag in ("section", "dt") else None
        if section:
            if tag == "dt" and self._within and self._within[-1].tag == "dt":
                self._within.pop()  # a definition ends where the next term begins
            self.sections.append(section)
            self._within.append(section)
        silent = tag in _SILENT_TAGS or bool(_SILENT & set(classes.split())) or "hidden" in has
        self._open.append((tag, section, silent))
        if tag in _HEADINGS and not self._titled():
            self._heading += 1
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._in_article = False
        if not self._in_article or tag in _VOID:
            return
        self._break(tag)
        while self._open:
            opened, section, _ = self._open.pop()
            if opened in _HEADINGS and self._heading:
                self._heading -= 1
            if section and opened != "dt" and section in self._within:
                del self._within[self._within.index(section) :]
            if opened == "dl" and self._within and self._within[-1].tag == "dt":
                self._within.pop()
            if opened == tag:
                return

    def handle_data(self, text: str) -> None:
        if not self._within or any(silent for *_, silent in self._open):
            return
        section = self._within[-1]
        text = text.replace("\n", " ")  # a new line is where a block ends, and there alone
        (section.heading if self._heading else section.words).append(text)

    def _titled(self) -> bool:
        """Whether the section that is read has its heading already."""
        return not self._within or bool(_plain("".join(self._within[-1].heading)))

    def _break(self, tag: str) -> None:
        if self._within and tag not in _IN_LINE and not self._heading and self._within[-1].words:
            self._within[-1].words.append("\n")


def sections_of(page: str) -> list[Section]:
    """The sections of a page's HTML, in order; the text of one within another belongs to the inner."""
    reader = _Reader()
    article = page[max(0, page.find("<article")) : page.rfind("</article>") + len("</article>")]
    reader.feed(_DROPPED.sub(" ", article))
    return [section for section in reader.sections if section.title]


# ---- what can be found ----


def entries(pages: dict[str, str]) -> Iterator[Entry]:
    """Everything that can be found in the finished pages, {address from the site's root: its HTML}.

    Initiatives, terms, people and councils come first: of two that match alike, the earlier is shown first.
    """
    evidence = data.load()
    owners = {f"{page_of(str(key))}.html": str(key) for key in evidence.initiatives.index}
    for address in (page for page in pages if page in owners):
        row = data.row_of(evidence.initiatives, owners[address])
        told = [row["aim"], row["what_happened"], row["evaluation"], row["status_note"]]
        names = "; ".join(filter(None, (row["short_name"], row["aliases"])))
        yield Entry("initiative", address, row["name"], "\n".join(filter(None, told)), names)
    sections: list[Entry] = []
    others = (page for page in pages if page not in owners and page not in _LISTS)
    for address in (page for page in others if not page.startswith(f"{COUNCILS}/")):
        for entry in _entries_of(address, sections_of(pages[address])):
            if entry.kind == "term":
                yield entry
            else:
                sections.append(entry)
    if _SCENES in pages:
        yield from _people(evidence)
    yield from (entry for entry in councils(evidence) if entry.address in pages)
    yield from sections


def councils(evidence: data.Evidence) -> Iterator[Entry]:
    """Every council's page, by its name and by those of the councils before and after it.

    The numbers of so many pages would be most of the index, and lead nobody anywhere.
    """
    others: dict[str, list[str]] = defaultdict(list)
    for name, now in evidence.councils["former_councils"][["council", "now"]].to_numpy().tolist():
        for ons in now.split():
            others[ons].append(name)
    later = evidence.councils["later_councils"]["ons"]
    for name, ons in later.items():
        others[str(ons)].append(str(name))
    for ons, council in evidence.councils["councils"]["council"].items():
        address = f"{COUNCILS}/{slug(council)}.html"
        yield Entry("council", address, council, "", names="; ".join(others[str(ons)]))


def _entries_of(address: str, found: Sequence[Section]) -> Iterator[Entry]:
    """The sections of a page, and of the glossary its terms."""
    for section in found:
        first = section is found[0]
        where = address if first else f"{address}#{section.anchor}"
        if section.tag == "dt":
            names = "; ".join(acronyms_of(section.title))
            yield Entry("term", where, section.title, section.text, names)
        elif section.title != SOURCES and len(section.text) >= _LEAST:
            page = "" if first else found[0].title
            yield Entry("section", where, section.title, section.text, page=page)


def _people(evidence: data.Evidence) -> Iterator[Entry]:
    """Whose scenes the chapters tell, from data/scenes.csv."""
    for key in map(str, evidence.scenes.index):
        row = data.row_of(evidence.scenes, key)
        told = [f"{row['role']}, {row['place']}, {say_periods(row['date'])}."]
        told += [row["what_happened"], row["outcome_known"], row["others"]]
        told = [_as_shown(text, evidence) for text in told]
        yield Entry("person", f"{_SCENES}#{key}", row["person"], "\n".join(filter(None, told)))


def _as_shown(text: str, evidence: data.Evidence) -> str:
    """A cell as its page shows it: where it names a row by its id, what stands in that row."""
    return html.unescape(re.sub(r"<[^>]+>", "", in_words(text, evidence)))


def acronyms_of(name: str) -> list[str]:
    """The initials of a name of three words or more, with and without its small words: DTOC and DTC."""
    words = [word for word in re.split(r"[^A-Za-z]+", name) if word]
    if len(words) < 3:
        return []
    every = "".join(word[0] for word in words)
    main = "".join(word[0] for word in words if word.lower() not in _SMALL)
    return [made.upper() for made in dict.fromkeys((every, main)) if len(made) > 2]


_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:[-/](\d{2,4})(?!\d))?([a-z]*)|([a-z]+)")
_NUMBERED = {"section", "article", "schedule", "part", "phase", "wave", "grade"}
_PLAIN = str.maketrans({"’": "'", "–": "-", "—": " ", "‑": "-"})


def words_of(text: str) -> list[str]:
    """The words of a text as they are looked for; search.js reads a query by the same rules.

    "Torbay's" is torbay; "2015-16" is found as that and as 2015; "section 75" also as one word, so that
    it is not any section and any 75.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN).lower())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    plain = re.sub(r"'s\b", "", plain).replace("'", "")
    found: list[str] = []
    before = ""
    for number, end, unit, word in _NUMBER.findall(plain):
        if word:
            found.append(word)
        else:
            bare = number.replace(",", "").rstrip(".")
            found.append(bare + unit)
            if end:
                found.append(f"{bare}-{end}")
            if before in _NUMBERED and len(bare) < 4:
                found.append(f"{before}_{bare}")
        before = word
    return found


def set_aside(words: Iterable[str]) -> list[str]:
    """The words without those that tell nothing apart."""
    return [word for word in words if word not in STOP]


# Where a word stands is written as steps from one entry to the next, a character a step.
_STEPS = "".join(chr(code) for code in range(35, 126) if chr(code) != "\\")
_FAR, _OFTEN = "~", "!"  # as many entries further as there are steps; three times or more


def postings(counts: Sequence[Counter[str]]) -> dict[str, str]:
    """{word: where it stands}, from how often each entry has each word."""
    told: dict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = {}
    for place, words in enumerate(counts):
        for word, times in words.items():
            far, step = divmod(place - last.get(word, -1) - 1, len(_STEPS))
            told[word].append(_FAR * far + _STEPS[step] + (_OFTEN if times > 2 else ""))
            last[word] = place
    return {word: "".join(told[word]) for word in sorted(told)}


def index_of(found: Sequence[Entry]) -> dict[str, Any]:
    """What the search page is given: what can be found, where each word stands, the lists of words."""
    stand = postings([Counter(set_aside(words_of(entry.words))) for entry in found])
    return {
        "entries": [[e.kind, e.address, e.title, e.names, e.page] for e in found],
        "words": " ".join(stand),
        "stand": " ".join(stand.values()),
        "stop": " ".join(sorted(STOP)),
        "notCovered": not_covered(),
        "also": also(),
    }


def write(site: Path, pages: dict[Path, str], documents: Iterable[str]) -> None:
    """Write the index of a built site, and each page's text for the sentences that results show.

    pages: the text of every page of the site. documents: the names of those that authors or data/ wrote.
    """
    wanted = {f"{document}.html" for document in documents}
    named = {path.relative_to(site).as_posix(): text for path, text in pages.items()}
    found = list(entries({name: named[name] for name in sorted(wanted & set(named))}))
    folder = site / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for place, entry in enumerate(found):
        if entry.words:
            texts[entry.address.split("#")[0]][str(place)] = entry.words
    _write(folder / "index.js", "var bookIndex = {};\n", index_of(found))
    for page, told in texts.items():
        _write(
            folder / "pages" / page.replace(".html", ".js"), "Object.assign(bookTexts, {});\n", told
        )


def _write(path: Path, script: str, content: object) -> None:
    told = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script.replace("{}", told, 1), encoding="utf-8", newline="\n")
