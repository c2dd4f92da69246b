"""A write guarded by a version, and what to do when AWS says that the version is no longer the object's.

The version (an ETag, a Revision) is the *state's*: to read a fresh one before the write would make
every write succeed, also over somebody else's change. Only when AWS refuses it is the object read,
once, and compared three ways: what the state has, what is live, what the program wants.

A reply that was lost needs no case of its own: the write that is sent again has a version that is no
longer the object's, and the object that is read then is what the program wants.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from aws_groups.aws import AwsRefused, Because, Request
from aws_groups.model.declaration import Means, Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import to_properties
from aws_groups.model.paths import Path, value_at
from aws_groups.model.problems import Problem, Reason, Wrong
from aws_groups.updates.requests import delete_request, read_request
from aws_groups.updates.run import OnConflict, Run
from aws_groups.updates.writer import Writer, last_writer
from aws_groups.values import Properties

MAX_ROUNDS = 5
"""How often one update starts anew after its version was refused, under a writer that is faster."""


class Moved(NamedTuple):
    """A property that is not what the state says: somebody else changed it."""

    path: Path
    state: Any
    live: Any
    program: Any


class Verdict(Enum):
    """What a refused version means, once the live object is known."""

    RESEND = "only the version moved"
    DONE = "the object is already as the program wants it"
    CONFLICT = "somebody else changed what the program owns"


class WriteFailed(Exception):
    """A write that did not happen because of what somebody else did to the object.

    Attributes:
        verb: ``updating`` or ``deleting``.
        cause: what AWS answered last.
    """

    def __init__(self, resource: Resource, object_id: str, verb: str, cause: AwsRefused) -> None:
        super().__init__(verb, resource.noun, object_id)
        self.resource, self.object_id, self.verb, self.cause = resource, object_id, verb, cause


class Conflict(WriteFailed):
    """Somebody else changed the object; nothing was written. ``rows`` are the properties that moved, and
    ``writer`` is who changed it last, where AWS says so."""

    def __init__(
        self,
        resource: Resource,
        object_id: str,
        verb: str,
        cause: AwsRefused,
        rows: list[Moved],
        writer: Writer | None,
    ) -> None:
        super().__init__(resource, object_id, verb, cause)
        self.rows, self.writer = rows, writer


class Gone(WriteFailed):
    """The object to update does not exist any more."""


class TooBusy(WriteFailed):
    """Somebody else writes to the object all the time: its version moved ``MAX_ROUNDS`` times."""


@dataclass(frozen=True)
class Overwriting:
    """An event: somebody else's change is written over, as the configuration says."""

    conflict: Conflict


def moved(
    resource: Resource, owned: Iterable[Path], state: Properties, live: Properties, wanted: Properties
) -> list[Moved]:
    """The owned properties whose live value is not the state's."""
    rows = (
        Moved(path, value_at(state, path), value_at(live, path), value_at(wanted, path)) for path in owned
    )
    return [row for row in rows if differ(resource, row.path, row.state, row.live)]


def judge(
    resource: Resource, owned: Iterable[Path], state: Properties, live: Properties, wanted: Properties
) -> tuple[Verdict, list[Moved]]:
    """What to do about a refused version. This is what keeps everybody's changes."""
    owned = tuple(owned)
    if not any(differ(resource, path, value_at(live, path), value_at(wanted, path)) for path in owned):
        return Verdict.DONE, []
    rows = moved(resource, owned, state, live, wanted)
    return (Verdict.CONFLICT, rows) if rows else (Verdict.RESEND, [])


