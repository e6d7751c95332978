"""What stands on a strip beside its digits: dots, dashes, signs drawn with a pen, rests of rulings, paper's texture."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

Canvas = NDArray[np.uint8]

TEXTURE = (128, 512)
"""Size of a drawn texture, pixels: larger than most strips, others are filled by reflection."""

_TEXTURES = 96
"""Drawn textures to choose from: their scale, strength and place vary at every use."""


def strokes(canvas: Canvas, lines: list[object], pen: int, ink: int) -> None:
    """Draw open lines with soft edges; each is a sequence of (x, y)."""
    # Four more bits of place: without them every end stands on a whole pixel.
    fixed = [np.round(np.asarray(line, np.float32) * 16).astype(np.int32).reshape(-1, 1, 2) for line in lines]
    cv2.polylines(canvas, fixed, False, ink, max(1, pen), cv2.LINE_AA, 4)


def dot(canvas: Canvas, x: float, base: float, tall: float, pen: int, ink: int, rng: np.random.Generator) -> float:
    """A dot or comma after x at the foot of the writing; returns where it ends."""
    x += rng.uniform(0.02, 0.12) * tall
    y = base - rng.uniform(-0.08, 0.08) * tall
    if rng.random() < 0.45:
        drop = rng.uniform(0.08, 0.25) * tall
        strokes(canvas, [[(x, y), (x - rng.uniform(-0.2, 0.6) * drop, y + drop)]], pen, ink)
    else:
        cv2.circle(canvas, (round(x), round(y)), max(1, round(pen * rng.uniform(0.5, 0.9))), ink, -1, cv2.LINE_AA)
    return x + pen * 0.7


def dash(canvas: Canvas, x: float, base: float, tall: float, pen: int, ink: int, rng: np.random.Generator) -> float:
    """One, two or three level strokes (-, =, a wave) at half height, or a short rising one; returns where they end."""
    x += rng.uniform(0.1, 0.4) * tall
    if rng.random() < 0.35:
        # After the full stop of an amount; never as tall as a 1.
        wide, high = rng.uniform(0.2, 0.5) * tall, rng.uniform(0.1, 0.4) * tall
        y = base - rng.uniform(0.0, 0.45) * tall
        strokes(canvas, [[(x, y), (x + wide, y - high)]], pen, ink)
        return x + wide
    end = x + rng.uniform(0.25, 0.9) * tall
    y = base - rng.uniform(0.25, 0.65) * tall
    bend = rng.uniform(-0.1, 0.1) * tall
    for _ in range(int(rng.choice([1, 1, 1, 2, 2, 3]))):
        tilt = rng.uniform(-0.08, 0.08) * tall
        middle = [(x + (end - x) / 3, y + bend), (x + (end - x) * 2 / 3, y - bend + tilt)]
        strokes(canvas, [[(x, y), *middle, (end, y + tilt)]], pen, ink)
        y += rng.uniform(0.12, 0.22) * tall
    return end


def hash_sign(
    canvas: Canvas, x: float, base: float, tall: float, pen: int, ink: int, rng: np.random.Generator
) -> float:
    """#: two steep and two level strokes; returns where it ends."""
    x += rng.uniform(0.05, 0.3) * tall
    wide, high = rng.uniform(0.45, 0.9) * tall, rng.uniform(0.6, 1.1) * tall
    lean = rng.uniform(0.0, 0.3) * wide
    top = base - high
    steep = [[(x + s * wide + lean, top), (x + s * wide, base)] for s in (0.3, 0.6)]
    level = [[(x, base - s * high), (x + wide, base - s * high - rng.uniform(0, 0.08) * tall)] for s in (0.35, 0.65)]
    strokes(canvas, [*steep, *level], pen, ink)
    return x + wide


def currency(canvas: Canvas, x: float, base: float, tall: float, pen: int, ink: int, rng: np.random.Generator) -> float:
    """$ in one wave with one or two bars through it, now and then with a capital R before it; returns where it ends."""
    if rng.random() < 0.4:
        wide = rng.uniform(0.35, 0.5) * tall
        bow = [(x, base - tall), (x + wide, base - 0.8 * tall), (x + 0.1 * wide, base - 0.5 * tall), (x + wide, base)]
        strokes(canvas, [[(x, base), (x, base - tall)], bow], pen, ink)
        x += wide + 0.1 * tall
    wide = rng.uniform(0.4, 0.6) * tall
    turn = np.linspace(0, 2 * np.pi, 14)
    wave = np.stack([x + wide / 2 - wide / 2 * np.sin(turn), base - tall + tall * turn / (2 * np.pi)], axis=1)
    places = (0.4, 0.6) if rng.random() < 0.4 else (0.5,)
    bars = [[(x + s * wide, base - 1.1 * tall), (x + s * wide, base + 0.1 * tall)] for s in places]
    strokes(canvas, [wave, *bars], pen, ink)
    return x + wide + 0.1 * tall


