"""Faults on demand: what can go wrong between a client and AWS, by operation and count.

Faults live in the store, so that any process can inject them and all that share the store count
them together: a throttle's bucket of tokens is one, however many servers draw on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Protocol

from aws_groups.local.errors import AwsError
from aws_groups.local.marks import assumed, documented, observed
from aws_groups.local.nearest import nearest
from aws_groups.local.store import Transaction

KINDS = (
    "throttle",
    "error",
    "drop-before",
    "drop-after",
    "delay",
    "stale-read",
    "etag-move",
)
MARKS = (
    observed(
        "too many requests of CloudFront are `Throttling`, `Rate exceeded`, HTTP 400",
        "github.com/ansible-collections/community.aws/issues/296",
    ),
    observed(
        "too many requests of the Identity Store are `ThrottlingException`, `Rate exceeded`",
        "github.com/ministryofjustice/modernisation-platform/issues/11948",
    ),
    documented("RetryAfterSeconds is a member of the Identity Store's reply"),
    assumed("no request is throttled unless a fault says so; AWS documents 20 a second for a directory"),
    assumed("a service's own failure is InternalError or ServiceUnavailable where the model has no code"),
)
# The request goes no further than these.
_FINAL = ("throttle", "error", "drop-before")
_READS = ("Get", "Describe", "List", "Is")
_WITHOUT_OBJECT = ("Create", "List")
_OPTIONS: dict[str, Callable[[str], Any]] = {
    "times": int,
    "skip": int,
    "rate": float,
    "retry_after": int,
    "seconds": float,
    "status": int,
    "code": str,
    "reason": str,
}


class Codes(Protocol):
    """The error codes of a service for what goes wrong on demand."""

    @property
    def throttled(self) -> str:
        """For too many requests."""
        ...

    @property
    def failed(self) -> str:
        """For a failure of the service itself."""
        ...


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong. Raises ValueError if it makes no sense.

    | kind | what happens |
    |---|---|
    | `throttle` | above `rate` requests/s (0: always) they are refused, with `retry_after` if set |
    | `error` | refused with `code` and `status`, not carried out |
    | `drop-before` | the connection is reset, the operation not carried out |
    | `drop-after` | the operation is carried out, then the connection is reset: the reply is lost |
    | `delay` | the operation is carried out, its reply comes `seconds` later |
    | `stale-read` | a read answers with each object as it was before its last write |
    | `etag-move` | the object's ETag (or revision) changes by itself just before the operation |
    """

    kind: str
    operation: str = "*"
    """The operation's name, or `*` for every one."""
    service: str | None = None
    """The service's name, such as `cloudfront`; None for every one."""
    times: int | None = None
    """How often it strikes; None for always."""
    skip: int = 0
    """How many requests it lets pass first."""
    rate: float = 0.0
    """Of a throttle: requests/s that pass, in bursts of up to a second's worth (at least one)."""
    retry_after: int | None = None
    """Of a throttle or an error of a service whose errors have it: the reply's RetryAfterSeconds."""
    seconds: float = 0.0
    """Of a delay: how long."""
    status: int = 500
    """Of an error: the HTTP status."""
    code: str | None = None
    """Of an error: its code; by default the service's own for the status."""
    reason: str | None = None
    """Of an error of a service whose errors have it: the reply's Reason."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such fault: {self.kind!r}{nearest(self.kind, KINDS)}")
        if self.kind == "delay" and self.seconds <= 0:
            raise ValueError("a delay needs seconds=…")
        if self.rate < 0 or self.skip < 0 or (self.times is not None and self.times < 1):
            raise ValueError("rate and skip must be 0 or more, times 1 or more")

    @classmethod
    def parse(cls, text: str) -> Fault:
        """A fault as the command line says it: `[SERVICE:]OPERATION=KIND[,NAME=VALUE]…`.

        For example `UpdateGroup=drop-after,times=1` or `identitystore:*=throttle,rate=20`.
        Raises ValueError for anything else.
        """
        target, equals, rest = text.partition("=")
        if not equals:
            raise ValueError(f"{text!r} is not [SERVICE:]OPERATION=KIND[,NAME=VALUE]…")
        service, _, operation = target.rpartition(":")
        kind, *options = rest.split(",")
        return cls(kind, operation or "*", service or None, **dict(map(_option, options)))

    def concerns(self, service: str, operation: str) -> bool:
        """Whether a request for that operation can be struck."""
        return (
            self.operation in ("*", operation)
            and self.service in (None, service)
            and (self.kind != "stale-read" or operation.startswith(_READS))
            and (self.kind != "etag-move" or not operation.startswith(_WITHOUT_OBJECT))
        )

    def refusal(self, service: Codes) -> AwsError:
        """The error reply of a throttle or an error."""
        retry_after = self.retry_after
        members: dict[str, str | int] = {}
        if retry_after is not None:
            members["RetryAfterSeconds"] = retry_after
        if self.reason is not None:
            members["Reason"] = self.reason
        if self.kind == "throttle":
            return AwsError(service.throttled, "Rate exceeded", status=400, **members)
        code = self.code or ("ServiceUnavailable" if self.status == 503 else service.failed)
        return AwsError(code, "The local AWS was told to fail.", status=self.status, **members)


@dataclass(frozen=True)
class Strike:
    """The faults that hit one request, in the order they were injected."""

    faults: tuple[Fault, ...] = ()

    def has(self, kind: str) -> bool:
        """Whether one of that kind is among them."""
        return any(fault.kind == kind for fault in self.faults)

    @property
    def kinds(self) -> str | None:
        """Their kinds for the call log."""
        return ",".join(fault.kind for fault in self.faults) or None

    @property
    def delay(self) -> float:
        """How long the reply is held back, in seconds."""
        return sum(fault.seconds for fault in self.faults if fault.kind == "delay")

    def refusal(self, service: Codes) -> AwsError | None:
        """The error to answer with in place of the operation, if any."""
        refusing = (fault for fault in self.faults if fault.kind in ("throttle", "error"))
        return next((fault.refusal(service) for fault in refusing), None)


def require_known(fault: Fault, operations: Mapping[str, Iterable[str]]) -> None:
    """Raises ValueError, with the nearest names, if the fault is for nothing that there is.

    `operations` are those of each service.
    """
    if fault.service is not None and fault.service not in operations:
        raise ValueError(f"no such service: {fault.service!r}{nearest(fault.service, operations)}")
    names = [
        name for service in operations for name in operations[service] if fault.service in (None, service)
    ]
    if fault.operation not in ("*", *names):
        where = f" of {fault.service}" if fault.service else ""
        raise ValueError(f"no such operation{where}: {fault.operation!r}{nearest(fault.operation, names)}")


def inject(tx: Transaction, fault: Fault) -> None:
    """Let a fault strike from now on."""
    tx.execute("INSERT INTO faults (spec) VALUES (?)", (json.dumps(asdict(fault)),))


def clear(tx: Transaction) -> None:
    """Let none strike any more."""
    tx.execute("DELETE FROM faults")


def strike(tx: Transaction, service: str, operation: str, now: float) -> Strike:
    """The faults that hit this request, counted."""
    rows = tx.execute("SELECT id, spec, seen, used, tokens, filled FROM faults ORDER BY id")
    struck: list[Fault] = []
    for id, spec, seen, used, tokens, filled in rows.fetchall():
        fault = _parsed(spec)
        if not fault.concerns(service, operation):
            continue
        hits = seen >= fault.skip and (fault.times is None or used < fault.times)
        if hits and fault.rate:
            tokens = _refilled(fault.rate, tokens, now - (filled or now))
            hits = tokens < 1
            tokens -= not hits
        tx.execute(
            "UPDATE faults SET seen = ?, used = ?, tokens = ?, filled = ? WHERE id = ?",
            (seen + 1, used + hits, tokens, now, id),
        )
        if hits:
            struck.append(fault)
            if fault.kind in _FINAL:
                break
    return Strike(tuple(struck))


def _refilled(rate: float, tokens: float | None, passed: float) -> float:
    most = max(1.0, rate)
    return most if tokens is None else min(most, tokens + rate * max(0.0, passed))


def _option(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    name = name.replace("-", "_")
    if name not in _OPTIONS:
        raise ValueError(f"no such option of a fault: {name!r}{nearest(name, _OPTIONS)}")
    try:
        return name, _OPTIONS[name](value)
    except ValueError:
        raise ValueError(f"{name} of a fault must be a number, not {value!r}") from None


@lru_cache(maxsize=64)
def _parsed(spec: str) -> Fault:
    return Fault(**json.loads(spec))
