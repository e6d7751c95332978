from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from digitscan.glyphs.normalize import INNER, SIZE, normalize, normalize_all

MNIST = Path(__file__).parents[3] / "shared" / "data" / "glyphs" / "mnist.npz"


@settings(max_examples=150, deadline=None)
@given(hnp.arrays(np.uint8, st.tuples(st.integers(0, 90), st.integers(0, 90))))
def test_any_ink_becomes_one_glyph(ink):
    glyph = normalize(ink)
    assert glyph.shape == (SIZE, SIZE) and glyph.dtype == np.uint8
    assert glyph.max() in (0, 255) or ink.max() > 16


def test_blank_and_faint_grain_stay_blank():
    assert not normalize(np.zeros((40, 30), np.uint8)).any()
    assert not normalize(np.full((40, 30), 10, np.uint8)).any()
    assert not normalize(np.zeros((0, 5), np.uint8)).any()


def test_single_pixel_becomes_a_square_in_the_middle():
    ink = np.zeros((50, 50), np.uint8)
    ink[3, 44] = 200
    y, x = np.nonzero(normalize(ink))
    assert (y.max() - y.min() + 1, x.max() - x.min() + 1) == (INNER, INNER)
    assert abs(y.mean() - 14) <= 0.5 and abs(x.mean() - 14) <= 0.5


@pytest.mark.parametrize(("height", "width"), [(60, 20), (20, 60), (200, 10)])
def test_aspect_is_kept(height, width):
    ink = np.full((height, width), 255, np.uint8)
    y, x = np.nonzero(normalize(np.pad(ink, 7)))
    found = (y.max() - y.min() + 1, x.max() - x.min() + 1)
    assert max(found) == INNER
    assert found == (
        max(1, round(height * INNER / max(height, width))),
        max(1, round(width * INNER / max(height, width))),
    )


def test_centre_of_mass_is_in_the_middle():
    ink = np.zeros((80, 60), np.uint8)
    cv2.line(ink, (10, 70), (50, 8), 180, 6)
    cv2.circle(ink, (42, 20), 9, 180, -1)
    glyph = normalize(ink).astype(float)
    rows, columns = np.mgrid[:SIZE, :SIZE]
    assert abs((glyph * rows).sum() / glyph.sum() - 14) <= 0.75
    assert abs((glyph * columns).sum() / glyph.sum() - 14) <= 0.75


def test_faint_ink_is_scaled_to_full_strength():
    ink = np.zeros((40, 40), np.uint8)
    cv2.circle(ink, (20, 20), 12, 60, 3)
    assert normalize(ink).max() == 255


def test_many_are_normalised_as_one():
    inks = [np.pad(np.full((n, 3 * n), 200, np.uint8), 2) for n in (4, 9, 30)]
    for one, ink in zip(normalize_all(inks), inks, strict=True):
        np.testing.assert_array_equal(one, normalize(ink))


@pytest.mark.skipif(not MNIST.exists(), reason="the development data (MNIST) is not on this machine")
def test_mnist_digits_come_back_as_they_are():
    digits = np.load(MNIST)["x_train"][:1000]
    again = normalize_all(list(digits))
    same = np.abs(again.astype(int) - digits).reshape(len(digits), -1).max(axis=1) < 30
    assert same.mean() > 0.97
