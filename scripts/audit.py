"""Asks for known advisories against every pinned package; status 1 where there is one, 0 where the audit could not be made.

It says in a sentence what it could not ask about: with no network that is everything, and no test may fail for that. It
reads what this machine would install; packages that only another system needs are not asked about.

    python -m scripts.audit
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# Holds requirements.txt's packages too
LOCK = Path(__file__).resolve().parent.parent / "requirements-dev.txt"
COMMAND = [
    sys.executable, "-m", "pip_audit", "--requirement", str(LOCK),
    "--require-hashes", "--disable-pip",  # the file says all: nothing is resolved or installed
    "--format", "json", "--progress-spinner", "off", "--timeout", "10",
]  # fmt: skip
PATIENCE_S = 300


def asked() -> list[dict]:
    """A line a package: `name`, and `vulns` or the `skip_reason` of what could not be asked about; empty where nothing could."""
    try:
        done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=PATIENCE_S)
        return json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, LookupError):  # no answer, or none that can be read
        return []


def report(packages: list[dict]) -> tuple[list[str], int]:
    """The lines to print, and the exit status."""
    lines = [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no release yet'}"
        for package in packages
        for found in package.get("vulns", [])
    ]
    told = sum("vulns" in package for package in packages)
    if not told:
        return ["The audit could not be made: nobody answered for known advisories."], 0
    rest = len(packages) - told
    unasked = f"; {rest} could not be asked about" if rest else ""
    return [*lines, f"Audit: {len(lines)} known advisories against {told} packages{unasked}."], int(
        bool(lines)
    )


if __name__ == "__main__":
    lines, status = report(asked())
    print(*lines, sep="\n")
    sys.exit(status)
