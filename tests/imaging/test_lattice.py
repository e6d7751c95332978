import cv2
import numpy as np
import pytest

from digitscan.drawing import (
    Drawn,
    Writer,
    blur,
    curl,
    grid_form,
    mark_table,
    plain_page,
    ruled_rows,
    sample_form,
    to_grey,
    warp,
)
from digitscan.imaging.lattice import _are_astray, find_lattice
from digitscan.imaging.scaling import rescale


def numbers(rows, columns, seed=0):
    rng = np.random.default_rng(seed)
    return [[str(n) if n else "" for n in rng.integers(0, 10, columns)] for _ in range(rows)]


def tilted(page, by=0.12):
    """The page seen from one side, and the matrix that did it."""
    height, width = page.pixels.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = corners + np.array([(by, 0.05), (-0.02, by / 2), (0, 0), (0.03, -0.02)], np.float32) * width
    matrix = cv2.getPerspectiveTransform(corners, seen.astype(np.float32))
    return warp(page, matrix, (width, height)), matrix


def corners_of(truth, rows, columns):
    """The crossings (R + 1, C + 1, 2) of upright cells."""
    boxes = np.array([t.box for t in truth], float).reshape(rows, columns, 4)
    x = np.append(boxes[0, :, 0], boxes[0, -1, 2])
    y = np.append(boxes[:, 0, 1], boxes[-1, 0, 3])
    return np.stack(np.meshgrid(x, y), axis=-1)


@pytest.mark.parametrize(("rows", "columns", "cell"), [(9, 9, (12, 12)), (5, 7, (14, 12)), (12, 4, (11, 13))])
def test_the_crossings_lie_where_they_were_drawn(rows, columns, cell):
    page = to_grey(grid_form(Writer(1), numbers(rows, columns), cell=cell, dpi=150))
    nodes = find_lattice(page.pixels)
    assert nodes.shape == (rows + 1, columns + 1, 2)
    assert np.abs(nodes - corners_of(page.truth, rows, columns)).max() < 0.12 * 150 / 25.4 * min(cell)


@pytest.mark.parametrize("change", [lambda p: p, lambda p: blur(p, 4), lambda p: curl(p, 25)])
def test_perspective_blur_and_curl_do_not_hide_a_lattice(change):
    page = to_grey(change(grid_form(Writer(2), numbers(9, 9), dpi=150)))
    seen, matrix = tilted(page)
    nodes = find_lattice(seen.pixels)
    assert nodes.shape == (10, 10, 2)
    flat = corners_of(grid_form(Writer(2), numbers(9, 9), dpi=150).truth, 9, 9)
    expected = cv2.perspectiveTransform(flat.reshape(1, -1, 2), matrix).reshape(10, 10, 2)
    assert np.abs(nodes - expected)[..., 0].max() < 10  # 1.7 mm; the curl moves crossings down, not sideways


def test_lines_broken_for_a_third_of_their_length_are_completed():
    page = to_grey(grid_form(Writer(3), numbers(9, 9), dpi=150))
    rng = np.random.default_rng(0)
    pixels = page.pixels.copy()
    for x, y in zip(rng.integers(0, pixels.shape[1], 150), rng.integers(0, pixels.shape[0], 150), strict=True):
        cv2.circle(pixels, (int(x), int(y)), 8, 255, -1)
    assert find_lattice(pixels).shape == (10, 10, 2)


@pytest.mark.parametrize(
    "page",
    [
        lambda: plain_page(Writer(4), dpi=150),
        lambda: sample_form(Writer(5), dpi=150),
        lambda: mark_table(Writer(6), dpi=150),
        lambda: Drawn(np.full((800, 600), 230, np.uint8), []),
        lambda: Drawn(np.random.default_rng(0).integers(0, 255, (800, 600), np.uint8), []),
    ],
)
def test_other_pages_have_none(page):
    nodes = find_lattice(to_grey(page()).pixels)
    assert nodes is None


