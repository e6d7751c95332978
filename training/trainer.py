"""A network in training: its steps, the running average of its weights, its optimizer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import UsageError

from .keras_file import load_keras
from .model_form import intensities
from .networks import build_network
from .recipe import Recipe
from .report import write_confusion

Arrays = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Glyphs uint8 (N, 28, 28) and their labels int64 (N,)."""

_EVALUATION_BATCH = 500
"""Glyphs per step of validation: large enough for full speed, small enough for little memory."""


class Trainer(ABC):
    """A network with its optimizer and the running average of its weights.

    Attributes:
        model: the network that learns.
        averaged: the one that is used: the average of its weights where the recipe wants one, else the same.
        variables: all that changes, in a fixed order: weights, their averages, the optimizer's own, random states.
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
        weights = {id(weight) for weight in self.model.weights}
        # The states of the dropout layers' random generators: without them a continued run would drop other units.
        chances = [variable for variable in self.model.variables if id(variable) not in weights]
        self.variables: list[Any] = [*self.model.weights, *averages, *self.optimizer.variables, *chances]

    @abstractmethod
    def run_epoch(
        self, arrays: Any, progress: Callable[[int, int, float, float], None] | None = None
    ) -> dict[str, float]:
        """One pass over the arrays of an epoch, in their order.

        Args:
            arrays: what the source of the run made.
            progress: called after each step with steps done, steps, mean loss and accuracy so far.

        Returns:
            ``learning_rate``, ``loss`` and ``accuracy``.
        """

    @abstractmethod
    def validate(self, sets: Any) -> dict[str, float]:
        """``val_loss`` and ``val_accuracy`` of the (averaged) weights, of all sets together and of each."""

    @abstractmethod
    def report(self, folder: Path, sets: Any) -> None:
        """Write into the run's folder what the (averaged) weights get wrong on the validation sets."""

    def start_from(self, path: Path) -> str:
        """Begin with the weights of a ``.keras`` file; a checkpoint that is loaded afterwards overrules them.

        The recipe's network may have more layers in one place than the one in the file: these begin fresh.

        Returns:
            Name and version of the model.

        Raises:
            ModelError: the file cannot be read.
            UsageError: it holds another network.
        """
        other, card = load_keras(path)
        places = common_ends([w.shape for w in other.weights], [w.shape for w in self.model.weights])
        if places is None:
            raise UsageError(f"{path} holds another network than recipe {self.recipe.name!r} trains")
        known = other.get_weights()
        weights = self.model.get_weights()
        for place, value in zip(places, known, strict=True):
            weights[place] = value
        for model in {id(m): m for m in (self.model, self.averaged)}.values():
            model.set_weights(weights)
        return f"{card.name} {card.version}"

    @property
    def learning_rate(self) -> float:
        """As it is now."""
        return float(np.asarray(self.optimizer.learning_rate))

    def learn(self, tape: Any, loss: Any) -> None:
        """One step of the optimizer and of the average, inside a compiled function."""
        import tensorflow as tf

        gradients = tape.gradient(loss, self.model.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.model.trainable_variables, strict=True))
        if self.averaged is not self.model:
            # The average starts fast, else the first thousand steps' weights would stay in it.
            steps = tf.cast(self.optimizer.iterations, tf.float32)
            rate = 1.0 - tf.minimum(self.recipe.training.ema, (1.0 + steps) / (10.0 + steps))
            for average, weight in zip(self.averaged.weights, self.model.weights, strict=True):
                average.assign(average.value + (weight.value - average.value) * rate)


def common_ends(known: Sequence[tuple[int, ...]], wanted: Sequence[tuple[int, ...]]) -> list[int] | None:
    """Where the weights of a network go in one that has more layers in one place.

    Args:
        known: shapes of the weights there are, in the order of the layers.
        wanted: shapes of those of the network to fill, not fewer.

    Returns:
        For each known weight its place among the wanted ones: from the front as far as they are alike, the rest from
        the back. None where that does not use all of them.
    """
    front = 0
    while front < min(len(known), len(wanted)) and known[front] == wanted[front]:
        front += 1
    shift = len(wanted) - len(known)
    rest = range(front, len(known))
    if shift < 0 or any(known[i] != wanted[i + shift] for i in rest):
        return None
    return [*range(front), *(i + shift for i in rest)]


