"""Delete: an object is deleted in one call; one that is gone already is success."""

from __future__ import annotations

from aws_groups.lifecycle.lives import own_life
from aws_groups.lifecycle.owners import stays
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.removals import require_deletable
from aws_groups.model.declaration import AttributePatch, Resource
from aws_groups.model.paths import Path
from aws_groups.updates import attribute_patch, guard
from aws_groups.updates.run import Run
from aws_groups.values import Properties


def delete(run: Run, resource: Resource, object_id: str, state: Properties, old_inputs: Properties) -> None:
    """Delete the object.

    Raises:
        Conflict, TooBusy, AwsError: as ``guard.delete``.
        WrongPlace: the object is in another AWS.
        NeverDeleted, TooMany, Populated: it may not be deleted.
        OwnedTwice: another resource of the program has the object too.
        Failed: AWS refused it, for a reason that the resource knows.
    """
    if life := own_life(resource):
        life.delete(run, resource, object_id, state, old_inputs)
        return
    if stays(run, resource, object_id):
        return
    require_place(run, resource, "deleting", object_id, state)
    require_deletable(run, resource, object_id, state)
    with explained(run, resource, "deleting", state, object_id):
        guard.delete(run, resource, object_id, owned=_owned(resource, resource.own(old_inputs)), state=state)


def _owned(resource: Resource, old_inputs: Properties) -> tuple[Path, ...]:
    if isinstance(resource.change, AttributePatch):
        return attribute_patch.owned(resource, old_inputs)
    return resource.own_paths
