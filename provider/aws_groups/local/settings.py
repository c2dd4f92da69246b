"""What can be set about a local AWS: the account, the quotas, the age of the API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Any

from aws_groups.local.marks import Mark, assumed, documented, observed
from aws_groups.local.nearest import nearest
from aws_groups.local.store import Transaction


@dataclass(frozen=True)
class Settings:
    """The settings of one store. Kept in it, so that every process that shares it agrees.

    The quotas are AWS's documented defaults; raise them as one would by a quota request.
    """

    account: str = "123456789012"
    """The account id in ARNs and in GetCallerIdentity."""
    identity_stores: tuple[str, ...] = ("d-1234567890",)
    """The bare ids of the identity stores there are."""
    public_keys: int = 10
    """Public keys in the account."""
    key_groups: int = 10
    """Key groups in the account."""
    public_keys_per_key_group: int = 5
    key_groups_per_cache_behavior: int = 4
    distributions_per_key_group: int = 100
    deployment_seconds: int = 0
    """How long a distribution takes to deploy after it, or a key group that it trusts, has changed."""
    status_tells: bool = True
    """Whether the status of a distribution says that a key group's change is not deployed yet."""
    active_keys_tell: bool = True
    """Whether the active keys of a distribution are those that are deployed, and not yet the new ones."""
    groups_per_identity_store: int = 100_000
    users_per_identity_store: int = 100_000
    memberships_per_group: int | None = None
    """Members in one group. AWS documents no such quota, so there is none."""
    managed_ad: bool = False
    """Behave as a directory of a Managed AD: ListGroups and ListUsers want a filter, and GetGroupId
    and GetUserId are unknown operations."""
    bare_users: bool = False
    """Take users without user name, name and display name, as directories other than Identity
    Center's have them."""
    old_replies: bool = False
    """Answer as the Identity Store did before botocore 1.43.105: without Revision and ARNs, and
    UpdateGroup and UpdateUser with an empty body."""


_CLOUDFRONT = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html"
_IDENTITY_CENTER = "https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html"
MARKS: dict[str, Mark] = {
    "public_keys": documented("10 in the page of 2020; today's number was not found", _CLOUDFRONT),
    "key_groups": documented("10", _CLOUDFRONT),
    "public_keys_per_key_group": documented("5", _CLOUDFRONT),
    "key_groups_per_cache_behavior": documented("4", _CLOUDFRONT),
    "distributions_per_key_group": documented("100", _CLOUDFRONT),
    "deployment_seconds": assumed("as long as the setting says; AWS takes minutes"),
    "status_tells": assumed("a changed key group makes the distribution InProgress"),
    "active_keys_tell": assumed("the keys that are told as active are those that are deployed everywhere"),
    "groups_per_identity_store": documented("100,000", _IDENTITY_CENTER),
    "users_per_identity_store": documented("100,000", _IDENTITY_CENTER),
    "memberships_per_group": assumed("no limit, as the page names none"),
    "managed_ad": observed(
        "lists need a filter, look-ups are unknown operations",
        "github.com/aws/aws-sdk/issues/629, github.com/hashicorp/terraform-provider-aws/issues/31624",
    ),
    "bare_users": documented("every attribute of a user is optional"),
    "old_replies": documented("without Revision and ARNs", "the service model before botocore 1.43.105"),
}
"""What the quotas and the ways of behaving rest on."""


def load(tx: Transaction) -> Settings:
    """The settings as they are now."""
    row = tx.execute("SELECT value FROM settings WHERE name = 'settings'").fetchone()
    return _parsed(row[0]) if row else Settings()


def save(tx: Transaction, changes: dict[str, Any]) -> Settings:
    """Change some settings by name. Raises ValueError for what is no setting or none of its values."""
    settings = replace(load(tx), **{name: _checked(name, value) for name, value in changes.items()})
    tx.execute("INSERT OR REPLACE INTO settings VALUES ('settings', ?)", (json.dumps(asdict(settings)),))
    return settings


def parse(texts: Iterable[str]) -> dict[str, Any]:
    """Settings as the command line says them: `NAME=VALUE`, a list's elements between commas.

    For example `public_keys=50` or `identity_stores=d-1234567890,d-0987654321`. Raises ValueError
    for anything else.
    """
    changes: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise ValueError(f"{text!r} is not NAME=VALUE")
        name = name.replace("-", "_")
        changes[name] = _checked(name, _read(name, value))
    return changes


def _read(name: str, text: str) -> Any:
    """The text as the setting's type; as it is if it can't be."""
    kind = _TYPES.get(name)
    if kind is bool:
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind is tuple:
        return tuple(element for element in text.split(",") if element)
    if kind is int and re.fullmatch("[0-9]{1,9}", text):
        return int(text)
    return None if text == "" and name in _OPTIONAL else text


def _checked(name: str, value: Any) -> Any:
    """The value, if the setting may have it."""
    kind = _TYPES.get(name)
    if kind is None:
        raise ValueError(f"no such setting: {name}{nearest(name, _TYPES)}")
    if kind is tuple and isinstance(value, list):
        value = tuple(value)
    if value is None and name in _OPTIONAL:
        return None
    fits = type(value) is kind
    if fits and isinstance(value, int):
        fits = value >= 0
    if fits and isinstance(value, tuple):
        fits = all(isinstance(one, str) for one in value)
    if not fits:
        raise ValueError(f"{name} must be {_WORDS[kind]}, not {value!r}")
    if name == "account" and not re.fullmatch("[0-9]{12}", value):
        raise ValueError(f"account must be 12 digits, not {value!r}")
    return value


@lru_cache(maxsize=8)
def _parsed(text: str) -> Settings:
    values = json.loads(text)
    known = {name: value for name, value in values.items() if name in _TYPES}
    return Settings(**{**known, "identity_stores": tuple(known["identity_stores"])})


_OPTIONAL = {field.name for field in fields(Settings) if field.default is None}
_TYPES: dict[str, type] = {
    field.name: int if field.name in _OPTIONAL else type(field.default) for field in fields(Settings)
}
_WORDS = {str: "a text", int: "a number from 0 on", bool: "true or false", tuple: "a list of texts"}
