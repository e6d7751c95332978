"""One training run: from a recipe to weights, with checkpoints, history, curves and a report in its folder.

recipe ──► source ──► epochs ──► checkpoint ──► weights (.keras), history.csv, curves, confusion matrix, report
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import DependencyError, OutputError

from .checkpoint import History, load_checkpoint, save_checkpoint
from .networks import build_network
from .recipe import Recipe

Arrays = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Glyphs uint8 (N, 28, 28) and their labels int64 (N,)."""

_EVALUATION_BATCH = 500
"""Glyphs per step of validation: large enough for full speed, small enough for little memory."""


class Source(Protocol):
    """Where the glyphs of a run come from."""

    def epoch(self, number: int) -> Arrays:
        """The glyphs of one epoch (from 0) in the order of training; the same number gives the same glyphs."""
        ...

    def validation(self) -> dict[str, Arrays]:
        """The validation glyphs of each set, unaltered."""
        ...


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    Attributes:
        epoch: the running one, from 1.
        epochs: all of them.
        step: steps done in this epoch.
        steps: steps of this epoch.
        seconds_left: to the end of the run at the speed of this call, or None before there is one.
        loss: mean of this epoch so far.
        accuracy: likewise, on the (altered) training glyphs.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    seconds_left: float | None
    loss: float
    accuracy: float


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes:
        folder: of the run.
        weights: the ``.keras`` file with the final weights (averaged where the recipe says so).
        history: one row for each epoch.
    """

    folder: Path
    weights: Path
    history: History


def train(
    recipe: Recipe,
    source: Source,
    folder: Path,
    *,
    resume: bool = True,
    epochs: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Train a network as a recipe says; a run that was cut off goes on after its last whole epoch.

    Args:
        recipe: what to do.
        source: the glyphs.
        folder: for checkpoint, history and weights; made if absent.
        resume: go on from the folder's checkpoint; False starts over.
        epochs: instead of the recipe's.
        progress: called after each step.

    Returns:
        The finished run.

    Raises:
        DependencyError: TensorFlow is absent.
        UsageError: the checkpoint in `folder` is another recipe's.
        OutputError: `folder` cannot be written.
    """
    keras = import_keras()
    _make(folder)
    total = epochs or recipe.training.epochs
    keras.utils.set_random_seed(recipe.seed)
    first = source.epoch(0)
    trainer = Trainer(recipe, steps=total * _steps(len(first[1]), recipe.training.batch_size), epochs=total)
    history = (load_checkpoint(folder, recipe, total, trainer.variables) if resume else None) or []
    validation = source.validation()
    clock = _Clock(total - len(history))
    for epoch in range(len(history), total):
        # Reseeded in each epoch, so that a run cut off and continued drops out the same units as a whole one.
        keras.utils.set_random_seed(recipe.seed + 1000 * (epoch + 1))
        began = time.monotonic()
        row = trainer.run_epoch(epoch, source.epoch(epoch) if epoch else first, clock, progress)
        history.append(row | trainer.validate(validation) | {"seconds": round(time.monotonic() - began, 1)})
        save_checkpoint(folder, recipe, total, trainer.variables, history)
        write_history(folder / "history.csv", history)
    weights = folder / f"{recipe.name}.keras"
    trainer.save(weights)
    return Run(folder, weights, history)


