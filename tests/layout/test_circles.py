import cv2
import numpy as np

from digitscan.layout import circles


def find_circles(labels, boxes, members):
    return [found.tolist() for found in circles.find_circles(labels, boxes, members)]


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
    cv2.putText(mask, "5", (48, 74), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 255, 3)


def test_a_circle_around_a_digit_is_told():
    labels, boxes = components(circle, five)
    largest = int(np.argmax(boxes[:, 3] - boxes[:, 1]))
    assert find_circles(labels, boxes, [np.array([largest]), np.array([1 - largest])]) == [[largest], []]
    assert find_circles(labels, boxes, [np.array([0, 1])]) == [[largest]]


def test_a_nought_with_a_speck_or_nothing_in_it_is_none():
    labels, boxes = components(circle)
    assert find_circles(labels, boxes, [np.array([0])]) == [[]]
    labels, boxes = components(circle, lambda mask: cv2.circle(mask, (60, 60), 5, 255, -1))
    assert find_circles(labels, boxes, [np.array([0, 1])]) == [[]]


def test_fields_and_pages_without_ink():
    labels, boxes = components(circle)
    assert find_circles(labels, boxes, [np.zeros(0, np.intp)]) == [[]]
    assert find_circles(labels, boxes[:0], [np.zeros(0, np.intp)]) == [[]]
