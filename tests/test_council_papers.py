"""Can a council's two printed pages go to a board: tagged, whole, sourced, and the same each time?"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from joinedup.briefings import council_papers
from joinedup.briefings.council_papers import BrokenPapers, Paper, make_all, papers
from joinedup.evidence.council_profile import Profile
from joinedup.evidence.data import load
from joinedup.site import council_parts as parts
from joinedup.site.council_words import NO_TABLE_OF_WINNERS, full_title
from tests.browser import ROOT
from tests.test_briefings import structure

# What the template makes of one council and not of another.
FEATURES: dict[str, Callable[[Profile], bool]] = {
    "a blank": lambda found: bool(found.spending["net_k"].isna().any()),
    "a poor match": lambda found: found.poorly_matched and not found.former,
    "a split STP": lambda found: found.split and not found.plain,
    "merged borders": lambda found: bool(found.former),
    "a promise of its own": lambda found: len(found.promises_of_its_own) > 0,
    "a name with a comma": lambda found: "," in found.name and not found.former,
    "a name with a full stop": lambda found: "." in found.name,
}


@cache
def everyone() -> list[Paper]:
    return list(papers(ROOT, load()))


@cache
def of(feature: str) -> Paper:
    return next(paper for paper in everyone() if FEATURES[feature](paper.found))


def sample() -> list[Paper]:
    return list({paper.name: paper for paper in map(of, FEATURES)}.values())


def pages_of(site: Path) -> Path:
    """A site of nothing but the councils' pages."""
    folder = site / council_papers.FOLDER
    folder.mkdir(parents=True)
    for paper in everyone():
        (folder / f"{paper.name}.html").write_text("<article>\n<h1>A council</h1></article>")
    return site


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sample's papers, made afresh."""
    site = pages_of(tmp_path_factory.mktemp("papers"))
    make_all(sample(), site, site / "kept")
    return site / council_papers.FOLDER


def words_of(path: Path) -> str:
    """What stands in a paper, letters and digits alone, without the numbers of sources and the foot."""
    said = " ".join(page.extract_text() for page in PdfReader(path).pages)
    said = re.sub(
        r"Promise and Outcome, edition[^.]*\.[^.]*\.[^.]*\. Not official\.\s*Page \d of \d",
        "",
        said,
    )
    return re.sub(r"\W+", "", re.sub(r"\[\d+\]", "", said))


@pytest.mark.parametrize("feature", FEATURES)
def test_it_is_two_tagged_pages_of_a4_with_a_title_a_language_and_described_pictures(
    feature: str, made: Path
) -> None:
    paper = of(feature)
    document = PdfReader(made / f"{paper.name}.pdf")
    root = document.trailer["/Root"]
    assert [tuple(map(round, page.mediabox[2:])) for page in document.pages] == [(595, 842)] * 2
    assert root["/Lang"].lower() == "en-gb"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert document.metadata is not None
    assert document.metadata.title == full_title(paper.found.name)
    elements = list(structure(made / f"{paper.name}.pdf"))
    pictures = [element["/Alt"] for element in elements if element["/S"] == "/Figure"]
    assert pictures == [still.description for still in paper.stills]
    heads = [element["/A"][0]["/Scope"] for element in elements if element["/S"] == "/TH"]
    body = [parts.facts(paper.found), parts.reasons(paper.found).rows]
    body += [make(paper.found).rows for make in (parts.admissions, parts.spending, parts.outcomes)]
    assert heads.count("/Row") == sum(map(len, body))
    assert [element["/S"] for element in elements].count("/Table") == len(body)


@pytest.mark.parametrize("feature", FEATURES)
def test_it_says_what_the_page_says(feature: str, made: Path) -> None:
    paper = of(feature)
    said, found = words_of(made / f"{paper.name}.pdf"), paper.found
    told = [parts.waiting, parts.expected, parts.cut_asked, parts.money, parts.care, parts.limits]
    told += [parts.programmes, parts.questions, parts.about_similar]
    texts = [parts.OPENING, NO_TABLE_OF_WINNERS, parts.LIKENESS, *(make(found) for make in told)]
    texts += [text for one in parts.promises(found) for text in (one.words, one.why)]
    texts += [fact for fact in parts.facts(found).values()]
    texts += [f"{still.headline} {still.subtitle}" for still in paper.stills]
    texts += [still.note for still in paper.stills]
    for listing in (parts.reasons, parts.admissions, parts.spending, parts.outcomes):
        texts += [cell for row in listing(found).rows for cell in row]
    texts += [name for name, *_ in parts.similar(found).rows]
    for text in texts:
        plain = re.sub(r"\]\([^)]*\)|^\d\. ", "", html.unescape(text), flags=re.MULTILINE)
        for sentence in re.split(r"[.;:?] |\n", plain):
            assert re.sub(r"\W+", "", sentence.replace("\\", "")) in said, sentence


