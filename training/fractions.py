"""Fractions such as ½ in handwriting, made from digits and drawn strokes, and the rows of digits that look like them.

In marks and measures people write a half as two small digits about a slash or a bar. Its pieces are good digits (the
slash a 1, the numerator joined to it a 4), so no network that sees one digit at a time can tell; one that sees all
the ink can. What is made here teaches it, together with rows of digits such as 12, 42 and 112.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.normalize import SIZE, normalize

Glyph = NDArray[np.uint8]

_TALL = 48
"""Height of a fraction on the canvas, pixels: twice what is left of it in a glyph, so that edges come out soft."""

_SIDE = 4 * _TALL
"""Side of the canvas: room for a row of digits with a fraction."""

_AT = 3 * _TALL // 2
"""Column at which a slash begins; what stands left of it is at most a number of full height."""

_TOP = _TALL
"""Row of the fraction's upper end."""

_FRACTIONS = ((1, 2, 0.75), (1, 4, 0.1), (3, 4, 0.1), (1, 3, 0.05))
"""Numerator, denominator and share: nearly all fractions of marks are halves."""

_BEFORE = 0.35
"""Share of fractions with a digit before them in the same glyph: 3½ as one piece."""

_ALIKE = (1, 2, 4, 6, 7)
"""Digits that fractions are taken for; half of the rows of digits are made of these alone."""


class Digits:
    """Digits to write with, by their values.

    Args:
        pixels: uint8 (N, 28, 28), normalised.
        labels: int64 (N,), 0 … 9, each at least once.
    """

    def __init__(self, pixels: Glyph, labels: NDArray[np.int64]) -> None:
        self._by_value = [pixels[labels == value] for value in range(10)]

    def write(self, value: int, height: float, rng: np.random.Generator) -> Glyph:
        """One of the digits of that value, uint8 (h, w), cropped to its ink and scaled to `height` pixels."""
        glyph = self._by_value[value][rng.integers(len(self._by_value[value]))]
        left, top, width, tall = cv2.boundingRect((glyph > 0).view(np.uint8))
        crop = glyph[top : top + tall, left : left + width]
        scale = height / max(tall, 0.6 * width)
        size = (max(2, round(width * scale)), max(2, round(tall * scale)))
        return cv2.resize(crop, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)


def fractions(digits: Digits, count: int, rng: np.random.Generator) -> Glyph:
    """Write fractions, some with a digit before them: uint8 (count, 28, 28), normalised."""
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    shares = np.array([share for *_, share in _FRACTIONS])
    for row in out:
        above, below, _ = _FRACTIONS[rng.choice(len(_FRACTIONS), p=shares / shares.sum())]
        canvas = np.zeros((_SIDE, _SIDE), np.uint8)
        way = _WAYS[rng.choice(len(_WAYS), p=_SHARES)]
        way(canvas, digits, (above, below), rng)
        if rng.random() < _BEFORE:
            _write_before(canvas, digits, rng)
        row[:] = normalize(canvas)
    return out


def rows(digits: Digits, count: int, rng: np.random.Generator) -> Glyph:
    """Write two to four digits in a row, touching or apart, of much the same height: arguments as for `fractions`."""
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        canvas = np.zeros((_SIDE, _SIDE), np.uint8)
        number = 2 + int(rng.choice(3, p=(0.5, 0.35, 0.15)))
        values = rng.choice(_ALIKE, number) if rng.random() < 0.5 else rng.integers(0, 10, number)
        rise = rng.uniform(-0.12, 0.12)
        x = 4.0
        for value in values.tolist():
            # A digit of four fifths of the height beside it is common; a half of it is not.
            ink = digits.write(value, 0.8 * _TALL * rng.uniform(0.82, 1.18), rng)
            base = 2.2 * _TALL + rise * x + rng.uniform(-0.06, 0.06) * _TALL
            _paste(canvas, ink, x, base - len(ink))
            x += ink.shape[1] + rng.uniform(-0.1, 0.25) * _TALL
        if rng.random() < 0.25:
            _punctuate(canvas, x, rng)
        row[:] = normalize(canvas)
    return out


