"""How each character is written: control points of its strokes, in several ways for every digit.

A way is one string. Points are ``x,y`` in hundredths of the digit's height, y downwards, 0 at the top of the digit and
100 on the line it stands on. The pen goes smoothly through the points, turns sharply at one marked ``!``, and is lifted
at ``/``.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .letters import LETTERS

DIGITS: dict[str, tuple[str, ...]] = {
    "0": (
        "34,2 14,14 3,48 12,86 31,99 52,84 60,46 49,12 32,1 20,9",  # overlapping at the top
        "40,4 16,10 3,50 14,90 32,98 52,86 59,48 52,14 41,5",  # closing where it began
        "45,10 28,1 8,26 4,64 24,98 48,80 54,42 44,10 33,8",  # narrow, the end turned in
        "28,3 50,10 61,48 50,88 30,99 10,86 3,46 12,12 30,2",  # clockwise
    ),
    "1": (
        "14,0 13,50 12,100",  # a bar
        "17,1 13,50 9,100",
        "4,24 14,14 24,1! 23,50 21,100",  # with a flag
        "0,42 16,22 32,0! 31,50 29,100",  # the long flag of central Europe
        "6,22 24,2! 24,50 23,98 / 5,98 24,97 44,97",  # with flag and foot
    ),
    "2": (
        "6,24 15,7 34,1 51,13 49,36 28,68 3,97! 28,95 61,94",  # an angle at the foot
        "6,20 20,3 42,4 51,22 42,48 22,76 6,92 5,82 18,80 38,94 61,90",  # a loop at the foot
        "5,10 30,3 52,7 50,26 28,60 2,96! 28,96 60,93",  # like a z
        "9,28 14,8 33,1 49,14 44,40 22,74 4,96 26,90 58,97",  # a wave at the foot
    ),
    "3": (
        "8,15 28,1 48,13 42,37 22,47! 48,56 54,78 33,99 5,88",  # round
        "6,5 28,4 53,3! 38,22 24,39! 46,47 55,72 34,98 3,88",  # with a flat top
        "9,13 30,1 47,16 36,40 21,47 26,41 42,48 54,72 36,97 4,90",  # a small loop in the middle
        "6,10 26,1 44,12 38,34 18,46 42,50 55,70 42,94 20,100 2,92",
    ),
    "4": (
        "14,4 8,34 2,60! 30,58 62,55 / 47,10 45,50 42,100",  # open
        "11,3 6,28 10,48 28,55 46,46 / 52,2 48,50 42,100",  # open and round, like a u
        "42,1 20,36 1,68! 30,66 63,64 / 43,2 42,50 40,100",  # closed
        "41,99 42,50 44,2! 22,36 2,68! 32,66 62,66",  # closed, in one stroke
        "18,2 10,36 2,62! 30,61 60,60 / 42,34 41,64 39,100",  # the stem short
    ),
    "5": (
        "14,6 12,24 10,42! 30,36 50,48 53,74 33,98 3,90 / 14,6 34,5 56,3",  # in two strokes
        "56,3 34,4 16,5! 13,22 10,41! 30,35 51,48 53,76 32,98 3,91",  # in one stroke
        "54,5 32,3 15,12 14,32 32,43 49,58 46,86 24,99 2,91",  # like an s
        "17,8 13,40! 34,38 51,52 49,82 26,99 2,94 / 16,7 36,8 58,1",
    ),
    "6": (
        "46,2 22,20 5,56 9,88 30,99 51,84 49,62 30,53 9,70",  # a bow
        "38,0 15,42 4,76 20,98 45,92 50,70 34,58 12,68 6,80",  # a straight stem
        "50,8 34,2 13,24 4,62 14,94 36,98 52,78 40,58 20,60 9,76",  # the top turned over
        "34,1 12,34 2,72 14,97 38,97 47,76 30,64 10,76 14,90",  # the loop running in
    ),
    "7": (
        "3,6 30,5 57,4! 38,42 24,100",  # plain
        "3,18 5,5! 30,6 56,4! 42,36 25,100",  # with a serif
        "3,6 30,6 58,4! 38,44 24,100 / 14,52 32,49 52,47",  # with a bar
        "1,13 15,3 34,9 57,3! 36,46 29,100",  # with a wave
        "1,14 14,4 34,8 57,4! 37,46 27,100 / 13,54 49,49",  # wave and bar
    ),
    "8": (
        "49,14 29,1 9,13 13,34 38,52 54,76 32,99 6,80 16,58 40,38 50,18 42,6",  # like an s, closed upwards
        "29,46 11,28 18,4 40,4 46,26 30,46 9,66 6,90 30,100 53,86 48,62 28,46",  # from the middle
        "30,2 13,10 12,34 30,45 47,33 47,10 29,2 / 30,46 7,58 4,86 29,99 54,86 51,58 30,46",  # two rounds
        "46,8 24,2 10,20 28,42 50,66 44,94 18,98 6,78 24,52 46,30 52,8",  # open at the top
    ),
    "9": (
        "49,12 28,1 6,15 7,38 28,47 46,28 50,8! 48,50 44,100",  # straight
        "48,10 26,1 5,18 8,40 30,46 47,26 50,10 52,46 42,84 22,99 4,93",  # curved
        "50,4 26,2 6,20 12,42 34,42 49,22 51,4! 44,48 32,100",  # leaning, closed with an angle
        "44,22 36,3 14,4 3,26 16,44 38,34 46,10 46,50 42,100",  # the loop running in
    ),
}
"""Ways to write each digit."""

MARKS: dict[str, tuple[str, ...]] = {
    "-": ("2,54 22,52 44,51", "2,50 24,53 42,50"),
    "–": ("2,54 34,52 66,51",),
    ".": ("4,97 8,94 9,99 4,99 6,96",),
    ",": ("8,92 11,97 8,106 1,114", "10,94 5,110"),
    ":": ("5,44 8,42 8,46 5,45 / 4,92 8,90 8,94 4,93",),
    "/": ("44,-4 24,48 2,104",),
    "#": ("24,8 18,50 12,92 / 46,6 40,50 34,94 / 2,36 28,34 58,32 / 0,68 28,66 56,63",),
    "+": ("24,26 24,50 24,76 / 2,52 24,51 48,50",),
    "=": ("2,42 24,40 48,40 / 2,64 24,62 48,61",),
    "x": ("4,40 24,68 46,98 / 44,40 24,70 2,99",),
    "✓": ("2,56 10,70 20,92! 36,48 66,-8", "4,60 18,88! 34,50 54,10"),
}
"""Signs that stand beside digits on forms."""


class Stroke(NamedTuple):
    """One way of the pen without lifting it.

    Attributes:
        points: float32 (n, 2), x and y in heights of the digit.
        corners: indices of the points where the pen turns sharply.
    """

    points: NDArray[np.float32]
    corners: tuple[int, ...]


@cache
def ways(character: str) -> tuple[tuple[Stroke, ...], ...]:
    """All ways to write a character, each as its strokes.

    Raises:
        KeyError: nobody has said how it is written.
    """
    for table in (DIGITS, MARKS, LETTERS):
        if character in table:
            return tuple(_parse(way) for way in table[character])
    raise KeyError(f"no strokes for {character!r}")


def _parse(way: str) -> tuple[Stroke, ...]:
    strokes = []
    for part in way.split("/"):
        words = part.split()
        points = np.array([[float(v) / 100 for v in word.rstrip("!").split(",")] for word in words], np.float32)
        strokes.append(Stroke(points, tuple(i for i, word in enumerate(words) if word.endswith("!"))))
    return tuple(strokes)
