"""Fields with what is no number: letters, scribbles, numbers struck out. Nothing in them is ever to be accepted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.drawing import Drawn, Hand, draw_number, scribble, strike_out
from digitscan.drawing.letters import LETTERS
from digitscan.drawing.paper import Truth
from digitscan.types import Box

REFUSED = ("letters", "scribble", "struck out", "struck out twice", "scribbled out")
"""What is drawn."""

EMPTY, NUMBER = "empty", "number"
"""What stands in the other boxes of `refused_form`."""


def draw_refused(
    canvas: NDArray[np.uint8], box: Box, hand: Hand, rng: np.random.Generator, *, kind: str, dpi: float = 200
) -> None:
    """Draw one of `REFUSED` into a box."""
    if kind == "letters":
        draw_number(canvas, "".join(rng.choice(sorted(LETTERS), rng.integers(3, 6))), box, hand, dpi=dpi)
        return
    turns = int(rng.integers(4, 9))
    if kind == "scribble":
        x, y = box.width // 8, box.height // 5
        inner = Box(box.left + x, box.top + y, box.right - x, box.bottom - y)
        scribble(canvas, inner, hand, dpi=dpi, turns=turns)
        return
    value = "".join(rng.choice(list("0123456789"), rng.integers(2, 4)))
    ink = around(draw_number(canvas, value, box, hand, dpi=dpi))
    if kind == "scribbled out":
        scribble(canvas, ink, hand, dpi=dpi, turns=turns)
    else:
        strike_out(canvas, ink, hand, dpi=dpi, lines=1 if kind == "struck out" else 2)


def refused_form(hand: Hand, seed: int, dpi: float = 200) -> Drawn:
    """Thirty boxes of 38 by 11 mm, filled by turns with each of `REFUSED`, with nothing, and with a number.

    The truth's kinds are these words; only numbers have a value.
    """
    rng = np.random.default_rng([seed, 8])

    def px(millimetres: float) -> int:
        return round(millimetres * dpi / 25.4)

    pixels = np.full((px(200), px(180), 3), 255, np.uint8)
    truth = []
    for i in range(30):
        kind = (*REFUSED, EMPTY, NUMBER)[i % 7]
        left, top = px(15 + i % 3 * 55), px(12 + i // 3 * 18)
        box = Box(left, top, left + px(38), top + px(11))
        cv2.rectangle(pixels, box[:2], box[2:], (60, 60, 60), max(1, px(0.3)))
        inner = Box(box.left + px(2), box.top + px(1), box.right - px(2), box.bottom - px(1))
        value = "".join(rng.choice(list("0123456789"), 3)) if kind == NUMBER else ""
        if value:
            draw_number(pixels, value, inner, hand, dpi=dpi)
        elif kind != EMPTY:
            draw_refused(pixels, inner, hand, rng, kind=kind, dpi=dpi)
        truth.append(Truth(value, box, kind))
    return Drawn(pixels, truth)


def around(boxes: Sequence[Box]) -> Box:
    """The box around all."""
    return reduce(Box.union, boxes)
