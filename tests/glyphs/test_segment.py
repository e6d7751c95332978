import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.glyphs.segment import segment, writing_height


def lattice_of(ink):
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes = stats[1:, :4].copy()
    boxes[:, 2:] += boxes[:, :2]
    return segment(labels, ink, boxes, np.arange(len(boxes)))


def bars(count):
    ink = np.zeros((80, 50 * count + 20), np.uint8)
    for i in range(count):
        cv2.line(ink, (25 + 50 * i, 10), (25 + 50 * i, 70), 255, 5)
    return ink


def test_separate_bars_are_one_atom_each_and_joined_only_when_near():
    lattice = lattice_of(bars(3))
    assert lattice.atoms == 3
    assert [tuple(span) for span in lattice.spans] == [(0, 1), (1, 2), (2, 3)]
    assert lattice.pixels.shape == (3, 28, 28)


def test_a_dot_is_a_mark_and_a_digit_is_not():
    ink = bars(2)
    cv2.circle(ink, (50, 66), 4, 255, -1)
    lattice = lattice_of(ink)
    assert lattice.marks.tolist() == [False, True, False]


def test_grain_among_digits_a_hand_high_is_no_piece_of_them():
    large = cv2.resize(bars(3), None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    large[5::40, 5::40] = 255
    lattice = lattice_of(large)
    assert lattice.atoms == 3
    assert np.count_nonzero(large[5::40, 5::40]) > 160, "more than a number has pieces"


def test_a_digit_in_two_pieces_has_a_candidate_with_both():
    ink = np.zeros((90, 60), np.uint8)
    cv2.line(ink, (15, 12), (45, 12), 255, 5)
    cv2.ellipse(ink, (28, 58), (16, 18), 0, -90, 150, 255, 5)
    lattice = lattice_of(ink)
    whole = (lattice.spans == [0, lattice.atoms]).all(axis=1)
    assert whole.any()
    _left, top, _right, bottom = lattice.boxes[whole][0]
    assert (top, bottom) == (np.nonzero(ink)[0].min(), np.nonzero(ink)[0].max() + 1)


def test_no_ink_and_too_much_ink_give_no_lattice():
    assert (
        segment(np.zeros((9, 9), np.int32), np.zeros((9, 9), np.uint8), np.zeros((0, 4), np.int32), np.arange(0))
        is None
    )
    text = np.zeros((40, 3000), np.uint8)
    text[10:30, ::12] = 255
    assert lattice_of(text) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_every_atom_can_stand_alone_and_boxes_stay_inside(seed):
    rng = np.random.default_rng(seed)
    ink = np.zeros((70, 200), np.uint8)
    for _ in range(6):
        a, b = rng.integers((5, 5), (195, 65), (2, 2))
        cv2.line(ink, tuple(map(int, a)), tuple(map(int, b)), 255, int(rng.integers(2, 7)))
    lattice = lattice_of(ink)
    alone = lattice.spans[lattice.spans[:, 1] - lattice.spans[:, 0] == 1, 0]
    assert sorted(alone.tolist()) == list(range(lattice.atoms))
    assert (
        (lattice.boxes[:, :2] >= 0).all() and (lattice.boxes[:, 2] <= 200).all() and (lattice.boxes[:, 3] <= 70).all()
    )
    assert (lattice.boxes[:, 2:] > lattice.boxes[:, :2]).all()
    assert (lattice.pixels.reshape(len(lattice.pixels), -1).max(axis=1) > 0).all()


def test_writing_height_is_that_of_the_digits_not_of_the_dots():
    boxes = np.array([[0, 0, 5, 60], [10, 2, 30, 58], [40, 50, 46, 56], [50, 0, 70, 61]])
    assert 56 <= writing_height(boxes) <= 61


def test_rests_of_a_frame_above_and_below_are_not_as_high_as_the_cell():
    corners = [(8, 8, 12, 12), (8, 240, 12, 244)]
    digit, halves = [(60, 60, 100, 200)], [(120, 60, 160, 118), (118, 124, 158, 200)]
    assert writing_height(np.array(corners + digit, np.int32)) == 140
    assert writing_height(np.array(corners + halves, np.int32)) == 140, "a broken digit is one"
