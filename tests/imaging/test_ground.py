"""From a page to its ink."""

import numpy as np
import pytest

from digitscan.drawing import A4, A5_WIDE, PENS, Sheet, Writer, flatbed, photograph
from digitscan.imaging.ground import lay_out
from digitscan.pipeline import segment_page
from digitscan.types import Page


def form(size=A4, dpi=200):
    sheet, hand = Sheet(size, dpi), Writer(5, PENS["black ball"])
    for i in range(8):
        sheet.write("4071", sheet.frame(20 + i % 2 * 85, 25 + i // 2 * 24, 60, 12), hand, "box")
    return sheet.drawn()


@pytest.mark.parametrize("size", [A4, A5_WIDE])
def test_the_sheet_in_a_photo_is_known_by_its_size(size):
    photo = photograph(form(size), np.random.default_rng(1), size=(1500, 1500), fill=0.6, tilt=0.02, turn=4)
    sheet = lay_out(Page("photo", 1, photo.pixels)).sheet
    assert sheet is not None
    assert max(sheet) == pytest.approx(0.6 * 1500, rel=0.08)
    assert sheet[0] / sheet[1] == pytest.approx(size[1] / size[0], rel=0.1)


def test_a_scan_has_no_sheet_but_the_page():
    assert lay_out(Page("scan", 1, flatbed(form(), np.random.default_rng(2), skew=1).pixels)).sheet is None


def test_a_photo_is_looked_at_with_all_its_pixels_where_the_sheet_is_small():
    photo = photograph(form(dpi=300), np.random.default_rng(3), size=(3000, 4000), fill=0.5)
    page = Page("photo", 1, photo.pixels)
    assert not segment_page(page).fields
    fields = segment_page(page, fine=True).fields
    assert sum(one.field.kind == "box" and any(one.inked) for one in fields) == 8
