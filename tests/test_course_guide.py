"""Can a course leader trust the trainer's half, and do learners get none of it?"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from joinedup.briefings.reading import Heading, plain
from joinedup.course import (
    assessment,
    cases,
    clinic,
    documents,
    guide,
    hand_outs,
    routes,
    scripts,
    sessions,
    syllabus,
    trainer,
)
from joinedup.course.entries import filled
from joinedup.evidence import data
from joinedup.evidence.citations import TABLES
from joinedup.evidence.periods import parse_period
from joinedup.site.chart_figures import MIME
from joinedup.writing import outcomes
from joinedup.writing.manner import as_read
from joinedup.writing.prose import figure
from joinedup.writing.questions import NAMES
from tests.browser import ROOT, SITE

COURSE = ROOT / "chapters" / "course"
CASES = cases.load()
HEARD = re.compile(r"\baccredit(?:ed|ation)\b", re.IGNORECASE)


def public_sources() -> list[Path]:
    """What the pages are made from: notebooks, Markdown and questions, the trainer's half left out."""
    found = [*ROOT.glob("chapters/**/*"), *ROOT.glob("*.ipynb"), *ROOT.glob("data/*.csv")]
    return [path for path in found if path.is_file() and trainer.HOME not in path.parents]


def changed(tmp_path: Path, home: Path, old: str, new: str) -> Path:
    """A copy of a file of the course with some words changed."""
    text = home.read_text("utf-8")
    assert old in text
    copy = tmp_path / home.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def told(load: Callable[[], object]) -> str:
    """What is said of a broken file."""
    with pytest.raises(ValueError, match=r"\S") as raised:
        load()
    return str(raised.value)


# Minutes


def test_every_route_has_a_session_whose_minutes_add_up() -> None:
    found, parts = sessions.load(), sessions.load_parts()
    assert found.keys() == routes.load().keys()
    for session in found.values():
        if session.prompts:
            assert len(session.prompts) == len(session.route.steps)
            continue
        breaks = sum(step.minutes for step in session.route.steps if step.kind == "break")
        taught = sum(
            parts[name].minutes_on(session.route.route_id)
            for name in session.parts
            if name != sessions.BREAK
        )
        assert taught + breaks == session.route.minutes


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_the_roadmap_of_a_case_adds_up(plan: cases.CasePlan) -> None:
    assert sum(beat.minutes[plan.case_id] for beat in plan.roadmap) == plan.minutes
    assert len(plan.prepare) >= 3
    assert plan.objectives
    assert plan.board
    assert plan.trouble


def test_a_part_that_takes_longer_than_its_step_is_named(tmp_path: Path) -> None:
    path = changed(tmp_path, sessions.PARTS / "poll.toml", "one-hour = 2", "one-hour = 3")
    parts = sessions.load_parts() | {"poll": sessions.load_part(path)}
    assert "session one-hour, step 1: part poll takes 6 minutes, not 5" in told(
        lambda: sessions.load(parts=parts)
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"poll", "scoreboard"', '"scoreboard", "poll"', "part poll opens no page, not chapters"),
        ('"break", ', '"close", ', "a break is run by 'break', and nothing else is"),
        (', "close"]', "]", "its route has 5 steps and it has 4"),
        ('route = "day"', 'route = "night"', "route 'night' is not in routes.toml"),
        ('"two-claims"', '"three-claims"', "part 'three-claims' is not among"),
    ],
)
def test_a_session_that_does_not_fit_its_route_is_named(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    home = changed(tmp_path, sessions.SESSIONS, old, new)
    assert fault in told(lambda: sessions.load(home))


def test_a_roadmap_that_does_not_add_up_is_named(tmp_path: Path) -> None:
    home = changed(tmp_path, cases.HOME / "one-board.toml", "minutes = 75", "minutes = 80")
    assert "its roadmap takes 75 minutes, not 80" in told(lambda: cases.load_plan(home))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{b045}", "£731m", "type no number (£731m)"),
        ("{b045}", "{b9999}", "b9999 is not in data/figures.csv"),
        ("no_local_data", "no_data", "unknown key no_data"),
        ('purpose = "', 'purpose = "" # "', "give it purpose, as text"),
        ("board = 6", 'board = "six"', "minutes on board must be a whole number"),
    ],
)
def test_a_broken_part_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    home = changed(tmp_path, sessions.PARTS / "case-plan.toml", old, new)
    assert fault in told(lambda: sessions.load_part(home))


def test_a_case_without_the_month_that_part_a_reaches_is_named(tmp_path: Path) -> None:
    home = changed(tmp_path, cases.HOME / "one-board.toml", '"2002-01"', '"January"')
    assert "until: write the month that part A reaches" in told(lambda: cases.load_plan(home))


