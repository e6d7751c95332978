"""Crossings of printed lines, and which of them are next to one another along a line.

Crossings are peaks of both ridges (of lines along x and along y). Each is linked to the next one along its line, and
the links are followed from crossing to crossing, so that no line has to be straight or whole (as chessboards are found
for camera calibration: Geiger et al. 2012, doi:10.1109/ICRA.2012.6224570).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.ridges import ridges
from digitscan.imaging.runs import roots

Points = NDArray[np.float32]
Lines = tuple[NDArray[np.float32], NDArray[np.float32]]
"""Strength of lines along x and along y, float32 (H, W) each."""

Patch = dict[tuple[int, int], int]
"""Crossings by (row, column), counted from any of them."""

_LENGTH = 17
"""Pixels averaged along a line: two thirds of the smallest cell; strokes of digits are shorter than their cells."""

_APART = 4
"""Pixels across a line to where its surroundings are taken: lines are up to 3 pixels wide on the reduced page."""

WEAKEST = 4.0
"""Ridge strength (contrast of 255) below which nothing is a line: paper's grain averaged over 50 pixels has 1."""

_MOST = 900
"""Crossings looked at, the strongest: a page of dense print has more, a lattice of 25 by 25 cells fewer."""

_PITCHES = ((20.0, 32.0), (27.0, 43.0), (36.0, 58.0))
"""Smallest and largest distance of neighbouring crossings, pixels; perspective makes 1.3 of one over a page."""

_LEAN = 0.35
"""Largest slope of a line: a skew of 15° and 4° of perspective."""

DRAWN = 0.6
"""Share of an edge that must lie on a ridge for two crossings to be linked, broken lines included."""


def find_lines(contrast: NDArray[np.uint8]) -> Lines:
    """Ridges along x and along y of a reduced page, uint8 (H, W), 0 paper … 255 ink."""
    return ridges(contrast, _LENGTH, _APART)


def find_patches(points: Points, lines: Lines, fewest: int) -> list[Patch]:
    """For each usual distance of neighbours the largest set of crossings that are linked, the widest set first.

    Args:
        points: float32 (N, 2), the crossings, the strongest first.
        lines: of the page.
        fewest: crossings, two and more, without which a set is left out.
    """
    pairs = [_pairs(points, lines[axis], axis) for axis in (0, 1)]
    patches = [_largest_patch([_links(pair, pitch, len(points)) for pair in pairs], fewest) for pitch in _PITCHES]
    return sorted((patch for patch in patches if len(patch) >= fewest), key=lambda patch: -_area(points, patch))


def _area(points: Points, patch: Patch) -> float:
    """Square pixels that the crossings of a patch cover."""
    return float(cv2.contourArea(cv2.convexHull(points[list(patch.values())])))


def find_crossings(across: NDArray[np.float32], down: NDArray[np.float32]) -> Points:
    """float32 (N, 2): x, y of the peaks of the weaker of both ridges, the strongest first."""
    # Averages end half a length short of where a line ends, as at a corner: each ridge is spread by a pixel or two.
    spread = np.ones((3, 3), np.uint8)
    both = np.minimum(cv2.dilate(across, spread), cv2.dilate(down, spread))
    both = cv2.GaussianBlur(both, (0, 0), 1.5)
    window = np.ones((9, 9), np.uint8)
    peaks = np.flatnonzero((both >= cv2.dilate(both, window)) & (both > WEAKEST))
    peaks = peaks[np.argsort(-both.ravel()[peaks], kind="stable")[:_MOST]]
    y, x = np.divmod(peaks, both.shape[1])
    return np.stack([x, y], axis=1).astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Pairs:
    """K pairs of crossings to which a line is drawn, the less sure ones first.

    Attributes:
        start: intp (K,), the crossing further left, or further up.
        stop: intp (K,), the other.
        apart: float32 (K,), pixels between them along the line.
    """

    start: NDArray[np.intp]
    stop: NDArray[np.intp]
    apart: NDArray[np.float32]


def _pairs(points: Points, line: NDArray[np.float32], axis: int) -> _Pairs:
    """The pairs along lines of one direction, 0 for x and 1 for y."""
    start, stop = _behind(points[:, axis], points[:, 1 - axis])
    share = drawn(line, points[start], points[stop], WEAKEST)
    # Of two at the end of one line the stronger crossing is taken; points are in that order. Shares are 21sts.
    order = np.argsort(share - stop / (100 * _MOST))
    order = order[share[order] >= DRAWN]
    start, stop = start[order], stop[order]
    return _Pairs(start, stop, points[stop, axis] - points[start, axis])