def write(
    run: Run,
    resource: Resource,
    object_id: str,
    *,
    owned: tuple[Path, ...],
    state: Properties,
    wanted: Properties,
    plan: Callable[[Properties], Request],
) -> tuple[Any, Properties | None]:
    """Send the planned write under the state's version. ``plan`` gives the request that turns an object
    with these properties into the wanted one.

    Returns: the write's reply and None, or None and the live properties where AWS has what is wanted.

    Raises:
        Conflict: an owned property is live not what the state says.
        Gone: the object does not exist any more.
        TooBusy: somebody else was faster each time.
        Wrong: what the state has as the version is none.
    """
    _require_version(resource, object_id, "updating", state)
    base, warned = state, list[Moved]()
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            return run.aws.send(plan(base)), None
        except AwsRefused as error:
            stale = _stale(resource, object_id, "updating", error, rounds_left)
            live = _live(run, resource, object_id) if stale else None
            if live is None:
                raise Gone(resource, object_id, "updating", error) from error
            _require_stale(resource, error, base, live)
            base, (verdict, rows) = live, judge(resource, owned, state, live, wanted)
            if verdict is Verdict.DONE:
                return None, live
            if verdict is Verdict.CONFLICT:
                conflict = Conflict(resource, object_id, "updating", error, rows, last_writer(run, live))
                warned = _conflict(run, conflict, warned)
            let_others_write(run, rounds_left)
    raise AssertionError("unreachable: the last round raises")


def delete(
    run: Run, resource: Resource, object_id: str, *, owned: tuple[Path, ...], state: Properties
) -> None:
    """Delete under the state's version. An object that is gone already is success, and so is a delete
    whose reply was lost.

    Raises:
        Conflict: an owned property is live not what the state says, so somebody may still want it.
        TooBusy: somebody else was faster each time.
        AwsError: any other failure.
        Wrong: what the state has in the version's place is none.
    """
    _require_version(resource, object_id, "deleting", state)
    version, warned = state.get(resource.version), list[Moved]()
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            run.aws.send(delete_request(resource, object_id, version))
            return
        except AwsRefused as error:
            stale = _stale(resource, object_id, "deleting", error, rounds_left)
            live = _live(run, resource, object_id) if stale else None
            if live is None:
                return
            if rows := moved(resource, owned, state, live, {}):
                conflict = Conflict(resource, object_id, "deleting", error, rows, last_writer(run, live))
                warned = _conflict(run, conflict, warned)
            version = live.get(resource.version)
            let_others_write(run, rounds_left)


def _require_version(resource: Resource, object_id: str, verb: str, state: Properties) -> None:
    if not isinstance(state.get(resource.version), str | int | None):
        problem = Problem((resource.version,), Reason("not_version"))
        raise Wrong(f"{verb} {resource.noun} {object_id}", [problem])


def _stale(resource: Resource, object_id: str, verb: str, error: AwsRefused, rounds_left: int) -> bool:
    """Whether the version was refused; False where the object does not exist.

    Raises:
        TooBusy: it was refused for the last time.
        AwsRefused: the refusal is another one.
    """
    means = resource.means(error)
    if means is Means.GONE:
        return False
    if means not in (Means.STALE, Means.STALE_OR_TAKEN):
        raise error
    if not rounds_left:
        raise TooBusy(resource, object_id, verb, error) from error
    return True


def _require_stale(resource: Resource, error: AwsRefused, sent: Properties, live: Properties) -> None:
    """Raise ``error`` where it can mean a taken name, and the version that was sent is the object's."""
    unclear = resource.means(error) is Means.STALE_OR_TAKEN
    if unclear and sent.get(resource.version) == live.get(resource.version):
        raise error


def _live(run: Run, resource: Resource, object_id: str) -> Properties | None:
    try:
        return to_properties(resource, run.aws.send(read_request(resource, object_id)))
    except AwsRefused as error:
        if resource.means(error) is Means.GONE:
            return None
        raise


def _conflict(run: Run, conflict: Conflict, warned: list[Moved]) -> list[Moved]:
    """Stop, unless the configuration says to write over what others wrote; then tell what that was, once.

    Returns the rows that were told last.
    """
    if run.on_conflict is not OnConflict.OVERWRITE:
        raise conflict
    if conflict.rows != warned:
        run.tell(Overwriting(conflict))
    return conflict.rows


def let_others_write(run: Run, rounds_left: int) -> None:
    """Wait a little, longer each round, and never as long as another writer: two that wait the same
    time meet again."""
    rounds = MAX_ROUNDS - rounds_left
    run.aws.pause(random.uniform(0, 0.05 * 2**rounds), Because.OTHER_WRITER)
