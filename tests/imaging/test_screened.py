"""Shades of dots in black and white become white, and the ink on them stays."""

import cv2
import numpy as np
import pytest

from digitscan.drawing import A5_WIDE, PENS, Sheet, Writer, bilevel, flatbed
from digitscan.imaging.screened import find_dots, lift_dots
from digitscan.pipeline import segment_page
from digitscan.types import Page

DPI = 200


def numbers():
    """A sheet with six numbers in boxes."""
    sheet, hand = Sheet(A5_WIDE, DPI), Writer(5, PENS["felt"])
    for i, value in enumerate(("4071", "38", "52619", "7", "903", "26")):
        sheet.write(value, sheet.frame(20 + i % 2 * 95, 25 + i // 2 * 34, 50, 14, line=0.4), hand, "box")
    return sheet.drawn()


def by_chance(gray, rng):
    """Dots that stand anywhere, as of paper whose brightness is the scanner's threshold."""
    return np.where(gray + rng.normal(0, 40, gray.shape) > 150, 255, 0).astype(np.uint8)


def by_matrix(gray, rng):
    """An ordered dither."""
    matrix = 16 * np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) + 8
    return np.where(
        gray > np.tile(matrix, np.add(gray.shape, 3) // 4)[: gray.shape[0], : gray.shape[1]], 255, 0
    ).astype(np.uint8)


def in_screen(gray, rng):
    """A printer's screen at 45 degrees."""
    y, x = np.mgrid[: gray.shape[0], : gray.shape[1]] * (np.sqrt(2) * np.pi / 5.5)
    return np.where(gray > 127.5 + 60 * (np.cos(x + y) + np.cos(x - y)), 255, 0).astype(np.uint8)


@pytest.mark.parametrize("dots", [by_chance, by_matrix, in_screen])
def test_a_shade_becomes_white_and_ink_on_it_stays(dots):
    page, rng = numbers(), np.random.default_rng(1)
    gray = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    inked = cv2.erode((gray < 128).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    clear = cv2.dilate((gray < 250).astype(np.uint8), np.ones((15, 15), np.uint8)) == 0
    pixels = dots(np.minimum(gray, 175), rng)
    found = find_dots(pixels)
    assert found is not None and found.tiles.mean() > 0.9
    lifted = lift_dots(pixels, found, 1.0)
    assert (lifted[clear] == 255).mean() > 0.98
    assert (lifted[inked] < 200).mean() > 0.95


def test_black_and_white_without_shades_has_no_dots():
    page = bilevel(flatbed(numbers(), np.random.default_rng(2), noise=6, grey=True), 190)
    assert find_dots(page.pixels) is None
    assert find_dots(np.zeros((20, 500), np.uint8)) is None


def test_small_print_and_a_code_of_squares_are_no_shade():
    sheet = Sheet(A5_WIDE, DPI)
    for i in range(40):
        sheet.print("The quick brown fox jumps over the lazy dog, 0123456789 times." * 2, 8, 10 + 3 * i, 6)
    squares = np.random.default_rng(3).integers(0, 2, (21, 21)).astype(np.uint8)
    code = cv2.resize(255 * squares, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST)
    sheet.pixels[50:134, 1000:1084] = code[..., None]
    pixels = cv2.threshold(cv2.cvtColor(sheet.pixels, cv2.COLOR_BGR2GRAY), 150, 255, cv2.THRESH_BINARY)[1]
    assert find_dots(pixels) is None


def test_only_the_shade_changes_and_the_reduced_page_is_lifted_alike():
    page, rng = numbers(), np.random.default_rng(4)
    gray = cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY)
    right = gray.shape[1] // 2
    gray[:, right:] = np.minimum(gray[:, right:], 175)
    pixels = by_chance(gray, rng)
    pixels[:, :right] = np.where(gray[:, :right] < 128, 0, 255)
    found = find_dots(pixels)
    assert found is not None
    lifted = lift_dots(pixels, found, 1.0)
    assert np.array_equal(lifted[:, : right - 64], pixels[:, : right - 64])
    half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert lift_dots(half, found, 2.0)[:, right // 2 + 40 :].mean() > 235 > half[:, right // 2 + 40 :].mean()


def test_numbers_on_paper_of_dots_are_found_as_on_white():
    """Such a page took four minutes: each dot was looked at as a digit."""
    page, rng = numbers(), np.random.default_rng(5)
    gray = np.minimum(cv2.cvtColor(page.pixels, cv2.COLOR_BGR2GRAY), 175)
    fields = segment_page(Page("page", 1, by_chance(gray, rng))).fields
    boxes = [one.field.box for one in fields if one.field.kind == "box" and any(one.inked)]
    assert len(boxes) == len(page.truth)
    for box, truth in zip(boxes, page.truth, strict=True):
        assert max(abs(a - b) for a, b in zip(box, truth.box, strict=True)) <= 4
