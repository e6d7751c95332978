"""Alter strips as hands, pens, scanners and finders of fields do, and cut them as reading does.

drawn ──► slant, turn, stretch, bend ──► pen ──► breaks, rulings, neighbours ──► uneven ink, blur, grain, JPEG,
black and white ──► strip
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.strip import strip
from digitscan.types import Box

from .strip_making import Drawn
from .strip_marks import remnants

Canvas = NDArray[np.uint8]

_FIELD = (256, 768)
"""Size of the ready-made random fields, pixels; larger strips are not bent."""

_FIELDS = 32
"""How many there are; each is used at a random place, so that no two strips are bent alike."""

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def alter(drawn: Drawn, rng: np.random.Generator) -> Canvas:
    """One strip as a network is trained on it: uint8 (32, W)."""
    canvas, box = _warp(drawn, rng)
    if rng.random() < 0.45:
        canvas = _change_pen(canvas, rng)
    if rng.random() < 0.06:
        _break(canvas, box, rng)
    if rng.random() < 0.14:
        remnants(canvas, box, rng)
    if rng.random() < 0.08:
        _neighbours(canvas, box, rng)
    canvas = _scan(canvas, rng)
    return strip(canvas, _found(box, canvas.shape, rng), 0.0)


def _warp(drawn: Drawn, rng: np.random.Generator) -> tuple[Canvas, Box]:
    height, width = drawn.canvas.shape
    slant, angle = rng.normal(0, 0.13), np.deg2rad(rng.normal(0, 1.8))
    across, down = np.exp(rng.normal(0, 0.14)), np.exp(rng.normal(0, 0.08))
    cos, sin = np.cos(angle), np.sin(angle)
    # Turn · slant · stretch about the middle.
    linear = np.array([[cos, -sin], [sin, cos]]) @ np.array([[1, -slant], [0, 1]]) @ np.diag([across, down])
    left, top, right, bottom = drawn.box
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) - (width / 2, height / 2)
    size = (max(8, round(width * across + abs(slant) * height)), max(8, round(height * down + abs(sin) * width)))
    turned = corners @ linear.T + np.array(size) / 2
    # The corners of a slanted box hold no ink: halfway between them and the box that was is where it ends.
    lean = abs(slant) * (bottom - top) / 2
    x0, y0, x1, y1 = turned[:, 0].min() + lean, turned[:, 1].min(), turned[:, 0].max() - lean, turned[:, 1].max()
    box = Box(int(x0), int(y0), max(int(np.ceil(x1)), int(x0) + 1), max(int(np.ceil(y1)), int(y0) + 1))
    move = np.array(size) / 2 - linear @ np.array([width / 2, height / 2])
    matrix = np.hstack([linear, move[:, None]]).astype(np.float32)
    canvas = cv2.warpAffine(drawn.canvas, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    if rng.random() < 0.4 and size[1] <= _FIELD[0] and size[0] <= _FIELD[1]:
        canvas = cv2.remap(canvas, _bend(size, rng), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return canvas, box


def _bend(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    field, grid = _fields()
    top, left = int(rng.integers(0, _FIELD[0] - size[1] + 1)), int(rng.integers(0, _FIELD[1] - size[0] + 1))
    part = field[int(rng.integers(_FIELDS)), top : top + size[1], left : left + size[0]]
    return np.asarray(part * np.float32(rng.uniform(0.5, 2.6)) + grid[: size[1], : size[0]], np.float32)


def _change_pen(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """A little thicker or thinner, by any part of a pixel."""
    other = cv2.dilate(canvas, _CROSS) if rng.random() < 0.6 else cv2.erode(canvas, _CROSS)
    share = rng.uniform(0.2, 1.0)
    return np.asarray(cv2.addWeighted(other, share, canvas, 1 - share, 0), np.uint8)


def _break(canvas: Canvas, box: Box, rng: np.random.Generator) -> None:
    """A gap of one to three pixels across the ink, as where a pen skips or a ruling was taken out."""
    y = box.top + rng.uniform(0.1, 0.9, 2) * box.height
    level = int(np.median(canvas))
    cv2.line(canvas, (0, int(y[0])), (canvas.shape[1], int(y[1] * 0.2 + y[0] * 0.8)), level, int(rng.integers(1, 4)))


def _neighbours(canvas: Canvas, box: Box, rng: np.random.Generator) -> None:
    """The edges of what is written above or below: the strip's own ink, turned over, cut a little outside its box."""
    tall = box.height
    piece = canvas[box.top : box.bottom, box.left : box.right][::-1]
    inside = round(rng.uniform(0.05, 0.2) * tall)
    gap = round(rng.uniform(0.05, 0.15) * tall)
    if rng.random() < 0.5 and box.top - gap - inside >= 0 and piece.shape[0] > inside:
        place = canvas[box.top - gap - inside : box.top - gap, box.left : box.right]
        np.maximum(place, piece[-inside:] if inside else piece[:0], out=place)
    elif box.bottom + gap + inside <= canvas.shape[0] and piece.shape[0] > inside:
        place = canvas[box.bottom + gap : box.bottom + gap + inside, box.left : box.right]
        np.maximum(place, piece[:inside], out=place)


