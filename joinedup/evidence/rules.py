"""Do the rows of the tables agree with one another?

These are the rules no description of a single column can hold. Each is a function from the tables
to the faults it finds; RULES lists them, with those of the modules named after this one, one a
subject. A rule passes over cells that are blank, missing or not numbers: those are reported by the
rule for the cell.
"""

import re
from collections.abc import Callable, Iterator

from joinedup.evidence import rules_amounts, rules_pairs, rules_tables, rules_unused, rules_words
from joinedup.evidence.grades import confidence
from joinedup.evidence.periods import parse_part_date, parse_period
from joinedup.evidence.reading import Fault
from joinedup.evidence.rows import Row, Rows, number
from joinedup.evidence.scenes import places_read


def figures_have_values(rows: Rows) -> Iterator[Fault]:
    """A blank value needs an interval or a note, and low <= value <= high."""
    if not rows.has("figures", "value", "low", "high", "note"):
        return
    for line, row in rows.of("figures"):
        value, low, high = (number(row, column) for column in ("value", "low", "high"))
        if not (row["value"] or row["low"] or row["high"] or row["note"]):
            rule = "give the value, or low and high, or say in the note why there is no number"
            yield rows.fault("figures", line, "value", row, rule)
        if row.get("role") == "target" and not (row["value"] or row["low"] or row["high"]):
            rule = "a target needs a number: give the value, or low and high"
            yield rows.fault("figures", line, "value", row, rule)
        if low is not None and high is not None and low > high:
            rule = f"low must not be above high ({row['high']}): swap them or correct one"
            yield rows.fault("figures", line, "low", row, rule)
        elif value is not None and low is not None and value < low:
            rule = f"value must not be below low ({row['low']})"
            yield rows.fault("figures", line, "value", row, rule)
        elif value is not None and high is not None and value > high:
            rule = f"value must not be above high ({row['high']})"
            yield rows.fault("figures", line, "value", row, rule)


def units_agree(rows: Rows) -> Iterator[Fault]:
    """A figure is in the unit of its measure."""
    for line, row in rows.of("figures"):
        measure = rows.get("measures", "measure_id", row.get("measure_id", ""))
        if measure and row.get("unit") and measure.get("unit") not in (None, row["unit"]):
            rule = f"use {measure['unit']}, the unit of {row['measure_id']}, or another measure"
            yield rows.fault("figures", line, "unit", row, rule)


def measures_have_one_form(rows: Rows) -> Iterator[Fault]:
    """A date is a year, and nothing but a date is."""
    for line, row in rows.of("measures"):
        if row.get("form") == "date" and row.get("unit") != "year":
            yield rows.fault("measures", line, "unit", row, "a measure of form date has unit year")
        elif row.get("unit") == "year" and row.get("form") not in (None, "date"):
            yield rows.fault("measures", line, "form", row, "a measure in year has form date")


def initiatives_end_after_they_start(rows: Rows) -> Iterator[Fault]:
    """An initiative does not end before it starts."""
    for line, row in rows.of("initiatives"):
        try:
            start = parse_part_date(row.get("start", "")).start
            end = parse_part_date(row.get("end", "")).end
        except ValueError:
            continue
        if start and end and end < start:
            rule = f"end must not be before start ({row['start']})"
            yield rows.fault("initiatives", line, "end", row, rule)


def every_target_has_a_promise(rows: Rows) -> Iterator[Fault]:
    """Exactly one promise for each figure of role target, and none for any other figure."""
    if not rows.has("promises", "target_id") or not rows.has("figures", "figure_id", "role"):
        return
    promised = {row["target_id"] for _, row in rows.of("promises")}
    # A promise whose row is too damaged to read still counts: its id starts the line.
    promised |= {key.removeprefix("p_") for key in rows.tables["promises"].spoiled}
    for line, row in rows.of("figures"):
        if row["role"] == "target" and row["figure_id"] not in promised:
            rule = f"add a row p_{row['figure_id']} to promises.csv: every target has one"
            yield rows.fault("figures", line, "figure_id", row, rule)
    for line, row in rows.of("promises"):
        figure = rows.get("figures", "figure_id", row["target_id"])
        if figure and figure["role"] != "target":
            rule = f"must be a figure of role target, and this one's role is {figure['role']}"
            yield rows.fault("promises", line, "target_id", row, rule)


