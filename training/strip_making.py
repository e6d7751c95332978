"""Made-up strips: digits of one writer in a row, touching or apart, with the marks that people put beside numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

from .strip_digits import DigitBank
from .strip_marks import MARKS, Mark, crossed_dash, currency, dash, dot, hash_sign, slash
from .strip_paper import lay_paper
from .strip_set import WRITING, RealStrip, around

Canvas = NDArray[np.uint8]

_BORDER = 34
"""Paper round a row of digits, pixels: for signs, neighbours and for the crop to vary in."""

_LENGTHS = np.array([24, 12, 13, 15, 13, 8, 5, 4, 2, 1, 1, 2]) / 100
"""Share of numbers of 1 to 12 digits: marks and counts, amounts, dates and telephone numbers."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A strip before it is altered and cut.

    Attributes:
        canvas: uint8 (H, W), 0 paper … 255 ink, the writing about 40 pixels high.
        value: the digits on it; empty where there are none.
        box: of its ink, marks included, pixels.
    """

    canvas: Canvas
    value: str
    box: Box


def draw_value(rng: np.random.Generator) -> str:
    """A number as people write them: any digits, often zeros at the end, sometimes one digit again and again."""
    length = int(rng.choice(len(_LENGTHS), p=_LENGTHS)) + 1
    digits = rng.integers(0, 10, length)
    lot = rng.random()
    if lot < 0.3 and length > 2:
        digits[-int(rng.integers(1, min(4, length))) :] = 0
    elif lot < 0.42:
        digits[rng.random(length) < 0.6] = digits[0]
    return "".join(map(str, digits))


def write_row(bank: DigitBank, papers: Sequence[Canvas], rng: np.random.Generator) -> Drawn:
    """A made-up number in one hand, on some paper, with or without marks."""
    value = draw_value(rng)
    row = _Row(value, rng)
    row.lead()
    for place, number in enumerate(bank.draw(value, rng)):
        row.separate(len(value) - place)
        row.put(bank.inks[number], bank.sizes[number], bank.rises[number])
    row.trail()
    return row.on(papers)


def write_nothing(others: Sequence[Canvas], papers: Sequence[Canvas], rng: np.random.Generator) -> Drawn:
    """A strip without a digit: blank paper, marks alone, or letters and signs.

    Args:
        others: uint8 (h, w), inks of what is no digit, cropped.
        papers: real papers, or none.
        rng: source of chance.
    """
    lot = rng.random()
    row = _Row("", rng)
    if lot < 0.6 and len(others):
        for _ in range(int(rng.integers(1, 7))):
            row.put(others[int(rng.integers(len(others)))], rng.uniform(0.6, 1.1), 0.0)
    elif lot < 0.9:
        for mark in rng.permutation(len(MARKS))[: int(rng.integers(1, 4))]:
            row.mark(MARKS[mark])
    else:
        row.leave_blank()
    return row.on(papers)


def splice(strips: Sequence[RealStrip], rng: np.random.Generator) -> Drawn:
    """The left part of one real strip before the right part of another, the paper included."""
    first, second = (strips[int(rng.integers(len(strips)))] for _ in range(2))
    i, j = int(rng.integers(1, len(first.boxes) + 1)), int(rng.integers(0, len(second.boxes)))
    end, start = _seam(first, i), _seam(second, j)
    left, right = first.contrast[:, :end], second.contrast[:, start:]
    # The feet of both rows on one line.
    feet = _foot(first), _foot(second)
    down = max(feet) - feet[0], max(feet) - feet[1]
    height = max(left.shape[0] + down[0], right.shape[0] + down[1])
    canvas = np.zeros((height, left.shape[1] + right.shape[1]), np.uint8)
    canvas[down[0] : down[0] + left.shape[0], :end] = left
    # One pen: the second part as strong as the first.
    strength = min(max(_strength(left) / max(1.0, _strength(right)), 0.5), 2.0)
    canvas[down[1] : down[1] + right.shape[0], end:] = cv2.convertScaleAbs(right, alpha=strength)
    boxes = [_moved(box, 0, down[0]) for box in first.boxes[:i]]
    boxes += [_moved(box, end - start, down[1]) for box in second.boxes[j:]]
    return Drawn(canvas, first.value[:i] + second.value[j:], around(boxes))


def as_it_is(strips: Sequence[RealStrip], rng: np.random.Generator) -> Drawn:
    """A real strip."""
    strip = strips[int(rng.integers(len(strips)))]
    return Drawn(strip.contrast, strip.value, strip.box)


def _moved(box: Box, right: int, down: int) -> Box:
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)


def _seam(strip: RealStrip, place: int) -> int:
    """Where a strip is cut before its digit `place`: in the middle between the two boxes, at the ends at the edge."""
    if place == 0:
        return 0
    if place == len(strip.boxes):
        return strip.contrast.shape[1]
    middle = (strip.boxes[place - 1].right + strip.boxes[place].left) // 2
    return min(max(middle, 1), strip.contrast.shape[1] - 1)


def _foot(strip: RealStrip) -> int:
    return int(np.median([box.bottom for box in strip.boxes]))


def _strength(contrast: Canvas) -> float:
    return float(np.percentile(contrast, 95)) if contrast.size else 1.0


class _Row:
    """A row of digits being written on a canvas, from left to right."""

    def __init__(self, value: str, rng: np.random.Generator) -> None:
        self.rng, self.value = rng, value
        self.tall = WRITING * rng.uniform(0.85, 1.15)
        self.ink = 255
        self.pen = max(1, round(self.tall * rng.uniform(0.05, 0.14)))
        # A hand has its own slant, width and closeness; each digit varies a little round them.
        self.slant, self.wide = rng.normal(0, 0.12), rng.uniform(0.8, 1.2)
        self.gap = self._closeness()
        self.rise = rng.normal(0, 0.03)
        self.canvas = np.zeros(
            (round(2.3 * WRITING) + 2 * _BORDER, 2 * _BORDER + round((len(value) + 6) * 2.2 * WRITING)), np.uint8
        )
        self.base = _BORDER + 1.6 * WRITING
        self.x = self.start = float(_BORDER)
        self.edge: NDArray[np.intp] | None = None
        self.dotted = rng.random() < 0.35
        self.points = 3 if rng.random() < 0.8 else int(rng.integers(1, 5))

    def _closeness(self) -> float:
        """Paper between two digits as a share of their height; below 0 they overlap."""
        lot = self.rng.random()
        # Of real amounts about a fifth are written so closely that several digits touch; combs and forms are wide.
        if lot < 0.3:
            return float(self.rng.normal(-0.02, 0.05))
        return float(self.rng.uniform(0.02, 0.25) if lot < 0.85 else self.rng.uniform(0.25, 0.9))

    def lead(self) -> None:
        """A sign before the number, seldom."""
        lot = self.rng.random()
        if lot < 0.05:
            self.mark(hash_sign)
        elif lot < 0.1:
            self.mark(currency)
        elif lot < 0.13:
            self.mark(dash)

    def separate(self, left: int) -> None:
        """A dot or comma between thousands, where this hand writes them."""
        if self.dotted and left % self.points == 0 and left != len(self.value):
            self.mark(dot)

    def trail(self) -> None:
        """What ends an amount so that nobody can add a digit."""
        lot = self.rng.random()
        if lot < 0.12:
            self.mark(dot)
        if 0.06 < lot < 0.26:
            self.mark(dash)
        elif 0.26 < lot < 0.29:
            self.mark(hash_sign)
        elif 0.29 < lot < 0.32:
            self.mark(slash)
        elif 0.32 < lot < 0.35:
            self.mark(crossed_dash)

    def mark(self, draw: Mark) -> None:
        """A sign that is no digit."""
        base = self.base - self.rise * (self.x - self.start)
        self.x = draw(self.canvas, self.x, base, self.tall, self.pen, self.ink, self.rng)
        self.edge = None

    def put(self, ink: Canvas, size: float, rise: float) -> None:
        """One more digit; digits of other heights keep their share of the writing's."""
        rng = self.rng
        tall = min(max(6.0, self.tall * size * rng.uniform(0.88, 1.12)), self.canvas.shape[0] - 4)
        # A sign wider than high (~, =) is not blown up until it is as high as a digit.
        scale = min(tall / ink.shape[0], 1.6 * tall / ink.shape[1])
        tall = scale * ink.shape[0]
        across = scale * self.wide * rng.uniform(0.9, 1.1)
        lean = self.slant + rng.normal(0, 0.05)
        height, width = max(2, round(tall)), max(2, round(ink.shape[1] * across + abs(lean) * tall))
        shift = max(0.0, lean) * tall if lean > 0 else 0.0
        # Sheared about its foot: the top goes to the right for a positive slant.
        matrix = np.array([[across, -lean * scale, shift], [0, scale, 0]], np.float32)
        made = cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR)
        solid = made > 90
        rows = solid.any(axis=1)
        first = np.where(rows, solid.argmax(axis=1), width)
        last = np.where(rows, width - solid[:, ::-1].argmax(axis=1), -1)
        top = round(self.base - self.rise * (self.x - self.start) - tall - (rise + rng.normal(0, 0.04)) * self.tall)
        top = min(max(top, 2), self.canvas.shape[0] - height - 2)
        # A tenth of the height: strokes that overlap more can be read by nobody.
        gap = max(self.gap * self.tall + rng.normal(0, 0.04 * self.tall), -0.1 * self.tall)
        left = self._place(first, top, gap)
        left = max(1, min(left, self.canvas.shape[1] - width - 1))
        place = self.canvas[top : top + height, left : left + width]
        np.maximum(place, made, out=place)
        self.x = max(self.x, float(left + width))
        edge = np.full(self.canvas.shape[0], -1)
        edge[top : top + height] = np.where(last >= 0, left + last, -1)
        self.edge = edge

    def leave_blank(self) -> None:
        """A place as wide as one to four digits, without ink."""
        left, right = _BORDER, round(_BORDER + self.rng.uniform(0.5, 4) * self.tall)
        self.canvas[round(self.base - self.tall), left] = self.canvas[round(self.base), right] = 1

    def _place(self, first: NDArray[np.intp], top: int, gap: float) -> int:
        """Where the next digit starts: its ink is `gap` pixels from its neighbour's where they come closest."""
        if self.edge is None:
            return round(self.x + max(gap, 0.03 * self.tall) - int(first.min()))
        # Within two rows: strokes that pass each other diagonally touch as well.
        reach = cv2.dilate(self.edge.astype(np.float32)[:, None], np.ones((5, 1), np.uint8))[:, 0]
        beside = reach[top : top + len(first)]
        both = (beside >= 0) & (first < 10_000)
        closest = float((beside - first)[both].max()) if both.any() else self.x
        left = round(closest + gap)
        # A 7's roof over a small 0 must not carry it past the digit before.
        floor = float(self.edge.max()) - 0.45 * self.tall
        return max(left, round(floor - int(first.min()) + 1))

    def on(self, papers: Sequence[Canvas]) -> Drawn:
        """The row on its paper."""
        left, top, width, height = cv2.boundingRect(self.canvas)
        box = Box(_BORDER, _BORDER, _BORDER + max(width, 1), _BORDER + max(height, 1))
        ink = np.zeros((height + 2 * _BORDER, width + 2 * _BORDER), np.uint8)
        ink[box.top : box.bottom, box.left : box.right] = self.canvas[top : top + height, left : left + width]
        paper = lay_paper(ink.shape, papers, self.rng)
        strength = self.rng.uniform(0.35, 1.0)
        return Drawn(np.maximum(cv2.convertScaleAbs(ink, alpha=strength), paper), self.value, box)
