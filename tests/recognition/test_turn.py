import numpy as np

from digitscan.recognition.turn import (
    doubt,
    doubt_letters,
    find_turn,
    has_telling,
    in_all_turns,
    is_better,
    is_doubtful,
    is_hardly_read,
    is_upright,
)
from digitscan.types import Box, PageResult, Reading, Status


def probabilities(digits, others):
    rows = np.full((digits + others, 11), 0.01, np.float32)
    rows[:digits, 3] = 0.95
    rows[digits:, 10] = 0.95
    return rows


def result(sure, doubtful, value="42"):
    ok = [Reading(1, value, 0.99, Status.OK, Box(0, 0, 9, 9))] * sure
    return PageResult("a.png", 1, tuple(ok + [Reading(1, "7", 0.7, Status.REVIEW, Box(0, 0, 9, 9))] * doubtful))


def test_a_page_of_digits_is_not_doubted_and_a_few_glyphs_say_nothing():
    assert not is_doubtful(result(9, 1), probabilities(18, 4))
    assert not is_doubtful(result(0, 3), probabilities(2, 6))
    assert is_doubtful(result(9, 1, "85"), probabilities(8, 20))
    assert is_doubtful(result(2, 9), probabilities(18, 4))


def test_a_page_with_more_print_than_numbers_is_not_doubted_where_its_numbers_say_that_it_is_upright():
    """Of 14 marks written beside their questions, 13 were ok; the page was read upside down, for its print."""
    assert not is_doubtful(result(9, 1), probabilities(8, 20))
    assert is_doubtful(result(5, 0), probabilities(8, 20)), "ten digits are few"
    assert is_doubtful(result(9, 6), probabilities(8, 20)), "many of its numbers are in doubt"


def test_the_turn_with_most_digits_is_taken_if_it_is_clearly_better():
    upright = probabilities(8, 12)
    others = np.concatenate([probabilities(2, 18), probabilities(17, 3), probabilities(1, 19)])
    assert find_turn(upright, others) == 2
    assert find_turn(probabilities(15, 5), others) == 0
    assert find_turn(probabilities(1, 19), np.concatenate([probabilities(n, 20 - n) for n in (2, 4, 3)])) == 0


def test_glyphs_are_turned_counter_clockwise():
    glyph = np.zeros((1, 28, 28), np.uint8)
    glyph[0, 0, 27] = 255
    quarter, half, three = in_all_turns(glyph)
    assert quarter[0, 0] and half[27, 0] and three[27, 27]


def test_a_page_without_3_4_and_7_is_upside_down():
    """18, 66 and 19 were 81, 99 and 61, and ok, on a photo of which little was found the right way up."""
    upside = result(9, 0, "81")
    assert not is_better(upside, result(0, 3)) and is_better(result(9, 0, "37"), result(0, 3))
    assert is_hardly_read(upside) and not is_hardly_read(result(9, 0, "37"))
    assert not is_hardly_read(result(5, 0, "81")), "ten digits say nothing"


def test_a_turned_page_must_be_clearly_better():
    assert is_better(result(9, 0), result(3, 5)) and not is_better(result(9, 0), result(8, 0))


def test_a_page_on_its_side_is_turned_by_a_quarter_whatever_its_letters_look_like():
    upright = probabilities(7, 85)
    others = np.concatenate([probabilities(3, 89), probabilities(9, 83), probabilities(4, 88)])
    assert find_turn(upright, others) == 0
    assert find_turn(upright, others, aside=True) == 3


def test_letters_that_look_like_0_and_1_on_their_side_do_not_outdo_numbers():
    assert is_better(result(5, 0, "4297"), result(24, 0, "0"))
    assert is_better(result(5, 0, "4297"), result(24, 0, "1"))
    assert not is_better(result(24, 0, "0"), result(5, 0, "4297"))


def test_numbers_that_are_all_doubtful_are_weighed_by_their_confidence():
    assert is_better(result(0, 9), result(0, 3)) and not is_better(result(0, 3), result(0, 9))


def test_a_page_with_few_sure_numbers_is_hardly_read_and_one_without_numbers_says_nothing():
    assert is_hardly_read(result(3, 9)) and not is_hardly_read(result(6, 6))
    assert not is_hardly_read(result(0, 0))


def test_words_upside_down_are_no_numbers_though_they_are_long():
    words = [Reading(1, "971975542", 0.25, Status.REVIEW, Box(0, 0, 9, 9))] * 5
    assert not is_better(PageResult("a.png", 1, tuple(words)), result(0, 2))


def test_glyphs_that_are_digits_one_way_up_outweigh_a_few_more_numbers_found_the_other_way():
    upside, upright = result(0, 32, "7"), result(0, 24, "7")
    assert is_better(upside, upright)
    assert not is_better(upside, upright, more=51 / 68) and is_better(upside, upright, more=68 / 51)


def test_where_nothing_says_which_way_up_a_page_is_all_its_numbers_are_for_review():
    doubted = doubt(result(2, 1)).readings
    assert [one.status for one in doubted] == [Status.REVIEW] * 3
    assert [one.value for one in doubted] == ["42", "42", "7"] and "upside down" in doubted[0].note


def test_3s_4s_and_7s_read_without_doubt_say_that_a_page_is_upright():
    assert (
        is_upright(result(2, 30, "4071")) and not is_upright(result(9, 0, "81")) and not is_upright(result(0, 9, "37"))
    )


def test_a_page_that_its_glyphs_speak_against_must_show_a_digit_that_is_none_upside_down():
    assert has_telling(result(1, 5, "952")) is False and has_telling(result(1, 5, "943")) is True
    assert has_telling(result(0, 5, "43")) is False, "none is without doubt"


def lines(*values, kind="line"):
    """A page of such sure numbers on free lines."""
    box = Box(0, 0, 9, 9)
    readings = [Reading(i, value, 0.99, Status.OK, box, kind=kind) for i, value in enumerate(values)]
    return PageResult("a.png", 1, tuple(readings))


def test_letters_of_print_on_its_side_do_not_say_that_it_is_upright():
    """Of a questionnaire photographed on its side 165 numbers were ok: each o a 0, each w a 3 and each h a 4."""
    letters = lines(*"0034" * 20)
    assert is_doubtful(letters, probabilities(34, 71))
    assert not is_doubtful(lines(*"0034" * 20, kind="cell"), probabilities(34, 71)), "marks in the cells of a table"
    boxes = lines(*["57403"] * 6, kind="box")
    assert is_better(boxes, letters), "few numbers of several digits count more"


def test_single_digits_on_lines_are_for_review_where_the_page_is_print():
    page = lines(*"0340034", "57", "0", "3")
    told = doubt_letters(page, 0.4)
    assert [one.status is Status.OK for one in told.readings] == [False] * 7 + [True, False, False]
    assert doubt_letters(page, 0.8) is page, "a page of digits"
    assert doubt_letters(lines(*"0340034"), 0.4).readings[0].status is Status.OK, "few"
    assert doubt_letters(lines(*"034003403", kind="box"), 0.4).readings[0].status is Status.OK
