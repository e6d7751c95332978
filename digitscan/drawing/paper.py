"""A sheet to draw on, measured in millimetres, that keeps account of what was written where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

from .numbers import draw_in_cells, draw_number
from .pens import MM_PER_INCH
from .printing import print_paragraph, print_text
from .writer import Hand

A4 = (210.0, 297.0)
"""Width and height, millimetres."""

A5 = (148.0, 210.0)
A5_WIDE = (210.0, 148.0)


class Truth(NamedTuple):
    """One field of a drawn page.

    Attributes:
        value: what is written there as text, empty for an empty field.
        box: the field's box in pixels: its frame, or for writing on a line or on plain paper that of the ink.
        kind: box, comb, cell, row or line.
    """

    value: str
    box: Box
    kind: str


class Drawn(NamedTuple):
    """A drawn page.

    Attributes:
        pixels: uint8 (H, W, 3) blue-green-red, or (H, W) grey.
        truth: its fields in reading order.
    """

    pixels: NDArray[np.uint8]
    truth: list[Truth]


class Sheet:
    """A white sheet; all lengths in millimetres from its left top corner, all sizes of text in points.

    Attributes:
        pixels: uint8 (H, W, 3).
        dpi: dots per inch.
        truth: the fields so far.
        digits: boxes of all digits so far, by field in the order of `truth`.
    """

    def __init__(self, size: tuple[float, float] = A4, dpi: float = 300) -> None:
        self.dpi = dpi
        self.pixels = np.full((self.px(size[1]), self.px(size[0]), 3), 255, np.uint8)
        self.truth: list[Truth] = []
        self.digits: list[list[Box]] = []

    def px(self, mm: float) -> int:
        """Millimetres in pixels."""
        return round(mm * self.dpi / MM_PER_INCH)

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        """A box given in millimetres, in pixels."""
        return Box(self.px(left), self.px(top), self.px(left + width), self.px(top + height))

    def print(self, text: str, left: float, baseline: float, points: float = 10, **options: object) -> Box:
        """Print a line of text; options as `print_text` takes them."""
        size = max(6, round(points * self.dpi / 72))  # 72 points are an inch
        return print_text(self.pixels, text, self.px(left), self.px(baseline), size, **options)  # type: ignore[arg-type]

    def paragraph(self, text: str, left: float, baseline: float, width: float, points: float = 9) -> float:
        """Print text broken into lines; the baseline after the last, millimetres."""
        size = max(6, round(points * self.dpi / 72))
        after = print_paragraph(self.pixels, text, self.px(left), self.px(baseline), self.px(width), size)
        return after * MM_PER_INCH / self.dpi

    def rule(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.25, grey: int = 40) -> None:
        """Print a straight line."""
        half = max(1, self.px(width)) / 2
        left, top = self.px(x1) - int(half), self.px(y1) - int(half)
        right, bottom = self.px(x2) + round(half + 0.01), self.px(y2) + round(half + 0.01)
        area = self.pixels[max(0, top) : max(top + 1, bottom), max(0, left) : max(left + 1, right)]
        np.minimum(area, np.uint8(grey), out=area)

    def frame(self, left: float, top: float, width: float, height: float, line: float = 0.25, grey: int = 40) -> Box:
        """Print a rectangle; its box in pixels, to the middle of its lines."""
        right, bottom = left + width, top + height
        self.rule(left, top, right, top, line, grey)
        self.rule(left, bottom, right, bottom, line, grey)
        self.rule(left, top, left, bottom, line, grey)
        self.rule(right, top, right, bottom, line, grey)
        return self.box(left, top, width, height)

    def dots(self, x1: float, x2: float, y: float, pitch: float = 1.2, grey: int = 60) -> None:
        """Print a dotted line."""
        for x in np.arange(x1, x2, pitch):
            cv2.circle(
                self.pixels, (self.px(x), self.px(y)), max(1, self.px(0.18)), (grey, grey, grey), -1, cv2.LINE_AA
            )

    def write(self, text: str, box: Box, hand: Hand, kind: str, *, value: str | None = None, **options: object) -> None:
        """Write into a field and keep account of it.

        Args:
            text: what is written; an empty text leaves the field empty.
            box: the field in pixels.
            hand: who writes.
            kind: as in `Truth`; for ``line`` and ``row`` the box kept is that of the ink.
            value: the number it stands for where that is not the text.
            options: as `draw_number` takes them.
        """
        digits = draw_number(self.pixels, text, box, hand, dpi=self.dpi, **options) if text else []  # type: ignore[arg-type]
        if kind in ("line", "row") and digits:
            box = _around(digits)
        self.keep(text if value is None else value, box, kind, digits)

    def write_comb(self, text: str, cells: Sequence[Box], hand: Hand, *, height: float | None = None) -> None:
        """Write into the cells of a comb and keep account of it; `height` is a digit's, in pixels."""
        digits = draw_in_cells(self.pixels, text, cells, hand, dpi=self.dpi, height=height)
        self.keep(text.replace(" ", ""), _around(cells), "comb", digits)

    def keep(self, value: str, box: Box, kind: str, digits: Sequence[Box] = ()) -> None:
        """Keep account of a field."""
        self.truth.append(Truth(value, box, kind))
        self.digits.append(list(digits))

    def drawn(self) -> Drawn:
        """The page and its fields."""
        return Drawn(self.pixels, list(self.truth))


def _around(boxes: Sequence[Box]) -> Box:
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole
