"""What came of a run of ``digitscan read``, counted as it goes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from digitscan.errors import EXIT_NOTHING, EXIT_OK, EXIT_SOME_FAILED
from digitscan.inputs.source import Absent, Source
from digitscan.run.resume import Kept
from digitscan.types import PageFailure, PageResult


@dataclass
class Tally:
    """What came of a run, counted as it goes.

    Attributes:
        found: inputs that were there, readable or not.
        inputs_done: inputs of which a first page has come and gone.
        pages: pages read, now or by an earlier run that this one goes on with.
        numbers: numbers read, those to review included.
        review: numbers to review.
        failed: pages, or whole inputs, that could not be read.
        kept: pages, of those counted above, that an earlier run finished.
    """

    found: int = 0
    inputs_done: int = 0
    pages: int = 0
    numbers: int = 0
    review: int = 0
    failed: int = 0
    kept: int = 0
    started: float = field(default_factory=time.monotonic)
    _last: str | None = field(default=None, repr=False)

    def count_sources(self, sources: Iterable[Source | PageFailure]) -> Iterator[Source | PageFailure]:
        """Hand sources on and count those that were there."""
        for source in sources:
            self.found += not isinstance(source, Absent)
            yield source

    def add(self, result: PageResult) -> None:
        """Count one page's result."""
        self._add_input(result.file)
        if result.error is not None:
            self.failed += 1
            return
        self._add_page(result.numbers, result.to_review)

    def add_kept(self, kept: Kept) -> None:
        """Count a page that an earlier run finished."""
        self._add_input(kept.file)
        self.kept += 1
        self._add_page(kept.page.numbers, kept.page.to_review)

    def _add_input(self, file: str) -> None:
        self.inputs_done += self._last is not None and file != self._last
        self._last = file

    def _add_page(self, numbers: int, review: int) -> None:
        self.pages += 1
        self.numbers += numbers
        self.review += review

    def exit_code(self) -> int:
        """The exit code of a run that came to its end."""
        if self.found == 0:
            return EXIT_NOTHING
        return EXIT_SOME_FAILED if self.failed else EXIT_OK

    def summary(self) -> str:
        """The closing line."""
        seconds = time.monotonic() - self.started
        now = self.pages - self.kept
        rate = f" ({now / seconds:.1f} pages/s)" if now and seconds > 0 else ""
        counts = [
            plural(self.pages, "page"),
            plural(self.numbers, "number"),
            f"{self.review} to review",
            f"{self.failed} failed",
        ]
        return f"{', '.join(counts)}, {seconds:.1f} s{rate}"


def plural(count: int, noun: str) -> str:
    """A count with its noun: "1 page", "2 pages"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
