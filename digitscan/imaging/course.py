"""The course of a ruling through the ink found for it: strokes that touch it, or a second line, are told apart.

A digit that stands on a ruling has a flat foot, and a pen line struck through a row meets the printed one at a small
angle: both are found in one piece with the ruling. Across the ruling, though, its ink has one thickness nearly
everywhere, and its middle lies on a smooth curve.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_UNEVEN = 1.6
"""Height of a run of ink, in median heights, from which on it is more than the ruling: a ragged edge adds a third."""

_ONE = 0.95
"""Share of its columns in which an even line has one run of ink, and none that is thick: blots and grain are few."""

_STEEPEST = 0.1
"""Largest slope looked for, as admitted when pieces are found (about 5°)."""

_SLOPES = 41
"""Slopes tried: 0.005 apart, half a pixel over 100 columns."""

_AT_ONCE = 400_000
"""Points times slopes that are looked at in one go: arrays of 3 MB stay in the cache."""

_DEGREE = 3
"""Of the polynomial that a bent ruling follows: paper curls, lenses bend lines into an arc, and both at once."""

_ROUNDS = 3
"""Fits of that polynomial, each to the columns that the one before came close to."""

_SPARE = 1.0
"""Pixels beyond half its thickness that still belong to a ruling: its edge is ragged."""


def are_even(x: NDArray[np.intp], y: NDArray[np.intp], bounds: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of K pieces of ink along x are one line of one thickness.

    Args:
        x: intp (n,), columns of the pixels, ascending in each piece.
        y: intp (n,), their rows, ascending within each column.
        bounds: intp (K + 1,), where the pixels of each piece begin; none is empty.
    """
    starts, stops = _ends_of_runs(x, y, bounds[:-1])
    heights = y[stops] - y[starts] + 1
    first = np.searchsorted(starts, bounds)  # of the runs of each piece
    owner = np.repeat(np.arange(len(bounds) - 1), np.diff(first))
    # A column with several runs has them one after the other: all but the first are counted, then the columns of them.
    again = np.flatnonzero((x[starts][1:] == x[starts][:-1]) & (owner[1:] == owner[:-1]))
    place = np.stack([x[starts][again], owner[again]])
    crowded = again[(np.diff(place, axis=1, prepend=-1) != 0).any(axis=0)]
    columns = x[bounds[1:] - 1] - x[bounds[:-1]] + 1
    alone = 1 - np.bincount(owner[crowded], minlength=len(columns)) / columns
    ranked = heights[np.lexsort((heights, owner))]
    usual, tall = (_quantile(ranked, first, share) for share in (0.5, _ONE))
    return np.asarray((alone >= _ONE) & (tall <= np.maximum(_UNEVEN * usual, usual + 1)))


def _quantile(ranked: NDArray[np.intp], first: NDArray[np.intp], share: float) -> NDArray[np.float64]:
    """Of groups of ascending numbers, group k from first[k] on: that quantile of each, neighbours interpolated."""
    place = first[:-1] + share * (np.diff(first) - 1)
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, first[1:] - 1)
    return np.asarray(ranked[low] + (place - low) * (ranked[high] - ranked[low]))


def main_course(x: NDArray[np.intp], y: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which pixels of a connected piece of ink along x belong to its longest line.

    Args:
        x: intp (n,), columns of the pixels, ascending.
        y: intp (n,), their rows, ascending within each column.

    Returns:
        bool (n,), true on a band of the line's own thickness along its course.
    """
    middles, heights, at = _runs(x, y)
    thickness = _median(heights)
    thin = heights <= max(_UNEVEN * thickness, thickness + 1)
    line = _straight(at[thin], middles[thin])
    last = np.zeros(len(at), bool)
    for _ in range(_ROUNDS):
        near = thin & (np.abs(np.polyval(line, at) - middles) <= thickness / 2 + _SPARE)
        # The same columns give the same line.
        if np.count_nonzero(near) <= 4 * (_DEGREE + 1) or (near == last).all():
            break
        last = near
        thickness = _median(heights[near])
        # A line that covers little of its piece has nothing to say about how the rest of it bends.
        degree = _DEGREE if np.ptp(at[near]) >= 0.5 * np.ptp(at) else 1
        line = np.polyfit(at[near], middles[near], degree)
    return np.abs(np.polyval(line, x) - y) <= thickness / 2 + _SPARE


def _median(values: NDArray[np.float64]) -> float:
    """As NumPy's, which takes longer for the few values that a ruling has."""
    ranked = np.sort(values)
    return float((ranked[(len(ranked) - 1) // 2] + ranked[len(ranked) // 2]) / 2)


def _runs(
    x: NDArray[np.intp], y: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The runs of ink in the columns: middle, height and column of each, all float64 (r,)."""
    starts, stops = _ends_of_runs(x, y, np.zeros(1, np.intp))
    return (y[starts] + y[stops]) / 2, (y[stops] - y[starts] + 1).astype(np.float64), x[starts].astype(np.float64)


def _ends_of_runs(
    x: NDArray[np.intp], y: NDArray[np.intp], pieces: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of the first and the last pixel of each run of ink in a column; a run begins at each of `pieces`."""
    begins = np.empty(len(x), bool)
    begins[1:] = (np.diff(x) != 0) | (np.diff(y) != 1)
    begins[pieces] = True
    starts = np.flatnonzero(begins)
    return starts, np.append(starts[1:], len(x)) - 1


def _straight(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Slope and offset, float64 (2,), of the straight line with the most points within a pixel: a Hough transform."""
    best, found = -1, (0.0, _median(y))
    # All slopes at once, or as many as a few megabytes have room for.
    for slopes in np.array_split(np.linspace(-_STEEPEST, _STEEPEST, _SLOPES), 1 + _SLOPES * len(x) // _AT_ONCE):
        offsets = y - slopes[:, None] * x
        low = offsets.min(axis=1, initial=np.inf)
        bins = (offsets - low[:, None]).astype(np.intp) + 1
        width = int(bins.max(initial=0)) + 2
        bins += width * np.arange(len(slopes))[:, None]
        votes = np.bincount(bins.ravel(), minlength=width * len(slopes)).reshape(len(slopes), width)
        near = votes[:, :-2] + votes[:, 1:-1] + votes[:, 2:]
        most = near.max(axis=1)
        if len(slopes) and most.max() > best:
            k = int(most.argmax())
            # Of two rows that hold all points, the second.
            row = 1 if int(np.ptp(offsets[k])) == 1 else int(near[k].argmax())
            best, found = int(most[k]), (float(slopes[k]), float(low[k] + row + 0.5))
    return np.array(found)
