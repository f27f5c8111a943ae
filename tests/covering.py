"""Which few stand for many? What each page has, read from its HTML, and the fewest that have it all.

The pages of one family (initiatives, councils) are written by one template from `data/`. Each is read
here whole; a browser opens those that together show everything the template can make. The folder of a new
family is named in `families` (tests/browser.py).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TypeVar

from joinedup import _MODULES
from tests.browser import ROOT, SITE, families, pages

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
Key = TypeVar("Key", bound=Hashable)


def cover(features: Mapping[Key, set[str]]) -> list[Key]:
    """Keys that together have every feature: always the one that adds most, the first among equals."""
    missing: set[str] = set().union(*features.values())
    chosen: list[Key] = []
    while missing:
        best = max(features, key=lambda key: len(features[key] & missing))
        chosen.append(best)
        missing -= features[best]
    return chosen


@dataclass
class Element:
    """One element: its tag, attributes, the elements around it (outermost first) and its own words."""

    tag: str
    attributes: dict[str, str]
    around: tuple[Element, ...]
    words: str = ""
    children: list[Element] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Tag and classes, as a stylesheet would name them: `td.number`."""
        return ".".join([self.tag, *sorted(self.attributes.get("class", "").split())])

    def text(self) -> str:
        """All words inside, those of pictures included."""
        inside = " ".join(child.text() for child in self.children)
        return f"{self.words} {self.attributes.get('alt', '')} {inside}".strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.found: list[Element] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attributes}, tuple(self.open))
        if self.open:
            self.open[-1].children.append(made)
        self.found.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].words += data


def elements(html: str) -> list[Element]:
    """Every element of a page, in the order of its text."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


def structure(found: list[Element]) -> set[str]:
    """What a stylesheet or a screen reader could tell apart: each kind in its parent, each attribute.

    Attributes that decide how a thing looks or what it is (style, role, type, colours) count with
    their value; the colours of a live chart are in the text of its specification.
    """
    features = set()
    for element in found:
        parent = element.around[-1].kind if element.around else ""
        features.add(f"{parent} > {element.kind}")
        for name, value in element.attributes.items():
            by_value = name in ("style", "role", "type", "colspan", "scope")
            features.add(
                f"{element.kind}[{name}={value}]" if by_value else f"{element.kind}[{name}]"
            )
        if element.tag == "script":
            features |= {
                f"drawn in {colour}" for colour in re.findall(r'"#[0-9a-fA-F]{6}"', element.words)
            }
    return features


def measures(found: list[Element]) -> dict[str, int]:
    """What could grow too large for a narrow page, by name: longest words (letters), tables (cells)."""
    size = dict.fromkeys(["words", "rows of a table", "cells of a row"], 0)
    for element in found:
        if element.tag in ("script", "style", "svg") or any(e.tag == "svg" for e in element.around):
            continue
        size["words"] += len(element.words.split())
        where = element.tag if element.tag in (*HEADINGS, "th", "td", "a", "title") else "text"
        longest = max(map(len, element.words.split()), default=0)
        size[f"longest word in {where}"] = max(size.get(f"longest word in {where}", 0), longest)
        if element.tag in HEADINGS:
            length = len(" ".join(element.text().split()))
            size["longest heading"] = max(size.get("longest heading", 0), length)
        if element.tag in ("table", "tr"):
            of = "rows of a table" if element.tag == "table" else "cells of a row"
            inner = ("tr",) if element.tag == "table" else ("td", "th")
            size[of] = max(size[of], sum(e.tag in inner for e in _inside(element)))
    return size


def _inside(element: Element) -> Iterator[Element]:
    for child in element.children:
        yield child
        yield from _inside(child)


@cache
def read(page: str) -> list[Element]:
    """The elements of a built page."""
    return elements((SITE / page).read_text("utf-8"))


def features(names: list[str]) -> dict[str, set[str]]:
    """The features of each page: its structure, and each measure in which no other page is larger."""
    sizes = {page: measures(read(page)) for page in names}
    most: dict[str, int] = {}
    for size in sizes.values():
        for name, value in size.items():
            most[name] = max(most.get(name, 0), value)
    found, claimed = {}, set()
    for page in names:
        records = {name for name, value in sizes[page].items() if value == most[name]} - claimed
        claimed |= records  # one page a record is enough
        found[page] = structure(read(page)) | {f"most {name}" for name in records}
    return found


@cache
def sample(family: str) -> tuple[str, ...]:
    """The pages of a family that a browser opens: together they have every feature of the family."""
    return tuple(cover(features(families()[family])))


@cache
def driven() -> tuple[str, ...]:
    """Every page that a browser opens: all but those that the samples of the families stand for."""
    left_to_samples = {page for family in families().values() for page in family}
    chosen = {page for family in families() for page in sample(family)}
    return tuple(page for page in pages() if page not in left_to_samples or page in chosen)


@cache
def telling() -> tuple[str, ...]:
    """Pages that together have every structure of the book, for checks that depend on nothing else.

    The page that adds most comes first.
    """
    return tuple(cover({page: structure(read(page)) for page in driven()}))


def faults(html: str) -> list[str]:
    """What a machine can tell is wrong from a page's HTML alone, for readers who listen to it."""
    found = elements(html)
    wrong = []
    ids = [element.attributes["id"] for element in found if "id" in element.attributes]
    wrong += [
        f"two elements have the id {name}" for name in sorted({i for i in ids if ids.count(i) > 1})
    ]
    wrong += _not_html(found)
    level = 0
    for element in found:
        given = element.attributes.get("aria-label") or element.attributes.get("title")
        named = given or element.text()
        said = f"<{element.kind}>"
        if element.tag in HEADINGS:
            if int(element.tag[1]) > level + 1:
                wrong.append(
                    f"{element.tag} {element.text()[:40]!r} follows a heading of level {level}"
                )
            level = int(element.tag[1])
        if element.tag == "img" and "alt" not in element.attributes:
            wrong.append(f"{said} has no alt")
        if element.tag in (*HEADINGS, "a", "button", "summary", "caption") and not named:
            wrong.append(f"{said} has no words")
        if element.tag == "table" and not any(e.tag == "th" for e in _inside(element)):
            wrong.append(f"{said} has no header cell")
        if element.tag in ("select", "input") and element.attributes.get("type") != "hidden":
            label = element.attributes.get("id")
            around = any(e.tag == "label" for e in element.around)
            if not (
                around or given or any(e.attributes.get("for") == label for e in found if label)
            ):
                wrong.append(f"{said} has no label")
    [root] = [element for element in found if element.tag == "html"] or [Element("html", {}, ())]
    if not root.attributes.get("lang"):
        wrong.append("the page does not say its language")
    if sum(element.tag == "main" for element in found) != 1:
        wrong.append("the page has not one main part")
    if sum(element.tag == "h1" for element in found) != 1:
        wrong.append("the page has not one h1")
    return wrong


