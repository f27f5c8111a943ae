"""Does a search lead where a reader wants to go, from anywhere, and say what the book does not hold?"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from joinedup.evidence import data
from joinedup.site import search
from joinedup.site.embeds import POLICY
from joinedup.site.terms import GLOSSARY
from joinedup.site.terms import read as read_terms
from tests.browser import ROOT, SITE, pages, serve, visit

REFERENCE = "chapters/reference"
COUNCILS = search.COUNCILS
BUDGET = 150_000  # gzipped bytes: the library, the search page's script and the index

# What is asked, and where the first result leads: what a reader who types it most likely wants.
WANTED = {
    # places: whole words before the beginnings and middles of others
    "Bury": f"{COUNCILS}/bury.html",
    "torbay": f"{REFERENCE}/initiatives/torbay.html",
    "Birmingham": f"{COUNCILS}/birmingham.html",
    "Sunderland": f"{COUNCILS}/sunderland.html",
    # a council that has gone, and one that came after
    "Poole": f"{COUNCILS}/bournemouth-christchurch-and-poole.html",
    "West Northamptonshire": f"{COUNCILS}/northamptonshire.html",
    # years and numbers
    "2015": f"{REFERENCE}/initiatives/better-care-fund-2015-16.html",
    "2015-16": f"{REFERENCE}/initiatives/better-care-fund-2015-16.html",
    "section 75": f"{REFERENCE}/initiatives/health-act-flexibilities.html",
    "section 31": f"{REFERENCE}/initiatives/health-act-flexibilities.html",
    # acronyms and their long forms
    "bcf": f"{REFERENCE}/glossary.html#term-better-care-fund",
    "better care fund": f"{REFERENCE}/glossary.html#term-better-care-fund",
    "NAO": f"{REFERENCE}/glossary.html#term-national-audit-office",
    "clinical commissioning group": f"{REFERENCE}/glossary.html#term-clinical-commissioning-group",
    "CCG": f"{REFERENCE}/glossary.html#term-clinical-commissioning-group",
    "PSA": f"{REFERENCE}/glossary.html#term-public-service-agreement",
    # everyday words
    "bed blockers": f"{REFERENCE}/glossary.html#term-delayed-transfer-of-care",
    "bed-blocking": f"{REFERENCE}/glossary.html#term-delayed-transfer-of-care",
    "delayed discharge": f"{REFERENCE}/glossary.html#term-delayed-transfer-of-care",
    # people
    "Barbara Castle": f"{REFERENCE}/scenes.html#pg5",
    "norman lamb": f"{REFERENCE}/scenes.html#pioneers_01",
    "Griffiths": f"{REFERENCE}/initiatives/griffiths-1988.html",
    # initiatives, by another of their names and in the plural
    "vanguards": f"{REFERENCE}/initiatives/vanguards.html",
    "Seebohm": f"{REFERENCE}/initiatives/seebohm-lassa-1970.html",
    "Integration Transformation Fund": f"{REFERENCE}/initiatives/better-care-fund-planning.html",
    "care trusts": f"{REFERENCE}/initiatives/care-trusts.html",
    "joint finance": f"{REFERENCE}/initiatives/joint-finance-1976.html",
    "neighbourhood health": f"{REFERENCE}/initiatives/neighbourhood-health.html",
    "reimbursement": f"{REFERENCE}/initiatives/delayed-discharges-act.html",
    # terms
    "regression to the mean": f"{REFERENCE}/glossary.html#term-regression-to-the-mean",
    "p value": f"{REFERENCE}/glossary.html#term-p-value",
    # sections, and the beginning of a word
    "Powick": f"{REFERENCE}/initiatives/worcester-project-1970.html",
    "two budgets": "chapters/labs/two-budgets.html",
    # near misses
    "Torbey": f"{REFERENCE}/initiatives/torbay.html",
    "Barbra Castel": f"{REFERENCE}/scenes.html#pg5",
}


def ask(page: Page, words: str) -> None:
    """Look for words, and wait until the page says what came of it."""
    page.get_by_label("Words to look for").fill(words)
    page.get_by_label("Words to look for").press("Enter")
    page.wait_for_function(
        "words => document.getElementById('search-status').textContent.includes(`“${words}”`)",
        arg=words,
    )


def first_result(page: Page) -> str:
    """Where the first result leads, from the site's root."""
    return page.evaluate(
        "new URL(document.querySelector('#search-results li a').href).href"
        ".slice(new URL('.', location.href).href.length)"
    )


