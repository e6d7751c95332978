"""A number in brackets: in accounts (45) is less than nought, and elsewhere a remark.

A bracket is as high as the digits or higher, narrow, and bent: its middle stands further out than both of its ends. It
is found at both ends of the number, whatever was read in it, for it looks like a 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.recognition.atoms import whole_atoms
from digitscan.types import Lattice

_FEWEST = 3
"""Fewest pieces of ink: both brackets and a digit."""

_MOSTLY, _EVEN = 0.9, 1.5
"""Share of the rows of a bracket that have one stroke, as wide as in the others but for a half."""

_TALL, _NARROW = 0.85, 0.5
"""Least height of a bracket, in that of the highest piece between both, and its largest width in its own height."""

_BENT = 0.05
"""How far the middle of a bracket stands further out than its ends, in its height. In drawn tables 89 of 168 numbers in
brackets were `ok`, now none; none of the 273 others, nor of the 565 cheque amounts that are `ok`, is told for it."""

_PARTS = 5
"""Parts of the height: the outer two are the ends, the inner one the middle."""


def has_brackets(lattice: Lattice) -> bool:
    """Whether the first and the last piece of ink of a field, but for specks, are brackets around the others."""
    single = np.flatnonzero(lattice.spans[:, 1] - lattice.spans[:, 0] == 1)
    atoms = lattice.spans[single, 0]
    order = single[np.argsort(atoms)]
    whole = whole_atoms(lattice) & ~lattice.marks
    pieces = order[whole[lattice.spans[order, 0]]]
    if len(pieces) < _FEWEST:
        return False
    boxes = lattice.boxes[pieces].astype(np.float64)
    wide, high = (boxes[:, 2:] - boxes[:, :2]).T
    inner = high[1:-1].max()
    return all(
        high[end] >= _TALL * inner
        and wide[end] <= _NARROW * high[end]
        and _is_one_stroke(lattice.pixels[pieces[end]])
        and sign * _bulge(lattice.pixels[pieces[end]]) >= _BENT
        for end, sign in ((0, -1), (-1, 1))
    )


def _is_one_stroke(glyph: NDArray[np.uint8]) -> bool:
    """Whether a glyph uint8 (28, 28) is one stroke from top to foot: a 4 has two side by side, and a 7 a bar."""
    inked = glyph[glyph.any(axis=1)] >= 128
    runs = (np.diff(np.pad(inked, ((0, 0), (1, 1))).astype(np.int8), axis=1) == 1).sum(axis=1)
    width = inked.sum(axis=1)
    usual = np.median(width[width > 0]) if width.any() else 0.0
    return bool((runs <= 1).mean() >= _MOSTLY and (width <= _EVEN * usual + 1).mean() >= _MOSTLY)


def _bulge(glyph: NDArray[np.uint8]) -> float:
    """How far the middle of a glyph uint8 (28, 28) stands to the right of its ends, in its height."""
    inked = np.flatnonzero(glyph.any(axis=1))
    if len(inked) < _PARTS:
        return 0.0
    rows = glyph[inked[0] : inked[-1] + 1].astype(np.float64)
    x = (rows @ np.arange(rows.shape[1])) / np.maximum(rows.sum(axis=1), 1)
    upper, *_, lower = parts = np.array_split(x, _PARTS)
    return float((parts[_PARTS // 2].mean() - (upper.mean() + lower.mean()) / 2) / len(rows))
