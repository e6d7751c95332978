import numpy as np

from digitscan.imaging.scaling import rescale, working_scale


def test_scans_keep_their_size_and_others_come_near_it():
    assert working_scale(3508, 2480) == 1
    assert working_scale(7016, 4960) == 3508 / 7016
    assert working_scale(40, 40) == 3
    assert working_scale(560, 768) == 2


def test_one_pixel_survives():
    assert rescale(np.zeros((1, 1), np.uint8), 3).shape == (3, 3)
    assert rescale(np.zeros((1, 9000), np.uint8), 0.39).shape[0] == 1
