"""Signs that are printed into each cell go; digits, words and what is written stay."""

import cv2
import numpy as np
import pytest

from digitscan.layout.repeated import find_repeated
from digitscan.types import Box

CELL = (60, 200)


def form(sign, values, *, at=10, foot=42, scale=0.6, hand=1.1, wander=6, columns=1):
    """Cells one below another with a printed sign and a written value in each: labels, boxes, owners and cells.

    And which of the components are signs.
    """
    rng = np.random.default_rng(5)
    height, width = CELL
    rows = len(values)
    mask, print_ = (
        np.zeros((rows * height, columns * width), np.uint8),
        np.zeros((rows * height, columns * width), np.uint8),
    )
    cells = [Box(width * c, height * r, width * (c + 1), height * (r + 1)) for r in range(rows) for c in range(columns)]
    for cell, value in zip(cells, [value for value in values for _ in range(columns)], strict=True):
        for i, letter in enumerate(sign):
            where = cell.left + at + 16 * i, cell.top + foot
            cv2.putText(print_, letter, where, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, 2)
        place = cell.left + 60 + int(rng.integers(0, wander + 1)), cell.top + 46 + int(rng.integers(-3, 4) * wander / 6)
        size = hand * float(rng.uniform(1, 1 + wander / 50))
        cv2.putText(mask, value, place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, 3)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(mask | print_)
    boxes = np.concatenate([stats[1:, :2], stats[1:, :2] + stats[1:, 2:4]], axis=1).astype(np.int32)
    owner = (middles[1:, 1] // height * columns + middles[1:, 0] // width).astype(np.int32)
    printed = np.array([(print_[labels == i] > 0).mean() > 0.5 for i in range(1, count)])
    return labels.astype(np.int32), boxes, owner, cells, printed


VALUES = ["408", "92", "5371", "66", "230", "7", "845", "19"]


@pytest.mark.parametrize("sign", ["$", "E", "kr"])
@pytest.mark.parametrize("columns", [1, 3])
def test_a_sign_before_what_is_written_is_found_in_all_cells(sign, columns):
    *found, printed = form(sign, VALUES, columns=columns)
    assert printed.sum() == len(sign) * len(VALUES) * columns
    assert np.array_equal(find_repeated(*found), printed)


def test_one_behind_it_is_found_too():
    *found, printed = form("kg", VALUES, at=165)
    assert np.array_equal(find_repeated(*found), printed)


def test_in_some_cells_it_may_touch_what_is_written():
    labels, boxes, owner, cells, printed = form("$", VALUES)
    owner = np.where(printed & np.isin(owner, [2]), -1, owner).astype(np.int32)
    assert find_repeated(labels, boxes, owner, cells).sum() == len(VALUES) - 1


@pytest.mark.parametrize(
    ("sign", "values"),
    [
        ("", VALUES),  # writing alone
        ("", ["1", "1", "1", "1", "1", "1", "1"]),  # the same number each time
        ("20", ["24", "25", "23", "24", "26", "22", "24"]),  # a year, half of it printed
        ("l", VALUES),
        ("$", VALUES[:4]),  # too few
        ("$", ["", "", "", "", "", "", ""]),  # nothing is written beside it
    ],
)
def test_what_may_belong_to_the_number_and_what_is_no_sign_stay(sign, values):
    *found, _ = form(sign, values)
    assert not find_repeated(*found).any()


def test_a_table_printed_with_its_numbers_keeps_their_digits():
    *found, _ = form("4", ["71", "72", "93", "15", "26", "80", "99"], at=40, foot=46, scale=1.1, hand=1.1, wander=0)
    assert not find_repeated(*found).any(), "as 471, 472 ..., all of one height and on one line"


def test_a_nought_belongs_to_the_number():
    *found, _ = form("O", VALUES, scale=1.0, foot=48, hand=1.4)
    assert not find_repeated(*found).any()


def test_a_letter_within_words_stays():
    *found, _ = form("o", VALUES, at=100, foot=50)
    assert not find_repeated(*found).any()


def test_cells_of_many_heights_are_gone_through():
    cells = [Box(0, 100 * i, 200, 100 * i + height) for i, height in enumerate((20, 20, 20, 20, 90, 90, 90, 90, 30))]
    boxes = np.array([(10, cell.top + 5, 20, cell.top + 15) for cell in cells], np.int32)
    labels = np.zeros((900, 200), np.int32)
    assert not find_repeated(labels, boxes, np.arange(9, dtype=np.int32), cells).any()
