"""Do routes add up, open pages that exist, and say so by name when they do not?"""

from __future__ import annotations

from pathlib import Path

import pytest

from joinedup.course.routes import HOME, load, reading_minutes

STEP = '[[route.step]]\nkind = "talk"\nminutes = 5\nwords = "Talk."\n'
ROUTE = '[[route]]\nid = "short"\ntitle = "Short"\naudience = "Anybody."\nminutes = 5\n'


def faults(tmp_path: Path, text: str) -> str:
    """What is said of a file of routes."""
    home = tmp_path / "routes.toml"
    home.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"routes\.toml") as raised:
        load(home)
    return str(raised.value)


def test_the_routes_that_a_course_leader_needs_are_there_with_their_minutes() -> None:
    found = {route.route_id: route.minutes for route in load().values()}
    assert found["one-hour"] == 60
    assert found["board"] == 90
    assert found["half-day"] == 180
    assert found["day"] == 330
    assert {"six-weeks", "online"} <= set(found)


def test_six_weeks_are_six_half_hours() -> None:
    assert [step.minutes for step in load()["six-weeks"].steps] == [30] * 6


def test_a_reader_alone_has_time_to_read_what_the_route_opens() -> None:
    online = load()["online"]
    for step in online.steps:
        if step.kind == "read":
            assert step.minutes >= reading_minutes(step.page), step.page


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (ROUTE.replace("minutes = 5", "minutes = 6") + STEP, "its steps take 5 minutes, not 6"),
        (ROUTE + STEP.replace("talk", "dance", 1), "kind 'dance' is none of read, lab"),
        (
            ROUTE + STEP + 'page = "chapters/nowhere"\n',
            "page 'chapters/nowhere' is not in the book",
        ),
        (ROUTE + STEP.replace("Talk.", " "), "say in words what is done"),
        (ROUTE + STEP.replace("5", '"five"'), "minutes 'five' must be a whole number"),
        (ROUTE + STEP + ROUTE + STEP, "the id is taken"),
        (ROUTE.replace('audience = "Anybody."\n', "") + STEP, "mend audience"),
        ("", "holds no [[route]]"),
    ],
)
def test_a_broken_route_is_named(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults(tmp_path, text)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = faults(tmp_path, ROUTE.replace("= 5", "= 6") + STEP.replace("talk", "dance"))
    assert "dance" in told
    assert "its steps take" in told
    assert HOME.name in told
