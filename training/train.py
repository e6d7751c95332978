"""One training run: from a recipe to weights, with checkpoints, history, curves and a report in its folder.

recipe ──► source ──► epochs ──► checkpoint ──► weights (.keras), history.csv, curves, confusion matrix, report
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from digitscan.errors import OutputError

from .checkpoint import History, load_checkpoint, save_checkpoint
from .keras_file import Card, save_keras
from .recipe import Recipe
from .report import write_history, write_report
from .tensorflow_import import import_keras
from .trainer import Arrays, Trainer, steps_of


class Source(Protocol):
    """Where the glyphs of a run come from."""

    def glyphs_per_epoch(self) -> int:
        """How many glyphs each epoch has."""
        ...

    def epoch(self, number: int) -> Arrays:
        """The glyphs of one epoch (from 0) in the order of training; the same number gives the same glyphs."""
        ...

    def training_data(self) -> tuple[dict[str, Any], ...]:
        """What the glyphs come from, for the model card: name, count and licence of each set."""
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
        seconds_left: to the end of the run.
        loss: mean of this epoch so far.
        accuracy: likewise, on the (altered) training glyphs.
    """

    epoch: int
    epochs: int
    step: int
    steps: int
    seconds_left: float
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
        folder: for checkpoint, history, report and weights; made if absent.
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
    steps = total * steps_of(source.glyphs_per_epoch(), recipe.training.batch_size)
    trainer = Trainer(recipe, steps=steps, epochs=total)
    history = (load_checkpoint(folder, recipe, total, trainer.variables) if resume else None) or []
    validation = source.validation()
    for epoch, arrays in _epochs(source, len(history), total):
        clock = _Clock(history, epoch, total, progress)
        row = {"epoch": epoch + 1} | trainer.run_epoch(arrays, clock.tell if progress else None)
        history.append(row | trainer.validate(validation) | {"seconds": round(clock.seconds(), 1)})
        save_checkpoint(folder, recipe, total, trainer.variables, history)
        write_history(folder / "history.csv", history)
    return _finish(recipe, source, folder, trainer, history, validation)


def _epochs(source: Source, first: int, total: int) -> Iterator[tuple[int, Arrays]]:
    """The glyphs of each epoch; the next ones are made while the network learns from these."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(source.epoch, first) if first < total else None
        for epoch in range(first, total):
            assert coming is not None
            arrays = coming.result()
            coming = pool.submit(source.epoch, epoch + 1) if epoch + 1 < total else None
            yield epoch, arrays


def _finish(
    recipe: Recipe, source: Source, folder: Path, trainer: Trainer, history: History, validation: dict[str, Arrays]
) -> Run:
    classes = recipe.class_names
    card = Card(recipe.name, recipe.version, classes, asdict(recipe), source.training_data(), len(history))
    weights = folder / f"{recipe.name}.keras"
    save_keras(trainer.averaged, weights, card)
    if validation:
        labels = np.concatenate([y for _, y in validation.values()])
        chosen = trainer.predict(np.concatenate([x for x, _ in validation.values()])).argmax(axis=1)
        write_report(folder, history, labels, chosen, classes)
    return Run(folder, weights, history)


class _Clock:
    """Seconds left of a run: what the last epochs took, or the speed so far in the first."""

    def __init__(self, history: History, epoch: int, epochs: int, progress: Callable[[Progress], None] | None) -> None:
        self._began = time.monotonic()
        self._epoch, self._epochs, self._progress = epoch, epochs, progress
        # Three: the machine may have become slower or faster since the start.
        past = [row["seconds"] for row in history[-3:]]
        self._whole = sum(past) / len(past) if past else None

    def seconds(self) -> float:
        """Since this epoch began."""
        return time.monotonic() - self._began

    def tell(self, step: int, steps: int, loss: float, accuracy: float) -> None:
        """Report where the run stands."""
        share = step / steps
        whole = self._whole or self.seconds() / share
        left = whole * (self._epochs - self._epoch - share)
        if self._progress:
            self._progress(Progress(self._epoch + 1, self._epochs, step, steps, left, loss, accuracy))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make the folder {folder}: {error.strerror}") from None
