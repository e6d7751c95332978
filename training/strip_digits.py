"""Banks of single digits from which strips are put together: of the glyph sets, and cut from real strips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import NOT_A_DIGIT

from .cheques import cut, own_ink
from .glyphset import GlyphSet
from .strip_set import RealStrip

Ink = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class DigitBank:
    """Digits of one source, findable by writer and value.

    Attributes:
        inks: uint8 (h, w), white on black, cropped to the ink.
        rises: for each, how far its foot stands above (negative: below) the foot of the row it was cut from, as a share
            of the writing's height; 0 where that is unknown.
        sizes: for each, its height as a share of that of the writing; 1 where that is unknown.
        by_value: for each writer, the numbers of the inks of each of the ten digits.
    """

    inks: list[Ink]
    rises: list[float]
    sizes: list[float]
    by_value: list[list[list[int]]]

    def draw(self, value: str, rng: np.random.Generator) -> list[int]:
        """Inks of a value, of one writer as far as that writer has its digits; one digit is not drawn twice at will."""
        writer = self.by_value[int(rng.integers(len(self.by_value)))]
        chosen = []
        for character in value:
            own = writer[int(character)]
            while not own:
                own = self.by_value[int(rng.integers(len(self.by_value)))][int(character)]
            chosen.append(own[int(rng.integers(len(own)))])
        return chosen


def glyph_bank(glyphs: GlyphSet) -> DigitBank:
    """The digits of a glyph set; its groups are taken for writers.

    Args:
        glyphs: with each of the ten digits at least once.
    """
    digits = np.flatnonzero(glyphs.labels != NOT_A_DIGIT)
    inks = [crop(glyphs.pixels[i]) for i in digits]
    groups = np.zeros(len(digits), np.int64) if glyphs.groups is None else glyphs.groups[digits]
    return DigitBank(inks, [0.0] * len(inks), [1.0] * len(inks), _by_value(glyphs.labels[digits], groups))


def real_bank(strips: Sequence[RealStrip]) -> DigitBank:
    """The digits of real strips, each strip a writer, without paper and without their neighbours' loose ink."""
    inks: list[Ink] = []
    rises: list[float] = []
    sizes: list[float] = []
    labels: list[int] = []
    groups: list[int] = []
    for number, strip in enumerate(strips):
        foot = float(np.median([box.bottom for box in strip.boxes]))
        tall = float(np.median([box.height for box in strip.boxes]))
        bare = without_paper(strip.contrast)
        for character, box in zip(strip.value, strip.boxes, strict=True):
            ink = own_ink(bare, box)
            if not ink.any():
                ink = cut(strip.contrast, box)
            inks.append(ink)
            # Beyond these a label is wrong or a stroke was thrown across the page.
            rises.append(min(max((foot - box.bottom) / tall, -0.6), 0.6))
            sizes.append(min(max(box.height / tall, 0.3), 1.7))
            labels.append(int(character))
            groups.append(number)
    return DigitBank(inks, rises, sizes, _by_value(np.array(labels), np.array(groups)))


def without_paper(contrast: Ink) -> Ink:
    """The ink of a strip with its soft edges, full where it is strongest; the paper is 0."""
    level, mask = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    near = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    # Half of the threshold is where a stroke's blurred edge ends, as in `paper_ink.grey_ink`.
    soft = np.where((near > 0) & (contrast > level / 2), contrast, 0).astype(np.uint8)
    full = float(np.percentile(soft[mask > 0], 80)) if mask.any() else 255.0
    return np.asarray(cv2.convertScaleAbs(soft, alpha=255.0 / max(full, 1.0)), np.uint8)


def crop(ink: Ink) -> Ink:
    """An ink without the empty rows and columns around it."""
    left, top, width, height = cv2.boundingRect((ink > 0).view(np.uint8))
    return ink[top : top + max(height, 1), left : left + max(width, 1)]


def _by_value(labels: NDArray[np.int64], groups: NDArray[np.int64]) -> list[list[list[int]]]:
    names = np.unique(groups, return_inverse=True)[1]
    found: list[list[list[int]]] = [[[] for _ in range(10)] for _ in range(int(names.max()) + 1)]
    for number, (label, group) in enumerate(zip(labels, names, strict=True)):
        found[group][label].append(number)
    return found