@pytest.mark.parametrize(
    ("rows", "columns", "pitch"), [(6, 4, (275, 165)), (8, 4, (275, 92)), (4, 8, (120, 300)), (6, 6, (180, 180))]
)
def test_cells_that_are_no_squares_are_not_taken_two_at_a_time(rows, columns, pitch):
    page = np.full((1754, 1240), 250, np.uint8)
    for row in range(rows + 1):
        cv2.line(page, (60, 80 + row * pitch[1]), (60 + columns * pitch[0], 80 + row * pitch[1]), 40, 2)
    for column in range(columns + 1):
        cv2.line(page, (60 + column * pitch[0], 80), (60 + column * pitch[0], 80 + rows * pitch[1]), 40, 2)
    nodes = find_lattice(page)
    assert nodes is None or nodes.shape[:2] == (rows + 1, columns + 1)


@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
def test_cells_whose_outer_line_the_picture_s_edge_cuts_off_are_there(side):
    page = to_grey(grid_form(Writer(5), numbers(6, 7), dpi=150))
    inner = corners_of(page.truth, 6, 7)
    left, top, right, bottom = (int(v) for v in (*inner[0, 0], *inner[-1, -1]))
    cell = (right - left) // 7

    def cut(depth):
        """The page without what is `depth` cells and less from the lattice's outer line, and beyond."""
        by = round(depth * cell)
        height, width = page.pixels.shape
        box = {"left": (left + by, 0, width, height), "top": (0, top + by, width, height)}
        box |= {"right": (0, 0, right - by, height), "bottom": (0, 0, width, bottom - by)}
        x0, y0, x1, y1 = box[side]
        return np.ascontiguousarray(page.pixels[y0:y1, x0:x1])

    # The line itself may be the last pixels of the picture.
    for depth in (-0.03, 0.0, 0.03):
        assert find_lattice(cut(depth)).shape == (7, 8, 2)
    nodes = find_lattice(cut(0.06))
    assert nodes.shape == (7, 8, 2)
    outermost = {"left": nodes[:, 0, 0], "top": nodes[0, :, 1], "right": nodes[:, -1, 0], "bottom": nodes[-1, :, 1]}
    height, width = cut(0.06).shape
    assert np.abs(outermost[side] - {"left": 0, "top": 0, "right": width, "bottom": height}[side]).max() < 4
    # Of a row that is half there, the digits may be half there too.
    assert find_lattice(cut(0.5)).shape == ((6, 8, 2) if side in ("top", "bottom") else (7, 7, 2))


def test_lined_paper_with_a_margin_is_no_lattice():
    page = np.full((800, 600), 240, np.uint8)
    for y in range(40, 780, 40):
        cv2.line(page, (0, y), (600, y + y % 7), 180, 1)
        cv2.putText(page, "1471", (150 + y % 90, y - 3), 0, 1.0, 40, 2)
    cv2.line(page, (100, 0), (103, 800), 150, 2)
    assert find_lattice(page) is None


def test_digits_one_above_another_in_ruled_rows_are_no_lines():
    """Twelve numbers of five digits on this page were cells of a table, and eleven pieces of them were ok."""
    assert find_lattice(rescale(to_grey(ruled_rows(Writer(1711))).pixels, 0.5)) is None


def test_a_crossing_that_a_digit_made_is_where_its_neighbours_say():
    """A 9 that ran into the wall pulled a crossing aside; the wall stayed in the next cell, and was a 1."""
    shifts = np.full((6, 6, 2), 0.5, np.float32)
    shifts[0, 0] = np.nan
    shifts[3, 2] = -4.0, 0.5
    astray = _are_astray(shifts, 5.0)
    assert astray.sum() == 1 and astray[3, 2]
    bent = np.stack([np.linspace(0, 6, 6)[:, None].repeat(6, 1)] * 2, axis=-1).astype(np.float32)
    assert not _are_astray(bent, 5.0).any(), "paper bends"
