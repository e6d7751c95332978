"""Reading order: bands from top to bottom, in each band from left to right."""

from __future__ import annotations

from bisect import bisect_left, insort

from digitscan.types import Box

_SAME_BAND = 0.5
"""Share of the lower of two neighbours' heights in which they must overlap to stand in one band."""


def reading_order(boxes: list[Box]) -> list[int]:
    """Indices of boxes in reading order.

    A box joins the band of its nearest neighbour (along x) that stands at its height, so that bands may slope:
    the rows of a table photographed at an angle fall by more than a row from left to right.
    """
    bands: list[list[int]] = []
    middles: list[list[tuple[int, int]]] = []
    for i in sorted(range(len(boxes)), key=lambda k: (boxes[k].top + boxes[k].bottom, boxes[k].left)):
        box = boxes[i]
        nearest = [boxes[band[_nearest(own, _middle(box))]] for band, own in zip(bands, middles, strict=True)]
        level = [k for k, other in enumerate(nearest) if _overlap(box, other) >= _SAME_BAND]
        if level:
            band = min(level, key=lambda k: abs(_middle(nearest[k]) - _middle(box)))
        else:
            band = len(bands)
            bands.append([])
            middles.append([])
        insort(middles[band], (_middle(box), len(bands[band])))
        bands[band].append(i)
    return [i for band in bands for i in sorted(band, key=lambda k: boxes[k].left)]


def _nearest(middles: list[tuple[int, int]], middle: int) -> int:
    """The place in its band of the box whose middle is nearest, the first of equal ones; middles and places ascend."""
    right = bisect_left(middles, (middle, -1))
    if right == 0:
        return middles[0][1]
    left = bisect_left(middles, (middles[right - 1][0], -1))
    two = [middles[left], *middles[right : right + 1]]
    return min((abs(other - middle), place) for other, place in two)[1]


def _middle(box: Box) -> int:
    """Twice the x of its middle."""
    return box.left + box.right


def _overlap(a: Box, b: Box) -> float:
    return (min(a.bottom, b.bottom) - max(a.top, b.top)) / max(1, min(a.height, b.height))
