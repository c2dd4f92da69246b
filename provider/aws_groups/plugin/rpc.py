"""What every RPC has around it: failures in words, a line in the log, and no traceback for users.

``AWS_GROUPS_LOG=FILE`` writes a line for each RPC and each call to AWS, and the traceback of anything
unforeseen, secrets masked.
"""

from __future__ import annotations

import functools
import logging
import os
import time
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import grpc
from google.protobuf.message import DecodeError, EncodeError

from aws_groups.lifecycle import Unfinished
from aws_groups.model.problems import MalformedId, Wrong
from aws_groups.plugin.engine import LONGEST_ERROR, sendable
from aws_groups.plugin.half_done import half_done
from aws_groups.secrets import Secrets, shortened
from aws_groups.updates.guard import Conflict, Gone
from aws_groups.words.defects import defect, no_such, not_offered, too_deep
from aws_groups.words.failures import TELLABLE, failure

_log = logging.getLogger("aws_groups.rpc")
_secrets_of_call: ContextVar[Callable[[], Secrets]] = ContextVar("secrets", default=Secrets)
"""What must not be shown in the lines that the log gets while this thread answers a call."""

_S = TypeVar("_S")


class NotOurs(Exception):
    """A resource or a function that this package does not have; its arguments are which of the two, and the
    token."""


_STATUS: dict[type[Exception], grpc.StatusCode] = {
    Conflict: grpc.StatusCode.ABORTED,
    Gone: grpc.StatusCode.NOT_FOUND,
    MalformedId: grpc.StatusCode.INVALID_ARGUMENT,
    NotOurs: grpc.StatusCode.INVALID_ARGUMENT,
    Wrong: grpc.StatusCode.INVALID_ARGUMENT,
    DecodeError: grpc.StatusCode.INVALID_ARGUMENT,
    EncodeError: grpc.StatusCode.INVALID_ARGUMENT,
}
"""What each failure is to gRPC; the engine shows users only the words."""


def rpc(handler: Callable[[_S, Any], Any]) -> Callable[[_S, Any, Any], Any]:
    """An RPC, from a method that takes the request and returns the reply."""

    @functools.wraps(handler)
    def answer(servicer: Any, request: Any, context: Any) -> Any:
        began = time.monotonic()
        _secrets_of_call.set(functools.cache(lambda: servicer.secrets_of(request)))
        urn = getattr(request, "urn", "") or getattr(request, "tok", "")
        try:
            reply = handler(servicer, request)
        except Exception as error:
            secrets = _secrets_of_call.get()()
            text = _text(servicer, error, handler.__name__, urn, secrets)
            _log.info("%s %s failed in %.0f ms: %s", handler.__name__, urn, _ms(began), text)
            if isinstance(error, Unfinished) and error.state is not None:
                context.set_trailing_metadata(half_done(request, error, error.state, text))
            context.abort(_STATUS.get(type(error), grpc.StatusCode.UNKNOWN), _status(text))
        _log.info("%s %s in %.0f ms", handler.__name__, urn, _ms(began))
        return reply

    return answer


def not_there(name: str) -> Callable[[Any, Any, Any], Any]:
    """An RPC of the protocol that the provider does not have."""

    def answer(servicer: Any, request: Any, context: Any) -> Any:
        context.abort(grpc.StatusCode.UNIMPLEMENTED, not_offered(name))

    return answer


def in_bytes(handler: Any, name: str) -> Any:
    """A handler of grpc's that reads the request and writes the reply itself: where grpc cannot, it prints a
    trace and tells the user nothing."""
    if handler.unary_unary is None:
        # None of the RPCs with more than one answer is offered.
        return grpc.unary_stream_rpc_method_handler(functools.partial(not_there(name), None))

    def answer(data: bytes, context: Any) -> Any:
        try:
            reply = handler.unary_unary(handler.request_deserializer(data), context)
            return handler.response_serializer(reply)
        except (DecodeError, EncodeError):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, too_deep(name, ""))

    return grpc.unary_unary_rpc_method_handler(answer)


def _text(servicer: Any, error: Exception, name: str, urn: str, secrets: Secrets) -> str:
    """A failure in words, masked. The trace of one that nobody foresaw goes to the logs."""
    if isinstance(error, TELLABLE):
        return secrets.masked(failure(error, secrets))
    if isinstance(error, NotOurs):
        return secrets.masked(no_such(*error.args))
    if isinstance(error, DecodeError | EncodeError):
        return too_deep(name, urn)
    trace = secrets.masked("".join(traceback.format_exception(error)))
    _log.error("%s %s: unforeseen\n%s", name, urn, trace)
    servicer.debug(urn, trace)
    return defect(name, urn, type(error).__name__)


def _status(text: str) -> str:
    """A text as gRPC's status can have it, cut where it is too long: a header, in which each byte that is no
    printable ASCII takes three."""
    whole, size = sendable(text, LONGEST_ERROR), 0
    for number, character in enumerate(whole):
        size += 1 if " " <= character <= "~" and character != "%" else 3 * len(character.encode())
        if size > LONGEST_ERROR:
            return shortened(whole, number)
    return whole


class _Masking(logging.Formatter):
    """A line of the log, secrets masked."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _secrets_of_call.get()().masked(record.message)
        return super().formatMessage(record)


def _ms(began: float) -> float:
    return (time.monotonic() - began) * 1000


def log_to_file() -> None:
    """Write the log where ``AWS_GROUPS_LOG`` says, if it says so. A file that can't be written is no
    reason to fail: the engine shows what is written to stderr."""
    path = os.environ.get("AWS_GROUPS_LOG")
    logger = logging.getLogger("aws_groups")
    logger.propagate = False
    if not path:
        logger.addHandler(logging.NullHandler())
        return
    try:
        handler: logging.Handler = logging.FileHandler(path, encoding="utf-8", errors="replace")
    except OSError as error:
        handler = logging.StreamHandler()
        handler.setLevel(logging.ERROR)
        logger.addHandler(handler)
        logger.error("AWS_GROUPS_LOG: %s cannot be written: %s", path, error.strerror)
        return
    handler.setFormatter(_Masking("%(asctime)s %(process)d %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
