"""What pens leave on forms beside numbers: lines, strokes through mistakes, ticks, signatures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

from .curves import evenly, rounded, spline
from .numbers import draw_number
from .pens import Line, lay, trace
from .writer import Hand


def draw_line(
    canvas: NDArray[np.uint8], points: Sequence[tuple[float, float]], hand: Hand, *, dpi: float = 300
) -> Box | None:
    """Draw a free line with the hand's pen through points in pixels; the box of its ink, None outside the page."""
    step = dpi / 60  # 0.4 mm: a hand does nothing finer
    way = rounded(evenly(spline(np.array(points, np.float32)), step), 1.0)
    way = way + hand.rng.normal(0, 0.06 * step, way.shape).astype(np.float32)
    pressure = hand.rng.normal(0, 0.2) + np.linspace(0.2, -0.3, len(way), dtype=np.float32)
    return lay(canvas, trace([Line(way, pressure.astype(np.float32))], hand.pen, dpi, hand.rng), hand.pen.colour)


def strike_out(canvas: NDArray[np.uint8], box: Box, hand: Hand, *, dpi: float = 300, lines: int = 1) -> None:
    """Strike out what stands in a box with one or more lines."""
    for _ in range(lines):
        low, high = hand.rng.uniform(0.35, 0.65, 2)
        over = 0.12 * box.width
        ends = (box.left - over, box.top + low * box.height), (box.right + over, box.top + high * box.height)
        middle = ((box.left + box.right) / 2, box.top + hand.rng.uniform(0.4, 0.6) * box.height)
        draw_line(canvas, [ends[0], middle, ends[1]], hand, dpi=dpi)


def scribble(canvas: NDArray[np.uint8], box: Box, hand: Hand, *, dpi: float = 300, turns: int = 6) -> None:
    """Scribble to and fro over a box, as one makes a mistake unreadable."""
    x = np.linspace(box.left, box.right, 2 * turns + 1)
    y = np.where(np.arange(len(x)) % 2, box.top, box.bottom) + hand.rng.normal(0, 0.08 * box.height, len(x))
    draw_line(canvas, list(zip(x.tolist(), y.tolist(), strict=True)), hand, dpi=dpi)


def draw_tick(canvas: NDArray[np.uint8], box: Box, hand: Hand, *, dpi: float = 300) -> None:
    """Put a tick into a box."""
    draw_number(canvas, "✓", box, hand, dpi=dpi)


def draw_signature(canvas: NDArray[np.uint8], box: Box, hand: Hand, *, dpi: float = 300) -> None:
    """Write something that looks like a signature: loops getting smaller, and a stroke under them."""
    loops = int(hand.rng.integers(4, 8))
    place = np.linspace(0, 1, 8 * loops)
    sizes = np.repeat(hand.rng.uniform(0.3, 1.0, loops) * np.linspace(1, 0.4, loops), 8)
    turn = 2 * np.pi * loops * place
    x = box.left + box.width * (0.08 + 0.8 * place + hand.rng.uniform(0.03, 0.07) * np.sin(turn))
    y = box.top + box.height * (0.5 - 0.42 * sizes * np.cos(turn))
    draw_line(canvas, list(zip(x.tolist(), y.tolist(), strict=True)), hand, dpi=dpi)
    under, rise = box.top + 0.94 * box.height, hand.rng.uniform(0, 0.15) * box.height
    middle = (box.left + hand.rng.uniform(0.3, 0.7) * box.width, under - 0.3 * rise)
    draw_line(canvas, [(box.left, under), middle, (box.right, under - rise)], hand, dpi=dpi)
