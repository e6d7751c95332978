from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscan.evaluation.edits import edit_distances, edit_pairs

_TEXT = st.text("0123-", max_size=7)


@cache
def _defined(truth: str, read: str) -> int:
    """The distance by its recursive definition."""
    if not truth or not read:
        return len(truth) + len(read)
    return min(
        _defined(truth[1:], read) + 1,
        _defined(truth, read[1:]) + 1,
        _defined(truth[1:], read[1:]) + (truth[0] != read[0]),
    )


@settings(deadline=None)
@given(_TEXT, st.lists(_TEXT, max_size=5))
def test_the_distance_is_the_least(truth, read):
    assert edit_distances(truth, read).tolist() == [_defined(truth, text) for text in read]


@settings(deadline=None)
@given(_TEXT, _TEXT)
def test_the_pairs_spell_both_texts_and_cost_the_distance(truth, read):
    pairs = edit_pairs(truth, read)
    assert "".join(a for a, _ in pairs) == truth and "".join(b for _, b in pairs) == read
    assert sum(a != b for a, b in pairs) == _defined(truth, read)
    assert ("", "") not in pairs


@pytest.mark.parametrize(
    ("truth", "read", "pairs"),
    [
        ("2250", "2750", [("2", "2"), ("2", "7"), ("5", "5"), ("0", "0")]),
        ("407", "47", [("4", "4"), ("0", ""), ("7", "7")]),
        ("47", "407", [("4", "4"), ("", "0"), ("7", "7")]),
        ("", "7", [("", "7")]),
    ],
)
def test_examples(truth, read, pairs):
    assert list(edit_pairs(truth, read)) == pairs
