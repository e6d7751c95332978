"""One training run: from a recipe to weights, with checkpoints, history, curves and a report in its folder.

recipe ──► source ──► epochs ──► checkpoint ──► weights (.keras), history.csv, curves, confusion matrix, report
"""

from __future__ import annotations

import pickle
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from digitscan.errors import OutputError, UsageError

from .checkpoint import History, load_checkpoint, save_checkpoint
from .keras_file import Card, save_keras
from .keras_import import import_keras
from .recipe import Recipe
from .report import draw_curves, write_history
from .strip_trainer import StripTrainer
from .trainer import GlyphTrainer, Trainer, steps_of


class Source(Protocol):
    """Where the glyphs or strips of a run come from."""

    def count_per_epoch(self) -> int:
        """How many glyphs or strips each epoch has."""
        ...

    def epoch(self, number: int) -> Any:
        """The glyphs or strips of one epoch (from 0) in the order of training; the same number gives the same."""
        ...

    def training_data(self) -> tuple[dict[str, Any], ...]:
        """What they come from, for the model card: name, count and licence of each set."""
        ...

    def validation(self) -> Any:
        """The validation part of each set, as the trainer takes it."""
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
    start: Path | None = None,
    teacher: Path | None = None,
    jobs: int = 0,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Train a network as a recipe says; a run that was cut off goes on after its last whole epoch.

    Args:
        recipe: what to do.
        source: the glyphs or strips.
        folder: for checkpoint, history, report and weights; made if absent.
        resume: go on from the folder's checkpoint; False starts over.
        epochs: instead of the recipe's.
        start: a ``.keras`` file whose weights the run begins with, of the recipe's network; fresh ones without it.
        teacher: a ``.keras`` file whose answers are learnt, as much as the recipe says.
        jobs: processes that make the epochs to come; 0 makes the next one in a thread of this process.
        progress: called after each step.

    Returns:
        The finished run.

    Raises:
        DependencyError: TensorFlow is absent.
        UsageError: the checkpoint in `folder` is of another recipe, `start` of another network, or `teacher` unfit.
        ModelError: `start` or `teacher` cannot be read.
        OutputError: `folder` cannot be written.
    """
    keras = import_keras()
    _make(folder)
    total = epochs or recipe.training.epochs
    keras.utils.set_random_seed(recipe.seed)
    steps = total * steps_of(source.count_per_epoch(), recipe.training.batch_size)
    trainer = build_trainer(recipe, steps=steps, epochs=total)
    began = trainer.start_from(start) if start else ""
    taught = trainer.teach(teacher) if teacher else ""
    history = (load_checkpoint(folder, recipe, total, trainer.variables, taught) if resume else None) or []
    validation = source.validation()
    for epoch, arrays in _epochs(source, len(history), total, jobs):
        clock = _Clock(history, epoch, total, progress)
        row = {"epoch": epoch + 1} | trainer.run_epoch(arrays, clock.tell if progress else None)
        history.append(row | trainer.validate(validation) | {"seconds": round(clock.seconds(), 1)})
        save_checkpoint(folder, recipe, total, trainer.variables, history, taught)
        write_history(folder / "history.csv", history)
    trainer.learner.give()
    card = Card(
        recipe.name, recipe.version, recipe.class_names, asdict(recipe), source.training_data(), total, began, taught
    )
    return _finish(card, folder, trainer, history, validation)


def _epochs(source: Source, first: int, total: int, jobs: int) -> Iterator[tuple[int, Any]]:
    """The glyphs or strips of each epoch; the next ones are made while the network learns from these."""
    ahead = max(1, jobs)
    with _makers(source, jobs) as (pool, make):
        coming = deque(pool.submit(make, epoch) for epoch in range(first, min(first + ahead, total)))
        try:
            for epoch in range(first, total):
                try:
                    arrays = coming.popleft().result()
                except BrokenProcessPool:
                    raise UsageError(
                        "a process that makes epochs has died, of memory perhaps: take fewer --jobs"
                    ) from None
                if epoch + ahead < total:
                    coming.append(pool.submit(make, epoch + ahead))
                yield epoch, arrays
        finally:
            for each in coming:
                each.cancel()


@contextmanager
def _makers(source: Source, jobs: int) -> Iterator[tuple[Executor, Callable[[int], Any]]]:
    """What makes epochs: `jobs` processes, or a thread of this one."""
    if not jobs:
        with ThreadPoolExecutor(1) as threads:
            yield threads, source.epoch
        return
    with tempfile.TemporaryDirectory(prefix="digitscan-") as folder:
        # Through a file: as an argument it would be pickled anew for each process, a second of this one's time.
        path = Path(folder) / "source.pickle"
        path.write_bytes(pickle.dumps(source))
        # Not forked: OpenCV and what computes for Keras have threads by now, whose locks would stay locked.
        with ProcessPoolExecutor(jobs, get_context("spawn"), _take_source, (path,)) as processes:
            yield processes, _make_epoch


_source: Source | None = None
"""Of a process that makes epochs."""


def _take_source(path: Path) -> None:
    global _source
    # Ctrl-C goes to all processes of a terminal: that which trains ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _source = pickle.loads(path.read_bytes())


def _make_epoch(number: int) -> Any:
    assert _source is not None
    return _source.epoch(number)


def build_trainer(recipe: Recipe, steps: int, epochs: int) -> Trainer:
    """The trainer for what a recipe's network reads; arguments as for `Trainer`."""
    return (StripTrainer if recipe.reads_strips else GlyphTrainer)(recipe, steps, epochs)


def _finish(card: Card, folder: Path, trainer: Trainer, history: History, validation: Any) -> Run:
    weights = folder / f"{card.name}.keras"
    save_keras(trainer.averaged, weights, card)
    draw_curves(folder / "curves.png", history)
    trainer.report(folder, validation)
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
