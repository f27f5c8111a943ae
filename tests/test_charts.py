"""The chart forms: what each must carry, and what no chart may do."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import altair as alt
import nbformat
import numpy as np
import pandas as pd
import pytest
import vl_convert

from joinedup.charts import (
    Arm,
    BookChart,
    arm_by_arm,
    bars,
    book_chart,
    interval_plot,
    lines,
    paired_arms,
    promise_and_outcome,
    share_delivered,
    spread,
    timeline,
    trend,
)
from joinedup.charts import theme as book_theme
from joinedup.charts.index_bars import IndexBar, index_bars
from joinedup.charts.marks import layered, level, spread_apart
from joinedup.charts.words import amount, number, wrap
from joinedup.evidence.trends import fit_trend, student_t_quantile
from joinedup.notebooks.running import find
from tests.browser import ROOT

NAN = float("nan")
ALLOWED_COLOURS = {
    *book_theme.PALETTE,
    book_theme.GREY,
    book_theme.PALE_ORANGE,
    book_theme.MUTED,
    book_theme.RULE,
    book_theme.SHADE,
    book_theme.WHITE,
}
WORDS: dict[str, Any] = {
    "headline": "Four of the six promises moved the right way",
    "subtitle": "Thousands of places, England, 1969 to 1991",
    "description": "Training places reached 53 of the 74 promised; beds fell below their target.",
    "source_ids": ["dhss1971mh"],
    "note": "Primary. Says nothing about how good the places were.",
}
PROMISES = pd.DataFrame(
    [
        ("Training centre places for adults", 25, 74, NAN, NAN, 53, "partly met", "England"),
        ("Hospital beds for adults", 52, 27, NAN, NAN, 23, "met", "England"),
        ("Hospital beds for children", 7.1, 6.4, NAN, NAN, NAN, "outcome not found", ""),
        ("Places in homes run by councils and others", 4, NAN, 29, 35, 37, "met", ""),
        ("Home helps", NAN, 12, NAN, NAN, 6, "forecast only", "England"),
        ("Day centre places", 30, 40, NAN, NAN, 21, "went the other way", "England"),
    ],
    columns=[
        "label",
        "baseline",
        "target",
        "target_low",
        "target_high",
        "outcome",
        "verdict",
        "place",
    ],
)
SHARES = PROMISES[["label", "verdict", "place"]].assign(share=[0.57, 3.4, NAN, 1.3, 0.3, -0.9])
YEARS = pd.DataFrame(
    {
        "date": [f"{year}-04-01" for year in range(2008, 2019)],
        "value": [5.0, 5.1, 5.15, 5.3, 5.5, 5.57, 5.69, 5.89, 6.02, 6.24, 6.6],
    }
)
PLANNED = pd.DataFrame({"date": ["2015-04-01"], "value": [5.5]})
TWO_SERIES = pd.concat([YEARS.assign(series="beds"), YEARS.assign(series="patients", value=4.0)])
EFFECTS = pd.DataFrame(
    [
        ("Evercare: emergency admissions, high-risk patients", 16.5, -5.7, 38.7, 3, "moderate"),
        ("Vanguards: emergency admissions", 8.8, 4.5, 13.1, 3, "low"),
        ("Site claim: admissions fell", -30, NAN, NAN, 1, "very_low"),
    ],
    columns=["label", "value", "low", "high", "grade", "confidence"],
)
INITIATIVES = pd.DataFrame(
    {
        "name": [
            "Joint finance",
            "Worcester project",
            "Griffiths report",
            "Joint Investment Plans",
        ],
        "kind": ["initiative", "place", "review", "initiative"],
        "era": ["1970s", "1970s", "1980-1997", "1997-2010"],
        "mechanism": ["joint-planning", "pilot-programme joint-planning", "review", "duty"],
        "start": pd.to_datetime(pd.Series(["1976-04", "1970-01", "1988-03", None])),
        "end": pd.to_datetime(pd.Series([None, "1989-01", "1988-03", None])),
    }
)
COUNCILS = pd.DataFrame(
    {"council": [f"Council {n:03d}" for n in range(150)], "rate": np.linspace(1, 40, 150)}
)
BARS = pd.DataFrame(
    {
        "label": ["Planned in April 2014", "Planned in October 2014", "Found", "Cost above plan"],
        "value": [1000.0, 314.0, NAN, -311.0],
        "note": ["Before the plans were redone", "", "", "National Audit Office"],
        "highlight": [False, False, False, True],
    }
)

ARM_CHANGES = pd.DataFrame(
    [
        ("Areas with a vanguard", 6.2, 2.7, 9.8, False),
        ("Areas in both programmes", 1.4, -2.0, 4.7, False),
        ("Areas in neither", 10.6, 8.1, 13.2, True),
    ],
    columns=["label", "value", "low", "high", "compared"],
)
INDEX_BARS = [
    IndexBar("comparison", "The comparison", "100"),
    IndexBar("before", "The place before", "100 + before", assumed=True),
    IndexBar("now", "The place now", "60"),
]

PAIRS = pd.DataFrame(
    [
        ("First areas", 4.0, 2.5, 5.5, 7.0, 6.0, 8.0, "4% against 7%: 3 points less", "Grade 3"),
        (
            "Later areas",
            8.0,
            NAN,
            NAN,
            9.5,
            NAN,
            NAN,
            "8% against 9.5%: 1.5 points less",
            "Grade 2",
        ),
    ],
    columns=[
        "label",
        *("joined", "joined_low", "joined_high", "rest", "rest_low", "rest_high"),
        *("words", "grade_words"),
    ],
)


def pairs(rows: pd.DataFrame = PAIRS) -> BookChart:
    return paired_arms(
        rows,
        arms=(Arm("joined", "rise where joined"), Arm("rest", "rise elsewhere")),
        domain=(-1, 15),
        axis=alt.Axis(values=[0, 10]),
        table=rows[["label", "joined", "rest"]],
        **WORDS,
    )


FORMS: dict[str, Callable[[], BookChart]] = {
    "promise_and_outcome": lambda: promise_and_outcome(PROMISES, unit_label="", **WORDS),
    "share_delivered": lambda: share_delivered(SHARES, **WORDS),
    "trend": lambda: trend(
        YEARS,
        unit_label="%",
        planned=PLANNED,
        window=("2008-04-01", "2014-04-01"),
        dates="financial_year",
        breaks=[("2015-04-01", "Better Care Fund starts")],
        **WORDS,
    ),
    "lines": lambda: lines(TWO_SERIES, unit_label="", dates="financial_year", **WORDS),
    "timeline": lambda: timeline(INITIATIVES, **WORDS),
    "spread": lambda: spread(
        COUNCILS, value="rate", name="council", unit_label="", plan=9.4, **WORDS
    ),
    "interval_plot": lambda: interval_plot(EFFECTS, unit_label="%", no_effect=0, **WORDS),
    "paired_arms": pairs,
    "bars": lambda: bars(BARS, unit_label="£m", **WORDS),
    "arm_by_arm": lambda: arm_by_arm(ARM_CHANGES, domain=(-4, 16), ticks=[0, 10], **WORDS),
    "index_bars": lambda: book_chart(
        index_bars(
            INDEX_BARS,
            most=150,
            params=[alt.param(name="before", value=-20, bind=alt.binding_range(min=-40, max=20))],
        ),
        table=pd.DataFrame({"Place": ["now"], "Index": [60]}),
        **WORDS,
    ),
}


@functools.cache
def made(form: str) -> BookChart:
    """A chart of this form, made once: to ask for its specification changes nothing in it."""
    return FORMS[form]()


every_form = pytest.mark.parametrize("form", FORMS)


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a specification."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from parts(value)
    elif isinstance(node, list):
        for value in node:
            yield from parts(value)


def drawn(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification without the words that travel beside it."""
    return {key: value for key, value in spec.items() if key != "usermeta"}


