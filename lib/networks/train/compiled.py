"""A network and its compiled steps, which runs of the same shape share: compiling takes longer than many a run.

Pictures, row numbers, learning rates and seeds are inputs. A batch is all that a step sees of the pictures, and a smaller
one is filled up with pictures that do not count, so neither the number of pictures nor of those left over compiles
anything anew. Whose weights are in it, `lib.networks.train.checkpoint` knows.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from weakref import ReferenceType

import keras
import numpy as np
import tensorflow as tf

if TYPE_CHECKING:
    from lib.networks.train.checkpoint import State

# Pictures measured together: of dense layers, whose number never changes; of convolutions, whose maps are large
AT_ONCE = {True: 1000, False: 20}
# Weights from which XLA pays. Its compiling takes 1.3 s more than TensorFlow's own, a smaller network's updates are no faster
# for it, and each shape costs 6 MB for good: TensorFlow keeps what XLA has compiled as long as the process lives.
WORTH = 200_000
KEPT = 12  # machines: the usual settings of a class. Of one that goes TensorFlow keeps what XLA compiled, some 6 MB
KEPT_WEIGHTS = 6e6  # of all together, four bytes each, and as much twice for Adam
PIECE = 100  # pictures at a time whose answers are asked for; at 160 pixels some 300 MB

# Labels, logits -> loss, right of each
Measure = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]
Loss = Literal["softmax", "sigmoid"] | Measure


@dataclass(frozen=True)
class Part:
    """Pictures (or features) and labels of one part of a picture set."""

    x: Any  # (n, ...) as stored: uint8 pixels or float features; a tensor where runs share it
    y: np.ndarray  # (n,) class numbers
    rows: np.ndarray | None = None  # these alone, in place of all

    @property
    def chosen(self) -> np.ndarray:
        return np.arange(len(self.y)) if self.rows is None else self.rows

    def first(self, count: int) -> Part:
        """Its first `count` pictures."""
        return Part(self.x, self.y, self.chosen[:count])


def as_is(batch: tf.Tensor) -> tf.Tensor:
    return batch


class Machine:
    """A compiled model whose output is logits, and what trains, measures and asks it.

    Args:
        model: its optimizer is used. Where that has no schedule of its own, `train` says the rate of each update.
        prepare: stored pictures -> network inputs.
        augment: augmentation of a prepared training batch, given the batch and a (2,) seed.
        jit: whether XLA pays where there are weights enough: for dense layers, not for convolutions on a CPU.
        fill: whether a smaller batch is filled up: not where random numbers are drawn for each picture of it.
    """

    def __init__(
        self,
        model: keras.Model,
        batch_size: int,
        loss: Loss,
        prepare: Callable[[tf.Tensor], tf.Tensor] = as_is,
        augment: Callable[[tf.Tensor, tf.Tensor], tf.Tensor] | None = None,
        *,
        jit: bool = True,
        fill: bool = False,
    ) -> None:
        self.model, self.batch_size, self.fill = model, batch_size, fill
        self.holder: ReferenceType[State] | None = None  # whose numbers are in the model
        self.pace: float | None = None  # seconds an update, in its last chunk
        self.traced = 0  # steps that were compiled
        self._prepare, self._augment, self._measure, self._dense = prepare, augment, _measure(loss), jit
        self.xla = jit and model.count_params() >= WORTH
        self._optimizer = model.optimizer
        self._optimizer.build(model.trainable_variables)
        # One device has no sums of others; asked for them, TensorFlow keeps the graph of each step for good (its registry of gradients)
        self._optimizer._all_reduce_sum_gradients = lambda pairs: pairs
        self._scheduled = isinstance(
            self._optimizer._learning_rate, keras.optimizers.schedules.LearningRateSchedule
        )
        self._step = tf.function(self._one, jit_compile=self.xla, autograph=False)
        self._chunks: dict[tuple, Callable[..., tf.Tensor]] = {}
        self._piece = tf.function(
            self._evaluate, jit_compile=self.xla, reduce_retracing=not jit, autograph=False
        )
        self.answer = tf.function(
            lambda x: model(prepare(x), training=False), reduce_retracing=True, autograph=False
        )  # stored pictures -> logits

    @property
    def rate(self) -> float:
        """The optimizer's own learning rate; of no meaning where it has a schedule."""
        return 0.0 if self._scheduled else float(self._optimizer.learning_rate)

    def train(
        self, x: tf.Tensor, y: tf.Tensor, order: np.ndarray, rates: np.ndarray, seed: list[int]
    ) -> np.ndarray:
        """One update for each batch of `order`, in a loop in the graph, which costs less than one in Python.

        Args:
            x, y: all pictures and their labels, as tensors.
            order: (m,) row numbers.
            rates: learning rates, one an update.
            seed: of the augmentation of the first update; the others count on from there.

        Returns:
            (loss sum, right, count) of each update, (updates, 3).
        """
        full, rest = divmod(len(order), self.batch_size)
        sizes = [self.batch_size] * full
        batches = order[: full * self.batch_size].reshape(full, self.batch_size)
        if rest and self.fill:
            last = np.resize(order[full * self.batch_size :], self.batch_size)
            batches, sizes, rest = np.vstack([batches, last[None]]), [*sizes, rest], 0
        told = []
        if sizes:
            told.append(self._run(x, y, batches, sizes, rates, seed))
        if rest:
            left = order[None, full * self.batch_size :]
            told.append(self._run(x, y, left, [rest], rates[full:], [seed[0], seed[1] + full]))
        return np.concatenate(told)

    def evaluate(self, part: Part, check: Callable[[], None] = lambda: None) -> np.ndarray:
        """(loss sum, right, count) of a part; `check` is asked between pieces, so that Stop is heard."""
        sums, rows, size = np.zeros(2), part.chosen, AT_ONCE[self._dense or self.fill]
        for first in range(0, len(rows), size):
            check()
            piece = rows[first : first + size]
            filled = np.resize(piece, size) if self._dense or self.fill else piece
            x = tf.gather(part.x, filled) if tf.is_tensor(part.x) else part.x[filled]
            sums += self._piece(x, part.y[filled].astype(np.int32), tf.constant(len(piece))).numpy()
        return np.array([*sums, len(rows)])

    def _run(self, x: tf.Tensor, y: tf.Tensor, batches: np.ndarray, sizes: list[int], rates: np.ndarray, seed: list[int]) -> np.ndarray:  # fmt: skip
        key = (x.dtype, tuple(x.shape[1:]), batches.shape[1])
        if key not in self._chunks:
            self._chunks[key] = tf.function(
                self._many,
                input_signature=[
                    tf.TensorSpec((None, *x.shape[1:]), x.dtype), tf.TensorSpec((None,), tf.int32),
                    tf.TensorSpec((None, batches.shape[1]), tf.int32), tf.TensorSpec((None,), tf.int32),
                    tf.TensorSpec((None,), tf.float32), tf.TensorSpec((2,), tf.int32),
                ],
            )  # fmt: skip
        given = (batches.astype(np.int32), np.array(sizes, np.int32), rates[: len(sizes)].astype(np.float32))
        return self._chunks[key](x, y, *given, np.array(seed, np.int32)).numpy().astype(float)

    def _many(self, x: Any, y: Any, batches: Any, sizes: Any, rates: Any, seed: Any) -> tf.Tensor:
        updates = tf.shape(batches)[0]
        told = tf.TensorArray(tf.float32, updates, element_shape=(3,))
        for i in tf.range(updates):
            batch = (tf.gather(x, batches[i]), tf.gather(y, batches[i]))
            told = told.write(i, self._step(*batch, sizes[i], rates[i], tf.stack([seed[0], seed[1] + i])))
        return told.stack()

    def _one(self, x: Any, y: Any, size: Any, rate: Any, seed: Any) -> tf.Tensor:
        """One update; of a batch only the first `size` pictures count."""
        self.traced += 1
        inputs, count = self._prepare(x), tf.cast(size, tf.float32)
        if self._augment is not None:
            inputs = self._augment(inputs, seed)
        if not self._scheduled:
            self._optimizer.learning_rate.assign(rate)
        with tf.GradientTape() as tape:
            losses, right = _counted(self._measure(y, self.model(inputs, training=True)), size)
            loss = tf.reduce_sum(losses) / count
        learning = self.model.trainable_variables
        self._optimizer.apply(tape.gradient(loss, learning), learning)
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(right), count])

    def _evaluate(self, x: Any, y: Any, size: Any) -> tf.Tensor:
        losses, right = _counted(self._measure(y, self.model(self._prepare(x), training=False)), size)
        return tf.stack([tf.reduce_sum(losses), tf.reduce_sum(right)])


