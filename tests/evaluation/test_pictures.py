from xml.etree import ElementTree

import numpy as np
import pytest
from evaluation_fields import judged

from digitscan.evaluation.acceptance import ERRORS
from digitscan.evaluation.pictures import acceptance_svg, calibration_svg
from digitscan.evaluation.report import make_report


def _report(seed: int, count: int):
    rng = np.random.default_rng(seed)
    sure = rng.random(count)
    return make_report(judged([("1", "1" if rng.random() < s else "7", float(s)) for s in sure]))


@pytest.mark.parametrize("count", [0, 1, 2, 500])
def test_the_pictures_are_xml_and_all_of_it_is_inside(count):
    report = _report(1, count)
    for svg in (acceptance_svg(report.curve, ERRORS), calibration_svg(report.calibration.bins)):
        root = ElementTree.fromstring(svg)
        width, height = float(root.get("width")), float(root.get("height"))
        for line in root.iter("polyline"):
            for point in line.get("points").split():
                x, y = map(float, point.split(","))
                assert 0 <= x <= width and 0 <= y <= height
        for text in root.iter("text"):
            assert 0 <= float(text.get("x")) <= width and 0 <= float(text.get("y")) <= height


def test_the_curve_is_where_the_figures_say():
    root = ElementTree.fromstring(acceptance_svg(_report(2, 300).curve, ERRORS))
    (line,) = (each for each in root.iter("polyline") if each.get("class") == "curve")
    xs = [float(point.split(",")[0]) for point in line.get("points").split()]
    assert xs == sorted(xs) and xs[-1] == 544.0  # the right edge: all numbers were read


def test_bins_without_numbers_have_no_circle():
    report = make_report(judged([("1", "1", 0.95), ("1", "1", 0.05)]))
    root = ElementTree.fromstring(calibration_svg(report.calibration.bins))
    assert len(list(root.iter("circle"))) == 2