def svg(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(spec, vl_version="6.4")


def with_control(chart: BookChart, name: str, value: object) -> dict[str, Any]:
    spec = copy.deepcopy(chart.spec())
    [param] = [each for each in spec["params"] if each["name"] == name]
    param["value"] = value
    return spec


@every_form
@pytest.mark.parametrize("width", [340, 680, "container"])
def test_every_form_compiles_for_jupyterlab_and_renders_for_the_site(form: str, width: Any) -> None:
    spec = made(form).spec(width)
    vl_convert.vegalite_to_vega(spec, vl_version="5.8")
    if width != "container":
        assert "<path" in svg(spec)


@every_form
def test_two_calls_give_the_same_bytes(form: str) -> None:
    first, second = (json.dumps(FORMS[form]()._repr_mimebundle_()) for _ in range(2))
    assert first == second


@every_form
def test_the_data_are_the_same_at_every_width(form: str) -> None:
    chart = made(form)
    narrow, wide = drawn(chart.spec(340)), drawn(chart.spec(680))
    assert narrow.pop("width") == 340
    assert wide.pop("width") == 680
    assert narrow == wide


@every_form
def test_no_chart_is_split_into_panels_or_given_a_second_axis(form: str) -> None:
    for part in parts(drawn(made(form).spec())):
        assert not {"facet", "concat", "hconcat", "vconcat", "repeat"} & set(part)
        assert "resolve" not in part


@every_form
def test_only_the_palette_is_used(form: str) -> None:
    text = json.dumps(drawn(made(form).spec()))
    colours = {colour.upper() for colour in re.findall(r"#[0-9A-Fa-f]{3,8}\b", text)}
    assert colours <= ALLOWED_COLOURS, f"{form} uses {colours - ALLOWED_COLOURS}"


@every_form
def test_nothing_drawn_is_wider_than_the_page(form: str) -> None:
    # The static picture grows beyond the width asked for when something cannot be fitted in.
    width = float(re.search(r'<svg[^>]*? width="([\d.]+)"', svg(made(form).spec(340))).group(1))  # type: ignore[union-attr]
    assert width <= 340


def feeds_itself(spec: dict[str, Any]) -> list[str]:
    """The calculations of a chart that read what they write: each move of a control would add to it."""
    return [
        part["calculate"]
        for part in parts(spec)
        if "calculate" in part and re.search(rf"datum\.{part['as']}\b", part["calculate"])
    ]


def test_no_calculation_feeds_itself() -> None:
    stored = [
        data
        for path in find(ROOT)
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        for kind, data in output.get("data", {}).items()
        if "vegalite" in kind
    ]
    assert len(stored) > 50
    assert [found for spec in stored for found in feeds_itself(spec)] == []
    grows = alt.Chart(pd.DataFrame({"words": ["a"]})).mark_text()
    grows = grows.transform_calculate(words="datum.words + cut")
    assert feeds_itself(grows.to_dict()) == ["datum.words + cut"]


def test_bars_start_at_zero() -> None:
    starts = [
        (form, part["encoding"].get("x2"))
        for form, make in FORMS.items()
        for part in parts(drawn(make().spec()))
        if isinstance(part.get("mark"), dict) and part["mark"].get("type") == "bar"
    ]
    assert {form for form, _ in starts} == {"bars", "index_bars", "share_delivered"}
    assert all(start == {"datum": 0} for _, start in starts)


@every_form
def test_what_jupyter_stores_holds_the_words_and_the_table(form: str) -> None:
    chart = made(form)
    bundle = chart._repr_mimebundle_()
    assert set(bundle) == {"application/vnd.vegalite.v5+json", "text/plain"}
    spec = bundle["application/vnd.vegalite.v5+json"]
    book = spec["usermeta"]["book"]
    assert spec["width"] == 680
    assert spec["$schema"].endswith("vega-lite/v5.json")
    assert " ".join(spec["title"]["text"]) == WORDS["headline"]
    assert spec["description"] == book["description"] == WORDS["description"]
    assert book["sources"] == WORDS["source_ids"]
    assert len(book["table"]["rows"]) == len(chart.table)
    assert all(len(row) == len(book["table"]["columns"]) for row in book["table"]["rows"])
    assert "NaN" not in json.dumps(spec)


@every_form
def test_no_chart_names_a_view_at_random(form: str) -> None:
    assert "view_" not in json.dumps(drawn(made(form).spec()))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"headline": "word " * 16}, "headline"),
        ({"headline": " "}, "headline"),
        ({"description": "Chart of delayed days"}, "description"),
        ({"description": "A bar chart of delayed days"}, "description"),
        ({"description": "A chart that shows delayed days"}, "description"),
        ({"description": ""}, "description"),
        ({"subtitle": ""}, "subtitle"),
        ({"note": ""}, "note"),
        ({"source_ids": []}, "source_ids"),
        ({"source_ids": [""]}, "source_ids"),
        ({"source_ids": "nao2017"}, "source_ids"),
        ({"table": pd.DataFrame()}, "table"),
    ],
)
def test_a_chart_that_lacks_a_part_is_refused_by_name(change: dict[str, Any], rule: str) -> None:
    chart = alt.Chart(YEARS).mark_line().encode(x="date:T", y="value:Q")
    with pytest.raises(ValueError, match=rule):
        book_chart(chart, **{**WORDS, "table": YEARS, **change})


