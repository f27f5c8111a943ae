"""Can this promise and that outcome be a pair? What it says of itself must agree with its figures.

A fault here moves a verdict, so the rules ask for what a careful reader would: one initiative, one
measure, one place and one date, or the word that says which of them differs.
"""

import re
from collections.abc import Callable, Iterator

from joinedup.evidence.periods import Period, parse_part_date, parse_period
from joinedup.evidence.reading import Fault
from joinedup.evidence.rows import Row, Rows

_ALIKE = ("comparable", "later_date", "earlier_date")
_NO_PLACE = "not stated"
_SPENT = "_spent"  # in the name of a measure of money that was spent


def pairs_are_of_one_thing(rows: Rows) -> Iterator[Fault]:
    """A pair called comparable, but perhaps for its date, has one initiative, one measure and one place.

    Measure and place may differ in their words where the note says why they come to the same.
    """
    for line, row, target, outcome in _pairs(rows):
        if row.get("comparability") not in _ALIKE:
            continue
        for column, words, instead in (
            ("initiative_id", "of", "not_comparable"),
            ("measure_id", "of", "different_definition"),
            ("place", "for", "different_place"),
        ):
            wanted, found = target.get(column, ""), outcome.get(column, "")
            if not wanted or not found or found == wanted or _NO_PLACE in (wanted, found):
                continue
            if column != "initiative_id" and row.get("comparability_note"):
                continue
            rule = (
                f"{row['outcome_id']} is {words} {found} and the target {words} {wanted}: "
                f"use another outcome, say {instead}, or say in the note why they are the same"
            )
            yield rows.fault("promises", line, "comparability", row, rule)
            break  # the wrong figure differs in many ways: once is enough


def dates_agree_with_comparability(rows: Rows) -> Iterator[Fault]:
    """An outcome for another date than the promise's says so, and one that says so is for another."""
    for line, row, target, outcome in _pairs(rows):
        measure = rows.measure_of(target)
        said = row.get("comparability", "")
        if said not in _ALIKE or not measure or measure.get("form") == "date":
            continue
        due, reached = deadline(target), _period(outcome)
        if due is None or reached is None:
            continue
        before = bool(reached.end and due.start and reached.end < due.start)
        after = bool(reached.start and due.end and reached.start > due.end)
        words = (
            f"{row['outcome_id']} is for {outcome['period']} and the promise for {_said(target)}"
        )
        if said == "comparable" and (before or after):
            rule = f"{words}: use {'earlier' if before else 'later'}_date and say why"
            yield rows.fault("promises", line, "comparability", row, rule)
        elif said == "earlier_date" and _starts_and_ends_after(reached, due):
            yield rows.fault("promises", line, "comparability", row, f"{words}: that is no earlier")
        elif said == "later_date" and _starts_and_ends_after(due, reached):
            yield rows.fault("promises", line, "comparability", row, f"{words}: that is no later")


def _starts_and_ends_after(one: Period, other: Period) -> bool:
    """Whether a period starts no earlier than another and ends no earlier, and is not the same."""
    return one != other and bool(
        one.start
        and other.start
        and one.start >= other.start
        and one.end
        and other.end
        and one.end >= other.end
    )


def baselines_come_first(rows: Rows) -> Iterator[Fault]:
    """Where things started is before what the promise led to, and before its deadline."""
    for line, row in rows.of("promises"):
        baseline = rows.get("figures", "figure_id", row.get("baseline_id", ""))
        start = _period(baseline)
        target = rows.get("figures", "figure_id", row.get("target_id", ""))
        if start is None or start.start is None or target is None:
            continue
        outcome = rows.get("figures", "figure_id", row.get("outcome_id", ""))
        reached, due = _period(outcome), deadline(target)
        if reached and reached.start and start.start >= reached.start:
            rule = f"starts no earlier than the outcome, {row['outcome_id']} ({outcome['period']})"  # type: ignore[index]
            yield rows.fault("promises", line, "baseline_id", row, rule)
        elif due and due.end and start.start > due.end:
            rule = f"starts after the promise was due ({_said(target)})"
            yield rows.fault("promises", line, "baseline_id", row, rule)


