"""The glyphs on which an exported network is compared with the one it came from, and the comparison."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .augment import augment
from .marks import draw_marks
from .printed import printed_digits
from .recipe import Augmentation

GLYPHS = 1000
"""Glyphs compared at each export."""

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


def compare(expected: NDArray[np.float32], found: NDArray[np.float32]) -> tuple[int, float]:
    """Compare two (N, K) arrays of probabilities.

    Returns:
        On how many glyphs both prefer the same class, and the largest difference of a probability.
    """
    same = int((expected.argmax(axis=1) == found.argmax(axis=1)).sum())
    return same, float(np.abs(expected - found).max())
