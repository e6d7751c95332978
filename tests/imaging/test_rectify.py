import numpy as np
import pytest

from digitscan.imaging.rectify import is_flat, move, rectification, sharpen, warp


def lattice(rows=6, columns=5, step=80.0, origin=(150.0, 200.0)):
    x = origin[0] + np.arange(columns + 1) * step
    y = origin[1] + np.arange(rows + 1) * step
    return np.stack(np.meshgrid(x, y), axis=-1).astype(np.float32)


PERSPECTIVE = np.array([[1.0, 0.05, -20], [0.08, 1.02, 10], [1e-4, 5e-5, 1]])


def turned(degrees):
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])


@pytest.mark.parametrize("degrees", [-12, 0, 7])
def test_a_turned_lattice_is_flat_and_one_in_perspective_is_not(degrees):
    assert is_flat(move(lattice(), turned(degrees)))
    assert not is_flat(move(move(lattice(), PERSPECTIVE), turned(degrees)))


def test_rectified_cells_are_equal_and_the_way_back_is_exact():
    seen = move(lattice(), PERSPECTIVE)
    matrix, (width, height) = rectification(seen, 1000, 800)
    straight = move(seen, matrix)
    steps = np.diff(straight, axis=1)[..., 0], np.diff(straight, axis=0)[..., 1]
    for step in steps:
        assert np.ptp(step) < 0.5 and step.mean() >= 95.9
    assert straight.min() >= 0 and (straight.reshape(-1, 2).max(axis=0) <= (width, height)).all()
    np.testing.assert_allclose(move(straight, np.linalg.inv(matrix)), seen, atol=0.01)


def test_pixels_go_where_points_go():
    page = np.full((1000, 800), 255, np.uint8)
    page[500:510, 400:410] = 0
    matrix, size = rectification(move(lattice(), PERSPECTIVE), 1000, 800)
    result = warp(page, matrix, size)
    assert result.shape == size[::-1]
    y, x = np.nonzero(result < 128)
    middle = move(np.array([[405, 505]], np.float32), matrix)[0]
    assert np.abs((x.mean(), y.mean()) - middle).max() < 1.5


def test_a_strong_perspective_keeps_the_page_small():
    steep = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 2e-3, 1]])
    seen = move(lattice(), steep)
    _, size = rectification(seen, 5000, 4000)
    assert max(size) < 4 * 96 * 6


def test_sharpening_leaves_paper_and_lightens_the_middle_of_a_blurred_ring():
    page = np.full((100, 100), 200, np.uint8)
    assert (sharpen(page, 96, 2.0) == 200).all()
    page[40:60, 40:60] = 80
    page[48:52, 48:52] = 120
    assert sharpen(page, 96, 2.0)[50, 50] > page[50, 50]
    np.testing.assert_array_equal(sharpen(page, 96, 1.0), page)
