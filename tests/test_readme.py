"""What the README says of the command line holds: commands, options, columns, exit codes, and the marks for CI."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from digitscan import errors
from digitscan.cli import entry
from digitscan.cli.read import EPILOG
from digitscan.cli.read import read as read_command
from digitscan.outputs.rows import COLUMNS

README = Path(__file__).parents[1] / "README.md"

pytestmark = pytest.mark.skipif(not README.exists(), reason="the source tree is not here")


def _text() -> str:
    return README.read_text(encoding="utf-8")


def _table(first_column: str) -> str:
    """The rows of the table whose heading begins so."""
    found = re.search(rf"^\| {first_column} \|.*\n\|[-|]+\n((?:\|.*\n)+)", _text(), re.MULTILINE)
    assert found is not None, first_column
    return found[1]


def _exit_codes(text: str, line: str) -> set[int]:
    return {int(code) for code in re.findall(line, text, re.MULTILINE)}


def _digitscan_lines() -> list[list[str]]:
    """The arguments of each line in a shell block that runs digitscan."""
    blocks = re.findall(r"^```sh\n(.*?)^```", _text(), re.MULTILINE | re.DOTALL)
    commands = [part.strip() for line in "".join(blocks).splitlines() for part in re.split(r"&&|\|", line)]
    return [shlex.split(command, comments=True)[1:] for command in commands if command.startswith("digitscan ")]


def test_the_commands_and_options_shown_exist() -> None:
    lines = _digitscan_lines()
    assert len(lines) >= 5
    known = {option for parameter in read_command.params for option in parameter.opts}
    for name, *arguments in lines:
        assert name in entry.COMMANDS
        options = {argument for argument in arguments if argument.startswith("-") and argument != "-"}
        assert name != "read" or options <= known, arguments


def test_the_columns_are_the_ones_written() -> None:
    assert f"\n{','.join(COLUMNS)}\n" in _text()
    described = " ".join(re.findall(r"^\| (.*?) \|", _table("column"), re.MULTILINE))
    assert tuple(re.findall(r"`(\w+)`", described)) == COLUMNS


def test_the_exit_codes_are_the_same_everywhere() -> None:
    defined = {value for name, value in vars(errors).items() if name.startswith("EXIT_")} | {entry.EXIT_PIPE_CLOSED}
    assert _exit_codes(_table("exit code"), r"^\| (\d+) \| ") == defined
    assert _exit_codes(EPILOG, r"^ +(\d+)  \S") == defined


def test_the_two_commands_for_ci_can_be_found() -> None:
    for mark in ("read", "test"):
        assert re.search(rf"^<!-- ci: {mark} -->\n```sh\n.+\n```$", _text(), re.MULTILINE)
    assert _text().index("<!-- ci: read -->") < _text().index("\n## ")
