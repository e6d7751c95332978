"""From a recipe and a folder of data to the source of a run."""

from __future__ import annotations

from pathlib import Path

from digitscan.errors import InputError

from .datasets import load_parts
from .fraction_source import FractionSource
from .recipe import Recipe
from .source import RecipeSource
from .strip_set import StripSet, cheque_strips
from .strip_source import StripSource


def open_source(
    recipe: Recipe, data: Path | None, epochs: int | None, notes: list[str]
) -> RecipeSource | StripSource | FractionSource:
    """Read what a recipe names.

    Args:
        recipe: of the run.
        data: folder of the sets, or None (MNIST is then downloaded).
        epochs: of the run where they are not the recipe's.
        notes: gets what was read and what was left out, in words.

    Raises:
        InputError: a set that the recipe needs is absent.
        UsageError: the recipe names a set that digitscan does not know.
    """
    skipped: list[str] = []
    parts = load_parts(recipe, data, skipped)
    real = _real_strips(recipe, data, skipped) if recipe.reads_strips else None
    notes += [f"left out: {reason}" for reason in skipped]
    counts = {name: (len(part.train), len(part.validation)) for name, part in parts.items()}
    if real:
        counts[real.name] = (len(real.train), len(real.validation))
    notes += [f"set {name}: {train} to train, {checked} to validate" for name, (train, checked) in counts.items()]
    if recipe.reads_strips:
        return StripSource(recipe, parts, real)
    return (FractionSource if recipe.fractions.total else RecipeSource)(recipe, parts, epochs)


def _real_strips(recipe: Recipe, data: Path | None, skipped: list[str]) -> StripSet | None:
    """The cheques' strips; without them the network learns from made-up ones alone."""
    try:
        return cheque_strips(data, recipe.strips.validation, recipe.split_seed)
    except InputError as error:
        skipped.append(str(error))
        return None
