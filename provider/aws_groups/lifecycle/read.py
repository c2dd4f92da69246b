"""Read: a live object, for a refresh or an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from aws_groups.aws import AwsRefused
from aws_groups.lifecycle import key_ring
from aws_groups.lifecycle.place import NoneFound, require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.state import as_written, complete, declared
from aws_groups.model.declaration import AttributePatch, Means, OverTime, Resource
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.model.naming import IMPORTED
from aws_groups.updates.creation import asking
from aws_groups.updates.requests import listing, read_request
from aws_groups.updates.run import Run
from aws_groups.values import Properties, is_internal


class Read(NamedTuple):
    """A live object, as the state is to have it and as a program would declare it."""

    id: str
    state: Properties
    inputs: Properties


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
    place = require_place(run, resource, "reading", text, state)
    if isinstance(resource.change, OverTime):
        return _read_keys(run, resource, text, old_inputs, state, place)
    reply = _reply(run, resource, text, state, refresh=refresh)
    if refresh and (missing := run.objects.note_read(found=reply is not None)):
        run.tell(NoneFound(resource, text, run.aws.place(), missing))
    if reply is None:
        return None
    live = as_written(resource, to_properties(resource, reply), old_inputs or {})
    inputs = declared(resource, live, old_inputs)
    internal = _kept(resource, old_inputs)
    if old_inputs is None and isinstance(resource.change, AttributePatch):
        internal[IMPORTED] = True
    return Read(object_id(resource, reply), {**complete(resource, live), **place}, {**inputs, **internal})


def _kept(resource: Resource, old_inputs: Properties | None) -> Properties:
    """The inputs that AWS knows nothing of."""
    settings = {setting.name for setting in resource.settings}
    kept = (old_inputs or {}).items()
    return {name: value for name, value in kept if is_internal(name) or name in settings}


def _read_keys(
    run: Run,
    resource: Resource,
    text: str,
    old_inputs: Properties | None,
    state: Properties,
    place: Properties,
) -> Read | None:
    """Read a group whose keys take turns."""
    (id,) = resource.id_parts(text, run.configuration)
    live = None
    with _unless_gone(resource), explained(run, resource, "reading", {}, text):
        live = key_ring.live(run, resource, id, state, imported=old_inputs is None)
    if old_inputs and (missing := run.objects.note_read(found=live is not None)):
        run.tell(NoneFound(resource, text, run.aws.place(), missing))
    if live is None:
        return None
    inputs = as_written(resource, key_ring.declared(live, old_inputs or {}), old_inputs or {})
    told = {
        **state,
        **inputs,
        "overlap": state.get("overlap"),
        **key_ring.outputs(resource, id, live),
        **place,
    }
    return Read(id, complete(resource, told), {**inputs, **_kept(resource, old_inputs)})


@contextmanager
def _unless_gone(resource: Resource) -> Iterator[None]:
    """Within, it is no failure that the object does not exist."""
    try:
        yield
    except AwsRefused as error:
        if resource.means(error) is not Means.GONE:
            raise


def _reply(
    run: Run, resource: Resource, text: str, state: Properties, *, refresh: bool
) -> Mapping[str, Any] | None:
    """What AWS says of the object; None when it does not exist."""
    with _unless_gone(resource), explained(run, resource, "reading", {}, text):
        known_id = resource.resolve(asking(run, resource), text)
        if known_id is None:
            return None
        request = read_request(resource, known_id, run.configuration)
        return run.aws.read(request, listing(resource, known_id, state) if refresh else None)
    return None
