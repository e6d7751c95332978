"""Folders, downwards and in natural order, links followed but nothing walked twice."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from typing import NamedTuple

from digitscan.inputs.signatures import has_known_suffix
from digitscan.inputs.source import Source, why_missing, why_unreadable
from digitscan.types import PageFailure

_DIGITS = re.compile(r"([0-9]+)")

FolderId = tuple[int, int]
"""Device and inode: the same for a folder and for each link to it."""


class Seen:
    """What was already found, so that overlapping inputs give each file once.

    A file counts as the same where its folder and its name are the same; a link beside it is another file. Only named
    files and folders are kept, so that memory does not grow with a folder's files.
    """

    def __init__(self) -> None:
        self._folders: set[FolderId] = set()
        self._files: set[str] = set()

    def new_folder(self, identity: FolderId) -> bool:
        """Whether the folder was not met before; from now on it was."""
        new = identity not in self._folders
        self._folders.add(identity)
        return new

    def new_file(self, path: str) -> bool:
        """Whether a named file was neither named before nor found in a folder; from now on it was named."""
        folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100
        status = os.stat(folder)  # noqa: PTH116
        walked = (status.st_dev, status.st_ino) in self._folders
        key = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118
        new = key not in self._files and not (walked and is_wanted(name))
        self._files.add(key)
        return new

    def named_in(self, folder: str) -> frozenset[str]:
        """Names of the files of a folder that were named themselves."""
        if not self._files:
            return frozenset()
        real = os.path.realpath(folder)
        return frozenset(name for path in self._files for head, name in [os.path.split(path)] if head == real)


class _Level(NamedTuple):
    """One folder on the way down."""

    path: str
    prefix: str
    identity: FolderId
    entries: Iterator[str]
    named: frozenset[str]


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Sorting key: runs of digits count as numbers (page2 before page10), case only where all else is the same."""
    parts = _DIGITS.split(name.casefold())
    return [(0, int(part), "") if index % 2 else (1, 0, part) for index, part in enumerate(parts) if part], name


def natural_path_key(path: str) -> list[tuple[list[tuple[int, int, str]], str]]:
    """Sorting key for names as `walk` gives them: the order in which it does."""
    return [natural_key(part) for part in path.split("/")]


def is_wanted(name: str) -> bool:
    """Whether a file found in a folder is read: not hidden, and of a known kind by its ending."""
    return not name.startswith(".") and has_known_suffix(name)


def walk(folder: str, seen: Seen) -> Iterator[Source | PageFailure]:
    """All readable files under a folder.

    Args:
        folder: path as the user gave it.
        seen: what earlier inputs held; this folder's are added.

    Yields:
        Sources named relative to `folder`, with forward slashes; failures for unreadable folders, broken links and
        links that lead back into a folder that contains them. Nothing is raised.
    """
    levels: list[_Level] = []
    yield from _enter(levels, folder, "", folder, seen)
    while levels:
        level = levels[-1]
        name = next(level.entries, None)
        if name is None:
            levels.pop()
        elif not name.startswith("."):
            yield from _look_at(levels, level, name, seen)


def _look_at(levels: list[_Level], level: _Level, name: str, seen: Seen) -> Iterator[Source | PageFailure]:
    """One entry of a folder: a file to read, a folder to go into, or nothing of ours."""
    path, shown = os.path.join(level.path, name), level.prefix + name  # noqa: PTH118
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116
    except OSError as error:
        # What a link without an ending led to may have been a folder of scans.
        if is_wanted(name) or "." not in name:
            yield PageFailure(shown, 1, why_missing(path, error))
        return
    if stat.S_ISDIR(mode):
        yield from _enter(levels, path, shown + "/", shown, seen)
    elif is_wanted(name) and name not in level.named:
        if stat.S_ISREG(mode):
            yield Source(shown, path)
        else:
            yield PageFailure(shown, 1, "not a file (a device, a pipe or a socket)")


def _enter(levels: list[_Level], path: str, prefix: str, shown: str, seen: Seen) -> Iterator[PageFailure]:
    """Go into a folder, unless it was walked already."""
    try:
        status = os.stat(path)  # noqa: PTH116
        identity = (status.st_dev, status.st_ino)
        loop = next((level for level in levels if level.identity == identity), None)
        if loop is not None:
            yield PageFailure(shown, 1, f"link loop: the link leads back to the folder {loop.path} that contains it")
        elif seen.new_folder(identity):
            with os.scandir(path) as entries:
                names = sorted((entry.name for entry in entries), key=natural_key)
            levels.append(_Level(path, prefix, identity, iter(names), seen.named_in(path)))
    except OSError as error:
        yield PageFailure(shown, 1, why_unreadable(error))
