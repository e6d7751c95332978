"""``digitscan train``: a recipe and data → trained weights with their history and report."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
What the run's folder holds in the end:
  NAME.keras       the weights, with the card that says what they are
  history.csv      learning rate, loss and accuracy of each epoch
  curves.png       loss and accuracy against epochs
  confusion.png, per_class.csv, per_class.json   of the validation glyphs
  wrong.csv        instead of these, for strips: those that were read wrong
  checkpoint.npz   what a run that was cut off goes on from

\b
Examples:
  digitscan train --recipe paper
  digitscan train --recipe digits --data DIR --out runs/digits
  digitscan train --recipe strips --data DIR
  digitscan train --recipe digits --data DIR --weights digits.keras --out runs/further
  digitscan export-onnx --weights runs/digits/digits.keras --out digits.onnx
"""


@click.command(epilog=EPILOG, short_help="Train a network from a recipe (extra 'train').")
@click.option(
    "--recipe", metavar="NAME|FILE", default="digits", show_default=True,
    help="A recipe that ships with digitscan (digits, digits-large, strips, strips-large, fractions, paper), or a "
    ".toml file.",
)  # fmt: skip
@click.option(
    "--data", type=click.Path(path_type=Path), metavar="DIR",
    help="Folder of the data sets. Without it MNIST is downloaded, and sets the recipe calls optional are left out.",
)  # fmt: skip
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the run. Default: runs/ and the recipe's name.",
)
@click.option(
    "--epochs", type=click.IntRange(min=1), metavar="N", help="Passes over the data, instead of the recipe's."
)
@click.option(
    "--weights", type=click.Path(path_type=Path), metavar="FILE.keras",
    help="Begin with these weights instead of fresh ones, to train a network further, with data of your own too.",
)  # fmt: skip
@click.option(
    "--teacher", type=click.Path(path_type=Path), metavar="FILE.keras",
    help="Learn the answers of this network too, as much as the recipe says; without it, from labels alone.",
)  # fmt: skip
@click.option(
    "--jobs", type=click.IntRange(min=0), metavar="N", default=0,
    help="Processes that make the glyphs or strips of epochs to come: worth it beside a GPU. Default: one thread.",
)  # fmt: skip
@click.option("--fresh", is_flag=True, help="Start over, even where the folder has a checkpoint to go on from.")
@click.option("-q", "--quiet", is_flag=True, help="No progress and no notes on standard error; errors still.")
def train(
    recipe: str,
    data: Path | None,
    out: Path | None,
    epochs: int | None,
    weights: Path | None,
    teacher: Path | None,
    jobs: int,
    fresh: bool,
    quiet: bool,
) -> int:
    """Train a network as a recipe says.

    A run that was cut off goes on after its last whole epoch when it is started again with the same recipe and folder.
    """
    from .train_run import TrainOptions, run_train

    return run_train(TrainOptions(recipe, data, out, epochs, weights, teacher, jobs, fresh, quiet))
