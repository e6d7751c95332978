import cv2
import numpy as np

from digitscan.imaging.binarize import binarize
from digitscan.imaging.lattice_lines import draw_lattice
from digitscan.imaging.removal import remove_rulings


def page(thick=3, grey=60):
    gray = np.full((500, 600), 235, np.uint8)
    x, y = 60 + np.arange(6) * 90, 50 + np.arange(5) * 90
    for at in x:
        cv2.line(gray, (int(at), 50), (int(at), 410), grey, thick)
    for at in y:
        cv2.line(gray, (60, int(at)), (510, int(at)), grey, thick)
    return gray, np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)


def test_lines_are_found_exactly_from_a_rough_guess():
    gray, nodes = page()
    rough = nodes + np.random.default_rng(0).uniform(-4, 4, (1, 1, 2)).astype(np.float32)
    lattice = draw_lattice(rough, binarize(gray))
    assert np.abs(lattice.nodes - nodes).max() <= 1
    assert 2 <= lattice.thickness <= 8  # soft edges included
    assert len(lattice.rulings.horizontal) == 25 and len(lattice.rulings.vertical) == 24


def test_cells_are_inside_their_lines_in_reading_order():
    gray, nodes = page(thick=7)
    cells = draw_lattice(nodes, binarize(gray)).cells
    assert len(cells) == 20
    assert cells[0][0, 0] > 60 and cells[0][2, 0] < 150 and cells[1][0, 0] > 150 and cells[5][0, 1] > 140
    assert all(2 <= cells[0][0, axis] - start <= 6 for axis, start in ((0, 60), (1, 50)))


def test_without_its_lines_the_ink_is_that_of_the_writing():
    gray, nodes = page()
    cv2.putText(gray, "7", (85, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 40, 4)
    ink = binarize(gray)
    lattice = draw_lattice(nodes, ink)
    _, mask = remove_rulings(ink.contrast, ink.mask, lattice.rulings)
    assert cv2.countNonZero(mask[60:130, 70:140]) > 100
    mask[60:130, 70:140] = 0
    assert cv2.countNonZero(mask) < 0.03 * cv2.countNonZero(ink.mask)


def test_the_outline_goes_around_all_crossings():
    gray, nodes = page()
    outline = draw_lattice(nodes, binarize(gray)).outline
    assert abs(cv2.contourArea(outline) - 450 * 360) < 0.03 * 450 * 360
