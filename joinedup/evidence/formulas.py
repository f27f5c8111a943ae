"""How is a sum written once, so that Python and the page both work it out?

A formula is an expression in a small part of Python: numbers, names, `+ - * / **`, comparisons, `and`,
`or`, `not`, `a if b else c`, a list, `x[0]`, `f(k) for k in numbers if ...`, and the functions of
`FUNCTIONS`. Python's own parser reads it; what is left is a tree of lists, which is JSON. Python works
the tree out here and the page's script (`exercises.js`) works out the same tree, so neither runs any text.

A tree is a number, a name, or [what to do, its parts ...]. Arithmetic that has no answer gives nan on
both sides: a division by nought, the root of a negative number, a number too large.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist
from string import Formatter
from typing import Any

from joinedup.evidence.trends import student_t_below, student_t_quantile

Tree = Any  # float | str | list: JSON has no better word
Value = Any  # float | bool | str | list | dict
LONGEST_LIST = 20_000
_NORMAL = NormalDist()
_STYLE = re.compile(r"(\+?)(,?)\.(\d)([f%])")
_ARITHMETIC: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.And: "and", ast.Or: "or", ast.Not: "not", ast.USub: "negative",
}  # fmt: skip


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def _safely(function: Callable[..., float]) -> Callable[..., float]:
    """The function, with nan where it has no answer."""

    def answer(*arguments: float) -> float:
        try:
            found = function(*arguments)
        except (ArithmeticError, ValueError):
            return math.nan
        return math.nan if isinstance(found, complex) else _finite(found)

    return answer


def _total(numbers: Sequence[float]) -> float:
    """One after the other, as the page adds: Python's own sum carries more digits."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def _end(pick: Callable[[Sequence[float]], float]) -> Callable[..., float]:
    """min or max of one list or of several numbers; nan for none, or where one is nan."""

    def answer(*arguments: Any) -> float:
        numbers = arguments[0] if isinstance(arguments[0], list) else arguments
        lost = not numbers or any(math.isnan(number) for number in numbers)
        return math.nan if lost else pick(numbers)

    return answer


def _range(first: float, end: float, step: float = 1) -> list[float]:
    """Whole numbers from first up to and not including end. Raises ValueError for too many."""
    if math.isnan(first + end) or (end - first) / step > LONGEST_LIST:
        raise ValueError("a range must be known, and no longer than LONGEST_LIST")
    return [float(number) for number in range(int(first), math.ceil(end), int(step))]


# Above this a chance is said out of a hundred: "1 in 3" and "1 in 2" leave everything between unsaid.
IN_A_HUNDRED = 0.25


def odds(chance: float) -> str:
    """A probability as people say it: "about 1 in 8", "about 40 in 100", "under 1 in 1,000"."""
    if math.isnan(chance):
        return ""
    if chance < 0.001:
        return "under 1 in 1,000"
    if chance > 0.995:
        return "over 99 in 100"
    if chance > IN_A_HUNDRED:
        return f"about {number(chance * 100, '.0f')} in 100"
    return f"about 1 in {number(1 / chance, ',.0f')}"


def money(pounds: float) -> str | float:
    """A sum as people write it: £505,000; £7.8m; £1,900m. nan for what is no number."""
    if math.isnan(pounds):
        return pounds
    if abs(pounds) < 999_500:
        return f"£{number(pounds, ',.0f')}"
    return f"£{number(pounds / 1e6, ',.1f').removesuffix('.0')}m"


def times(count: float) -> str:
    """How often: never, once, twice, 3 times."""
    return {0: "never", 1: "once", 2: "twice"}.get(int(count), f"{int(count)} times")


# The page has a function of the same name for each.
FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": abs,
    "sqrt": _safely(math.sqrt),
    "exp": _safely(math.exp),
    "log": _safely(math.log),
    "floor": _safely(math.floor),
    "ceil": _safely(math.ceil),
    "round": _safely(lambda value: math.floor(value + 0.5)),
    "min": _end(min),
    "max": _end(max),
    "sum": _total,
    "len": len,
    "range": _range,
    "comb": _safely(lambda n, k: float(math.comb(int(n), int(k)))),
    "normal_below": _safely(_NORMAL.cdf),
    "normal_at": _safely(_NORMAL.pdf),
    "normal_quantile": _safely(_NORMAL.inv_cdf),
    "t_below": _safely(lambda t, df: student_t_below(t, int(df))),
    "t_quantile": _safely(lambda p, df: student_t_quantile(p, int(df))),
    "known": lambda value: not math.isnan(value),
    "odds": odds,
    "money": money,
    "times": times,
    "listed": "; ".join,
}


def parse(formula: str) -> Tree:
    """The tree of a formula. Raises ValueError, quoting it, for what is not in the grammar."""
    try:
        return _tree(ast.parse(formula.strip(), mode="eval").body)
    except (SyntaxError, _NotInGrammar) as error:
        raise ValueError(f"{formula!r} is no formula: {error}") from None


class _NotInGrammar(Exception):
    pass


