"""Lattices: the crossings of printed lines that enclose equal cells, in rows and columns, whatever the perspective.

What a blurred or broken crossing lacks, the others' homography gives. Lines need not be straight, as paper is not flat.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.binarize import flatten
from digitscan.imaging.crossings import (
    DRAWN,
    WEAKEST,
    Lines,
    Patch,
    Points,
    drawn,
    find_crossings,
    find_lines,
    find_patches,
)
from digitscan.imaging.scaling import rescale

_SIDES = (600, 300)
"""Longest side, pixels, of the reduced pages that are looked at, the likeliest first: lines that are averaged over a
good part of a cell are told from strokes, so large cells are sought on small pages. Together they find cells of a
thirtieth to a fifth of the page; smaller ones are left to their own holes."""

_FEWEST = 3
"""Fewest rows and columns of cells: less is no lattice, and boxes and combs are found by their own outline."""

_COMPLETE = 0.85
"""Share of the edges of a further row or column that must be drawn for it to be one."""

_WHOLE, _LEAST = 0.93, 0.65
"""Share of the length of all lines together, and of each inner line, that must be drawn. Lines of 28 blurred photos of
tables have 0.95 and 0.74 and more; columns of handwriting that are taken for lines, 0.85 and 0.55 and less."""

_EITHER = 0.88
"""The same of all lines of one direction: digits one above another in ruled rows make columns of 0.77, photographed
sudokus have 0.94 and more."""

_EVEN = 0.06
"""Usual change of the step from one crossing to the next, in cells, above which crossings are those of a texture."""

_ROUGH = 0.2
"""The same for crossings as they were found, above which no plane is sought through them, as that is slow: in all of 40
photos one of the three patches had 0.066 and less, among text and boxes four of five have more than 0.2."""

_FILLED = 0.5
"""Share of the crossings of an outer row or column that were found; with fewer they belong to a texture beside it."""

_DIVIDED = 0.75
"""Share of the lines through the middle, or the thirds, of all cells that must be drawn for the cells to be several."""

_SHOWN = 0.85
"""Share of the depth of an outer row of cells that must be in the picture where its edge cuts their outer line off: a
digit keeps at least that far from the line, and is whole."""

_HIDDEN = 1.1
"""The same, above which the outer line would have been found: no crossing is, within a tenth of a cell of the edge."""

_ASTRAY = 0.65
"""Distance of a crossing from where its neighbours say that it is, in the tolerance, from which on it is none: of 5,280
on 40 photos of puzzles six have more, and where a digit touched a drawn line, 1.0."""

_ENDS = (slice(None, -1), slice(1, None))

_SNAP = 0.2
"""Distance, in cells, up to which a crossing is taken to be the one that is looked for there."""

_LONGEST = 60
"""Most rows or columns: a page has no more of the smallest cells."""


def find_lattice(gray: NDArray[np.uint8]) -> Points | None:
    """The largest lattice of a page.

    Args:
        gray: uint8 (H, W), 0 black … 255 white.

    Returns:
        float32 (R + 1, C + 1, 2): x, y in pixels of the crossings around R rows of C cells, or None.
    """
    for side in _SIDES:
        scale = min(1.0, side / max(gray.shape))
        lines = find_lines(flatten(rescale(gray, scale)))
        points = find_crossings(*lines)
        found = [_complete(patch, points, lines) for patch in find_patches(points, lines, (_FEWEST + 1) ** 2)]
        largest = max((nodes for nodes in found if nodes is not None), key=_area, default=None)
        if largest is not None:
            return ((largest + 0.5) / scale - 0.5).astype(np.float32)
    return None


def _area(nodes: Points) -> float:
    """Square pixels that a lattice covers."""
    return float(cv2.contourArea(np.stack([nodes[0, 0], nodes[0, -1], nodes[-1, -1], nodes[-1, 0]])))


def _complete(patch: Patch, points: Points, lines: Lines) -> Points | None:
    """float32 (R + 1, C + 1, 2): all crossings of the lattice, or None if too little of it is drawn."""
    places = np.array(list(patch), np.float32)
    found = points[list(patch.values())]
    if _unevenness(_as_grid(places, found)) > _ROUGH:
        return None
    matrix, kept = cv2.findHomography(places[:, ::-1].copy(), found, cv2.RANSAC, _tolerance(places, found))
    if matrix is None or int(kept.sum()) < (_FEWEST + 1) ** 2:
        return None
    inlier = kept.ravel() > 0
    inlier[inlier] = _dense(places[inlier])
    # The margin of lined paper crosses all of its lines, and encloses nothing.
    if int(inlier.sum()) < (_FEWEST + 1) ** 2 or np.ptp(places[inlier], axis=0).min() < 1:
        return None
    grid = _settle(_span(places[inlier], matrix), places[inlier], found[inlier])
    weakest = _line_strength(grid, lines)
    grid = _trim(_extend(grid, points, lines, weakest), lines, weakest)
    if min(grid.shape[:2]) <= _FEWEST or _unevenness(grid) > _EVEN:
        return None
    shares, inner = _line_shares(grid, lines, weakest)
    lying, standing = shares[: len(grid)].mean(), shares[len(grid) :].mean()
    whole = shares.mean() >= _WHOLE and shares[inner].min() >= _LEAST and min(lying, standing) >= _EITHER
    return _to_the_edge(grid, lines, weakest) if whole and not _is_multiple(grid, lines, weakest) else None


def _is_multiple(grid: Points, lines: Lines, weakest: float) -> bool:
    """Whether each cell of a lattice is two or three of those that are printed: lines run through them at even parts.

    Neighbours are sought at like distances along and across, so that rows half as high as columns are wide may be
    taken two at a time.
    """
    for axis, line in enumerate(lines):
        before, behind = np.moveaxis(grid, axis, 0)[:-1], np.moveaxis(grid, axis, 0)[1:]
        for parts in (2, 3):
            between = [before + (behind - before) * (part / parts) for part in range(1, parts)]
            starts, stops = (np.concatenate([each[:, side].reshape(-1, 2) for each in between]) for side in _ENDS)
            if drawn(line, starts, stops, weakest, 3).mean() >= _DIVIDED:
                return True
    return False


def _line_shares(grid: Points, lines: Lines, weakest: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each line of the lattice the share that is drawn, float64 (R + C + 2,), and whether it is an inner line."""
    across = drawn(lines[0], grid[:, :-1].reshape(-1, 2), grid[:, 1:].reshape(-1, 2), weakest, 3)
    down = drawn(lines[1], grid[:-1].reshape(-1, 2), grid[1:].reshape(-1, 2), weakest, 3)
    shares = [across.reshape(len(grid), -1).mean(axis=1), down.reshape(-1, grid.shape[1]).mean(axis=0)]
    inner = np.ones(sum(grid.shape[:2]), bool)
    # The outermost lines may be cut off by the edge of the photo.
    inner[[0, len(grid) - 1, len(grid), -1]] = False
    return np.concatenate(shares), inner


