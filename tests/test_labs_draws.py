"""Does the generator behind "run again" draw what its authors published, and evenly?"""

from __future__ import annotations

import numpy as np
import pytest
import vl_convert

from joinedup.labs import draws


def one_after_the_other(number: int) -> list[float]:
    """AS 183 as printed: three states stepped in turn, their fractions added."""
    x, y, z = draws.SEED
    found = []
    for _ in range(number):
        x, y, z = 171 * x % 30269, 172 * y % 30307, 170 * z % 30323
        found.append((x / 30269 + y / 30307 + z / 30323) % 1)
    return found


def test_runs_follow_one_another_in_the_published_stream() -> None:
    steps = draws.steps(7)
    drawn = [draws.uniform(start, step) for start in draws.starts(30, 7) for step in steps]
    assert drawn == one_after_the_other(210)


def test_draws_are_spread_evenly_and_do_not_follow_from_the_one_before() -> None:
    drawn = np.array(one_after_the_other(20_000))
    counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
    assert ((counts - 1000) ** 2 / 1000).sum() < 36.2  # chi squared, 19 degrees of freedom, 1%
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 0.02


@pytest.mark.parametrize("run", [0, 17, 99])
def test_the_page_draws_the_same_number_to_the_last_bit(run: int) -> None:
    start, step = draws.starts(100, 101)[run], draws.steps(101)[100]
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "signals": [
            {"name": "start", "value": list(start)},
            {"name": "drawn", "update": draws.expression("start", step)},
        ],
        "marks": [{"type": "text", "encode": {"enter": {"text": {"signal": "'' + drawn"}}}}],
    }
    assert f">{draws.uniform(start, step)!r}</text>" in vl_convert.vega_to_svg(spec)
