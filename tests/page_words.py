"""What must no reader meet in a page's words? Each check names what it finds wrong, one fault a line.

Read from the HTML of a built page, the text of a drawing, or what a notebook stores: no browser.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from joinedup.evidence import data
from tests.covering import Element

UNSEEN = ("script", "style", "template")
CODE = ("pre", "code")
_WORD = re.compile(r"\w+")
_COMMA_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def row_ids() -> frozenset[str]:
    """Every id that only the evidence files know: of figures, promises, estimates, claims and series.

    A source's short name is what readers of the bibliography know it by, so it is not one of them.
    """
    evidence = data.load()
    tables = ("figures", "promises", "evaluations", "claims", "scenes", "series_metadata")
    ids = {str(row_id) for name in tables for row_id in getattr(evidence, name).index}
    return frozenset(row_id for row_id in ids if re.search(r"[\d_]", row_id))


def shown_ids(texts: Iterable[str]) -> Iterator[str]:
    """Ids of rows in text that a reader sees."""
    for text in texts:
        for word in _WORD.findall(text):
            # A sentence may begin with one ("P_b001 in pounds"). "BMJ 344:e130" is an article of a journal.
            named = word.lower() in row_ids()
            if named and not re.search(rf"\d[:;]\s*{word}", text):
                yield f"{word} is an id of the evidence files: {' '.join(text.split())[:60]!r}"


def words(found: list[Element]) -> Iterator[str]:
    """All that is seen or heard on a page, but for code."""
    for element in found:
        if any(one.tag in UNSEEN + CODE for one in (*element.around, element)):
            continue
        yield element.words
        yield from (element.attributes.get(name, "") for name in ("alt", "aria-label", "title"))


def ids_shared(found: list[Element]) -> Iterator[str]:
    """Two elements of one page with one id: the address of one of them leads to the other."""
    ids = Counter(element.attributes["id"] for element in found if "id" in element.attributes)
    yield from (f"two elements have the id {name}" for name in sorted(ids) if ids[name] > 1)


def ids_seen(found: list[Element]) -> Iterator[str]:
    yield from shown_ids(words(found))


def years_with_commas(found: list[Element]) -> Iterator[str]:
    """In a column or on a control of years."""
    for table in (element for element in found if element.tag == "table"):
        heads = [head.text().strip().lower() for head in inside(table, "th") if is_column(head)]
        for row in inside(table, "tr"):
            cells = [cell for cell in row.children if cell.tag in ("td", "th")]
            for head, cell in zip(heads, cells, strict=False):
                text = cell.text().strip()
                if head.startswith("year") and "," in text and is_year(text.replace(",", "")):
                    yield f"the year {text} has a comma"
    for control in (element for element in found if element.tag == "input"):
        ends = [control.attributes.get(end, "") for end in ("min", "max")]
        said = "".join(sibling.text() for sibling in control.around[-1].children)
        if all(map(is_year, ends)) and re.search(r"\d,\d", said):
            yield f"a control of years says {said}"


def axes_of_years(spec: Any) -> Iterator[str]:
    """In a chart's specification: a scale of years whose labels would be numbers with commas."""
    if isinstance(spec, list):
        for each in spec:
            yield from axes_of_years(each)
    elif isinstance(spec, dict):
        domain = spec.get("scale") if isinstance(spec.get("scale"), dict) else {}
        ends = domain.get("domain") or []
        years = isinstance(ends, list) and ends and all(map(is_year, map(str, ends)))
        of_years = spec.get("type") == "quantitative" and (years or spec.get("field") == "year")
        axis = spec.get("axis", {})
        labelled = axis is not None and "labelExpr" not in axis
        if of_years and labelled and axis.get("format") != "d":
            yield f"the axis of {spec.get('field')} writes years with commas: give it format d"
        for each in spec.values():
            yield from axes_of_years(each)


def is_year(text: str) -> bool:
    """Whether a text is a year of the book's, or a little before or after one ("1974.5")."""
    return bool(_COMMA_YEAR.fullmatch(text.partition(".")[0]))


def is_column(head: Element) -> bool:
    return head.attributes.get("scope") == "col" or head.around[-2].tag == "thead"


def inside(element: Element, tag: str) -> Iterator[Element]:
    """The elements of a tag inside another, in order."""
    for child in element.children:
        if child.tag == tag:
            yield child
        yield from inside(child, tag)
