"""A fax of standard resolution has half as many rows as its width asks for: it is read as it was sent."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from digitscan import Reader
from digitscan.drawing import Writer, fax, mark_table
from digitscan.pipeline.pages import turn_page
from digitscan.types import Page, Status

ASPECT = 98 / 204


@pytest.fixture(scope="module")
def sent():
    """A page of marks as faxed at 204 by 204 dots to the inch, and the same with 98 rows to the inch."""
    scan = fax(mark_table(Writer(11), dpi=204), np.random.default_rng(2))
    height, width = scan.pixels.shape
    rows = cv2.resize(scan.pixels, (width, round(height * ASPECT)), interpolation=cv2.INTER_NEAREST)
    return Page("square", 1, scan.pixels), Page("oblong", 1, rows, aspect=ASPECT)


def test_it_is_read_as_with_square_pixels_and_boxes_are_those_of_the_file(sent):
    square, oblong = (page for _, page in Reader(device="cpu").read_pages(sent))
    read = [one for one in square.readings if one.value]
    assert len(read) > 20

    def is_there(one):
        near = (abs(it.box.top - one.box.top * ASPECT) <= 5 and abs(it.box.left - one.box.left) <= 8 for it in same)
        return any(near)

    same = [one for one in oblong.readings if one.value]
    assert sorted(one.value for one in same) == sorted(one.value for one in read)
    assert sum(is_there(one) for one in read) >= 0.85 * len(read), (
        "all but a row whose upper line is thinner than a row"
    )
    assert max(one.box.bottom for one in oblong.readings) <= sent[1].pixels.shape[0]


def test_turned_by_a_quarter_its_pixels_lie_the_other_way(sent):
    turned = turn_page(sent[1], 1)
    assert turned.aspect == pytest.approx(1 / ASPECT) and turn_page(sent[1], 2).aspect == ASPECT
    ((_, page),) = Reader(device="cpu").read_pages([replace(turned, orientation=1)])
    read = [one.value for one in page.readings if one.status is not Status.BLANK]
    assert len(read) > 20
