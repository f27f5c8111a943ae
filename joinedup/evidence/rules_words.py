"""Does a cell of words lead where it should?"""

import re
from collections.abc import Callable, Iterator

from joinedup.evidence.reading import Fault
from joinedup.evidence.rows import Rows

_VAGUE = re.compile(
    r"(?:the )?(?:passim|various|throughout|somewhere|several|report|document|book|"
    r"page|pages|p|pp|para|source|unknown|not known|n/?a|none|tbc|\?+|-+|see .*|as above|ibid\.?)",
    re.IGNORECASE,
)


def locators_lead_to_a_place(rows: Rows) -> Iterator[Fault]:
    """A locator is a place in the source that a reader can find."""
    for name in ("figures", "scenes"):
        for line, row in rows.of(name):
            if _VAGUE.fullmatch(row.get("locator", "")):
                rule = "say where in the source: a page, paragraph, table, column, or its abstract"
                yield rows.fault(name, line, "locator", row, rule)


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (locators_lead_to_a_place,)
