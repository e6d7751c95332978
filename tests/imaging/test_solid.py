"""Cells that print has filled become empty cells; blots, headings and marks for machines stay."""

import cv2
import numpy as np
import pytest

from digitscan.imaging.solid import empty_solid

HEIGHT, WIDTH, CELL = 1400, 1000, (60, 100)
OTHERS = ((5, 1), (7, 4), (8, 2))


def table(*filled, degrees=0.0, level=20, paper=240):
    """A grid of 10 by 6 cells with such ones filled, by row and column."""
    gray = np.full((HEIGHT, WIDTH), paper, np.uint8)
    height, width = CELL
    for row, column in filled:
        top, left = 300 + row * height, 200 + column * width
        gray[top : top + height, left : left + width] = level
    for row in range(11):
        cv2.line(gray, (200, 300 + row * height), (800, 300 + row * height), 30, 2)
    for column in range(7):
        cv2.line(gray, (200 + column * width, 300), (200 + column * width, 900), 30, 2)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), degrees, 1)
    return cv2.warpAffine(gray, turn, (WIDTH, HEIGHT), borderValue=paper)


@pytest.mark.parametrize("degrees", [0.0, 2.0])
@pytest.mark.parametrize("level", [0, 100])
def test_a_filled_cell_becomes_an_empty_one(degrees, level):
    emptied = empty_solid(table((2, 3), *OTHERS, degrees=degrees, level=level))
    without = table(degrees=degrees)
    assert (np.abs(emptied.astype(int) - without) > 60).mean() < 0.002, "all but its lines, which may be thicker"
    middle = emptied[300 + 150 - 20 : 300 + 150 + 20, 200 + 350 - 35 : 200 + 350 + 35]
    assert degrees or (middle == 240).all()


def test_cells_side_by_side_are_parted_again():
    emptied = empty_solid(table((2, 2), (2, 3), *OTHERS))
    row = emptied[300 + 150, 200 + 210 : 200 + 390]
    assert (row < 100).sum() in range(1, 6), "the line between them, which the lines above and below go on to"


def test_white_grain_in_a_grey_that_became_black_does_not_hide_it():
    gray = table((2, 3), *OTHERS)
    rng = np.random.default_rng(4)
    cell = gray[425:475, 505:595]
    cell[rng.random(cell.shape) < 0.1] = 240
    assert (empty_solid(gray)[430:470, 510:590] == 240).all()


def test_what_is_no_filled_cell_stays():
    blot = table(*OTHERS[:2])
    cv2.polylines(blot, [np.array([(505, 430), (590, 440), (510, 450), (592, 462), (508, 470)])], False, 20, 14)
    assert np.array_equal(empty_solid(blot), blot), "a pen did it, and two are few"
    pen, rng = table(*OTHERS), np.random.default_rng(6)
    for _ in range(90):
        x, y = rng.integers(504, 596, 2), rng.integers(424, 476, 2)
        cv2.line(pen, (int(x[0]), int(y[0])), (int(x[1]), int(y[1])), int(rng.integers(20, 90)), 3)
    assert np.array_equal(empty_solid(pen)[424:476, 504:596], pen[424:476, 504:596]), "its strokes are uneven"
    assert not np.array_equal(empty_solid(pen), pen), "the others are print"
    marker = table((2, 3), OTHERS[0])
    assert np.array_equal(empty_solid(marker), marker), "a number or two may be blacked out"
    mark = np.full((HEIGHT, WIDTH), 240, np.uint8)
    mark[100:150, 100:150] = 10
    assert np.array_equal(empty_solid(mark), mark), "no line meets a mark for machines"
    heading = table((2, 3), *OTHERS)
    cv2.putText(heading, "Total", (510, 460), cv2.FONT_HERSHEY_SIMPLEX, 1, 240, 3)
    assert np.array_equal(empty_solid(heading)[425:475, 505:595], heading[425:475, 505:595])


def test_a_page_without_any_and_a_small_picture_are_given_back():
    gray = table()
    assert empty_solid(gray) is gray
    small = np.full((300, 300), 240, np.uint8)
    small[100:150, 100:200] = 0
    assert empty_solid(small) is small
    assert empty_solid(np.full((HEIGHT, WIDTH), 10, np.uint8)).max() == 10, "all of it is dark"
