"""The lessons on models, layers and pictures as scripts: what waits for what, and that their numbers are real."""

from __future__ import annotations

import json
from statistics import median
from typing import Any

import numpy as np
import pytest
from reading_level import HARDEST, LONGEST, blocks, grade, sentences
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.measure.backward import backward, updated
from lib.measure.descent import descend
from lib.measure.proportions import Proportion
from lib.measure.silence import without_node
from lib.measure.two_digits import Digits, learn, rule
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.screen.kit import host
from lib.screen.kit.weights import digest
from lib.screen.layers_and_nodes import network_source
from lib.screen.models import readers
from lib.screen.what_is_a_model import descent_lab, ones_and_zeros
from lib.settings import ROOT
from lib.specs.specs import DigitRun


def opened(lesson: str, **query: str) -> AppTest:
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{lesson}.py").run()


def words(page: AppTest) -> str:
    assert not page.exception
    return " ".join(
        element.value for element in [*page.markdown, *page.caption, *page.subheader, *page.error]
    )


def component(page: AppTest, key: str, **state: Any) -> AppTest:
    """As the browser reports it."""
    page.session_state[key] = state
    return page.run()


@pytest.fixture
def layers() -> AppTest:
    """The lesson on layers, its guess made."""
    page = opened("layers_and_nodes")
    assert not page.selectbox  # nothing to do before the guess
    return page.pills(key="predict_silence").set_value("another").run()


def test_layers_answers_what_was_silenced_in_the_network_on_the_page(layers: AppTest) -> None:
    network = readers.shipped().network
    ink, label = network_source.test_ink(0)
    outputs = network.activations(ink.reshape(1, 784))[0][0]
    loudest, silent = int(outputs.argmax()), int(outputs.argmin())
    assert f"{network.sizes[1]} nodes in its first layer reads the digit {label}" in words(layers)
    assert f"Open node {loudest + 1} and silence it" in words(layers)

    def silence(*nodes: int, of: str = digest(network)) -> str:
        said = {"network": of, "nodes": [[1, node] for node in nodes]}
        return words(component(layers, "digit_view", acted=["opened", "silenced"], silenced=said))

    before, after = (
        each.probabilities(ink.reshape(1, 784))[0, label]
        for each in (network, without_node(network, 1, loudest))
    )
    told = f"goes from {before:.4f} to {after:.4f}"
    assert told in (said := silence(loudest))
    assert "Your guess was **another digit**" in said
    said = silence(silent)
    assert f"node {silent + 1} of layer 1 gave 0 already: silencing it changes nothing" in said
    assert "Your guess was" not in said  # that was about another node
    assert "Without 2 nodes" in silence(loudest, silent)
    assert "goes from" not in silence(loudest, of="another network")
    assert "goes from" not in silence(10**9)
    layers.number_input(key="digit_number").set_value(2).run()
    assert told not in (said := silence(loudest))
    assert "Your guess was" not in said  # nor about this digit


def trained(page: AppTest, network: Dense) -> str:
    """A run of the learner whose weights these are, with a film; its id."""
    book = host.lab_book()
    learner = page.session_state["_learner"]["offer"]
    component(page, "learner", answer={"offer": learner, "id": learner})
    run = book.add(learner, DigitRun(hidden=network.sizes[1:-1], epochs=2), "x", shareable=False, name="Mine")
    book.keep(run, "weights", network.to_bytes())
    for epoch in range(3):
        book.keep_epoch(run, epoch, network.to_bytes(np.float16))
    book.change(run, state="done", ended=1.0, result={"test": [1000, 10000]}, history=[{}, {}])
    page.run().selectbox(key="reader").set_value(run).run()
    return run


def untrained() -> Dense:
    rng = np.random.default_rng(0)
    shapes = [(784, 32), (32, 10)]
    return Dense(
        tuple(rng.normal(0, 0.1, s).astype(np.float32) for s in shapes),
        tuple(np.zeros(n, np.float32) for _, n in shapes),
    )


def test_layers_questions_are_about_the_chosen_network(layers: AppTest) -> None:
    mine = untrained()
    trained(layers, mine)
    said = words(layers) + " ".join(radio.label for radio in layers.radio)
    assert "has 32 nodes in its" in said
    assert f"{mine.parameters:,} weights and biases" in said
    lowest = (network_source.test_ink(0)[0].reshape(1, 784) @ mine.weights[0]).min()
    assert f"in layer 1 is −{-lowest:.2f}" in said
    assert "A network with 32 nodes in its first layer reads" in said  # the prediction too


