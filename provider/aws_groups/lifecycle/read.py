"""Read: a live object, for a refresh or an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_groups.lifecycle.lives import own_life
from aws_groups.lifecycle.only import configuration_for
from aws_groups.lifecycle.place import NoneFound, require_place
from aws_groups.lifecycle.refusals import look
from aws_groups.lifecycle.state import Read, as_written, complete, declared, settings_in
from aws_groups.model.declaration import AttributePatch, Resource
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.model.naming import IMPORTED
from aws_groups.model.paths import Path
from aws_groups.updates.attribute_patch import owned
from aws_groups.updates.creation import asking
from aws_groups.updates.guard import moved
from aws_groups.updates.requests import one_of_many, read_request
from aws_groups.updates.run import Run
from aws_groups.updates.writer import Writer, last_writer
from aws_groups.values import Properties


@dataclass(frozen=True)
class Drifted:
    """An event: somebody else changed what the program owns."""

    resource: Resource
    object_id: str
    paths: tuple[Path, ...]
    writer: Writer


def read(
    run: Run,
    resource: Resource,
    text: str,
    old_inputs: Properties | None,
    state: Properties,
    *,
    refresh: bool,
) -> Read | None:
    """Read the live object in one call, or from a page of a list; None when it does not exist.

    Args:
        text: its id, in any form that the resource takes.
        old_inputs: the inputs in the state; None for an import.
        state: the object as the state has it.
        refresh: whether many such reads can be expected, which a list can serve.

    Raises:
        WrongPlace: the object is in another AWS.
        MalformedId: no object of this kind can have that id.
        AwsError: AWS could not be asked, or refused.
    """
    if life := own_life(resource):
        found = life.read(run, resource, text, old_inputs, state)
    else:
        found = _object(run, resource, text, old_inputs, state, refresh=refresh)
    if refresh and (missing := run.objects.note_read(found=found is not None)):
        run.tell(NoneFound(resource, text, run.aws.place(), missing))
    return found


def _object(
    run: Run,
    resource: Resource,
    text: str,
    old_inputs: Properties | None,
    state: Properties,
    *,
    refresh: bool,
) -> Read | None:
    place = require_place(run, resource, "reading", text, state)
    reply = _reply(run, resource, text, state, refresh=refresh)
    if reply is None:
        return None
    live = as_written(resource, to_properties(resource, reply), old_inputs or {})
    inputs = declared(resource, live, old_inputs)
    if old_inputs and isinstance(resource.change, AttributePatch):
        _tell_drift(run, resource, object_id(resource, reply), old_inputs, live)
    internal = settings_in(resource, old_inputs)
    if old_inputs is None and isinstance(resource.change, AttributePatch):
        internal[IMPORTED] = True
    return Read(object_id(resource, reply), {**complete(resource, live), **place}, {**inputs, **internal})


def _tell_drift(
    run: Run, resource: Resource, object_id: str, old_inputs: Properties, live: Properties
) -> None:
    """Tell who changed what the program owns. What it was is in the diff that the engine shows."""
    rows = moved(resource, owned(resource, old_inputs), old_inputs, live, {})
    writer = last_writer(run, live)
    if rows and writer:
        run.tell(Drifted(resource, object_id, tuple(row.path for row in rows), writer))


def _reply(
    run: Run, resource: Resource, text: str, state: Properties, *, refresh: bool
) -> Mapping[str, Any] | None:
    """What AWS says of the object; None when it does not exist."""

    def ask() -> Mapping[str, Any] | None:
        known_id = resource.resolve(asking(run, resource), text)
        if known_id is None:
            return None
        request = read_request(resource, known_id, configuration_for(run, resource, known_id))
        return run.aws.read(request, one_of_many(resource, known_id, state) if refresh else None)

    return look(run, resource, text, ask)
