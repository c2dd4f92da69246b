"""The life of a member set: who is in a group, as one object.

It exists as long as what has the members does. A create adds to it, and a delete takes out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aws_groups.aws import AwsError, AwsRefused, Request
from aws_groups.lifecycle.owners import require_owned_once
from aws_groups.lifecycle.place import require_place
from aws_groups.lifecycle.refusals import Failed, explained, look
from aws_groups.lifecycle.removals import require_few
from aws_groups.lifecycle.state import Made, Read, Unfinished, settings_in
from aws_groups.model.check import field_problems
from aws_groups.model.declaration import Means, Resource
from aws_groups.model.diff import Diff, diff
from aws_groups.updates import member_set as members
from aws_groups.updates.guard import Gone
from aws_groups.updates.member_set import Difference, Failure, Links, Outcome, change_of
from aws_groups.updates.run import TAKE_OVER, Run
from aws_groups.values import UNKNOWN, Properties, has_unknown, is_internal


@dataclass(frozen=True)
class Changing:
    """An event: who will come and who will go by a preview; or who has come and gone by a read."""

    resource: Resource
    additions: tuple[Any, ...]
    """A member is unknown where only the update will bring its id."""
    removals: tuple[str, ...]
    names: Mapping[str, str]
    """Their names, as far as they are known."""


class Undeclared(Exception):
    """A set is to be made where there are members that it does not declare.

    Attributes:
        members: who they are.
        names: their names, as far as they are known.
        urn: the resource that declares the set.
    """

    def __init__(
        self, resource: Resource, object_id: str, who: tuple[str, ...], names: Mapping[str, str], urn: str
    ) -> None:
        super().__init__(resource.noun, object_id)
        self.resource, self.object_id = resource, object_id
        self.members, self.names, self.urn = who, names, urn


class MembersFailed(Unfinished):
    """Some members were not added or taken out.

    Attributes:
        outcome: what was done, and what was not.
        causes: each failure, as it is told.
        names: the names of those whom it is about, as far as they are known.
    """

    def __init__(
        self,
        verb: str,
        resource: Resource,
        object_id: str,
        outcome: Outcome,
        causes: list[tuple[Failure, Failed | AwsError]],
        names: Mapping[str, str],
        state: Properties | None,
    ) -> None:
        super().__init__(verb, resource, object_id, state)
        self.outcome, self.causes, self.names = outcome, causes, names


def create(run: Run, resource: Resource, inputs: Properties) -> Made:
    """Add the declared members to those who are there, all of whom have to be declared.

    Raises:
        WrongPlace: this is not an AWS in which it may be made.
        Undeclared: there are others. With ``takeOver`` they are taken out.
        TooMany: more would be taken out than may be.
        MembersFailed: some were not added or taken out.
        Failed, AwsError: AWS would not say who is there.
    """
    place = require_place(run, resource, "creating", None, {})
    object_id = members.set_id(resource, inputs)
    with explained(run, resource, "creating", inputs):
        links = members.live(run, resource, object_id)
    difference = members.decide(members.members_in(resource, inputs), links)
    _require_declared(run, resource, object_id, inputs, difference)
    require_few(run, resource, "creating", object_id, inputs, tuple(difference.removals), len(links))
    _note_adopted(run, resource, object_id, links, difference)
    outcome = members.carry_out(run, resource, inputs, links, difference)
    state = {**_state(resource, inputs, outcome.links), **place}
    _require_done(run, "creating", resource, object_id, inputs, outcome, state)
    return Made(object_id, state)


def read(
    run: Run, resource: Resource, text: str, old_inputs: Properties | None, state: Properties
) -> Read | None:
    """Who is there, from all pages; None where what has the members does not exist.

    Raises:
        WrongPlace: the set is in another AWS.
        MalformedId: no set can have that id.
        AwsError: a page could not be had.
    """
    place = require_place(run, resource, "reading", text, state)
    parts = resource.id_parts(text, run.configuration)
    object_id = "/".join(parts)
    links = look(run, resource, text, lambda: members.live(run, resource, object_id))
    if links is None:
        return None
    written = old_inputs or {}
    where = _where(resource, parts)
    spelled = {
        name: resource.fields[name].type.spelled(value, written[name]) if name in written else value
        for name, value in where.items()
    }
    before = members.links_said(resource, state)
    if before is not None:
        _tell(run, resource, members.decide(links, before))
    live = _state(resource, {**written, **spelled}, links)
    return Read(object_id, {**live, **place}, {**resource.own(live), **settings_in(resource, written)})


def update(run: Run, resource: Resource, object_id: str, state: Properties, inputs: Properties) -> Properties:
    """Add those who are declared and are not in by the state, then take out the others.

    Raises:
        OwnedTwice: another resource of the program has the set too.
        WrongPlace: it is in another AWS.
        TooMany: more would be taken out than may be.
        Gone: what has the members does not exist any more.
        MembersFailed: some were not added or taken out.
    """
    links = _links(run, resource, object_id, state)
    difference = members.decide(members.members_in(resource, inputs), links)
    place = {name: value for name, value in state.items() if is_internal(name)}
    if any(difference):
        require_owned_once(run, resource, object_id, "updating")
        place = require_place(run, resource, "updating", object_id, state)
        require_few(run, resource, "updating", object_id, inputs, tuple(difference.removals), len(links))
    outcome = members.carry_out(run, resource, inputs, links, difference)
    new = {**_state(resource, inputs, outcome.links), **place}
    _require_done(run, "updating", resource, object_id, inputs, outcome, new)
    return new


def delete(run: Run, resource: Resource, object_id: str, state: Properties, settings: Properties) -> None:
    """Take out those whom the state has, and nobody else. Where what has the members is gone, so are they.
    Whose membership another resource of the program has now stays: the set was renamed, or was taken apart.

    Args:
        settings: the old inputs, with the set's own limit if it has one.

    Raises:
        OwnedTwice, WrongPlace, TooMany: as ``update``.
        MembersFailed: some were not taken out.
        Failed, AwsError: AWS would not say who is there.
    """
    links = {
        member: link
        for member, link in _links(run, resource, object_id, state).items()
        if not _is_anothers(run, change_of(resource).of, _membership(resource, object_id, link))
    }
    if not links:
        return
    require_owned_once(run, resource, object_id, "deleting")
    require_place(run, resource, "deleting", object_id, state)
    require_few(run, resource, "deleting", object_id, settings, tuple(links), len(links))
    live: Links = {}
    with explained(run, resource, "deleting", state, object_id):
        live = _there(run, resource, object_id)
    mine = {member: link for member, link in links.items() if live.get(member) == link}
    where = _where(resource, resource.id_parts(object_id))
    outcome = members.remove_exactly(run, resource, {**state, **where}, mine)
    _require_done(run, "deleting", resource, object_id, state, outcome, None)


def differences(
    run: Run, resource: Resource, state: Properties, old_inputs: Properties, inputs: Properties
) -> Diff:
    """What an update would change."""
    return diff(resource, old_inputs, inputs)


def outputs_foreseen(resource: Resource, state: Properties, inputs: Properties, now: datetime) -> Properties:
    """What of the outputs a preview of an update knows better than by their declaration: nothing."""
    return {}


def foreseen(
    run: Run, resource: Resource, object_id: str, state: Properties, inputs: Properties
) -> list[Request]:
    """The requests of a create (without an id) or an update, for its preview. A create over a group that
    exists already asks AWS who is in it, as a preview without that would not be true.

    Raises:
        WrongPlace: this is not an AWS in which it may be made.
        Undeclared, TooMany: as ``create``.
    """
    if any(field_problems(resource.inputs, inputs)):
        # The check has told it; nothing can be foreseen.
        return []
    links = members.links_in(resource, state) if object_id else _before(run, resource, inputs)
    difference = members.decide(members.members_in(resource, inputs), links)
    if inputs.get(change_of(resource).members) is UNKNOWN:
        # Nobody is known to come or to go.
        return members.requests(resource, inputs, Difference(difference.additions, {}))
    if difference.removals:
        where = object_id or members.set_id(resource, inputs)
        if not object_id:
            _require_declared(run, resource, where, inputs, difference)
        # Somebody whom only the update will know can be one of those who seem to go.
        sure = tuple(difference.removals)[difference.additions.count(UNKNOWN) :]
        verb = "updating" if object_id else "creating"
        require_few(run, resource, verb, where, inputs, sure, len(links))
    _tell(run, resource, difference)
    return members.requests(resource, inputs, difference)


def _before(run: Run, resource: Resource, inputs: Properties) -> Links:
    """Who is there before a create, as far as its preview knows."""
    if any(has_unknown(inputs.get(field.name)) for field in resource.inputs if field.replaces):
        return {}
    require_place(run, resource, "creating", None, {})
    # Where AWS cannot be asked, the update will tell.
    with suppress(AwsError):
        return members.live(run, resource, members.set_id(resource, inputs))
    return {}


def _tell(run: Run, resource: Resource, difference: Difference) -> None:
    """Tell who comes and who goes."""
    if any(difference):
        additions, removals = difference.additions, tuple(difference.removals)
        known = [member for member in (*additions, *removals) if isinstance(member, str)]
        run.tell(Changing(resource, additions, removals, run.objects.names_of(known)))


def _state(resource: Resource, inputs: Properties, links: Links) -> Properties:
    """The set as the state has it, with its members as the program wrote them."""
    change = change_of(resource)
    kind = resource.fields[change.members].type
    spelled = kind.spelled(sorted(links), inputs.get(change.members) or [])
    return {**resource.own(inputs), change.members: spelled, change.links: dict(links)}


def _links(run: Run, resource: Resource, object_id: str, state: Properties) -> Links:
    """Who is in by the state; by AWS where the state does not say."""
    links = members.links_said(resource, state)
    return _there(run, resource, object_id) if links is None else links


def _there(run: Run, resource: Resource, object_id: str) -> Links:
    """Who is there: nobody, where what has the members does not exist."""
    try:
        return members.live(run, resource, object_id)
    except AwsRefused as error:
        if change_of(resource).of.means(error) is Means.GONE:
            return {}
        raise


def _where(resource: Resource, parts: Iterable[str]) -> Properties:
    """The inputs that the parts of a set's id are."""
    names = {field.api_name: field.name for field in resource.inputs}
    return {names[member]: part for member, part in zip(resource.id_members, parts, strict=True)}


