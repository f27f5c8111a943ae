"""Does each exercise answer on the page as it does in Python, word for word, and never with NaN?"""

from __future__ import annotations

import math
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from joinedup.chapters.fifty_years_of_promises import wilson
from joinedup.evidence import formulas
from joinedup.evidence.council_profile import funnel
from joinedup.evidence.grades import confidence
from joinedup.labs import base_rate, pilots, power, reference_class, regression
from joinedup.notebooks.running import find
from joinedup.writing import fields, six_questions
from joinedup.writing.exercises import UNANSWERED, made
from joinedup.writing.fields import Fault
from tests.browser import ROOT, new_tab, serve
from tests.exercises import pages, rebuilt, settings, specs, spoilt

STATIC = ROOT / "joinedup" / "site" / "theme" / "static"
RESPOND = "([spec, typed]) => typed.map(raw => window.exercises.respond(spec, raw))"
PAGES = pages()
TRIED = 150  # settings of each exercise drawn at random, besides its ends and its example
BARE = {"nan", "NaN", "inf", "Infinity", "None", "undefined", "null", "True", "False"}


@pytest.fixture(scope="module")
def script(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the book's script for exercises and nothing else."""
    folder = Path(tmp_path_factory.mktemp("exercises"))
    for name in ("mode.js", "exercises.js"):
        shutil.copy(STATIC / name, folder)
    (folder / "page.html").write_text(
        '<!DOCTYPE html><link rel="icon" href="data:,"><script src="mode.js"></script>'
        '<script src="exercises.js"></script>'
    )
    with serve(folder) as address, new_tab(browser) as tab:
        yield tab.open(f"{address}/page.html").page


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_page_answers_as_python_does_and_always_in_words(script: Page, path: Path) -> None:
    """Word for word, over a grid of what may be typed and of what may not."""
    for spec in specs(path):
        exercise, name = rebuilt(spec), spec["name"]
        allowed, wrong = [*settings(spec, TRIED)], [*spoilt(spec)]
        shown = script.evaluate(RESPOND, [spec, [*allowed, *wrong]])
        for number, (raw, told) in enumerate(zip([*allowed, *wrong], shown, strict=True)):
            said, faults = exercise.respond(raw)
            words = [line for line in told["said"] if line]
            assert (words, told["faults"]) == (said, faults), f"{name}: the page differs at {raw}"
            assert said or faults, f"{name}: nothing is said of {raw}"
            assert said != [UNANSWERED], f"{name}: {raw} has no answer and no rule says why"
            if number < len(allowed):
                spoken = set(re.findall(r"[A-Za-z]+", " ".join(said)))
                assert not spoken & BARE, f"{name}: {raw}: {said}"
            for fault in faults.values():
                assert re.fullmatch(r"\S+( \S+){2,}\.", fault), f"{name}: {fault!r} is no sentence"


CHAPTERS_AND_LABS = [
    path for path in find(ROOT) if path.parent.name in ("chapters", "labs")
]  # fmt: skip


@pytest.mark.parametrize("path", CHAPTERS_AND_LABS, ids=lambda path: path.stem)
def test_every_exercise_can_be_done_without_python(path: Path) -> None:
    """Each solution in Python stands under a form; so do the exercises that need none."""
    ids = [cell.id for cell in nbformat.read(path, as_version=4).cells]
    solutions = [key for key in ids if re.fullmatch(r"exercise(-\d)?-solution", key)]
    assert len(specs(path)) >= max(1, len(solutions))
    assert len({spec["name"] for spec in specs(path)}) == len(specs(path))


def test_the_book_has_a_tool_for_each_of_six_questions() -> None:
    tools = [path for path in PAGES if path.parent.name == "tools"]
    assert len(tools) == 6
    assert all(len(specs(path)) == 1 for path in tools)


def test_the_grade_of_a_study_is_the_books_own() -> None:
    for design in range(6):
        for letters in ("", "s", "st", "sti", "stidpc"):
            page, name = "tools/how-sure", "how-sure"
            found = worked(page, name, design=design, concerns=list(letters), interval="yes")
            assert found["word"] == confidence(design, letters).replace("_", " ")


# ---- the two evaluators ----

NUMBER = {
    "name": "x", "kind": "number", "least": -99, "most": 99,
    "whole": False, "optional": False, "says": {},
}  # fmt: skip


def written(formula: str, style: str) -> dict[str, Any]:
    """An exercise of one formula, whose answer is the number alone."""
    return {
        "given": {},
        "inputs": [],
        "rules": [],
        "unanswered": "none",
        "work": [["answer", formulas.parse(formula)]],
        "answer": [[["is", True], [["answer", style]]]],
    }


FORMULAS = {
    "2 + 3 * 4 ** 2 / 8 - -1": 9,
    "1 < 2 <= 2 and not 3 == 4 or 1 / 0": True,
    "'yes' if 'b' in ['a', 'b'] else 'no'": "yes",
    "sum([k * k for k in range(1, 6) if k != 3])": 46,
    "[10, 20, 30][-1] + [10, 20, 30][1]": 50,
    "max(1, 5, 3) - min([4, 2, 9])": 3,
    "len([1, 2, 3]) + abs(-2) + floor(2.9) + ceil(2.1) + round(2.5)": 13,
    "comb(10, 3)": 120,
    "listed(['a', 'b'])": "a; b",
    "odds(0.125)": "about 1 in 8",
    "known(0 / 0)": False,
    "round(1000 * sqrt(2))": 1414,
}  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_comes_to_what_python_makes_of_it(script: Page, formula: str) -> None:
    expected = FORMULAS[formula]
    assert formulas.work_out(formulas.parse(formula), {}) == expected
    spec = written(formula, "")
    said = script.evaluate(RESPOND, [spec, [{}]])[0]["said"][0]
    assert said == (str(expected).lower() if isinstance(expected, bool) else str(expected))


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("__import__('os')", "not in the grammar"),
        ("x.y", "not in the grammar"),
        ("lambda: 1", "not in the grammar"),
        ("[k for k in a for j in b]", "not in the grammar"),
        ("1 +", "is no formula"),
        ("open('x')", "not in the grammar"),
    ],
)
def test_what_is_outside_the_grammar_is_refused_by_name(formula: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        formulas.parse(formula)


NO_ANSWER = ["1 / x", "sqrt(-1 - x)", "log(x)", "10 ** 400", "(0 - 8) ** 0.5", "exp(999)"]


@pytest.mark.parametrize("formula", NO_ANSWER)
def test_what_has_no_answer_is_not_a_number(formula: str) -> None:
    assert math.isnan(formulas.work_out(formulas.parse(formula), {"x": 0.0}))


def test_the_page_knows_the_distributions_as_well_as_python(script: Page) -> None:
    calls = [
        ("normal_below(x)", -7.9, 7.9),
        ("normal_quantile(x)", 1e-6, 1 - 1e-6),
        ("normal_at(x)", -5, 5),
        ("t_below(x, 1)", -30, 30),
        ("t_below(x, 6)", -9, 9),
        ("t_quantile(x, 3)", 0.5, 0.999),
    ]
    draw = random.Random(1908)
    for formula, low, high in calls:
        # Printed to eight places: the digits are there, or the two sides differ.
        spec = {**written(formula, ".8f"), "inputs": [NUMBER]}
        tried = [{"x": f"{draw.uniform(low, high):.6f}"} for _ in range(200)]
        for raw, told in zip(tried, script.evaluate(RESPOND, [spec, tried]), strict=True):
            value = formulas.work_out(formulas.parse(formula), {"x": float(raw["x"])})
            said = float(told["said"][0].replace("\N{MINUS SIGN}", "-"))
            assert said == pytest.approx(value, abs=2e-8)


def worked(page: str, name: str, **typed: object) -> dict[str, Any]:
    """Every number of an exercise at one setting."""
    spec = next(spec for spec in specs(ROOT / "chapters" / f"{page}.ipynb") if spec["name"] == name)
    exercise = rebuilt(spec)
    values = dict(exercise.given)
    for key, field in exercise.inputs.items():
        value = typed.get(key, "")
        values[key] = field.read(value if isinstance(value, list) else str(value))
    for key, tree in exercise.work:
        values[key] = formulas.work_out(tree, values)
    return values


def test_exercises_come_to_what_the_models_behind_their_pages_do() -> None:
    draw = random.Random(1979)
    for _ in range(40):
        changes = [round(draw.uniform(-5, 5), 1) for _ in range(draw.randint(3, 12))]
        listed, cut = " ".join(map(str, changes)), round(draw.uniform(0, 6), 1)
        base = worked("better-care-fund-plan", "own-base-rate", changes=listed, cut=cut)
        assert base["chance"] == pytest.approx(base_rate.chance_of_change(changes, -cut))

        met, of = sorted(draw.randint(0, 60) for _ in range(2))
        of = max(of, 1)
        record = worked("fifty-years-of-promises", "own-promises", met=met, compared=of, without=3)
        assert (record["low"], record["high"]) == pytest.approx(wilson(met, of))

        shares = [round(100 * draw.gauss(0.3, 0.5)) for _ in range(6)]
        plan = worked("labs/a-target-you-can-believe", "own-record",
                      shares=" ".join(map(str, shares)), cut=10)  # fmt: skip
        known = reference_class.record([share / 100 for share in shares])
        assert (plan["n"], plan["whole"]) == (known.results, known.whole)
        if not known.whole:
            assert plan["upper"] == pytest.approx(100 * known.high)

        average, unequal, picked_at = draw.uniform(0.1, 2), draw.uniform(0, 2), draw.randint(1, 5)
        average, unequal = round(average, 2), round(unequal, 1)
        admitted = 1000 * (1 - regression.chance_of_none(average, unequal))
        picked = worked("labs/regression-to-the-mean", "scheme-of-the-worst",
                        cut_off=picked_at, reported=50, rate=1000 * average, admitted=admitted)  # fmt: skip
        model = regression.follow(average, unequal, picked_at)
        assert 100 * picked["fall"] == pytest.approx(model.fall, rel=1e-6)

        sites, admissions = draw.randint(2, 200), draw.randint(10, 5000)
        programme = worked("labs/the-best-of-many-pilots", "own-programme",
                           sites=sites, admissions=admissions, wanted=20)  # fmt: skip
        best = pilots.best_of(sites, pilots.chance_in_counts(admissions), 0, 0, 20)
        assert (programme["best"], programme["chance"]) == pytest.approx((best.best, best.chance))

        older, rate = draw.randint(4000, 300_000), draw.randint(100, 1500)
        council = worked("labs/the-best-of-many-pilots", "your-council", older=older, rate=rate)
        limits = funnel(council["england"], older)
        assert (council["low"], council["high"]) == pytest.approx(limits)
        assert council["people"] == pytest.approx(rate * older / 100_000)

        memory, most = round(draw.random(), 2), draw.randint(1, 30)
        study = worked("labs/what-an-evaluation-can-see", "approve-a-study",
                       hope=2, error=1.5, memory=memory, most=most)  # fmt: skip
        sight = power.sees(2, 1.5, most, memory)
        assert study["at_end"] == pytest.approx(sight.smallest)
        assert 100 * study["chance"] == pytest.approx(sight.chance)


def test_odds_are_said_as_the_lab_of_base_rates_says_them() -> None:
    for thousandth in range(0, 1000, 7):
        assert formulas.odds(thousandth / 1000 + 1e-4) == base_rate.in_words(
            thousandth / 1000 + 1e-4
        )


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.052, "about 1 in 19"),
        (0.25, "about 1 in 4"),
        (0.34, "about 34 in 100"),
        (0.403, "about 40 in 100"),
        (0.9, "about 90 in 100"),
        (0.999, "over 99 in 100"),
    ],
)
def test_odds_above_a_quarter_are_said_out_of_a_hundred_on_both_sides(
    script: Page, chance: float, said: str
) -> None:
    assert formulas.odds(chance) == said
    spec = {**written("odds(chance)", ""), "given": {"chance": chance}}
    assert script.evaluate(RESPOND, [spec, [{}]])[0]["said"] == [said]


