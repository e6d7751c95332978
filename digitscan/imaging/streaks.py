"""Streaks of dirt on the glass of a feeder: each speck on it draws a line through the whole page as it passes.

Such a line would part the cells that it runs through, and their numbers with them. It is told from print by what no
printed line does: it is parallel to the pixels over the whole image, from the first row to the last, though the page
that passed was askew, or has lines of that direction of its own that end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitscan.imaging.binarize import STEP_OF_PAGE, binarize
from digitscan.imaging.deskew import find_skew
from digitscan.imaging.scaling import rescale

_BANDS, _ROWS = 24, 12
"""Bands that the page is parted into, and rows of each that are looked at."""

_DARKER = 7
"""Grey levels by which a streak is darker than what is on either side of it, in half of a band's rows."""

_PAPER, _FEWEST = 0.7, 4
"""Brightness of that at least, in the page's median, where a row counts; and the fewest that do."""

_ALONG, _ENDING = 0.8, 0.2
"""Share of the bands in which a streak is seen, the rest being writing; and of those where a line is that ends."""

_AWAY = 300
"""What is beside a streak is looked at a 300th of the page's longest side away, three pixels or more."""

_DRIFT = 0.35
"""Pixels by which a streak in the upper half of the page may stand beside itself in the lower half."""

_END = 100
"""The first and the last hundredth of the page must be dark there too, if there is paper: a line of print that runs
from top to bottom begins and ends within the margins."""

_SAME = 1.3
"""How many times as dark as the lines that end a streak must be, or they it, on a page that is not askew."""

_MOST = 20
"""Streaks on a page at most: more lines are paper that is printed with them."""

_ASKEW = 0.1
"""Skew, degrees, from which on the page's own lines are not parallel to the pixels: 3 pixels in 1,754."""

_SMALLEST = 600
"""Shorter side, pixels, of a page at least: what is cut out of one may have lines from edge to edge."""

_SIDE = 1000
"""Longest side, pixels, of the page that skew is looked for on."""


class Streaks(NamedTuple):
    """Streaks of one direction.

    Attributes:
        upright: whether they run from the first row to the last; else from the first column to the last.
        places: first pixel across each, and the one after its last.
    """

    upright: bool
    places: tuple[tuple[int, int], ...]


