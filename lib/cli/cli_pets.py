"""Picture models without a browser: `python -m lib retrain ...`, `python -m lib tell-pet ...`.

Results go to stdout, progress and notes to stderr. It knows the flags and the JSON; the work is done elsewhere.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from lib.cli import life
from lib.lab_book.runs import LabBook, Run
from lib.measure.guesses import animals, best
from lib.measure.neither import knows_pets
from lib.measure.proportions import Proportion
from lib.models.bases import BASES
from lib.pictures.own import packed
from lib.pictures.own.own import from_path
from lib.pictures.own.own_entry import OwnError
from lib.pictures.prepare.decode import LIMIT_BYTES, PictureError, decode
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import square
from lib.pictures.sets.retrain_data import PACKED, photo_set, uses_pack
from lib.pictures.sets.sets import SETS, fetch
from lib.settings import keras_home, read_settings
from lib.specs.choices import OWN
from lib.specs.hooks import Hooks
from lib.specs.specs import KINDS, RetrainRun, SpecError, make

PETS = ("cats_and_dogs", "oxford_cats_and_dogs")  # sets with the classes cat and dog
GUESSES = 5  # of the original model, named for each photo


def add(
    jobs: Any, add_settings: Callable[[argparse.ArgumentParser, str], None]
) -> list[argparse.ArgumentParser]:
    """Adds both jobs to the command line; `add_settings` makes the flags of a run kind."""
    retrain = jobs.add_parser("retrain", help="retrain a picture model on labelled pictures, and test it")
    add_settings(retrain, "retrain")
    retrain.set_defaults(train_size=None)  # all that the set has
    retrain.add_argument(
        "--no-packs",
        dest="packs",
        action="store_false",
        help="compute features from the photos, even where they ship",
    )
    retrain.set_defaults(job=_retrain)
    tell = jobs.add_parser("tell-pet", help="say whether photos show a cat or a dog")
    tell.add_argument("files", nargs="+", metavar="FILE")
    which = tell.add_mutually_exclusive_group()
    which.add_argument("--run", help="id of a retrained run")
    which.add_argument(
        "--base",
        choices=list(BASES),
        help="a new head at the usual settings on this base. Usual: mobilenet_v2.",
    )
    tell.set_defaults(job=_tell_pet)
    return [retrain, tell]


def _retrain(options: argparse.Namespace) -> int:
    values = {name: getattr(options, name) for name in KINDS["retrain"].__dataclass_fields__}
    values, pictures = _own({name: value for name, value in values.items() if value is not None})
    spec = make("retrain", values)
    assert isinstance(spec, RetrainRun)
    settings = read_settings()
    if settings.downloads:
        _fetch(spec, options.packs)

    def train(values: dict[str, Any], hooks: Hooks) -> dict[str, Any]:
        from lib.networks.train import retrain

        return retrain.train(
            values, hooks, download=settings.downloads, packs=options.packs, pictures=pictures
        )

    kept = life.live(spec, train, shareable=options.packs and pictures is None)
    if options.json:
        print(json.dumps(as_json(kept)))
    else:
        _print(kept)
    return 0


def _own(values: dict[str, Any]) -> tuple[dict[str, Any], bytes | None]:
    """The settings, and a learner's own pictures where `pictures` is the path of a folder or an archive."""
    if values["pictures"] in SETS:
        return values, None
    if values["pictures"] == OWN:
        raise SpecError("--pictures takes the path of a folder, a zip or a tar with a folder for each class.")
    try:
        found = from_path(Path(values["pictures"]))
        for note in found.notes:
            print(note, file=sys.stderr)
        packed.to_photo_set(found)  # refuses what no network can learn from
        return values | {"pictures": OWN}, packed.to_bytes(found)
    except OwnError as error:
        raise SpecError(str(error)) from None


def _fetch(spec: RetrainRun, packs: bool) -> None:
    """Fetches the set's pictures where they are not here, and says before how large they are and under which licence."""
    try:
        if spec.pictures in SETS and not uses_pack(spec, packs) and photo_set(spec) is None:
            known = SETS[spec.pictures]
            print(f"{known.title} will be fetched. {known.terms}", file=sys.stderr)
            fetch(spec.pictures, keras_home(), Hooks(status=life.Progress()).progress("downloading"))
    except FileUnavailable as error:
        raise SpecError(str(error)) from None


