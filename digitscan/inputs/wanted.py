"""Which pages of an input are wanted."""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """Every `step`-th page from the `first` on: all, unless others read the rest.

    Attributes:
        first: number of a page, from 1.
        step: 1 or more.
    """

    first: int = 1
    step: int = 1

    def __contains__(self, number: object) -> bool:
        """Whether the page of that number is wanted."""
        return isinstance(number, int) and number >= self.first and (number - self.first) % self.step == 0


EVERY = Wanted()
"""All pages."""
