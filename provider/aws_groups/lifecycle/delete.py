"""Delete: an object is deleted in one call; one that is gone already is success."""

from __future__ import annotations

from aws_groups.lifecycle import rotation
from aws_groups.lifecycle.owners import Kept, require_owned_once
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.model.declaration import AttributePatch, OverTime, Resource
from aws_groups.model.paths import Path
from aws_groups.updates import attribute_patch, guard
from aws_groups.updates.run import Run
from aws_groups.values import Properties


def delete(run: Run, resource: Resource, object_id: str, state: Properties, old_inputs: Properties) -> None:
    """Delete the object.

    Raises:
        Conflict, TooBusy, AwsError: as ``guard.delete``.
        WrongPlace: the object is in another AWS.
        OwnedTwice: another resource of the program has the object too.
        Failed: AWS refused it, for a reason that the resource knows.
    """
    require_owned_once(run, resource, object_id, "deleting")
    if run.objects.is_adopted(resource, object_id):
        # A replacement that the user forces asks for no diff, so that its create cannot know the old object.
        run.tell(Kept(resource, object_id))
        return
    require_place(run, resource, "deleting", object_id, state)
    if isinstance(resource.change, OverTime):
        rotation.delete(run, resource, object_id, state)
        return
    with explained(run, resource, "deleting", state, object_id):
        guard.delete(run, resource, object_id, owned=_owned(resource, resource.own(old_inputs)), state=state)


def _owned(resource: Resource, old_inputs: Properties) -> tuple[Path, ...]:
    if isinstance(resource.change, AttributePatch):
        return attribute_patch.owned(resource, old_inputs)
    return resource.own_paths
