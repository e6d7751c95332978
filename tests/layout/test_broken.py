import numpy as np
import pytest

from digitscan.drawing import Sheet
from digitscan.layout.broken import bridges, chained
from digitscan.pipeline import segment_page
from digitscan.types import Page, Segments

REACH, LONGEST = 30, 150


def segments(*rows):
    """Segments of start, stop and place across, 3 pixels thick."""
    start, stop, offset = np.array(rows, np.float32).reshape(-1, 3).T
    return Segments(start, stop, np.zeros_like(start), offset, np.full_like(start, 3))


def page(line, *, ink=0):
    """A column at x = 100 whose line is that dark between its pieces, and writing on top of it from 120 to 180."""
    contrast = np.zeros((400, 300), np.uint8)
    contrast[:, 99:102] = 60
    contrast[120:180, 99:102] = line
    if ink:
        contrast[118:182, 70:130] = ink
    return contrast


@pytest.mark.parametrize("vertical", [True, False])
def test_a_pale_piece_of_a_line_is_closed_and_clean_paper_is_not(vertical):
    pieces = segments((0, 120, 100), (180, 400, 101))
    for line, closed in ((8, 1), (0, 0)):
        drawn = page(line) if vertical else page(line).T
        assert len(bridges(pieces, segments(), drawn, REACH, LONGEST, vertical=vertical)) == closed


def test_what_writing_hides_is_closed_where_it_is_short():
    for bottom, closed in ((180, 1), (260, 0)):
        drawn = page(8)
        drawn[118 : bottom + 2, 70:130] = 200
        pieces = segments((0, 120, 100), (bottom, 400, 100))
        assert len(bridges(pieces, segments(), drawn, REACH, LONGEST, vertical=True)) == closed


def test_pieces_of_two_columns_and_far_ones_are_left_apart():
    drawn = page(8)
    for pieces in (segments((0, 120, 100), (180, 400, 110)), segments((0, 120, 100), (300, 400, 100)), segments()):
        assert len(bridges(pieces, segments(), drawn, REACH, LONGEST, vertical=True)) == 0


def test_a_line_that_ends_short_of_a_wall_goes_on_to_it_where_it_is_seen():
    walls = segments((0, 300, 20), (0, 300, 380))
    for line, ends in ((8, [180.0]), (0, [])):
        drawn = page(line)
        drawn[180:] = 0
        short = segments((40, 120, 100))
        found = bridges(short, segments((0, 300, 180)), drawn, REACH, LONGEST, vertical=True)
        assert found.stop.tolist() == ends
    whole = bridges(short, walls, page(60), REACH, 300, vertical=True)
    assert sorted(zip(whole.start.tolist(), whole.stop.tolist(), strict=True)) == [(20.0, 40.0), (120.0, 380.0)]


def test_pieces_that_the_paper_joins_are_one_ruling_and_digits_one_below_the_other_are_not():
    pieces = segments((0, 60, 100), (100, 160, 101), (220, 280, 100), (0, 60, 200))
    contrast = np.zeros((300, 300), np.uint8)
    contrast[:280, 100] = 8
    asked = {"longest": LONGEST, "vertical": True}
    assert (chained(pieces, contrast, span=250, **asked) > 0).tolist() == [True, True, True, False]
    assert not chained(pieces, contrast, span=300, **asked).any()
    # The feet of letters are pieces of a line too, and paler ink joins some.
    assert 0.6 <= chained(pieces, contrast, span=250, **asked)[0] < 0.7
    # Grain, however strong, is no line.
    grain = np.random.default_rng(3).integers(0, 16, contrast.shape).astype(np.uint8)
    assert not chained(pieces, grain, span=250, **asked).any()
    assert not chained(segments((0, 280, 100)), contrast, span=250, **asked).any()


def test_cells_whose_line_is_too_pale_in_one_row_stay_two():
    sheet = Sheet((100, 80), 200)
    for y in range(10, 71, 10):
        sheet.rule(10, y, 90, y)
    for x in (10, 50, 90):
        sheet.rule(x, 10, x, 70)
    # In the third row the line is paler than ink.
    sheet.pixels[sheet.px(31) : sheet.px(39), sheet.px(49.5) : sheet.px(50.5)] = 255
    sheet.rule(50, 30, 50, 40, 0.25, 249)
    fields = segment_page(Page("drawn", 1, sheet.pixels)).fields
    assert [field.field.kind for field in fields] == ["cell"] * 12


def test_between_digits_of_a_thick_pen_the_pieces_of_a_line_show_how_much_of_it_there_is():
    """In narrow rows a line is seen between the columns alone, half of it, and hidden by digits in between."""
    contrast = np.zeros((300, 300), np.uint8)
    contrast[100, :280] = 8
    pieces = segments((0, 30, 100), (70, 100, 100), (140, 170, 100), (210, 240, 100))
    shares = chained(pieces, contrast, longest=LONGEST, span=200, vertical=False)
    assert np.allclose(shares, 0.5, atol=0.01)
