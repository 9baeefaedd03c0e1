"""Networks with a fault, on the page of experiments as a script: guessed about, looked at, and only then named and told."""

from __future__ import annotations

import re

import pytest
from experiments import finish, open_page
from lessons import me, words

from lib.measure.proportions import Proportion
from lib.measure.question_table import table
from lib.screen.experiments import try_evidence, try_wrong
from lib.screen.kit import host
from lib.specs.experiments import flawed_run

pytestmark = pytest.mark.usefixtures("no_worker")


@pytest.mark.parametrize("case", try_wrong.CASES)
def test_each_case_is_guessed_then_looked_at_then_named_with_its_twin_beside_it(case: str) -> None:
    app = open_page()
    number = try_wrong.CASES.index(case)
    experiment = flawed_run(case).experiment
    digits_ = experiment.of == "digits"
    run_id = host.lab_book().add(me(app), experiment, case, shareable=True)
    finish(run_id, [900, 880])
    host.lab_book().answer(me(app), "try_things", f"predict.fault_{number + 1}", "worse")
    app.radio(key="part").set_value("wrong").run()
    app.pills(key="case").set_value(number).run()
    for evidence in try_evidence.SHOWS["leak"] + ("training_curve", "labels", "settings"):
        app.pills(key=f"evidence_{case}").set_value(evidence).run()
        said = words(app)
        assert "You looked first at: **the pictures**" in said  # the first look is kept
        charts_ = len(app.get("vega_lite_chart"))
        assert charts_ == (2 if evidence.endswith("curve") else 0)
        if evidence == "pictures" and digits_:
            met_ = re.search(r"([\d,]+) of the ([\d,]+) test digits are among them", said)
            assert met_ is not None
            assert met_[1] == (met_[2] if case == "leak" else "0")
            assert ("from 0 to 255" in said) == (case == "unscaled")
        if evidence == "labels" and digits_:
            eights = re.search(r"\*\*8\*\*: ([\d,]+)", said)
            assert eights is not None
            assert (int(eights[1].replace(",", "")) < 10) == (case == "rare")
        if evidence == "settings":
            table_ = app.dataframe[-1].value.to_string()
            assert ("1 output, softmax" in table_) == (case == "wrong_loss")
    app.radio(key=f"check_gone_{case}").set_value(case).run()
    said = words(app)
    assert "The clean twin gets 900 of 1,000" in said
    assert ("You looked there first." in said) == ("pictures" in try_evidence.SHOWS[case])
    twin = [chart for chart in app.get("vega_lite_chart") if "clean twin" in chart.proto.alt]
    assert len(twin) == 2
    assert all("with the fault" in chart.proto.alt for chart in twin)


def test_the_third_case_shows_its_test_point() -> None:
    assert try_wrong.CASES[2] == "leak"
    app = open_page("wrong")
    run_id = host.lab_book().add(me(app), flawed_run("leak").experiment, "leak", shareable=True)
    finish(run_id, [900, 990])
    host.lab_book().answer(me(app), "try_things", "predict.fault_3", "same")
    app.pills(key="case").set_value(2).run()
    app.pills(key="evidence_leak").set_value("validation_curve").run()
    assert "On the test part: 990 of 1,000" in " ".join(
        chart.proto.alt for chart in app.get("vega_lite_chart")
    )


def test_what_a_fault_did_is_told_by_intervals() -> None:
    def came(wrong: int, clean: int) -> str:
        return try_wrong.outcome(Proportion(wrong, 1000), Proportion(clean, 1000), 10)

    assert came(110, 900) == "guessing"
    assert came(700, 900) == "worse"
    assert came(895, 900) == "same"
    assert came(980, 900) == "better"


def test_a_fault_is_named_before_it_is_told() -> None:
    app = open_page("wrong")
    app.pills(key="case").set_value(1).run()
    assert "gone" not in {button.key for button in app.button}  # its guess comes first
    app.pills(key="predict_fault_2").set_value("worse").run()
    app.button(key="gone").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == flawed_run("unscaled").experiment
    assert "evidence_unscaled" not in {
        pills.key for pills in app.pills
    }  # nothing to look at before it has run
    finish(run.id, [900, 800])
    app.run()
    said = words(app)
    assert "800 of 1,000" in said
    assert not app.radio(key="part").disabled
    assert [str(radio.key) for radio in app.radio] == [
        "part",
        "part_further",
    ]  # evidence comes before the name
    app.pills(key="evidence_unscaled").set_value("labels").run()
    assert "You looked first at: **the labels**" in words(app)
    assert "The clean twin gets" not in words(app)
    why = table("try_things")["gone_unscaled"].why
    assert why not in said
    app.radio(key="check_gone_unscaled").set_value("shuffled").run()
    assert "Where does the loss start?" in words(app)
    app.radio(key="check_gone_unscaled").set_value("unscaled").run()
    assert why in words(app)
    said = words(app)
    assert "The clean twin gets 900 of 1,000" in said
    assert (
        "This fault shows in the training curve and in the pictures. You looked first at the labels." in said
    )
    assert (
        "Your guess was **worse, but better than guessing**. It came out: **worse, but better than guessing**."
        in said
    )
