"""The lab book as a script: its list, one run open, runs beside each other, and a claim from its form to its verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import made_runs
import pytest
from lessons import finished, me, opened, words
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.claim import LESSON, Claim, read
from lib.lab_book.outcome import write
from lib.measure.device_run import ON_DEVICE
from lib.screen.kit import host
from lib.screen.runs import claims, lab_book
from lib.specs.experiments import RACE_BASES, SEEDS
from lib.specs.specs import DigitRun, Experiment, RetrainRun


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are written down as queued and stay so."""
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def show(app: AppTest, *ids: str) -> str:
    app.session_state["chosen"] = list(ids)
    app.run()
    return words(app)


def listed(app: AppTest) -> dict[str, Any]:
    """What the browser gets of the list."""
    (shown,) = (
        each.proto
        for each in app.get("bidi_component")
        if each.proto.component_name.endswith("layers_run_list")
    )
    return json.loads(shown.json)


def test_runs_stand_by_picture_set_with_the_settings_in_which_they_differ() -> None:
    app = opened("lab_book")
    finished(me(app), "digits", "first", DigitRun(epochs=6, batch_size=100))
    finished(me(app), "digits", "", DigitRun(epochs=6, batch_size=512))
    finished(me(app), "retrain", "", RetrainRun(method="scratch"))
    finished(me(app), "retrain", "", RetrainRun(method="fine_tune", unfrozen_blocks=2))
    app.run()
    groups = listed(app)["groups"]
    assert [group["title"] for group in groups] == ["Cats and dogs", "Handwritten digits"]
    fine, scratch = groups[0]["runs"]
    assert (fine["how"], fine["role"]) == ("Fine-tuned", "fine_tune")
    assert "Open blocks 2" in fine["differs"]
    assert scratch["differs"] == ""  # neither a base nor blocks that are opened: these do nothing in it
    large, first = groups[1]["runs"]
    assert (large["differs"], first["differs"]) == ("Batch size 512", "Batch size 100")
    assert first["name"] == "first"
    assert first["test"] == [9381, 10000]
    assert first["validation"] == [4672, 5000]  # of 5,000, those of its best epoch
    assert len(first["curve"]) == 6
    assert sorted(run["places"][0] for group in groups for run in group["runs"]) == [0, 1, 2, 3]


def test_what_nobody_checked_keeps_its_mark_wherever_it_stands() -> None:
    app, book = opened("lab_book"), host.lab_book()
    run = finished(me(app), "retrain", "mine")
    book.change(run.id, result=run.result | {ON_DEVICE: {"tested": []}})
    other = finished(me(app), "retrain", "other", RetrainRun(seed=3))
    app.run()
    assert [line["mark"] for line in listed(app)["groups"][0]["runs"]] == [
        "",
        "trained on this device, unchecked",
    ]
    assert "the server has not checked it" in show(app, run.id)
    assert "1. mine was trained on this device; the server has not checked it" in show(app, run.id, other.id)
    assert "trained on this device" in app.dataframe[0].value.to_string()


def test_only_a_learners_own_runs_open() -> None:
    app = opened("lab_book")
    mine, other = finished(me(app), "digits"), finished("somebody else", "digits")
    said = show(app, other.id, "x" * 32)
    assert app.session_state["chosen"] == []
    assert "1 of at most 60 runs are kept" in said
    show(app, other.id, mine.id)
    assert app.session_state["chosen"] == [mine.id]


def test_what_the_browser_picks_is_held_to_a_list_of_eight_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {"chosen": ["a"]}
    monkeypatch.setattr(lab_book.st, "session_state", state)
    for picked, chosen in (
        (None, ["a"]),
        ({"b": 1}, ["a"]),
        (["b", "b", 7], ["b", "7"]),
        ([str(i) for i in range(50)], [str(i) for i in range(8)]),
        (["x" * 90], ["x" * 32]),
        ([], []),
    ):
        state["run_list"] = {"picked": picked}
        lab_book._take()
        assert state["chosen"] == chosen


def test_one_run_opens_with_its_curve_its_settings_its_matrix_and_its_files() -> None:
    app = opened("lab_book")
    run_id = made_runs.of_digits(host.lab_book(), me(app))
    said = show(app, run_id)
    assert {metric.label: metric.value for metric in app.metric} == {"Validation": "93.4 %", "Test": "93.8 %"}
    assert "9,381 of 10,000" in said
    assert "Reading your curve." in said
    assert '<div class="changed"><dt>Epochs</dt><dd>6</dd></div>' in said
    assert "<div><dt>Batch size</dt><dd>100</dd></div>" in said
    stages = [each.proto.component_name for each in app.get("bidi_component")]
    assert sum(name.endswith("layers_training") for name in stages) == 1  # with the scrubber
    app.toggle(key=f"matrix_on_{run_id}").set_value(True).run()
    assert len(app.get("vega_lite_chart")) == 1 or "no longer here" in words(app)
    assert {"Name, files, deleting", "Take it home"} <= {caption.value for caption in app.caption}


def test_a_live_run_says_how_far_it_is_and_leads_to_its_lesson() -> None:
    app = opened("lab_book")
    run_id = host.lab_book().add(me(app), DigitRun(), "x", shareable=True)
    show(app, run_id)
    assert not app.exception
    assert app.button(key="delete").disabled
    assert any("Watch it learn" in link.proto.label for link in app.get("page_link"))


