"""The step from schema 5 to 6: settings have the field's names, and what was hashed of them is hashed anew.

A run's identity hashes its settings and its data. The data's hash stands in a result; of a run under way it is one of those that
results name. An identity that neither explains is kept: that run reads the same, and is not found as a repeat.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, text

NAMES = {
    "digits": {"examples": "train_size", "without": "excluded_rows"},
    "retrain": {"photos": "train_size", "open_layers": "unfrozen_blocks", "without": "excluded_rows"},
}


def to_6(c: Connection) -> None:
    data = {
        row.id: _plain(row.result).get("data_hash")
        for row in c.execute(text("SELECT id, result FROM trainings"))
    }
    known = {each for each in data.values() if each}
    write = text("UPDATE runs SET spec = :spec, identity = :identity, guess = :guess WHERE id = :id")
    for row in c.execute(
        text("SELECT id, coalesce(copy_of, id) AS training, kind, state, identity, spec, guess FROM runs")
    ).all():
        old = _plain(row.spec)
        new, guess = _renamed(row.kind, old), _plain(row.guess)
        if new == old:
            continue
        own = data.get(row.training)
        likely = {own} if own else known if row.state in {"queued", "running"} else set()
        same = next((each for each in likely if _hashed(row.kind, old, each) == row.identity), None)
        if guess and guess["settings"] == _hashed(row.kind, old):
            guess["settings"] = _hashed(row.kind, new)
        values = {
            "id": row.id,
            "spec": json.dumps(new),
            "identity": row.identity if same is None else _hashed(row.kind, new, same),
            "guess": json.dumps(guess) if guess else None,
        }
        c.execute(write, values)
    _asked_of_softmax(c)


def _asked_of_softmax(c: Connection) -> None:
    """The one question whose words were made with a number called likelihood, the old name of probability."""
    this = "lesson = 'layers_and_nodes' AND question = 'asked.check.softmax'"
    for row in c.execute(text(f"SELECT learner, value FROM answers WHERE {this}")).all():
        if row.value.startswith("{"):
            values = json.loads(row.value)
            values["probability"] = values.pop("likelihood")
            write = text(f"UPDATE answers SET value = :value WHERE {this} AND learner = :learner")
            c.execute(write, {"value": json.dumps(values), "learner": row.learner})


def _renamed(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    if kind == "experiment":
        of = spec["of"]
        varied = NAMES[of].get(spec["varied"], spec["varied"])
        return spec | {"base": _renamed(of, spec["base"]), "varied": varied}
    names = NAMES.get(kind, {})
    return {names.get(name, name): value for name, value in spec.items()}


def _hashed(kind: str, spec: dict[str, Any], *data: str) -> str:
    return hashlib.sha256(json.dumps([kind, spec, *data], sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """JSON as SQLite gives it, a text, or as PostgreSQL does."""
    return json.loads(value) if isinstance(value, str) else value