def test_panels_and_second_axes_are_refused() -> None:
    plain = alt.Chart(YEARS).mark_line().encode(x="date:T", y="value:Q")
    panels = [
        alt.hconcat(plain, plain),
        plain.facet("value:N"),
        plain.encode(row="value:N"),
        alt.layer(plain, plain).resolve_scale(y="independent"),
    ]
    for view in panels:
        with pytest.raises(ValueError, match=r"panels|layers|second axis"):
            book_chart(view, **WORDS, table=YEARS)


def test_one_off_charts_keep_the_contract() -> None:
    chart = alt.Chart(YEARS).mark_line().encode(x="date:T", y="value:Q")
    made = book_chart(chart, **WORDS, table=YEARS)
    assert made.spec(340)["config"]["font"] == book_theme.FONT


def test_a_missing_outcome_is_said_in_words_and_left_undrawn() -> None:
    one = PROMISES[PROMISES["verdict"] == "outcome not found"]
    chart = promise_and_outcome(one, unit_label="", **WORDS)
    assert "Outcome not found" in svg(chart.spec(340))
    assert chart.table["What happened"].isna().all()


def test_a_promise_judged_without_an_outcome_says_so_too() -> None:
    one = PROMISES.head(1).assign(outcome=NAN, verdict="not comparable")
    chart = promise_and_outcome(one, unit_label="", **WORDS)
    assert "Not comparable · outcome not found" in svg(chart.spec(340))


