"""What is installed is pinned, whole and hashed, and no other file says otherwise; what the audit says of it."""

from __future__ import annotations

import re
import subprocess

import pytest

from lib.settings import ROOT
from scripts import audit

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([\w.]+)(?: ; .+)? \\$")
PREFERRED = ("uv.lock", "Pipfile", "environment.yml")  # Community Cloud reads these before requirements.txt


def pins(name: str) -> set[tuple[str, str]]:
    """Every package of a lock file with its version; fails on a line that is neither a pin, a hash nor a comment."""
    found, waiting = set(), False
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("#") or not line:
            continue
        if pin := PIN.match(line):
            assert not waiting, f"no hash before {line}"
            found.add((pin[1].lower(), pin[2]))
            waiting = True
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), line
            waiting = False
    return found


def asked_for(name: str) -> set[tuple[str, str]]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        (package.lower(), version)
        for package, version in re.findall(r"^([\w-]+)==([\w.]+)", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    assert asked_for(f"{name}.in") <= pins(f"{name}.txt")


def test_the_tests_run_with_what_the_app_runs_with() -> None:
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_no_file_beside_it_is_read_first() -> None:
    assert not [name for name in PREFERRED if (ROOT / name).exists()]


ONE = {"name": "a", "version": "1.0", "vulns": []}
BAD = {"name": "b", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([ONE], 0, "0 known advisories against 1 packages."),
        ([ONE, BAD], 1, "b 2.0: PYSEC-1, mended in 2.1"),
        ([ONE, SKIPPED], 0, "1 packages; 1 could not be asked about."),
        ([SKIPPED], 0, "could not be made"),
        ([], 0, "could not be made"),
    ],
)
def test_an_advisory_fails_and_silence_is_told(packages: list[dict], status: int, said: str) -> None:
    lines, told = audit.report(packages)
    assert told == status
    assert said in "\n".join(lines)


def test_an_auditor_that_does_not_answer_is_no_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = subprocess.CompletedProcess([], 1, stdout="", stderr="no network")
    monkeypatch.setattr("scripts.audit.subprocess.run", lambda *_, **__: broken)
    assert audit.asked() == []
