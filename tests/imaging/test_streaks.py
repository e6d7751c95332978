"""Lines that dirt on a feeder's glass drew through the whole page go; lines of the form stay."""

import cv2
import numpy as np
import pytest

from digitscan.imaging.streaks import Streaks, fill_streaks, find_streaks

HEIGHT, WIDTH = 1400, 1000


def page(degrees=0.0, *, edges=False):
    """A table on white paper, scanned askew; its lines end inside the page, or at its edges."""
    left, right, top, bottom = (0, WIDTH, 0, HEIGHT) if edges else (150, 850, 200, 1200)
    gray = np.full((HEIGHT, WIDTH), 245, np.uint8)
    for y in np.linspace(top, bottom - 3, 15).astype(int):
        cv2.line(gray, (left, y), (right, y), 60, 2)
    for x in np.linspace(left, right - 3, 5).astype(int):
        cv2.line(gray, (x, top), (x, bottom), 60, 2)
    for y in range(260, 1150, 72):
        cv2.putText(gray, "6308", (200, y), cv2.FONT_HERSHEY_SIMPLEX, 1, 30, 3)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1)
    gray = cv2.warpAffine(gray, turn, (WIDTH, HEIGHT), borderValue=245)
    noise = np.random.default_rng(3).normal(0, 2, gray.shape)
    return np.clip(gray + noise, 0, 255).astype(np.uint8)


def dirty(gray, *places, part=0.5):
    """Streaks two pixels wide that take this part of the light."""
    gray = gray.copy()
    for x in places:
        gray[:, x : x + 2] = np.rint(gray[:, x : x + 2] * (1 - part))
    return gray


@pytest.mark.parametrize("degrees", [0.0, 0.8, -1.5])
@pytest.mark.parametrize("part", [0.15, 0.9])
def test_streaks_are_found_where_they_are(degrees, part):
    found = find_streaks(dirty(page(degrees), 232, 620, part=part))
    assert found is not None and found.upright and len(found.places) == 2
    for (first, last), x in zip(found.places, (232, 620), strict=True):
        assert x - 1 <= first <= x and x + 1 < last <= x + 3


def test_a_page_fed_sideways_has_lying_ones():
    found = find_streaks(np.ascontiguousarray(dirty(page(0.8), 232).T))
    assert found is not None and not found.upright and len(found.places) == 1


@pytest.mark.parametrize("degrees", [0.0, 0.8])
def test_lines_of_forms_are_none(degrees):
    assert find_streaks(page(degrees)) is None
    assert find_streaks(page(degrees, edges=True)) is None, "a table cut out of its page"


def test_lines_of_columns_from_edge_to_edge_are_kept():
    columns = np.full((HEIGHT, WIDTH), 245, np.uint8)
    columns[:, [200, 201, 500, 501, 800, 801]] = 60
    assert find_streaks(columns) is None, "a page may be straight, and nothing says that these are no lines of it"
    rows = columns.copy()
    for y in range(100, 1400, 100):
        rows[y : y + 2, 200:802] = 60
    assert find_streaks(rows) is None, "its rows end at them"


def test_an_image_cut_out_of_a_page_is_left_alone():
    assert find_streaks(dirty(page(0.8), 232)[300:500]) is None


@pytest.mark.parametrize("colour", [False, True])
def test_what_a_streak_crosses_is_whole_again(colour):
    clean = page(0.8)
    soiled = dirty(clean, 232, part=0.9)
    if colour:
        clean, soiled = (cv2.cvtColor(one, cv2.COLOR_GRAY2BGR) for one in (clean, soiled))
    before = soiled.copy()
    filled = fill_streaks(soiled, Streaks(upright=True, places=((232, 234),)))
    assert filled.shape == soiled.shape and np.array_equal(soiled, before)
    ink = clean[:, 225:240] < 128
    assert ((filled[:, 225:240] < 128) == ink).mean() > 0.98
    assert np.array_equal(np.delete(filled, np.s_[228:238], axis=1), np.delete(soiled, np.s_[228:238], axis=1))
