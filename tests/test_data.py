"""Every way the data can break is caught, named, and reported together with all the others."""

import csv
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from joinedup.__main__ import main
from joinedup.evidence.data import DATA, BrokenEvidence, check, load
from joinedup.evidence.numbers import UNITS, format_value
from joinedup.evidence.periods import parse_period, say_period
from joinedup.evidence.reading import Fault
from joinedup.evidence.schema import read_schemas
from tests import planted
from tests.browser import ROOT


def change_cell(folder: Path, file: str, row_id: str, column: str, value: str) -> int:
    """Overwrite one cell of the first row whose line starts with row_id; return its line number."""
    path = folder / file
    with path.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    line = next(n for n, row in enumerate(rows) if ",".join(row).startswith(f"{row_id},"))
    rows[line][rows[0].index(column)] = value
    with path.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened, lineterminator="\n").writerows(rows)
    return line + 1


def rewrite(folder: Path, file: str, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a file, and insist that they did change."""
    path = folder / file
    before = path.read_bytes()
    after = change(before)
    assert after != before, "the damage did nothing"
    path.write_bytes(after)


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change of the first place where some text stands."""
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def assert_named(faults: list[Fault], file: str, row: int, column: str, rule: str) -> None:
    """One of the faults has this place and says this."""
    same_place = [f for f in faults if (f.file, f.row, f.column) == (file, row, column)]
    assert any(rule in fault.rule for fault in same_place), f"{rule!r} not among {faults}"


# file, start of the row, column, what is written there, what the report must say
CELLS = [
    ("figures.csv", "e010", "value", "33,000", "without commas"),
    ("figures.csv", "e010", "value", "33000 beds", "without spaces"),
    ("figures.csv", "e010", "value", "33%", "percent sign"),
    ("figures.csv", "e010", "value", "£33", "a unit has its own column"),
    ("figures.csv", "e010", "value", "nan", "a unit has its own column"),
    ("figures.csv", "e010", "value", "٣٣", "write a plain number"),
    ("figures.csv", "e010", "value", "", "a target needs a number"),
    ("figures.csv", "b127", "note", "", "say in the note why there is no number"),
    ("figures.csv", "e043", "low", "200", "low must not be above high (189)"),
    ("figures.csv", "e043", "low", "", "at_least needs its low"),
    ("figures.csv", "l131", "value", "0.6", "value must not be below low (0.7)"),
    ("figures.csv", "l131", "value", "1.2", "value must not be above high (0.97)"),
    ("figures.csv", "e010", "unit", "people", "use count, the unit of mh_hospital_beds"),
    ("figures.csv", "e010", "unit", "beds!", "use one of: GBP_m"),
    ("figures.csv", "e010", "period", "2009-14", "write a period as"),
    ("figures.csv", "e010", "period", "2014-15", "use 2014/15 for a financial year"),
    ("figures.csv", "e010", "period", "2009/11", "2009/10"),
    ("figures.csv", "e010", "period", "1991..1974", "must not end before it starts"),
    ("figures.csv", "e010", "source_id", "nobody", "nobody is not in sources.csv"),
    ("figures.csv", "e010", "source_id", "", "must not be blank"),
    ("figures.csv", "e010", "locator", "", "must not be blank"),
    ("figures.csv", "e010", "status", "hearsay", "use one of: primary, secondary"),
    ("figures.csv", "e010", "initiative_id", "nowhere", "nowhere is not in initiatives.csv"),
    ("figures.csv", "e010", "measure_id", "nothing", "nothing is not in measures.csv"),
    ("figures.csv", "e010", "place", "England ", "space before or after"),
    ("figures.csv", "e010", "place", "Eng\x07land", "invisible character"),
    ("figures.csv", "e010", "place", "Eng\ufffdland", "invisible character"),
    ("figures.csv", "e009", "figure_id", "e010", "must be unique: row"),
    ("figures.csv", "e009", "figure_id", "E-009", "lower case letters"),
    ("figures.csv", "e009", "role", "target", "add a row p_e009 to promises.csv"),
    ("initiatives.csv", "cpa_1991", "end", "1890", "end must not be before start"),
    ("initiatives.csv", "cpa_1991", "start", "1991-4", "write a date as 1984"),
    ("initiatives.csv", "cpa_1991", "barriers", "gremlins", "gremlins is not in barriers.csv"),
    ("initiatives.csv", "cpa_1991", "source_ids", "ghost", "ghost is not in sources.csv"),
    ("measures.csv", "mh_hospital_beds", "label", "x" * 60, "at most 59 characters"),
    ("measures.csv", "powick_closure_year", "form", "level", "a measure in year has form date"),
    ("promises.csv", "p_e010", "target_id", "e009", "role target"),
    ("promises.csv", "p_e010", "promise_id", "p_e011", "rename to p_e010"),
    ("promises.csv", "p_e010", "aim", "at_least", "use at_most: lower is better"),
    ("promises.csv", "p_e010", "aim", "by", "use by for a measure of form date"),
    ("promises.csv", "p_e010", "outcome_id", "e999", "e999 is not in figures.csv"),
    ("promises.csv", "p_e010", "outcome_id", "b002", "is in admissions but the target is in"),
    ("promises.csv", "p_e010", "baseline_id", "b002", "is in admissions but the target is in"),
    ("promises.csv", "p_e010", "baseline_id", "e014", "both baseline and outcome"),
    ("promises.csv", "p_e010", "baseline_id", "e010", "a target is not where things started"),
    ("promises.csv", "p_b001", "baseline_id", "b002", "leave blank: a measure of form change"),
    ("promises.csv", "p_e010", "answered_by", "forecast", "use outcome, the role of e014"),
    ("promises.csv", "p_e010", "answered_by", "none", "outcome_id is blank"),
    ("promises.csv", "p_e010", "checked", "", "must not be blank"),
    (
        "promises.csv",
        "p_e010",
        "answered_by",
        "",
        "must not be blank; use one of: outcome, forecast",
    ),
    ("promises.csv", "p_e043", "comparability_note", "", "say in one plain sentence why"),
    (
        "promises.csv",
        "p_e010",
        "promise",
        "word " * 23 + "{number} end",
        "at most 24 words (now 25)",
    ),
    (
        "promises.csv",
        "p_e010",
        "promise",
        "Run down to 33,000 beds.",
        "name the promised number once",
    ),
    (
        "promises.csv",
        "p_e010",
        "promise",
        "{number} or {number} beds.",
        "name the promised number once",
    ),
    ("promises.csv", "p_e010", "promise", "{number} beds by 1991.", "type no number"),
    ("promises.csv", "p_e010", "counted", "no", "say why the promise is not counted"),
    ("evaluations.csv", "v_l109", "confidence", "high", "use moderate: grade 3 with p"),
    ("evaluations.csv", "v_l109", "grade", "6", "at most 5"),
    ("evaluations.csv", "v_l109", "concerns", "ps", "in that order"),
    ("evaluations.csv", "v_l109", "concerns", "z", "letters from s t i d p c"),
    ("evaluations.csv", "v_l109", "no_effect", "2", "at most 1"),
    ("evaluations.csv", "v_l109", "comparator_id", "l999", "l999 is not in figures.csv"),
    ("evaluations.csv", "v_l109", "finding", "It fell by 3.", "leave numerals out"),
    ("evaluations.csv", "v_e290", "interval", "95%", "both low and high"),
    ("evaluations.csv", "v_b127", "scale", "percent", "use none: figure b127 has no number"),
    ("claims.csv", "k01", "unit", "", "give both value and unit, or neither"),
    ("scenes.csv", "op1", "chapter", "nowhere", "use one of: two-services-one-duty"),
    ("scenes.csv", "op1", "date", "July 1990", "write a period as"),
    ("scenes.csv", "op1", "date", "1990-07-18; 1990-07-16", "put the earlier date first"),
    ("scenes.csv", "op1", "what_happened", "word " * 135 + "word", "at most 135 words (now 136)"),
    ("scenes.csv", "op1", "exact_phrase", "word " * 8 + "word", "at most 8 words (now 9)"),
    ("scenes.csv", "op1", "exact_phrase", '""', "leave out the quotation marks"),
    ("scenes.csv", "op1", "exact_phrase", "“angry, cheated”", "leave out the quotation marks"),
    ("scenes.csv", "op1", "phrase_by", "", "say whose phrase it is"),
    ("scenes.csv", "op1", "phrase_source_id", "", "say whose phrase it is"),
    ("scenes.csv", "op1", "phrase_source_id", "hansard1973mar28", "one of the scene's own"),
    ("scenes.csv", "ts1", "phrase_by", "Lord Reigate", "leave blank: no phrase is quoted"),
    ("scenes.csv", "op1", "source_id", "ghost", "ghost is not in sources.csv"),
    ("scenes.csv", "op1", "locator", "", "must not be blank"),
    ("scenes.csv", "op1", "other_sources", "hansard1990jul16", "lacks one of the two"),
    ("scenes.csv", "op1", "other_sources", "hansard1990jul16: ", "space before or after"),
    ("scenes.csv", "op1", "other_sources", "ghost: col 1", "ghost is not in sources.csv"),
    ("scenes.csv", "op1", "other_sources", "hansard1990jul18c: col 1", "is repeated"),
    ("scenes.csv", "op1", "status", "hearsay", "use one of: primary, secondary"),
    ("scenes.csv", "op1", "figure_ids", "e239 e999", "e999 is not in figures.csv"),
    ("scenes.csv", "op1", "caution", "", "must not be blank"),
    ("scenes.csv", "op1", "checked", "seen again", "start with: re-read at its source"),
    ("series.csv", "ascof_2a2,2016-04-01", "date", "2015-04-01", "dates must increase"),
    ("series.csv", "ascof_2a2,2016-04-01", "date", "2016-02-30", "a day of the calendar"),
    ("series.csv", "ascof_2a2,2016-04-01", "date", "April 2016", "write a date as 2015-04-30"),
    ("series.csv", "ascof_2a2,2016-04-01", "series_id", "ascof", "not in series_metadata.csv"),
    ("series.csv", "ascof_2a2,2016-04-01", "value", "", "must not be blank"),
    ("series_metadata.csv", "ascof_2a2", "first", "2013-04-01", "use 2014-04-01, the first date"),
    ("series_metadata.csv", "ascof_2a2", "last", "2020-04-01", "use 2019-04-01, the last date"),
    ("series_metadata.csv", "ascof_2a2", "series_id", "ascof_2a3", "has no points in series.csv"),
    ("series_metadata.csv", "ascof_2a2", "breaks", "2014-13-01", "a day of the calendar"),
    ("left_out.csv", "evaluations", "id", "v_l109", "is still in evaluations.csv"),
    (
        "councils/delayed_days_monthly.csv",
        "E06000001",
        "total",
        "1",
        "must equal nhs + social_care",
    ),
    ("councils/delayed_days_monthly.csv", "E06000001", "nhs", "-97", "at least 0"),
    ("councils/delayed_days_monthly.csv", "E06000001", "nhs", "9.7", "whole number"),
    ("councils/population.csv", "E06000001", "ons", "E06000999", "not in councils/councils.csv"),
    ("councils/delayed_days_by_year.csv", "E06000001", "year", "2011-12", "use 2009/10 for"),
]


@pytest.mark.parametrize(("file", "row_id", "column", "value", "rule"), CELLS)
def test_a_damaged_cell_is_named_with_what_to_do(
    small: Path, file: str, row_id: str, column: str, value: str, rule: str
) -> None:
    line = change_cell(small, file, row_id, column, value)
    faults = check(small)
    # A rule about two cells may name the other one, or the row that a change here makes wrong.
    named = [f for f in faults if rule in f.rule]
    assert named, f"{rule!r} not among {faults}"
    elsewhere = {
        "add a row p_e009 to promises.csv": "figure_id",
        "say in the note why there is no number": "value",
        "outcome_id is blank": "answered_by",
        "say why the promise is not counted": "counted_note",
    }
    if "needs its low" in rule:
        assert_named(faults, "promises.csv", named[0].row, "target_id", rule)
    elif rule.startswith("must be unique"):
        assert_named(faults, file, line + 1, column, rule)
    else:
        assert_named(faults, file, line, elsewhere.get(rule, column), rule)
    with pytest.raises(BrokenEvidence):
        load(small)


def test_a_fall_is_not_aimed_at_as_at_least_where_a_measure_has_no_better_way(small: Path) -> None:
    change_cell(small, "measures.csv", "emergency_admissions_change", "better", "neither")
    line = change_cell(small, "promises.csv", "p_b001", "aim", "at_least")
    (fault,) = check(small)
    assert_named([fault], "promises.csv", line, "aim", "use at_most: -106000 is a fall")


def test_a_scene_is_primary_only_where_its_source_was_read(small: Path) -> None:
    change_cell(small, "sources.csv", "hansard1990jul18c", "read", "no")
    line = [row[0] for row in csv.reader((small / "scenes.csv").open("r"))].index("op1") + 1
    assert_named(check(small), "scenes.csv", line, "status", "use secondary")


def test_a_chapter_opens_with_one_scene(small: Path) -> None:
    change_cell(small, "scenes.csv", "op1", "opening", "yes")
    assert check(small) == []
    line = change_cell(small, "scenes.csv", "op1", "chapter", "two-services-one-duty")
    assert_named(check(small), "scenes.csv", line, "opening", "use no: ts1 already opens")


def test_a_scene_left_out_is_not_in_the_table(small: Path) -> None:
    rewrite(small, "left_out.csv", lambda content: content + b"scenes,op1,Too weak.\n")
    assert any("is still in scenes.csv" in fault.rule for fault in check(small))


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the book is no clone of a repository")
def test_a_clone_that_converts_line_ends_has_the_same_files(tmp_path: Path) -> None:
    """Field case 5: Git for Windows turns LF into CRLF unless `.gitattributes` says otherwise."""
    clone = tmp_path / "book"
    asked = ["git", "-c", "core.autocrlf=true", "clone", "--quiet", str(ROOT), str(clone)]
    subprocess.run(asked, check=True, capture_output=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--eol"], cwd=clone, check=True, capture_output=True, text=True
    ).stdout
    ends = [line.split()[1] for line in listed.split("\0") if line]
    assert len(ends) > 500
    assert set(ends) <= {"w/lf", "w/-text", "w/none"}
    assert check(clone / "data") == []


# file, what happens to its bytes, where the report puts it, what the report must say
FILES: list[tuple[str, Callable[[bytes], bytes], int, str, str]] = [
    ("series.csv", lambda b: b"", 0, "", "the file is empty"),
    ("series.csv", lambda b: b"\xef\xbb\xbf" + b, 1, "", "byte order mark"),
    ("series.csv", lambda b: b.replace(b"\n", b"\r\n"), 1, "", "end lines with LF only"),
    ("series.csv", lambda b: b.replace(b"658.5", b"658\xff", 1), 2, "", "byte 45 "),
    ("series.csv", lambda b: b[:-1], 11, "", "may have been cut short"),
    ("series.csv", lambda b: b + b"\n", 12, "", "delete the blank line"),
    (
        "series.csv",
        replaced("series_id,date", "series_id,day"),
        1,
        "day",
        "rename the column to date",
    ),
    ("series.csv", replaced("_id,date,value", "_id,day"), 1, "date", "is missing"),
    ("series.csv", replaced("_id,date,value", "_id,day"), 1, "day", "unexpected column"),
    ("series.csv", replaced("date,value", "date,date"), 1, "date", "there twice"),
    ("series.csv", replaced("date,value", "value,date"), 1, "", "in this order: series_id,date"),
    ("series.csv", replaced("series_id,", '"series_id,'), 1, "", "without stray quotation marks"),
    ("series.csv", replaced(",658.5", ",658.5,"), 2, "", "give the row 3 cells, not 4"),
    ("series.csv", replaced(",658.5", ""), 2, "", "give the row 3 cells, not 2"),
    ("series.csv", replaced(",658.5", ',"658.5'), 2, "", "stray quotation mark"),
    ("series.csv", replaced(",658.5", ',6"58.5'), 2, "", "stray quotation mark"),
    ("datapackage.json", lambda b: b[:100], 4, "", "mend the JSON"),
    ("datapackage.json", lambda b: b'{"resources": [{}]}', 0, "", "mend the description"),
    ("datapackage.json", replaced('"name": "claims"', '"name": "clams"'), 0, "", "describe this"),
]


@pytest.mark.parametrize(("file", "damage", "row", "column", "rule"), FILES)
def test_a_damaged_file_is_named_with_what_to_do(
    small: Path, file: str, damage: Callable[[bytes], bytes], row: int, column: str, rule: str
) -> None:
    rewrite(small, file, damage)
    assert_named(check(small), file, row, column, rule)


@pytest.mark.parametrize("file", ["figures.csv", "councils/councils.csv", "datapackage.json"])
def test_a_missing_file_is_one_fault_not_one_for_every_row_that_needs_it(
    small: Path, file: str
) -> None:
    (small / file).unlink()
    faults = check(small)
    assert [(f.file, f.row) for f in faults] == [(file, 0)], faults
    assert "missing" in faults[0].rule


def test_a_broken_row_is_not_reported_again_by_the_rows_that_refer_to_it(small: Path) -> None:
    rewrite(small, "figures.csv", replaced("e014,", 'e014,"'))
    faults = check(small)
    assert [fault.file for fault in faults] == ["figures.csv"], faults


def test_a_bad_file_does_not_hide_faults_in_the_others(small: Path) -> None:
    (small / "series.csv").write_bytes(b"\xff\xfe rubbish")
    line = change_cell(small, "figures.csv", "e010", "value", "33,000")
    change_cell(small, "measures.csv", "mh_hospital_beds", "kind", "both")
    faults = check(small)
    assert {"series.csv", "figures.csv", "measures.csv"} <= {fault.file for fault in faults}
    assert_named(faults, "figures.csv", line, "value", "without commas")


def test_one_report_lists_every_fault_of_one_file(small: Path) -> None:
    for row, value in (("e009", "55,000"), ("e010", "33%"), ("e014", "many")):
        change_cell(small, "figures.csv", row, "value", value)
    assert len(check(small)) == 3


def test_loading_broken_data_raises_one_report_and_returns_nothing(small: Path) -> None:
    change_cell(small, "figures.csv", "e010", "value", "33,000")
    change_cell(small, "sources.csv", "burns1999uk700", "kind", "gossip")
    evidence = None
    with pytest.raises(BrokenEvidence) as caught:
        evidence = load(small)
    assert evidence is None
    report = str(caught.value)
    assert report.startswith("2 faults in 2 files; nothing was loaded.")
    assert "'33,000'" in report
    assert "write the number without commas" in report
    assert len(caught.value.faults) == 2


def test_the_columns_of_a_report_are_aligned(small: Path) -> None:
    change_cell(small, "figures.csv", "e009", "value", "55,000")
    change_cell(small, "figures.csv", "e010", "place", " England")
    lines = str(BrokenEvidence(check(small))).splitlines()
    assert lines[3].index("write the") == lines[4].index("delete the")


def test_check_prints_the_report_and_fails(small: Path, capsys: pytest.CaptureFixture) -> None:
    change_cell(small, "figures.csv", "e010", "value", "33,000")
    assert main(["check", str(small)]) == 1
    assert "figures.csv" in capsys.readouterr().out


def test_check_counts_the_rows_of_a_clean_folder(
    small: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["check", str(small)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("No faults: ")
    assert "30 figures, 9 promises" in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize("fault", planted.DATA, ids=lambda fault: fault.what)
def test_a_fault_of_a_known_kind_is_refused_once_or_let_through_for_a_reason(
    small: Path, fault: planted.Planted
) -> None:
    fault.damage(small)
    found = check(small)
    if fault.why:
        assert found == [], fault.why
        load(small)
        return
    assert any(fault.said in each.rule for each in found), found
    assert len(found) == fault.times, found
    with pytest.raises(BrokenEvidence):
        load(small)


def test_the_book_has_no_faults() -> None:
    faults = check()
    assert not faults, BrokenEvidence(faults)


def test_each_load_gives_tables_of_your_own() -> None:
    first = load()
    first.figures["value"] = 0.0
    second = load()
    assert (second.figures["value"] != 0).any()


def test_tables_are_indexed_by_their_id_and_blank_cells_are_empty(small: Path) -> None:
    evidence = load(small)
    assert evidence.figures.loc["e010", "value"] == 33000
    assert evidence.figures["low"].isna()["e010"]
    assert evidence.figures.loc["e010", "period_note"] == ""
    assert list(evidence.series.columns) == ["series_id", "date", "value"]
    assert evidence.councils["councils"].loc["E06000001", "council"] == "Hartlepool"


def test_figures_carry_their_measure_and_the_dates_of_their_period(small: Path) -> None:
    figure = load(small).figures.loc["e014"]
    assert (figure["better"], figure["kind"], figure["form"]) == ("lower", "process", "level")
    assert (figure["start"], figure["end"]) == (
        pd.Timestamp("1990-04-01"),
        pd.Timestamp("1991-03-31"),
    )
    assert load(small).figures["start"].isna()["e010"]


def test_frictionless_accepts_what_we_accept(small: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(small / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])


def test_every_unit_of_the_schema_can_be_printed() -> None:
    schemas, faults = read_schemas(DATA)
    assert not faults
    for table in ("figures", "measures", "claims", "series_metadata"):
        assert set(schemas[table].column("unit").enum) <= UNITS


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("1984", (1984, 1, 1), (1984, 12, 31), "1984"),
        ("c1984", (1984, 1, 1), (1984, 12, 31), "about 1984"),
        ("1984/85", (1984, 4, 1), (1985, 3, 31), "1984-85"),
        ("1999/00", (1999, 4, 1), (2000, 3, 31), "1999-00"),
        ("2009-10", (2009, 10, 1), (2009, 10, 31), "October 2009"),
        ("2016-02", (2016, 2, 1), (2016, 2, 29), "February 2016"),
        ("1984-07-31", (1984, 7, 31), (1984, 7, 31), "31 July 1984"),
        ("2017/18 Q1", (2017, 4, 1), (2017, 6, 30), "the first quarter of 2017-18"),
        ("2017/18 Q4", (2018, 1, 1), (2018, 3, 31), "the fourth quarter of 2017-18"),
        ("2001-04..2005-03", (2001, 4, 1), (2005, 3, 31), "April 2001 to March 2005"),
        ("2013..", (2013, 1, 1), None, "from 2013"),
        ("by 2020/21", None, (2021, 3, 31), "by 2020-21"),
        ("2015/16 v 2014/15", (2015, 4, 1), (2016, 3, 31), "2015-16 compared with 2014-15"),
        ("undated", None, None, "undated"),
    ],
)
def test_a_period_has_dates_and_words(
    text: str, start: tuple[int, int, int] | None, end: tuple[int, int, int] | None, said: str
) -> None:
    period = parse_period(text)
    assert period.start == (date(*start) if start else None)
    assert period.end == (date(*end) if end else None)
    assert say_period(text) == said


@pytest.mark.parametrize(
    "text",
    [
        *("", "84", "2009/9", "2009/11", "2009-13", "2009-02-30", "2017/18 Q5", "by", "by "),
        *("..", "..5", "1984 ", "c1984/85", "1990..1980", "1984 v", "0000", "9999/00", "soon"),
    ],
)
def test_a_text_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|financial year|month|calendar"):
        parse_period(text)


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        (171, "GBP_m", "£171m"),
        (1200, "GBP_m", "£1.2bn"),
        (999.96, "GBP_m", "£999.96m"),
        (-309, "GBP_m", "-£309m"),
        (0.1 + 0.2, "GBP_m", "£0.3m"),
        (120, "GBP", "£120"),
        (1.5, "GBP", "£1.50"),
        (3.5, "percent", "3.5%"),
        (-0.0000001, "percent", "0%"),
        (1, "percentage_points", "1 percentage point"),
        (33000, "count", "33,000"),
        (106000, "admissions", "106,000 admissions"),
        (1, "days", "1 day"),
        (0.78, "per_1000", "0.78 per 1,000"),
        (1991, "year", "1991"),
        (0.03, "QALY", "0.03 QALYs"),
        (12, "GBP_per_person", "£12 per person"),
    ],
)
def test_a_number_is_printed_with_its_unit(value: float, unit: str, printed: str) -> None:
    assert format_value(value, unit) == printed


def test_a_number_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(ValueError, match="furlongs"):
        format_value(1, "furlongs")
    with pytest.raises(ValueError, match="nan"):
        format_value(float("nan"), "count")
