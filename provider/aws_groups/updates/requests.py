"""The requests that manage an object, made from its resource's declaration. All of it is pure.

A request is a value: the one that a preview shows, the one that an update sends and the one in the
local AWS's call log are made by the same functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from aws_groups.aws import Listing, OneOf, Request
from aws_groups.model.declaration import AttributePatch, FullObject, Resource
from aws_groups.model.mapping import to_members
from aws_groups.values import Properties, is_absent


class Operation(NamedTuple):
    """One entry of a patch."""

    attribute: str
    """As the API writes it: ``name.givenName``."""
    value: Any
    """Its new value; None removes it."""


def create_request(resource: Resource, inputs: Properties) -> Request:
    """The call that makes the object."""
    return Request(resource.service.name, resource.create, _enveloped(resource, inputs))


def read_request(resource: Resource, object_id: str, configuration: Properties | None = None) -> Request:
    """The call that reads it.

    Raises:
        MalformedId: no object of this kind can have that id.
    """
    where = _where(resource, object_id, configuration)
    return Request(resource.service.name, resource.read, {**where, **resource.read_params})


def replace_request(
    resource: Resource, object_id: str, state: Properties, wanted: Properties, version: str | None
) -> Request:
    """The call that replaces the whole object by ``wanted``; the token is the state's."""
    assert isinstance(resource.change, FullObject)
    token = resource.token_output
    sent = {**wanted, token.name: state.get(token.name)} if token else wanted
    params = {**_where(resource, object_id), **_enveloped(resource, sent), **_guard(resource, version)}
    return Request(resource.service.name, resource.change.operation, params)


def patch_request(
    resource: Resource, object_id: str, operations: Iterable[Operation], version: str | None
) -> Request:
    """The call that carries out ``operations``."""
    assert isinstance(resource.change, AttributePatch)
    patch = [{"AttributePath": entry.attribute, "AttributeValue": entry.value} for entry in operations]
    params = {**_where(resource, object_id), "Operations": patch, **_guard(resource, version)}
    return Request(resource.service.name, resource.change.operation, params)


def delete_request(resource: Resource, object_id: str, version: str | None) -> Request:
    """The call that deletes the object."""
    params = {**_where(resource, object_id), **_guard(resource, version)}
    return Request(resource.service.name, resource.delete, params)


def listing(resource: Resource, scope: Mapping[str, Any]) -> Listing:
    """The list of all objects of a kind.

    Args:
        scope: the members that say which list it is: the store's.
    """
    assert resource.bulk is not None
    params = {**scope, **resource.read_params, "MaxResults": 100}
    return Listing(Request(resource.service.name, resource.bulk.operation, params), resource.bulk.member)


def one_of_many(resource: Resource, object_id: str, state: Properties) -> OneOf | None:
    """How the object can be read among many; None where it cannot."""
    bulk = resource.bulk
    if bulk is None or any(is_absent(state.get(name)) for name in bulk.scope):
        return None
    where = _where(resource, object_id)
    id_member = resource.id_members[-1]
    scope = {name: value for name, value in where.items() if name != id_member}
    for name in bulk.scope:
        scope[resource.fields[name].api_name] = resource.fields[name].type.to_api(state[name])
    return OneOf(listing(resource, scope), id_member, where[id_member])


def _where(resource: Resource, object_id: str, configuration: Properties | None = None) -> dict[str, Any]:
    """The members that say which object is meant."""
    parts = resource.id_parts(object_id, configuration)
    return dict(zip(resource.id_members, parts, strict=True))


def _enveloped(resource: Resource, values: Properties) -> dict[str, Any]:
    members = to_members(resource, values)
    return {resource.envelope[-1]: members} if resource.envelope else members


def _guard(resource: Resource, version: str | None) -> dict[str, str]:
    takes = resource.version_guards and version
    return {resource.service.version_member: str(version)} if takes else {}
