"""A digit that is printed before what is written may belong to the number; a currency's sign does not."""

import numpy as np
import pytest

from digitscan import Reader
from digitscan.drawing import A4, Sheet, Writer, flatbed
from digitscan.recognition.signs import SIGNED, are_digits, doubt_signed
from digitscan.types import Box, PageResult, Reading, Status


def probabilities(digits, others):
    rows = np.full((digits + others, 11), 0.01, np.float32)
    rows[:digits, 5] = 0.95
    rows[digits:, 10] = 0.95
    return rows


def test_some_digits_among_the_signs_are_enough():
    assert are_digits(probabilities(5, 15)) and are_digits(probabilities(12, 0))
    assert not are_digits(probabilities(2, 22)) and not are_digits(np.full((4, 11), 0.5, np.float32))


def test_only_numbers_beside_signs_are_for_review():
    box = Box(0, 0, 9, 9)
    told = [("12", Status.OK, ""), ("", Status.BLANK, ""), ("7", Status.REVIEW, "low confidence"), ("3", Status.OK, "")]
    readings = tuple(Reading(i, value, 0.9, status, box, note=note) for i, (value, status, note) in enumerate(told, 1))
    found = doubt_signed(PageResult("a.png", 1, readings), {1, 2, 3}).readings
    assert [one.status for one in found] == [Status.REVIEW, Status.BLANK, Status.REVIEW, Status.OK]
    assert [one.note for one in found] == [SIGNED, "", f"low confidence; {SIGNED}", ""]


@pytest.mark.parametrize(("sign", "sure"), [("$", True), ("7", False)])
def test_a_table_with_a_sign_printed_into_each_cell(sign, sure):
    sheet, hand, rng = Sheet(A4, 150), Writer(5), np.random.default_rng(8)
    values = [str(int(rng.integers(10, 9999))) for _ in range(12)]
    for row in range(13):
        sheet.rule(20, 30 + 12 * row, 100, 30 + 12 * row)
    for x in (20, 100):
        sheet.rule(x, 30, x, 30 + 12 * 12)
    for row, value in enumerate(values):
        sheet.print(sign, 23, 38.5 + 12 * row, 11)
        sheet.write(value, sheet.box(32, 30 + 12 * row, 66, 12), hand, "cell")
    (page,) = Reader(device="cpu").read(flatbed(sheet.drawn(), np.random.default_rng(1), skew=0.4).pixels)
    read = [one for one in page.readings if one.status is not Status.BLANK]
    assert [one.value for one in read] == values
    if sure:
        assert sum(one.status is Status.OK for one in read) >= 10
    else:
        assert all(one.status is Status.REVIEW and SIGNED in one.note for one in read)
