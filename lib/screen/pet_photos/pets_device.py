"""Photos that stay in the learner's browser: what it is given to answer them itself, and what is heard of it.

The browser sees a photo, and answers with the retrained model's head and the original's last layer. A model that is more than a
head answers here: then the learner sends each photo by a button that says so, and of it nothing is kept but the answer. What
comes in is a stranger's word. It knows nothing of how the browser computes.
"""

from __future__ import annotations

import base64
import io
import json
import re
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from lib.engine.engine import Refused
from lib.measure import guesses
from lib.measure.neither import LEAST, USUAL
from lib.models.bases import BASES
from lib.pictures.prepare.decode import LIMIT_BYTES, LIMIT_PIXELS, PictureError, decode
from lib.screen.kit import way, web
from lib.screen.kit.files import Made
from lib.screen.kit.host import once
from lib.screen.models import browser_bases
from lib.screen.models.browser_bases import BrowserBase
from lib.screen.models.model import Model
from lib.screen.pet_photos import pet_answers
from lib.screen.pet_photos.own_pets import judge
from lib.screen.pet_photos.pet_answers import Answer
from lib.screen.pictures import pet_uploads
from lib.screen.pictures.pet_uploads import MOST
from lib.screen.pictures.visitors_pictures import purse

KEY = "own_pets"
PROGRAM = "own_pets/pets.js"
USED = (
    "pets_by_server"  # in the session: why the photos go over the server, where the address does not say so
)
WORDS = {"cat", "dog", "neither"}
ID = re.compile(r"[0-9a-f]{24}")
SENT_BYTES = 1_000_000  # of one photo: 512 pixels of its short side take 100 kB
_TOLD, _ANSWERED = (
    "pets_told",
    "pets_answered",
)  # in the session: what came in since the last run, and what was answered

_REFUSED = "pets_refused"  # in the session until the browser is told: the photo that got no answer, and why
_NONE = {"id": "", "why": ""}

_COMPONENT = web.component("own_pets", "pets/pets.css")
_heads = Made(200)  # by model: 10 kB each


def usable() -> list[BrowserBase]:
    """The bases with which the browser answers itself; none where the photos go over the server."""
    return [] if way.reason(USED) else browser_bases.usable()


def say() -> None:
    """That the photos stay, and the other way."""
    st.markdown(
        ":material/lock: **Your photos stay on this device.** Your browser looks at them itself. The server hears only what you say they "
        "show, and what the models answered."
    )
    st.button("Let the server do it", key="by_server", type="tertiary", on_click=way.use_server, args=(USED, way.CHOSEN))  # fmt: skip


def say_server() -> None:
    """That the photos go to the server, why, and the other way."""
    why = way.reason(USED)
    st.markdown(
        f":material/cloud_upload: **Your photos go to this server.** It answers, and it forgets them when you leave. {why or way.NO_BASE}"
    )
    if why:
        st.button(way.BACK, key="by_device", type="tertiary", on_click=way.use_device, args=(USED,))


def show(model: Model, bases: list[BrowserBase], least: float) -> None:
    """Shows the component, after what it told was dealt with.

    Args:
        least: the least probability at which the model is to answer, from 0.5 to 1.
    """
    told: dict[str, Any] = st.session_state.pop(_TOLD, {})
    _judged(model, told.get("judged"))
    if "send" in told:
        st.session_state[_REFUSED] = _sent(model, told["send"])
    base = next((base for base in bases if base.name == model.beside and base.names), None)
    here = base is not None and model.spec.method == "new_head"
    _COMPONENT(
        key=KEY,
        data={
            "program": _program(),
            "limits": {"file_bytes": LIMIT_BYTES, "pixels": LIMIT_PIXELS},
            "most": MOST,
            "model": model.id,
            "title": BASES[model.beside].title,
            "base": base.as_data() if base and here else None,
            "head": f"files/{_heads.name(model.key, lambda: packed(model))}" if here else "",
            "why": _why(model),
            "least": least,
            "least_pets": LEAST.get(model.beside, USUAL),
            "answers": {} if here else {id: each for (who, id), each in _answered().items() if who == model.id},
            "refused": st.session_state.get(_REFUSED, _NONE),
        },
        height="content", on_judged_change=_hear("judged"), on_send_change=_hear("send"),
        on_unusable_change=partial(way.use_server, USED, way.CANNOT),
    )  # fmt: skip
    st.session_state.pop(_REFUSED, None)  # told by now: a click while a worker looked ends the script before


