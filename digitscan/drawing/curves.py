"""From control points to the way of a pen: smooth curves, evenly sampled, rounded like a quick hand rounds them."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_PER_SPAN = 10
"""Points sampled between two control points before they are spaced evenly."""


def spline(points: NDArray[np.float32], corners: tuple[int, ...] = ()) -> NDArray[np.float32]:
    """A centripetal-like Catmull–Rom curve through all points, broken at corners.

    Source: Catmull, Rom, *A class of local interpolating splines*, 1974 (uniform knots, tension ½).

    Args:
        points: float32 (n, 2), n ≥ 2.
        corners: indices where the direction may jump.

    Returns:
        float32 (m, 2), m > n, the first and last control point among them.
    """
    ends = [0, *(c for c in corners if 0 < c < len(points) - 1), len(points) - 1]
    pieces = [_smooth_piece(points[start : stop + 1]) for start, stop in pairwise(ends)]
    return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _smooth_piece(points: NDArray[np.float32]) -> NDArray[np.float32]:
    # Mirrored end points give the curve a free end, as a pen has it.
    padded = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    blocks = np.stack([padded[:-3], padded[1:-2], padded[2:-1], padded[3:]])  # 4 neighbours, n − 1 spans, 2
    curve = np.einsum("tk,kns->nts", _basis(), blocks).reshape(-1, 2)
    return np.concatenate([curve, points[-1:]]).astype(np.float32)


@cache
def _basis() -> NDArray[np.float32]:
    """Weights of the four neighbours at the sampled places of a span: float32 (_PER_SPAN, 4)."""
    t = np.arange(_PER_SPAN) / _PER_SPAN
    return (
        0.5 * np.stack([-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, t**3 - t**2], axis=1)
    ).astype(np.float32)


def evenly(curve: NDArray[np.float32], step: float) -> NDArray[np.float32]:
    """The same way with points spaced evenly.

    Args:
        curve: float32 (n, 2).
        step: wanted distance of two points, in the curve's units.

    Returns:
        float32 (m, 2), m ≥ 4, ends kept.
    """
    lengths = np.hypot(*np.diff(curve, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.linspace(0, along[-1], max(4, round(along[-1] / step) + 1))
    return np.stack([np.interp(places, along, curve[:, 0]), np.interp(places, along, curve[:, 1])], 1).astype(
        np.float32
    )


def rounded(curve: NDArray[np.float32], radius: float) -> NDArray[np.float32]:
    """Round the corners of an evenly spaced way by averaging along it, ends held.

    Args:
        curve: float32 (n, 2).
        radius: standard deviation of the average, in points; under 0.3 nothing changes.

    Returns:
        float32 (n, 2).
    """
    reach = min(int(3 * radius), len(curve) - 1)
    if radius < 0.3 or reach < 1:
        return curve
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / radius) ** 2)
    weights /= weights.sum()
    # Reflected through its ends the curve keeps them where they are.
    padded = np.concatenate([2 * curve[0] - curve[reach:0:-1], curve, 2 * curve[-1] - curve[-2 : -reach - 2 : -1]])
    return np.stack([np.convolve(padded[:, i], weights, "valid") for i in (0, 1)], 1).astype(np.float32)
