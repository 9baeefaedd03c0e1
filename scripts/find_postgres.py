"""Finds PostgreSQL's programs, or fetches them, and starts a server of the tests' own: empty, in a folder that goes with it.

In this order: POSTGRES_BIN; what is installed; the distribution's package, where this user may install it. The server listens
on a socket in its own folder alone, which only its user may enter. It keeps nothing through a crash, and so it is quick.

    python -m scripts.find_postgres     prints the folder of the programs; one sentence and status 1 where none can be had
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.find_browser import Missing, from_distribution

PACKAGES = {
    "apt-get": ("update -qq", "install -y -qq --no-install-recommends postgresql"),
    "dnf": ("install -y -q postgresql-server",),
    "apk": ("add --quiet postgresql",),
    "pacman": ("-Sy --noconfirm postgresql",),
}
PLACES = (  # where packages put the programs of a server: Debian's and Homebrew's are on no PATH
    "/usr/lib/postgresql/*/bin",
    "/usr/libexec/postgresql*",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
USER = "postgres"  # of the package; the server refuses to run as root
SETTINGS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c listen_addresses="
MISSING = "No PostgreSQL is here and none could be fetched: install its server, or set POSTGRES_BIN to the folder of initdb."


def installed() -> Path | None:
    """The folder of `initdb` and `pg_ctl`, the newest where there are several.

    Raises:
        Missing: POSTGRES_BIN names something else.
    """
    if chosen := os.environ.get("POSTGRES_BIN"):
        if (Path(chosen) / "initdb").exists():
            return Path(chosen)
        raise Missing(f"POSTGRES_BIN is {chosen}, and no initdb is there.")
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = (folder for place in PLACES for folder in Path("/").glob(place[1:]))
    there = [folder for folder in found if (folder / "initdb").exists()]
    return max(
        there, key=lambda folder: [int(n) for n in folder.as_posix().split("/") if n.isdigit()], default=None
    )


def find() -> Path:
    """As `installed`, fetched where none is here.

    Raises:
        Missing: none can be had.
    """
    if installed() is None:
        from_distribution(PACKAGES)
    return installed() or _missing()


def _missing() -> Path:
    raise Missing(MISSING)


@contextmanager
def server() -> Iterator[str]:
    """A server while the block runs; its address as SQLAlchemy writes it, with an empty database.

    Raises:
        Missing: no programs, or they could not start; the message ends with what they said.
    """
    programs = find()
    with tempfile.TemporaryDirectory(prefix="layers-postgres-", ignore_cleanup_errors=True) as folder:
        root = os.geteuid() == 0
        if root:
            shutil.chown(folder, USER, USER)
        data, log = f"{folder}/data", f"{folder}/log"
        _run(
            root,
            folder,
            programs / "initdb",
            "--no-sync",
            "-A",
            "trust",
            "-U",
            "layers",
            "-E",
            "UTF8",
            "--locale=C",
            "-D",
            data,
        )
        _run(
            root,
            folder,
            programs / "pg_ctl",
            "-w",
            "-D",
            data,
            "-l",
            log,
            "-o",
            f"{SETTINGS} -k {folder}",
            "start",
        )
        try:
            yield f"postgresql+psycopg://layers@/postgres?host={folder}"
        finally:
            _run(root, folder, programs / "pg_ctl", "-w", "-m", "immediate", "-D", data, "stop")


def _run(root: bool, folder: str, program: Path, *words: str) -> None:
    # Through a file: the server inherits what `pg_ctl` writes to, and would keep a pipe open.
    other = {"user": USER, "group": USER, "extra_groups": []} if root else {}
    with tempfile.TemporaryFile() as said:
        done = subprocess.run([str(program), *words], cwd=folder, stdout=said, stderr=said, **other)  # type: ignore[call-overload]
        if done.returncode:
            said.seek(0)
            raise Missing(f"PostgreSQL does not start: {said.read().decode(errors='replace').strip()[-500:]}")


if __name__ == "__main__":
    try:
        print(find())
    except Missing as missing:
        sys.exit(str(missing))
