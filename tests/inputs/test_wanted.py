"""Which pages are wanted, of sources of every kind."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inputs.making import encoded, multipage, pdf, picture

from digitscan.inputs.pages import load_pages
from digitscan.inputs.source import Source
from digitscan.inputs.wanted import EVERY, Wanted
from digitscan.types import Page, PageFailure


@given(st.integers(1, 5), st.integers(1, 4), st.none() | st.integers(1, 12))
def test_it_is_a_range(first: int, step: int, last: int | None) -> None:
    wanted = Wanted(first, step, last)
    numbers = range(first, 20 if last is None else last + 1, step)
    assert [number for number in range(20) if number in wanted] == list(numbers)
    assert all(wanted.any_after(number) for number in range(last or 20))
    assert "1" not in wanted and 1 in EVERY


def _numbers(data: bytes, first: int = 1, own_first: int = 1, own_last: int | None = None) -> list[int]:
    source = Source("x", data=data, first=own_first, last=own_last)
    return [page.number for page in load_pages(source, first=first)]


@pytest.mark.parametrize("kind", ["pdf", "tiff", "png"])
def test_pages_of_every_kind_of_source(kind: str) -> None:
    pages = [picture(seed=seed) for seed in range(5)]
    data = {"pdf": pdf(5), "tiff": multipage(pages, None), "png": encoded(pages[0], "PNG")}[kind]
    count = 1 if kind == "png" else 5
    for first in range(1, 8):
        assert _numbers(data, first) == _numbers(data, own_first=first) == list(range(first, count + 1))
    for first, last in ((1, 1), (2, 3), (4, 5), (5, 9)):
        assert _numbers(data, 1, first, last) == list(range(first, min(last, count) + 1))


def test_a_later_page_is_the_one_that_it_was() -> None:
    data = multipage([picture(seed=seed) for seed in range(4)], None)
    whole = list(load_pages(Source("x", data=data)))
    [third] = load_pages(Source("x", data=data, first=3, last=3))
    assert isinstance(third, Page) and isinstance(whole[2], Page)
    assert np.array_equal(third.pixels, whole[2].pixels)


def test_a_failure_of_the_whole_source_is_one_of_its_first_wanted_page() -> None:
    [failure] = load_pages(Source("x", data=b"%PDF-1.4 broken", first=7))
    assert isinstance(failure, PageFailure) and failure.number == 7


def test_pages_behind_a_damaged_directory_are_lost_once_and_not_before() -> None:
    cut = multipage([picture(seed=seed) for seed in range(3)], None)[:-900]
    whole = list(load_pages(Source("x", data=cut)))
    lost = [page.number for page in whole if isinstance(page, PageFailure)]
    assert lost, "the cut took something away"
    for first in range(1, lost[0] + 1):
        later = list(load_pages(Source("x", data=cut, first=first)))
        assert [page.number for page in later] == [page.number for page in whole if page.number >= first]


def test_a_source_without_such_pages_is_an_error() -> None:
    for first, last in ((0, None), (3, 2)):
        with pytest.raises(ValueError, match="pages from 1 on"):
            Source("x", data=b"", first=first, last=last)