def _counted(values: tuple[tf.Tensor, tf.Tensor], size: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """`values` of the first `size` pictures; zero for those that only fill up."""
    return tuple(tf.where(tf.range(tf.shape(v)[0]) < size, v, tf.zeros_like(v)) for v in values)


def _measure(loss: Loss) -> Measure:
    """(labels, logits) -> (loss, right) per picture."""

    def softmax(y: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
        return losses, tf.cast(tf.argmax(logits, 1, tf.int32) == y, tf.float32)

    def sigmoid(y: tf.Tensor, logits: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        logits, target = logits[:, 0], tf.cast(y, tf.float32)
        losses = tf.nn.sigmoid_cross_entropy_with_logits(target, logits)
        return losses, tf.cast((logits > 0) == (y == 1), tf.float32)

    return loss if callable(loss) else {"softmax": softmax, "sigmoid": sigmoid}[loss]


def in_pieces(answer: Callable, x: Any, check: Callable[[], None] = lambda: None) -> np.ndarray:
    """What a compiled function makes of all of `x`, a piece at a time; `check` is asked between two."""
    out = []
    for first in range(0, len(x), PIECE):
        check()
        out.append(answer(x[first : first + PIECE]).numpy())
    return np.concatenate(out)


_kept: OrderedDict[tuple, Machine] = OrderedDict()  # least recently used first
_keeping = threading.Lock()


def machine(key: tuple, make: Callable[[], Machine], shared: bool) -> Machine:
    """The machine of a shape; made where there is none, or where the caller takes no turns and needs one of its own.

    Args:
        key: all that its compiled steps depend on.
        shared: whether the caller computes only in its turn.
    """
    if not shared:
        return make()
    with _keeping:
        found = _kept.get(key) or make()
        _kept[key] = found
        _kept.move_to_end(key)
        while len(_kept) > KEPT or (len(_kept) > 1 and _weights() > KEPT_WEIGHTS):
            _kept.popitem(last=False)
        return found


def _weights() -> int:
    return sum(machine.model.count_params() for machine in _kept.values())