def slash(canvas: Canvas, x: float, base: float, tall: float, pen: int, ink: int, rng: np.random.Generator) -> float:
    """x/xx or a fraction's line with small crosses, as for cents that are none; returns where it ends."""
    x += rng.uniform(0.1, 0.3) * tall
    small = rng.uniform(0.2, 0.35) * tall
    lines: list[object] = []
    place = x
    for _ in range(int(rng.integers(1, 4))):
        y = base - rng.uniform(0.55, 0.7) * tall
        lines += [[(place, y), (place + small, y - small)], [(place, y - small), (place + small, y)]]
        place += 1.3 * small
    lines.append([(x - 0.1 * tall, base - 0.4 * tall), (place, base - rng.uniform(0.3, 0.5) * tall)])
    strokes(canvas, lines, pen, ink)
    return place


def crossed_dash(
    canvas: Canvas, x: float, base: float, tall: float, pen: int, ink: int, rng: np.random.Generator
) -> float:
    """A level stroke with one or two short ones through it, which ends an amount; returns where it ends."""
    x += rng.uniform(0.1, 0.4) * tall
    wide, y = rng.uniform(0.5, 1.2) * tall, base - rng.uniform(0.2, 0.7) * tall
    half, lean = rng.uniform(0.12, 0.3) * tall, rng.uniform(0.0, 0.15) * tall
    first, apart = x + rng.uniform(0.25, 0.55) * wide, rng.uniform(0.08, 0.2) * tall
    steep = [
        [(first + i * apart + lean, y - half), (first + i * apart - lean, y + half)]
        for i in range(int(rng.integers(1, 3)))
    ]
    strokes(canvas, [[(x, y), (x + wide, y - rng.uniform(-0.1, 0.2) * tall)], *steep], pen, ink)
    return x + wide


Mark = Callable[[Canvas, float, float, float, int, int, np.random.Generator], float]
"""Draws a mark: canvas, where it may start, foot and height of the writing, width and darkness of the pen, chance."""

MARKS: tuple[Mark, ...] = (dot, dash, hash_sign, currency, slash, crossed_dash)
"""All kinds."""


def remnants(canvas: Canvas, box: Box, rng: np.random.Generator) -> None:
    """Rests of rulings that were not taken out, whole or broken: over, under, beside the ink, seldom through it."""
    tall = max(8, box.height)
    ink, pen = int(rng.uniform(40, 230)), int(rng.integers(1, 4))
    for _ in range(int(rng.integers(1, 3))):
        kind = rng.random()
        if kind < 0.75:
            edge = box.top - rng.uniform(0, 0.3) * tall if kind < 0.3 else box.bottom + rng.uniform(-0.15, 0.3) * tall
            start, stop = (0.0, canvas.shape[1]) if rng.random() < 0.5 else sorted(rng.uniform(0, canvas.shape[1], 2))
            tilt = rng.uniform(-0.04, 0.04) * (stop - start)
            strokes(canvas, [[(start, edge), (stop, edge + tilt)]], pen, ink)
        else:
            # Upright lines only where no 1 can stand: beyond the ink and from edge to edge.
            side = (
                box.left - rng.uniform(0.2, 0.5) * tall
                if rng.random() < 0.5
                else box.right + rng.uniform(0.2, 0.5) * tall
            )
            strokes(canvas, [[(side, 0), (side + rng.uniform(-2, 2), canvas.shape[0])]], pen, ink)


@cache
def textures() -> list[Canvas]:
    """Drawn papers: waves and lines as on security paper, dots, grain, cloth; uint8 (128, 512), 0 … about 120."""
    rng = np.random.default_rng(30)
    y, x = np.mgrid[0 : TEXTURE[0], 0 : TEXTURE[1]].astype(np.float32)
    return [_texture(int(kind), x, y, rng) for kind in np.arange(_TEXTURES) % 4]


def _texture(kind: int, x: NDArray[np.float32], y: NDArray[np.float32], rng: np.random.Generator) -> Canvas:
    angle, period = rng.uniform(0, np.pi), rng.uniform(4, 14)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    if kind == 0:
        bend = rng.uniform(1, 8) * np.sin(along * 2 * np.pi / rng.uniform(30, 120))
        field = np.sin((across + bend) * 2 * np.pi / period) - rng.uniform(0.0, 0.7)
    elif kind == 1:
        field = np.sin(along * 2 * np.pi / period) * np.sin(across * 2 * np.pi / period) - rng.uniform(0.1, 0.6)
    else:
        field = cv2.GaussianBlur(rng.normal(size=x.shape).astype(np.float32), (0, 0), rng.uniform(0.8, 3.0))
        field = field / field.std() / 2
    if kind == 3:
        rings = np.hypot(x - rng.uniform(-200, 700), y - rng.uniform(-200, 300))
        field = np.maximum(np.sin(rings * 2 * np.pi / period) - 0.3, 0.5 * field)
    return np.asarray(np.clip(field, 0, 1) * 120, np.uint8)
