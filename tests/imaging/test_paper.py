import cv2
import numpy as np
import pytest

from digitscan.imaging.paper import find_papers, outside


def photo(desk, sheet=(225, 228, 230)):
    image = np.full((900, 1200, 3), desk, np.uint8)
    corners = np.array([(250, 120), (980, 80), (1040, 800), (210, 780)], np.int32)
    cv2.fillConvexPoly(image, corners, sheet)
    for x in range(350, 900, 60):
        cv2.line(image, (x, 300), (x + 10, 360), (40, 40, 40), 5)
    return image, corners


def only(pixels):
    """The outline of the one sheet; None where there is none."""
    found = find_papers(pixels)
    assert len(found) <= 1
    return found[0] if found else None


def test_two_sheets_side_by_side_are_both_found_and_a_small_card_is_none():
    image, _ = photo((40, 45, 50))
    two = np.hstack([image, image])
    wood = np.random.default_rng(0).integers(0, 40, two.shape, np.uint8) + np.array([30, 60, 110], np.uint8)
    on_wood = np.where(two == (40, 45, 50), wood, two).astype(np.uint8)
    outlines = find_papers(on_wood)
    assert sorted(round(float(outline[:, 0].mean())) > 1200 for outline in outlines) == [False, True]
    cv2.rectangle(image, (1080, 100), (1180, 250), (225, 228, 230), -1)
    assert only(image) is not None


def test_a_sheet_on_a_dark_desk_is_found():
    image, corners = photo((40, 45, 50))
    for pixels in (image, cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)):
        outline = only(pixels)
        assert outline is not None
        assert abs(cv2.contourArea(outline) / cv2.contourArea(corners) - 1) < 0.05


def test_a_sheet_on_a_coloured_desk_is_found_in_colour():
    image, corners = photo((60, 110, 170))
    outline = only(image)
    assert outline is not None and abs(cv2.contourArea(outline) / cv2.contourArea(corners) - 1) < 0.05


def test_a_scan_has_no_outline_and_a_shadow_is_paper():
    scan = np.full((900, 1200), 240, np.uint8)
    cv2.putText(scan, "1234", (300, 500), 0, 5, 20, 12)
    assert not find_papers(scan)
    shadow = scan.copy()
    shadow[:, :500] = (shadow[:, :500] * 0.55).astype(np.uint8)
    assert not find_papers(shadow)
    assert not find_papers(np.zeros((900, 1200), np.uint8))


def test_what_is_outside_is_masked_with_a_margin():
    mask = outside(np.array([(20, 20), (80, 20), (80, 80), (20, 80)], np.float32), (100, 100), 5)
    assert mask[50, 50] == 0 and mask[22, 50] == 255 and mask[10, 10] == 255 and mask[27, 50] == 0


def matches(outline, corners):
    return outline is not None and abs(cv2.contourArea(outline) / cv2.contourArea(corners) - 1) < 0.06


@pytest.mark.parametrize("softness", [2, 60])
def test_the_lit_part_of_a_sheet_in_shadow_is_not_the_sheet(softness):
    image, corners = photo((60, 110, 170))
    light = 1 - 0.65 / (1 + np.exp((np.arange(900) - 450) / softness))
    shaded = (image * light[:, None, None]).astype(np.uint8)
    assert matches(only(shaded), corners)


def test_a_hard_shadow_on_a_grey_desk_cuts_nothing_off():
    image, _ = photo((90, 90, 90))
    image[:450] = (image[:450] * 0.35).astype(np.uint8)
    outline = only(image)
    # The desk in the light is as bright as the sheet in the shadow: nobody knows, so everything is read.
    assert outline is None or cv2.pointPolygonTest(outline, (500.0, 330.0), False) > 0


def test_a_sheet_as_bright_as_its_desk_is_found_by_the_desks_roughness():
    image, corners = photo((200, 200, 200), (200, 200, 200))
    inside = cv2.fillConvexPoly(np.zeros((900, 1200), np.uint8), corners, 1)
    stone = cv2.resize(np.random.default_rng(0).integers(60, 255, (30, 40), np.uint8), (1200, 900))
    assert matches(only(np.where(inside[..., None] > 0, image, stone[..., None])), corners)


def test_a_coloured_note_is_found_on_a_desk_but_is_no_sheet_on_a_page():
    note, corners = photo((60, 110, 170), (90, 235, 250))
    assert matches(only(note), corners)
    on_page, _ = photo((235, 238, 240), (90, 235, 250))
    assert only(on_page) is None


def test_a_printed_frame_is_no_sheet():
    scan = np.full((900, 1200), 240, np.uint8)
    cv2.rectangle(scan, (300, 200), (1000, 700), 30, 4)
    assert not find_papers(scan)


@pytest.mark.parametrize("colour", [True, False])
def test_both_pages_of_an_open_book_are_the_sheet(colour):
    spread = np.full((850, 1200, 3), (190, 225, 240), np.uint8)
    for x in (*range(100, 500, 60), *range(700, 1100, 60)):
        cv2.line(spread, (x, 300), (x + 10, 360), (40, 40, 40), 5)
    fold = np.exp(-((np.abs(np.arange(1200) - 600) / 50) ** 1.3))
    shaded = (spread * (1 - 0.65 * fold)[:, None]).astype(np.uint8)
    assert only(shaded if colour else cv2.cvtColor(shaded, cv2.COLOR_BGR2GRAY)) is None
