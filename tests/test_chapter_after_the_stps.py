"""After the STPs: how have promises of one kind fared?"""

from __future__ import annotations

import copy
import re
from typing import Any

import pandas as pd
import pytest
import vl_convert

from joinedup.chapters.after_the_stps import verdict_counts, verdicts_chart
from joinedup.evidence.promises import VERDICTS

COUNTED = pd.DataFrame(
    [
        ("process", "centre", "met"),
        ("process", "nhs", "met"),
        ("process", "nhs", "missed"),
        ("outcome", "nhs", "partly met"),
        ("outcome", "joint", "went the other way"),
        ("outcome", "joint", "outcome not found"),
    ],
    columns=["kind", "lever", "verdict"],
)
KINDS = {"any kind": None, "put in": "process", "happens": "outcome"}
LEVERS = {"anyone": None, "the NHS": "nhs", "councils": "councils"}
WORDS: dict[str, Any] = {
    "headline": "Two of five promises were met",
    "subtitle": "Promises by verdict, England",
    "description": "One bar for each verdict.",
    "source_ids": ["data/promises.csv"],
    "note": "No sample of all that were made.",
}


def tally(kind: str, lever: str) -> dict[str, int]:
    """The counts for one choice, without the zeros."""
    fared = verdict_counts(COUNTED, KINDS, LEVERS)
    rows = fared[(fared["kind"] == kind) & (fared["lever"] == lever) & (fared["number"] > 0)]
    return dict(zip(rows["verdict"], rows["number"], strict=True))


def test_every_promise_is_counted_where_nothing_is_chosen() -> None:
    assert tally("any kind", "anyone") == COUNTED["verdict"].value_counts().to_dict()


def test_a_kind_and_a_lever_are_chosen_together() -> None:
    assert tally("put in", "the NHS") == {"met": 1, "missed": 1}
    assert tally("happens", "the NHS") == {"partly met": 1}
    assert tally("any kind", "the NHS") == {"met": 1, "missed": 1, "partly met": 1}


def test_a_choice_without_promises_keeps_every_verdict_at_nothing() -> None:
    fared = verdict_counts(COUNTED, KINDS, LEVERS)
    none = fared[(fared["kind"] == "put in") & (fared["lever"] == "councils")]
    assert none["verdict"].tolist() == list(VERDICTS)
    assert none["number"].sum() == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lever", LEVERS)
def test_the_page_draws_the_counts_of_the_choice(kind: str, lever: str) -> None:
    spec = copy.deepcopy(verdicts_chart(verdict_counts(COUNTED, KINDS, LEVERS), **WORDS).spec())
    for param in spec["params"]:
        param["value"] = {"kind": kind, "lever": lever}[param["name"]]
    drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4")
    labels = [int(words) for words in re.findall(r">(\d+)</text>", drawn)]
    assert sorted(labels) == sorted(tally(kind, lever).get(verdict, 0) for verdict in VERDICTS)


def test_the_first_choices_are_those_shown_first_and_colours_stay_out_of_the_table() -> None:
    chart = verdicts_chart(verdict_counts(COUNTED, KINDS, LEVERS), **WORDS)
    starts = {param["name"]: param["value"] for param in chart.spec()["params"]}
    assert starts == {"kind": "any kind", "lever": "anyone"}
    assert list(chart.table) == ["Promises about", "Lever held by", "Verdict", "Promises"]
