from evaluation_fields import got, results, true

from digitscan.evaluation.outcomes import Kind, Matching, judge
from digitscan.types import Box


def _kinds(truth, read, matching=Matching.AUTO):
    return [(o.written, o.value, o.kind) for o in judge(truth, read, matching).outcomes]


def test_each_kind():
    truth = [true("12", 1), true("34", 2), true("56", 3), true("", 4), true("", 5), true("?", 6), true("?", 7)]
    read = results(got("12", 1), got("35", 2), got("9", 4), got("8", 6))
    assert _kinds(truth, read, Matching.FIELD) == [
        ("12", "12", Kind.RIGHT),
        ("34", "35", Kind.WRONG),
        ("56", "", Kind.MISSED),
        ("", "9", Kind.EXTRA),
        ("", "", Kind.EMPTY),
        ("?", "8", Kind.NOT_JUDGED),
        ("?", "", Kind.NOT_JUDGED),
    ]


def test_a_row_without_a_value_is_no_extra_number():
    assert _kinds([true("12", 1)], results(got("", 1, 0.0, status="review"), got("12", 2))) == [
        ("12", "12", Kind.RIGHT)
    ]
    assert _kinds([true("12", 1)], results(got("", 1, 0.0, status="review"))) == [("12", "", Kind.MISSED)]


def test_a_file_that_holds_nothing():
    assert _kinds([true("", page=0)], results(got("5", 3))) == [("", "5", Kind.EXTRA)]


def test_truth_without_pages_goes_over_all_pages():
    read = results(got("12", 1, page=1), got("34", 1, page=2))
    truth = [true("12", 1, page=0), true("34", 2, page=0)]
    assert [(o.page, o.kind) for o in judge(truth, read).outcomes] == [(1, Kind.RIGHT), (2, Kind.RIGHT)]


def test_an_empty_file_of_which_results_say_nothing_is_as_it_should_be():
    judged = judge([true("", file="blank"), true("1", file="a")], results(got("1", file="a")))
    assert judged.absent == () and [o.kind for o in judged.outcomes] == [Kind.EMPTY, Kind.RIGHT]


def test_by_box_the_order_does_not_matter():
    left, right = Box(0, 0, 10, 10), Box(50, 0, 60, 10)
    truth = [true("1", 1, box=left), true("2", 2, box=right)]
    read = results(got("2", 1, box=right), got("1", 2, box=left))
    assert [o.kind for o in judge(truth, read).outcomes] == [Kind.RIGHT, Kind.RIGHT]
    assert Kind.WRONG in [o.kind for o in judge(truth, read, Matching.FIELD).outcomes]
    # With the same boxes the values are compared, however like others they are.
    swapped = results(got("1", 1, box=right), got("2", 2, box=left))
    assert [o.kind for o in judge(truth, swapped).outcomes] == [Kind.WRONG, Kind.WRONG]


def test_what_one_of_the_tables_lacks_is_listed():
    truth = [true("1", file="a"), true("2", file="gone"), true("3", file="broken")]
    read = results(
        got("1", file="a"), got("8", file="a", page=2), got("9", file="new"), failed={("broken", 1): "cut short"}
    )
    judged = judge(truth, read)
    assert [o.kind for o in judged.outcomes] == [Kind.RIGHT, Kind.MISSED, Kind.MISSED]
    assert (judged.absent, judged.unknown, judged.unknown_pages) == (("gone",), ("new",), (("a", 2),))
    assert judged.failed == {("broken", 1): "cut short"}
