"""One attempt at a request: what it does in its worker thread, and how it is stopped from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, MutableMapping
from queue import SimpleQueue
from typing import Any

from aws_groups.aws.errors import Stage
from aws_groups.aws.request import Request
from aws_groups.aws.workers import current_job


class Stopped(Exception):
    """The attempt is not wanted any more. Nobody hears this: whoever waited has gone on."""


class Attempt:
    """An attempt, as a job for a worker.

    Attributes:
        ended: gets the outcome: the reply, or the exception. A None only wakes up whoever waits.
        stage: how far it has come.
    """

    def __init__(
        self, request: Request, cancelled: threading.Event, make: Callable[[Attempt], object]
    ) -> None:
        self.request = request
        self.ended: SimpleQueue[object] = SimpleQueue()
        self.started = False
        self.stage = Stage.CREDENTIALS
        self._cancelled = cancelled
        self._make = make
        self._lock = threading.Lock()
        self._stopped = False

    def run(self) -> object:
        """Make the attempt, in this thread. Returns the reply or the exception."""
        try:
            return self._make(self)
        except BaseException as error:
            return error

    def stop(self) -> Stage:
        """From now on nothing is sent. Returns how far the attempt has come."""
        with self._lock:
            self._stopped = True
            return self.stage

    @property
    def was_stopped(self) -> bool:
        """Whether the attempt was stopped before it was sent."""
        return self.stage is not Stage.SENT and (self._stopped or self._cancelled.is_set())

    def enter(self, stage: Stage) -> None:
        """Begin a stage.

        Raises:
            Stopped: the attempt must not go on.
        """
        with self._lock:
            if self._stopped or self._cancelled.is_set():
                raise Stopped
            self.stage = stage


class CheckedHeaders(MutableMapping[str, Any]):
    """A request's headers, that call ``check`` when they are read to be written to the connection.

    A TLS connection is open by then, which may have taken seconds: it is the last moment at which
    the request can still be stopped, and the first at which it may reach AWS.
    """

    def __init__(self, headers: Any, check: Callable[[], None]) -> None:
        self._headers = headers
        self._check = check

    def __iter__(self) -> Iterator[str]:
        self._check()
        return iter(self._headers)

    def __getitem__(self, name: str) -> Any:
        return self._headers[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._headers[name] = value

    def __delitem__(self, name: str) -> None:
        del self._headers[name]

    def __len__(self) -> int:
        return len(self._headers)

    def copy(self) -> CheckedHeaders:
        """The same headers, as a copy that can be added to."""
        return CheckedHeaders(self._headers.copy(), self._check)


def check_before_sending(request: Any, event_name: str, **_: Any) -> None:
    """A handler for botocore's ``before-send``: nothing of a stopped attempt is sent."""
    attempt = current_job()
    if not isinstance(attempt, Attempt):
        return
    own = event_name.rpartition(".")[2] == attempt.request.operation

    def check() -> None:
        # Another call than the request's own is for credentials. It is stopped too.
        attempt.enter(Stage.SENT if own else attempt.stage)

    if request.url.startswith("https:"):
        request.headers = CheckedHeaders(request.headers, check)
    else:
        check()


def check_before_answering(**_: Any) -> None:
    """The same where the local AWS in this process answers: there is no connection to open."""
    attempt = current_job()
    if isinstance(attempt, Attempt):
        attempt.enter(Stage.SENT)