def ids_follow_their_figure(rows: Rows) -> Iterator[Fault]:
    """promise_id is p_ and the target's id; evaluation_id is v_ and the figure's."""
    for name, column, prefix, follows in (
        ("promises", "promise_id", "p_", "target_id"),
        ("evaluations", "evaluation_id", "v_", "figure_id"),
    ):
        if rows.has(name, column, follows):
            for line, row in rows.of(name):
                if row[column] and row[follows] and row[column] != prefix + row[follows]:
                    rule = f"rename to {prefix}{row[follows]}: the id follows {follows}"
                    yield rows.fault(name, line, column, row, rule)


def aims_agree_with_measures(rows: Rows) -> Iterator[Fault]:
    """Nobody aims for at least of what is better lower, or of a fall, and dates alone are aimed at by."""
    contradictions = {("higher", "at_most"): "at_least", ("lower", "at_least"): "at_most"}
    for line, row in rows.of("promises"):
        target = rows.get("figures", "figure_id", row.get("target_id", ""))
        measure = rows.measure_of(target)
        aim = row.get("aim", "")
        if not target or not measure or not aim:
            continue
        better, form = measure.get("better", ""), measure.get("form", "")
        if (better, aim) in contradictions:
            right = contradictions[better, aim]
            rule = f"use {right}: {better} is better for {measure['measure_id']}"
            yield rows.fault("promises", line, "aim", row, rule)
        elif aim == "at_least" and target.get("value", "").startswith("-"):
            rule = (
                f"use at_most: {target['value']} is a fall, and a smaller fall would count as met"
            )
            yield rows.fault("promises", line, "aim", row, rule)
        if form and (aim == "by") != (form == "date"):
            rule = "use by for a measure of form date, and only for one"
            yield rows.fault("promises", line, "aim", row, rule)


def targets_give_the_end_that_counts(rows: Rows) -> Iterator[Fault]:
    """A target without a value gives the end of the range that its aim is judged by."""
    needed = {"at_least": ("low",), "at_most": ("high",), "exactly": ("low", "high")}
    for line, row in rows.of("promises"):
        target = rows.get("figures", "figure_id", row.get("target_id", ""))
        if not target or target.get("value") != "" or not (target.get("low") or target.get("high")):
            continue
        missing = [end for end in needed.get(row.get("aim", ""), ("value",)) if not target.get(end)]
        if missing:
            rule = f"the target has no value, so {row.get('aim')} needs its {' and '.join(missing)}"
            yield rows.fault("promises", line, "target_id", row, rule)


def outcomes_belong(rows: Rows) -> Iterator[Fault]:
    """The figure that answers a promise has the role, and the unit, that the promise says."""
    for line, row in rows.of("promises"):
        answered_by = row.get("answered_by", "")
        outcome_id = row.get("outcome_id")
        if outcome_id is None or not answered_by:
            continue
        if (answered_by == "none") != (outcome_id == ""):
            rule = "answered_by is none if, and only if, outcome_id is blank"
            yield rows.fault("promises", line, "answered_by", row, rule)
            continue
        outcome = rows.get("figures", "figure_id", outcome_id)
        if outcome is None:
            continue
        if outcome.get("role") not in (None, "", answered_by):
            rule = f"use {outcome['role']}, the role of {outcome_id}, or another outcome"
            yield rows.fault("promises", line, "answered_by", row, rule)
        if outcome_id == row.get("target_id"):
            rule = "a target cannot be its own outcome"
            yield rows.fault("promises", line, "outcome_id", row, rule)
        yield from _same_unit(rows, line, row, "outcome_id", outcome)