@pytest.mark.parametrize(
    ("value", "style", "said"),
    [
        (1234.5, ",.0f", "1,235"),
        (-0.04, ".1f", "0.0"),
        (-2.25, "+.1f", "\N{MINUS SIGN}2.3"),
        (0.125, ".0%", "13%"),
        (2.5, "+.0f", "+3"),
        (1e9 + 0.5, ",.0f", "1,000,000,001"),
    ],
)
def test_a_half_is_rounded_away_from_nought(
    script: Page, value: float, style: str, said: str
) -> None:
    assert formulas.number(value, style) == said
    spec = {**written("x", style), "given": {"x": value}}
    assert script.evaluate(RESPOND, [spec, [{}]])[0]["said"] == [said]


# ---- what is typed ----


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,200", 1200),
        ("£3.50", 3.5),
        (" 7 % ", 7),
        ("\N{MINUS SIGN}2", -2),
        ("+4", 4),
        (".5", 0.5),
        ("1 000", 1000),
        ("12k", 12_000),
        ("640 thousand", 640_000),
        ("0.5m", 500_000),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, value: float) -> None:
    assert fields.Number("x", least=-10, most=1e6, step=0.1).read(typed) == value


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Write a number for “Cost”."),
        ("ten", "“Cost” needs a number, in figures."),
        ("5k", "“Cost” needs a number, in figures."),
        ("11", "“Cost” must be from 0 to 10."),
        ("2.5", "“Cost” must be a whole number."),
    ],
)
def test_a_wrong_number_is_told_what_to_mend(typed: str, told: str) -> None:
    with pytest.raises(Fault) as fault:
        fields.Number("Cost", least=0, most=10).read(typed)
    assert str(fault.value) == told


