"""Where the numbers of a page stand, decided in two steps around the removal of rulings.

`find_frames` looks at rulings and says which cells they form and which long strokes are rulings; when these are out of
the ink, `find_fields` gives the components that remain to cells, ruled rows, underlines or free lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.layout.assign import assign_to_cells
from digitscan.layout.cells import Hole, find_cells, find_holes
from digitscan.layout.combs import complete_combs
from digitscan.layout.groups import adjoining, group_cells
from digitscan.layout.lines import ROOM, bounding_box, find_lines, holds_lines, split_words, typical_height
from digitscan.layout.net import (
    aligned,
    bounding,
    continuing,
    doubling,
    draw_net,
    floating,
    framing,
    meeting,
    spanning,
    walled,
)
from digitscan.layout.order import reading_order
from digitscan.layout.remnants import border_remnants, cell_remnants, outline_remnants
from digitscan.layout.rows import ROWS, Baseline, join_baselines, stand_on
from digitscan.layout.ruled import Rows, cut_at_lines, dashes, find_rows
from digitscan.layout.squared import find_squares, printed_like
from digitscan.layout.strays import find_strays
from digitscan.layout.ticks import combs_in_boxes, combs_on_lines
from digitscan.types import Box, Field, Segments, box_quad, quad_box

Quad = NDArray[np.float32]

_STROKE = 5
"""Longest stroke of a digit, in shortest rulings: 20 mm on A4."""

_SPAN = (0.1, 0.25)
"""Share of the page's width and of its height that a lone ruling spans at least: underlines are short, but a lone
upright that is no side of a cell separates columns, and a 9 on a photo of one line is a tenth of its height."""

_DOUBLE = 0.5
"""Largest distance of the two lines of a double frame, in shortest rulings: 2 mm on A4."""

_GAP = 3.0
"""Largest gap, in shortest rulings, between two pieces of one printed line."""

_CRUMB = 0.3
"""Height, in pitches of ruled rows, below which nothing in them is a number: nobody writes that small."""

_CORNERS_LEFT = 0.45
"""Height, in squares of squared paper, below which nothing on it is a number: digits fill a square or more."""

_ONE_LINE = 2.2
"""Largest height of one line, in heights of its tallest component: a digit broken across has pieces of half of it."""


_CUT_OUT = 0.4
"""Least height of a box in the picture that was cut out for it, as a share of the picture's: the inside of a 0 in a
cell of a table takes up to a third."""

_STRIPE = 12
"""Width of a lone cell, in heights, from which on it may be a row for several numbers: boxes for one have 3 to 8."""

_FEW = 4
"""Cells up to which each is looked at twice: where there are more they are a form's."""

_LOWEST, _CHARACTERS = 10, 6
"""Height, pixels, below which ink is grain, and fewest pieces of more that tell how high writing is."""
_FORM = 4
"""Empty boxes and combs from which on a page is a form that nobody filled in; a picture, a stamp or a QR code on a page
of free lines has one or two, and a checked tablecloth has cells."""

_PEN = 1.5
"""Thickness, in that of the rulings, from which on an upright is more likely a pen's."""

_MAIN = 0.2
"""Share of the page from which on a lattice is what the page is for."""


@dataclass(frozen=True, eq=False)
class Frames:
    """What rulings say about the layout of a page.

    Attributes:
        fields: boxes, combs and table cells.
        horizontal: bool (N,), which horizontal segments are rulings.
        vertical: bool (M,), which vertical segments are rulings.
        baselines: the lines that belong to no cell, from top to bottom: rows and underlines.
        rows: the rows that some of them form, or None.
        thickness: of the rulings, pixels.
        margin: pixels beyond the inside of a cell up to which ink belongs to it.
        reach: shortest ruling looked at, pixels.
        snippet: whether the page is one field cut out.
        outlines: int32 (n, 1, 2) each, what else belongs to frames: boxes with rounded corners, ticks of combs.
    """

    fields: list[Field]
    horizontal: NDArray[np.bool_]
    vertical: NDArray[np.bool_]
    baselines: list[Baseline]
    rows: Rows | None
    thickness: float
    margin: float
    reach: int
    snippet: bool
    outlines: tuple[NDArray[np.int32], ...] = ()