def find_streaks(gray: NDArray[np.uint8]) -> Streaks | None:
    """The streaks of a page.

    Args:
        gray: uint8 (H, W), not turned since it was scanned but by quarters.

    Returns:
        None where there are none, and of an image too small for a page.
    """
    if min(gray.shape) < _SMALLEST:
        return None
    away = max(3, min(max(gray.shape) // _AWAY, min(gray.shape) // 8))
    lines = _Lines(gray, away), _Lines(gray.T, away)
    found = lines[0].streaks(), lines[1].streaks()
    # Paper with lines from edge to edge both ways is squared, or a table cut out of its page.
    if bool(found[0]) == bool(found[1]):
        return None
    streaks = Streaks(bool(found[0]), tuple(found[0] or found[1]))
    if abs(_skew(fill_streaks(gray, streaks))) >= _ASKEW:
        return streaks
    own, across = lines if streaks.upright else lines[::-1]
    ending = across.ending()
    stops = any(first - away <= end < last + away for first, last in streaks.places for end in across.ends(ending))
    if not ending or stops or _are_alike(own.darkness(streaks.places), across.darkness(ending)):
        return None
    return streaks


def fill_streaks(pixels: NDArray[np.uint8], streaks: Streaks) -> NDArray[np.uint8]:
    """A page, uint8 (H, W) or (H, W, 3), with each streak, and its blur, filled from both sides."""
    filled = pixels.copy()
    turned = filled if streaks.upright else filled.swapaxes(0, 1)
    width = turned.shape[1]
    for first, last in streaks.places:
        left, right = max(0, first - 2), min(width - 1, last + 1)
        share = np.linspace(0, 1, right - left + 1).reshape(1, -1, *[1] * (pixels.ndim - 2))
        sides = turned[:, [left]] * (1 - share) + turned[:, [right]] * share
        turned[:, left : right + 1] = np.rint(sides).astype(np.uint8)
    return filled


def _are_alike(one: float, other: float) -> bool:
    """Whether lines with these darknesses may be of one print."""
    return max(one, other) <= _SAME * min(one, other)


def _skew(gray: NDArray[np.uint8]) -> float:
    """The skew of a page, degrees."""
    return find_skew(binarize(rescale(gray, min(1.0, _SIDE / max(gray.shape))), STEP_OF_PAGE).mask)


class _Lines:
    """Where columns of a page are darker than those beside them, band by band."""

    def __init__(self, gray: NDArray[np.uint8], away: int) -> None:
        height = len(gray)
        self._gray, self._away = gray, away
        margin = height // 50  # the edges of the sheet and the lid are there
        rows = np.linspace(margin, height - 1 - margin, _BANDS * _ROWS).astype(int)
        some = np.ascontiguousarray(gray[rows])
        beside = np.zeros_like(some)
        beside[:, away:-away] = cv2.min(some[:, : -2 * away], some[:, 2 * away :])
        self._dips = cv2.subtract(beside, some)
        # Between strokes nothing is told.
        told = _counted(beside > _PAPER * np.median(some[:, ::8]))
        self._seen = 2 * _counted(self._dips >= _DARKER) > np.maximum(told, _FEWEST)

    def streaks(self) -> list[tuple[int, int]]:
        """First column and the one after the last of each, where the whole height has it."""
        through = self._seen.mean(axis=0) >= _ALONG
        found = [run for run in _runs(through) if run[1] - run[0] <= self._away and self._is_straight(*run)]
        found = [run for run in found if self._reaches_edges(*run)]
        return found if len(found) <= _MOST else []

    def ending(self) -> list[tuple[int, int]]:
        """First column and the one after the last of lines as exact as a streak, and shorter."""
        short = (self._seen.mean(axis=0) >= _ENDING) & ~self._seen[0] & ~self._seen[-1]
        return list(_runs(short))

    def ends(self, lines: Sequence[tuple[int, int]]) -> list[int]:
        """The rows in which such lines begin or end."""
        places = []
        for first, last in lines:
            dark = np.flatnonzero((self._gray[:, first:last] < self._beside(first, last) - _DARKER).any(axis=1))
            places += [int(dark[0]), int(dark[-1])] if len(dark) else []
        return places

    def _reaches_edges(self, first: int, last: int) -> bool:
        """Whether columns are dark at both ends of the page, where there is paper beside them and not a lid."""
        beside = self._beside(first, last)[:, 0]
        dark = self._gray[:, first:last].min(axis=1) < beside - _DARKER
        paper = beside > _PAPER * np.median(beside)
        rows = max(4, len(beside) // _END)
        ends = [(dark[part], paper[part]) for part in (np.s_[:rows], np.s_[-rows:])]
        return all(np.count_nonzero(inked & told) >= _ALONG * np.count_nonzero(told) for inked, told in ends)

    def darkness(self, places: Sequence[tuple[int, int]]) -> float:
        """How much darker such columns are than those beside them, in most of them: 0–255."""
        return float(np.median([self._dips[:, first:last].max(axis=1).mean() for first, last in places]))

    def _beside(self, first: int, last: int) -> NDArray[np.int16]:
        """The darker of what is on either side of such columns, row by row: int16 (H, 1)."""
        left, right = max(0, first - self._away), min(self._gray.shape[1] - 1, last - 1 + self._away)
        return np.minimum(self._gray[:, [left]], self._gray[:, [right]]).astype(np.int16)

    def _is_straight(self, first: int, last: int) -> bool:
        """Whether the columns are darkest at the same place above and below."""
        around = np.arange(first - 1, last + 1)
        half = len(self._dips) // 2
        weights = [part[:, around].mean(axis=0) for part in (self._dips[:half], self._dips[half:])]
        places = [float((w * around).sum() / max(w.sum(), 1e-6)) for w in weights]
        return abs(places[0] - places[1]) <= _DRIFT


def _counted(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """How many rows of each band have it, column by column: uint8 (bands, W)."""
    return np.asarray(mask.view(np.uint8).reshape(_BANDS, _ROWS, -1).sum(axis=1, dtype=np.uint8))


def _runs(mask: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
