"""The person holds the budget: does the page take away the share that Python does?"""

from __future__ import annotations

import copy
import html
import re

import pandas as pd
import pytest
import vl_convert

from joinedup.chapters.the_person_holds_the_budget import left_after, without_some_chart

CHART = without_some_chart(
    counted=101_000,
    low=50_000,
    high=100_000,
    range_words="a range",
    start=50,
    headline="Half is barely inside",
    subtitle="People",
    description="A dark bar over a grey one.",
    source_ids=["ppl2022phb"],
    note="A note.",
    table=pd.DataFrame({"Left": [1]}),
)


def test_what_is_left_is_rounded_down() -> None:
    assert left_after(1001, 50) == 500
    assert left_after(1001, 0) == 1001
    assert left_after(1001, 100) == 0


@pytest.mark.parametrize("share", [-5, 105])
def test_a_share_beyond_the_whole_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        left_after(1000, share)


@pytest.mark.parametrize(
    ("share", "place"),
    [(0, "above"), (5, "inside"), (50, "inside"), (55, "below"), (80, "below")],
)
def test_the_page_says_how_many_are_left_and_where_that_lies(share: int, place: str) -> None:
    spec = copy.deepcopy(CHART.spec())
    [param] = spec["params"]
    param["value"] = share
    drawn = html.unescape(re.sub(r"<[^>]+>", "\n", vl_convert.vegalite_to_svg(spec, "6.4")))
    left = left_after(101_000, share)
    assert f"{left:,} budgets are left: {place} the range" in drawn