def columns(digits: Digits, count: int, rng: np.random.Generator) -> Glyph:
    """Write two or three digits above one another, as in a column of a table: arguments as for `fractions`."""
    out = np.zeros((count, SIZE, SIZE), np.uint8)
    for row in out:
        canvas = np.zeros((_SIDE, _SIDE), np.uint8)
        values = rng.integers(0, 10, 2 + int(rng.random() < 0.3))
        y = 4.0
        for value in values.tolist():
            ink = digits.write(value, 0.8 * _TALL * rng.uniform(0.85, 1.15), rng)
            _paste(canvas, ink, _AT - ink.shape[1] / 2 + rng.normal(0, 0.08) * _TALL, y)
            y += len(ink) + rng.uniform(0.0, 0.4) * _TALL
        row[:] = normalize(canvas)
    return out


def _punctuate(canvas: Glyph, x: float, rng: np.random.Generator) -> None:
    """A dot, comma or dash right of the digits that end at column x."""
    pen = _pen(rng)
    y = (1.8 if rng.random() < 0.5 else 2.2) * _TALL
    length = 0.0 if y > 2 * _TALL else rng.uniform(0.2, 0.6) * _TALL
    x += 0.12 * _TALL
    _line(canvas, [(x, y), (x + length, y + (0.0 if length else rng.uniform(0.02, 0.12) * _TALL))], pen)


def _slanted(canvas: Glyph, digits: Digits, values: tuple[int, int], rng: np.random.Generator) -> None:
    """Numerator, slash and denominator, each by itself, apart or touching."""
    pen = _pen(rng)
    head, foot = _slash(rng)
    _line(canvas, [head, _between(head, foot, 0.5, rng), foot], pen)
    above = digits.write(values[0], rng.uniform(0.25, 0.65) * _TALL, rng)
    below = digits.write(values[1], rng.uniform(0.32, 0.75) * _TALL, rng)
    top = head[1] + rng.uniform(-0.12, 0.2) * _TALL
    x = _x_at(head, foot, top + len(above) / 2) - above.shape[1] - rng.uniform(-0.05, 0.15) * _TALL
    _paste(canvas, above, x, top)
    _write_below(canvas, below, head, foot, rng)


def _joined(canvas: Glyph, digits: Digits, values: tuple[int, int], rng: np.random.Generator) -> None:
    """A numerator 1 that runs into the slash in one stroke, as in Y or 4, and a denominator that may hang on it."""
    pen = _pen(rng)
    head, foot = _slash(rng)
    meeting = rng.uniform(0.25, 0.65)
    turn = _between(head, foot, meeting, rng)
    start = (turn[0] - rng.uniform(0.08, 0.4) * _TALL, head[1] + rng.uniform(-0.1, 0.25) * _TALL)
    turn = (turn[0] - rng.uniform(0.0, 0.12) * _TALL, turn[1])
    bend = ((start[0] + turn[0]) / 2 - rng.uniform(-0.02, 0.12) * _TALL, (start[1] + turn[1]) / 2)
    _line(canvas, [start, bend, turn, head, _between(head, foot, 0.5, rng), foot], pen)
    below = digits.write(values[1], rng.uniform(0.32, 0.7) * _TALL, rng)
    place = _write_below(canvas, below, head, foot, rng)
    if rng.random() < 0.4:
        # The pen is not lifted: from the foot of the slash up to where the denominator begins.
        _line(canvas, [foot, (place[0] + 0.1 * below.shape[1], place[1] + 0.2 * len(below))], pen)


def _stacked(canvas: Glyph, digits: Digits, values: tuple[int, int], rng: np.random.Generator) -> None:
    """The numerator over a level bar over the denominator."""
    pen = _pen(rng)
    above = digits.write(values[0], rng.uniform(0.28, 0.48) * _TALL, rng)
    below = digits.write(values[1], rng.uniform(0.3, 0.5) * _TALL, rng)
    half = rng.uniform(0.12, 0.4) * _TALL
    y, tilt = _TOP + 0.5 * _TALL, rng.uniform(-0.25, 0.25)
    _line(canvas, [(_AT - half, y + half * tilt), (_AT + half, y - half * tilt)], pen)
    gap = rng.uniform(-0.03, 0.12, 2) * _TALL
    shift = rng.uniform(-0.12, 0.12, 2) * _TALL
    _paste(canvas, above, _AT - above.shape[1] / 2 + shift[0], y - len(above) - gap[0])
    _paste(canvas, below, _AT - below.shape[1] / 2 + shift[1], y + gap[1])


