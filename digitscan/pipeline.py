"""The way from a page to its readings; the only file that knows the order of the stages.

    Page ─► grey ─► ink ─► paper ─► straight ─► rulings ─► frames ─► components ─► fields ─► lattices     segment_page
                                                                                       │
                                             glyphs of many pages ─► probabilities ◄───┘         Session.classify
                                                                         │
                      PageResult ◄─ readings ◄─ decisions ◄─ paths ◄─────┘                       read_page

`segment_page` needs no network and `read_page` no image, so glyphs of many pages can be classified together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.errors import InputError
from digitscan.glyphs.segment import segment
from digitscan.glyphs.strip import strip
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
from digitscan.recognition.fuse import READERS, Weights, fuse
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
        strips: for each part that has a lattice, uint8 (32, W), its ink whole; none where strips are not wanted.
    """

    field: Field
    parts: tuple[Lattice | None, ...]
    inked: tuple[bool, ...]
    strips: tuple[NDArray[np.uint8], ...] = ()


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
    def glyphs(self) -> NDArray[np.uint8]:
        """uint8 (N, 28, 28): the candidates of all fields, in order."""
        pixels = [part.pixels for field in self.fields for part in field.parts if part is not None]
        return np.concatenate(pixels) if pixels else np.zeros((0, 28, 28), np.uint8)

    @property
    def strips(self) -> list[NDArray[np.uint8]]:
        """uint8 (32, W) each: the strips of all fields, in order."""
        return [one for field in self.fields for one in field.strips]


def segment_page(page: Page, *, strips: bool = False) -> SegmentedPage:
    """Find the fields of a page and cut their ink into glyph candidates.

    Args:
        page: as loaded.
        strips: whether each field's ink is also wanted whole, for the reader of strips.

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
    fields = tuple(_segment_field(found, labels, contrast, boxes, strips=strips) for found in inks)
    to_page = cv2.invertAffineTransform(straighten) / factor
    return SegmentedPage(page.file, page.number, (width, height), page.orientation, to_page, fields)


def read_page(
    page: SegmentedPage,
    probabilities: NDArray[np.float32],
    min_confidence: float,
    columns: Sequence[NDArray[np.float32]] = (),
    weights: Weights = READERS["fused"],
) -> PageResult:
    """Read a page from the probabilities of its candidates.

    Args:
        page: with N candidates in all.
        probabilities: float32 (N, 11), in the order of `SegmentedPage.glyphs`.
        min_confidence: below it a value is for review, 0–1.
        columns: float32 (T, 11) each, what the columns of `SegmentedPage.strips` say; none where only glyphs are read.
        weights: of the readers.

    Returns:
        The result, blank fields included.
    """
    readings: list[Reading] = []
    start = 0
    whole = iter(columns)
    for field in page.fields:
        decoded: list[Decoded | None] = []
        digits: list[Digit] = []
        for part, inked in zip(field.parts, field.inked, strict=True):
            if part is None:
                decoded.append(TOO_MUCH if inked else None)
                continue
            rows = probabilities[start : start + len(part.spans)]
            start += len(part.spans)
            single = field.field.kind == "comb"
            found = decode(part, rows, single=single)
            if columns:
                found = fuse(found, part, rows, next(whole), weights, single=single)
            decoded.append(found)
            digits += _digits(page, part, found, rows)
        reading = _reading(page, field.field, decoded, digits, min_confidence, len(readings) + 1)
        if reading is not None:
            readings.append(reading)
    return PageResult(page.file, page.number, tuple(readings), None, *page.stored_size)


def _segment_field(
    found: FieldInk, labels: NDArray[np.int32], contrast: NDArray[np.uint8], boxes: NDArray[np.int32], *, strips: bool
) -> SegmentedField:
    parts = tuple(segment(labels, contrast, boxes, part) for part in found.parts)
    inked = tuple(len(part) > 0 for part in found.parts)
    wanted = [part for part in parts if part is not None] if strips else []
    whole = tuple(strip(contrast, _ink_box(part), part.height) for part in wanted)
    return SegmentedField(found.field, parts, inked, whole)


def _ink_box(lattice: Lattice) -> Box:
    """The box around all candidates of a lattice, working pixels."""
    left, top = lattice.boxes[:, :2].min(axis=0).tolist()
    right, bottom = lattice.boxes[:, 2:].max(axis=0).tolist()
    return Box(left, top, right, bottom)


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
    min_confidence: float,
    number: int,
) -> Reading | None:
    """What is said about one field, or None if it is text."""
    decision = decide(field.kind, decoded, min_confidence)
    if decision is None:
        return None
    only = decoded[0] if len(decoded) == 1 else None
    read = sum(len(part.value) for part in decoded if part is not None)
    return Reading(
        field=number,
        value=decision.value,
        confidence=decision.confidence,
        status=decision.status,
        box=_page_box(page, field.quad),
        note=decision.note,
        kind=field.kind,
        digits=tuple(digits) if decision.value and len(digits) == read else (),
        alternatives=() if only is None else only.alternatives,
        raw_value=decision.raw_value,
    )


def _digits(page: SegmentedPage, part: Lattice, found: Decoded, rows: NDArray[np.float32]) -> list[Digit]:
    """The digits of a decoded lattice, with their boxes on the page; none where it cannot spell what was read."""
    if len(found.chosen) != len(found.value):
        return []
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
