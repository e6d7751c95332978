"""What rulings say about a page while they are still in its ink: the cells they form, the strokes that are none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.broken import bridges, chained
from digitscan.layout.bubbles import NO_BUBBLES, Bubbles, find_bubbles, find_rounds
from digitscan.layout.cells import Hole, find_cells, find_holes, inner_contours
from digitscan.layout.columns import whole_columns
from digitscan.layout.comb_shape import COMB_SHAPE, SHORTEST
from digitscan.layout.combs import complete_combs, join_halves, level_combs, prolong_combs
from digitscan.layout.dashes import dashes, dashes_in_cells
from digitscan.layout.enclosed import complete_column, lone_strokes, without_low, without_made_up, without_stripes
from digitscan.layout.extent import as_thick_as_their_ink, darkness, thicker
from digitscan.layout.faint_lines import find_faint_lines
from digitscan.layout.groups import group_cells, largest_gap
from digitscan.layout.net import (
    aligned,
    bounding,
    closing,
    continuing,
    doubling,
    draw_net,
    floating,
    framing,
    meeting,
    repeated,
    spanning,
    walled,
)
from digitscan.layout.open_combs import open_cells, with_open
from digitscan.layout.open_rows import with_open_rows
from digitscan.layout.rows import Baseline, join_baselines
from digitscan.layout.ruled import Rows, find_rows
from digitscan.layout.squared import find_squares, on_grid, printed_like, usual_darkness
from digitscan.layout.ticks import combs_in_boxes, combs_on_lines
from digitscan.layout.whole import whole_boxes
from digitscan.types import Box, Field, Segments, quad_box

Quad = NDArray[np.float32]

_STROKE = 5
"""Longest stroke of a digit, in shortest rulings: 20 mm on A4."""

_UNDERLINE = 0.4
"""Shortest of several underlines one below another, in longest strokes: 8 mm on A4, as room for two digits."""

_BROKEN = 10
"""Longest gap in a printed line, in shortest rulings, in which it is looked for: 40 mm on A4, five rows whose digits
stand on it."""

_SPAN = (0.1, 0.25)
"""Share of the page's width and of its height that a lone ruling spans at least: underlines are short, but a lone
upright that is no side of a cell separates columns, and a 9 on a photo of one line is a tenth of its height."""

_DOUBLE = 0.5
"""Largest distance of the two lines of a double frame, in shortest rulings: 2 mm on A4."""

_GAP = 3.0
"""Largest gap, in shortest rulings, between two pieces of one printed line."""

_CUT_OUT = 0.4
"""Least height of a box in the picture that was cut out for it, as a share of the picture's: the inside of a 0 in a
cell of a table takes up to a third."""

_BOUNDED = 0.5
"""Sides of cells, in the length of the rows' lines, from which on these are the cells' own: each cell has two of them,
and a table of one column has 1.8."""

_CELLS = 2
"""Cells for each gap between lines from which on these are those of combs: a column of ruled rows has one, and here and
there a stroke parts it."""

_COMBS = 0.5
"""Combs for each gap between lines from which on these are no ruled rows, whose strokes make no three equal cells."""

_COVERED = 0.6
"""Share of a broken line along x that its pieces are at least: feet of letters stand in one line too."""

_CROSSED = 0.3
"""The same of a line of which each piece crosses a wall: between the columns of a table, whose digits hide the rest."""

_NEARLY = 0.8
"""Share of a cell that a hole with rounded corners fills which became it."""

_PEN = 1.5
"""Thickness, in that of the rulings, from which on an upright is more likely a pen's."""


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
        bubbles: printed circles to be filled, which hold no writing.
        squared: darkness of the lines of squared paper, 0–255; 0 where there are none.
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
    bubbles: Bubbles = NO_BUBBLES
    squared: float = 0.0


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
    size: tuple[int, int],
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
        size: height and width, pixels, of the sheet: in a photo it is smaller than the page.
        snippet: whether the page is one field cut out.

    Returns:
        The frames; candidates that neither bound a cell nor span the page stay ink.
    """
    height, width = ink.shape
    reach = shortest_ruling(*size)
    thickness = _typical_thickness(horizontal, vertical)
    # The middle of a ruling lies half its thickness outside the hole; further inside it is a stroke beside the frame.
    sides = {"reach": thickness / 2 + 2}
    contours = inner_contours(ink)
    holes = find_holes(contours, ink.size, reach, thickness)
    bubbles = NO_BUBBLES if snippet else find_bubbles(contours, ink, reach)
    first = find_cells(draw_net(horizontal, vertical, mask, max(6, reach // 3)), holes, reach, thickness)
    if snippet:
        across = framing(horizontal, width, height, vertical=False)
        down = spans = framing(vertical, height, width, vertical=True)
        parts, pieces = np.zeros(len(horizontal), bool), np.zeros(len(vertical), bool)
    else:
        drawn = [
            as_thick_as_their_ink(lines, ink, _STROKE * reach, reach, vertical=lines is vertical)
            for lines in (horizontal, vertical)
        ]
        span = max(_STROKE * reach, _SPAN[0] * size[1])
        across = spanning(drawn[0], width, height, span) | repeated(drawn[0], _UNDERLINE * span)
        shares = chained(horizontal, contrast, _STROKE * reach, span, vertical=False)
        parts = shares >= _COVERED
        spans = spanning(drawn[1], height, width, max(_STROKE * reach, _SPAN[1] * size[0]))
        parts |= (shares >= _CROSSED) & _straddling(horizontal, vertical.take(spans), thickness)
        across |= parts & _crossing(horizontal, vertical.take(spans))
        pieces = chained(vertical, contrast, _BROKEN * reach, _SPAN[1] * size[0], vertical=True) > 0
        # What one of them alone is prolonged to, short as it is, is chance.
        down = continuing(vertical, spans, _STROKE * reach) | pieces
    level = aligned(horizontal, across | parts, vertical.take(down), _STROKE * reach, thickness) | parts
    upright = aligned(vertical, down, horizontal.take(across | parts), _STROKE * reach, thickness)

    def sides_of(cells: list[Quad]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        outer = [
            doubling(lines, cells, vertical=lines is vertical, reach=_DOUBLE * reach)
            for lines in (horizontal, vertical)
        ]
        return (
            level & (bounding(horizontal, cells, ink.shape, vertical=False, **sides) | outer[0]),
            upright & (bounding(vertical, cells, ink.shape, vertical=True, **sides) | outer[1]),
        )

    opened = [] if snippet else open_cells(horizontal.take(level), vertical.take(upright), thickness, reach)
    first = with_open(first, opened)
    lying, standing = sides_of(first)
    if not snippet:
        sure = horizontal.take(across | lying)
        stroke = vertical.stop - vertical.start < _STROKE * reach
        corners = upright & _corners(vertical, sure, thickness)
        # Lines that digits hide end at the digits' own strokes.
        corners &= ~thicker(vertical, corners & ~down & stroke, down, ink, contrast, reach)
        short = standing & ~corners & stroke
        strokes = floating(short, vertical, sure, contrast, thickness + reach / 4)
        strokes |= thicker(vertical, short, corners | down, ink, contrast, reach)
        every = _find_lines(sure, reach, thickness)[1]
        # Combs one below another are no ruled rows, though their lines are as far apart, nor are boxes in frames.
        if every is not None and not _are_combs(first, every) and not every.are_sections(first):
            ends = closing(vertical, sure, 1.5 * thickness + 2, reach / 2)
            strokes |= ~(down | ends) & lone_strokes(standing | corners | down, vertical, every, thickness)
        standing, down = (standing | corners) & ~strokes, down & ~strokes
    # Once more with the rulings alone: a digit's stroke that ran into a frame has cut or dented its cell.
    rulings = horizontal.take(across | lying), vertical.take(down | standing)
    net = draw_net(*rulings, np.zeros_like(ink), max(6, reach // 3))
    if not snippet:
        gaps = [bridges(rulings[i], rulings[1 - i], contrast, reach, _BROKEN * reach, vertical=i == 1) for i in (0, 1)]
        net = draw_net(gaps[0], gaps[1], net, 2)
    cells = find_cells(net, holes, reach, thickness)
    if not snippet:
        cells = with_open(cells, opened)
        lying, standing = sides_of(cells)
        cells = without_stripes(cells, horizontal.take(across & ~lying), thickness, reach)
        strokes_up, gap = vertical.take(upright), largest_gap(thickness)
        cells = join_halves(cells, gap, thickness + 3)
        cells = complete_combs(cells, strokes_up, gap, thickness + 3)
        cells = prolong_combs(cells, horizontal.take(across | lying), strokes_up, gap, thickness + 3)
        cells = level_combs(cells, gap, thickness + 3)
        cells = whole_columns(cells, gap)
        cells = whole_boxes(cells, horizontal.take(across | lying), vertical, ink, gap, thickness + 3, reach)
        lying, standing = sides_of(cells)
        cells = with_open_rows(cells, vertical.take(down | standing), thickness)
    lying, standing = sides_of(cells)
    if snippet:
        # The round of a 0 has four straight sides too, but who cuts out a box leaves little around it.
        cells = [cell for cell in cells if np.ptp(cell[:, 1]) >= _CUT_OUT * height]
        cells = walled(cells, vertical.take(down | standing), width, thickness + 4)
        lying, standing = sides_of(cells)
    baselines, rows = ([], None) if snippet else _find_lines(horizontal.take(across & ~lying), reach, thickness)
    if cells and not snippet:
        # Lines of the rows that strokes of digits made sides of cells are lines none the less.
        every = _find_lines(horizontal.take(across | lying), reach, thickness)[1]
        if every is not None and every.bounded(cells) < _BOUNDED:
            rows = every
        elif every is not None:
            cells = complete_column(cells, every, vertical.take(down | standing))
            lying, standing = sides_of(cells)
            baselines, rows = _find_lines(horizontal.take(across & ~lying), reach, thickness)
    if rows is not None and (rows.are_sections(cells) or _hold_combs(cells, rows, largest_gap(thickness))):
        baselines, rows = [line for line in baselines if not rows.covers(line) or rows.is_shorter(line)], None
    if rows is not None:
        # Lines of the rows, upright strokes of digits and the table's edge enclose paper as well.
        down = continuing(vertical, spans & ~rows.too_short(vertical, thickness), _STROKE * reach) | pieces
        sides_of_tables = vertical.take(down | upright & rows.may_part_cells(vertical, thickness))
        cells = without_made_up(cells, rows, vertical.take(down), sides_of_tables, width, thickness)
        lying, standing = sides_of(cells)
        baselines, rows = _find_lines(horizontal.take(across & ~lying), reach, thickness)
    if not snippet:
        cells = without_low(cells, ink)
        if cells:
            rings = bubbles.hold(np.stack(cells).mean(axis=1))
            cells = [cell for cell, ring in zip(cells, rings, strict=True) if not ring]
        lying, standing = sides_of(cells)
    rounds = [] if snippet else find_rounds(contours, ink, reach, cells)
    fields, outlines = group_cells(cells, largest_gap(thickness)), _rounded(holes, cells)
    if not snippet:
        # Of combs whose cells were put right what is no side of theirs is a digit's bar.
        lying, standing = sides_of([quad for field in fields for quad in field.cells or (field.quad,)])
        fields, baselines, ticks = _with_ticked_combs(fields, baselines, rows, contrast, thickness, reach)
        fields = [*fields, *(Field("box", ring.quad) for ring in rounds)]
        outlines += [*ticks, *(ring.rounded for ring in rounds if ring.rounded is not None)]
    if rows is not None:
        rows = find_faint_lines(rows, contrast)
        across |= dashes(rows, horizontal, ink)
        baselines = [*rows.lines, *(line for line in baselines if not rows.covers(line))]
    if not snippet:
        across |= dashes_in_cells([field.quad for field in fields if not field.cells], horizontal, ink)
    across, down = across | lying, down | standing
    square = None if snippet else find_squares(fields, np.zeros((0, 4), np.int32))
    squared = 0.0
    if square is not None:
        dark = [darkness(lines, contrast, vertical=lines is vertical) for lines in (horizontal, vertical)]
        across, down = on_grid(horizontal, across, square), on_grid(vertical, down, square)
        across &= printed_like(horizontal, square, thickness, dark[0])
        down &= printed_like(vertical, square, thickness, dark[1])
        squared = usual_darkness(np.concatenate([dark[0][across], dark[1][down]]))
    return Frames(
        fields,
        across,
        down,
        baselines,
        rows,
        thickness,
        thickness / 2 + 1,
        reach,
        snippet,
        tuple(outlines),
        bubbles,
        squared,
    )


def _with_ticked_combs(
    fields: list[Field],
    baselines: list[Baseline],
    rows: Rows | None,
    contrast: NDArray[np.uint8],
    thickness: float,
    reach: int,
) -> tuple[list[Field], list[Baseline], list[NDArray[np.int32]]]:
    """The fields with the combs that ticks make of boxes and of lone lines; the lines left; the ticks' outlines.

    Args:
        fields: so far.
        baselines: the printed lines.
        rows: those that some of them form, which nobody ticked; or None.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        thickness: of the rulings, pixels.
        reach: shortest ruling, pixels.
    """
    combs = combs_in_boxes([field.quad for field in fields if field.kind == "box"], contrast, thickness, reach)
    if rows is None:
        more, baselines = combs_on_lines(baselines, contrast, thickness, reach)
        combs += more
    known = {id(comb.quad) for comb in combs}
    fields = [field for field in fields if id(field.quad) not in known]
    fields += [Field("comb", comb.quad, tuple(comb.cells)) for comb in combs]
    return fields, baselines, [tick for comb in combs for tick in comb.ticks]


def _rounded(holes: list[Hole], cells: list[Quad]) -> list[NDArray[np.int32]]:
    """The outlines of those holes with rounded corners that became cells; brackets in a cell close a smaller one."""
    boxes = np.array([quad_box(cell) for cell in cells], np.int32).reshape(-1, 4)
    return [hole.rounded for hole in holes if hole.rounded is not None and _is_any_of(quad_box(hole.quad), boxes)]


def _is_any_of(hole: Box, cells: NDArray[np.int32]) -> bool:
    """Whether a hole is one of the cells, int32 (N, 4), and no part of it."""
    left, top, right, bottom = cells.T
    wide = np.clip(np.minimum(right, hole.right) - np.maximum(left, hole.left), 0, None)
    high = np.clip(np.minimum(bottom, hole.bottom) - np.maximum(top, hole.top), 0, None)
    larger = np.maximum((right - left) * (bottom - top), hole.area)
    return bool((wide * high >= _NEARLY * larger).any())


def _are_combs(cells: list[Quad], rows: Rows) -> bool:
    """Whether there are several cells for each gap between lines, most of them no wider than those of combs."""
    narrow = sum(bool(np.ptp(cell[:, 0]) <= COMB_SHAPE * np.ptp(cell[:, 1])) for cell in cells)
    return len(cells) >= _CELLS * (len(rows.lines) - 1) and narrow >= len(cells) / 2


def _hold_combs(cells: list[Quad], rows: Rows, apart: float) -> bool:
    """Whether combs stand in most of the rows: each has lines of its own, or stands in a stripe."""
    combs = [field for field in group_cells(cells, apart) if len(field.cells) >= SHORTEST]
    return len(combs) >= _COMBS * (len(rows.lines) - 1)


def _crossing(level: Segments, upright: Segments) -> NDArray[np.bool_]:
    """Which segments along x lie on a line that two rulings along y reach, bool (N,): on a table's, or its side."""
    y = level.slope * (level.start + level.stop) / 2 + level.offset
    reached = (upright.start[:, None] <= y) & (y <= upright.stop[:, None])
    return np.asarray(reached.sum(axis=0) >= 2)


