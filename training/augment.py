"""Alter glyphs as pens, scanners and segmenters do, anew in each epoch; what comes out is what `normalize` yields.

glyph ──► slant, turn, stretch, bend (at 64×64) ──► pen ──► breaks, rests of lines and neighbours, cuts ──►
uneven ink, blur, low resolution, JPEG, black and white ──► normalize
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import normalize
from digitscan.types import NOT_A_DIGIT

from .recipe import Augmentation

_SIDE = 64
"""Side of the canvas on which glyphs are altered: twice 28 and a margin for turned corners, pixels."""

_BANK = 256
"""Ready-made random fields to choose from: drawing one for each glyph would cost more than all the rest."""

Canvas = NDArray[np.uint8]

_THIN = [cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))]
_THICK = [cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))]


def augment(
    pixels: NDArray[np.uint8],
    labels: NDArray[np.int64],
    settings: Augmentation,
    rng: np.random.Generator,
    strong: NDArray[np.float64] | None = None,
) -> NDArray[np.uint8]:
    """Alter N glyphs, each in its own way.

    Args:
        pixels: uint8 (N, 28, 28), normalised.
        labels: int64 (N,); what would make a digit of *not a digit*, or the other way round, is left out.
        settings: which share is altered how much.
        rng: source of chance; the same state gives the same glyphs.
        strong: float64 (N,), the probability of each glyph to be altered strongly, instead of the settings' share.

    Returns:
        uint8 (N, 28, 28), normalised. A glyph that lost its ink on the way comes back as it was.
    """
    out = pixels.copy()
    lot = rng.random(len(pixels))
    dice = rng.random((len(pixels), 40))
    partner = rng.integers(0, max(1, len(pixels)), len(pixels))
    hard = np.full(len(pixels), settings.strong) if strong is None else strong
    for i in np.flatnonzero(lot < hard + settings.mild):
        if lot[i] < hard[i]:
            altered = _strong(pixels[i], pixels[partner[i]], int(labels[i]), dice[i])
        else:
            altered = _mild(pixels[i], int(labels[i]), dice[i])
        if altered.any():
            out[i] = altered
    return out


def _mild(glyph: Canvas, label: int, dice: NDArray[np.float64]) -> Canvas:
    canvas = _warp(glyph, dice[:5], turn=8.0, shear=0.12, stretch=0.1, bend=dice[5] < 0.3, field=dice[6])
    if label == 7:
        _continental(canvas, dice[32:40])
    if dice[7] < 0.3:
        canvas = _change_pen(canvas, 0.5 * float(dice[7] < 0.15), dice[8] * 0.6)
    return normalize(canvas)


def _strong(glyph: Canvas, other: Canvas, label: int, dice: NDArray[np.float64]) -> Canvas:
    canvas = _warp(glyph, dice[:5], turn=12.0, shear=0.3, stretch=0.2, bend=dice[5] < 0.4, field=dice[6])
    if label == 7:
        _continental(canvas, dice[32:40])
    if dice[7] < 0.65:
        canvas = _change_pen(canvas, dice[7] / 0.65, dice[8])
    if dice[9] < 0.08:
        _break(canvas, dice[10:14])
    if label != NOT_A_DIGIT:
        if dice[14] < 0.14:
            _leave_line(canvas, dice[15:20])
        elif dice[14] < 0.26:
            _leave_neighbour(canvas, other, dice[15:20])
        elif dice[14] < 0.34:
            _leave_speck(canvas, dice[15:20])
        if dice[20] < 0.12:
            _cut_side(canvas, dice[20] / 0.12, dice[21])
    return normalize(_scan(canvas, dice[22:32]))


def _warp(
    glyph: Canvas, dice: NDArray[np.float64], *, turn: float, shear: float, stretch: float, bend: bool, field: float
) -> Canvas:
    """Turn (degrees), slant, stretch (shares) and bend a glyph onto the canvas, twice as large."""
    d = 2.0 * dice - 1.0
    angle = np.deg2rad(turn * d[0])
    cos, sin = np.cos(angle), np.sin(angle)
    # From canvas to glyph: half the size, then the inverse of turn · slant · stretch.
    across, down = 0.5 * (1 + stretch * d[1]), 0.5 * (1 + stretch * d[2])
    slant = shear * d[3]
    a, b, c, e = across * cos, across * (sin + slant), -down * sin, down * cos
    middle, centre = _SIDE / 2 - 0.5, 13.5
    matrix = np.array([[a, b, centre - (a + b) * middle], [c, e, centre - (c + e) * middle]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    canvas = cv2.warpAffine(glyph, matrix, (_SIDE, _SIDE), flags=flags)
    if bend:
        canvas = cv2.remap(canvas, _bends()[int(field * _BANK)], None, cv2.INTER_LINEAR)
    return canvas


def _continental(canvas: Canvas, dice: NDArray[np.float64]) -> None:
    """A bar through the stem of three 7s in ten, a hook at the head of two in ten: most of the world writes them."""
    mask = canvas > 90
    _, top, width, height = cv2.boundingRect(mask.view(np.uint8))
    # A 7 with a bar has one already where its middle is wide.
    rows = mask[top + round(0.4 * height) : top + round(0.8 * height)]
    spread = max((int(np.ptp(np.flatnonzero(row))) if row.any() else 0 for row in rows), default=0)
    if dice[0] < 0.3 and spread < 0.45 * width:
        y = top + round((0.45 + 0.3 * dice[1]) * height)
        columns = np.flatnonzero(mask[min(y, _SIDE - 1)])
        if len(columns):
            half = (0.2 + 0.25 * dice[2]) * max(width, 0.5 * height)
            rise, middle = half * np.tan(np.deg2rad(40 * dice[3] - 20)), float(columns.mean())
            _stroke(canvas, [(middle - half, y + rise), (middle + half, y - rise)], dice[7])
    if dice[4] < 0.2:
        head = np.argwhere(mask[top : top + max(1, height // 3)])
        y, x = head[head[:, 1].argmin()]
        down = (0.1 + 0.25 * dice[5]) * height
        _stroke(canvas, [(x, top + y), (x - 2 - 3 * dice[6], top + y + 0.6 * down), (x - 1, top + y + down)], dice[7])


def _stroke(canvas: Canvas, points: list[tuple[float, float]], pen: float) -> None:
    # Two to four pixels on this canvas: the pens of 28-pixel sets.
    fixed = np.round(np.array(points) * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(canvas, [fixed], False, 255, 2 + int(3 * pen), cv2.LINE_AA, 4)


def _change_pen(canvas: Canvas, way: float, strength: float) -> Canvas:
    """Thinner (`way` below a half) or thicker strokes; a pen that would rub the digit out is left."""
    kernel = int(strength > 0.6)
    if way >= 0.5:
        return cv2.dilate(canvas, _THICK[kernel])
    ink = cv2.sumElems(canvas)[0]
    for element in _THIN[kernel::-1]:
        thin = cv2.erode(canvas, element)
        # Thin strokes of 28-pixel sets are grey: a third of the ink left is still a whole, faint line.
        if cv2.sumElems(thin)[0] > 0.33 * ink and thin.max() > 90:
            return thin
    return canvas


def _break(canvas: Canvas, dice: NDArray[np.float64]) -> None:
    """A gap of one or two pixels across the strokes, as where a pen skips or a ruling was taken out."""
    ends = (dice * _SIDE).astype(int)
    pen = 1 + int(dice[0] > 0.5)
    if dice[1] < 0.5:
        cv2.line(canvas, (0, int(ends[2])), (_SIDE, int(ends[3])), 0, pen)
    else:
        cv2.line(canvas, (int(ends[2]), 0), (int(ends[3]), _SIDE), 0, pen)


def _leave_line(canvas: Canvas, dice: NDArray[np.float64]) -> None:
    """Part of a box's line beside the digit, at most touching it."""
    left, top, width, height = cv2.boundingRect((canvas > 40).view(np.uint8))
    side, gap, start, length, pen = int(dice[0] * 4), int(dice[1] * 7) - 1, dice[2], dice[3], 1 + int(dice[4] * 3)
    ink = 255 - int(120 * dice[1])
    if side < 2:
        # Upright rests stay short: one as long as the digit beside it is another 1.
        x = left - gap if side == 0 else left + width + gap
        y = int(top + start * height * 0.6)
        cv2.line(canvas, (x, y), (x, y + int((0.1 + 0.35 * length) * height)), ink, pen)
    else:
        y = top - gap if side == 2 else top + height + gap
        x = int(left + (start - 0.5) * width)
        cv2.line(canvas, (x, y), (x + int((0.3 + length) * width), y), ink, pen)


