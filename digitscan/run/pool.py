"""Worker processes that read pages: started as they are needed, replaced when they die, ended when they take too long.

A worker holds a reader of its own and works on one task at a time. What a page costs its worker, it costs that page
alone: a process that dies of it, or is ended because of it, leaves one result with an error, and the rest of its task
goes to another.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any

from digitscan.errors import DigitscanError
from digitscan.inputs.source import Source
from digitscan.recognition.networks import About, Sight
from digitscan.types import PageFailure, PageResult

from .messages import Ended, Outcome, Question, Refused, Setting, Started, Task
from .order import Order
from .remote import InferenceStage
from .worker import work

_HELD = 64
"""Results that may wait for their turn, for each worker: one slow page does not stop the others for long."""

_HELD_DRAWN = 8
"""The same where each has a drawing of a megabyte or two."""

_STILLBORN = 3
"""Workers that may die, one after another, before they are ready: then there is something wrong with all of them."""

_FIRST_PAGES, _MORE_PAGES = 4, 32
"""Pages of a source that one worker reads before the rest may be parted among all: a file of few pages is not worth
a process more, and one of many is opened anew for each part."""

_MANY_PAGES = (".pdf", ".tif", ".tiff")
_MANY_PAGES_STARTS = (b"%PDF", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(eq=False)
class _Worker:
    """One process and what it is at."""

    process: Any
    connection: Connection[Any, Any]
    ready: bool = False
    task: Task | None = None
    done: int = 0
    since: float = 0.0

    @property
    def page(self) -> int:
        """Number of the page that it is at."""
        assert self.task is not None
        return self.task.first + self.done * self.task.step


class Pool:
    """Reads sources by worker processes; a context manager.

    Attributes:
        jobs: most workers at once.
        about: which networks read, and where; None before the first worker is ready.
    """

    def __init__(
        self,
        setting: Setting,
        jobs: int,
        *,
        page_timeout: float | None = None,
        networks: Sight | None = None,
        about: About | None = None,
        body: Callable[[Any, Setting], None] = work,
    ) -> None:
        """Prepare a pool; no process is started before there is something to read.

        Args:
            setting: how to read; `remote` exactly where there are `networks`.
            jobs: most workers at once, 1 or more.
            page_timeout: seconds after which a page is given up; None is never.
            networks: those of this process, which then serve all workers.
            about: these networks.
            body: what a worker process runs, given its connection and the setting.
        """
        self.jobs = jobs
        self.about = about
        self._setting = replace(setting, remote=networks is not None)
        self._timeout = page_timeout
        self._networks = networks
        self._body = body
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker] = []
        self._tasks: deque[Task] = deque()
        self._order = Order()
        self._stillborn = 0
        self._stack = ExitStack()
        self._stage: InferenceStage | None = None

    def __enter__(self) -> Pool:
        if self._networks is not None:
            self._stage = self._stack.enter_context(InferenceStage(self._networks))
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
        self._stack.close()
        for worker in self._workers:
            worker.process.join(timeout=1)
            worker.connection.close()
        self._workers.clear()

    def read(self, sources: Iterable[Source | PageFailure]) -> Iterator[Outcome]:
        """Read all pages of some sources; one result for each page, in their order.

        Raises:
            ModelError, DeviceError, DependencyError: a worker cannot be, for this reason.
            DigitscanError: no worker comes into being.
        """
        feed: Iterator[Source | PageFailure] | None = iter(sources)
        most = self.jobs * (_HELD_DRAWN if self._setting.overlays else _HELD)
        while True:
            yield from self._order.ready()
            while feed is not None and len(self._tasks) < self.jobs and self._order.held < most:
                source = next(feed, None)
                if source is None:
                    feed = None
                else:
                    self._take(source)
            self._assign(last=feed is None)
            yield from self._order.ready()
            if feed is None and not len(self._order):
                return
            self._listen()

    def _take(self, source: Source | PageFailure) -> None:
        number = self._order.add_source(source.first if isinstance(source, Source) else source.number)
        if isinstance(source, PageFailure):
            self._order.add(number, Outcome(PageResult(source.file, source.number, error=source.error)))
        else:
            self._order.open_task(number)
            self._tasks.append(Task(number, source, source.first, count=_FIRST_PAGES))

    def _assign(self, *, last: bool) -> None:
        """Give tasks to workers that wait; the pages of the last source that has many are parted among them."""
        idle = [worker for worker in self._workers if worker.task is None and worker.ready]
        starting = sum(not worker.ready for worker in self._workers)
        room = self.jobs - len(self._workers)
        if last and len(self._tasks) == 1 and self._tasks[0].more:
            self._part(len(idle) + starting + room)
        for worker in idle[: len(self._tasks)]:
            self._give(worker, self._tasks.popleft())
        for _ in range(min(room, len(self._tasks) - starting)):
            with _interrupts_held():
                self._workers.append(self._start())

    def _part(self, parts: int) -> None:
        task = self._tasks.pop()
        for part in range(max(1, parts)):
            if part:
                self._order.open_task(task.number)
            step = task.step * max(1, parts)
            self._tasks.append(replace(task, first=task.first + part * task.step, step=step))

    def _give(self, worker: _Worker, task: Task) -> None:
        worker.task, worker.done, worker.since = task, 0, time.monotonic()
        with contextlib.suppress(OSError):  # it died while it waited: listening tells, and the task is not lost
            worker.connection.send(task)

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=self._body, args=(theirs, self._setting), daemon=True, name="digitscan worker"
        )
        process.start()
        theirs.close()
        return _Worker(process, ours, since=time.monotonic())

    def _listen(self) -> None:
        """Wait until a worker says something, dies, or has taken too long, and act on it."""
        heard = wait([worker.connection for worker in self._workers], timeout=self._patience())
        for worker in [one for one in self._workers if one.connection in heard]:
            try:
                self._hear(worker, worker.connection.recv())
            except (EOFError, OSError):
                self._bury(worker)
        for worker in [one for one in self._workers if self._left(one) <= 0 and not one.connection.poll()]:
            worker.process.kill()
            self._bury(worker, f"given up after {self._timeout:g} s (--page-timeout)")

    def _patience(self) -> float | None:
        left = min((self._left(worker) for worker in self._workers), default=0.0)
        return None if left == float("inf") else max(0.0, left)

    def _left(self, worker: _Worker) -> float:
        """Seconds that a worker has for the page that it is at."""
        if self._timeout is None or worker.task is None:
            return float("inf")
        return worker.since + self._timeout - time.monotonic()

    def _hear(self, worker: _Worker, message: object) -> None:
        if isinstance(message, Question):
            assert self._stage is not None, "asked without networks"
            self._stage.ask(worker.connection, message)
        elif isinstance(message, Outcome):
            assert worker.task is not None
            self._order.add(worker.task.number, message)
            worker.done, worker.since = worker.done + 1, time.monotonic()
        elif isinstance(message, Ended):
            assert worker.task is not None
            self._end(replace(worker.task, first=worker.page), more=message.more)
            worker.task = None
        elif isinstance(message, Started):
            worker.ready, self._stillborn = True, 0
            self.about = self.about or message.about
        elif isinstance(message, Refused):
            raise message.error

    def _end(self, rest: Task, *, more: bool) -> None:
        """A task is done but for `rest`, which is read further where there may be more."""
        if more:
            self._tasks.appendleft(replace(rest, count=_MORE_PAGES, more=True))
        else:
            self._order.end_task(rest.number)

    def _bury(self, worker: _Worker, reason: str | None = None) -> None:
        """A worker is no more: the page that it was at becomes an error, what follows goes to another."""
        worker.process.join(timeout=5)
        if self._stage is None:
            worker.connection.close()
        else:
            self._stage.close(worker.connection)
        self._workers.remove(worker)
        told = reason or f"the process that read this page {_how_it_ended(worker.process.exitcode)}"
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= _STILLBORN:
                raise DigitscanError(f"worker processes do not come into being: each {told.partition('page ')[2]}")
        elif worker.task is not None:
            task, page = worker.task, worker.page
            self._order.add(task.number, Outcome(PageResult(task.source.name, page, error=told)))
            self._end(replace(task, first=page + task.step), more=may_have_pages(task.source))


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold interrupts back until a process is started and known.

    Ctrl-C goes to every process of a terminal, and the run decides what becomes of its workers: what the mask holds is
    inherited, so that a worker does not hear of it even while it imports what it needs. Here, one in the midst of the
    start would leave a process behind that nobody ends.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    ours = {number: handler for number, handler in usual.items() if callable(handler)}
    for number in ours:
        signal.signal(number, lambda number, frame: held.append(number))
    masks = hasattr(signal, "pthread_sigmask")  # Windows has none; there a worker ignores Ctrl-C once it runs
    if masks:
        # The first process starts this one beside it, and that lifts the mask again.
        resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number, handler in ours.items():
            signal.signal(number, handler)
    if held:
        signal.raise_signal(held[0])


def may_have_pages(source: Source) -> bool:
    """Whether a source may hold more pages than one, by its name or its first bytes."""
    if source.path is not None:
        return source.path.lower().endswith(_MANY_PAGES)
    return source.data is not None and source.data.startswith(_MANY_PAGES_STARTS)


def _how_it_ended(code: int | None) -> str:
    if code is None:
        return "does not answer any more"
    if code >= 0:
        return f"ended with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    memory = "; the system may have run out of memory" if name == "SIGKILL" else ""
    return f"was ended by {name}{memory}"
