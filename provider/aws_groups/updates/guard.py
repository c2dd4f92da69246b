"""A write guarded by a version, and what to do when AWS says the version is no longer the one.

The version (an ETag, a Revision) is the *state's*: reading a fresh one before the write would make
every write succeed, also over somebody else's change. Only when AWS refuses it is the object read,
once, and compared three ways: what the state had, what is live, what the program wants.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import Any, ClassVar, NamedTuple, Protocol

from aws_groups.aws import Aws, AwsRefused, Explained, OnConflict, Request
from aws_groups.values import MASK, Properties

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


LONGEST_SHOWN = 120


def shown(value: Any, *, secret: bool = False) -> str:
    """A value as messages quote it: JSON, cut short, masked if it is secret."""
    if secret:
        return MASK
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


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

    def rows_in_words(self, secrets: Collection[str] = ()) -> list[str]:
        """A line per property: what the state has, what AWS has, what the program wants (of an update)."""
        return [self._row(row, secret=row.name in secrets) for row in self.rows]

    def _row(self, row: Moved, *, secret: bool) -> str:
        was, now = shown(row.state, secret=secret), shown(row.live, secret=secret)
        program = "" if self.verb == "deleting" else f", program {shown(row.program, secret=secret)}"
        return f"{row.name}: state {was}, AWS now {now}{program}"

    def overwritten(self, secrets: Collection[str]) -> str:
        """The warning of a conflict that was written over."""
        rows = "; ".join(self.rows_in_words(secrets))
        return f"{self.verb} {self.noun} {self.object_id} over someone else's change (onConflict): {rows}"


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
    plan: Callable[[Properties], Request],
) -> tuple[Any, Properties | None]:
    """Send the planned write under the state's version.

    A reply lost on the way needs no case of its own: the write that botocore sends again has a
    version that is no longer the object's, and the object read then is what the program wants.

    Args:
        owned: the properties the program owns.
        plan: the request that turns an object with these properties (the state's, or the live ones)
            into the wanted one, guarded by their version.

    Returns:
        The write's reply and None, or (None, the live properties) where AWS has what the program
        wants already.

    Raises:
        Conflict: an owned property is live not what the state says.
        Gone: there is no such object any more.
        AwsError: any other failure.
    """
    base, warned = state, list[Moved]()
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            return aws.send(plan(base)), None
        except AwsRefused as error:
            if kind.is_gone(error):
                raise Gone(kind, object_id, error) from error
            if not kind.is_stale(error):
                raise
            if not rounds_left:
                raise _too_busy(kind, object_id, "updating", error) from error
            live = _live(aws, kind, object_id)
            if live is None:
                raise Gone(kind, object_id, error) from error
            base = live
            verdict, rows = judge(kind, owned, state, base, wanted)
            if verdict is Verdict.DONE:
                return None, base
            if verdict is Verdict.CONFLICT:
                warned = _conflict(aws, Conflict(kind, object_id, "updating", rows, error), warned)
            _let_others_pass(aws, rounds_left)
    raise AssertionError("unreachable: the last round raises")


def delete(aws: Aws, kind: Kind, object_id: str, *, owned: tuple[str, ...], state: Properties) -> None:
    """Delete under the state's version; gone already is success, and so is a delete whose reply was lost.

    Raises:
        Conflict: an owned property is live not what the state says, so somebody may still want it.
        AwsError: any other failure.
    """
    version, warned = state.get(kind.version), list[Moved]()
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            aws.send(kind.delete_request(object_id, version))
            return
        except AwsRefused as error:
            if kind.is_gone(error):
                return
            if not kind.is_stale(error):
                raise
            if not rounds_left:
                raise _too_busy(kind, object_id, "deleting", error) from error
            live = _live(aws, kind, object_id)
            if live is None:
                return
            if rows := moved(kind, owned, state, live, {}):
                warned = _conflict(aws, Conflict(kind, object_id, "deleting", rows, error), warned)
            version = live.get(kind.version)
            _let_others_pass(aws, rounds_left)


def _live(aws: Aws, kind: Kind, object_id: str) -> Properties | None:
    try:
        return kind.state_of(aws.send(kind.read_request(object_id)))
    except AwsRefused as error:
        if kind.is_gone(error):
            return None
        raise


def _conflict(aws: Aws, conflict: Conflict, warned: list[Moved]) -> list[Moved]:
    """Stop, unless the configuration says to write over what others wrote; then say what that was, once.

    Returns the rows last warned of.
    """
    if aws.config.on_conflict is not OnConflict.OVERWRITE:
        raise conflict
    if conflict.rows != warned:
        aws.tell.warning(conflict.overwritten(aws.secrets.names))
    return conflict.rows


def _too_busy(kind: Kind, object_id: str, verb: str, error: AwsRefused) -> Explained:
    return Explained(
        f"{verb} {kind.noun} {object_id}: its version moved {MAX_ROUNDS} times while we tried, so "
        "nothing was written. Something else writes to it all the time: find out what, then run this again.",
        error,
    )


def _let_others_pass(aws: Aws, rounds_left: int) -> None:
    """Wait a little, longer each round and never as long as another writer: two that wait the same
    time meet again."""
    rounds = MAX_ROUNDS - rounds_left
    aws.pause(random.uniform(0, 0.05 * 2**rounds), "another writer is changing the same object")
