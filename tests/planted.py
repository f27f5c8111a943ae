"""Which faults does a contributor really make? Planted one at a time, with what must be said of each.

A fault with `said` must be refused in words that hold it, once (`times` where one cause is honestly two
faults). One with `why` is let through, for that reason. tests/test_data.py, test_questions.py and
test_notebooks.py plant them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

Damage = Callable[[Path], None]


class Planted(NamedTuple):
    """One fault: its kind, what it is, how it is made, and what the check says of it."""

    kind: str
    what: str
    damage: Damage
    said: str = ""
    times: int = 1
    why: str = ""


def cell(file: str, row_id: str, column: str, value: str) -> Damage:
    """Overwrite a cell of the first row that starts so."""

    def damage(folder: Path) -> None:
        path = folder / file
        with path.open(newline="", encoding="utf-8") as opened:
            rows = list(csv.reader(opened))
        row = next(row for row in rows if ",".join(row).startswith(f"{row_id},"))
        assert row[rows[0].index(column)] != value, "the damage does nothing"
        row[rows[0].index(column)] = value
        with path.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened, lineterminator="\n").writerows(rows)

    return damage


def both(*damages: Damage) -> Damage:
    """Several changes that make one fault."""

    def damage(folder: Path) -> None:
        for each in damages:
            each(folder)

    return damage


def copied(file: str, row_id: str, **changed: str) -> Damage:
    """Append a copy of a row with some cells changed."""

    def damage(folder: Path) -> None:
        path = folder / file
        with path.open(newline="", encoding="utf-8") as opened:
            rows = list(csv.reader(opened))
        row = next(row for row in rows if ",".join(row).startswith(f"{row_id},"))
        new = [changed.get(name, old) for name, old in zip(rows[0], row, strict=True)]
        with path.open("a", newline="", encoding="utf-8") as opened:
            csv.writer(opened, lineterminator="\n").writerow(new)

    return damage


def dropped(file: str, starts: str) -> Damage:
    """Delete every row that starts so."""

    def damage(folder: Path) -> None:
        path = folder / file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(starts)]
        assert len(kept) < len(lines), "the damage does nothing"
        path.write_text("".join(kept), "utf-8")

    return damage


def text(file: str, old: str, new: str, times: int = -1) -> Damage:
    """Replace text of a file."""

    def damage(folder: Path) -> None:
        path = folder / file
        before = path.read_bytes().decode("utf-8")
        assert old in before, "the damage does nothing"
        path.write_bytes(before.replace(old, new, times).encode("utf-8"))

    return damage


def encoded(file: str, encoding: str) -> Damage:
    """Write a file in another encoding."""

    def damage(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_text("utf-8").encode(encoding))

    return damage


def written(file: str, content: str) -> Damage:
    """Write a file."""

    def damage(folder: Path) -> None:
        (folder / file).write_bytes(content.encode("utf-8"))

    return damage


def header_alone(file: str) -> Damage:
    """Keep only the first line."""

    def damage(folder: Path) -> None:
        path = folder / file
        path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")

    return damage


ONLY_READING = (
    "only reading the source can tell: promises.csv says in `checked` what was read twice"
)
SHOWN_AS_TEXT = "it is text, and every surface shows it as text (tests/test_text_is_text.py)"

PAIR, UNIT = "a pair that cannot be", "a number its unit forbids"
ROWS, GONE = "rows against rows", "something missing"
TEXT, LEFT = "text that is not text", "left lying about"
NOISE = "one cause, one message"

NO_NOTE = cell("promises.csv", "p_e010", "comparability_note", "")

DATA = [
    # a pair that cannot be
    Planted(
        PAIR,
        "the outcome of another initiative, called comparable",
        both(
            copied("figures.csv", "e014", figure_id="e015", initiative_id="cpa_1991"),
            cell("promises.csv", "p_e010", "outcome_id", "e015"),
        ),
        "e015 is of cpa_1991 and the target of better_services_mh_1971",
    ),
    Planted(
        PAIR,
        "an outcome for another place, called comparable",
        both(
            NO_NOTE,
            cell("figures.csv", "e010", "place", "England"),
            cell("figures.csv", "e014", "place", "Wales"),
        ),
        "e014 is for Wales and the target for England",
    ),
    Planted(
        PAIR,
        "an outcome of another measure, called comparable",
        both(
            NO_NOTE,
            copied("measures.csv", "mh_hospital_beds", measure_id="other_beds"),
            cell("figures.csv", "e014", "measure_id", "other_beds"),
        ),
        "e014 is of other_beds and the target of mh_hospital_beds",
    ),
    Planted(
        PAIR,
        "an outcome for an earlier date, called comparable",
        cell("promises.csv", "p_e017", "comparability", "comparable"),
        "e020 is for 1986 and the promise for c1991: use earlier_date",
    ),
    Planted(
        PAIR,
        "an outcome for a later date, called comparable",
        cell("promises.csv", "p_e043", "comparability", "comparable"),
        "e045 is for 1985-09-30 and the promise for c1983: use later_date",
    ),
    Planted(
        PAIR,
        "an outcome called later that is earlier",
        cell("promises.csv", "p_e017", "comparability", "later_date"),
        "that is no later",
    ),
    Planted(
        PAIR,
        "an outcome called earlier that is later",
        cell("promises.csv", "p_e043", "comparability", "earlier_date"),
        "that is no earlier",
    ),
    Planted(
        PAIR,
        "a baseline after the outcome",
        cell("figures.csv", "e009", "period", "1993"),
        "starts no earlier than the outcome, e014 (1990/91)",
        times=2,  # nor could its source know it
    ),
    Planted(
        PAIR,
        "a baseline after the deadline, without an outcome",
        cell("figures.csv", "e032", "period", "1995-03-31"),
        "starts after the promise was due (c1991)",
        times=2,  # nor could its source know it
    ),
    Planted(
        PAIR,
        "a forecast as outcome",
        cell("figures.csv", "e014", "role", "forecast"),
        "use forecast, the role of e014",
    ),
    Planted(
        PAIR,
        "an input as outcome",
        cell("figures.csv", "e014", "role", "input"),
        "use input, the role of e014",
    ),
    Planted(
        PAIR,
        "spending as outcome",
        both(
            copied(
                "figures.csv", "e006", figure_id="e007", role="target", value="60", period="1971/72"
            ),
            copied("figures.csv", "e006", figure_id="e008", role="outcome", period="1971/72"),
            cell("figures.csv", "e007", "period_note", ""),
            copied(
                "promises.csv",
                "p_e010",
                promise_id="p_e007",
                target_id="e007",
                baseline_id="",
                outcome_id="e008",
                aim="at_least",
            ),
        ),
        "e008 is money put in (mh_extra_programme_money): give it the role input",
    ),
    Planted(
        PAIR,
        "a forecast entered as what happened: the source is older than the period",
        both(
            cell("figures.csv", "e014", "period", "2035"),
            cell("promises.csv", "p_e010", "comparability", "later_date"),
        ),
        "starts after its source was published (hansard1997dec17, 1997-12-17)",
    ),
    Planted(
        PAIR,
        "one commitment counted twice",
        both(
            copied("figures.csv", "e010", figure_id="e011"),
            copied("promises.csv", "p_e010", promise_id="p_e011", target_id="e011"),
        ),
        "p_e010 already counts a promise of the same measure",
    ),
    Planted(
        PAIR,
        "primary, on a source not read",
        cell("sources.csv", "hansard1976nov16", "read", "no"),
        "use secondary: hansard1976nov16 was not read",
        times=2,
    ),
    Planted(
        PAIR,
        "a comparison that a reader would not make",
        cell("promises.csv", "p_e010", "doubt", "none at all"),
        why=ONLY_READING,
    ),
    # a number its unit forbids
    Planted(
        UNIT,
        "pounds for millions",
        cell("figures.csv", "e006", "value", "40000000"),
        "is too much for GBP_m, at most 300,000: the unit is millions of pounds",
    ),
    Planted(
        UNIT,
        "0.05 for 5 per cent (a level)",
        cell("figures.csv", "e287", "value", "0.05"),
        "write 5 for 5 per cent, not 0.05",
    ),
    Planted(
        UNIT,
        "0.05 for 5 per cent (a change)",
        cell("figures.csv", "b068", "value", "-0.05"),
        "write 5 for 5 per cent, not 0.05",
    ),
    Planted(
        UNIT,
        "9,400 per cent",
        cell("figures.csv", "e287", "value", "9400"),
        "is too much for percent, at most 1,000",
    ),
    Planted(
        UNIT,
        "negative people",
        cell("figures.csv", "c092", "value", "-99"),
        "a level in count is at least 0",
    ),
    Planted(
        UNIT,
        "half a site",
        cell("figures.csv", "c019", "value", "14.5"),
        "must be a whole number of sites",
    ),
    Planted(
        UNIT,
        "the year 19.84",
        cell("figures.csv", "e240", "value", "19.84"),
        "must be a whole number of year: write the whole year, as 1984",
    ),
    Planted(
        UNIT,
        "the year 22",
        cell("figures.csv", "e240", "value", "22"),
        "a level in year is at least 1900",
    ),
    Planted(
        UNIT,
        "a p value of 1.7",
        cell("evaluations.csv", "v_l131", "p_value", "1.7"),
        "write a p value as 0.04",
    ),
    Planted(
        UNIT,
        "a ratio whose no effect is 0",
        cell("evaluations.csv", "v_l131", "no_effect", "0"),
        "use 1: an effect on the scale ratio is none at 1",
    ),
    Planted(
        UNIT,
        "a difference whose no effect is 1",
        cell("evaluations.csv", "v_l109", "no_effect", "1"),
        "use 0: an effect on the scale percent is none at 0",
    ),
    Planted(
        UNIT,
        "a scale that is not the figure's",
        cell("evaluations.csv", "v_l109", "scale", "days"),
        "figure l109 is in percent",
    ),
    Planted(
        UNIT,
        "a negative ratio",
        both(
            cell("figures.csv", "l131", "value", "-0.82"),
            cell("figures.csv", "l131", "low", "-0.9"),
        ),
        "a level in ratio is at least 0",
        times=2,
    ),
    Planted(
        UNIT,
        "a point ten times its neighbours",
        cell("series.csv", "ascof_2a2,2016-04-01", "value", "6107"),
        "is 10 times the points beside it in ascof_2a2",
    ),
    Planted(
        UNIT,
        "a point that lost a nought",
        cell("series.csv", "ascof_2a2,2017-04-01", "value", "58.56"),
        "is a 10th of the points beside it in ascof_2a2",
    ),
    Planted(
        UNIT,
        "the last point ten times the others",
        cell("series.csv", "ascof_2a2,2019-04-01", "value", "5840"),
        "is 10 times the points beside it in ascof_2a2",
    ),
    Planted(
        UNIT,
        "a negative point",
        text("series.csv", ",103668", ",-103668"),
        "a level in people is at least 0",
    ),
    Planted(
        UNIT,
        "2009/10 turned into the month 2009-10",
        cell("figures.csv", "e014", "period", "1990-91"),
        "use 1990/91 for a financial year",
    ),
    Planted(
        UNIT,
        "2009/10 turned into the month 2009-10, where such a month exists",
        both(
            cell("figures.csv", "c020", "period", "2009-10"),
            cell("figures.csv", "c020", "period_note", ""),
        ),
        "use 2009/10 for the financial year, or name the month",
    ),
    Planted(
        UNIT,
        "a claim in pounds for millions",
        both(
            cell("claims.csv", "k01", "unit", "GBP_m"),
            cell("claims.csv", "k01", "value", "14000000"),
        ),
        "is too much for GBP_m",
    ),
    Planted(
        UNIT,
        "a number that is wrong and likely",
        cell("figures.csv", "e014", "value", "23500"),
        why=ONLY_READING,
    ),
    # rows against rows
    Planted(
        ROWS,
        "two outcomes that contradict each other",
        copied("figures.csv", "e014", figure_id="e015", value="31000"),
        "e014 gives 23000 for the same thing",
    ),
    Planted(
        ROWS,
        "a yearly total unlike its months",
        text(
            "councils/delayed_days_by_year.csv", "2011/12,1394,57,0,1451", "2011/12,1395,57,0,1452"
        ),
        "the months of E06000001 in councils/delayed_days_monthly.csv come to 1394",
    ),
    Planted(
        ROWS,
        "a yearly total unlike its reasons",
        text("councils/delayed_days_by_reason.csv", "2011/12,361,", "2011/12,362,"),
        "the reasons of E06000001 in councils/delayed_days_by_reason.csv come to 1452",
    ),
    Planted(
        ROWS,
        "a yearly series unlike its monthly one",
        both(
            text(
                "series.csv",
                "elderly_council",
                "".join(f"ascof_2a2_fy,{year}-04-01,12\n" for year in (2013, 2014))
                + "elderly_council",
                1,
            ),
            text("series.csv", "ascof_2a2_fy,2014-04-01,12\n", "ascof_2a2_fy,2014-04-01,99\n"),
            text(
                "series.csv",
                "ascof_2a2,2014-04-01,658.5\n",
                "".join(
                    f"ascof_2a2,{year}-{month:02d}-01,1\n"
                    for year in (2013, 2014, 2015)
                    for month in range(1, 13)
                    if (2013, 4) <= (year, month) <= (2015, 3)
                ),
            ),
            copied(
                "series_metadata.csv",
                "ascof_2a2",
                series_id="ascof_2a2_fy",
                first="2013-04-01",
                last="2014-04-01",
                breaks="",
            ),
            cell("series_metadata.csv", "ascof_2a2", "first", "2013-04-01"),
            cell("series_metadata.csv", "ascof_2a2", "frequency", "irregular"),
            text("series.csv", "ascof_2a2,2015-04-01,628.2\n", ""),
            text("series.csv", "ascof_2a2,2016-04-01,610.7\n", ""),
            text("series.csv", "ascof_2a2,2017-04-01,585.6\n", ""),
            text("series.csv", "ascof_2a2,2018-04-01,577.6\n", ""),
            text(
                "series.csv",
                "ascof_2a2,2019-04-01,584\n",
                "ascof_2a2,2015-04-01,1\nascof_2a2,2015-06-01,1\n",
            ),
            cell("series_metadata.csv", "ascof_2a2", "last", "2015-06-01"),
        ),
        "the months of ascof_2a2 come to 12",
    ),
    Planted(
        ROWS,
        "a derived figure that no longer follows from its note",
        cell("figures.csv", "b071", "value", "4.9"),
        "does not follow: what it is worked out from comes to 3.9",
    ),
    Planted(
        ROWS,
        "a derived rate that no longer follows",
        cell("figures.csv", "e020", "value", "1.7"),
        "does not follow: what it is worked out from comes to 1.07",
    ),
    Planted(
        ROWS,
        "a derived figure whose note gives no arithmetic",
        cell("figures.csv", "e045", "value", "120"),
        why="its note tells the workings in words of their own; a machine cannot follow them",
    ),
    Planted(
        ROWS,
        "an end before its start",
        cell("initiatives.csv", "cpa_1991", "end", "1890"),
        "end must not be before start",
    ),
    Planted(
        ROWS,
        "a number in an initiative's words that no row holds",
        cell("initiatives.csv", "cpa_1991", "what_happened", "It reached 4,321 people."),
        "4,321 is in no figure of this initiative or its sources",
    ),
    Planted(
        ROWS,
        "an era against its dates",
        cell("initiatives.csv", "cpa_1991", "era", "2010-2017"),
        "use 1980-1997: it started in 1991",
    ),
    Planted(
        ROWS,
        "a government that was not in office",
        cell("initiatives.csv", "cpa_1991", "government", "Labour"),
        "use Conservative, in office in 1991-04, or Several",
    ),
    Planted(
        ROWS,
        "a publication date outside its year",
        cell("sources.csv", "hansard1976nov16", "year", "1986"),
        "is not in the year 1986",
    ),
    Planted(
        ROWS,
        "an effect measured before its initiative began",
        cell("figures.csv", "l109", "period", "1999"),
        "is for 1999, before evercare_pilots began (2003)",
    ),
    # something missing
    Planted(
        GONE,
        "a council-month",
        dropped("councils/delayed_days_monthly.csv", "E06000002,2011-09"),
        "E06000002 has no row for 2011-09",
        times=2,  # and its year no longer has twelve months
    ),
    Planted(
        GONE,
        "a month of every council",
        both(
            dropped("councils/delayed_days_monthly.csv", "E06000001,2011-09"),
            dropped("councils/delayed_days_monthly.csv", "E06000002,2011-09"),
        ),
        "11 of the year's 12 months are in councils/delayed_days_monthly.csv",
        times=2,
    ),
    Planted(
        GONE,
        "a council, in one table of three",
        dropped("councils/delayed_days_by_year.csv", "E06000002"),
        "has no rows, as the other tables of delays do (1 councils missing)",
    ),
    Planted(
        GONE,
        "a council-year",
        dropped("councils/population.csv", "E06000002,2017"),
        "E06000002 has no row for 2017",
    ),
    Planted(
        GONE,
        "a year of a series, which is named",
        dropped("series.csv", "ascof_2a2,2016-04-01"),
        "has no point for 2016-04",
    ),
    Planted(GONE, "every row of a table", header_alone("claims.csv"), "has a header and no rows"),
    Planted(
        GONE,
        "a frequency that is not the series'",
        cell("series_metadata.csv", "ascof_2a2", "frequency", "monthly"),
        "the points are 12 months apart, not 1",
    ),
    Planted(
        GONE,
        "a financial year that is not dated 1 April",
        cell(
            "series_metadata.csv", "elderly_council_home_residents", "frequency", "financial_year"
        ),
        "months apart, not 12",
    ),
    Planted(
        GONE,
        "a source of its figures that an initiative does not list",
        text("initiatives.csv", " hansard1993jan19", ""),
        why="an initiative's page lists the sources of its figures by itself",
    ),
    # text that is not text
    *(
        Planted(
            TEXT, what, cell("sources.csv", "hansard1976nov16", "title", words), why=SHOWN_AS_TEXT
        )
        for what, words in (
            ("HTML", "<script>alert(1)</script>"),
            ("a directive", "```{raw} html"),
            ("a role", "{raw}`x`"),
            ("Markdown", "*Home* _helps_ [here](x)"),
            ("a formula", '=HYPERLINK("http://example.org")'),
        )
    ),
    Planted(
        TEXT,
        "ten megabytes",
        cell("sources.csv", "hansard1976nov16", "notes", "x" * 10_000_000),
        "shorten to at most 2,000 characters (now 10,000,000)",
    ),
    Planted(
        TEXT,
        "a no-break space",
        cell("figures.csv", "e014", "place", "England\u00a0N"),
        "use an ordinary space",
    ),
    Planted(
        TEXT,
        "a soft hyphen",
        cell("figures.csv", "e014", "place", "Eng\u00adland"),
        "delete the control or invisible character",
    ),
    Planted(
        TEXT,
        "a zero-width joiner",
        cell("figures.csv", "e014", "place", "Eng\u2060land"),
        "delete the control or invisible character",
    ),
    Planted(
        TEXT,
        "a look-alike letter",
        cell("figures.csv", "e014", "place", "Englаnd"),
        "use a Latin letter: 'а' only looks like one (cyrillic small letter a)",
    ),
    Planted(
        TEXT,
        "a full-width letter",
        cell("figures.csv", "e014", "place", "\uff25ngland"),
        "use a Latin letter",
    ),
    Planted(
        TEXT,
        "a number in a promise that is typed and not computed",
        text("promises.csv", "{number} beds", "33000 beds"),
        "name the promised number once, as {target}",
    ),
    Planted(
        TEXT,
        "a vague locator",
        cell("figures.csv", "e014", "locator", "the report"),
        "say where in the source",
    ),
    Planted(
        TEXT,
        "a locator shifted by a row",
        cell("figures.csv", "e014", "locator", "Table 2"),
        why=ONLY_READING,
    ),
    # left lying about
    Planted(
        LEFT,
        "a CSV that no descriptor names",
        written("figures_old.csv", "figure_id\ne010\n"),
        "describe the table in datapackage.json, or delete the file",
    ),
    Planted(
        LEFT,
        "a measure that nothing uses",
        copied("measures.csv", "mh_hospital_beds", measure_id="other_beds"),
        "nothing uses it: delete the row",
    ),
    Planted(
        LEFT,
        "a source that nothing uses",
        copied("sources.csv", "hansard1976nov16", source_id="nobody2020", url="https://no.body/"),
        'nothing uses it: delete the row, or say in notes "No row names it"',
    ),
    Planted(
        LEFT,
        "one document under two names",
        copied("sources.csv", "hansard1976nov16", source_id="ennals1976", notes="No row names it."),
        "is the same document as hansard1976nov16",
    ),
    Planted(
        LEFT,
        "a source said to be unused that is used",
        cell("sources.csv", "hansard1976nov16", "notes", "No row names it."),
        "a row names it now",
    ),
    Planted(
        LEFT,
        "a barrier that no initiative names",
        copied("barriers.csv", "weak_evidence", barrier_id="gremlins", label="Gremlins"),
        "nothing uses it: delete the row",
    ),
    # one cause, one message
    Planted(
        NOISE,
        "a misspelt header",
        text("figures.csv", ",measure_id,", ",mesure_id,", 1),
        "rename the column to measure_id",
    ),
    Planted(
        NOISE,
        "a misspelt header of a table that others need",
        text("sources.csv", "source_id,", "sourceid,", 1),
        "rename the column to source_id",
    ),
    Planted(NOISE, "tabs", text("figures.csv", ",", "\t"), "the cells are parted by tabs"),
    Planted(
        NOISE, "semicolons", text("figures.csv", ",", ";"), "the cells are parted by semicolons"
    ),
    Planted(NOISE, "UTF-16", encoded("figures.csv", "utf-16"), "the file is in UTF-16"),
    Planted(
        NOISE,
        "one bad council code",
        text("councils/councils.csv", "E06000001,", "E06900001,"),
        "E06000001 is not in councils/councils.csv: add it there or correct the id (and so in",
    ),
    Planted(
        NOISE,
        "one bad code in every row of a table",
        text("councils/delayed_days_monthly.csv", "E06000001,", "E06900001,"),
        "E06900001 is not in councils/councils.csv: add it there or correct the id (and so in 11 more",
    ),
    Planted(NOISE, "an empty table", written("measures.csv", ""), "the file is empty"),
    Planted(
        NOISE, "a table with a header alone", header_alone("sources.csv"), "a header and no rows"
    ),
    Planted(
        NOISE,
        "a column of dates that a spreadsheet has written anew",
        text("series.csv", "-04-01,", "/04/01,"),
        "write a date as 2015-04-30 (year, month, day) (and so in 5 more rows)",
    ),
    Planted(
        NOISE,
        "a percent sign in every row of a column",
        text("councils/stp_emergency_care.csv", ",2016/17,", ",2016/2017,"),
        "for a financial year",
        times=2,
    ),
]


# The bank of questions: one file, to be damaged.
BANK_FILE = "one-chapter.toml"
BANK_TEXT = """# Self-check questions
[[question]]
id = "beds"
outcome = 2
kind = "case"
ask = "Hospital beds were to fall to {e010} by 1991. What became of it?"

  [[question.option]]
  text = "The aim was met: {e014} were left."
  right = true
  feedback = "Beds fell below the aim, to {e014}."

  [[question.option]]
  text = "The aim was missed."
  feedback = "It was met early in the year."

  [[question.option]]
  text = "Nobody counted."
  feedback = "The counts were published yearly."

