"""Create: an object is made in one call."""

from __future__ import annotations

from typing import NamedTuple

from aws_groups.lifecycle import rotation
from aws_groups.lifecycle.names import when_free
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.state import as_written, complete
from aws_groups.lifecycle.update import changed
from aws_groups.model.declaration import OverTime, Resource
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.updates import creation
from aws_groups.updates.run import Run
from aws_groups.values import Properties


class Made(NamedTuple):
    """An object that now exists."""

    id: str
    state: Properties


def create(run: Run, resource: Resource, inputs: Properties) -> Made:
    """Make the object.

    Raises:
        WrongPlace: this is not an AWS in which it may be made.
        Unfinished: there is an object, but it is not yet as the program says.
        Failed: AWS refused it, or an attempt was lost that may have left something.
        AwsError: any other failure.
    """
    place = require_place(run, resource, "creating", None, {})
    if isinstance(resource.change, OverTime):
        return Made(*rotation.create(run, resource, inputs, place))
    with explained(run, resource, "creating", inputs):
        reply, adopted = when_free(
            run, resource, inputs, None, lambda: creation.create(run, resource, inputs)
        )
        live, made = to_properties(resource, reply), object_id(resource, reply)
        if adopted:
            run.objects.note_adopted(resource, made)
        if adopted and not creation.same_content(resource, inputs, live):
            # It was made by a run of another program, or by somebody else.
            live = changed(run, resource, made, live, {}, resource.own(inputs))
    live = as_written(resource, live, inputs)
    return Made(made, complete(resource, {**resource.own(inputs), **live, **place}))
