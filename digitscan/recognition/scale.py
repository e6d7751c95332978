"""Numbers that count on from field to field of a row: a scale to be ticked, or the numbers of the questions, in print.

1 2 3 4 5, one beside the other or one below the other at equal distances, is what a form says and no answer: nobody
knows it from the digits alone, for print in a cell looks like writing. A mark made on one of them leaves the others: a
run may have gaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from digitscan.types import Box

_FEWEST = 4
"""Fewest numbers of a run: that 4 marks of 0 to 20 count on by chance happens in one of 8,000 rows, 3 in one of 400."""

_SAME_ROW = 0.5
"""How far apart, in heights of the lower, the middles of two fields of one row may be."""

_PITCH = 0.25
"""Largest difference of a distance from that before it, as a part of it: print is even, and perspective and numbers of
one and two digits are not."""

_STEPS = 3
"""Most steps between two numbers of a run: what is between them was ticked, circled or crossed."""

_LIST = 5
"""Fewest numbers one below another, each one more than the last but for gaps in their run: five of 0 to 20 do so by
chance in one of 200,000 columns of as many."""

_OF_ROW = 0.7
"""Share of the numbers between the first and the last of a run that are of it: in a row of thirty some count on by
chance."""

_REPEATED = 2
"""Fewest numbers of another row that stand below, or above, the same ones of a run, to be the same scale once more."""

_LONGEST = 2
"""Most digits of such a number."""


def find_scales(boxes: Sequence[Box], values: Sequence[str]) -> list[int]:
    """The fields whose numbers are of a run, and those between them.

    Args:
        boxes: of the fields of a page, or of the ink in them.
        values: what was read; empty for nothing.

    Returns:
        Indices, ascending.
    """
    rows = _rows(boxes, [i for i, value in enumerate(values) if value])
    found: set[int] = set()
    places: list[tuple[str, float, float]] = []
    for row in rows:
        for run in _runs(boxes, values, row) if len(row) >= _FEWEST else []:
            left, right = boxes[run[0]].left, boxes[run[-1]].right
            found.update(i for i in row if left <= _middle(boxes[i]) <= right)
            pitch = (_middle(boxes[run[-1]]) - _middle(boxes[run[0]])) / (int(values[run[-1]]) - int(values[run[0]]))
            places += [(values[i], _middle(boxes[i]), _PITCH * pitch) for i in run]
    for row in rows if places else []:
        again = [i for i in row if any(values[i] == v and abs(_middle(boxes[i]) - x) <= near for v, x, near in places)]
        if len(again) >= _REPEATED:
            found.update(again)
    return sorted(found)


def find_lists(boxes: Sequence[Box], values: Sequence[str]) -> list[int]:
    """The fields whose numbers count on one below another at even distances: those of questions, or of rows.

    Args:
        boxes: of the fields of a page, or of the ink in them.
        values: what was read; empty for nothing.

    Returns:
        Indices, ascending.
    """
    told = [i for i, value in enumerate(values) if value]
    frames = np.array([boxes[i] for i in told], np.float64).reshape(-1, 4)
    found: set[int] = set()
    for i in sorted(told, key=lambda i: boxes[i].top):
        if i not in found and _may_count(values[i]):
            run = _run_below(boxes, values, told, frames, i)
            found.update(run if sum(_counts(values, run)) >= _LIST - 1 else [])
    return sorted(found)


def _run_below(
    boxes: Sequence[Box], values: Sequence[str], told: Sequence[int], frames: NDArray[np.float64], first: int
) -> list[int]:
    """The run that goes on downwards from one of the fields.

    Args:
        boxes: of all fields.
        values: of all fields.
        told: those that have a value.
        frames: float64 (N, 4), the boxes of these.
        first: the field.
    """
    run, pitches = [first], list[float]()
    left, top, right, _ = frames.T
    while True:
        last = run[-1]
        own = boxes[last]
        shared = np.minimum(right, own.right) - np.maximum(left, own.left)
        below = (top >= _height(own)) & (shared >= _SAME_ROW * np.minimum(right - left, own.right - own.left))
        column = np.flatnonzero(below)
        # Each number that is left out of the run may stand between two of it, and no other.
        for steps, place in enumerate(column[np.argsort(top[column], kind="stable")][:_STEPS].tolist(), start=1):
            i = told[place]
            more = int(values[i]) - int(values[last]) if _may_count(values[i]) else 0
            if not steps <= more <= _STEPS:
                continue
            pitch = (_height(boxes[i]) - _height(own)) / more
            if not pitches or abs(pitch - pitches[0]) <= _PITCH * pitches[0]:
                run.append(i)
                pitches.append(pitch)
                break
        else:
            return run


def _may_count(value: str) -> bool:
    return value.isdigit() and len(value) <= _LONGEST


def _counts(values: Sequence[str], run: Sequence[int]) -> list[bool]:
    """Whether each number but the first is one more than that before it."""
    return [int(values[b]) - int(values[a]) == 1 for a, b in pairwise(run)]


def _rows(boxes: Sequence[Box], some: Sequence[int]) -> list[list[int]]:
    """These fields by rows, each from left to right: a field goes to the row whose last one stands level with it."""
    rows: list[list[int]] = []
    for i in sorted(some, key=lambda i: boxes[i].left):
        level = [row for row in rows if _is_level(boxes[i], boxes[row[-1]])]
        if level:
            min(level, key=lambda row: abs(_height(boxes[row[-1]]) - _height(boxes[i]))).append(i)
        else:
            rows.append([i])
    return [row for row in rows if len(row) >= _REPEATED]


def _runs(boxes: Sequence[Box], values: Sequence[str], row: Sequence[int]) -> list[list[int]]:
    """Numbers of a row, from left to right, that count on at even distances; each is in one run at most."""
    left = [i for i in row if values[i].isdigit() and len(values[i]) <= _LONGEST]
    runs = []
    while len(left) >= _FEWEST:
        best = max((_run_from(boxes, values, left[place:]) for place in range(len(left))), key=len)
        if len(best) < _FEWEST:
            break
        runs.append(best)
        left = [i for i in left if i not in best]
    return runs


def _run_from(boxes: Sequence[Box], values: Sequence[str], row: Sequence[int]) -> list[int]:
    """The run that begins with the first of these fields."""
    run, pitches = [row[0]], list[float]()
    for i in row[1:]:
        steps = int(values[i]) - int(values[run[-1]])
        if not 1 <= steps <= _STEPS:
            continue
        pitch = (_middle(boxes[i]) - _middle(boxes[run[-1]])) / steps
        if pitch > 0 and (not pitches or abs(pitch - median(pitches)) <= _PITCH * median(pitches)):
            run.append(i)
            pitches.append(pitch)
    # Behind a scale a number may go on from it by chance.
    while len(run) > 1 and len(run) < _OF_ROW * (row.index(run[-1]) + 1):
        run.pop()
    return run if any(int(values[b]) - int(values[a]) == 1 for a, b in pairwise(run)) else run[:1]


def _is_level(box: Box, other: Box) -> bool:
    return abs(_height(box) - _height(other)) <= _SAME_ROW * min(box.height, other.height)


def _height(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _middle(box: Box) -> float:
    return (box.left + box.right) / 2
