"""Several calls at a time: as many as it takes to keep the pace while each waits for its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

AT_ONCE = 8
"""Calls at a time. Half a second for each answer is then 16 a second, and the pace is 20 at most."""

_T = TypeVar("_T")


def each(items: Sequence[_T], act: Callable[[_T], bool]) -> None:
    """Call ``act`` with each item, in order, several at a time. After one that returns False none begins.

    Raises:
        Exception: what ``act`` has raised, once all that had begun have ended.
    """
    left, lock, stopped = iter(items), threading.Lock(), threading.Event()

    def work() -> None:
        while not stopped.is_set():
            with lock:
                item = next(left, None)
            if item is None:
                return
            try:
                go_on = act(item)
            except BaseException:
                stopped.set()
                raise
            if not go_on:
                stopped.set()

    if len(items) == 1:
        work()
    elif items:
        with ThreadPoolExecutor(min(len(items), AT_ONCE)) as threads:
            # With the caller's context, by which the log knows what must not be shown.
            running = [threads.submit(copy_context().run, work) for _ in range(min(len(items), AT_ONCE))]
        for one in running:
            one.result()