def _leave_neighbour(canvas: Canvas, other: Canvas, dice: NDArray[np.float64]) -> None:
    """The edge of another glyph, up to a quarter of its width, beside the digit."""
    left, _, width, _ = cv2.boundingRect((canvas > 40).view(np.uint8))
    x, y, wide, high = cv2.boundingRect((other > 40).view(np.uint8))
    if 3 * wide < high:
        # Any part of a 1 is a 1, and with it this glyph would be a pair.
        return
    part = max(1, round(wide * (0.08 + 0.17 * dice[0])))
    edge = other[y : y + high, x : x + part] if dice[1] < 0.5 else other[y : y + high, x + wide - part : x + wide]
    if edge.size == 0:
        return
    edge = cv2.resize(edge, (2 * edge.shape[1], 2 * edge.shape[0]), interpolation=cv2.INTER_LINEAR)[:_SIDE]
    # The left edge of another digit stands to the right of this one.
    gap = int(dice[2] * 5)
    start = left + width + gap if dice[1] < 0.5 else left - gap - edge.shape[1]
    start = min(max(start, 0), _SIDE - edge.shape[1])
    low = int(dice[3] * (_SIDE - edge.shape[0]))
    place = canvas[low : low + edge.shape[0], start : start + edge.shape[1]]
    np.maximum(place, edge, out=place)


