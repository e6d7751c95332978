import cv2
import numpy as np

from digitscan.imaging.ridges import ridges


def test_a_faint_line_in_noise_stands_out_and_an_edge_does_not():
    rng = np.random.default_rng(0)
    contrast = rng.integers(0, 20, (120, 160)).astype(np.uint8)
    contrast[40] += 15
    across, down = ridges(contrast, 17, 4)
    assert across[40, 20:140].min() > 2 * np.percentile(across[60:110], 95)
    assert down[30:50, 20:140].max() < across[40].max()
    step = np.zeros((120, 160), np.uint8)
    step[60:] = 200
    assert ridges(step, 17, 4)[0][20:100].max() == 0


def test_lines_of_both_directions_are_told_apart():
    contrast = np.zeros((100, 100), np.uint8)
    cv2.line(contrast, (50, 10), (50, 90), 200, 2)
    across, down = ridges(contrast, 17, 4)
    assert down[50, 50] > 50 and across[30:70, 30:70].max() < 0.2 * down[50, 50]
