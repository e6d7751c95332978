"""A results file that is complete or absent.

Rows go to a file beside the final name, which takes that name only when all is written and on the disk. Where the name
belongs to something that is no regular file (a pipe, ``/dev/null``), rows go straight into it: renaming would replace
the device itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast

from digitscan.errors import OutputError


class ResultsFile:
    """Bytes on their way to a file. A context manager: left without `commit`, it leaves nothing behind.

    Attributes:
        path: the name asked for.
    """

    def __init__(self, path: str | os.PathLike[str], *, alone: bool = False) -> None:
        """Open the file that will become `path`, so that what is wrong with the place shows before any work.

        Args:
            path: the name it will have.
            alone: whether nobody else writes results of that name, so that what a killed run left half-written beside
                it can be written over.

        Raises:
            OutputError: the folder is absent or not writable, or the name is a folder's.
        """
        self.path = Path(path)
        with _explained(self.path):
            # A link keeps its place: what it points to is replaced.
            self._target = Path(os.path.realpath(self.path))
            if self._target.is_dir():
                raise OutputError(f"cannot write results to {self.path}: it is a folder; name a file in it")
            self._renames = not self._target.exists() or self._target.is_file()
            self._written_to = self._partial_name(alone) if self._renames else self._target
            self._file: BinaryIO | None = self._open("wb" if alone else "xb")
        self._whole = 0  # bytes of all writes that came to their end

    def __enter__(self) -> ResultsFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def write(self, text: str) -> None:
        """Append text as UTF-8.

        Raises:
            OutputError: it could not be written (a full disk); the file is then gone.
            BrokenPipeError: `path` is a pipe that nobody reads any more.
        """
        assert self._file is not None, "written to after its end"
        with _explained(self.path, self):
            self._whole += self._file.write(text.encode("utf-8"))

    def commit(self) -> Path:
        """Bring all to the disk and give the file its name, in place of an older file of that name.

        Returns:
            The name.

        Raises:
            OutputError: the last bytes or the name could not be written; the file is then gone, an older one still
                there.
        """
        return self._finish(self._target)

    def commit_partial(self) -> Path:
        """Keep what is written so far, without touching an older complete file.

        Returns:
            The name that was given: `path`, or `path` with ``.partial`` added where `path` already exists.

        Raises:
            OutputError: as `commit`.
        """
        older = self._renames and self._target.exists()
        return self._finish(self._target.with_name(self._target.name + ".partial") if older else self._target)

    def discard(self) -> None:
        """Leave nothing behind; without effect after `commit`."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):  # flushing what a full disk did not take fails again
            self._file.close()
        self._file = None
        if self._renames:
            self._written_to.unlink(missing_ok=True)

    def _finish(self, name: Path) -> Path:
        assert self._file is not None, "finished twice"
        with _explained(self.path, self):
            self._file.flush()
            if self._renames:
                # An interrupt in the midst of a write leaves the beginning of a row.
                self._file.truncate(self._whole)
                os.fsync(self._file.fileno())
            self._file.close()
            if self._renames:
                self._written_to.replace(name)
                sync_folder(name.parent)
            self._file = None
        return self.path if name == self._target else name

    def _partial_name(self, alone: bool) -> Path:
        # 50 characters are at most 200 bytes of UTF-8: with the rest below the 255 bytes that file systems allow.
        name = os.fsencode(self._target.name)
        mark = hashlib.blake2b(name, digest_size=4).hexdigest() if alone else secrets.token_hex(4)
        return self._target.with_name(f".{self._target.name[:50]}.{mark}.part")

    def _open(self, mode_of_opening: str) -> BinaryIO:
        if not self._renames:
            return self._written_to.open("wb")
        mode = stat.S_IMODE(self._target.stat().st_mode) if self._target.exists() else None
        file = cast(BinaryIO, self._written_to.open(mode_of_opening))
        if mode is not None:
            with contextlib.suppress(OSError):  # some network file systems know no permissions
                self._written_to.chmod(mode)
        return file


@contextlib.contextmanager
def _explained(path: Path, file: ResultsFile | None = None) -> Iterator[None]:
    """Turn an OSError into an OutputError that names the file the user named, after clearing up."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if file is not None:
            file.discard()
        raise OutputError(f"cannot write results to {path}: {_reason(path, error)}") from error


def _reason(path: Path, error: OSError) -> str:
    folder = path.parent
    if isinstance(error, FileNotFoundError) and not folder.is_dir():
        return f"the folder {folder} does not exist; create it first (mkdir -p)"
    if isinstance(error, PermissionError):
        return f"no permission to write in the folder {folder}"
    return error.strerror or str(error)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can (Windows cannot open a folder)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