def test_a_promise_without_a_target_is_refused() -> None:
    with pytest.raises(ValueError, match="Training centre"):
        promise_and_outcome(PROMISES.head(1).assign(target=NAN), unit_label="", **WORDS)


def test_the_key_of_promises_names_only_the_marks_that_are_drawn() -> None:
    def drawing(row: int) -> str:
        return svg(promise_and_outcome(PROMISES.iloc[[row]], unit_label="", **WORDS).spec())

    number_alone, range_alone, unanswered, forecast = (drawing(row) for row in (0, 3, 2, 4))
    assert ">promised<" in number_alone
    assert ">range promised<" not in number_alone
    assert ">range promised<" in range_alone
    assert ">promised<" not in range_alone
    assert f'fill="{book_theme.ORANGE}"' not in range_alone, "a range has no single promised number"
    assert ">what happened<" not in unanswered
    assert ">start<" not in forecast
    assert ">only expected, claimed or put in<" in forecast


def test_the_promise_table_holds_what_the_marks_show() -> None:
    table = made("promise_and_outcome").table
    assert list(table["Promised"])[:4] == [74, 27, 6.4, "29 to 35"]
    assert table["What happened"].dropna().tolist() == [53, 23, 37, 6, 21]


def test_a_share_beyond_the_edge_keeps_its_true_number() -> None:
    chart = made("share_delivered")
    text = svg(chart.spec(340))
    assert "340%" in text
    assert "\N{MINUS SIGN}90%" in text
    assert chart.table["Share of the promised change delivered (%)"].dropna().tolist() == [
        57,
        340,
        130,
        30,
        -90,
    ]


