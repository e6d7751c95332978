"""What a count says about the share behind it: the exact limits of Clopper and Pearson.

Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404. The limits are found by bisection of the binomial
distribution itself, which needs no more than NumPy; the tests compare them with SciPy's beta distribution.
"""

from __future__ import annotations

from math import ceil, log, log1p

import numpy as np

CONFIDENCE = 0.95
"""How sure a limit is."""

_HALVINGS = 60
"""Bisections of 0…1: beyond what float64 tells apart."""


def upper_bound(count: int, of: int, confidence: float = CONFIDENCE) -> float:
    """The share that is exceeded with a probability of at most 1 - confidence, given what was counted.

    Args:
        count: how often it happened, 0 … of.
        of: how often it could have.
        confidence: of the one-sided limit.

    Returns:
        0–1; 1 where nothing could have happened.
    """
    if count >= of:
        return 1.0
    low, high = 0.0, 1.0
    logs = _log_choose(count, of)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_most(logs, of, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def numbers_needed(share: float, confidence: float = CONFIDENCE) -> int:
    """How often nothing must have happened for the upper bound to be at most a share (about 3 / share).

    Args:
        share: above 0, below 1.
        confidence: of the one-sided limit.
    """
    return ceil(log(1 - confidence) / log1p(-share))


def interval(count: int, of: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The two-sided limits of a share: as `upper_bound` on both sides, each with half of what is left to chance."""
    side = (1 + confidence) / 2
    return 1 - upper_bound(of - count, of, side), upper_bound(count, of, side)


def _log_choose(count: int, of: int) -> np.ndarray:
    """Logarithms of the binomial coefficients of 0 … count out of `of`."""
    k = np.arange(1, count + 1)
    return np.concatenate([[0.0], np.cumsum(np.log((of - k + 1) / k))])


def _at_most(logs: np.ndarray, of: int, share: float) -> float:
    """The probability of at most len(logs) - 1 of `of`."""
    k = np.arange(len(logs))
    return float(np.exp(logs + k * np.log(share) + (of - k) * np.log1p(-share)).sum())
