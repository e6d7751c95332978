from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.recognition.decode import decode
from digitscan.types import Lattice


def lattice(spans, marks, heights=None):
    spans = np.array(spans, np.int32)
    boxes = np.zeros((len(spans), 4), np.int32)
    boxes[:, 2] = 30
    boxes[:, 3] = 60 if heights is None else heights
    tied = np.zeros(len(marks), bool)
    return Lattice(spans, boxes, np.array(marks), tied, 60.0, np.zeros((len(spans), 28, 28), np.uint8))


def sure(*classes, probability=0.97):
    rows = np.full((len(classes), 11), (1 - probability) / 10, np.float32)
    rows[np.arange(len(classes)), classes] = probability
    return rows


def test_digits_in_order():
    found = decode(lattice([(0, 1), (1, 2), (2, 3)], [False] * 3), sure(4, 0, 7))
    assert found.value == "407" and found.chosen == (0, 1, 2) and found.skipped == 0
    assert 0.85 < found.confidence < 0.97


def test_two_halves_are_joined_when_the_whole_is_a_digit():
    found = decode(lattice([(0, 1), (0, 2), (1, 2)], [False] * 2), sure(10, 8, 10))
    assert found.value == "8" and found.chosen == (1,)


def test_a_pair_is_cut_when_the_whole_is_no_digit():
    found = decode(lattice([(0, 1), (0, 2), (1, 2)], [False] * 2), sure(5, 10, 0))
    assert found.value == "50"


def test_a_mark_is_left_out_and_not_counted_as_unread():
    found = decode(lattice([(0, 1), (1, 2), (2, 3)], [False, True, False]), sure(5, 1, 0))
    assert found.value == "50" and found.skipped == 0


def test_a_letter_is_skipped_and_told():
    found = decode(lattice([(0, 1), (1, 2)], [False] * 2), sure(3, 10, probability=0.999))
    assert found.value == "3" and found.skipped == 1


def test_doubt_about_one_digit_is_the_doubt_about_the_value():
    rows = sure(1, 7)
    rows[1] = 0.0
    rows[1, [1, 7]] = 0.4, 0.6
    found = decode(lattice([(0, 1), (1, 2)], [False] * 2), rows)
    assert found.value == "17" and found.confidence == pytest.approx(0.6 * 0.97, abs=0.05)
    assert found.alternatives[0][0] == "11"


def test_one_digit_where_only_one_can_stand():
    rows = sure(4, 10, 1)
    assert len(decode(lattice([(0, 1), (0, 2), (1, 2)], [False] * 2), rows).value) == 2
    assert len(decode(lattice([(0, 1), (0, 2), (1, 2)], [False] * 2), rows, single=True).value) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4))
def test_confidence_is_the_share_of_all_paths_that_spell_the_value(seed, atoms):
    rng = np.random.default_rng(seed)
    spans = [(a, b) for a in range(atoms) for b in range(a + 1, min(a + 3, atoms) + 1)]
    rows = rng.dirichlet(np.full(11, 0.3), len(spans)).astype(np.float32)
    marks = rng.random(atoms) < 0.2
    field = lattice(spans, marks)
    found = decode(field, rows)
    weights: dict[str, float] = {}
    for path in _paths(spans, atoms):
        for labels in product(range(11), repeat=len(path)):
            weight, value = 1.0, ""
            for i, label in zip(path, labels, strict=True):
                weight *= _edge(spans[i], marks, rows[i], label)
                value += "" if label == 10 else str(label)
            weights[value] = weights.get(value, 0.0) + weight
    assert found.confidence == pytest.approx(weights[found.value] / sum(weights.values()), rel=1e-6)


def _paths(spans, atoms, node=0):
    if node == atoms:
        yield []
    for i, (first, last) in enumerate(spans):
        if first == node:
            for rest in _paths(spans, atoms, last):
                yield [i, *rest]


def _edge(span, marks, row, label):
    single = span[1] - span[0] == 1
    mark = single and marks[span[0]]
    if label == 10:
        return 0.0 if not single else 1.0 if mark else 0.02 * max(float(row[10]), 1e-6)
    return max(float(row[label]), 1e-6) * (1e-3 if mark else 1.0)
