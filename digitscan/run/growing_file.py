"""A file of records that only grows, and that a sudden end of the process, of power or of the disk leaves usable."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from digitscan.errors import OutputError, UsageError
from digitscan.outputs.results_file import sync_folder

from .records import Record, encode, read_record

try:
    import fcntl
except ImportError:  # Windows: two runs at once are not noticed there
    fcntl = None  # type: ignore[assignment]

SYNC_SECONDS = 5.0
"""The most work that a loss of power costs, seconds. Bringing 50 kB to the disk took 4 ms on an SSD (median of 50; 13
at worst) and takes some 20 ms on a disk that turns: every 5 seconds that is below half a percent, for each page it
would be as much as a quick page itself."""


class GrowingFile:
    """A first line and then records. A process has it for itself, as far as the system knows locks.

    Each record is handed to the system at once: from then on it outlives the process, however that ends. Every few
    seconds all is brought to the disk.

    Attributes:
        path: the file.
        new: whether it was not there.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Open the file, which need not be there.

        Raises:
            OutputError: it cannot be opened for reading and writing.
            UsageError: another process has it.
        """
        self.path = Path(path)
        self._synced = time.monotonic()
        with self._explained():
            self.new = not self.path.exists()
            self._file = self.path.open("ab", buffering=0)
        try:
            with self._explained():
                self._lock()
                self.size = os.fstat(self._file.fileno()).st_size
                self._reader = self.path.open("rb")
        except BaseException:
            self._file.close()
            raise

    def first_line(self) -> bytes:
        """The beginning up to the first line end, short as a first line is."""
        with self._explained():
            self._reader.seek(0)
            return self._reader.readline(100)

    def record(self, at: int | None = None) -> Record | None:
        """The record at an offset, or behind what was read last; None where there is none, or none that is whole."""
        with self._explained():
            if at is not None:
                self._reader.seek(at)
            return read_record(self._reader, self.size)

    def position(self) -> int:
        """Where what was read last ends."""
        return self._reader.tell()

    def append(self, data: Record | bytes) -> None:
        """Append all of it or nothing.

        Raises:
            OutputError: it could not be written (a full disk); what was there before stays.
        """
        with self._explained():
            self._write(encode(data) if isinstance(data, Record) else data)
            if time.monotonic() - self._synced >= SYNC_SECONDS:
                os.fsync(self._file.fileno())
                self._synced = time.monotonic()

    def cut(self, size: int) -> None:
        """Cut off what stands behind the first `size` bytes."""
        with self._explained():
            self._file.truncate(size)
        self.size = size

    def close(self) -> None:
        """Bring all to the disk and let go of the file."""
        with contextlib.suppress(OSError):  # what is not on the disk gets there later, or is read anew
            os.fsync(self._file.fileno())
            if self.new:
                sync_folder(self.path.parent)
        self._reader.close()
        self._file.close()  # and with it goes the lock

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another digitscan is at work with {self.path}; wait for its end") from None
        except OSError:
            pass  # some network file systems know no locks

    def _write(self, data: bytes) -> None:
        try:
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) or 0 :]
        except BaseException:
            with contextlib.suppress(OSError):  # else the next run cuts it off
                self._file.truncate(self.size)
            raise
        self.size += len(data)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(f"cannot write the journal {self.path}: {error.strerror or error}") from error