def _as_grid(places: Points, found: Points) -> Points:
    """The crossings found at rows and columns (N, 2), as float32 (R + 1, C + 1, 2), NaN where there is none."""
    row, column = (places - places.min(axis=0)).astype(np.intp).T
    grid = np.full((row.max() + 1, column.max() + 1, 2), np.nan, np.float32)
    grid[row, column] = found
    return grid


def _unevenness(grid: Points) -> float:
    """The usual change of the step from one crossing to the next, in cells; infinite where no three are in line."""
    changes = np.concatenate([np.linalg.norm(np.diff(grid, 2, axis=axis), axis=2).ravel() for axis in (0, 1)])
    steps = np.concatenate([np.linalg.norm(np.diff(grid, axis=axis), axis=2).ravel() for axis in (0, 1)])
    changes, steps = changes[~np.isnan(changes)], steps[~np.isnan(steps)]
    return float(np.median(changes) / np.median(steps)) if len(changes) else np.inf


def _dense(places: Points) -> NDArray[np.bool_]:
    """Which crossings, rows and columns (N, 2), are left when thinly filled outer rows and columns are taken off."""
    row, column = (places - places.min(axis=0)).astype(np.intp).T
    filled = np.zeros((row.max() + 1, column.max() + 1), bool)
    filled[row, column] = True
    top, left = 0, 0
    while min(filled.shape) > 1:
        shares = [filled[0].mean(), filled[-1].mean(), filled[:, 0].mean(), filled[:, -1].mean()]
        side = int(np.argmin(shares))
        if shares[side] >= _FILLED:
            break
        top, left = top + (side == 0), left + (side == 2)
        filled = (filled[1:], filled[:-1], filled[:, 1:], filled[:, :-1])[side]
    bottom, right = top + filled.shape[0], left + filled.shape[1]
    return np.asarray((row >= top) & (row < bottom) & (column >= left) & (column < right))


