"""One inference stage for all workers: batches are filled across pages, where one device serves every process."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import Any

from digitscan.errors import DigitscanError
from digitscan.recognition.networks import Asked, Seen, Sight

from .messages import Answer, Question

_FULL = 64
"""Questions answered together at most: more pages than any number of workers has waiting."""


class RemoteSight:
    """Networks in the run's own process, asked over a worker's connection."""

    def __init__(self, connection: Connection[Any, Any]) -> None:
        """Ask over `connection`, on which nothing else comes in before the answer."""
        self._connection = connection

    def see(self, asked: Sequence[Asked]) -> list[Seen]:
        """As `Networks.see`.

        Raises:
            DigitscanError: the networks failed.
        """
        self._connection.send(Question(tuple(asked)))
        answer: Answer = self._connection.recv()
        if answer.error is not None:
            raise DigitscanError(answer.error)
        return list(answer.seen)


class InferenceStage:
    """A thread that answers the questions of all workers, as many together as are waiting; a context manager."""

    def __init__(self, networks: Sight) -> None:
        """Answer with `networks`."""
        self._networks = networks
        self._waiting: queue.SimpleQueue[tuple[Connection[Any, Any], Question] | None] = queue.SimpleQueue()
        self._sending = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="inference", daemon=True)

    def __enter__(self) -> InferenceStage:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.put(None)
        self._thread.join(timeout=1)

    def ask(self, connection: Connection[Any, Any], question: Question) -> None:
        """Answer a question over the connection that it came by, as soon as may be."""
        self._waiting.put((connection, question))

    def close(self, connection: Connection[Any, Any]) -> None:
        """Close a connection, and send nothing more over it."""
        with self._sending:
            connection.close()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            together, last = [first], False
            while len(together) < _FULL and not self._waiting.empty():
                following = self._waiting.get()
                if following is None:
                    last = True
                    break
                together.append(following)
            self._answer(together)
            if last:
                return

    def _answer(self, together: list[tuple[Connection[Any, Any], Question]]) -> None:
        try:
            seen = iter(self._networks.see([page for _, question in together for page in question.asked]))
            answers = [Answer(tuple(next(seen) for _ in question.asked)) for _, question in together]
        except Exception as error:  # a device out of memory, a driver that was reset: these pages are lost, not the run
            words = str(error).strip().splitlines()
            told = f"the networks failed: {type(error).__name__}: {words[0] if words else ''}"
            answers = [Answer((), told) for _ in together]
        for (connection, _), answer in zip(together, answers, strict=True):
            # A worker that is gone is the run's business.
            with self._sending, contextlib.suppress(OSError):
                if not connection.closed:
                    connection.send(answer)