# Outcomes, modules, assessment


def test_every_outcome_has_a_page_an_exercise_and_questions_of_both_kinds() -> None:
    taught = syllabus.load_map()
    assert [each.outcome.number for each in taught] == list(outcomes.load())
    for each in taught:
        assert each.pages
        assert each.exercises
        assert each.shown_questions >= 5
        assert each.withheld_questions >= 5


def test_every_outcome_is_practised_in_a_session_and_assessed() -> None:
    practised = {number for part in sessions.load_parts().values() for number in part.outcomes}
    assessed = {number for brief in assessment.load().briefs for number in brief.outcomes}
    assert practised == assessed == set(outcomes.load())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Your own promises", "Their promises", "holds no exercise “Their promises”"),
        ('level = "Create"', 'level = "Guess"', "level 'Guess' is none of Remember"),
        ("chapters/labs/two-budgets", "chapters/labs/no-budget", "is not in the book"),
        ("number = 7", "number = 8", "number 8 is not in outcomes.toml"),
        (
            '"chapters/the-stps"]',
            '"chapters/labs/two-budgets"]',
            "no question of chapters/labs/two-budgets serves it",
        ),
    ],
)
def test_a_broken_map_of_outcomes_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    home = changed(tmp_path, syllabus.MAP, old, new)
    assert fault in told(lambda: syllabus.load_map(home))


def test_the_hours_of_a_module_are_its_credits(tmp_path: Path) -> None:
    assert {m.credits: m.hours for m in syllabus.load_modules()} == {10: 100, 20: 200}
    home = changed(tmp_path, syllabus.MODULES, "hours = 22", "hours = 20")
    assert "module ten-credits: its work takes 98 hours, not 100" in told(
        lambda: syllabus.load_modules(home)
    )


def test_each_brief_has_two_scripts_marked_on_every_criterion_at_different_levels() -> None:
    found = assessment.load()
    assert len(found.briefs) == 3
    assert len(found.criteria) == len(found.levels) == 4
    for brief in found.briefs:
        marked = [each for each in scripts.load() if each.brief_id == brief.brief_id]
        worse, better = (
            sum(found.levels.index(level) for _, level, _ in script.marks) for script in marked
        )
        assert worse < better, (
            f"{brief.brief_id}: two scripts of one standard teach markers nothing"
        )
        assert all(script.common_fails for script in marked)


def test_a_script_that_skips_a_criterion_is_named(tmp_path: Path) -> None:
    path = scripts.HOME / "briefing-a.toml"
    home = changed(tmp_path, path, '"Usable advice"', '"Style"')
    fault = told(lambda: scripts.load_one(home, assessment.load()))
    assert "mark every criterion of the rubric once, in its order" in fault


def test_the_clinic_has_cards_under_each_barrier_and_closes_on_resistance_and_harm() -> None:
    cards, roles = clinic.load()
    for group in clinic.GROUPS:
        assert sum(card.group == group for card in cards) >= 2
    assert len(roles) >= 6
    last = sessions.load_parts()["clinic"].beats[-1]
    assert "resistance" in last.words
    assert "worse" in last.words


# What is handed out


def test_all_that_a_part_brings_from_the_hand_outs_is_in_them() -> None:
    document = documents.Document(hand_outs.NAME, hand_outs.TITLE, hand_outs.parts())
    headings = [plain(block.runs) for block in document.blocks if isinstance(block, Heading)]
    twelve, slips = hand_outs.load()
    cards, roles = clinic.load()
    wanted = {card.title for card in cards} | {role.title for role in roles}
    assert wanted | {slip.title for slip in slips} | set(clinic.TO_FILL) <= set(headings)
    for part in sessions.load_parts().values():
        promised = "hand-outs" in " ".join((*part.bring, part.no_local_data))
        given = {slip.part_id for slip in slips} | {clinic.PART, hand_outs.ORDERED}
        assert promised == (part.part_id in given), part.part_id
    names = data.load().initiatives.loc[list(twelve), "short_name"]
    assert sum(re.sub(r" \d{4}", "", name) in headings for name in names) == len(twelve) == 12


def test_a_card_that_is_handed_out_keeps_back_its_date_and_what_the_trainer_knows() -> None:
    given = "\n".join(hand_outs.parts())
    assert "Not known" not in given
    assert [card.title for card in clinic.load()[0] if filled(card.known) in given] == []
    assert re.findall(r"\d", hand_outs.cards_in_order()) == []
    assert (
        "April 1976"
        in hand_outs.order_text()
        in guide.part_text(sessions.load_parts()[hand_outs.ORDERED])
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('  "popp",\n', "", "twelve: name 12 initiatives, each once"),
        ('"popp"', '"pop"', "twelve: pop is not in data/initiatives.csv"),
        ('part = "welcome"', 'part = "hello"', "slip 1: part 'hello' is not in parts/"),
        ("{b074}", "£3.8bn", "type no number (£3.8bn)"),
    ],
)
def test_a_broken_hand_out_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    home = changed(tmp_path, hand_outs.HOME, old, new)
    assert fault in told(lambda: hand_outs.load(home))


