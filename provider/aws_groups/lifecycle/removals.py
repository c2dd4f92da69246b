"""Guard rails: what is not taken away unasked. They are looked at before the first call that takes anything.

A list of people that came out empty, or shifted by a row, looks like any other program. What it would take
away is what tells them apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from aws_groups.model.declaration import Resource
from aws_groups.model.types import Amount
from aws_groups.updates.creation import asking
from aws_groups.updates.run import KEEP_POPULATED, MAX_REMOVALS, NEVER_DELETE, THIS_ONCE, Run
from aws_groups.values import Properties


class TooMany(Exception):
    """More would be taken away than may be.

    Attributes:
        members: who would be taken out of the set; of one object, the object's own name.
        size: how many the set has; None for one object.
        total: how many this run would take away with them; None where only the set counts.
        limit: how many may be, as it was given.
    """

    def __init__(
        self,
        verb: str,
        resource: Resource,
        object_id: str,
        members: tuple[str, ...],
        names: Mapping[str, str],
        size: int | None,
        total: int | None,
        limit: object,
    ) -> None:
        super().__init__(verb, resource.noun, object_id)
        self.verb, self.resource, self.object_id = verb, resource, object_id
        self.members, self.names, self.size, self.total, self.limit = members, names, size, total, limit


class NeverDeleted(Exception):
    """An object has a name that is never deleted."""

    def __init__(self, resource: Resource, object_id: str, name: str, pattern: str, urn: str) -> None:
        super().__init__(resource.noun, object_id)
        self.resource, self.object_id, self.name = resource, object_id, name
        self.pattern, self.urn = pattern, urn


class Populated(Exception):
    """A group has members whom this stack did not put there, and they would go with it."""

    def __init__(
        self, resource: Resource, object_id: str, members: tuple[str, ...], names: Mapping[str, str], urn: str
    ) -> None:
        super().__init__(resource.noun, object_id)
        self.resource, self.object_id, self.members, self.names = resource, object_id, members, names
        self.urn = urn


def require_few(
    run: Run,
    resource: Resource,
    verb: str,
    object_id: str,
    settings: Properties,
    who: Sequence[str],
    size: int | None,
) -> None:
    """Look whether so many may be taken away. A number is for all of a run, unless it is a set's own; a
    percentage is of each set.

    Args:
        settings: the inputs of the resource, with its own limit if it has one.
        who: who would be taken out of a set; or one object's name.
        size: how many the set has; None for one object.

    Raises:
        TooMany: they may not.
    """
    if not who:
        return
    total = run.objects.note_removals(run.urn, verb, len(who))
    once, own = run.configuration.get(THIS_ONCE + MAX_REMOVALS.name), settings.get(MAX_REMOVALS.name)
    limit = next(
        (one for one in (once, own, run.configuration.get(MAX_REMOVALS.name)) if one is not None), None
    )
    if limit is None:
        return
    alone = Amount.is_share(limit) or (once is None and own is not None)
    if Amount.is_share(limit) and size is None:
        return
    if (len(who) if alone else total) > Amount.most(limit, size or 0):
        names = run.objects.names_of(who)
        raise TooMany(verb, resource, object_id, tuple(who), names, size, None if alone else total, limit)


def require_deletable(run: Run, resource: Resource, object_id: str, state: Properties) -> None:
    """Look whether an object may be deleted.

    Raises:
        NeverDeleted: its name is one that is never deleted.
        TooMany: too much is deleted in this run.
        Populated: others have members in it.
        AwsError: AWS would not say who is in it.
    """
    name = state.get(resource.protected_by)
    for pattern in run.configuration.get(NEVER_DELETE.name) or ():
        if isinstance(name, str) and fnmatchcase(name.casefold(), str(pattern).casefold()):
            raise NeverDeleted(resource, object_id, name, str(pattern), run.urn)
    if resource.takes_from_people:
        label = str(state.get(resource.label) or object_id)
        require_few(run, resource, "deleting", object_id, {}, [label], None)
    if run.configuration.get(KEEP_POPULATED.name):
        inhabitants = resource.inhabitants(asking(run, resource), object_id)
        others = tuple(user for link, user in inhabitants if run.objects.token_of(link) is None)
        if others:
            raise Populated(resource, object_id, others, run.objects.names_of(others), run.urn)
