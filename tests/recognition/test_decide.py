import pytest

from digitscan.recognition.beside import Beside
from digitscan.recognition.calibrate import calibrate
from digitscan.recognition.decide import DOUBTED, UNREAD, decide, find_headings
from digitscan.recognition.decode import Decoded
from digitscan.recognition.minus import Sign
from digitscan.types import Status


def part(value, confidence=0.99, skipped=0, text=0.0, writing=None):
    return Decoded(value, confidence, tuple(range(len(value))), skipped, text, (), writing=writing)


def test_a_sure_number_is_ok():
    decision = decide("box", [part("0420")], 0.5)
    assert (decision.value, decision.status, decision.note) == ("0420", Status.OK, "")


def test_no_ink_is_blank():
    assert decide("box", [None], 0.5).status is Status.BLANK
    assert decide("comb", [None, None], 0.5).status is Status.BLANK


def test_traces_where_no_ink_is_are_for_review():
    decision = decide("box", [None], 0.5, Beside(traces=True))
    assert (decision.value, decision.confidence, decision.status) == ("", 0.0, Status.REVIEW) and decision.note


def test_low_confidence_is_for_review_and_keeps_its_value():
    decision = decide("line", [part("17", 0.05)], 0.5)
    assert decision.status is Status.REVIEW and decision.value == "17" and decision.note == "low confidence"


def test_a_comb_is_one_number_with_the_product_of_its_confidences():
    decision = decide("comb", [part("1", 0.9), part("2", 0.8), None], 0.5)
    assert decision.value == "12" and decision.status is Status.OK
    assert decision.confidence == pytest.approx(calibrate(0.72))


def test_a_hole_in_a_comb_is_told():
    decision = decide("comb", [None, part("1"), None, part("2")], 0.5)
    assert decision.status is Status.REVIEW and "empty cell" in decision.note


@pytest.mark.parametrize("kind", ["box", "comb"])
def test_letters_in_a_field_for_a_number_are_for_review(kind):
    decision = decide(kind, [part("", 0.9, skipped=5)], 0.5)
    assert decision.status is Status.REVIEW and decision.value == "" and decision.note


def test_letters_elsewhere_are_text():
    assert decide("line", [part("1", skipped=4)], 0.5) is None
    assert decide("cell", [part("", skipped=4)], 0.5) is None


@pytest.mark.parametrize("kind", ["line", "row"])
def test_what_both_readers_together_take_for_a_number_is_told_though_one_sees_writing(kind):
    decision = decide(kind, [part("9285", 0.67, text=0.63, writing=0.0015)], 0.5)
    assert decision.value == "9285" and decision.status is Status.REVIEW and DOUBTED in decision.note
    assert decide(kind, [part("9285", 0.67, text=0.63, writing=0.01)], 0.5) is None
    assert decide("cell", [part("9285", 0.67, text=0.63, writing=0.0015)], 0.5) is None, "a name in a table"


def test_a_sure_digit_beside_a_smudge_is_told_wherever_it_stands():
    decision = decide("line", [part("4", skipped=1, text=0.1, writing=1e-4)], 0.5)
    assert decision.value == "4" and decision.status is Status.REVIEW
    assert decide("line", [part("4", skipped=1, text=0.1, writing=0.2)], 0.5) is None
    assert decide("line", [part("4", skipped=1, text=0.6, writing=1e-4)], 0.5) is None


def test_ink_beside_a_number_is_told():
    decision = decide("cell", [part("12", skipped=1)], 0.5)
    assert decision.status is Status.REVIEW and decision.value == "12"


def test_what_is_surely_text_is_no_value_and_keeps_what_was_seen():
    assert decide("cell", [part("1010", text=0.9)], 0.5) is None
    decision = decide("box", [part("1010", text=0.9)], 0.5)
    assert decision.status is Status.REVIEW and decision.value == "" and decision.raw_value == "1010"


def test_a_picture_of_one_field_is_never_dropped_as_text():
    decision = decide("line", [part("280000", text=0.995)], 0.5, alone=True)
    assert decision.status is Status.REVIEW and decision.value == "" and decision.raw_value == "280000"
    assert decide("line", [part("1", skipped=4)], 0.5, alone=True).status is Status.REVIEW


def test_a_row_or_a_column_of_text_is_a_heading_and_one_cell_of_it_is_not():
    places = [(row, column) for row in range(3) for column in range(3)] + [None]
    text = [True, True, True, True, False, False, True, False, True, True]
    headings = find_headings(places, text, [not one for one in text])
    assert headings == [True, True, True, True, False, True, True, True, True, False]
    alone = find_headings(places[:9], [False] * 4 + [True] + [False] * 4, [True] * 9)
    assert not any(alone)


def test_a_table_full_of_ink_in_which_nothing_was_read_is_told():
    places = [(row, column) for row in range(3) for column in range(4)]
    nothing = [False] * len(places)
    assert not any(find_headings(places, [True] * len(places), nothing))
    form = [row == 0 or column == 0 for row, column in places]
    assert find_headings(places, form, nothing) == form, "an unfilled form has headings"
    assert any(find_headings(places, [column > 0 for _, column in places], [column == 0 for _, column in places]))