[[question]]
id = "start"
outcome = 1
evidence = ["cpa_1991", "p_e010"]
withheld = true
ask = "When did the reforms start?"

  [[question.option]]
  text = "As promised."
  feedback = "Two years late."

  [[question.option]]
  text = "Late."
  right = true
  feedback = "Two years after the first date."

  [[question.option]]
  text = "Never."
  feedback = "They did start in the end."
"""
FORM, WORDS, FILE = "form of a question", "words of a question", "file of questions"
TRUTH = "which option is right, no machine can know: a second reader answers each question blind"


def bank(old: str, new: str) -> Damage:
    return text(BANK_FILE, old, new, 1)


BANK = [
    Planted(FORM, "no id", bank('id = "beds"\n', ""), "must be words joined by hyphens"),
    Planted(
        FORM, "an id in capitals", bank('"beds"', '"Beds 1"'), "must be words joined by hyphens"
    ),
    Planted(
        FORM, "one id for two questions", bank('"start"', '"beds"'), "two questions share the id"
    ),
    Planted(
        FORM,
        "no ask",
        bank('ask = "When did the reforms start?"\n', ""),
        "fill it in, as text in quotation marks",
    ),
    Planted(
        FORM,
        "ask misspelt",
        bank("ask =", "question ="),
        "unknown key: a question has id, ask",
        2,
    ),
    Planted(
        FORM, "no outcome", bank("outcome = 2\n", ""), "name the course's outcome that it serves: 1"
    ),
    Planted(
        FORM, "an outcome the course lacks", bank("outcome = 2", "outcome = 8"), "7 a workaround"
    ),
    Planted(FORM, "an outcome in words", bank("outcome = 2", 'outcome = "2"'), "name the course's"),
    Planted(
        FORM, "an outcome that is true", bank("outcome = 2", "outcome = true"), "name the course"
    ),
    Planted(
        FORM, "an unknown kind", bank('"case"', '"hard"'), "use case or unsaid, or leave it out"
    ),
    Planted(FORM, "a kind that is a list", bank('"case"', '["case"]'), "use case or unsaid"),
    Planted(
        FORM, "withheld in words", bank("withheld = true", 'withheld = "yes"'), "use true, or leave"
    ),
    Planted(
        FORM,
        "no evidence, and no figure in the words",
        bank('evidence = ["cpa_1991", "p_e010"]\n', ""),
        "name the rows of data/ that the answer rests on",
    ),
    Planted(
        FORM,
        "evidence of nothing",
        bank('["cpa_1991", "p_e010"]', "[]"),
        "name the rows of data/ that the answer rests on",
    ),
    Planted(
        FORM,
        "evidence that data/ lacks",
        bank('"p_e010"]', '"p_zz9"]'),
        "no row of data/ has this id",
    ),
    Planted(FORM, "evidence named twice", bank('"p_e010"]', '"cpa_1991"]'), "is named twice"),
    Planted(
        FORM,
        "evidence as one text",
        bank('["cpa_1991", "p_e010"]', '"cpa_1991"'),
        "write a list of ids",
    ),
    Planted(
        FORM,
        "one id in two files",
        both(
            written(
                "another-chapter.toml",
                BANK_TEXT.replace('"start"', '"another-start"').replace("# Self", "# Other"),
            ),
        ),
        "chapters/questions/another-chapter.toml has a question of this id",
    ),
    Planted(
        FORM, "an unknown key of a question", bank("ask =", 'level = "easy"\nask ='), "unknown key"
    ),
    Planted(
        FORM,
        "an unknown key of an option",
        bank("  right =", "  correct = true\n  right ="),
        "unknown key",
    ),
    Planted(
        FORM, "right misspelt", bank("  right =", "  rihgt ="), "unknown key: an option has text", 2
    ),
    Planted(FORM, "no right option", bank("  right = true\n", ""), "exactly one option is right"),
    Planted(
        FORM,
        "two right options",
        bank('text = "Never."', 'text = "Never."\n  right = true'),
        "exactly one option is right",
    ),
    Planted(
        FORM,
        "right in words",
        bank("right = true", 'right = "yes"'),
        "use true, or leave it out",
        2,
    ),
    Planted(
        FORM,
        "two options",
        bank(
            '  [[question.option]]\n  text = "Nobody counted."\n'
            '  feedback = "The counts were published yearly."\n',
            "",
        ),
        "give three options or more",
    ),
    Planted(
        FORM,
        "an option in single brackets",
        bank("[[question.option]]", "[question.option]"),
        "mend the TOML",
    ),
    Planted(FORM, "an option without text", bank('text = "Never."\n', ""), "fill it in"),
    Planted(
        FORM,
        "an option without feedback",
        bank('  feedback = "Two years late."\n', ""),
        "fill it in",
    ),
    Planted(
        FORM,
        "a text that is a number",
        bank('"Never."', "3"),
        "fill it in, as text in quotation marks",
    ),
    Planted(
        WORDS,
        "the wrong option marked right",
        both(
            bank("  right = true\n", ""),
            bank('"Nobody counted."', '"Nobody counted."\n  right = true'),
        ),
        why=TRUTH,
    ),
    Planted(WORDS, "equal options", bank('"Never."', '"Late"'), "two options are the same"),
    Planted(
        WORDS,
        "one feedback for all",
        both(
            bank('"Two years late."', '"Think again."'),
            bank('"Two years after the first date."', '"Think again."'),
            bank('"They did start in the end."', '"Think again."'),
        ),
        "two options have the same feedback",
    ),
    Planted(WORDS, "a number typed in the ask", bank("to {e010}", "to 33,000"), "type no number"),
    Planted(
        WORDS,
        "a number typed in an option",
        bank('"Never."', '"After 20 years."'),
        "type no number",
    ),
    Planted(
        WORDS,
        "a number typed in feedback",
        bank("Two years late", "£5m too late"),
        "type no number",
    ),
    Planted(
        WORDS,
        "a number typed in words",
        bank("Two years late", "Twelve years late"),
        why="words for numbers are ordinary words too",
    ),
    Planted(
        WORDS, "a figure that data/ lacks", bank("{e010}", "{zz999}"), "is not in data/figures.csv"
    ),
    Planted(WORDS, "a style that no figure has", bank("{e010}", "{e010:loud}"), "unknown style"),
    Planted(WORDS, "a brace left open", bank("{e010}", "{e010"), "a brace is left"),
    Planted(FILE, "an empty file", written(BANK_FILE, ""), "the file holds no [[question]]"),
    Planted(
        FILE,
        "comments alone",
        written(BANK_FILE, "# Questions to come\n"),
        "the file holds no [[question]]",
    ),
    Planted(
        FILE,
        "[[questions]]",
        text(BANK_FILE, "[[question", "[[questions"),
        "unknown key: questions are [[question]]",
    ),
    Planted(FILE, "a quotation mark lost", bank('"beds"', '"beds'), "mend the TOML"),
    Planted(FILE, "cut short", text(BANK_FILE, BANK_TEXT[-30:], ""), "mend the TOML"),
    Planted(
        FILE,
        "marks of a merge",
        bank("[[question]]", "<<<<<<< HEAD\n[[question]]"),
        "mend the TOML",
    ),
    Planted(
        FILE, "Latin-1", both(bank("Late.", "Café."), encoded(BANK_FILE, "latin-1")), "is not UTF-8"
    ),
    Planted(FILE, "UTF-16", encoded(BANK_FILE, "utf-16"), "is not UTF-8"),
    Planted(
        FILE, "a byte order mark", encoded(BANK_FILE, "utf-8-sig"), "without a byte order mark"
    ),
    Planted(FILE, "a file that nothing reads", written("notes.txt", "x"), "is no .toml file"),
]


# A notebook in good order, to be damaged.
NOTEBOOK_FILE = "chapters/one-chapter.ipynb"
VIEW = "application/vnd.jupyter.widget-view+json"


def notebook() -> dict[str, Any]:
    """A small notebook that was run, with a page to link to beside it."""
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {
            "text/plain": ["33,000"],
            "text/markdown": ["[33,000](../data/figures.csv#e010) beds"],
        },
    }
    return {
        "cells": [
            {
                "cell_type": "markdown",
                "id": "title",
                "metadata": {},
                "source": ["# A chapter\n", "\n", "See [this](#part)."],
            },
            {
                "cell_type": "code",
                "id": "words",
                "metadata": {"tags": ["remove-input"]},
                "execution_count": 1,
                "outputs": [shown],
                "source": ["say(figure('e010'))"],
            },
            {
                "cell_type": "code",
                "id": "plain",
                "metadata": {},
                "execution_count": 2,
                "outputs": [],
                "source": ["x = 1"],
            },
        ],
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def nb(change: Callable[[dict[str, Any]], object]) -> Damage:
    """Change the notebook as JSON."""

    def damage(folder: Path) -> None:
        path = folder / NOTEBOOK_FILE
        content = json.loads(path.read_text("utf-8"))
        change(content)
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")

    return damage


def raw(change: Callable[[bytes], bytes]) -> Damage:
    """Change the bytes of the notebook's file."""

    def damage(folder: Path) -> None:
        path = folder / NOTEBOOK_FILE
        path.write_bytes(change(path.read_bytes()))

    return damage


