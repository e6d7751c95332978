"""Error against share accepted, drawn with characters for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from .acceptance import Point

_WIDTH, _HEIGHT = 56, 8
"""Columns and rows of the plot: with its labels it fits 80 columns."""


def acceptance_plot(curve: Sequence[Point]) -> list[str]:
    """Draw the curve.

    Args:
        curve: points, by rising share.

    Returns:
        Lines of text; none where there is no curve.
    """
    if not curve:
        return []
    heights = [_error_at(curve, (column + 1) / _WIDTH) for column in range(_WIDTH)]
    top = max([height for height in heights if height is not None] + [0.01])
    lines = []
    for row in range(_HEIGHT, -1, -1):
        cells = "".join(" " if h is None or round(h / top * _HEIGHT) != row else "•" for h in heights)
        label = f"{100 * top * row / _HEIGHT:6.2f} %" if row % 4 == 0 else ""
        lines.append(f"{label:>9}┤{cells}".rstrip())
    ruler = "".join(f"{'┴':─>{_WIDTH // 4}}" for _ in range(4))
    marks = "".join(f"{f'{share} %':>{_WIDTH // 4}}" for share in (25, 50, 75, 100))
    return [*lines, f"{'':9}└{ruler}", f"{'error':>9} {marks}  accepted"]


def _error_at(curve: Sequence[Point], share: float) -> float | None:
    """The error where that share is first accepted; None where it never is."""
    return next((point.error for point in curve if point.share >= share - 1e-9), None)
