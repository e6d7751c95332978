"""Options that take several values at once, parted by commas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click


class NumberList(click.ParamType):
    """Whole numbers, as in ``50,300,1000`` → (50, 300, 1000); each is taken once, in the order given."""

    name = "numbers"

    def __init__(self, low: int, high: int | None = None) -> None:
        """Allow numbers from `low` to `high`."""
        self._range: click.ParamType = click.IntRange(low, high)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Convert the text.

        Raises:
            click.BadParameter: one of them is no number, or out of the range.
        """
        if isinstance(value, tuple):
            return value
        return tuple(dict.fromkeys(self._range.convert(part.strip(), param, ctx) for part in str(value).split(",")))


class ChoiceList(click.ParamType):
    """Some of the words that are known, as in ``jpeg,g4`` → ("jpeg", "g4")."""

    name = "words"

    def __init__(self, choices: Sequence[str]) -> None:
        """Allow these words."""
        self._choice = click.Choice(choices)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Convert the text.

        Raises:
            click.BadParameter: one of them is not known.
        """
        if isinstance(value, tuple):
            return value
        return tuple(dict.fromkeys(self._choice.convert(part.strip(), param, ctx) for part in str(value).split(",")))
