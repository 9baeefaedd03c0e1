"""Files from elsewhere: found in Keras' cache, or downloaded into it from their official address, and checked.

Datasets and weight files alike. It knows nothing of what is inside a weight file, and of photos only that they must
be there and readable.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lib.models.bases import Base
from lib.settings import ASSETS
from lib.specs.hooks import Stopped

if TYPE_CHECKING:
    import requests

T = TypeVar("T")

CONNECT_SECONDS = 5  # a classroom without network should hear so at once
READ_SECONDS = 30
AGAIN = 300.0  # seconds before `seldom` tries anew: a class without network asks every minute
CHUNK = 1 << 18
PHOTO_BYTES = 1_000_000  # the largest of the 3,000 photos has 93,323
PHOTO_PIXELS = 25_000_000

Progress = Callable[[int, int], None]  # (done, of): bytes of a download, or pictures


class FileUnavailable(RuntimeError):
    """A file that is not there and could not be fetched, or is not what it should be; the message is a sentence."""


def ignore(done: int, of: int) -> None:
    pass


def never() -> bool:
    return False


@dataclass(frozen=True)
class RemoteFile:
    """One file of Keras' cache and where it officially comes from."""

    folder: str  # inside the cache: "datasets" or "models"
    name: str
    address: str
    megabytes: float  # as published; for the button and for a limit
    md5: str = ""  # where one is published
    seconds: float = float("inf")  # after which a download is given up: something else serves better

    def path(self, home: Path) -> Path:
        return home / self.folder / self.name

    def cached(self, home: Path) -> Path | None:
        """The file in the cache, whatever its contents, or None."""
        path = self.path(home)
        return path if path.is_file() else None


CATS_AND_DOGS = RemoteFile(
    "datasets",
    "cats_and_dogs_filtered.zip",
    "https://storage.googleapis.com/mledu-datasets/cats_and_dogs_filtered.zip",
    68.6,
)


def fetch(
    file: RemoteFile,
    home: Path,
    progress: Progress = ignore,
    stopped: Callable[[], bool] = never,
    check: Callable[[Path], None] = lambda path: None,
) -> Path:
    """Download `file` into the cache, checked before it takes its name there; a broken-off download goes on.

    Args:
        check: raises FileUnavailable where the contents are not what they should be.

    Raises:
        FileUnavailable: no connection, a refusal, a wrong size or checksum, no room on the disk.
        Stopped: `stopped()` became true.
    """
    import requests  # a quarter of a second, only where something is fetched

    path = file.path(home)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _download(file, part, progress, stopped)
    except (requests.RequestException, TimeoutError) as error:
        raise FileUnavailable(
            f"{file.name} ({file.megabytes:.0f} MB) could not be fetched from {file.address}: "
            f"{_in_words(error)}. Try again; whoever runs this course can add it, as the README says."
        ) from error
    except OSError as error:
        raise FileUnavailable(f"{file.name} could not be written to the disk: {error.strerror}.") from error
    try:
        if file.md5 and _md5(part) != file.md5:
            raise FileUnavailable(
                f"{file.name} arrived damaged: its checksum is not the published one. Try again."
            )
        check(part)
    except FileUnavailable:
        part.unlink()
        raise
    part.replace(path)
    return path


_failed: dict[str, tuple[float, str]] = {}  # what was wanted, to when and why it could not be had


def seldom(wanted: str, get: Callable[[], T]) -> T:
    """What `get` gives; where it failed less than AGAIN seconds ago, the same refusal at once.

    Raises:
        FileUnavailable: as `get` does.
    """
    when, why = _failed.get(wanted, (0.0, ""))
    if why and time.monotonic() - when < AGAIN:
        raise FileUnavailable(why)
    try:
        return get()
    except FileUnavailable as error:
        _failed[wanted] = time.monotonic(), str(error)
        raise


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def _download(file: RemoteFile, part: Path, progress: Progress, stopped: Callable[[], bool]) -> None:
    import requests

    begun = time.monotonic()
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with requests.get(
        file.address, headers=headers, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
    ) as response:
        if response.status_code == 416:  # nothing left to send: all of it had arrived
            return
        response.raise_for_status()
        have = have if response.status_code == 206 else 0  # 200: the server starts again from the first byte
        total = have + int(response.headers.get("Content-Length") or file.megabytes * 1e6)
        limit = int(file.megabytes * 1.5e6) + CHUNK
        with part.open("ab" if have else "wb") as out:
            for chunk in response.iter_content(CHUNK):
                if stopped():
                    raise Stopped(f"Stopped after {have / 1e6:.0f} of {total / 1e6:.0f} MB.")
                if time.monotonic() - begun > file.seconds:
                    raise TimeoutError(f"it took longer than {file.seconds:.0f} seconds")
                have += len(chunk)
                if have > limit:
                    part.unlink()
                    raise requests.RequestException("far more arrives than there should be")
                out.write(chunk)
                progress(have, max(total, have))


