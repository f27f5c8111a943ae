"""How is a number with its unit written for a reader?"""

import math
from decimal import ROUND_HALF_UP, Decimal

# Units written round the number. Those in _NOUNS follow it as a word.
_SIGNS = {
    "GBP": ("£", ""),
    "GBP_per_person": ("£", " per person"),
    "percent": ("", "%"),
    "per_1000": ("", " per 1,000"),
    "per_100k": ("", " per 100,000"),
    "per_million": ("", " per million"),
    "ratio": ("", ""),
    "index": ("", ""),
    "count": ("", ""),
}
_NOUNS = {
    "percentage_points": ("percentage point", "percentage points"),
    "people": ("person", "people"),
    "days": ("day", "days"),
    "sites": ("site", "sites"),
    "admissions": ("admission", "admissions"),
    "years": ("year", "years"),
    "months": ("month", "months"),
    "minutes": ("minute", "minutes"),
    "QALY": ("QALY", "QALYs"),
    "beds": ("bed", "beds"),
    "places": ("place", "places"),
    "patients": ("patient", "patients"),
    "attendances": ("attendance", "attendances"),
    "staff": ("member of staff", "staff"),
    "episodes": ("episode", "episodes"),
    "children": ("child", "children"),
    "households": ("household", "households"),
    "authorities": ("authority", "authorities"),
}
UNITS = frozenset(_SIGNS) | frozenset(_NOUNS) | {"GBP_m", "GBP_bn", "year"}

# Wide enough for every value in the tables; narrow enough to drop the dust of binary fractions.
_DECIMALS = 6


def format_value(value: float, unit: str) -> str:
    """A number with its unit: "£1.2bn", "3.5%", "106,000 admissions", "1991".

    Prints the value as precisely as it is given, except that £1,000m and over becomes billions
    to two decimal places. Raises ValueError for a unit the book does not use.
    """
    noun = _NOUNS.get(unit)
    if noun is None:
        return format_amount(value, unit)
    return f"{format_amount(value, unit)} {noun[0] if value == 1 else noun[1]}"


def format_amount(value: float, unit: str) -> str:
    """As format_value, without the noun: for "from 130 to 106 admissions"."""
    if unit not in UNITS:
        raise ValueError(f"unit {unit!r} is not one of {', '.join(sorted(UNITS))}")
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be printed as a number")
    if unit == "year":
        return _decimal(value).replace(",", "")
    # A value that rounds to nothing has no sign.
    sign = "-" if round(value, _DECIMALS) < 0 else ""
    size = abs(value)
    if unit == "GBP_bn":
        return f"{sign}£{_decimal(size)}bn"
    if unit == "GBP_m":
        return f"{sign}£{_millions(size)}"
    if unit in _NOUNS:
        return f"{sign}{_decimal(size)}"
    before, after = _SIGNS[unit]
    pounds_and_pence = unit.startswith("GBP") and not float(size).is_integer()
    number = f"{size:,.2f}" if pounds_and_pence else _decimal(size)
    return f"{sign}{before}{number}{after}"


def counted(number: int, noun: str) -> str:
    """How many of something in words that agree: "1 minute", "9 minutes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def decimal_places(value: float) -> int:
    """How many decimal places a value is printed with: 0 for 12.0, 2 for 0.78."""
    return len(_decimal(value).partition(".")[2])


def _millions(size: float) -> str:
    if size < 1000:
        return f"{_decimal(size)}m"
    # In decimal, halves up, as people round: binary would print 1,685 as 1.68.
    billions = (Decimal(str(size)) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{_decimal(float(billions))}bn"


def _decimal(value: float) -> str:
    digits = f"{value:,.{_DECIMALS}f}"
    return digits.rstrip("0").rstrip(".")
