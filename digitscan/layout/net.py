"""The net that rulings form, prolonged so that corners meet, and which long strokes are rulings at all."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

Quad = NDArray[np.float32]

_PROLONG = 0.03
"""Share of its length by which a piece is prolonged at each end: a 1 that fills its box must not reach the frame, and
the sides of a round 0 must not meet."""

_EVEN = (0.45, 2.2)
"""Thickness of a short piece in that of the sure rulings: a felt pen is thicker, the flat side of a bow thinner; combs
with uprights of twice the thickness of their frame exist."""

_EDGE = 0.12
"""Distance from the edge, as a share of the page, within which a line is the frame's rather than a digit's."""

_UPRIGHT = 0.2
"""Largest lean of an upright of a frame in a snippet, pixels a pixel: 11 degrees. A slanted 1 may be as long."""

_SHORT = 0.4
"""Shortest slender ruling, in longest strokes: 8 mm on A4, twice the height of writing in combs."""

_SLENDER = 40
"""Length, in its own thickness, from which on a piece is drawn with a ruler: the stem of a 9 has about 15."""

_THIN, _ACROSS = 25, 0.5
"""Length of a long piece, in its own thickness, from which on it is no stroke of a large digit, and share of the page
from which on it is none whatever its thickness: a digit takes half of the height of a page at most."""

_RULED, _ALIKE, _TIMES = 25, 0.04, 3
"""Length, in its own thickness, from which on a piece may be one of several underlines; how far their ends may differ,
as a share of their length, and how many there are at least: the dashes that a pen makes in blank rows are shorter, and
no two of them are as long and stand one exactly below the other."""

_BORDER = 12
"""The same as the first for a piece at the edge, where that of the paper is a soft line: a marker's stroke has 8."""

_PLACES = 24
"""Places along a segment that are looked at."""

_DRIFT = 0.02
"""How far a piece may lie off a ruling prolonged, as a share of the distance: rulings bend by a degree."""

_WALL = 0.6
"""Share of a side that is ruled at least: frames fade and break, and the stroke of a digit is a part of it."""

_PAPER, _FREE = 0.4, 0.1
"""Contrast, in that of most of a stroke, below which there is paper; and the share of its way from one ruling to the
next where a stroke has paper at least. A digit that fills its box leaves more, and a wall none."""

_LEAN = 0.07
"""Largest difference of a short piece's slope from that of the long ones, 4°: strokes of a pen lean by more."""


def draw_net(horizontal: Segments, vertical: Segments, net: NDArray[np.uint8], prolong: int) -> NDArray[np.uint8]:
    """Draw the rulings, each prolonged at both ends.

    Args:
        horizontal: segments along x.
        vertical: segments along y.
        net: uint8 (H, W), drawn into in 255; it may have the rulings' own pixels already.
        prolong: most pixels added at each end (short pieces get fewer): worn corners and broken lines are closed.

    Returns:
        `net`.
    """
    for lines, turn in ((horizontal, False), (vertical, True)):
        more = np.minimum(prolong, 2 + _PROLONG * (lines.stop - lines.start))
        # The whole fitted line is drawn, not the ends alone: it closes the gaps inside as well.
        u = np.stack([lines.start - more, lines.stop + more], axis=1)
        v = lines.slope[:, None] * u + lines.offset[:, None]
        _draw_lines(net, np.stack((v, u) if turn else (u, v), axis=2), 1)
    return net


def _draw_lines(image: NDArray[np.uint8], ends: NDArray[np.float32], thickness: int) -> None:
    """Draw lines between pairs of points float32 (N, 2, 2), in 255."""
    cv2.polylines(image, list(np.rint(ends).astype(np.int32)), False, 255, thickness)


def bounding(
    lines: Segments, quads: list[Quad], shape: tuple[int, int], *, vertical: bool, reach: float
) -> NDArray[np.bool_]:
    """Which segments run along a side of a cell.

    Args:
        lines: N segments.
        quads: cells, float32 (4, 2).
        shape: of the page, (H, W).
        vertical: whether the segments run along y.
        reach: largest distance between a segment and the side of a cell's hole, pixels.

    Returns:
        bool (N,): at least half of the segment lies along sides.
    """
    sides = np.zeros(shape, np.uint8)
    if quads:
        pairs = [[0, 3], [1, 2]] if vertical else [[0, 1], [3, 2]]
        _draw_lines(sides, np.stack(quads)[:, pairs].reshape(-1, 2, 2), 2 * int(np.ceil(reach)) + 1)
    u = np.linspace(lines.start, lines.stop - 1, _PLACES, axis=1)
    v = lines.slope[:, None] * u + lines.offset[:, None]
    x, y = (v, u) if vertical else (u, v)
    x = np.clip(np.rint(x).astype(int), 0, shape[1] - 1)
    y = np.clip(np.rint(y).astype(int), 0, shape[0] - 1)
    return np.asarray((sides[y, x] > 0).mean(axis=1) >= 0.5)


