"""CloudFront key groups. An update replaces the whole object."""

from __future__ import annotations

from typing import Any

from aws_groups.local.cloudfront.common import (
    DISTRIBUTION,
    KEY_GROUP,
    PUBLIC_KEY,
    list_page,
    location,
    max_items,
    new_etag,
    require_comment,
    require_match,
)
from aws_groups.local.context import Context, Handler, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.store import Object
from aws_groups.local.wire.messages import new_request_id


def create_key_group(context: Context, params: Params) -> Result:
    """The name must be free, and the public keys be there."""
    config = params["KeyGroupConfig"]
    _require_valid(context, config)
    if context.tx.find_named(KEY_GROUP, config["Name"]):
        raise _already_exists()
    if context.tx.count(KEY_GROUP) >= context.settings.key_groups:
        message = "You have reached the maximum number of key groups for this AWS account."
        raise AwsError("TooManyKeyGroups", message)
    group = _written(context, new_request_id(), config)
    context.tx.insert(group, names=[config["Name"]])
    context.tx.set_uses(group.id, config["Items"])
    return {**_reply(group), "Location": location("key-group", group.id)}


def get_key_group(context: Context, params: Params) -> Result:
    """The key group and its ETag, or NoSuchResource."""
    return _reply(_find(context, params["Id"]))


def get_key_group_config(context: Context, params: Params) -> Result:
    """The key group's config and its ETag, or NoSuchResource."""
    group = _find(context, params["Id"])
    return {"KeyGroupConfig": group.body["Config"], "ETag": group.version}


def update_key_group(context: Context, params: Params) -> Result:
    """The config sent takes the place of the whole config: a comment not sent is cleared."""
    group = _find(context, params["Id"])
    require_match(group, params)
    config = params["KeyGroupConfig"]
    _require_valid(context, config)
    holder = context.tx.find_named(KEY_GROUP, config["Name"])
    if holder and holder.id != group.id:
        raise _already_exists()
    group = _written(context, group.id, config)
    context.tx.replace(group, names=[config["Name"]])
    context.tx.set_uses(group.id, config["Items"])
    _move_etags_of_distributions(context, group)
    return _reply(group)


def delete_key_group(context: Context, params: Params) -> Result:
    """Refused as ResourceInUse while a distribution trusts it."""
    group = _find(context, params["Id"])
    require_match(group, params)
    if context.tx.users_of(group.id, limit=1):
        message = "Cannot delete this resource because it is in use."
        raise AwsError("ResourceInUse", message)
    context.tx.delete(group)
    return {}


def list_key_groups(context: Context, params: Params) -> Result:
    """A page of key groups, without ETags."""
    page, described = list_page(context, params, KEY_GROUP)
    return {"KeyGroupList": {**described, "Items": [_reply(group) for group in page]}}


def list_distributions_by_key_group(context: Context, params: Params) -> Result:
    """A page of the ids of the distributions that trust a key group, or NoSuchResource."""
    group = _find(context, params["KeyGroupId"])
    limit, after = max_items(params), params.get("Marker", "")
    found = context.tx.users_of(group.id, after=after, limit=limit + 1)
    page = found[:limit]
    described: dict[str, Any] = {
        "Marker": after,
        "MaxItems": limit,
        "IsTruncated": len(found) > limit,
        "Quantity": len(page),
        "Items": page,
    }
    if len(found) > limit:
        described["NextMarker"] = page[-1]
    return {"DistributionIdList": described}


OPERATIONS: dict[str, Handler] = {
    "CreateKeyGroup": create_key_group,
    "GetKeyGroup": get_key_group,
    "GetKeyGroupConfig": get_key_group_config,
    "UpdateKeyGroup": update_key_group,
    "DeleteKeyGroup": delete_key_group,
    "ListKeyGroups": list_key_groups,
    "ListDistributionsByKeyGroup": list_distributions_by_key_group,
}


def _find(context: Context, id: str) -> Object:
    group = context.tx.find(KEY_GROUP, id)
    if group is None:
        raise AwsError("NoSuchResource", "A resource that was specified is not valid.")
    return group


def _written(context: Context, id: str, config: dict[str, Any]) -> Object:
    body = {"Config": config, "LastModifiedTime": context.now}
    return Object(KEY_GROUP, id, new_etag(), body)


def _reply(group: Object) -> Result:
    key_group = {
        "Id": group.id,
        "LastModifiedTime": group.body["LastModifiedTime"],
        "KeyGroupConfig": group.body["Config"],
    }
    return {"KeyGroup": key_group, "ETag": group.version}


def _already_exists() -> AwsError:
    message = "A key group with this name already exists. Key group names must be unique."
    return AwsError("KeyGroupAlreadyExists", message)


def _require_valid(context: Context, config: dict[str, Any]) -> None:
    items, most = config["Items"], context.settings.public_keys_per_key_group
    if not config["Name"]:
        raise AwsError("InvalidArgument", "The name of the key group is empty.")
    require_comment(config)
    if not items or len(set(items)) != len(items):
        message = "A key group holds one public key or more, each once."
        raise AwsError("InvalidArgument", message)
    if len(items) > most:
        message = f"The number of public keys in a key group is limited to {most}."
        raise AwsError("TooManyPublicKeysInKeyGroup", message)
    for id in items:
        if context.tx.find(PUBLIC_KEY, id) is None:
            raise AwsError("InvalidArgument", f"The public key {id} doesn't exist.")


def _move_etags_of_distributions(context: Context, group: Object) -> None:
    """A distribution's ETag covers its key groups' content (terraform issues 23949 and 24033)."""
    for id in context.tx.users_of(group.id):
        distribution = context.tx.find(DISTRIBUTION, id)
        if distribution:
            context.tx.replace(Object(DISTRIBUTION, id, new_etag(), distribution.body))
