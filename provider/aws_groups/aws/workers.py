"""Threads that make attempts, so that the thread which asked can stop waiting for one that hangs.

``concurrent.futures`` does not fit: its pools have a largest size, and Python waits for their threads
when it ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Protocol

IDLE = 60.0
"""Seconds without work after which a thread ends."""
MOST_QUEUED = 0.1
"""Seconds that a job waits for a shared thread before it gets one of its own."""


class Job(Protocol):
    """Something for a thread to do."""

    ended: SimpleQueue[object]
    """Gets what ``run`` returns."""
    started: bool
    """Whether a thread has begun with it."""

    def run(self) -> object:
        """Do it. Does not raise."""


class Workers:
    """As many threads as there are jobs at once. A thread that has nothing to do is used again.

    Where jobs compute and hardly ever wait, many threads only get in each other's way: ``shared`` lets
    one thread do them one after the other. A job that has to wait for it too long gets its own.
    """

    def __init__(self, *, shared: bool) -> None:
        self._shared = shared
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._jobs = 0
        """How many are queued or run."""
        self._threads = 0

    def start(self, job: Job) -> None:
        """Have a thread run ``job``."""
        with self._lock:
            self._jobs += 1
            too_few = self._threads < (1 if self._shared else self._jobs)
            self._threads += too_few
        self._queue.put(job)
        if too_few:
            _Worker(self._work).start()

    def close(self) -> None:
        """Let each thread end that has nothing to do; the others do so when they are done."""
        with self._lock:
            for _ in range(self._threads):
                self._queue.put(None)

    def result(self, job: Job, seconds: float) -> object:
        """What ``job`` returned; None if it has not after so many seconds, or if ``ended`` got a None."""
        try:
            if self._shared and not job.started and seconds > MOST_QUEUED:
                try:
                    return job.ended.get(timeout=MOST_QUEUED)
                except Empty:
                    seconds -= MOST_QUEUED
                    if not job.started:
                        _Worker(self._work_once).start()
            return job.ended.get(timeout=max(seconds, 0.0))
        except Empty:
            return None

    def _work(self, thread: _Worker) -> None:
        """Run jobs until there have been none for a while."""
        while True:
            with suppress(Empty):
                if job := self._queue.get(timeout=IDLE):
                    self._run(thread, job)
                    continue
            if self._leave():
                return

    def _work_once(self, thread: _Worker) -> None:
        """Run the job that has waited longest, if there still is one."""
        with suppress(Empty):
            if job := self._queue.get_nowait():
                self._run(thread, job)

    def _run(self, thread: _Worker, job: Job) -> None:
        thread.job, job.started = job, True
        result = job.run()
        thread.job = None
        with self._lock:
            self._jobs -= 1
        # Free before the result is there: whoever gets the result may start the next job at once.
        job.ended.put(result)

    def _leave(self) -> bool:
        """Whether a thread may end: it must not if a job is on its way to it."""
        with self._lock:
            if self._jobs >= self._threads:
                return False
            self._threads -= 1
            return True


class _Worker(threading.Thread):
    """A thread, and the job that it runs."""

    def __init__(self, work: Callable[[_Worker], None]) -> None:
        super().__init__(name="aws-groups call", daemon=True)
        self.job: Job | None = None
        self._work = work

    def run(self) -> None:
        self._work(self)


def current_job() -> Job | None:
    """The job that this thread runs; None if this thread is no worker."""
    thread = threading.current_thread()
    return thread.job if isinstance(thread, _Worker) else None