def doubling(lines: Segments, quads: list[Quad], *, vertical: bool, reach: float) -> NDArray[np.bool_]:
    """Which segments are the outer line of a double frame: just outside of a cell's side, and longer than that.

    A stroke of a digit in the next cell is shorter than the side.

    Args:
        lines: N segments.
        quads: cells, float32 (4, 2).
        vertical: whether the segments run along y.
        reach: largest distance between the two lines, pixels.

    Returns:
        bool (N,).
    """
    if not quads or not len(lines):
        return np.zeros(len(lines), bool)
    corners = np.stack(quads)[..., ::-1] if vertical else np.stack(quads)
    low, high = corners.min(axis=1)[:, None], corners.max(axis=1)[:, None]  # (C, 1, 2): along, across
    middle = lines.slope * (low[..., 0] + high[..., 0]) / 2 + lines.offset  # (C, N): as high as the cell's middle
    outside = np.maximum(low[..., 1] - middle, middle - high[..., 1])
    longer = (lines.start <= low[..., 0] + 1) & (lines.stop >= high[..., 0] - 1)
    overhang = np.maximum(low[..., 0] - lines.start, lines.stop - high[..., 0])
    return np.asarray(((outside > 0) & (outside <= reach) & longer & (overhang <= 2 * reach)).any(axis=0))


def meeting(lines: Segments, across: Segments, reach: float) -> NDArray[np.bool_]:
    """Which ends of segments meet an end of a segment of the other direction.

    Args:
        lines: N segments.
        across: M of the other direction.
        reach: largest distance, pixels.

    Returns:
        bool (N, 2), for the first and the last end of each.
    """
    u = np.stack([lines.start, lines.stop], axis=1)[..., None]  # (N, 2, 1): along the lines
    v = lines.slope[:, None, None] * u + lines.offset[:, None, None]
    off = np.abs(across.slope * v + across.offset - u)
    away = np.minimum(np.abs(across.start - v), np.abs(across.stop - v))
    return np.asarray((np.maximum(away, off) <= reach).any(axis=2))


def closing(lines: Segments, across: Segments, off: float, beside: float) -> NDArray[np.bool_]:
    """Which segments close something: at both their ends a segment of the other direction goes on at one side alone.

    A stroke between two lines has them at both of its sides.

    Args:
        lines: N segments.
        across: M of the other direction.
        off: largest distance of an end from a segment across, pixels.
        beside: how far the segment across goes on at least at one side, and does not at the other, pixels.

    Returns:
        bool (N,).
    """
    sides = []
    for end in (lines.start, lines.stop):
        v = lines.slope * end + lines.offset
        near = np.abs(across.slope * v[:, None] + across.offset - end[:, None]) <= off
        low, high = v[:, None] - beside, v[:, None] + beside
        before = near & (across.start <= low) & (across.stop >= v[:, None] - off)
        after = near & (across.start <= v[:, None] + off) & (across.stop >= high)
        # What goes on at the other side, and be it after a gap, makes it no end.
        left = near & (across.start < v[:, None] - off) & (across.stop > low)
        right = near & (across.stop > v[:, None] + off) & (across.start < high)
        sides.append((before.any(axis=1) & ~right.any(axis=1), after.any(axis=1) & ~left.any(axis=1)))
    return np.asarray((sides[0][0] & sides[1][0]) | (sides[0][1] & sides[1][1]))


