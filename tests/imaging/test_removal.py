import numpy as np
import pytest

from digitscan.imaging.removal import _crossed, remove_rulings
from digitscan.imaging.ruling import find_rulings


def ruled():
    """Ink of a level line with an upright stroke through it."""
    contrast = np.zeros((120, 400), np.uint8)
    contrast[60:63, 10:390] = 200
    contrast[30:95, 200:206] = 230
    return contrast, np.where(contrast > 0, 255, 0).astype(np.uint8)


def test_a_ruling_goes_and_the_stroke_across_it_stays():
    contrast, mask = ruled()
    rulings = find_rulings(contrast, mask, 150, 20.0)
    bare, rest = remove_rulings(contrast, mask, rulings)
    assert len(rulings.horizontal) == 1 and not len(rulings.vertical)
    assert not rest[:, 20:190].any() and not rest[:, 216:380].any()
    assert (rest[30:95, 201:205] > 0).mean() > 0.97 and bare[61, 203] > 0


def test_a_ruling_that_another_one_covers_whole_is_taken_out_once():
    contrast, mask = ruled()
    rulings = find_rulings(contrast, mask, 150, 20.0)
    once, twice = remove_rulings(contrast, mask, rulings), remove_rulings(contrast, mask, rulings.join(rulings))
    assert (once[1] == twice[1]).all()


@pytest.mark.parametrize("vertical", [False, True])
def test_where_no_pixel_is_in_doubt_no_stroke_is_sought(vertical):
    """A scan with crumbled lines had none, and was an error."""
    page = np.zeros((120, 400), np.uint8)
    assert _crossed(np.zeros(0, np.intp), page, page, 40, 3, vertical=vertical).tolist() == []


def test_steps_of_a_line_in_black_and_white_are_no_strokes():
    """Of walls of six drawn tally columns that were faxed 14 pieces were 1s, and ok."""
    page = np.zeros((400, 300), np.uint8)
    page[20:380, 150:155] = 255
    for top in (60, 150, 260):
        page[top : top + 40, 150:157] = 255
    page[200:206, 100:200] = 255
    rulings = find_rulings(page, page, 100, 20.0)
    rulings = rulings.keep(np.zeros(len(rulings.horizontal), bool), np.ones(len(rulings.vertical), bool))
    wall = (slice(20, 190), slice(140, 165))
    assert (remove_rulings(page, page, rulings)[1][wall] > 0).sum() > 200
    _, rest = remove_rulings(page, page, rulings, 2.6)
    assert (rest[wall] > 0).sum() <= 80 and (rest[201:205, 105:195] > 0).mean() > 0.9
