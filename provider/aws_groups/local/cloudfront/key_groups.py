"""CloudFront key groups. An update replaces the whole object."""

from __future__ import annotations

from typing import Any

from aws_groups.local.cloudfront.common import (
    list_page,
    location,
    max_items,
    require_comment,
    require_match,
)
from aws_groups.local.cloudfront.deployments import deploy
from aws_groups.local.cloudfront.kinds import DISTRIBUTION, KEY_GROUP, PUBLIC_KEY
from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.kinds import Body
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object
from aws_groups.local.wire.messages import new_request_id

OPERATIONS = Operations()


@OPERATIONS.add(
    documented("it holds one public key or more", "the service model, KeyGroupConfig"),
    assumed("a public key that is not there, or is named twice, is InvalidArgument"),
    assumed("any name is taken that is not empty"),
)
def create_key_group(context: Context, params: Params) -> Result:
    """The name must be free, and the public keys be there."""
    config = params["KeyGroupConfig"]
    _require_valid(context, config)
    if context.tx.find_named(KEY_GROUP, config["Name"]):
        raise _already_exists()
    if context.tx.count(KEY_GROUP) >= context.settings.key_groups:
        message = "You have reached the maximum number of key groups for this AWS account."
        raise AwsError("TooManyKeyGroups", message)
    group = context.tx.create(KEY_GROUP, new_request_id(), _body(context, config))
    return {**_reply(group), "Location": location("key-group", group.id)}


@OPERATIONS.add(
    documented("the key group with its ETag, or NoSuchResource"),
)
def get_key_group(context: Context, params: Params) -> Result:
    """The key group and its ETag, or NoSuchResource."""
    return _reply(_find(context, params["Id"]))


@OPERATIONS.add(
    documented("the config with the key group's ETag, or NoSuchResource"),
)
def get_key_group_config(context: Context, params: Params) -> Result:
    """The key group's config and its ETag, or NoSuchResource."""
    group = _find(context, params["Id"])
    return {"KeyGroupConfig": group.body["Config"], "ETag": group.version}


@OPERATIONS.add(
    documented(
        "the config that is sent replaces the whole config",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateKeyGroup.html",
    ),
    assumed("a comment that is not sent is cleared"),
)
def update_key_group(context: Context, params: Params) -> Result:
    """The config sent takes the place of the whole config: a comment not sent is cleared."""
    group = _find(context, params["Id"])
    require_match(group, params)
    config = params["KeyGroupConfig"]
    _require_valid(context, config)
    holder = context.tx.find_named(KEY_GROUP, config["Name"])
    if holder and holder.id != group.id:
        raise _already_exists()
    group = context.tx.write(group, _body(context, config))
    for distribution in context.tx.users_of(group.id, DISTRIBUTION):
        context.tx.write(distribution, deploy(context, distribution.body))
    return _reply(group)


@OPERATIONS.add(
    documented(
        "refused as ResourceInUse while a distribution trusts it",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DeleteKeyGroup.html",
    ),
)
def delete_key_group(context: Context, params: Params) -> Result:
    """Refused as ResourceInUse while a distribution trusts it."""
    group = _find(context, params["Id"])
    require_match(group, params)
    if context.tx.count_users_of(group.id):
        message = "Cannot delete this resource because it is in use."
        raise AwsError("ResourceInUse", message)
    context.tx.delete(group)
    return {}


@OPERATIONS.add(
    documented("without ETags", "the service model, KeyGroupSummary"),
)
def list_key_groups(context: Context, params: Params) -> Result:
    """A page of key groups, without ETags."""
    page, described = list_page(context, params, KEY_GROUP)
    return {"KeyGroupList": {**described, "Items": [_reply(group) for group in page]}}


@OPERATIONS.add(
    documented("the ids of the distributions that use the key group"),
    assumed("an unknown key group is NoSuchResource"),
)
def list_distributions_by_key_group(context: Context, params: Params) -> Result:
    """A page of the ids of the distributions that trust a key group, or NoSuchResource."""
    group = _find(context, params["KeyGroupId"])
    limit, after = max_items(params), params.get("Marker", "")
    found = context.tx.users_of(group.id, DISTRIBUTION, after=after, limit=limit + 1)
    page = [distribution.id for distribution in found[:limit]]
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


def _find(context: Context, id: str) -> Object:
    group = context.tx.find(KEY_GROUP, id)
    if group is None:
        raise AwsError("NoSuchResource", "A resource that was specified is not valid.")
    return group


def _body(context: Context, config: dict[str, Any]) -> Body:
    return {"Config": config, "LastModifiedTime": context.now}


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
