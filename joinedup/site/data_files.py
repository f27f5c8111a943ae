"""What does a reader take away of the evidence? All tables as one ZIP, and the scoreboard.

CSV begins with a byte-order mark, by which Excel knows that it is UTF-8; pandas and R pass over it.
The same data give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from joinedup.evidence import data, promises
from joinedup.site.fixed_zip import zipped

BOM = "\ufeff"
ZIP = "promise-and-outcome-data.zip"
README = """\
Promise and Outcome: the evidence, edition {edition} ({released})
{address}
Each CSV is one table. datapackage.json says what each column holds, and by what rule rows belong together
(frictionlessdata.io); croissant.json describes the same tables to programs that look for data sets.

In Python:  pandas.read_csv("figures.csv")
In R:       readr::read_csv("figures.csv")
In Excel:   take the workbook instead. The CSV opens with its letters right, but Excel takes a financial
            year such as 2009/10 for a month.

A blank cell is a value that was not found or that does not apply. The column's description says which.
Each number has a source and a place in it. What is planned, expected or claimed is marked so.

{licence}"""
# schema.org's words for the types of a data package.
_CROISSANT_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
}
LICENCES = (
    "https://creativecommons.org/licenses/by/4.0/",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)


def package(folder: Path) -> dict[str, Any]:
    """The descriptor of a data folder."""
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def data_zip(folder: Path, *, edition: str, released: str, address: str, licence: str) -> bytes:
    """Every table of a data folder as a ZIP with its descriptor, its licence and a word on use."""
    described = package(folder)
    tables = {
        resource["path"]: (BOM + (folder / resource["path"]).read_text("utf-8")).encode("utf-8")
        for resource in described["resources"]
    }
    for resource in described["resources"]:
        resource["encoding"] = "utf-8-sig"
    described |= {
        "version": edition,
        "licenses": [{"path": path} for path in LICENCES],
    }
    readme = README.format(edition=edition, released=released, address=address, licence=licence)
    about = croissant(described, tables, edition=edition, released=released, address=address)
    return zipped(
        {
            **tables,
            "datapackage.json": _json(described),
            "croissant.json": _json(about),
            "LICENCE.txt": licence.encode("utf-8"),
            "README.txt": readme.encode("utf-8"),
        },
        released,
    )


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def croissant(
    described: dict[str, Any],
    tables: Mapping[str, bytes],
    *,
    edition: str,
    released: str,
    address: str,
) -> dict[str, Any]:
    """The tables in Croissant 1.0 (docs.mlcommons.org/croissant): files, and the columns read from each.

    tables: {path in the ZIP: its bytes}. The paths are relative: the description lies beside the tables.
    """
    files, records = [], []
    for resource in described["resources"]:
        name, path = resource["name"], resource["path"]
        files.append(
            {
                "@type": "cr:FileObject",
                "@id": f"{name}.csv",
                "name": f"{name}.csv",
                "description": resource["description"],
                "contentUrl": path,
                "encodingFormat": "text/csv",
                "sha256": hashlib.sha256(tables[path]).hexdigest(),
            }
        )
        records.append(
            {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": resource["description"],
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"{name}/{column['name']}",
                        "name": f"{name}/{column['name']}",
                        "description": column["description"],
                        "dataType": _CROISSANT_TYPES[column["type"]],
                        "source": {
                            "fileObject": {"@id": f"{name}.csv"},
                            "extract": {"column": column["name"]},
                        },
                    }
                    for column in resource["schema"]["fields"]
                ],
            }
        )
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": described["name"],
        "description": described["description"],
        "license": list(LICENCES),
        "citeAs": f"The Promise and Outcome contributors ({released[:4]}). {described['title']}. "
        f"Edition {edition}, {released}.{' ' + address if address else ''}",
        "version": edition,
        "datePublished": released,
        "creator": {"@type": "sc:Organization", "name": "The Promise and Outcome contributors"},
        **({"url": address} if address else {}),
        "distribution": files,
        "recordSet": records,
    }


# The context that Croissant 1.0 asks for, word by word.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

# The columns of the scoreboard's CSV: {head: column of `promises.scoreboard`}.
_SCOREBOARD = {
    "Promise": "promise",
    "Initiative": "initiative",
    "Years of the book": "era",
    "Government": "government",
    "Kind": "kind",
    "Measure": "measure",
    "Unit": "unit",
    "Baseline": "baseline",
    "Target": "target",
    "Target, low end": "target_low",
    "Target, high end": "target_high",
    "Outcome": "outcome",
    "Share of the promised change that came about": "share",
    "Verdict": "verdict",
    "Why": "rule",
    "In doubt": "doubt",
    "Deadline": "due",
    "Period of the target": "period",
    "Place": "place",
    "Counted": "counted",
    "Why not counted": "counted_note",
    "Sources": "source_ids",
}


def scoreboard_csv(evidence: data.Evidence) -> bytes:
    """The scoreboard as a CSV that opens in Excel: a promise a row, with its verdict and the reason."""
    board = promises.scoreboard(evidence)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Promise id", *_SCOREBOARD])
    for key, row in board.iterrows():
        writer.writerow([key, *(_plain(row[column]) for column in _SCOREBOARD.values())])
    return (BOM + text.getvalue()).encode("utf-8")


def _plain(value: Any) -> Any:
    """A cell: blank for what is not known, a date without a time, yes or no, a whole number as one."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return int(value) if value.is_integer() else round(value, 4)
    return value