def _not_html(found: list[Element]) -> list[str]:
    """What the checker of the W3C found on these pages once, each where it would stand again.

    `python -m tests.audit.markup` asks the checker itself.
    """
    wrong = []
    for element in found:
        inside, said = {e.tag for e in element.around}, f"<{element.kind}>"
        if element.tag == "figure":
            tags = [child.tag for child in element.children]
            if "figcaption" in tags[1:-1]:
                wrong.append(f"{said} has a figcaption that is neither first nor last")
        if element.tag == "style" and "body" in inside:
            wrong.append(f"{said} stands in the body")
        if element.tag == "table" and "border" in element.attributes:
            wrong.append(f"{said} has a border")
        if "svg" in inside and "hidden" in element.attributes:
            wrong.append(f"{said} is hidden, which no part of a drawing can be")
        if element.tag == "form" and element.attributes.get("action") == "":
            wrong.append(f"{said} is sent nowhere")
    return wrong


def ordinary(notebooks: list[Path]) -> list[Path]:
    """Notebooks that together import from every package and room, and give every kind of output."""
    return cover({path: _traits(path) for path in notebooks})


def _traits(path: Path) -> set[str]:
    traits = set()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            for module in re.findall(r"^(?:from|import) ([\w.]+)", source, re.MULTILINE):
                traits.add("imports " + ".".join(module.split(".")[:2]))
            for output in cell["outputs"]:
                traits |= {
                    f"gives {kind}" for kind in [output["output_type"], *output.get("data", {})]
                }
    return traits


def leaned_on(sources: Iterable[str]) -> list[str]:
    """Modules of ours that a notebook's cells reach without importing them.

    They answer only where somebody else has imported them: in a kernel forked from a process that has.
    Other packages are left out, because pandas and Altair import their own parts themselves.
    """
    trees = [ast.parse(source) for source in sources]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    bound, imported = {}, set()
    for node in nodes:
        if isinstance(node, ast.Import):
            for name in node.names:
                imported.add(name.name)
                bound[name.asname or name.name.split(".")[0]] = (
                    name.name if name.asname else name.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                whole = f"{node.module}.{_MODULES.get(name.name, name.name)}"
                imported |= {node.module, whole}
                bound[name.asname or name.name] = whole
    found = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            words = ast.unparse(node).split(".")
            if words[0] in bound:
                whole = ".".join([bound[words[0]], *words[1:]])
                if _is_ours(whole) and whole not in imported and not _given(whole):
                    found.add(whole)
    return sorted(found)


def _is_ours(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return module.startswith("joinedup.") and (path.is_dir() or path.with_suffix(".py").exists())


def _given(module: str) -> bool:
    """Whether a module is there as soon as its package is."""
    package, _, name = module.rpartition(".")
    opening = ROOT.joinpath(*package.split("."), "__init__.py")
    return opening.exists() and f"{package}.{name} import" in opening.read_text("utf-8")
