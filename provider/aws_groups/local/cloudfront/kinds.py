"""The kinds of objects that CloudFront keeps here, and what each has of its own."""

from __future__ import annotations

from typing import Any

from aws_groups.local.cloudfront.common import new_etag
from aws_groups.local.kinds import Body, Kind
from aws_groups.local.marks import assumed, documented, observed


def public_key_names(config: dict[str, Any]) -> tuple[str, str]:
    """What a public key holds alone: its name and its caller reference."""
    return f"name {config['Name']}", f"reference {config['CallerReference']}"


def behaviors(config: dict[str, Any]) -> list[dict[str, Any]]:
    """The cache behaviors of a distribution: the default one and those with a path."""
    others = config.get("CacheBehaviors", {}).get("Items", [])
    return [config["DefaultCacheBehavior"], *others]


def trusted_by(behavior: dict[str, Any]) -> list[str]:
    """The ids of the key groups that a cache behavior trusts."""
    ids: list[str] = behavior.get("TrustedKeyGroups", {}).get("Items", [])
    return ids


def trusted_key_groups(config: dict[str, Any]) -> list[str]:
    """The ids of the key groups that a distribution trusts, each once."""
    return sorted({id for behavior in behaviors(config) for id in trusted_by(behavior)})


def domain_name(distribution_id: str) -> str:
    """The host that a distribution answers for."""
    return f"d{distribution_id[1:].lower()}.cloudfront.net"


def distribution_name(config: dict[str, Any]) -> str:
    """What a distribution holds alone: its caller reference."""
    return f"reference {config['CallerReference']}"


def _public_keys_of(body: Body) -> list[str]:
    keys: list[str] = body["Config"]["Items"]
    return keys


PUBLIC_KEY = Kind(
    name="public key",
    id_member="Id",
    new_version=new_etag,
    names=lambda body: public_key_names(body["Config"]),
    marks=(
        observed(
            "a name is taken once in an account",
            "github.com/hashicorp/terraform-provider-aws, the words of PublicKeyAlreadyExists",
        ),
        assumed("a caller reference is taken once, as that of a distribution is"),
    ),
)
DISTRIBUTION = Kind(
    name="distribution",
    id_member="Id",
    new_version=new_etag,
    names=lambda body: [distribution_name(body["Config"])],
    uses=lambda body: trusted_key_groups(body["Config"]),
    marks=(
        documented("a caller reference is taken once", "the service model, DistributionAlreadyExists"),
        assumed("until a change is deployed everywhere, an edge may have it or what was before it"),
    ),
)
KEY_GROUP = Kind(
    name="key group",
    id_member="Id",
    new_version=new_etag,
    names=lambda body: [body["Config"]["Name"]],
    uses=_public_keys_of,
    marks=(
        documented("a name is taken once in an account", "the service model, KeyGroupAlreadyExists"),
        observed(
            "an update moves the ETags of the distributions that use the key group",
            "github.com/hashicorp/terraform-provider-aws, issues 23949 and 24033",
        ),
        assumed("those distributions are deployed anew, also where only the comment has changed"),
    ),
)