def floating(
    upright: NDArray[np.bool_], vertical: Segments, rulings: Segments, contrast: NDArray[np.uint8], reach: float
) -> NDArray[np.bool_]:
    """Which segments along y have paper between them and the rulings above and below: strokes of digits, no walls.

    Worn print breaks anywhere, and seldom at both ends of a wall.

    Args:
        upright: bool (N,), those that are looked at.
        vertical: N segments along y.
        rulings: the sure ones along x.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        reach: largest distance of a segment from a ruling that it would lead to, pixels.

    Returns:
        bool (N,).
    """
    found = np.zeros(len(vertical), bool)
    for i in np.flatnonzero(upright).tolist():
        start, stop = float(vertical.start[i]), float(vertical.stop[i])
        x = vertical.slope[i] * (start + stop) / 2 + vertical.offset[i]
        across = (rulings.start <= x + reach) & (rulings.stop >= x - reach)
        y = rulings.slope[across] * x + rulings.offset[across]
        thick = rulings.thickness[across] / 2 + 1
        above, below = np.abs(y - start) <= reach, np.abs(y - stop) <= reach
        if not (above.any() and below.any()):
            continue
        top, bottom = int(np.ceil((y + thick)[above].max())), int(np.floor((y - thick)[below].min()))
        found[i] = bottom - top >= 3 and _has_gaps(vertical, i, contrast, np.arange(top, bottom))
    return found


def _has_gaps(vertical: Segments, i: int, contrast: NDArray[np.uint8], y: NDArray[np.intp]) -> bool:
    """Whether segment i is paper at both ends of the rows y, intp (n,)."""
    x = np.rint(vertical.slope[i] * y + vertical.offset[i]).astype(np.intp) + np.arange(-2, 3)[:, None]
    along = contrast[np.clip(y, 0, len(contrast) - 1), np.clip(x, 0, contrast.shape[1] - 1)].max(axis=0)
    inked = np.flatnonzero(along >= _PAPER * np.median(along))
    first, last = int(inked[0]), len(y) - 1 - int(inked[-1])
    return min(first, last) >= 1 and first + last >= max(3.0, _FREE * len(y))


def walled(quads: list[Quad], upright: Segments, width: int, reach: float) -> list[Quad]:
    """The cells both of whose upright sides are ruled for the most part, or are the edge of the image.

    Two level lines above and below a number, and strokes of its own digits, enclose paper as well.

    Args:
        quads: cells, float32 (4, 2).
        upright: the rulings along y.
        width: of the image, pixels.
        reach: largest distance between a ruling and the side that it makes, pixels.
    """
    return [
        quad
        for quad in quads
        if all(_is_wall(quad[[top, foot]], upright, width, reach) for top, foot in ((0, 3), (1, 2)))
    ]


def _is_wall(side: NDArray[np.float32], upright: Segments, width: int, reach: float) -> bool:
    """Whether enough of an upright side, from its upper to its lower end, float32 (2, 2), is ruled."""
    (x, top), (_, foot) = side
    if min(x, width - x) <= reach + 1:
        return True
    middle = (top + foot) / 2
    beside = np.abs(upright.slope * middle + upright.offset - side[:, 0].mean()) <= reach
    along = np.minimum(upright.stop, foot) - np.maximum(upright.start, top)
    return bool(along[beside & (along > 0)].sum() >= _WALL * (foot - top))


def aligned(
    lines: Segments, long: NDArray[np.bool_], across: Segments, length: float, thickness: float
) -> NDArray[np.bool_]:
    """Which segments run as the long ones near them do, or square to those of the other direction.

    Args:
        lines: N segments.
        long: bool (N,), those that are surely rulings.
        across: the sure rulings of the other direction.
        length: pixels, from which on a segment needs no such proof.
        thickness: the usual one of all segments, pixels: the edge of a scan is a thick line.

    Returns:
        bool (N,).
    """
    if long.any():
        own = lines.slope * (lines.start + lines.stop) / 2 + lines.offset
        expected = lines.slope[long][np.abs(own[:, None] - own[long][None]).argmin(axis=1)]
    else:
        expected = np.full(len(lines), -np.median(across.slope) if len(across) else 0.0, np.float32)
    sure = np.concatenate([lines.thickness[long], across.thickness])
    usual = np.median(sure) if len(sure) else np.float32(0)
    # One short line, as the feet of letters make it, does not say how thick the others are at most.
    known = float((lines.stop - lines.start)[long].sum() + (across.stop - across.start).sum()) >= length
    most = usual if known else np.maximum(usual, thickness)
    even = (lines.thickness >= _EVEN[0] * np.minimum(usual, thickness)) & (lines.thickness <= _EVEN[1] * most) | (
        usual == 0
    )
    return (even & (np.abs(lines.slope - expected) <= _LEAN)) | (lines.stop - lines.start >= length)


