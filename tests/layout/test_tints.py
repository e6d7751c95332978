import cv2
import numpy as np
import pytest

from digitscan.layout.tints import find_tints

PAPER = (150, 165, 160)


def cells(colours, *, side=60, grain=4.0, seed=0):
    """A row of cells, each with a 7 in a colour of its own or empty, unevenly lit and grainy."""
    drawn = np.full((side, side * len(colours), 3), PAPER, np.uint8)
    for i, colour in enumerate(colours):
        if colour is not None:
            place = (round((i + 0.33) * side), round(0.72 * side))
            cv2.putText(drawn, "7", place, cv2.FONT_HERSHEY_SIMPLEX, side / 45, colour, max(2, side // 15))
    page = cv2.GaussianBlur(drawn, (0, 0), side / 60).astype(np.float32)
    page *= np.linspace(1.1, 0.8, page.shape[1], dtype=np.float32)[None, :, None]
    page += np.random.default_rng(seed).normal(0, grain, page.shape[:2])[..., None]
    return np.clip(page, 0, 255).astype(np.uint8)


def quads(count, side=60):
    return [np.array([(i, 0), (i + 1, 0), (i + 1, 1), (i, 1)], np.float32) * side for i in range(count)]


RED, BLUE, GREY = (125, 130, 215), (205, 150, 120), (110, 121, 117)


@pytest.mark.parametrize("side", [40, 60, 240])
def test_ink_that_only_its_colour_shows_is_there(side):
    page = cells([None, RED, None, BLUE, None], side=side)
    assert find_tints(page, quads(5, side)).tolist() == [False, True, False, True, False]


def test_grey_ink_shadow_and_grain_have_no_colour_of_their_own():
    assert not find_tints(cells([None, GREY, None], grain=12.0), quads(3)).any()


@pytest.mark.parametrize("quality", [40, 75])
def test_compression_makes_no_colour(quality):
    page = cv2.imdecode(cv2.imencode(".jpg", cells([None] * 8, grain=6.0), [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1)
    assert not find_tints(page, quads(8)).any()


def test_of_a_field_that_is_too_small_nothing_is_said():
    page = cells([RED])
    assert find_tints(page, [np.array([(0, 0), (9, 0), (9, 9), (0, 9)], np.float32)]).tolist() == [False]
    assert find_tints(page, [np.array([(70, 0), (90, 0), (90, 9), (70, 9)], np.float32)]).tolist() == [False]
    assert find_tints(page, []).shape == (0,)


@pytest.mark.parametrize("frame", [(40, 40, 210), (200, 90, 40), (0, 0, 0), (25, 30, 45)])
@pytest.mark.parametrize("tilt", [0, 3, 8])
def test_a_frame_around_a_wide_tilted_box_is_no_colour_in_it(frame, tilt):
    page = np.full((500, 900, 3), PAPER, np.uint8)
    corners = np.array([(100, 200), (800, 200), (800, 280), (100, 280)], np.float32)
    turn = cv2.getRotationMatrix2D((450, 240), tilt, 1)
    turned = cv2.transform(corners[None], turn)[0]
    cv2.polylines(page, [np.rint(turned).astype(np.int32)], True, frame, 4, cv2.LINE_AA)
    inside = cv2.transform((corners + np.array([(4, 4), (-4, 4), (-4, -4), (4, -4)]))[None], turn)[0]
    assert not find_tints(page, [inside.astype(np.float32)]).any()
    cv2.putText(page, "7", (430, 262), cv2.FONT_HERSHEY_SIMPLEX, 1.8, RED, 12)
    assert find_tints(page, [inside.astype(np.float32)]).all()


def test_what_lies_outside_the_picture_has_no_colour():
    page = cells([RED])
    outside = np.array([(-90, -90), (-30, -90), (-30, -30), (-90, -30)], np.float32)
    assert find_tints(page, [outside, outside + 500, quads(1)[0]]).tolist() == [False, False, True]