def baselines_belong(rows: Rows) -> Iterator[Fault]:
    """A baseline is where things started, in the same unit, and no change needs one."""
    for line, row in rows.of("promises"):
        baseline = rows.get("figures", "figure_id", row.get("baseline_id", ""))
        if baseline is None:
            continue
        if baseline.get("role") in ("target", "forecast", "claim"):
            rule = f"a {baseline['role']} is not where things started: use another figure"
            yield rows.fault("promises", line, "baseline_id", row, rule)
        elif row["baseline_id"] == row.get("outcome_id"):
            rule = "one figure cannot be both baseline and outcome"
            yield rows.fault("promises", line, "baseline_id", row, rule)
        yield from _same_unit(rows, line, row, "baseline_id", baseline)
        target = rows.get("figures", "figure_id", row.get("target_id", ""))
        measure = rows.measure_of(target)
        if measure and measure.get("form") in ("change", "ratio"):
            start = "0" if measure["form"] == "change" else "1"
            rule = f"leave blank: a measure of form {measure['form']} starts from {start}"
            yield rows.fault("promises", line, "baseline_id", row, rule)


def _same_unit(rows: Rows, line: int, row: Row, column: str, figure: Row) -> Iterator[Fault]:
    target = rows.get("figures", "figure_id", row.get("target_id", ""))
    if not target or not target.get("unit") or not figure.get("unit"):
        return
    if figure["unit"] != target["unit"] and row.get("comparability") != "different_definition":
        rule = (
            f"is in {figure['unit']} but the target is in {target['unit']}: use another figure, "
            "or say different_definition"
        )
        yield rows.fault("promises", line, column, row, rule)


def comparability_is_explained(rows: Rows) -> Iterator[Fault]:
    """Anything short of comparable says why."""
    if not rows.has("promises", "comparability", "comparability_note"):
        return
    for line, row in rows.of("promises"):
        if row["comparability"] not in ("", "comparable") and not row["comparability_note"]:
            rule = f"say in one plain sentence why it is {row['comparability']}"
            yield rows.fault("promises", line, "comparability_note", row, rule)


def promises_name_their_number(rows: Rows) -> Iterator[Fault]:
    """The words of a promise hold its number, computed and not typed."""
    for line, row in rows.of("promises"):
        words = row.get("promise", "")
        named = re.findall(r"\{[^}]*\}?", words)
        if words and (len(named) != 1 or named[0] not in ("{target}", "{number}")):
            rule = "name the promised number once, as {target} (with its unit) or {number}"
            yield rows.fault("promises", line, "promise", row, rule)
        elif re.search(r"\d", re.sub("for each (1|100),000", "", words)):  # a unit in words
            rule = "type no number: {target} or {number} stands for the one that was promised"
            yield rows.fault("promises", line, "promise", row, rule)


def uncounted_promises_say_why(rows: Rows) -> Iterator[Fault]:
    """A promise left out of the counts says why, and one that is counted has nothing to say."""
    if not rows.has("promises", "counted", "counted_note"):
        return
    for line, row in rows.of("promises"):
        if row["counted"] == "no" and not row["counted_note"]:
            rule = "say why the promise is not counted"
            yield rows.fault("promises", line, "counted_note", row, rule)
        elif row["counted"] == "yes" and row["counted_note"]:
            rule = "leave blank: the promise is counted"
            yield rows.fault("promises", line, "counted_note", row, rule)


def confidence_follows_the_rule(rows: Rows) -> Iterator[Fault]:
    """Confidence is computed from grade and concerns, so the cell must agree."""
    for line, row in rows.of("evaluations"):
        grade = row.get("grade", "")
        if grade not in tuple("012345") or not row.get("confidence") or "concerns" not in row:
            continue
        try:
            right = confidence(int(grade), row["concerns"])
        except ValueError:
            continue
        if row["confidence"] != right:
            concerns = row["concerns"] or "no concerns"
            rule = f"use {right}: grade {grade} with {concerns} gives that"
            yield rows.fault("evaluations", line, "confidence", row, rule)


