from dataclasses import replace

import cv2
import numpy as np
import pytest

from digitscan.drawing import A5, Sheet, Writer, flatbed
from digitscan.reader import Reader
from digitscan.recognition.parted import find_parting
from digitscan.types import Lattice

DIGIT = ((14, 4), (8, 14), (14, 24), (20, 14), (14, 4))
"""Upright, for any digit that is no 1."""


def glyph(*line, width=1):
    """A stroke through some points of a glyph, uint8 (28, 28)."""
    drawn = np.zeros((28, 28), np.uint8)
    cv2.polylines(drawn, [np.array(line, np.int32)], False, 255, width, cv2.LINE_AA)
    return drawn


def lattice(strokes, heights=None, marks=()):
    """Digits 60 pixels high side by side, each a candidate, and marks with their boxes, by their places."""
    boxes = [(70 * i, 0, 70 * i + 40, (heights or [60] * len(strokes))[i]) for i in range(len(strokes))]
    pixels = [glyph(*line) for line in strokes]
    every = [(box, one, False) for box, one in zip(boxes, pixels, strict=True)]
    every = sorted([*every, *((mark, glyph((5, 14), (22, 14)), True) for mark in marks)], key=lambda one: one[0][0])
    count = len(every)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    low = np.array([mark for *_, mark in every])
    places, pixels = np.array([box for box, *_ in every], np.int32), np.stack([one for _, one, _ in every])
    found = Lattice(spans, places, low, np.zeros(count, bool), 60.0, pixels)
    return found, np.flatnonzero(~low).tolist()


def leaning(degrees):
    """A straight stroke as high as a glyph."""
    half = 10 * np.tan(np.radians(degrees))
    return ((14 + half, 4), (14 - half, 24))


@pytest.mark.parametrize(("lean", "told"), [(-10, ""), (0, ""), (5, ""), (20, "slash"), (35, "slash")])
def test_a_straight_1_that_leans_further_than_its_neighbours_may_be_a_slash(lean, told):
    assert find_parting("419", *lattice([DIGIT, leaning(lean), DIGIT])) == told


def test_a_slash_stands_between_digits_and_is_as_tall_as_they_are_and_straight():
    assert find_parting("149", *lattice([leaning(20), DIGIT, DIGIT])) == ""
    assert find_parting("491", *lattice([DIGIT, DIGIT, leaning(20)])) == ""
    assert find_parting("419", *lattice([DIGIT, leaning(20), DIGIT], [60, 50, 60])) == ""
    assert find_parting("419", *lattice([DIGIT, ((8, 12), (18, 4), (10, 24)), DIGIT])) == ""


def test_1s_that_lean_like_the_other_digits_are_1s():
    slanted = tuple((x + (14 - y) * 0.5, y) for x, y in DIGIT)
    assert find_parting("419", *lattice([slanted, leaning(26), slanted])) == ""


@pytest.mark.parametrize(
    ("value", "told"), [("1210311998", "slash"), ("51619", ""), ("4212198", ""), ("39113199", ""), ("1213214", "")]
)
def test_two_1s_that_make_a_date_need_lean_less(value, told):
    """12/03/1998; in the others there is no date, or one 1 stands upright."""
    places = {"1210311998": (2, 5), "51619": (1, 3), "4212198": (2, 4), "39113199": (2, 5), "1213214": (2,)}[value]
    strokes = [leaning(8) if i in places else DIGIT for i in range(len(value))]
    assert find_parting(value, *lattice(strokes)) == told


DASH, LOW_DASH, DOT = (44, 26, 66, 33), (44, 55, 66, 62), (52, 48, 58, 54)


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ((), ""),
        ((DASH,), "dash"),
        ((LOW_DASH,), ""),
        ((DOT,), ""),
        ((DOT, (51, 22, 57, 28)), "colon"),
        ((DOT, (58, 46, 64, 52)), ""),
        (((150, 26, 172, 33),), ""),
    ],
)
def test_dashes_and_colons_stand_between_digits_at_their_height(marks, told):
    """The last dash stands behind the number, as people end an amount."""
    assert find_parting("42", *lattice([DIGIT, DIGIT], marks=marks)) == told


def test_values_that_are_not_spelled_by_their_digits_say_nothing():
    found, chosen = lattice([DIGIT, leaning(20), DIGIT])
    assert find_parting("4119", found, chosen) == "" and find_parting("", found, []) == ""


@pytest.mark.parametrize(
    ("text", "told"), [("120/80", "slash"), ("12/03/1998", "slash"), ("12-15", "dash"), ("2008", ""), ("21418", "")]
)
def test_no_number_with_a_sign_among_its_digits_is_accepted(text, told):
    """Of these, 12 slashes and 12 dashes were read and ok: 120180, 1210311998 and 1215."""
    reader = Reader(device="cpu", jobs=1)
    accepted = []
    for seed in (301, 302, 303):
        sheet = Sheet(A5, 200)
        for row in range(4):
            sheet.write(text, sheet.frame(20, 20 + 16 * row, 60, 12), Writer(seed), "box")
        page = flatbed(sheet.drawn(), np.random.default_rng(seed))
        accepted += [reading.value for reading in reader.read(page.pixels)[0].readings if reading.status == "ok"]
    if told:
        assert len(accepted) <= 1
    else:
        assert len(accepted) >= 10


def test_a_short_dash_in_a_wave_is_one_and_a_dot_is_none():
    for mark, told in (((44, 24, 66, 38), "dash"), ((46, 22, 62, 38), "")):
        assert find_parting("45", *lattice([DIGIT, DIGIT], marks=[mark])) == told


def test_a_slash_at_an_end_goes_beyond_the_digits_above_and_below():
    def at_end(degrees, first=True, high=76, **options):
        strokes = [DIGIT, DIGIT, leaning(degrees)]
        found, chosen = lattice(strokes[::-1] if first else strokes)
        place = 0 if first else 2
        found.boxes[place, [1, 3]] = -8, high - 8
        return find_parting("125" if first else "251", found, chosen, **options)

    assert at_end(25) == at_end(25, first=False) == "slash"
    assert at_end(25, snippet=True) == "", "who cuts a number out leaves it away"
    assert at_end(10) == "", "a 1 leans as well"
    assert at_end(25, high=68) == "", "and has a foot that stands on the line"


def test_a_stroke_that_leans_further_than_a_true_one_beside_it_is_a_slash():
    """Of a thick pen neither is thin: in 159/62 the first 1 stands upright."""
    for thick in (1, 4):
        found, chosen = lattice([leaning(0), DIGIT, DIGIT, leaning(22), DIGIT, DIGIT])
        pixels = [glyph(*line, width=thick) for line in (leaning(0), DIGIT, DIGIT, leaning(22), DIGIT, DIGIT)]
        found = replace(found, pixels=np.stack(pixels))
        assert find_parting("159162", found, chosen) == "slash"
        assert find_parting("159162", found, chosen, snippet=True) == "slash"
        level = replace(found, pixels=np.stack([*pixels[:3], glyph(*leaning(4), width=thick), *pixels[4:]]))
        assert find_parting("159162", level, chosen) == ""
    alone, chosen = lattice([DIGIT, DIGIT, leaning(28), DIGIT, DIGIT])
    wide = replace(
        alone, pixels=np.stack([glyph(*line, width=4) for line in (DIGIT, DIGIT, leaning(28), DIGIT, DIGIT)])
    )
    assert find_parting("98178", wide, chosen) == "slash"
    assert find_parting("98178", wide, chosen, snippet=True) == "", "who cuts a number out leaves a slash away"
