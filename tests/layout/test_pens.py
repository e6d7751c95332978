"""A field with ink of two colours is told from those of one pen, whatever its colour."""

import cv2
import numpy as np
import pytest

from digitscan.layout.pens import find_two_pens

BLACK, BLUE, RED, PENCIL = (40, 40, 45), (170, 80, 40), (60, 50, 210), (120, 118, 116)


def told(*fields, scale=1.0, quality=None):
    """Numbers of two digits in rows, each digit in its colour: which rows are told; `scale` of the page's pixels."""
    page = np.full((90 * len(fields) + 40, 300, 3), 245, np.uint8)
    for row, colours in enumerate(fields):
        for place, colour in enumerate(colours):
            cv2.putText(
                page, "38"[place % 2], (40 + 50 * place, 90 * row + 80), cv2.FONT_HERSHEY_SIMPLEX, 1.8, colour, 5
            )
    ink = (page.min(axis=2) < 180).astype(np.uint8)
    contrast = 255 - page.min(axis=2)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8, ltype=cv2.CV_32S)
    boxes = np.concatenate([stats[1:, :2], stats[1:, :2] + stats[1:, 2:4]], axis=1).astype(np.int32)
    rows = (boxes[:, 1] - 20) // 90
    members = [np.flatnonzero(rows == row) for row in range(len(fields))]
    seen = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    if quality:
        seen = cv2.imdecode(cv2.imencode(".jpg", seen, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR)
    matrix = np.diag([scale, scale, 1.0])
    return find_two_pens(seen, matrix, members, labels.astype(np.int32), contrast, boxes).tolist()


@pytest.mark.parametrize(("scale", "quality"), [(1.0, None), (2.0, None), (0.5, None), (1.0, 60)])
def test_a_red_mark_in_a_number_of_another_pen_is_told(scale, quality):
    fields = [(BLUE, BLUE, RED), (BLUE, BLUE), (BLACK, RED), (PENCIL, PENCIL, PENCIL), (RED, RED)]
    assert told(*fields, scale=scale, quality=quality) == [True, False, True, False, False]


def test_a_page_of_one_pen_and_fields_without_ink_say_nothing():
    assert told((BLACK, PENCIL), (BLACK, BLACK)) == [False, False]
    assert told((BLUE, BLUE), (BLUE,)) == [False, False]
    assert told((), (BLACK, RED)) == [False, True]
    nothing = np.zeros((50, 50), np.int32)
    empty = np.zeros((0, 4), np.int32)
    page = np.full((50, 50, 3), 255, np.uint8)
    assert not find_two_pens(page, np.eye(3), [np.zeros(0, np.intp)], nothing, nothing.astype(np.uint8), empty).any()
