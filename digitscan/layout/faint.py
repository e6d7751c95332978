"""Ink that shows through from the other side of the sheet, in the cells of a lattice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.fields import FieldInk

_THROUGH, _DOUBTFUL = 0.25, 0.4
"""Strength, in that of the usual ink of the cells, below which ink is the other side's, and below which it may be.
Pencil beside print has 0.47 and more, print that shows through thin newspaper 0.15 to 0.35, rarely 0.45."""

_SECOND = 0.2
"""Share of the cells with ink that are doubtful from which on that is a second, paler ink of the form's own."""

_FEWEST = 12
"""Cells with ink from which on the usual strength is known."""


def leave_out_faint(
    inks: list[FieldInk], labels: NDArray[np.int32], contrast: NDArray[np.uint8]
) -> tuple[list[FieldInk], NDArray[np.bool_]]:
    """Leave out what shows through.

    Args:
        inks: the fields of a page.
        labels: int32 (H, W), numbers of their components from 1.
        contrast: uint8 (H, W), 0 paper … 255 ink.

    Returns:
        The fields, those of a lattice without ink that shows through; and bool (N,), which of them hold ink that is
        too faint to say whether it does.
    """
    cells = np.array([ink.field.place is not None for ink in inks], bool)
    if cells.sum() < _FEWEST:
        return inks, np.zeros(len(inks), bool)
    peaks = np.zeros(int(labels.max(initial=0)) + 1, np.uint8)
    inked = np.flatnonzero(labels > 0)
    np.maximum.at(peaks, labels.ravel()[inked], contrast.ravel()[inked])
    strength = np.array(
        [max((float(peaks[part + 1].max()) for part in ink.parts if len(part)), default=0.0) for ink in inks]
    )
    filled = cells & (strength > 0)
    if filled.sum() < _FEWEST:
        return inks, np.zeros(len(inks), bool)
    share = strength / np.median(strength[filled])
    gone, doubtful = filled & (share < _THROUGH), filled & (share >= _THROUGH) & (share < _DOUBTFUL)
    doubtful &= doubtful.sum() < _SECOND * filled.sum()
    empty = (np.zeros(0, np.intp),)
    return [replace(ink, parts=empty) if out else ink for ink, out in zip(inks, gone, strict=True)], doubtful
