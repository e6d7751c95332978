"""Digits, and what is no digit, cut from the courtesy amounts of bank cheques (ORAND-CAR-A, ICFHR 2014).

176 of the 880 strips are held out of everything for ever: the files sorted by name, those that
``numpy.random.default_rng(2018).permutation(880)[:176]`` names. About 1-2 % of the labels are wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.glyphs.normalize import normalize_all
from digitscan.types import NOT_A_DIGIT, Box

from .glyphset import GlyphSet
from .paper_ink import flatten, grey_ink

CHEQUES_LICENCE = "ORAND-CAR-A (ICFHR 2014 competition), labelled copy, MIT"
"""Licence of the set, as its source states it."""

_STROKE = 9
"""Widest stroke on strips about 60 pixels high, pixels."""


@dataclass(frozen=True, eq=False)
class Strip:
    """One amount: its ink, its digits and where they stand.

    Attributes:
        ink: uint8 (H, W), white on black.
        value: the digits.
        boxes: of each digit, in pixels of the strip.
        held_out: whether no training may see it.
    """

    ink: NDArray[np.uint8]
    value: str
    boxes: tuple[Box, ...]
    held_out: bool


def held_out_strips(names: list[str]) -> set[str]:
    """The strips that no training ever sees: 176 of 880, a fifth of any other number."""
    order = np.random.default_rng(2018).permutation(len(names))
    ordered = sorted(names)
    return {ordered[i] for i in order[: len(names) // 5]}


def read_strips(data: Path | None) -> list[Strip]:
    """All strips whose labelled boxes are as many as their digits.

    Raises:
        InputError: the folder has no ``cheque_amounts/labels.csv``.
    """
    folder = Path() if data is None else data / "cheque_amounts"
    if data is None or not (folder / "labels.csv").is_file():
        raise InputError(f"set cheques: no cheque_amounts/labels.csv in {data or 'the folder: give one as --data'}")
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    apart = held_out_strips([row["file"] for row in rows])
    strips = []
    for row in rows:
        boxes = tuple(parse_box(text) for text in row["boxes_x_y_w_h"].split(";") if text.strip())
        grey = cv2.imread(str(folder / row["file"]), cv2.IMREAD_GRAYSCALE)
        if grey is not None and len(boxes) == len(row["value"]):
            strips.append(Strip(grey_ink(flatten(grey, _STROKE)), row["value"], boxes, row["file"] in apart))
    return strips


def cheques(data: Path | None) -> GlyphSet:
    """The digits: each cut by its box, once as it is and once with the neighbours' loose ink taken out."""
    strips = read_strips(data)
    inks: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    groups: list[int] = []
    for number, strip in enumerate(strips):
        for digit, box in zip(strip.value, strip.boxes, strict=True):
            raw = cut(strip.ink, box)
            # Held-out digits are measured once, as the box cuts them.
            versions = [raw] if strip.held_out else [raw, own_ink(strip.ink, box)]
            inks += versions
            labels += [int(digit)] * len(versions)
            groups += [number] * len(versions)
    out = np.array([strips[g].held_out for g in groups])
    return GlyphSet(
        "cheques", CHEQUES_LICENCE, normalize_all(inks), np.array(labels, np.int64), np.array(groups, np.int64), out
    )


def cheque_rejects(data: Path | None) -> GlyphSet:
    """What a segmenter may cut from a strip that is no digit.

    Two and three neighbours in one, windows that straddle two digits, and ink that belongs to no digit (dots, dashes,
    number signs).
    """
    strips = read_strips(data)
    made = [(number, piece) for number, strip in enumerate(strips) for piece in _pieces(strip)]
    groups = np.array([number for number, _ in made], np.int64)
    pixels = normalize_all([piece for _, piece in made])
    labels = np.full(len(made), NOT_A_DIGIT, np.int64)
    return GlyphSet(
        "cheque_rejects", CHEQUES_LICENCE, pixels, labels, groups, np.array([strips[g].held_out for g in groups])
    )


