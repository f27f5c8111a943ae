"""Did fines work? How fast did a number fall before the month in which a policy began, and after it?

Counts on single days, one a quarter, are set against a start that the reader moves. The sums are falls
a quarter, beside what a steady fall would have been, and say nothing about cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

import altair as alt
import pandas as pd

from joinedup.charts import Caption, book_chart
from joinedup.charts.controls import Slider, bound
from joinedup.charts.marks import layered
from joinedup.charts.theme import CHARCOAL, NAVY, ORANGE, SHADE, TEAL

BEGINNING = pd.Timestamp("2001-09-01")  # month 0
LAST_MONTH = 30
ALL_AGES, OVER_75 = GROUPS = ("all ages", "over 75")
QUARTER = 3  # months
_MONTHS = range(LAST_MONTH + 1)
_SPAN = alt.Scale(domain=[-10, 34], nice=False)


@dataclass(frozen=True)
class Fall:
    """How far the count of all ages had fallen by a month. Months are counted from `BEGINNING`."""

    month: int  # of the last count held by then
    fallen: float  # patients, since the first count from month 0
    whole: float  # patients, from the first count to the last
    months: int  # from the first count to that of `month`
    months_left: int  # from that of `month` to the last

    @property
    def share(self) -> float:
        """The part of the whole fall that had been counted, 0 to 1 while counts only fall."""
        return self.fallen / self.whole

    @property
    def pace_before(self) -> float | None:
        """Patients fewer a quarter, up to the count of `month`; None when that is the first."""
        return QUARTER * self.fallen / self.months if self.months else None

    @property
    def pace_after(self) -> float | None:
        """The same from that count to the last; None when it is the last."""
        return QUARTER * (self.whole - self.fallen) / self.months_left if self.months_left else None

    @property
    def steady(self) -> float:
        """What the pace would have been had the number fallen evenly from the first count to the last."""
        return QUARTER * self.whole / (self.months + self.months_left)


def month_words(month: int) -> str:
    """A month in words, from its number: 28 is "January 2004"."""
    return f"{BEGINNING + pd.DateOffset(months=int(month)):%B %Y}"


def delay_counts(figures: pd.DataFrame, counted: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """The counts of patients delayed, in the order given.

    figures: the evidence's figures, by id, with start (the count day) and value (patients).
    counted: the ids of each of `GROUPS`. Returns value, series (the group) and month (a whole
    number from `BEGINNING`, negative before it). Raises KeyError for an unknown id.
    """
    counts = pd.concat(
        figures.loc[list(ids), ["start", "value"]].assign(series=name)
        for name, ids in counted.items()
    )
    counts["month"] = [
        (when.year - BEGINNING.year) * 12 + when.month - BEGINNING.month for when in counts["start"]
    ]
    return counts.drop(columns="start")


def fall_by(counts: pd.DataFrame, month: int) -> Fall:
    """How much of the fall in all ages, from its first count to its last, was counted by a month.

    counts: as `delay_counts` returns them; the first count of all ages must be no later than
    `month`. No count is filled in: the last one held stands until the next. Raises ValueError
    when none is held by then.
    """
    rows = counts[counts["series"] == ALL_AGES].sort_values("month")
    seen = rows[rows["month"] <= month]
    if seen.empty:
        raise ValueError(f"no count of {ALL_AGES} is held by month {month}")
    first, last = rows["value"].iloc[0], rows["value"].iloc[-1]
    held = int(seen["month"].iloc[-1])
    return Fall(
        month=held,
        fallen=float(first - seen["value"].iloc[-1]),
        whole=float(first - last),
        months=held - int(rows["month"].iloc[0]),
        months_left=int(rows["month"].iloc[-1]) - held,
    )


def sentence(counts: pd.DataFrame, events: Mapping[int, str], month: int) -> str:
    """How fast the number fell before and after `month`; events: what did begin, by month."""
    fall = fall_by(counts, month)
    event = f" ({events[month]})" if month in events else ""
    start, count = f"Start in {month_words(month)}{event}", month_words(fall.month)
    before, after = fall.pace_before, fall.pace_after
    if before is None:
        return (
            f"{start}: the first count is that of {count}, and after it the number "
            f"{_moved(after or 0)} a quarter."
        )
    if after is None:
        return f"{start}: up to the last count, that of {count}, the number {_moved(before)} a quarter."
    return (
        f"{start}: up to the count of {count} the number {_moved(before)} a quarter, and after it "
        f"{_moved(after)} a quarter. A steady fall would have been about {fall.steady:,.0f} a quarter."
    )


def _moved(pace: float) -> str:
    return f"{'fell' if pace >= 0 else 'rose'} by about {abs(pace):,.0f}"


def exploration(
    counts: pd.DataFrame,
    *,
    events: Mapping[int, str],
    start_month: int,
    **caption: Unpack[Caption],
) -> dict[str, object]:
    """What `joinedup.writing.explorations.explore` needs: the answer in Python, its twin, and the control.

    counts: from `delay_counts`; events: what began in which month; start_month: where the control
    starts. The twin holds the sentence for every month, written by `sentence`.
    """
    controls = {"months": Slider("Months after September 2001", 0, LAST_MONTH, 1, start_month)}
    table = counts.assign(Month=[month_words(month) for month in counts["month"]]).rename(
        columns={"series": "Who was counted", "value": "Patients delayed"}
    )[["Who was counted", "Month", "Patients delayed"]]

    def respond(months: int) -> str:
        return sentence(counts, events, months)

    params = [
        *bound(controls),
        alt.param(name="labels", value=[_label(counts, month) for month in _MONTHS]),
        alt.param(name="sentences", value=[respond(month) for month in _MONTHS]),
        alt.param(name="readout", expr="sentences[months]"),
    ]
    twin = book_chart(
        _drawing(counts).add_params(*params),
        table=table,
        readout=respond(start_month),
        **caption,
    )
    return {"respond": respond, "twin": twin, "controls": controls}


def _label(counts: pd.DataFrame, month: int) -> str:
    fall = fall_by(counts, month)
    before, after = fall.pace_before, fall.pace_after
    if before is None or after is None:
        return f"{month_words(month)}\n{fall.steady:,.0f} fewer\na quarter"
    return f"{month_words(month)}\n{before:,.0f} a quarter,\nthen {after:,.0f}"


def _drawing(counts: pd.DataFrame) -> alt.LayerChart:
    across = alt.X(
        "month:Q",
        scale=_SPAN,
        axis=alt.Axis(values=[-8, 4, 16, 28], labelExpr="'Jan ' + (2001 + (datum.value + 8) / 12)"),
    )
    up = alt.Y(
        "value:Q", scale=alt.Scale(domain=[0, 8000], nice=False), axis=alt.Axis(format=",.0f")
    )
    moved = alt.Chart(pd.DataFrame({"at": [0]})).transform_calculate(
        month="months", until="34", words="labels[months]"
    )
    layers = [
        moved.mark_rect(color=SHADE).encode(x=across, x2="until:Q"),
        *_counts(counts, across, up),
        moved.mark_rule(color=ORANGE, strokeWidth=2).encode(x=across),
        *_names(counts, across, up),
        moved.mark_text(align="center", baseline="top", fontWeight="bold")
        .encode(x=alt.X("place:Q", scale=_SPAN), y=alt.value(-54), text="words:N")
        .transform_calculate(place="max(-2, min(26, months))"),
    ]
    return layered(layers, height=280)


def _counts(counts: pd.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    """Dots for the counts, and lines that join them to guide the eye."""
    colour = alt.Color(
        "series:N", legend=None, scale=alt.Scale(domain=list(GROUPS), range=[NAVY, TEAL])
    )
    dash = alt.StrokeDash(
        "series:N", legend=None, scale=alt.Scale(domain=list(GROUPS), range=[[1, 0], [7, 3]])
    )
    dots = alt.Chart(counts).mark_point(size=70, filled=True, opacity=1)
    return [
        alt.Chart(counts)
        .mark_line(strokeWidth=1.5)
        .encode(x=across, y=up, color=colour, strokeDash=dash),
        dots.encode(x=across, y=up, color=colour),
    ]


def _names(counts: pd.DataFrame, across: alt.X, up: alt.Y) -> list[alt.Chart]:
    """Each group's name, by the first of its counts."""
    firsts = [counts[counts["series"] == group].sort_values("month").iloc[0] for group in GROUPS]
    names = pd.DataFrame(
        {
            "month": [first["month"] for first in firsts],
            "value": [first["value"] for first in firsts],
            "words": list(GROUPS),
            "series": list(GROUPS),
        }
    )
    places = ((ALL_AGES, 8, -6, NAVY), (OVER_75, -8, 22, CHARCOAL))
    return [
        alt.Chart(names[names["series"] == group])
        .mark_text(align="left", dx=dx, dy=dy, fontWeight="bold", color=colour)
        .encode(x=across, y=up, text="words:N")
        for group, dx, dy, colour in places
    ]
