"""The journal keeps pages for the next run, and does not mix what does not belong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitscan.errors import EXIT_USAGE, OutputError, UsageError
from digitscan.run.finished import Finished
from digitscan.run.journal import Journal, KeptPage

WHO, OTHER = b"0123456789abcdef", b"fedcba9876543210"
PAGE = KeptPage("ä.png,1,1,7\r\nä.png,1,2,8\r\n", 2, 1)


def _begun(path: Path, **conditions: object) -> Path:
    with Journal(path, conditions or {"--reader": "fused"}) as journal:
        journal.add_page(WHO, 1, PAGE)
        journal.add_page(WHO, 2, KeptPage("", 0, 0))
        journal.add_end(WHO, 2)
        journal.add_page(OTHER, 4, PAGE)
    return path


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = _begun(tmp_path / "r.csv.journal")
    with Journal(path, {"--reader": "fused"}) as journal:
        done = journal.finished(WHO)
        assert done.count == 2
        assert [(number, journal.read(place)) for number, place in done.pages] == [(1, PAGE), (2, KeptPage("", 0, 0))]
        ((number, place),) = journal.finished(OTHER).pages
        assert (number, journal.read(place)) == (4, PAGE)
        assert journal.finished(b"x" * 16) == Finished()
        assert journal.lost == 0


def test_it_grows_from_run_to_run(tmp_path: Path) -> None:
    path = _begun(tmp_path / "journal")
    before = path.read_bytes()
    with Journal(path, {"--reader": "fused"}) as journal:
        journal.add_page(OTHER, 5, PAGE)
    assert path.read_bytes().startswith(before)
    with Journal(path, {"--reader": "fused"}) as journal:
        assert [number for number, _ in journal.finished(OTHER).pages] == [4, 5]


def test_cut_anywhere_it_is_a_shorter_one(tmp_path: Path) -> None:
    data = _begun(tmp_path / "whole").read_bytes()
    path = tmp_path / "journal"
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with Journal(path, {"--reader": "fused"}) as journal:
            pages = [*journal.finished(WHO).pages, *journal.finished(OTHER).pages]
            assert [journal.read(place) for _, place in pages] == [PAGE, KeptPage("", 0, 0), PAGE][: len(pages)]
            journal.add_page(OTHER, 9, PAGE)
        with Journal(path, {"--reader": "fused"}) as journal:
            assert journal.lost == 0
            assert journal.finished(OTHER).pages[-1][0] == 9


@pytest.mark.parametrize("now", [{"--reader": "glyph"}, {}, {"--reader": "fused", "--new": 1}])
def test_other_conditions_are_refused_and_leave_it_as_it_is(now: dict[str, object], tmp_path: Path) -> None:
    path = _begun(tmp_path / "r.journal")
    before = path.read_bytes()
    with pytest.raises(
        UsageError, match=r"cannot go on with .*r\.journal: --\w+ was .* delete it to start over"
    ) as told:
        Journal(path, now)
    assert told.value.exit_code == EXIT_USAGE
    assert path.read_bytes() == before


def test_one_without_a_page_goes_away_with_its_run_and_an_older_one_stays(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, {}) as journal:
        assert journal.empty and path.exists()
    assert not path.exists()
    _begun(path)
    with Journal(path, {"--reader": "fused"}) as journal:
        assert not journal.empty
    assert path.exists()


def test_a_limit_may_be_raised_and_not_lowered_again(tmp_path: Path) -> None:
    path = _begun(tmp_path / "journal", **{"--max-pixels": 10})
    with Journal(path, {"--max-pixels": 20}) as journal:
        assert journal.finished(WHO).count == 2
    with pytest.raises(UsageError, match="--max-pixels was 20 and is now 10"):
        Journal(path, {"--max-pixels": 10})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"file,page,field\r\n1,2,3\r\n", "is no journal of digitscan"),
        (b"digitscan journal 2\n", "written by another version"),
        (b"\0" * 30, "is no journal of digitscan"),
    ],
)
def test_what_is_no_journal_is_left_alone(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv.journal"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=words):
        Journal(path, {})
    assert path.read_bytes() == content


def test_a_journal_changed_under_its_feet_is_told(tmp_path: Path) -> None:
    path = _begun(tmp_path / "journal")
    with Journal(path, {"--reader": "fused"}) as journal:
        ((_, place),) = journal.finished(OTHER).pages
        path.write_bytes(b"")
        with pytest.raises(OutputError, match="was changed while it was read"):
            journal.read(place)
