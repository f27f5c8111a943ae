"""Does a chapter keep its ending back, and give it when it is asked for?"""

from __future__ import annotations

import re
from typing import Any

import ipywidgets
import pytest
from playwright.sync_api import Browser

from joinedup.evidence import data, promises
from joinedup.writing import story
from joinedup.writing.promise_wall import MARKS, wall_html
from tests.browser import SITE, chapters, visit

PLAN = "chapters/better-care-fund-plan.html"


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What was displayed, in order."""
    found: list[dict[str, str]] = []
    keep = lambda bundle, **_: found.append(bundle)  # noqa: E731
    monkeypatch.setattr(story, "display", keep)
    monkeypatch.setattr("joinedup.writing.prose.display", keep)
    return found


def test_the_answer_takes_three_lines_with_one_number_each(displayed: list[dict[str, str]]) -> None:
    story.in_a_hurry("In 2014 they promised [£731m](a.csv#b045).", "Few\nbelieved it.", "It rose.")
    text = displayed[0]["text/markdown"]
    assert text.startswith('<details class="hurry">')
    assert "- Few believed it." in text
    with pytest.raises(ValueError, match="three lines, not 2"):
        story.in_a_hurry("One.", "Two.")
    with pytest.raises(ValueError, match="one number a line"):
        story.in_a_hurry("From 3 to 5.", "Two.", "Three.")


def test_a_decision_meets_a_reply_for_each_choice(displayed: list[dict[str, str]]) -> None:
    story.decide(
        "sign", "Would *you* sign?", {"Yes": "They did: [5](x.csv#b1).", "No": "<b>Few</b>"}
    )
    text = displayed[0]["text/html"]
    assert "<legend>Would <em>you</em> sign?</legend>" in text
    assert 'id="decide-sign-1-reply">They did: <a href="x.csv#b1">5</a>.' in text
    assert "&lt;b&gt;Few&lt;/b&gt;" in text
    with pytest.raises(ValueError, match="two choices"):
        story.decide("sign", "Would you?", {"Yes": "They did."})
    with pytest.raises(ValueError, match="joined by hyphens"):
        story.decide("Sign now", "Would you?", {"Yes": "a", "No": "b"})


def test_a_guess_stays_on_its_slider_and_in_its_unit(displayed: list[dict[str, str]]) -> None:
    slider: dict[str, Any] = {"low": 0, "high": 20, "step": 1, "unit": "GBP_m", "reveal": "It was."}
    story.guess("saved", "How much?", answer=5, **slider)
    text = displayed[0]["text/html"]
    assert 'data-before="£" data-after="m"' in text
    assert "From £0m to £20m." in text
    with pytest.raises(ValueError, match="not between 0 and 20"):
        story.guess("saved", "How much?", answer=25, **slider)


def test_the_ends_of_a_plot_fit_beside_it(displayed: list[dict[str, str]]) -> None:
    plot = story.Plot(known={"autumn 2001": 646.0}, empty="autumn 2003", says="One point & a gap.")
    story.guess(
        "how-many-fewer",
        "How many fewer?",
        low=0,
        high=2000,
        step=1,
        unit="people",
        answer=1047,
        reveal="1,047.",
        plot=plot,
    )
    form = displayed[0]["text/html"]
    assert re.findall(r'class="end"[^>]*>([^<]+)<', form) == ["0", "1,000", "2,000"]
    assert "646 people" in form


def test_a_plot_has_what_is_known_and_an_empty_place(displayed: list[dict[str, str]]) -> None:
    scale: dict[str, Any] = {"low": -30, "high": 30, "step": 1, "unit": "percent"}
    plot = story.Plot(known={"the <plan>": -15.0}, empty="what came", says="One point & a gap.")
    story.guess("came", "How much?", answer=10, reveal="It rose.", plot=plot, **scale)
    text = displayed[0]["text/html"]
    assert 'aria-label="One point &amp; a gap."' in text
    assert text.count('class="known"') == 1
    assert "the &lt;plan&gt;" in text
    assert ">what came</text>" in text
    assert "From \N{MINUS SIGN}30% to +30%." in text, "a guess that may go either way has its sign"
    far = story.Plot(known={"the plan": -45.0}, empty="what came", says="One point.")
    with pytest.raises(ValueError, match="-45 is not between -30 and 30"):
        story.guess("came", "How much?", answer=10, reveal="It rose.", plot=far, **scale)


def widget_of(bundle: dict[str, Any]) -> Any:
    """The widget that Jupyter shows for an output."""
    view = bundle["application/vnd.jupyter.widget-view+json"]
    return ipywidgets.widgets.widget._instances[view["model_id"]]


def test_in_jupyter_a_guess_is_told_only_when_it_was_made(displayed: list[dict[str, str]]) -> None:
    story.guess(
        "saved", "How much?", low=0, high=20, step=1, unit="GBP_m", answer=5, reveal="It was *so*."
    )
    _, slider, button, place = widget_of(displayed[0]).children
    assert place.value == ""
    button.click()
    assert "You have not moved the slider" in place.value
    assert "You said" not in place.value
    slider.value = 12
    button.click()
    assert "You said: £12m" in place.value
    assert "What happened: £5m" in place.value
    assert "<em>so</em>" in place.value


def test_in_jupyter_a_decision_meets_the_reply_to_what_was_chosen(
    displayed: list[dict[str, str]],
) -> None:
    story.decide("sign", "Would you sign?", {"Yes": "They *did*.", "No": "Few."})
    _, choices, button, place = widget_of(displayed[0]).children
    button.click()
    assert "Choose first." in place.value
    choices.index = 0
    button.click()
    assert place.value == "<p>They <em>did</em>.</p>"


def test_every_promise_has_one_mark_that_leads_to_its_row() -> None:
    board = promises.scoreboard(data.load())
    board = board[board["counted"]]
    text = wall_html(board, "scoreboard.ipynb")
    assert text.count("<a class=") == len(board)
    assert text.count(" Due by ") == board["due"].notna().sum()
    assert "places in the community grew. Due by 1991. Met (" in text
    for promise_id in board.index:
        assert text.count(f'href="scoreboard.ipynb#{promise_id.replace("_", "-")}"') == 1
    assert {verdict for verdicts in MARKS.values() for verdict in verdicts} == set(
        promises.VERDICTS
    )


def test_a_reader_decides_before_the_reply_is_shown(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PLAN}") as seen:
        form = seen.page.locator("form.decide").first
        assert not form.locator("details").is_visible()
        form.locator("button[type=submit]").click()
        assert form.locator("[role=status]").inner_text() == "Choose first."
        form.locator("input").nth(1).check()
        form.locator("button[type=submit]").click()
        reply = form.locator("[id$='-2-reply']").text_content()
        assert form.locator("[role=status]").inner_text() == reply
        assert form.locator("details").is_visible()


def test_a_reader_guesses_by_keyboard_before_the_answer_is_drawn(
    browser: Browser, site: str
) -> None:
    with visit(browser, f"{site}/{PLAN}", width=390) as seen:
        form = seen.page.locator("form.guess").first
        assert not form.locator("details").is_visible()
        form.locator("input[type=range]").focus()
        seen.page.keyboard.press("Home")
        seen.page.keyboard.press("ArrowRight")
        assert form.locator("output").inner_text() == "1"
        form.locator("button[type=submit]").click()
        bars = form.locator(".revealed .bar").all_inner_texts()
        assert bars[0].startswith("You said: 1")
        assert bars[1].startswith(f"What happened: {form.get_attribute('data-answer')}")


def test_the_answers_can_be_read_without_scripts(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PLAN}", scripts=False) as seen:
        for form in seen.page.locator("form.decide, form.guess").all():
            assert not form.locator("button").is_visible()
            form.locator("summary").click()
            assert form.locator("details :is(li, p)").first.is_visible()


def test_a_term_is_explained_by_focus_and_closed_by_escape(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{PLAN}") as seen:
        term = seen.page.locator(".term").first
        term.locator("a").focus()
        assert term.locator(".meaning").is_visible()
        seen.page.keyboard.press("Escape")
        assert not term.locator(".meaning").is_visible()


def test_a_filter_is_in_the_address_and_comes_back_from_it(browser: Browser, site: str) -> None:
    board = f"{site}/chapters/reference/scoreboard.html"
    with visit(browser, f"{board}?verdict=met&sort=lever") as seen:
        rows = seen.page.locator("#scoreboard tbody tr:visible")
        assert set(rows.evaluate_all("all => all.map(row => row.dataset.verdict)")) == {"met"}
        levers = rows.evaluate_all("all => all.map(row => row.dataset.lever)")
        assert levers == sorted(levers)
        seen.page.locator("#scoreboard-verdict").select_option("missed")
        assert "verdict=missed" in seen.page.url


def test_the_front_page_takes_four_screens_of_a_phone_at_most(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/index.html", width=390) as seen:
        foot = seen.page.locator("footer.foot").bounding_box()
        assert foot is not None
        assert foot["y"] <= 4 * 844


ANSWERED = "chapters/one-organisation.html"  # its guess is answered by the figure after it


def test_a_figure_stays_closed_until_its_guess_is_made(browser: Browser, site: str) -> None:
    with visit(browser, f"{site}/{ANSWERED}") as seen:
        fold = seen.page.locator("details.after-guess[data-after]")
        figure, form = fold.locator("figure.chart"), seen.page.locator("form.guess")
        assert not figure.is_visible()
        form.locator("input").press("ArrowRight")
        form.locator("button[type=submit]").press("Enter")
        assert figure.is_visible()
        seen.page.reload()
        assert figure.is_visible(), "what was guessed is kept"
        form.locator("button.clear").click()
        assert not figure.is_visible()
        address = f"{site}/{ANSWERED}#{figure.get_attribute('id')}"
        seen.page.goto(address)
        seen.page.reload()
        assert figure.is_visible(), "a link to the figure leads to it"
    with visit(browser, f"{site}/{ANSWERED}", scripts=False) as seen:
        assert seen.page.locator("details.after-guess figure.chart").is_visible()


def test_no_figure_stands_open_right_under_the_guess_that_it_answers() -> None:
    folded = 0
    for page in chapters():
        text = (SITE / page).read_text("utf-8")
        for form in re.finditer(
            r'<form class="guess" id="([\w-]+)".*?</form>(?:\s*</div>)*', text, re.S
        ):
            after = text[form.end() : form.end() + 200].lstrip()
            if after.startswith("<details"):
                assert f'data-after="{form[1]}"' in after, f"{page}: {form[1]}"
                folded += 1
            else:
                upto = re.split(r"<form|</section>|<p>", text[form.end() :], maxsplit=1)[0]
                assert "<figure" not in upto, f"{page}: {form[1]}"
    assert folded > 20
