from itertools import combinations

from evaluation_fields import got, true
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.reading_order import alone_costs, match_by_number, match_in_order, pair_costs

_VALUES = st.lists(st.sampled_from(["", "1", "2", "12", "?"]), max_size=4)


def _match(truth, read):
    return match_in_order(
        [true(value, i) for i, value in enumerate(truth, 1)],
        [got(value, i) for i, value in enumerate(read, 1)],
    )


def test_a_field_too_many_upsets_no_other():
    assert _match(["34", "18", "27"], ["5", "34", "18", "27"]) == [(None, 0), (0, 1), (1, 2), (2, 3)]


def test_a_field_too_few_upsets_no_other():
    assert _match(["161", "069", "000"], ["161", "000"]) == [(0, 0), (1, None), (2, 1)]


def test_a_wrong_number_goes_to_the_one_it_is_most_like():
    assert _match(["12345"], ["7", "12346"]) == [(None, 0), (0, 1)]


def test_of_equal_ways_the_one_with_the_same_numbers_is_taken():
    assert _match(["12", "34"], ["34", "12"]) == [(0, 0), (1, 1)]
    # An extra number in the second of three blank fields, the others not being in the results.
    truth = [true(value, i) for i, value in enumerate(["5", "", "", "", "6"], 1)]
    read = [got("5", 1), got("7", 3), got("6", 5)]
    assert match_in_order(truth, read) == [(0, 0), (1, None), (2, 1), (3, None), (4, 2)]


def test_empty_results_and_truth():
    assert _match([], []) == [] and _match(["1"], []) == [(0, None)] and _match([], ["1"]) == [(None, 0)]


@settings(deadline=None, max_examples=60)
@given(_VALUES, _VALUES)
def test_no_other_order_costs_less(truth, read):
    true_fields = [true(value, i) for i, value in enumerate(truth, 1)]
    read_fields = [got(value, i) for i, value in enumerate(read, 1)]

    together = pair_costs(true_fields, read_fields)
    missed = alone_costs([value.replace("?", "") for value in truth])
    extra = alone_costs(read)

    def total(matches):
        return sum(extra[j] if i is None else missed[i] if j is None else together[i, j] for i, j in matches)

    matches = match_in_order(true_fields, read_fields)
    assert [i for i, _ in matches if i is not None] == list(range(len(truth)))
    assert [j for _, j in matches if j is not None] == list(range(len(read)))
    for size in range(min(len(truth), len(read)) + 1):
        for some in combinations(range(len(truth)), size):
            for others in combinations(range(len(read)), size):
                pairs = list(zip(some, others, strict=True))
                alone = [(i, None) for i in range(len(truth)) if i not in some]
                more = [(None, j) for j in range(len(read)) if j not in others]
                assert total(matches) <= total(pairs + alone + more)


def test_costs_compare_numbers_first_then_characters_then_places():
    same, near, far = pair_costs([true("12", 1)], [got("12", 2), got("13", 1), got("34", 1)])[0].tolist()
    assert same < near < far < alone_costs(["12"])[0] + alone_costs(["34"])[0]
    assert not pair_costs([true("?", 1), true("", 2)], [got("5", 1), got("", 2)])[[0, 1], [0, 1]].any()


def test_by_number_only_the_number_counts():
    truth = [true("1", 1, page=0), true("2", 2, page=0)]
    assert match_by_number(truth, [got("2", 1), got("1", 3)]) == [(0, 0), (1, None), (None, 1)]
