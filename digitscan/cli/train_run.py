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
    fresh: bool
    quiet: bool


def run_train(options: TrainOptions) -> int:
    """Train as the options say.

    Returns:
        The exit code.

    Raises:
        DigitscanError: TensorFlow or a set is absent, the recipe or the folder cannot be used.
    """
    from digitscan.training.datasets import load_parts
    from digitscan.training.fraction_source import FractionSource
    from digitscan.training.recipe import load_recipe
    from digitscan.training.source import RecipeSource
    from digitscan.training.tensorflow_import import import_keras
    from digitscan.training.train import train

    recipe = load_recipe(options.recipe)
    if options.data is not None and not options.data.is_dir():
        raise UsageError(f"--data {options.data} is no folder")
    # Before the sets are read: where it is absent, that is what to say.
    import_keras()
    skipped: list[str] = []
    parts = load_parts(recipe, options.data, skipped)
    folder = options.out or Path("runs") / recipe.name
    with Screen(quiet=options.quiet) as screen:
        for reason in skipped:
            screen.note(f"left out: {reason}")
        for name, part in parts.items():
            screen.note(f"set {name}: {len(part.train)} to train, {len(part.validation)} to validate")
        with TrainingBar(quiet=options.quiet, note=screen.note) as bar:
            mixture = FractionSource if recipe.fractions.total else RecipeSource
            source = mixture(recipe, parts, options.epochs)
            run = train(recipe, source, folder, resume=not options.fresh, epochs=options.epochs, progress=bar.show)
        screen.note(_summary(run))
    return EXIT_OK


def _summary(run: Run) -> str:
    last = run.history[-1]
    accuracy = f"validation accuracy {100 * last['val_accuracy']:.2f} %; " if "val_accuracy" in last else ""
    return f"{len(run.history)} epochs, {accuracy}weights in {run.weights}"
