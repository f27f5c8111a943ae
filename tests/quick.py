"""What should be known before a commit, in under two minutes? Checks of what changed since the last one.

Style, types and data are checked whole, and every unit test is run. Notebooks are compared, and pages
opened, where they changed; a few stand for the others when the package, the data or the theme changed.
What was left out is said at the end: `make test` leaves out nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests import chromium
from tests.browser import ROOT, SITE

BIN = Path(sys.executable).parent
BUILD = [str(BIN / "jupyter-book"), "build", ".", "-n", "-W", "--keep-going", "-q"]
FEW = 4  # pages that stand for the book: those that add most of its structures
# Files of tests that take minutes or look at the whole site, and what they are for.
LEFT_OUT = {
    "test_accessibility.py": "keyboard, motion and questions in a browser",
    "test_binder.py": "Binder",
    "test_build.py": "what fails a build, and two builds alike",
    "test_citation.py": "how every page is cited",
    "test_embeds.py": "figures and labs in a stranger's frame",
    "test_exercise_pages.py": "exercises in a browser",
    "test_exercises.py": "every exercise's page against Python",
    "test_course_packages.py": "packages played as a platform plays them",
    "test_council_site.py": "councils' pages on paper, and their finder",
    "test_explorations.py": "every page's controls against Python",
    "test_firefox.py": "Firefox",
    "test_jupyter.py": "JupyterLab",
    "test_keep.py": "what the device keeps",
    "test_large_text.py": "pages in large letters",
    "test_markup.py": "the checker of the W3C",
    "test_labs_open_blank.py": "labs that keep their answer back, in a browser",
    "test_own_briefing.py": "briefings with a council's own figures, in a browser",
    "test_question_order.py": "the order of options in a browser",
    "test_search.py": "what a search finds, and from where it works",
    "test_settings.py": "every chart's settings in a browser",
    "test_site.py": "filters, links and light or dark",
    "test_story_forms.py": "decisions, guesses, terms and filters in a browser",
    "test_taken_away.py": "every file that a reader can download",
    "test_text_is_text.py": "hostile cells on built pages",
}

# Files of tests that make documents or read every page, the folders they are about, and what they are for:
# run where something below those folders has changed.
WHERE_CHANGED = {
    "test_briefings.py": (("joinedup/briefings", "chapters/briefings"), "briefings on paper"),
    "test_council_papers.py": (
        ("joinedup/briefings", "joinedup/site", "data/councils"),
        "councils on paper",
    ),
    "test_council_pages.py": (
        ("joinedup/site", "data/councils"),
        "the words of every council's page",
    ),
    "test_course_build.py": (
        ("joinedup/course", "chapters/course"),
        "the course as it is handed over",
    ),
    "test_page_words.py": (
        ("chapters", "joinedup/site", "joinedup/writing"),
        "the words of every page",
    ),
}

DECIDES_PAGES = {"_config.yml", "_toc.yml"} | {
    f"tests/{name}.py" for name in ("browser", "covering", "page_checks", "test_pages")
}


@dataclass
class Plan:
    """What to look at, and what to say of the rest."""

    notebooks: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    all_pages: bool = False  # what decides every page has changed: a few pages stand for all
    all_notebooks: bool = False  # the package or the data have changed: a sample stands for all


def changed() -> list[str]:
    """Files that differ from the last commit, new ones too, from the book's folder."""
    found: list[str] = []
    for command in (
        ["git", "diff", "--name-only", "--diff-filter=d", "--relative", "-z", "HEAD"],
        ["git", "ls-files", "--others", "--exclude-standard", "-z"],
    ):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found += filter(None, done.stdout.split("\0"))
    return sorted(set(found))


def plan(files: Iterable[str]) -> Plan:
    """What the changed files ask for.

    >>> plan(["chapters/the-stps.ipynb"]).pages
    ['chapters/the-stps.html']
    """
    made = Plan()
    for file in files:
        path = Path(file)
        if path.suffix == ".ipynb":
            made.notebooks.append(file)
        if path.suffix in (".ipynb", ".md") and (
            path.parts[0] == "chapters" or len(path.parts) == 1
        ):
            made.pages.append(path.with_suffix(".html").as_posix())
        elif path.parts[:2] == ("chapters", "questions"):
            name = path.stem.replace("labs-", "labs/", 1)
            made.notebooks.append(f"chapters/{name}.ipynb")
            made.pages.append(f"chapters/{name}.html")
        elif path.parts[0] in ("joinedup", "data"):
            made.all_notebooks = made.all_pages = True
        elif file in DECIDES_PAGES:
            made.all_pages = True
    made.notebooks = [name for name in dict.fromkeys(made.notebooks) if (ROOT / name).exists()]
    made.pages = list(dict.fromkeys(made.pages))
    return made


