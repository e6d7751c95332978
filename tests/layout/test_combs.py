import numpy as np
import pytest

from digitscan.layout.combs import join_halves, level_combs, prolong_combs
from digitscan.types import Segments

PITCH, WALL, TOP, FOOT = 50.0, 4.0, 100.0, 160.0
APART, OFF = 20.0, 6.0


def cell(place, left=0.0, right=0.0):
    """The hole of a cell of the comb, its sides moved inwards."""
    x1, x2 = PITCH * place + WALL / 2 + left, PITCH * (place + 1) - WALL / 2 - right
    return np.array([(x1, TOP), (x2, TOP), (x2, FOOT), (x1, FOOT)], np.float32)


def segments(*lines):
    """Segments from one place to another along their direction, at a place across it."""
    start, stop, place = np.array(lines, np.float32).T
    return Segments(start, stop, np.zeros_like(place), place, np.full_like(place, WALL))


def level(until, begin=0.0):
    return segments((begin, until, TOP - WALL / 2), (begin, until, FOOT + WALL / 2))


def walls(*places):
    return segments(*((TOP, FOOT, PITCH * place) for place in places))


def lefts(cells):
    return sorted(round(float(one[0, 0])) for one in cells)


ALL = [round(PITCH * place + WALL / 2) for place in range(7)]


def test_cells_are_found_at_both_ends_as_far_as_lines_and_walls_go():
    found = prolong_combs([cell(k) for k in (2, 3, 4)], level(350), walls(*range(8)), APART, OFF)
    assert lefts(found) == ALL
    assert max(float(one[:, 0].max()) for one in found) == 7 * PITCH - WALL / 2


def test_cells_between_the_parts_of_a_comb_are_found():
    found = prolong_combs([cell(k) for k in (0, 1, 2, 5, 6)], level(350), walls(*range(8)), APART, OFF)
    assert lefts(found) == ALL


def test_a_dented_cell_is_made_whole():
    """The tail of the next digit took a third of it: 12534829 was 1 and 2534829, and both ok."""
    dented = cell(0, right=18)
    found = prolong_combs([dented, *(cell(k) for k in range(1, 7))], level(350), walls(*range(8)), 10.0, OFF)
    assert lefts(found) == ALL
    assert min(float(np.ptp(one[:, 0])) for one in found) == PITCH - WALL


@pytest.mark.parametrize(
    ("lines", "uprights"),
    [
        (level(250), walls(*range(8))),  # the lines end
        (level(350), walls(*range(6))),  # no wall
        (segments((0, 350, TOP - WALL / 2), (0, 250, FOOT + WALL / 2)), walls(*range(8))),  # one line goes on alone
        (level(350), segments(*((TOP + 20, TOP + 40, PITCH * k) for k in range(8)))),  # a piece of a digit at its place
    ],
)
def test_a_comb_ends_where_its_lines_or_walls_do(lines, uprights):
    given = [cell(k) for k in range(5)]
    assert lefts(prolong_combs(given, lines, uprights, APART, OFF)) == ALL[:5]


def test_what_is_beside_a_comb_is_left_alone():
    """A wide cell of the same row, two cells that are no comb, and one row of several."""
    wide = np.array([(252, TOP), (420, TOP), (420, FOOT), (252, FOOT)], np.float32)
    assert len(prolong_combs([*(cell(k) for k in range(5)), wide], level(420), walls(*range(9)), 1.0, OFF)) == 6
    assert len(prolong_combs([cell(0), cell(1)], level(350), walls(*range(8)), APART, OFF)) == 2
    table = [one + np.array([0, 64 * row], np.float32) for row in range(2) for one in (cell(0), cell(1), cell(2))]
    assert len(prolong_combs(table, level(350), walls(*range(8)), APART, OFF)) == 6


def test_a_comb_that_rises_and_narrows_is_followed():
    """As on a photo: its walls stand a little closer from one to the next."""
    x = np.cumsum([0.0, *(PITCH * 0.99**k for k in range(7))])
    rise = 0.03

    def at(k):
        (x1, x2), y = x[[k, k + 1]] + np.array([WALL / 2, -WALL / 2]), rise * x[[k, k + 1, k + 1, k]]
        return np.stack([[x1, x2, x2, x1], np.array([TOP, TOP, FOOT, FOOT]) + y], axis=1).astype(np.float32)

    lines = level(float(x[-1]))
    lines = Segments(lines.start, lines.stop, np.full(2, rise, np.float32), lines.offset, lines.thickness)
    uprights = segments(*((TOP + rise * place, FOOT + rise * place, place) for place in x))
    found = prolong_combs([at(0), at(1), at(2)], lines, uprights, APART, OFF)
    assert len(found) == 7
    assert max(float(one[:, 0].max()) for one in found) == pytest.approx(x[-1] - WALL / 2, abs=2)


@pytest.mark.parametrize("slope", [0.0, 0.05])
def test_a_cell_lower_than_its_neighbours_is_as_high_as_they_are(slope):
    whole = [cell(k) + np.array([0, 1], np.float32) * (slope * cell(k)[:, :1]) for k in range(6)]
    dented = [quad.copy() for quad in whole]
    dented[3][:2, 1] += 11
    dented[5][2:, 1] -= 12
    for found, wanted in zip(level_combs(dented, APART, OFF), whole, strict=True):
        np.testing.assert_allclose(found, wanted, atol=1.0)


def test_cells_of_which_half_are_lower_or_only_one_corner_is_stay_as_they_are():
    half = [cell(k) + np.array([[0, 11 * (k % 2)], [0, 11 * (k % 2)], [0, 0], [0, 0]], np.float32) for k in range(6)]
    corner = [cell(k) + np.array([[0, 11 * (k == 2)], [0, 0], [0, 0], [0, 0]], np.float32) for k in range(6)]
    for cells in (half, corner, [cell(0), cell(1)], []):
        assert all(np.array_equal(a, b) for a, b in zip(level_combs(cells, APART, OFF), cells, strict=True))


def halves(place, at=130.0):
    """The two parts of a cell that a bar at some height cuts."""
    whole = cell(place)
    upper, lower = whole.copy(), whole.copy()
    upper[2:, 1], lower[:2, 1] = at - 2, at + 2
    return [upper, lower]


def test_a_cell_that_a_bar_cuts_is_whole_again():
    """Of 173471043 in a comb nine numbers of one digit were told, and two 4s were 11 and 4."""
    found = join_halves([cell(0), *halves(1), cell(2), cell(3), cell(4)], APART, OFF)
    assert lefts(found) == ALL[:5] and {float(np.ptp(one[:, 1])) for one in found} == {FOOT - TOP}
    half = halves(5)[0]
    found = join_halves([cell(0), *halves(1), cell(2), cell(3), cell(4), half], APART, OFF)
    assert len(found) == 6 and any(one is half for one in found), "its other half was not found"


def test_a_line_that_runs_on_through_the_next_cell_is_printed():
    two = [cell(0), *halves(1), *halves(2), cell(3), cell(4), cell(5)]
    assert len(join_halves(two, APART, OFF)) == len(two)
    few = [cell(0), *halves(1), *halves(3), cell(2)]
    assert len(join_halves(few, APART, OFF)) == len(few)
