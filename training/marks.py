"""Marks on forms that are no digit, drawn at random: dashes, dots, ticks, crosses, corners, ruling, scribbles.

A single upright or slanted bar is never drawn, nor a closed ring: on paper they are 1 and 0.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import SIZE, normalize

_SIDE = 56
"""Side of the canvas, pixels: twice a glyph's, so that edges come out soft when it is shrunk."""

Canvas = NDArray[np.uint8]


def draw_marks(count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw marks of all kinds in turn: uint8 (count, 28, 28), normalised."""
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for i in range(count):
        canvas = np.zeros((_SIDE, _SIDE), np.uint8)
        _KINDS[i % len(_KINDS)](canvas, rng)
        out[i] = normalize(canvas)
    return out


def _line(canvas: Canvas, points: object, pen: int) -> None:
    # Four more bits of place: without them every end stands on a whole pixel.
    fixed = np.round(np.asarray(points, np.float32) * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(canvas, [fixed], False, 255, pen, cv2.LINE_AA, 4)


def _pen(rng: np.random.Generator) -> int:
    return int(rng.integers(1, 8))


def _dash(canvas: Canvas, rng: np.random.Generator) -> None:
    # Within 25 degrees of level: steeper ones are read as 1.
    x = rng.uniform(14, 25)
    y = x * np.tan(np.deg2rad(rng.uniform(-25, 25)))
    bend = rng.uniform(-4, 4)
    _line(canvas, [(28 - x, 28 - y), (28, 28 + bend), (28 + x, 28 + y)], _pen(rng))


def _dot(canvas: Canvas, rng: np.random.Generator) -> None:
    axes = (int(rng.integers(3, 12)), int(rng.integers(3, 12)))
    cv2.ellipse(canvas, (28, 28), axes, float(rng.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        _line(canvas, [(28, 28), rng.uniform(22, 34, 2)], _pen(rng))


def _speck(canvas: Canvas, rng: np.random.Generator) -> None:
    side = int(rng.integers(2, 6))
    blot = rng.integers(0, 256, (side, int(rng.integers(2, 6)))).astype(np.uint8)
    canvas[20 : 20 + blot.shape[0], 20 : 20 + blot.shape[1]] = blot


def _comma(canvas: Canvas, rng: np.random.Generator) -> None:
    # Thick for its length: a thin one is a 1.
    pen = int(rng.integers(6, 10))
    _line(canvas, [(30, 26), (30, 30), (30 - rng.uniform(3, 8), 30 + rng.uniform(4, 9))], pen)


def _dots(canvas: Canvas, rng: np.random.Generator) -> None:
    for _ in range(int(rng.integers(2, 7))):
        x, y = rng.integers(8, 48, 2)
        cv2.circle(canvas, (int(x), int(y)), int(rng.integers(1, 5)), int(rng.integers(90, 256)), -1, cv2.LINE_AA)


def _equals(canvas: Canvas, rng: np.random.Generator) -> None:
    gap = rng.uniform(6, 16)
    tilt = rng.uniform(-5, 5)
    pen = min(_pen(rng), 4)
    for y in (28 - gap / 2, 28 + gap / 2):
        _line(canvas, [(10 + rng.uniform(-3, 3), y - tilt), (46 + rng.uniform(-3, 3), y + tilt)], pen)


def _cross(canvas: Canvas, rng: np.random.Generator) -> None:
    turn = rng.uniform(-15, 15) + (45 if rng.random() < 0.6 else 0)
    for angle in (turn, turn + 90 + rng.uniform(-20, 20)):
        length = rng.uniform(14, 25)
        x, y = length * np.cos(np.deg2rad(angle)), length * np.sin(np.deg2rad(angle))
        _line(canvas, [(28 - x, 28 - y), (28 + x, 28 + y)], min(_pen(rng), 6))


def _tick(canvas: Canvas, rng: np.random.Generator) -> None:
    low = (rng.uniform(18, 26), rng.uniform(40, 46))
    start = (low[0] - rng.uniform(7, 14), low[1] - rng.uniform(8, 16))
    middle = (low[0] + rng.uniform(6, 12), low[1] - rng.uniform(14, 20))
    _line(canvas, [start, low, middle, (rng.uniform(40, 52), rng.uniform(6, 14))], min(_pen(rng), 5))


def _corner(canvas: Canvas, rng: np.random.Generator) -> None:
    # The two lower corners and T-pieces: an upper right one is a 7.
    x = rng.choice([8.0, 48.0])
    bottom = rng.uniform(40, 50)
    pen = min(_pen(rng), 4)
    _line(canvas, [(x, bottom - rng.uniform(18, 38)), (x, bottom), (56 - x, bottom)], pen)


def _ruling(canvas: Canvas, rng: np.random.Generator) -> None:
    """A crossing of a form's lines: at least one level line with one or two upright ones."""
    pen = min(_pen(rng), 3)
    y = rng.uniform(10, 46)
    _line(canvas, [(2, y), (54, y + rng.uniform(-2, 2))], pen)
    for _ in range(int(rng.integers(1, 3))):
        x = rng.uniform(8, 48)
        top, bottom = sorted(rng.uniform(2, 54, 2))
        _line(canvas, [(x, min(top, y)), (x + rng.uniform(-2, 2), max(bottom, y))], pen)


def _box_sides(canvas: Canvas, rng: np.random.Generator) -> None:
    """Three sides of a frame: the one open side keeps it from being a square 0."""
    left, right, top, bottom = rng.uniform(4, 12), rng.uniform(44, 52), rng.uniform(4, 14), rng.uniform(42, 52)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    _line(canvas, np.roll(corners, int(rng.choice([0, 2, 3])), axis=0), min(_pen(rng), 4))


def _scribble(canvas: Canvas, rng: np.random.Generator) -> None:
    points = rng.uniform(6, 50, (int(rng.integers(7, 16)), 2))
    _line(canvas, points, min(_pen(rng), 4))


def _struck_out(canvas: Canvas, rng: np.random.Generator) -> None:
    """A dense zigzag, as people strike out what they wrote."""
    count = int(rng.integers(6, 14))
    x = np.linspace(6, 50, count) + rng.uniform(-2, 2, count)
    y = np.where(np.arange(count) % 2, rng.uniform(8, 20), rng.uniform(36, 48)) + rng.uniform(-4, 4, count)
    _line(canvas, np.stack([x, y], axis=1), min(_pen(rng), 4))


def _hash(canvas: Canvas, rng: np.random.Generator) -> None:
    pen = min(_pen(rng), 4)
    slant = rng.uniform(-8, 8)
    for place in (20, 36):
        shift = place + rng.uniform(-3, 3)
        _line(canvas, [(shift + slant, 6), (shift - slant, 50)], pen)
        _line(canvas, [(6, place + rng.uniform(-4, 4)), (50, place + rng.uniform(-4, 4))], pen)


def _wave(canvas: Canvas, rng: np.random.Generator) -> None:
    x = np.linspace(4, 52, 24)
    y = 28 + rng.uniform(3, 9) * np.sin(x / rng.uniform(2.5, 6.0) + rng.uniform(0, 6))
    _line(canvas, np.stack([x, y], axis=1), min(_pen(rng), 5))


_KINDS: tuple[Callable[[Canvas, np.random.Generator], None], ...] = (
    _dash, _dot, _speck, _comma, _dots, _equals, _cross, _tick, _corner, _ruling, _box_sides, _scribble, _struck_out,
    _hash, _wave, _dash,
)  # fmt: skip
