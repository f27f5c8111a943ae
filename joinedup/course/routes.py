"""Which ways lead through the book, and how long does each take? From their one home, routes.toml."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joinedup.evidence.data import BOOK

HOME = BOOK / "chapters" / "course" / "routes.toml"
KINDS = ("read", "lab", "talk", "write", "break")
_STEP = {"kind", "page", "minutes", "words"}
_ROUTE = {"id", "title", "audience", "minutes", "step"}


@dataclass(frozen=True)
class Step:
    """One thing done on a route. page is a document's name without its suffix, "" where none is opened."""

    kind: str
    minutes: int
    words: str
    page: str = ""


@dataclass(frozen=True)
class Route:
    """One way through the book, whose steps add up to its minutes."""

    route_id: str
    title: str
    audience: str
    minutes: int
    steps: tuple[Step, ...]

    @property
    def pages(self) -> tuple[str, ...]:
        """The documents that it opens, each once, in order."""
        return tuple(dict.fromkeys(step.page for step in self.steps if step.page))


def load(home: Path = HOME, book: Path = BOOK) -> dict[str, Route]:
    """The routes by id. Raises ValueError, naming file, route, step and rule, for all that is wrong."""
    entries = tomllib.loads(home.read_text(encoding="utf-8")).get("route", [])
    faults: list[str] = []
    routes: dict[str, Route] = {}
    for number, entry in enumerate(entries, start=1):
        where = f"{home.name}, route {entry.get('id') or number}"
        if entry.keys() != _ROUTE:
            odd = ", ".join(sorted(entry.keys() ^ _ROUTE))
            faults.append(f"{where}: a route has {', '.join(sorted(_ROUTE))}; mend {odd}")
            continue
        if entry["id"] in routes:
            faults.append(f"{where}: the id is taken")
        steps = [
            _step(step, f"{where}, step {place}", book, faults)
            for place, step in enumerate(entry["step"], start=1)
        ]
        total = sum(step.minutes for step in steps)
        if total != entry["minutes"]:
            faults.append(f"{where}: its steps take {total} minutes, not {entry['minutes']}")
        routes[entry["id"]] = Route(
            entry["id"], entry["title"], entry["audience"], entry["minutes"], tuple(steps)
        )
    if not routes and not faults:
        faults.append(f"{home.name}: holds no [[route]]")
    if faults:
        raise ValueError("\n".join(faults))
    return routes


def _step(entry: Mapping[str, Any], where: str, book: Path, faults: list[str]) -> Step:
    if unknown := ", ".join(sorted(entry.keys() - _STEP)):
        faults.append(f"{where}: unknown key {unknown}")
    if (kind := entry.get("kind")) not in KINDS:
        faults.append(f"{where}: kind {kind!r} is none of {', '.join(KINDS)}")
    minutes = entry.get("minutes", 0)
    if not isinstance(minutes, int) or minutes < 1:
        faults.append(f"{where}: minutes {minutes!r} must be a whole number from 1")
        minutes = 0
    if not str(entry.get("words", "")).strip():
        faults.append(f"{where}: say in words what is done")
    page = str(entry.get("page", ""))
    if page and not any((book / f"{page}{suffix}").exists() for suffix in (".ipynb", ".md")):
        faults.append(f"{where}: page {page!r} is not in the book")
    return Step(str(kind), minutes, str(entry.get("words", "")), page)


def reading_minutes(page: str, book: Path = BOOK) -> int:
    """How long a page says that it takes to read; 0 where it does not say."""
    path = book / f"{page}.ipynb"
    if not path.exists():
        return 0
    metadata = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    return int(metadata.get("book", {}).get("minutes", 0))
