"""What the retraining's stage shows beside its curves: twenty photos, the new head's weights, or how far blocks have moved."""

from __future__ import annotations

import numpy as np
from PIL import ImageOps

from lib.lab_book.runs import Run
from lib.measure.frames import NODES, picture_columns, watched
from lib.models.bases import BASES
from lib.pictures.sets.packs import CLASSES, load_pack
from lib.pictures.sets.photos import PARTS, PhotoSet, each_photo
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import pet_tiles
from lib.screen.kit.kept import Kept, mine
from lib.screen.pictures import set_photos
from lib.screen.runs.stage import Seen
from lib.specs.specs import RetrainRun

MANY = 6  # blocks whose numbers alone have room under their bars
SIDE = 80  # pixels of a photo: it stands in 40, and screens have two for each


def seen(run: Run) -> Seen:
    """The photos are drawn where they are on this machine; else a tile says what each shows."""
    spec = run.settings
    assert isinstance(spec, RetrainRun)
    photos = set_photos.find(spec, None if run.live else run.result.get("data_hash", ""))
    if photos is not None:
        rows = watched(photos.where("validation"))
        labels, names, urls = photos.labels[rows], photos.classes, _urls(photos, rows)
    elif spec.pictures == PACKED and (pack := load_pack(spec.base)) is not None:
        rows = watched(np.flatnonzero(pack.part == PARTS.index("validation")))
        labels, names, urls = pack.labels[rows], CLASSES, []
    else:
        labels, names, urls = np.zeros(0, int), tuple(run.result.get("classes", ())), []
    shown = _head(spec, names) if spec.method == "new_head" else None
    return Seen(urls, labels.tolist(), list(names), shown, None if shown else _blocks(spec))


def _head(spec: RetrainRun, names: tuple[str, ...]) -> dict[str, object]:
    features = BASES[spec.base].features
    columns = picture_columns(features)
    many = len(names) > 2
    title = f"The new head: {features:,} weights, one a number of the base"
    if many:
        title = f"The new head: {features:,} weights for each of {min(NODES, len(names))} of the {len(names)} classes"
    key = (
        "Blue: a high number there speaks for the class."
        if many
        else f"Blue: a high number there speaks for {names[1] if names else 'the second class'}."
    )
    return {
        "title": title,
        "key": f"{key} Orange: against it.",
        "columns": columns,
        "rows": features // columns,
    }


def _blocks(spec: RetrainRun) -> dict[str, object]:
    if spec.method == "scratch":
        titles = ["Look 1", "Look 2", "Look 3", "Mix", "Head"]
        return {
            "title": "How far each layer has moved from its random start",
            "key": "100 %: as far as its weights are long.",
            "titles": titles,
        }
    every = [name for name, _, _ in BASES[spec.base].blocks]
    stay = len(every) - min(spec.unfrozen_blocks, len(every))
    rest = f"The {stay} blocks below stay." if stay else "All blocks are open."
    titles = every[stay:]
    if len(titles) >= MANY:
        titles = [name.removeprefix("Block ").split(" ")[0] for name in titles]
    return {
        "title": "How far each open block has moved",
        "key": f"Of its weights’ length. {rest}",
        "titles": titles,
    }


def _urls(photos: PhotoSet, rows: np.ndarray) -> list[str]:
    """Small photos: of a public set made once a process, of a learner's own in their session alone."""
    kept = mine("stage_photos", 2) if isinstance(photos.archive, bytes) else _public
    return kept.get(
        photos.key,
        lambda: [
            pet_tiles.url(ImageOps.fit(photo, (SIDE, SIDE)), SIDE) for photo in each_photo(photos, rows, SIDE)
        ],
    )


_public: Kept[list[str]] = Kept(8)  # 50 kB each
