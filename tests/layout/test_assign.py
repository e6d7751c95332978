import cv2
import numpy as np

from digitscan.layout.assign import assign_to_cells
from digitscan.layout.remnants import border_remnants, cell_remnants
from digitscan.types import Box, box_quad

QUADS = [box_quad(Box(10, 10, 60, 60)), box_quad(Box(63, 10, 113, 60))]


def assigned(ink):
    count, labels = cv2.connectedComponents(ink, connectivity=8, ltype=cv2.CV_32S)
    return assign_to_cells(labels, count - 1, QUADS, 2)


def test_a_digit_whose_tail_leaves_its_cell_stays_whole():
    ink = np.zeros((120, 130), np.uint8)
    cv2.line(ink, (35, 20), (35, 75), 255, 4)
    labels, owner = assigned(ink)
    assert owner.tolist() == [0] and np.count_nonzero(labels) == np.count_nonzero(ink)


def test_digits_that_touch_across_a_ruling_are_parted():
    ink = np.zeros((120, 130), np.uint8)
    cv2.line(ink, (25, 35), (100, 35), 255, 4)
    labels, owner = assigned(ink)
    assert {0, 1} <= set(owner.tolist())
    assert np.count_nonzero(labels) == np.count_nonzero(ink)


def test_text_outside_belongs_to_no_cell():
    ink = np.zeros((120, 130), np.uint8)
    cv2.line(ink, (20, 90), (100, 90), 255, 4)
    assert assigned(ink)[1].tolist() == [-1]


def test_no_ink_is_no_component():
    labels, owner = assigned(np.zeros((120, 130), np.uint8))
    assert len(owner) == 0 and not labels.any()


def test_a_leftover_of_the_ruling_is_known_by_its_place():
    frames = np.array([[10, 10, 60, 60]], np.int32)
    boxes = np.array([[11, 12, 13, 58], [30, 20, 36, 50], [12, 57, 58, 59]], np.int32)
    assert cell_remnants(boxes, frames, np.zeros(3, np.int32), 3.0).tolist() == [True, False, True]
    assert not cell_remnants(boxes, frames, np.full(3, -1, np.int32), 3.0).any()


def test_the_frame_of_a_snippet_is_a_remnant_and_a_digit_at_its_edge_is_not():
    ink = np.zeros((120, 120), np.uint8)
    cv2.line(ink, (0, 3), (119, 3), 255, 4)
    cv2.line(ink, (60, 30), (60, 119), 255, 6)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    assert border_remnants(labels, boxes, stats[1:, 4]).tolist() == [True, False]
