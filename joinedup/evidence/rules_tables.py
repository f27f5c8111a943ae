"""Do rows of one table agree with rows of another, and is none of them missing?"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from joinedup.evidence.periods import parse_part_date, parse_period
from joinedup.evidence.reading import Fault, Table
from joinedup.evidence.rows import Row, Rows, number

_ERAS = {  # the years in which an initiative of each era starts
    "1970-1980": (1948, 1979),
    "1980-1997": (1980, 1996),
    "1997-2010": (1997, 2009),
    "2010-2017": (2010, 2017),
    "after 2017": (2018, 2100),
}
_TERMS = (  # each government's first day in office; the last goes on
    ("Labour", date(1964, 10, 16)),
    ("Conservative", date(1970, 6, 19)),
    ("Labour", date(1974, 3, 4)),
    ("Conservative", date(1979, 5, 4)),
    ("Labour", date(1997, 5, 2)),
    ("Coalition", date(2010, 5, 11)),
    ("Conservative", date(2015, 5, 8)),
    ("Labour", date(2024, 7, 5)),
)
_MONTHLY = {  # derived figures that are the sum of a financial year's months of a series
    "delayed_transfer_days": "dtoc_days_total",
    "delayed_transfer_days_nhs_attributable": "dtoc_days_nhs",
    "delayed_transfer_days_social_care_attributable": "dtoc_days_social_care",
    "nonelective_ga_admissions": "nonelective_ga_admissions",
}
_ATTRIBUTED = ("nhs", "social_care", "both", "total")
_DELAYS = ("delayed_days_monthly", "delayed_days_by_year", "delayed_days_by_reason")
# The tables in which every place that is there at all is there for every period.
_WHOLE = {
    "delayed_days_monthly": ("ons", "month"),
    "delayed_days_by_year": ("ons", "year"),
    "delayed_days_by_reason": ("ons", "year"),
    "population": ("ons", "year"),
    "stp_emergency_care": ("stp_code", "year"),
}
_NUMBER = r"(-?\d[\d,]*(?:\.\d+)?)"


def conflicting_numbers_say_so(rows: Rows) -> Iterator[Fault]:
    """Two numbers for one thing may both stand if the note of one names the other."""
    same = ("initiative_id", "measure_id", "period", "period_note", "place", "role", "unit")
    if not rows.has("figures", "figure_id", "value", "low", "high", "note", *same):
        return
    first: dict[tuple[str, ...], Row] = {}
    for line, row in rows.of("figures"):
        rival = first.setdefault(tuple(row[column] for column in same), row)
        if all(rival[column] == row[column] for column in ("figure_id",)):
            continue
        pairs = ((row, rival), (rival, row))
        if not any(_names(one["note"], other) or _rounds(one, other) for one, other in pairs):
            rule = (
                f"{rival['figure_id']} gives {rival['value'] or 'another number'} for the same thing: "
                "delete one, or name the other and its number in the note"
            )
            yield rows.fault("figures", line, "value", row, rule)


def _rounds(one: Row, other: Row) -> bool:
    """Whether a figure's number is another's, rounded to as many noughts as it ends in."""
    exact, rounded = number(other, "value"), number(one, "value")
    noughts = len(one["value"]) - len(one["value"].rstrip("0"))
    return exact is not None and rounded is not None and round(exact, -noughts) == rounded


def _names(note: str, figure: Row) -> bool:
    """Whether a note names a figure by its id or its number."""
    value = number(figure, "value")
    said = re.findall(_NUMBER, note)
    return re.search(rf"\b{re.escape(figure['figure_id'])}\b", note) is not None or (
        value is not None and any(float(text.replace(",", "")) == abs(value) for text in said)
    )


def one_document_is_one_source(rows: Rows) -> Iterator[Fault]:
    """Two sources at one address, of one day or title, are two only where a note names the other."""
    first: dict[tuple[str, str], Row] = {}
    for line, row in rows.of("sources"):
        url, day = row.get("url", ""), row.get("date", "")
        for told in ([day] if len(day) == len("2017-04-27") else []) + [row.get("title", "")]:
            other = first.setdefault((url, told.casefold()), row) if url else row
            notes = f"{row.get('notes', '')} {other.get('notes', '')}"
            if (
                other is not row
                and other["source_id"] not in notes
                and row["source_id"] not in notes
            ):
                rule = f"is the same document as {other['source_id']}: use one, or say in notes why two"
                yield rows.fault("sources", line, "url", row, rule)
                break


def derived_figures_follow(rows: Rows) -> Iterator[Fault]:
    """A figure of our own arithmetic is what its note, or the series it sums, comes to."""
    sums = _sums_of_years(rows)
    for line, row in rows.of("figures"):
        value, note = number(row, "value"), row.get("note", "")
        if row.get("basis") != "derived" or value is None:
            continue
        right = _worked_out(note, row.get("unit", ""))
        series = _MONTHLY.get(row.get("measure_id", ""))
        year = re.fullmatch(r"(\d{4})/\d\d", row.get("period", ""))
        if series and year and row.get("role") != "target" and row.get("place") == "England":
            right = sums.get((series, int(year[1])), right)
            if right is not None and _names(
                note, {**row, "figure_id": "-", "value": f"{right:.0f}"}
            ):
                continue  # the note tells of a revision
        if right is not None and abs(right - value) > 0.5 * 10 ** -_decimals(row["value"]) + 1e-9:
            rule = f"does not follow: what it is worked out from comes to {right:.10g}"
            yield rows.fault("figures", line, "value", row, rule)


def _worked_out(note: str, unit: str) -> float | None:
    """What the arithmetic in a note comes to: a change, a rate or a sum; None where it tells none."""
    if found := re.match(rf"From {_NUMBER} to {_NUMBER}\.(?:\s|$)", note):
        start, end = _plain(found[1]), _plain(found[2])
        return (end / start - 1) * 100 if unit == "percent" and start else end - start
    if found := re.match(
        rf"{_NUMBER} places (?:in staffed homes )?over the {_NUMBER} million", note
    ):
        return _plain(found[1]) / _plain(found[2]) / 1000
    if found := re.match(rf"{_NUMBER} \w+ plus {_NUMBER} \w+ places", note):
        return _plain(found[1]) + _plain(found[2])
    return None


def _plain(text: str) -> float:
    return float(text.replace(",", ""))


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _sums_of_years(rows: Rows) -> dict[tuple[str, int], float]:
    """{(monthly series, first year of a financial year): sum of its twelve months}."""
    if not rows.has("series", "series_id", "date", "value"):
        return {}
    cells = rows.tables["series"].cells
    wanted = set(_MONTHLY.values()) | {
        row.get("series_id", "").removesuffix("_fy")
        for _, row in rows.of("series_metadata")
        if row.get("series_id", "").endswith("_fy")
    }
    months: dict[tuple[str, int], list[float]] = defaultdict(list)
    for series_id, day, text in zip(cells["series_id"], cells["date"], cells["value"], strict=True):
        if series_id in wanted:
            try:
                months[series_id, _first_year(day)].append(float(text))
            except ValueError:
                continue
    return {key: sum(values) for key, values in months.items() if len(values) == 12}


def _first_year(day: str) -> int:
    """The first year of the financial year that holds a day or month written 2015-04..."""
    return int(day[:4]) - (int(day[5:7]) < 4)


def years_of_series_are_their_months(rows: Rows) -> Iterator[Fault]:
    """A series of yearly totals (named as its monthly one, with _fy) is the sum of the months."""
    sums = _sums_of_years(rows)
    if not sums:
        return
    table = rows.tables["series"]
    columns = zip(
        table.lines, *(table.cells[name] for name in ("series_id", "date", "value")), strict=True
    )
    for line, series_id, day, text in columns:
        if not series_id.endswith("_fy"):
            continue
        try:
            right, value = sums.get((series_id.removesuffix("_fy"), _first_year(day))), float(text)
        except ValueError:
            continue
        if right is not None and abs(right - value) > 1:
            rule = f"the months of {series_id.removesuffix('_fy')} come to {right:.0f}: correct one"
            yield Fault(table.file, line, "value", text, rule)


def council_years_are_their_months(rows: Rows) -> Iterator[Fault]:
    """A council's yearly totals are the sum of its months, and of its reasons for delay."""
    if not rows.sound(*_DELAYS):
        return
    monthly, yearly, reasons = (rows.tables[name] for name in _DELAYS)
    sums: dict[tuple[str, str], list[int]] = {}
    for ons, month, *parts in zip(
        *(monthly.cells[name] for name in ("ons", "month", *_ATTRIBUTED)), strict=True
    ):
        first = _first_year(month)
        total = sums.setdefault((ons, f"{first}/{(first + 1) % 100:02d}"), [0, 0, 0, 0, 0])
        for position, part in enumerate(parts):
            total[position] += int(part)
        total[4] += 1
    by_reason = {
        key: sum(map(int, parts))
        for *key_cells, parts in _keyed(reasons, "ons", "year")
        for key in [tuple(key_cells)]
    }
    for line, ons, year, *cells in zip(
        yearly.lines, *(yearly.cells[name] for name in ("ons", "year", *_ATTRIBUTED)), strict=True
    ):
        *right, count = sums.get((ons, year), [0, 0, 0, 0, 0])
        if count != 12:
            rule = f"{count} of the year's 12 months are in {monthly.file}"
            yield Fault(yearly.file, line, "year", year, rule)
            continue
        for name, text, total_of_months in zip(_ATTRIBUTED, cells, right, strict=True):
            if int(text) != total_of_months:
                rule = (
                    f"the months of {ons} in {monthly.file} come to {total_of_months}: correct one"
                )
                yield Fault(yearly.file, line, name, text, rule)
                break
        else:
            told = by_reason.get((ons, year))
            if told is not None and told != int(cells[-1]):
                rule = f"the reasons of {ons} in {reasons.file} come to {told}: correct one"
                yield Fault(yearly.file, line, "total", cells[-1], rule)


