"""Properties as the API's members, and back, by a resource's declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_groups.model.declaration import Input, Output, Resource
from aws_groups.model.paths import value_at
from aws_groups.values import UNKNOWN, Properties, is_absent


def to_members(resource: Resource, values: Properties) -> dict[str, Any]:
    """The inputs in ``values`` as a request has them, with the token that is sent beside them."""
    token = resource.token_output
    fields: tuple[Input | Output, ...] = (*((token,) if token else ()), *resource.inputs)
    members: dict[str, Any] = {}
    for field in fields:
        value = values.get(field.name)
        if not is_absent(value):
            *outer, name = field.api_name.split("/")
            _inner(members, outer)[name] = value if value is UNKNOWN else field.type.to_api(value)
    return members


def _inner(members: dict[str, Any], names: list[str]) -> dict[str, Any]:
    for name in names:
        members = members.setdefault(name, {})
    return members


def opened(resource: Resource, reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reply's members, with those of the object in its envelope beside them."""
    flat = dict(reply)
    inner: Any = reply
    for name in resource.envelope:
        inner = inner[name]
        flat.update(inner)
    return flat


def to_properties(resource: Resource, reply: Mapping[str, Any]) -> Properties:
    """The inputs and outputs that a reply tells; those that it does not tell are left out."""
    members = opened(resource, reply)
    found = ((f, value_at(members, tuple(f.api_name.split("/")))) for f in resource.properties)
    return {field.name: field.type.from_api(value) for field, value in found if not is_absent(value)}


def object_id(resource: Resource, reply: Mapping[str, Any]) -> str:
    """The object's id in the reply of a create or a read."""
    members = opened(resource, reply)
    return "/".join(str(members[name]) for name in resource.id_members)
