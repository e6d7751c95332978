"""The way from a page to its readings; the only file that knows the order of the stages.

    Page ─► grey ─► ink ─► paper ─► straight ─► rulings ─► frames ─► components ─► fields ─► lattices     segment_page
                                                                                       │
                                             glyphs of many pages ─► probabilities ◄───┘         Session.classify
                                                                         │
                      PageResult ◄─ readings ◄─ decisions ◄─ paths ◄─────┘                       read_page

`segment_page` needs no network and `read_page` no image, so glyphs of many pages can be classified together.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.glyphs.segment import segment
from digitscan.glyphs.tails import tails
from digitscan.imaging.binarize import Ink, binarize
from digitscan.imaging.components import find_components
from digitscan.imaging.deskew import find_skew, rotation
from digitscan.imaging.paper import find_paper, outside
from digitscan.imaging.removal import remove_rulings
from digitscan.imaging.ruling import find_rulings
from digitscan.imaging.scaling import rescale, working_scale
from digitscan.layout.fields import FieldInk, find_fields, find_frames, shortest_ruling
from digitscan.orientation import box_to_stored, swaps_axes
from digitscan.recognition.decide import decide
from digitscan.recognition.decode import TOO_MUCH, Decoded, decode
from digitscan.recognition.minus import has_minus
from digitscan.types import Box, Digit, Field, Lattice, Page, PageResult, Reading, box_quad

_MOST_INK = 0.38
"""Share of a page that ink covers at most: dense print covers 0.15, a blurred photo of a grid 0.3, noise 0.4."""

_SNIPPET = 450
"""Longest side, pixels as stored, up to which an image is one field cut out: it is neither straightened nor searched
for ruled rows. The smallest real page is a receipt or a label, 800 pixels and more at 150 dpi."""


@dataclass(frozen=True, eq=False)
class SegmentedField:
    """A field before recognition.

    Attributes:
        field: where it is.
        parts: the lattice of each of its parts (a comb's cells, else one); None where there is no ink or too much.
        inked: for each part, whether there is ink in it.
        tails: uint8 (T, 28, 28), the ends of its ink, where a fraction would stand; none for a comb.
    """

    field: Field
    parts: tuple[Lattice | None, ...]
    inked: tuple[bool, ...]
    tails: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class SegmentedPage:
    """A page's fields before recognition.

    Attributes:
        file: as in `Page`.
        number: as in `Page`.
        size: width and height of the upright page, pixels.
        orientation: as in `Page`.
        to_page: float64 (2, 3), maps (x, y, 1) in working pixels to pixels of the upright page.
        fields: in reading order.
    """

    file: str
    number: int
    size: tuple[int, int]
    orientation: int
    to_page: NDArray[np.float64]
    fields: tuple[SegmentedField, ...]

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height of the page as stored, pixels."""
        width, height = self.size
        return (height, width) if swaps_axes(self.orientation) else (width, height)

    @property
    def count(self) -> int:
        """The number of candidates, N."""
        return sum(len(part.spans) for field in self.fields for part in field.parts if part is not None)

    @property
    def tails(self) -> NDArray[np.uint8]:
        """uint8 (T, 28, 28): the ends of the ink of all fields, in order."""
        return np.concatenate([field.tails for field in self.fields] or [np.zeros((0, 28, 28), np.uint8)])

    @property
    def glyphs(self) -> NDArray[np.uint8]:
        """uint8 (N, 28, 28): the candidates of all fields, in order."""
        pixels = [part.pixels for field in self.fields for part in field.parts if part is not None]
        return np.concatenate(pixels) if pixels else np.zeros((0, 28, 28), np.uint8)


def segment_page(page: Page) -> SegmentedPage:
    """Find the fields of a page and cut their ink into glyph candidates.

    Raises:
        InputError: it is no page: there is more ink than paper.
    """
    height, width = page.pixels.shape[:2]
    gray = page.pixels if page.pixels.ndim == 2 else cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    snippet = max(height, width) <= _SNIPPET
    factor = working_scale(height, width)
    ink = binarize(rescale(gray, factor))
    straighten: NDArray[np.float64] = np.eye(2, 3)
    if not snippet:
        if cv2.countNonZero(ink.mask) > _MOST_INK * ink.mask.size:
            raise InputError("this is no page: more ink than paper")
        ink, straighten = _straighten(_on_paper(ink, page, factor))
    inks, labels, contrast, boxes = _find_fields(ink, snippet)
    fields = tuple(
        SegmentedField(
            found.field,
            tuple(segment(labels, contrast, boxes, part) for part in found.parts),
            tuple(len(part) > 0 for part in found.parts),
            tails(labels, contrast, boxes, _ends(inks, found, snippet)),
        )
        for found in inks
    )
    to_page = cv2.invertAffineTransform(straighten) / factor
    return SegmentedPage(page.file, page.number, (width, height), page.orientation, to_page, fields)


def _ends(inks: list[FieldInk], found: FieldInk, snippet: bool) -> NDArray[np.intp]:
    """The components among which a fraction may stand: a snippet's are one field's, though stacked as two lines."""
    if found.field.kind == "comb":
        return np.zeros(0, np.intp)
    return np.concatenate([part for ink in inks for part in ink.parts]) if snippet else found.parts[0]


def read_page(
    page: SegmentedPage,
    probabilities: NDArray[np.float32],
    min_confidence: float,
    fractions: NDArray[np.float32] | None = None,
) -> PageResult:
    """Read a page from the probabilities of its candidates.

    Args:
        page: with N candidates in all.
        probabilities: float32 (N, 11), in the order of `SegmentedPage.glyphs`.
        min_confidence: below it a value is for review, 0–1.
        fractions: float32 (T,), the probability that there is a fraction in each of `SegmentedPage.tails`; None for no
            knowledge of it.

    Returns:
        The result, blank fields included.
    """
    readings: list[Reading] = []
    start = end = 0
    for field in page.fields:
        end += len(field.tails)
        fraction = 0.0 if fractions is None else float(fractions[end - len(field.tails) : end].max(initial=0.0))
        minus = False
        decoded: list[Decoded | None] = []
        digits: list[Digit] = []
        for part, inked in zip(field.parts, field.inked, strict=True):
            if part is None:
                decoded.append(TOO_MUCH if inked else None)
                continue
            rows = probabilities[start : start + len(part.spans)]
            start += len(part.spans)
            found = decode(part, rows, single=field.field.kind == "comb")
            decoded.append(found)
            minus = len(field.parts) == 1 and has_minus(part, found.chosen, _left_edge(field.field))
            digits += _digits(page, part, found, rows)
        reading = _reading(page, field.field, decoded, digits, fraction, minus, min_confidence, len(readings) + 1)
        if reading is not None:
            readings.append(reading)
    return PageResult(page.file, page.number, tuple(readings), None, *page.stored_size)


def _on_paper(ink: Ink, page: Page, factor: float) -> Ink:
    """The ink without what lies beside the sheet in a photo."""
    outline = find_paper(page.pixels)
    if outline is None:
        return ink
    height, width = ink.mask.shape
    # The sheet's own edge is a dark line: 0.8 % of the page covers it and its shadow.
    beside = outside(outline * factor, (height, width), round(0.008 * max(height, width)))
    return Ink(cv2.subtract(ink.contrast, beside), cv2.subtract(ink.mask, beside), ink.floor)


def _straighten(ink: Ink) -> tuple[Ink, NDArray[np.float64]]:
    """Undo the skew: the straight ink, and the float64 (2, 3) matrix that was applied."""
    degrees = find_skew(ink.mask)
    if degrees == 0:
        return ink, np.eye(2, 3)
    matrix, size = rotation(ink.mask.shape[0], ink.mask.shape[1], degrees)
    contrast = cv2.warpAffine(ink.contrast, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.threshold(contrast, ink.floor, 255, cv2.THRESH_BINARY)[1]
    return Ink(contrast, mask, ink.floor), matrix


def _find_fields(
    ink: Ink, snippet: bool
) -> tuple[list[FieldInk], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32]]:
    """Fields with their ink, the component labels and boxes, and the contrast without rulings."""
    reach = shortest_ruling(*ink.mask.shape)
    rulings = find_rulings(ink.mask, reach, 0.75 * reach)
    frames = find_frames(rulings.horizontal, rulings.vertical, rulings.mask, ink.mask, snippet=snippet)
    kept = rulings.keep(frames.horizontal, frames.vertical)
    contrast, mask = remove_rulings(ink.contrast, ink.mask, kept)
    components = find_components(contrast, mask, ink.floor)
    inks, labels, boxes = find_fields(frames, rulings.horizontal, components.labels, components.boxes, components.areas)
    return inks, labels, contrast, boxes


def _reading(
    page: SegmentedPage,
    field: Field,
    decoded: list[Decoded | None],
    digits: list[Digit],
    fraction: float,
    minus: bool,
    min_confidence: float,
    number: int,
) -> Reading | None:
    """What is said about one field, or None if it is text."""
    only = decoded[0] if len(decoded) == 1 else None
    decision = decide(field.kind, decoded, min_confidence, fraction=fraction, minus=minus)
    if decision is None:
        return None
    return Reading(
        field=number,
        value=decision.value,
        confidence=decision.confidence,
        status=decision.status,
        box=_page_box(page, field.quad),
        note=decision.note,
        kind=field.kind,
        digits=tuple(digits) if decision.value else (),
        alternatives=() if only is None else only.alternatives,
        raw_value=decision.raw_value,
    )


def _left_edge(field: Field) -> float:
    """Where rests of rulings begin: at the side of a box or cell, else at the edge of the page; x in working pixels."""
    return float(field.box.left) if field.kind in ("box", "cell") else 0.0


def _digits(page: SegmentedPage, part: Lattice, found: Decoded, rows: NDArray[np.float32]) -> list[Digit]:
    """The digits of a decoded lattice, with their boxes on the page."""
    digits = []
    for value, candidate in zip(found.value, found.chosen, strict=True):
        quad = box_quad(Box(*part.boxes[candidate].tolist()))
        # A copy: a view would keep the probabilities of the whole batch in memory.
        digits.append(Digit(value, _page_box(page, quad), rows[candidate].copy()))
    return digits


def _page_box(page: SegmentedPage, quad: NDArray[np.float32]) -> Box:
    """The box, in pixels of the page as stored, around corners float32 (4, 2) in working pixels."""
    points = quad @ page.to_page[:, :2].T + page.to_page[:, 2]
    (left, top), (right, bottom) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    upright = Box(int(left), int(top), int(right), int(bottom)).clip(*page.size)
    return box_to_stored(upright, *page.stored_size, page.orientation)
