import cv2
import numpy as np
import pytest

from digitscan.imaging.binarize import binarize, flatten, noise_floor
from digitscan.imaging.components import find_components


def paper(height=300, width=400, light=220, seed=0, grain=3.0):
    rng = np.random.default_rng(seed)
    return np.clip(rng.normal(light, grain, (height, width)), 0, 255).astype(np.uint8)


def test_flat_paper_has_no_components():
    for page in (
        paper(),
        np.full((200, 200), 255, np.uint8),
        np.zeros((200, 200), np.uint8),
        np.zeros((1, 1), np.uint8),
    ):
        ink = binarize(page)
        assert len(find_components(ink.contrast, ink.mask, ink.floor)) == 0


def test_a_shadow_is_not_ink_and_strokes_in_it_are():
    page = paper(900, 1200).astype(np.float32) * np.linspace(1, 0.35, 1200)[None]
    cv2.line(page, (1000, 80), (1000, 200), 20, 5)
    ink = binarize(page.astype(np.uint8))
    found = find_components(ink.contrast, ink.mask, ink.floor)
    assert len(found) == 1
    assert abs(found.boxes[0] - [997, 77, 1003, 203]).max() <= 3


def test_pencil_beside_print_is_found_with_its_own_edge():
    page = paper(grain=2)
    cv2.rectangle(page, (40, 40), (160, 160), 10, 6)
    cv2.circle(page, (100, 100), 30, 170, 4)
    ink = binarize(page)
    found = find_components(ink.contrast, ink.mask, ink.floor)
    assert len(found) == 2
    assert found.areas.min() == pytest.approx(2 * np.pi * 30 * 4, rel=0.35)


@pytest.mark.parametrize("light", [90, 150, 250])
def test_contrast_does_not_depend_on_the_light(light):
    page = paper(light=light, grain=1)
    cv2.line(page, (50, 50), (50, 200), light // 2, 8)
    assert abs(int(flatten(page)[100:150, 49:52].mean()) - 128) < 12


def test_floor_rises_with_the_grain():
    assert noise_floor(flatten(paper(grain=1))) < noise_floor(flatten(paper(grain=8)))


def test_components_are_numbered_as_their_boxes_say():
    page = paper(grain=1)
    for x in (60, 160, 260):
        cv2.line(page, (x, 60), (x + 20, 180), 40, 6)
    ink = binarize(page)
    found = find_components(ink.contrast, ink.mask, ink.floor)
    assert len(found) == 3
    for number, (left, top, right, bottom) in enumerate(found.boxes, start=1):
        y, x = np.nonzero(found.labels == number)
        assert (x.min(), y.min(), x.max() + 1, y.max() + 1) == (left, top, right, bottom)
        assert len(x) == found.areas[number - 1]


@pytest.mark.parametrize("softness", [0.5, 4, 15])
def test_the_edge_of_a_shadow_is_no_ink(softness):
    gray = np.full((800, 1000), 235.0)
    gray[300:360, 500:506] = gray[200:206, 430:580] = 60
    x = np.arange(1000) + 0.3 * np.arange(800)[:, None]
    shaded = (gray * (1 - 0.6 / (1 + np.exp(np.clip((600 - x) / softness, -50, 50))))).astype(np.uint8)
    mask = binarize(shaded).mask > 0
    drawn = cv2.dilate((gray < 235).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    # Smoothed over the edge the background makes a band of 20,000 pixels of it.
    assert (mask & ~drawn).sum() < 400
    assert mask[gray < 235].mean() > 0.95


def test_the_floor_is_that_of_the_sheet():
    contrast = np.random.default_rng(0).integers(0, 200, (600, 600), np.uint8)
    sheet = np.zeros((600, 600), np.uint8)
    sheet[200:400, 200:400] = 255
    contrast[sheet > 0] = 2
    assert noise_floor(contrast) > 90 and noise_floor(contrast, sheet) < 20