def _scan(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Uneven ink, grain, blur, low resolution, JPEG, contrast, black and white: each on its share of the strips."""
    dice = rng.random(8)
    if dice[0] < 0.2:
        coarse = rng.uniform(100, 255, (3, 8)).astype(np.float32)
        shade = cv2.resize(coarse, canvas.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(np.uint8)
        canvas = cv2.multiply(canvas, shade, scale=1 / 255)
    if dice[1] < 0.35:
        canvas = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.5, 1.6))
    elif dice[7] < 0.1:
        # Out of focus, as in photographs: beyond an eighth of the writing's height nobody reads it.
        canvas = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(1.6, 5.0))
    if dice[2] < 0.15:
        share = rng.uniform(0.4, 0.8)
        small = cv2.resize(canvas, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        canvas = cv2.resize(small, canvas.shape[::-1], interpolation=cv2.INTER_LINEAR)
    if dice[3] < 0.4:
        canvas = _grain(canvas, rng)
    if dice[4] < 0.06:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 70))]
        canvas = np.asarray(cv2.imdecode(cv2.imencode(".jpg", canvas, quality)[1], cv2.IMREAD_GRAYSCALE), np.uint8)
    if dice[5] < 0.4:
        canvas = cv2.LUT(canvas, _contrast()[int(rng.integers(16))])
    if dice[6] < 0.08:
        level = float(np.percentile(canvas, 97)) * rng.uniform(0.45, 0.65)
        canvas = cv2.threshold(canvas, level, 255, cv2.THRESH_BINARY)[1]
    elif dice[6] < 0.25:
        # Faint: most of the range of grey levels is lost.
        canvas = cv2.convertScaleAbs(canvas, alpha=rng.uniform(0.12, 0.5))
    return np.asarray(canvas, np.uint8)


def _grain(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    grain = _grains()[int(rng.integers(8))]
    top, left = int(rng.integers(0, 64)), int(rng.integers(0, 64))
    part = grain[top : top + canvas.shape[0], left : left + canvas.shape[1]]
    if part.shape != canvas.shape:
        return canvas
    strength = rng.uniform(0.05, 0.5)
    return np.asarray(cv2.addWeighted(canvas, 1.0, part, strength, -strength * 128, dtype=cv2.CV_8U), np.uint8)


def _found(box: Box, shape: tuple[int, ...], rng: np.random.Generator) -> Box:
    """The box as a finder of fields would give it: a little off, sometimes far too wide, seldom too high."""
    tall = box.height
    off = rng.normal(0, 0.05, 4) * tall
    if rng.random() < 0.2:
        off[0] -= rng.exponential(0.5) * tall
    if rng.random() < 0.2:
        off[2] += rng.exponential(0.5) * tall
    if rng.random() < 0.15:
        off[1] -= rng.exponential(0.25) * tall
    if rng.random() < 0.15:
        off[3] += rng.exponential(0.25) * tall
    # Never more than the strip's own margin into the ink.
    left, right = min(box.left + off[0], box.left + 0.1 * tall), max(box.right + off[2], box.right - 0.1 * tall)
    top, bottom = min(box.top + off[1], box.top + 0.1 * tall), max(box.bottom + off[3], box.bottom - 0.1 * tall)
    found = Box(round(left), round(top), round(right), round(bottom))
    return found.clip(shape[1], shape[0]) if rng.random() < 0.7 else found


@cache
def _fields() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Smooth random displacements of up to about a pixel (Simard et al. 2003), and the grid that they are added to."""
    rng = np.random.default_rng(31)
    height, width = _FIELD
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float32)
    fields = np.empty((_FIELDS, height, width, 2), np.float32)
    for field in fields:
        # Drawn at an eighth of the size: bends of 16 to 24 pixels, half a digit.
        coarse = cv2.GaussianBlur(
            rng.uniform(-1, 1, (height // 8, width // 8, 2)).astype(np.float32), (0, 0), rng.uniform(1, 2)
        )
        field[:] = cv2.resize(coarse / float(coarse.std()), (width, height), interpolation=cv2.INTER_CUBIC)
    return fields, grid


@cache
def _grains() -> list[Canvas]:
    """Grain of film and paper, grey 128 in the middle, fine and coarse."""
    rng = np.random.default_rng(32)
    grains = []
    for number in range(8):
        noise = rng.normal(size=(384, 1200)).astype(np.float32)
        if number % 2:
            noise = cv2.GaussianBlur(noise, (0, 0), 0.6 + 0.3 * number)
        grains.append(np.clip(128 + 40 * noise / noise.std(), 0, 255).astype(np.uint8))
    return grains


@cache
def _contrast() -> list[NDArray[np.uint8]]:
    """Tables of grey levels from faint to biting."""
    levels = np.linspace(0, 1, 256)
    return [np.round(255 * levels**power).astype(np.uint8) for power in np.geomspace(0.6, 1.7, 16)]
