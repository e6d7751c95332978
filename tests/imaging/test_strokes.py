import numpy as np
import pytest

from digitscan.imaging.levelled import level
from digitscan.imaging.ruling import find_rulings
from digitscan.imaging.strokes import find_strokes


def strokes_on_a_ruling(pen):
    """What is found on a level ruling of contrast 120 that a pen crosses in columns 200 … 207; and its rows."""
    contrast = np.zeros((120, 400), np.uint8)
    contrast[60:63, 10:390] = 120
    contrast[30:95, 200:208] = np.maximum(contrast[30:95, 200:208], pen)
    mask = np.where(contrast > 0, np.uint8(255), np.uint8(0))
    rulings = find_rulings(contrast, mask, 150, 20.0)
    levelled = level(contrast, mask, rulings.horizontal, rulings.lying, vertical=False)
    found, faint = find_strokes(levelled, mask)
    y, x = np.divmod(levelled.at[levelled.near], mask.shape[1])
    return found, faint, (y >= 60) & (y < 63), x


@pytest.mark.parametrize("pen", [240, 120])
def test_a_stroke_is_told_by_its_darkness_or_else_by_its_thickness(pen):
    found, faint, on_ruling, x = strokes_on_a_ruling(pen)
    inner = on_ruling & (x >= 202) & (x < 206)
    assert found[inner].all()
    assert not found[on_ruling & ((x < 195) | (x > 212))].any()
    assert faint[(x >= 202).any(axis=0) & (x < 206).any(axis=0)].any() == (pen == 120)


def test_a_ruling_alone_has_no_strokes():
    found, faint, on_ruling, _ = strokes_on_a_ruling(0)
    assert not found[on_ruling].any() and faint.all()
