"""Is a long task's progress told where somebody watches, and nowhere else?"""

from __future__ import annotations

import io

from joinedup.notebooks.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_says_its_number_and_its_name_on_a_terminal() -> None:
    watched = Terminal()
    count = Progress("reading", 42, watched)
    count.step("index")
    count.step("chapters/" + "long-name" * 60)
    one, other = watched.getvalue().split("\r\033[K")[1:]
    assert one == "reading 1 of 42: index"
    assert other.startswith("reading 2 of 42: chapters/")
    assert len(other) < 400, "a line that wraps cannot be renewed"
    count.end()
    assert watched.getvalue().endswith("\r\033[K")


def test_a_count_without_a_known_end_is_told_without_one() -> None:
    watched = Terminal()
    Progress("writing", stream=watched).step("index")
    assert "writing 1: index" in watched.getvalue()


def test_nothing_is_written_where_nobody_watches() -> None:
    file = io.StringIO()
    count = Progress("reading", 2, file)
    count.step("index")
    count.end()
    assert file.getvalue() == ""
