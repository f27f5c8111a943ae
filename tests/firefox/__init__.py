"""Is there a Firefox to look at the pages with? Find one and what drives it, or say what is missing.

Debian's Firefox is driven by `puppeteer-core` over WebDriver BiDi, the browsers' common standard: the
Firefox that Playwright drives is a changed one, which no reader has.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
NAMES = ("firefox-esr", "firefox")
_STAMP = HERE / "node_modules" / ".package-lock.json"


def find() -> str | None:
    """The path of a Firefox: $FIREFOX, or one on the PATH."""
    named = os.environ.get("FIREFOX")
    if named:
        return named if Path(named).exists() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Try the system's package manager for Firefox (as root) and npm for what drives it.

    Both may fail, on a machine without a network or without Node: `missing` then says so.
    """
    if not find() and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "firefox-esr"],
        ):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    lock = HERE / "package-lock.json"
    fresh = _STAMP.exists() and _STAMP.stat().st_mtime >= lock.stat().st_mtime
    if not fresh and shutil.which("npm"):
        command = ["npm", "ci", "--no-fund", "--no-audit", "--silent"]
        subprocess.run(command, cwd=HERE, check=False, stdout=subprocess.DEVNULL)


def missing() -> str | None:
    """What keeps the pages from being looked at in Firefox, in a few words; None when nothing does."""
    if not find():
        return (
            "there is no Firefox (Debian and Ubuntu: apt-get install firefox-esr, or set FIREFOX)"
        )
    if not shutil.which("node"):
        return "there is no Node (https://nodejs.org, 18 or later), which drives Firefox"
    if not _STAMP.exists():
        return "puppeteer-core is not installed (npm ci in tests/firefox)"
    return None
