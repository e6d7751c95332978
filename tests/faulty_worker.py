"""A worker process whose pages can be told, by their file's name, to end it, to take for ever, or to be many.

It stands beside the tests because a process that is started anew must find it by its name.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from typing import Any

from digitscan.errors import ModelError
from digitscan.run.messages import Ended, Outcome, Refused, Setting, Started, Task
from digitscan.types import Box, PageResult, Reading, Status


def work(connection: Any, setting: Setting) -> None:
    """Read names: ``kill3`` ends the process at page 3, ``slow2`` takes for ever at page 2, ``pages9`` has nine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if setting.reader.get("refuse"):
        connection.send(Refused(ModelError("no such model")))
        return
    if setting.reader.get("stillborn"):
        os._exit(7)
    connection.send(Started(None))
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            _read(connection, connection.recv())


def _read(connection: Any, task: Task) -> None:
    name = task.source.name
    told = {word: int(number) for word, number in re.findall(r"(kill|exit|slow|pages|wait)(\d+)", name)}
    for done, page in enumerate(range(task.first, told.get("pages", 1) + 1, task.step), 1):
        if told.get("kill") == page:
            os.kill(os.getpid(), signal.SIGKILL)
        if told.get("exit") == page:
            os._exit(9)
        if told.get("slow") == page:
            time.sleep(600)
        time.sleep(told.get("wait", 0) / 1000)
        reading = Reading(1, str(os.getpid()), 0.9, Status.OK, Box(0, 0, 9, 9))
        connection.send(Outcome(PageResult(name, page, (reading,), None, 9, 9)))
        if done == task.count:
            connection.send(Ended(more=True))
            return
    connection.send(Ended(more=False))
