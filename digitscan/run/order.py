"""Results that come as they are finished and leave in the order of the inputs and of their pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from .messages import Outcome


@dataclass
class _Place:
    """One source: its results that wait, by page, and how many tasks still read it."""

    waiting: dict[int, Outcome] = field(default_factory=dict)
    following: int = 1
    tasks: int = 0


class Order:
    """Keeps each result until all that belongs before it has left.

    Attributes:
        held: results that wait.
    """

    def __init__(self) -> None:
        """Begin with source number 0."""
        self._first = 0
        self._places: deque[_Place] = deque()
        self.held = 0

    def __len__(self) -> int:
        """The sources that are not finished, or not at their turn."""
        return len(self._places)

    def add_source(self, first: int = 1) -> int:
        """Make room behind all others for a source whose pages begin with number `first`; returns its own number."""
        self._places.append(_Place(following=first))
        return self._first + len(self._places) - 1

    def open_task(self, number: int) -> None:
        """A task that reads source `number` begins; it counts until `end_task`."""
        self._place(number).tasks += 1

    def end_task(self, number: int) -> None:
        """A task of source `number` is done."""
        self._place(number).tasks -= 1

    def add(self, number: int, finished: Outcome) -> None:
        """Keep one result of source `number`; of two for the same page the first counts."""
        place, page = self._place(number), finished.result.page
        if page >= place.following and page not in place.waiting:
            place.waiting[page] = finished
            self.held += 1

    def ready(self) -> Iterator[Outcome]:
        """Take out what may leave."""
        while self._places:
            place = self._places[0]
            while (finished := place.waiting.pop(place.following, None)) is not None:
                yield self._let_go(place, finished)
            if place.tasks:
                return
            # Nothing more comes: pages that are missing before the last ones stay missing.
            for page in sorted(place.waiting):
                yield self._let_go(place, place.waiting.pop(page))
            self._places.popleft()
            self._first += 1

    def _let_go(self, place: _Place, finished: Outcome) -> Outcome:
        place.following = finished.result.page + 1
        self.held -= 1
        return finished

    def _place(self, number: int) -> _Place:
        return self._places[number - self._first]
