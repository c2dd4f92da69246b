"""CloudFront distributions: only so much of them as makes a key group be in use."""

from __future__ import annotations

from typing import Any

from aws_groups.local.cloudfront.common import (
    DISTRIBUTION,
    KEY_GROUP,
    location,
    new_etag,
    new_id,
    require_match,
)
from aws_groups.local.context import Context, Handler, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.store import Object


def create_distribution(context: Context, params: Params) -> Result:
    """The key groups its cache behaviors trust must be there; the rest is kept as sent."""
    config = params["DistributionConfig"]
    reference = f"reference {config['CallerReference']}"
    if context.tx.find_named(DISTRIBUTION, reference):
        message = "The caller reference that you are using is associated with another distribution."
        raise AwsError("DistributionAlreadyExists", message)
    trusted = _trusted_key_groups(context, config)
    body = {"Config": config, "LastModifiedTime": context.now}
    distribution = Object(DISTRIBUTION, new_id("E"), new_etag(), body)
    context.tx.insert(distribution, names=[reference])
    context.tx.set_uses(distribution.id, trusted)
    reply = _reply(context, distribution)
    return {**reply, "Location": location("distribution", distribution.id)}


def get_distribution(context: Context, params: Params) -> Result:
    """The distribution and its ETag, or NoSuchDistribution."""
    return _reply(context, _find(context, params))


def delete_distribution(context: Context, params: Params) -> Result:
    """Unlike AWS's, a distribution need not be disabled first: there is no traffic to lose."""
    distribution = _find(context, params)
    require_match(distribution, params)
    context.tx.delete(distribution)
    return {}


OPERATIONS: dict[str, Handler] = {
    "CreateDistribution": create_distribution,
    "GetDistribution": get_distribution,
    "DeleteDistribution": delete_distribution,
}


def _find(context: Context, params: Params) -> Object:
    distribution = context.tx.find(DISTRIBUTION, params["Id"])
    if distribution is None:
        raise AwsError("NoSuchDistribution", "The specified distribution does not exist.")
    return distribution


def _behaviors(config: dict[str, Any]) -> list[dict[str, Any]]:
    others = config.get("CacheBehaviors", {}).get("Items", [])
    return [config["DefaultCacheBehavior"], *others]


def _trusted_key_groups(context: Context, config: dict[str, Any]) -> set[str]:
    """The ids of the key groups a distribution would use, each known and none used too much."""
    trusted: set[str] = set()
    for behavior in _behaviors(config):
        groups = behavior.get("TrustedKeyGroups", {})
        items = groups.get("Items", [])
        if groups and groups["Quantity"] != len(items):
            message = "The value of Quantity and the size of Items don't match."
            raise AwsError("InconsistentQuantities", message)
        if len(items) > context.settings.key_groups_per_cache_behavior:
            message = "The number of key groups referenced by this distribution is too large."
            raise AwsError("TooManyKeyGroupsAssociatedToDistribution", message)
        trusted.update(items)
    for id in sorted(trusted):
        if context.tx.find(KEY_GROUP, id) is None:
            raise AwsError("TrustedKeyGroupDoesNotExist", "The specified key group does not exist.")
        if len(context.tx.users_of(id)) >= context.settings.distributions_per_key_group:
            message = "The number of distributions that reference this key group is too large."
            raise AwsError("TooManyDistributionsAssociatedToKeyGroup", message)
    return trusted


def _reply(context: Context, distribution: Object) -> Result:
    config = distribution.body["Config"]
    active = [
        _active_key_group(context, id)
        for id in sorted(
            {
                id
                for behavior in _behaviors(config)
                for id in behavior.get("TrustedKeyGroups", {}).get("Items", [])
            }
        )
    ]
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
