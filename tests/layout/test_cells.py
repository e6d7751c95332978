import cv2
import numpy as np
import pytest

from digitscan.layout.cells import find_cells, find_holes, inner_contours
from digitscan.layout.groups import group_cells


def grid(rows, columns, width=60, height=60, left=50, top=40, gap=0):
    mask = np.zeros((top * 2 + rows * (height + gap), left * 2 + columns * width), np.uint8)
    for row in range(rows):
        for column in range(columns):
            x, y = left + column * width, top + row * (height + gap)
            cv2.rectangle(mask, (x, y), (x + width, y + height), 255, 3)
    return mask


def cells_of(mask):
    return find_cells(mask, find_holes(inner_contours(mask), mask.size, 24, 3), 24, 3)


def turned(mask, degrees):
    height, width = mask.shape
    return cv2.warpAffine(mask, cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.9), (width, height))


@pytest.mark.parametrize("degrees", [0, 4, -7])
def test_every_cell_of_a_turned_table_is_found_once(degrees):
    quads = cells_of(turned(grid(4, 5), degrees))
    assert len(quads) == 20
    for quad in quads:
        assert cv2.contourArea(quad) == pytest.approx((60 * 0.9 - 3) ** 2, rel=0.12)
        assert (quad[0] < quad[2]).all() and quad[1][0] > quad[0][0] and quad[3][1] > quad[0][1]


def test_a_cell_seen_in_both_masks_counts_once():
    mask = grid(2, 2)
    assert len(cells_of(mask)) == 4


def test_a_frame_around_boxes_and_a_round_hole_are_no_cells():
    mask = np.zeros((500, 600), np.uint8)
    cv2.rectangle(mask, (100, 100), (400, 300), 255, 3)
    cv2.rectangle(mask, (150, 150), (250, 200), 255, 3)
    cv2.circle(mask, (330, 200), 40, 255, 5)
    quads = cells_of(mask)
    assert len(quads) == 1 and quads[0][:, 0].max() < 260


def test_a_row_of_narrow_cells_is_a_comb_and_two_rows_are_a_table():
    comb = group_cells(cells_of(grid(1, 9)), 18)
    assert [field.kind for field in comb] == ["comb"] and len(comb[0].cells) == 9
    lefts = [cell[:, 0].min() for cell in comb[0].cells]
    assert lefts == sorted(lefts)
    table = group_cells(cells_of(grid(2, 9)), 18)
    assert [field.kind for field in table] == ["cell"] * 18


def test_wide_cells_in_a_row_are_cells_and_a_lone_one_is_a_box():
    assert {field.kind for field in group_cells(cells_of(grid(1, 4, width=150)), 18)} == {"cell"}
    assert [field.kind for field in group_cells(cells_of(grid(1, 1, width=200)), 18)] == ["box"]


def test_boxes_apart_are_not_one_table():
    fields = group_cells(cells_of(grid(3, 1, width=160, gap=40)), 18)
    assert [field.kind for field in fields] == ["box"] * 3


@pytest.mark.parametrize("gap", [5, 9, 14])
def test_the_inner_line_of_a_double_frame_is_the_cell(gap):
    mask = np.zeros((300, 600), np.uint8)
    cv2.rectangle(mask, (100, 100), (400, 180), 255, 3)
    cv2.rectangle(mask, (100 - gap, 100 - gap), (400 + gap, 180 + gap), 255, 3)
    (quad,) = cells_of(mask)
    assert 98 <= quad[:, 0].min() <= 104 and 396 <= quad[:, 0].max() <= 402


def rounded(width, height, radius):
    mask = np.zeros((height + 100, width + 100), np.uint8)
    inner = (50 + radius, 50 + radius), (50 + width - radius, 50 + height - radius)
    cv2.rectangle(mask, *inner, 255, 2 * radius)
    for x, y in ((inner[0][0], inner[0][1]), (inner[1][0], inner[0][1]), inner[1], (inner[0][0], inner[1][1])):
        cv2.circle(mask, (x, y), radius, 255, -1)
    cv2.rectangle(mask, *inner, 255, -1)
    return cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))


@pytest.mark.parametrize("radius", [10, 25, 38])
def test_a_box_with_rounded_corners_is_a_cell_with_the_corners_of_its_rectangle(radius):
    (quad,) = cells_of(rounded(300, 80, radius))
    assert np.abs(quad - [(50, 50), (350, 50), (350, 130), (50, 130)]).max() <= 7


def test_the_inside_of_a_zero_is_no_box_with_rounded_corners():
    mask = np.zeros((300, 300), np.uint8)
    cv2.ellipse(mask, (150, 150), (45, 80), 0, 0, 360, 255, 5)
    assert not cells_of(mask)


def test_a_circle_that_a_pen_drew_is_no_box_with_rounded_corners():
    angles = np.deg2rad(np.arange(45, 405, 15))
    around = np.stack([100 + 27 * np.cos(angles), 100 + 30 * np.sin(angles)], axis=1)
    for lean in range(0, 90, 5):
        ink = np.zeros((200, 200), np.uint8)
        turn = cv2.getRotationMatrix2D((100, 100), lean, 1)
        points = cv2.transform(around[:, None], turn).round().astype(np.int32)
        cv2.polylines(ink, [points], True, 255, 3)
        assert not any(hole.rounded is not None for hole in find_holes(inner_contours(ink), ink.size, 24, 2)), lean


def test_cells_with_a_box_in_their_corner_stay():
    """All 37 numbers in a diary's cells, each with its day in a box, were lost: the cells were frames of the boxes."""
    mask = grid(3, 3, width=130, height=140)
    for row in range(3):
        for column in range(3):
            x, y = 50 + 130 * column, 40 + 140 * row
            cv2.rectangle(mask, (x, y), (x + 40, y + 30), 255, 3)
    sizes = sorted(round(float(cv2.contourArea(quad))) for quad in cells_of(mask))
    assert len(sizes) == 18 and sizes[8] < 1300 and sizes[9] > 12000
    bow = grid(3, 3, width=130, height=140)
    for row in range(3):
        for column in range(3):
            cv2.rectangle(
                bow, (50 + 130 * column + 40, 40 + 140 * row + 40), (130 + 130 * column, 70 + 140 * row), 255, 3
            )
    assert len(cells_of(bow)) == 9


@pytest.mark.parametrize("degrees", [6, -11])
def test_boxes_on_a_card_that_lies_askew_are_found_though_only_its_frame_has_rulings(degrees):
    card = np.zeros((500, 700), np.uint8)
    cv2.rectangle(card, (90, 90), (610, 410), 255, 3)
    net = turned(card, degrees)
    for top in (130, 220, 310):
        cv2.rectangle(card, (300, top), (560, top + 60), 255, 3)
    ink = turned(card, degrees)
    holes = find_holes(inner_contours(ink), ink.size, 24, 3)
    quads = find_cells(net, holes, 24, 3)
    assert len(quads) == 3 and all(np.ptp(quad[:, 0]) < 300 for quad in quads)
    assert len([hole for hole in holes if hole.rounded is not None]) >= 3, "no side of the boxes is a ruling"
    straight = turned(card, 2)
    assert all(hole.rounded is None for hole in find_holes(inner_contours(straight), straight.size, 24, 3))
