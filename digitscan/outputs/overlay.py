"""A page with what was read drawn onto it: a function of a Page and its PageResult, for a person to look at.

Fields that are accepted are blue, those to review vermilion, blank ones grey: colours that people who see no red or
green can tell apart too (Okabe and Ito, 2008, https://jfly.uni-koeln.de/color/).
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.orientation import box_to_upright
from digitscan.types import Box, Page, PageResult, Reading, Status

_BLUE, _VERMILION, _GREY, _WHITE = (178, 114, 0), (0, 94, 213), (128, 128, 128), (255, 255, 255)  # blue-green-red
_COLOURS = {Status.OK: _BLUE, Status.REVIEW: _VERMILION, Status.BLANK: _GREY, Status.ERROR: _VERMILION}

_SMALLEST_SIDE = 1000
"""Longest side that a drawing has at least, pixels: below this a label would hide what it is about."""

_LARGEST_SCALE = 8
"""A page is enlarged at most so many times: an image of a few pixels stays small."""

_LABEL_PART = 1 / 80
"""Height of a label's digits as a part of the longest side: 12 pixels where the page is shown 1,000 pixels high."""

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_HEIGHT = 21
"""Height of this font's digits at scale 1, pixels."""


class _Label(NamedTuple):
    """A text, the rectangle of the drawing that it fills, its digits' height there, and its colour."""

    text: str
    box: Box
    digit_height: int
    colour: tuple[int, int, int]


class _Drawing(NamedTuple):
    """Where things stand in the drawing: `scale` times the upright page, `margin` pixels further right and down."""

    pixels: NDArray[np.uint8]
    scale: float
    margin: int
    digit_height: int

    def place(self, box: Box) -> Box:
        """A box of the upright page, in pixels of the drawing."""
        return Box(*(round(edge * self.scale) + self.margin for edge in box))


class _Placed(NamedTuple):
    """A reading with its boxes in pixels of the drawing."""

    reading: Reading
    field: Box
    digits: tuple[Box, ...]