@pytest.mark.parametrize(
    ("unit", "typed", "value"),
    [
        ("£ million", "12m", 12),
        ("£ million", "640k", 0.64),
        ("£ million a year", "£1.5m", 1.5),
        ("£ million", "5.3 billion", 5300),
        ("£ thousand", "640k", 640),
        ("£ thousand", "£1.2 million", 1200),
        ("£", "5k", 5000),
        ("per cent", "12%", 12),
        ("per cent", "12 per cent", 12),
    ],
)
def test_a_sum_is_read_in_the_unit_of_its_field(unit: str, typed: str, value: float) -> None:
    assert fields.Number("Cost", unit, step=0.01).read(typed) == pytest.approx(value, abs=1e-12)


def test_a_year_is_written_without_a_comma_and_a_count_with_one() -> None:
    year = fields.Number("The year", least=1900, most=2100, example=1974)
    assert (year.given(), year.hint) == ("1974", "A whole number from 1900 to 2100.")
    assert year.says["range"] == "“The year” must be from 1900 to 2100."
    assert fields.Number("Beds", least=0, most=2100, example=1974).given() == "1,974"


def test_a_sum_that_cannot_be_read_is_told_how_to_write_it() -> None:
    for unit, example in (("£ million", "12m"), ("£ thousand", "640k"), ("", "1.2k")):
        with pytest.raises(Fault, match=example):
            fields.Number("Cost", unit).read("12 quid")


