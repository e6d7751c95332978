"""Every set that a recipe can name, and the parts that a recipe makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from digitscan.errors import InputError, UsageError

from .characters import characters
from .cheques import cheque_rejects, cheques
from .glyphset import GlyphSet, Parts, split
from .idx import emnist_test, emnist_training
from .mnist import mnist_test, mnist_training
from .recipe import Recipe
from .small_sets import answer_boxes, ardis, semeion, usps
from .turned_characters import turned_characters

READERS: dict[str, Callable[[Path | None], GlyphSet]] = {
    "mnist": mnist_training,
    "emnist": emnist_training,
    "usps": usps,
    "ardis": ardis,
    "semeion": semeion,
    "answer_boxes": answer_boxes,
    "cheques": cheques,
    "cheque_rejects": cheque_rejects,
    "characters": characters,
    "turned_characters": turned_characters,
}
"""Sets that may train, by the name that recipes use."""

TEST_READERS: dict[str, Callable[[Path | None], GlyphSet]] = {"mnist-test": mnist_test, "emnist-test": emnist_test}
"""Sets that are only measured."""


def load_parts(recipe: Recipe, data: Path | None, skipped: list[str] | None = None) -> dict[str, Parts]:
    """Read and part the sets of a recipe.

    Args:
        recipe: which sets, and how they are parted.
        data: folder that holds them, or None (MNIST is then downloaded).
        skipped: gets the reason for each optional set that is absent.

    Raises:
        InputError: a set that the recipe needs is absent; the message names it and where it was looked for.
        UsageError: the recipe names a set that digitscan does not know.
    """
    parts: dict[str, Parts] = {}
    for use in recipe.sets:
        if use.name not in READERS:
            raise UsageError(f"recipe {recipe.name}: no set {use.name!r}; known are {', '.join(READERS)}")
        try:
            glyphs = READERS[use.name](data)
        except InputError as error:
            if not use.optional:
                raise
            if skipped is not None:
                skipped.append(str(error))
            continue
        parts[use.name] = split(glyphs, use.validation, use.held_out, recipe.split_seed)
    return parts
