"""Can a reader do an exercise: by keyboard, on a phone, on paper, in a frame, without scripts?"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Locator, expect

from joinedup.site.embeds import POLICY
from tests.browser import SITE, Visit, serve, visit

CHAPTER = "chapters/joint-finance.html"
WHO_PAYS = "#exercise-who-pays"
TOOLS = sorted(
    path.relative_to(SITE).as_posix() for path in (SITE / "chapters/tools").glob("*.html")
)
RECORD = "chapters/tools/your-record.html"
SHEETS = [page for page in TOOLS if page != RECORD]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ANSWER = "The fund pays £500 thousand and the council £700 thousand"


@pytest.fixture(scope="module")
def strict(site: str) -> Iterator[str]:
    """The book, served with the policy that hosts should send."""
    with serve(SITE, {"Content-Security-Policy": POLICY}) as address:
        yield address


def ready(seen: Visit, key: str = WHO_PAYS) -> Locator:
    """A form whose script has come."""
    form = seen.page.locator(key)
    form.scroll_into_view_if_needed()
    expect(form.get_by_role("button", name="Clear")).to_be_enabled()
    return form


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("width", [1280, 390])
def test_an_exercise_is_done_by_keyboard(browser: Browser, strict: str, width: int) -> None:
    with visit(browser, f"{strict}/{CHAPTER}", width=width) as seen:
        form = ready(seen)
        cost = form.get_by_label("What the scheme costs in a year")
        cost.focus()
        seen.page.keyboard.type("lots")
        seen.page.keyboard.press("Tab")
        seen.page.keyboard.type("12")
        seen.page.keyboard.press("Enter")
        expect(cost).to_be_focused()
        expect(cost).to_have_attribute("aria-invalid", "true")
        fault = "“What the scheme costs in a year” needs a number, in figures: 640, or 640k"
        expect(cost).to_have_accessible_description(re.compile(re.escape(fault)))
        assert "NaN" not in form.inner_text()
        seen.page.keyboard.press("Control+A")
        seen.page.keyboard.type("100")
        seen.page.keyboard.press("Tab")
        seen.page.keyboard.press("Tab")
        expect(form.get_by_role("button", name="Work it out")).to_be_focused()
        seen.page.keyboard.press("Space")
        expect(form.locator(".said")).to_contain_text(ANSWER)
        expect(cost).not_to_have_attribute("aria-invalid", "true")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.complaints == []


def test_an_answer_never_stands_beside_other_numbers_than_its_own(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        form = ready(seen)
        form.get_by_role("button", name="Fill in the example").click()
        expect(form.locator(".said")).to_contain_text(ANSWER)
        form.get_by_label("Years that it runs").fill("13")
        expect(form.locator(".said")).to_be_empty()


def test_what_was_done_is_kept_until_it_is_cleared(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        form = ready(seen)
        form.get_by_label("What the scheme costs in a year").fill("200")
        form.get_by_label("Years that it runs").fill("5")
        form.get_by_role("button", name="Work it out").click()
        question = seen.page.locator("form.question").first
        question.locator("input[data-right]").check()
        question.get_by_role("button", name="Check my answer").click()
        told = seen.page.locator(".score [role=status]")
        expect(told).to_contain_text("1 right at first try; 1 of 2 exercises done.")
        seen.page.reload()
        form = ready(seen)
        expect(form.get_by_label("Years that it runs")).to_have_value("5")
        expect(form.locator(".said")).to_contain_text("the council £120 thousand")
        seen.page.goto(f"{site}/{RECORD}")
        record = seen.page.locator(".record")
        expect(record.locator(".totals")).to_contain_text(
            "1 right at first try; 1 of 2 exercises done."
        )
        expect(record.get_by_role("rowheader")).to_have_count(1)
        expect(record.get_by_role("rowheader")).not_to_contain_text("#")
        record.get_by_label(re.compile("What I will do differently")).fill(
            "Ask who pays in year eight."
        )
        assert pages_of(seen.page.pdf(format="A4")) == 1
        seen.page.reload()
        reflection = record.get_by_label(re.compile("What I will do differently"))
        expect(reflection).to_have_value("Ask who pays in year eight.")
        record.get_by_role("button", name="Clear everything kept").click()
        expect(record.locator(".totals")).to_contain_text("Nothing is kept yet.")
        seen.page.goto(f"{site}/{CHAPTER}")
        expect(ready(seen).get_by_label("Years that it runs")).to_have_value("")


def test_a_page_that_was_only_opened_is_in_the_record(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        title = seen.page.locator("h1").evaluate("h1 => h1.firstChild.textContent")
        seen.page.goto(f"{site}/{RECORD}")
        record = seen.page.locator(".record")
        expect(record.get_by_role("rowheader")).to_have_text(title)
        expect(record.locator(".totals")).to_contain_text(
            "on 1 page opened: 0 of 4 questions answered"
        )
        record.get_by_role("button", name="Clear everything kept").click()
        expect(record.get_by_role("rowheader")).to_have_count(0)


def test_the_record_of_a_page_fits_a_small_phone(browser: Browser, site: str) -> None:
    """Its table scrolls in its own box, and takes the labels along that are only heard."""
    with visit(browser, f"{site}/{CHAPTER}", width=320) as seen:
        ready(seen)
        seen.page.goto(f"{site}/{RECORD}")
        expect(seen.page.locator(".record").get_by_role("rowheader")).to_have_count(1)
        assert seen.page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_first_try_stays_the_first(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        ready(seen)
        question = seen.page.locator("form.question").first
        told = seen.page.locator(".score [role=status]")
        for option in ("input:not([data-right])", "input[data-right]"):
            question.locator(option).first.check()
            question.get_by_role("button", name="Check my answer").click()
            expect(told).to_contain_text("answered, 0 right at first try")


def test_a_link_on_the_same_page_fills_in_and_back_leaves_it(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        cost = seen.page.get_by_label("What the scheme costs in a year")
        for value in ("100", "250"):
            seen.page.evaluate("hash => location.hash = hash", f"{WHO_PAYS}?cost={value}&years=12")
            expect(cost).to_have_value(value)
        seen.page.go_back()
        expect(cost).to_have_value("100")
        expect(seen.page.locator(WHO_PAYS).locator(".said")).to_contain_text(ANSWER)


def test_a_link_holds_the_numbers_and_sends_them_to_nobody(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        form = ready(seen)
        form.get_by_role("button", name="Fill in the example").click()
        form.get_by_role("button", name="Make a link to my answer").click()
        link = form.get_by_label(re.compile("This link holds what you typed")).input_value()
    assert link == f"{site}/{CHAPTER}{WHO_PAYS}?cost=100&years=12"
    with visit(browser, link) as seen:
        form = ready(seen)
        expect(form.locator(".said")).to_contain_text(ANSWER)
        expect(form).to_be_in_viewport()
        assert not [request.url for request in seen.asked if "cost=" in request.url.split("#")[0]]
        assert seen.page.evaluate("Object.keys(keep.all('exercise/')).length") == 0


def test_a_word_document_is_made_on_the_device(browser: Browser, strict: str) -> None:
    with visit(browser, f"{strict}/{CHAPTER}", accept_downloads=True) as seen:
        form = ready(seen)
        form.get_by_role("button", name="Fill in the example").click()
        with seen.page.expect_download() as saved:
            form.get_by_role("button", name="Save as a Word document").click()
        assert saved.value.suggested_filename == "who-pays.docx"
        file = zipfile.ZipFile(io.BytesIO(Path(saved.value.path()).read_bytes()))
        assert seen.outside == []
    assert file.testzip() is None
    for name in file.namelist():
        ElementTree.fromstring(file.read(name))
    document = ElementTree.fromstring(file.read("word/document.xml"))
    words = [text.text for text in document.iter(f"{WORD}t")]
    assert words[0] == "2. Who pays for your scheme?"
    assert "What the scheme costs in a year, £ thousand" in words
    assert any(word and word.startswith(ANSWER) for word in words)


def test_a_worksheet_has_room_to_write_and_no_answer_unless_it_was_opened(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        form = ready(seen)
        seen.page.emulate_media(media="print")
        assert form.locator(".room").is_visible()
        assert not form.locator("details.worked").is_visible()
        assert not form.locator("button:visible").count()
        seen.page.emulate_media(media="screen")
        form.locator("details.worked summary").click()
        form.get_by_role("button", name="Fill in the example").click()
        seen.page.emulate_media(media="print")
        assert not form.locator(".room").is_visible()
        assert form.locator("details.worked").get_by_text(ANSWER).is_visible()
        assert form.locator(".said").is_visible()


def test_folds_that_a_reader_opened_are_printed(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        folds = seen.page.locator("details.working, form.question details")
        assert folds.count() >= 4
        seen.page.emulate_media(media="print")
        assert not folds.locator("visible=true").count()
        seen.page.emulate_media(media="screen")
        folds.evaluate_all("all => all.forEach(fold => { fold.open = true; })")
        seen.page.emulate_media(media="print")
        assert all(fold.is_visible() for fold in folds.all())


def test_one_exercise_is_printed_alone(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        form = ready(seen)
        seen.page.evaluate("window.print = () => {}")
        form.get_by_label("Years that it runs").fill("7")
        form.get_by_role("button", name="Print the sheet").click()
        sheet = seen.page.locator(".sheet")
        assert pages_of(seen.page.pdf(format="A4")) == 1
        seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(sheet).to_have_count(0)
        form.get_by_role("button", name="Print the sheet").click()
        seen.page.emulate_media(media="print")
        expect(sheet.locator("input").nth(1)).to_have_value("7")
        expect(seen.page.locator("main")).to_be_hidden()
        seen.page.emulate_media(media="screen")
        seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(sheet).to_have_count(0)
        expect(seen.page.locator("main")).to_be_visible()


THREE_LINES = (
    "One nurse and a pharmacist visit each of the forty care homes every Monday, agree who may stay "
    "at home, and ring the out-of-hours desk before five; the wards send the list of those who went "
    "home over the weekend, and the manager of each home signs it off with the family present."
)
MARGINS = {"top": "10mm", "bottom": "10mm", "left": "10mm", "right": "10mm"}


@pytest.mark.parametrize("page", SHEETS)
@pytest.mark.parametrize("filled", [False, True], ids=["blank", "filled"])
def test_a_tool_prints_on_one_sheet(browser: Browser, site: str, page: str, filled: bool) -> None:
    with visit(browser, f"{site}/{page}") as seen:
        form = ready(seen, "form.exercise")
        if filled:
            form.get_by_role("button", name="Fill in the example").click()
            expect(form.locator(".said")).not_to_be_empty(timeout=20_000)
        assert pages_of(seen.page.pdf(format="A4")) == 1
        form.locator("details.worked > summary").click()
        assert pages_of(seen.page.pdf(format="A4", margin=MARGINS)) == 1, "with the fold open"
        if filled:
            for words in form.locator("textarea").all():
                words.fill(THREE_LINES)
            form.get_by_role("button", name="Work it out").or_(
                form.get_by_role("button", name="I have written my answer")
            ).click()
            expect(form.locator(".said")).not_to_be_empty(timeout=20_000)
        assert pages_of(seen.page.pdf(format="A4", margin=MARGINS)) == 1, "with three lines each"
        assert seen.page.locator(".sheet").count() == 0, "the page is as it was"
        seen.page.evaluate("window.print = () => {}")
        form.get_by_role("button", name="Print the sheet").click()
        seen.page.emulate_media(media="print")
        sheet = seen.page.locator(".sheet")
        assert seen.page.locator("h1").inner_text().rstrip("#") in sheet.inner_text()
        assert "Promise and Outcome" in sheet.inner_text()
        if filled:
            written = sheet.locator(".written").all_inner_texts()
            assert written.count(THREE_LINES) == form.locator("textarea").count()
        assert pages_of(seen.page.pdf(format="A4", margin=MARGINS)) == 1, "by its button"


def test_words_that_answer_nothing_are_told_so_beside_their_field(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/tools/the-six-questions.html") as seen:
        form = ready(seen, "form.exercise")
        target, pays = (
            form.get_by_label(re.compile("^Target")),
            form.get_by_label(re.compile("^Who pays")),
        )
        target.fill("TBC")
        pays.fill("The council pays, the hospital gains")
        form.locator("[data-act=work]").click()
        expect(target).to_have_accessible_description(re.compile("counts as a blank"))
        expect(pays).not_to_have_accessible_description(re.compile("counts as a blank"))
        expect(form.locator(".said")).to_contain_text("Answered: 1 of 6.")
        expect(form.locator(".said")).to_be_in_viewport()
        assert seen.complaints == []


def test_the_record_can_be_put_back_and_counts_what_there_is(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/tools/base-rate.html") as seen:
        form = ready(seen, "form.exercise")
        form.get_by_role("button", name="Fill in the example").click()
        form.get_by_role("button", name="Work it out").click()
        seen.page.goto(f"{site}/{RECORD}")
        record = seen.page.locator(".record")
        opened = "In all, on 1 page opened: 0 of 1 exercise done."
        expect(record.locator(".totals")).to_have_text(opened)  # an example is no work
        seen.page.goto(f"{site}/chapters/tools/base-rate.html")
        form = ready(seen, "form.exercise")
        form.get_by_label(re.compile("^The fall that the plan promises")).fill("2")
        form.get_by_role("button", name="Work it out").click()
        seen.page.goto(f"{site}/{RECORD}")
        title = record.get_by_role("rowheader")
        expect(title).to_have_text("Has a fall this large happened before?")
        expect(record.locator(".totals")).to_have_text(
            "In all, on 1 page opened: 1 of 1 exercise done."
        )
        assert "0 of 0" not in record.inner_text()
        assert not seen.page.get_by_text("Without scripts nothing can be kept").is_visible()
        record.get_by_role("button", name="Clear everything kept").click()
        expect(record.locator(".totals")).to_contain_text("Nothing is kept yet")
        record.get_by_role("button", name="Put it all back").click()
        expect(title).to_have_text("Has a fall this large happened before?")
        assert seen.page.evaluate("Object.keys(keep.all('exercise/')).length") == 1
        assert seen.complaints == []


@pytest.mark.parametrize("page", [CHAPTER, *SHEETS])
def test_without_scripts_the_question_and_its_answer_are_there(
    browser: Browser, site: str, page: str
) -> None:
    with visit(browser, f"{site}/{page}", scripts=False) as seen:
        for form in seen.page.locator("form.exercise").all():
            assert form.locator("h2, h3").first.is_visible()
            assert form.locator(".field label, .field legend").first.is_visible()
            dead = form.locator("input:visible, select:visible, textarea:visible, button:visible")
            assert dead.count() == 0
            form.locator("details.worked summary").click()
            assert form.locator("details.worked dl").is_visible()


@pytest.mark.parametrize("allowed", ["allow-scripts", "allow-scripts allow-forms"])
def test_an_exercise_works_in_a_sandboxed_frame(browser: Browser, site: str, allowed: str) -> None:
    with visit(browser, f"{site}/{CHAPTER}") as seen:
        seen.page.set_content(
            f'<iframe sandbox="{allowed}" src="{site}/{CHAPTER}" width="900" height="700"></iframe>'
        )
        frame = seen.page.frame_locator("iframe")
        form = frame.locator(WHO_PAYS)
        form.scroll_into_view_if_needed()
        expect(form.get_by_role("button", name="Clear")).to_be_enabled()
        form.get_by_label("What the scheme costs in a year").fill("100")
        form.get_by_label("Years that it runs").fill("12")
        form.get_by_label("Years that it runs").press("Enter")
        expect(form.locator(".said")).to_contain_text(ANSWER)
        expect(frame.locator(".score")).to_contain_text("1 of 2 exercises done")
        assert seen.complaints == []


def test_an_exercise_works_from_a_folder(browser: Browser, site: str) -> None:
    with visit(browser, (SITE / CHAPTER).as_uri()) as seen:
        form = ready(seen)
        form.get_by_role("button", name="Fill in the example").click()
        expect(form.locator(".said")).to_contain_text(ANSWER)
        assert seen.complaints == []