def cut(ink: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The ink inside a box, (h, w)."""
    inside = box.clip(ink.shape[1], ink.shape[0])
    return ink[inside.top : inside.bottom, inside.left : inside.right]


def own_ink(ink: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The ink inside a box without the pieces that mostly lie outside it."""
    _, marks, stats, _ = cv2.connectedComponentsWithStats((ink > 0).view(np.uint8), connectivity=8)
    inside = box.clip(ink.shape[1], ink.shape[0])
    region = marks[inside.top : inside.bottom, inside.left : inside.right]
    counts = np.bincount(region.ravel(), minlength=len(stats))
    # Ink of which less than a third is inside belongs to a neighbour.
    foreign = np.flatnonzero(counts < stats[:, cv2.CC_STAT_AREA] / 3)
    whole = cut(ink, box)
    own = np.where(np.isin(region, foreign), 0, whole).astype(np.uint8)
    # Where the digit itself touches its neighbours its piece reaches far outside; then the box decides alone.
    return own if own.sum(dtype=np.int64) > 0.6 * whole.sum(dtype=np.int64) else whole


def _pieces(strip: Strip) -> Iterator[NDArray[np.uint8]]:
    boxes = strip.boxes
    for i in range(len(boxes) - 1):
        yield cut(strip.ink, boxes[i].union(boxes[i + 1]))
        yield from _straddle(strip.ink, boxes[i], boxes[i + 1])
        if i + 2 < len(boxes):
            yield cut(strip.ink, boxes[i].union(boxes[i + 1]).union(boxes[i + 2]))
    yield from _strangers(strip)


def _straddle(ink: NDArray[np.uint8], left: Box, right: Box) -> Iterator[NDArray[np.uint8]]:
    """The right part of one digit with the left part of the next, where neither is nearly whole."""
    both = left.union(right)
    for share in (0.35, 0.5, 0.65):
        start = round(left.left + share * left.width)
        end = round(right.left + share * right.width)
        window = Box(start, both.top, max(end, start + 1), both.bottom)
        piece = cut(ink, window)
        parts = [_share(ink, box, window) for box in (left, right)]
        # Below a quarter of a digit is a remnant that reading must bear; above three quarters it is the digit itself.
        # A window narrower than a third of its height may show a one.
        if piece.any() and 3 * window.width > window.height and all(0.25 < part < 0.75 for part in parts):
            yield piece


def _share(ink: NDArray[np.uint8], box: Box, window: Box) -> float:
    whole = int(cut(ink, box).sum(dtype=np.int64))
    inside = Box(max(box.left, window.left), box.top, min(box.right, window.right), box.bottom)
    if inside.width <= 0 or whole == 0:
        return 0.0
    return int(cut(ink, inside).sum(dtype=np.int64)) / whole


def _strangers(strip: Strip) -> Iterator[NDArray[np.uint8]]:
    """Components that touch no digit's box and are not like a one."""
    _, marks, stats, _ = cv2.connectedComponentsWithStats((strip.ink > 0).view(np.uint8), connectivity=8)
    free = np.ones(strip.ink.shape, bool)
    for box in strip.boxes:
        cut(free, box)[:] = False
    tall = float(np.median([box.height for box in strip.boxes])) if strip.boxes else 30.0
    for mark, (left, top, width, height, area) in enumerate(stats[1:], 1):
        one = height > 0.6 * tall and width < 0.5 * height
        own = marks[top : top + height, left : left + width] == mark
        # Twelve pixels: below that it is grain which no segmenter hands on.
        if area >= 12 and not one and free[top : top + height, left : left + width][own].all():
            yield np.where(own, strip.ink[top : top + height, left : left + width], 0).astype(np.uint8)


def parse_box(text: str) -> Box:
    """A box written as left, top, width and height with spaces between."""
    x, y, width, height = (int(part) for part in text.split())
    return Box(x, y, x + width, y + height)
