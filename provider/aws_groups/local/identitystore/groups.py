"""Identity Store groups. An update patches single attributes."""

from __future__ import annotations

import os
from typing import Any

from aws_groups.local.context import Context, Handler, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.identitystore.stores import (
    identity_store_of,
    not_found,
    page_of,
    token_after,
)
from aws_groups.local.store import Object
from aws_groups.local.sts import caller
from aws_groups.local.validate import message, violations
from aws_groups.local.wire.messages import new_request_id

GROUP = "group"
_RESERVED = ("Administrator", "AWSAdministrators")
_ATTRIBUTES = {"displayName": "DisplayName", "description": "Description"}


def create_group(context: Context, params: Params) -> Result:
    """The display name, if there is one, must be free and not reserved."""
    store = identity_store_of(context, params)
    body = {name: params[name] for name in _ATTRIBUTES.values() if name in params}
    _require_free(context, store, body)
    if context.tx.count(GROUP, store) >= context.settings.groups_per_identity_store:
        text = "The request would exceed the number of groups an identity store can have."
        raise AwsError("ServiceQuotaExceededException", text)
    who = caller(context)["Arn"]
    body |= {"CreatedAt": context.now, "CreatedBy": who}
    body |= {"UpdatedAt": context.now, "UpdatedBy": who}
    group = Object(GROUP, _new_id(store), new_revision(), body, scope=store)
    context.tx.insert(group, names=names_of(body))
    return _identity(context, group)


def describe_group(context: Context, params: Params) -> Result:
    """Everything about a group."""
    return _described(context, _find(context, params))


def update_group(context: Context, params: Params) -> Result:
    """Patch the attributes that are named, all or none; the others stay as they are."""
    group = _find(context, params)
    _require_revision(group, params)
    body = dict(group.body)
    for number, operation in enumerate(params["Operations"], 1):
        _apply(context, body, operation, f"operations.{number}.member")
    _require_free(context, group.scope, body, holder=group.id)
    body |= {"UpdatedAt": context.now, "UpdatedBy": caller(context)["Arn"]}
    group = Object(GROUP, group.id, new_revision(), body, group.scope)
    context.tx.replace(group, names=names_of(body))
    return {} if context.settings.old_replies else _identity(context, group)


def delete_group(context: Context, params: Params) -> Result:
    """Delete a group, if it is at the given revision or none is given."""
    group = _find(context, params)
    _require_revision(group, params)
    context.tx.delete(group)
    return {}


def list_groups(context: Context, params: Params) -> Result:
    """A page of groups, each with everything DescribeGroup tells."""
    store = identity_store_of(context, params)
    if params.get("Filters"):
        return _filtered(context, store, params["Filters"][0])
    limit, after = page_of(params)
    found = context.tx.page(GROUP, scope=store, after=after, limit=limit + 1)
    page = found[:limit]
    result: Result = {"Groups": [_described(context, group) for group in page]}
    if len(found) > limit:
        result["NextToken"] = token_after(page[-1].id)
    return result


def get_group_id(context: Context, params: Params) -> Result:
    """Find a group by its display name or by its id in another directory."""
    store = identity_store_of(context, params)
    name = _unique_name(params["AlternateIdentifier"])
    group = context.tx.find_named(GROUP, name, store)
    if group is None:
        raise not_found("GROUP", "")
    identity = _identity(context, group)
    identity.pop("Revision", None)
    return identity


OPERATIONS: dict[str, Handler] = {
    "CreateGroup": create_group,
    "DescribeGroup": describe_group,
    "UpdateGroup": update_group,
    "DeleteGroup": delete_group,
    "ListGroups": list_groups,
    "GetGroupId": get_group_id,
}


def names_of(body: dict[str, Any]) -> list[str]:
    """The unique names of a group: its display name, and its ids in other directories."""
    names = [f"name {body['DisplayName']}"] if "DisplayName" in body else []
    return names + [_external_name(id) for id in body.get("ExternalIds", ())]


def new_revision() -> str:
    """A revision: digits without order, since clients must not find one in them."""
    return str(int.from_bytes(os.urandom(7), "big"))


def _new_id(store: str) -> str:
    """Stores of the older kind (`d-…`) put their own ten digits before the UUID."""
    prefix = f"{store[2:]}-" if store.startswith("d-") else ""
    return prefix + new_request_id()


def _find(context: Context, params: Params) -> Object:
    store = identity_store_of(context, params)
    id = params["GroupId"].rpartition("/")[2]
    group = context.tx.find(GROUP, id, store)
    if group is None:
        raise not_found("GROUP", id)
    return group


def _identity(context: Context, group: Object) -> Result:
    identity = {"IdentityStoreId": group.scope, "GroupId": group.id}
    if context.settings.old_replies:
        return identity
    arn = f"arn:aws:identitystore:::group/{group.id}"
    return {**identity, "GroupArn": arn, "Revision": group.version}


def _described(context: Context, group: Object) -> Result:
    return {**_identity(context, group), **group.body}


def _require_revision(group: Object, params: Params) -> None:
    if params.get("Revision", group.version) != group.version:
        raise AwsError(
            "ConflictException",
            "The group was changed since the given revision.",
            Reason="CONCURRENT_MODIFICATION",
        )


def _require_free(context: Context, store: str, body: dict[str, Any], holder: str = "") -> None:
    name = body.get("DisplayName")
    if name in _RESERVED:
        raise AwsError("ValidationException", f"{name} is a reserved name.")
    other = context.tx.find_named(GROUP, f"name {name}", store) if name else None
    if other and other.id != holder:
        raise AwsError(
            "ConflictException",
            "Duplicate GroupDisplayName",
            Reason="UNIQUENESS_CONSTRAINT_VIOLATION",
        )


def _apply(context: Context, body: dict[str, Any], operation: Params, at: str) -> None:
    """Carry out one operation of an UpdateGroup on the group's attributes.

    An attribute is removed by null or by no value; a description also by an empty string, which
    is how terraform does it.
    """
    path, value = operation["AttributePath"], operation.get("AttributeValue")
    if path not in _ATTRIBUTES:
        raise AwsError("ValidationException", f"{path} is no attribute of a group.")
    name = _ATTRIBUTES[path]
    if value is None or (value == "" and name == "Description"):
        body.pop(name, None)
        return
    if not isinstance(value, str):
        raise AwsError("ValidationException", f"Value at '{at}.attributeValue' must be a string.")
    shape = context.model.operation_model("CreateGroup").input_shape.members[name]
    wrong = violations(shape, value, f"{at}.attributeValue")
    if wrong:
        raise AwsError("ValidationException", message(wrong))
    body[name] = value


def _filtered(context: Context, store: str, condition: Params) -> Result:
    """The deprecated filter: a display name, which one group has or none."""
    if condition["AttributePath"] not in ("DisplayName", "displayName"):
        text = f"Groups cannot be filtered by {condition['AttributePath']}."
        raise AwsError("ValidationException", text)
    group = context.tx.find_named(GROUP, f"name {condition['AttributeValue']}", store)
    return {"Groups": [_described(context, group)] if group else []}


def _unique_name(identifier: Params) -> str:
    if "ExternalId" in identifier:
        return _external_name(identifier["ExternalId"])
    attribute = identifier["UniqueAttribute"]
    if attribute["AttributePath"] != "displayName":
        text = f"{attribute['AttributePath']} is no unique attribute of a group."
        raise AwsError("ValidationException", text)
    return f"name {attribute['AttributeValue']}"


def _external_name(external_id: dict[str, str]) -> str:
    return f"external {external_id['Issuer']}\n{external_id['Id']}"