def test_runs_beside_each_other_say_only_what_differs_one_axis_a_set() -> None:
    app = opened("lab_book")
    runs = [
        finished(me(app), "digits", "small", DigitRun(epochs=6, batch_size=20)),
        finished(me(app), "retrain", "pets"),
        finished(me(app), "digits", "large", DigitRun(epochs=6, batch_size=500, seed=3)),
    ]
    said = show(app, *(run.id for run in runs))
    table = app.dataframe[0].value
    assert list(table.columns) == ["setting", "1. small", "2. pets", "3. large"]
    told = table["setting"].tolist()
    assert {"Batch size", "Seed", "Epochs", "Validation", "Test"} <= set(told)
    assert "Dropout" in told  # a retraining has none
    show(app, runs[0].id, runs[2].id)
    assert app.dataframe[0].value["setting"].tolist() == ["Batch size", "Seed", "Validation", "Test"]
    assert len(app.get("vega_lite_chart")) == 3  # dots, accuracy, loss
    assert "the difference may be luck" in said


def test_two_runs_that_differ_in_one_thing_become_a_claim() -> None:
    app = opened("lab_book")
    base = DigitRun(epochs=6, hidden=(64,))
    runs = [finished(me(app), "digits", "", replace(base, batch_size=size)) for size in (20, 500)]
    show(app, runs[0].id, runs[1].id)
    app.button(key="make_claim").click().run()
    assert "With batch size 20, a digit network gets more test pictures right" in words(app)
    assert "You have run 1 of them already" in words(app)
    app.pills(key="claim_side").set_value(1).run()
    app.pills(key="claim_gap").set_value("little").run()
    app.button(key="claim_it").click().run()
    (claim,) = read(host.lab_book().answers(me(app), LESSON))
    assert claim.experiment.values == (500, 20)
    assert claim.experiment.base == replace(base, batch_size=20, seed=0)
    assert claim.known == 1
    assert "You knew 1 of the 5 seeds when you made the claim" in words(app)
    assert "1 of 5 seeds have ended" in words(app)


@pytest.mark.parametrize(
    "other", [RetrainRun(), DigitRun(batch_size=20, epochs=3), DigitRun(seed=3), DigitRun(dropout=0.5)]
)
def test_no_claim_is_offered_of_runs_that_differ_in_more_or_in_nothing_that_is_raced(other: Any) -> None:
    app = opened("lab_book")
    runs = [finished(me(app), "digits", "", DigitRun())]
    runs += [finished(me(app), "digits" if isinstance(other, DigitRun) else "retrain", "", other)]
    show(app, *(run.id for run in runs))
    assert not [button for button in app.button if button.key == "make_claim"]


def finish(run_id: str, tests: tuple[int, int]) -> None:
    run = host.lab_book().run(run_id)
    assert run is not None
    result = {"lanes": [{"test": [right, 1000]} for right in tests], "seconds": {"train": 1.0, "total": 1.0}}
    write(host.lab_book(), run, {"state": "done", "history": [], "result": result, "weights": None})


def claim_it(app: AppTest, gap: str = "some", why: str = "More updates.") -> Claim:
    app.segmented_control(key="lab_view").set_value("Claims").run()
    app.pills(key="claim_gap").set_value(gap).run()
    app.text_input(key="claim_why").set_value(why).run()
    app.button(key="claim_it").click().run()
    assert not app.exception
    return read(host.lab_book().answers(me(app), LESSON))[0]


def test_a_claim_goes_from_its_experiment_over_luck_to_its_verdict_and_into_the_report() -> None:
    app = opened("lab_book")
    claim = claim_it(app)
    assert claim.experiment == Experiment("digits", RACE_BASES["digits"], "batch_size", (20, 1000))
    assert "There is no verdict yet. Run the fair experiment." in words(app)
    app.button(key="claim_run").click().run()
    for number, seed in enumerate(SEEDS):
        (live,) = (run for run in host.lab_book().runs(me(app), "experiment") if run.live)
        assert live.settings == claim.with_seed(seed)
        assert f"{number} of 5 have ended" in words(app)
        finish(live.id, (950 + number, 921 + seed % 2))
        app.run()
    said = words(app)
    assert not any(run.live for run in host.lab_book().runs(me(app), "experiment"))
    assert "The claim holds here: batch size 20 is 3.1 points ahead of batch size 1,000" in said
    assert "You guessed 1 to 5 points apart, and it is so: 3.1." in said
    assert "Only the batch size differs. The same for both: epochs 5," in said
    (told,) = claims.told(me(app))
    assert "The claim holds here" in told.verdict
    assert told.why == "More updates."
    assert len(told.sides[0].shares) == 5
    app.button(key="claim_delete").click().run()
    assert not app.exception
    assert claims.told(me(app)) == []


def test_a_seed_that_is_stopped_ends_the_row_and_what_came_before_it_stays() -> None:
    app = opened("lab_book")
    claim_it(app)
    app.button(key="claim_run").click().run()
    first = next(run for run in host.lab_book().runs(me(app), "experiment") if run.live)
    finish(first.id, (950, 920))
    app.run()
    second = next(run for run in host.lab_book().runs(me(app), "experiment") if run.live)
    host.lab_book().change(second.id, state="stopped", ended=1.0)
    app.run()
    assert "Stopped. The seeds before it are kept." in words(app)
    assert not any(run.live for run in host.lab_book().runs(me(app), "experiment"))
    assert "1 of 5 seeds have ended" in words(app)
    assert app.button(key="claim_run").label == "Run 4 seeds"


def test_a_reason_is_shown_letter_by_letter() -> None:
    app = opened("lab_book")
    claim_it(app, why="**so** :rocket: [x](http://evil.example)")
    assert "**so** :rocket: [x](http://evil.example)" in words(app)
    assert not any("**so**" in str(line.value) for line in app.markdown)
