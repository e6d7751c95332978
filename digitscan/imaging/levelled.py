"""The ink along rulings, made level: each ruling becomes a straight strip, and all strips stand side by side.

What is asked of every ruling is then asked of all of them at once, in arrays of V rows and the U columns of all rulings
of one direction. Pages have hundreds of rulings, and each is too short to be worth an array of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.traces import Traces
from digitscan.types import Segments

_OFTEN = 0.5
"""Share of a ruling's columns with ink in a row, from which on the row is the ruling's."""

_STROKE = 1.55
"""Darkest contrast in a column, in the ruling's usual one, from which on a stroke lies along the ruling there, and
the column says nothing of how dark the ruling is by itself: print varies by a quarter."""

_ROUNDS = 4
"""Times that such columns are left out and the usual contrast is taken anew: three were enough on every page seen."""

_HARDLY = 0.95
"""Share of a ruling's columns that are no strokes at first sight from which on there are too few to look for more."""

_MOST_ALONE = 0.8
"""Share of a ruling's columns without strokes from which on its median is its own, and all of its columns count."""

_FEWEST = 100
"""Columns without strokes, pixels, that say how dark a ruling is: two digits are as wide, and in a picture of one digit
what lies along its edge may be more of a neighbour than of a frame."""

_BEND = 15
"""Columns over which the course of a ruling is smoothed, pixels: it bends slowly, its edge is ragged."""


@dataclass(frozen=True, eq=False)
class Levelled:
    """The ink along S rulings of one direction: U columns in all, V = 2 · reach + 1 rows, the rulings in the middle.

    Attributes:
        first: intp (S + 1,), the first column of each ruling, and U.
        at: intp (V, U), flat index of each pixel in the page.
        contrast: uint8 (V, U), averaged over three columns.
        near: the B of these rows that are in the band of any ruling, or next to it.
        covered: bool (B, U), ink on the rulings.
        band: bool (B, S), the rows of each ruling.
        profile: float64 (B, S), contrast of each ruling alone.
        peak: float64 (S,), its largest value.
    """

    first: NDArray[np.intp]
    at: NDArray[np.intp]
    contrast: NDArray[np.uint8]
    near: slice
    covered: NDArray[np.bool_]
    band: NDArray[np.bool_]
    profile: NDArray[np.float64]
    peak: NDArray[np.float64]

    @property
    def sizes(self) -> NDArray[np.intp]:
        """The columns of each ruling, intp (S,)."""
        return np.diff(self.first)


def level(
    contrast: NDArray[np.uint8], mask: NDArray[np.uint8], segments: Segments, traces: Traces, *, vertical: bool
) -> Levelled | None:
    """The ink along each of the rulings of one direction, or None where there are none.

    Args:
        contrast: uint8 (H, W), 0 paper … 255 ink.
        mask: uint8 (H, W), nonzero where there is ink.
        segments: the rulings.
        traces: their pixels.
        vertical: whether they run along y.
    """
    if not len(traces):
        return None
    length, across = mask.shape if vertical else mask.shape[::-1]
    columns, first = _columns(traces, length)
    course = _course(traces, columns, first, across)
    reach = _reach(segments)
    at, inside = _around(columns, course, reach, mask.shape, vertical=vertical)
    grey = _smooth(contrast.ravel()[at], first)
    inked = mask.ravel()[at] > 0
    if inside is not None:
        inked &= inside
    sizes = np.diff(first)
    band, near = _bands(inked, first)
    wide = np.repeat(band, sizes, axis=1)
    # The darkest row of a thin ruling changes along it: each column's darkest pixel says how dark it is.
    darkest = (grey[near] * wide).max(axis=0)
    values = np.vstack([grey[near], darkest])
    usual = medians(values, first)
    for number, bare in _without_strokes(darkest, first, usual[-1]):
        usual[:, number] = np.median(values[:, bare], axis=1)
    profile, peak = usual[:-1], usual[-1]
    profile *= peak / np.maximum(1.0, (profile * band).max(axis=0))
    return Levelled(first, at, grey, near, inked[near] & wide, band, profile, peak)


