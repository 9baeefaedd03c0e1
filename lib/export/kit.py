"""A trained model to take home: one zip with the `.keras` file, its labels, its preparation and a short script.

Pure text and bytes: the model file comes from a worker. It knows nothing of Keras or of screens.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.models.bases import side_shown
from lib.pictures.prepare import prepare
from lib.pictures.sets.packs import CLASSES
from lib.specs.specs import DigitRun, RetrainRun, to_dict

SCRIPTS = Path(__file__).parent / "scripts"
# The files with which the app itself prepares a picture lie in this folder of the zip
PACKAGE = "pictures"
OF_ANY_PICTURE = ("__init__", "bare", "budget", "decode", "gate", "upright")
OF_DIGITS = ("handwriting", "pieces", "prepare")


def kit(run: Run, model: bytes) -> bytes:
    """The zip of a finished run.

    Args:
        model: the run's `.keras` file.

    Raises:
        ValueError: a kind of run that leaves no model.
    """
    spec = run.settings
    if isinstance(spec, DigitRun):
        labels = {"classes": [str(digit) for digit in range(10)], "size": prepare.SIDE}
        script, needs, example = "read_digit.py", "pillow scipy", "my_digit.png"
    elif isinstance(spec, RetrainRun):
        size = side_shown(spec.method, spec.base)
        classes = run.result.get("classes") or list(CLASSES)
        labels = {"classes": classes, "size": size}
        script, needs, example = "tell_photo.py", "pillow", "my_photo.jpg"
    else:
        raise ValueError("This kind of run leaves no model.")
    modules = (*OF_ANY_PICTURE, *(OF_DIGITS if isinstance(spec, DigitRun) else ()))
    files: dict[str, str] = {
        "labels.json": json.dumps(labels | _facts(run), indent=1),
        script: _written(script),
        "README.md": _written("README.md").format(
            script=script, example=example, needs=needs, package=PACKAGE
        ),
        **{f"{PACKAGE}/{module}.py": _module(module) for module in modules},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.keras", model, zipfile.ZIP_STORED)  # a zip itself
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _written(name: str) -> str:
    return (SCRIPTS / name).read_text(encoding="utf-8")


def _module(name: str) -> str:
    """A file of `lib.pictures.prepare` as it stands in the zip."""
    text = Path(prepare.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    return text.replace("lib.pictures.prepare", PACKAGE)


def _facts(run: Run) -> dict[str, Any]:
    """Where the model comes from: settings and test result, without the learner's name for it."""
    share = test_proportion(run)
    mark = {"note": run.mark} if run.mark else {}
    return {"test": share.as_dict() if share else None, "settings": to_dict(run.settings)} | mark
