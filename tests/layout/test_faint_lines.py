import cv2
import numpy as np

from digitscan.layout.faint_lines import find_faint_lines
from digitscan.layout.rows import Baseline
from digitscan.layout.ruled import find_rows


def rows(*ys):
    found = find_rows([Baseline(np.array([20, 420], np.float32), np.array([y, y], np.float32)) for y in ys])
    assert found is not None
    return found


def paper(lines, *, grey=8, fall=0, height=900):
    """Grain of two levels with faint lines at those heights, which fall to the right."""
    noise = np.random.default_rng(1).normal(6, 2, (height, 500))
    contrast = np.clip(noise, 0, 255).astype(np.uint8)
    for y in lines:
        faint = np.zeros_like(contrast)
        cv2.line(faint, (20, y - fall // 2), (420, y + fall // 2), grey, 3)
        contrast = cv2.add(contrast, faint)
    return contrast


def heights(found):
    return [round(float(line.y.mean())) for line in found.lines]


def test_lines_fainter_than_ink_are_found_above_between_and_below_the_others():
    """Dark strokes through blank rows were the only lines found, and the numbers above them were lost."""
    found = find_faint_lines(rows(420, 500, 580, 660), paper([98, 182, 258, 342, 744], fall=14))
    assert np.abs(np.subtract(heights(found), [98, 182, 258, 342, 420, 500, 580, 660, 744])).max() <= 2
    assert np.ptp(found.lines[1].y) > 8, "it has its own slope"


def test_many_lines_hidden_between_two_are_found_though_digits_cover_a_third_of_them():
    contrast = paper([180, 260, 420])
    cv2.rectangle(contrast, (250, 120), (380, 480), 90, -1)
    found = find_faint_lines(rows(100, 500, 580, 660, 740), contrast)
    assert np.abs(np.subtract(heights(found), range(100, 741, 80))).max() <= 2, "340 by the pitch alone"


def test_paper_without_lines_gets_none():
    for given in (rows(420, 500, 580, 660), rows(100, 500, 580, 660, 740)):
        assert find_faint_lines(given, paper([])) is given


def test_the_edge_of_the_picture_ends_the_search():
    given = rows(30, 110, 190, 270)
    assert heights(find_faint_lines(given, paper([350], height=352))) == [30, 110, 190, 270]
