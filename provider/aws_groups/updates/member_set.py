"""The member set: the program owns who is in a group, all of it.

The Identity Store has no call that sets the members of a group: CreateGroupMembership adds one, and
DeleteGroupMembership takes one out
(https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_CreateGroupMembership.html).
So a difference is sent as single additions and then single removals, several at a time. Somebody who is
in already has been added, and somebody who is out already has been taken out. As long as an addition has
failed nobody is taken out: an input that is wrong as a whole must not empty the group.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

from aws_groups.aws import AwsError, AwsRefused, Request
from aws_groups.model.declaration import Means, MemberSet, Resource
from aws_groups.model.mapping import to_members, to_properties
from aws_groups.updates.creation import asking
from aws_groups.updates.guard import MAX_ROUNDS, let_others_write
from aws_groups.updates.requests import create_request, delete_request
from aws_groups.updates.run import Run
from aws_groups.updates.together import each
from aws_groups.values import UNKNOWN, Properties

PAGE = 100
"""Members on a page: the most that AWS gives."""

Links: TypeAlias = dict[str, str]
"""Who is in the set: member to the id of the membership."""


class Difference(NamedTuple):
    """Who is to come and who is to go."""

    additions: tuple[Any, ...]
    """A member can be unknown at preview."""
    removals: Links
    """Those who go, with the ids of their memberships."""


class Failure(NamedTuple):
    """One member whose change failed."""

    member: str
    adding: bool
    cause: AwsError


@dataclass
class Outcome:
    """What a difference has come to."""

    links: Links
    """Who is in the set now."""
    failures: list[Failure] = field(default_factory=list)
    changed: int = 0
    """How many were added or taken out."""
    found: list[str] = field(default_factory=list)
    """The additions that were in already."""
    total: int = 0
    """How many were to be added or taken out."""


def change_of(resource: Resource) -> MemberSet:
    """How the set changes."""
    assert isinstance(resource.change, MemberSet)
    return resource.change


def members_in(resource: Resource, inputs: Properties) -> tuple[Any, ...]:
    """The declared members, as AWS has their ids; some can be unknown, and so can all of them be."""
    name = change_of(resource).members
    declared = inputs.get(name)
    if declared is UNKNOWN:
        return (UNKNOWN,)
    return tuple(resource.fields[name].type.to_api(declared or []))


def links_in(resource: Resource, state: Properties) -> Links:
    """Who is in the set by a state; nobody, where the state does not say."""
    return links_said(resource, state) or {}


def links_said(resource: Resource, state: Properties) -> Links | None:
    """Who is in the set by a state; None where the state does not say."""
    links = state.get(change_of(resource).links)
    if not isinstance(links, dict) or not all(isinstance(link, str) for link in links.values()):
        return None
    return dict(links)


def decide(wanted: Iterable[Any], links: Mapping[str, str]) -> Difference:
    """Who is to come and who is to go, so that those who are in are the wanted ones."""
    wanted = tuple(wanted)
    known = {member for member in wanted if member is not UNKNOWN}
    return Difference(
        tuple(member for member in wanted if member is UNKNOWN or member not in links),
        {member: link for member, link in links.items() if member not in known},
    )


def set_id(resource: Resource, inputs: Properties) -> str:
    """The id of the set that ``inputs`` declare."""
    members = to_members(resource, inputs)
    return "/".join(str(members[name]) for name in resource.id_members)


def requests(resource: Resource, inputs: Properties, difference: Difference) -> list[Request]:
    """The calls that a difference comes to, in order."""
    of = change_of(resource).of
    additions = [create_request(of, _one(resource, inputs, member)) for member in difference.additions]
    if not difference.removals:
        return additions
    where = set_id(resource, inputs)
    return additions + [_removal(resource, where, link) for link in difference.removals.values()]


def live(run: Run, resource: Resource, object_id: str) -> Links:
    """Who is in the set now, from all pages.

    Raises:
        AwsError: a page could not be had. Then nothing is known of anybody.
    """
    of, change = change_of(resource).of, change_of(resource)
    assert of.bulk is not None
    where = dict(zip(resource.id_members, resource.id_parts(object_id, run.configuration), strict=True))
    found: Links = {}
    token: dict[str, str] = {}
    while True:
        params = {**where, "MaxResults": PAGE, **token}
        reply = run.aws.send(Request(of.service.name, of.bulk.operation, params))
        for item in reply[of.bulk.member]:
            member = to_properties(of, item).get(change.member)
            if member is not None:
                found[member] = str(item[of.id_members[-1]])
        if not reply.get("NextToken"):
            return found
        token = {"NextToken": reply["NextToken"]}


def carry_out(
    run: Run, resource: Resource, inputs: Properties, links: Links, difference: Difference
) -> Outcome:
    """Add and take out. What fails is in the outcome, and so is who is in the set then.

    Raises:
        Exception: a defect.
    """
    outcome = Outcome(dict(links), total=len(difference.additions) + len(difference.removals))
    acting = _Acting(run, resource, inputs, outcome)
    each(difference.additions, acting.add)
    if not outcome.failures:
        each(tuple(difference.removals), acting.remove)
    return outcome


def remove_exactly(run: Run, resource: Resource, inputs: Properties, links: Links) -> Outcome:
    """Take out those who have exactly these memberships, and nobody who came by another one."""
    outcome = Outcome(dict(links), total=len(links))
    acting = _Acting(run, resource, inputs, outcome)
    each(tuple(links), acting.remove_exactly)
    return outcome


class _Acting:
    """Adding and taking out, in several threads."""

    def __init__(self, run: Run, resource: Resource, inputs: Properties, outcome: Outcome) -> None:
        self._run, self._resource, self._inputs, self._outcome = run, resource, inputs, outcome
        self._of, self._where = change_of(resource).of, set_id(resource, inputs)
        self._lock = threading.Lock()

    def add(self, member: str) -> bool:
        """Add a member; whether to go on with the others."""
        try:
            link, found = _added(self._one_call(), self._of, _one(self._resource, self._inputs, member))
        except AwsError as error:
            self._note(Failure(member, True, error))
            return isinstance(error, AwsRefused) and change_of(self._resource).about_one(error)
        with self._lock:
            self._outcome.links[member] = link
            self._outcome.changed += not found
            self._outcome.found += [member] if found else []
        return True

    def remove(self, member: str) -> bool:
        """Take a member out; whether to go on with the others."""
        return self._removed(member, anew=True)

    def remove_exactly(self, member: str) -> bool:
        """The same, of this very membership."""
        return self._removed(member, anew=False)

    def _removed(self, member: str, *, anew: bool) -> bool:
        inputs = _one(self._resource, self._inputs, member)
        request = _removal(self._resource, self._where, self._outcome.links[member])
        try:
            _taken_out(self._one_call(), self._of, request, inputs if anew else None)
        except AwsError as error:
            self._note(Failure(member, False, error))
            return False
        with self._lock:
            del self._outcome.links[member]
            self._outcome.changed += 1
        return True

    def _note(self, failure: Failure) -> None:
        with self._lock:
            self._outcome.failures.append(failure)

    def _one_call(self) -> Run:
        """The run for one of many calls, each of which may take as long as one."""
        return replace(self._run, aws=self._run.aws.beside())


def _one(resource: Resource, inputs: Properties, member: Any) -> Properties:
    """One membership, as its own resource would declare it."""
    shared = {field.name: inputs[field.name] for field in resource.inputs if field.replaces}
    return {**shared, change_of(resource).member: member}


def _removal(resource: Resource, where: str, link: str) -> Request:
    of = change_of(resource).of
    return delete_request(of, "/".join((*resource.id_parts(where)[:-1], link)), None)


def _added(run: Run, of: Resource, inputs: Properties) -> tuple[str, bool]:
    """The id of the membership, and whether it was there already.

    Raises:
        AwsError: there is none.
    """
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            return str(run.aws.send(create_request(of, inputs))[of.id_members[-1]]), False
        except AwsError as error:
            means = of.means(error) if isinstance(error, AwsRefused) else None
            again = means in (Means.TAKEN, Means.STALE, Means.STALE_OR_TAKEN)
            found = _found(run, of, inputs) if again or error.lost else None
            if found is not None:
                return found, True
            if not again or not rounds_left:
                raise
            let_others_write(run, rounds_left)
    raise AssertionError("unreachable: the last round raises")


def _found(run: Run, of: Resource, inputs: Properties) -> str | None:
    """The id of the membership that there is. None also where AWS could not be asked: the first error is
    the one to tell."""
    try:
        found = of.find(asking(run, of), inputs)
    except AwsError:
        return None
    return found.rpartition("/")[2] if found else None


def _taken_out(run: Run, of: Resource, request: Request, inputs: Properties | None) -> None:
    """Delete the membership; with ``inputs`` also one that the member has got since under another id."""
    for rounds_left in reversed(range(MAX_ROUNDS)):
        try:
            run.aws.send(request)
            return
        except AwsRefused as error:
            means = of.means(error)
            if means is Means.GONE:
                found = of.find(asking(run, of), inputs) if inputs else None
                if found is None:
                    return
                request = delete_request(of, found, None)
            elif means not in (Means.STALE, Means.STALE_OR_TAKEN) or not rounds_left:
                raise
            if not rounds_left:
                raise
            let_others_write(run, rounds_left)
