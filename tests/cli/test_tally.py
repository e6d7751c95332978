"""The closing summary counts what was read, and the exit code follows from it."""

from __future__ import annotations

import pytest

from digitscan.cli.tally import Tally, plural
from digitscan.inputs.source import Absent, Source
from digitscan.types import Box, PageFailure, PageResult, Reading, Status

_BOX = Box(0, 0, 9, 9)


def _page(file: str, *statuses: Status, error: str | None = None) -> PageResult:
    readings = tuple(Reading(number, "1", 0.5, status, _BOX) for number, status in enumerate(statuses, 1))
    return PageResult(file, 1, readings, error)


def test_numbers_reviews_and_failures_are_counted_and_blanks_are_not() -> None:
    tally = Tally()
    for page in (_page("a", Status.OK, Status.REVIEW, Status.BLANK), _page("b", error="broken"), _page("c", Status.OK)):
        tally.add(page)
    assert (tally.pages, tally.numbers, tally.review, tally.failed) == (2, 3, 1, 1)
    assert tally.summary().startswith("2 pages, 3 numbers, 1 to review, 1 failed, ")


def test_an_input_of_several_pages_is_done_when_the_next_one_begins() -> None:
    tally = Tally()
    done = []
    for file in ("a", "a", "b", "c"):
        tally.add(_page(file))
        done.append(tally.inputs_done)
    assert done == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("sources", "failed", "code"),
    [
        ([], 0, 4),
        ([Absent("absent", 1, "no such file")], 1, 4),
        ([PageFailure("stdin-1", 1, "cut short")], 1, 3),
        ([Source("a", path="a")], 0, 0),
        ([Source("a", path="a")], 1, 3),
        ([Source("a", path="a"), Absent("absent", 1, "no such file")], 1, 3),
    ],
)
def test_the_exit_code_tells_all_some_and_none_apart(
    sources: list[Source | PageFailure], failed: int, code: int
) -> None:
    tally = Tally(failed=failed)
    assert list(tally.count_sources(sources)) == sources
    assert tally.exit_code() == code


def test_one_is_not_plural() -> None:
    assert [plural(count, "page") for count in (0, 1, 2)] == ["0 pages", "1 page", "2 pages"]
