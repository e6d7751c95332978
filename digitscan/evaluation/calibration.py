"""Whether a confidence means what it says: of all numbers given 0.9, are 90 % right?

Expected calibration error as in Guo et al. 2017 (https://arxiv.org/abs/1706.04599): numbers are put into bins of equal
width by their confidence; in each bin the share that is right is compared with the mean confidence, and the differences
are averaged with the bins' counts as weights. The Brier score is the mean squared difference of confidence and outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
"""Bins; Guo et al. take 15 for tens of thousands of images, and a few hundred numbers would leave some of 15 empty."""


_ROUNDS, _DRAWN = (400, 20_000), 2_000_000
"""Times that outcomes are drawn for the error by chance, and how many are drawn in all: of one number it is then within
4 % of itself, of many within 2 %, and it takes a tenth of a second."""


@dataclass(frozen=True)
class Bin:
    """Numbers with a confidence above `low` and up to `high` (the first bin has 0 too).

    `confidence` is their mean and `right` the share of them that is right, None without numbers.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True)
class Calibration:
    """How far confidences are from what happened; errors are None where no number was read.

    Attributes:
        count: numbers read, extra ones included.
        error: expected calibration error, 0–1.
        largest: largest difference in a bin, 0–1.
        brier: Brier score, 0–1.
        chance: the error that as many numbers have on average where each confidence is exactly the probability of being
            right, 0–1: an error of this size says nothing against the confidences.
        bins: from low to high.
    """

    count: int
    error: float | None
    largest: float | None
    brier: float | None
    chance: float | None
    bins: tuple[Bin, ...]


def calibration(sure: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> Calibration:
    """Compare confidences with what happened.

    Args:
        sure: float64 (N,), 0–1.
        right: bool (N,).
        bins: how many.
    """
    edges = np.linspace(0, 1, bins + 1)
    place = np.searchsorted(edges[1:-1], sure)
    found = []
    for i in range(bins):
        inside = place == i
        count = int(inside.sum())
        means = (float(sure[inside].mean()), float(right[inside].mean())) if count else (None, None)
        found.append(Bin(float(edges[i]), float(edges[i + 1]), count, *means))
    if not len(sure):
        return Calibration(0, None, None, None, None, tuple(found))
    gaps = [(abs(b.confidence - b.right), b.count) for b in found if b.confidence is not None and b.right is not None]
    error = sum(gap * count for gap, count in gaps) / len(sure)
    largest, brier = max(gap for gap, _ in gaps), float(np.mean((sure - right) ** 2))
    return Calibration(len(sure), error, largest, brier, _chance(sure, edges), tuple(found))


def _chance(sure: NDArray[np.float64], edges: NDArray[np.float64]) -> float:
    """The expected calibration error of confidences that are exactly right, bins given by their edges."""
    # To as many digits as confidences are printed with: a million different ones would be a table of gigabytes.
    values, counts = np.unique(np.round(sure, 4), return_counts=True)
    rounds = min(max(_DRAWN // len(values), _ROUNDS[0]), _ROUNDS[1])
    drawn = np.random.default_rng(0).binomial(counts, values, (rounds, len(values)))
    starts = np.flatnonzero(np.diff(np.searchsorted(edges[1:-1], values), prepend=-1))
    gaps = np.add.reduceat(counts * values - drawn, starts, axis=1)
    return float(np.abs(gaps).sum(axis=1).mean() / len(sure))
