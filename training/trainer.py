"""A network in training: its steps, the running average of its weights, its optimizer."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.errors import UsageError

from .backend import learner_class
from .keras_file import load_keras
from .learner import Learner, Spec
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
        model: the Keras model of the network that learns.
        averaged: of the one that is used: the average of its weights where the recipe wants one, else the same.
        learner: both at work, with the optimizer, on the library that computes for Keras.
        teacher: a network whose answers it learns too, or None.
    """

    teacher: Any = None

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
        self.learner: Learner = learner_class()(self.model, self.averaged, recipe, steps, epochs)

    @property
    def variables(self) -> list[Any]:
        """All that changes, in a fixed order."""
        return self.learner.variables

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
        self.learner.take()
        return f"{card.name} {card.version}"

    def teach(self, path: Path) -> str:
        """Learn from the answers of another network too, as much as the recipe says.

        Args:
            path: its ``.keras`` file; it answers what this one answers.

        Returns:
            Name and version of that model.

        Raises:
            ModelError: the file cannot be read.
            UsageError: it answers something else, or the recipe takes nothing from a teacher.
        """
        if not self.recipe.teacher.share:
            raise UsageError(f"recipe {self.recipe.name!r} has no teacher: give it a section [teacher] with a share")
        other, card = load_keras(path)
        if (other.input_shape, other.output_shape) != (self.model.input_shape, self.model.output_shape):
            raise UsageError(f"{path} does not answer what recipe {self.recipe.name!r} trains")
        self.teacher = self.learner.foreign(other)
        return f"{card.name} {card.version}"

    def results(self, batches: Iterable[tuple[NDArray[Any], NDArray[Any]]]) -> Iterator[tuple[float, Any]]:
        """Loss and what is told of each batch, each fetched while the next step runs: a GPU need not wait for it."""
        from keras import ops

        waiting: tuple[Any, Any] | None = None
        for pixels, labels in batches:
            running = self.learner.step(pixels, labels)
            if waiting:
                yield float(waiting[0]), ops.convert_to_numpy(waiting[1])
            waiting = running
        if waiting:
            yield float(waiting[0]), ops.convert_to_numpy(waiting[1])


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


_GLYPHS: Spec = ((None, 28, 28), "uint8")


class GlyphTrainer(Trainer):
    """A network that classifies glyphs."""

    def __init__(self, recipe: Recipe, steps: int, epochs: int) -> None:
        """As for `Trainer`."""
        import keras

        super().__init__(recipe, steps, epochs)
        self._entropy = keras.losses.CategoricalCrossentropy(label_smoothing=recipe.training.label_smoothing)
        self.learner.prepare(self._losses, _GLYPHS, ((None,), "int64"))
        averaged = self.learner.averaged
        self._predict = self.learner.predictor(lambda pixels: averaged(intensities(pixels), training=False), _GLYPHS)

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
        pixels, labels = arrays
        size = self.recipe.training.batch_size
        parts = batch_slices(len(labels), size)
        steps = len(parts)
        loss = right = 0.0
        done = 0
        batches = ((pixels[part], labels[part]) for part in parts)
        for step, (batch_loss, batch_right) in enumerate(self.results(batches), 1):
            count = len(labels[parts[step - 1]])
            loss += batch_loss * count
            right += float(batch_right)
            done += count
            if progress:
                progress(step, steps, loss / done, right / done)
        return {
            "learning_rate": self.learner.learning_rate,
            "loss": loss / len(labels),
            "accuracy": right / len(labels),
        }

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
        parts = [pixels[i : i + _EVALUATION_BATCH] for i in range(0, len(pixels), _EVALUATION_BATCH)]
        return np.concatenate([self._predict(part) for part in parts])

    def report(self, folder: Path, sets: dict[str, Arrays]) -> None:
        """Write the confusion matrix and what follows from it; nothing where nothing is validated."""
        if sets:
            labels = np.concatenate([y for _, y in sets.values()])
            chosen = self.predict(np.concatenate([x for x, _ in sets.values()])).argmax(axis=1)
            write_confusion(folder, labels, chosen, self.recipe.class_names)

    def _losses(self, pixels: Any, labels: Any) -> tuple[Any, Any]:
        from keras import ops

        seen = intensities(pixels)
        probabilities = self.learner.network(seen, training=True)
        loss = self._entropy(ops.one_hot(labels, self.recipe.classes), probabilities)
        if self.teacher is not None:
            logs = [ops.log(ops.clip(p, 1e-7, 1.0)) for p in (self.teacher(seen, training=False), probabilities)]
            loss = blend(self.recipe, loss, *logs)
        right = ops.cast(ops.argmax(probabilities, axis=1), "int64") == ops.cast(labels, "int64")
        return loss, ops.sum(ops.cast(right, "float32"))


def blend(recipe: Recipe, loss: Any, teacher: Any, pupil: Any) -> Any:
    """A loss by labels and the distance from a teacher's answers, as a recipe mixes them.

    G. Hinton, O. Vinyals, J. Dean: Distilling the Knowledge in a Neural Network, 2015,
    https://arxiv.org/abs/1503.02531: both soften their answers by a temperature, whose square keeps the gradients.

    Args:
        recipe: with a teacher's share.
        loss: scalar, the mean by labels.
        teacher: float32 (..., classes), log-odds.
        pupil: likewise.

    Returns:
        Scalar. Over columns of strips the distance is summed, as the loss is, over what is before them it is a mean.
    """
    from keras import ops

    share, heat = recipe.teacher.share, recipe.teacher.temperature
    wanted = ops.log_softmax(teacher / heat, axis=-1)
    distance = ops.sum(ops.exp(wanted) * (wanted - ops.log_softmax(pupil / heat, axis=-1)), axis=-1)
    while len(distance.shape) > 1:
        distance = ops.sum(distance, axis=-1)
    return (1.0 - share) * loss + share * heat**2 * ops.mean(distance)


def steps_of(glyphs: int, batch: int) -> int:
    """Steps that an epoch of N glyphs takes; the last batch may be smaller."""
    return -(-glyphs // batch)


def batch_slices(glyphs: int, batch: int) -> list[slice]:
    """The batches of an epoch of N glyphs.

    All are full but the last; where that would have less than a quarter of a batch, all have as many within one: batch
    normalisation over a few glyphs teaches nonsense.
    """
    if 0 < glyphs % batch < batch / 4:
        bounds = np.linspace(0, glyphs, steps_of(glyphs, batch) + 1).astype(int).tolist()
    else:
        bounds = [*range(0, glyphs, batch), glyphs]
    return [slice(start, end) for start, end in itertools.pairwise(bounds)]