def not_asked_for(files: Iterable[str]) -> dict[str, str]:
    """The files of tests about what has not changed, and what they are for.

    >>> sorted(not_asked_for(["joinedup/site/terms.py", "tests/test_briefings.py"]))
    ['test_course_build.py']
    """
    changed_files = [Path(file) for file in files]
    return {
        name: what
        for name, (folders, what) in WHERE_CHANGED.items()
        if not any(
            file.is_relative_to(folder)
            for file in changed_files
            for folder in (*folders, f"tests/{name}")
        )
    }


def tests_of_pages(wanted: Plan) -> tuple[list[str], int]:
    """The tests that open the changed pages, or the few that stand for all; how many pages those are.

    Asked after the build, which decides what the pages are.
    """
    from tests.browser import chapters
    from tests.covering import driven, telling

    pages = [page for page in wanted.pages if page in driven()]
    if wanted.all_pages:
        heavy = (
            "chapters/reference/sources.html"  # as long as all the others, and of few structures
        )
        pages += [page for page in telling() if page != heavy and page not in pages][:FEW]
    names = [
        f"tests/test_pages.py::test_a_page_{where}[{page}]"
        for page in pages
        for where in ("at_a_desk", "on_a_phone", "without_scripts")
        if where != "without_scripts" or page in chapters()
    ]
    return names, len(pages)


def _program(name: str) -> str:
    return str(BIN / name)


class Steps:
    """Runs the steps one by one, says which and how long it took, and remembers which failed."""

    def __init__(self, total: int) -> None:
        self.total, self.number, self.began = total, 0, time.monotonic()
        self.failed: list[str] = []

    def run(self, what: str, *commands: list[str]) -> None:
        """Run commands as one step; their words are shown where one fails."""
        self.begin(what)
        for command in commands:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                said = (done.stdout + done.stderr).strip()
                silent = f"{Path(command[0]).name} ended with {done.returncode} and said nothing"
                self.fail(what, said or silent)

    def begin(self, what: str) -> None:
        self.number += 1
        print(f"{self.number} of {self.total}, {self.seconds():3.0f} s: {what}", flush=True)

    def fail(self, what: str, words: str) -> None:
        self.failed.append(what)
        print(words, flush=True)

    def seconds(self) -> float:
        return time.monotonic() - self.began


def main() -> int:
    """Run the steps; the exit status says whether all passed."""
    files = changed()
    wanted = plan(files)
    browser = chromium.find() is not None
    print(f"{len(files)} files have changed since the last commit.", flush=True)
    # The pages are built beside the first steps, which leave half of two cores idle.
    building = subprocess.Popen(
        BUILD,
        cwd=ROOT,
        env=os.environ | {"BOOK_CARDS": "1"},  # as it is published, because tests look at that
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    steps = Steps(5)
    steps.run(
        "style", [_program("ruff"), "check", "."], [_program("ruff"), "format", "--check", "."]
    )
    steps.run("types", [_program("mypy")])
    steps.run(
        "data",
        [sys.executable, "-m", "joinedup", "check"],
        [_program("frictionless"), "validate", "data/datapackage.json"],
    )
    steps.begin("pages: built where they changed")
    words, _ = building.communicate()
    if building.returncode:
        steps.fail("pages", words)
    notebooks, pages, opened = wanted.notebooks, [], 0
    if wanted.all_notebooks:
        from joinedup.notebooks.running import find
        from tests.covering import ordinary

        stand_in = [path.relative_to(ROOT).as_posix() for path in ordinary(find(ROOT))]
        notebooks = list(dict.fromkeys([*notebooks, *stand_in[:FEW]]))
    if browser and SITE.exists():
        pages, opened = tests_of_pages(wanted)
    left = LEFT_OUT | not_asked_for(files)
    steps.begin(f"unit tests, {len(notebooks)} notebooks, {opened} pages")
    unit = sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").glob("test_*.py")
        if path.name not in left and path.name != "test_pages.py"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2"]
    command += ["-p", "tests.shared_kernels", "--nbval", "--nbval-current-env"]
    if subprocess.run([*command, *notebooks, *unit, *pages], cwd=ROOT, check=False).returncode:
        steps.failed.append("tests")
    print(left_out(notebooks, opened, browser, left))
    print(
        f"{'Failed: ' + ', '.join(steps.failed) if steps.failed else 'All well'}, {steps.seconds():.0f} s."
    )
    return 1 if steps.failed else 0


def left_out(
    notebooks: list[str], opened: int, browser: bool, files: Mapping[str, str] = LEFT_OUT
) -> str:
    """What a whole run would add, in words."""
    from joinedup.notebooks.running import find
    from tests.covering import driven

    said = [f"{len(find(ROOT)) - len(notebooks)} notebooks were not run again"]
    if SITE.exists():
        said.append(f"{len(driven()) - opened} pages not opened")
    if not browser:
        said.append(f"no page at all, for want of a browser ({chromium.HINT})")
    said += [f"{name} ({what})" for name, what in files.items() if (ROOT / "tests" / name).exists()]
    return "Left to make test: " + "; ".join(said) + "."


if __name__ == "__main__":
    sys.exit(main())
