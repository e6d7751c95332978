import cv2
import numpy as np

from digitscan.layout.circles import find_circles


def components(*draw):
    mask = np.zeros((120, 120), np.uint8)
    for one in draw:
        one(mask)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    boxes = np.concatenate([stats[1:, :2], stats[1:, :2] + stats[1:, 2:4]], axis=1).astype(np.int32)
    return labels.astype(np.int32), boxes


def circle(mask):
    cv2.ellipse(mask, (60, 60), (35, 45), 0, 0, 360, 255, 3)


def five(mask):
    cv2.putText(mask, "5", (40, 84), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 255, 3)


def test_a_circle_around_a_digit_is_told():
    labels, boxes = components(circle, five)
    largest = int(np.argmax(boxes[:, 3] - boxes[:, 1]))
    told, rings = find_circles(labels, boxes, [np.array([largest]), np.array([1 - largest])])
    assert told == [True, False] and [some.tolist() for some in rings] == [[largest], []]
    told, rings = find_circles(labels, boxes, [np.array([0, 1])])
    assert told == [True] and rings[0].tolist() == [largest]


def test_a_nought_around_the_end_of_a_stroke_is_told_and_stays():
    labels, boxes = components(circle, lambda mask: cv2.line(mask, (58, 48), (62, 72), 255, 4))
    told, rings = find_circles(labels, boxes, [np.array([0, 1])])
    assert told == [True] and not len(rings[0])


def test_a_nought_with_a_speck_or_nothing_in_it_is_none():
    labels, boxes = components(circle)
    assert find_circles(labels, boxes, [np.array([0])])[0] == [False]
    labels, boxes = components(circle, lambda mask: cv2.circle(mask, (60, 60), 5, 255, -1))
    assert find_circles(labels, boxes, [np.array([0, 1])])[0] == [False]


def test_fields_and_pages_without_ink():
    labels, boxes = components(circle)
    assert find_circles(labels, boxes, [np.zeros(0, np.intp)])[0] == [False]
    assert find_circles(labels, boxes[:0], [np.zeros(0, np.intp)])[0] == [False]
