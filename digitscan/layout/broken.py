"""Rulings that came in pieces: a line printed finer or paler than ink goes on under the writing and between the pieces.

Without the piece that is missing two cells are one, and two numbers, such as pounds and pence, are told as one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Segments

_DRIFT, _LEAN = 0.02, 0.03
"""How far a piece may lie off another one prolonged, as a share of their distance, and the largest difference of their
slopes: paper bends a little."""

_APART = 2.0
"""Longest gap, in the lengths of both pieces together: what lies further apart is one line by chance."""

_PLACES = 64
"""Places along a gap that are looked at."""

_GREY = 3.0
"""Darkness against the paper on both sides from which on there is a line, levels of grey: as in `faint_lines`."""

_PAPER = 30
"""Contrast up to which what lies beside the line is paper and no writing, so that the place says something."""

_SEEN = 0.25
"""Share of the places that say something, below which the gap is hidden by writing and taken for closed."""

_HIDDEN = 2.0
"""Longest gap, in shortest rulings, that writing hides: 8 mm on A4, a digit of a row."""


def bridges(
    lines: Segments, walls: Segments, contrast: NDArray[np.uint8], reach: int, longest: int, *, vertical: bool
) -> Segments:
    """What joins the pieces of one ruling, or its end and the next ruling that it meets, where it is seen to go on.

    Args:
        lines: N rulings.
        walls: those of the other direction.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        reach: shortest ruling, pixels.
        longest: longest gap that is looked at, pixels.
        vertical: whether they run along y.

    Returns:
        A segment for each gap that is closed.
    """
    gaps, _, _ = _gaps(lines, longest)
    found = gaps.take(_goes_on(gaps, contrast, _HIDDEN * reach, vertical=vertical))
    for short in _to_walls(lines, walls, longest):
        found = found.join(short.take(_goes_on(short, contrast, 0, vertical=vertical)))
    return found


def chained(
    lines: Segments,
    contrast: NDArray[np.uint8],
    longest: int,
    span: float,
    *,
    vertical: bool,
) -> NDArray[np.float64]:
    """How much of a ruling each and the pieces in line with it are, though none is longer than a stroke of a digit.

    Args:
        lines: N candidates.
        contrast: uint8 (H, W), 0 paper … 255 ink.
        longest: longest gap that is looked at, pixels.
        span: least length of such a ruling, pixels.
        vertical: whether they run along y.

    Returns:
        float64 (N,): the share of the ruling that its pieces cover together, 0–1; 0 for what is no piece of one.
    """
    gaps, first, second = _gaps(lines, longest)
    joined = _goes_on(gaps, contrast, 0, vertical=vertical)
    head = np.arange(len(lines))
    # In the order of the pieces' starts the head of each is known when the next one asks for it.
    for i in np.flatnonzero(joined)[np.argsort(lines.start[second[joined]], kind="stable")].tolist():
        head[second[i]] = head[first[i]]
    stop = np.full(len(lines), -np.inf, np.float32)
    np.maximum.at(stop, head, lines.stop)
    pieces = np.bincount(head, minlength=len(lines))
    covered = np.bincount(head, lines.stop - lines.start, minlength=len(lines))
    whole = np.maximum(stop - lines.start, 0)
    shares = np.where((pieces > 1) & (whole >= span), covered / np.maximum(whole, 1), 0.0)
    return np.asarray(shares[head])


def _gaps(lines: Segments, longest: int) -> tuple[Segments, NDArray[np.intp], NDArray[np.intp]]:
    """The G gaps between pieces that may be of one ruling; of each, the piece before it and the one after it."""
    after = _next_pieces(lines, longest)
    first = np.flatnonzero(after >= 0)
    second = after[first]
    start, stop = lines.stop[first], lines.start[second]
    ends = [line.slope * at + line.offset for line, at in ((lines.take(first), start), (lines.take(second), stop))]
    slope = (ends[1] - ends[0]) / np.maximum(stop - start, 1)
    gaps = Segments(start, stop, slope, ends[0] - slope * start, lines.thickness[first])
    return gaps, first, second


def _to_walls(lines: Segments, walls: Segments, longest: int) -> tuple[Segments, Segments]:
    """What leads from the ends of N rulings to the nearest wall beyond each, if one is near: after them, and before."""
    # Where the two straight lines cross, u along the ruling.
    level = 1 - lines.slope[:, None] * walls.slope[None]
    u = (walls.slope[None] * lines.offset[:, None] + walls.offset[None]) / level
    v = lines.slope[:, None] * u + lines.offset[:, None]
    reached = (walls.start[None] <= v + longest / 4) & (v - longest / 4 <= walls.stop[None])
    pieces: list[Segments] = []
    for away in (u - lines.stop[:, None], lines.start[:, None] - u):
        room = np.where(reached & (away > 0) & (away <= longest), away, np.inf).min(axis=1, initial=np.inf)
        some = np.isfinite(room)
        one, more = lines.take(some), room[some].astype(np.float32)
        after = not pieces
        start, stop = (one.stop, one.stop + more) if after else (one.start - more, one.start)
        pieces.append(Segments(start, stop, one.slope, one.offset, one.thickness))
    return pieces[0], pieces[1]


def _next_pieces(lines: Segments, longest: int) -> NDArray[np.intp]:
    """The next piece of the same ruling after each of N, intp (N,), -1 where there is none or the gap is too long."""
    gap = lines.start[None] - lines.stop[:, None]
    middle = (lines.start + lines.stop) / 2
    own = lines.slope * middle + lines.offset
    off = np.abs(lines.slope[:, None] * middle[None] + lines.offset[:, None] - own[None])
    length = lines.stop - lines.start
    same = (
        (gap > 0)
        & (gap <= np.minimum(longest, _APART * (length[:, None] + length[None])))
        & (off <= lines.thickness[:, None] / 2 + 2 + _DRIFT * np.maximum(gap, 0))
        & (np.abs(lines.slope[:, None] - lines.slope[None]) <= _LEAN)
    )
    nearest = np.where(same, gap, np.inf)
    return np.where(same.any(axis=1), nearest.argmin(axis=1), -1) if len(lines) else np.zeros(0, np.intp)


def _goes_on(gaps: Segments, contrast: NDArray[np.uint8], longest: float, *, vertical: bool) -> NDArray[np.bool_]:
    """In which gaps the line is darker than the paper beside it, bool (N,); or hidden by writing, up to a length."""
    if not len(gaps):
        return np.zeros(0, bool)
    along = gaps.start[:, None] + (gaps.stop - gaps.start)[:, None] * np.linspace(0, 1, _PLACES)
    across = gaps.slope[:, None] * along + gaps.offset[:, None]
    away = gaps.thickness[:, None, None] / 2 + 3 + np.arange(2)
    places = across[:, None, :] + np.arange(-1, 2)[None, :, None]
    line = _at(contrast, along, places, vertical=vertical)
    beside = [across[:, None, :] + sign * away.transpose(0, 2, 1) for sign in (-1, 1)]
    paper = np.maximum(*(_at(contrast, along, side, vertical=vertical).mean(axis=1) for side in beside))
    says = paper <= _PAPER
    seen = says.mean(axis=1)
    # The largest of three medians, not the median of the largest: grain must not make a line.
    dark = _medians(line - paper[:, None], says | (seen[:, None] == 0)).max(axis=1)
    hidden = (seen < _SEEN) & (gaps.stop - gaps.start <= longest)
    return np.asarray(hidden | ((seen >= _SEEN) & (dark >= _GREY)))


def _medians(values: NDArray[np.float32], known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The medians along the last axis of float32 (N, k, n) where bool (N, n) says that they count: (N, k)."""
    ordered = np.sort(np.where(known[:, None], values, np.float32(np.inf)), axis=2)
    count = np.maximum(known.sum(axis=1), 1)
    middle = np.stack([(count - 1) // 2, count // 2], axis=1)[:, None]
    return np.asarray(np.take_along_axis(ordered, middle, axis=2).mean(axis=2))


def _at(
    contrast: NDArray[np.uint8], along: NDArray[np.floating], across: NDArray[np.floating], *, vertical: bool
) -> NDArray[np.float32]:
    """The contrast at places (N, n) along and (N, k, n) across: float32 (N, k, n)."""
    u, v = np.rint(np.broadcast_to(along[:, None, :], across.shape)).astype(np.intp), np.rint(across).astype(np.intp)
    y, x = (u, v) if vertical else (v, u)
    return contrast[np.clip(y, 0, contrast.shape[0] - 1), np.clip(x, 0, contrast.shape[1] - 1)].astype(np.float32)
