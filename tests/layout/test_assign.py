import cv2
import numpy as np

from digitscan.layout.assign import assign_to_cells
from digitscan.layout.remnants import border_remnants, cell_remnants, outline_remnants
from digitscan.types import Box, box_quad

QUADS = [box_quad(Box(10, 10, 60, 60)), box_quad(Box(63, 10, 113, 60))]


def components(ink):
    """Labels, boxes and areas of the ink."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    return labels, boxes, stats[1:, 4]


def assigned(ink):
    return assign_to_cells(*components(ink), QUADS, 2)


def measured(found):
    """The boxes and areas that the labels say."""
    pixels = [np.nonzero(found.labels == i + 1) for i in range(len(found.owner))]
    return [[x.min(), y.min(), x.max() + 1, y.max() + 1] for y, x in pixels], [len(y) for y, _ in pixels]


def test_a_digit_whose_tail_leaves_its_cell_stays_whole():
    ink = np.zeros((120, 130), np.uint8)
    cv2.line(ink, (35, 20), (35, 75), 255, 4)
    found = assigned(ink)
    assert found.owner.tolist() == [0] and np.count_nonzero(found.labels) == np.count_nonzero(ink)


def test_digits_that_touch_across_a_ruling_are_parted_and_the_others_keep_their_order():
    ink = np.zeros((120, 130), np.uint8)
    cv2.circle(ink, (35, 20), 4, 255, -1)
    cv2.line(ink, (25, 35), (100, 35), 255, 4)
    cv2.circle(ink, (80, 50), 4, 255, -1)
    found = assigned(ink)
    assert found.owner[0] == 0 and {0, 1} <= set(found.owner[1:-1].tolist()) and found.owner[-1] == 1
    np.testing.assert_array_equal(found.labels > 0, ink > 0)
    assert (found.boxes.tolist(), found.areas.tolist()) == measured(found)


def test_pieces_of_a_stamp_over_many_cells_are_told_from_digits_of_two_that_touch():
    ink = np.zeros((120, 190), np.uint8)
    cv2.line(ink, (15, 35), (160, 35), 255, 4)
    cv2.circle(ink, (40, 20), 3, 255, -1)
    three = [*QUADS, box_quad(Box(116, 10, 166, 60))]
    over, touching = (assign_to_cells(*components(ink), quads, 2) for quads in (three, QUADS))
    assert over.across[over.owner >= 0].tolist() == [over.areas[i] > 50 for i in np.flatnonzero(over.owner >= 0)]
    assert over.across.sum() >= 3 and not touching.across.any()


def test_what_is_not_cut_is_left_as_it_is():
    ink = np.zeros((120, 130), np.uint8)
    cv2.circle(ink, (35, 35), 4, 255, -1)
    labels, boxes, areas = components(ink)
    found = assign_to_cells(labels, boxes, areas, QUADS, 2)
    assert found.labels is labels and found.boxes is boxes and found.areas is areas


def test_text_outside_belongs_to_no_cell():
    ink = np.zeros((120, 130), np.uint8)
    cv2.line(ink, (20, 90), (100, 90), 255, 4)
    assert assigned(ink).owner.tolist() == [-1]


def test_no_ink_is_no_component():
    found = assigned(np.zeros((120, 130), np.uint8))
    assert len(found.owner) == 0 and not found.labels.any()


def test_a_leftover_of_the_ruling_is_known_by_its_place():
    frames = np.array([[10, 10, 60, 60]], np.int32)
    boxes = np.array([[11, 12, 13, 58], [30, 20, 36, 50], [12, 57, 58, 59]], np.int32)
    assert cell_remnants(boxes, frames, np.zeros(3, np.int32), 3.0).tolist() == [True, False, True]
    assert not cell_remnants(boxes, frames, np.full(3, -1, np.int32), 3.0).any()


def test_a_point_between_digits_is_no_dust_and_specks_elsewhere_are():
    frames = np.array([[0, 0, 200, 60]], np.int32)
    digits = [[20, 10, 45, 50], [80, 12, 105, 52]]
    point, above, behind, grain = [60, 46, 65, 51], [60, 14, 65, 19], [150, 46, 155, 51], [60, 48, 62, 50]
    boxes = np.array([*digits, point, above, behind, grain], np.int32)
    remnants = cell_remnants(boxes, frames, np.zeros(len(boxes), np.int32), 2.0)
    assert remnants.tolist() == [False, False, False, True, True, True]
    assert cell_remnants(np.array([point], np.int32), frames, np.zeros(1, np.int32), 2.0).all(), "an empty cell"


def test_the_frame_of_a_snippet_is_a_remnant_and_a_digit_at_its_edge_is_not():
    ink = np.zeros((120, 120), np.uint8)
    cv2.line(ink, (0, 3), (119, 3), 255, 4)
    cv2.line(ink, (60, 30), (60, 119), 255, 6)
    assert border_remnants(*components(ink)).tolist() == [True, False]


def test_the_rounded_corner_of_a_frame_is_a_remnant_and_a_digit_beside_it_is_not():
    outline = np.array([[[20, 30]], [[22, 23]], [[30, 20]], [[110, 20]], [[110, 110]], [[20, 110]]], np.int32)
    ink = np.zeros((120, 130), np.uint8)
    cv2.polylines(ink, [outline[:3] - 1], False, 255, 2)
    cv2.line(ink, (30, 30), (30, 80), 255, 4)
    labels, boxes, areas = components(ink)
    assert outline_remnants(labels, areas, [outline], 3.0).tolist() == (boxes[:, 3] < 60).tolist()
    assert not outline_remnants(labels, areas, [], 3.0).any()
