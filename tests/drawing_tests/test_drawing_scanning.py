import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.drawing import (
    Drawn,
    Truth,
    Writer,
    add_noise,
    bilevel,
    blur,
    curl,
    fade,
    fax,
    flatbed,
    jpeg,
    mark_table,
    motion_blur,
    paper_texture,
    photograph,
    quarter_turns,
    resample,
    rotate,
    shadow,
    specks,
    to_grey,
    uneven_light,
    whiten,
)  # fmt: skip
from digitscan.types import Box


def rng():
    return np.random.default_rng(3)


def marked(colour=True):
    """A page with one black block, and its box."""
    pixels = np.full((400, 300, 3) if colour else (400, 300), 255, np.uint8)
    box = Box(90, 140, 200, 180)
    pixels[box.top : box.bottom, box.left : box.right] = 0
    return Drawn(pixels, [Truth("7", box, "box")])


def ink_box(page, level=128):
    """Box of the dark pixels."""
    grey = page.pixels if page.pixels.ndim == 2 else page.pixels.max(-1)
    rows, columns = np.flatnonzero((grey < level).any(1)), np.flatnonzero((grey < level).any(0))
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


MOVES = {
    "rotate": lambda page, amount: rotate(page, 15 * amount),
    "curl": lambda page, amount: curl(page, 12 * amount),
    "smaller": lambda page, amount: resample(page, 1 - 0.5 * abs(amount)),
    "larger": lambda page, amount: resample(page, 1 + abs(amount)),
    "quarters": lambda page, amount: quarter_turns(page, round(4 * amount)),
}


@pytest.mark.parametrize("name", MOVES)
@settings(max_examples=15, deadline=None)
@given(amount=st.floats(-1, 1), colour=st.booleans())
def test_truth_goes_where_the_ink_goes(name, amount, colour):
    page = MOVES[name](marked(colour), amount)
    ink, box = ink_box(page), page.truth[0].box
    slack = 3 if name != "curl" else 14  # a curled box is the whole range of its sag
    assert all(abs(a - b) <= slack for a, b in zip(ink, box, strict=True)), (ink, box)


TONES = {
    "grey": to_grey,
    "noise": lambda page: add_noise(page, 5, rng()),
    "blur": lambda page: blur(page, 1.0),
    "motion": lambda page: motion_blur(page, 5),
    "texture": lambda page: paper_texture(page, rng()),
    "light": lambda page: uneven_light(page, rng()),
    "shadow": lambda page: shadow(page, rng()),
    "fade": lambda page: fade(page, 0.6),
    "whiten": whiten,
    "specks": lambda page: specks(page, rng()),
    "jpeg": lambda page: jpeg(page, 40),
    "bilevel": bilevel,
}


@pytest.mark.parametrize("name", TONES)
@pytest.mark.parametrize("colour", [True, False])
def test_tones_change_and_nothing_moves(name, colour):
    page = marked(colour)
    before = page.pixels.copy()
    after = TONES[name](page)
    assert np.array_equal(page.pixels, before), "the page given is left as it was"
    assert after.pixels.dtype == np.uint8
    assert after.pixels.shape[:2] == before.shape[:2]
    assert after.truth == page.truth
    grey = after.pixels if after.pixels.ndim == 2 else after.pixels.mean(-1)
    assert grey[150:170, 100:190].mean() < grey[20:100].mean() - 60


def test_a_faded_page_is_paler_and_a_bilevel_one_has_two_tones():
    assert fade(marked(), 0.3).pixels.min() == pytest.approx(255 * 0.7, abs=2)
    assert set(np.unique(bilevel(add_noise(marked(), 20, rng())).pixels)) == {0, 255}


def test_a_shadow_and_uneven_light_darken_one_part_only():
    page = Drawn(np.full((300, 300), 240, np.uint8), [])
    for darkened in (shadow(page, rng(), 0.4), uneven_light(page, rng(), 0.4)):
        assert darkened.pixels.max() > 225
        assert darkened.pixels.min() < 170


@pytest.fixture(scope="module")
def table():
    return mark_table(Writer(4), dpi=150)


def test_a_flatbed_scan_keeps_size_and_truth(table):
    scan = flatbed(table, rng(), scale=0.5, skew=1.0, quality=70, grey=True)
    assert scan.pixels.shape == (877, 620)
    assert [t.value for t in scan.truth] == [t.value for t in table.truth]


def test_a_fax_is_black_and_white_and_the_digits_are_still_there(table):
    scan = fax(table, rng())
    assert set(np.unique(scan.pixels)) == {0, 255}
    for value, box, _ in scan.truth:
        inner = scan.pixels[box.top + 6 : box.bottom - 6, box.left + 6 : box.right - 6]
        assert bool((inner == 0).mean() > 0.005) == bool(value)


@pytest.mark.parametrize("seed", range(4))
def test_a_photo_shows_the_whole_sheet_and_every_field_lies_in_it(table, seed):
    photo = photograph(table, np.random.default_rng(seed), size=(600, 800))
    assert photo.pixels.shape == (800, 600, 3)
    for truth in photo.truth:
        assert truth.box.clip(600, 800) == truth.box
    corners = photo.pixels[[2, 2, -3, -3], [2, -3, 2, -3]]
    assert (corners[:, 2].astype(int) > corners[:, 0]).all(), "the desk around it is brown"


def test_the_same_seed_takes_the_same_photo(table):
    first, second = (photograph(table, np.random.default_rng(9), size=(300, 400)) for _ in range(2))
    assert np.array_equal(first.pixels, second.pixels)