def evaluations_match_their_figure(rows: Rows) -> Iterator[Fault]:
    """An effect has its figure's initiative, a scale if it has a number, and both ends."""
    for line, row in rows.of("evaluations"):
        figure = rows.get("figures", "figure_id", row.get("figure_id", ""))
        if figure is None:
            continue
        initiative = figure.get("initiative_id")
        if initiative and row.get("initiative_id") not in (None, "", initiative):
            rule = f"use {initiative}, the initiative of figure {row['figure_id']}"
            yield rows.fault("evaluations", line, "initiative_id", row, rule)
        if row.get("comparator_id") and row["comparator_id"] == row["figure_id"]:
            rule = "an estimate cannot be its own comparator"
            yield rows.fault("evaluations", line, "comparator_id", row, rule)
        ends = [figure.get("low", ""), figure.get("high", "")]
        if row.get("interval") and not all(ends):
            rule = f"leave blank, or give figure {row['figure_id']} both low and high"
            yield rows.fault("evaluations", line, "interval", row, rule)
        has_number = any([figure.get("value", ""), *ends])
        if row.get("scale") not in (None, "", "none") and not has_number:
            rule = f"use none: figure {row['figure_id']} has no number"
            yield rows.fault("evaluations", line, "scale", row, rule)


def claims_have_units(rows: Rows) -> Iterator[Fault]:
    """A claim with a value has a unit, and one without has none."""
    if not rows.has("claims", "value", "unit"):
        return
    for line, row in rows.of("claims"):
        if bool(row["value"]) != bool(row["unit"]):
            rule = "give both value and unit, or neither"
            yield rows.fault("claims", line, "unit", row, rule)


def scenes_name_their_sources(rows: Rows) -> Iterator[Fault]:
    """Every source of a scene is in sources.csv, has a place in it, and is named once."""
    if not rows.has("scenes", "source_id", "locator", "other_sources"):
        return
    table = rows.tables.get("sources")
    sources = set(table.cells.get("source_id", ())) | table.spoiled if table else set()
    for line, row in rows.of("scenes"):
        named = [row["source_id"]]
        for item in filter(None, row["other_sources"].split("; ")):
            source_id, _, where = item.partition(":")
            if not where.strip():
                rule = f"write each as source_id: where in it; {item} lacks one of the two"
            elif source_id in named:
                rule = f"name each source once: {source_id} is repeated"
            elif sources and source_id not in sources:
                rule = f"{source_id} is not in sources.csv: add it there or correct the id"
            else:
                named.append(source_id)
                continue
            yield rows.fault("scenes", line, "other_sources", row, rule)


def scenes_are_read_where_they_say(rows: Rows) -> Iterator[Fault]:
    """A scene is primary only where its first source was read."""
    for line, row in rows.of("scenes"):
        source = rows.get("sources", "source_id", row.get("source_id", ""))
        if row.get("status") == "primary" and source and source.get("read") == "no":
            rule = f"use secondary: sources.csv says that {row['source_id']} was not read"
            yield rows.fault("scenes", line, "status", row, rule)


def phrases_have_speakers(rows: Rows) -> Iterator[Fault]:
    """A phrase has its speaker and one of the scene's sources; without one both are blank."""
    if not rows.has("scenes", "exact_phrase", "source_id", "locator", "other_sources"):
        return
    for line, row in rows.of("scenes"):
        for column in ("phrase_by", "phrase_source_id"):
            if bool(row["exact_phrase"]) != bool(row.get(column, "")):
                wanted = "say whose phrase it is and where it was read"
                rule = wanted if row["exact_phrase"] else "leave blank: no phrase is quoted"
                yield rows.fault("scenes", line, column, row, rule)
        read = places_read(row["source_id"], row["locator"], row["other_sources"])
        if row.get("phrase_source_id") and row["phrase_source_id"] not in read:
            rule = "use one of the scene's own sources, or add it to other_sources"
            yield rows.fault("scenes", line, "phrase_source_id", row, rule)


