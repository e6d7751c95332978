"""Pieces of ink that hold a ruling and more, a second line or the feet of digits, are parted into their lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.course import are_even, main_course
from digitscan.imaging.traces import Traces

_MOST_LINES = 12
"""Lines in one piece of ink: a ruling, a line struck along it, and one more where they end in the next frame; or all
rows of a column whose digits, written with a thick pen, touch one another and every line."""

_FILLED = 0.9
"""Share of its columns in which a line in an uneven piece has ink: feet of digits in a row, or letters, are no line."""

_LONG = 4
"""Length of such a line, in shortest rulings: longer than strokes of digits, and than words of small print."""

_BESIDE = 0.6
"""The same share of a long line right beside a ruling, as thin as it and parallel to it: one of a double line, which
dark strokes near it outshine."""

_DOUBLE = (12, 1.0)
"""Largest distance of two such lines, pixels, and the largest change of it from their first to their last quarter."""


def part(traces: Traces, count: int, shortest: int) -> tuple[Traces, int]:
    """Part each long, uneven piece into lines, and drop what is none.

    Args:
        traces: the pixels of `count` pieces along x.
        count: the number of pieces, N.
        shortest: shortest ruling looked at, pixels.

    Returns:
        The pixels that are left and the new number of pieces: the first line of each piece keeps its number.
    """
    long = np.flatnonzero(_widths(traces, count) >= _LONG * shortest)
    if not len(long):
        return traces, count
    members, bounds = _by_column(traces, long, count)
    owner = traces.owner.copy()
    for number in np.flatnonzero(~are_even(traces.u[members], traces.v[members], bounds)).tolist():
        rest = members[bounds[number] : bounds[number + 1]]
        count = _part_one(traces, owner, rest, int(long[number]), count, shortest)
    return Traces(traces.u, traces.v, owner).take(owner >= 0), count


def _part_one(
    traces: Traces, owner: NDArray[np.intp], rest: NDArray[np.intp], name: int, count: int, shortest: int
) -> int:
    """Part the pixels `rest` (by column) of the piece `name`, in `owner`, -1 for no line; the new number of pieces."""
    first: NDArray[np.float64] | None = None
    for line in range(_MOST_LINES):
        x, y = traces.u[rest], traces.v[rest]
        if not len(rest) or np.ptp(x) < _LONG * shortest:
            break
        own = main_course(x, y)
        reached = np.unique(x[own])
        ends = _ends(x[own], y[own])
        beside = first is not None and _are_double(first, ends) and np.ptp(reached) >= 2 * _LONG * shortest
        if len(reached) < max((_BESIDE if beside else _FILLED) * np.ptp(reached), _LONG * shortest):
            break
        first = ends if first is None else first
        owner[rest] = -1
        owner[rest[own]] = name if line == 0 else count
        count += line > 0
        rest = rest[~own]
    return count


def _ends(x: NDArray[np.intp], y: NDArray[np.intp]) -> NDArray[np.float64]:
    """Where a line along x begins and ends, and how thick it is, float64 (3,): rows of its first and last quarter."""
    quarter = np.ptp(x) / 4 if len(x) else 0.0
    if not quarter:
        return np.full(3, np.inf)
    early, late = y[x <= x.min() + quarter], y[x >= x.max() - quarter]
    return np.array([early.mean(), late.mean(), len(x) / len(np.unique(x))])


def _are_double(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two lines, as `_ends` says of each, run side by side and are equally thin."""
    apart = (other - one)[:2]
    return bool(np.abs(apart).max() <= _DOUBLE[0] and abs(apart[1] - apart[0]) <= _DOUBLE[1] and other[2] <= one[2] + 1)


def _widths(traces: Traces, count: int) -> NDArray[np.intp]:
    """Last column less first column of each piece, intp (N,); negative where it has no pixels."""
    first, last = np.full(count, np.iinfo(np.int32).max, np.intp), np.full(count, -1, np.intp)
    np.minimum.at(first, traces.owner, traces.u)
    np.maximum.at(last, traces.owner, traces.u)
    return last - first


def _by_column(traces: Traces, pieces: NDArray[np.intp], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of the pixels of K pieces, piece by piece, column by column; and intp (K + 1,), where each begins."""
    numbers = np.full(count, -1)
    numbers[pieces] = np.arange(len(pieces))
    members = np.flatnonzero(numbers[traces.owner] >= 0)
    number = numbers[traces.owner[members]]
    # Pixels come row by row, and a stable sort leaves those of a column in that order.
    order = np.argsort(number * (traces.u.max(initial=0) + 1) + traces.u[members], kind="stable")
    return members[order], np.searchsorted(number[order], np.arange(len(pieces) + 1))