# What learners get


def test_every_file_of_the_trainers_half_bears_its_line() -> None:
    assert trainer.sources()
    assert trainer.without_canary() == []


def test_no_page_source_bears_the_trainers_line() -> None:
    mark = trainer.CANARY.encode()
    assert [path for path in public_sources() if mark in path.read_bytes()] == []


def test_a_trainers_file_without_its_line_and_a_page_with_it_are_named(tmp_path: Path) -> None:
    (tmp_path / "bare.toml").write_text('title = "Bare"\n')
    (tmp_path / "late.md").write_text(f"# Late\n\n{trainer.CANARY}\n")
    assert trainer.without_canary(tmp_path) == [
        "bare.toml: its first line lacks the canary",
        "late.md: its first line lacks the canary",
    ]
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page.html").write_text(f"<p>{trainer.CANARY}</p>")
    assert trainer.holding_canary(tmp_path / "site") == ["page.html"]


def test_the_public_book_is_told_to_leave_the_trainers_half_out() -> None:
    config = (ROOT / "_config.yml").read_text("utf-8")
    where = trainer.HOME.relative_to(ROOT).as_posix()
    assert re.search(rf"^exclude_patterns:.*\b{where}\b", config, re.MULTILINE)
    assert where not in (ROOT / "_toc.yml").read_text("utf-8")


def test_no_page_source_links_into_the_trainers_half() -> None:
    linked = re.compile(r"\]\([^)]*\btrainer/")
    assert [
        path
        for path in public_sources()
        if path.suffix in (".md", ".ipynb") and linked.search(path.read_text("utf-8"))
    ] == []


def test_no_built_page_bears_the_trainers_line() -> None:
    site = ROOT / "_build" / "html"
    if not site.exists():
        pytest.skip("no built book: run make site")
    assert trainer.holding_canary(site) == []


def test_the_guide_becomes_a_document_with_every_session_case_card_and_script() -> None:
    document = documents.Document(guide.NAME, guide.TITLE, guide.parts())
    headings = [plain(block.runs) for block in document.blocks if isinstance(block, Heading)]
    cards, roles = clinic.load()
    for title in (
        *(session.route.title for session in sessions.load().values()),
        *(part.title for part in sessions.load_parts().values()),
        *(plan.title for plan in CASES.values()),
        *(card.title for card in cards),
        *(role.title for role in roles),
        *(brief.title for brief in assessment.load().briefs),
    ):
        assert title in headings
    assert "{" not in "\n".join(document.parts), "a figure was not filled in"


def test_a_number_in_the_guide_is_the_datas_and_leads_to_its_row() -> None:
    assert filled("They promised\n{b045}.") == (
        f"They promised [{figure('b045').words()}](data/figures.csv#b045)."
    )
    assert "data/figures.csv#b045" in guide.case_text(CASES["better-care-fund"])


# Cases


def cells_of(page: str) -> list[dict]:
    return json.loads((ROOT / f"{page}.ipynb").read_text("utf-8"))["cells"]


def shown_of(page: str) -> str:
    """What a page shows: its words and what its cells put out."""
    parts = []
    for cell in cells_of(page):
        if cell["cell_type"] == "markdown":
            parts.append("".join(cell["source"]))
        for output in cell.get("outputs", []):
            for kind in ("text/markdown", "text/html"):
                parts.append("".join(output.get("data", {}).get(kind, "")))
    return "\n\n".join(parts)


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_part_a_holds_none_of_the_ending(plan: cases.CasePlan) -> None:
    source = json.dumps(cells_of(plan.part_a), ensure_ascii=False)
    told_here = [each for each in plan.ending if re.search(rf"\b{each}\b", source)]
    assert told_here == [], "these rows hold the ending"
    words = as_read(shown_of(plan.part_a)).lower()
    assert [each for each in plan.ending_words if each.lower() in words] == []


