"""How does a text read? Numbers, short sentences and reading ease, measured as a reader would meet them."""

from __future__ import annotations

import re
from typing import NamedTuple

SHORT = 8  # words: a run of such sentences is a list in disguise
# Years and dates are names; so are ages, sections of laws, and the numbers of figures.
_NAMES = re.compile(
    r"""
    (?:c\.\s*)?\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:\d\d){1,2}|s)?\b
    | \b\d{1,2}\s(?:January|February|March|April|May|June|July|August|September|October|November|December)
    | \b[Ss]ections?\s\d+[A-Z]* | \bHC\s\d+ | \bCmnd?\.?\s\d+
    | \b(?:aged?|under|over|[Oo]ver-)\s?\d\d?s?\b | \b\d\d\s(?:and|or)\sover\b
    | \bper\s1,000\b | \bper\s100,000\b | \bfor\seach\s1,000\b | \bfor\seach\s100,000\b
    | \b[Ff]igures?\s\d\b | \bNHS\s111\b
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ASIDE = 0xE000  # where Unicode has characters for private use
_PUT_ASIDE = re.compile("[\ue000-\ue07f]")
_SENTENCE_END = re.compile(r"(?<=[.?!])[”’\"')]*\s+(?=[“‘\"'(]?[A-Z£\d])")
_NOT_AN_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Cllr|St|Prof|Sir|No|vol|cc?)\.$")


class Manner(NamedTuple):
    """words; numbers in 100 words; the share of sentences with eight words or fewer; Flesch's reading ease
    (206.835 - 1.015 words a sentence - 84.6 syllables a word; Flesch 1948), about 50 in a broadsheet."""

    words: int
    numbers_per_100: float
    short_share: float
    reading_ease: float


def measure(text: str) -> Manner:
    """The manner of a text in Markdown. Raises ValueError for a text without a sentence."""
    read = as_read(text)
    told = sentences(read)
    if not told:
        raise ValueError("there is no sentence to measure")
    words = [word for sentence in told for word in re.findall(r"[^\W_][\w’'-]*", sentence)]
    numbers = re.findall(r"\d[\d,.]*", _NAMES.sub(" ", read))
    short = sum(len(sentence.split()) <= SHORT for sentence in told)
    # A numeral is read as one short word, whatever its digits.
    spoken = sum(1 if word[0].isdigit() else syllables(word) for word in words)
    return Manner(
        words=len(words),
        numbers_per_100=100 * len(numbers) / len(words),
        short_share=short / len(told),
        reading_ease=206.835 - 1.015 * len(words) / len(told) - 84.6 * spoken / len(words),
    )


def as_read(markdown: str) -> str:
    """Markdown as its reader meets it: no link addresses, markup, folds or headings."""
    # A mark behind a backslash is text: out of the way until the marks that mean something are gone.
    text = _ESCAPED.sub(lambda found: chr(_ASIDE + ord(found[1])), markdown)
    text = re.sub(r"<details.*?</details>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^#+ .*$", " ", text, flags=re.MULTILINE)
    text = re.sub(r"[*_`>]", "", text)
    return _PUT_ASIDE.sub(lambda found: chr(ord(found[0]) - _ASIDE), text)


def one_line(markdown: str) -> str:
    """The same on one line."""
    return " ".join(as_read(markdown).split())


def sentences(text: str) -> list[str]:
    """The sentences of a plain text; each item of a list counts as one."""
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n|\n\s*[-•]\s|\n\s*\d+\.\s", text):
        pieces = _SENTENCE_END.split(" ".join(paragraph.split()).removeprefix("- "))
        joined: list[str] = []
        for piece in pieces:
            if joined and _NOT_AN_END.search(joined[-1]):
                joined[-1] += f" {piece}"
            else:
                joined.append(piece)
        found += [piece for piece in joined if re.search(r"\w", piece)]
    return found


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less a silent e."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", bare))
    if re.search(r"[^aeiouyl]e$|[^aeiouydt]ed$|[^aeiouylsxz]es$", bare) and groups > 1:
        groups -= 1
    return max(groups, 1)
