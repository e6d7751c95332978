"""Runs that are broken off and go on give what one run gives, and read no finished page again."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digitscan.inputs.source import Source
from digitscan.run.journal import Journal
from digitscan.run.resume import Kept, Resumption
from digitscan.types import PageFailure, PageResult


class Stack:
    """Inputs and a reader of them: the content says which pages there are, ``f`` for one that fails."""

    def __init__(self, inputs: list[tuple[str, str]], ahead: int = 1) -> None:
        self.sources: list[Source | PageFailure] = [
            Source(name, data=content.encode()) if content else PageFailure(name, 1, "broken link")
            for name, content in inputs
        ]
        self.ahead = ahead
        self.read_pages: list[tuple[str, int]] = []

    def read(self, sources: Iterable[Source | PageFailure]) -> Iterator[PageResult]:
        sources = iter(sources)
        while together := list(itertools.islice(sources, self.ahead)):
            for source in together:
                yield from self._read(source)

    def _read(self, source: Source | PageFailure) -> Iterator[PageResult]:
        if isinstance(source, PageFailure):
            yield PageResult(source.file, source.number, error=source.error)
            return
        assert source.data is not None
        if source.data == b"x":
            yield PageResult(source.name, source.first, error="no image")
            return
        for number, page in enumerate(source.data.decode(), 1):
            if number >= source.first and (source.last is None or number <= source.last):
                self.read_pages.append((source.name, number))
                yield PageResult(source.name, number, error="it fails" if page == "f" else None)

    def run(self, journal: Path, stop_after: int | None = None) -> list[str]:
        """The rows of a run; one that stops writes no further page."""
        rows = []
        with Journal(journal, {}) as opened:
            resumption = Resumption(opened)
            results = resumption.results(self.read, self.sources, lambda result: result)
            for finished in itertools.islice(results, stop_after):
                if isinstance(finished, Kept):
                    rows.append(finished.page.rows)
                    continue
                row = f"{finished.file},{finished.page},{finished.error}"
                rows.append(row)
                resumption.keep(finished, row)
        return rows


NAMES = st.sampled_from(["a", "b", "c"])
INPUTS = st.lists(
    st.tuples(NAMES, st.one_of(st.text("pqf", min_size=1, max_size=6), st.sampled_from(["", "x"]))), max_size=6
)


@settings(max_examples=150, deadline=None)
@given(INPUTS, st.integers(1, 4), st.lists(st.integers(0, 20), max_size=4))
# Between two inputs of one name only the rest of a file that has no rest is asked for.
@example([("b", "f"), ("a", "ppp"), ("b", "pf")], 1, [4, 5])
def test_a_run_in_pieces_gives_the_rows_of_one(inputs: list[tuple[str, str]], ahead: int, stops: list[int]) -> None:
    """Names that stand twice, one after the other too, failures of pages, of inputs and of the folder's walk."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Stack(inputs, ahead).run(Path(folder) / "one")
        journal = Path(folder) / "pieces"
        for stop in stops:
            assert Stack(inputs, ahead).run(journal, stop) == whole[:stop]
        assert Stack(inputs, ahead).run(journal) == whole
        last = Stack(inputs, ahead)
        assert last.run(journal) == whole
        once = {name for name, _ in inputs if [other for other, _ in inputs].count(name) == 1}
        failing = {(name, at) for name, content in inputs for at, page in enumerate(content, 1) if page == "f"}
        assert {page for page in last.read_pages if page[0] in once} <= failing


def test_only_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    inputs = [("a", "pp"), ("b", "pfppp"), ("c", "pp")]
    stack = Stack(inputs)
    stack.run(tmp_path / "journal", 6)  # b has come as far as its page 4
    assert stack.read_pages == [("a", 1), ("a", 2), ("b", 1), ("b", 2), ("b", 3), ("b", 4)]
    stack = Stack(inputs)
    stack.run(tmp_path / "journal")
    assert stack.read_pages == [("b", 2), ("b", 5), ("c", 1), ("c", 2)]
    stack = Stack(inputs)
    stack.run(tmp_path / "journal")
    assert stack.read_pages == [("b", 2)], "what failed is tried again"


def test_changed_content_is_read_anew_and_the_old_one_is_known_still(tmp_path: Path) -> None:
    Stack([("a", "pq"), ("b", "p")]).run(tmp_path / "journal")
    changed = Stack([("a", "qp"), ("b", "p")])
    changed.run(tmp_path / "journal")
    assert changed.read_pages == [("a", 1), ("a", 2)]
    back = Stack([("b", "p"), ("a", "pq")])
    assert back.run(tmp_path / "journal") == ["b,1,None", "a,1,None", "a,2,None"]
    assert back.read_pages == []


def test_an_input_that_broke_off_with_a_failure_is_not_taken_for_whole(tmp_path: Path) -> None:
    """The reader gives up after page 2; the next run finds four pages."""

    class GivesUp(Stack):
        def _read(self, source: Source | PageFailure) -> Iterator[PageResult]:
            yield from itertools.islice(super()._read(source), 2)
            yield PageResult("a", 3, error="memory ran out")

    GivesUp([("a", "pppp")]).run(tmp_path / "journal")
    later = Stack([("a", "pppp")])
    assert later.run(tmp_path / "journal") == [f"a,{number},None" for number in range(1, 5)]
    assert later.read_pages == [("a", 3), ("a", 4)]


def test_a_failure_of_the_whole_input_named_after_page_1_ends_nothing(tmp_path: Path) -> None:
    """Pages 1 and 2 are kept; then the file cannot be opened for once, and the failure names page 1."""

    class Closed(Stack):
        def _read(self, source: Source | PageFailure) -> Iterator[PageResult]:
            yield PageResult("a", 1, error="no permission")

    Stack([("a", "pppp")]).run(tmp_path / "journal", 2)
    Closed([("a", "pppp"), ("b", "p")]).run(tmp_path / "journal")
    assert Stack([("a", "pppp")]).run(tmp_path / "journal") == [f"a,{number},None" for number in range(1, 5)]


def test_pages_that_come_before_the_first_to_read_do_not_wait_for_the_reader(tmp_path: Path) -> None:
    Stack([("a", "p"), ("b", "p")]).run(tmp_path / "journal")
    stack = Stack([("a", "p"), ("b", "p"), ("c", "p")])
    with Journal(tmp_path / "journal", {}) as journal:
        results = Resumption(journal).results(stack.read, stack.sources, lambda result: result)
        assert [type(next(results)), type(next(results))] == [Kept, Kept]
        assert stack.read_pages == []
        assert isinstance(next(results), PageResult)
        with pytest.raises(StopIteration):
            next(results)
