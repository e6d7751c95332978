"""From a page to the candidates of its fields; no network is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.glyphs.candidates import lay_lattice
from digitscan.glyphs.neighbours import may_be_one_digit, neighbours, tell_neighbours
from digitscan.glyphs.normalize import SIZE
from digitscan.glyphs.percent import percent_sign
from digitscan.glyphs.sample import sample_glyphs, sample_pieces, sample_signs
from digitscan.glyphs.segment import find_pieces, segment
from digitscan.glyphs.strike import is_crossed, is_struck_out
from digitscan.glyphs.strip import field_strip
from digitscan.glyphs.tails import tails
from digitscan.imaging.binarize import Ink
from digitscan.imaging.components import find_components
from digitscan.imaging.crumbled import close_crumbs
from digitscan.imaging.dashed import close_dashes, remove_dashes
from digitscan.imaging.ground import Ground, lay_out
from digitscan.imaging.holes import open_holes
from digitscan.imaging.lattice_lines import draw_lattice
from digitscan.imaging.paler import leave_out_paler
from digitscan.imaging.paper import outside
from digitscan.imaging.rectify import move
from digitscan.imaging.removal import remove_rulings
from digitscan.imaging.ruling import Rulings, find_rulings
from digitscan.imaging.scaling import is_too_small
from digitscan.imaging.shown import find_shown
from digitscan.layout.circles import find_circles
from digitscan.layout.faint import find_paler, find_rests, find_traces, leave_out_faint, seems_blank
from digitscan.layout.fields import FieldInk, find_fields
from digitscan.layout.frames import Frames, find_frames, shortest_ruling
from digitscan.layout.gutters import part_at_gutters
from digitscan.layout.lattice_cells import add_lattice, has_wider_table, may_go_on
from digitscan.layout.pens import find_two_pens
from digitscan.layout.running import runs_upright
from digitscan.layout.shown import part_shown
from digitscan.layout.tints import find_tints
from digitscan.pipeline.pages import SegmentedField, SegmentedPage
from digitscan.types import Box, Field, Lattice, Page, Pieces

_SEVERAL = 1.6
"""Width of a piece of ink, in its heights, from which on it may be several digits that a line joins."""

_AS_HIGH = 0.6
"""Least height of such a piece, in that of the highest: a dash before the number is wide as well."""

_STEP = 1.3
"""Pixels of a scan in black and white by which the thickness of a ruling may differ: its edges are whole ones."""

_INNER = 0.2
"""Share of the height of a field's ink, at its upper and lower side, where a line is the row's own and no dash."""

_CELLS = 6
"""Cells and boxes with ink from which on their glyphs say which way up the page is, and not those of its print."""


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
    if not fine and ground.sheet is not None and is_too_small(page.size, ground.sheet):
        return _unread(page, ground)
    inks, labels, contrast, boxes, rulings = _find_fields(ground)
    inks = [_without_percent(one, labels, boxes) for one in inks]
    inks, doubtful = leave_out_faint(inks, labels, contrast)
    doubtful |= find_rests(inks, labels, contrast)
    to_page = np.linalg.inv(ground.matrix).astype(np.float64)
    traces = find_traces(inks, labels, contrast, ground.ink.floor) | _tinted(page, inks, to_page)
    # In a snippet neighbours of the digits may reach into their round.
    members = [np.concatenate(one.parts) for one in inks]
    enclosed = [False] * len(inks)
    if not ground.snippet:
        enclosed, rings = find_circles(labels, boxes, members)
        inks = [_without(one, some) for one, some in zip(inks, rings, strict=True)]
    two_pens = _two_pens(page, members, labels, contrast, boxes, to_page)
    paler = find_paler(inks, labels, contrast, boxes) & (not ground.snippet)
    paler |= np.array([one.shown for one in inks], bool)
    around = [_around(boxes[np.concatenate(one.parts)]) for one in inks]
    struck = [_is_struck(ground.ink.mask, box, boxes[some], rulings) for box, some in zip(around, members, strict=True)]
    edges = [_left_edge(one.field, box, rulings) for one, box in zip(inks, around, strict=True)]
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
            edge=edge,
            paler=pale,
            encloses=encloses,
            two_pens=two,
        )
        for found, faint, crossed, traced, edge, pale, encloses, two in zip(
            inks, doubtful, struck, traces.tolist(), edges, paler.tolist(), enclosed, two_pens.tolist(), strict=True
        )
    )
    snippet = (labels.shape[0], labels.shape[1]) if ground.snippet else None
    telling = _telling(fields, at_once=at_once or ground.snippet)
    sample, aside = np.zeros((0, SIZE, SIZE), np.uint8), False
    if not len(telling) and not ground.snippet:
        sample, aside = sample_glyphs(labels, contrast, boxes), runs_upright(boxes)
    sheets = tuple(_sheet_of(one.field, ground.sheets) for one in inks) if len(ground.sheets) > 1 else ()
    signs = sample_signs(labels, contrast, boxes, [sign for one in inks for sign in one.signs])
    signed = frozenset(number for number, one in enumerate(inks, 1) if one.signs)
    return SegmentedPage(
        page.file,
        page.number,
        page.size,
        page.orientation,
        to_page,
        fields,
        sample,
        telling,
        snippet,
        aside,
        sheets,
        signs,
        signed,
    )


def _sheet_of(field: Field, sheets: Sequence[NDArray[np.float32]]) -> int:
    """The number of the sheet, among outlines float32 (n, 2), that the middle of a field is on; -1 for none."""
    x, y = field.quad.mean(axis=0).tolist()
    return next((i for i, sheet in enumerate(sheets) if cv2.pointPolygonTest(sheet, (x, y), False) >= 0), -1)


def _unread(page: Page, ground: Ground) -> SegmentedPage:
    """A page of which nothing was found, for it must be looked at with all its pixels."""
    to_page = np.linalg.inv(ground.matrix).astype(np.float64)
    nothing = np.zeros((0, SIZE, SIZE), np.uint8), np.zeros(0, np.intp)
    return SegmentedPage(page.file, page.number, page.size, page.orientation, to_page, (), *nothing)


def _find_fields(
    ground: Ground,
) -> tuple[list[FieldInk], NDArray[np.int32], NDArray[np.uint8], NDArray[np.int32], Rulings]:
    """Fields with their ink, the component labels, the contrast without rulings, the boxes, and these rulings."""
    ink = _whole_lines(ground)
    lattice = None if ground.nodes is None else draw_lattice(ground.nodes, ink)
    if lattice is None or ground.page is None or may_go_on(lattice.nodes, ink.mask):
        frames, kept, dashes = _find_frames(ground, ink, ink.mask)
        if lattice is not None and has_wider_table(frames, lattice.cells, lattice.nodes.shape[1] - 1):
            lattice = None
    if lattice is not None and ground.page is not None:
        around = outside(lattice.outline, ink.mask.shape, round(lattice.thickness))
        frames, kept, dashes = _find_frames(ground, ink, cv2.bitwise_and(ink.mask, around))
        frames = add_lattice(frames, lattice.cells, lattice.nodes.shape[1] - 1, lattice.thickness, ground.page)
        kept = kept.join(lattice.rulings)
    pale = leave_out_paler(ink.contrast, ink.mask, frames.squared) if frames.squared else None
    contrast, mask = pale or remove_dashes(*remove_rulings(ink.contrast, ink.mask, kept, _step(ground)), dashes, kept)
    components = find_components(contrast, mask, ink.floor)
    if lattice is not None:
        components = open_holes(components, contrast)
    inks, labels, boxes = find_fields(frames, components.labels, components.boxes, components.areas)
    if lattice is None and not ground.snippet:
        inks = part_shown(inks, *find_shown(contrast, labels, boxes), boxes)
        inks = part_at_gutters(inks, boxes)
    return inks, labels, contrast, boxes, kept


def _step(ground: Ground) -> float:
    """By how many working pixels the thickness of a ruling may differ: by one and some, of those of the scan."""
    scale = abs(float(np.linalg.det(ground.matrix[:2, :2]))) ** 0.5
    return max(1.0, _STEP * scale) if ground.bilevel else 1.0


def _whole_lines(ground: Ground) -> Ink:
    """The ink of a page, in which lines that a scan in black and white crumbled are whole."""
    ink = ground.ink
    if not ground.bilevel:
        return ink
    contrast, mask = close_crumbs(ink.contrast, ink.mask, shortest_ruling(*ink.mask.shape))
    return Ink(contrast, mask, ink.floor)


def _find_frames(ground: Ground, ink: Ink, mask: NDArray[np.uint8]) -> tuple[Frames, Rulings, NDArray[np.int32]]:
    """What the rulings among the ink of `mask`, uint8 (H, W), make of a page, those that are rulings, and dashes."""
    size = ground.sheet or (mask.shape[0], mask.shape[1])
    reach = shortest_ruling(*size)
    contrast, closed, dashes = ink.contrast, mask, np.zeros((0, 4), np.int32)
    if not ground.snippet:
        contrast, closed, dashes = close_dashes(ink.contrast, mask, ink.floor, reach)
    rulings = find_rulings(contrast, closed, reach, 0.75 * reach)
    level, upright = rulings.horizontal, rulings.vertical
    frames = find_frames(level, upright, rulings.mask, closed, contrast, size, snippet=ground.snippet)
    return frames, rulings.keep(frames.horizontal, frames.vertical), dashes


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


def _two_pens(
    page: Page,
    members: Sequence[NDArray[np.intp]],
    labels: NDArray[np.int32],
    contrast: NDArray[np.uint8],
    boxes: NDArray[np.int32],
    to_page: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Which fields hold ink of two colours, bool (N,); none on a page without colour."""
    if page.pixels.ndim < 3:
        return np.zeros(len(members), bool)
    share = page.pixels.shape[1] / page.size[0]
    return find_two_pens(page.pixels, np.diag([share, share, 1.0]) @ to_page, members, labels, contrast, boxes)


