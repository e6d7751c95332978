"""What is pale and soft may show through; what is pale and sharp, or soft and dark, does not."""

import cv2
import numpy as np

from digitscan.drawing import A5_WIDE, PENS, Sheet, Writer
from digitscan.imaging.components import find_components
from digitscan.imaging.shown import find_shown


def written(seed):
    """Ink of twelve numbers, float32 (H, W), 0 paper … 255."""
    sheet, hand = Sheet(A5_WIDE, 200), Writer(seed, PENS["black ball"])
    for i in range(12):
        sheet.write("40715", sheet.box(15 + i % 3 * 62, 12 + i // 3 * 32, 52, 12), hand, "line")
    return 255 - cv2.cvtColor(sheet.pixels, cv2.COLOR_BGR2GRAY).astype(np.float32)


def shown(contrast):
    contrast = np.clip(contrast, 0, 255).astype(np.uint8)
    mask = cv2.threshold(contrast, 16, 255, cv2.THRESH_BINARY)[1]
    components = find_components(contrast, mask, 16)
    return components, *find_shown(contrast, components.labels, components.boxes)


def other(strength, blur):
    """The writing of another page, 16 mm lower, as strong and as soft as that."""
    ink = np.roll(written(8), 126, axis=0)
    return strength * (cv2.GaussianBlur(ink, (0, 0), blur) if blur else ink)


def test_pale_and_soft_ink_beside_dark_ink_may_show_through():
    components, found, sure = shown(np.maximum(written(7), other(0.25, 2.0)))
    lower = components.boxes[:, 1] % 252 > 190
    tall = components.boxes[:, 3] - components.boxes[:, 1] >= 10
    assert found[lower & tall].mean() > 0.95 and not found[~lower].any()
    assert sure[~lower & tall].all() and not sure[lower].any()


def test_pale_and_sharp_ink_does_not_nor_dark_and_soft_ink():
    for strength, blur in ((0.25, 0), (0.8, 2.0)):
        assert not shown(np.maximum(written(7), other(strength, blur)))[1].any()


def test_all_ink_of_one_strength_and_no_ink_at_all():
    assert not shown(cv2.GaussianBlur(written(7), (0, 0), 2.0) * 0.3)[1].any()
    components, found, sure = shown(np.zeros((300, 400), np.float32))
    assert len(components) == len(found) == len(sure) == 0
