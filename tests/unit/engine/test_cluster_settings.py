"""A cluster elsewhere is used over TLS, or not at all; our own listens on loopback and keeps its key off disk and command line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from distributed import LocalCluster, Security

from lib.engine.cluster import HERE, Cluster
from lib.settings import Settings, SettingsError, read_settings

PATIENCE = 60.0  # seconds


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Three files, as the settings name them; what is in them is Dask's to judge."""
    named = {}
    for name in ("CA", "CERT", "KEY"):
        (tmp_path / name).write_text("x")
        named[f"LAYERS_TLS_{name}"] = str(tmp_path / name)
    return named


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.5:8786", "tcp://hall.example:8786", "tcp://0.0.0.0:8786", "tcp://[2001:db8::1]:8786", "tcp://127.example:8786"],
)  # fmt: skip
def test_a_plain_address_beyond_this_machine_is_refused(address: str, files: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="Use tls://"):
        read_settings({"LAYERS_CLUSTER": address} | files)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_a_plain_address_on_this_machine_is_taken(address: str) -> None:
    """An SSH tunnel to a cluster ends there."""
    assert read_settings({"LAYERS_CLUSTER": address}).cluster == address


@pytest.mark.parametrize("address", ["10.0.0.5:8786", "http://10.0.0.5:8786", "tls://10.0.0.5", "tls://:8786", "tls://[x:1", "tls://h:x"])  # fmt: skip
def test_what_is_no_address_is_refused(address: str, files: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="must be like tls://host:8786"):
        read_settings({"LAYERS_CLUSTER": address} | files)


def test_tls_needs_all_three_files(files: dict[str, str]) -> None:
    address = {"LAYERS_CLUSTER": "tls://10.0.0.5:8786"}
    assert read_settings(address | files).tls_ca == files["LAYERS_TLS_CA"]
    for name in files:
        with pytest.raises(SettingsError, match=f"{name} must name a file"):
            read_settings(address | files | {name: "elsewhere.pem"})
        with pytest.raises(SettingsError, match=f"{name} must name a file"):
            read_settings(address | {other: path for other, path in files.items() if other != name})


def test_a_cluster_elsewhere_takes_who_its_authority_has_signed(tmp_path: Path) -> None:
    def settings(address: str, made: Security) -> Settings:
        contents = {"CA": made.tls_ca_file, "CERT": made.tls_client_cert, "KEY": made.tls_client_key}
        for name, content in contents.items():
            (tmp_path / name).write_text(content)
        named = {f"LAYERS_TLS_{name}": str(tmp_path / name) for name in contents}
        return read_settings({"LAYERS_CLUSTER": address, "LAYERS_FOLDER": str(tmp_path)} | named)

    theirs = Security.temporary()
    with LocalCluster(
        n_workers=0, host=HERE, protocol="tls://", security=theirs, dashboard_address=f"{HERE}:0"
    ) as elsewhere:
        cluster = Cluster(settings(elsewhere.scheduler_address, theirs), lambda message: None)
        assert cluster._client.scheduler_info()["address"] == elsewhere.scheduler_address
        assert cluster._processes == []
        cluster.close()
        stranger = settings(elsewhere.scheduler_address, Security.temporary())
        with pytest.raises(OSError, match=r"[Cc]ert|[Tt]imed out"):
            Cluster(stranger, lambda message: None)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(Settings(folder=tmp_path), lambda message: None)
    yield cluster
    cluster.close()


def test_the_key_of_our_own_cluster_is_on_no_disk_and_in_no_command_line(
    cluster: Cluster, tmp_path: Path
) -> None:
    until = time.monotonic() + PATIENCE
    while not cluster.ensure_workers(busy=False):
        assert time.monotonic() < until
        time.sleep(0.1)
    assert cluster._address.startswith("tls://127.0.0.1:")
    key = cluster._security.tls_worker_key.splitlines()[1]  # type: ignore[union-attr]
    (process,) = cluster._processes
    worker = psutil.Process(process.pid)
    assert key not in " ".join(worker.cmdline())
    assert not any(key.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
