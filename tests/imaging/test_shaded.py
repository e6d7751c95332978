import cv2
import numpy as np
import pytest

from digitscan.imaging.ground import lay_out
from digitscan.imaging.shaded import frame_shaded
from digitscan.types import Page

PAPER, INK = 245, 30


def form(ground, fill, *, width=300, count=5, gap=40):
    """Boxes one below another, a stroke in each of them that crosses its lower side."""
    page = np.full((900, 700), ground, np.uint8)
    for i in range(count):
        top = 100 + i * (60 + gap)
        page[top : top + 60, 200 : 200 + width] = fill
        cv2.line(page, (240, top + 10), (230, top + 64), INK, 4)
    rng = np.random.default_rng(1)
    return np.clip(page + rng.normal(0, 3, page.shape), 0, 255).astype(np.uint8)


def frame_levels(framed, top, *, left=200, width=300):
    """Median brightness of the four sides of a box."""
    sides = framed[top, left : left + width], framed[top + 60, left : left + width]
    return [
        float(np.median(side)) for side in (*sides, framed[top : top + 60, left], framed[top : top + 60, left + width])
    ]


@pytest.mark.parametrize(("ground", "fill"), [(PAPER, 210), (205, PAPER)])
def test_shaded_fields_get_frames_and_lose_their_shade(ground, fill):
    framed = frame_shaded(form(ground, fill))
    for i in range(5):
        # At most three pixels off.
        around = [
            min(levels) for levels in zip(*(frame_levels(framed, 100 + 100 * i + d) for d in range(-3, 4)), strict=True)
        ]
        assert max(around) < 100
    assert abs(np.median(framed[110:150, 300:480]) - PAPER) <= 6 and abs(np.median(framed[20:80, 20:680]) - PAPER) <= 6
    assert framed[130, 236] < 80, "ink stays"


@pytest.mark.parametrize(
    "page",
    [
        form(PAPER, PAPER),  # no shade
        form(PAPER, 210, count=2),  # two pictures
        form(PAPER, 60),  # black bars
        (form(PAPER, 210) * np.linspace(0.4, 1, 700)).astype(np.uint8),  # uneven light
        np.where(np.random.default_rng(2).random((900, 700)) < 0.1, 0, 255).astype(np.uint8),  # black and white
    ],
)
def test_other_pages_stay_as_they_are(page):
    assert frame_shaded(page) is page


def test_stripes_of_a_table_lose_their_shade_and_get_no_frames():
    striped = form(PAPER, 210, width=450, gap=60)
    framed = frame_shaded(striped)
    assert abs(np.median(framed[110:150, 300:600]) - PAPER) <= 6
    assert min(frame_levels(framed, 100, width=450)) > 200


def test_stripes_of_a_page_that_lies_askew_are_stripes_also_beside_one_that_was_not_found():
    striped = form(PAPER, 210, width=450, gap=60, count=6)
    striped[460:520, 200:650] = PAPER  # the fourth one
    turn = cv2.getRotationMatrix2D((350, 450), 0.9, 1.0)
    askew = cv2.warpAffine(striped, turn, (700, 900), flags=cv2.INTER_AREA, borderValue=PAPER)
    framed = frame_shaded(askew)
    assert framed is not askew and np.count_nonzero(framed < 90) <= 1.05 * np.count_nonzero(askew < 90)


def test_cells_of_a_comb_that_a_stroke_joins_are_parted_and_share_their_sides():
    page = np.full((500, 700), PAPER, np.uint8)
    for row in range(2):
        for i in range(6):
            page[100 + 150 * row : 160 + 150 * row, 100 + 49 * i : 144 + 49 * i] = 205
    cv2.line(page, (160, 130), (230, 130), INK, 12)
    framed = frame_shaded(page)
    assert all(framed[105:115, 144 + 49 * i : 149 + 49 * i].min(axis=1).max() < 100 for i in range(5))
    assert framed[99:102, 146].min() < 100, "the upper side goes through"


def test_white_boxes_on_tinted_ground_are_no_light_writing_on_dark():
    pixels = form(205, PAPER)
    ground = lay_out(Page("form.png", 1, pixels, (700, 900)))
    x, y, _ = (ground.matrix @ [237, 125, 1]).astype(int)
    assert ground.ink.mask[y, x] and not ground.ink.mask[5, 5]
    assert np.count_nonzero(ground.ink.mask) < 0.1 * ground.ink.mask.size
