"""Signs that were left out of fields, as print that all of them have in common, may have been digits of the numbers."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.types import NOT_A_DIGIT, PageResult, Status

_SURE, _SOME = 0.9, 0.2
"""Probability from which on a sign counts as a digit, and the share of those looked at that must."""

SIGNED = "what is printed before or behind it may be a digit"
"""The note about such numbers."""


def are_digits(probabilities: NDArray[np.float32]) -> bool:
    """Whether some of the signs, float32 (n, 11), are digits."""
    return bool((probabilities[:, :NOT_A_DIGIT].max(axis=1, initial=0) >= _SURE).mean() >= _SOME)


def doubt_signed(result: PageResult, signed: Set[int]) -> PageResult:
    """The result with the numbers of such fields for review."""
    readings = [
        replace(one, status=Status.REVIEW, note="; ".join(filter(None, [one.note, SIGNED])))
        if one.field in signed and one.status is not Status.BLANK
        else one
        for one in result.readings
    ]
    return replace(result, readings=tuple(readings))