def _behind(place: NDArray[np.float32], side: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of N points of which the second may be a neighbour behind the first, intp (K,) each.

    Args:
        place: float32 (N,), where the points stand along the line, pixels.
        side: float32 (N,), where they stand across it.
    """
    order = np.argsort(place, kind="stable")
    ranked = place[order]
    first = np.searchsorted(ranked, place + _PITCHES[0][0])
    count = np.searchsorted(ranked, place + _PITCHES[-1][1], side="right") - first
    start = np.repeat(np.arange(len(place)), count)
    rank = np.arange(len(start)) - np.repeat(np.cumsum(count) - count - first, count)
    apart = ranked[rank] - np.repeat(place, count)
    level = np.abs(side[order][rank] - np.repeat(side, count)) <= _LEAN * apart
    return start[level], order[rank[level]]


def _links(pairs: _Pairs, pitch: tuple[float, float], count: int) -> NDArray[np.intp]:
    """The next crossing along the line for each of `count`, intp (N,), -1 for none."""
    near = (pairs.apart >= pitch[0]) & (pairs.apart <= pitch[1])
    link = np.full(count, -1, np.intp)
    link[pairs.start[near]] = pairs.stop[near]
    return link


def drawn(
    line: NDArray[np.float32], start: Points, stop: Points, weakest: float, width: int = 5
) -> NDArray[np.float64]:
    """float64 (K,): the share of each edge from `start` to `stop`, both (K, 2), on ridges stronger than `weakest`.

    The ridge may lie anywhere within `width` pixels across: between two crossings a line may bow.
    """
    share = np.linspace(0.06, 0.94, 21, dtype=np.float32)[:, None]
    strong = cv2.dilate((line > weakest).view(np.uint8), np.ones((width, width), np.uint8))
    x, y = (
        np.clip(np.rint(start[:, axis] * (1 - share) + stop[:, axis] * share), 0, size - 1).astype(np.intp)
        for axis, size in ((0, line.shape[1]), (1, line.shape[0]))
    )
    return strong.ravel()[y * line.shape[1] + x].mean(axis=0)


def _largest_patch(links: list[NDArray[np.intp]], fewest: int) -> Patch:
    """Crossings by (row, column) of the largest patch that hangs together by links to the right and down.

    Where it would have fewer crossings than `fewest`, it may be any smaller one.
    """
    count = len(links[0])
    behind = [np.flatnonzero(link >= 0) for link in links]
    pairs = [(a, link[a]) for a, link in zip(behind, links, strict=True)]
    froms, tos = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
    root = roots(froms, tos, count)
    sizes = np.bincount(root, minlength=count)
    best: Patch = {}
    first = count
    seen = [False] * count
    # The largest sets of linked crossings first: most of the others cannot hold a larger patch, and are not followed.
    for name in np.argsort(-sizes, kind="stable").tolist():
        if sizes[name] < max(fewest, len(best)):
            break
        left = int(sizes[name])
        steps = _steps(pairs, root == name)
        for start in steps:
            if left < max(fewest, len(best)):
                break
            if not seen[start]:
                patch = _follow(steps, start, seen)
                left -= len(patch)
                # Of equal ones that with the strongest crossing to begin with.
                if (len(patch), -start) > (len(best), -first):
                    best, first = patch, start
    return best


def _steps(
    pairs: list[tuple[NDArray[np.intp], NDArray[np.intp]]], chosen: NDArray[np.bool_]
) -> dict[int, list[tuple[int, int, int]]]:
    """Where links lead from each of the chosen crossings: the other crossing, rows down and columns to the right."""
    steps: dict[int, list[tuple[int, int, int]]] = {a: [] for a in np.flatnonzero(chosen).tolist()}
    for (down, right), (one, other) in zip(((0, 1), (1, 0)), pairs, strict=True):
        own = chosen[one]
        for a, b in zip(one[own].tolist(), other[own].tolist(), strict=True):
            steps[a].append((b, down, right))
            steps[b].append((a, -down, -right))
    return steps


def _follow(steps: dict[int, list[tuple[int, int, int]]], start: int, seen: list[bool]) -> Patch:
    """The crossings that can be reached from one, by (row, column); who comes first takes the place."""
    patch: Patch = {}
    waiting = deque([(start, 0, 0)])
    while waiting:
        point, row, column = waiting.popleft()
        if seen[point] or (row, column) in patch:
            continue
        seen[point] = True
        patch[row, column] = point
        for other, down, right in steps[point]:
            if not seen[other]:
                waiting.append((other, row + down, column + right))
    return patch
