"""A network that reads strips whole, in training: connectionist temporal classification (CTC).

A. Graves, S. Fernández, F. Gomez, J. Schmidhuber: Connectionist Temporal Classification: Labelling Unsegmented Sequence
Data with Recurrent Neural Networks, ICML 2006, https://doi.org/10.1145/1143844.1143891.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.batches import pad_strips, width_groups
from digitscan.types import BLANK

from .backend import learner_class
from .learner import Spec
from .metrics import edit_distance
from .model_form import strip_intensities
from .recipe import Recipe
from .strip_source import Labelled, StripBatch
from .trainer import Trainer, blend

_STRIPS: Spec = ((None, None, None), "uint8")

_EVALUATION_BATCH = 64
"""Strips per step of validation."""


class StripTrainer(Trainer):
    """A network that reads strips, trained with CTC."""

    def __init__(self, recipe: Recipe, steps: int, epochs: int) -> None:
        """As for `Trainer`."""
        super().__init__(recipe, steps, epochs)
        self.learner.prepare(self._losses, _STRIPS, ((None, None), "int32"))
        self._predict = self.learner.predictor(self._best, _STRIPS)

    def run_epoch(
        self, arrays: list[StripBatch], progress: Callable[[int, int, float, float], None] | None = None
    ) -> dict[str, float]:
        """One pass over the batches; accuracy is the share of strips read whole. Arguments as for `Trainer`."""
        loss = right = done = 0.0
        results = self.results((batch.pixels, batch.labels) for batch in arrays)
        for step, (batch, (batch_loss, best)) in enumerate(zip(arrays, results, strict=True), 1):
            loss += batch_loss * len(batch)
            right += sum(map(str.__eq__, collapse(best), _values(batch.labels)))
            done += len(batch)
            if progress:
                progress(step, len(arrays), loss / done, right / done)
        return {"learning_rate": self.learner.learning_rate, "loss": loss / done, "accuracy": right / done}

    def validate(self, sets: dict[str, Labelled]) -> dict[str, float]:
        """Share of strips read whole, and edits per digit, of all sets together and of each."""
        every = [pair for labelled in sets.values() for pair in labelled]
        if not every:
            return {}
        row = {f"val_{key}": value for key, value in self._measure(every).items()}
        for name, labelled in sets.items():
            row[f"val_accuracy_{name}"] = self._measure(labelled)["accuracy"]
        return row

    def report(self, folder: Path, sets: dict[str, Labelled]) -> None:
        """Write ``wrong.csv``: what was read in each validation strip that was read wrong."""
        with (folder / "wrong.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("set", "number", "value", "read"))
            for name, labelled in sets.items():
                read = self.read([pixels for pixels, _ in labelled])
                rows = enumerate(zip(labelled, read, strict=True))
                writer.writerows((name, i, value, found) for i, ((_, value), found) in rows if found != value)

    def read(self, strips: Sequence[NDArray[np.uint8]]) -> list[str]:
        """The value of each strip by its best path."""
        found = [""] * len(strips)
        for width, numbers in width_groups([strip.shape[1] for strip in strips]):
            for start in range(0, len(numbers), _EVALUATION_BATCH):
                part = numbers[start : start + _EVALUATION_BATCH]
                chosen = [strips[i] for i in part]
                pixels = pad_strips(chosen, chosen[0].shape[0], width, len(part))
                best = self._predict(pixels)
                for number, value in zip(part, collapse(best), strict=True):
                    found[number] = value
        return found

    def _measure(self, labelled: Labelled) -> dict[str, float]:
        values = [value for _, value in labelled]
        read = self.read([pixels for pixels, _ in labelled])
        edits = sum(edit_distance(a, b) for a, b in zip(values, read, strict=True))
        right = sum(map(str.__eq__, values, read)) / len(values)
        return {"accuracy": right, "digit_error_rate": edits / max(1, sum(map(len, values)))}

    def _losses(self, pixels: Any, labels: Any) -> tuple[Any, Any]:
        from keras import ops

        seen = strip_intensities(pixels)
        log_odds = self.learner.network(seen, training=True)
        loss = ops.mean(ctc_loss(labels, log_odds))
        if self.teacher is not None:
            loss = blend(self.recipe, loss, self.teacher(seen, training=False), log_odds)
        return loss, ops.argmax(log_odds, axis=2)

    def _best(self, pixels: Any) -> Any:
        from keras import ops

        return ops.argmax(self.learner.averaged(strip_intensities(pixels), training=False), axis=2)


def ctc_loss(labels: Any, log_odds: Any) -> Any:
    """The CTC loss of each strip.

    Args:
        labels: int32 (N, L), digits, -1 after the last.
        log_odds: float32 (N, T, 11), the blank last.

    Returns:
        float32 (N,): minus the logarithm of the probability of the labels.
    """
    return learner_class().ctc_loss(labels, log_odds, BLANK)


def collapse(best: NDArray[np.int32]) -> list[str]:
    """The values that N paths spell: repetitions count once, blanks not at all.

    Args:
        best: int32 (N, T), the class of each column.
    """
    before = np.concatenate([np.full((len(best), 1), BLANK, best.dtype), best[:, :-1]], axis=1)
    kept = (best != before) & (best != BLANK)
    return ["".join(map(str, row[keep])) for row, keep in zip(best, kept, strict=True)]


def _values(labels: NDArray[np.int32]) -> list[str]:
    return ["".join(str(digit) for digit in row if digit >= 0) for row in labels]
