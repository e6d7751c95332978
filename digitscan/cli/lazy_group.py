"""A group whose commands are imported when they run: ``--help`` pays for none of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click


class LazyCommand(NamedTuple):
    """Where a command is, and what the group's help says about it."""

    target: str
    """``package.module:attribute``."""
    summary: str


class LazyGroup(click.Group):
    """A click group made of `LazyCommand`."""

    def __init__(self, *args: Any, lazy: Mapping[str, LazyCommand], **kwargs: Any) -> None:
        """Make a group.

        Args:
            *args: as for `click.Group`.
            lazy: the commands by name, in the order in which the help lists them.
            **kwargs: as for `click.Group`.
        """
        super().__init__(*args, **kwargs)
        self._lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the help."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].target.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in self._lazy.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not there gets a hint."""
        name = args[0]
        if name not in self._lazy and not name.startswith("-"):
            raise click.UsageError(f"No such command {name!r}. {self._hint(name)}", ctx)
        return super().resolve_command(ctx, args)

    def _hint(self, name: str) -> str:
        if Path(name).exists():
            return f"To read it: digitscan read {name}"
        from difflib import get_close_matches

        close = get_close_matches(name, self._lazy, n=1)
        return f"Did you mean {close[0]!r}?" if close else f"Commands: {', '.join(self._lazy)}."
