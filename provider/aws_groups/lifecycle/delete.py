"""Delete: an object is deleted in one call; one that is gone already is success."""

from __future__ import annotations

from aws_groups.lifecycle import member_set
from aws_groups.lifecycle.owners import Kept, require_owned_once
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.removals import require_deletable
from aws_groups.model.declaration import AttributePatch, MemberSet, Resource
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
    if isinstance(resource.change, MemberSet):
        member_set.delete(run, resource, object_id, state, old_inputs)
        return
    owner = run.objects.adopted_by(resource, object_id)
    if owner is not None:
        # A replacement that the user forces asks for no diff, so that its create cannot know the old object,
        # and may adopt it. The engine then deletes "the old one", in this run,
        run.tell(Kept(resource, object_id, owner if owner != run.urn else None))
        return
    require_owned_once(run, resource, object_id, "deleting")
    if run.objects.is_kept(resource, object_id):
        # or, where this one ended before, in a later one.
        run.tell(Kept(resource, object_id))
        return
    require_place(run, resource, "deleting", object_id, state)
    require_deletable(run, resource, object_id, state)
    with explained(run, resource, "deleting", state, object_id):
        guard.delete(run, resource, object_id, owned=_owned(resource, resource.own(old_inputs)), state=state)


def _owned(resource: Resource, old_inputs: Properties) -> tuple[Path, ...]:
    if isinstance(resource.change, AttributePatch):
        return attribute_patch.owned(resource, old_inputs)
    return resource.own_paths
