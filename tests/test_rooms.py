"""Can a stranger find the way round the package? Rooms stand on floors, and no import leads in a circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.browser import ROOT

# A room imports only from rooms on lower floors (and from itself).
FLOORS = [
    {"evidence"},
    {"charts", "notebooks"},
    {"labs", "writing"},
    {"chapters", "site"},
    {"briefings"},
    {"course"},
]


def module_of(path: Path, package: Path) -> str:
    """The dotted name of a module's file."""
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(package: Path) -> dict[str, set[str]]:
    """{module: the modules of the package that it imports}, wherever in its file it does so."""
    files = {module_of(path, package): path for path in package.rglob("*.py")}
    found: dict[str, set[str]] = {}
    for module, path in files.items():
        named: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                inside = {f"{node.module}.{name.name}" for name in node.names}
                named |= {name for name in inside if name in files} or {node.module}
        found[module] = (named & set(files)) - {module, package.name}
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """One circle of imports, each module importing the next; empty when there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(module) for module in reversed(error.args[1])]
    return []


def test_no_two_modules_import_each_other_even_around_a_corner() -> None:
    found = circle(imports(ROOT / "joinedup"))
    assert not found, f"a circle of imports: {' -> '.join(found)}"


def test_a_room_imports_only_from_lower_floors() -> None:
    height = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
    climbs = [
        f"{module} imports {imported}"
        for module, wanted in imports(ROOT / "joinedup").items()
        for imported in wanted
        if (here := module.split(".")[1]) in height
        and (there := imported.split(".")[1]) != here
        and height[there] >= height[here]
    ]
    assert climbs == []


def test_every_module_stands_in_a_room_that_has_a_floor() -> None:
    at_the_top = {path.stem for path in (ROOT / "joinedup").glob("*.py")}
    rooms = {path.parent.name for path in (ROOT / "joinedup").glob("*/__init__.py")}
    assert at_the_top == {"__init__", "__main__"}
    assert rooms == set().union(*FLOORS)


@pytest.mark.parametrize("corner", ["from joinedup.b import x", "import joinedup.b"])
def test_a_circle_is_named(tmp_path: Path, corner: str) -> None:
    package = tmp_path / "joinedup"
    package.mkdir()
    (package / "a.py").write_text(f"def late():\n    {corner}\n")
    (package / "b.py").write_text("from joinedup import c\n")
    (package / "c.py").write_text("from joinedup.a import late\n")
    found = circle(imports(package))
    assert set(found) == {"joinedup.a", "joinedup.b", "joinedup.c"}
    assert len(found) == 4  # it ends where it began
