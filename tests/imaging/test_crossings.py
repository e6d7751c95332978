import cv2
import numpy as np

from digitscan.imaging.crossings import drawn, find_crossings, find_lines, find_patches


def grid(step=40, count=5, size=260):
    contrast = np.zeros((size, size), np.uint8)
    for i in range(count):
        at = 40 + i * step
        cv2.line(contrast, (40, at), (40 + (count - 1) * step, at), 120, 2)
        cv2.line(contrast, (at, 40), (at, 40 + (count - 1) * step), 120, 2)
    return contrast


def test_the_largest_patch_has_every_crossing_once():
    lines = find_lines(grid())
    points = find_crossings(*lines)
    patch = find_patches(points, lines, 2)[0]
    assert patch in find_patches(points, lines, 25) and find_patches(points, lines, 26) == []
    places = np.array(list(patch))
    assert len(patch) == 25 and len(set(patch.values())) == 25
    assert np.ptp(places, axis=0).tolist() == [4, 4]
    steps = {place: points[number] for place, number in patch.items()}
    low = places.min(axis=0)
    for (row, column), xy in steps.items():
        assert np.abs(xy - (40 + (column - low[1]) * 40, 40 + (row - low[0]) * 40)).max() <= 3


def test_an_edge_is_drawn_as_far_as_its_line_goes():
    contrast = np.zeros((100, 200), np.uint8)
    cv2.line(contrast, (20, 50), (100, 50), 150, 2)
    across, _ = find_lines(contrast)
    ends = np.array([[20, 50], [20, 80]], np.float32), np.array([[180, 50], [180, 80]], np.float32)
    whole, none = drawn(across, *ends, weakest=4)
    assert 0.4 < whole < 0.65 and none == 0


def test_blank_paper_has_no_crossings():
    lines = find_lines(np.zeros((100, 100), np.uint8))
    points = find_crossings(*lines)
    assert points.shape == (0, 2) and find_patches(points, lines, 2) == []
