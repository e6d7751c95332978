"""Digits as hands write them that the public sets hold few of: drawn with a pen, anew by chance, from points to go by.

MNIST and USPS are American, and their 2s have an angle or a small loop at the foot. Elsewhere a 2 is written with a
closed loop at its head or half-way down, a 7 with a deep hook and a low bar, a 5 with its flag thrown far to the right.
The ways are written as those of `digitscan.drawing.shapes` are, which draws pages for measuring; none is taken
from there.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.drawing.curves import evenly, rounded, spline
from digitscan.glyphs.normalize import normalize_all

from .glyphset import GlyphSet

WAYS: dict[int, tuple[str, ...]] = {
    0: (
        "30,0 12,12 4,44 10,82 28,100 48,84 56,44 46,10 28,0 18,6",
        "26,4 6,30 6,70 24,98 48,90 58,54 48,14 28,2 16,10 10,0",  # the start left over at the top
    ),
    1: (
        "2,34 18,18 30,0! 26,50 22,100",  # a long, rising flag
        "8,30 26,0! 24,50 22,98 / 2,100 22,98 46,96",
        "12,14 22,0! 20,50 18,88 22,100 34,96",  # a small hook at the foot
    ),
    2: (
        "32,30 22,36 12,26 16,8 32,0 48,12 46,36 28,66 4,94! 30,92 60,96",  # the head curled in
        "36,26 26,38 12,30 12,10 30,0 48,12 44,40 24,70 6,88 10,98 26,90 42,92 62,98",
        "34,34 20,40 8,26 14,6 34,0 50,14 44,40 24,64 8,84! 32,90 60,92",
        # A closed loop at the head, the stroke going through it to the left and back.
        "12,34 8,16 24,2 42,6 46,24 34,42 14,52 4,44 12,36 28,46 44,70 58,98",
        "10,30 12,8 32,0 50,12 44,36 22,54 6,54 8,42 24,44 42,68 50,100",
        "14,28 14,8 34,0 50,14 46,36 24,60 6,66 4,54 16,50 34,66 52,90 64,94",
        "8,22 18,4 40,2 50,20 38,46 14,70 2,74 4,60 20,60 38,76 60,88",
        # The same with the tail straight down, like a q whose bow is open.
        "12,26 14,8 32,0 46,14 40,34 20,50 4,48 8,36 26,42 36,66 38,100",
        "8,24 18,4 40,2 48,22 34,42 10,56 2,46 14,38 30,50 36,74 30,98",
        "14,20 28,4 46,12 42,32 20,52 6,62 2,50 14,46 30,60 44,92",
        "20,30 24,8 42,0 52,16 42,40 16,60 4,52 16,42 32,58 40,80 38,100",
        # A ring at the head, then the foot.
        "40,34 20,36 8,20 20,2 40,4 48,22 36,42 18,62 4,84 10,98 26,92 44,90 62,96",
        "44,26 28,36 12,24 20,4 40,4 46,24 30,50 10,76 4,92 18,92 36,86 58,94",
        "10,16 26,0 46,10 44,34 26,58 8,82 2,96 12,100 24,86 16,74 6,86 22,96 56,92",  # a loop standing at the foot
    ),
    3: (
        "8,12 26,0 46,8 44,30 22,42! 46,50 54,74 36,98 10,94 2,78",
        "6,4 50,4! 24,36! 48,46 54,72 34,98 2,90",
        "10,18 24,2 44,8 42,30 24,40 20,46 30,42 48,54 50,78 32,98 12,94 6,80 18,74",  # the end curled in
        "4,10 22,0 42,10 36,32 14,42 40,44 52,66 40,94 14,100 2,88 10,80",
        "16,24 6,14 22,0 44,8 42,28 22,40 44,52 48,80 24,100 2,86",
        "26,24 12,20 14,4 34,0 46,14 32,38! 48,54 50,78 28,98 6,88",  # a ring at the head
        "14,12 28,0 44,8 36,28 18,34 34,40 46,56 36,74 20,78 34,84 44,100",  # the foot thrown out
    ),
    4: (
        "16,0 10,20 6,36 22,40 44,30 / 50,0 44,40 36,100",  # a small head on a long stem
        "10,2 6,22 14,34 34,30 / 42,0 36,50 26,100",
        "24,0 12,26 2,46! 26,46 56,42 / 44,14 38,60 32,100",
        "14,2 8,30 10,46 28,48 46,36 48,10! 46,56 44,100",
        "12,0 4,34 20,42 44,32 / 48,4 44,40 38,76 22,98 4,92",  # the stem turned back
    ),
    5: (
        "22,20 8,50! 28,44 42,60 34,88 12,100 2,90 / 28,12 56,4 84,6",  # the flag flying, not touching
        "20,18 10,46! 30,42 44,58 36,86 14,100 2,90 / 24,14 50,4 70,-4",
        "18,22 10,50! 30,44 46,62 36,90 12,98 / 32,8 60,10 76,4 78,14",
        "52,2 22,8 18,14 10,44! 32,40 48,56 40,86 18,100 4,92",
        "46,6 20,2 8,22 26,40 46,60 42,86 20,100 2,86",  # like an s
        "18,4 10,40! 30,34 48,48 48,76 28,98 6,94 0,84 / 18,4 54,8",
    ),
    6: (
        "52,2 26,18 6,54 6,84 22,100 42,86 42,64 26,58 8,74",
        "20,0 10,40 6,76 16,98 36,96 42,78 28,66 10,80",  # like a b
        "40,4 20,26 6,64 10,92 28,100 40,84 34,68 18,70 8,86",
        "46,0 30,6 12,32 4,66 10,94 30,100 50,86 48,64 30,56 10,66",
    ),
    7: (
        "6,2 8,24 26,28 46,8! 38,50 28,100 / 10,66 46,60",  # a deep hook like a y, and a low bar
        "4,4 6,26 24,32 48,6! 38,54 30,100 / 8,72 48,62",
        "8,2 6,20 18,30 36,22 46,4! 40,40 30,70 26,100 / 4,74 52,66",
        "4,6 10,26 28,28 44,2! 40,36 34,100 / 12,62 56,58",
        "2,0 4,22 20,32 40,20 46,0 44,30 36,64 30,100 / 10,78 50,70",
        "10,2 4,18 18,26 46,4! 34,50 26,100 / 8,58 50,50",
        "4,8 10,22 30,20 50,2! 40,46 26,84 12,96 4,88 14,76 44,70",  # the bar comes out of the foot
        "4,10 4,0! 28,6 52,0! 38,44 30,100 / 14,52 54,42",
        "2,16 8,2 28,10 50,2! 34,50 24,100",
        "6,8 4,0! 50,4! 28,50 22,100 / 8,54 44,48 / 4,0 2,12",
    ),
    8: (
        "44,16 26,0 10,14 20,36 44,58 46,84 24,100 6,82 20,56 42,34 44,16",
        "26,44 10,28 14,6 36,2 44,20 28,44 8,70 14,96 38,98 50,78 28,44",
        "48,6 22,2 8,20 30,42 50,68 36,96 10,94 6,72 28,48 50,22 54,2",  # open at the top, the ends crossing
        "42,22 30,2 12,8 12,30 34,46 44,74 30,98 8,92 6,66 26,46 46,30 56,22",
    ),
    9: (
        "46,12 26,0 6,16 8,38 28,44 44,28 46,10 44,56 30,92 10,98 2,86 14,80",  # like a g
        "44,8 22,2 6,22 16,40 36,34 46,14! 38,60 20,100",
        "46,14 30,0 10,10 8,32 26,40 44,24 48,10 50,50 38,88 16,100 2,92",
        "40,20 28,2 8,12 10,34 30,38 42,18 40,60 30,100",
    ),
}
"""Ways to write each digit: points ``x,y`` in hundredths of its height, sharp turns marked ``!``; ``/`` lifts it."""

_TALL = 44
"""Height of a drawn digit, pixels: twice that of a normalised one."""

_EACH = 1500
"""Drawings of each digit, its ways in turn."""


@cache
def written_digits() -> GlyphSet:
    """The ten digits in these ways, 1,500 drawings of each; each has a slant, width, pen and tremble of its own."""
    rng = np.random.default_rng(41)
    inks, labels = [], []
    for digit, ways in WAYS.items():
        for number in range(_EACH):
            inks.append(_write(ways[number % len(ways)], rng))
            labels.append(digit)
    return GlyphSet("written", "drawn by digitscan", normalize_all(inks), np.array(labels, np.int64))


def _write(way: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    """One drawing: uint8 (H, W), white ink on black."""
    slant, wide, turn = rng.normal(0.08, 0.16), np.exp(rng.normal(0, 0.15)), rng.normal(0, 0.08)
    linear = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ np.array(
        [[wide, -slant], [0, 1]]
    )
    pen = max(2, round(_TALL * rng.uniform(0.04, 0.13)))
    tremble, soft = rng.uniform(0.01, 0.05), rng.uniform(0.5, 2.5)
    canvas = np.zeros((3 * _TALL, 4 * _TALL), np.uint8)
    for stroke in way.split("/"):
        words = stroke.split()
        points = np.array([[float(v) / 100 for v in word.rstrip("!").split(",")] for word in words], np.float32)
        points += rng.normal(0, tremble, points.shape).astype(np.float32)
        corners = tuple(i for i, word in enumerate(words) if word.endswith("!"))
        curve = rounded(evenly(spline(points, corners), 1 / 40), soft)
        placed = curve @ linear.T.astype(np.float32) * _TALL + (1.4 * _TALL, _TALL)
        # Four bits below a pixel, so that strokes end where they should.
        cv2.polylines(canvas, [np.round(placed * 16).astype(np.int32)], False, 255, pen, cv2.LINE_AA, 4)
    return canvas
