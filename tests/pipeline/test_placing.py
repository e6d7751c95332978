import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.pipeline.pages import SegmentedPage
from digitscan.pipeline.placing import page_boxes
from digitscan.types import Box

NO_GLYPHS = np.zeros((0, 28, 28), np.uint8)


def page(size, to_page, orientation=1):
    none = np.zeros(0, np.intp)
    return SegmentedPage("page", 1, size, orientation, np.asarray(to_page, np.float64), (), NO_GLYPHS, none)


def quad(left, top, right, bottom):
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)


def test_working_pixels_become_those_of_the_page():
    halved = page((400, 300), np.diag([2.0, 2.0, 1.0]))
    assert page_boxes(halved, [quad(10, 20, 30, 45), quad(0, 0, 200, 150)]) == [
        Box(20, 40, 60, 90),
        Box(0, 0, 400, 300),
    ]
    assert page_boxes(halved, []) == []


def test_boxes_are_those_of_the_page_as_stored():
    """Stored on its side (6: to be turned clockwise), the upright page's top is the stored page's left."""
    assert page_boxes(page((400, 300), np.eye(3), 6), [quad(10, 20, 30, 45)]) == [Box(20, 370, 45, 390)]


@settings(deadline=None)
@given(
    st.lists(st.tuples(*[st.floats(-50, 500)] * 8), min_size=1, max_size=6),
    st.floats(-0.3, 0.3),
    st.integers(1, 300),
    st.integers(1, 300),
    st.integers(1, 8),
)
def test_every_box_holds_a_pixel_of_the_page_and_many_are_as_one_by_one(corners, turn, width, height, orientation):
    matrix = [[np.cos(turn), -np.sin(turn), 3], [np.sin(turn), np.cos(turn), -4], [0, 1e-4, 1]]
    where = page((width, height), matrix, orientation)
    quads = [np.array(each, np.float32).reshape(4, 2) for each in corners]
    boxes = page_boxes(where, quads)
    assert boxes == [box for one in quads for box in page_boxes(where, [one])]
    across, down = where.stored_size
    assert all(0 <= b.left < b.right <= across and 0 <= b.top < b.bottom <= down for b in boxes)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_whole_page_is_the_whole_page_in_all_orientations(orientation):
    upright = page((40, 30), np.eye(3), orientation)
    assert page_boxes(upright, [quad(0, 0, 40, 30)]) == [Box(0, 0, *upright.stored_size)]