def test_choosing_another_window_changes_the_line_and_its_words() -> None:
    chart = made("trend")
    assert svg(chart.spec()) != svg(with_control(chart, "fitted_from", "2010-11"))


def test_the_interval_can_be_hidden() -> None:
    chart = made("trend")
    assert svg(chart.spec()) != svg(with_control(chart, "show_interval", False))


def test_the_trend_table_agrees_with_the_fit() -> None:
    table = made("trend").table.set_index("Date")
    fit = fit_trend(YEARS, ("2008-04-01", "2014-04-01"), ["2018-04-01"]).iloc[0]
    assert table.loc["2018-19", "Earlier trend"] == pytest.approx(fit["expected"], abs=0.005)
    assert table.loc["2018-19", "Interval from"] == pytest.approx(fit["low"], abs=0.005)
    assert table.loc["2015-16", "Planned"] == 5.5


def test_a_plan_on_another_day_of_the_year_shares_that_year_s_row() -> None:
    chart = trend(
        YEARS,
        unit_label="",
        planned=pd.DataFrame({"date": ["2015-01-01", "2020-01-01"], "value": [5.5, 5.0]}),
        window=("2008-04-01", "2014-04-01"),
        **WORDS,
    )
    table = chart.table.set_index("Date")
    assert table.index.is_unique
    assert list(table.loc["2015", ["What happened", "Planned"]]) == [5.89, 5.5]
    assert table.index[-1] == "2020"


def test_a_trend_without_a_window_draws_what_happened_alone() -> None:
    chart = trend(YEARS, unit_label="", **WORDS)
    assert "params" not in chart.spec()
    assert list(chart.table.columns) == ["Date", "What happened"]


def test_five_series_are_refused() -> None:
    many = pd.concat([YEARS.assign(series=f"series {n}") for n in range(5)])
    with pytest.raises(ValueError, match="at most 4"):
        lines(many, unit_label="", **WORDS)


def test_a_line_that_ends_early_is_named_where_it_ends_on_its_clear_side() -> None:
    def name_at(early: float) -> tuple[float, float]:
        both = pd.DataFrame(
            {
                "date": ["2000-01-01", "2004-01-01", "2000-01-01", "2002-01-01"],
                "value": [51.0, 51.0, early, early],
                "series": ["long"] * 2 + ["short"] * 2,
            }
        )
        drawn_at = svg(lines(both, unit_label="", zero=True, **WORDS).spec(680))
        place = re.search(r"translate\(([\d.]+),([\d.]+)\)[^>]*>short", drawn_at)
        assert place
        return float(place[1]), float(place[2])

    above, below = name_at(52.0), name_at(50.0)
    assert above[0] == below[0] < 400  # beside 2002, half way across
    assert above[1] < below[1]


