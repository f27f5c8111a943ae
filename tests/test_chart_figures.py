"""What the site makes of a chart: its words, its sources and the files a reader takes away."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from joinedup import site
from joinedup.charts import theme
from joinedup.evidence import data
from joinedup.evidence.citations import publisher_and_year
from joinedup.notebooks.running import find
from joinedup.site.chart_figures import (
    MIME,
    by_publisher,
    controls_as_html,
    said,
    table_as_html,
    unbroken,
)
from joinedup.site.figure_files import FOLDER
from tests.browser import ROOT, SITE, chapters


def stored_charts() -> list[dict[str, Any]]:
    """Every chart that the notebooks hold."""
    return [
        output["data"][MIME]
        for path in find(ROOT)
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]


def test_no_drawing_of_the_built_book_cuts_its_words_short() -> None:
    drawings = [*(SITE / "_charts").glob("*.svg"), *(SITE / FOLDER).glob("*.svg")]
    assert drawings
    assert [path.name for path in drawings if "…" in path.read_text("utf-8")] == []


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as the Web Content Accessibility Guidelines reckon it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_words_of_every_drawing_can_be_read_on_its_ground() -> None:
    paths = [*(SITE / "_charts").glob("*.svg"), *(SITE / FOLDER).glob("*.svg")]
    drawings = "".join(path.read_text("utf-8") for path in paths)
    inks = set(re.findall(r'<text[^>]*\bfill="(#\w{6})"', drawings))
    assert inks
    assert {
        ink: contrast(ink, theme.SHADE) for ink in inks if contrast(ink, theme.SHADE) < 4.5
    } == {}


def test_every_mark_that_stands_for_something_can_be_seen() -> None:
    faint = [ink for ink in theme.PALETTE if contrast(ink, theme.WHITE) < 3]
    assert faint == []


def test_sources_of_one_publisher_and_year_are_told_apart() -> None:
    table = "data/initiatives.csv"
    assert by_publisher(["nao2018interface", table, "nao2014planning", "nao2018emergency"]) == [
        (
            "National Audit Office",
            [
                ("2014", "nao2014planning"),
                ("2018a", "nao2018emergency"),
                ("2018b", "nao2018interface"),
            ],
        ),
        (publisher_and_year(table)[0], [("", table)]),
    ]


def test_two_undated_sources_of_one_publisher_are_told_apart() -> None:
    sources = data.load().sources
    undated = sources[(sources["year"] == "") & (sources["publisher"] != "")]
    publisher = undated["publisher"].value_counts().index[0]
    first, second = undated.index[undated["publisher"] == publisher][:2]
    ((_, years),) = by_publisher([first, second])
    assert [year for year, _ in years] == ["no date (a)", "no date (b)"]


def test_a_whole_table_is_cited_as_one_link() -> None:
    text = "".join((SITE / page).read_text("utf-8") for page in chapters())
    cited = html.escape(publisher_and_year("data/initiatives.csv")[0])
    assert re.search(rf'<p>Source: <a href="[^"]+">{re.escape(cited)}</a>', text)


def test_no_line_ends_inside_a_span_of_years_or_a_unit_of_money() -> None:
    whole = '<span class="unbroken">{}</span>'.format
    assert unbroken("£ million in 2015-16 & after") == (
        f"{whole('£ million')} in {whole('2015-16')} &amp; after"
    )


@pytest.mark.parametrize(
    ("value", "words"), [(1000, "1,000"), (-2.5, "\N{MINUS SIGN}2.5"), (True, "True"), ("a", "a")]
)
def test_a_control_says_its_value_as_a_reader_writes_it(value: object, words: str) -> None:
    assert said(value) == words


def test_a_year_is_written_without_a_comma_in_a_table_and_on_a_control() -> None:
    columns = ["Year", "Places", "Year picked"]
    written = table_as_html({"columns": columns, "rows": [[1976, 1976, 2004.0]]}, "A table")
    assert re.findall(r"<t[hd] ?[^>]*>([^<]+)</t[hd]>", written)[3:] == ["1976", "1,976", "2004"]
    assert said(2004, (1986, 2017)) == "2004"
    assert said(2004, (0, 5000)) == "2,004"


def test_controls_stand_where_they_start_before_they_work() -> None:
    signals = [
        {
            "name": "cost",
            "value": 2,
            "bind": {"input": "range", "name": "Cost", "min": 0, "max": 9, "step": 1},
        },
        {
            "name": "by",
            "value": "b",
            "bind": {"input": "select", "name": "By", "options": ["a", "b"]},
        },
        {
            "name": "as",
            "value": 1,
            "bind": {"input": "radio", "name": "As", "options": [1, 2], "labels": "xy"},
        },
        {"name": "all", "value": True, "bind": {"input": "checkbox", "name": "All"}},
        {"name": "width", "value": 680},
    ]
    made = controls_as_html({"signals": signals})
    assert '<input type="range" min="0" max="9" step="1" value="2" disabled><span>2</span>' in made
    assert "<option>a</option><option selected>b</option>" in made
    assert '<input type="radio" checked disabled>x</label>' in made
    assert '<input type="radio" disabled>y</label>' in made
    assert '<input type="checkbox" checked disabled>' in made
    assert made.count("vega-bind-name") == 4
    assert controls_as_html({"signals": signals[-1:]}) == ""


def test_every_page_is_built_anew_when_the_data_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "figures.csv"
    table.write_text("figure_id,value\nb001,12\n")
    monkeypatch.setattr(site, "DATA", tmp_path)
    before = site._digest_of_code()
    assert site._digest_of_code() == before
    table.write_text("figure_id,value\nb001,13\n")
    assert site._digest_of_code() != before