@pytest.fixture(scope="module")
def searching(browser: Browser) -> Iterator[Page]:
    """The search page, opened from a folder."""
    with visit(browser, (SITE / "search.html").as_uri()) as seen:
        yield seen.page


@pytest.mark.parametrize("asked", WANTED)
def test_the_first_result_is_the_one_wanted(asked: str, searching: Page) -> None:
    ask(searching, asked)
    assert first_result(searching) == WANTED[asked]


def test_a_near_miss_is_put_right_by_name(searching: Page) -> None:
    ask(searching, "Torbey")
    assert "Did you mean Torbay?" in searching.locator("#search-status").inner_text()
    link = searching.locator("#search-status a")
    assert link.get_attribute("href") == "?q=Torbay"


def test_whole_words_come_before_words_that_begin_so(searching: Page) -> None:
    ask(searching, "pool")
    for result in results(searching)[:5]:
        assert re.search(r"\bpool(s|ed|ing)?\b", result, re.IGNORECASE), result
    ask(searching, "reabl")
    assert first_result(searching) == f"{REFERENCE}/glossary.html#term-reablement"


def test_a_section_number_is_not_any_section(searching: Page) -> None:
    ask(searching, "section 75")
    for result in results(searching):
        assert re.search(r"section 75\b", result), result


def results(page: Page) -> list[str]:
    """The words of each result, once its sentence is there."""
    sentences(page)
    return page.locator("#search-results li").all_inner_texts()


def sentences(page: Page) -> list[str]:
    """The sentence shown with each result, once all are there."""
    page.wait_for_function(
        "Array.from(document.querySelectorAll('#search-results .sentence')).every(p => p.textContent)"
    )
    return page.locator("#search-results .sentence").all_inner_texts()


def test_a_result_shows_the_sentence_that_matched_and_marks_its_words(searching: Page) -> None:
    ask(searching, "Torbay")
    assert len(sentences(searching)) == 10
    marked = set(searching.locator("#search-results mark").all_inner_texts())
    assert {word.removesuffix("’s").removesuffix("'s") for word in marked} == {"Torbay"}
    # a section leads to itself, and says which page it is in
    link = searching.locator("#search-results li a[href$='four-places.html#torbay']")
    assert link.count() == 1
    assert "Four places" in link.locator("..").inner_text()


def test_more_results_are_shown_when_asked_for(searching: Page) -> None:
    ask(searching, "Torbay")
    before = searching.locator("#search-results li").count()
    count = int(searching.locator("#search-status").inner_text().split()[0])
    searching.get_by_role("button", name="Show more").click()
    assert searching.locator("#search-results li").count() == min(count, 2 * before)
    focused = searching.evaluate("document.activeElement.closest('li').matches(':nth-child(11)')")
    assert focused


@pytest.mark.parametrize("words", [word for row in search.not_covered() for word in row["words"]])
def test_what_the_book_does_not_cover_is_said(words: str, searching: Page) -> None:
    ask(searching, words)
    assert "does not cover" in searching.locator("#search-results .note").inner_text()
    assert searching.locator("#search-results li").count() == 0
    assert searching.locator("main").get_by_role("link", name="A to Z").is_visible()


def test_what_is_said_to_be_missing_is_missing() -> None:
    texts = {
        page: html.unescape(re.sub(r"<[^>]+>", " ", (SITE / page).read_text("utf-8"))).lower()
        for page in pages()
    }
    found = [
        f"{page} has {words!r}: take it out of joinedup/site/search.toml"
        for row in search.not_covered()
        for words in row["words"]
        for page, text in texts.items()
        if re.search(rf"\b{re.escape(words.lower())}", text)
    ]
    assert found == []


