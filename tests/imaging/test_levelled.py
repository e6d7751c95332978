import numpy as np
import pytest

from digitscan.imaging.levelled import inner, level, medians, spread
from digitscan.imaging.ruling import find_rulings


def ruled():
    """Ink of a falling ruling with a gap, a level one below it, and an upright one at the edge."""
    contrast = np.zeros((160, 500), np.uint8)
    for x in (*range(20, 200), *range(206, 420)):
        y = 40 + x // 60
        contrast[y - 1 : y + 2, x] = 150
    contrast[110:114, 30:480] = 90
    contrast[5:155, 496:499] = 200
    return contrast, np.where(contrast > 0, np.uint8(255), np.uint8(0))


@pytest.mark.parametrize("vertical", [False, True])
def test_every_ruling_lies_level_in_the_middle_row(vertical):
    contrast, mask = ruled()
    rulings = find_rulings(contrast, mask, 30, 20.0)
    segments, traces = (rulings.vertical, rulings.standing) if vertical else (rulings.horizontal, rulings.lying)
    levelled = level(contrast, mask, segments, traces, vertical=vertical)
    middle = len(levelled.at) // 2
    assert len(levelled.sizes) == (1 if vertical else 2)
    y, x = np.divmod(levelled.at[middle], mask.shape[1])
    assert (mask[y, x] > 0).mean() > 0.95
    assert levelled.band[middle - levelled.near.start].all() and not levelled.band[[0, -1]].any()
    np.testing.assert_allclose(levelled.peak, [200] if vertical else [150, 90], atol=1)


def test_rows_beyond_the_page_hold_no_ink():
    contrast, mask = ruled()
    rulings = find_rulings(contrast, mask, 30, 20.0)
    levelled = level(contrast, mask, rulings.vertical, rulings.standing, vertical=True)
    middle, last = len(levelled.at) // 2, mask.shape[1] - 1
    beyond = middle + 1 + last - levelled.at[middle].max() % mask.shape[1]
    near = levelled.near.start
    assert levelled.covered[middle - near].any() and not levelled.covered[beyond - near :].any()
    assert (levelled.at[beyond:] % mask.shape[1] == last).all()


def test_no_ruling_is_nothing_to_level():
    contrast, mask = ruled()
    rulings = find_rulings(contrast, mask, 30, 20.0).keep(np.zeros(2, bool), np.zeros(1, bool))
    assert level(contrast, mask, rulings.horizontal, rulings.lying, vertical=False) is None


@pytest.mark.parametrize("share", [0.3, 0.45])
def test_strokes_that_lie_along_a_ruling_say_nothing_of_how_dark_it_is(share):
    """The tops of a row of 0 that run along a pale line once made it as dark as the pen, and went out with it."""
    contrast = np.zeros((80, 500), np.uint8)
    print_ = 80 + np.random.default_rng(0).integers(-15, 16, 460)
    contrast[38:41, 20:480] = print_.astype(np.uint8)
    strokes = np.arange(20, 480)[np.arange(460) % 50 < 50 * share]
    contrast[37:42, strokes] = 200
    rulings = find_rulings(contrast, np.where(contrast > 0, np.uint8(255), np.uint8(0)), 30, 20.0)
    levelled = level(contrast, contrast, rulings.horizontal, rulings.lying, vertical=False)
    assert levelled.peak == pytest.approx([80], abs=5)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_medians_are_those_of_each_group(dtype):
    rng = np.random.default_rng(0)
    values = rng.integers(0, 250, (4, 30)).astype(dtype)
    first = np.array([0, 1, 12, 12, 30])
    found = medians(values, first)
    for group in (0, 1, 3):
        np.testing.assert_array_equal(found[:, group], np.median(values[:, first[group] : first[group + 1]], axis=1))
    assert not found[:, 2].any()


def test_windows_at_the_end_of_a_ruling_see_its_end_and_not_the_next_one():
    first = np.array([0, 3, 5])
    assert spread(first, 2).tolist() == [0, 0, 0, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert spread(first, 2)[inner(first, 2)].tolist() == [0, 1, 2, 3, 4]