def _without_percent(ink: FieldInk, labels: NDArray[np.int32], boxes: NDArray[np.int32]) -> FieldInk:
    """A field without the per cent sign at its end: it belongs to the form, or says what the number is of."""
    if ink.field.kind == "comb" or len(ink.parts) != 1:
        return ink
    sign = percent_sign(labels, boxes, ink.parts[0])
    return replace(ink, parts=(np.setdiff1d(ink.parts[0], sign),)) if len(sign) else ink


def _without(ink: FieldInk, rings: NDArray[np.intp]) -> FieldInk:
    """A field without the circles that a pen drew around what stands in it."""
    if not len(rings):
        return ink
    parts = tuple(part[~np.isin(part, rings)] for part in ink.parts)
    return replace(ink, parts=parts) if any(map(len, parts)) else ink


def _is_struck(mask: NDArray[np.uint8], around: Box | None, boxes: NDArray[np.int32], rulings: Rulings) -> bool:
    """Whether a field's ink is struck out, or a piece of it that looks like several digits, as a number before another.

    Args:
        mask: uint8 (H, W), nonzero where there is ink, rulings included.
        around: the box around the field's components; None for none.
        boxes: int32 (n, 4), of the components.
        rulings: that were taken out.
    """
    if around is None:
        return False
    if is_struck_out(mask, around, rulings.lying_lengths) or is_crossed(around, boxes, rulings.horizontal):
        return True
    width, height = (boxes[:, 2:] - boxes[:, :2]).T
    wide = boxes[(width >= _SEVERAL * height) & (height >= _AS_HIGH * height.max()) & (len(boxes) > 1)]
    return any(is_struck_out(mask, Box(*box), rulings.lying_lengths) for box in wide.tolist())


