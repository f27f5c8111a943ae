"""What became of each promise?

A verdict is computed from the promise's figures by the rules of judge(), never typed. The share delivered
is (outcome - baseline) / (target - baseline); without a baseline the outcome is set against the target. A
promise's deadline is the end of its target's period: "by 1991" has one, and "1976.." has none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import pandas as pd

from joinedup.evidence.numbers import decimal_places, format_amount, format_value

if TYPE_CHECKING:
    from joinedup.evidence.data import Evidence

# From best to worst, where an outcome answers the promise; the others compare nothing. "missed"
# stands where no baseline can say which way things went, so it is never met beside the three
# verdicts above it.
COMPARED = ("met", "partly met", "no change", "missed", "went the other way")
EARLY = "too early or undated"
GATHERED = pd.Timestamp("2026-11-30")  # the evidence was gathered up to this day
VERDICTS = (
    *COMPARED,
    EARLY,
    "forecast only",
    "claimed only",
    "input only",
    "outcome not found",
    "not comparable",
)

_ONLY = {
    "forecast": ("forecast only", "Only a forecast or plan was found, not what happened."),
    "claim": ("claimed only", "Only the programme's own claim was found, with no comparison."),
    "input": ("input only", "Only what was put in was found, not what came of it."),
}
_NOT_COMPARABLE = {
    "not_comparable": "Promise and outcome are too unlike to compare.",
    "different_place": "The outcome is for a different place from the promise.",
    "different_definition": "The outcome counts something different from the promise.",
}
_OTHER_DATE = {
    "later_date": " The outcome is for a later date than the promise.",
    "earlier_date": " The outcome is for an earlier date than the promise.",
}
_START = {"change": 0.0, "ratio": 1.0}
_AIMS = {"at_least": "at least ", "at_most": "at most ", "exactly": "exactly ", "by": "by "}


Cells = dict[str, Any]  # one row of a table, by column


class UnitsDiffer(ValueError):
    """Two figures in different units were set against each other."""


@dataclass(frozen=True)
class Amount:
    """A number in a unit, or a range with either end open. Raises ValueError for nan or inf."""

    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        numbers = [n for n in (self.value, self.low, self.high) if n is not None]
        if not all(map(math.isfinite, numbers)):
            raise ValueError("an amount must be a finite number; leave it out when unknown")


class Judgement(NamedTuple):
    """A verdict, the share of the promised change delivered (1 is all; None where undefined),
    and one plain sentence saying which rule decided."""

    verdict: str
    share: float | None
    rule: str


def judge(
    target: Amount,
    outcome: Amount | None = None,
    baseline: Amount | None = None,
    *,
    aim: str,
    form: str = "level",
    answered_by: str = "outcome",
    comparability: str = "comparable",
    dated: bool = True,
    to_come: bool = False,
) -> Judgement:
    """The verdict on one promise.

    aim is at_least, at_most, exactly or by (a date); form, answered_by and comparability are as
    in the tables. A target range is met at its nearer end; an outcome range is taken at its
    cautious end. Where form is change or ratio, things start from 0 or 1 and baseline is not used.

    Nothing is missed before its deadline, or without one: an outcome that falls short is
    "too early or undated" where the promise named no date (dated is False) or the outcome is of an
    earlier date. Its share says how far things had come by then. A promise reached early, or
    without a date, is met; one whose date is still to come, and that nothing answers yet, is early.

    Raises UnitsDiffer unless the amounts share a unit or comparability is different_definition,
    and ValueError for an aim, answered_by or comparability it does not know or a target without
    the number its aim needs.
    """
    if aim not in _AIMS:
        raise ValueError(f"aim {aim!r} is not one of {', '.join(_AIMS)}")
    if answered_by not in ("outcome", "none", *_ONLY):
        raise ValueError(f"answered_by {answered_by!r} is not known")
    if comparability not in ("comparable", *_OTHER_DATE, *_NOT_COMPARABLE):
        raise ValueError(f"comparability {comparability!r} is not known")
    if outcome is None or answered_by == "none":
        if to_come:
            return Judgement(EARLY, None, "Its date has not come yet.")
        return Judgement("outcome not found", None, "No outcome was found in the sources read.")
    if comparability != "different_definition":
        _require_one_unit(target, outcome, baseline)
    if answered_by in _ONLY:
        verdict, sentence = _ONLY[answered_by]
        return Judgement(verdict, None, sentence)
    if comparability in _NOT_COMPARABLE:
        return Judgement("not comparable", None, _NOT_COMPARABLE[comparability])
    reached = _cautious_end(outcome, aim)
    if reached is None:
        sentence = "The outcome has no number that can be set against the promise."
        return Judgement("not comparable", None, sentence)
    goal = Goal.of(target, aim)
    if aim == "by":
        found = _judge_date(goal, reached)
    else:
        start = _START.get(form, baseline.value if baseline else None)
        found = _judge_number(goal, reached, start, form)
    cautious = " The cautious end of a range is used." if outcome.value is None else ""
    found = found._replace(rule=found.rule + cautious + _OTHER_DATE.get(comparability, ""))
    if found.verdict == "met" or (dated and comparability != "earlier_date"):
        return found
    why = "Counted before its date" if dated else "No date was set"
    return found._replace(verdict=EARLY, rule=f"{why}, so nothing was missed. {found.rule}")


@dataclass(frozen=True)
class Goal:
    """What an outcome must reach: a closed range, open at the end that does not matter."""

    aim: str
    unit: str
    low: float
    high: float

    @classmethod
    def of(cls, target: Amount, aim: str) -> Goal:
        """The goal a target sets. Raises ValueError if it lacks the number its aim needs."""
        low = target.low if target.value is None else target.value
        high = target.high if target.value is None else target.value
        if aim == "at_least":
            high = math.inf
        elif aim in ("at_most", "by"):
            low = -math.inf
        if low is None or high is None:
            raise ValueError(f"a target to be judged {aim} lacks the number that it needs")
        return cls(aim, target.unit, low, high)

    def met_by(self, number: float) -> bool:
        """Whether a number reaches the goal; `exactly` at the precision the goal is printed in."""
        if self.aim == "exactly":
            return self.low <= self._printed(number, self.low) and (
                self._printed(number, self.high) <= self.high
            )
        return self.low <= number <= self.high

    def nearer_end(self, number: float) -> float:
        """The end of the goal that is nearer to a number outside it."""
        if not math.isfinite(self.low):
            return self.high
        if not math.isfinite(self.high):
            return self.low
        return self.low if abs(number - self.low) <= abs(number - self.high) else self.high

    def said(self) -> str:
        """The goal in words: "at least 12%", "3 to 4"."""
        ends = [end for end in (self.low, self.high) if math.isfinite(end)]
        if len(set(ends)) == 1:
            return _AIMS[self.aim] + format_value(ends[0], self.unit)
        first, last = ends
        return f"{format_amount(first, self.unit)} to {format_value(last, self.unit)}"

    @staticmethod
    def _printed(number: float, like: float) -> float:
        return round(number, decimal_places(like))


def worded(promise: str, target: Amount) -> str:
    """A promise with its number in its words.

    promise names the number once, as {target} (with its unit: "£27m", "3.5%") or {number} (without
    a noun: "33,000", "3 to 4"); either is a size, so that a fall of 3.5% is not "-3.5%". Raises
    ValueError for a promise that names anything else, or for a target without a number.
    """
    ends = [target.value] if target.value is not None else [target.low, target.high]
    sizes = sorted(abs(end) for end in ends if end is not None)
    if not sizes:
        raise ValueError("a target without a number cannot be put into words")
    unit = target.unit
    number = " to ".join(f"{size:,.6f}".rstrip("0").rstrip(".") for size in sizes)
    if unit == "year":
        number = number.replace(",", "")
    *before, last = sizes
    full = " to ".join([*(format_amount(size, unit) for size in before), format_value(last, unit)])
    try:
        return promise.format_map({"target": full, "number": number})
    except (KeyError, IndexError, ValueError) as error:
        raise ValueError(f"{promise!r} names something else than its target: {error}") from error


def _judge_number(goal: Goal, reached: float, start: float | None, form: str) -> Judgement:
    unit, met = goal.unit, goal.met_by(reached)
    numbers = f"{format_amount(reached, unit)} against {goal.said()}"
    if start is None:
        if met:
            return Judgement("met", None, f"Reached: {numbers}.")
        sentence = f"Not reached: {numbers}, and no baseline to say whether it moved."
        return Judgement("missed", None, sentence)
    if form == "change":
        numbers = f"a change of {numbers}"
    elif form == "ratio":
        numbers = f"a ratio of {numbers}"
    else:
        numbers = f"from {format_amount(start, unit)} to {numbers}"
    if goal.met_by(start):
        # Nothing was left to deliver, so a share would divide by nothing or mislead.
        if met:
            sentence = f"Reached, but it was already there at the start: {numbers}."
            return Judgement("met", None, sentence)
        sentence = f"Lost what was already reached at the start: {numbers}."
        return Judgement("went the other way", None, sentence)
    end = goal.nearer_end(start)
    share = (reached - start) / (end - start)
    if met:
        return Judgement("met", share, f"Reached: {numbers}.")
    if share > 1:
        return Judgement("partly met", share, f"Went past the exact figure promised: {numbers}.")
    if share > 0:
        sentence = f"Delivered {_percent(share)} of the promised change: {numbers}."
        return Judgement("partly met", share, sentence)
    if share == 0:
        return Judgement("no change", share, f"Nothing changed: {numbers}.")
    return Judgement("went the other way", share, f"Moved away from the target: {numbers}.")


def _judge_date(goal: Goal, reached: float) -> Judgement:
    year, deadline = format_value(reached, goal.unit), format_value(goal.high, goal.unit)
    if goal.met_by(reached):
        return Judgement("met", None, f"Done in {year}, against a promise of {deadline}.")
    late = format_value(reached - goal.high, "years")
    return Judgement("missed", None, f"Done in {year} against {deadline}: {late} late.")


def _require_one_unit(*amounts: Amount | None) -> None:
    units = {amount.unit for amount in amounts if amount is not None}
    if len(units) > 1:
        raise UnitsDiffer(f"cannot set {' against '.join(sorted(units))}")


def _cautious_end(outcome: Amount, aim: str) -> float | None:
    """The number to judge an outcome by: its value, else the end least kind to the promise."""
    if outcome.value is not None:
        return outcome.value
    if aim == "at_least":
        return outcome.low
    if aim in ("at_most", "by"):
        return outcome.high
    return outcome.low if outcome.low == outcome.high else None


def _percent(share: float) -> str:
    """A share strictly between 0 and 1, never rounded to all or nothing."""
    if share < 0.01:
        return "under 1%"
    if share > 0.99:
        return "over 99%"
    return f"{share:.0%}"


def scoreboard(evidence: Evidence) -> pd.DataFrame:
    """One row a promise, indexed by promise_id, in the order of promises.csv.

    promise is in words, with its number. baseline, target (with target_low, target_high) and
    outcome are in `unit`; outcome is NaN where it has another unit or no number, baseline is 0 or 1
    where the measure is a change or a ratio.
    period and place are the target's. status is primary only if every figure used is; source_ids
    are theirs, separated by spaces. counted is False for a row that only words another
    promise afresh or that nobody in charge made: leave those out of counts. share is NaN where it
    is undefined. doubt says in a few words what makes the verdict less sure, "" where nothing does;
    due is the last day of the time that the promise gave itself, NaT where it named none.
    """
    figures = _rows(evidence.figures)
    initiatives = _rows(evidence.initiatives)
    records = [
        _score(promise_id, promise, figures, initiatives)
        for promise_id, promise in _rows(evidence.promises).items()
    ]
    board = pd.DataFrame(records, columns=list(_SCOREBOARD)).set_index("promise_id")
    numbers = ["baseline", "target", "target_low", "target_high", "outcome", "share"]
    return board.astype(dict.fromkeys(numbers, "float64") | {"due": "datetime64[ns]"})


_SCOREBOARD = (
    *("promise_id", "promise", "initiative_id", "initiative", "era", "government", "kind"),
    *("lever", "measure", "unit", "better", "aim", "baseline", "target", "target_low"),
    *("target_high", "outcome", "answered_by", "comparability", "share", "verdict", "rule"),
    *("doubt", "due"),
    *("status", "period", "place", "source_ids", "counted"),
    *("counted_note", "target_id", "baseline_id", "outcome_id"),
)


def _score(
    promise_id: str, promise: Cells, figures: dict[str, Cells], initiatives: dict[str, Cells]
) -> Cells:
    """One row of the scoreboard, from rows as dictionaries."""
    target = figures[promise["target_id"]]
    baseline = figures.get(promise["baseline_id"])
    outcome = figures.get(promise["outcome_id"])
    initiative = initiatives[target["initiative_id"]]
    judgement = judge(
        _amount(target),
        _amount(outcome) if outcome else None,
        _amount(baseline) if baseline else None,
        aim=promise["aim"],
        form=target["form"],
        answered_by=promise["answered_by"],
        comparability=promise["comparability"],
        dated=not pd.isna(target["end"]),
        to_come=target["end"] > GATHERED,
    )
    used = [figure for figure in (target, baseline, outcome) if figure]
    started = baseline["value"] if baseline and baseline["unit"] == target["unit"] else None
    return {
        "promise_id": promise_id,
        "promise": worded(promise["promise"], _amount(target)),
        "initiative_id": target["initiative_id"],
        "initiative": initiative["short_name"] or initiative["name"],
        "era": initiative["era"],
        "government": initiative["government"],
        "kind": target["kind"],
        "lever": promise["lever"],
        "measure": target["label"],
        "unit": target["unit"],
        "better": target["better"],
        "aim": promise["aim"],
        "baseline": _START.get(target["form"], started),
        "target": target["value"],
        "target_low": target["low"],
        "target_high": target["high"],
        "outcome": _outcome_in(target["unit"], outcome, promise["aim"]),
        "answered_by": promise["answered_by"],
        "comparability": promise["comparability"],
        "share": judgement.share,
        "verdict": judgement.verdict,
        "rule": judgement.rule,
        "doubt": promise["doubt"],
        "due": target["end"],
        "status": "primary" if all(f["status"] == "primary" for f in used) else "secondary",
        "period": target["period"],
        "place": target["place"],
        "source_ids": " ".join(dict.fromkeys(figure["source_id"] for figure in used)),
        "counted": promise["counted"] == "yes",
        "counted_note": promise["counted_note"],
        **{name: promise[name] for name in ("target_id", "baseline_id", "outcome_id")},
    }


def _outcome_in(unit: str, outcome: Cells | None, aim: str) -> float | None:
    """The number of an outcome, if it has one in that unit."""
    if outcome is None or outcome["unit"] != unit:
        return None
    return _cautious_end(_amount(outcome), aim)


def _rows(table: pd.DataFrame) -> dict[str, Cells]:
    """The rows of a table as dictionaries, by id."""
    return cast("dict[str, Cells]", table.to_dict("index"))


def _amount(figure: Cells) -> Amount:
    """A figure's numbers, blank cells (NaN) as None."""
    numbers = [None if math.isnan(figure[n]) else figure[n] for n in ("value", "low", "high")]
    return Amount(figure["unit"], *numbers)
