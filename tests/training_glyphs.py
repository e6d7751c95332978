"""Small glyphs and sets that need no data: printed digits and drawn marks."""

from __future__ import annotations

import numpy as np
from digitscan.training.glyphset import GlyphSet, Parts, split
from digitscan.training.printed import printed_digits
from digitscan.training.recipe import Recipe, parse_recipe


def printed(count: int, seed: int = 0) -> GlyphSet:
    """`count` printed digits in random order, grouped by fours."""
    every = printed_digits()
    index = np.random.default_rng(seed).integers(0, len(every), count)
    groups = np.arange(count, dtype=np.int64) // 4
    return GlyphSet("mnist", "free", every.pixels[index], every.labels[index], groups)


def parts(count: int = 240) -> dict[str, Parts]:
    """One set, parted: a sixth to validate, a tenth held out."""
    return {"mnist": split(printed(count), count // 6, 0.1, seed=1)}


def recipe(**sections: object) -> Recipe:
    """A recipe that trains the paper's network in a second."""
    table = {
        "name": "tiny",
        "version": "0.1",
        "network": "paper",
        "seed": 3,
        "training": {"epochs": 3, "batch_size": 32},
        "optimizer": {"kind": "sgd", "learning_rate": 0.05, "momentum": 0.9},
        "sets": [{"name": "mnist", "validation": 40, "held_out": 0.1}],
    }
    return parse_recipe({**table, **sections})
