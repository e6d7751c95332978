import numpy as np

from digitscan.imaging.course import are_even, main_course


def line(slope=0.02, thickness=3, length=300):
    x = np.repeat(np.arange(length), thickness)
    y = np.rint(50 + slope * x).astype(np.intp) + np.tile(np.arange(thickness), length)
    return x, y


def foot():
    return np.repeat(np.arange(100, 150), 6), np.tile(np.arange(44, 50), 50)


def both(one, other):
    """The pixels of two pieces, column by column."""
    x, y = (np.concatenate(pair) for pair in zip(one, other, strict=True))
    order = np.lexsort((y, x))
    return x[order], y[order]


def even(*pieces):
    """Which of some pieces of ink are even."""
    bounds = np.cumsum([0, *(len(x) for x, _ in pieces)])
    x, y = (np.concatenate(some) for some in zip(*pieces, strict=True))
    return are_even(x, y, bounds).tolist()


def test_a_line_is_even_and_one_with_a_foot_on_it_is_not():
    assert even(line()) == [True]
    assert even(both(line(), foot())) == [False]


def test_two_lines_side_by_side_are_not_even():
    x, y = line()
    assert even(both((x, y), (x, y + 20))) == [False]


def test_each_piece_is_judged_by_itself():
    x, y = line()
    # The third begins in the column and the row in which the second ends.
    pieces = [line(), both(line(), foot()), (x + 299, y), both((x, y), (x, y + 20)), line(thickness=9)]
    assert even(*pieces) == [True, False, True, False, True]


def test_a_few_ragged_columns_do_not_make_a_line_uneven():
    x, y = line()
    for blots, expected in ((10, True), (30, False)):
        thick = np.repeat(np.arange(blots), 9), np.tile(np.arange(60, 69), blots)
        assert even(both((x, y), thick)) == [expected]


def test_the_foot_of_a_digit_is_no_part_of_the_course():
    x, y = both(line(), foot())
    own = main_course(x, y)
    on_line = np.abs(y - np.rint(51 + 0.02 * x)) <= 1
    assert own[on_line].all()
    assert own[~on_line].mean() < 0.5


def test_of_two_lines_that_meet_the_longer_is_the_course():
    x, y = both(line(0.0), line(0.08, length=200))
    own = main_course(x, y)
    assert own[(y >= 50) & (y < 53)].mean() > 0.95
    assert own[y >= 55].mean() < 0.05
