"""A verdict follows from the figures by rule, whatever their order, direction or unit."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from joinedup.evidence.data import Evidence
from joinedup.evidence.promises import (
    COMPARED,
    Amount,
    Judgement,
    UnitsDiffer,
    judge,
    scoreboard,
    worded,
)

numbers = st.integers(-10_000, 10_000).map(lambda n: n / 10)
maybe = st.none() | numbers
MIRROR = {"at_least": "at_most", "at_most": "at_least"}


def percent(value: float | None, **ends: float) -> Amount:
    """An amount in per cent."""
    return Amount("percent", value, **ends)


def verdict_on(
    target: float, outcome: float | None, baseline: float | None = None, aim: str = "at_least"
) -> Judgement:
    """The judgement on plain numbers."""
    return judge(
        percent(target),
        None if outcome is None else percent(outcome),
        None if baseline is None else percent(baseline),
        aim=aim,
    )


@pytest.mark.parametrize(
    ("outcome", "verdict", "share"),
    [
        (12, "met", 1),
        (14, "met", 1.5),
        (10, "partly met", 0.5),
        (8, "no change", 0),
        (6, "went the other way", -0.5),
    ],
)
def test_a_share_of_the_promised_change_decides(outcome: float, verdict: str, share: float) -> None:
    judged = verdict_on(12, outcome, baseline=8)
    assert (judged.verdict, judged.share) == (verdict, share)


def test_the_rule_that_decided_is_said_with_its_numbers() -> None:
    assert verdict_on(16.5, 10.5, baseline=6.5).rule == (
        "Delivered 40% of the promised change: from 6.5% to 10.5% against at least 16.5%."
    )


def test_a_share_is_never_rounded_to_all_or_nothing() -> None:
    assert "over 99%" in verdict_on(1000, 999.9, baseline=0).rule
    assert "under 1%" in verdict_on(1000, 0.1, baseline=0).rule


def test_without_a_baseline_a_promise_is_met_or_missed() -> None:
    assert verdict_on(12, 12).verdict == "met"
    missed = verdict_on(12, 11)
    assert (missed.verdict, missed.share) == ("missed", None)
    assert "no baseline" in missed.rule


def test_a_promise_already_kept_at_the_start_has_no_share() -> None:
    kept, lost = verdict_on(12, 13, baseline=12), verdict_on(12, 11, baseline=12)
    assert (kept.verdict, kept.share) == ("met", None)
    assert "already there" in kept.rule
    assert (lost.verdict, lost.share) == ("went the other way", None)


def test_no_outcome_comes_before_every_other_rule() -> None:
    assert judge(percent(1), aim="at_least", comparability="not_comparable").verdict == (
        "outcome not found"
    )
    assert judge(percent(1), percent(1), aim="at_least", answered_by="none").verdict == (
        "outcome not found"
    )


@pytest.mark.parametrize(
    ("answered_by", "verdict"),
    [("forecast", "forecast only"), ("claim", "claimed only"), ("input", "input only")],
)
def test_what_is_not_an_outcome_is_called_what_it_is(answered_by: str, verdict: str) -> None:
    judged = judge(
        percent(1), percent(2), aim="at_least", answered_by=answered_by,
        comparability="different_place",
    )  # fmt: skip
    assert (judged.verdict, judged.share) == (verdict, None)


@pytest.mark.parametrize(
    "comparability", ["not_comparable", "different_place", "different_definition"]
)
def test_unlike_things_are_not_compared(comparability: str) -> None:
    judged = judge(percent(1), percent(2), aim="at_least", comparability=comparability)
    assert (judged.verdict, judged.share) == ("not comparable", None)


@pytest.mark.parametrize("comparability", ["later_date", "earlier_date"])
def test_another_date_is_judged_and_said(comparability: str) -> None:
    judged = judge(percent(1), percent(2), aim="at_least", comparability=comparability)
    assert judged.verdict == "met"
    assert comparability.split("_")[0] in judged.rule


def test_a_range_is_met_at_its_nearer_end() -> None:
    target = percent(None, low=126, high=189)
    assert judge(target, percent(126), aim="at_least").verdict == "met"
    assert judge(target, percent(189), aim="at_most").verdict == "met"
    assert judge(target, percent(150), aim="exactly").verdict == "met"
    judged = judge(target, percent(110), percent(63), aim="at_least")
    assert judged.share == pytest.approx(47 / 63)


def test_an_outcome_range_is_taken_at_its_cautious_end() -> None:
    outcome = percent(None, low=10, high=14)
    assert judge(percent(12), outcome, aim="at_least").verdict == "missed"
    assert judge(percent(12), outcome, aim="at_most").verdict == "missed"
    assert "cautious" in judge(percent(9), outcome, aim="at_least").rule
    assert judge(percent(12), outcome, aim="exactly").verdict == "not comparable"


def test_an_outcome_without_a_number_is_not_compared() -> None:
    assert judge(percent(1), percent(None), aim="at_least").verdict == "not comparable"


def test_a_change_starts_from_nothing_and_a_ratio_from_one() -> None:
    rise = judge(percent(-3.5), percent(1.4), aim="at_most", form="change")
    assert (rise.verdict, rise.share) == ("went the other way", pytest.approx(-0.4))
    half = judge(Amount("ratio", 0.8), Amount("ratio", 0.9), aim="at_most", form="ratio")
    assert (half.verdict, half.share) == ("partly met", pytest.approx(0.5))


def test_exactly_is_judged_at_the_printed_precision() -> None:
    assert verdict_on(12, 12.4, aim="exactly").verdict == "met"
    assert verdict_on(12.5, 12.4, aim="exactly").verdict == "missed"
    assert verdict_on(12, 14, baseline=8, aim="exactly").verdict == "partly met"


def test_a_late_date_is_missed_by_so_many_years() -> None:
    late = judge(Amount("year", 1991), Amount("year", 1993), aim="by", form="date")
    assert (late.verdict, late.rule) == ("missed", "Done in 1993 against 1991: 2 years late.")
    assert judge(Amount("year", 1991), Amount("year", 1991), aim="by").verdict == "met"


@pytest.mark.parametrize(
    ("word", "given"),
    [
        ("aim", {"aim": "upwards"}),
        ("answered_by", {"aim": "by", "answered_by": "hope"}),
        ("comparability", {"aim": "by", "comparability": "roughly"}),
    ],
)
def test_an_unknown_word_is_refused(word: str, given: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=word):
        judge(percent(1), percent(1), **given)  # type: ignore[arg-type]


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        percent(float("nan"))
    with pytest.raises(ValueError, match="lacks the number"):
        judge(percent(None, high=3), percent(1), aim="at_least")


@given(numbers, maybe, st.sampled_from(["outcome", "baseline"]))
def test_units_never_mix(target: float, other: float | None, which: str) -> None:
    people = Amount("people", other)
    outcome, baseline = (people, None) if which == "outcome" else (percent(1), people)
    with pytest.raises(UnitsDiffer):
        judge(percent(target), outcome, baseline, aim="at_least")


@given(numbers, maybe, numbers, numbers, st.sampled_from(sorted(MIRROR)))
def test_improving_an_outcome_never_worsens_a_verdict(
    target: float, baseline: float | None, one: float, other: float, aim: str
) -> None:
    worse, better = sorted((one, other), reverse=aim == "at_most")
    first, second = (verdict_on(target, o, baseline, aim) for o in (worse, better))
    assert COMPARED.index(second.verdict) <= COMPARED.index(first.verdict)
    if first.share is not None and second.share is not None:
        assert second.share >= first.share


@given(numbers, maybe, numbers, st.sampled_from(sorted(MIRROR)))
def test_turning_every_number_round_mirrors_the_judgement(
    target: float, baseline: float | None, outcome: float, aim: str
) -> None:
    plain = verdict_on(target, outcome, baseline, aim)
    turned = verdict_on(-target, -outcome, None if baseline is None else -baseline, MIRROR[aim])
    assert (turned.verdict, turned.share) == (plain.verdict, plain.share)


def test_nothing_is_missed_before_its_deadline_or_without_one() -> None:
    short = {
        "target": percent(12),
        "outcome": percent(10),
        "baseline": percent(8),
        "aim": "at_least",
    }
    on_time = judge(**short)
    early = judge(**short, comparability="earlier_date")
    undated = judge(**short, dated=False)
    assert on_time.verdict == "partly met"
    assert (early.verdict, early.share) == ("too early or undated", on_time.share)
    assert (undated.verdict, undated.share) == ("too early or undated", on_time.share)
    assert early.rule.startswith("Counted before its date, so nothing was missed. Delivered 50%")
    assert undated.rule.startswith("No date was set, so nothing was missed. Delivered 50%")
    assert judge(**short, comparability="later_date").verdict == "partly met"


def test_a_promise_whose_date_has_not_come_is_early_and_not_a_gap() -> None:
    assert judge(percent(12), aim="at_least", to_come=True).verdict == "too early or undated"
    assert judge(percent(12), aim="at_least").verdict == "outcome not found"


def test_what_is_reached_early_or_without_a_date_is_met() -> None:
    reached = {"target": percent(12), "outcome": percent(12), "aim": "at_least"}
    assert judge(**reached, comparability="earlier_date").verdict == "met"
    assert judge(**reached, dated=False).verdict == "met"


@pytest.mark.parametrize(
    ("promise", "target", "words"),
    [
        ("Cut it by {target}.", percent(-3.5), "Cut it by 3.5%."),
        ("Run down to {number} beds.", Amount("count", 33000), "Run down to 33,000 beds."),
        ("{number} places each.", Amount("per_1000", None, 3, 4), "3 to 4 places each."),
        ("Save {target}.", Amount("GBP_m", 1400), "Save £1.4bn."),
        ("{target} fewer.", Amount("admissions", None, 5, 6), "5 to 6 admissions fewer."),
        ("Done by {number}.", Amount("year", 1991), "Done by 1991."),
    ],
)
def test_a_promise_carries_its_number_in_its_words(
    promise: str, target: Amount, words: str
) -> None:
    assert worded(promise, target) == words


def test_words_that_name_something_else_are_refused() -> None:
    with pytest.raises(ValueError, match="baseline"):
        worded("From {baseline} to {number}.", percent(1))


@given(numbers, numbers, numbers)
def test_a_share_of_one_or_more_is_a_promise_met(target: float, base: float, end: float) -> None:
    assume(target > base)
    judged = verdict_on(target, end, base)
    assert judged.share is not None
    assert (judged.share >= 1) == (judged.verdict == "met")


def test_the_order_of_rows_decides_nothing(small_evidence: Evidence) -> None:
    board = scoreboard(small_evidence)
    turned = replace(
        small_evidence,
        figures=small_evidence.figures.iloc[::-1],
        promises=small_evidence.promises.sample(frac=1, random_state=1),
        initiatives=small_evidence.initiatives.iloc[::-1],
    )
    shuffled = scoreboard(turned)
    assert shuffled.sort_index().equals(board.sort_index())


def test_the_scoreboard_has_one_row_a_promise(small_evidence: Evidence) -> None:
    board = scoreboard(small_evidence)
    assert list(board.index) == list(small_evidence.promises.index)
    assert board["verdict"].to_dict() == {
        "p_e010": "met",
        "p_e017": "too early or undated",  # counted five years before its date
        "p_e031": "outcome not found",
        "p_e043": "partly met",
        "p_e099": "forecast only",
        "p_e239": "missed",
        "p_e286": "claimed only",
        "p_b001": "went the other way",
        "p_b068": "went the other way",
    }
    beds = board.loc["p_e010"]
    assert (beds["baseline"], beds["target"], beds["outcome"]) == (55000, 33000, 23000)
    assert beds["status"] == "primary"
    assert beds["source_ids"] == "hansard1976nov16 hansard1997dec17"
    assert board.loc["p_b001", "baseline"] == 0
