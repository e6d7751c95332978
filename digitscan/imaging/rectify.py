"""Perspective undone: the homography that makes a lattice's cells equal and upright, as if it were scanned."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.scaling import rescale

Points = NDArray[np.float32]

_FLAT = 1.0
"""Degrees by which opposite sides of a lattice, or its corner from 90°, may differ on a page that is merely turned."""

_OFF, _MOST = 0.05, 0.8
"""How far, in cells, so many of a small lattice's crossings lie at most from where those of a turned one do."""

_CELL = 96.0
"""Shorter side of a cell after rectification, pixels: writing of 60, three times what the network sees of a digit."""

_LONGEST = 1600
"""Longest side of the rectified page at least, pixels, as long as it has that many: what stands around the lattice is
smaller than it."""

_BLUR, _SHARPEN = 0.05, 1.5
"""Width of the blur that is undone, in cells, and how much of it: of 1,134 digits in 14 blurred photos 1,026 were read
without, 1,066 with these, 1,065 at 0.08 and 1.5, 1,062 at 0.05 and 3."""

_COARSE = 1.3
"""Enlargement from which on a page is sharpened: sharp strokes only become ragged by it."""

_AROUND = 1.0
"""Widths and heights of the lattice that are kept on each side of it: further away perspective tears the page apart."""

_HORIZON = 0.3
"""Share of the usual depth below which points of the page are too near the horizon to be mapped."""


def is_flat(nodes: Points) -> bool:
    """Whether a lattice float32 (R + 1, C + 1, 2) is merely turned: the skew of the page undoes that.

    The angles of a small one are not known so well, but its crossings lie where those of a turned lattice do then.
    """
    top, bottom = nodes[0, -1] - nodes[0, 0], nodes[-1, -1] - nodes[-1, 0]
    left, right = nodes[-1, 0] - nodes[0, 0], nodes[-1, -1] - nodes[0, -1]
    lying, standing = (
        (np.degrees(np.arctan2(v[1], v[0])) for v in (top, bottom)),
        (np.degrees(np.arctan2(-v[0], v[1])) for v in (left, right)),
    )
    return bool(np.ptp([*lying, *standing]) <= _FLAT) or _is_turned(nodes)


def _is_turned(nodes: Points) -> bool:
    """Whether most crossings of a lattice are those of rectangles, up to a small part of a cell."""
    places = np.stack(np.meshgrid(*(np.arange(n) for n in nodes.shape[1::-1]), [1]), axis=-1).reshape(-1, 3)
    fitted, *_ = np.linalg.lstsq(places.astype(np.float64), nodes.reshape(-1, 2).astype(np.float64))
    along, down = fitted[:2]
    lean = np.degrees(np.arccos(abs(along @ down) / (np.linalg.norm(along) * np.linalg.norm(down))))
    off = np.quantile(np.linalg.norm(places @ fitted - nodes.reshape(-1, 2), axis=1), _MOST)
    return bool(90 - lean <= _FLAT and off <= _OFF * min(np.linalg.norm(along), np.linalg.norm(down)))


def rectification(nodes: Points, height: int, width: int) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The homography that makes a lattice regular.

    Args:
        nodes: float32 (R + 1, C + 1, 2), its crossings in pixels of the page.
        height: of the page, pixels.
        width: of the page, pixels.

    Returns:
        float64 (3, 3) that maps (x, y, 1) of the page to the rectified page, and the (width, height) of that.
    """
    rows, columns = nodes.shape[:2]
    step = np.array([np.linalg.norm(np.diff(nodes, axis=axis), axis=2).mean() for axis in (1, 0)])
    step *= max(_CELL / step.min(), min(1.0, _LONGEST / max(height, width)))
    target = np.stack(np.meshgrid(np.arange(columns) * step[0], np.arange(rows) * step[1]), axis=-1)
    matrix, _ = cv2.findHomography(nodes.reshape(-1, 2), target.reshape(-1, 2).astype(np.float32))
    low, high = _extent(matrix, height, width, target[-1, -1])
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]])
    size = np.ceil(high - low).astype(int)
    return shift @ matrix, (int(size[0]), int(size[1]))


def _extent(
    matrix: NDArray[np.float64], height: int, width: int, lattice: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least and largest x, y of the rectified page: all of the page, but not too far from the lattice."""
    x, y = np.meshgrid(np.linspace(0, width, 9), np.linspace(0, height, 9))
    mapped = np.stack([x.ravel(), y.ravel(), np.ones(x.size)], axis=1) @ matrix.T
    # Behind the camera's horizon coordinates change their sign; just before it they grow without end.
    seen = mapped[:, 2] > _HORIZON * np.median(mapped[:, 2])
    points = mapped[seen, :2] / mapped[seen, 2:]
    around = _AROUND * lattice
    return np.maximum(points.min(axis=0), -around), np.minimum(points.max(axis=0), lattice + around)


def warp(gray: NDArray[np.uint8], matrix: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Map a page through a homography.

    Args:
        gray: uint8 (H, W).
        matrix: float64 (3, 3), from its pixels to those of the result.
        size: width and height of the result.

    Returns:
        uint8 of that size; beyond the page its edge goes on.
    """
    middle = np.array([gray.shape[1] / 2, gray.shape[0] / 2, 1.0])
    depth = float(matrix[2] @ middle)
    shrink = float(abs(np.linalg.det(matrix)) / abs(depth) ** 3) ** 0.5
    # Interpolation alone would lose thin lines: what is made smaller is averaged first.
    factor = min(1.0, 1.2 * shrink)
    small = rescale(gray, factor)
    back = np.diag([gray.shape[1] / small.shape[1], gray.shape[0] / small.shape[0], 1.0])
    return cv2.warpPerspective(
        small, matrix @ back, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8)


def sharpen(gray: NDArray[np.uint8], cell: float, enlarged: float) -> NDArray[np.uint8]:
    """Undo some of the blur of a photo of few pixels, by unsharp masking.

    Args:
        gray: uint8 (H, W), rectified.
        cell: shorter side of a cell of its lattice, pixels.
        enlarged: how much longer that side is than it was in the photo.
    """
    if enlarged < _COARSE:
        return gray
    wide = cv2.GaussianBlur(gray, (0, 0), _BLUR * cell)
    return cv2.addWeighted(gray, 1 + _SHARPEN, wide, -_SHARPEN, 0)


def cell_side(nodes: Points) -> float:
    """Shorter side of the cells of a lattice float32 (R + 1, C + 1, 2), pixels."""
    return float(min(np.linalg.norm(np.diff(nodes, axis=axis), axis=2).mean() for axis in (0, 1)))


def move(points: Points, matrix: NDArray[np.float64]) -> Points:
    """Points float32 (…, 2) through a homography float64 (3, 3)."""
    mapped = cv2.perspectiveTransform(points.reshape(1, -1, 2).astype(np.float64), matrix)
    return np.asarray(mapped, np.float32).reshape(points.shape)
