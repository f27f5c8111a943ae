"""How does a reader draw afresh, and Python the same? By a generator that both work out exactly.

It is Wichmann and Hill's (algorithm AS 183, Applied Statistics, 1982): three small generators
x -> a x mod p whose fractions are added. Every product stays below 2 to the power 53, so the page's
numbers are Python's to the last bit. k steps at once are one multiplication by a^k mod p, so that no
draw waits for another.
"""

from __future__ import annotations

PRIMES = (30269, 30307, 30323)
FACTORS = (171, 172, 170)
SEED = (1971, 2001, 2019)
State = tuple[int, int, int]


def starts(runs: int, draws: int) -> list[State]:
    """The state before each of `runs` runs of `draws` draws, one after the other in one stream."""
    return [
        _three([seed * pow(a, run * draws, p) % p for seed, a, p in _parts()])
        for run in range(runs)
    ]


def steps(draws: int) -> list[State]:
    """What a run's state is multiplied by to reach its first draw, its second, and so on."""
    return [_three([pow(a, place, p) for _, a, p in _parts()]) for place in range(1, draws + 1)]


def uniform(start: State, step: State) -> float:
    """One draw, from 0 up to but not including 1, of the run with this start."""
    x, y, z = (s * k % p for s, k, p in zip(start, step, PRIMES, strict=True))
    return (x / PRIMES[0] + y / PRIMES[1] + z / PRIMES[2]) % 1


def expression(start: str, step: tuple[str, str, str] | State) -> str:
    """`uniform` as a Vega expression: the name of a list of three, and three names or numbers."""
    parts = [
        f"({start}[{place}] * {k} % {p}) / {p}"
        for place, (k, p) in enumerate(zip(step, PRIMES, strict=True))
    ]
    return f"(({parts[0]} + {parts[1]} + {parts[2]}) % 1)"


def _parts() -> list[State]:
    return list(zip(SEED, FACTORS, PRIMES, strict=True))


def _three(numbers: list[int]) -> State:
    x, y, z = numbers
    return x, y, z
