from evaluation_fields import judged

from digitscan.evaluation.report import make_report
from digitscan.evaluation.text_plot import acceptance_plot


def test_the_error_rises_to_the_right():
    pairs = [("1", "1", 0.9)] * 50 + [("1", "2", 0.5)] * 50
    lines = acceptance_plot(make_report(judged(pairs)).curve)
    assert all(len(line) <= 80 for line in lines)
    top, bottom = lines[0], next(line for line in lines if line.lstrip().startswith("0.00 %"))
    assert top.startswith("  50.00 %┤") and top.rstrip().endswith("•")
    assert bottom.count("•") == 28  # half of the columns


def test_a_share_that_is_never_reached_stays_empty():
    lines = acceptance_plot(make_report(judged([("1", "1", 0.9), ("2", "", 0)])).curve)
    assert sum(line.count("•") for line in lines) == 28


def test_no_curve_no_plot():
    assert acceptance_plot(()) == []
