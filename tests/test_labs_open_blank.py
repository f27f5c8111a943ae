"""Does each lab keep its answer back until its reader has guessed, whichever way it is read?"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from joinedup.site.embeds import POLICY
from tests import page_checks as the
from tests.browser import ROOT, SITE, serve, visit

LABS = sorted(path.stem for path in (ROOT / "chapters" / "labs").glob("*.ipynb"))
FRAMED = (
    '<!DOCTYPE html><html lang="en"><link rel="icon" href="data:,"><title>A course</title>'
    '<iframe sandbox="allow-scripts allow-forms" width="900" height="900" src="{}"></iframe>'
)


def guessed(page: Page, steps: int = 4) -> str:
    """Guess by keyboard alone: some steps up, then the button; what is then told."""
    slider = page.locator("form.guess input[type=range]")
    slider.focus()
    for _ in range(steps):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    return page.locator("form.guess .revealed").inner_text()


def answer_of(lab: str) -> str:
    """The answer as a number in the page's own words, without its unit."""
    text = (SITE / "chapters" / "labs" / f"{lab}.html").read_text("utf-8")
    return re.search(r'data-answer="([^"]+)"', text)[1]  # type: ignore[index]


@pytest.mark.parametrize("lab", LABS)
def test_nothing_above_the_guess_gives_the_answer(lab: str) -> None:
    text = (SITE / "chapters" / "labs" / f"{lab}.html").read_text("utf-8")
    body, answer = text[text.index("<article>") :], float(answer_of(lab))
    above = re.sub(r"<[^>]+>", " ", body[: body.index('class="guess"')])
    contents = text[text.index('class="on-this-page"') :] if "on-this-page" in text else ""
    described = re.search(r'name="description" content="([^"]*)"', text)[1]  # type: ignore[index]
    for words in (above, re.sub(r"<[^>]+>", " ", contents), described):
        numbers = [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*\.?\d*", words)]
        assert abs(answer) not in numbers
    # The answer's own paragraph and everything after it are in folds that nothing opens by itself.
    form = body[body.index('class="guess"') : body.index("</form>")]
    assert form.index("<details><summary>") < form.index("-reveal")
    after = body[body.index("</form>") :]
    assert after.index('<details class="after-guess">') < after.index("<figure")


@pytest.mark.parametrize("lab", LABS)
def test_a_headline_asks_what_its_chart_answers(lab: str) -> None:
    path = Path(ROOT / "chapters" / "labs" / f"{lab}.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    specs = [
        data
        for cell in cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for kind, data in output.get("data", {}).items()
        if "vegalite" in kind and data["usermeta"]["book"].get("readout")
    ]
    assert [spec["usermeta"]["book"]["headline"][-1] for spec in specs] == ["?"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lab", LABS)
def test_a_guess_by_keyboard_is_drawn_beside_the_answer_and_opens_the_lab(
    lab: str, width: int, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html", width=width) as seen:
        page = seen.page
        figure = page.locator("figure.chart:has(.readout)")
        assert not figure.is_visible()
        assert page.locator("form.guess .revealed").inner_text() == ""
        told = guessed(page)
        bars = page.locator("form.guess .bar").all_inner_texts()
        assert len(bars) == 2
        assert bars[0] == f"You said: {page.locator('form.guess output').inner_text()}"
        number = re.search(r"[\d,.]+", bars[1].split(": ")[-1])
        assert number
        assert float(number[0].replace(",", "")) == abs(float(answer_of(lab)))
        assert (
            page.locator("form.guess details p").inner_html()
            in page.locator("form.guess .revealed").inner_html()
        )
        expect(figure).to_be_visible()
        page.reload()  # what was guessed is kept on the device, and the lab open
        assert page.locator("form.guess .revealed").inner_text() == told
        expect(page.locator("figure.chart:has(.readout)")).to_be_visible()
        page.get_by_role("button", name="Clear my answer").click()
        assert not page.locator("figure.chart:has(.readout)").is_visible()
        assert page.evaluate("keep.all('guess/')") == {}
        page.reload()
        assert page.locator("form.guess .revealed").inner_text() == ""
        assert seen.complaints == []
        assert seen.outside == []


@pytest.mark.parametrize("lab", LABS)
def test_an_opened_lab_has_nothing_that_axe_finds(lab: str, browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html", width=390) as seen:
        guessed(seen.page)
        seen.enliven()
        found = [*the.axe_finds_nothing(seen), *the.axe_finds_nothing_in_the_dark(seen)]
        assert found == []


@pytest.mark.parametrize("lab", LABS)
def test_without_scripts_and_on_paper_the_answer_is_in_a_fold(
    lab: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html", scripts=False) as seen:
        page = seen.page
        for media in ("screen", "print"):
            page.emulate_media(media=media)  # type: ignore[arg-type]
            assert page.locator("form.guess label").is_visible()
            assert not page.locator("form.guess details p").is_visible()
            assert not page.locator("figure.chart").first.is_visible()
        page.emulate_media(media="screen")
        page.locator("form.guess summary").click()
        assert page.locator("form.guess details p").is_visible()
        page.locator("details.after-guess > summary").click()
        settings = page.locator("figure.chart:has(.readout) .settings")
        assert settings.is_visible()
        assert settings.inner_text().startswith("Shown for ")
        page.emulate_media(media="print")
        assert page.locator("form.guess details p").is_visible(), "what was opened is printed"
        assert page.locator("figure.chart").first.is_visible()


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_works_in_a_sandboxed_frame_without_a_message(
    lab: str, browser: Browser, tmp_path: Path
) -> None:
    with serve(SITE, {"Content-Security-Policy": POLICY.split("; frame-ancestors")[0]}) as book:
        (tmp_path / "index.html").write_text(FRAMED.format(f"{book}/chapters/labs/{lab}.html"))
        with serve(tmp_path) as course, visit(browser, f"{course}/index.html") as seen:
            frame = seen.page.frames[1]
            frame.wait_for_load_state()
            submit = frame.locator("form.guess button[type=submit]")
            submit.click()  # where the slider stood is asked about first
            assert frame.locator("form.guess .bar").count() == 0
            submit.click()
            assert frame.locator("form.guess .bar").count() == 2
            figure = frame.locator("figure.chart:has(.readout)")
            figure.scroll_into_view_if_needed()
            figure.locator(".live svg").first.wait_for(timeout=20_000)
            control = figure.locator(".live .vega-bind :is(select, input)").first
            before = figure.locator(".settings").text_content()
            control.focus()
            seen.page.keyboard.press("ArrowDown")
            seen.page.keyboard.press("ArrowDown")
            if control.evaluate("control => control.type") == "range":
                seen.page.keyboard.press("End")
            expect(figure.locator(".settings")).not_to_have_text(before or "")
            seen.page.wait_for_timeout(500)  # until the settings would be remembered
            assert [said for said in seen.complaints if "favicon" not in said] == []


@pytest.mark.parametrize("lab", LABS)
def test_a_slider_left_where_it_stood_is_no_guess_yet(
    lab: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html") as seen:
        form = seen.page.locator("form.guess")
        form.locator("button[type=submit]").click()
        expect(form.locator(".revealed")).to_contain_text("You have not moved the slider.")
        assert seen.page.evaluate("keep.all('guess/')") == {}
        assert not seen.page.locator("figure.chart").first.is_visible()
        form.locator("button[type=submit]").click()
        assert form.locator(".bar").count() == 2


@pytest.mark.parametrize("lab", LABS)
def test_what_explains_the_answer_is_in_view_when_it_is_told(
    lab: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html") as seen:
        seen.page.set_viewport_size({"width": 1280, "height": 900})
        guessed(seen.page)
        expect(seen.page.locator("form.guess .revealed p")).to_be_in_viewport(ratio=0.99)


@pytest.mark.parametrize("lab", LABS)
def test_on_this_page_leads_to_the_guess_until_one_is_made(
    lab: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html") as seen:
        page = seen.page
        link = page.locator(".on-this-page a", has_text="What it means")
        link.click()
        assert not page.locator("#what-it-means").is_visible()
        expect(page.locator("form.guess input")).to_be_focused()
        expect(page.locator("form.guess .revealed")).to_contain_text("Guess first")
        guessed(page)
        link.click()
        expect(page.locator("#what-it-means h2")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lab", ["a-target-you-can-believe", "regression-to-the-mean"])
def test_no_name_on_the_chart_of_a_guess_touches_another(
    lab: str, width: int, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html", width=width) as seen:
        texts = seen.page.locator("form.guess svg.plot text").all()
        boxes = [box for text in texts if (box := text.bounding_box())]
        picture = seen.page.locator("form.guess svg.plot").bounding_box()
        assert picture
        assert len(boxes) == len(texts) >= 5
        for place, box in enumerate(boxes):
            assert box["x"] >= picture["x"]
            assert box["x"] + box["width"] <= picture["x"] + picture["width"]
            for other in boxes[place + 1 :]:
                beside = (
                    box["x"] + box["width"] <= other["x"] or other["x"] + other["width"] <= box["x"]
                )
                # Rows of one name stand close: their boxes may share the leading between them.
                apart = abs(box["y"] - other["y"]) >= 0.75 * min(box["height"], other["height"])
                assert beside or apart, (lab, box, other)


def test_a_stricter_rule_is_seen_to_pick_people_further_up(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/labs/regression-to-the-mean.html") as seen:
        seen.enliven()
        figure = seen.page.locator("figure.chart:has(.readout)")
        words = figure.locator(".live svg text", has_text=re.compile("each$"))
        before = words.bounding_box()
        figure.locator(".live [name=cut_off]").focus()
        seen.page.keyboard.press("End")
        expect(figure.locator(".settings")).to_contain_text("or more: 5")
        after = words.bounding_box()
        assert before
        assert after
        assert after["y"] < before["y"] - 50


def test_a_point_is_put_down_on_the_chart(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/chapters/labs/regression-to-the-mean.html") as seen:
        page = seen.page
        plot = page.locator("form.guess svg.plot")
        assert not plot.locator(".told").is_visible()
        box = plot.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + box["width"] * 0.85, box["y"] + 2)
        assert page.locator("form.guess output").inner_text() == "3"
        slider = page.locator("form.guess input")
        assert slider.get_attribute("aria-valuetext") == "3"
        page.get_by_role("button", name="See what they have").click()
        yours, told = (plot.locator(name).bounding_box() for name in (".yours", ".told"))
        assert yours is not None
        assert told is not None
        assert yours["y"] < told["y"], "three admissions stand above the answer"


def test_run_again_draws_another_programme_by_keyboard_and_comes_round(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/the-best-of-many-pilots.html") as seen:
        seen.enliven()
        figure = seen.page.locator("#pilots-explore")
        readout, again = figure.locator(".readout"), figure.get_by_role("button", name="Run again")
        again.focus()
        said = {readout.inner_text()}
        for run in range(2, 5):
            seen.page.keyboard.press("Enter")
            expect(readout).to_contain_text(f"Run {run}: ")
            said.add(readout.inner_text())
        assert len(said) == 4
        figure.locator(".live [name=run]").focus()
        seen.page.keyboard.press("End")
        again.click()
        expect(readout).to_contain_text("Run 1: ")


@pytest.mark.parametrize("lab", ["what-an-evaluation-can-see", "too-soon-to-tell"])
def test_two_sliders_stand_open_and_the_rest_are_under_more(
    lab: str, browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/chapters/labs/{lab}.html") as seen:
        seen.enliven()
        live = seen.page.locator("figure.chart:has(.readout) .live")
        assert live.locator(".more input").count() >= 2
        live.locator(".more > summary").click()  # enliven opened it
        assert live.locator("input:visible").count() == 2