def test_everyday_words_stand_for_a_term_of_the_glossary() -> None:
    terms = read_terms(ROOT / f"{GLOSSARY}.md")
    assert [row["means"] for row in search.also() if row["means"] not in terms] == []


def test_a_word_that_the_book_lacks_is_named(searching: Page) -> None:
    ask(searching, "xyzzy")
    assert "does not cover this" in searching.locator("#search-results .note").inner_text()
    ask(searching, "xyzzy torbay")
    assert "does not have “xyzzy”" in searching.locator("#search-results .note").inner_text()
    assert first_result(searching) == f"{REFERENCE}/initiatives/torbay.html"


REFUSED = (
    "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])"
    "Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError'); }});"
)


def test_the_same_results_without_site_data_and_in_a_sandboxed_frame(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    def found(page: Page) -> list[str]:
        page.locator("#search-results li a").first.wait_for()
        return page.locator("#search-results li a").all_inner_texts()

    with visit(browser, f"{site}/search.html?q=torbay") as seen:
        wanted = found(seen.page)
        seen.page.add_init_script(REFUSED)
        seen.page.reload()
        assert found(seen.page) == wanted
        assert [told for told in seen.complaints if "Security" in told] == []
    host = tmp_path / "host.html"
    host.write_text(
        f'<iframe sandbox="allow-scripts allow-forms" src="{site}/index.html" width="1200" height="800">'
    )
    with serve(tmp_path) as other, visit(browser, f"{other}/host.html") as seen:
        frame = seen.page.frame_locator("iframe")
        frame.get_by_role("searchbox").fill("torbay")
        frame.get_by_role("searchbox").press("Enter")
        frame.locator("#search-results li a").first.wait_for()
        assert frame.locator("#search-results li a").all_inner_texts() == wanted


def test_searching_under_the_policy_asks_no_other_host(browser: Browser) -> None:
    with (
        serve(SITE, {"Content-Security-Policy": POLICY}) as address,
        visit(browser, f"{address}/search.html?q=vanguard") as seen,
    ):
        assert len(sentences(seen.page)) == 10
        assert seen.outside == []
        assert seen.complaints == []


def test_nothing_is_asked_for_before_something_is_looked_for(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/search.html") as seen:
        seen.page.wait_for_load_state("networkidle")
        assert not [r.url for r in seen.asked if "minisearch" in r.url or "/search/" in r.url]


def test_the_search_keeps_to_its_budget() -> None:
    files = [*(SITE / "_static").glob("minisearch-*.js"), SITE / "_static" / "search.js"]
    files.append(SITE / search.FOLDER / "index.js")
    assert len(files) == 3
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in files) <= BUDGET


def test_nothing_of_sphinx_searches() -> None:
    names = {path.name for path in SITE.rglob("*.js")}
    assert not names & {"searchtools.js", "searchindex.js", "language_data.js", "doctools.js"}


def test_without_scripts_the_search_page_offers_lists(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/search.html", scripts=False) as seen:
        main = seen.page.locator("main")
        assert "Searching needs scripts, and they are off." in main.inner_text()
        for name in ("A to Z", "glossary", "contents", "sources"):
            assert main.get_by_role("link", name=name, exact=True).is_visible()
        assert not main.locator("form").is_visible()


def test_the_list_from_a_to_z_has_every_name() -> None:
    text = html.unescape((SITE / REFERENCE / "a-to-z.html").read_text("utf-8"))
    listed = set(re.findall(r"<li><a [^>]*>([^<]+)</a>", text))
    evidence = data.load()
    names = {name for cell in evidence.initiatives["aliases"] for name in cell.split("; ") if name}
    names |= set(evidence.initiatives["name"]) | set(evidence.scenes["person"])
    names |= set(evidence.councils["councils"]["council"])
    names |= set(read_terms(ROOT / f"{GLOSSARY}.md"))
    assert names - listed == set()
    castle = text.index(">Barbara Castle<")
    assert text.rindex("<h2>", 0, castle) == text.index("<h2>C")


# ---- how the index is made ----


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Torbay’s care", ["torbay", "care"]),
        ("in 2015–16", ["in", "2015", "2015-16"]),
        ("2015/16", ["2015", "2015-16"]),
        ("Section 75 of", ["section", "75", "section_75", "of"]),
        ("over 75 of", ["over", "75", "of"]),
        ("£1,900m, or £1.9bn", ["1900m", "or", "1.9bn"]),
        ("bed-blocking", ["bed", "blocking"]),
        ("Café in 2017.", ["cafe", "in", "2017"]),
    ],
)
def test_a_text_is_cut_into_the_words_it_is_found_by(
    text: str, words: list[str], searching: Page
) -> None:
    assert search.words_of(text) == words


