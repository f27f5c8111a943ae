"""What does a trainer do in each session, minute by minute? Parts written once, set into every route.

A part (chapters/course/trainer/parts/*.toml) is one activity: a lab, a case, the clinic. Its beats take so
many minutes on each route that uses it, and add up to what routes.toml gives the step. sessions.toml says
which part runs each step of a route; a route that a reader takes alone has a prompt for its tutor instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joinedup.course import routes, trainer
from joinedup.course.entries import Entries

PARTS = trainer.HOME / "parts"
SESSIONS = trainer.HOME / "sessions.toml"
BREAK = "break"


@dataclass(frozen=True)
class Beat:
    """One thing that happens in a part. minutes: {route or case: how long it takes there}."""

    words: str
    minutes: Mapping[str, int]
    say: str
    good: tuple[str, ...]  # what good answers sound like


@dataclass(frozen=True)
class Aid:
    """What goes wrong, or what is misread, and what the trainer does or answers."""

    heard: str
    answer: str


@dataclass(frozen=True)
class Part:
    """One activity, with all that a trainer needs to run it."""

    part_id: str
    title: str
    page: str
    outcomes: tuple[int, ...]
    purpose: str
    bring: tuple[str, ...]
    no_local_data: str
    board: tuple[str, ...]
    beats: tuple[Beat, ...]
    misreadings: tuple[Aid, ...]
    trouble: tuple[Aid, ...]

    def minutes_on(self, route_id: str) -> int:
        """How long it takes on a route."""
        return sum(beat.minutes.get(route_id, 0) for beat in self.beats)

    def beats_on(self, route_id: str) -> tuple[Beat, ...]:
        """The beats that a route has time for."""
        return tuple(beat for beat in self.beats if beat.minutes.get(route_id))


@dataclass(frozen=True)
class Session:
    """How one route is taught: a part or a break for each of its steps, or a tutor's prompts."""

    route: routes.Route
    before: str
    room: str
    parts: tuple[str, ...]  # ids of parts, or BREAK
    prompts: tuple[str, ...]


def aids(found: Entries, entries: Any, where: str, first: str, second: str) -> tuple[Aid, ...]:
    """Pairs of what is heard or seen and what to do about it."""
    taken = [
        found.take(entry, f"{where} {number}", {first: str, second: str})
        for number, entry in enumerate(entries, start=1)
    ]
    return tuple(Aid(each[first], each[second]) for each in taken)


_PART = {"title": str, "outcomes": list, "purpose": str, "bring": list, "no_local_data": str}
_PART |= {"board": list, "beat": list, "misreading": list, "trouble": list}
_BEAT = {"words": str, "minutes": dict, "say": str, "good": list}


def load_part(path: Path) -> Part:
    """One part. Raises ValueError, naming file, beat and rule, for all that is wrong."""
    found = Entries(path)
    taken = found.take(found.content, "", _PART, {"page": str})
    beats = []
    for number, entry in enumerate(taken["beat"], start=1):
        where = f"beat {number}"
        beat = found.take(entry, where, _BEAT)
        for route_id, minutes in beat["minutes"].items():
            if type(minutes) is not int or minutes < 1:
                found.fault(where, f"minutes on {route_id} must be a whole number from 1")
        beats.append(Beat(beat["words"], beat["minutes"], beat["say"], tuple(beat["good"])))
    part = Part(
        path.stem,
        taken["title"],
        taken["page"],
        tuple(taken["outcomes"]),
        taken["purpose"],
        tuple(taken["bring"]),
        taken["no_local_data"],
        tuple(taken["board"]),
        tuple(beats),
        aids(found, taken["misreading"], "misreading", "heard", "answer"),
        aids(found, taken["trouble"], "trouble", "when", "do"),
    )
    found.finish()
    return part


def load_parts(home: Path = PARTS) -> dict[str, Part]:
    """Every part by its id, which is its file's name."""
    return {path.stem: load_part(path) for path in sorted(home.glob("*.toml"))}


def load(
    home: Path = SESSIONS,
    parts: Mapping[str, Part] | None = None,
    ways: Mapping[str, routes.Route] | None = None,
) -> dict[str, Session]:
    """The session of every route, by the route's id.

    Raises ValueError, naming file, session, step and rule: for a route without a session, a step without a
    part, a part whose minutes do not add up to its step's or that opens another page, and one never used.
    """
    parts = load_parts() if parts is None else parts
    ways = routes.load() if ways is None else ways
    found = Entries(home)
    sessions: dict[str, Session] = {}
    used: set[tuple[str, str]] = set()
    for number, entry in enumerate(found.content.get("session", []), start=1):
        where = f"session {number}"
        taken = found.take(
            entry,
            where,
            {"route": str, "before": str, "room": str},
            {"parts": list, "prompts": list},
        )
        route = ways.get(taken["route"])
        if route is None:
            found.fault(where, f"route {taken['route']!r} is not in routes.toml")
            continue
        where = f"session {route.route_id}"
        if bool(taken["parts"]) == bool(taken["prompts"]):
            found.fault(where, "give it parts, or prompts for a tutor, and not both")
        each = taken["parts"] or taken["prompts"]
        if len(each) != len(route.steps):
            found.fault(where, f"its route has {len(route.steps)} steps and it has {len(each)}")
        for place, (step, name) in enumerate(zip(route.steps, taken["parts"], strict=False), 1):
            _fits(found, f"{where}, step {place}", route.route_id, step, name, parts)
            used.add((name, route.route_id))
        sessions[route.route_id] = Session(
            route, taken["before"], taken["room"], tuple(taken["parts"]), tuple(taken["prompts"])
        )
    for route_id in sorted(ways.keys() - sessions.keys()):
        found.fault("", f"route {route_id} has no session")
    for part in parts.values():
        timed = {route_id for beat in part.beats for route_id in beat.minutes}
        for route_id in sorted(timed):
            if (part.part_id, route_id) not in used:
                found.fault(
                    "", f"part {part.part_id} has minutes on {route_id}, which never uses it"
                )
    found.finish()
    return sessions


def _fits(
    found: Entries,
    where: str,
    route_id: str,
    step: routes.Step,
    name: str,
    parts: Mapping[str, Part],
) -> None:
    """Note what keeps a part from running a step."""
    if (name == BREAK) != (step.kind == "break"):
        found.fault(where, f"a break is run by {BREAK!r}, and nothing else is")
    elif name != BREAK and name not in parts:
        found.fault(where, f"part {name!r} is not among {', '.join(sorted(parts))}")
    elif name != BREAK:
        part = parts[name]
        if (minutes := part.minutes_on(route_id)) != step.minutes:
            found.fault(where, f"part {name} takes {minutes} minutes, not {step.minutes}")
        if step.page and part.page != step.page:
            found.fault(where, f"part {name} opens {part.page or 'no page'}, not {step.page}")