def _in_words(error: requests.RequestException | TimeoutError) -> str:
    import requests

    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    if isinstance(error, requests.RequestException) and error.response is not None:
        return f"the server answered {error.response.status_code}"
    return str(error)[:120]


def small_copy(home: Path, name: str, originals: Sequence[Path], make: Callable[[Path], object]) -> Path:
    """The small copy of that name, which `make` writes of downloaded archives; they are deleted then.

    Raises:
        FileUnavailable: they cannot be read, and are deleted.
    """
    path = home / "datasets" / name
    part, failed = path.with_name(name + ".part"), None
    try:
        make(part)
    except (OSError, KeyError, zipfile.BadZipFile, tarfile.TarError, FileUnavailable) as error:
        failed = error
    for original in originals:
        original.unlink()
    if failed:
        told = f"{originals[0].name} cannot be read: {failed}. It was deleted: try again."
        raise FileUnavailable(told) from failed
    part.replace(path)
    return path


def check_photos(path: Path, names: Iterable[str]) -> None:
    """Make sure that an archive holds these photos, every one intact and of a bearable size.

    Copies of one set differ in how they are packed, so the archive as a whole has no one checksum. Anything else
    inside is left alone: nothing is ever unpacked onto the disk.

    Raises:
        FileUnavailable: not a zip archive, photos missing, or a photo that is damaged or too large.
    """
    from PIL import Image

    names = list(names)
    try:
        with zipfile.ZipFile(path) as archive:
            inside = {info.filename: info for info in archive.infolist()}
            missing = [name for name in names if name not in inside]
            if missing:
                raise FileUnavailable(
                    f"{path.name} lacks {len(missing):,} of {len(names):,} photos, {missing[0]} among them."
                )
            for name in names:
                if inside[name].file_size > PHOTO_BYTES:
                    raise FileUnavailable(f"{path.name}: {name} is too large for a photo.")
                with Image.open(io.BytesIO(archive.read(inside[name]))) as photo:  # read() checks the CRC
                    if photo.format != "JPEG" or photo.width * photo.height > PHOTO_PIXELS:
                        raise FileUnavailable(f"{path.name}: {name} is not a photo of the usual kind.")
                    photo.draft("RGB", (1, 1))  # an eighth: enough to walk through the whole file
                    photo.load()
    except FileUnavailable:
        raise
    except (
        OSError,
        zipfile.BadZipFile,
        Image.DecompressionBombError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise FileUnavailable(f"{path.name} cannot be read as an archive of photos: {error}.") from error


def cached_weights(base: Base, home: Path) -> Path | None:
    """The first of the base's files that the cache, or the course itself, has; None where there is none.

    A file with a wrong checksum counts as absent.
    """
    for file in base.files:
        path = home / "models" / file.name if file.address else ASSETS / file.name
        if path.is_file() and (not file.md5 or _md5(path) == file.md5):
            return path
    return None


def fetch_weights(
    base: Base,
    home: Path,
    progress: Progress = ignore,
    stopped: Callable[[], bool] = never,
) -> Path:
    """Download the first of the base's files that is meant to be downloaded, into the cache.

    Raises:
        FileUnavailable: it could not be had.
        Stopped: `stopped()` became true.
    """
    file = next(file for file in base.files if file.fetch)
    remote = RemoteFile("models", file.name, file.address, file.megabytes, file.md5)
    return fetch(remote, home, progress, stopped)


def find_weights(
    base: Base,
    home: Path,
    downloads: bool = True,
    progress: Progress = ignore,
    stopped: Callable[[], bool] = never,
) -> Path:
    """The base's weights: from the cache or the course itself, else from their official address.

    Raises as `fetch_weights` does, and FileUnavailable where `downloads` is false and nothing is there.
    """
    path = cached_weights(base, home)
    if path or downloads:
        return path or fetch_weights(base, home, progress, stopped)
    raise FileUnavailable(f"The weights of {base.title} are not on this computer.")
