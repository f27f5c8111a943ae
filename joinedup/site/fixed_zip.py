"""How do the same files always make the same ZIP? Names in order, one day, one system, one way to pack."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIRST_DAY = "1980-01-01"  # the first that a ZIP can name: for what has no day of its own
_PACKED_ALREADY = (".woff2", ".zip")  # the PNG of a chart shrinks by half


def zipped(files: Mapping[str, bytes], day: str = FIRST_DAY, *, first: str = "") -> bytes:
    """A ZIP whose bytes depend on nothing but its files and a day, YYYY-MM-DD.

    first: the name of the file that must stand first.
    """
    year, month, date = map(int, day.split("-"))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, (year, month, date, 0, 0, 0))
            stored = name.endswith(_PACKED_ALREADY)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, wherever it is made
            archive.writestr(entry, files[name])
    return made.getvalue()


def rezipped(archive: bytes) -> bytes:
    """What a library packed, as Word's and PowerPoint's files are, packed again so."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        return zipped({name: parts.read(name) for name in parts.namelist()})
