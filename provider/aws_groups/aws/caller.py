"""Sending a request: the one place from which AWS is called."""

from __future__ import annotations

import copy
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from aws_groups.aws import call as calls
from aws_groups.aws.bulk import Bulk, Listing
from aws_groups.aws.call import Call, Silent, Tell
from aws_groups.aws.clients import Clients
from aws_groups.aws.config import Config
from aws_groups.aws.errors import Cancelled
from aws_groups.aws.request import Request
from aws_groups.aws.translation import translated


class Secrets(NamedTuple):
    """What must not be told."""

    names: Collection[str] = ()
    """The properties that are secret."""
    texts: Collection[str] = ()
    """The strings in them."""


class Names:
    """Who in this process has made what."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks = WeakValueDictionary[tuple[str, ...], threading.Lock]()  # kept while one is in use
        self._claimed: set[str] = set()

    @contextmanager
    def alone(self, name: tuple[str, ...]) -> Iterator[None]:
        """Hold ``name``."""
        with self._lock:
            lock = self._locks.setdefault(name, threading.Lock())
        with lock:
            yield

    def claim(self, object_id: str) -> bool:
        """Whether ``object_id`` was free; it no longer is."""
        with self._lock:
            free = object_id not in self._claimed
            self._claimed.add(object_id)
            return free


class Aws:
    """AWS as one provider configuration sees it. Safe to share between threads."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.tell: Tell = Silent()
        self.secrets = Secrets()
        self._clients = Clients(config)
        self._bulk = Bulk()
        self._cancelled = threading.Event()
        self._creating = Names()

    def telling(self, tell: Tell, secrets: Secrets) -> Aws:
        """The same AWS, with what happens on the way told to ``tell``, but for ``secrets``."""
        other = copy.copy(self)
        other.tell, other.secrets = tell, secrets
        return other

    def show(self, request: Request, tense: str) -> None:
        """Tell a request as a command line, if the configuration asks for it."""
        if self.config.show_requests:
            self.tell.info(f"{tense}: {request.command_line(self.secrets.texts)}")

    def cancel(self) -> None:
        """End every wait, of this and all that tell otherwise, now and from now on."""
        self._cancelled.set()

    def pause(self, seconds: float, why: str) -> None:
        """Wait between two calls, unless or until the engine cancels.

        Raises:
            Cancelled: the engine said so.
        """
        if seconds > calls.SHOWN_WAIT:
            self.tell.status(why)
        if self._cancelled.wait(seconds):
            raise Cancelled("cancelled while it waited; nothing was sent")

    def creating(self, name: tuple[str, ...]) -> AbstractContextManager[None]:
        """Within, no other create of the same unique name is under way in this process."""
        return self._creating.alone(name)

    def claim(self, object_id: str) -> bool:
        """Whether an object is nobody else's in this process; from now on it is the caller's."""
        return self._creating.claim(object_id)

    def read(self, request: Request, listing: Listing | None) -> Mapping[str, Any]:
        """Send a reading ``request``, or find its answer in a page of ``listing`` when many ask at once.

        Raises:
            AwsError: as ``send``.
        """
        return self._bulk.read(self.send, request, listing) if listing else self.send(request)

    def send(self, request: Request) -> Mapping[str, Any]:
        """Send ``request`` and return the reply's members.

        Raises:
            AwsRefused: AWS answered with an error.
            AwsUnreachable: no answer came.
            SetupError: there is no way to call (credentials, region, profile).
            Cancelled: the engine cancelled while the call waited.
        """
        if request.writes:
            self._bulk.written()
        try:
            return self._send(request)
        finally:
            if request.writes:
                self._bulk.written()

    def _send(self, request: Request) -> Mapping[str, Any]:
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        self.show(request, "sent")
        call = Call(request, self.tell, self._cancelled)
        before = calls.enter(call)
        try:
            client = self._clients.get(request.service)
            reply: Mapping[str, Any] = getattr(client, xform_name(request.operation))(**request.params)
        except (BotoCoreError, ClientError, ResponseParserError) as error:
            raise translated(error, call, self.config) from error
        finally:
            calls.enter(before)
        return reply
