"""Delete: an object is deleted in one call; one that is gone already is success."""

from __future__ import annotations

from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.model.declaration import AttributePatch, Resource
from aws_groups.model.paths import Path
from aws_groups.updates import attribute_patch, guard
from aws_groups.updates.run import Run
from aws_groups.values import Properties


class OwnedTwice(Exception):
    """Two resources of the stack have one object; to delete it for one takes it away from the other."""

    def __init__(self, resource: Resource, object_id: str, urn: str, owner: str) -> None:
        super().__init__(resource.noun, object_id)
        self.resource, self.object_id, self.urn, self.owner = resource, object_id, urn, owner


def delete(run: Run, resource: Resource, object_id: str, state: Properties, old_inputs: Properties) -> None:
    """Delete the object.

    Raises:
        Conflict, TooBusy, AwsError: as ``guard.delete``.
        WrongPlace: the object is in another AWS.
        OwnedTwice: another resource of the program has the object too.
        Failed: AWS refused it, for a reason that the resource knows.
    """
    owner = run.objects.owner(resource, object_id)
    if owner is not None and owner != run.urn:
        raise OwnedTwice(resource, object_id, run.urn, owner)
    require_place(run, resource, "deleting", object_id, state)
    with explained(run, resource, "deleting", state, object_id):
        guard.delete(run, resource, object_id, owned=_owned(resource, resource.own(old_inputs)), state=state)


def _owned(resource: Resource, old_inputs: Properties) -> tuple[Path, ...]:
    if isinstance(resource.change, AttributePatch):
        return attribute_patch.owned(resource, old_inputs)
    return resource.own_paths
