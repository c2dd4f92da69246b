"""Create: an object is made in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aws_groups.lifecycle.lives import own_life
from aws_groups.lifecycle.names import when_free
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.state import Made, as_written, complete
from aws_groups.lifecycle.update import changed
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.updates import creation
from aws_groups.updates.run import Run
from aws_groups.values import Properties


@dataclass(frozen=True)
class WrittenOver:
    """An event: a create has found its object, with other properties, and has changed these."""

    resource: Resource
    object_id: str
    changes: tuple[tuple[str, Any, Any], ...]
    """Each property's name, what AWS had, and what it has now."""


def create(run: Run, resource: Resource, inputs: Properties) -> Made:
    """Make the object.

    Raises:
        WrongPlace: this is not an AWS in which it may be made.
        Failed: AWS refused it, or an attempt was lost that may have left something.
        AwsError: any other failure.
        Unfinished: there is an object, but it is not yet as the program says.
        Undeclared: as ``member_set.create``.
    """
    if life := own_life(resource):
        return life.create(run, resource, inputs)
    place = require_place(run, resource, "creating", None, {})
    with explained(run, resource, "creating", inputs):
        reply, adopted = when_free(
            run, resource, inputs, None, lambda: creation.create(run, resource, inputs)
        )
        live, made = to_properties(resource, reply), object_id(resource, reply)
        if adopted:
            run.objects.note_adopted(resource, made, run.urn)
        if adopted and not creation.same_content(resource, inputs, live):
            # It was made by a run of another program, or somebody else was there since.
            found, live = live, changed(run, resource, made, live, {}, resource.own(inputs))
            if changes := _changes(resource, found, live):
                run.tell(WrittenOver(resource, made, changes))
    live = as_written(resource, live, inputs)
    return Made(made, complete(resource, {**resource.own(inputs), **live, **place}))


def _changes(resource: Resource, old: Properties, new: Properties) -> tuple[tuple[str, Any, Any], ...]:
    rows = ((name, old.get(name), new.get(name)) for name in resource.input_names)
    return tuple(row for row in rows if differ(resource, (row[0],), row[1], row[2]))
