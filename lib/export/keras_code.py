"""Plain Keras code that does what a run did: short, readable, with the run's own settings. It runs nothing itself."""

from __future__ import annotations

from lib.specs import DigitRun

_OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}


def digit_code(spec: DigitRun) -> str:
    """A whole program: load MNIST, build, train, keep the best epoch, test. Prints the test accuracy."""
    layers = []
    for nodes in spec.hidden:
        layers.append(f'    keras.layers.Dense({nodes}, activation="relu"),')
        if spec.dropout:
            layers.append(f"    keras.layers.Dropout({spec.dropout:g}),")
    stop = '    keras.callbacks.EarlyStopping("val_accuracy", patience=3),\n' if spec.stop_early else ""
    hidden = "\n".join(layers) + "\n" if layers else ""
    return f"""
import keras
import numpy as np

keras.utils.set_random_seed({spec.seed})

# 60,000 digits to learn from, 10,000 for the test. The test part chooses nothing.
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0  # pixels from 0 to 1
order = np.random.default_rng({spec.seed}).permutation(55_000)[:{spec.examples}]
x_train, y_train = x[order], y[order]
x_val, y_val = x[55_000:], y[55_000:]  # never change the weights: they tell which epoch was best

model = keras.Sequential([
    keras.Input((784,)),
{hidden}    keras.layers.Dense(10, activation="softmax"),
])
model.compile(
    optimizer=keras.optimizers.{_OPTIMIZERS[spec.optimizer]}({spec.learning_rate:g}),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.summary()

best = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True)
model.fit(x_train, y_train, batch_size={spec.batch_size}, epochs={spec.epochs}, validation_data=(x_val, y_val), callbacks=[
    best,
{stop}])

model = keras.models.load_model("best.keras")
loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test accuracy: {{accuracy:.4f}}")
""".strip()