@pytest.fixture
def back() -> AppTest:
    """The lesson's way back, by its own link, its guess made."""
    page = opened("layers_and_nodes", **{"pass": "Backward"})
    assert not page.selectbox  # nothing to do before the guess
    return page.pills(key="predict_which_way").set_value("up").run()


def view_data(page: AppTest, name: str) -> dict[str, Any]:
    """What the browser gets of the component `name`."""
    (found,) = [
        each for each in page.get("bidi_component") if each.proto.component_name.endswith(f"layers_{name}")
    ]
    return json.loads(found.proto.mixed.json if found.proto.HasField("mixed") else found.proto.json)


def test_layers_way_back_is_about_the_digit_that_is_read_worst(back: AppTest) -> None:
    network = readers.shipped().network
    data = network_source.test_digits()
    rows = data.test[: network_source.SHOWN]
    said, labels = network.probabilities(scale(data.some(rows)).reshape(-1, 784)), data.labels[rows]
    sent = view_data(back, "network_back")
    wrong = np.flatnonzero(said.argmax(axis=1) != labels)
    assert set(sent["worst"]) <= set(wrong)
    first = sent["worst"][0]
    assert said[first, labels[first]] == min(said[each, labels[each]] for each in wrong)
    other = int(said[first].argmax())
    told = words(back)
    assert f"This network reads {len(wrong)} of {len(rows):,} test digits wrong" in told
    assert f"The wrong answer {other} gets probability {said[first, other]:.3f}" in told
    assert "Your guess was" not in told
    grades = {each: grade(each) for block in blocks(back) for each in sentences(block)}
    assert median(grades.values()) <= HARDEST
    assert not [each for each in grades if len(each.split()) > LONGEST]

    def update(**change: Any) -> str:
        report = {"network": digest(network), "digit": first, "rate": 0.01}
        return words(component(back, "back_view", updated=report | change))

    after = updated(network, backward(network, network_source.test_ink(first)[0], int(labels[first])), 0.01)
    hidden = network.activations(scale(data.some(rows[[first]])).reshape(1, 784))[-2][0]
    node = int(hidden.argmax())
    moved = [f"{each.weights[-1][node, other]:.5f}" for each in (network, after)]
    told = update()
    assert f"Your guess was **up**. The weight from node {node + 1} to output {other} moved **down**" in told
    assert f"from {moved[0]} to {moved[1]}" in told.replace("−", "-")
    for other_report in (
        {"digit": sent["worst"][-1]}, {"digit": -1}, {"digit": 10**9}, {"rate": 5}, {"rate": "x"}, {"network": "other"},
    ):  # fmt: skip
        assert "Your guess was" not in update(**other_report)


def test_layers_way_back_takes_ones_own_network_and_drawing(back: AppTest) -> None:
    mine = untrained()
    trained(back, mine)
    told = words(back)
    assert "Your run “Mine”" in told  # its film, not the stored one
    assert "Node" in told
    assert "of layer 1 gave" in told
    sent = view_data(back, "network_back")
    assert sent["network"] == digest(mine)
    assert len(sent["worst"]) == 12
    assert sent["picture"] is None
    with counted() as said:
        back.run()
    assert len(said) <= 4, "\n".join(said)
    back.segmented_control(key="learns").set_value("Your drawing").run()
    assert view_data(back, "network_back")["picture"] == network_source.PAD


def test_layers_is_done_when_both_ways_are(layers: AppTest) -> None:
    learner = layers.session_state["_learner"]["offer"]
    component(layers, "learner", answer={"offer": learner, "id": learner})
    component(layers, "digit_view", acted=["played"])
    for key, right in (("differ", "weights"), ("relu", "zero"), ("house", "digit")):
        layers.radio(key=f"check_{key}").set_value(right).run()
    assert "3 of 5 checks answered" in words(layers)
    layers.segmented_control(key="pass").set_value("Backward").run()
    layers.pills(key="predict_which_way").set_value("down").run()
    for key, right in (("silent", "stay"), ("alone", "count")):
        layers.radio(key=f"check_{key}").set_value(right).run()
    assert host.lab_book().progress(learner).get("layers_and_nodes") != "done"  # nothing was updated
    report = {"network": digest(readers.shipped().network), "digit": -1, "rate": 0.1}
    component(layers, "back_view", updated=report)
    assert host.lab_book().progress(learner)["layers_and_nodes"] == "done"


def test_be_a_node_names_the_step(layers: AppTest) -> None:
    from lib.measure.node_quiz import new_sum

    exercise = new_sum(1)
    layers.number_input(key="node_answer_1").set_value(exercise.sum - exercise.bias).run()
    assert "The bias" in words(layers)
    layers.number_input(key="node_answer_1").set_value(exercise.output).run()
    assert ":material/check:" in words(layers)
    layers.button(key="new_numbers").click().run()
    assert layers.number_input(key="node_answer_2").value is None


