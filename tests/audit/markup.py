"""Is every built page valid HTML? Asks the checker of the W3C (python -m tests.audit.markup), in Java.

The checker is npm's vnu-jar, installed by `npm ci` in this folder. Without it or Java, `make test` skips
the check and says so. What it once found is also looked for without it, in tests/covering.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.browser import SITE

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def missing() -> str:
    """What the check lacks on this machine, in words; "" when it can be made."""
    if not shutil.which("java"):
        return "Java is not installed: on Debian or Ubuntu, apt-get install default-jre-headless"
    return "" if CHECKER.exists() else "the checker is not installed: run npm ci in tests/audit"


def errors(site: Path = SITE) -> dict[str, list[str]]:
    """Every kind of error on a site, with where it stands: {what is wrong: ["page: line", ...]}."""
    command = ["java", "-Xss4m", "-jar", str(CHECKER), "--skip-non-html", "--format", "json"]
    done = subprocess.run([*command, str(site)], capture_output=True, text=True, check=False)
    found = defaultdict(list)
    for told in json.loads(done.stderr)["messages"]:
        if told["type"] != "info":
            page = told.get("url", "").removeprefix(f"file:{site.resolve()}/")
            found[told["message"]].append(f"{page}: line {told.get('lastLine', '')}")
    return found


def main() -> int:
    """Print what is wrong, each kind once; the exit status says whether anything is."""
    if words := missing():
        print(f"The markup is not checked: {words}.")
        return 1
    found = errors()
    for what, places in sorted(found.items(), key=lambda kind: -len(kind[1])):
        print(f"{len(places)} times: {what} First in {places[0]}.")
    print(f"{sum(map(len, found.values()))} errors of {len(found)} kinds.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