def _membership(resource: Resource, object_id: str, link: str) -> str:
    return "/".join((*resource.id_parts(object_id)[:-1], link))


def _is_anothers(run: Run, of: Resource, membership: str) -> bool:
    """Whether another resource of the program, or a replacement of this one, has a membership now."""
    return run.objects.is_adopted(of, membership) or run.objects.owner(of, membership) not in (None, run.urn)


def _require_declared(
    run: Run, resource: Resource, object_id: str, inputs: Properties, difference: Difference
) -> None:
    if difference.removals and not inputs.get(TAKE_OVER.name):
        names = run.objects.names_of(difference.removals)
        raise Undeclared(resource, object_id, tuple(difference.removals), names, run.urn)


def _note_adopted(run: Run, resource: Resource, object_id: str, links: Links, difference: Difference) -> None:
    """Keep who was there already from what this run deletes besides: the set as it was before a replacement,
    or a membership that was a resource of its own."""
    for member in links.keys() - difference.removals.keys():
        of, membership = change_of(resource).of, _membership(resource, object_id, links[member])
        run.objects.note_adopted(of, membership, run.urn)


def _require_done(
    run: Run,
    verb: str,
    resource: Resource,
    object_id: str,
    inputs: Properties,
    outcome: Outcome,
    state: Properties | None,
) -> None:
    if not outcome.failures:
        return
    of = change_of(resource).of
    for failure in outcome.failures:
        cause = failure.cause
        gone = isinstance(cause, AwsRefused) and of.needs.get(cause.resource_type or "") in resource.fields
        if gone and isinstance(cause, AwsRefused) and verb == "updating":
            raise Gone(resource, object_id, verb, cause)
    causes = [(failure, _told(run, resource, inputs, failure)) for failure in outcome.failures]
    names = run.objects.names_of([failure.member for failure in outcome.failures])
    left = state if outcome.changed else None
    error = MembersFailed(verb, resource, object_id, outcome, causes, names, left)
    run.tell(error)
    raise error


def _told(run: Run, resource: Resource, inputs: Properties, failure: Failure) -> Failed | AwsError:
    """One failure with what it means."""
    of, verb = change_of(resource).of, "creating" if failure.adding else "deleting"
    try:
        with explained(run, of, verb, {**inputs, change_of(resource).member: failure.member}):
            raise failure.cause
    except (Failed, AwsError) as error:
        return error
