"""What lives as long as a configuration of the provider: clients, pace, pages, cancel."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field

from aws_groups.aws.attempt import Attempt
from aws_groups.aws.bulk import Bulk
from aws_groups.aws.calls import Aws
from aws_groups.aws.clients import Clients
from aws_groups.aws.config import LOCAL, Config
from aws_groups.aws.errors import Caller, NotSent
from aws_groups.aws.events import Listener
from aws_groups.aws.limit import Limit
from aws_groups.aws.pace import Pace, pace_of
from aws_groups.aws.place import Place
from aws_groups.aws.request import Request
from aws_groups.aws.session import local_store_id
from aws_groups.aws.workers import Workers


@dataclass
class Identity:
    """Who the credentials belong to, once that was asked."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    """Whoever asks holds it."""
    asked: bool = False
    caller: Caller | None = None


class Connection:
    """AWS as one provider configuration reaches it. Safe to share between threads."""

    def __init__(self, config: Config, *, cancelled: threading.Event | None = None) -> None:
        """Nothing is read or called yet.

        Args:
            config: where to call and as whom.
            cancelled: is waited for in each wait between attempts; ``cancel`` sets it.
        """
        self.config = config
        self.cancelled = cancelled or threading.Event()
        self.bulk = Bulk()
        self.identity = Identity()
        self._clients = Clients(config)
        # The local AWS in this process answers one request after the other, as its file is written so.
        self._workers = Workers(shared=config.local and not config.endpoints)
        self._paces: dict[str, Pace | None] = {}
        self._lock = threading.Lock()
        self._under_way: set[Attempt] = set()
        self._local_place: Place | None = None

    def aws(self, listener: Listener, *, timeout: float | None = None) -> Aws:
        """AWS for one RPC.

        Args:
            listener: is called with what happens on the way.
            timeout: the seconds from now that all its calls may take together; None for our own
                limit, which leaves out the waits between attempts.
        """
        of_engine = timeout is not None
        seconds = self.config.time_limit if timeout is None else timeout
        return Aws(self, listener, Limit(seconds, of_engine=of_engine))

    def problems(self) -> list[NotSent]:
        """What is wrong with the configuration, as far as that is known without any call: a profile
        that does not exist, no region (which CloudFront does not need), shared files that are broken."""
        return self._clients.problems()

    def local_place(self) -> Place | None:
        """The local AWS in this process; None where its file cannot be opened, which a call then tells."""
        with self._lock:
            if self._local_place is None:
                with suppress(OSError):
                    self._local_place = Place(LOCAL, local_store_id())
            return self._local_place

    def cancel(self) -> None:
        """End each wait and each attempt, now and from now on. Nothing more is sent."""
        self.cancelled.set()
        for attempt in list(self._under_way):
            attempt.ended.put(None)

    def close(self) -> None:
        """Nothing more begins here, as there is another configuration; what is under way goes on."""
        self._workers.close()

    def pace(self, service: str) -> Pace | None:
        """The pace for a service; None if there is none."""
        try:
            return self._paces[service]
        except KeyError:
            with self._lock:
                return self._paces.setdefault(service, pace_of(self.config, service))

    def start(self, request: Request) -> Attempt:
        """Begin an attempt in a thread of its own. ``finish`` it, whatever comes of it."""
        attempt = Attempt(request, self.cancelled, self._clients.make_attempt)
        self._under_way.add(attempt)
        self._workers.start(attempt)
        return attempt

    def outcome(self, attempt: Attempt, seconds: float) -> object:
        """An attempt's outcome; None if there is none yet after so many seconds, or on a cancel."""
        return self._workers.result(attempt, seconds)

    def finish(self, attempt: Attempt) -> None:
        """Nobody waits for an attempt any more."""
        self._under_way.discard(attempt)
