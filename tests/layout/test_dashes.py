import cv2
import numpy as np

from digitscan.layout.dashes import dashes, dashes_in_cells
from digitscan.layout.rows import Baseline
from digitscan.layout.ruled import find_rows
from digitscan.types import Segments


def rows(*ys, left=0):
    found = find_rows([Baseline(np.array([left, 500], np.float32), np.array([y, y], np.float32)) for y in ys])
    assert found is not None
    return found


def dash(start, stop, y, thickness=4):
    """One segment, and ink with it alone."""
    ink = np.zeros((500, 500), np.uint8)
    cv2.line(ink, (start, y), (stop - 1, y), 255, thickness)
    return Segments(*(np.array([value], np.float32) for value in (start, stop, 0, y, thickness))), ink


def test_a_dash_stands_free_in_the_middle_of_a_row_and_the_bar_of_a_four_does_not():
    segments = Segments(*(np.array(c, np.float32) for c in ((10, 200), (100, 265), (0, 0), (140, 225), (4, 4))))
    ink = np.zeros((500, 500), np.uint8)
    ink[138:142, 10:100] = 255
    ink[190:255, 200:265] = 255
    assert dashes(rows(100, 180, 260, 340), segments, ink).tolist() == [True, False]


def test_a_dash_that_runs_into_its_number_is_one_though_digits_stand_above_and_below_half_of_it():
    found = rows(100, 180, 260, 340)
    segment, ink = dash(40, 140, 140)
    for x in (100, 125):
        cv2.ellipse(ink, (x, 140), (15, 30), 0, 0, 360, 255, 4)
    assert dashes(found, segment, ink).all()
    bar, ink = dash(100, 160, 140)
    cv2.line(ink, (145, 105), (100, 140), 255, 4)
    cv2.line(ink, (145, 105), (145, 175), 255, 4)
    assert not dashes(found, bar, ink).any(), "the bar of a 4 as wide as high"


def test_a_dash_that_the_edge_of_the_picture_cuts_may_be_short_and_a_minus_may_not():
    segment, ink = dash(8, 36, 145)
    assert dashes(rows(100, 180, 260, 340), segment, ink).all()
    assert not dashes(rows(100, 180, 260, 340, left=60), *dash(68, 96, 145)).any(), "the rows begin inside the page"
    assert not dashes(rows(100, 180, 260, 340), *dash(30, 58, 145)).any(), "it begins inside the row"


def test_a_dash_before_a_number_in_a_cell_is_none_of_its_digits_and_a_minus_or_a_dash_alone_stays():
    cell = np.array([[20, 100], [400, 100], [400, 180], [20, 180]], np.float32)
    segment, ink = dash(20, 130, 142)
    assert not dashes_in_cells([cell], segment, ink).any(), "nothing but the dash"
    cv2.ellipse(ink, (150, 142), (20, 30), 0, 0, 360, 255, 4)
    assert dashes_in_cells([cell], segment, ink).all()
    assert not dashes_in_cells([cell + np.float32([0, 80])], segment, ink).any(), "it stands in another cell"
    minus, ink = dash(60, 110, 142)
    cv2.ellipse(ink, (150, 142), (20, 30), 0, 0, 360, 255, 4)
    assert not dashes_in_cells([cell], minus, ink).any()
