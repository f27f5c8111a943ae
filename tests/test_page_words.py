"""Does any page, drawing or notebook show an id of the evidence files, a shared id or a "1,974"?

What notebooks store is read first and costs little; then every built page and every drawing.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from joinedup.evidence import data, promises
from joinedup.site.chart_figures import MIME
from joinedup.site.row_words import in_words
from joinedup.writing.prose import figure, sentence
from tests import page_words as the
from tests.browser import ROOT, SITE, pages
from tests.covering import elements, read

NOTEBOOKS = [ROOT / "index.ipynb", *sorted((ROOT / "chapters").rglob("*.ipynb"))]


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))["cells"]


def outputs(path: Path, mime: str) -> list[Any]:
    """What a notebook stores of one kind; text as one string."""
    found = [
        output["data"][mime]
        for cell in cells(path)
        for output in cell.get("outputs", [])
        if mime in output.get("data", {})
    ]
    return ["".join(each) if isinstance(each, list) else each for each in found]


def prose(path: Path) -> list[str]:
    """A notebook's words as a reader meets them: no addresses, tags or code."""
    texts = [*outputs(path, "text/markdown"), *outputs(path, "text/html")]
    texts += ["".join(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown"]
    for spec in outputs(path, MIME):
        book = {name: said for name, said in spec["usermeta"]["book"].items() if name != "sources"}
        texts.append(json.dumps(book, ensure_ascii=False))
    return [
        re.sub(r"`[^`]*`", "", re.sub(r"<[^>]*>", " ", re.sub(r"\]\([^)]*\)", "]", text))).replace(
            "\\_", "_"
        )
        for text in texts
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_notebook_shows_an_id_of_the_evidence(path: Path) -> None:
    assert list(the.shown_ids(prose(path))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_chart_writes_a_year_with_a_comma(path: Path) -> None:
    assert list(the.axes_of_years(outputs(path, MIME))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_heading_takes_the_address_of_a_cell(path: Path) -> None:
    """A chart's address ends in its cell's id, and a heading's in its words."""
    text = "\n".join("".join(c["source"]) for c in cells(path) if c["cell_type"] == "markdown")
    headings = {
        re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
        for heading in re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    }
    drawn = {
        cell["id"]
        for cell in cells(path)
        if any(MIME in output.get("data", {}) for output in cell.get("outputs", []))
    }
    assert headings & drawn == set()


@pytest.mark.parametrize("page", pages() if SITE.exists() else [])
def test_no_page_shows_a_row_s_id_shares_an_id_or_writes_a_year_with_a_comma(page: str) -> None:
    found = read(page)
    checks = (the.ids_shared, the.ids_seen, the.years_with_commas)
    faults = [f"{page}: {fault}" for check in checks for fault in check(found)]
    assert not faults, "\n".join(faults)


def test_no_drawing_shows_a_row_s_id() -> None:
    drawings = sorted(SITE.rglob("*-wide.svg"))
    assert drawings
    for drawing in drawings:
        text = drawing.read_text("utf-8")
        said = [html.unescape(each) for each in re.findall(r"<text[^>]*>([^<]+)", text)]
        assert list(the.shown_ids(said)) == [], drawing.name


@pytest.mark.parametrize(
    ("check", "part", "fault"),
    [
        (the.ids_shared, '<p id="a"></p><figure id="a"></figure>', "two elements have the id a"),
        (the.ids_seen, "<p>about the same as b001</p>", "b001 is an id of the evidence files"),
        (the.ids_seen, '<img alt="p_b001 in pounds">', "p_b001 is an id"),
        (
            the.ids_seen,
            "<table><tr><td>P_h2_108 with a later date</td></tr></table>",
            "P_h2_108 is",
        ),
        (
            the.years_with_commas,
            "<table><thead><tr><th>Year</th></tr></thead><tr><td>1,974</td></tr></table>",
            "the year 1,974 has a comma",
        ),
        (
            the.years_with_commas,
            '<label><input type="range" min="1986" max="2017"><span>2,003</span></label>',
            "a control of years says 2,003",
        ),
    ],
)
def test_a_slip_is_found(check: Any, part: str, fault: str) -> None:
    assert [said for said in check(elements(f"<body>{part}</body>")) if fault in said]


@pytest.mark.parametrize(
    ("check", "part"),
    [
        (the.ids_seen, '<p><a href="figures.csv#b001" id="b001">106,000</a></p>'),
        (the.ids_seen, "<pre>figure('b001')</pre><script>b001</script>"),
        (the.ids_seen, "<cite>BMJ 2012; 344:e130</cite>"),
        (
            the.years_with_commas,
            "<table><thead><tr><th>Beds</th></tr></thead><tr><td>1,974</td></tr></table>",
        ),
    ],
)
def test_what_is_no_slip_is_let_through(check: Any, part: str) -> None:
    assert list(check(elements(f"<body>{part}</body>"))) == []


def test_an_axis_of_years_needs_a_format() -> None:
    axis = {"field": "when", "type": "quantitative", "scale": {"domain": [1974.5, 1991]}}
    assert list(the.axes_of_years({"encoding": {"x": axis}}))
    assert not list(the.axes_of_years({"encoding": {"x": axis | {"axis": {"format": "d"}}}}))
    assert not list(the.axes_of_years({"x": axis | {"scale": {"domain": [0, 1991]}}}))


def test_a_note_shows_what_the_rows_that_it_names_say() -> None:
    evidence = data.load()
    said = in_words("5 < 6: see b007, p_b001 and pac2017integrating", evidence, "../")
    assert said == (
        '5 &lt; 6: see <a href="../initiatives/better-care-fund-2015-16.html#b007">'
        f"{the_value(evidence, 'b007')}</a>, "
        '<a href="../initiatives/better-care-fund-2015-16.html#p_b001">another promise</a> and '
        '<a href="../sources.html#pac2017integrating">House of Commons, 2017</a>'
    )
    assert in_words("not a row: b99999 or a_b", evidence) == "not a row: b99999 or a_b"


def test_a_note_becomes_a_sentence_that_names_no_row_by_its_id() -> None:
    board = promises.scoreboard(data.load())
    notes = board["counted_note"][board["counted_note"] != ""]
    said = {row_id: sentence(note) for row_id, note in notes.items()}
    assert list(the.shown_ids(re.sub(r"\]\([^)]*\)", "]", each) for each in said.values())) == []
    for each in said.values():
        assert each.endswith("."), each
        assert re.search(r"\w", each)[0].isupper(), each  # type: ignore[index]
    assert said["p_b008"].startswith("[Another promise](")
    assert said["p_b008"].endswith("#b005) in pounds.")
    assert figure("h2_108").words("sizes") == "35% to 50%"
    named = sentence("p_b001 as e010, by dhss1971mh: 5 * 6", p_b001="the promise of 2014")
    assert re.sub(r"\]\([^)]*\)", "]", named) == (
        "[The promise of 2014] as [33,000], by [HMSO, 1971]: 5 \\* 6."
    )


def the_value(evidence: data.Evidence, figure_id: str) -> str:
    return f"{evidence.figures.loc[figure_id, 'value']:,.0f} days"