def test_parameters_of_a_layer_of_ones_own(layers: AppTest) -> None:
    layers.session_state["further_forward"] = True
    layers.run()
    layers.number_input(key="layer_nodes").set_value(300).run()
    layers.number_input(key="layer_inputs").set_value(500).run()
    layers.number_input(key="parameters_500_300").set_value(150_000).run()
    assert "one more number of its own" in words(layers)
    layers.number_input(key="parameters_500_300").set_value(150_300).run()
    assert "300 biases: 150,300" in words(layers)


def test_model_waits_for_the_guess_the_lesson_and_the_freezing() -> None:
    page = opened("what_is_a_model")
    assert not page.slider
    page.pills(key="predict_who").set_value("machine").run()
    assert page.button(key="freeze").disabled
    page.slider(key="threshold_all").set_value(12).run()
    seen, unseen = ones_and_zeros.both()
    assert Proportion(int((rule(seen.x, "all", 0.12) == seen.y).sum()), 200).sentence() in words(page)
    component(page, "learn_steps", finished=True)
    assert "What a model is not" not in words(page)
    page.button(key="freeze").click().run()
    said = words(page)
    frozen = ones_and_zeros.lesson().frozen
    right = int((frozen.answers(unseen.x) == unseen.y).sum())
    assert right > 190
    assert f"**{Proportion(right, 200).sentence()}** right" in said
    assert Proportion(int((rule(unseen.x, "all", 0.12) == unseen.y).sum()), 200).sentence() in said
    assert said.count(frozen.checksum) == 2
    assert "It keeps no pictures" in said
    assert "It is not exact" in said


def test_the_way_down_comes_before_learn_and_starts_over_with_another_rate() -> None:
    page = opened("what_is_a_model")
    page.pills(key="predict_who").set_value("machine").run()
    headings = [each.value for each in page.subheader]
    assert headings.index("Learning is a way down") < headings.index("Now 784 weights at once")
    assert page.button(key="freeze").disabled  # nothing is learned yet
    page.button(key="descent_many").click().run()
    assert "After 10 steps" in words(page)
    assert not page.session_state["descent_two"]  # the second weight waits until it is asked for
    page.select_slider(key="descent_rate").set_value(0.1).run()
    assert "Take a step" in words(page)
    page.button(key="descent_step").click().run()
    assert "higher than at the start" in words(page)


def test_learns_own_rate_leads_down_its_own_loss() -> None:
    one, two = ones_and_zeros.landscapes()
    assert descent_lab.LEARNING_RATE in descent_lab.RATES
    for problem, start in ((one, descent_lab.START_ONE), (two, descent_lab.START_TWO)):
        path = descend(problem, start, descent_lab.LEARNING_RATE, descent_lab.MOST)
        assert float(problem.loss(path[-1])) < 0.1 * float(problem.loss(start))


def test_an_address_keeps_how_far_the_machine_is() -> None:
    page = opened("what_is_a_model")
    page.pills(key="predict_who").set_value("machine").run()
    page.query_params["reached"] = "learned"
    page.run()
    assert not page.button(key="freeze").disabled
    page.query_params["reached"] = "frozen"
    assert "What a model is not" in words(page.run())


def test_swapped_labels_turn_every_answer_round() -> None:
    """What the lesson's check says of a machine that learns from swapped labels."""
    seen, unseen = ones_and_zeros.both()
    turned = learn(Digits(seen.x, 1 - seen.y), seed=ones_and_zeros.SEED).frozen
    assert (turned.answers(unseen.x) == 1 - unseen.y).sum() > 190


def test_the_two_sets_of_zeros_and_ones_share_no_digit() -> None:
    seen, unseen = ones_and_zeros.both()
    assert not {row.tobytes() for row in seen.x} & {row.tobytes() for row in unseen.x}
    assert seen.y.sum() == unseen.y.sum() == 100


def test_pictures_without_a_worker_still_have_their_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "enough_memory", lambda self: False)
    page = opened("how_a_picture_network_looks")
    assert not page.selectbox
    page.pills(key="predict_apart").set_value("mixed").run()
    said = words(page)
    assert "Your guess was **All mixed up**" in said
    assert " of 400, " in said
    assert "too little memory" in page.info[0].value
    component(page, "kernel_lab", kernel=[0, 0, 0, 0, 2.5, 0, 0, 0, 0])
    assert any("your kernel add up to 2.5" in radio.label for radio in page.radio)
    component(page, "kernel_lab", kernel=["x"] * 9)  # anything else counts as nothing told
    assert any("your kernel add up to 0" in radio.label for radio in page.radio)
