"""What a segmenter cuts wrongly, made from digits: halves, pairs, and a digit with a good part of its neighbour."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import SIZE, normalize

HALVES: dict[int, tuple[str, ...]] = {
    0: ("left", "right", "top", "bottom"),
    2: ("left", "right", "bottom"),
    3: ("left", "bottom"),
    4: ("left", "top"),
    5: ("left", "right", "top", "bottom"),
    6: ("right",),
    8: ("left",),
    9: ("left",),
}
"""Parts of each digit that look like no digit. Left out, since once normalised they do: halves of a 1 are a 1, the
rings of 6, 8 and 9 a 0, the stems of 4, 7 and 9 a 1, the right half of an 8 a 3, the top of a 2 a 7."""

TURNED: dict[int, tuple[str, ...]] = {
    2: ("left", "right"),
    3: ("left", "right", "mirror"),
    4: ("left", "right"),
    7: ("mirror", "left"),
    8: ("left",),
    9: ("mirror",),
}
"""Ways to lay or mirror digits that leave no digit: nobody writes so, but letters look so. Left out is what may be read
as another digit (a mirrored 2 as 5, a turned 5 as 2)."""

Glyph = NDArray[np.uint8]


def halves(pixels: Glyph, labels: NDArray[np.int64], count: int, rng: np.random.Generator) -> Glyph:
    """Cut digits along a slightly slanted line and keep what looks like no digit.

    Args:
        pixels: uint8 (N, 28, 28) digits.
        labels: int64 (N,), 0 … 9.
        count: how many to make.
        rng: source of chance.

    Returns:
        uint8 (count, 28, 28), normalised.
    """
    usable = np.flatnonzero(np.isin(labels, list(HALVES)))
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        while not row.any():
            source = rng.choice(usable)
            sides = HALVES[int(labels[source])]
            row[:] = _half(pixels[source], sides[rng.integers(len(sides))], rng)
    return out


def _half(glyph: Glyph, side: str, rng: np.random.Generator) -> Glyph:
    """One part, or nothing where it holds too little or too much of the ink to be sure that it is no digit."""
    left, top, width, height = cv2.boundingRect((glyph > 0).view(np.uint8))
    crop = glyph[top : top + height, left : left + width]
    kept = rng.uniform(0.35, 0.58)
    lean = rng.uniform(-0.25, 0.25)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    along = x / max(width - 1, 1) + lean * (y / max(height - 1, 1) - 0.5)
    across = y / max(height - 1, 1) + lean * (x / max(width - 1, 1) - 0.5)
    inside = {"left": along < kept, "right": along > 1 - kept, "top": across < kept, "bottom": across > 1 - kept}[side]
    part = np.where(inside, crop, 0).astype(np.uint8)
    share = part.sum(dtype=np.int64) / max(1, crop.sum(dtype=np.int64))
    return normalize(part) if 0.25 < share < 0.62 else np.zeros((SIZE, SIZE), np.uint8)


def turned(pixels: Glyph, labels: NDArray[np.int64], count: int, rng: np.random.Generator) -> Glyph:
    """Lay digits on their side or mirror them; arguments and result as for `halves`."""
    usable = np.flatnonzero(np.isin(labels, list(TURNED)))
    moves = {"left": cv2.ROTATE_90_COUNTERCLOCKWISE, "right": cv2.ROTATE_90_CLOCKWISE}
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        source = rng.choice(usable)
        ways = TURNED[int(labels[source])]
        way = ways[rng.integers(len(ways))]
        glyph = pixels[source]
        row[:] = normalize(cv2.rotate(glyph, moves[way]) if way in moves else cv2.flip(glyph, 1))
    return out


def chimeras(pixels: Glyph, count: int, rng: np.random.Generator) -> Glyph:
    """The upper or left part of one character with the other part of another: letters of no alphabet.

    Args:
        pixels: uint8 (N, 28, 28), characters that look like no digit.
        count: how many to make; none are made of no characters.
        rng: source of chance.

    Returns:
        uint8 (count, 28, 28), normalised.
    """
    out = np.zeros((count if len(pixels) else 0, SIZE, SIZE), np.uint8)
    for row in out:
        first, second = pixels[rng.integers(len(pixels))], pixels[rng.integers(len(pixels))]
        place = int(rng.integers(11, 18))
        made = first.copy()
        if rng.random() < 0.5:
            made[place:] = second[place:]
        else:
            made[:, place:] = second[:, place:]
        row[:] = normalize(made)
    return out


def pairs(pixels: Glyph, count: int, rng: np.random.Generator) -> Glyph:
    """Two (or, one time in six, three) digits side by side as one glyph: apart, touching or overlapping.

    Args:
        pixels: uint8 (N, 28, 28) digits.
        count: how many to make.
        rng: source of chance.

    Returns:
        uint8 (count, 28, 28), normalised.
    """
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        number = 3 if rng.random() < 1 / 6 else 2
        ink = _crop(pixels[rng.integers(len(pixels))])
        for _ in range(number - 1):
            ink = _join(ink, _crop(pixels[rng.integers(len(pixels))]), rng)
        row[:] = normalize(ink)
    return out


def partial(pixels: Glyph, count: int, rng: np.random.Generator) -> Glyph:
    """A digit with 55 to 85 hundredths of the width of its neighbour, on either side; arguments as for `pairs`."""
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        digit = _crop(pixels[rng.integers(len(pixels))])
        other = _crop(pixels[rng.integers(len(pixels))])
        keep = max(3, round(other.shape[1] * rng.uniform(0.55, 0.85)))
        row[:] = normalize(
            _join(other[:, -keep:], digit, rng) if rng.random() < 0.5 else _join(digit, other[:, :keep], rng)
        )
    return out


def fractions(pixels: Glyph, count: int, rng: np.random.Generator) -> Glyph:
    """A fraction, as the half of 3½, as one glyph, one time in two with a digit before it; arguments as for `pairs`."""
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        ink = _fraction(pixels[rng.integers(len(pixels))], pixels[rng.integers(len(pixels))], rng)
        if rng.random() < 0.5:
            ink = _join(_crop(pixels[rng.integers(len(pixels))]), ink, rng)
        row[:] = normalize(ink)
    return out


def _fraction(upper: Glyph, lower: Glyph, rng: np.random.Generator) -> Glyph:
    """Two digits of half the height of a digit, about a level or slanted bar: uint8 (28, 28)."""
    canvas = np.zeros((SIZE, SIZE), np.uint8)
    lean = int(rng.integers(0, 9))
    for digit, left, top in ((upper, 9 - lean, 0), (lower, 9 + lean, 16)):
        crop = _crop(digit)
        scale = rng.uniform(9, 12) / crop.shape[0]
        size = (max(2, min(10, round(crop.shape[1] * scale))), round(crop.shape[0] * scale))
        # Shrunk strokes are faint; a pen is not.
        small = cv2.convertScaleAbs(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), alpha=1.5)
        canvas[top : top + size[1], left : left + size[0]] = small
    ends = (4, 14 + lean), (24, 14 - lean)
    cv2.line(canvas, *ends, int(rng.integers(160, 256)), int(rng.integers(1, 3)), cv2.LINE_AA)
    return canvas


def struck_out(pixels: Glyph, labels: NDArray[np.int64], count: int, rng: np.random.Generator) -> Glyph:
    """Digits struck out with two or three strokes; arguments and result as for `halves`.

    Digits that a stroke makes another digit of, or that people write with one (0, 1, 4, 7), are left out.
    """
    usable = np.flatnonzero(np.isin(labels, (2, 3, 5, 6, 8, 9)))
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        canvas = cv2.copyMakeBorder(pixels[rng.choice(usable)], 6, 6, 6, 6, cv2.BORDER_CONSTANT, value=0)
        slant = rng.uniform(-12, 12)
        for place in rng.permutation(np.linspace(11, 29, 4))[: int(rng.integers(2, 4))]:
            left, right = rng.uniform(4, 9), rng.uniform(31, 36)
            end = round(place + slant / 2 + rng.uniform(-3, 3))
            ends = (round(left), round(place - slant / 2)), (round(right), end)
            cv2.line(canvas, *ends, int(rng.integers(180, 256)), int(rng.integers(1, 4)), cv2.LINE_AA)
        row[:] = normalize(canvas)
    return out


def _join(left: Glyph, right: Glyph, rng: np.random.Generator) -> Glyph:
    """Two inks on one canvas; the right one a little larger or smaller, higher or lower."""
    size = rng.uniform(0.75, 1.25)
    height, width = (max(2, round(side * size)) for side in right.shape)
    right = cv2.resize(right, (width, height), interpolation=cv2.INTER_LINEAR)
    # Overlap at most a fifth of the narrower one: with more of it nobody knows what was written.
    gap = round(rng.uniform(-0.2 * min(left.shape[1], width), 6))
    shift = int(rng.integers(-4, 5)) + (left.shape[0] - height) // 2
    over = max(0, -shift)
    canvas = np.zeros((over + max(left.shape[0], height + shift), left.shape[1] + width + max(gap, 0)), np.uint8)
    canvas[over : over + left.shape[0], : left.shape[1]] = left
    start = left.shape[1] + gap
    place = canvas[over + shift : over + shift + height, start : start + width]
    np.maximum(place, right, out=place)
    return canvas


def _crop(glyph: Glyph) -> Glyph:
    left, top, width, height = cv2.boundingRect((glyph > 0).view(np.uint8))
    return glyph[top : top + max(height, 1), left : left + max(width, 1)]