def test_the_search_page_unpacks_what_the_build_packed() -> None:
    counts = [Counter() for _ in range(400)]
    counts[0]["first"] = 1
    counts[0]["often"] = counts[399]["often"] = 3
    counts[95]["first"] = 2
    packed = search.postings(counts)
    assert list(packed) == ["first", "often"]
    assert unpacked(packed["first"]) == [(0, False), (95, False)]
    assert unpacked(packed["often"]) == [(0, True), (399, True)]


def unpacked(steps: str) -> list[tuple[int, bool]]:
    """Where a word stands, and whether often, by the rule that search.js reads by."""
    found: list[tuple[int, bool]] = []
    place, far = -1, 0
    alphabet = [chr(code) for code in range(35, 126) if code != 92]
    for step in steps:
        if step == "!":
            found[-1] = (found[-1][0], True)
        elif step == "~":
            far += len(alphabet)
        else:
            place += far + alphabet.index(step) + 1
            far = 0
            found.append((place, False))
    return found


def test_a_section_holds_its_own_words_and_no_controls() -> None:
    page = """<p>outside</p><article><section id="a"><h1>One<a class="headerlink">#</a></h1>
      <p>First line
      goes on.</p><table><tr><td>cell</td></tr></table><script>x</script>
      <p>A <span class="term"><a href="g">term</a><span class="meaning" hidden>meant</span></span>.</p>
      <section id="b"><h2>Two</h2><p>Inner &amp; last.</p></section></section>
      <dl><dt id="t">word</dt><dd><p>What it means.</p></dd><dt id="u">next</dt><dd>More.</dd></dl>
      </article><p>outside</p>"""
    found = {section.anchor: (section.title, section.text) for section in search.sections_of(page)}
    assert found == {
        "a": ("One", "First line goes on.\nA term."),
        "b": ("Two", "Inner & last."),
        "t": ("word", "What it means."),
        "u": ("next", "More."),
    }


def test_initials_are_told_with_and_without_small_words() -> None:
    assert search.acronyms_of("delayed transfer of care") == ["DTOC", "DTC"]
    assert search.acronyms_of("Better Care Fund") == ["BCF"]
    assert search.acronyms_of("base rate") == []


def test_the_library_is_the_published_one() -> None:
    """minisearch 7.2.0, dist/umd/index.js, unchanged, with its licence beside it."""
    (library,) = (ROOT / "joinedup/site/theme/static").glob("minisearch-*.js")
    licence = library.with_name(library.name.replace(".js", ".LICENSE.txt"))
    assert library.name == "minisearch-7.2.0.js"
    assert hashlib.sha256(library.read_bytes()).hexdigest() == (
        "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"
    )
    assert "Luca Ongaro" in licence.read_text("utf-8")


def test_the_index_is_one_statement_that_sets_a_variable() -> None:
    text = (SITE / search.FOLDER / "index.js").read_text("utf-8")
    packed = json.loads(text.removeprefix("var bookIndex = ").removesuffix(";\n"))
    assert {entry[0] for entry in packed["entries"]} == {
        *("initiative", "term", "person", "council", "section")
    }
