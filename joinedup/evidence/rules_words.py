"""Does a cell of words lead where it should, and does it type no number that no row holds?"""

import re
from collections import defaultdict
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


# Years, dates, laws and the numbers of reports are names, and so is what follows them.
_NAMES = re.compile(
    r"\b(?:19|20)\d\d(?:[-/]\d{2,4})?s?\b|\b\d{1,2} (?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)\b|\b[Ss]ections? \d+[A-Z]*|\bHC \d+|\b\d+(?:st|nd|rd|th)\b"
    r"|\breports? \d+(?: and \d+)?|\b\d\d (?:and|or) over\b|\b(?:aged?|under|over) \d\d?\b"
)
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
# Numbers read in an initiative's source that no row repeats, by initiative.
_ONLY_IN_THE_SOURCE = {
    "better_care_fund_2016_17": "1 2.25",
    "better_care_fund_2017_20": "16 20",
    "better_services_mh_1971": "72",
    "berlin_wall_1997": "85",
    "building_care_capacity": "55 1000",
    "cpa_1991": "101",
    "dtoc_target_2017": "4477",
    "epilogue_ics": "600 1",
    "fyfv": "44 4",
    "gm_devolution": "98 99",
    "health_authorities_1996": "90",
    "joint_finance_1976": "90",
    "nhs_transfer_2010": "200",
    "pioneers": "18",
    "putting_people_first": "340000",
    "seebohm_lassa_1970": "40",
    "stps": "37",
    "total_place": "63",
    "transforming_care": "2250",
    "transforming_community_services": "140",
}


def initiatives_tell_numbers_that_a_row_holds(rows: Rows) -> Iterator[Fault]:
    """A number typed in an initiative's words is one of its figures, or of a source that it names."""
    known: dict[str, set[float]] = defaultdict(set)
    for _, figure in rows.of("figures"):
        said = _ways_to_say(figure)
        known[figure.get("initiative_id", "")] |= said
        known[figure.get("source_id", "")] |= said
    for line, row in rows.of("initiatives"):
        name = row.get("initiative_id", "")
        held = {float(number) for number in _ONLY_IN_THE_SOURCE.get(name, "").split()}
        held = held.union(known[name], *(known[key] for key in row.get("source_ids", "").split()))
        for column in ("aim", "what_happened", "evaluation"):
            for numeral in _NUMERAL.findall(_NAMES.sub(" ", row.get(column, ""))):
                if round(float(numeral.replace(",", "")), 4) not in held:
                    rule = (
                        f"{numeral} is in no figure of this initiative or its sources: add the row"
                    )
                    yield rows.fault("initiatives", line, column, row, rule)


def _ways_to_say(figure: dict[str, str]) -> set[float]:
    """A figure's numbers as words may round or scale them: 1,685 as 1.69 (billion) or 1,700."""
    said: set[float] = set()
    for column in ("value", "low", "high"):
        try:
            size = abs(float(figure.get(column, "")))
        except ValueError:
            continue
        for scaled in (size, size / 1e3, size * 1e3, size / 1e6, size * 1e6):
            said |= {round(scaled, places) for places in (0, 1, 2, 4)}
    return said


RULES: tuple[Callable[[Rows], Iterator[Fault]], ...] = (
    locators_lead_to_a_place,
    initiatives_tell_numbers_that_a_row_holds,
)
