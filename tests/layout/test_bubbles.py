"""Printed circles to be filled: told from boxes, from noughts, and from circles to write in."""

import cv2
import numpy as np
import pytest

from digitscan.layout.bubbles import NO_BUBBLES, find_bubbles, find_rounds
from digitscan.layout.cells import inner_contours

SHORTEST = 33


def sheet(shape="circle", radius=15, count=12, label=True, thickness=2):
    """Rings in rows of six, 60 pixels apart, each with a letter in it or empty; uint8, nonzero on ink."""
    ink = np.zeros((500, 500), np.uint8)
    for i in range(count):
        x, y = 60 + 60 * (i % 6), 60 + 60 * (i // 6)
        if shape == "circle":
            cv2.circle(ink, (x, y), radius, 255, thickness)
        elif shape == "oval":
            cv2.ellipse(ink, (x, y), (round(1.5 * radius), radius), 0, 0, 360, 255, thickness)
        else:
            cv2.rectangle(ink, (x - radius, y - radius), (x + radius, y + radius), 255, thickness)
        if label:
            cv2.putText(ink, str(i % 10), (x - 5, y + 5), cv2.FONT_HERSHEY_SIMPLEX, 0.45, 255, 1)
    return ink


def bubbles(ink):
    return find_bubbles(inner_contours(ink), ink, SHORTEST)


@pytest.mark.parametrize("shape", ["circle", "oval"])
def test_rings_with_print_in_them_are_bubbles(shape):
    found = bubbles(sheet(shape))
    assert len(found.middles) == 12
    middles = {(round(float(x)), round(float(y))) for x, y in found.middles}
    assert middles == {(60 + 60 * (i % 6), 60 + 60 * (i // 6)) for i in range(12)}
    boxes = np.array(
        [(55, 55, 65, 66), (45, 45, 76, 76), (45, 45, 50, 70), (300, 45, 420, 76), (80, 80, 95, 95)], np.int32
    )
    assert found.own(boxes).tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(
    "ink",
    [
        sheet("square"),
        sheet(label=False),  # noughts
        sheet(count=7),
        sheet(radius=34),  # circles to write in
        sheet(radius=4, label=False),
        np.zeros((500, 500), np.uint8),
    ],
    ids=["boxes", "noughts", "few", "large", "small", "nothing"],
)
def test_other_shapes_are_none(ink):
    found = bubbles(ink)
    assert found is NO_BUBBLES and not found.own(np.array([(45, 45, 76, 76)], np.int32)).any()
    assert not found.hold(np.array([(60.0, 60.0)])).any()


def rounds(ink, cells=()):
    return find_rounds(inner_contours(ink), ink, SHORTEST // 3, cells)


def test_rings_wide_enough_to_write_in_are_places_to_write():
    found = rounds(sheet(radius=25))
    assert len(found) == 12
    assert {tuple(np.rint(ring.quad.mean(axis=0)).astype(int) // 10) for ring in found} == {
        (6 + 6 * (i % 6), 6 + 6 * (i // 6)) for i in range(12)
    }
    assert all(ring.rounded is not None for ring in found)


def test_few_rings_empty_ones_and_those_in_cells_are_none():
    assert not rounds(sheet(radius=25, count=3)), "a pen's circles around numbers"
    assert not rounds(sheet(radius=25, label=False)), "noughts"
    assert not rounds(sheet("square", radius=25))
    cell = np.array([(30, 30), (90, 30), (90, 90), (30, 90)], np.float32)
    assert len(rounds(sheet(radius=25), [cell])) == 11
