"""The way from a page to its readings; the only file that knows the order of the stages.

    Page ─► ground ─► rulings ─► frames ─► components ─► fields ─► pieces, strips, tails              segment_page
                                                                            │
              pieces, strips and tails of many pages ─► probabilities ◄─────┘     Session.classify, StripSession.read
                                                             │
           lattices ◄─ cuts and joins of what is no digit ◄──┘                                      cut_page
              │
              └─► the other candidates of many pages ─► probabilities                               Session.classify
                                                             │
       PageResult ◄─ readings ◄─ decisions ◄─ both readers ◄─┘                                      read_page

`segment_page` needs no network, and `cut_page` and `read_page` no image, so glyphs of many pages can be classified
together. Where one round of classifying is wanted, `segment_page` makes all candidates at once, eight for each digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.candidates import lay_lattice
from digitscan.glyphs.neighbours import may_be_one_digit, may_go_on, neighbours, tell_neighbours
from digitscan.glyphs.normalize import INNER, SIZE
from digitscan.glyphs.sample import sample_glyphs, sample_pieces
from digitscan.glyphs.segment import find_pieces, segment
from digitscan.glyphs.strike import is_struck_out
from digitscan.glyphs.strip import field_strip
from digitscan.glyphs.tails import tails
from digitscan.imaging.components import find_components
from digitscan.imaging.dashed import close_dashes
from digitscan.imaging.ground import Ground, lay_out
from digitscan.imaging.holes import open_holes
from digitscan.imaging.lattice_lines import draw_lattice
from digitscan.imaging.paper import outside
from digitscan.imaging.rectify import move
from digitscan.imaging.removal import remove_rulings
from digitscan.imaging.ruling import Rulings, find_rulings
from digitscan.imaging.scaling import coarse_reduction
from digitscan.layout.faint import find_rests, find_traces, leave_out_faint, seems_blank
from digitscan.layout.fields import FieldInk, add_lattice, find_fields, find_frames, shortest_ruling
from digitscan.layout.tints import find_tints
from digitscan.orientation import box_to_stored, swaps_axes, turned
from digitscan.recognition.decide import UNREAD, Decision, decide, find_headings, find_unread
from digitscan.recognition.decode import TOO_MUCH, Decoded, decode
from digitscan.recognition.fuse import READERS, Weights, fuse
from digitscan.recognition.minus import has_minus
from digitscan.types import Box, Digit, Field, Lattice, Page, PageFailure, PageResult, Pieces, Reading

_CORNERS = ((0, 1), (2, 1), (2, 3), (0, 3))
"""The sides of a box that meet in each of its corners, in the order of `digitscan.types.box_quad`."""

_SMALLER = 25
"""Per cent of the fields whose writing may be too small: dashes, dots and small print are among them."""

_CELLS = 6
"""Cells and boxes with ink from which on their glyphs say which way up the page is, and not those of its print."""


@dataclass(frozen=True, eq=False)
class SegmentedField:
    """A field before recognition.

    Attributes:
        field: where it is.
        parts: the lattice of each of its parts (a comb's cells, else one); None where there is no ink or too much.
        inked: for each part, whether there is ink in it.
        tails: uint8 (T, 28, 28), the ends of its ink, where a fraction would stand; none for a comb.
        strips: for each part that has a lattice, uint8 (32, W), its ink whole; none where strips are not wanted.
        pieces: for each part, what its lattice is to be made of by `cut_page`; None where it is whole already.
        struck: whether a line runs through all of its ink.
        traces: whether something is in it that is too faint for ink, where there is no ink.
        strays: whether ink that was given to no field reaches into it.
    """

    field: Field
    parts: tuple[Lattice | None, ...]
    inked: tuple[bool, ...]
    tails: NDArray[np.uint8]
    strips: tuple[NDArray[np.uint8], ...] = ()
    pieces: tuple[Pieces | None, ...] = ()
    struck: bool = False
    traces: bool = False
    strays: bool = False


@dataclass(frozen=True, eq=False)
class SegmentedPage:
    """A page's fields before recognition.

    Attributes:
        file: as in `Page`.
        number: as in `Page`.
        size: width and height of the upright page, pixels.
        orientation: as in `Page`.
        to_page: float64 (3, 3), the homography from working pixels to pixels of the upright page.
        fields: in reading order.
        sample: uint8 (n, 28, 28), some of its glyphs, to tell which way up it is; none of a snippet, and none where
            pieces of its fields tell.
        telling: intp (n,), which of its `glyphs` as they are before `cut_page` tell so; none where there is a `sample`.
        snippet: height and width of a snippet, working pixels; None for a page.
    """

    file: str
    number: int
    size: tuple[int, int]
    orientation: int
    to_page: NDArray[np.float64]
    fields: tuple[SegmentedField, ...]
    sample: NDArray[np.uint8]
    telling: NDArray[np.intp]
    snippet: tuple[int, int] | None = None

    @property
    def stored_size(self) -> tuple[int, int]:
        """Width and height of the page as stored, pixels."""
        width, height = self.size
        return (height, width) if swaps_axes(self.orientation) else (width, height)

    @property
    def lattices(self) -> list[Lattice]:
        """Those of all parts that have one, in order."""
        return [part for field in self.fields for part in field.parts if part is not None]

    @property
    def count(self) -> int:
        """The number of candidates to be classified, N."""
        return sum(len(part.unknown) for part in self.lattices)

    @property
    def glyphs(self) -> NDArray[np.uint8]:
        """uint8 (N, 28, 28): the candidates of all fields that are to be classified, in order."""
        pixels = [part.pixels[part.unknown] for part in self.lattices]
        return np.concatenate(pixels) if pixels else np.zeros((0, 28, 28), np.uint8)

    def split(self, probabilities: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """What the network says of each lattice's candidates, float32 (n, 11), from float32 (N, 11) of `glyphs`."""
        ends = np.cumsum([len(part.unknown) for part in self.lattices])[:-1]
        return [part.rows(own) for part, own in zip(self.lattices, np.split(probabilities, ends), strict=False)]

    @property
    def tails(self) -> NDArray[np.uint8]:
        """uint8 (T, 28, 28): the ends of the ink of all fields, in order."""
        return np.concatenate([field.tails for field in self.fields] or [np.zeros((0, 28, 28), np.uint8)])

    @property
    def showing(self) -> NDArray[np.uint8]:
        """uint8 (n, 28, 28): the glyphs that tell which way up it is; of the page as it is before `cut_page`."""
        return self.glyphs[self.telling] if len(self.telling) else self.sample

    @property
    def strips(self) -> list[NDArray[np.uint8]]:
        """uint8 (32, W) each: the strips of all fields, in order."""
        return [one for field in self.fields for one in field.strips]


def segment_page(page: Page, *, strips: bool = False, fine: bool = False, at_once: bool = True) -> SegmentedPage:
    """Find the fields of a page and cut their ink into glyph candidates.

    Args:
        page: as loaded.
        strips: whether each field's ink is also wanted whole, for the reader of strips.
        fine: whether all its pixels are looked at; else a large page is reduced first.
        at_once: whether all candidates are made; else only the pieces of ink as they are, and `cut_page` the others.

    Raises:
        InputError: it is no page: there is more ink than paper.
    """
    ground = lay_out(page, fine=fine)
    inks, labels, contrast, boxes, rulings = _find_fields(ground)
    inks, doubtful = leave_out_faint(inks, labels, contrast)
    doubtful |= find_rests(inks, labels, contrast)
    to_page = np.linalg.inv(ground.matrix).astype(np.float64)
    traces = find_traces(inks, labels, contrast, ground.ink.floor) | _tinted(page, inks, to_page)
    struck = [_is_struck(ground, boxes[np.concatenate(one.parts)], rulings) for one in inks]
    fields = tuple(
        _segment_field(
            found,
            faint,
            labels,
            contrast,
            boxes,
            _ends(inks, found, boxes, labels.shape, ground.snippet),
            snippet=ground.snippet,
            strips=strips,
            at_once=at_once,
            struck=crossed,
            traces=traced,
        )
        for found, faint, crossed, traced in zip(inks, doubtful, struck, traces.tolist(), strict=True)
    )
    snippet = (labels.shape[0], labels.shape[1]) if ground.snippet else None
    telling = _telling(fields, at_once=at_once or ground.snippet)
    sample = np.zeros((0, SIZE, SIZE), np.uint8)
    if not len(telling) and not ground.snippet:
        sample = sample_glyphs(labels, contrast, boxes)
    return SegmentedPage(page.file, page.number, page.size, page.orientation, to_page, fields, sample, telling, snippet)


def _tinted(page: Page, inks: Sequence[FieldInk], to_page: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the fields that seem blank have a colour in them, bool (N,); none on a page without colour."""
    found = np.zeros(len(inks), bool)
    if page.pixels.ndim < 3:
        return found
    # From the page with all its pixels to those that were loaded.
    share = np.float32(page.pixels.shape[1] / page.size[0])
    for i, ink in enumerate(inks):
        if seems_blank(ink):
            cells = move(np.stack(ink.field.cells or [ink.field.quad]), to_page)
            found[i] = find_tints(page.pixels, list(cells * share)).any()
    return found


def _telling(fields: Sequence[SegmentedField], *, at_once: bool) -> NDArray[np.intp]:
    """Pieces in cells and boxes, by their places in `SegmentedPage.glyphs`, that tell which way up the page is.

    None where they are too few, or are not shown as they are.
    """
    if at_once:
        return np.zeros(0, np.intp)
    parts = [(part, field.field.kind) for field in fields for part in field.parts if part is not None]
    ends = np.cumsum([0, *(len(part.boxes) for part, _ in parts)])
    cells = [i for i, (_, kind) in enumerate(parts) if kind in ("box", "comb", "cell")]
    if len(cells) < _CELLS:
        return np.zeros(0, np.intp)
    places = np.concatenate([np.arange(ends[i], ends[i + 1]) for i in cells])
    return places[sample_pieces([parts[i][0].boxes for i in cells])]


def turn_page(page: Page, quarters: int) -> Page:
    """The page turned counter-clockwise by quarters; its boxes stay those of the page as stored."""
    pixels = np.ascontiguousarray(np.rot90(page.pixels, quarters))
    finer = None if page.finer is None else partial(_turn_loaded, page.finer, quarters)
    size = page.full_size if page.full_size is None or quarters % 2 == 0 else page.full_size[::-1]
    return replace(page, pixels=pixels, orientation=turned(page.orientation, quarters), full_size=size, finer=finer)


def _turn_loaded(load: Callable[[], Page | PageFailure], quarters: int) -> Page | PageFailure:
    page = load()
    return turn_page(page, quarters) if isinstance(page, Page) else page


def is_too_coarse(page: SegmentedPage, whole: tuple[int, int]) -> bool:
    """Whether a page was reduced further than its writing allows, so that it ought to be segmented with all its pixels.

    Normalisation makes a digit 20 pixels high: where writing has fewer, there is more on the page than was seen.

    Args:
        page: as segmented.
        whole: width and height of the page with all its pixels.
    """
    if coarse_reduction(*whole) == 1:
        return False
    heights = [part.height for field in page.fields for part in field.parts if part is not None]
    return not heights or float(np.percentile(heights, _SMALLER)) < INNER


def _lattice(
    labels: NDArray[np.int32],
    contrast: NDArray[np.uint8],
    boxes: NDArray[np.int32],
    part: NDArray[np.intp],
    *,
    snippet: bool,
    at_once: bool,
) -> tuple[Lattice | None, Pieces | None]:
    """The candidates of one part of a field, and what is still to be cut; in a snippet, what its edge cuts is told."""
    # The strip of a digit cut out of a number needs the cuts that part it from its neighbours.
    alone = snippet and may_be_one_digit(labels.shape)
    if not at_once and not alone:
        pieces = find_pieces(labels, contrast, boxes, part)
        return (None, None) if pieces is None else (pieces.lattice, pieces)
    if alone:
        part = part[~neighbours(boxes[part], labels.shape)]
    lattice = segment(labels, contrast, boxes, part)
    return (tell_neighbours(lattice, labels.shape) if alone and lattice is not None else lattice), None


def _ends(
    inks: list[FieldInk], found: FieldInk, boxes: NDArray[np.int32], shape: tuple[int, ...], snippet: bool
) -> NDArray[np.intp]:
    """The components among which a fraction may stand: a snippet's are one field's, though stacked as two lines."""
    if found.field.kind == "comb":
        return np.zeros(0, np.intp)
    if not snippet:
        return found.parts[0]
    every = np.concatenate([part for ink in inks for part in ink.parts])
    return every[~neighbours(boxes[every], (shape[0], shape[1]))]


def cut_page(page: SegmentedPage, probabilities: NDArray[np.float32]) -> SegmentedPage:
    """Cut and join the pieces of a page that are not surely one digit.

    Args:
        page: segmented with `at_once` false, with N pieces in all.
        probabilities: float32 (N, 11), in the order of `SegmentedPage.glyphs`.

    Returns:
        The page with the lattices of all its fields; its `glyphs` are the candidates that were not classified yet.
    """
    rows = iter(page.split(probabilities))
    fields = []
    for field in page.fields:
        parts = [
            None
            if part is None
            else replace(part, known=next(rows))
            if pieces is None
            else lay_lattice(pieces, next(rows))
            for part, pieces in zip(field.parts, field.pieces, strict=True)
        ]
        fields.append(replace(field, parts=tuple(parts), pieces=(None,) * len(parts)))
    return replace(page, fields=tuple(fields))


def read_page(
    page: SegmentedPage,
    probabilities: NDArray[np.float32],
    min_confidence: float,
    columns: Sequence[NDArray[np.float32]] = (),
    weights: Weights = READERS["fused"],
    fractions: NDArray[np.float32] | None = None,
) -> PageResult:
    """Read a page from the probabilities of its candidates.

    Args:
        page: with N candidates in all.
        probabilities: float32 (N, 11), in the order of `SegmentedPage.glyphs`.
        min_confidence: below it a value is for review, 0–1.
        columns: float32 (T, 11) each, what the columns of `SegmentedPage.strips` say; none where only glyphs are read.
        weights: of the readers.
        fractions: float32 (T,), the probability that there is a fraction in each of `SegmentedPage.tails`; None for no
            knowledge of it.

    Returns:
        The result, blank fields included.
    """
    rows = iter(page.split(probabilities))
    seen = np.zeros(len(page.tails), np.float32) if fractions is None else fractions
    halves = np.split(seen, np.cumsum([len(field.tails) for field in page.fields])[:-1])
    whole = iter(columns)
    found: list[tuple[list[Decoded | None], list[Digit]]] = []
    ways: list[Callable[..., Decision | None]] = []
    for field, half in zip(page.fields, halves, strict=False):
        decoded, digits, minus = _decode_field(page, field, rows, whole if columns else None, weights)
        way = partial(
            decide,
            field.field.kind,
            decoded,
            min_confidence,
            fraction=float(half.max(initial=0.0)),
            minus=minus,
            struck=field.struck,
            traces=field.traces,
            strays=field.strays,
            goes_on=_goes_on(page, field, decoded),
            alone=page.snippet is not None and len(page.fields) == 1,
        )
        ways.append(way)
        found.append((decoded, digits))
    places = [one.field for one in page.fields]
    decisions = [way() for way in ways]
    for i in find_unread([place.kind for place in places], [place.box for place in places], decisions):
        decisions[i] = ways[i](among_numbers=True)
    headings = find_headings(
        [place.place for place in places],
        [decision is None for decision in decisions],
        [decision is not None and decision.value != "" and not decision.doubted for decision in decisions],
    )
    readings: list[Reading] = []
    for place, heading, decision, (decoded, digits) in zip(places, headings, decisions, found, strict=True):
        decision = decision or (UNREAD if place.place is not None and not heading else None)
        if decision is not None:
            readings.append(_reading(page, place, decision, decoded, digits, len(readings) + 1))
    if page.snippet is not None and not readings and page.fields:
        # Somebody cut it out for its number: that there is only writing on it must be told.
        largest = max(places, key=lambda place: place.box.area)
        readings.append(_reading(page, largest, UNREAD, [], [], 1))
    return PageResult(page.file, page.number, tuple(readings), None, *page.stored_size)


def _goes_on(page: SegmentedPage, field: SegmentedField, decoded: Sequence[Decoded | None]) -> bool:
    """Whether a field's digits run out of a snippet that may be one digit cut out of a number."""
    part, one = field.parts[0], decoded[0]
    if page.snippet is None or len(decoded) > 1 or part is None or one is None:
        return False
    return may_go_on(part.boxes[list(one.chosen)], page.snippet)


def _decode_field(
    page: SegmentedPage,
    field: SegmentedField,
    rows: Iterator[NDArray[np.float32]],
    columns: Iterator[NDArray[np.float32]] | None,
    weights: Weights,
) -> tuple[list[Decoded | None], list[Digit], bool]:
    """What both readers make of each part of a field, its digits, and whether a minus stands before them.

    Args:
        page: of the field.
        field: as segmented.
        rows: float32 (n, 11) of each lattice that is left, this field's first.
        columns: float32 (T, 11) of each strip that is left, likewise; None where only glyphs are read.
        weights: of the readers.
    """
    single, minus = field.field.kind == "comb", False
    decoded: list[Decoded | None] = []
    digits: list[Digit] = []
    for part, inked in zip(field.parts, field.inked, strict=True):
        if part is None:
            decoded.append(TOO_MUCH if inked else None)
            continue
        own = next(rows)
        one = decode(part, own, single=single)
        if columns is not None:
            alone = page.snippet is not None and len(page.fields) == 1
            one = fuse(one, part, own, next(columns), weights, single=single, alone=alone)
        decoded.append(one)
        minus = len(field.parts) == 1 and has_minus(part, one.chosen, _left_edge(field.field))
        digits += _digits(page, part, one, own)
    return decoded, digits, minus


def _segment_field(
    found: FieldInk,
    faint: bool,
    labels: NDArray[np.int32],
    contrast: NDArray[np.uint8],
    boxes: NDArray[np.int32],
    ends: NDArray[np.intp],
    *,
    snippet: bool,
    strips: bool,
    at_once: bool,
    struck: bool,
    traces: bool,
) -> SegmentedField:
    made = [
        (None, None) if faint else _lattice(labels, contrast, boxes, part, snippet=snippet, at_once=at_once)
        for part in found.parts
    ]
    parts, pieces = tuple(part for part, _ in made), tuple(some for _, some in made)
    inked = tuple(len(part) > 0 for part in found.parts)
    whole = tuple(
        field_strip(contrast, labels, members, part)
        for part, members in zip(parts, found.parts, strict=True)
        if strips and part is not None
    )
    ends_of_it = tails(labels, contrast, boxes, ends)
    return SegmentedField(found.field, parts, inked, ends_of_it, whole, pieces, struck, traces, found.strays)


def _is_struck(ground: Ground, boxes: NDArray[np.int32], rulings: Rulings) -> bool:
    """Whether a line runs through the components int32 (n, 4) of a field."""
    if not len(boxes):
        return False
    box = Box(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
    return is_struck_out(ground.ink.mask, box, rulings.lying_lengths)


def _find_fields(
    ground: Ground,
) -> tuple[list[FieldInk], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32], Rulings]:
    """Fields with their ink, the component labels, the contrast without rulings, the boxes, and these rulings."""
    ink, mask = ground.ink, ground.ink.mask
    lattice = None if ground.nodes is None else draw_lattice(ground.nodes, ink)
    if lattice is not None:
        mask = cv2.bitwise_and(mask, outside(lattice.outline, mask.shape, round(lattice.thickness)))
    reach = shortest_ruling(*mask.shape)
    closed = (ink.contrast, mask) if ground.snippet else close_dashes(ink.contrast, mask, ink.floor, reach)
    mask = closed[1]
    rulings = find_rulings(*closed, reach, 0.75 * reach)
    frames = find_frames(rulings.horizontal, rulings.vertical, rulings.mask, mask, closed[0], snippet=ground.snippet)
    kept = rulings.keep(frames.horizontal, frames.vertical)
    if lattice is not None and ground.page is not None:
        columns = lattice.nodes.shape[1] - 1
        frames = add_lattice(frames, lattice.cells, columns, lattice.thickness, ground.page)
        kept = kept.join(lattice.rulings)
    contrast, mask = remove_rulings(ink.contrast, ink.mask, kept)
    components = find_components(contrast, mask, ink.floor)
    if lattice is not None:
        components = open_holes(components, contrast)
    inks, labels, boxes = find_fields(frames, components.labels, components.boxes, components.areas)
    return inks, labels, contrast, boxes, kept


def _reading(
    page: SegmentedPage,
    field: Field,
    decision: Decision,
    decoded: list[Decoded | None],
    digits: list[Digit],
    number: int,
) -> Reading:
    """What is said about one field."""
    only = decoded[0] if len(decoded) == 1 else None
    read = sum(len(part.value) for part in decoded if part is not None)
    sign = "-" if decision.value.startswith("-") else ""
    return Reading(
        field=number,
        value=decision.value,
        confidence=decision.confidence,
        status=decision.status,
        box=_page_box(page, field.quad),
        note=decision.note,
        kind=field.kind,
        digits=tuple(digits) if decision.value and len(digits) == read else (),
        alternatives=() if only is None else tuple((sign + value, share) for value, share in only.alternatives),
        raw_value=decision.raw_value,
    )


def _left_edge(field: Field) -> float:
    """Where rests of rulings begin: at the side of a box or cell, else at the edge of the page; x in working pixels."""
    return float(field.box.left) if field.kind in ("box", "cell") else 0.0


def _digits(page: SegmentedPage, part: Lattice, found: Decoded, rows: NDArray[np.float32]) -> list[Digit]:
    """The digits of a decoded lattice, with their boxes on the page; none where it cannot spell what was read."""
    if len(found.chosen) != len(found.value):
        return []
    corners = part.boxes[np.array(found.chosen, np.intp)][:, _CORNERS].astype(np.float32)
    boxes = _page_boxes(page, corners)
    # A copy of each row: a view would keep the probabilities of the whole batch in memory.
    return [
        Digit(value, box, rows[candidate].copy())
        for value, box, candidate in zip(found.value, boxes, found.chosen, strict=True)
    ]


def _page_box(page: SegmentedPage, quad: NDArray[np.float32]) -> Box:
    """The box, in pixels of the page as stored, around corners float32 (4, 2) in working pixels."""
    return _page_boxes(page, quad[None])[0]


def _page_boxes(page: SegmentedPage, quads: NDArray[np.float32]) -> list[Box]:
    """As `_page_box`, for N of them, float32 (N, 4, 2)."""
    if not len(quads):
        return []
    points, (width, height) = move(quads, page.to_page), page.size
    # As `Box.clip` does, for all of them at once.
    first = np.clip(np.floor(points.min(axis=1)), 0, (width - 1, height - 1))
    last = np.maximum(np.minimum(np.ceil(points.max(axis=1)), page.size), first + 1)
    edges = np.concatenate([first, last], axis=1).astype(np.intp)
    return [box_to_stored(Box(*sides), *page.stored_size, page.orientation) for sides in edges.tolist()]
