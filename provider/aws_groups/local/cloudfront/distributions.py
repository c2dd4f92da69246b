"""CloudFront distributions: only so much of them as makes a key group be in use."""

from __future__ import annotations

from typing import Any

from aws_groups.local.cloudfront.common import location, new_id, require_match
from aws_groups.local.cloudfront.kinds import (
    DISTRIBUTION,
    KEY_GROUP,
    behaviors,
    distribution_name,
    trusted_key_groups,
)
from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object

OPERATIONS = Operations()


@OPERATIONS.add(
    documented(
        "the key groups that it trusts must be there", "the service model, TrustedKeyGroupDoesNotExist"
    ),
    assumed("the rest of the config is kept as it was sent; it is Deployed at once"),
)
def create_distribution(context: Context, params: Params) -> Result:
    """The key groups its cache behaviors trust must be there; the rest is kept as sent."""
    config = params["DistributionConfig"]
    if context.tx.find_named(DISTRIBUTION, distribution_name(config)):
        message = "The caller reference that you are using is associated with another distribution."
        raise AwsError("DistributionAlreadyExists", message)
    _require_trusted(context, config)
    body = {"Config": config, "LastModifiedTime": context.now}
    distribution = context.tx.create(DISTRIBUTION, new_id("E"), body)
    reply = _reply(context, distribution)
    return {**reply, "Location": location("distribution", distribution.id)}


@OPERATIONS.add(
    documented(
        "ActiveTrustedKeyGroups tells the keys of the groups that it trusts",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ActiveTrustedKeyGroups.html",
    ),
)
def get_distribution(context: Context, params: Params) -> Result:
    """The distribution and its ETag, or NoSuchDistribution."""
    return _reply(context, _find(context, params))


@OPERATIONS.add(
    assumed("it need not be disabled first; AWS's must be, but here is no traffic to lose"),
)
def delete_distribution(context: Context, params: Params) -> Result:
    """Unlike AWS's, a distribution need not be disabled first: there is no traffic to lose."""
    distribution = _find(context, params)
    require_match(distribution, params)
    context.tx.delete(distribution)
    return {}


def _find(context: Context, params: Params) -> Object:
    distribution = context.tx.find(DISTRIBUTION, params["Id"])
    if distribution is None:
        raise AwsError("NoSuchDistribution", "The specified distribution does not exist.")
    return distribution


def _require_trusted(context: Context, config: dict[str, Any]) -> None:
    """Each key group must be there, and none be used too much."""
    for behavior in behaviors(config):
        groups = behavior.get("TrustedKeyGroups", {})
        items = groups.get("Items", [])
        if groups and groups["Quantity"] != len(items):
            message = "The value of Quantity and the size of Items don't match."
            raise AwsError("InconsistentQuantities", message)
        if len(items) > context.settings.key_groups_per_cache_behavior:
            message = "The number of key groups referenced by this distribution is too large."
            raise AwsError("TooManyKeyGroupsAssociatedToDistribution", message)
    for id in trusted_key_groups(config):
        if context.tx.find(KEY_GROUP, id) is None:
            raise AwsError("TrustedKeyGroupDoesNotExist", "The specified key group does not exist.")
        if context.tx.count_users_of(id) >= context.settings.distributions_per_key_group:
            message = "The number of distributions that reference this key group is too large."
            raise AwsError("TooManyDistributionsAssociatedToKeyGroup", message)


def _reply(context: Context, distribution: Object) -> Result:
    config = distribution.body["Config"]
    active = [_active_key_group(context, id) for id in trusted_key_groups(config)]
    described = {
        "Id": distribution.id,
        "ARN": f"arn:aws:cloudfront::{context.settings.account}:distribution/{distribution.id}",
        "Status": "Deployed",
        "LastModifiedTime": distribution.body["LastModifiedTime"],
        "InProgressInvalidationBatches": 0,
        "DomainName": f"d{distribution.id[1:].lower()}.cloudfront.net",
        "ActiveTrustedKeyGroups": {
            "Enabled": bool(active),
            "Quantity": len(active),
            "Items": active,
        },
        "DistributionConfig": config,
    }
    return {"Distribution": described, "ETag": distribution.version}


def _active_key_group(context: Context, id: str) -> dict[str, Any]:
    group = context.tx.find(KEY_GROUP, id)
    keys = group.body["Config"]["Items"] if group else []
    return {"KeyGroupId": id, "KeyPairIds": {"Quantity": len(keys), "Items": keys}}
