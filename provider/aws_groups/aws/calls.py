"""Calling AWS: the one place from which requests are sent, and the loop that tries them again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from aws_groups.aws.attempt import Attempt, Stopped
from aws_groups.aws.bulk import Listing, OneOf, Wanted
from aws_groups.aws.errors import AwsError, AwsRefused, Caller, Cancelled, Stage, TimedOut
from aws_groups.aws.events import Answered, Because, Listener, Sending, Slow, Waiting
from aws_groups.aws.limit import Limit
from aws_groups.aws.place import Place
from aws_groups.aws.request import Request
from aws_groups.aws.retry import because_of, seconds_before_next

if TYPE_CHECKING:
    from aws_groups.aws.connection import Connection

SHOWN_WAIT = 1.0
"""Seconds; a longer wait is an event."""
SLOW = 1.5
"""Seconds without an answer after which an attempt is slow. Then it is told after 4, 9, 19, 29, …"""
GRACE = 0.5
"""Seconds that a request which was sent still has for its answer after the engine has cancelled.
Most answers come within them, and then it is known what AWS has done."""
IDENTITY_LIMIT = 10.0
"""Seconds that it may take to find out who the credentials belong to."""

_WHO = Request("sts", "GetCallerIdentity", {})
_log = logging.getLogger("aws_groups.calls")


class _Call:
    """A request on its way through its attempts."""

    def __init__(self, request: Request | None) -> None:
        self.request = request
        self.began = time.monotonic()
        self.attempts = 0
        self.lost = False
        """Whether an attempt ended without AWS's word on whether it was carried out."""
        self.last: AwsError | None = None
        """How the last attempt failed."""

    def took(self, error: AwsError) -> bool:
        """Note whether a failed attempt may have changed something all the same."""
        if error.lost and self.request is not None and self.request.writes:
            self.lost = True
        return self.lost

    def ended_by(self, error: AwsError) -> AwsError:
        """The error that ends this call, with what is known of the whole of it."""
        error.lost = self.took(error)
        error.attempts = self.attempts
        error.seconds = time.monotonic() - self.began
        return error


