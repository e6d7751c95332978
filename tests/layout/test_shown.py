"""Writing into which ink of the other side runs is parted from it."""

import numpy as np

from digitscan.layout.fields import FieldInk
from digitscan.layout.shown import part_shown
from digitscan.types import Box, Field, box_quad

DIGITS = np.array([(10 + 30 * i, 10, 30 + 30 * i, 50) for i in range(6)], np.int32)
"""Six digits in a row; the last three show through."""

THROUGH = np.array([False] * 3 + [True] * 3)


def field(kind, box, *parts):
    return FieldInk(Field(kind, box_quad(Box(*box))), tuple(np.array(part, np.intp) for part in parts))


def test_a_word_is_parted_and_what_shows_through_is_a_word_of_its_own():
    own, through = part_shown([field("row", (10, 10, 180, 50), range(6))], THROUGH, ~THROUGH, DIGITS)
    assert own.field.box == Box(10, 10, 90, 50) and own.parts[0].tolist() == [0, 1, 2] and not own.shown
    assert through.field.box == Box(100, 10, 180, 50) and through.parts[0].tolist() == [3, 4, 5] and through.shown


def test_two_numbers_that_were_joined_by_it_are_two():
    between = np.array([False, False, True, True, False, False])
    digits = DIGITS + np.array([0, 0, 0, 0, 90, 90], np.int32)[:, None] * np.array([1, 0, 1, 0], np.int32)
    found = part_shown([field("row", (10, 10, 270, 50), range(6))], between, ~between, digits)
    assert [one.parts[0].tolist() for one in found if not one.shown] == [[0, 1], [4, 5]]


def test_a_box_keeps_its_place_and_loses_what_shows_through():
    (box,) = part_shown([field("box", (0, 0, 400, 60), range(6))], THROUGH, ~THROUGH, DIGITS)
    assert box.field.box == Box(0, 0, 400, 60) and box.parts[0].tolist() == [0, 1, 2] and not box.shown


def test_faint_writing_is_left_as_it_is():
    """Beside print, which is lower or stands elsewhere, all of the writing may be pale and soft."""
    print_, writing = field("row", (10, 10, 90, 50), range(3)), field("row", (100, 10, 180, 50), (3, 4, 5))
    for inks in ([print_, writing], [field("row", (10, 10, 180, 50), range(6))]):
        low = DIGITS.copy()
        low[:3, 1] = 30
        assert part_shown(inks, THROUGH, ~THROUGH, low) == inks
    # A digit that is neither surely dark nor so pale: one pen writes both.
    unsure = np.array([True, True, False, False, False, False])
    whole = [field("row", (10, 10, 180, 50), range(6))]
    assert part_shown(whole, THROUGH, unsure, DIGITS) == whole
    assert part_shown(whole, np.zeros(6, bool), ~THROUGH, DIGITS) is whole


def test_where_it_runs_into_several_words_whole_words_of_it_are_told():
    inks = [field("row", (10, 10, 180, 50), range(6))] * 3 + [field("row", (100, 10, 180, 50), (3, 4, 5))]
    assert [one.shown for one in part_shown(inks, THROUGH, ~THROUGH, DIGITS)] == [False, True] * 3 + [True]
    assert not part_shown(inks[1:], THROUGH, ~THROUGH, DIGITS)[-1].shown