def _around(boxes: NDArray[np.int32]) -> Box | None:
    """The box around the components int32 (n, 4) of a field; None where there are none."""
    return Box(*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist()) if len(boxes) else None


def _left_edge(field: Field, ink: Box | None, rulings: Rulings) -> float:
    """Where rests of rulings begin, left of a field's ink: at its side or at a line, or at the edge of the page.

    A dash that runs into a number is a ruling too, and what is left of it reaches as far as it did.

    Args:
        field: whose side counts where it is a box or cell.
        ink: the box of its ink; None where there is none.
        rulings: that were taken out.

    Returns:
        x in working pixels.
    """
    standing, lying = rulings.vertical, rulings.horizontal
    side = float(field.box.left) if field.kind in ("box", "cell") else 0.0
    if ink is None:
        return side
    middle = (ink.top + ink.bottom) / 2
    right = standing.slope * middle + standing.offset + standing.thickness / 2
    beside = (standing.start <= middle) & (middle < standing.stop) & (right <= ink.left + 1)
    side = float(right[beside].max(initial=side))
    y, inner = lying.slope * ink.left + lying.offset, _INNER * ink.height
    into = (lying.start <= ink.left) & (ink.left <= lying.stop) & (lying.stop < (ink.left + ink.right) / 2)
    into &= (y > ink.top + inner) & (y < ink.bottom - inner)
    return float(lying.stop[into].max(initial=side))


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
    edge: float,
    paler: bool,
    encloses: bool,
    two_pens: bool,
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
    return SegmentedField(
        found.field,
        parts,
        inked,
        ends_of_it,
        whole,
        pieces,
        struck,
        traces,
        edge,
        found.strays,
        paler,
        encloses,
        two_pens,
    )


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