class Aws:
    """AWS for one RPC of the engine. ``Connection.aws`` makes it."""

    def __init__(self, connection: Connection, listener: Listener, limit: Limit) -> None:
        self._connection = connection
        self._cancelled = connection.cancelled
        self._listener = listener
        self._limit = limit

    def send(self, request: Request) -> Mapping[str, Any]:
        """Send ``request`` and return the reply's members.

        Raises:
            AwsRefused: AWS answered with an error.
            AwsUnreachable: no answer came.
            NotSent: there is no way to call (credentials, region, profile).
            Cancelled: the engine cancelled.
            TimedOut: the calls of this RPC took too long.
        """
        if not request.writes:
            return self._send(request)
        self._connection.bulk.written()
        try:
            return self._send(request)
        finally:
            self._connection.bulk.written()

    def read(self, request: Request, one: OneOf | None) -> Mapping[str, Any]:
        """Send a reading ``request``, or find its answer in a page of a list when many ask at once.

        Raises:
            AwsError: as ``send``.
        """
        if one is None:
            return self.send(request)
        (found,) = self.look_up([Wanted(lambda: self.send(request), one)])
        assert found is not None
        return found

    def look_up(self, wanted: Sequence[Wanted]) -> list[Mapping[str, Any] | None]:
        """Objects of one list, each read by itself, or found in a page of the list when many are asked for.

        Raises:
            AwsError: as ``send``, and as the reads of single objects.
        """
        return self._connection.bulk.read(self.send, wanted, self._check)

    def all(self, listing: Listing) -> tuple[Mapping[str, Any], ...]:
        """All items of a list; calls that follow each other closely share its pages.

        Raises:
            AwsError: as ``send``, of any page.
        """
        return self._connection.bulk.all(self.send, listing, self._check)

    def beside(self) -> Aws:
        """AWS for one of many calls that this RPC makes at once. Where the limit is our own, each has its
        own: how many there are must not end them."""
        return Aws(self._connection, self._listener, self._limit.anew())

    def pause(self, seconds: float, because: Because, detail: str = "") -> None:
        """Wait between two calls.

        Raises:
            Cancelled: the engine cancelled.
            TimedOut: the wait is longer than the calls of this RPC may still take.
        """
        self._wait(_Call(None), seconds, because, detail)

    def begin_anew(self) -> None:
        """Let our own limit of time begin anew: what follows is not slower because of what was done."""
        self._limit.begin_anew()

    def identity(self) -> Caller | None:
        """Who the credentials belong to; None if AWS does not say. Asked once for each connection."""
        identity = self._connection.identity
        if identity.asked:
            return identity.caller
        try:
            with self._hold(identity.lock):
                if not identity.asked:
                    identity.caller = self._ask_identity()
                    identity.asked = True
        except Cancelled:
            return None
        except AwsError:
            identity.asked = True
        return identity.caller

    def place(self) -> Place | None:
        """Which AWS this is; None if it does not say. It is found out once for each connection.

        Raises:
            Cancelled: the engine cancelled.
        """
        if self._connection.config.local:
            return self._connection.local_place()
        caller = self.identity()
        self._check()
        return Place(caller.arn.split(":")[1], caller.account) if caller else None

    def _ask_identity(self) -> Caller:
        limit = Limit(min(self._limit.left, IDENTITY_LIMIT), of_engine=True)
        reply = Aws(self._connection, self._listener, limit)._send(_WHO, most_attempts=3)
        return Caller(account=str(reply.get("Account", "")), arn=str(reply.get("Arn", "")))

    def _send(self, request: Request, most_attempts: int | None = None) -> Mapping[str, Any]:
        """Try a request until it is answered, or there is no sense in another try."""
        call = _Call(request)
        most_attempts = most_attempts or self._connection.config.max_attempts
        self._check(call)
        if request != _WHO:
            self._listener(Sending(request))
        while True:
            self._wait_for_pace(call, request)
            outcome = self._attempt(call, request)
            if not isinstance(outcome, AwsError):
                self._listener(Answered(request, outcome))
                return outcome
            call.last = outcome
            call.took(outcome)
            more = call.attempts < most_attempts
            seconds = seconds_before_next(outcome, call.attempts) if more else None
            if seconds is None:
                if isinstance(outcome, AwsRefused) and outcome.is_denial and request != _WHO:
                    outcome.caller = self.identity() if outcome.operation == request.operation else None
                raise call.ended_by(outcome)
            self._wait(call, seconds, *because_of(outcome))

    def _wait_for_pace(self, call: _Call, request: Request) -> None:
        pace = self._connection.pace(request.service)
        if pace is not None:
            detail = f"{pace.per_second:g} requests a second"
            self._wait(call, pace.reserve(), Because.PACE, detail)

    def _wait(self, call: _Call, seconds: float, because: Because, detail: str) -> None:
        """Wait, unless or until the engine cancels.

        Raises:
            Cancelled: the engine cancelled.
            TimedOut: there is not so much time left. Then there is no use in waiting at all.
        """
        if seconds <= 0:
            return
        if self._limit.of_engine and seconds >= self._limit.left:
            raise call.ended_by(self._timed_out(call, Stage.WAITING))
        if seconds > SHOWN_WAIT:
            self._listener(Waiting(call.request, seconds, because, detail))
        began = time.monotonic()
        if self._cancelled.wait(seconds):
            raise call.ended_by(Cancelled(call.request, Stage.WAITING))
        self._limit.has_waited(time.monotonic() - began)

    def _attempt(self, call: _Call, request: Request) -> Mapping[str, Any] | AwsError:
        """One attempt: the reply or its failure.

        Raises:
            Cancelled, TimedOut: it did not come to its end.
            Exception: a defect.
        """
        self._check(call)
        call.attempts += 1
        began = time.monotonic()
        attempt = self._connection.start(request)
        outcome: Any = None
        try:
            outcome = self._outcome(call, attempt, request)
        except AwsError as error:
            outcome = error
            raise
        finally:
            self._connection.finish(attempt)
            if _log.isEnabledFor(logging.INFO):
                _log_attempt(call, request, outcome, time.monotonic() - began)
        if isinstance(outcome, BaseException) and not isinstance(outcome, AwsError):
            raise outcome
        reply: Mapping[str, Any] | AwsError = outcome
        return reply

    def _outcome(self, call: _Call, attempt: Attempt, request: Request) -> object:
        """Wait for an attempt's end, the engine's cancel, or the deadline."""
        began, slow_after = time.monotonic(), SLOW
        while True:
            so_far = time.monotonic() - began
            seconds = 0.0 if self._cancelled.is_set() else min(slow_after - so_far, self._limit.left)
            outcome = self._connection.outcome(attempt, seconds)
            if self._cancelled.is_set() and (outcome is None or isinstance(outcome, Stopped)):
                return self._outcome_after_cancel(call, attempt)
            if outcome is not None:
                return outcome
            if self._limit.left <= 0:
                stage = attempt.stop()
                raise call.ended_by(self._timed_out(call, stage))
            so_far = time.monotonic() - began
            if so_far >= slow_after:
                self._listener(Slow(request, so_far))
                slow_after += min(2.5 + slow_after - SLOW, 10.0)

    def _outcome_after_cancel(self, call: _Call, attempt: Attempt) -> object:
        """The outcome of an attempt whose request was sent, if it comes at once.

        Raises:
            Cancelled: it does not, or the request was not sent.
        """
        stage = attempt.stop()
        end = time.monotonic() + min(GRACE, self._limit.left)
        while stage is Stage.SENT and (left := end - time.monotonic()) > 0:
            outcome = self._connection.outcome(attempt, left)
            if outcome is not None:
                return outcome
        raise call.ended_by(Cancelled(call.request, stage, lost=stage is Stage.SENT))

    def _check(self, call: _Call | None = None) -> None:
        """Refuse to go on when there is no sense in it.

        Raises:
            Cancelled: the engine cancelled.
            TimedOut: no time is left.
        """
        call = call or _Call(None)
        if self._cancelled.is_set():
            raise call.ended_by(Cancelled(call.request, Stage.WAITING))
        if self._limit.left <= 0:
            raise call.ended_by(self._timed_out(call, Stage.WAITING))

    def _timed_out(self, call: _Call, stage: Stage) -> TimedOut:
        return TimedOut(
            call.request,
            stage,
            limit=self._limit.seconds,
            of_engine=self._limit.of_engine,
            last=call.last,
            lost=stage is Stage.SENT,
        )

    @contextmanager
    def _hold(self, lock: threading.Lock) -> Iterator[None]:
        """Hold a lock; waiting for it ends as any other wait."""
        while not lock.acquire(timeout=0.2):
            self._check()
        try:
            yield
        finally:
            lock.release()


def _log_attempt(call: _Call, request: Request, outcome: object, seconds: float) -> None:
    """One line, without parameters: they may be secret."""
    request_id = None
    if isinstance(outcome, AwsRefused):
        result, request_id = f"{outcome.status} {outcome.code}", outcome.request_id
    elif isinstance(outcome, Mapping):
        metadata = outcome.get("ResponseMetadata", {})
        result, request_id = str(metadata.get("HTTPStatusCode")), metadata.get("RequestId")
    else:
        cause = getattr(outcome, "cause", None) or getattr(outcome, "stage", None)
        result = type(outcome).__name__ + (f" {cause.name}" if cause else "")
    _log.info(
        "%s %s attempt %d: %s in %.0f ms, request id %s",
        request.service,
        request.operation,
        call.attempts,
        result,
        seconds * 1000,
        request_id or "-",
    )
