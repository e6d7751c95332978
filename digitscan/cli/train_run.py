"""One run of ``digitscan train``: recipe → sets → training, and what is told about it on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from digitscan.errors import EXIT_OK, UsageError

from .console import Screen
from .training_bar import TrainingBar

if TYPE_CHECKING:
    from digitscan.training.train import Run


@dataclass(frozen=True)
class TrainOptions:
    """The options of ``digitscan train``, as its help describes them."""

    recipe: str
    data: Path | None
    out: Path | None
    epochs: int | None
    weights: Path | None
    teacher: Path | None
    jobs: int
    fresh: bool
    quiet: bool


def run_train(options: TrainOptions) -> int:
    """Train as the options say.

    Returns:
        The exit code.

    Raises:
        DigitscanError: TensorFlow or a set is absent, the recipe or the folder cannot be used.
    """
    from digitscan.training.keras_import import import_keras
    from digitscan.training.recipe import load_recipe
    from digitscan.training.sources import open_source
    from digitscan.training.train import train

    recipe = load_recipe(options.recipe)
    if options.data is not None and not options.data.is_dir():
        raise UsageError(f"--data {options.data} is no folder")
    # Before the sets are read: where it is absent, that is what to say.
    import_keras()
    notes: list[str] = []
    source = open_source(recipe, options.data, options.epochs, notes)
    folder = options.out or Path("runs") / recipe.name
    with Screen(quiet=options.quiet) as screen:
        for note in notes:
            screen.note(note)
        with TrainingBar(quiet=options.quiet, note=screen.note) as bar:
            run = train(
                recipe,
                source,
                folder,
                resume=not options.fresh,
                epochs=options.epochs,
                start=options.weights,
                teacher=options.teacher,
                jobs=options.jobs,
                progress=bar.show,
            )
        screen.note(_summary(run))
    return EXIT_OK


def _summary(run: Run) -> str:
    last = run.history[-1]
    accuracy = f"validation accuracy {100 * last['val_accuracy']:.2f} %; " if "val_accuracy" in last else ""
    return f"{len(run.history)} epochs, {accuracy}weights in {run.weights}"
