"""What the host chooses: folders, database, cluster, limits. Read once from the environment.

Streamlit copies the top-level entries of its secrets into the environment, so a secret and a variable of the
same name do the same. It knows nothing of what a learner chooses: that is `lib.specs.specs`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"


class SettingsError(ValueError):
    """A host's setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True)
class Settings:
    """Every setting with its default; `LAYERS_<NAME>` in the environment changes it."""

    folder: Path = ROOT / "data"  # lab book and worker scratch; one place that a host can mount or wipe
    database: str = ""  # empty: SQLite in `folder`; `DATABASE_URL` names another one
    cluster: str = ""  # empty: a scheduler and a worker of our own; `tls://host:8786` uses a running cluster
    tls_ca: str = ""  # files of that cluster: the certificate of its own authority,
    tls_cert: str = ""  # and this app's certificate and key, which the authority has signed
    tls_key: str = ""
    workers: int = 1  # two cores hold one training worker and the app
    threads: int = 2  # threads of tensorflow in a worker
    # Whether a new worker that nobody has a run for compiles the default network: three seconds that the first run would wait
    compile_ahead: bool = True
    # Seconds without a run or a call after which a worker ends and gives its memory back
    worker_idle: int = 600
    # MB at which a worker without work is replaced, and one with work at a quarter more: what TensorFlow compiles for a shape it
    # keeps for good, 130 MB after forty mixed runs. That is 200 above one after its first runs; a fine-tuning takes 950 to 1,050.
    worker_memory: int = 1000
    queue_limit: int = 500  # trainings under way in all; a hall of 300 behind one address is its 60 %
    # % of the queue, and of the lab book's last hour, that one network address alone may hold: a school, and never everything.
    # Where others hold some, it is so much less: an address has at most 1.5 times what is free.
    queue_share: int = 60
    runs_per_session: int = 3  # live at once in one browser tab: whoever starts afresh leaves one behind
    submits_per_session: int = 20  # a minute; nobody who looks at what comes out presses Train so often
    submits_per_address: int = 300  # a minute; a hall behind one address that presses Train at the same word
    seconds_limit: int = 120  # of predicted training; longer runs would hold up a whole class
    # MB of a worker that trains (measured: 960 when it has started, 1,090 digits, 1,130 photos)
    memory_needed: int = 1200
    # Older ones are pruned, none of the last hour; one takes about 3 MB with its weights
    runs_per_learner: int = 60
    runs_in_all: int = 5000  # ten an hour for each of a hall of 300 are 60 %; as many repeats take 8 MB
    # MB of the lab book: what really bounds it, as a run may take 20 kB or 15 MB. Nobody loses a run of the last hour: 60 %
    # are 540 default networks of 2.2 MB, more than a worker of two cores trains in an hour, and two for nearly all of a hall.
    disk: int = 2000
    sockets: int = 1000  # open pages in all: three classes of 300; a page that only lies open takes 0.1 MB
    # A class of 300 behind one address, with two tabs each; others still get in
    sockets_per_address: int = 600
    uploads_mb: int = 300  # files held for all sessions together: about what the app itself takes
    uploads_session_mb: int = 110  # an archive of 50 MB and the one that replaces it
    rooms: int = 20  # open at once: a school's classes of 30
    room_members: int = 300  # of one room: a hall; all rooms together hold 600
    room_hours: int = 3  # after which a room ends by itself: a morning
    proxies: str = ""  # networks, as 10.0.0.0/8, whose X-Forwarded-For is believed; loopback always is
    # Who may show the course in a frame, as Content-Security-Policy writes it: Community Cloud does.
    frame_ancestors: str = "'self' https://*.streamlit.app"
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
        SettingsError: a value is not of its kind, a count is below 1, a network is none, or a cluster could be reached by anybody.
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
            if not text.isdecimal() or (int(text) < 1 and field.name != "memory_needed"):
                raise SettingsError(f"{name} must be a whole number from 1 on, not {text!r}.")
            given[field.name] = int(text)
        elif isinstance(field.default, Path):
            given[field.name] = Path(text).expanduser()
        else:
            given[field.name] = text
    settings = Settings(**given)  # type: ignore[arg-type]
    _check_cluster(settings)
    _check_proxies(settings)
    return settings


def _check_cluster(settings: Settings) -> None:
    """A scheduler runs whatever code it is sent: beyond this machine only certificates say who may send it."""
    if not settings.cluster:
        return
    try:
        where = urlsplit(settings.cluster)
        complete = where.scheme in {"tcp", "tls"} and where.hostname and where.port
    except ValueError:
        complete = None
    if not complete:
        raise SettingsError(f"LAYERS_CLUSTER must be like tls://host:8786, not {settings.cluster!r}.")
    if where.scheme == "tcp" and not _is_loopback(where.hostname or ""):
        raise SettingsError(
            f"LAYERS_CLUSTER names {settings.cluster!r}, where whoever reaches the port runs code on your machines. "
            "Use tls:// with LAYERS_TLS_CA, LAYERS_TLS_CERT and LAYERS_TLS_KEY: README, “For a full hall”, says how."
        )
    for name in ("tls_ca", "tls_cert", "tls_key"):
        if where.scheme == "tls" and not Path(getattr(settings, name)).is_file():
            raise SettingsError(f"LAYERS_{name.upper()} must name a file: a tls:// cluster needs all three.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_proxies(settings: Settings) -> None:
    for network in filter(None, map(str.strip, settings.proxies.split(","))):
        try:
            ip_network(network, strict=False)
        except ValueError as error:
            raise SettingsError(f"LAYERS_PROXIES must be networks as 10.0.0.0/8, not {network!r}.") from error
