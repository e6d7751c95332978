"""What the image libraries print, kept from the user's terminal and read for signs of damage.

libjpeg and libpng write to file descriptor 2 by themselves; OpenCV logs libtiff's errors there and returns a page whose
lower half is black as if all were well. So descriptor 2 is a file of our own while one image is decoded.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
from collections.abc import Iterator

import cv2

_LOCK = threading.Lock()
"""The descriptor belongs to the whole process: one image at a time, so that each message is about that image."""

_OURS = re.compile(
    rb"^> |OpenCV|grfmt_|loadsave\.cpp|bitstrm\.cpp|in function '|^\s*$"
    rb"|libpng|libwebp|TIFF|JPEG|JFIF|Inconsistent progression|Adobe color transform|prec\(\d+\) sgnd\("
)
"""Lines of the image libraries; every other line is another thread's (a progress bar) and is handed on."""


@contextlib.contextmanager
def captured_chatter() -> Iterator[list[str]]:
    """Collect what is printed on descriptor 2 inside the block.

    Yields:
        A list that holds the libraries' lines once the block is left. It stays empty where the process has no
        descriptor 2 or no room for a temporary file; then the chatter goes where it went before.
    """
    lines: list[str] = []
    with _LOCK, contextlib.ExitStack() as stack:
        level = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_WARNING)
        stack.callback(cv2.utils.logging.setLogLevel, level)
        try:
            terminal = os.dup(2)
            stack.callback(os.close, terminal)
            sink = stack.enter_context(tempfile.TemporaryFile())
        except OSError:
            yield lines
            return
        os.dup2(sink.fileno(), 2)
        try:
            yield lines
        finally:
            os.dup2(terminal, 2)
            sink.seek(0)
            _sort(sink.read(), lines)


def _sort(printed: bytes, lines: list[str]) -> None:
    for raw in printed.splitlines(keepends=True):
        if _OURS.search(raw):
            lines.append(raw.decode("utf-8", "replace").strip())
        else:
            with contextlib.suppress(OSError):
                os.write(2, raw)