def scenes_run_forward(rows: Rows) -> Iterator[Fault]:
    """The dates of a scene are in order."""
    for line, row in rows.of("scenes"):
        try:
            starts = [parse_period(each).start for each in row.get("date", "").split("; ")]
        except ValueError:
            continue
        dated = [start for start in starts if start]
        if dated != sorted(dated):
            yield rows.fault("scenes", line, "date", row, "put the earlier date first")


def chapters_open_once(rows: Rows) -> Iterator[Fault]:
    """At most one scene is suggested to open a chapter."""
    opening: dict[str, str] = {}
    for line, row in rows.of("scenes"):
        if row.get("opening") == "yes" and row.get("chapter"):
            first = opening.setdefault(row["chapter"], row.get("scene_id", ""))
            if first != row.get("scene_id", ""):
                rule = f"use no: {first} already opens {row['chapter']}"
                yield rows.fault("scenes", line, "opening", row, rule)


_DAY = re.compile(r"\d{4}-\d\d-\d\d")  # a date that is none has a fault of its own


def series_run_forward(rows: Rows) -> Iterator[Fault]:
    """Dates strictly increase within a series and start and end where the metadata says."""
    if not rows.has("series", "series_id", "date"):
        return
    dates: dict[str, list[str]] = {}
    for line, row in rows.of("series"):
        earlier = dates.setdefault(row["series_id"], [])
        if earlier and row["date"] <= earlier[-1]:
            rule = f"dates must increase within {row['series_id']}: the row before is {earlier[-1]}"
            yield rows.fault("series", line, "date", row, rule)
        earlier.append(row["date"])
    spoiled = rows.tables["series"].spoiled
    for line, row in rows.of("series_metadata"):
        series_id = row.get("series_id", "")
        if not series_id or series_id in spoiled:
            continue
        if series_id not in dates:
            rule = "has no points in series.csv: add them or delete this row"
            yield rows.fault("series_metadata", line, "series_id", row, rule)
            continue
        for column, right in (("first", dates[series_id][0]), ("last", dates[series_id][-1])):
            if row.get(column) not in (None, "", right) and _DAY.fullmatch(right):
                rule = f"use {right}, the {column} date of {series_id} in series.csv"
                yield rows.fault("series_metadata", line, column, row, rule)


def left_out_is_out(rows: Rows) -> Iterator[Fault]:
    """What left_out.csv says was left out is not also in its table."""
    ids = {
        "sources": "source_id",
        "initiatives": "initiative_id",
        "figures": "figure_id",
        "measures": "measure_id",
        "promises": "promise_id",
        "evaluations": "evaluation_id",
        "claims": "claim_id",
        "scenes": "scene_id",
        "series": "series_id",
        "series_metadata": "series_id",
    }
    for line, row in rows.of("left_out"):
        table, identifier = row.get("table", ""), row.get("id", "")
        if table in ids and rows.get(table, ids[table], identifier):
            rule = f"is still in {table}.csv: delete it there or here"
            yield rows.fault("left_out", line, "id", row, rule)


def judged(rows: Rows) -> Iterator[Fault]:
    """Every fault that the rules find."""
    for rule in RULES:
        yield from rule(rows)


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (
    initiatives_end_after_they_start,
    figures_have_values,
    units_agree,
    measures_have_one_form,
    every_target_has_a_promise,
    ids_follow_their_figure,
    aims_agree_with_measures,
    targets_give_the_end_that_counts,
    outcomes_belong,
    baselines_belong,
    comparability_is_explained,
    promises_name_their_number,
    uncounted_promises_say_why,
    confidence_follows_the_rule,
    evaluations_match_their_figure,
    claims_have_units,
    scenes_name_their_sources,
    scenes_are_read_where_they_say,
    phrases_have_speakers,
    scenes_run_forward,
    chapters_open_once,
    series_run_forward,
    left_out_is_out,
    *rules_pairs.RULES,
    *rules_amounts.RULES,
    *rules_words.RULES,
    *rules_tables.RULES,
    *rules_unused.RULES,
)
