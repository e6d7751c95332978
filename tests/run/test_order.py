"""Results leave in the order of sources and pages, whatever the order in which they come."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from digitscan.run.messages import Outcome
from digitscan.run.order import Order
from digitscan.types import PageResult


def _page(source: int, page: int) -> Outcome:
    return Outcome(PageResult(f"s{source}", page))


def _names(found: list[Outcome]) -> list[tuple[str, int]]:
    return [(one.result.file, one.result.page) for one in found]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.integers(1, 3), st.randoms(use_true_random=False))
def test_any_order_of_coming_gives_one_order_of_leaving(pages: list[int], parts: int, rng: random.Random) -> None:
    """Each source's pages are read by `parts` tasks, every one of which keeps its own order."""
    order, queues, left = Order(), [], []
    for source, count in enumerate(pages):
        assert order.add_source() == source
        for part in range(parts):
            order.open_task(source)
            queues.append((source, list(range(part + 1, count + 1, parts))))
    while queues:
        at = rng.randrange(len(queues))
        source, rest = queues[at]
        if rest:
            order.add(source, _page(source, rest.pop(0)))
        else:
            order.end_task(source)
            queues.pop(at)
        if rng.random() < 0.5:
            left += order.ready()
    left += order.ready()
    assert _names(left) == [(f"s{source}", page) for source, count in enumerate(pages) for page in range(1, count + 1)]
    assert order.held == 0 and len(order) == 0


def test_a_page_that_is_told_twice_leaves_once() -> None:
    """A source that cannot be opened fails for each of the tasks that read it."""
    order = Order()
    number = order.add_source()
    for _ in range(3):
        order.open_task(number)
    for _ in range(3):
        order.add(number, _page(0, 1))
        order.end_task(number)
    assert _names(list(order.ready())) == [("s0", 1)]


def test_pages_behind_one_that_is_missing_leave_when_nothing_more_comes() -> None:
    order = Order()
    number = order.add_source()
    order.open_task(number)
    order.add(number, _page(0, 1))
    order.add(number, _page(0, 4))
    order.add(number, _page(0, 3))
    assert _names(list(order.ready())) == [("s0", 1)]
    order.end_task(number)
    assert _names(list(order.ready())) == [("s0", 3), ("s0", 4)]


def test_what_waits_is_counted() -> None:
    order = Order()
    first, second = order.add_source(), order.add_source()
    order.open_task(first)
    order.add(second, _page(1, 1))
    assert list(order.ready()) == [] and order.held == 1 and len(order) == 2
    order.end_task(first)
    assert _names(list(order.ready())) == [("s1", 1)]
    assert order.held == 0 and len(order) == 0
