"""Does the bank of questions give itself away? What it is as a whole, measured.

A player who knows nothing can still choose the longest option, the shortest, the one at a place, or the
one with most hedges. None may do much better than chance in the whole bank, on the pages or in what is
withheld; in one file, of a few questions, one may. `python -m joinedup bank` prints all of it, file by
file; `python -m joinedup check` lists what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median

from joinedup.evidence.reading import Fault
from joinedup.writing import outcomes, questions
from joinedup.writing.questions import Option, Question

Bank = Mapping[str, list[Question]]  # the questions of each file, by its name

FEWEST = 240  # questions in all
FEWEST_OF_AN_OUTCOME = 12
ABOUT_HALF = (0.4, 0.6)  # of a file, and of the bank, withheld
MOST_LONGEST = 0.4  # the right option strictly the longest
ABOVE_CHANCE = 0.1  # what a naive player may gain
ENOUGH = 30  # questions, from which a player's score says something


def _words(*words: str) -> Callable[[str], int]:
    """A measure: how many of these words a text has."""
    found = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return lambda text: len(found.findall(text))


# Words that give an option away: careful ones (right, they say), sweeping ones (wrong), reasons given.
_HEDGES = _words("may", "might", "could", "cannot", "not", "no", "only", "about", "some")
_SWEEPING = _words(
    *("all", "every", "never", "always", "nothing", "none", "any", "sure", "certain", "must"),
    *("has to", "have to", "bound to"),
)
_REASONS = _words("because", "since")


def _parts(text: str) -> int:
    """How many parts a text is joined from: a right answer that says two things stands out."""
    return 1 + text.count(",") + len(re.findall(r"\band\b", text))


def _most(measure: Callable[[str], int], sign: int = 1) -> Callable[[Question], list[Option]]:
    """A player who takes the options with most (sign -1: least) of something."""

    def choose(question: Question) -> list[Option]:
        measured = [sign * measure(option.text) for option in question.options]
        best = max(measured)
        return [o for o, much in zip(question.options, measured, strict=True) if much == best]

    return choose


def _at(place: int, shown: bool) -> Callable[[Question], list[Option]]:
    """A player who takes the option at a place (from 1), as shown or as written."""

    def choose(question: Question) -> list[Option]:
        options = [option for _, option in question.shown()] if shown else list(question.options)
        return options[place - 1 : place]

    return choose


# Each player's choice of a question's options; several where they tie, none where it has no such place.
PLAYERS: dict[str, Callable[[Question], list[Option]]] = {
    "the longest": _most(len),
    "the shortest": _most(len, -1),
    "the most hedged": _most(_HEDGES),
    "the least hedged": _most(_HEDGES, -1),
    "the least sweeping": _most(_SWEEPING, -1),
    "the most reasoned": _most(_REASONS),
    "the least reasoned": _most(_REASONS, -1),
    "the one of most parts": _most(_parts),
    "the one of fewest parts": _most(_parts, -1),
    **{f"place {place} as shown": _at(place, shown=True) for place in (1, 2, 3, 4)},
    **{f"place {place} as written": _at(place, shown=False) for place in (1, 2, 3, 4)},
}


def load(bank: Path = questions.BANK) -> dict[str, list[Question]]:
    """The questions of every file by its name. Raises ValueError for a question that breaks a rule."""
    return {path.stem: questions.load(path.stem, bank) for path in sorted(bank.glob("*.toml"))}


def score(player: str, asked: Iterable[Question]) -> tuple[float, float, int]:
    """What a player gets right, what chance would, and of how many questions: shares of 1.

    A player who hesitates between options takes each as often. Both shares are nan for no questions.
    """
    played = [(question, PLAYERS[player](question)) for question in asked]
    played = [(question, chosen) for question, chosen in played if chosen]
    if not played:
        return float("nan"), float("nan"), 0
    won = sum(sum(o.right for o in chosen) / len(chosen) for _, chosen in played)
    chance = sum(1 / len(question.options) for question, _ in played)
    return won / len(played), chance / len(played), len(played)


def right_is(extreme: Callable[[list[int]], int], question: Question) -> bool:
    """Whether the right option alone is the longest (extreme: max) or the shortest (min)."""
    lengths = [len(option.text) for option in question.options]
    found = extreme(lengths)
    return len(question.answer.text) == found and lengths.count(found) == 1


def share(asked: list[Question], holds: Callable[[Question], bool]) -> float:
    """The share of questions of which something holds; nan for none."""
    return sum(map(holds, asked)) / len(asked) if asked else float("nan")


def check(bank: Bank | None = None) -> list[Fault]:
    """What the bank lacks as a whole, and each file. Raises ValueError for a question of bad form."""
    found = load() if bank is None else bank
    return [*check_files(found), *_of_all(found)]


def check_files(bank: Bank) -> list[Fault]:
    """What each file lacks, whatever the others hold."""
    return list(_of_files(bank))


def _of_files(bank: Bank) -> Iterator[Fault]:
    for name, asked in bank.items():
        file = f"chapters/questions/{name}.toml"
        kinds = Counter(question.kind for question in asked)
        held = sum(question.withheld for question in asked)
        low, high = ABOUT_HALF
        if not low <= held / len(asked) <= high:
            rule = f"{len(asked)} questions: withhold about half, and no fewer than {low:.0%}"
            yield Fault(file, 0, "withheld", str(held), rule)
        if kinds["unsaid"] > 1:
            rule = "ask one question at most whose answer is that it cannot be said"
            yield Fault(file, 0, "kind", f"unsaid, {kinds['unsaid']} times", rule)
        if not kinds["case"]:
            yield Fault(file, 0, "kind", "", 'ask what to do in a new case: kind = "case"')


def _of_all(bank: Bank) -> Iterator[Fault]:
    asked = [question for each in bank.values() for question in each]

    def fault(what: str, value: str, rule: str) -> Fault:
        return Fault("chapters/questions/", 0, what, value, rule)

    if len(asked) < FEWEST:
        yield fault("", str(len(asked)), f"write {FEWEST} questions or more")
    for number, outcome in outcomes.load().items():
        serving = sum(question.outcome == number for question in asked)
        if serving < FEWEST_OF_AN_OUTCOME:
            rule = f"{outcome.short}: ask {FEWEST_OF_AN_OUTCOME} questions or more that serve it"
            yield fault(f"outcome {number}", str(serving), rule)
    for half, part in halves(asked).items():
        longest = share(part, lambda question: right_is(max, question))
        if longest > MOST_LONGEST:
            rule = f"{half}: the right option is the longest in more than {MOST_LONGEST:.0%}"
            yield fault("text", f"{longest:.0%}", rule)
        for player in PLAYERS:
            won, chance, played = score(player, part)
            if played >= ENOUGH and won > chance + ABOVE_CHANCE:
                rule = (
                    f"{half}: who takes {player} gets more than chance ({chance:.0%}) and a tenth"
                )
                yield fault("option", f"{won:.0%}", rule)


def halves(asked: list[Question]) -> dict[str, list[Question]]:
    """The whole bank, and its two halves: each must stand on its own."""
    return {
        "all questions": asked,
        "on the pages": [question for question in asked if not question.withheld],
        "withheld": [question for question in asked if question.withheld],
    }


def report(bank: Bank) -> str:
    """The bank's properties: a line a file, then the outcomes and what naive players would score."""
    asked = [question for each in bank.values() for question in each]
    lines = [
        "longest, shortest: the right option alone is so. ratio: its length to its longest rival's,"
        " in the middle.",
        "written, shown: how often the right option stands 1st, 2nd, 3rd, 4th.",
        "",
        f"{'':38}asked held case unsaid longest shortest ratio hedged  written   shown",
        *(_line(name, each) for name, each in bank.items()),
        _line("all", asked),
        "",
    ]
    served = Counter(question.outcome for question in asked)
    for number, outcome in outcomes.load().items():
        lines.append(f"outcome {number} {outcome.short}: {served[number]}")
    for half, part in halves(asked).items():
        lines += ["", f"{half} ({len(part)}): who takes"]
        for player in PLAYERS:
            won, chance, played = score(player, part)
            if played:
                lines.append(f"  {player:24} gets {won:4.0%}, chance {chance:.0%}")
    too_long = [
        f"  {question.question_id} ({name})"
        for name, each in bank.items()
        for question in each
        if right_is(max, question)
    ]
    return "\n".join([*lines, "", "The right option is the longest in:", *(too_long or ["  none"])])


def _line(name: str, asked: list[Question]) -> str:
    kinds = Counter(question.kind for question in asked)
    held = sum(question.withheld for question in asked)
    ratios = [
        len(question.answer.text)
        / max(len(option.text) for option in question.options if not option.right)
        for question in asked
    ]
    hedged = score("the most hedged", asked)[0]
    written, shown = (
        " ".join(
            str(sum(_right_at(question, place, as_shown) for question in asked))
            for place in (1, 2, 3, 4)
        )
        for as_shown in (False, True)
    )
    return (
        f"{name:38}{len(asked):5}{held:5}{kinds['case']:5}{kinds['unsaid']:7}"
        f"{share(asked, lambda question: right_is(max, question)):8.0%}"
        f"{share(asked, lambda question: right_is(min, question)):9.0%}"
        f"{median(ratios):6.2f}{hedged:7.0%}  {written:9} {shown}"
    )


def _right_at(question: Question, place: int, shown: bool) -> bool:
    return any(option.right for option in _at(place, shown)(question))
