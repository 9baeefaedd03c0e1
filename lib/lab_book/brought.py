"""Runs that come finished: trained elsewhere than in a worker of ours, as in a learner's browser.

Such a run is its learner's alone: nobody is shown its result for the same settings. It knows nothing of whether it is true.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert

from lib.lab_book import housekeeping
from lib.lab_book.computed import Computed, finite
from lib.lab_book.guess import Guess
from lib.lab_book.shared import TRAINED_BYTES, new_run
from lib.lab_book.tables import rows, runs, trainings
from lib.specs.specs import Spec, kind_of, to_dict


class Brought(Computed):
    """Writes them."""

    def bring(
        self,
        learner: str,
        spec: Spec,
        identity: str,
        outcome: dict[str, Any],
        curve: Sequence[dict[str, Any]],
        guess: Guess | None = None,
    ) -> str:
        """Writes a finished run, all of it or nothing, and gives its id.

        Args:
            outcome: as `lib.networks.train.retrain.train` gives it.
            curve: rows as `rows` gives them.

        Raises:
            LabBookError: also where runs of the last hour, which nobody loses, fill the lab book.
        """
        run_id, now = uuid.uuid4().hex, time.time()
        new = new_run(run_id, learner, kind_of(spec), to_dict(spec), identity)
        new |= {"name": "", "state": outcome["state"], "shareable": 0, "started": now, "ended": now}
        if guess:
            new["guess"] = guess.to_json()
        history = [finite(line) for line in outcome["history"]]
        with self._write() as c:
            self._welcome(c, learner)
            self._make_sure_of_room(c)
            c.execute(insert(trainings).values(id=run_id, history=history, result=outcome["result"]))
            c.execute(insert(runs).values(**new))
            c.execute(insert(rows), [{"training": run_id} | finite(row) for row in curve])
            for what in ("weights", "answers"):
                self._put(c, run_id, what, 0, outcome[what])
            housekeeping.trim_own(c, learner, self._per_learner, now)
            size = housekeeping.LINE_BYTES + TRAINED_BYTES + housekeeping.ROW_BYTES * len(curve)
            self._grow(c, runs=1, size=size)
        self.moved = object()
        return run_id
