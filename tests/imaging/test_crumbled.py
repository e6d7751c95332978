"""Lines that a scan in black and white crumbled are joined; words, combs and grain are left as they are."""

import cv2
import numpy as np
import pytest

from digitscan.drawing import print_paragraph
from digitscan.imaging.crumbled import close_crumbs, is_black_and_white

HEIGHT, WIDTH, SHORTEST = 800, 1000, 30


def paper():
    return np.zeros((HEIGHT, WIDTH), np.uint8)


def crumbs(mask, share, rng, *, y, first=50, last=950, slope=0.0, thick=2):
    """A line of which that share is left, in pieces of some pixels."""
    for x in np.arange(first, last, 5):
        if rng.random() < share:
            top = round(y + slope * x)
            mask[top : top + thick, x : x + int(rng.integers(2, 6))] = 255


@pytest.mark.parametrize("share", [0.4, 0.6])
@pytest.mark.parametrize("slope", [0.0, 0.004])
def test_crumbled_lines_are_joined_from_end_to_end(share, slope):
    rng = np.random.default_rng(5)
    mask = paper()
    for y in range(100, 700, 60):
        crumbs(mask, share, rng, y=y, slope=slope)
    contrast, closed = close_crumbs(mask, mask, SHORTEST)
    assert closed is not mask and (closed[mask > 0] == 255).all()
    for y in range(100, 700, 60):
        x = np.arange(110, 890)
        band = np.stack([closed[np.floor(y + slope * x).astype(int) + off, x] for off in (-1, 0, 1, 2)])
        assert (band.max(axis=0) > 0).all()
    between = closed[np.rint(130 + slope * 500).astype(int), 100:900]
    assert not between.any()
    assert np.array_equal(contrast, closed)


def test_columns_are_joined_too_and_writing_on_a_line_is_no_gap():
    rng = np.random.default_rng(6)
    mask = paper()
    for x in (200, 400, 600):
        part = np.zeros((WIDTH, HEIGHT), np.uint8)
        crumbs(part, 0.4, rng, y=x, first=40, last=760)
        mask |= part.T
    for y in (120, 400):
        cv2.putText(mask, "8374", (170, y), cv2.FONT_HERSHEY_SIMPLEX, 2, 255, 6)
    closed = close_crumbs(mask, mask, SHORTEST)[1]
    for x in (200, 400, 600):
        assert closed[80:700, x - 1 : x + 3].max(axis=1).all()


def test_print_combs_and_grain_are_no_crumbled_lines():
    rng = np.random.default_rng(7)
    text = paper()
    for y in range(60, 780, 30):
        cv2.putText(text, "minimum six lines of ordinary text, e.g. a form's", (40, y), 0, 0.7, 255, 2)
    sheet = np.full((HEIGHT, WIDTH), 255, np.uint8)
    print_paragraph(sheet, "conditions set out in schedule two form part of " * 90, 40, 60, 900, 25)
    print_ = np.where(sheet < 200, 255, 0).astype(np.uint8)
    combs = paper()
    for top in range(60, 700, 100):  # walls one below another, with as much paper between
        for x in range(100, 500, 50):
            part = np.zeros((WIDTH, HEIGHT), np.uint8)
            crumbs(part, 0.6, rng, y=x, first=top, last=top + 50)
            combs |= part.T
    grain = np.where(rng.random((HEIGHT, WIDTH)) < 0.02, 255, 0).astype(np.uint8)
    bed = paper()  # beside the sheet, a grey that was scanned as dots
    bed[300:420] = np.where(rng.random((120, WIDTH)) < 0.12, 255, 0)
    short = paper()
    crumbs(short, 0.5, rng, y=300, first=100, last=400)
    boxes = paper()
    for top in range(60, 700, 80):
        for left in range(40, 960, 190):
            cv2.rectangle(boxes, (left, top), (left + 160, top + 50), 255, 2)
    for mask in (text, print_, combs, grain, bed, short, boxes, paper()):
        assert close_crumbs(mask, mask, SHORTEST)[1] is mask


def test_a_whole_line_needs_nothing():
    mask = paper()
    mask[300:302, 50:950] = 255
    assert close_crumbs(mask, mask, SHORTEST)[1] is mask


def test_a_page_in_black_and_white_is_known_reduced_or_not():
    rng = np.random.default_rng(8)
    bits = np.where(rng.random((400, 400)) < 0.1, 0, 255).astype(np.uint8)
    half = cv2.resize(bits, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert is_black_and_white(bits) and is_black_and_white(half)
    grey = np.clip(rng.normal(240, 5, (400, 400)), 0, 255).astype(np.uint8)
    assert not is_black_and_white(grey)
    assert not is_black_and_white(cv2.merge([bits] * 3))