def money_put_in_is_no_outcome(rows: Rows) -> Iterator[Fault]:
    """Money allotted or announced was put in: it answers a promise as an input, never as an outcome.

    But what was spent answers a promise to spend, where both have one measure of money spent.
    """
    for line, row, target, outcome in _pairs(rows):
        measure = rows.measure_of(outcome)
        name = outcome.get("measure_id", "")
        was_to_spend = name == target.get("measure_id") and _SPENT in name
        in_money = outcome.get("unit", "").startswith("GBP") and not was_to_spend
        if (
            measure
            and row.get("comparability") in _ALIKE
            and in_money
            and measure.get("kind") == "process"
            and row.get("answered_by") == "outcome"
        ):
            rule = (
                f"{row['outcome_id']} is money put in ({measure['measure_id']}): give it the role "
                "input and answer the promise by input"
            )
            yield rows.fault("promises", line, "answered_by", row, rule)


def outcomes_had_happened(rows: Rows) -> Iterator[Fault]:
    """A source cannot report what came long after it: such a number is a forecast or a target.

    What is settled in law or contract for a day in the next hundred is reported as a fact.
    """
    if not rows.has("figures", "role", "period", "source_id"):
        return
    for line, row in rows.of("figures"):
        source = rows.get("sources", "source_id", row["source_id"])
        if row["role"] not in ("outcome", "baseline", "input") or source is None:
            continue
        forecast = row["role"] == "input" or "forecast" in row.get("period_note", "")
        period, published = _period(row), _published(source)
        if forecast or period is None or published is None or period.start is None:
            continue
        if published.end and (period.start - published.end).days > 100:
            when = source.get("date") or source.get("year")
            rule = (
                f"starts after its source was published ({row['source_id']}, {when}): that is a "
                "forecast, or another source"
            )
            yield rows.fault("figures", line, "period", row, rule)


def nothing_is_promised_twice(rows: Rows) -> Iterator[Fault]:
    """One commitment counts once, in whatever words or programme it comes again."""
    seen: dict[tuple[str, ...], str] = {}
    for line, row in rows.of("promises"):
        target = rows.get("figures", "figure_id", row.get("target_id", ""))
        if row.get("counted") != "yes" or target is None:
            continue
        one = ("measure_id", "period", "place", "value", "low", "high")
        keys = [tuple(target.get(column, "") for column in one)]
        keys.append(
            tuple(target.get(column, "") for column in ("initiative_id", *one[:3], "period_note"))
        )
        for key in keys:
            first = seen.setdefault(key, row.get("promise_id", ""))
            if first != row.get("promise_id"):
                rule = (
                    f"{first} already counts a promise of the same measure, period and place: "
                    f"use no and say that it is part of {first}"
                )
                yield rows.fault("promises", line, "counted", row, rule)
                break


def primary_figures_were_read(rows: Rows) -> Iterator[Fault]:
    """A figure is primary only if its source was opened, at its address or in a copy."""
    for line, row in rows.of("figures"):
        source = rows.get("sources", "source_id", row.get("source_id", ""))
        if source is None or row.get("status") != "primary":
            continue
        if source.get("read") == "no" and source.get("seen_url") == "":
            rule = f"use secondary: {row['source_id']} was not read, and has no seen_url where a copy was"
            yield rows.fault("figures", line, "status", row, rule)


def deadline(target: Row) -> Period | None:
    """When a promise was due: the last date that its target's period names.

    None where it has no date, or one that cannot be read.
    """
    try:
        last = re.split(r"\.\.| v ", target.get("period", "").removeprefix("by "))
        if " v " in target.get("period", ""):
            return parse_period(last[0])
        return parse_period(last[-1]) if last[-1] and last[-1] != "undated" else None
    except ValueError:
        return None


def _said(target: Row) -> str:
    return target["period"].removeprefix("by ")


def _pairs(rows: Rows) -> Iterator[tuple[int, Row, Row, Row]]:
    """(line, promise, target, outcome) of every promise that has both."""
    for line, row in rows.of("promises"):
        target = rows.get("figures", "figure_id", row.get("target_id", ""))
        outcome = rows.get("figures", "figure_id", row.get("outcome_id", ""))
        if target is not None and outcome is not None:
            yield line, row, target, outcome


def _period(figure: Row | None) -> Period | None:
    """The dates of a figure's period; None where it is missing or breaks the grammar."""
    try:
        return parse_period(figure.get("period", "")) if figure else None
    except ValueError:
        return None


def _published(source: Row) -> Period | None:
    try:
        return parse_part_date(source.get("date") or source.get("year", ""))
    except ValueError:
        return None


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (
    pairs_are_of_one_thing,
    dates_agree_with_comparability,
    baselines_come_first,
    money_put_in_is_no_outcome,
    outcomes_had_happened,
    nothing_is_promised_twice,
    primary_figures_were_read,
)