def _tolerance(places: Points, found: Points) -> float:
    """Pixels by which a crossing may stand off the plane: an eighth of a cell, for sheets that are not flat."""
    return 0.125 * float(np.median(np.ptp(found, axis=0) / np.maximum(np.ptp(places[:, ::-1], axis=0), 1)))


def _span(places: Points, matrix: NDArray[np.float64]) -> Points:
    """Where the homography puts all crossings (R + 1, C + 1, 2) from the first row and column to the last."""
    low, high = places.min(axis=0).astype(int), places.max(axis=0).astype(int)
    rows, columns = np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(1, -1, 2).astype(np.float32)
    return cv2.perspectiveTransform(grid, matrix).reshape(len(rows), len(columns), 2).astype(np.float32)


def _settle(nodes: Points, places: Points, found: Points) -> Points:
    """Move the crossings to where they were found; those that were not found move as their neighbours do."""
    row, column = (places - places.min(axis=0)).astype(np.intp).T
    shifts = np.full(nodes.shape, np.nan, np.float32)
    shifts[row, column] = found - nodes[row, column]
    shifts[_are_astray(shifts, _tolerance(places, found))] = np.nan
    weight = np.asarray(~np.isnan(shifts[..., 0]), np.float32)
    moved = np.nan_to_num(shifts)
    near = cv2.GaussianBlur(weight, (0, 0), 1.0, borderType=cv2.BORDER_CONSTANT)
    shift = cv2.GaussianBlur(moved, (0, 0), 1.0, borderType=cv2.BORDER_CONSTANT) / np.maximum(near, 1e-3)[..., None]
    return nodes + np.where(weight[..., None] > 0, moved, shift)