def packed(model: Model) -> bytes:
    """A new head on two classes as a file for the browser, with what it said of the test photos: 4 bytes and JSON as
    `lib.models.browser_base` has them; the kernel, the bias, its probability of dog for each test photo, as float32; which are dogs."""
    weights, tested = model.weights(), model.answer()
    assert weights is not None  # `choose` has looked
    with np.load(io.BytesIO(weights), allow_pickle=False) as file:
        kernel, bias = file["kernel"], file["bias"]
    dog, truth = (tested.probabilities[:, 1], tested.truth) if tested else (np.empty(0), np.empty(0))
    head = json.dumps({"features": len(kernel), "tested": len(truth)}).encode()
    numbers = np.concatenate([kernel.ravel(), bias, dog]).astype("<f4")
    return struct.pack("<I", len(head)) + head + numbers.tobytes() + truth.astype(np.uint8).tobytes()


def _why(model: Model) -> str:
    """Why this model answers on the server alone."""
    what = {"fine_tune": "was fine-tuned", "scratch": "was trained from scratch"}.get(model.spec.method)
    if what:
        return f"This model {what}: it has a network of its own, which this server keeps."
    return f"This server has no {BASES[model.beside].title} that a browser could use."


def _hear(what: str) -> Callable[[], None]:
    """Keeps what the component told until the page knows which model answers."""

    def keep() -> None:
        st.session_state.setdefault(_TOLD, {})[what] = st.session_state[KEY].get(what)

    return keep


def _judged(model: Model, told: Any) -> None:
    if (
        not isinstance(told, dict)
        or told.get("model") != model.id
        or not isinstance(told.get("photos"), list)
    ):
        return
    for each in told["photos"][:MOST]:
        if not isinstance(each, dict) or not _is_id(each.get("id")):
            continue
        words = [str(each.get(name)) for name in ("truth", "said", "original")]
        if WORDS.issuperset(words):
            judge(model, each["id"], *words)


def _is_id(told: Any) -> bool:
    return isinstance(told, str) and ID.fullmatch(told) is not None


def _answered() -> dict[tuple[str, str], dict[str, Any]]:
    """Answers to photos that were sent, by model and photo; the newest."""
    return st.session_state.setdefault(_ANSWERED, {})


def _sent(model: Model, told: Any) -> dict[str, str]:
    """Answers a photo that was sent; whose answer is refused, and why. The photo is not kept."""
    if not isinstance(told, dict) or told.get("model") != model.id or not _is_id(told.get("id")):
        return _NONE
    id = told["id"]
    try:
        data = base64.b64decode(str(told.get("jpeg"))[: 2 * SENT_BYTES], validate=True)
        photo = pet_uploads.own("", decode(data, "The photo", limit_bytes=SENT_BYTES, purse=purse()), id)
        answer = pet_answers.once(model, [photo])[id]
    except (PictureError, Refused) as refusal:
        return {"id": id, "why": str(refusal)}
    except ValueError:  # no base64
        return {"id": id, "why": "A part of the photo got lost. Send it again."}
    kept = _answered()
    kept[model.id, id] = as_data(answer)
    for old in list(kept)[:-MOST]:
        del kept[old]
    return _NONE


def as_data(answer: Answer) -> dict[str, Any]:
    """`Answer` of lib/screen/web/own_pets/verdict.js."""
    best = guesses.best(answer.original, 5)
    return {
        "dog": answer.dog,
        "original": [
            {"name": each.name, "share": each.probability, "animal": each.animal or ""} for each in best
        ],
        "pets": sum(guesses.animals(answer.original)),
        "places": [round(float(each), 3) for each in answer.places.ravel()],
    }


@once
def _program() -> str:
    return browser_bases.lend_script(PROGRAM)