def outcomes_after(text: str, until: datetime.date) -> list[str]:
    """The figures of what came about later than a day that a page's own file names, in words or charts."""
    figures = data.load().figures
    named = figures.loc[figures.index.isin(re.findall(r"\b[a-z]{1,2}\d?_?\d{2,3}\b", text))]
    return [
        figure_id
        for figure_id, row in named.query("role in ['outcome', 'counterfactual']").iterrows()
        if (last := parse_period(row["period"]).end) and last > until
    ]


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_part_a_names_no_outcome_of_a_later_date(plan: cases.CasePlan) -> None:
    """In its evidence too, and in what its charts draw."""
    assert outcomes_after((ROOT / f"{plan.part_a}.ipynb").read_text("utf-8"), plan.until) == []
    assert outcomes_after((ROOT / f"{plan.part_b}.ipynb").read_text("utf-8"), plan.until)


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_no_chart_of_part_a_runs_past_its_date(plan: cases.CasePlan) -> None:
    late = [
        when
        for cell in cells_of(plan.part_a)
        for output in cell.get("outputs", [])
        for rows in output.get("data", {}).get(MIME, {}).get("datasets", {}).values()
        for row in rows
        for when in (str(row.get("date", "")), str(row.get("year", "")))
        if re.match(r"\d{4}", when) and int(when[:4]) > plan.until.year
    ]
    assert late == []


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_part_a_as_built_and_as_search_finds_it_holds_none_of_the_ending(
    plan: cases.CasePlan,
) -> None:
    page = (SITE / f"{plan.part_a}.html").read_text("utf-8")
    found = (SITE / "search" / "pages" / f"{plan.part_a}.js").read_text("utf-8")
    for words in (page, found):
        assert [each for each in plan.ending if re.search(rf"\b{each}\b", words)] == []
        assert [each for each in plan.ending_words if each.lower() in words.lower()] == []


def test_an_untold_title_is_left_off_its_page() -> None:
    plan = CASES["better-care-fund"]
    title = data.load().sources.loc["hospitaldr2017nao", "title"]
    assert "few costs savings" in title
    assert title not in shown_of(plan.part_a)


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_part_b_tells_the_ending(plan: cases.CasePlan) -> None:
    source = json.dumps(cells_of(plan.part_b), ensure_ascii=False)
    assert sum(bool(re.search(rf"\b{each}\b", source)) for each in plan.ending) >= 3


@pytest.mark.parametrize("plan", CASES.values(), ids=lambda plan: plan.case_id)
def test_no_title_gives_the_ending(plan: cases.CasePlan) -> None:
    for page in (plan.part_a, plan.part_b):
        title = syllabus.title_of(page).lower()
        assert [each for each in plan.ending_words if each.lower() in title] == []
        verdict = re.search(
            r"\b(met|missed|failed|fell|rose|worked|ended|worse|better either)\b", title
        )
        assert verdict is None


@pytest.mark.parametrize(
    "page",
    [plan.part_a for plan in CASES.values() if "/cases/" in plan.part_a],
)
def test_part_a_ends_at_a_decision_and_leads_to_no_scene_or_source(page: str) -> None:
    shown = shown_of(page)
    assert "decide-case-" in shown
    assert "scenes.csv" not in shown
    assert "sources.csv" not in shown, "titles of sources tell endings: list them in part B"


def test_part_b_lists_the_sources_of_part_a() -> None:
    figures = data.load().figures
    for plan in CASES.values():
        if "/cases/" not in plan.part_a:
            continue
        linked = set(re.findall(r"data/figures\.csv#([a-z0-9_]+)", shown_of(plan.part_a)))
        assert linked
        listed = shown_of(plan.part_b)
        for source in {figures.loc[each, "source_id"] for each in linked} - set(TABLES):
            assert f"sources.csv#{source})" in listed, (plan.part_b, source)


# Words


@pytest.mark.parametrize("path", sorted(COURSE.glob("*.md")), ids=lambda path: path.stem)
def test_no_number_is_typed_on_a_page_of_the_course(path: Path) -> None:
    text = re.sub(r"`[^`]*`|\]\([^)]*\)|<[^>]+>", " ", path.read_text("utf-8"))
    text = re.sub(r"\b(?:SCORM 1\.2|QTI 1\.2|Part [AB])\b", " ", text)
    assert re.findall(r"[£+−-]?\d[\d,.]*", NAMES.sub(" ", text)) == []


def test_no_page_of_the_course_claims_to_be_accredited_or_certified() -> None:
    for path in [*COURSE.glob("*.md"), *COURSE.glob("*.ipynb"), *COURSE.glob("*.toml")]:
        for sentence in re.split(r"(?<=[.?!])\s+", path.read_text("utf-8")):
            if HEARD.search(sentence) or re.search(r"\bcertified\b", sentence):
                assert re.search(r"\bnot\b|\bnobody\b|\bnever\b", sentence, re.IGNORECASE), sentence


def test_the_page_of_routes_prints_every_step_with_its_minutes() -> None:
    shown = shown_of("chapters/course/routes")
    for route in routes.load().values():
        for step in route.steps:
            assert f"| {step.minutes} | {step.words}" in shown
