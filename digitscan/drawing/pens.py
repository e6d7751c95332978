"""Pens: what ink looks like on paper, and how it is laid on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

MM_PER_INCH = 25.4

VISIBLE = 0.25
"""Coverage from which ink counts as seen."""

_GREY = np.array([0.114, 0.587, 0.299], np.float32)
"""Weights of blue, green and red in grey (ITU-R BT.601, as OpenCV uses them)."""


@dataclass(frozen=True)
class Pen:
    """A thing to write with.

    Attributes:
        width: width of its line, millimetres.
        colour: blue, green, red of the full ink, 0–255.
        spread: how much pressure changes the width, as a fraction.
        shade: how much pressure changes the darkness, as a fraction.
        bleed: softness of the edge (standard deviation), millimetres.
        grain: how much of the ink the paper's grain holds back, 0–1.
    """

    width: float
    colour: tuple[int, int, int]
    spread: float = 0.2
    shade: float = 0.15
    bleed: float = 0.04
    grain: float = 0.0


BLUE_BALL = Pen(0.50, (150, 62, 34), spread=0.18, shade=0.22, bleed=0.04, grain=0.08)
BLACK_BALL = Pen(0.50, (52, 46, 44), spread=0.18, shade=0.22, bleed=0.04, grain=0.08)
RED_BALL = Pen(0.50, (50, 40, 190), spread=0.18, shade=0.22, bleed=0.04, grain=0.08)
PENCIL = Pen(0.50, (96, 92, 90), spread=0.26, shade=0.30, bleed=0.05, grain=0.34)
FELT = Pen(1.00, (40, 32, 30), spread=0.22, shade=0.06, bleed=0.06)
FOUNTAIN = Pen(0.60, (96, 44, 28), spread=0.30, shade=0.16, bleed=0.05)
FINELINER = Pen(0.38, (44, 40, 40), spread=0.06, shade=0.06, bleed=0.035)

PENS: dict[str, Pen] = {
    "blue ball": BLUE_BALL,
    "black ball": BLACK_BALL,
    "red ball": RED_BALL,
    "pencil": PENCIL,
    "felt": FELT,
    "fountain": FOUNTAIN,
    "fineliner": FINELINER,
}
"""All pens by name."""

_LEAST_WIDTH = 24
"""A line is drawn at least this many fine pixels wide, so that a step in width is less than 5 %."""


class Line(NamedTuple):
    """The pen's way without lifting it.

    Attributes:
        points: float32 (n, 2), x and y in pixels, n ≥ 2.
        pressure: float32 (n,), about −1 (hardly touching) … 1 (pressed), 0 the usual.
    """

    points: NDArray[np.float32]
    pressure: NDArray[np.float32]


class Ink(NamedTuple):
    """What a pen leaves on the paper.

    Attributes:
        coverage: float32 (h, w), 0 paper … 1 full ink.
        left: column of its first pixel.
        top: row of its first pixel.
    """

    coverage: NDArray[np.float32]
    left: int
    top: int


def trace(lines: Sequence[Line], pen: Pen, dpi: float, rng: np.random.Generator) -> Ink:
    """Draw pen lines.

    The lines are drawn much larger than wanted, in pieces of even width, and averaged down: edges are smooth at any
    size.

    Args:
        lines: the strokes.
        pen: what draws them.
        dpi: dots per inch, for the pen's width.
        rng: for the grain of the paper.

    Returns:
        The ink, with a margin for the width of the line.
    """
    width = max(0.8, pen.width * dpi / MM_PER_INCH)  # thinner than this a scanner shows as paler, not as narrower
    fine = int(np.clip(round(_LEAST_WIDTH / width), 1, 12))
    margin = int(np.ceil(width)) + 2
    every = np.concatenate([line.points for line in lines])
    left, top = np.floor(every.min(0)).astype(int) - margin
    right, bottom = np.ceil(every.max(0)).astype(int) + margin
    big = np.zeros(((bottom - top) * fine, (right - left) * fine), np.uint8)
    for line in lines:
        points = np.round((line.points - (left, top)) * fine * 16).astype(np.int32)  # 16: four fractional bits
        wide = np.maximum(1, np.round(width * fine * (1 + pen.spread * line.pressure))).astype(int)
        dark = np.clip(235 * (1 + pen.shade * line.pressure), 40, 255).astype(int)
        _polyline(big, points, wide, dark)
    small = cv2.resize(big, None, fx=1 / fine, fy=1 / fine, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small.astype(np.float32) / 255, (0, 0), max(0.3, pen.bleed * dpi / MM_PER_INCH))
    return Ink(_grained(np.asarray(soft, np.float32), pen, dpi, rng), int(left), int(top))


def _polyline(big: NDArray[np.uint8], points: NDArray[np.int32], wide: NDArray, dark: NDArray) -> None:
    """Draw a line whose width and darkness change, one piece for each run of equal ones."""
    key = wide * 256 + dark // 8
    breaks = [0, *(np.flatnonzero(np.diff(key)) + 1), len(points) - 1]
    for start, stop in pairwise(breaks):
        piece = points[start : stop + 1]
        cv2.polylines(big, [piece], False, int(dark[start]), int(wide[start]), cv2.LINE_8, 4)


def _grained(coverage: NDArray[np.float32], pen: Pen, dpi: float, rng: np.random.Generator) -> NDArray[np.float32]:
    if pen.grain == 0:
        return coverage
    # Fibres are about 0.1 mm apart.
    noise = np.asarray(
        cv2.GaussianBlur(rng.random(coverage.shape, np.float32), (0, 0), max(0.4, 0.06 * dpi / MM_PER_INCH))
    )
    noise = (noise - noise.mean()) / (noise.std() + 1e-6)
    held = np.clip(0.35 + 0.4 * noise, 0, 1) * pen.grain
    return np.clip(coverage * (1 - held), 0, 1).astype(np.float32)


def lay(canvas: NDArray[np.uint8], ink: Ink, colour: Sequence[int]) -> Box | None:
    """Lay ink on a page, in place, as a filter of light: on printed lines it gets darker, never paler.

    Args:
        canvas: uint8 (H, W) or (H, W, 3); what stands outside is cut off.
        ink: what to lay on it.
        colour: blue, green, red of full ink.

    Returns:
        The box of the ink's visible part, or None where nothing of it is on the page.
    """
    height, width = canvas.shape[:2]
    top, left = max(0, ink.top), max(0, ink.left)
    bottom = min(height, ink.top + ink.coverage.shape[0])
    right = min(width, ink.left + ink.coverage.shape[1])
    if top >= bottom or left >= right:
        return None
    part = ink.coverage[top - ink.top : bottom - ink.top, left - ink.left : right - ink.left]
    stop = 1 - np.asarray(colour, np.float32) / 255
    under = canvas[top:bottom, left:right]
    if canvas.ndim == 2:
        under[:] = under * (1 - part * float(stop @ _GREY)) + 0.5
    else:
        under[:] = under * (1 - part[..., None] * stop) + 0.5
    x, y, w, h = cv2.boundingRect((part > VISIBLE).view(np.uint8))
    return Box(left + x, top + y, left + x + w, top + y + h) if w else None
