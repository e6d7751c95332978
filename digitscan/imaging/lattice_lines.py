"""The lines of a lattice, edge by edge: where exactly each lies and how thick it is, as rulings that can be taken out.

Between two crossings a line is straight enough, however the sheet bends; and where it is too faint, too blurred or too
broken to be a ruling by itself, its neighbours say where it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.binarize import Ink
from digitscan.imaging.ruling import Rulings
from digitscan.imaging.traces import Traces
from digitscan.types import Segments

Points = NDArray[np.float32]

_REACH = 0.12
"""Distance, in cells, within which a line is sought on either side of where the crossings say."""

_SAMPLES = 32
"""Places along an edge that are looked at; the median over half of them is not moved by a digit on the line."""


@dataclass(frozen=True, eq=False)
class DrawnLattice:
    """A lattice on the page it was found on.

    Attributes:
        nodes: float32 (R + 1, C + 1, 2), its crossings in pixels.
        rulings: its edges, one segment each.
        thickness: usual thickness of its lines, pixels.
    """

    nodes: Points
    rulings: Rulings
    thickness: float

    @property
    def cells(self) -> list[Points]:
        """The insides of the R × C cells, row by row: float32 (4, 2) from the top left corner on, clockwise."""
        n = self.nodes
        quads = np.stack([n[:-1, :-1], n[:-1, 1:], n[1:, 1:], n[1:, :-1]], axis=2)
        lying = self.rulings.horizontal.thickness.reshape(n.shape[0], -1) / 2
        standing = self.rulings.vertical.thickness.reshape(n.shape[1], -1).T / 2
        # Each side of a cell is half the thickness of its own line further in.
        left, right, top, bottom = standing[:, :-1], -standing[:, 1:], lying[:-1], -lying[1:]
        x, y = np.stack([left, right, right, left], axis=-1), np.stack([top, top, bottom, bottom], axis=-1)
        return list((quads + np.stack([x, y], axis=-1)).reshape(-1, 4, 2).astype(np.float32))

    @property
    def outline(self) -> Points:
        """float32 (n, 2): the polygon around it."""
        n = self.nodes
        return np.concatenate([n[0], n[1:, -1], n[-1, -2::-1], n[-2:0:-1, 0]])


def draw_lattice(nodes: Points, ink: Ink) -> DrawnLattice:
    """Find the lines of a lattice in the ink.

    Args:
        nodes: float32 (R + 1, C + 1, 2), its crossings, to a tenth of a cell.
        ink: of the page.
    """
    across, v_across = _edges(nodes, ink.contrast, ink.floor)
    down, v_down = _edges(_swapped(nodes), cv2.transpose(ink.contrast), ink.floor)
    exact = np.stack([_at_nodes(v_down).T, _at_nodes(v_across)], axis=-1).astype(np.float32)
    pixels = _trace(across, ink.mask), _trace(down, cv2.transpose(ink.mask))
    thickness = float(np.median(np.concatenate([across.thickness, down.thickness])))
    return DrawnLattice(exact, Rulings(across, down, *pixels, (ink.mask.shape[0], ink.mask.shape[1])), thickness)


def _swapped(nodes: Points) -> Points:
    """The lattice of the page with its axes swapped."""
    return np.ascontiguousarray(nodes.transpose(1, 0, 2)[..., ::-1])


def _edges(nodes: Points, contrast: NDArray[np.uint8], floor: int) -> tuple[Segments, NDArray[np.float32]]:
    """The edges along x as segments, row by row, and float32 (R, C, 2): their y at both crossings."""
    start, stop = nodes[:, :-1], nodes[:, 1:]
    reach = max(2, round(_REACH * float(np.median(np.linalg.norm(np.diff(nodes, axis=0), axis=2)))))
    profile = _profiles(contrast, start, stop, reach)
    peak = _peaks(profile, reach)
    strength = np.take_along_axis(profile, peak[..., None], axis=-1)
    thick = _thickness(profile, peak, floor)
    shown = strength[..., 0] > floor
    usual = float(np.median(thick[shown])) if shown.any() else 2.0
    off = np.where(shown, peak - reach, 0).astype(np.float32)
    # Both halves of an edge are measured at their middles; a half that is not drawn goes on as the other does.
    off = np.where(shown, off, np.where(shown[..., ::-1], off[..., ::-1], 0))
    off = _smooth(off, 0.25 * reach)
    width = stop[..., 0] - start[..., 0]
    ends = np.stack([1.5 * off[..., 0] - 0.5 * off[..., 1], 1.5 * off[..., 1] - 0.5 * off[..., 0]], axis=-1)
    y = np.stack([start[..., 1], stop[..., 1]], axis=-1) + ends
    slope = (y[..., 1] - y[..., 0]) / np.maximum(width, 1)
    thickness = np.where(
        shown.any(axis=-1), np.where(shown, thick, 0).sum(axis=-1) / np.maximum(shown.sum(axis=-1), 1), usual
    )
    arrays = (start[..., 0], stop[..., 0], slope, y[..., 0] - slope * start[..., 0], thickness)
    return Segments(*(a.ravel().astype(np.float32) for a in arrays)), y


def _smooth(off: NDArray[np.float32], apart: float) -> NDArray[np.float32]:
    """Offsets (R, C, 2) of half edges, those that stand `apart` from their neighbours' median replaced by it."""
    line = off.reshape(len(off), -1)
    padded = np.pad(line, ((0, 0), (2, 2)), mode="edge")
    usual = np.median(np.stack([padded[:, i : i + line.shape[1]] for i in range(5)]), axis=0)
    return np.where(np.abs(line - usual) > apart, usual, line).reshape(off.shape).astype(np.float32)


