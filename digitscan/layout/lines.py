"""Free lines: components that stand beside one another at one height are a line, split where the gaps are wide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitscan.layout.order import reading_order
from digitscan.types import Box

_GAP = 2.2
"""Gap, in heights, up to which neighbours belong to one line; spaced digits stand about one height apart."""

_MAIN, _TALLEST = 0.4, 4.0
"""Heights, in typical heights, between which a component is a character; lower ones are marks, higher ones pictures."""

_BESIDE = (-0.4, -0.15, 0.4, 0.15)
"""How far left, above, right and below of a word a mark may stand, in heights: dots follow digits closely."""

_CHARACTERS = 4
"""Characters of a line from which on it is surely one."""

_DASH = (1.8, 1.2)
"""Least length of a dash in its own heights, and how far left of a word its middle may stand, in heights of the
writing: a minus is half as long as a digit is high, and half of that away from it."""

_SHARED = 0.4
"""Share of height in which a component must overlap the end of a line to go on with it."""

_WORD_GAP = 1.1
"""Gap, in heights, that separates two numbers, if it is also much wider than the others of its line."""


_COLUMN_GAP, _CLOSE = (0.8, 5.0), 0.1
"""The same for a gap that is out of all proportion: in heights, and in others of its line; digits nearer to one another
than the last, in heights, count as so near. Thousands are set apart by half a height."""

_WIDER = 2.5
"""How many times as wide as the others of its line such a gap is."""


ROOM = 6.0
"""Height of a box, in heights of the writing in it, from which on it was not made for one line: a number that is
written small into its box takes a third."""


def typical_height(boxes: NDArray[np.int32], smallest: int = 10) -> float:
    """The height, pixels, of most of the writing: the median over components, each weighted with its height.

    Args:
        boxes: int32 (N, 4), left, top, right, bottom.
        smallest: components lower than this many pixels are marks or grain, unless there are no others.
    """
    heights = (boxes[:, 3] - boxes[:, 1]).astype(np.float64)
    tall = heights[heights >= smallest]
    if not len(tall):
        return float(heights.max(initial=1.0))
    return float(np.quantile(tall, 0.5, weights=tall, method="inverted_cdf"))


def find_lines(boxes: NDArray[np.int32], smallest: int = 10) -> list[NDArray[np.intp]]:
    """Group components into lines of writing, in reading order.

    Args:
        boxes: int32 (N, 4), left, top, right, bottom, pixels of a deskewed page.
        smallest: height, pixels, below which components are marks or grain, unless there are no others.

    Returns:
        For each line, the indices of its components from left to right (small marks included).
    """
    if not len(boxes):
        return []
    height = typical_height(boxes, smallest)
    tall = boxes[:, 3] - boxes[:, 1]
    main = np.flatnonzero((tall >= _MAIN * height) & (tall <= _TALLEST * height))
    groups = _chains(boxes, main[np.argsort(boxes[main, 0], kind="stable")], height)
    words = [word for group in groups for word in split_words(boxes, np.array(group, np.intp), height)]
    words = _with_marks(boxes, words, np.setdiff1d(np.arange(len(boxes)), main), height)
    order = reading_order([bounding_box(boxes, word) for word in words])
    return [words[i] for i in order]


def holds_lines(boxes: NDArray[np.int32], height: int) -> bool:
    """Whether what stands in a box of that height, pixels, are several lines of writing and no one number.

    Args:
        boxes: int32 (N, 4), of the components in it.
        height: of the box.
    """
    low = (boxes[:, 3] - boxes[:, 1]).min(initial=height)
    if height < ROOM * low or height < ROOM * typical_height(boxes):  # the first spares most boxes the second
        return False
    lines = [bounding_box(boxes, line) for line in find_lines(boxes)]
    return max(line.top for line in lines) >= min(line.bottom for line in lines) if lines else False


def holds_rows(boxes: NDArray[np.int32]) -> bool:
    """Whether components int32 (N, 4) are two lines of several characters each, or more, one below the other."""
    if len(boxes) < 2 * _CHARACTERS:
        return False
    height = typical_height(boxes)
    lines = [
        line
        for line in find_lines(boxes)
        if (np.ptp(boxes[line][:, 1::2], axis=1) >= _MAIN * height).sum() >= _CHARACTERS
    ]
    around = [bounding_box(boxes, line) for line in lines]
    return max(line.top for line in around) >= min(line.bottom for line in around) if around else False


def bounding_box(boxes: NDArray[np.int32], members: NDArray[np.intp]) -> Box:
    """The smallest box around some of the components."""
    some = boxes[members]
    return Box(int(some[:, 0].min()), int(some[:, 1].min()), int(some[:, 2].max()), int(some[:, 3].max()))


def _chains(boxes: NDArray[np.int32], by_left: NDArray[np.intp], height: float) -> list[list[int]]:
    """Join each component, from left to right, to the line whose end it overlaps most in height."""
    done: list[list[int]] = []
    open_chains: list[_Chain] = []
    for i, (left, top, right, bottom) in zip(by_left.tolist(), boxes[by_left].tolist(), strict=True):
        ended = [chain for chain in open_chains if left - chain.right > _GAP * height]
        if ended:
            done += [chain.members for chain in ended]
            open_chains = [chain for chain in open_chains if left - chain.right <= _GAP * height]
        shares = [chain.overlap(top, bottom) for chain in open_chains]
        best = max(range(len(shares)), key=shares.__getitem__, default=-1)
        if best < 0 or shares[best] < _SHARED:
            open_chains.append(_Chain([], [], 0))
            best = -1
        open_chains[best].add(i, top, right, bottom)
    return done + [chain.members for chain in open_chains]


@dataclass
class _Chain:
    """A line of writing while it grows: members, extents of the last three and of these together, its right end."""

    members: list[int]
    recent: list[tuple[int, int]]
    right: int
    top: int = 0
    bottom: int = 0

    def add(self, member: int, top: int, right: int, bottom: int) -> None:
        self.members.append(member)
        self.recent = [*self.recent[-2:], (top, bottom)]
        self.top = min(t for t, _ in self.recent)
        self.bottom = max(b for _, b in self.recent)
        self.right = max(self.right, right)

    def overlap(self, top: int, bottom: int) -> float:
        """Share of the lower of the two heights in which a component overlaps the end of the line."""
        shared = min(bottom, self.bottom) - max(top, self.top)
        return shared / max(1, min(bottom - top, self.bottom - self.top))


def split_words(boxes: NDArray[np.int32], members: NDArray[np.intp], height: float) -> list[NDArray[np.intp]]:
    """Split a line where a gap is both wide and much wider than its others, and each part again by its own.

    Args:
        boxes: int32 (N, 4) of all components.
        members: indices of the line's components, in any order.
        height: of the writing, pixels.
    """
    if not len(members):
        return []
    members = members[np.argsort(boxes[members, 0], kind="stable")]
    reach = np.maximum.accumulate(boxes[members, 2])
    gaps = (boxes[members[1:], 0] - reach[:-1]).astype(np.float64)
    others = _others(gaps, _GAP / _WIDER * height)
    wide = gaps > np.maximum(_WORD_GAP * height, _WIDER * others)
    # However widely a line is spaced otherwise: three columns with one digit each have two equal gaps.
    wide |= gaps > _GAP * max(height, float((boxes[members, 3] - boxes[members, 1]).max()))
    wide |= gaps > np.maximum(_COLUMN_GAP[0] * height, _COLUMN_GAP[1] * np.maximum(others, _CLOSE * height))
    if not wide.any():
        return [members]
    parts = np.split(members, np.flatnonzero(wide) + 1)
    return [word for part in parts for word in split_words(boxes, part, height)]


def _others(gaps: NDArray[np.float64], alone: float) -> NDArray[np.float64]:
    """For each of N gaps the median of the others, float64 (N,); `alone` for one without others.

    A gap says nothing about how widely its line is spaced otherwise: of two, the wider one would be no outlier.
    """
    if len(gaps) < 2:
        return np.full(len(gaps), alone)
    ordered = np.sort(gaps)
    place = np.searchsorted(ordered, gaps)
    lower, upper = (len(gaps) - 2) // 2, (len(gaps) - 1) // 2
    # Those above the one left out are one place further in the order of all.
    middle = (ordered[lower + (place <= lower)] + ordered[upper + (place <= upper)]) / 2
    return np.maximum(middle, 0.0)


def _with_marks(
    boxes: NDArray[np.int32], words: list[NDArray[np.intp]], others: NDArray[np.intp], height: float
) -> list[NDArray[np.intp]]:
    """Add dots, dashes and torn-off strokes to the word they stand in."""
    if not words or not len(others):
        return words
    extra: list[list[int]] = [[] for _ in words]
    frames = np.array([bounding_box(boxes, word) for word in words])
    margin = np.array(_BESIDE) * height
    x = (boxes[others, 0] + boxes[others, 2]) / 2
    y = (boxes[others, 1] + boxes[others, 3]) / 2
    small = (boxes[others, 3] - boxes[others, 1]) < _MAIN * height
    wide = frames + margin
    flat = boxes[others, 2] - boxes[others, 0] >= _DASH[0] * (boxes[others, 3] - boxes[others, 1])
    start = np.where(flat[:, None], frames[:, 0] - _DASH[1] * height, wide[:, 0])
    inside = (x[:, None] > start) & (x[:, None] < wide[:, 2]) & (y[:, None] > wide[:, 1]) & (y[:, None] < wide[:, 3])
    for other, places, fits in zip(others.tolist(), inside, small, strict=True):
        if fits and places.any():
            extra[int(np.flatnonzero(places)[0])].append(other)
    joined = [np.concatenate([word, np.array(more, np.intp)]) for word, more in zip(words, extra, strict=True)]
    return [word[np.argsort(boxes[word, 0], kind="stable")] for word in joined]
