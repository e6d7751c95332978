import cv2
import numpy as np

from digitscan.imaging.components import find_components


def test_each_component_is_cut_at_a_share_of_its_own_strength():
    contrast = np.zeros((100, 200), np.uint8)
    cv2.circle(contrast, (50, 50), 20, 200, -1)
    cv2.circle(contrast, (150, 50), 20, 60, -1)
    soft = cv2.GaussianBlur(contrast, (21, 21), 5)
    found = find_components(soft, (soft > 10).astype(np.uint8) * 255, 10)
    assert len(found) == 2
    # Nearly the same outline for dark and for faint ink.
    assert abs(int(found.areas[0]) - int(found.areas[1])) < 0.1 * found.areas[0]


def test_grain_that_only_passed_the_floor_is_left_out():
    contrast = np.full((60, 60), 12, np.uint8)
    assert len(find_components(contrast, np.full((60, 60), 255, np.uint8), 10)) == 0


def test_no_ink_is_no_component():
    found = find_components(np.zeros((30, 30), np.uint8), np.zeros((30, 30), np.uint8), 10)
    assert len(found) == 0 and found.boxes.shape == (0, 4)


def test_components_are_measured_as_their_labels_say():
    contrast = np.zeros((40, 60), np.uint8)
    for box in ((0, 0, 3, 5), (57, 10, 60, 20), (0, 11, 2, 19), (20, 20, 40, 40), (10, 30, 12, 31)):
        cv2.rectangle(contrast, box[:2], (box[2] - 1, box[3] - 1), 200, -1)
    found = find_components(contrast, contrast, 10)
    assert len(found) == 4, "two pixels are a speck"
    for number, box in enumerate(found.boxes.tolist(), start=1):
        y, x = np.nonzero(found.labels == number)
        assert box == [x.min(), y.min(), x.max() + 1, y.max() + 1] and found.areas[number - 1] == len(x)
    assert found.labels.max() == 4