def test_a_list_of_numbers_is_read_with_commas_between_them_or_inside() -> None:
    counts = fields.Numbers("Counts")
    assert counts.read("4,210 4,380") == counts.read("4210, 4380") == [4210, 4380]
    assert counts.read("£4,210, £4,380") == counts.read("4.21k 4.38k") == [4210, 4380]
    assert counts.read("12, 13; 14 15") == [12, 13, 14, 15]
    with pytest.raises(Fault, match="could mean two things"):
        counts.read("120,125,130")
    told = fields.Numbers("Counts").hint
    assert counts.read(re.findall(r"such as (.*)\.", told)[0]) == [1200, 1350]


SIX = {each.key: each for each in six_questions.SIX}
HOLLOW_ANSWERS = [
    "TBC",
    "tbc by finance",
    "Don’t know",
    "none",
    "N/A",
    "?",
    "To be confirmed.",
    "no-one yet",
]


def answers_of_six(**typed: str) -> str:
    """What the tool says of a plan with these answers to the six questions."""
    spec = next(iter(specs(ROOT / "chapters" / "tools" / "the-six-questions.ipynb")))
    said, faults = rebuilt(spec).respond(typed)
    assert not faults
    return " ".join(said)


def test_words_that_answer_nothing_count_as_blanks() -> None:
    blank = answers_of_six()
    assert "Not one of the six is answered" in blank
    for words in HOLLOW_ANSWERS:
        assert answers_of_six(**dict.fromkeys(SIX, words)) == blank, words
    for words in (
        "12%",
        "Nobody but the council",
        "None of the wards will close",
        "April 2027",
        "0",
    ):
        assert "Not one of the six" not in answers_of_six(target=words), words


