"""What the host chooses: folders, database, cluster, limits. Read once from the environment.

Streamlit copies the top-level entries of its secrets into the environment, so a secret and a variable of the
same name do the same. It knows nothing of what a learner chooses: that is `lib.specs`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"


class SettingsError(ValueError):
    """A host's setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; `LAYERS_<NAME>` in the environment changes it."""

    folder: Path = ROOT / "data"  # lab book and worker scratch; one place that a host can mount or wipe
    database: str = ""  # empty: SQLite in `folder`; `DATABASE_URL` names another one
    cluster: str = ""  # empty: a scheduler and a worker of our own; `tcp://host:8786` uses a running cluster
    workers: int = 1  # two cores hold one training worker and the app
    threads: int = 2  # threads of tensorflow in a worker
    queue_limit: int = 40  # runs waiting; at some 15 s each the last of them waits ten minutes
    seconds_limit: int = 120  # of predicted training; longer runs would hold up a whole class
    memory_needed: int = 900  # MB a worker takes while it trains (measured: 700 to 850)
    runs_per_learner: int = 60  # older ones are pruned; a run takes about 3 MB with its weights
    runs_in_all: int = 600  # so that the database stays below about 2 GB
    sockets: int = 1000  # open pages in all: three classes of 300; a page that only lies open takes 0.1 MB
    sockets_per_address: int = (
        600  # a class of 300 behind one address, each with two tabs, and others still get in
    )
    uploads_mb: int = 300  # files held for all sessions together: about what the app itself takes
    uploads_session_mb: int = 110  # an archive of 50 MB and the one that replaces it
    proxies: str = ""  # networks, as 10.0.0.0/8, whose X-Forwarded-For is believed; loopback always is
    frame_ancestors: str = (
        "'self' https://*.streamlit.app"  # who may show the course in a frame; Community Cloud does
    )
    downloads: bool = True  # whether picture sets and weights may be fetched from their official addresses

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.folder / 'lab_book.sqlite'}"


def keras_home(environ: Mapping[str, str] = os.environ) -> Path:
    """Keras' own cache folder, found as Keras finds it."""
    return Path(environ.get("KERAS_HOME") or Path.home() / ".keras")


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: a value is not of its kind, or a count is below 1.
    """
    given: dict[str, object] = {}
    for field in fields(Settings):
        name = "DATABASE_URL" if field.name == "database" else f"LAYERS_{field.name.upper()}"
        text = environ.get(name, "").strip()
        if not text:
            continue
        kind = type(field.default)
        if kind is bool:
            if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
                raise SettingsError(f"{name} must be 1 or 0, not {text!r}.")
            given[field.name] = text.lower() in {"1", "true", "yes"}
        elif kind is int:
            if not text.isdigit() or (int(text) < 1 and field.name != "memory_needed"):
                raise SettingsError(f"{name} must be a whole number from 1 on, not {text!r}.")
            given[field.name] = int(text)
        elif isinstance(field.default, Path):
            given[field.name] = Path(text).expanduser()
        else:
            given[field.name] = text
    settings = Settings(**given)  # type: ignore[arg-type]
    for network in filter(None, map(str.strip, settings.proxies.split(","))):
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"LAYERS_PROXIES must be networks as 10.0.0.0/8, not {network!r}.") from error
    return settings
