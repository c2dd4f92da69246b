"""Update: an object is changed, in one call or in none."""

from __future__ import annotations

from aws_groups.lifecycle.lives import own_life
from aws_groups.lifecycle.names import when_free
from aws_groups.lifecycle.owners import require_owned_once
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.preview import planned
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.state import as_written, complete
from aws_groups.model.declaration import AttributePatch, FullObject, Resource
from aws_groups.model.diff import declared_before
from aws_groups.updates import attribute_patch, full_object
from aws_groups.updates.run import Run
from aws_groups.values import Properties, is_internal


def update(
    run: Run,
    resource: Resource,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    inputs: Properties,
) -> Properties:
    """Change the object and return its new state.

    Raises:
        OwnedTwice: another resource of the program has the object too.
        WrongPlace: the object is in another AWS.
        Conflict, Gone, TooBusy, AwsError: as ``guard.write``.
        Unfinished: a part of it is done.
        Failed: AWS refused it, for a reason that the resource knows.
    """
    if life := own_life(resource):
        return life.update(run, resource, object_id, state, inputs)
    before = declared_before(resource, old_inputs, inputs)
    place: Properties = {}
    if planned(resource, object_id, state, old_inputs, inputs):
        require_owned_once(run, resource, object_id, "updating")
        place = require_place(run, resource, "updating", object_id, state)
    with explained(run, resource, "updating", inputs, object_id):
        new = when_free(
            run,
            resource,
            inputs,
            object_id,
            lambda: changed(run, resource, object_id, state, before, resource.own(inputs)),
        )
    return {**_internal(state), **complete(resource, as_written(resource, new, inputs)), **place}


def _internal(state: Properties) -> Properties:
    return {name: value for name, value in state.items() if is_internal(name)}


def changed(
    run: Run,
    resource: Resource,
    object_id: str,
    state: Properties,
    old_inputs: Properties,
    inputs: Properties,
) -> Properties:
    if isinstance(resource.change, FullObject):
        return full_object.update(run, resource, object_id, state, inputs)
    if isinstance(resource.change, AttributePatch):
        return attribute_patch.update(run, resource, object_id, state, old_inputs, inputs)
    return {**state, **inputs}
