import itertools

import cv2
import numpy as np
import pytest

from digitscan.glyphs.cut import cut


def touching_zeros(lean=0.0):
    ink = np.zeros((60, 130), np.uint8)
    cv2.ellipse(ink, (30, 30), (20, 26), 0, 0, 360, 255, 5)
    cv2.ellipse(ink, (73, 30), (20, 26), 0, 0, 360, 255, 5)
    if lean:
        ink = cv2.warpAffine(ink, np.array([[1, -lean, lean * 30], [0, 1, 0]], float), (130, 60))
    x, y, w, h = cv2.boundingRect(ink)
    return ink[y : y + h, x : x + w]


@pytest.mark.parametrize("lean", [0.0, 0.4, -0.3])
def test_one_of_the_cuts_separates_touching_digits(lean):
    ink = touching_zeros(lean)
    shares = []
    for path in cut(ink, 58):
        left = np.arange(ink.shape[1])[None] < path[:, None]
        shares.append(np.count_nonzero(ink[left]) / np.count_nonzero(ink))
    assert any(abs(share - 0.5) < 0.06 for share in shares), shares


def test_a_narrow_digit_is_not_cut():
    assert cut(np.full((60, 12), 255, np.uint8), 60) == []


def test_paths_have_a_place_in_every_row_and_keep_their_order():
    ink = np.hstack([touching_zeros(), touching_zeros()])
    paths = cut(ink, 58)
    assert len(paths) >= 2
    assert all(path.shape == (ink.shape[0],) for path in paths)
    assert all((a <= b).all() for a, b in itertools.pairwise(paths))
    assert all(((path >= 0) & (path <= ink.shape[1])).all() for path in paths)


def test_a_solid_block_has_no_cheap_cut():
    assert cut(np.full((50, 50), 255, np.uint8), 50) == []
