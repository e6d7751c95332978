"""Results on their way to standard output: each page's rows leave as soon as the page is done."""

from __future__ import annotations

import sys

from digitscan.errors import OutputError


class ResultsStream:
    """Bytes on their way to standard output, with the methods of `ResultsFile` that make sense there."""

    def __enter__(self) -> ResultsStream:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to do: what was written is out."""

    def write(self, text: str) -> None:
        """Write text as UTF-8, whatever the terminal's encoding, and send it on.

        Raises:
            OutputError: it could not be written (standard output is closed, or a file on a full disk).
            BrokenPipeError: nobody reads any more.
        """
        if sys.stdout is None:
            raise OutputError("cannot write results: standard output is closed; use --out FILE")
        try:
            sys.stdout.buffer.write(text.encode("utf-8"))
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(f"cannot write results to standard output: {error.strerror}") from error

    def commit(self) -> None:
        """Nothing is left to do."""

    def commit_partial(self) -> None:
        """Nothing is left to do."""
