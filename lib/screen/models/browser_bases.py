"""Which bases a browser can run by itself, and the addresses of what it fetches for that.

A base's file is made once a server, in a process of its own, and kept in the host's folder; no page waits for it but the first.
What runs it is TensorFlow.js' WebAssembly (`assets/runtime`), alone in a worker thread. It knows nothing of heads and of pictures.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from lib.door.files import OCTETS, SCRIPT, WASM, files
from lib.models.bases import BASES, Base
from lib.models.browser_base import FORM
from lib.pictures.sets.archives import cached_weights
from lib.screen.kit import host
from lib.screen.kit.host import once
from lib.screen.kit.web import script
from lib.settings import ASSETS, ROOT, keras_home

BEST_FIRST = ("mobilenet_v2", "pocket")
PATIENCE = 15.0  # seconds that the server's first page waits for what is being made; it takes one or two
LONGEST = 120.0  # seconds after which making one has failed

log = logging.getLogger("layers")


@dataclass(frozen=True)
class BrowserBase:
    """A base that a browser can run, with the addresses of its files, each relative to the app's own."""

    name: str  # in `lib.models.bases`
    title: str
    size: int  # side of the square that it is shown, in pixels
    features: int  # numbers a picture after pooling
    megabytes: float  # that its weights take on the way
    worker: str
    core: str
    wasm: str
    weights: str
    names: str = (
        ""  # its last layer, for the original's 1,000 names; "" where this server's weights come without it
    )

    def as_data(self) -> dict[str, str | int | float]:
        """What `Base` of lib/screen/web/base/base_client.js is made of."""
        return asdict(self)


class Making:
    """One base's file: under way, there, or failed."""

    def __init__(self, base: Base, weights: Path, folder: Path) -> None:
        stamp = f"{FORM} {weights} {weights.stat().st_size} {weights.stat().st_mtime_ns}"
        digest = hashlib.sha256(stamp.encode()).hexdigest()[:16]
        has_names = any(file.top for file in base.files if file.name == weights.name)
        self._out = folder / f"{base.name}-{digest}.gz"
        self._names = folder / f"{base.name}-{digest}-names.gz" if has_names else None
        self._base, self._weights = base, weights
        self.made: BrowserBase | None = None
        self.ended = threading.Event()
        threading.Thread(target=self._run, name=f"making {base.name}", daemon=True).start()

    def _run(self) -> None:
        try:
            wanted = [self._out, self._names] if self._names else [self._out]
            if not all(path.is_file() for path in wanted):
                self._out.parent.mkdir(parents=True, exist_ok=True)
                module = [sys.executable, "-m", "lib.models.browser_base"]
                told = [self._base.name, str(self._weights), *map(str, wanted)]
                subprocess.run(
                    [*module, *told], cwd=ROOT, check=True, timeout=LONGEST, stdin=subprocess.DEVNULL
                )
            weights, names = (
                f"files/{files.lend(path, OCTETS)}" if path else "" for path in (self._out, self._names)
            )
            megabytes = self._out.stat().st_size / 1e6
            base = self._base
            worker, core, wasm = _runtime()
            self.made = BrowserBase(
                base.name,
                base.title,
                base.size,
                base.features,
                round(megabytes, 1),
                worker,
                core,
                wasm,
                weights,
                names,
            )
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("%s cannot be made ready for browsers: %s", self._base.title, error)
        finally:
            self.ended.set()


_making: dict[Path, Making] = {}  # by weight file
_starting = threading.Lock()


def usable() -> list[BrowserBase]:
    """The bases that a browser can run, the best first; Pocket is always among them.

    Empty where this process serves no files of its own, or where nothing can be made: then all goes over the server.
    """
    if not files.served:
        return []
    found = []
    for name in BEST_FIRST:
        if weights := cached_weights(BASES[name], keras_home()):
            with _starting:
                if weights not in _making:
                    _making[weights] = Making(BASES[name], weights, _folder())
            found.append(_making[weights])
    for making in found:
        making.ended.wait(PATIENCE)
    return [making.made for making in found if making.made]


def _folder() -> Path:
    return host.settings().folder / "browser"


@once
def _runtime() -> tuple[str, str, str]:
    """Addresses of the worker's script, of TensorFlow.js' own, and of its WebAssembly."""
    runtime = ASSETS / "runtime"
    return (
        lend_script("base/base_worker.js"),
        _lend("core.gz", (runtime / "tfjs-backend-wasm.js").read_bytes(), SCRIPT),
        _lend("wasm.gz", (runtime / "tfjs-backend-wasm-simd.wasm").read_bytes(), WASM),
    )


def lend_script(name: str) -> str:
    """Address of a module of lib/screen/web, joined with what it builds on, for a worker thread or for `import`."""
    return _lend(f"{name.replace('/', '-')}.gz", script(name).encode(), SCRIPT)


def _lend(name: str, data: bytes, media: str) -> str:
    """Packs the bytes into the folder and lends them; the address."""
    packed = gzip.compress(data, 6, mtime=0)
    path = _folder() / f"{hashlib.sha256(packed).hexdigest()[:16]}-{name}"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{threading.get_ident()}")
        part.write_bytes(packed)
        part.replace(path)
    return f"files/{files.lend(path, media)}"
