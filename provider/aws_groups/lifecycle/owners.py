"""One object is one resource's: what two of a stack have is changed and deleted for neither's sake alone."""

from __future__ import annotations

from dataclasses import dataclass

from aws_groups.model.declaration import Resource
from aws_groups.updates.run import Run


class OwnedTwice(Exception):
    """Two resources of the stack have one object; what is done to it for one is done to the other."""

    def __init__(self, verb: str, resource: Resource, object_id: str, urn: str, owner: str) -> None:
        super().__init__(verb, resource.noun, object_id)
        self.verb, self.resource, self.object_id = verb, resource, object_id
        self.urn, self.owner = urn, owner


def require_owned_once(run: Run, resource: Resource, object_id: str, verb: str) -> None:
    """Look whether another resource of the program has the object, as far as this run's calls have shown it.

    Raises:
        OwnedTwice: one has it.
    """
    owner = run.objects.owner(resource, object_id)
    if owner is not None and owner != run.urn:
        raise OwnedTwice(verb, resource, object_id, run.urn, owner)


@dataclass(frozen=True)
class Kept:
    """An event: what a replacement has left is not deleted, as it is the very object that the program has."""

    resource: Resource
    object_id: str
