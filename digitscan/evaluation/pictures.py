"""Pictures of a report as SVG: error against share accepted, and confidence against what was right.

Written as text, so that the base installation draws them and the page needs no other file. Colours are those of the
page's style sheet; those of the two lines differ in lightness too, for people who see no colours, and for paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from .acceptance import Point
from .calibration import Bin

_LEFT, _TOP, _RIGHT, _BOTTOM = 62, 16, 16, 46
"""Room around the plot for its labels, in the picture's own units (pixels where it is shown as large as it is)."""

_WIDTH, _HEIGHT = 560, 330

_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
"""Distances between marks of an axis; the smallest that gives at most five is taken."""


class _Axes(NamedTuple):
    """Where values stand in a plot that begins at 0 on both axes."""

    x_top: float
    y_top: float

    def x(self, value: float) -> float:
        return _LEFT + value / self.x_top * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - min(value / self.y_top, 1.0) * (_HEIGHT - _TOP - _BOTTOM)


def acceptance_svg(curve: Sequence[Point], errors: Sequence[float]) -> str:
    """Draw error against share accepted, with its upper bound.

    Args:
        curve: points, by rising share.
        errors: those that a line is drawn at, if they are in the picture.
    """
    # The bound of a handful of numbers is near 1 and would flatten all that matters.
    top = _round_up(
        max([1.2 * p.error for p in curve[len(curve) // 20 :]] + [1.1 * p.bound for p in curve[-1:]] + [0.02])
    )
    axes = _Axes(1.0, min(top, 1.0))
    parts = [_frame(axes, "share of the numbers accepted", "error among those accepted")]
    for error in errors:
        if 0 < error < axes.y_top and error >= axes.y_top / 8:
            parts.append(_line([(0, error), (1, error)], axes, "goal"))
    seen = [point for point in curve if point.bound <= axes.y_top]
    parts.append(_line([(p.share, p.bound) for p in seen], axes, "bound"))
    parts.append(_line([(p.share, p.error) for p in curve], axes, "curve"))
    parts += [
        f'<circle class="curve" cx="{axes.x(p.share):.1f}" cy="{axes.y(p.error):.1f}" r="5"><title>'
        f"confidence from {p.threshold:.4f}: {p.accepted} accepted, {p.wrong} wrong</title></circle>"
        for p in _few(curve)
    ]
    return _picture("Error against share accepted", parts)


def calibration_svg(bins: Sequence[Bin]) -> str:
    """Draw the share that was right against the confidence, a circle as large as its bin is full."""
    axes = _Axes(1.0, 1.0)
    most = max((each.count for each in bins), default=0) or 1
    parts = [_frame(axes, "confidence", "share that is right"), _line([(0, 0), (1, 1)], axes, "goal")]
    filled = [each for each in bins if each.confidence is not None and each.right is not None]
    parts += [
        f'<circle class="bin" cx="{axes.x(b.confidence or 0.0):.1f}" cy="{axes.y(b.right or 0.0):.1f}" '
        f'r="{3 + 11 * (b.count / most) ** 0.5:.1f}"><title>{b.low:.1f} to {b.high:.1f}: {b.count} numbers, '
        f"{100 * (b.right or 0.0):.1f} % right</title></circle>"
        for b in filled
    ]
    return _picture("Confidence against what was right", parts)


def _few(curve: Sequence[Point]) -> list[Point]:
    """A dozen points that can be pointed at."""
    return [curve[round(i * (len(curve) - 1) / 11)] for i in range(12)] if len(curve) > 12 else list(curve)


def _picture(title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" height="{_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">' + "".join(parts) + "</svg>"
    )


def _frame(axes: _Axes, below: str, beside: str) -> str:
    parts = []
    for value in _marks(axes.y_top):
        y = axes.y(value)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_per_cent(value)}</text>')
    for value in _marks(axes.x_top):
        x = axes.x(value)
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{_per_cent(value)}</text>')
    middle_x, middle_y = (_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2
    parts.append(f'<text x="{middle_x}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(below)}</text>')
    turn = f'transform="rotate(-90 14 {middle_y})"'
    parts.append(f'<text x="14" y="{middle_y}" text-anchor="middle" {turn}>{escape(beside)}</text>')
    return "".join(parts)


def _line(points: Sequence[tuple[float, float]], axes: _Axes, kind: str) -> str:
    if len(points) < 2:
        return ""
    path = " ".join(f"{axes.x(x):.1f},{axes.y(y):.1f}" for x, y in points)
    return f'<polyline class="{kind}" points="{path}"/>'


def _round_up(value: float) -> float:
    step = _step(value)
    return step * -(-value // step)


def _step(top: float) -> float:
    return next((step for step in _STEPS if top / step <= 5.001), _STEPS[-1])


def _marks(top: float) -> list[float]:
    step = _step(top)
    return [i * step for i in range(round(top / step) + 1)]


def _per_cent(share: float) -> str:
    return f"{100 * share:.3g} %"