def draw_overlay(page: Page, result: PageResult) -> NDArray[np.uint8]:
    """Draw the fields, digits and values that were read onto a page.

    Args:
        page: the page; it is not changed.
        result: what was read on it, boxes in pixels of the page as stored.

    Returns:
        uint8 (H, W, 3), blue-green-red: the upright page on a white margin that holds labels of fields at its edge,
        small pages enlarged by a whole number.
    """
    drawing = _start(page)
    placed = [_place(reading, page, result, drawing) for reading in result.readings]
    line = max(1, drawing.digit_height // 12)
    for each in placed:
        _draw_digits(drawing, each, line)
        _rectangle(drawing.pixels, each.field, _COLOURS[each.reading.status], line + 1)
    for label in _labels(drawing, placed):
        _draw_label(drawing.pixels, label)
    return drawing.pixels


def _start(page: Page) -> _Drawing:
    height, width = page.pixels.shape[:2]
    scale = min(_LARGEST_SCALE, max(1, -(-_SMALLEST_SIDE // max(width, height))))
    digit_height = max(8, round(max(width, height) * scale * _LABEL_PART))
    margin = digit_height * 2
    colour = page.pixels if page.pixels.ndim == 3 else cv2.cvtColor(page.pixels, cv2.COLOR_GRAY2BGR)
    if scale > 1:
        colour = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    pixels = cv2.copyMakeBorder(colour, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=_WHITE)
    return _Drawing(pixels.astype(np.uint8, copy=False), scale * width / page.size[0], margin, digit_height)


def _place(reading: Reading, page: Page, result: PageResult, drawing: _Drawing) -> _Placed:
    def in_drawing(box: Box) -> Box:
        return drawing.place(box_to_upright(box, result.width, result.height, page.orientation))

    return _Placed(reading, in_drawing(reading.box), tuple(in_drawing(digit.box) for digit in reading.digits))


def _draw_digits(drawing: _Drawing, placed: _Placed, line: int) -> None:
    """Each digit's box; in a field to review the digits that are in doubt stand out, the weakest at least."""
    reading = placed.reading
    weakest = min((digit.confidence for digit in reading.digits), default=0.0)
    for digit, box in zip(reading.digits, placed.digits, strict=True):
        doubtful = reading.status is not Status.OK and digit.confidence <= max(weakest, 0.5)
        _rectangle(drawing.pixels, box, _VERMILION if doubtful else _BLUE, line)


def _labels(drawing: _Drawing, placed: list[_Placed]) -> list[_Label]:
    """A label for each reading, where it hides no field, no digit and no other label if there is such a place."""
    taken = np.array([each.field for each in placed], np.int64).reshape(-1, 4)
    labels: list[_Label] = []
    for each in placed:
        text = _text(each.reading)
        if not text:
            continue
        # Beside a cell are other cells, and blank ones among them are no readings: a label there would seem theirs.
        beside = None if each.reading.kind == "cell" else _label_beside(text, each, taken, drawing)
        label = beside or _label_within(text, each, drawing)
        labels.append(label)
        taken = np.vstack([taken, label.box])
    return labels


def _text(reading: Reading) -> str:
    if reading.status is Status.BLANK:
        return ""
    if reading.status is Status.OK:
        return reading.value
    return f"{reading.value or '?'} {reading.confidence:.0%}"


def _text_size(text: str, digit_height: int) -> tuple[int, int]:
    """Width and height of a label with its padding, pixels."""
    size, _ = cv2.getTextSize(_printable(text), _FONT, digit_height / _FONT_HEIGHT, _pen(digit_height))
    padding = digit_height // 2
    return int(size[0]) + padding, digit_height + padding


def _label_beside(text: str, placed: _Placed, taken: NDArray[np.int64], drawing: _Drawing) -> _Label | None:
    """A label above its field, below, right or left of it, where it hides the least ink; None if no place is free."""
    width, height = _text_size(text, drawing.digit_height)
    limit_y, limit_x = drawing.pixels.shape[:2]
    field = placed.field
    left = max(0, min(field.left, limit_x - width))
    # Two pixels off the field's own line, which is no ink that a label would hide.
    corners = [
        (left, field.top - height - 2),
        (left, field.bottom + 2),
        (field.right + 2, field.top),
        (field.left - width - 2, field.top),
    ]
    places = [Box(x, y, x + width, y + height) for x, y in corners]
    inside = [place for place in places if place == place.clip(limit_x, limit_y)]
    free = [place for place in inside if not _overlaps(place, taken).any()]
    if not free:
        return None
    best = min(free, key=lambda place: _hidden_ink(place, drawing.pixels))
    return _Label(text, best, drawing.digit_height, _COLOURS[placed.reading.status])


def _hidden_ink(place: Box, pixels: NDArray[np.uint8]) -> int:
    """How much a label there would hide: ink in twentieths of its area; ink is darker than its paper by a third."""
    window = pixels[place.top : place.bottom, place.left : place.right].min(axis=2)
    return int((window.astype(np.int16) < int(window.max()) - 85).mean() * 20)


def _label_within(text: str, placed: _Placed, drawing: _Drawing) -> _Label:
    """A smaller label in the corner of its own field where it hides the least, for fields with neighbours all round."""
    field = placed.field
    # Under a third of a cell is mostly free of ink; below 7 pixels the font cannot be read.
    digit_height = max(7, min(drawing.digit_height, round(field.height * 0.22)))
    width, height = _text_size(text, digit_height)
    lefts, tops = (field.right - width, field.left), (field.bottom - height, field.top)
    places = [Box(x, y, x + width, y + height).clip(*drawing.pixels.shape[1::-1]) for y in tops for x in lefts]
    digits = np.array(placed.digits, np.int64).reshape(-1, 4)
    best = min(places, key=lambda place: int(_overlaps(place, digits).sum()))
    return _Label(text, best, digit_height, _COLOURS[placed.reading.status])


def _overlaps(place: Box, boxes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The area, in pixels, that a place shares with each of N boxes: int64 (N,)."""
    across = np.minimum(boxes[:, 2], place.right) - np.maximum(boxes[:, 0], place.left)
    down = np.minimum(boxes[:, 3], place.bottom) - np.maximum(boxes[:, 1], place.top)
    return np.maximum(across, 0) * np.maximum(down, 0)


def _draw_label(pixels: NDArray[np.uint8], label: _Label) -> None:
    left, top, right, bottom = label.box
    cv2.rectangle(pixels, (left, top), (right - 1, bottom - 1), label.colour, cv2.FILLED)
    padding = label.digit_height // 4
    scale, pen = label.digit_height / _FONT_HEIGHT, _pen(label.digit_height)
    at = (left + padding, bottom - padding)
    cv2.putText(pixels, _printable(label.text), at, _FONT, scale, _WHITE, pen, cv2.LINE_AA)


def _printable(text: str) -> str:
    """The font has ASCII only."""
    return text.encode("ascii", "replace").decode("ascii")


def _pen(digit_height: int) -> int:
    return max(1, round(digit_height / 9))


def _rectangle(pixels: NDArray[np.uint8], box: Box, colour: tuple[int, int, int], line: int) -> None:
    cv2.rectangle(pixels, (box.left, box.top), (box.right - 1, box.bottom - 1), colour, line)
