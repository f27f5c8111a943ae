"""How does a reader learn what a word means? Each term is explained where a page first uses it.

Without scripts the word is a link to the glossary. Scripts show its meaning on the spot: by pointer, by
focus and by tap; Escape closes it.
"""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

GLOSSARY = "chapters/reference/glossary"
SOURCES = "Sources"  # the heading under which titles of documents are listed
_ENTRY = re.compile(r"^([^:\n#][^\n]*)\n: (.+)$", re.MULTILINE)
_NOT_HERE = (
    nodes.reference,
    nodes.title,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.caption,
)


def slug(term: str) -> str:
    """The anchor of a term on the glossary's page."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def read(glossary: Path) -> dict[str, str]:
    """{term: its meaning in plain text}, from the definition list of the glossary."""
    entries = _ENTRY.findall(glossary.read_text(encoding="utf-8"))
    return {term: re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", meaning) for term, meaning in entries}


@functools.cache
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the terms, the longest first, as a whole word in the singular or plural."""
    forms = "|".join(
        re.escape(term[:-1]) + "(?:y|ies)" if term.endswith("y") else re.escape(term) + "(?:e?s)?"
        for term in sorted(terms, key=len, reverse=True)
    )
    # A law commissioner, and one of information, buys no care.
    return re.compile(rf"(?<![\w-])(?<!law )(?<!information )(?:{forms})(?![\w-])", re.IGNORECASE)


def _term_of(word: str, terms: dict[str, str]) -> str:
    """The term of which a word is a form."""
    lower = {term.lower(): term for term in terms}
    bare = word.lower()
    return next(
        lower[form]
        for form in (bare, bare.removesuffix("s"), bare.removesuffix("es"), bare[:-3] + "y")
        if form in lower
    )


def explain_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Explain each term where a chapter, lab or other page of the book first uses it."""
    if docname == GLOSSARY:
        for entry in doctree.findall(nodes.term):
            entry["ids"] = [slug(entry.astext())]
    if not docname.startswith("chapters/") or docname.startswith("chapters/reference/"):
        return
    glossary = Path(app.srcdir) / f"{GLOSSARY}.md"
    if not glossary.exists():
        return
    terms = read(glossary)
    pattern = _pattern(tuple(terms))
    page = app.builder.get_relative_uri(docname, GLOSSARY)
    seen: set[str] = set()
    for text in _open_text(doctree):
        if not _may_hold_terms(text):
            continue
        parts: list[nodes.Node] = []
        rest = 0
        for match in pattern.finditer(text.astext()):
            term = _term_of(match.group(), terms)
            before = text.astext()[: match.start()]
            if term in seen or before.count("“") > before.count("”"):  # others' words stay theirs
                continue
            seen.add(term)
            parts.append(nodes.Text(text.astext()[rest : match.start()]))
            parts.append(_explained(match.group(), slug(term), terms[term], page))
            rest = match.end()
        if parts:
            parts.append(nodes.Text(text.astext()[rest:]))
            text.parent.replace(text, parts)


def _open_text(doctree: nodes.document) -> list[nodes.Text]:
    """The texts of a page that are not in its fold for readers in a hurry, which few open."""
    found: list[nodes.Text] = []
    folded = False
    for node in doctree.findall():
        if isinstance(node, nodes.raw):
            words = node.astext()
            folded = '<details class="hurry">' in words or (folded and "</details>" not in words)
        elif isinstance(node, nodes.Text) and not folded:
            found.append(node)
    return found


def _may_hold_terms(text: nodes.Text) -> bool:
    """Whether a text is prose of the book's own: no heading, link or code, and no document's title."""
    node: nodes.Node | None = text.parent
    inside_prose = False
    while node is not None:
        if isinstance(node, _NOT_HERE):
            return False
        if isinstance(node, nodes.section) and node.next_node(nodes.title).astext() == SOURCES:
            return False
        inside_prose = inside_prose or isinstance(node, nodes.paragraph)
        node = node.parent
    return inside_prose


def _explained(word: str, anchor: str, meaning: str, page: str) -> nodes.raw:
    return nodes.raw(
        "",
        f'<span class="term"><a href="{page}#{anchor}" aria-describedby="{anchor}">{html.escape(word)}</a>'
        f'<span class="meaning" id="{anchor}" hidden>{html.escape(meaning)}</span></span>',
        format="html",
    )
