"""In which sources was a scene read, and where in each?"""

from __future__ import annotations


def places_read(source_id: str, locator: str, other_sources: str) -> dict[str, str]:
    """{source: where in it}, the first source first, from the three cells of a row of scenes.csv.

    An item of other_sources is "source_id: where"; one without a place gets "".
    """
    found = {source_id: locator}
    for item in filter(None, other_sources.split("; ")):
        other, _, where = item.partition(":")
        found[other] = where.strip()
    return found