def _profiles(contrast: NDArray[np.uint8], start: Points, stop: Points, reach: int) -> NDArray[np.float32]:
    """float32 (R, C, 2, 2 · reach + 1): median contrast across both halves of each edge."""
    share = np.linspace(0.08, 0.92, _SAMPLES, dtype=np.float32)[:, None]
    along = start[..., None, :] * (1 - share) + stop[..., None, :] * share
    offsets = np.arange(-reach, reach + 1, dtype=np.float32)
    x = np.broadcast_to(along[..., :1], (*along.shape[:-1], len(offsets)))
    y = along[..., 1:] + offsets
    rows = (-1, x.shape[-2] * x.shape[-1])
    sampled = cv2.remap(
        contrast,
        np.ascontiguousarray(x).reshape(rows),
        y.reshape(rows),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    halves = sampled.reshape(*start.shape[:2], 2, _SAMPLES // 2, len(offsets))
    return np.asarray(np.median(halves, axis=3), np.float32)


def _peaks(profile: NDArray[np.float32], reach: int) -> NDArray[np.intp]:
    """The middle of the strongest line of each profile, intp (R, C, 2)."""
    smooth = cv2.blur(profile.reshape(-1, profile.shape[-1]), (3, 1)).reshape(profile.shape)
    # Of two equal ones that nearer to the middle; a digit along the line is further away than the line.
    penalty = 0.3 * np.abs(np.arange(-reach, reach + 1)) / reach
    return np.asarray((smooth * (1 - penalty)).argmax(axis=-1))


def _thickness(profile: NDArray[np.float32], peak: NDArray[np.intp], floor: int) -> NDArray[np.float32]:
    """float32 (R, C, 2): pixels around each peak that are ink, the blur of the line included."""
    place = np.arange(profile.shape[-1])
    low = profile <= floor
    before = np.where(low & (place < peak[..., None]), place, -1).max(axis=-1)
    after = np.where(low & (place > peak[..., None]), place, profile.shape[-1]).min(axis=-1)
    return (after - before - 1).astype(np.float32)


def _at_nodes(y: NDArray[np.float32]) -> NDArray[np.float32]:
    """float32 (R, C + 1): mean y at each crossing of the edges (R, C, 2) that end there."""
    total = np.pad(y[..., 0], ((0, 0), (0, 1))) + np.pad(y[..., 1], ((0, 0), (1, 0)))
    count = np.full(total.shape[1], 2.0, np.float32)
    count[[0, -1]] = 1
    return total / count


def _trace(lines: Segments, mask: NDArray[np.uint8]) -> Traces:
    """The ink of the segments along x; a pixel that is of several is the last one's."""
    height, width = mask.shape
    first = np.clip(lines.start.astype(np.intp), 0, width)
    sizes = np.maximum(np.clip(np.ceil(lines.stop).astype(np.intp), 0, width) - first, 0)
    number = np.repeat(np.arange(len(lines)), sizes)
    columns = np.arange(len(number)) - np.repeat(np.cumsum(sizes) - sizes - first, sizes)
    middle = np.rint(lines.slope[number] * columns + lines.offset[number]).astype(np.intp)
    half = np.ceil(lines.thickness / 2).astype(np.intp)[number]
    most = int(half.max(initial=0))
    steps = np.arange(-most, most + 1)[:, None]
    rows = middle + steps
    on = (np.abs(steps) <= half) & (rows >= 0) & (rows < height)
    on[on] = mask[rows[on], np.broadcast_to(columns, on.shape)[on]] > 0
    at, owner = (rows * width + columns)[on], np.broadcast_to(number, on.shape)[on]
    order = np.lexsort((owner, at))
    last = order[np.append(np.diff(at[order]) != 0, True)] if len(order) else order
    return Traces(at[last] % width, at[last] // width, owner[last])