def _around(
    columns: NDArray[np.intp], course: NDArray[np.intp], reach: int, shape: tuple[int, ...], *, vertical: bool
) -> tuple[NDArray[np.intp], NDArray[np.bool_] | None]:
    """The pixels up to `reach` beside a course: flat indices, and whether they are on the page, None if all; (V, U)."""
    across = shape[1] if vertical else shape[0]
    steps = np.arange(-reach, reach + 1)[:, None]
    along_step, across_step = (shape[1], 1) if vertical else (1, shape[1])
    if course.min() >= reach and course.max() + reach < across:
        return steps * across_step + (columns * along_step + course * across_step), None
    rows = course + steps
    at = np.clip(rows, 0, across - 1) * across_step + columns * along_step
    return at, (rows >= 0) & (rows < across)


def _columns(traces: Traces, length: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The columns of each ruling that has pixels, intp (U,), and where each begins among them, intp (S + 1,)."""
    count = int(traces.owner.max()) + 1
    low, high = np.full(count, length), np.full(count, -1)
    np.minimum.at(low, traces.owner, traces.u)
    np.maximum.at(high, traces.owner, traces.u)
    # A ruling may have lost all of its pixels, as a lattice's own line has those of what was found there.
    low, high = low[high >= 0], high[high >= 0]
    # Its ends are as soft as its edges.
    low, high = np.maximum(0, low - 2), np.minimum(length, high + 3)
    first = np.concatenate([[0], np.cumsum(high - low)])
    return np.arange(first[-1]) + np.repeat(low - first[:-1], high - low), first


def _course(traces: Traces, columns: NDArray[np.intp], first: NDArray[np.intp], across: int) -> NDArray[np.intp]:
    """The row of its ruling in each of the columns, intp (U,), gaps bridged."""
    known = np.bincount(traces.owner) > 0
    number = (np.cumsum(known) - 1)[traces.owner]
    place = traces.u - columns[first[:-1]][number] + first[:-1][number]
    count = np.bincount(place, minlength=len(columns))
    rows = np.bincount(place, traces.v, len(columns)) / np.maximum(count, 1)
    inked = np.flatnonzero(count)
    # Each ruling goes on to both ends as it begins, and nothing is bridged between two of them.
    for ends, nearest in (
        (first[:-1], inked[np.searchsorted(inked, first[:-1])]),
        (first[1:] - 1, inked[np.searchsorted(inked, first[1:]) - 1]),
    ):
        rows[ends], count[ends] = rows[nearest], 1
    inked = np.flatnonzero(count)
    rows = np.rint(np.interp(np.arange(len(rows)), inked, rows[inked])).astype(np.int32)
    half = _BEND // 2
    rows = rows[spread(first, half)]
    window = inner(first, half) - half
    # Most of a ruling is level to the pixel, and only the windows in which it is not are ranked.
    steps = np.concatenate([[0], np.cumsum(rows[1:] != rows[:-1])])
    smooth = rows[window]
    uneven = np.flatnonzero(steps[window + 2 * half] != steps[window])
    windows = np.lib.stride_tricks.sliding_window_view(rows, _BEND)
    smooth[uneven] = np.partition(windows[window[uneven]], half, axis=1)[:, half]
    return np.clip(smooth, 0, across - 1).astype(np.intp)


def _without_strokes(
    darkest: NDArray[np.uint8], first: NDArray[np.intp], usual: NDArray[np.float64]
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The columns that show a ruling alone: where digits lie along nearly half of it, its median is half the pen's.

    Args:
        darkest: uint8 (U,), the darkest contrast of each column.
        first: intp (S + 1,), the first column of each ruling, and U.
        usual: float64 (S,), the medians of that.

    Yields:
        The number of each ruling of whose columns too many have strokes, and its others, intp (K,).
    """
    sizes = np.diff(first)
    alone = np.add.reduceat(darkest <= np.repeat(_STROKE * usual, sizes), first[:-1], dtype=np.intp)
    for number in np.flatnonzero(alone <= _HARDLY * sizes).tolist():
        own = darkest[first[number] : first[number + 1]]
        kept = own <= _STROKE * usual[number]
        for _ in range(_ROUNDS - 1):
            kept &= own <= _STROKE * float(np.median(own[kept]))
        if _FEWEST <= np.count_nonzero(kept) <= _MOST_ALONE * len(own):
            yield number, first[number] + np.flatnonzero(kept)


def _reach(segments: Segments) -> int:
    """Pixels looked at on either side of a ruling: its soft edge makes it up to twice as thick, and strokes beyond."""
    return 2 * int(np.ceil(np.percentile(segments.thickness, 90))) + 6 if len(segments) else 0


def _smooth(grey: NDArray[np.uint8], first: NDArray[np.intp]) -> NDArray[np.uint8]:
    """The mean of each pixel of uint8 (V, U) and its neighbours along the ruling; at an end the one beside it twice."""
    smooth = cv2.blur(grey, (3, 1))
    last = first[1:] - 1
    for ends, beside in ((first[:-1], np.minimum(first[:-1] + 1, last)), (last, np.maximum(last - 1, first[:-1]))):
        smooth[:, ends] = (2 * grey[:, beside].astype(np.uint16) + grey[:, ends] + 1) // 3
    return smooth


def _bands(inked: NDArray[np.bool_], first: NDArray[np.intp]) -> tuple[NDArray[np.bool_], slice]:
    """The rows of the rulings: those often inked around the middle one, soft edge and a ragged pixel more included.

    Args:
        inked: bool (V, U).
        first: intp (S + 1,), the first column of each ruling, and U.

    Returns:
        bool (B, S), and which of the V rows these are: those of any ruling, and one more on each side.
    """
    middle, enough = len(inked) // 2, _OFTEN * np.diff(first)
    band = np.zeros((len(inked), len(enough)), bool)
    band[middle] = True
    for rows in (range(middle - 1, -1, -1), range(middle + 1, len(inked))):
        going_on = band[middle]
        for row in rows:
            going_on = going_on & (np.add.reduceat(inked[row], first[:-1], dtype=np.intp) >= enough)
            if not going_on.any():
                break
            band[row] = going_on
    wider = band.copy()
    wider[1:] |= band[:-1]
    wider[:-1] |= band[1:]
    any_ruling = np.flatnonzero(wider.any(axis=1)).tolist()
    near = slice(max(0, any_ruling[0] - 1), any_ruling[-1] + 2)
    return wider[near], near


def medians(values: NDArray[np.uint8] | NDArray[np.uint16], first: NDArray[np.intp]) -> NDArray[np.float64]:
    """Medians of groups of columns.

    Args:
        values: uint8 or uint16 (R, U).
        first: intp (S + 1,), the first column of each group, and U.

    Returns:
        float64 (R, S); 0 for a group without columns.
    """
    sizes, levels = np.diff(first), 1 + int(values.max(initial=0))
    middles = np.stack([first[:-1] + (sizes - 1) // 2, first[:-1] + sizes // 2])
    # All groups of a row are ranked at once, by counting: each has numbers of its own, from where the last one ends.
    number = np.repeat(np.arange(len(sizes)) * levels, sizes)
    found = np.zeros((len(values), len(sizes)))
    for own, row in zip(found, values, strict=True):
        until = np.cumsum(np.bincount(number + row))
        own[:] = (np.searchsorted(until, middles, side="right") % levels).mean(axis=0)
    return np.where(sizes > 0, found, 0.0)


def spread(first: NDArray[np.intp], more: int) -> NDArray[np.intp]:
    """Indices that repeat the end columns of each ruling `more` times, so that windows do not reach into the next.

    Args:
        first: intp (S + 1,), as in `Levelled`.
        more: columns added at each end.
    """
    sizes = np.diff(first) + 2 * more
    begin = np.concatenate([[0], np.cumsum(sizes)])
    index = np.arange(begin[-1]) + np.repeat(first[:-1] - more - begin[:-1], sizes)
    return np.clip(index, np.repeat(first[:-1], sizes), np.repeat(first[1:] - 1, sizes))


def inner(first: NDArray[np.intp], more: int) -> NDArray[np.intp]:
    """Where the columns of the rulings are in what `spread` gives: intp (U,)."""
    sizes = np.diff(first)
    return np.arange(first[-1]) + np.repeat(more * (2 * np.arange(len(sizes)) + 1), sizes)
