"""Reading order: bands from top to bottom, in each band from left to right."""

from __future__ import annotations

from digitscan.types import Box

_SAME_BAND = 0.5
"""Share of the lower of two neighbours' heights in which they must overlap to stand in one band."""


def reading_order(boxes: list[Box]) -> list[int]:
    """Indices of boxes in reading order.

    A box joins the band of its nearest neighbour (along x) that stands at its height, so that bands may slope:
    the rows of a table photographed at an angle fall by more than a row from left to right.
    """
    bands: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda k: (boxes[k].top + boxes[k].bottom, boxes[k].left)):
        nearest = [_nearest(boxes, band, boxes[i]) for band in bands]
        level = [k for k, other in enumerate(nearest) if _overlap(boxes[i], other) >= _SAME_BAND]
        if level:
            bands[min(level, key=lambda k: _distance(nearest[k], boxes[i]))].append(i)
        else:
            bands.append([i])
    return [i for band in bands for i in sorted(band, key=lambda k: boxes[k].left)]


def _nearest(boxes: list[Box], band: list[int], box: Box) -> Box:
    return min((boxes[k] for k in band), key=lambda other: _distance(other, box))


def _distance(a: Box, b: Box) -> int:
    return abs(a.left + a.right - b.left - b.right)


def _overlap(a: Box, b: Box) -> float:
    return (min(a.bottom, b.bottom) - max(a.top, b.top)) / max(1, min(a.height, b.height))
