"""A printed per cent sign behind a number is left out; digits that look like its parts are not."""

import cv2
import numpy as np
import pytest

from digitscan.glyphs.percent import percent_sign


def field(*shapes):
    """Components of drawn shapes, the 5 of a number 60 pixels high before them: labels, boxes, all indices."""
    ink = np.zeros((140, 300), np.uint8)
    cv2.putText(ink, "5", (20, 100), cv2.FONT_HERSHEY_SIMPLEX, 2.8, 255, 5)
    for shape in shapes:
        shape(ink)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = np.concatenate([stats[1:, :2], stats[1:, :2] + stats[1:, 2:4]], axis=1).astype(np.int32)
    return labels.astype(np.int32), boxes, np.arange(len(boxes))


def ring(x, y, radius=6):
    return lambda ink: cv2.circle(ink, (x, y), radius, 255, 2)


def stroke(*ends):
    return lambda ink: cv2.line(ink, *ends, 255, 2)


TOUCHING = ring(153, 77, 8), ring(167, 93, 8), stroke((156, 100), (164, 70))
APART = ring(148, 76), ring(168, 94), stroke((148, 100), (168, 70))


@pytest.mark.parametrize(("sign", "pieces"), [(TOUCHING, 1), (APART, 3)])
def test_the_sign_behind_a_number_is_found_in_one_piece_and_in_three(sign, pieces):
    labels, boxes, part = field(*sign)
    found = percent_sign(labels, boxes, part)
    assert len(found) == pieces and all(boxes[found, 0] > 120)


@pytest.mark.parametrize(
    "shapes",
    [
        (),
        (ring(150, 84, 14),),  # a nought
        (ring(160, 76), ring(160, 92)),  # an 8
        (ring(148, 92), ring(168, 92), stroke((140, 92), (176, 92))),  # two noughts
        (ring(148, 46), ring(168, 64), stroke((148, 70), (168, 40))),  # cents written small and high
        (ring(148, 58, 14), ring(174, 86, 14), stroke((148, 100), (174, 42))),  # as high as the number
        (ring(81, 77, 8), ring(95, 93, 8), stroke((84, 100), (92, 70))),  # joined to it
    ],
)
def test_digits_are_none(shapes):
    labels, boxes, part = field(*shapes)
    assert not len(percent_sign(labels, boxes, part))


def test_a_sign_without_a_number_is_not_told():
    labels, boxes, part = field(*TOUCHING)
    alone = part[boxes[:, 0] > 120]
    assert not len(percent_sign(labels, boxes, alone)) and not len(percent_sign(labels, boxes, part[:0]))