def test_a_place_with_a_long_name_takes_two_lines() -> None:
    name = "Bristol, North Somerset and South Gloucestershire"
    places = pd.DataFrame({"where": [name, "Rutland"], "value": [4.0, 2.0]})
    chart = spread(places, value="value", name="where", unit_label="%", chosen=name, **WORDS)
    shown = texts(chart.spec(340))
    assert not any("\u2026" in words for words in shown)
    found = re.sub(r"<[^>]+>", " ", svg(chart.spec(340)))
    assert "Gloucestershire: 4%" in " ".join(found.split())


def test_finding_a_council_writes_its_name_value_and_rank() -> None:
    found = svg(with_control(made("spread"), "place", "Council 149"))
    assert "Council 149: 40" in found
    assert "1st highest of 150" in found


def test_a_council_without_a_value_stays_in_the_table_but_cannot_be_found() -> None:
    places = COUNCILS.assign(rate=COUNCILS["rate"].where(COUNCILS["council"] != "Council 007"))
    chart = spread(places, value="rate", name="council", unit_label="", **WORDS)
    assert "Council 007" in set(chart.table["Council"])
    assert "Council 007" not in json.dumps(chart.spec()["params"])
    with pytest.raises(ValueError, match="Council 007"):
        spread(places, value="rate", name="council", unit_label="", chosen="Council 007", **WORDS)


def test_asking_for_better_evidence_leaves_out_the_rest() -> None:
    chart = made("interval_plot")
    assert "Site claim" in svg(chart.spec())
    better = svg(with_control(chart, "lowest_grade", 3))
    assert "Site claim" not in better
    assert "Vanguards" in better


def test_an_effect_without_an_interval_says_so() -> None:
    assert "no interval published" in svg(made("interval_plot").spec(340))


def test_a_range_is_not_passed_off_as_a_confidence_interval() -> None:
    chart = interval_plot(
        EFFECTS.assign(interval=["95%", "range", ""]), unit_label="%", no_effect=0, **WORDS
    )
    assert "8.8% (range 4.5 to 13.1)" in svg(chart.spec(340))


def test_an_estimate_outside_its_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="Vanguards"):
        interval_plot(EFFECTS.assign(high=[38.7, 5.0, NAN]), unit_label="%", no_effect=0, **WORDS)


def test_a_bar_without_a_known_end_stops_where_the_last_evidence_of_it_stands() -> None:
    seen = pd.Timestamp("1989-03-31")
    open_ended = INITIATIVES.iloc[[0]].assign(
        start=pd.Timestamp("1976-01-01"), end=pd.NaT, last_seen=seen
    )
    spec = timeline(open_ended, until="2021-12-31", **WORDS).spec()
    (row,) = [
        row for rows in spec["datasets"].values() for row in rows if row.get("open_ended") is True
    ]
    assert row["bar_end"].startswith("1989-03-31")
    silent = timeline(open_ended.assign(last_seen=pd.NaT), until="2021-12-31", **WORDS).spec()
    (row,) = [row for rows in silent["datasets"].values() for row in rows if row.get("open_ended")]
    assert row["bar_end"].startswith("1976-01-01")


@pytest.mark.parametrize("form", ["timeline", "interval_plot"])
def test_rows_that_close_up_keep_the_height_given_to_each(form: str) -> None:
    spec = made(form).spec(340)
    signals = vl_convert.vegalite_to_vega(spec, vl_version="6.4")["signals"]
    # A layer with a continuous y makes Vega-Lite drop the step and squeeze rows to 20 pixels.
    assert {"name": "y_step", "value": spec["height"]["step"]} in signals


def test_a_list_with_nothing_to_choose_is_left_out() -> None:
    def lists(chart: BookChart) -> set[str]:
        return {param["name"] for param in chart.spec().get("params", []) if "bind" in param}

    assert lists(interval_plot(EFFECTS, unit_label="%", no_effect=0, **WORDS)) == {"lowest_grade"}
    one_grade = interval_plot(EFFECTS.assign(grade=3), unit_label="%", no_effect=0, **WORDS)
    assert lists(one_grade) == set()
    assert lists(timeline(INITIATIVES, **WORDS)) == {"era", "kind", "mechanism"}
    one_kind = timeline(INITIATIVES.assign(kind="initiative"), **WORDS)
    assert lists(one_kind) == {"era", "mechanism"}


