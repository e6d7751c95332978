"""Boxes between a page as stored and the same page upright, by EXIF orientation.

The eight orientations are those of the Exif 2.3 standard (tag 0x0112). Each is undone by mirroring the stored image in
x, in y or in both, and then by swapping its axes or not.
"""

from __future__ import annotations

from digitscan.types import Box

# orientation: (mirror x, mirror y, then swap the axes), from the image as stored to the upright one
_STEPS = {
    1: (False, False, False),
    2: (True, False, False),
    3: (True, True, False),
    4: (False, True, False),
    5: (False, False, True),
    6: (False, True, True),
    7: (True, True, True),
    8: (True, False, True),
}


def swaps_axes(orientation: int) -> bool:
    """Whether width and height change places between the page as stored and the upright one.

    Args:
        orientation: EXIF orientation, 1…8.
    """
    return _STEPS[orientation][2]


def box_to_upright(box: Box, width: int, height: int, orientation: int) -> Box:
    """Map a box of the page as stored to the upright page.

    Args:
        box: in pixels of the page as stored.
        width: width of the page as stored, pixels.
        height: height of the page as stored, pixels.
        orientation: EXIF orientation of the page as stored, 1…8.

    Returns:
        The box in pixels of the upright page.
    """
    mirror_x, mirror_y, swap = _STEPS[orientation]
    box = _mirror(box, width if mirror_x else None, height if mirror_y else None)
    return _swap(box) if swap else box


def box_to_stored(box: Box, width: int, height: int, orientation: int) -> Box:
    """Map a box of the upright page back to the page as stored; the inverse of `box_to_upright`.

    Args:
        box: in pixels of the upright page.
        width: width of the page *as stored*, pixels.
        height: height of the page *as stored*, pixels.
        orientation: EXIF orientation of the page as stored, 1…8.

    Returns:
        The box in pixels of the page as stored.
    """
    mirror_x, mirror_y, swap = _STEPS[orientation]
    if swap:
        box = _swap(box)
    return _mirror(box, width if mirror_x else None, height if mirror_y else None)


def turned(orientation: int, quarters: int) -> int:
    """The orientation of a page whose upright image is turned further.

    Args:
        orientation: EXIF orientation that was applied, 1…8.
        quarters: counter-clockwise quarter turns that are applied after it.

    Returns:
        The EXIF orientation, 1…8, that does both.
    """
    probe, width, height = Box(1, 2, 2, 4), 5, 7  # no two orientations move this box to the same place
    box, across = box_to_upright(probe, width, height, orientation), width
    if swaps_axes(orientation):
        across = height
    for _ in range(quarters % 4):
        # A counter-clockwise quarter: the right edge becomes the top.
        box = Box(box.top, across - box.right, box.bottom, across - box.left)
        across = (height + width) - across
    return next(code for code in _STEPS if box_to_upright(probe, width, height, code) == box)


def _mirror(box: Box, width: int | None, height: int | None) -> Box:
    """Mirror in x if a width is given, in y if a height is; half-open edges stay half-open."""
    left, top, right, bottom = box
    if width is not None:
        left, right = width - right, width - left
    if height is not None:
        top, bottom = height - bottom, height - top
    return Box(left, top, right, bottom)


def _swap(box: Box) -> Box:
    return Box(box.top, box.left, box.bottom, box.right)
