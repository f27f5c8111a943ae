"""Is a sentence written once read alike by Python and Vega?"""

from __future__ import annotations

import pytest

from joinedup.labs.wording import expression, filled, number


def test_a_template_is_filled_with_numbers_and_words() -> None:
    assert filled("A {way} of {size:.1f}%.", {"way": "fall", "size": 3.14159}) == "A fall of 3.1%."


def test_a_template_becomes_a_vega_expression() -> None:
    assert expression("A {way} of {size:.1f}%.") == (
        "'A ' + way + ' of ' + format(size + 1e-09, '.1f') + '%.'"
    )
    assert expression("people's") == r"'people\'s'"


def test_numbers_are_written_as_d3_writes_them() -> None:
    assert number(-2.34, ".1f") == "\N{MINUS SIGN}2.3"
    assert number(-0.001, ".1f") == "0.0"
    assert number(0.5, ".0%") == "50%"


def test_a_half_is_rounded_up_whatever_its_last_bit() -> None:
    assert number(0.25, ".1f") == number(0.25 - 1e-16, ".1f") == "0.3"


def test_a_format_that_d3_reads_otherwise_is_refused() -> None:
    with pytest.raises(ValueError, match="not read alike"):
        number(3.0, ".3g")
