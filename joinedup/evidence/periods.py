"""What stretch of time does a period in the tables name, and how is it said in prose?

A period is written in a strict grammar, so that 2009/10 is always a financial year and 2009-10
always October 2009:

    1984          calendar year             c1984     about 1984
    1984/85       financial year            1984-07   month         1984-07-31  day
    2017/18 Q3    quarter of a financial year (Q1 starts in April)
    A..B  from A to B      A..  from A on      by A  a deadline
    A v B  A compared with B (the dates are A's)       undated
"""

import calendar
import re
from datetime import date
from typing import NamedTuple

HINT = (
    "write a period as 1984, 1984/85 (a financial year), 1984-07, 1984-07-31, 2017/18 Q3, c1984, "
    "A..B, A.., by A, A v B or undated"
)

_TOKEN = re.compile(
    r"c(?P<about>\d{4})"
    r"|(?P<first>\d{4})/(?P<second>\d\d)(?: Q(?P<quarter>[1-4]))?"
    r"|(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?",
    re.ASCII,
)
# Spelt out, because calendar.month_name follows the reader's locale.
_MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_QUARTERS = ("first", "second", "third", "fourth")


class Period(NamedTuple):
    """The first and the last day of a period; None where it has no such end."""

    start: date | None
    end: date | None


def parse_period(text: str) -> Period:
    """The dates that a period names. Raises ValueError, saying what to write instead."""
    if text == "undated":
        return Period(None, None)
    if text.startswith("by "):
        return Period(None, _dates(text[3:])[1])
    if " v " in text:
        now, then = text.split(" v ", 1)
        _dates(then)
        return Period(*_dates(now))
    if ".." in text:
        first, last = text.split("..", 1)
        start = _dates(first)[0]
        if not last:
            return Period(start, None)
        end = _dates(last)[1]
        if end < start:
            raise ValueError(f"a period must not end before it starts: {first} is after {last}")
        return Period(start, end)
    return Period(*_dates(text))


def say_period(text: str) -> str:
    """A period in words, to follow "in" or stand alone: "July 1984", "1984-85 to 1987-88"."""
    parse_period(text)
    if text == "undated":
        return text
    if text.startswith("by "):
        return f"by {_said(text[3:])}"
    if " v " in text:
        return " compared with ".join(_said(token) for token in text.split(" v ", 1))
    if text.endswith(".."):
        return f"from {_said(text[:-2])}"
    return " to ".join(_said(token) for token in text.split("..", 1))


def say_periods(text: str) -> str:
    """Periods separated by "; ", in words: "28 March 1973 and 2 May 1974"."""
    *earlier, last = (say_period(each) for each in text.split("; "))
    return f"{', '.join(earlier)} and {last}" if earlier else last


def parse_part_date(text: str) -> Period:
    """The days covered by YYYY, YYYY-MM or YYYY-MM-DD, as sources and initiatives are dated.

    Raises ValueError, saying what to write instead.
    """
    token = _TOKEN.fullmatch(text)
    if token is None or token["year"] is None:
        raise ValueError("write a date as 1984, 1984-07 or 1984-07-31")
    return Period(*_dates(text))


def _dates(token: str) -> tuple[date, date]:
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise ValueError(_hint_for(token))
    if match["first"]:
        return _financial_year(int(match["first"]), match["second"], match["quarter"])
    year = int(match["about"] or match["year"])
    if year == 0:
        raise ValueError(HINT)
    if match["month"] is None:
        return date(year, 1, 1), date(year, 12, 31)
    month = int(match["month"])
    if not 1 <= month <= 12:
        raise ValueError(f"{token} is not a month; {_hint_for(token)}")
    if match["day"] is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    try:
        day = date(year, month, int(match["day"]))
    except ValueError:
        raise ValueError(f"{token} is not a day of the calendar") from None
    return day, day


def _financial_year(first: int, second: str, quarter: str | None) -> tuple[date, date]:
    following = f"{(first + 1) % 100:02d}"
    if not 0 < first < 9999 or second != following:
        raise ValueError(f"a financial year names two years that follow: {first}/{following}")
    if quarter is None:
        return date(first, 4, 1), date(first + 1, 3, 31)
    # Q4 (January to March) falls in the second calendar year.
    year, month = (first + 1, 1) if quarter == "4" else (first, 1 + 3 * int(quarter))
    return date(year, month, 1), date(year, month + 2, calendar.monthrange(year, month + 2)[1])


def _hint_for(token: str) -> str:
    """Advice fitted to the commonest slips: 2014-15 and 1999-2000 for financial years."""
    slip = re.fullmatch(r"(\d{4})[-/](?:\d\d)?(\d\d)(?: Q[1-4])?", token, re.ASCII)
    if slip and int(slip[2]) == (int(slip[1]) + 1) % 100:
        return f"use {slip[1]}/{slip[2]} for a financial year"
    return HINT


def _said(token: str) -> str:
    match = _TOKEN.fullmatch(token)
    assert match is not None, "say_period parses before it speaks"
    if match["about"]:
        return f"about {match['about']}"
    if match["first"]:
        year = f"{match['first']}-{match['second']}"
        quarter = match["quarter"]
        return f"the {_QUARTERS[int(quarter) - 1]} quarter of {year}" if quarter else year
    month = f"{_MONTHS[int(match['month'])]} " if match["month"] else ""
    day = f"{int(match['day'])} " if match["day"] else ""
    return f"{day}{month}{match['year']}"
