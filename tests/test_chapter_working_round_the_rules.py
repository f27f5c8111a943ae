"""Working round the rules: who gains when a council spends and the NHS saves?"""

from __future__ import annotations

import copy
import math
import re
from typing import Any

import pytest
import vl_convert

from joinedup.chapters.working_round_the_rules import gains_chart, who_gains

WORDS: dict[str, Any] = {
    "headline": "Sharing a saving moves the loss",
    "subtitle": "Gain or loss when a council spends £100, pounds",
    "description": "Three bars, two of them losses.",
    "source_ids": ["pac2017integrating"],
    "note": "A sum, not a result.",
}


def written(saving: float, passed: float) -> list[str]:
    """The pounds that the page writes on its bars, from the top down."""
    spec = copy.deepcopy(gains_chart(0.35, **WORDS).spec())
    for param in spec["params"]:
        param["value"] = {"gain": saving, "passed": passed}[param["name"]]
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    labels = re.findall(r"translate\([^,]+,([\d.]+)\)[^>]*>(\u2212?£[\d,]+)</text>", drawn)
    return [words for _, words in sorted(labels, key=lambda label: float(label[0]))]


def in_pounds(net: float) -> str:
    whole = math.floor(net + 0.5)
    sign = "\N{MINUS SIGN}" if whole < 0 else ""
    return f"{sign}£{abs(whole):,}"


@pytest.mark.parametrize(
    ("saving", "passed", "council", "nhs"),
    [(0, 0, -100, 0), (0.35, 0, -100, 35), (1, 100, 0, 0), (1.5, 50, -25, 75), (1.5, 80, 20, 30)],
)
def test_the_council_pays_all_and_keeps_what_is_passed_on(
    saving: float, passed: float, council: float, nhs: float
) -> None:
    net = who_gains(saving, passed)
    assert (net.council, net.nhs) == (pytest.approx(council), pytest.approx(nhs))


@pytest.mark.parametrize("saving", [0, 0.34, 1, 1.5])
def test_passing_a_saving_on_does_not_change_the_sum_of_both(saving: float) -> None:
    sums = [who_gains(saving, passed).both for passed in range(0, 101, 5)]
    assert sums == pytest.approx([100 * saving - 100] * 21)


@pytest.mark.parametrize("passed", [-1, 101])
def test_a_share_beyond_the_whole_is_refused(passed: float) -> None:
    with pytest.raises(ValueError, match="share"):
        who_gains(1, passed)


@pytest.mark.parametrize("saving", [0, 0.32, 0.74, 1, 1.26, 1.5])
@pytest.mark.parametrize("passed", [0, 25, 60, 100])
def test_the_page_writes_what_python_reckons(saving: float, passed: float) -> None:
    net = who_gains(saving, passed)
    assert written(saving, passed) == [in_pounds(each) for each in (net.council, net.nhs, net.both)]


def test_the_table_holds_the_start_and_two_larger_savings() -> None:
    table = gains_chart(0.35, **WORDS).table
    assert table["NHS saving for each pound"].tolist() == [0.35] * 3 + [1.0] * 3 + [1.5] * 3
    assert table.iloc[-1].tolist() == [1.5, 100, 50, 0, 50]
    assert table.iloc[0].tolist() == [0.35, 0, -100, 35, -65]
