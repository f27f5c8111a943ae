"""Is every page valid HTML by the checker of the W3C? Where Java and the checker are installed."""

from __future__ import annotations

import pytest

from tests.audit import markup


def test_the_checker_finds_no_error_on_any_page() -> None:
    if words := markup.missing():
        pytest.skip(words)
    assert markup.errors() == {}
