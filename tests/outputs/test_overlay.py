"""An overlay shows every field on its page, upright, whatever the page's size; it never changes the page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from digitscan.outputs.overlay import draw_overlay
from digitscan.types import Box, Digit, Page, PageResult, Reading, Status

_BLUE, _VERMILION, _GREY = (178, 114, 0), (0, 94, 213), (128, 128, 128)
_HALF = np.full(11, 0.05, np.float32)


def _reading(box: Box, status: Status = Status.OK, value: str = "42", number: int = 1) -> Reading:
    digits = tuple(Digit(digit, box, _HALF) for digit in value)
    return Reading(number, value, 0.5, status, box, digits=digits)


def _has(pixels: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    return bool((pixels == np.array(colour, np.uint8)).all(axis=2).any())


def _draw(shape: tuple[int, ...], *readings: Reading, orientation: int = 1) -> NDArray[np.uint8]:
    pixels = np.full(shape, 230, np.uint8)
    height, width = shape[:2] if orientation < 5 else shape[1::-1]
    page = Page("a.png", 1, pixels, orientation=orientation)
    return draw_overlay(page, PageResult("a.png", 1, readings, None, width, height))


@pytest.mark.parametrize(("status", "colour"), [(Status.OK, _BLUE), (Status.REVIEW, _VERMILION), (Status.BLANK, _GREY)])
@pytest.mark.parametrize("shape", [(1500, 1100), (1500, 1100, 3)])
def test_the_status_shows_in_the_colour(status: Status, colour: tuple[int, int, int], shape: tuple[int, ...]) -> None:
    value = "" if status is Status.BLANK else "42"
    drawn = _draw(shape, _reading(Box(300, 400, 500, 460), status, value))
    assert _has(drawn, colour)
    others = {_BLUE, _VERMILION, _GREY} - {colour}
    assert not any(_has(drawn, other) for other in others)


def test_a_label_stands_outside_its_field_where_there_is_room() -> None:
    drawn = _draw((1500, 1100), _reading(Box(300, 400, 500, 460)))
    margin = (drawn.shape[0] - 1500) // 2
    above = drawn[margin + 370 : margin + 396, margin + 300 : margin + 330]
    inside = drawn[margin + 410 : margin + 450, margin + 310 : margin + 490]
    assert _has(above, _BLUE)
    assert (inside == 230).all()


def test_a_field_with_neighbours_all_round_has_its_label_within() -> None:
    cells = [
        Box(100 + 200 * column, 100 + 90 * row, 300 + 200 * column, 190 + 90 * row)
        for row in range(5)
        for column in range(5)
    ]
    readings = [
        _reading(cell, Status.OK if i == 12 else Status.BLANK, "42" if i == 12 else "", i + 1)
        for i, cell in enumerate(cells)
    ]
    drawn = _draw((1500, 1200), *readings)
    blue = (drawn == np.array(_BLUE, np.uint8)).all(axis=2)
    ys, xs = np.nonzero(blue)
    margin = (drawn.shape[0] - 1500) // 2
    middle, slack = cells[12], 8
    assert middle.left - slack <= xs.min() - margin and xs.max() - margin <= middle.right + slack
    assert middle.top - slack <= ys.min() - margin and ys.max() - margin <= middle.bottom + slack


@pytest.mark.parametrize("orientation", range(1, 9))
def test_boxes_of_a_turned_page_are_drawn_upright(orientation: int) -> None:
    """A box at the stored page's top left lands in the corner of the upright page that Exif names for it."""
    corners = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0, 0), 6: (0, 1), 7: (1, 1), 8: (1, 0)}
    drawn = _draw((1200, 1600), _reading(Box(0, 0, 60, 60), value="4"), orientation=orientation)
    blue = (drawn == np.array(_BLUE, np.uint8)).all(axis=2)
    ys, xs = np.nonzero(blue)
    assert (int(ys.mean() > drawn.shape[0] / 2), int(xs.mean() > drawn.shape[1] / 2)) == corners[orientation]


@settings(max_examples=25, deadline=None)
@given(width=st.integers(1, 400), height=st.integers(1, 400), data=st.data())
def test_pages_of_any_size_are_drawn_and_not_changed(width: int, height: int, data: st.DataObject) -> None:
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, width)), data.draw(st.integers(top + 1, height)))
    pixels = np.full((height, width), 200, np.uint8)
    page = Page("a.png", 1, pixels)
    readings = (_reading(box), _reading(box, Status.REVIEW, "", 2))
    drawn = draw_overlay(page, PageResult("a.png", 1, readings, None, width, height))
    assert drawn.dtype == np.uint8
    assert drawn.shape[0] > height and drawn.shape[1] > width
    assert (pixels == 200).all()
    assert _has(drawn, _VERMILION)


def test_small_pages_are_enlarged_so_that_labels_do_not_hide_them() -> None:
    assert max(_draw((60, 140)).shape) >= 1000
    assert max(_draw((1, 1)).shape) < 100