class Trainer:
    """A network with its optimizer and the running average of its weights.

    Attributes:
        variables: all that changes: weights, their averages, the optimizer's own, in a fixed order.
    """

    def __init__(self, recipe: Recipe, steps: int, epochs: int) -> None:
        """Build everything with fresh weights.

        Args:
            recipe: of the run.
            steps: of the whole run, for the schedule of the learning rate.
            epochs: of the whole run.
        """
        self.recipe = recipe
        self.epochs = epochs
        self.model = build_network(recipe.network, recipe.classes)
        self.averaged = build_network(recipe.network, recipe.classes) if recipe.training.ema else self.model
        if self.averaged is not self.model:
            self.averaged.set_weights(self.model.get_weights())
        self.optimizer = build_optimizer(recipe, steps, epochs)
        self.optimizer.build(self.model.trainable_variables)
        averages = self.averaged.weights if self.averaged is not self.model else []
        self.variables: list[Any] = [*self.model.weights, *averages, *self.optimizer.variables]
        self._step = self._compile_step()
        self._predict = self._compile_predict()

    def run_epoch(
        self, epoch: int, arrays: Arrays, clock: _Clock, progress: Callable[[Progress], None] | None
    ) -> dict[str, float]:
        """One pass over the glyphs, in their order.

        Returns:
            ``epoch``, ``learning_rate``, ``loss`` and ``accuracy``.
        """
        import tensorflow as tf

        pixels, labels = arrays
        size = self.recipe.training.batch_size
        steps = _steps(len(labels), size)
        loss = right = 0.0
        for step in range(steps):
            part = slice(step * size, (step + 1) * size)
            batch_loss, batch_right = self._step(tf.constant(pixels[part]), tf.constant(labels[part], tf.int64))
            loss += float(batch_loss) * len(labels[part])
            right += float(batch_right)
            if progress:
                done = min(len(labels), (step + 1) * size)
                left = clock.left(epoch, self.epochs, (step + 1) / steps)
                progress(Progress(epoch + 1, self.epochs, step + 1, steps, left, loss / done, right / done))
        rate = float(np.asarray(self.optimizer.learning_rate))
        return {"epoch": epoch + 1, "learning_rate": rate, "loss": loss / len(labels), "accuracy": right / len(labels)}

    def validate(self, sets: dict[str, Arrays]) -> dict[str, float]:
        """Loss and accuracy of the (averaged) weights.

        Returns:
            ``val_loss`` and ``val_accuracy`` over all glyphs together, and ``val_accuracy_<set>`` where there are several.
        """
        if not sets:
            return {}
        labels = np.concatenate([y for _, y in sets.values()])
        probabilities = self.predict(np.concatenate([x for x, _ in sets.values()]))
        right = probabilities.argmax(axis=1) == labels
        chosen = np.clip(probabilities[np.arange(len(labels)), labels], 1e-7, 1.0)
        row = {"val_loss": float(-np.log(chosen).mean()), "val_accuracy": float(right.mean())}
        if len(sets) > 1:
            ends = np.cumsum([len(y) for _, y in sets.values()])[:-1]
            row |= {f"val_accuracy_{k}": float(p.mean()) for k, p in zip(sets, np.split(right, ends), strict=True)}
        return row

    def predict(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Probabilities by the (averaged) weights: uint8 (N, 28, 28) → float32 (N, classes)."""
        import tensorflow as tf

        parts = [pixels[i : i + _EVALUATION_BATCH] for i in range(0, len(pixels), _EVALUATION_BATCH)]
        return np.concatenate([self._predict(tf.constant(part)).numpy() for part in parts])

    def save(self, path: Path) -> None:
        """Write the (averaged) weights as a ``.keras`` file without the optimizer's state."""
        part = path.with_name(path.stem + ".part.keras")
        self.averaged.save(part, include_optimizer=False)
        os.replace(part, path)

    def _compile_step(self) -> Callable[[Any, Any], tuple[Any, Any]]:
        import keras
        import tensorflow as tf

        smoothing, ema, classes = self.recipe.training.label_smoothing, self.recipe.training.ema, self.recipe.classes
        entropy = keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)
        model, averaged, optimizer = self.model, self.averaged, self.optimizer

        @tf.function(
            input_signature=[tf.TensorSpec((None, 28, 28), tf.uint8), tf.TensorSpec((None,), tf.int64)],
        )
        def step(pixels: Any, labels: Any) -> tuple[Any, Any]:
            with tf.GradientTape() as tape:
                probabilities = model(intensities(pixels), training=True)
                loss = entropy(tf.one_hot(labels, classes), probabilities)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
            if ema:
                # The average starts fast, else the first thousand steps' weights would stay in it.
                steps = tf.cast(optimizer.iterations, tf.float32)
                rate = 1.0 - tf.minimum(ema, (1.0 + steps) / (10.0 + steps))
                for average, weight in zip(averaged.weights, model.weights, strict=True):
                    average.assign(average.value + (weight.value - average.value) * rate)
            return loss, tf.reduce_sum(tf.cast(tf.argmax(probabilities, axis=1) == labels, tf.float32))

        return step  # type: ignore[no-any-return]

    def _compile_predict(self) -> Callable[[Any], Any]:
        import tensorflow as tf

        model = self.averaged

        @tf.function(input_signature=[tf.TensorSpec((None, 28, 28), tf.uint8)])
        def predict(pixels: Any) -> Any:
            return model(intensities(pixels), training=False)

        return predict  # type: ignore[no-any-return]


def intensities(pixels: Any) -> Any:
    """What every network is fed: a uint8 tensor (N, 28, 28) → float32 (N, 28, 28, 1) in 0 … 1."""
    import tensorflow as tf

    return tf.reshape(tf.cast(pixels, tf.float32) * (1.0 / 255.0), (-1, 28, 28, 1))


def build_optimizer(recipe: Recipe, steps: int, epochs: int) -> Any:
    """The optimizer of a recipe, with its schedule over `steps` steps in `epochs` epochs."""
    from keras import optimizers

    settings = recipe.optimizer
    rate: Any = settings.learning_rate
    if settings.schedule == "cosine":
        warm = round(settings.warmup * steps / epochs)
        rate = optimizers.schedules.CosineDecay(
            rate / 20 if warm else rate, max(1, steps - warm), warmup_target=rate if warm else None, warmup_steps=warm
        )
    if settings.kind == "adamw":
        return optimizers.AdamW(rate, weight_decay=settings.weight_decay)
    decay = settings.weight_decay or None
    return optimizers.SGD(rate, momentum=settings.momentum, nesterov=settings.momentum > 0, weight_decay=decay)


def write_history(path: Path, history: History) -> None:
    """Write one row for each epoch as CSV: epoch, learning rate, loss and accuracy of training and validation, seconds."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(history[0]))
        writer.writeheader()
        writer.writerows({k: f"{v:.6g}" for k, v in row.items()} for row in history)
    os.replace(part, path)


def import_keras() -> Any:
    """Keras, with a message that says what to install where it is absent.

    Raises:
        DependencyError: TensorFlow or Keras cannot be imported.
    """
    # TensorFlow tells of its build and of absent GPUs at each start; that is no news to a user who trains.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import keras
        import tensorflow  # noqa: F401
    except ImportError:
        raise DependencyError("training and export need TensorFlow: pip install 'digitscan[train]'") from None
    return keras


class _Clock:
    """Seconds left of a run, at the speed since it (or its continuation) began."""

    def __init__(self, epochs: int) -> None:
        self._began = time.monotonic()
        self._epochs = epochs

    def left(self, epoch: int, epochs: int, share: float) -> float:
        before = epochs - self._epochs
        done = epoch - before + share
        return (time.monotonic() - self._began) / done * (self._epochs - done)


def _steps(glyphs: int, batch: int) -> int:
    return -(-glyphs // batch)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from None
