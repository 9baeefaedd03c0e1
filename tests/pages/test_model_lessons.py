"""The lessons on models, layers and pictures as scripts: what waits for what, and that their numbers are real."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.measure.proportions import Proportion
from lib.measure.silence import without_node
from lib.measure.two_digits import rule
from lib.models.dense import Dense
from lib.screen.kit import host
from lib.screen.kit.weights import digest
from lib.screen.layers_and_nodes import network_source
from lib.screen.models import readers
from lib.screen.what_is_a_model import ones_and_zeros
from lib.settings import ROOT
from lib.specs.specs import DigitRun


def opened(lesson: str) -> AppTest:
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
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
    assert f"{network.sizes[1]} nodes in its first layer reads a {label}" in words(layers)
    assert f"Open node {loudest + 1}, silence it" in words(layers)

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


def test_layers_questions_are_about_the_chosen_network(layers: AppTest) -> None:
    rng = np.random.default_rng(0)
    shapes = [(784, 32), (32, 10)]
    mine = Dense(
        tuple(rng.normal(0, 0.1, s).astype(np.float32) for s in shapes),
        tuple(np.zeros(n, np.float32) for _, n in shapes),
    )
    book = host.lab_book()
    learner = layers.session_state["_learner"]["offer"]
    component(layers, "learner", answer={"offer": learner, "id": learner})
    run = book.add(learner, DigitRun(hidden=(32,), epochs=2), "x", shareable=False, name="Mine")
    book.keep(run, "weights", mine.to_bytes())
    for epoch in range(3):
        book.keep_epoch(run, epoch, mine.to_bytes(np.float16))
    book.change(run, state="done", ended=1.0, result={"test": [1000, 10000]}, history=[{}, {}])
    layers.run().selectbox(key="reader").set_value(run).run()
    said = words(layers) + " ".join(radio.label for radio in layers.radio)
    assert "has 32 nodes in its" in said
    assert f"{mine.parameters:,} weights and biases" in said
    assert "Layer 1 of this network has 32 nodes" in said
    assert "A network with 32 nodes in its first layer reads" in said  # the prediction too
    assert "Your run “Mine”" in said  # its film, not the stored one


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
    assert "A high probability is no proof" in said


def test_steps_down_the_loss_start_over_with_another_rate() -> None:
    page = opened("what_is_a_model")
    page.pills(key="predict_who").set_value("machine").run()
    component(page, "learn_steps", finished=True)
    page.button(key="freeze").click().run()
    page.button(key="descent_many").click().run()
    assert "After 10 steps" in words(page)
    page.select_slider(key="descent_rate").set_value(1.1).run()
    assert "Take a step" in words(page)
    page.button(key="descent_many").click().run()
    assert "It jumps out" in words(page)


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
