"""CloudFront distributions, as far as key groups go: who trusts which, and what of it is deployed."""

from __future__ import annotations

from typing import Any

from aws_groups.local.cloudfront.common import list_page, location, new_id, require_match
from aws_groups.local.cloudfront.deployments import deploy, on_edges
from aws_groups.local.cloudfront.kinds import (
    DISTRIBUTION,
    KEY_GROUP,
    behaviors,
    distribution_name,
    domain_name,
    trusted_by,
    trusted_key_groups,
)
from aws_groups.local.context import Context, Params, Result
from aws_groups.local.errors import AwsError
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Operations
from aws_groups.local.store import Object

OPERATIONS = Operations()
_SUMMARY = (
    "Aliases",
    "Origins",
    "DefaultCacheBehavior",
    "CacheBehaviors",
    "CustomErrorResponses",
    "Comment",
    "PriceClass",
    "Enabled",
    "ViewerCertificate",
    "Restrictions",
    "WebACLId",
    "HttpVersion",
    "IsIPV6Enabled",
    "Staging",
)
"""The members of a config that a list tells too."""


@OPERATIONS.add(
    documented(
        "the key groups that it trusts must be there", "the service model, TrustedKeyGroupDoesNotExist"
    ),
    assumed("the rest of the config is kept as it was sent"),
)
def create_distribution(context: Context, params: Params) -> Result:
    """The key groups its cache behaviors trust must be there; the rest is kept as sent."""
    config = params["DistributionConfig"]
    if context.tx.find_named(DISTRIBUTION, distribution_name(config)):
        message = "The caller reference that you are using is associated with another distribution."
        raise AwsError("DistributionAlreadyExists", message)
    _require_trusted(context, config, had=())
    body = deploy(context, {"Config": config, "LastModifiedTime": context.now})
    distribution = context.tx.create(DISTRIBUTION, new_id("E"), body)
    reply = _reply(context, distribution)
    return {**reply, "Location": location("distribution", distribution.id)}


@OPERATIONS.add(
    documented(
        "ActiveTrustedKeyGroups tells the keys of the groups that it trusts",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ActiveTrustedKeyGroups.html",
    ),
    documented("it is InProgress until it is fully deployed, and then Deployed"),
)
def get_distribution(context: Context, params: Params) -> Result:
    """The distribution and its ETag, or NoSuchDistribution."""
    return _reply(context, _find(context, params))


@OPERATIONS.add(
    documented("the config with the distribution's ETag, or NoSuchDistribution"),
)
def get_distribution_config(context: Context, params: Params) -> Result:
    """The distribution's config and its ETag, or NoSuchDistribution."""
    distribution = _find(context, params)
    return {"DistributionConfig": distribution.body["Config"], "ETag": distribution.version}


@OPERATIONS.add(
    documented(
        "the config that is sent replaces the whole config",
        "https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UpdateDistribution.html",
    ),
    assumed("another caller reference is IllegalUpdate"),
)
def update_distribution(context: Context, params: Params) -> Result:
    """The config sent takes the place of the whole config."""
    distribution = _find(context, params)
    require_match(distribution, params)
    config, now = params["DistributionConfig"], distribution.body["Config"]
    if distribution_name(config) != distribution_name(now):
        raise AwsError("IllegalUpdate", "The update contains modifications that are not allowed.")
    _require_trusted(context, config, had=trusted_key_groups(now))
    body = {**distribution.body, "Config": config, "LastModifiedTime": context.now}
    return _reply(context, context.tx.write(distribution, deploy(context, body)))


@OPERATIONS.add(
    assumed("it need not be disabled first; AWS's must be, but here is no traffic to lose"),
)
def delete_distribution(context: Context, params: Params) -> Result:
    """Unlike AWS's, a distribution need not be disabled first: there is no traffic to lose."""
    distribution = _find(context, params)
    require_match(distribution, params)
    context.tx.delete(distribution)
    return {}


@OPERATIONS.add(
    documented("without ETags and active keys", "the service model, DistributionSummary"),
)
def list_distributions(context: Context, params: Params) -> Result:
    """A page of distributions, without ETags."""
    page, described = list_page(context, params, DISTRIBUTION)
    described |= {"Marker": params.get("Marker", ""), "IsTruncated": "NextMarker" in described}
    items = [{**_described(context, found), **_of_config(found.body["Config"])} for found in page]
    return {"DistributionList": {**described, "Items": items}}


def _find(context: Context, params: Params) -> Object:
    distribution = context.tx.find(DISTRIBUTION, params["Id"])
    if distribution is None:
        raise AwsError("NoSuchDistribution", "The specified distribution does not exist.")
    return distribution


def _require_trusted(context: Context, config: dict[str, Any], had: Any) -> None:
    """Each key group must be there, and none be used too much. `had` are those it trusted before."""
    for behavior in behaviors(config):
        groups, items = behavior.get("TrustedKeyGroups", {}), trusted_by(behavior)
        if groups and groups["Quantity"] != len(items):
            message = "The value of Quantity and the size of Items don't match."
            raise AwsError("InconsistentQuantities", message)
        if len(items) > context.settings.key_groups_per_cache_behavior:
            message = "The number of key groups referenced by this distribution is too large."
            raise AwsError("TooManyKeyGroupsAssociatedToDistribution", message)
    for id in trusted_key_groups(config):
        if context.tx.find(KEY_GROUP, id) is None:
            raise AwsError("TrustedKeyGroupDoesNotExist", "The specified key group does not exist.")
        full = context.tx.count_users_of(id) >= context.settings.distributions_per_key_group
        if full and id not in had:
            message = "The number of distributions that reference this key group is too large."
            raise AwsError("TooManyDistributionsAssociatedToKeyGroup", message)


def _of_config(config: dict[str, Any]) -> dict[str, Any]:
    return {name: config[name] for name in _SUMMARY if name in config}


def _described(context: Context, distribution: Object) -> dict[str, Any]:
    by_status = context.settings.status_tells
    under_way = any(found.done > context.now for found in on_edges(distribution.body, context.now))
    return {
        "Id": distribution.id,
        "ARN": f"arn:aws:cloudfront::{context.settings.account}:distribution/{distribution.id}",
        "Status": "InProgress" if under_way and by_status else "Deployed",
        "LastModifiedTime": distribution.body["LastModifiedTime"],
        "DomainName": domain_name(distribution.id),
    }


def _reply(context: Context, distribution: Object) -> Result:
    active = _active(context, distribution)
    described = {
        **_described(context, distribution),
        "InProgressInvalidationBatches": 0,
        "ActiveTrustedKeyGroups": {
            "Enabled": bool(active),
            "Quantity": len(active),
            "Items": [
                {"KeyGroupId": id, "KeyPairIds": {"Quantity": len(keys), "Items": keys}}
                for id, keys in active.items()
            ],
        },
        "DistributionConfig": distribution.body["Config"],
    }
    return {"Distribution": described, "ETag": distribution.version}


def _active(context: Context, distribution: Object) -> dict[str, list[str]]:
    """The key groups that count as active, and the ids of their keys."""
    found = on_edges(distribution.body, context.now)
    if not context.settings.active_keys_tell:
        return found[-1].groups
    return found[0].groups if found[0].done <= context.now else {}