def _keyed(table: Table, *key: str) -> Iterator[tuple[str, str, list[str]]]:
    """(two key cells, the other cells) of every row."""
    others = [cells for name, cells in table.cells.items() if name not in key]
    for first, second, *rest in zip(*(table.cells[name] for name in key), *others, strict=True):
        yield first, second, rest


def no_council_or_month_is_missing(rows: Rows) -> Iterator[Fault]:
    """Every place of a council table has every period, and the tables of delays the same councils."""
    for name, (place, period) in _WHOLE.items():
        if not rows.sound(name):
            continue
        table = rows.tables[name]
        held: dict[str, set[str]] = defaultdict(set)
        for key, when in zip(table.cells[place], table.cells[period], strict=True):
            held[key].add(when)
        every = set().union(*held.values())
        missing = [(key, when) for key in held for when in sorted(every - held[key])]
        if missing:
            key, when = missing[0]
            more = f" and {len(missing) - 1} more rows" if len(missing) > 1 else ""
            rule = f"{key} has no row for {when}{more}: put what is missing back"
            yield Fault(table.file, 0, period, when, rule)
    if rows.sound(*_DELAYS):
        councils = {name: set(rows.tables[name].cells["ons"]) for name in _DELAYS}
        every = set().union(*councils.values())
        for name in _DELAYS:
            if gone := sorted(every - councils[name]):
                rule = (
                    f"has no rows, as the other tables of delays do ({len(gone)} councils missing)"
                )
                yield Fault(rows.tables[name].file, 0, "ons", gone[0], rule)


