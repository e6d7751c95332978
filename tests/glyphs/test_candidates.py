"""Cuts and joins, without and with knowledge of what the network takes the pieces for."""

import cv2
import numpy as np
import pytest

from digitscan.glyphs.candidates import lay_lattice
from digitscan.glyphs.segment import find_pieces, segment


def pieces_of(ink):
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    arguments = labels, ink, boxes, np.arange(len(boxes))
    return find_pieces(*arguments), segment(*arguments)


def zeros(*middles, width=20):
    """Zeros 57 pixels high, each about twice the width of `width` and a stroke wide."""
    ink = np.zeros((80, 60 + max(middles)), np.uint8)
    for x in middles:
        cv2.ellipse(ink, (x, 40), (width, 26), 0, 0, 360, 255, 5)
    return ink


def taken_for(*classes, probability=0.98):
    rows = np.full((len(classes), 11), (1 - probability) / 10, np.float32)
    rows[np.arange(len(classes)), classes] = probability
    return rows


def spans(lattice):
    return [tuple(span) for span in lattice.spans.tolist()]


def test_pieces_are_the_components_from_left_to_right():
    pieces, _ = pieces_of(zeros(100, 30))
    assert spans(pieces.lattice) == [(0, 1), (1, 2)]
    assert pieces.lattice.boxes[0, 0] < pieces.lattice.boxes[1, 0]
    for mask, ink, box in zip(pieces.masks, pieces.inks, pieces.lattice.boxes, strict=True):
        assert mask.shape == (box[3] - box[1], box[2] - box[0]) and mask.any()
        assert ink.shape[0] >= mask.shape[0] and ink.shape[1] >= mask.shape[1]


def test_what_is_surely_a_digit_is_not_cut_and_not_joined_to_another():
    pieces, everything = pieces_of(zeros(30, 80))
    assert everything.atoms > 2
    lattice = lay_lattice(pieces, taken_for(0, 0))
    assert spans(lattice) == [(0, 1), (1, 2)]
    assert not len(lattice.unknown), "both are known as they are"
    np.testing.assert_array_equal(lattice.rows(np.zeros((0, 11), np.float32)), taken_for(0, 0))


@pytest.mark.parametrize("rows", [taken_for(0, 10), taken_for(0, 0, probability=0.8)])
def test_doubt_brings_cuts_and_joins(rows):
    pieces, _ = pieces_of(zeros(30, 80))
    lattice = lay_lattice(pieces, rows)
    assert lattice.atoms > 2 and len(lattice.unknown) == len(lattice.spans) - 2
    seen = lattice.rows(np.full((len(lattice.unknown), 11), 1 / 11, np.float32))
    assert not np.isnan(seen).any()
    assert np.count_nonzero((seen[:, None] == rows).all(axis=2).any(axis=1)) == 2


def test_no_candidate_is_lost_where_nothing_is_known():
    pieces, everything = pieces_of(zeros(30, 72, 150))
    unsure = lay_lattice(pieces, taken_for(10, 10))
    assert spans(unsure) == spans(everything)
    np.testing.assert_array_equal(unsure.pixels, everything.pixels)
    np.testing.assert_array_equal(everything.unknown, np.arange(len(everything.spans)))


def test_two_narrow_digits_may_be_the_halves_of_one():
    pieces, _ = pieces_of(zeros(20, 42, width=6))
    assert (0, 2) in spans(lay_lattice(pieces, taken_for(1, 1)))


def test_two_that_touch_may_look_like_one_digit():
    """A component wider than a digit is cut, whatever it is taken for."""
    pieces, _ = pieces_of(zeros(30, 72))
    lattice = lay_lattice(pieces, taken_for(8))
    assert lattice.atoms > 1 and lattice.tied.any()


def test_in_a_word_no_letter_is_surely_a_digit():
    pieces, everything = pieces_of(zeros(30, 85, 140, 195))
    assert lay_lattice(pieces, taken_for(0, 10, 10, 10)).atoms == everything.atoms
    assert lay_lattice(pieces, taken_for(0, 0, 0, 10)).atoms < everything.atoms


def test_too_many_cuts_leave_the_components_whole(monkeypatch):
    pieces, _ = pieces_of(zeros(30, 80))
    monkeypatch.setattr("digitscan.glyphs.candidates.MOST_ATOMS", 2)
    assert lay_lattice(pieces, None).atoms == 2
