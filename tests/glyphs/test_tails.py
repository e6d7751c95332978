import numpy as np

from digitscan.glyphs.tails import tails


def field(*boxes):
    """Components that fill these boxes."""
    labels = np.zeros((80, 300), np.int32)
    for number, (left, top, right, bottom) in enumerate(boxes, start=1):
        labels[top:bottom, left:right] = number
    return labels, (labels > 0).astype(np.uint8) * np.uint8(255), np.array(boxes, np.int32).reshape(-1, 4)


def ends(*boxes):
    labels, contrast, frames = field(*boxes)
    return tails(labels, contrast, frames, np.arange(len(frames)))


def test_no_ink_has_no_end():
    assert ends().shape == (0, 28, 28)


def test_one_tail_begins_at_each_component():
    found = ends((10, 10, 30, 70), (40, 10, 60, 70), (70, 40, 90, 70))
    assert found.shape == (3, 28, 28) and found.dtype == np.uint8
    # The last holds one bar, the one before it two, with paper between them.
    bars = [int(np.count_nonzero(np.diff((glyph.max(axis=0) > 0).astype(int)) == 1)) for glyph in found]
    assert sorted(bars) == [1, 2, 3]


def test_a_wide_row_is_not_looked_at_whole_and_specks_begin_nothing():
    assert len(ends((0, 10, 20, 70), (200, 10, 220, 70))) == 1
    assert len(ends((10, 10, 30, 70), (40, 66, 44, 70))) == 1


def test_the_ink_of_others_is_left_out():
    labels, contrast, frames = field((10, 10, 30, 70), (15, 72, 60, 78))
    alone = tails(labels, contrast, frames, np.array([0]))
    assert np.array_equal(alone, ends((10, 10, 30, 70)))
