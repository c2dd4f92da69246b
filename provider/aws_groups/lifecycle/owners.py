"""One object is one resource's: what two of a stack have is changed and deleted for neither's sake alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aws_groups.model.declaration import MemberSet, OverTime, Resource
from aws_groups.model.problems import Problem, reason
from aws_groups.updates.member_set import links_in
from aws_groups.updates.objects import Objects
from aws_groups.updates.over_time import Held
from aws_groups.updates.run import Run
from aws_groups.values import Properties


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


def stays(run: Run, resource: Resource, object_id: str) -> bool:
    """Whether an object that was to be deleted is what the program has now, so that it stays, which is told.

    A replacement that the user forces asks for no diff, so that its create cannot know the old object, and
    may adopt it. The engine then deletes "the old one": in this run, or in the next where this one ended.

    Raises:
        OwnedTwice: another resource of the program has the object too.
    """
    owner = run.objects.adopted_by(resource, object_id)
    if owner is not None:
        run.tell(Kept(resource, object_id, owner if owner != run.urn else None))
        return True
    require_owned_once(run, resource, object_id, "deleting")
    if run.objects.is_kept(resource, object_id):
        run.tell(Kept(resource, object_id))
        return True
    return False


def note(objects: Objects, resource: Resource, object_id: str, urn: str, state: Properties) -> None:
    """Note that the resource ``urn`` of the program has an object; and what that is made of: a set has each
    of its memberships, a group whose keys take turns has each of its keys."""
    objects.note(resource, object_id, urn, state.get(resource.label))
    if isinstance(resource.change, MemberSet):
        store = object_id.rpartition("/")[0]
        for link in links_in(resource, state).values():
            objects.note(resource.change.of, f"{store}/{link}", urn)
    if isinstance(resource.change, OverTime):
        for key in Held.of(state).keys:
            objects.note_part(resource.change.key, key.id, urn)


def program_problems(resource: Resource, inputs: Properties, objects: Objects, urn: str) -> Iterator[Problem]:
    """What is wrong with checked inputs beside the other resources of the program, as far as this run's
    calls have shown them."""
    if same := objects.same_name(resource, inputs, urn):
        path, other = same
        yield Problem(path, reason("same_in_program", other=_name(other)))
    if rival := objects.rival(resource, inputs, urn):
        whole = isinstance(resource.change, MemberSet)
        why = reason("members_alone_too" if whole else "members_whole_too", other=_name(rival))
        yield Problem((resource.within[-1],), why)
    for field in resource.inputs:
        value = inputs.get(field.name)
        for index, text in enumerate(value if isinstance(value, list) else [value]):
            wrong = field.never_of.get(objects.token_of(text) or "") if isinstance(text, str) else None
            if wrong:
                path = (field.name, index) if isinstance(value, list) else (field.name,)
                yield Problem(path, wrong, text)


def _name(urn: str) -> str:
    """The logical name in a URN."""
    return urn.rpartition("::")[2]


@dataclass(frozen=True)
class Kept:
    """An event: what a replacement has left is not deleted, as it is the very object that the program has."""

    resource: Resource
    object_id: str
    owner: str | None = None
    """The URN of the other resource of the program that has taken it; None for the replacement itself."""