def test_among_numbers_what_may_be_writing_keeps_its_value_and_is_for_review():
    written = part("000", text=0.8)
    assert decide("row", [written], 0.5) is None
    decision = decide("row", [written], 0.5, among_numbers=True)
    assert decision.value == "000" and decision.status is Status.REVIEW and "not read" in decision.note
    for other in (part("000", text=0.99), part("1", skipped=2)):
        assert decide("row", [other], 0.5, among_numbers=True) == UNREAD


def test_a_fraction_is_for_review_and_takes_the_number_s_confidence():
    decision = decide("box", [part("3112")], 0.5, Beside(fraction=0.9999))
    assert decision.status is Status.REVIEW and "fraction" in decision.note and decision.confidence < 0.05
    assert decide("box", [part("3112")], 0.5, Beside(fraction=0.1)).status is Status.OK


def test_a_struck_out_number_is_for_review_and_keeps_its_value():
    decision = decide("box", [part("407")], 0.5, Beside(struck=True))
    assert (decision.value, decision.status) == ("407", Status.REVIEW) and "struck out" in decision.note
    assert decide("box", [part("7")], 0.5, Beside(struck=True)).status is Status.OK, "a continental 7 has its bar"
    assert "struck" not in decide("box", [part("", skipped=1)], 0.5, Beside(struck=True)).note


def test_ink_that_may_show_through_is_for_review():
    decision = decide("line", [part("0159181")], 0.5, Beside(paler=True))
    assert decision.value == "0159181" and decision.status is Status.REVIEW and "other side" in decision.note


def test_a_number_with_a_point_in_it_is_for_review():
    decision = decide("line", [part("125")], 0.5, Beside(point=True))
    assert decision.value == "125" and decision.status is Status.REVIEW and "point" in decision.note


def test_digits_that_run_into_the_edge_are_for_review():
    decision = decide("line", [part("19")], 0.5, Beside(goes_on=True))
    assert (decision.value, decision.status, decision.note) == ("19", Status.REVIEW, "cut by the edge, it seems")


def test_a_minus_is_part_of_the_value():
    decision = decide("line", [part("6")], 0.5, Beside(sign=Sign.MINUS))
    assert (decision.value, decision.raw_value, decision.status) == ("-6", "-6", Status.OK)
    assert decide("box", [part("", skipped=1)], 0.5, Beside(sign=Sign.MINUS)).value == ""


def test_what_may_be_two_numbers_is_for_review():
    decision = decide("line", [part("867021")], 0.5, Beside(gap=True))
    assert (decision.value, decision.status, decision.note) == ("867021", Status.REVIEW, "may be two numbers")


def test_what_may_be_a_minus_is_for_review():
    decision = decide("line", [part("6")], 0.5, Beside(sign=Sign.DOUBTFUL))
    assert (decision.value, decision.status) == ("6", Status.REVIEW) and "a minus" in decision.note


@pytest.mark.parametrize(("kind", "text"), [("box", 0.9), ("comb", 0.9), ("cell", 0.3)])
def test_a_number_that_both_readers_together_see_is_told_but_never_accepted(kind, text):
    decision = decide(kind, [part("7", text=text, writing=0.2)], 0.0)
    assert (decision.value, decision.status, decision.doubted) == ("7", Status.REVIEW, True)
    assert DOUBTED in decision.note
    assert decision.confidence == pytest.approx(0.8 * calibrate(0.99))


def test_what_both_readers_take_for_writing_has_no_value():
    decision = decide("box", [part("7", text=0.9, writing=0.6)], 0.0)
    assert (decision.value, decision.status, decision.doubted) == ("", Status.REVIEW, False)
    assert decide("comb", [part("7", text=0.9, writing=0.2), part("4", text=0.9, writing=0.6)], 0.0).value == ""


def test_one_reader_alone_gives_no_value_that_it_takes_for_writing():
    assert decide("cell", [part("7", text=0.3)], 0.0).value == ""


def test_writing_on_a_line_stays_text_whatever_both_readers_see():
    assert decide("line", [part("71", text=0.9, writing=0.1)], 0.0) is None
    assert decide("cell", [part("714", text=0.9, writing=0.1)], 0.0) is None


def test_ink_across_the_edge_of_a_field_is_told():
    assert decide("box", [None], 0.5, Beside(strays=True)).status is Status.REVIEW
    sure = decide("box", [part("42")], 0.5)
    crossed = decide("box", [part("42")], 0.5, Beside(strays=True))
    assert sure.status is Status.OK
    assert (crossed.value, crossed.status) == ("42", Status.REVIEW) and "across" in crossed.note


def test_there_is_no_minus_before_nought():
    """A dash that ends a line of a tally before 000 was told as -000, and ok."""
    decision = decide("row", [part("000")], 0.5, Beside(sign=Sign.MINUS))
    assert decision.value == "-000" and decision.status is Status.REVIEW
    assert decide("row", [part("010")], 0.5, Beside(sign=Sign.MINUS)).status is Status.OK
