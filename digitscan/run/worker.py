"""A worker process: takes tasks from a connection and sends what came of each page."""

from __future__ import annotations

import contextlib
import signal
from multiprocessing.connection import Connection
from typing import Any

from .messages import Refused, Setting, Started


def work(connection: Connection[Any, Any], setting: Setting) -> None:
    """Read tasks until the other end is closed; the body of a worker process.

    Args:
        connection: tasks come in, results go out.
        setting: how to read.
    """
    # Ctrl-C reaches every process of the terminal; the run decides what becomes of its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _serve(connection, setting)


def _serve(connection: Connection[Any, Any], setting: Setting) -> None:
    # Imported here, so that what cannot be imported is told to the run.
    try:
        import cv2

        from digitscan.reader import Reader

        from .reading import read_task
        from .remote import RemoteSight

        # The pages are the parallel work: threads inside each operation would only get in the way.
        cv2.setNumThreads(1)
        sight = RemoteSight(connection) if setting.remote else None
        reader = Reader(**setting.reader, jobs=1, sight=sight)
    except Exception as error:
        connection.send(Refused(error))
        return
    connection.send(Started(None if reader.networks is None else reader.networks.about))
    while True:
        for message in read_task(reader, connection.recv(), overlays=setting.overlays):
            connection.send(message)
