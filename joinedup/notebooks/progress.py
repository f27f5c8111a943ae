"""How far is it? A line that renews itself on a terminal, and nothing where nobody watches."""

from __future__ import annotations

import shutil
import sys
from typing import TextIO


class Progress:
    """Counts the steps of a long task on standard error, such as `reading 12 of 42: index`.

    total: 0 where nobody knows how many there will be (`writing 12: index`).
    """

    def __init__(self, what: str, total: int = 0, stream: TextIO | None = None) -> None:
        self.what, self.total, self.done = what, total, 0
        self.stream = stream or sys.stderr

    def step(self, name: str) -> None:
        """Say that the next step has begun."""
        self.done += 1
        of = f" of {self.total}" if self.total else ""
        self._write(f"{self.what} {self.done}{of}: {name}")

    def end(self) -> None:
        """Clear the line."""
        self._write("")

    def _write(self, words: str) -> None:
        if self.stream.isatty():
            room = shutil.get_terminal_size().columns - 1
            self.stream.write(f"\r\033[K{words[:room]}")
            self.stream.flush()