def spanning(lines: Segments, along: int, across: int, longest_stroke: float) -> NDArray[np.bool_]:
    """Which segments of a whole page are too long, or too near its edge, to be strokes of a pen.

    Args:
        lines: N segments.
        along: size of the page along them, pixels.
        across: size of the page across them, pixels.
        longest_stroke: length, pixels, that strokes of digits do not reach.

    Returns:
        bool (N,).
    """
    length = lines.stop - lines.start
    long = lines.thickness[length >= longest_stroke]
    # Serifs and feet of letters in a row are long and thin, but thinner than what was ruled on this page.
    thickness = np.maximum(lines.thickness, np.median(long) if len(long) else 0)
    slender = (length >= _SHORT * longest_stroke) & (length >= _SLENDER * thickness)
    # Along the edge lie borders of tables that were cut, and the paper's own edge: half the length is proof enough.
    at_edge = _edge_distance(lines, across) < _EDGE
    border = at_edge & (length >= 0.5 * longest_stroke) & (length >= 0.1 * along)
    # Digits that fill a good part of the page have strokes as long, but as thick as they are then.
    thin = (length >= _THIN * lines.thickness) | (length >= _ACROSS * along)
    return (thin & (length >= longest_stroke)) | slender | (border & (length >= _BORDER * lines.thickness))


def repeated(lines: Segments, shortest: float) -> NDArray[np.bool_]:
    """Which segments have their like below or above them, from end to end: underlines in a column of a form.

    Args:
        lines: N segments.
        shortest: least length, pixels.

    Returns:
        bool (N,).
    """
    length = lines.stop - lines.start
    long = np.flatnonzero((length >= shortest) & (length >= _RULED * lines.thickness))
    ends = np.stack([lines.start, lines.stop], axis=1)[long]
    apart = np.abs(ends[:, None] - ends[None]).max(axis=2)
    found = np.zeros(len(lines), bool)
    found[long[(apart <= _ALIKE * length[long]).sum(axis=1) >= _TIMES]] = True
    return found


def continuing(lines: Segments, sure: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    """Which segments lie on a ruling prolonged: faint print breaks, and each piece alone may be a stroke.

    Args:
        lines: N segments.
        sure: bool (N,), those that are surely rulings.
        reach: how far a ruling is prolonged, pixels.

    Returns:
        bool (N,), the sure ones included.
    """
    found = sure.copy()
    middle = (lines.start + lines.stop) / 2
    own = lines.slope * middle + lines.offset
    for i in np.flatnonzero(sure).tolist():
        gap = np.maximum(lines.start - lines.stop[i], lines.start[i] - lines.stop)
        off = np.abs(lines.slope[i] * middle + lines.offset[i] - own) - _DRIFT * np.maximum(gap, 0)
        even = (lines.thickness <= _EVEN[1] * lines.thickness[i]) & (np.abs(lines.slope - lines.slope[i]) <= _LEAN)
        found |= (gap <= reach) & (off <= lines.thickness[i] / 2 + 1) & even
    return found


def framing(lines: Segments, along: int, across: int, *, vertical: bool) -> NDArray[np.bool_]:
    """Which segments of a snippet belong to the frame it was cut out of, where a digit may be as tall as the image.

    Args:
        lines: N segments.
        along: size of the image along them, pixels.
        across: size of the image across them, pixels.
        vertical: whether they run along y, as a 1 does.

    Returns:
        bool (N,).
    """
    share = (lines.stop - lines.start) / along
    edge = _edge_distance(lines, across)
    if vertical:
        # A 1 is as tall as 0.9 of a tight cut, and stands at its end as often as not; a slanted one is as long as it.
        upright = np.abs(lines.slope) <= _UPRIGHT
        return upright & ((share >= 0.97) | ((edge < 0.05) & (share >= 0.8)))
    # No stroke of a digit is half as long as a strip of them; the bar of a 7 alone in its cut is 0.6 of it, but inside.
    return (share >= 0.9) | ((edge < _EDGE) & (share >= 0.45))


def _edge_distance(lines: Segments, across: int) -> NDArray[np.float32]:
    """Distance of the middle of each segment from the nearer edge of the page, as a share of its size."""
    middle = (lines.slope * (lines.start + lines.stop) / 2 + lines.offset) / across
    return np.minimum(middle, 1 - middle)
