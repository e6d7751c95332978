import cv2
import numpy as np
import pytest

from digitscan.imaging.runs import connected, long_runs


def ragged(seed):
    """Ink in short and long runs, up to the edges."""
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 90, 2)
    noise = cv2.blur(rng.random((height, width)).astype(np.float32), (1, 9)).reshape(height, width)
    return np.where(noise > rng.uniform(0.3, 0.6), np.uint8(255), np.uint8(0)), int(rng.integers(2, 30))


def drawn(runs, shape):
    image = np.zeros(shape, np.uint8)
    u, v, _ = runs.pixels()
    image[u, v] = 255
    return image


@pytest.mark.parametrize("seed", range(40))
def test_long_runs_and_their_pieces_are_those_of_opening_and_labelling(seed):
    image, length = ragged(seed)
    runs = long_runs(image, length)
    opened = cv2.morphologyEx(image, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8)).reshape(image.shape)
    np.testing.assert_array_equal(drawn(runs, image.shape), opened)
    count, labels = cv2.connectedComponents(np.ascontiguousarray(opened.T), connectivity=8)
    piece, found = connected(runs)
    u, v, run = runs.pixels()
    assert found == count - 1
    np.testing.assert_array_equal(piece[run], labels[v, u] - 1)


def test_pixels_come_column_by_column():
    image = np.zeros((50, 30), np.uint8)
    image[5:45, 3:5] = image[10:40, 20] = 255
    image[2:6, 25] = 255
    runs = long_runs(image, 21)
    assert [part.tolist() for part in runs] == [[5, 5, 10], [45, 45, 40], [3, 4, 20]]
    u, v, run = runs.pixels()
    assert np.array_equal(np.lexsort((u, v)), np.arange(len(u))) and run[-1] == 2


def test_no_ink_has_no_runs():
    runs = long_runs(np.zeros((40, 40), np.uint8), 10)
    piece, count = connected(runs)
    assert (len(runs.v), len(piece), count) == (0, 0, 0)
