"""How an object is made once, also when AWS's reply is lost, or this process is killed before it came.

A create that is sent again, in this run or in the next one, is answered "already exists" where the first
one was carried out; and there is an object that the state does not know. Such an object is adopted only
where it carries a proof that this resource made it:

- the token that only this resource sends (a public key's CallerReference), or
- the name that only this resource asks for: a hash of the provider's id, the URN, and
  the name of what it replaces.

A fixed name is no proof: somebody else can make the same object between two attempts. Without a proof
the object is left alone, unless the user says that creates take over what has the name (``onTaken``).

What never changes needs no proof where an attempt was lost: whoever made a membership, it is the same one.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aws_groups.aws import AwsError, AwsRefused, Request
from aws_groups.model.declaration import Ask, Means, Never, Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import object_id, to_members, to_properties
from aws_groups.model.naming import OF_STACK, SEEDED
from aws_groups.updates.requests import create_request, read_request
from aws_groups.updates.run import ADOPT, ON_TAKEN, Run
from aws_groups.values import Properties


class Unproved(Exception):
    """There is an object of the name, and no proof that this resource made it.

    Attributes:
        reply: the reply of reading it; None where AWS did not tell which object has the name.
        cause: how the create failed.
    """

    def __init__(self, reply: Mapping[str, Any] | None, cause: AwsError) -> None:
        super().__init__()
        self.reply, self.cause = reply, cause


@dataclass(frozen=True)
class TookOver:
    """An event: a create takes over an object that has the name, as the configuration says."""

    resource: Resource
    object_id: str


class Created(NamedTuple):
    """What a create has brought."""

    reply: Mapping[str, Any]
    """The reply of the create; of an object that was there already, the reply of reading it."""
    adopted: bool
    """Whether the object was there already."""


def create(run: Run, resource: Resource, inputs: Properties) -> Created:
    """Send the request that makes the object, or find the object that it made before.

    Raises:
        Unproved: the name is taken, or an attempt was lost; and what there is has no such proof.
        AwsError: any other failure.
    """
    token = resource.token_output
    sent = {**resource.own(inputs), **({token.name: _token(run, resource, inputs)} if token else {})}
    try:
        return Created(run.aws.send(create_request(resource, sent)), adopted=False)
    except AwsError as error:
        taken = isinstance(error, AwsRefused) and resource.means(error) in (Means.TAKEN, Means.STALE_OR_TAKEN)
        if not error.lost and not taken:
            raise
        reply = _found(run, resource, inputs)
        if reply is None and not taken:
            raise
        if reply is not None and (
            _proved(resource, inputs, sent, reply) or (error.lost and _is_the_same(run, resource, reply))
        ):
            return Created(reply, adopted=True)
        if reply is not None and taken and _may_take_over(run, resource, inputs, reply):
            run.tell(TookOver(resource, object_id(resource, reply)))
            return Created(reply, adopted=True)
        raise Unproved(reply, error) from error


def _is_the_same(run: Run, resource: Resource, reply: Mapping[str, Any]) -> bool:
    """Whether it does not matter who made the object, and no other resource of the program has it."""
    owner = run.objects.owner(resource, object_id(resource, reply))
    return isinstance(resource.change, Never) and owner in (None, run.urn)


def _token(run: Run, resource: Resource, inputs: Properties) -> str:
    """The token of a create: the same in each run for one resource and one content, and for no other."""
    if run.seed is None:
        return f"pulumi-{uuid.uuid4()}"
    fixed = [to_members(resource, {f.name: inputs.get(f.name)}) for f in resource.inputs if f.replaces]
    content = json.dumps(fixed, default=str, sort_keys=True).encode()
    return f"pulumi-{uuid.UUID(bytes=hashlib.sha256(run.seed + content).digest()[:16])}"


def _may_take_over(run: Run, resource: Resource, inputs: Properties, reply: Mapping[str, Any]) -> bool:
    """Whether the user lets a create take over what has the name, no other resource of the program has it,
    and it can be changed to what is wanted."""
    live = to_properties(resource, reply)
    fixed = [resource.label, *(field.name for field in resource.inputs if field.replaces)]
    if any(differ(resource, (name,), inputs.get(name), live.get(name)) for name in fixed):
        return False
    on_taken = inputs.get(ON_TAKEN.name) or run.configuration.get(ON_TAKEN.name)
    owner = run.objects.owner(resource, object_id(resource, reply))
    return on_taken == ADOPT and owner in (None, run.urn)


def holder_of(run: Run, resource: Resource, inputs: Properties, object_id: str | None) -> str | None:
    """The id of another object than ``object_id`` that has the unique name in ``inputs``, or another value
    of them that AWS allows once; None if there is none.

    Raises:
        AwsError: AWS could not be asked.
    """
    ask = asking(run, resource)
    holders = (find(ask, inputs) for find in (resource.find, resource.find_also))
    return next((holder for holder in holders if holder not in (None, object_id)), None)


def found(
    run: Run, resource: Resource, inputs: Properties, object_id: str | None = None
) -> Mapping[str, Any] | None:
    """The reply of reading the object that ``holder_of`` finds; None if there is none.

    Raises:
        AwsError: AWS could not be asked.
    """
    holder = holder_of(run, resource, inputs, object_id)
    if holder is None:
        return None
    try:
        return run.aws.send(read_request(resource, holder))
    except AwsRefused as error:
        if resource.means(error) is Means.GONE:
            return None
        raise


def asking(run: Run, resource: Resource) -> Ask:
    """The way in which a resource's own functions ask AWS: one operation of its service at a time."""

    def ask(operation: str, **params: Any) -> Mapping[str, Any] | None:
        try:
            return run.aws.send(Request(resource.service.name, operation, params))
        except AwsRefused as error:
            if resource.means(error) is Means.GONE:
                return None
            raise

    return ask


def same_content(resource: Resource, inputs: Properties, live: Properties) -> bool:
    """Whether a live object has exactly the properties in ``inputs``."""
    return not any(
        differ(resource, (name,), inputs.get(name), live.get(name)) for name in resource.input_names
    )


def _found(run: Run, resource: Resource, inputs: Properties) -> Mapping[str, Any] | None:
    """The object by its name. None also where AWS could not be asked, as the first error is to be told."""
    try:
        return found(run, resource, inputs)
    except AwsError:
        return None


def _proved(resource: Resource, inputs: Properties, sent: Properties, reply: Mapping[str, Any]) -> bool:
    """Whether the object in ``reply`` carries the proof that this resource made it."""
    live = to_properties(resource, reply)
    if token := resource.token_output:
        return bool(live.get(token.name) == sent[token.name])
    seeded = inputs.get(SEEDED)
    return seeded == OF_STACK or (seeded is not None and same_content(resource, inputs, live))