def test_choosing_a_mechanism_leaves_its_initiatives() -> None:
    chosen = svg(with_control(made("timeline"), "mechanism", "pilot-programme"))
    assert "Worcester project" in chosen
    assert "Griffiths report" not in chosen


def test_an_undated_initiative_stays_in_the_table() -> None:
    chart = made("timeline")
    assert "Joint Investment Plans" not in svg(chart.spec())
    assert chart.table["Name"].iloc[-1] == "Joint Investment Plans"
    assert chart.table["Start"].iloc[-1] is None


def test_a_bar_without_a_value_says_not_found() -> None:
    assert "not found" in svg(made("bars").spec(340))


def test_a_planned_bar_is_an_outline_and_says_so_in_the_table() -> None:
    rows = pd.DataFrame({"label": ["plan", "what came"], "value": [-8.0, 4.0]})
    plain = bars(rows, unit_label="", **WORDS)
    marked = bars(rows.assign(planned=[True, False]), unit_label="", **WORDS)
    outline = f'fill="{book_theme.WHITE}" stroke="{book_theme.ORANGE}"'
    assert [svg(chart.spec()).count(outline) for chart in (plain, marked)] == [0, 1]
    assert list(marked.table["Planned"]) == ["yes", "no"]
    assert "Planned" not in plain.table


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234567.0, "", "1,234,567"),
        (3.456, "%", "3.46%"),
        (-311.0, "£m", "\N{MINUS SIGN}£311m"),
        (-0.0001, "", "0"),
        (12.0, "%", "12%"),
        (NAN, "%", "not found"),
    ],
)
def test_numbers_are_written_for_reading(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_wrapping_never_loses_a_word() -> None:
    text = "Places in residential homes run by councils, voluntary bodies and private owners"
    wrapped = wrap(text, 120)
    assert wrapped.split() == text.split()
    assert wrapped.count("\n") > 2
    assert number(0.5) == "0.5"


def test_a_level_is_one_dashed_rule_for_each_row_at_its_value() -> None:
    rows = alt.Chart(pd.DataFrame({"at": [25.0, 75.0]}))
    up = alt.Y("at:Q", scale=alt.Scale(domain=[0, 100], nice=False))
    chart = book_chart(
        layered([level(rows, up, book_theme.ORANGE)], height=200), table=YEARS, **WORDS
    )
    drawn = svg(chart.spec())
    rules = [line for line in re.findall(r"<line[^>]*>", drawn) if 'stroke-dasharray="6,3"' in line]
    assert [re.search(r"translate\(\d+,(\d+)\)", line)[1] for line in rules] == ["150", "50"]


def test_labels_are_moved_apart_without_changing_their_order() -> None:
    moved = spread_apart([100, 102, 40], [20, 20, 20], lowest=112)
    assert moved[2] < moved[0] < moved[1]
    assert moved[1] - moved[0] >= 20
    assert moved[1] <= 102


@pytest.mark.parametrize(
    ("probability", "degrees", "value"),
    [  # printed tables of Student's t
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.975, 5, 2.571),
        (0.95, 10, 1.812),
        (0.975, 30, 2.042),
        (0.995, 7, 3.499),
        (0.975, 120, 1.980),
    ],
)
def test_t_quantiles_agree_with_printed_tables(
    probability: float, degrees: int, value: float
) -> None:
    assert student_t_quantile(probability, degrees) == pytest.approx(value, abs=0.0006)


