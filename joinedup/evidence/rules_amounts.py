"""Can this number stand in this unit? Slips of a thousand, of a sign and of a scale."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from joinedup.evidence.reading import Fault
from joinedup.evidence.rows import Rows, number


class Bounds(NamedTuple):
    """What a level in a unit can be; `whole` where it counts things. most also binds a change."""

    least: float
    most: float
    whole: bool = False
    slip: str = ""


_COUNTED: tuple[str, ...] = (
    "count",
    "people",
    "admissions",
    "sites",
    "beds",
    "places",
    "patients",
    "attendances",
)
_COUNTED += ("staff", "episodes", "children", "households", "authorities")
_SHARE = "write 5 for 5 per cent, not 0.05"
# Wide enough for any honest row: all public spending in a year is about a million millions of pounds.
BOUNDS = {
    **dict.fromkeys(_COUNTED, Bounds(0, 100_000_000, whole=True)),
    "GBP_m": Bounds(-300_000, 300_000, slip="the unit is millions of pounds"),
    "GBP_bn": Bounds(-3_000, 3_000, slip="the unit is billions of pounds"),
    "percent": Bounds(0, 1_000, slip=_SHARE),
    "percentage_points": Bounds(-100, 100),
    "per_1000": Bounds(0, 1_000),
    "per_100k": Bounds(0, 100_000),
    "days": Bounds(0, 100_000_000),
    "ratio": Bounds(0, 100),
    "year": Bounds(1900, 2100, whole=True, slip="write the whole year, as 1984"),
    "years": Bounds(0, 150),
    "months": Bounds(0, 1_800),
}
_SCALES = {  # what an effect's scale says of its figure's unit
    "percent": ("percent",),
    "percentage_points": ("percentage_points",),
    "ratio": ("ratio",),
    "rate": ("per_1000", "per_100k", "ratio"),
    "days": ("days",),
    "years": ("years",),
    "months": ("months",),
    "minutes": ("minutes",),
    "GBP": ("GBP", "GBP_per_person", "GBP_m"),
    "QALY": ("QALY",),
}
_APART = 8  # times above or below both neighbours: a lost or an added nought, with room to spare


def problem_of_amount(
    value: float, unit: str, *, change: bool, average: bool = False
) -> str | None:
    """Why a number cannot stand in a unit, or None.

    change: it says how far something moved. average: it may be of many days, or count many events a person.
    """
    bounds = BOUNDS.get(unit)
    if bounds is None:
        return None
    if average:
        bounds = bounds._replace(whole=False, most=bounds.most * 100)
    slip = f": {bounds.slip}" if bounds.slip else ""
    if bounds.whole and value != int(value):
        return f"must be a whole number of {unit}{slip}"
    least = -bounds.most if change else bounds.least
    if value < least:
        return f"a level in {unit} is at least {bounds.least:g}{slip}"
    if value > bounds.most:
        return f"is too much for {unit}, at most {bounds.most:,.0f}{slip}"
    return None


def numbers_suit_their_unit(rows: Rows) -> Iterator[Fault]:
    """No negative people, half sites, percentages in thousands or pounds for millions."""
    for line, row in rows.of("figures"):
        measure = rows.measure_of(row)
        if measure is None:
            continue
        change = measure.get("form") == "change"
        for column in ("value", "low", "high"):
            value = number(row, column)
            if value is None:
                continue
            rule = problem_of_amount(value, row.get("unit", ""), change=change)
            if (
                rule is None
                and row.get("unit") == "percent"
                and 0 < abs(value) < (0.1 if change else 1)
            ):
                told = row.get("note", "") + row.get("period_note", "")
                rule = (
                    None
                    if "under one per cent" in told
                    else f"{_SHARE}; or say in the note that it is under one per cent"
                )
            if rule:
                yield rows.fault("figures", line, column, row, rule)
    for line, row in rows.of("claims"):
        value = number(row, "value")
        if value is not None:
            rule = problem_of_amount(value, row.get("unit", ""), change=True)
            if rule:
                yield rows.fault("claims", line, "value", row, rule)


def points_suit_their_unit_and_their_neighbours(rows: Rows) -> Iterator[Fault]:
    """No point of a series is outside its unit, or far above or below the points beside it."""
    if not rows.has("series", "series_id", "date", "value"):
        return
    table = rows.tables["series"]
    points: dict[str, list[tuple[int, float]]] = {}
    for line, series_id, text in zip(
        table.lines, table.cells["series_id"], table.cells["value"], strict=True
    ):
        try:
            points.setdefault(series_id, []).append((line, float(text)))
        except ValueError:
            continue
    for series_id, found in points.items():
        about = rows.get("series_metadata", "series_id", series_id)
        unit = about.get("unit", "") if about else ""
        values = [value for _, value in found]
        for position, (line, value) in enumerate(found):
            # An average may have decimals, and a rate in a year be above its base.
            rule = problem_of_amount(value, unit, change=unit.startswith("GBP"), average=True)
            beside = values[max(position - 1, 0) : position] + values[position + 1 : position + 2]
            if len(beside) == 1:  # an end of the series: the two nearest
                beside = (
                    (values[1:3] if position == 0 else values[-3:-1]) if len(values) > 2 else []
                )
            if not rule and beside and min(beside) > 0 and value > 0:
                if value > _APART * max(beside):
                    rule = f"is {value / max(beside):.0f} times the points beside it in {series_id}"
                elif value < min(beside) / _APART:
                    rule = (
                        f"is a {min(beside) / value:.0f}th of the points beside it in {series_id}"
                    )
            if rule:
                yield Fault(
                    table.file, line, "value", table.cells["value"][table.lines.index(line)], rule
                )


def scales_suit_their_figure(rows: Rows) -> Iterator[Fault]:
    """An effect's scale is its figure's unit, and a ratio has no effect at 1, all else at 0."""
    for line, row in rows.of("evaluations"):
        scale, no_effect = row.get("scale", ""), row.get("no_effect", "")
        right = "1" if scale == "ratio" else "0"
        if scale and no_effect in ("0", "1") and no_effect != right:
            rule = f"use {right}: an effect on the scale {scale} is none at {right}"
            yield rows.fault("evaluations", line, "no_effect", row, rule)
        figure = rows.get("figures", "figure_id", row.get("figure_id", ""))
        if figure and scale in _SCALES and figure.get("unit") not in (None, "", *_SCALES[scale]):
            rule = f"figure {row['figure_id']} is in {figure['unit']}: use the scale that says so"
            yield rows.fault("evaluations", line, "scale", row, rule)


def months_are_not_years(rows: Rows) -> Iterator[Fault]:
    """2009-10 is October 2009: where a financial year could be meant, the note names the month."""
    for name in ("figures", "claims"):
        for line, row in rows.of(name):
            period = row.get("period", "").removeprefix("by ")
            if len(period) != 7 or period[4] != "-" or not period.replace("-", "").isdigit():
                continue
            if int(period[5:]) != (int(period[:4]) + 1) % 100 or int(period[5:]) > 12:
                continue
            if "month" not in row.get("period_note", row.get("finding", "")).lower():
                slash = period.replace("-", "/")
                column = "period_note" if name == "figures" else "finding"
                rule = (
                    f"use {slash} for the financial year, or name the month in {column} (“a month”)"
                )
                yield rows.fault(name, line, "period", row, rule)


def series_keep_their_frequency(rows: Rows) -> Iterator[Fault]:
    """Points come as often as the metadata say; one that is missing is named, or told of there."""
    if not rows.has("series", "series_id", "date") or not rows.has("series_metadata", "frequency"):
        return
    table = rows.tables["series"]
    months: dict[str, list[int]] = {}
    for series_id, text in zip(table.cells["series_id"], table.cells["date"], strict=True):
        if text[:4].isdigit() and text[5:7].isdigit():
            months.setdefault(series_id, []).append(int(text[:4]) * 12 + int(text[5:7]) - 1)
    steps = {"monthly": 1, "quarterly": 3, "annual": 12, "financial_year": 12}
    for line, row in rows.of("series_metadata"):
        found, said = months.get(row.get("series_id", ""), []), row["frequency"]
        gaps = {later - earlier for earlier, later in pairwise(found)}
        if not gaps or min(gaps) < 1:  # dates that do not increase have a fault of their own
            continue
        step = steps.get(said)
        if step is None:
            if len(found) > 3 and len(gaps) == 1 and (gaps & set(steps.values())):
                rule = "the points are equally far apart: use monthly, quarterly, annual or financial_year"
                yield rows.fault("series_metadata", line, "frequency", row, rule)
            continue
        if (len(found) > 2 and min(gaps) != step) or any(gap % step for gap in gaps):
            rule = f"the points are {min(gaps)} months apart, not {step}"
            yield rows.fault("series_metadata", line, "frequency", row, rule)
        elif said == "financial_year" and any(month % 12 != 3 for month in found):
            rule = "a financial year is dated 1 April: date the points so, or use annual"
            yield rows.fault("series_metadata", line, "frequency", row, rule)
        elif gaps != {step}:
            missing = [
                month
                for earlier, later in pairwise(found)
                for month in range(earlier + step, later, step)
            ]
            told = row.get("definition", "") + row.get("revision", "")
            untold = [month for month in missing if str(month // 12) not in told]
            if untold:
                named = ", ".join(f"{month // 12}-{month % 12 + 1:02d}" for month in untold[:3])
                more = f" and {len(untold) - 3} more" if len(untold) > 3 else ""
                rule = f"has no point for {named}{more}: add it, or tell in the definition of that year"
                yield rows.fault("series_metadata", line, "series_id", row, rule)


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (
    numbers_suit_their_unit,
    points_suit_their_unit_and_their_neighbours,
    scales_suit_their_figure,
    months_are_not_years,
    series_keep_their_frequency,
)
