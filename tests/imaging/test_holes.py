import cv2
import numpy as np

from digitscan.imaging.components import find_components
from digitscan.imaging.holes import open_holes


def components(contrast, floor=14):
    return find_components(contrast, np.where(contrast > floor, np.uint8(255), np.uint8(0)), floor)


def test_the_hole_of_a_blurred_ring_opens_and_the_ring_stays_whole():
    ring = np.zeros((80, 80), np.uint8)
    cv2.ellipse(ring, (40, 40), (9, 14), 0, 0, 360, 255, 7)
    blurred = cv2.GaussianBlur(ring, (0, 0), 4)
    before = components(blurred)
    after = open_holes(before, blurred)
    assert len(after) == len(before) == 1
    assert before.labels[40, 40] == 1 and after.labels[40, 40] == 0
    assert cv2.connectedComponents((after.labels > 0).view(np.uint8))[0] == 2
    assert after.areas[0] == np.count_nonzero(after.labels)


def test_blots_without_a_hole_and_strokes_stay_as_they_are():
    page = np.zeros((80, 160), np.uint8)
    cv2.circle(page, (40, 40), 15, 255, -1)
    cv2.line(page, (120, 20), (110, 60), 255, 5)
    page = cv2.GaussianBlur(page, (0, 0), 2)
    before = components(page)
    after = open_holes(before, page)
    np.testing.assert_array_equal(after.labels, before.labels)
    np.testing.assert_array_equal(after.boxes, before.boxes)
