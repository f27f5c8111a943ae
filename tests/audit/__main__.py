"""What does Lighthouse make of the pages on a phone? Writes tests/audit/results.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from tests import chromium
from tests.browser import SITE, chapters, pages, serve

HERE = Path(__file__).parent
LIGHTHOUSE = HERE / "node_modules" / ".bin" / "lighthouse"
VERSION = json.loads((HERE / "package.json").read_text("utf-8"))["devDependencies"]["lighthouse"]
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def scores(address: str) -> dict[str, int]:
    """Lighthouse's four scores for one page, as it simulates a phone."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        flags = " ".join(["--headless", *chromium.ARGUMENTS])
        subprocess.run(
            [
                *(str(LIGHTHOUSE), address, "--quiet", "--output=json"),
                *(f"--output-path={report}", f"--chrome-flags={flags}"),
            ],
            env={**os.environ, "CHROME_PATH": str(chromium.find())},
            check=True,
            timeout=300,
        )
        found = json.loads(report.read_text("utf-8"))["categories"]
    return {name: round(found[name]["score"] * 100) for name in CATEGORIES}


def audited() -> list[str]:
    """The front page, every chapter and lab, every reference page, and the largest initiative's page.

    The initiatives' pages come from one template, so the largest stands for all.
    """
    reference = [page for page in pages() if page.startswith("chapters/reference/")]
    of_initiatives = [page for page in reference if "/initiatives/" in page]
    largest = max(of_initiatives, key=lambda page: (SITE / page).stat().st_size)
    return [*chapters(), *(page for page in reference if page not in of_initiatives), largest]


def main() -> int:
    """Audit the pages; the exit status says whether all reached the mark."""
    if not LIGHTHOUSE.exists():
        print("Lighthouse is not installed: run npm ci in tests/audit first.")
        return 1
    lines = [
        f"# Lighthouse {VERSION}, mobile, {date.today():%d %B %Y}",
        "",
        "| page | " + " | ".join(CATEGORIES) + " |",
    ]
    lines.append("|---" * 5 + "|")
    passed = True
    with serve(SITE) as site:
        for page in audited():
            found = scores(f"{site}/{page}")
            passed &= found["performance"] >= 95 and all(
                found[name] == 100 for name in CATEGORIES[1:]
            )
            row = " | ".join(str(found[name]) for name in CATEGORIES)
            lines.append(f"| {page} | {row} |")
            print(lines[-1], flush=True)
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