def _tree(node: ast.AST) -> Tree:
    match node:
        case ast.Constant(value=bool() as value):
            return ["is", value]
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.Constant(value=str() as value):
            return ["text", value]
        case ast.Name(id=name):
            return name
        case ast.BinOp(left, operator, right) | ast.Compare(left, [operator], [right]) if (
            type(operator) in _ARITHMETIC
        ):
            return [_ARITHMETIC[type(operator)], _tree(left), _tree(right)]
        case ast.Compare(left, [first, *others], [middle, *rest]):
            return [
                "and",
                _tree(ast.Compare(left, [first], [middle])),
                _tree(ast.Compare(middle, others, rest)),
            ]
        case ast.BoolOp(operator, values):
            return [_ARITHMETIC[type(operator)], *map(_tree, values)]
        case ast.UnaryOp(operator, value) if type(operator) in _ARITHMETIC:
            return [_ARITHMETIC[type(operator)], _tree(value)]
        case ast.IfExp(test, body, otherwise):
            return ["if", _tree(test), _tree(body), _tree(otherwise)]
        case ast.List(elements):
            return ["list", *map(_tree, elements)]
        case ast.Subscript(value, key):
            return ["at", _tree(value), _tree(key)]
        case ast.GeneratorExp(
            body, [ast.comprehension(ast.Name(id=name), among, tests)]
        ) | ast.ListComp(body, [ast.comprehension(ast.Name(id=name), among, tests)]):
            only: Tree = ["and", *map(_tree, tests)] if tests else ["is", True]
            return ["for", name, _tree(among), only, _tree(body)]
        case ast.Call(ast.Name(id=name), arguments, []) if name in FUNCTIONS:
            return ["call", name, *map(_tree, arguments)]
        case _:
            raise _NotInGrammar(f"{ast.unparse(node)} is not in the grammar")


def work_out(tree: Tree, values: Mapping[str, Value]) -> Value:
    """What a tree comes to. Raises KeyError for a name without a value."""

    def of(part: Tree) -> Value:
        return work_out(part, values)

    match tree:
        case float() | int():
            return tree
        case str():
            return values[tree]
        case ["is" | "text", value]:
            return value
        case ["call", name, *arguments]:
            return FUNCTIONS[name](*map(of, arguments))
        case ["if", test, body, otherwise]:
            return of(body) if of(test) else of(otherwise)
        case ["and", *parts]:
            return all(of(part) for part in parts)
        case ["or", *parts]:
            return any(of(part) for part in parts)
        case ["not", part]:
            return not of(part)
        case ["negative", part]:
            return -of(part)
        case ["list", *parts]:
            return [of(part) for part in parts]
        case ["at", held, key]:
            found, place = of(held), of(key)
            if isinstance(found, dict):
                return found[place]
            inside = -len(found) <= place < len(found)
            return found[int(place)] if inside else math.nan
        case ["for", name, among, only, body]:
            each = ({**values, name: value} for value in of(among))
            return [work_out(body, one) for one in each if work_out(only, one)]
        case [operator, left, right]:
            return _operate(operator, of(left), of(right))
    raise ValueError(f"{tree!r} is no tree of a formula")


def _operate(operator: str, left: Value, right: Value) -> Value:
    match operator:
        case "+":
            return _finite(left + right)
        case "-":
            return _finite(left - right)
        case "*":
            return _finite(left * right)
        case "/":
            return _finite(left / right) if right else math.nan
        case "**":
            return _safely(lambda: left**right)()
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right
        case "!=":
            return left != right
        case "in":
            return left in right
    raise ValueError(f"{operator!r} is no operator of a formula")


def number(value: float, style: str) -> str:
    """A number as both sides write it, a half away from nought: styles such as ,.0f +.1f .0%.

    A true minus sign; no sign for what rounds to nought. Raises ValueError for another style.
    """
    match = _STYLE.fullmatch(style)
    if match is None:
        raise ValueError(f"format {style!r} is not shared with the page: use ,.0f, +.1f or .0%")
    plus, thousands, places, kind = match.groups()
    scaled = value * 100 if kind == "%" else value
    # Python and the browser round a half differently, and may differ in the last bit: moved a little
    # away from nought, what ought to end in a half is rounded alike.
    size = abs(scaled) + max(1e-9, abs(scaled) * 1e-12)
    digits = f"{size:{thousands}.{places}f}"
    sign = "" if not re.search("[1-9]", digits) else "\N{MINUS SIGN}" if scaled < 0 else plus
    return f"{sign}{digits}{'%' if kind == '%' else ''}"


def parts_of(template: str) -> list[Any]:
    """A sentence as what is printed one after the other: words, or [name, style]."""
    parts: list[Any] = []
    for words, name, style, _ in Formatter().parse(template):
        if words:
            parts.append(words)
        if name is not None:
            if style and not _STYLE.fullmatch(style):
                raise ValueError(f"{template!r}: the page has no format {style!r}")
            parts.append([name, style or ""])
    return parts


def filled(parts: Sequence[Any], values: Mapping[str, Value]) -> str | None:
    """The sentence with its numbers, or None where one of them has no answer."""
    said = []
    for part in parts:
        if isinstance(part, str):
            said.append(part)
            continue
        name, style = part
        value = values[name]
        if isinstance(value, (int, float)) and not math.isfinite(value):
            return None
        said.append(number(value, style) if style else str(value))
    return "".join(said)
