"""The index of finished pages says what was noted, in little memory."""

from __future__ import annotations

import random
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from digitscan.run.finished import Finished, FinishedPages

# Identities of which some share a half.
IDENTITY = st.tuples(st.sampled_from([bytes(8), b"12345678"]), st.sampled_from([bytes(8), b"\xff" * 8])).map(b"".join)


@given(st.lists(st.tuples(IDENTITY, st.integers(0, 4), st.integers(0, 2**40))))
def test_it_says_what_was_noted_last(noted: list[tuple[bytes, int, int]]) -> None:
    pages, known = FinishedPages(), dict[bytes, dict[int, int]]()
    for identity, number, place in noted:
        (pages.add_page(identity, number, place) if number else pages.add_end(identity, place))
        known.setdefault(identity, {})[number] = place
    pages.sort()
    for identity in {identity for identity, _, _ in noted} | {b"x" * 16}:
        expected = known.get(identity, {})
        count = expected.pop(0, 0)
        assert pages.of(identity) == Finished(tuple(sorted(expected.items())), count)


def test_a_finished_input_takes_some_60_bytes() -> None:
    inputs = [random.randbytes(16) for _ in range(20_000)]
    tracemalloc.start()
    pages = FinishedPages()
    for identity in inputs:
        pages.add_page(identity, 1, 123_456)
        pages.add_end(identity, 1)
    pages.sort()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 70 * len(inputs)
    assert pages.of(inputs[77]) == Finished(((1, 123_456),), 1)