def as_json(run: Run) -> dict[str, Any]:
    """A retrained run as the command line prints it; other sets than cats and dogs have `top5` beside `by_class`.

    `top5` is None with five classes or fewer.
    """
    result = run.result
    retrained = _counted(result)
    assert retrained is not None
    if run.spec["pictures"] != PACKED:
        retrained["top5"] = Proportion(*result["top5"]).as_dict() if result["top5"] else None
    return {
        "run": run.id,
        "settings": run.spec,
        "source": result["source"],
        "original": _counted(result["original"]),
        "retrained": retrained,
        "groups": result["groups"],
        "history": run.history,
        "seconds": {name: result["seconds"][name] for name in ("features", "train", "total")},
    }


def _counted(answers: dict[str, Any] | None) -> dict[str, Any] | None:
    """correct, total, accuracy, low, high, and the same for each class; None where there is no such model."""
    if answers is None:
        return None
    each = {name: Proportion(*counts).as_dict() for name, counts in answers["by_class"].items()}
    return Proportion(*answers["test"]).as_dict() | {"by_class": each}


def _print(run: Run) -> None:
    result = run.result
    print(f"run {run.id}\n{result['source']}")
    for who, answers in (("original", result["original"]), ("retrained", result)):
        if answers is not None:
            print(f"{who} model, test photos told right: {Proportion(*answers['test']).sentence()}")
    if result["top5"]:
        print(f"the right name among the five likeliest: {Proportion(*result['top5']).sentence()}")


def _tell_pet(options: argparse.Namespace) -> int:
    settings = read_settings()
    weights, wanted = _run_weights(options.run) if options.run else (None, options.base or RetrainRun().base)
    photos = [_open(file) for file in options.files]
    found = [photo for photo in photos if "picture" in photo]
    if found:
        from lib.networks.answer import ask  # imports tensorflow

        try:
            who = ask.answering(wanted, settings.downloads)
            if who["why"]:
                print(f"{who['why']} {BASES[who['base']].title} answers instead.", file=sys.stderr)
            weights = weights or ask.default_weights(who["base"])
            for photo in found:
                picture = photo.pop("picture")
                pixels, own = (
                    square(picture, side)[None] for side in (BASES[who["base"]].size, ask.size_of(weights))
                )
                photo |= _answer(who["base"], ask.pets(who["base"], weights, pixels, own))
        except FileUnavailable as error:
            raise SpecError(str(error)) from None
    if options.json:
        print(json.dumps(photos))
    else:
        for photo in photos:
            print(f"{photo['file']}: {photo.get('error') or _sentence(photo)}")
    if not found:
        print("None of the files could be read as a photo.", file=sys.stderr)
        return 2
    return 0


def _open(file: str) -> dict[str, Any]:
    """{file, picture} or {file, error}."""
    try:
        with Path(file).open("rb") as stream:
            return {"file": file, "picture": decode(stream.read(LIMIT_BYTES + 1), Path(file).name)}
    except PictureError as error:
        return {"file": file, "error": str(error)}
    except OSError as error:
        return {"file": file, "error": f"The file cannot be opened: {error.strerror or error}."}


def _answer(base: str, said: dict[str, np.ndarray]) -> dict[str, Any]:
    probabilities, (cat, dog) = said["original"][0], said["retrained"][0]
    return {
        "original": [[g.name, round(g.probability, 6)] for g in best(probabilities, GUESSES)],
        "retrained": {"cat": round(float(cat), 6), "dog": round(float(dog), 6)},
        "knows_pets": knows_pets(base, *animals(probabilities)),
    }


def _sentence(answer: dict[str, Any]) -> str:
    name, share = max(answer["retrained"].items(), key=lambda item: item[1])
    doubt = "" if answer["knows_pets"] else "; the original model sees neither a cat nor a dog"
    return (
        f"{name} ({share:.1%}); original: {answer['original'][0][0]} ({answer['original'][0][1]:.1%}){doubt}"
    )


def _run_weights(run_id: str) -> tuple[bytes, str]:
    """A run's weights, and the base whose original stands beside it."""
    book = LabBook(read_settings())
    run, weights = book.run(run_id), book.weights(run_id)
    if run is None or run.kind != "retrain" or weights is None:
        raise SpecError(f"There is no retrained run {run_id[:40]!r} in the lab book.")
    if run.spec["pictures"] not in PETS:
        raise SpecError(f"The run {run_id[:40]} was not trained to tell cats from dogs.")
    return weights, run.spec["base"]
