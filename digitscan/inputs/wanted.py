"""Which pages of an input are wanted."""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """Every `step`-th page from the `first` to the `last`: all, unless others read the rest or it was read before.

    Attributes:
        first: number of a page, from 1.
        step: 1 or more.
        last: number of a page; None is the end.
    """

    first: int = 1
    step: int = 1
    last: int | None = None

    def __contains__(self, number: object) -> bool:
        """Whether the page of that number is wanted."""
        if not isinstance(number, int) or number < self.first or not self.any_after(number - 1):
            return False
        return (number - self.first) % self.step == 0

    def any_after(self, number: int) -> bool:
        """Whether a page behind that one may be wanted."""
        return self.last is None or number < self.last


EVERY = Wanted()
"""All pages."""
