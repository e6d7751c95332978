"""The glyphs and strips on which an exported network is compared with the one it came from, and the comparison."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .augment import augment
from .marks import draw_marks
from .printed import printed_digits, printed_letters
from .recipe import Augmentation
from .strip_alter import alter
from .strip_digits import crop, glyph_bank
from .strip_making import write_nothing, write_row

GLYPHS = 1000
"""Glyphs compared at each export."""

STRIPS = 250
"""Strips compared at each export: about 10,000 columns."""

TOLERANCE = 1e-4
"""Largest difference of a probability: what float32 sums in another order may bring, and nothing more."""

_MARKS = 250


def parity_glyphs() -> NDArray[np.uint8]:
    """Glyphs that every machine can make: printed digits altered as in training, and marks; uint8 (1000, 28, 28)."""
    rng = np.random.default_rng(1000)
    printed = printed_digits()
    index = rng.integers(0, len(printed), GLYPHS - _MARKS)
    altered = augment(printed.pixels[index], printed.labels[index], Augmentation(strong=0.8, mild=0.2), rng)
    return np.concatenate([altered, draw_marks(_MARKS, rng)])


def parity_strips() -> list[NDArray[np.uint8]]:
    """Strips that every machine can make: numbers in printed digits, and letters and marks; 250 of uint8 (32, W)."""
    rng = np.random.default_rng(1001)
    bank = glyph_bank(printed_digits())
    letters = [crop(glyph) for glyph in printed_letters().pixels]
    made = [write_row(bank, (), rng) if i % 10 else write_nothing(letters, (), rng) for i in range(STRIPS)]
    return [alter(drawn, rng) for drawn in made]


def compare(expected: NDArray[np.float32], found: NDArray[np.float32]) -> tuple[int, float]:
    """Compare two (N, K) arrays of probabilities.

    Returns:
        On how many rows both prefer the same class, and the largest difference of a probability.
    """
    same = int((expected.argmax(axis=1) == found.argmax(axis=1)).sum())
    return same, float(np.abs(expected - found).max())
