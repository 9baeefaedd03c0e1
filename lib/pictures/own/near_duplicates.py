"""Exact and near duplicates among a learner's pictures, and parts that keep them together.

A picture in the training part whose twin is in the test part is leakage: the test then asks for something that was
learned by heart. It knows nothing of files or of archives.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from lib.pictures.sets.photos import PARTS

SIDE = 64  # pixels a side before the cosine transform
LOW = 16  # of whose frequencies the 16 x 16 lowest count
# Of 256 bits. Measured on every sixth picture of Caltech-101: of 300 all that were saved at half the size or at a JPEG
# quality of 30 are found, 99.7 % of those made a fifth brighter, 93 % of those cut by 4 %; of 1.2 million pairs 11 are
# called twins, and of 28,680 pairs of digits 8. The usual 64 bits at a like distance take 269 pairs of digits for twins.
NEAR = 48
SHARES = (0.7, 0.15, 0.15)  # of train, validation and test
BLOCK = 64  # rows compared at a time: against 20,000 pictures that takes 40 MB


def fingerprint(picture: Image.Image) -> bytes:
    """256 bits that hardly change when a picture is scaled, saved again or brightened: its perceptual hash.

    Method: C. Zauner, Implementation and Benchmarking of Perceptual Image Hash Functions (2010), section 3.2.1, with
    four times the bits: the signs of the lowest frequencies of a discrete cosine transform, around their median.
    """
    from scipy.fft import dctn  # half a second and some memory that an app needs once own pictures come

    grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    # Rounded, so that a browser's sums, in another order, give the same bits; nothing in a plain picture is then a sign
    low = dctn(np.asarray(grey, float), norm="ortho")[:LOW, :LOW].ravel().round(6)
    bits = low > np.median(low[1:])  # the first is the mean brightness, far from all others
    return np.packbits(bits).tobytes()


def groups(prints: Sequence[bytes], near: int = NEAR) -> np.ndarray:
    """Which pictures are the same, or nearly: (n,) group numbers. A twin's twin belongs to the same group."""
    bits = np.frombuffer(b"".join(prints), np.uint64).reshape(len(prints), 4)
    first, second = [np.empty(0, int)], [np.empty(0, int)]
    for start in range(0, len(bits), BLOCK):
        apart = np.bitwise_count(bits[start : start + BLOCK, None] ^ bits).sum(axis=2)  # (block, n)
        row, column = np.nonzero(apart <= near)
        first.append(row + start)
        second.append(column)
    return _joined(np.concatenate(first), np.concatenate(second), len(bits))


def kin(group: np.ndarray, take: np.ndarray) -> np.ndarray:
    """Which pictures must not be on both sides of a test: (n,) numbers. Twins, and frames of one recording.

    Args:
        group: (n,) from `groups`.
        take: (n,) number of the recording that a picture is a frame of; 0 for one that stands alone.
    """
    frames = np.flatnonzero(take)
    rows = np.concatenate([np.arange(len(group)), frames])
    return _joined(rows, np.concatenate([_first(group), frames[_first(take[frames])]]), len(group))


def _first(numbers: np.ndarray) -> np.ndarray:
    """(n,) for each place the first one with the same number."""
    _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
    return first[which]


def _joined(first: np.ndarray, second: np.ndarray, n: int) -> np.ndarray:
    """(n,) numbers of the groups that links between pictures make."""
    if n == 0:
        return np.empty(0, int)
    from scipy.sparse import coo_matrix  # 12 MB of memory that an app needs once own pictures come
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(first), bool), (first, second)), shape=(n, n))
    return connected_components(links, directed=False)[1]


def parts(labels: np.ndarray, group: np.ndarray, seed: int = 0) -> np.ndarray:
    """Which part each picture belongs to: shares as in SHARES, class by class, twins of a class together.

    A class of at least three pictures has one in every part. Where its groups are too few or too large for that (frames
    of one recording), they are cut in the order in which they were taken: first train, last test.

    Args:
        labels: (n,) class numbers.
        group: (n,) from `groups` or `kin`.
        seed: of the draw, whose stream NumPy has frozen (NEP 19).

    Returns:
        (n,) indices into `lib.pictures.sets.photos.PARTS`.
    """
    random = np.random.RandomState(seed)
    part = np.full(len(labels), PARTS.index("train"))
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        want = {
            PARTS.index(name): max(1, round(SHARES[PARTS.index(name)] * len(members))) for name in PARTS[1:]
        }
        if len(members) < len(PARTS):
            continue
        units = [members[group[members] == one] for one in np.unique(group[members])]
        units = [units[i] for i in random.permutation(len(units))]
        units.sort(key=len)  # the smallest leave the training part first: the others would overfill theirs
        taken = _fill(units, want)
        if sum(len(unit) for unit in units[taken:]) < len(members) / 3:  # too little is left to learn from
            units = [members[i : i + 1] for i in range(len(members))][::-1]
        for number in reversed(want):
            while want[number] > 0:
                unit = units.pop(0)
                part[unit] = number
                want[number] -= len(unit)
    return part


def _fill(units: list[np.ndarray], want: dict[int, int]) -> int:
    """How many of the units the parts besides train take."""
    taken = 0
    for count in want.values():
        while count > 0 and taken < len(units):
            count -= len(units[taken])
            taken += 1
    return taken


def leaks(labels: np.ndarray, group: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Indices of test and validation pictures with a twin of the same class in the training part."""
    kin = np.stack([labels, group], 1)  # (n, 2)
    learned = {tuple(pair) for pair in kin[part == PARTS.index("train")]}
    asked = np.flatnonzero(part != PARTS.index("train"))
    return np.array([i for i in asked if tuple(kin[i]) in learned], int)