def _flowing(canvas: Glyph, digits: Digits, values: tuple[int, int], rng: np.random.Generator) -> None:
    """A small 1 that runs on into a denominator under it, with no slash: in haste ½ looks like a ξ or an h."""
    pen = _pen(rng)
    below = digits.write(values[1], rng.uniform(0.4, 0.62) * _TALL, rng)
    x, y = _AT + rng.uniform(-0.1, 0.25) * _TALL, _TOP + rng.uniform(0.95, 1.1) * _TALL - len(below)
    _paste(canvas, below, x, y)
    start = (x + rng.uniform(-0.3, 0.1) * _TALL, _TOP + rng.uniform(-0.05, 0.1) * _TALL)
    turn = (start[0] + rng.uniform(-0.2, 0.05) * _TALL, y - rng.uniform(0.0, 0.12) * _TALL)
    back = (turn[0] + rng.uniform(0.15, 0.4) * _TALL, turn[1] - rng.uniform(0.05, 0.3) * _TALL)
    _line(canvas, [start, turn, back, (x + 0.15 * below.shape[1], y + 0.2 * len(below))], pen)


_WAYS = (_slanted, _joined, _stacked, _flowing)
_SHARES = (0.35, 0.33, 0.25, 0.07)
"""How often each way is written. In a flowing one little is left of a fraction, and much of it looks like a 3."""

Point = tuple[float, float]


def _slash(rng: np.random.Generator) -> tuple[Point, Point]:
    """Upper and lower end of a slash, x and y in pixels: upright to leaning by 40°."""
    head = (_AT + rng.uniform(0.05, 0.75) * _TALL, _TOP + rng.uniform(0.0, 0.2) * _TALL)
    return head, (_AT, _TOP + rng.uniform(0.8, 1.05) * _TALL)


def _write_below(canvas: Glyph, ink: Glyph, head: Point, foot: Point, rng: np.random.Generator) -> Point:
    """Write a denominator to the right of the lower half of a slash; the place of its upper left corner."""
    top = _TOP + rng.uniform(0.85, 1.2) * _TALL - len(ink)
    x = _x_at(head, foot, top + len(ink) / 2) + rng.uniform(-0.06, 0.25) * _TALL
    _paste(canvas, ink, x, top)
    return x, top


def _write_before(canvas: Glyph, digits: Digits, rng: np.random.Generator) -> None:
    """Write a digit left of the ink, as tall as the fraction or smaller."""
    left, top, _, height = cv2.boundingRect((canvas > 0).view(np.uint8))
    ink = digits.write(int(rng.integers(0, 10)), rng.uniform(0.45, 1.1) * height, rng)
    y = top + height * rng.uniform(0.3, 0.7) - len(ink) / 2
    _paste(canvas, ink, left - ink.shape[1] - rng.uniform(-0.03, 0.25) * _TALL, y)


def _between(head: Point, foot: Point, share: float, rng: np.random.Generator) -> Point:
    """A point on the way from head to foot, a little beside the straight line: hands draw bows."""
    x = head[0] + share * (foot[0] - head[0]) + rng.normal(0, 0.03) * _TALL
    return x, head[1] + share * (foot[1] - head[1])


def _x_at(head: Point, foot: Point, y: float) -> float:
    """The x at which a slash passes a row."""
    return foot[0] + (head[0] - foot[0]) * (foot[1] - y) / (foot[1] - head[1])


def _pen(rng: np.random.Generator) -> int:
    """Width of a stroke, pixels, about as that of digits reduced to half of the height."""
    return int(rng.integers(2, 6))


def _line(canvas: Glyph, points: list[Point], pen: int) -> None:
    # Four more bits of place: without them every end stands on a whole pixel.
    fixed = np.round(np.asarray(points, np.float32) * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(canvas, [fixed], False, 255, pen, cv2.LINE_AA, 4)


def _paste(canvas: Glyph, ink: Glyph, x: float, y: float) -> None:
    """Lay ink onto the canvas, what is beyond its edges left out."""
    left, top = max(0, round(x)), max(0, round(y))
    ink = ink[top - round(y) :, left - round(x) :]
    place = canvas[top : top + ink.shape[0], left : left + ink.shape[1]]
    np.maximum(place, ink[: place.shape[0], : place.shape[1]], out=place)
