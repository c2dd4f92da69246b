"""A write guarded by a version, and what to do when AWS says the version is no longer the one.

The version (an ETag, a Revision) is the *state's*: reading a fresh one before the write would make
every write succeed, also over somebody else's change. Only when AWS refuses it is the object read,
once, and compared three ways: what the state had, what is live, what the program wants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, ClassVar, NamedTuple, Protocol

from aws_groups.aws import Aws, AwsRefused, Request
from aws_groups.values import Properties

MAX_ROUNDS = 5
"""How often one update starts anew after its version was refused, under a writer that is faster."""


class Kind(Protocol):
    """A kind of object that is written under a version; resources are these.

    Properties are named as in the schema, everywhere.
    """

    noun: ClassVar[str]
    """``key group``."""
    version: ClassVar[str]
    """The output property that holds the version: ``etag``, ``revision``."""
    input_names: tuple[str, ...]
    """The properties a program can set."""

    def read_request(self, object_id: str) -> Request:
        """The call that reads the object."""

    def delete_request(self, object_id: str, version: str | None) -> Request:
        """The call that deletes it, guarded by ``version`` if there is one."""

    def state_of(self, reply: Any) -> Properties:
        """Inputs and outputs of the object in a reply."""

    def differ(self, name: str, one: Any, other: Any) -> bool:
        """Whether two values of an input property mean different things."""

    def is_gone(self, error: AwsRefused) -> bool:
        """Whether ``error`` says that the object does not exist."""

    def is_stale(self, error: AwsRefused) -> bool:
        """Whether ``error`` says that the version sent is not the object's."""


class Moved(NamedTuple):
    """A property that is not what the state says: somebody else changed it."""

    name: str
    state: Any
    live: Any
    program: Any


class Verdict(Enum):
    """What a refused version means, once the live object is known."""

    RESEND = "only the version moved"
    DONE = "the object is already as the program wants it"
    CONFLICT = "somebody else changed what we own"


class Conflict(Exception):
    """Somebody else changed the object; nothing was written.

    ``rows`` are the properties that moved; the plugin words them, masking secrets.
    """

    def __init__(self, kind: Kind, object_id: str, verb: str, rows: list[Moved], cause: AwsRefused) -> None:
        super().__init__(f"{verb} {kind.noun} {object_id}: changed by someone else")
        self.noun = kind.noun
        self.object_id = object_id
        self.verb = verb
        self.rows = rows
        self.cause = cause


class Gone(Exception):
    """The object to update does not exist any more."""

    def __init__(self, kind: Kind, object_id: str, cause: AwsRefused) -> None:
        super().__init__(f"updating {kind.noun} {object_id}: it no longer exists")
        self.noun = kind.noun
        self.object_id = object_id
        self.cause = cause


def moved(
    kind: Kind, owned: Iterable[str], state: Properties, live: Properties, wanted: Properties
) -> list[Moved]:
    """The owned properties whose live value is not the state's."""
    return [
        Moved(name, state.get(name), live.get(name), wanted.get(name))
        for name in owned
        if kind.differ(name, state.get(name), live.get(name))
    ]


def judge(
    kind: Kind, owned: Iterable[str], state: Properties, live: Properties, wanted: Properties
) -> tuple[Verdict, list[Moved]]:
    """What to do about a refused version: the heart of "nobody's change is ever lost"."""
    owned = tuple(owned)
    if not any(kind.differ(name, live.get(name), wanted.get(name)) for name in owned):
        return Verdict.DONE, []
    rows = moved(kind, owned, state, live, wanted)
    return (Verdict.CONFLICT, rows) if rows else (Verdict.RESEND, [])


def write(
    aws: Aws,
    kind: Kind,
    object_id: str,
    *,
    owned: tuple[str, ...],
    state: Properties,
    wanted: Properties,
    plan: Callable[[str | None], Request],
) -> tuple[Any, Properties | None]:
    """Send the planned write under the state's version.

    Args:
        owned: the properties the program owns.
        plan: the request, given the version to guard it with.

    Returns:
        The write's reply and None, or (None, the live properties) where AWS has what the program
        wants already.

    Raises:
        Conflict: an owned property is live not what the state says.
        Gone: there is no such object any more.
        AwsError: any other failure.
    """
    version = state.get(kind.version)
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            return aws.send(plan(version)), None
        except AwsRefused as error:
            if kind.is_gone(error):
                raise Gone(kind, object_id, error) from error
            if not kind.is_stale(error) or not rounds_left:
                raise
            live = kind.state_of(aws.send(kind.read_request(object_id)))
            verdict, rows = judge(kind, owned, state, live, wanted)
            if verdict is Verdict.DONE:
                return None, live
            if verdict is Verdict.CONFLICT:
                raise Conflict(kind, object_id, "updating", rows, error) from error
            version = live.get(kind.version)
    raise AssertionError("unreachable: the last round raises")


def delete(aws: Aws, kind: Kind, object_id: str, *, owned: tuple[str, ...], state: Properties) -> None:
    """Delete under the state's version; gone already is success.

    Raises:
        Conflict: an owned property is live not what the state says, so somebody may still want it.
        AwsError: any other failure.
    """
    version = state.get(kind.version)
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            aws.send(kind.delete_request(object_id, version))
            return
        except AwsRefused as error:
            if kind.is_gone(error):
                return
            if not kind.is_stale(error) or not rounds_left:
                raise
            try:
                live = kind.state_of(aws.send(kind.read_request(object_id)))
            except AwsRefused as unread:
                if kind.is_gone(unread):
                    return
                raise
            if rows := moved(kind, owned, state, live, {}):
                raise Conflict(kind, object_id, "deleting", rows, error) from error
            version = live.get(kind.version)
