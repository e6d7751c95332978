import numpy as np
import pytest
from evaluation_fields import outcomes
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.scores import (
    aligned,
    confusion,
    mean_f1,
    score_characters,
    score_classes,
    score_numbers,
)

_PAIRS = st.lists(
    st.tuples(st.text("0123-", max_size=4), st.text("0123-", max_size=4), st.floats(0, 1)), min_size=1, max_size=12
)


def test_whole_numbers():
    n = score_numbers(outcomes([("12", "12", 0.9), ("34", "33", 0.9), ("5", "", 0), ("", "7", 0.4), ("?", "1", 1)]))
    assert (n.count, n.right, n.wrong, n.missed, n.extra, n.not_judged) == (3, 1, 1, 1, 1, 1)
    assert (n.empty, n.empty_read, n.files, n.files_right) == (1, 1, 5, 2)
    assert (n.accuracy, n.precision, n.recall) == (1 / 3, 1 / 3, 1 / 3)
    assert n.error_rate == 1.0 and n.low < 1 / 3 < n.high


def test_characters():
    c = score_characters(aligned(outcomes([("1234", "1274", 1), ("56", "5", 1), ("", "89", 1), ("?", "555", 1)])))
    assert (c.count, c.right, c.substitutions, c.deletions, c.insertions) == (6, 4, 1, 1, 2)
    assert (c.accuracy, c.error_rate) == (4 / 6, 4 / 6)


def test_nothing_at_all_divides_by_nothing():
    n = score_numbers(outcomes([("", "", 1)]))
    assert n.accuracy is n.low is n.precision is n.error_rate is None
    assert score_characters([]).accuracy is None and mean_f1([]) is None


@settings(deadline=None)
@given(_PAIRS)
def test_the_figures_of_each_digit_are_those_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics", reason="needs the extra 'test'")
    found = aligned(outcomes(pairs))
    matrix = confusion(found)
    names = [name or "nothing" for name in matrix.classes]
    written, read = ([pair[side] or "nothing" for pair in found] for side in (0, 1))
    if not found:
        return
    assert np.array_equal(matrix.matrix, metrics.confusion_matrix(written, read, labels=names))
    scores = {each.name: each for each in score_classes(matrix)}
    columns = metrics.precision_recall_fscore_support(written, read, labels=names[:-1], zero_division=0)
    for name, precision, recall, f1, support in zip(names, *columns, strict=False):
        each = scores.get(name)
        if each is None:
            assert support == 0 and name not in read
            continue
        assert (each.precision or 0, each.recall or 0, each.f1 or 0) == pytest.approx((precision, recall, f1))
        assert each.count == support
    present = [name for name in names[:-1] if name in written]
    if present:
        mean = metrics.f1_score(written, read, labels=present, average="macro", zero_division=0)
        assert mean_f1(scores.values()) == pytest.approx(mean)


@settings(deadline=None)
@given(_PAIRS)
def test_whole_numbers_are_those_of_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics", reason="needs the extra 'test'")
    numbers = [(written, read) for written, read, _ in pairs if written]
    n = score_numbers(outcomes(pairs))
    assert n.count == len(numbers)
    if numbers:
        assert n.accuracy == pytest.approx(metrics.accuracy_score(*zip(*numbers, strict=True)))


@settings(deadline=None)
@given(_PAIRS)
def test_error_rates_are_edits_over_what_is_written(pairs):
    found = outcomes(pairs)
    c, n = score_characters(aligned(found)), score_numbers(found)
    assert c.right + c.substitutions + c.deletions == c.count == sum(len(written) for written, _, _ in pairs)
    assert n.right + n.wrong + n.missed == n.count
    assert c.right + c.substitutions + c.insertions == sum(len(read) for _, read, _ in pairs)