def says(markdown: str) -> Damage:
    """Put other words into the notebook's first cell."""
    return nb(lambda book: book["cells"][0].update(source=[markdown]))


BROKEN, KERNEL, STORED, NAMES, LINKS = (
    "a broken file",
    "kernel and widgets",
    "stored outputs",
    "tags and ids",
    "text and links",
)
BY_NBVAL = "nbval compares outputs with a fresh run, in make test"
NOTEBOOKS = [
    Planted(BROKEN, "cut short", raw(lambda b: b[: len(b) // 2]), "was cut short"),
    Planted(
        BROKEN,
        "marks of a merge",
        raw(lambda b: b.replace(b'\n   "source"', b'\n<<<<<<< HEAD\n   "source"', 1)),
        "is a mark of a merge",
    ),
    Planted(
        BROKEN,
        "format 3",
        nb(lambda book: book.update(nbformat=3, worksheets=[])),
        "is in format 3",
    ),
    Planted(BROKEN, "not JSON", raw(lambda b: b"# A chapter\n" + b), "is not JSON"),
    Planted(BROKEN, "empty", raw(lambda b: b""), "the file is empty"),
    Planted(BROKEN, "JSON, but a list", raw(lambda b: b"[1]"), "JSON but no notebook"),
    Planted(BROKEN, "no cells", nb(lambda book: book.pop("cells")), "no list of cells"),
    Planted(BROKEN, "Latin-1", raw(lambda b: b.replace(b"chapter", b"caf\xe9", 1)), "is not UTF-8"),
    Planted(
        BROKEN, "a byte order mark", raw(lambda b: b"\xef\xbb\xbf" + b), "without a byte order mark"
    ),
    Planted(BROKEN, "CRLF", raw(lambda b: b.replace(b"\n", b"\r\n")), "end lines with LF only"),
    Planted(
        KERNEL,
        "the wrong kernel",
        nb(lambda book: book["metadata"]["kernelspec"].update(name="ir")),
        "use python3",
    ),
    Planted(
        KERNEL,
        "a personal kernel",
        nb(lambda book: book["metadata"]["kernelspec"].update(name="my-env", display_name="mine")),
        "use python3",
    ),
    Planted(
        KERNEL, "no kernel", nb(lambda book: book["metadata"].pop("kernelspec")), "use python3"
    ),
    Planted(KERNEL, "no metadata", nb(lambda book: book.update(metadata={})), "use python3"),
    Planted(
        KERNEL,
        "saved widget state",
        nb(lambda book: book["metadata"].update(widgets={"x": 1})),
        "the state of widgets is saved",
    ),
    Planted(
        KERNEL,
        "a widget without a twin",
        nb(
            lambda book: book["cells"][1]["outputs"].append(
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {VIEW: {}, "text/plain": ["Box()"]},
                }
            )
        ),
        "give it a twin",
    ),
    Planted(
        KERNEL,
        "a widget's view beside its twin",
        nb(lambda book: book["cells"][1]["outputs"][0]["data"].update({VIEW: {}})),
        "run make notebooks",
    ),
    Planted(
        STORED,
        "a stored error",
        nb(
            lambda book: book["cells"][2]["outputs"].append(
                {"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": []}
            )
        ),
        "ended in an error: KeyError",
    ),
    Planted(
        STORED,
        "a cell never run",
        nb(lambda book: book["cells"][2].update(execution_count=None)),
        "not run from top to bottom",
    ),
    Planted(
        STORED,
        "cells run out of order",
        nb(lambda book: book["cells"][1].update(execution_count=3)),
        "not run from top to bottom",
    ),
    Planted(
        STORED,
        "cells run twice",
        nb(
            lambda book: [
                cell.update(execution_count=n) for n, cell in enumerate(book["cells"][1:], 7)
            ]
        ),
        "not run from top to bottom",
    ),
    Planted(
        STORED,
        "an output cleared",
        nb(lambda book: book["cells"][1].update(outputs=[])),
        "its output was cleared",
    ),
    Planted(
        STORED,
        "a stale output",
        nb(lambda book: book["cells"][1].update(source=["say(figure('e014'))"])),
        why=BY_NBVAL,
    ),
    Planted(
        STORED,
        "an output changed by hand",
        nb(lambda book: book["cells"][1]["outputs"][0]["data"].update({"text/plain": ["34,000"]})),
        why=BY_NBVAL,
    ),
    Planted(
        STORED,
        "a script in an output",
        nb(
            lambda book: book["cells"][1]["outputs"][0]["data"].update(
                {"text/html": ["<script>x</script>"]}
            )
        ),
        "no script or style of its own",
    ),
    Planted(
        NAMES,
        "the tag hide_input",
        nb(lambda book: book["cells"][1]["metadata"].update(tags=["hide_input"])),
        "unknown tag: use one of remove-cell",
    ),
    Planted(
        NAMES,
        "a tag that skips the cell",
        nb(lambda book: book["cells"][2]["metadata"].update(tags=["skip-execution"])),
        "unknown tag",
    ),
    Planted(
        NAMES,
        "a tag that lets errors pass",
        nb(lambda book: book["cells"][2]["metadata"].update(tags=["raises-exception"])),
        "unknown tag",
    ),
    Planted(
        NAMES,
        "an id that a program chose",
        nb(lambda book: book["cells"][2].update(id="3f2a9c81")),
        "give the cell an id of words",
    ),
    Planted(
        NAMES,
        "one id for two cells",
        nb(lambda book: book["cells"][2].update(id="words")),
        "another cell has this id",
    ),
    Planted(
        LINKS,
        "inline script in Markdown",
        says("# A\n\n<script>go()</script>"),
        "no script, style or frame",
    ),
    Planted(
        LINKS,
        "a handler in Markdown",
        says("# A\n\n<b onclick='go()'>x</b>"),
        "no script, style or frame",
    ),
    Planted(
        LINKS, "a style in Markdown", says("# A\n\n<style>p{}</style>"), "no script, style or frame"
    ),
    Planted(
        LINKS,
        "a frame in Markdown",
        says("# A\n\n<iframe src='x'></iframe>"),
        "no script, style or frame",
    ),
    Planted(
        LINKS,
        "a link to no page",
        says("# A\n\n[x](no-such-chapter)"),
        "leads to no page of the book",
    ),
    Planted(
        LINKS,
        "a link to no row",
        says("# A\n\n[x](../data/figures.csv#zz999)"),
        "data/figures.csv has no row zz999",
    ),
    Planted(
        LINKS,
        "a number's link to no row",
        nb(
            lambda book: book["cells"][1]["outputs"][0]["data"].update(
                {"text/markdown": ["[1](../data/figures.csv#zz999)"]}
            )
        ),
        "has no row zz999",
    ),
    Planted(
        LINKS,
        "a dead outside link",
        says("# A\n\n[x](https://example.org/gone)"),
        why="the check asks no other host; an address that has died is still where the source was read",
    ),
]
