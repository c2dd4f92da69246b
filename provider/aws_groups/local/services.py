"""The services that a local AWS has. A new one is one more name here."""

from __future__ import annotations

from aws_groups.local import cloudfront, identitystore, sso_admin, sts
from aws_groups.local.kinds import Kind
from aws_groups.local.registry import Behavior, Operations

BEHAVIORS: dict[str, Behavior] = {
    behavior.name: behavior
    for behavior in (cloudfront.BEHAVIOR, identitystore.BEHAVIOR, sso_admin.BEHAVIOR, sts.BEHAVIOR)
}
OPERATIONS: dict[str, Operations] = {name: behavior.operations for name, behavior in BEHAVIORS.items()}
KINDS: dict[str, Kind] = {kind.name: kind for behavior in BEHAVIORS.values() for kind in behavior.kinds}