class GlyphTrainer(Trainer):
    """A network that classifies glyphs."""

    def __init__(self, recipe: Recipe, steps: int, epochs: int) -> None:
        """As for `Trainer`."""
        super().__init__(recipe, steps, epochs)
        self._step = self._compile_step()
        self._predict = self._compile_predict()

    def run_epoch(
        self, arrays: Arrays, progress: Callable[[int, int, float, float], None] | None = None
    ) -> dict[str, float]:
        """One pass over the glyphs, in their order.

        Args:
            arrays: the glyphs.
            progress: called after each step with steps done, steps, mean loss and accuracy so far.

        Returns:
            ``learning_rate``, ``loss`` and ``accuracy``.
        """
        import tensorflow as tf

        pixels, labels = arrays
        size = self.recipe.training.batch_size
        steps = steps_of(len(labels), size)
        loss = right = 0.0
        for step in range(steps):
            part = slice(step * size, (step + 1) * size)
            batch_loss, batch_right = self._step(tf.constant(pixels[part]), tf.constant(labels[part], tf.int64))
            loss += float(batch_loss) * len(labels[part])
            right += float(batch_right)
            if progress:
                done = min(len(labels), (step + 1) * size)
                progress(step + 1, steps, loss / done, right / done)
        return {"learning_rate": self.learning_rate, "loss": loss / len(labels), "accuracy": right / len(labels)}

    def validate(self, sets: dict[str, Arrays]) -> dict[str, float]:
        """Loss and accuracy of the (averaged) weights.

        Returns:
            ``val_loss`` and ``val_accuracy`` over all glyphs together; ``val_accuracy_<set>`` where there are several.
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

    def report(self, folder: Path, sets: dict[str, Arrays]) -> None:
        """Write the confusion matrix and what follows from it; nothing where nothing is validated."""
        if sets:
            labels = np.concatenate([y for _, y in sets.values()])
            chosen = self.predict(np.concatenate([x for x, _ in sets.values()])).argmax(axis=1)
            write_confusion(folder, labels, chosen, self.recipe.class_names)

    def _compile_step(self) -> Callable[[Any, Any], tuple[Any, Any]]:
        import keras
        import tensorflow as tf

        smoothing, classes, model = self.recipe.training.label_smoothing, self.recipe.classes, self.model
        entropy = keras.losses.CategoricalCrossentropy(label_smoothing=smoothing)

        @tf.function(
            input_signature=[tf.TensorSpec((None, 28, 28), tf.uint8), tf.TensorSpec((None,), tf.int64)],
        )
        def step(pixels: Any, labels: Any) -> tuple[Any, Any]:
            with tf.GradientTape() as tape:
                probabilities = model(intensities(pixels), training=True)
                loss = entropy(tf.one_hot(labels, classes), probabilities)
            self.learn(tape, loss)
            return loss, tf.reduce_sum(tf.cast(tf.argmax(probabilities, axis=1) == labels, tf.float32))

        return step

    def _compile_predict(self) -> Callable[[Any], Any]:
        import tensorflow as tf

        model = self.averaged

        @tf.function(input_signature=[tf.TensorSpec((None, 28, 28), tf.uint8)])
        def predict(pixels: Any) -> Any:
            return model(intensities(pixels), training=False)

        return predict


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
        return optimizers.AdamW(rate, weight_decay=settings.weight_decay, global_clipnorm=settings.clip or None)
    decay = settings.weight_decay or None
    return optimizers.SGD(rate, momentum=settings.momentum, nesterov=settings.momentum > 0, weight_decay=decay)


def steps_of(glyphs: int, batch: int) -> int:
    """Steps that an epoch of N glyphs takes; the last batch may be smaller."""
    return -(-glyphs // batch)
