"""Is each term explained where a page first uses it, and only there?"""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from docutils.utils import new_document

from joinedup.evidence.promises import EARLY
from joinedup.site.terms import SOURCES, _pattern, _term_of, explain_terms, read, slug
from tests.browser import ROOT

GLOSSARY = ROOT / "chapters" / "reference" / "glossary.md"


def test_the_glossary_is_read_whole_and_in_order() -> None:
    terms = read(GLOSSARY)
    blocks = GLOSSARY.read_text("utf-8").split("\n\n")[2:]
    assert len(terms) == len(blocks)
    assert list(terms) == sorted(terms, key=str.lower)
    assert all(meaning.endswith(".") and "](" not in meaning for meaning in terms.values())
    assert len({slug(term) for term in terms}) == len(terms)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Two pooled budgets were", "pooled budget"),
        ("health authorities", "health authority"),
        ("A baseline is", "baseline"),
        ("STPs", "STP"),
    ],
)
def test_a_form_of_a_term_is_known(text: str, term: str) -> None:
    terms = read(GLOSSARY)
    found = _pattern(tuple(terms)).search(text)
    assert found is not None
    assert _term_of(found.group(), terms) == term


def test_a_part_of_a_word_is_no_term() -> None:
    assert not _pattern(tuple(read(GLOSSARY))).search("leverage and stepwise upgraded")


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("The commissioners met.", ["commissioner"]),
        ("A law commissioner met the information commissioner.", []),
        ("He spoke of “the vanguard of integration” and of a vanguard.", ["vanguard"]),
        ("A panel of thirteen judges chose, and two panels heard appeals.", []),
        ("The study has an adjusted panel of areas.", ["panel-of-areas"]),
        ("The answer is too early or undated.", ["too-early-or-undated"]),
    ],
)
def test_a_word_that_is_another_s_or_means_another_thing_is_no_term(
    text: str, explained: list[str]
) -> None:
    paragraph = nodes.paragraph("", text)
    sources = nodes.section("", nodes.title("", SOURCES), nodes.paragraph("", text))
    document = new_document("page")
    document += nodes.section("", nodes.title("", "A story"), paragraph, sources)
    app = SimpleNamespace(srcdir=ROOT, builder=SimpleNamespace(get_relative_uri=lambda *_: ""))
    explain_terms(app, document, "chapters/any")  # type: ignore[arg-type]
    found = re.findall(r'id="term-(.*?)"', document.astext())
    assert found == explained, "each once, in the story and not among the sources"


def test_the_verdict_early_is_explained_by_each_of_its_reasons() -> None:
    terms = read(GLOSSARY)
    assert EARLY in terms, "else the word undated in it is explained, which is one reason of three"
    assert all(
        reason in terms[EARLY] for reason in ("before its date", "named no date", "has not come")
    )


def test_a_built_chapter_explains_each_term_once() -> None:
    page = (ROOT / "_build/html/chapters/better-care-fund-plan.html").read_text("utf-8")
    assert page.count('id="term-better-care-fund"') == 1
    assert 'href="reference/glossary.html#term-better-care-fund"' in page
    glossary = (ROOT / "_build/html/chapters/reference/glossary.html").read_text("utf-8")
    assert 'id="term-better-care-fund"' in glossary
