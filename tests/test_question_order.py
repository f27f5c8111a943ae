"""Do options stand in an order of each reader's own, which stays, and does feedback travel with them?"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from joinedup.writing.questions import Option, Question, as_html
from tests.browser import ROOT, serve, visit

STATIC = ROOT / "joinedup" / "site" / "theme" / "static"
ASKED = [
    Question(
        key,
        f"What of {key}?",
        tuple(Option(f"{key} {n}", f"Why {key} {n}.", n == 2) for n in (1, 2, 3)),
        outcome=1,
        kind="",
        evidence=("b001",),
        withheld=False,
    )
    for key in ("beds", "a-fund", "money-for-care", "two-years-late")
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page of questions with the book's scripts, and one that frames it, allowing scripts alone."""
    folder = tmp_path_factory.mktemp("questions")
    for script in ("mode.js", "book.js"):
        shutil.copy(STATIC / script, folder)
    head = '<!DOCTYPE html><link rel="icon" href="data:,"><title>t</title>'
    scripts = '<script src="mode.js"></script><script src="book.js" defer></script>'
    Path(folder, "page.html").write_text(
        f"{head}{scripts}<main>{''.join(map(as_html, ASKED))}</main>", encoding="utf-8"
    )
    Path(folder, "framed.html").write_text(
        f'{head}<iframe sandbox="allow-scripts" src="page.html"></iframe>', encoding="utf-8"
    )
    with serve(folder) as address:
        yield address


def orders(page: Page) -> list[list[str]]:
    """The options of each question as they stand."""
    return page.locator("form.question").evaluate_all(
        "forms => forms.map(f => [...f.querySelectorAll('.option label')].map(l => l.innerText))"
    )


def as_a_reader(page: Page, seed: int) -> list[list[str]]:
    """What a reader with this number meets on the open page."""
    page.evaluate("seed => keep.set('questions/seed', seed)", seed)
    page.reload(wait_until="domcontentloaded")
    return orders(page)


def test_readers_meet_different_orders_and_each_option_stands_anywhere_alike(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/page.html") as seen:
        readers = [as_a_reader(seen.page, 1000003 * reader) for reader in range(1, 41)]
    for number, question in enumerate(ASKED):
        met = {tuple(reader[number]) for reader in readers}
        assert len(met) == 6, f"{question.question_id}: {met}"
    right = [question.answer.text for question in ASKED]
    places = Counter(
        order.index(words) for reader in readers for order, words in zip(reader, right, strict=True)
    )
    assert sum(places.values()) == 160
    assert min(places.values()) >= 40, places


def test_a_readers_order_stays_after_a_reload_and_differs_in_another_browser(
    browser: Browser, site: str
) -> None:
    met = []
    for _ in range(3):
        with visit(browser, f"{site}/page.html") as seen:
            first = orders(seen.page)
            seen.page.reload()
            assert orders(seen.page) == first
            met.append(str(first))
    assert len(set(met)) > 1, "three readers in 6 ** 4 orders"


def test_without_scripts_the_order_is_fixed_by_the_questions_id(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/page.html", scripts=False) as seen:
        assert orders(seen.page) == [[o.text for _, o in each.shown()] for each in ASKED]


def test_feedback_travels_with_its_option(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/page.html") as seen:
        for form in seen.page.locator("form.question").all():
            for words in form.locator(".option label").all_inner_texts():
                form.get_by_label(words, exact=True).check()
                form.locator("button").click()
                said = "Right." if words.endswith("2") else "Not quite."
                assert form.locator("[role=status]").inner_text() == f"{said} Why {words}."
            form.locator("summary").click()
            explained = form.locator("li b").all_inner_texts()
            assert explained == form.locator(".option label").all_inner_texts()


def test_a_reload_puts_no_answer_back_at_another_option(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/page.html") as seen:
        for label in ("beds 1", "a-fund 2", "money-for-care 3"):
            seen.page.get_by_label(label, exact=True).check()
        seen.page.reload()
        assert seen.page.locator("input:checked").count() == 0
        seen.page.get_by_label("beds 3", exact=True).check()
        seen.page.goto(f"{site}/framed.html")
        seen.page.go_back()
        kept = seen.page.locator("input:checked + label").all_inner_texts()
        assert kept in ([], ["beds 3"])


def test_an_order_does_not_change_under_a_readers_hands(browser: Browser, site: str) -> None:
    """On a slow line a reader may answer before the script comes: that question stays as it is."""
    with visit(browser, f"{site}/page.html") as seen:
        written = [[o.text for _, o in each.shown()] for each in ASKED]
        for seed in itertools.count(1):
            met = as_a_reader(seen.page, seed)
            if all(now != then for now, then in zip(met, written, strict=True)):
                break  # a reader for whom every order changes
        held: list[Route] = []
        seen.page.route("**/book.js", lambda route: held.append(route))
        seen.page.reload(wait_until="commit")
        seen.page.get_by_label("beds 1", exact=True).check()
        seen.page.get_by_label("a-fund 2", exact=True).focus()
        held[0].continue_()
        seen.page.wait_for_load_state()
        now = orders(seen.page)
        assert now[:2] == written[:2], "one was answered, one has the focus"
        assert now[2:] != written[2:]
        assert seen.page.locator("input:checked + label").all_inner_texts() == ["beds 1"]


def test_a_frame_that_allows_scripts_alone_asks_and_answers(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/framed.html") as seen:
        frame = seen.page.frames[1]
        frame.wait_for_load_state()
        form = frame.locator("form.question").first
        before = form.locator(".option label").all_inner_texts()
        form.get_by_label("beds 1", exact=True).check()
        form.locator("button").click()
        assert form.locator("[role=status]").inner_text() == "Not quite. Why beds 1."
        form.get_by_label("beds 2", exact=True).check()
        form.get_by_label("beds 2", exact=True).press("Enter")
        assert form.locator("[role=status]").inner_text() == "Right. Why beds 2."
        assert form.locator(".option label").all_inner_texts() == before
        assert seen.complaints == []