def eras_and_governments_suit_their_dates(rows: Rows) -> Iterator[Fault]:
    """An initiative started in its era, while its government was in office."""
    for line, row in rows.of("initiatives"):
        try:
            start = parse_part_date(row.get("start", ""))
        except ValueError:
            continue
        if not start.start or not start.end or row.get("government") == "none":
            continue  # abroad
        first, last = _ERAS.get(row.get("era", ""), (0, 9999))
        if not first <= start.start.year <= last:
            right = next((era for era, (a, b) in _ERAS.items() if a <= start.start.year <= b), "")
            rule = f"use {right}: it started in {start.start.year}"
            yield rows.fault("initiatives", line, "era", row, rule)
        in_office = [
            who
            for (who, begins), (_, ends) in zip(_TERMS, (*_TERMS[1:], ("", date.max)), strict=True)
            if begins <= start.end and start.start < ends
        ]
        if row.get("government") in {who for who, _ in _TERMS} - set(in_office):
            rule = f"use {' or '.join(in_office)}, in office in {row['start']}, or Several"
            yield rows.fault("initiatives", line, "government", row, rule)


def publication_dates_agree(rows: Rows) -> Iterator[Fault]:
    """A source's date lies in its year, or the notes tell of both."""
    for line, row in rows.of("sources"):
        year, day = row.get("year", ""), row.get("date", "")
        if year and day and day[:4] != year and day[:4] not in row.get("notes", ""):
            rule = f"is not in the year {year}: correct one, or say in the notes why they differ"
            yield rows.fault("sources", line, "date", row, rule)


def estimates_do_not_start_before_their_initiative(rows: Rows) -> Iterator[Fault]:
    """A result of an initiative is not for a time before it began."""
    for line, row in rows.of("evaluations"):
        figure = rows.get("figures", "figure_id", row.get("figure_id", ""))
        initiative = rows.get("initiatives", "initiative_id", row.get("initiative_id", ""))
        if not figure or not initiative or row.get("scale") == "none":
            continue
        try:
            measured = parse_period(figure.get("period", ""))
            begun = parse_part_date(initiative.get("start", ""))
        except ValueError:
            continue
        if measured.end and begun.start and measured.end < begun.start:
            rule = f"is for {figure['period']}, before {row['initiative_id']} began ({initiative['start']})"
            yield rows.fault("evaluations", line, "figure_id", row, rule)


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (
    conflicting_numbers_say_so,
    derived_figures_follow,
    years_of_series_are_their_months,
    council_years_are_their_months,
    no_council_or_month_is_missing,
    eras_and_governments_suit_their_dates,
    publication_dates_agree,
    one_document_is_one_source,
    estimates_do_not_start_before_their_initiative,
)