def _straddling(level: Segments, upright: Segments, thickness: float) -> NDArray[np.bool_]:
    """Which segments along x go through one along y, bool (N,), and on at both sides for the thickness of two lines."""
    y = level.slope * (level.start + level.stop) / 2 + level.offset
    x = upright.slope[:, None] * y + upright.offset[:, None]
    through = (upright.start[:, None] <= y) & (y <= upright.stop[:, None])
    through &= (level.start <= x - 2 * thickness) & (x + 2 * thickness <= level.stop)
    return np.asarray(through.any(axis=0))


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


def _find_lines(free: Segments, reach: int, thickness: float) -> tuple[list[Baseline], Rows | None]:
    """The printed lines that the horizontal rulings `free` of all cells make, and the rows that some of them form."""
    baselines = join_baselines(free, _GAP * reach, 2 * thickness + 4)
    return baselines, find_rows(baselines)


def _typical_thickness(horizontal: Segments, vertical: Segments) -> float:
    """Median thickness, pixels, weighted with length; 2 where there are no rulings."""
    thickness = np.concatenate([horizontal.thickness, vertical.thickness])
    length = np.concatenate([horizontal.stop - horizontal.start, vertical.stop - vertical.start])
    if not len(thickness):
        return 2.0
    return float(np.quantile(thickness, 0.5, weights=length, method="inverted_cdf"))