def _leave_speck(canvas: Canvas, dice: NDArray[np.float64]) -> None:
    """A dot near the digit, at most a seventh of its height: a full stop, a comma, dirt, the rest of a line."""
    left, top, width, height = cv2.boundingRect((canvas > 40).view(np.uint8))
    reach = 0.15 * height
    x = int(left - reach + dice[0] * (width + 2 * reach))
    y = int(top - reach + dice[1] * (height + 2 * reach))
    axes = (1 + int(dice[2] * height / 14), 1 + int(dice[3] * height / 14))
    cv2.ellipse(canvas, (x, y), axes, 180 * dice[4], 0, 360, 255 - int(150 * dice[4]), -1, cv2.LINE_AA)


def _cut_side(canvas: Canvas, side: float, amount: float) -> None:
    """Up to an eighth of the digit gone at the top, bottom, left or right."""
    left, top, width, height = cv2.boundingRect((canvas > 40).view(np.uint8))
    share = 0.03 + 0.1 * amount
    if side < 0.35:
        canvas[: top + round(share * height)] = 0
    elif side < 0.6:
        canvas[top + height - round(share * height) :] = 0
    elif side < 0.8:
        canvas[:, : left + round(share * width)] = 0
    else:
        canvas[:, left + width - round(share * width) :] = 0


def _scan(canvas: Canvas, dice: NDArray[np.float64]) -> Canvas:
    """Uneven ink, blur, low resolution, JPEG, black and white: each on its share of the glyphs."""
    if dice[0] < 0.25:
        canvas = cv2.multiply(canvas, _shades()[int(dice[1] * _BANK)], scale=1 / 255)
    if dice[2] < 0.3:
        canvas = cv2.GaussianBlur(canvas, (5, 5), 0.6 + 1.6 * dice[3])
    if dice[4] < 0.3:
        # Digits 10 to 22 pixels high, as in cells of tables at 100 to 150 dots per inch.
        low = int(16 + 20 * dice[5])
        small = cv2.resize(canvas, (low, low), interpolation=cv2.INTER_AREA)
        canvas = cv2.resize(small, (_SIDE, _SIDE), interpolation=cv2.INTER_LINEAR)
    if dice[6] < 0.06:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(25 + 55 * dice[7])]
        canvas = np.asarray(cv2.imdecode(cv2.imencode(".jpg", canvas, quality)[1], cv2.IMREAD_GRAYSCALE), np.uint8)
        # A reader puts the grain of the paper to zero before it cuts glyphs.
        canvas = cv2.threshold(canvas, 40, 255, cv2.THRESH_TOZERO)[1]
    if dice[8] < 0.25:
        level = int(canvas.max()) * (0.3 + 0.3 * dice[9])
        canvas = cv2.threshold(canvas, level, 255, cv2.THRESH_BINARY)[1]
    elif dice[8] > 0.8:
        # Ink that bites: greys are pushed to black or white, as scanners with high contrast do.
        canvas = cv2.LUT(canvas, _contrast()[int(dice[9] * 16)])
    return canvas


@cache
def _bends() -> list[NDArray[np.float32]]:
    """Smooth random displacements of up to about two pixels (Simard et al. 2003), as maps for `cv2.remap`."""
    rng = np.random.default_rng(28)
    grid = np.stack(np.meshgrid(np.arange(_SIDE), np.arange(_SIDE)), axis=-1).astype(np.float32)
    noise = rng.uniform(-1, 1, (_BANK, _SIDE, _SIDE, 2)).astype(np.float32)
    maps = []
    for field in noise:
        # Eight pixels: the bend of a stroke by a hand, not the tremble of its edge.
        smooth = cv2.GaussianBlur(field, (0, 0), 8.0)
        maps.append(grid + smooth * (rng.uniform(0.8, 2.4) / max(1e-6, float(np.abs(smooth).max()))))
    return maps


@cache
def _shades() -> list[Canvas]:
    """Smooth random fields from a third to full ink."""
    rng = np.random.default_rng(29)
    shades = []
    for _ in range(_BANK):
        coarse = rng.uniform(80, 255, (4, 4)).astype(np.float32)
        shades.append(cv2.resize(coarse, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC).clip(60, 255).astype(np.uint8))
    return shades


@cache
def _contrast() -> list[NDArray[np.uint8]]:
    """Tables of grey levels from faint to biting."""
    levels = np.linspace(0, 1, 256)
    return [np.round(255 * levels**power).astype(np.uint8) for power in np.geomspace(0.5, 2.0, 16)]