def test_five_answers_of_six_are_told_what_follows_from_the_sixth() -> None:
    whole = dict.fromkeys(SIX, "an answer")
    said = {name: answers_of_six(**{**whole, name: "TBC"}) for name in whole}
    assert len(set(said.values())) == 6
    for name, words in said.items():
        assert f"Missing is only {SIX[name].named}." in words
        assert SIX[name].without in words
        assert sum(each.without in words for each in SIX.values()) == 1
        assert words != answers_of_six()


def said_by(page: str, name: str, **typed: Any) -> str:
    """What an exercise says of its example with some of its inputs typed otherwise."""
    spec = next(spec for spec in specs(ROOT / "chapters" / f"{page}.ipynb") if spec["name"] == name)
    said, faults = rebuilt(spec).respond({**spec["example"], **typed})
    assert not faults
    return " ".join(said)


def test_a_study_is_not_called_likely_to_miss_what_it_will_more_likely_find() -> None:
    seen = set()
    for tenths in range(5, 60):
        words = said_by("labs/what-an-evaluation-can-see", "approve-a-study", hope=str(tenths / 10))
        chance = int(re.findall(r"chance of finding [\d.]+ is (\d+)%", words)[0])
        seen.add(chance >= 50)
        assert ("probably miss" in words) == (chance < 50), words
        assert ("So the funded years are" in words) == (chance >= 80), words
    assert seen == {True, False}


def test_nobody_is_told_to_say_plainly_what_a_study_could_not_tell() -> None:
    for design in range(6):
        for interval in ("yes", "no", "none"):
            words = said_by(
                "tools/how-sure", "how-sure", design=str(design), concerns=[], interval=interval
            )
            assert ("Say it plainly" in words) == (design >= 4 and interval == "yes"), words
            assert words.count("Say “") + words.count("Say it") == 1, words
            assert ("could not tell" in words) == (interval == "no"), words


def test_a_smaller_fall_than_comes_by_itself_is_not_called_harm() -> None:
    for reported in range(0, 100, 5):
        words = said_by(
            "labs/regression-to-the-mean", "scheme-of-the-worst", reported=str(reported)
        )
        assert " more admissions" not in words, words
        assert ("no evidence that it helped. Nor is it evidence of harm" in words) == (
            "less than that" in words
        )


@pytest.mark.parametrize("counts", ["100 104 109 111", "100 98 103 101 104 100"])
def test_no_ratio_finer_than_a_few_changes_allow(counts: str) -> None:
    words = said_by("tools/base-rate", "base-rate", counts=counts, cut="30")
    changes = len(counts.split()) - 1
    assert f"under 1 in {2 * (changes + 1)}" in words
    assert f"only {changes} changes" in words
    assert not re.search(r"\b[01] times", words)


def test_an_exercise_that_cannot_work_is_refused_where_it_is_made() -> None:
    cost = {"cost": fields.Number("Cost", example=0)}
    with pytest.raises(ValueError, match="example has no answer"):
        made("a", "t", "a", inputs=cost, work={"x": "1 / cost"}, answer=["{x:.0f}"])
    with pytest.raises(ValueError, match="used before it has a value"):
        made("a", "t", "a", inputs=cost, work={"x": "price * cost"}, answer=["{x:.0f}"])
    with pytest.raises(ValueError, match="no format"):
        made("a", "t", "a", inputs=cost, answer=["{cost:>10}"])
    with pytest.raises(ValueError, match="is no input"):
        made("a", "t", "a", inputs=cost, answer=["x"], rules=[("cost > 0", "price", "No.")])
