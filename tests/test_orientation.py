"""Boxes follow the pixels, for each of the eight EXIF orientations."""

from __future__ import annotations

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitscan.orientation import box_to_stored, box_to_upright, swaps_axes, turned
from digitscan.types import Box

WIDTH, HEIGHT = 64, 32
"""Multiples of 8, so that JPEG blocks end where the page ends."""


def _jpeg_with_orientation(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """A JPEG whose EXIF header names the orientation: one little-endian directory with tag 0x0112."""
    jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 100])[1].tobytes()
    directory = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + directory
    return np.frombuffer(jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:], np.uint8)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_box_lies_where_an_independent_decoder_puts_its_pixels(orientation: int) -> None:
    box = Box(8, 16, 40, 24)
    stored = np.zeros((HEIGHT, WIDTH), np.uint8)
    stored[box.top : box.bottom, box.left : box.right] = 255
    upright = cv2.imdecode(_jpeg_with_orientation(stored, orientation), cv2.IMREAD_GRAYSCALE)
    assert (upright.shape == (WIDTH, HEIGHT)) == swaps_axes(orientation)
    left, top, width, height = cv2.boundingRect((upright > 127).astype(np.uint8))
    mapped = box_to_upright(box, WIDTH, HEIGHT, orientation)
    assert mapped == Box(left, top, left + width, top + height)
    assert box_to_stored(mapped, WIDTH, HEIGHT, orientation) == box


@given(
    width=st.integers(1, 500),
    height=st.integers(1, 500),
    orientation=st.integers(1, 8),
    fractions=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_there_and_back_is_the_same_box_inside_the_page(
    width: int, height: int, orientation: int, fractions: tuple[float, float, float, float]
) -> None:
    x, y = sorted(fractions[:2]), sorted(fractions[2:])
    box = Box(int(x[0] * width), int(y[0] * height), int(x[1] * width), int(y[1] * height)).clip(width, height)
    upright = box_to_upright(box, width, height, orientation)
    across, down = (height, width) if swaps_axes(orientation) else (width, height)
    assert upright == upright.clip(across, down)
    assert upright.area == box.area
    assert box_to_stored(upright, width, height, orientation) == box


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("quarters", range(4))
def test_a_page_turned_further_has_the_orientation_that_does_both(orientation: int, quarters: int) -> None:
    box = Box(8, 16, 40, 24)
    stored = np.zeros((HEIGHT, WIDTH), np.uint8)
    stored[box.top : box.bottom, box.left : box.right] = 255
    upright = cv2.imdecode(_jpeg_with_orientation(stored, orientation), cv2.IMREAD_GRAYSCALE)
    left, top, width, height = cv2.boundingRect((np.rot90(upright, quarters) > 127).astype(np.uint8))
    mapped = box_to_upright(box, WIDTH, HEIGHT, turned(orientation, quarters))
    assert mapped == Box(left, top, left + width, top + height)
