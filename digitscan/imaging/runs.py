"""Long runs of ink down the columns of a page, by morphological opening of packed bits.

Eight pixels are a byte, and a shift down the columns is another row of bytes: opening a page takes a tenth of the time
that it takes pixel by pixel. What is left of it is listed by its ends, which are few.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_BITS = 8
"""Pixels of a row in a byte."""


class Runs(NamedTuple):
    """R runs of ink along u, ordered by v, then u (as `Traces` defines them).

    Attributes:
        start: intp (R,), the first pixel of each, u.
        stop: intp (R,), the last pixel + 1, u.
        v: intp (R,).
    """

    start: NDArray[np.intp]
    stop: NDArray[np.intp]
    v: NDArray[np.intp]

    def pixels(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """u, v and the run of each pixel, intp (n,) each, in the same order."""
        sizes = self.stop - self.start
        run = np.repeat(np.arange(len(sizes)), sizes)
        return np.arange(len(run)) + (self.start - np.cumsum(sizes) + sizes)[run], self.v[run], run


def long_runs(image: NDArray[np.uint8], length: int) -> Runs:
    """The runs of ink down the columns (u is y, v is x) that are at least so long; beyond the page there is ink.

    Args:
        image: uint8 (H, W), nonzero where there is ink.
        length: of the shortest run, pixels.
    """
    height = len(image)
    opened = np.pad(_opened(np.packbits(image, axis=1), length), ((1, 1), (0, 0)))
    inside = opened[1:-1]
    # Both are in the order of the columns, so that the first that begins is the first that ends.
    v, start = np.divmod(_listed(inside & ~opened[:-2]), height)
    return Runs(start, _listed(inside & ~opened[2:]) - v * height + 1, v)


def _listed(packed: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Where bits of uint8 (H, W / 8) are set: x · H + y of each, ascending."""
    height, width = packed.shape
    at = np.flatnonzero(packed.ravel() > 0)
    bits = np.flatnonzero(np.unpackbits(packed.ravel()[at]).view(np.bool_))
    y = at // width
    return np.sort(((at - y * width) * (_BITS * height) + y)[bits // _BITS] + bits % _BITS * height)


def _opened(packed: NDArray[np.uint8], length: int) -> NDArray[np.uint8]:
    """Where a column of `length` pixels of 1 fits: uint8 (H, W / 8), as the bits given."""
    # As OpenCV has it: of the column, half is before its own place, and ink goes on beyond the page.
    before, after = length // 2, length - 1 - length // 2
    fits = _combined(np.pad(packed, ((before, after), (0, 0)), constant_values=255), length, np.bitwise_and)
    return _combined(np.pad(fits, ((before, after), (0, 0))), length, np.bitwise_or)


def _combined(rows: NDArray[np.uint8], length: int, combine: np.ufunc) -> NDArray[np.uint8]:
    """Each row combined with the length - 1 rows after it: uint8 (H - length + 1, W)."""
    done = 1
    while done < length:
        step = min(done, length - done)
        rows = combine(rows[: len(rows) - step], rows[step:])
        done += step
    return rows


def connected(runs: Runs) -> tuple[NDArray[np.intp], int]:
    """Which runs are one piece: those at neighbouring v that touch, also by a corner.

    Returns:
        The piece of each run, intp (R,), and the number of pieces, which are numbered by where they begin.
    """
    start, stop, row = runs
    width = 2 + int(stop.max(initial=0))
    below = (row + 1) * width
    first = np.searchsorted(row * width + stop, below + start)
    last = np.searchsorted(row * width + start, below + stop, side="right")
    touching = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(len(row)), touching)
    lower = np.arange(len(upper)) - np.repeat(np.cumsum(touching) - touching - first, touching)
    piece = roots(upper, lower, len(row))
    # Begins: two rows and two columns at a time, as OpenCV numbers components.
    place = (row // 2) * width + start // 2
    begin = np.full(len(row), np.iinfo(np.intp).max)
    np.minimum.at(begin, piece, place)
    firsts = np.flatnonzero(piece == np.arange(len(row)))
    number = np.empty(len(row), np.intp)
    number[firsts[np.argsort(begin[firsts], kind="stable")]] = np.arange(len(firsts))
    return number[piece], len(firsts)


def roots(one: NDArray[np.intp], other: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """For each of `count` things the first of those it hangs together with by pairs: intp (count,)."""
    root = np.arange(count)
    while True:
        a, b = root[one], root[other]
        apart = a != b
        if not apart.any():
            return root
        one, other, a, b = one[apart], other[apart], a[apart], b[apart]
        np.minimum.at(root, np.maximum(a, b), np.minimum(a, b))
        while True:
            further = root[root]
            if (further == root).all():
                break
            root = further
