import cv2
import numpy as np

from digitscan.glyphs.normalize import normalize_all
from digitscan.recognition.cents import has_cents
from digitscan.types import Lattice


def nought(*, comma=False, wide=13):
    """A printed nought 40 high, uint8, white on black, a comma touching its left side or none."""
    ink = np.zeros((50, 50), np.uint8)
    cv2.ellipse(ink, (30, 20), (wide, 17), 0, 0, 360, 255, 5)
    if comma:
        cv2.line(ink, (16, 34), (10, 46), 255, 7)
    return ink


def ending(*inks):
    """A number of a one and these digits, and which of the candidates they are."""
    boxes, left = [(0, 0, 8, 40)], 30
    for ink in inks:
        _, y, width, height = cv2.boundingRect(ink)
        boxes.append((left, y, left + width, y + height))
        left += width + 4
    one = np.full((40, 8), 255, np.uint8)
    pixels = normalize_all([one, *inks])
    count = len(boxes)
    spans = np.stack([np.arange(count), np.arange(count) + 1], axis=1).astype(np.int32)
    flags = np.zeros(count, bool)
    return Lattice(spans, np.array(boxes, np.int32), flags, flags, 40.0, pixels), list(range(count))


def test_a_comma_that_touches_the_first_of_two_noughts_is_told():
    assert has_cents("100", *ending(nought(comma=True), nought()))


def test_noughts_without_one_are_not():
    assert not has_cents("100", *ending(nought(), nought()))
    assert not has_cents("100", *ending(nought(wide=22), nought())), "a hand's, one wider than the other"


def test_other_ends_and_noughts_alone_are_not():
    lattice, chosen = ending(nought(comma=True), nought())
    assert not has_cents("180", lattice, chosen)
    assert not has_cents("00", lattice, chosen[1:]), "nothing before it"
