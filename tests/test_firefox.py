"""Does the book live in Firefox as it does in Chromium: charts, controls, no message, no other host?

Some pages stand for all: the front page, every lab (whose controls are driven), a page of each family,
search, the tools, and chapters that together have every kind of control and of mark.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import pytest

from tests import firefox
from tests.browser import SITE, chapters, families
from tests.covering import cover, sample

LABS = [page for page in chapters() if "/labs/" in page]
TOOLS = [page for page in chapters() if "/tools/" in page]


def kinds(page: str) -> set[str]:
    """The kinds of control and of mark on a page."""
    text = (SITE / page).read_text("utf-8")
    controls = re.findall(r'"input":"(\w+)"', text)
    marks = re.findall(r'"type":"(area|line|path|rect|rule|symbol|text)"', text)
    return {f"control {kind}" for kind in controls} | {f"mark {kind}" for kind in marks}


def looked_at() -> list[str]:
    telling = cover({page: kinds(page) for page in chapters() if page not in LABS})
    of_families = [sample(family)[0] for family in families()]
    return list(dict.fromkeys(["index.html", *LABS, *TOOLS, *telling, *of_families, "search.html"]))


@pytest.fixture(scope="module")
def met(site: str) -> dict[str, dict[str, Any]]:
    """What Firefox met on each page."""
    if said := firefox.missing():
        pytest.skip(f"Firefox is left out: {said}")
    pages = [{"address": f"{site}/{page}", "drive": page in LABS} for page in looked_at()]
    done = subprocess.run(
        ["node", str(firefox.HERE / "visit.mjs")],
        input=json.dumps({"firefox": firefox.find(), "pages": pages}),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["address"].removeprefix(f"{site}/"): line for line in lines}


@pytest.mark.parametrize("page", looked_at())
def test_a_page_in_firefox(page: str, met: dict[str, dict[str, Any]]) -> None:
    found = met[page]
    assert found["messages"] == []
    assert found["outside"] == []
    assert found["dead"] == [], "charts that stay still pictures"
    assert found["charts"] == (SITE / page).read_text("utf-8").count('<figure class="chart')
    assert found["exercises"] == (SITE / page).read_text("utf-8").count('<form class="exercise')
    assert found["unanswered"] == [], "exercises that say nothing to their own example"
    if page in LABS:
        assert found["controls"] > 0
        assert found["silent"] == [], "controls that answer no key"