def test_a_blank_stays_a_blank(made: Path) -> None:
    text = words_of(made / f"{of('a blank').name}.pdf")
    blank = of("a blank").found.spending["net_k"].isna()
    for when in blank.index[blank]:
        assert f"{re.sub(r'/', '', str(when))}notknownnotknownnotknown" in text


def test_every_part_with_numbers_ends_in_rows_and_sources() -> None:
    for paper in sample():
        source = paper.source(9)
        assert source.count("#rows-of(") == 6
        assert source.count(f"ons {paper.found.ons}.") == 6
        cites = re.findall(r"#rows-of\(.*?, \[(.*?)\]\)", source)
        assert all("#cite-source(" in cite for cite in cites)
        assert source.count("cited: [#cite-source(") == len(paper.stills)
        cited = set(map(int, re.findall(r"#cite-source\((\d+)\)", source)))
        listed = set(map(int, re.findall(r"#source\((\d+),", source)))
        assert cited == listed


def test_two_makings_give_the_same_bytes(made: Path, tmp_path: Path) -> None:
    for paper in sample()[:2]:
        paper.write(tmp_path / "again.pdf")
        assert (tmp_path / "again.pdf").read_bytes() == (made / f"{paper.name}.pdf").read_bytes()


def test_what_was_made_is_kept_until_what_decides_it_changes(tmp_path: Path) -> None:
    site, [paper, *_] = pages_of(tmp_path), sample()
    assert [one.kept for one in make_all([paper], site, tmp_path / "kept")] == [False]
    assert [one.kept for one in make_all([paper], site, tmp_path / "kept")] == [True]
    residents = paper.found.residents + 1
    moved = Paper(dataclasses.replace(paper.found, residents=residents), paper.edition)
    assert moved.decided_by != paper.decided_by
    later = dataclasses.replace(paper.edition, date="2027-01-01")
    assert Paper(paper.found, later).decided_by != paper.decided_by


def test_a_page_leads_to_its_paper_once_and_others_to_none(tmp_path: Path) -> None:
    site, [paper, *_] = pages_of(tmp_path), sample()
    for _ in range(2):
        make_all([paper], site, tmp_path / "kept")
    folder = site / council_papers.FOLDER
    page = (folder / f"{paper.name}.html").read_text("utf-8")
    assert re.findall(r'href="([^"]+\.pdf)"', page) == [f"{paper.name}.pdf"]
    assert (folder / f"{paper.name}.pdf").exists()
    for other in folder.glob("*.html"):
        assert (".pdf" in other.read_text("utf-8")) == (other.stem == paper.name)


def test_a_paper_that_is_too_long_is_refused_by_name_and_nothing_is_written(tmp_path: Path) -> None:
    site, [paper, whole, *_] = pages_of(tmp_path), sample()
    [row] = paper.found.outcomes.iloc[:1].to_dict("records")
    long = dataclasses.replace(paper.found, outcomes=pd.DataFrame([row] * 60))
    with pytest.raises(BrokenPapers, match=rf"^{paper.name}: takes 3 pages, not 2: say less$"):
        make_all([whole, Paper(long, paper.edition)], site, tmp_path / "kept")
    assert not list((site / council_papers.FOLDER).glob("*.pdf"))


def test_a_council_without_a_page_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BrokenPapers, match=f"^{sample()[0].name}: has no page in "):
        make_all(sample()[:1], tmp_path, tmp_path / "kept")


def test_hostile_words_are_words(tmp_path: Path) -> None:
    paper = sample()[0]
    name = 'O\'Hara, "County" of #panic() $x$ <b> *y* \\'
    found = dataclasses.replace(paper.found, name=name)
    Paper(found, paper.edition).write(tmp_path / "hostile.pdf")
    document = PdfReader(tmp_path / "hostile.pdf")
    assert document.metadata is not None
    assert document.metadata.title == full_title(name)
    assert "#panic() $x$ <b> *y*" in " ".join(page.extract_text() for page in document.pages)


def test_no_word_that_a_page_may_not_say_stands_in_a_paper_alone() -> None:
    """A paper is made of the page's parts: its own few words are looked at here."""
    own = [council_papers.OURS, "What these pages cannot show", "The ten, the nearest first"]
    never = r"\b(rank|league|best|worst|better|improv|caus|effect|impact|rose|fell)\w*\b"
    assert not [words for words in own if re.search(never, words, re.IGNORECASE)]
