"""What can be set about a local AWS: the account, the quotas, the age of the API."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Any

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


def load(tx: Transaction) -> Settings:
    """The settings as they are now."""
    row = tx.execute("SELECT value FROM settings WHERE name = 'settings'").fetchone()
    return _parsed(row[0]) if row else Settings()


def save(tx: Transaction, changes: dict[str, Any]) -> Settings:
    """Change some settings by name. Raises ValueError for a name that is no setting."""
    unknown = changes.keys() - {field.name for field in fields(Settings)}
    if unknown:
        raise ValueError(f"no such setting: {', '.join(sorted(unknown))}")
    settings = replace(load(tx), **changes)
    tx.execute("INSERT OR REPLACE INTO settings VALUES ('settings', ?)", (json.dumps(asdict(settings)),))
    return settings


@lru_cache(maxsize=8)
def _parsed(text: str) -> Settings:
    values = json.loads(text)
    return Settings(**{**values, "identity_stores": tuple(values["identity_stores"])})
