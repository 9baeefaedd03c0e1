"""The Dask cluster: our own scheduler and worker processes, or somebody's running one. It knows no run.

A scheduler runs whatever code it is sent. So ours listens on loopback alone, and, because other users of the machine
reach that too, takes only who holds the certificate that each start makes anew and keeps in memory.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import dask

from lib.engine import worker
from lib.engine.processes import Processes
from lib.engine.shares import later, part_of_worker
from lib.engine.tasks import Task
from lib.settings import ROOT, Settings
from lib.specs.specs import Spec

if TYPE_CHECKING:
    from distributed import Client, Security

log = logging.getLogger(__name__)

_CONFIG: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": 0,  # the engine restarts a run itself, from its checkpoint
    "distributed.scheduler.active-memory-manager.start": False,  # nothing here is worth moving between workers
    "distributed.admin.low-level-log-length": 200,  # messages kept a topic; the lab book has them all
    "distributed.admin.tick.interval": "500ms",  # fewer wake-ups: both cores belong to the training
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.target": False,  # no spilling: learners' pictures never go to disk
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.comm.timeouts.connect": "5s",
    "distributed.scheduler.http.routes": [],  # the HTTP servers cannot be left out: they answer nothing
    "distributed.worker.http.routes": [],
    "logging.distributed": "error",
}
dask.config.set(_CONFIG)
CONNECT = 5.0  # seconds for the scheduler's answer; it is asked again
ANSWER = 20.0  # seconds for a worker's: one that imports or compiles on a busy machine takes some of them
EVERY = 0.5  # seconds between two looks at who is there
# Seconds a worker that leaves has for it: past the longest training that saves nothing on its way
HAND_OVER = 300.0
HERE = "127.0.0.1"
# Of a worker: as many runs as its memory holds, waiting for their turns, and small tasks beside them
THREADS = 72


class Cluster:
    """Connects, or starts its scheduler, on construction. Raises OSError where a given cluster does not answer."""

    def __init__(self, settings: Settings, on_message: Callable[[dict[str, Any]], None]) -> None:
        from distributed import LocalCluster  # half a second that the first page need not wait for

        self._settings = settings
        self._looked = 0.0
        count = 0 if settings.cluster else settings.workers
        self._ours = Processes(count, settings.worker_memory, self._start)
        self._local = None
        self._security = _security(settings)
        if settings.cluster:
            self._address = settings.cluster
        else:
            self._local = LocalCluster(
                n_workers=0,
                host=HERE,
                protocol="tls://",
                security=self._security,
                dashboard_address=f"{HERE}:0",
                scheduler_kwargs={"allowed_failures": 0, "dashboard": False},
            )
            self._address = self._local.scheduler_address
        self._on_message = on_message
        self.connections = 0  # so many there have been: what was handed in over an earlier one is lost
        self._client = self._connect()
        self._there: dict[str, str] = {}  # address -> name, of all workers
        self._warm: set[str] = set()  # addresses

    @property
    def warm(self) -> bool:
        """Whether a worker has imported tensorflow."""
        return not self._warm.isdisjoint(self._free())

    @property
    def _processes(self) -> list[subprocess.Popen]:
        return [process.popen for process in self._ours.all]

    def _connect(self) -> Client:
        from distributed import Client

        client = Client(self._address, security=self._security, set_as_default=False, timeout=CONNECT)
        client.subscribe_topic(worker.TOPIC, lambda event: self._on_message(event[1]))
        self._line = client.scheduler_comm
        self.connections += 1
        return client

    @property
    def connected(self) -> bool:
        """Whether what is handed in now gets to the scheduler: a client that closes loses it without a word."""
        return self._client.status == "running" and self._client.scheduler_comm is self._line

    def ensure_workers(self, busy: bool) -> bool:
        """Keeps the connection, our workers alive, new ones warm and large ones on their way out; whether one can take work.

        Args:
            busy: whether there are runs or calls that they may be doing.

        Raises:
            OSError: the scheduler is not reached.
        """
        if not self.connected:
            # It was lost. Where Dask itself has connected again, the scheduler no longer tells what workers say.
            with suppress(Exception):  # it takes too long on a busy machine; nothing is asked of it any more
                self._client.close(timeout=2)
            self._there = {}
            self._client = self._connect()
        if time.monotonic() - self._looked >= EVERY:
            self._looked = time.monotonic()
            self._ours.keep(busy)
            self._ours.hear(self._see())
            self._replace()
        return bool(self._free())

    def _see(self) -> dict[str, float]:
        """Looks who is there; by name, when the scheduler last heard of them."""
        assert self._client.scheduler is not None
        identity = self._client.sync(self._client.scheduler.identity, n_workers=-1, callback_timeout=ANSWER)
        workers = identity["workers"]
        there = {address: str(worker["name"]) for address, worker in workers.items()}
        for address in there.keys() - self._there.keys():
            self._client.submit(
                worker.warm, self._settings.compile_ahead, workers=[address], pure=False, key=f"warm-{address}-{time.time()}",
            ).add_done_callback(lambda future, address=address: self._warmed(address, future))  # fmt: skip
        self._there = there
        self._warm &= there.keys()
        return {str(worker["name"]): worker["last_seen"] for worker in workers.values()}

    def _warmed(self, address: str, future: Any) -> None:
        if future.status == "finished":
            self._warm.add(address)
            for process in list(self._ours.all):
                process.warm |= process.name == self._there.get(address)

    def _free(self) -> list[str]:
        """Addresses of the workers that take work."""
        gone = {process.name for process in self._ours.all if process.told}
        return [address for address, name in self._there.items() if name not in gone]

    @property
    def replacing(self) -> bool:
        """Whether one of our workers is to hand its runs over, or does so."""
        return self._ours.leaving is not None

    def _replace(self) -> None:
        """Takes a worker that has grown too large a step further on its way out."""
        leaving = self._ours.leaving
        if leaving is None:
            return
        address = next((address for address, name in self._there.items() if name == leaving.name), None)
        if address is not None and not leaving.told:
            if not self._ours.coming:
                self.ask(address, worker.hand_over)
                leaving.told = time.monotonic()
        elif (
            address is None  # it ended by itself
            or self.ask(address, worker.under_way) == 0  # None: it is busy, and has not answered
            or time.monotonic() - leaving.told > HAND_OVER
        ):
            self._ours.end(leaving)
            self._there.pop(address or "", None)

    def rest(self) -> None:
        """Ends our workers; `ensure_workers` starts new ones."""
        self._ours.end_all()
        self._there, self._looked = {}, 0.0
        self._warm.clear()

    def _start(self, name: str) -> subprocess.Popen:
        folder = self._settings.folder / "worker"
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable, "-m", "distributed.cli.dask_worker", self._address, "--nthreads", str(THREADS),
            "--host", HERE, "--dashboard-address", f"{HERE}:0", "--no-dashboard", "--no-nanny",
            "--resources", "train=1", "--memory-limit", "0",
            "--local-directory", str(folder), "--death-timeout", "30", "--name", name,
        ]  # fmt: skip
        assert self._security is not None
        tls = self._security.get_tls_config_for_role("worker")
        certified = {  # in the environment, which only this user reads: the key stands in no command line
            "distributed.comm.require-encryption": True,
            "distributed.comm.tls.ca-file": tls["ca_file"],
            "distributed.comm.tls.worker.cert": tls["cert"],
            "distributed.comm.tls.worker.key": tls["key"],
        }
        env = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "TF_CPP_MIN_LOG_LEVEL": "2",
            "MALLOC_ARENA_MAX": "2",  # each of 72 threads would leave memory of its own behind
            "TF_NUM_INTRAOP_THREADS": str(self._settings.threads),
            "DASK_INTERNAL_INHERIT_CONFIG": dask.config.serialize(_CONFIG | certified),
        }
        return subprocess.Popen(
            command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def submit(self, key: str, turn: float, spec: Spec, function: Callable, *args: Any) -> Any:
        """A future of `function(*args)` on a worker with room for a run of `spec`; the lowest `turn` goes first.

        Dask keeps no order among tasks that come within a tenth of a second. Beside Dask's own `resources` "train=1" of a
        worker, it takes what `lib.engine.shares` says.
        """
        return self._client.submit(
            function,
            *args,
            key=key,
            pure=False,
            priority=-turn - later(spec),
            resources={"train": part_of_worker(spec)},
        )

    def call(self, task: Task, args: tuple[Any, ...], seconds: float) -> dict[str, Any]:
        """A small task beside the training; raises TimeoutError, also where its worker is lost."""
        from distributed import KilledWorker

        only = self._free() if self.replacing else None
        future = self._client.submit(worker.call, task, args, pure=False, priority=10, workers=only)
        try:
            return future.result(timeout=seconds)
        except (KilledWorker, CancelledError) as lost:
            raise TimeoutError("the worker was lost") from lost
        finally:
            future.release()

    def ask(self, address: str, function: Callable, *args: Any) -> Any:
        """`function(*args)` on one worker, beside whatever it is doing; None where the worker is gone or does not answer."""
        return next(iter(self._run(function, *args, workers=[address]).values()), None)

    def tell_all(self, function: Callable, *args: Any) -> None:
        self._run(function, *args)

    def _run(self, function: Callable, *args: Any, workers: list[str] | None = None) -> dict[str, Any]:
        """`Client.run`, which has no bound of its own: the keeper's thread would wait for one worker for good."""
        run = self._client._run
        try:
            return self._client.sync(
                run, function, *args, workers=workers, on_error="ignore", callback_timeout=ANSWER
            )
        except TimeoutError:
            log.warning("a worker did not answer for %.0f s", ANSWER)
            return {}

    def close(self) -> None:
        self._ours.end_all()
        self._client.close(timeout=2)
        if self._local is not None:
            self._local.close(timeout=2)


def _security(settings: Settings) -> Security | None:
    """Who may speak to the cluster; None: a plain address, which `lib.settings` allows on loopback only."""
    from distributed import Security

    if not settings.cluster:
        return Security.temporary()
    if settings.cluster.startswith("tcp:"):
        return None
    return Security(
        require_encryption=True,
        tls_ca_file=settings.tls_ca,
        tls_client_cert=settings.tls_cert,
        tls_client_key=settings.tls_key,
    )