def _are_astray(shifts: Points, tolerance: float) -> NDArray[np.bool_]:
    """Which crossings stand elsewhere than their neighbours say, bool (R + 1, C + 1): they are strokes of digits.

    Args:
        shifts: float32 (R + 1, C + 1, 2), how far each was found from the plane, pixels; NaN where it was not.
        tolerance: pixels by which it may stand off the plane.
    """
    rows, columns = shifts.shape[:2]
    wide = np.pad(shifts, ((1, 1), (1, 1), (0, 0)), constant_values=np.nan)
    around = [wide[y : y + rows, x : x + columns] for y in range(3) for x in range(3) if (y, x) != (1, 1)]
    ordered = np.sort(np.stack(around), axis=0)  # NaN last
    count = np.maximum((~np.isnan(ordered)).sum(axis=0, keepdims=True), 1)
    middle = (np.take_along_axis(ordered, (count - 1) // 2, 0) + np.take_along_axis(ordered, count // 2, 0))[0] / 2
    return np.asarray(np.linalg.norm(shifts - middle, axis=2) > _ASTRAY * tolerance)


def _line_strength(grid: Points, lines: Lines) -> float:
    """A fifth of the usual strength of the lattice's lines, as there are thin and thick ones."""
    at = np.rint(grid.reshape(-1, 2)).astype(np.intp)
    x, y = np.clip(at[:, 0], 0, lines[0].shape[1] - 1), np.clip(at[:, 1], 0, lines[0].shape[0] - 1)
    return max(WEAKEST, 0.2 * float(np.median(np.minimum(lines[0][y, x], lines[1][y, x]))))


def _edges(grid: Points, lines: Lines, weakest: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which edges are drawn: bool (R + 1, C) those along x, bool (R, C + 1) those along y."""
    across = drawn(lines[0], grid[:, :-1].reshape(-1, 2), grid[:, 1:].reshape(-1, 2), weakest) >= DRAWN
    down = drawn(lines[1], grid[:-1].reshape(-1, 2), grid[1:].reshape(-1, 2), weakest) >= DRAWN
    return across.reshape(grid.shape[0], -1), down.reshape(-1, grid.shape[1])


def _extend(grid: Points, points: Points, lines: Lines, weakest: float) -> Points:
    """Add rows and columns beyond the edges for as long as their lines are drawn."""
    size = np.array(lines[0].shape[::-1]) - 1
    for side in range(4):
        while max(grid.shape[:2]) < _LONGEST:
            # Each side in turn is the last row of the lattice turned round.
            turned = _turn(grid, side)
            more = _snap(turned[-1] + (turned[-1] - turned[-2]), points, turned)
            longer = _turn_back(np.concatenate([turned, more[None]]), side)
            inside = ((more >= 0) & (more <= size)).all()
            if not inside or _turn_edges(*_edges(longer, lines, weakest), side).mean() < _COMPLETE:
                break
            grid = longer
    return grid


def _to_the_edge(grid: Points, lines: Lines, weakest: float) -> Points:
    """Add the rows and columns whose outer line the picture's edge has cut off: the edge takes its place."""
    size = np.array(lines[0].shape[::-1], np.float32) - 1
    for side in range(4):
        turned = _turn(grid, side)
        last, step = turned[-1], turned[-1] - turned[-2]
        # How far each line goes on before it leaves the picture, in cells.
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(step > 0, (size - last) / step, np.where(step < 0, -last / step, np.inf)).min(axis=1)
        if max(grid.shape[:2]) >= _LONGEST or room.min() < _SHOWN or room.min() >= _HIDDEN:
            continue
        more = (last + np.minimum(room, 1.0)[:, None] * step).astype(np.float32)
        if (drawn(lines[1 if side < 2 else 0], last, more, weakest) >= DRAWN).mean() >= _COMPLETE:
            grid = _turn_back(np.concatenate([turned, more[None]]), side)
    return grid


def _snap(expected: Points, points: Points, turned: Points) -> Points:
    """The crossings nearest to where they are `expected` (K, 2), where there are some; the others move with them."""
    reach = _SNAP * float(np.median(np.linalg.norm(turned[-1] - turned[-2], axis=1)))
    steps = points[None] - expected[:, None]
    nearest = np.linalg.norm(steps, axis=2).argmin(axis=1)
    step = steps[np.arange(len(expected)), nearest]
    near = np.linalg.norm(step, axis=1) <= reach
    usual = np.median(step[near], axis=0) if near.any() else np.zeros(2)
    return (expected + np.where(near[:, None], step, usual)).astype(np.float32)


def _trim(grid: Points, lines: Lines, weakest: float) -> Points:
    """Take off outer rows and columns that are hardly drawn."""
    for side in range(4):
        while min(grid.shape[:2]) > _FEWEST:
            if _turn_edges(*_edges(grid, lines, weakest), side).mean() >= DRAWN:
                break
            grid = _turn_back(_turn(grid, side)[:-1], side)
    return grid


def _turn(grid: Points, side: int) -> Points:
    """The lattice with one side (bottom, top, right, left) as its last row."""
    turned = grid if side < 2 else grid.transpose(1, 0, 2)
    return turned[::-1] if side % 2 else turned


def _turn_back(turned: Points, side: int) -> Points:
    grid = turned[::-1] if side % 2 else turned
    return np.ascontiguousarray(grid if side < 2 else grid.transpose(1, 0, 2))


def _turn_edges(across: NDArray[np.bool_], down: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    """The edges of the outermost row of cells on one side: those along it, and those that lead to it."""
    along, leading = (across, down) if side < 2 else (down.T, across.T)
    last = 0 if side % 2 else -1
    return np.concatenate([along[last], leading[last]])