def test_the_median_of_t_is_zero_and_nonsense_is_refused() -> None:
    assert student_t_quantile(0.5, 4) == pytest.approx(0, abs=1e-12)
    for probability, degrees in ((0.4, 3), (1.0, 3), (0.975, 0)):
        with pytest.raises(ValueError, match="must be"):
            student_t_quantile(probability, degrees)


def test_the_prediction_interval_matches_the_sum_done_by_hand() -> None:
    # x = 0..4, y = 1, 2, 2, 4, 5: slope 1, middle 2.8, residuals 0.2, 0.2, -0.8, 0.2, 0.2.
    observed = pd.DataFrame(
        {"date": [f"{year}-04-01" for year in range(2010, 2015)], "value": [1, 2, 2, 4, 5]}
    )
    fit = fit_trend(observed, ("2010-04-01", "2014-04-01"), ["2016-04-01"]).iloc[0]
    reach = 3.182446 * np.sqrt(0.8 / 3) * np.sqrt(1 + 1 / 5 + 16 / 10)
    assert fit["expected"] == pytest.approx(6.8)
    assert fit["high"] - fit["expected"] == pytest.approx(reach, rel=1e-6)
    assert fit["expected"] - fit["low"] == pytest.approx(reach, rel=1e-6)


def test_a_perfect_line_leaves_no_doubt_and_outsiders_do_not_move_it() -> None:
    observed = pd.DataFrame(
        {"date": [f"{year}-01-01" for year in range(2000, 2010)], "value": range(10)}
    )
    observed.loc[9, "value"] = 1000
    fit = fit_trend(observed, ("2000-01-01", "2008-01-01"), ["2009-01-01"]).iloc[0]
    assert fit["expected"] == pytest.approx(9)
    assert fit["high"] == pytest.approx(9)


def test_two_points_are_not_a_trend() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        fit_trend(YEARS, ("2008-04-01", "2009-04-01"), ["2015-04-01"])


def texts(spec: dict[str, Any]) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg(spec))


def test_each_arm_s_change_is_written_with_its_interval() -> None:
    shown = texts(made("arm_by_arm").spec())
    assert "+6.2% (2.7% to 9.8%)" in shown
    assert "+1.4% (\u22122.0% to 4.7%)" in shown


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"compared": False}, "comparison"),
        ({"compared": True}, "comparison"),
        ({"low": NAN}, "both ends"),
    ],
)
def test_arms_that_cannot_be_set_beside_a_comparison_are_refused(
    change: dict[str, Any], rule: str
) -> None:
    with pytest.raises(ValueError, match=rule):
        arm_by_arm(ARM_CHANGES.assign(**change), domain=(-4, 16), ticks=[0], **WORDS)


@pytest.mark.parametrize(("before", "size"), [(-20, "80"), (15, "115")])
def test_an_index_bar_moves_with_its_control(before: int, size: str) -> None:
    shown = texts(with_control(made("index_bars"), "before", before))
    assert [words for words in shown if words.isdigit()] == ["100", size, "60"]


def test_index_bars_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="kind"):
        index_bars([INDEX_BARS[0]] * 2, most=150, params=[])


def test_the_gap_of_a_pair_stands_in_words_over_its_two_marks() -> None:
    shown = texts(pairs().spec())
    assert "4% against 7%: 3 points less" in shown
    assert {"rise where joined", "rise elsewhere", "Grade 2"} <= set(shown)


def test_a_pair_without_intervals_has_no_bars_and_keeps_its_marks() -> None:
    both, one = (svg(pairs(rows).spec()) for rows in (PAIRS, PAIRS.head(1)))
    rules = [text.count('stroke-width="2.5"') for text in (both, one)]
    assert rules == [2, 2]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"rest": NAN}, "rest without a value"),
        ({"joined_low": 4.5}, "joined outside its interval"),
        ({"rest_high": 16.0}, "rest outside the scale"),
    ],
)
def test_a_pair_that_cannot_be_is_refused(change: dict[str, float], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        pairs(PAIRS.assign(**change))