@dataclass(frozen=True, eq=False)
class FieldInk:
    """A field and its ink.

    Attributes:
        field: where it is.
        parts: for each cell of a comb, else for the one field, intp (K,): indices of its components.
        strays: whether ink that was given to no field reaches into it.
    """

    field: Field
    parts: tuple[NDArray[np.intp], ...]
    strays: bool = False

    @property
    def blank(self) -> bool:
        """Whether there is no ink in it."""
        return not any(len(part) for part in self.parts)


def shortest_ruling(height: int, width: int) -> int:
    """The shortest run of ink, pixels, that may be a ruling: a fiftieth of the page's shorter side.

    On A4 that is 4 mm: combs have cells of 5 mm, and strokes of digits are shorter or do not end at other rulings.
    """
    return max(24, round(0.02 * min(height, width)))


def find_frames(
    horizontal: Segments,
    vertical: Segments,
    mask: NDArray[np.uint8],
    ink: NDArray[np.uint8],
    contrast: NDArray[np.uint8],
    *,
    snippet: bool,
) -> Frames:
    """Cells, and which long strokes are rulings.

    Args:
        horizontal: N candidate segments along x.
        vertical: M candidate segments along y.
        mask: uint8 (H, W), nonzero on their pixels; it is drawn into.
        ink: uint8 (H, W), nonzero on all ink.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        snippet: whether the page is one field cut out.

    Returns:
        The frames; candidates that neither bound a cell nor span the page stay ink.
    """
    height, width = ink.shape
    reach = shortest_ruling(height, width)
    thickness = _typical_thickness(horizontal, vertical)
    # The middle of a ruling lies half its thickness outside the hole; further inside it is a stroke beside the frame.
    sides = {"reach": thickness / 2 + 2}
    holes = find_holes(ink, reach, thickness)
    first = find_cells(draw_net(horizontal, vertical, mask, max(6, reach // 3)), holes, reach, thickness)
    if snippet:
        across = framing(horizontal, width, height, vertical=False)
        down = spans = framing(vertical, height, width, vertical=True)
    else:
        across = spanning(horizontal, width, height, max(_STROKE * reach, _SPAN[0] * width))
        spans = spanning(vertical, height, width, max(_STROKE * reach, _SPAN[1] * height))
        down = continuing(vertical, spans, _STROKE * reach)
    level = aligned(horizontal, across, vertical.take(down), _STROKE * reach)
    upright = aligned(vertical, down, horizontal.take(across), _STROKE * reach)

    def sides_of(cells: list[Quad]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        outer = [
            doubling(lines, cells, vertical=lines is vertical, reach=_DOUBLE * reach)
            for lines in (horizontal, vertical)
        ]
        return (
            level & (bounding(horizontal, cells, ink.shape, vertical=False, **sides) | outer[0]),
            upright & (bounding(vertical, cells, ink.shape, vertical=True, **sides) | outer[1]),
        )

    lying, standing = sides_of(first)
    if not snippet:
        sure = horizontal.take(across | lying)
        corners = upright & _corners(vertical, sure, thickness)
        short = standing & ~corners & (vertical.stop - vertical.start < _STROKE * reach)
        strokes = floating(short, vertical, sure, contrast, thickness + reach / 4)
        standing, down = (standing | corners) & ~strokes, down & ~strokes
    # Once more with the rulings alone: a digit's stroke that ran into a frame has cut or dented its cell.
    rulings = horizontal.take(across | lying), vertical.take(down | standing)
    cells = find_cells(draw_net(*rulings, np.zeros_like(ink), max(6, reach // 3)), holes, reach, thickness)
    if not snippet:
        lying, standing = sides_of(cells)
        cells = _without_stripes(cells, horizontal.take(across & ~lying), thickness, reach)
        cells = complete_combs(cells, vertical.take(upright), _apart(thickness), thickness + 3)
    lying, standing = sides_of(cells)
    if snippet:
        # The round of a 0 has four straight sides too, but who cuts out a box leaves little around it.
        cells = [cell for cell in cells if np.ptp(cell[:, 1]) >= _CUT_OUT * height]
        cells = walled(cells, vertical.take(down | standing), width, thickness + 4)
        lying, standing = sides_of(cells)
    baselines, rows = ([], None) if snippet else _find_lines(horizontal.take(across & ~lying), reach, thickness)
    if rows is not None:
        # Lines of the rows, upright strokes of digits and the table's edge enclose paper as well.
        down = continuing(vertical, spans & ~rows.too_short(vertical, thickness), _STROKE * reach)
        sides_of_tables = vertical.take(down | upright & rows.may_part_cells(vertical, thickness))
        cells = _without_made_up(cells, rows, vertical.take(down), sides_of_tables, width, thickness)
        lying, standing = sides_of(cells)
        baselines, rows = _find_lines(horizontal.take(across & ~lying), reach, thickness)
    if not snippet and 0 < len(cells) <= _FEW:
        # What is lower than the writing beside it was made for none of it: the inside of a square 0.
        lowest = _usual_height(ink)
        cells = [cell for cell in cells if np.ptp(cell[:, 1]) >= lowest]
        lying, standing = sides_of(cells)
    fields = group_cells(cells, _apart(thickness))
    outlines = _rounded(holes, cells)
    if not snippet:
        boxes = [field.quad for field in fields if field.kind == "box"]
        combs = combs_in_boxes(boxes, contrast, thickness, reach)
        if rows is None:
            more, baselines = combs_on_lines(baselines, contrast, thickness, reach)
            combs += more
        known = {id(comb.quad) for comb in combs}
        fields = [field for field in fields if id(field.quad) not in known]
        fields += [Field("comb", comb.quad, tuple(comb.cells)) for comb in combs]
        outlines += [tick for comb in combs for tick in comb.ticks]
    if rows is not None:
        across |= dashes(rows, horizontal, ink)
        baselines = [*rows.lines, *(line for line in baselines if not rows.covers(line))]
    across, down = across | lying, down | standing
    square = None if snippet else find_squares(fields, np.zeros((0, 4), np.int32))
    if square is not None:
        across &= printed_like(horizontal, square, thickness)
        down &= printed_like(vertical, square, thickness)
    margin = thickness / 2 + 1
    return Frames(fields, across, down, baselines, rows, thickness, margin, reach, snippet, tuple(outlines))


def _usual_height(ink: NDArray[np.uint8]) -> float:
    """The usual height, pixels, of the pieces of ink uint8 (H, W) that may be characters; 0 where they are few."""
    heights = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)[2][1:, cv2.CC_STAT_HEIGHT]
    heights = heights[heights >= _LOWEST]
    return float(np.median(heights)) if len(heights) >= _CHARACTERS else 0.0


def _rounded(holes: list[Hole], cells: list[Quad]) -> list[NDArray[np.int32]]:
    """The outlines of those holes with rounded corners that became cells."""
    boxes = [quad_box(cell) for cell in cells]
    middles = [(hole.rounded, hole.quad.mean(axis=0)) for hole in holes]
    return [
        outline
        for outline, (x, y) in middles
        if outline is not None and any(box.left < x < box.right and box.top < y < box.bottom for box in boxes)
    ]


def _without_stripes(cells: list[Quad], free: Segments, thickness: float, reach: int) -> list[Quad]:
    """The cells without stripes: rows of a table, some of which lines or shades of grey close at both ends.

    Args:
        cells: float32 (4, 2).
        free: the rulings along x that bound no cell: those of the other rows begin and end with the stripe.
        thickness: of the rulings, pixels.
        reach: shortest ruling, pixels.
    """
    lone = [cells[group[0]] for group in adjoining(cells, _apart(thickness)) if len(group) == 1]
    long = [cell for cell in lone if np.ptp(cell[:, 0]) > _STRIPE * np.ptp(cell[:, 1])]
    rows = [
        cell
        for cell in long
        if np.count_nonzero(np.maximum(np.abs(free.start - cell[0, 0]), np.abs(free.stop - cell[1, 0])) <= reach) >= 2
    ]
    return [cell for cell in cells if not any(cell is one for one in rows)]


def _corners(vertical: Segments, rulings: Segments, thickness: float) -> NDArray[np.bool_]:
    """Which segments along y lead from the end of one ruling along x to the end of another, and are no pen's.

    They are sides of cells, also where no cell was found: a digit that runs into the frame hides its cell.

    Args:
        vertical: N segments along y.
        rulings: the sure ones along x.
        thickness: of the rulings, pixels.

    Returns:
        bool (N,).
    """
    corners = meeting(vertical, rulings, 1.5 * thickness + 2).all(axis=1)
    return np.asarray(corners & (vertical.thickness <= _PEN * thickness + 1))


def _apart(thickness: float) -> float:
    """The largest gap, pixels, between two cells that share a ruling of that thickness."""
    return 4 * thickness + 6


def _without_made_up(
    cells: list[Quad], rows: Rows, columns: Segments, sides: Segments, width: int, thickness: float
) -> list[Quad]:
    """The cells without those that lines of ruled rows, strokes of digits and the edge of a table enclose.

    Args:
        cells: float32 (4, 2).
        rows: the rows.
        columns: the upright rulings that surely are some.
        sides: those that may be sides of a table's cells; strokes look like them here and there, and seldom two.
        width: of the image, pixels.
        thickness: of the rulings, pixels.
    """
    reach = thickness / 2 + 4
    kept = [cell for cell in cells if not rows.bounds(cell, thickness + 4) or walled([cell], sides, width, reach)]
    lone = [kept[group[0]] for group in adjoining(kept, _apart(thickness)) if len(group) == 1]
    out = [cell for cell in lone if rows.bounds(cell, thickness + 4) and not walled([cell], columns, width, reach)]
    return [cell for cell in kept if not any(cell is one for one in out)]


def _find_lines(free: Segments, reach: int, thickness: float) -> tuple[list[Baseline], Rows | None]:
    """The printed lines that the horizontal rulings `free` of all cells make, and the rows that some of them form."""
    baselines = join_baselines(free, _GAP * reach, 2 * thickness + 4)
    return baselines, find_rows(baselines)


def add_lattice(frames: Frames, cells: list[Quad], columns: int, thickness: float, page: Quad) -> Frames:
    """The frames with the cells of a lattice, which `find_frames` has not seen.

    Args:
        frames: of what stands around the lattice.
        cells: its cells, row by row.
        columns: how many make a row.
        thickness: of its lines, pixels.
        page: the corners of the page, in the same pixels.
    """
    around = quad_box(np.concatenate(cells))
    kept = replace(frames, fields=[field for field in frames.fields if not _overlap(field.box, around)])
    if around.area >= _MAIN * cv2.contourArea(page):
        # What the page is for: lines printed beside it are no rows to write on, and what its edge cuts is another page.
        kept = replace(kept, fields=_whole(kept.fields, page), baselines=[], rows=None)
    table = 1 + max((field.table for field in kept.fields), default=-1)
    inside = [Field("cell", quad, table=table, place=divmod(i, columns)) for i, quad in enumerate(cells)]
    # Each side of these cells is known by itself: ink beyond it is the line's.
    return replace(kept, fields=kept.fields + inside, thickness=max(frames.thickness, thickness), margin=1.0)


def _overlap(box: Box, other: Box) -> bool:
    """Whether two boxes share pixels."""
    return max(box.left, other.left) < min(box.right, other.right) and max(box.top, other.top) < min(
        box.bottom, other.bottom
    )


def _whole(fields: list[Field], page: Quad) -> list[Field]:
    """The fields of tables that the edge of the page does not cut: no cell of theirs has less than its size to it."""
    cut = {field.table for field in fields if _near_edge(field.box, page)}
    return [field for field in fields if field.table not in cut and not _near_edge(field.box, page)]


def _near_edge(box: Box, page: Quad) -> bool:
    """Whether a box is nearer to the edge of the page than it is wide or high."""
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return cv2.pointPolygonTest(page, middle, True) < 1.5 * max(box.width, box.height)


def find_fields(
    frames: Frames, labels: NDArray[np.int32], boxes: NDArray[np.int32], areas: NDArray[np.int32]
) -> tuple[list[FieldInk], NDArray[np.int32], NDArray[np.int32]]:
    """Give the ink that is left without rulings to fields.

    Args:
        frames: as `find_frames` returned them.
        labels: int32 (H, W), components of the ink without rulings, from 1.
        boxes: int32 (K, 4), left, top, right, bottom of the components.
        areas: int32 (K,), their pixels.

    Returns:
        Fields in reading order with their ink; labels and boxes to use from here on (components that reached into
        several cells are cut).
    """
    square = None if frames.snippet else find_squares(frames.fields, boxes)
    if square is not None:
        frames = replace(frames, fields=[], baselines=[], rows=None)
    cells = [quad for field in frames.fields for quad in (field.cells or (field.quad,))]
    inks: list[FieldInk] = []
    usable = np.ones(len(boxes), bool)
    framed = np.zeros(len(boxes), bool)
    if cells:
        labels, boxes, areas, owner = assign_to_cells(labels, boxes, areas, cells, frames.margin)
        frame = np.array([quad_box(quad) for quad in cells], np.int32)
        around = [] if frames.snippet else _around_lines(frames.fields, boxes, owner)
        framed = np.isin(owner, around)
        owner = np.where(framed, -1, owner)
        usable = ~cell_remnants(boxes, frame, owner, frames.thickness, ROOM * typical_height(boxes))
        usable &= ~outline_remnants(labels, areas, frames.outlines, frames.thickness)
        strays = find_strays(labels, boxes, owner, cells, frames.thickness)
        inks = _cell_inks(frames.fields, np.where(usable, owner, -1), around, strays)
        usable &= owner < 0
    elif frames.snippet:
        usable = ~border_remnants(labels, boxes, areas)
    if frames.rows is not None:
        labels, boxes = cut_at_lines(frames.rows, labels, boxes, usable)
        # What was cut off is as usable as what it was cut from.
        more = len(boxes) - len(usable)
        usable, framed = np.append(usable, np.ones(more, bool)), np.append(framed, np.zeros(more, bool))
    lowest = 0.0 if frames.rows is None else _CRUMB * frames.rows.pitch
    inks += _row_inks(frames.baselines, boxes, np.flatnonzero(usable), lowest)
    taken = [part for ink in inks for part in ink.parts]
    usable[np.concatenate(taken) if taken else []] = False
    # A page whose only fields are empty, or words that happen to be underlined, is read as free lines: so are words on
    # lines that are no rows, as the edges of a sheet. But several boxes make a form, filled in or not, and what is
    # printed beside them is its print.
    loose = ("underline",) if frames.rows is not None else ("underline", "row")
    empty = sum(ink.blank and not ink.strays and ink.field.kind in ("box", "comb") for ink in inks)
    alone = empty < _FORM and all(ink.blank or ink.field.kind in loose for ink in inks)
    free = usable if alone else usable & framed
    # Where squares were taken out, crumbs of them are left in their corners.
    smallest = 0 if square is None else round(_CORNERS_LEFT * square)
    inks += _line_inks(boxes, np.flatnonzero(free), frames.snippet, smallest)
    order = reading_order([ink.field.box for ink in inks])
    return [inks[i] for i in order], labels, boxes


def _typical_thickness(horizontal: Segments, vertical: Segments) -> float:
    """Median thickness, pixels, weighted with length; 2 where there are no rulings."""
    thickness = np.concatenate([horizontal.thickness, vertical.thickness])
    length = np.concatenate([horizontal.stop - horizontal.start, vertical.stop - vertical.start])
    if not len(thickness):
        return 2.0
    order = np.argsort(thickness)
    weight = np.cumsum(length[order])
    return float(thickness[order][np.searchsorted(weight, weight[-1] / 2)])


def _around_lines(fields: list[Field], boxes: NDArray[np.int32], owner: NDArray[np.int32]) -> list[int]:
    """The cells (by their number in `owner`) that are no fields but frames around several lines of writing.

    On a form, where others hold ink, a box of several lines is one of its fields: a paragraph, or remarks.
    """
    ends = np.cumsum([max(1, len(field.cells)) for field in fields]).tolist()
    around = [
        end - 1
        for field, end in zip(fields, ends, strict=True)
        if field.kind == "box" and holds_lines(boxes[owner == end - 1], field.box.height)
    ]
    return around if np.isin(owner[owner >= 0], around).all() else []


def _cell_inks(
    fields: list[Field], owner: NDArray[np.int32], around: list[int], strays: NDArray[np.bool_]
) -> list[FieldInk]:
    """Fields of cells, but for those `around`, with the components that `owner` gives them, and their `strays`.

    Args:
        fields: boxes, combs and cells.
        owner: int32 (N,), the cell of each component, -1 for none.
        around: numbers of cells that are no fields.
        strays: bool (M,), for each cell whether ink that was given to none reaches into it.
    """
    order = np.argsort(owner, kind="stable")
    ranked = owner[order]
    inks, number = [], 0
    for field in fields:
        count = max(1, len(field.cells))
        bounds = np.searchsorted(ranked, np.arange(number, number + count + 1))
        parts = tuple(order[a:b] for a, b in pairwise(bounds))
        if number not in around:
            inks.append(FieldInk(field, parts, bool(strays[number : number + count].any())))
        number += count
    return inks


def _row_inks(
    baselines: list[Baseline],
    boxes: NDArray[np.int32],
    members: NDArray[np.intp],
    lowest: float,
) -> list[FieldInk]:
    """The words that stand on printed lines, and the lines that nothing stands on as blank fields.

    Args:
        baselines: the lines.
        boxes: int32 (N, 4), of all components.
        members: indices of those that may stand on them.
        lowest: height, pixels, below which a word is a crumb of a ruling or a smudge.
    """
    if not baselines:
        return []
    height = typical_height(boxes[members])
    line = stand_on(baselines, boxes[members], height)
    kind = "row" if len(baselines) >= ROWS else "underline"
    inks = []
    for number, baseline in enumerate(baselines):
        words = split_words(boxes, members[line == number], height)
        words = [word for word in words if (boxes[word, 3] - boxes[word, 1]).max() >= lowest]
        for word in words:
            inks.append(FieldInk(Field(kind, box_quad(bounding_box(boxes, word))), (word,)))
        if not words:
            inks.append(FieldInk(Field(kind, _above(baseline, height)), (np.zeros(0, np.intp),)))
    return inks


def _above(baseline: Baseline, height: float) -> Quad:
    """The strip of one line's height above a baseline, float32 (4, 2)."""
    (left, right), (y_left, y_right) = baseline.x[[0, -1]], baseline.y[[0, -1]]
    tall = 1.5 * max(height, 10.0)
    return np.array([(left, y_left - tall), (right, y_right - tall), (right, y_right), (left, y_left)], np.float32)


def _line_inks(boxes: NDArray[np.int32], members: NDArray[np.intp], snippet: bool, smallest: int) -> list[FieldInk]:
    """The free lines of the components `members`, none lower than `smallest`; a snippet is one unless too tall."""
    if snippet and len(members) and _is_one_line(boxes[members]):
        lines = [members]
    else:
        lines = [members[line] for line in find_lines(boxes[members], max(10, smallest))]
        lines = [line for line in lines if np.ptp(boxes[line][:, [1, 3]]) >= smallest]
    return [FieldInk(Field("line", box_quad(bounding_box(boxes, line))), (line,)) for line in lines]


def _is_one_line(boxes: NDArray[np.int32]) -> bool:
    """Whether all components int32 (N, 4) can be one line: two pieces of a broken digit are as tall as the line."""
    tallest = (boxes[:, 3] - boxes[:, 1]).max()
    return bool(boxes[:, 3].max() - boxes[:, 1].min() <= _ONE_LINE * tallest)
