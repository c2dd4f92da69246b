"""What of a distribution CloudFront's edges have, and since when: a change takes a while to get there."""

from __future__ import annotations

from typing import Any, NamedTuple

from aws_groups.local.cloudfront.kinds import KEY_GROUP, PUBLIC_KEY, behaviors, trusted_by
from aws_groups.local.context import Context
from aws_groups.local.kinds import Body

_KEPT = "Deployments"
"""The member of a distribution's body."""


class Behavior(NamedTuple):
    """A cache behavior, with the keys that its edges know."""

    path: str
    """Its path pattern; empty for the default one."""
    groups: dict[str, dict[str, str]]
    """The key groups that it trusts: to each the ids of its keys, and to each of these the key as PEM."""


class Deployment(NamedTuple):
    """A distribution as it was at one of its changes, or at one of its key groups'."""

    done: float
    """When the last edge has it, in seconds since 1970."""
    enabled: bool
    behaviors: tuple[Behavior, ...]
    """Those with a path first, as they are tried."""

    @property
    def groups(self) -> dict[str, list[str]]:
        """The key groups that it trusts, and the ids of the keys in each."""
        return {id: list(keys) for behavior in self.behaviors for id, keys in behavior.groups.items()}


def deploy(context: Context, body: Body) -> Body:
    """The body of a distribution whose config, or one of whose key groups, has changed now."""
    all_so_far = _read(body)
    under_way = [deployment for deployment in all_so_far if deployment.done > context.now]
    done = [deployment for deployment in all_so_far if deployment.done <= context.now]
    last = max((deployment.done for deployment in under_way), default=0.0)
    new = Deployment(
        max(context.now + context.settings.deployment_seconds, last),
        body["Config"].get("Enabled", False),
        tuple(_behavior(context, behavior) for behavior in reversed(behaviors(body["Config"]))),
    )
    return {**body, _KEPT: [*done[-1:], *under_way, new]}


def on_edges(body: Body, now: float) -> list[Deployment]:
    """What an edge can have now, oldest first: what is deployed everywhere, and all that is under way."""
    all_so_far = _read(body)
    done = [deployment for deployment in all_so_far if deployment.done <= now]
    return [*done[-1:], *(deployment for deployment in all_so_far if deployment.done > now)]


def _behavior(context: Context, behavior: dict[str, Any]) -> Behavior:
    return Behavior(behavior.get("PathPattern", ""), {id: _keys(context, id) for id in trusted_by(behavior)})


def _keys(context: Context, group_id: str) -> dict[str, str]:
    group = context.tx.find(KEY_GROUP, group_id)
    ids = group.body["Config"]["Items"] if group else []
    found = {id: context.tx.find(PUBLIC_KEY, id) for id in ids}
    return {id: key.body["Config"]["EncodedKey"] for id, key in found.items() if key}


def _read(body: Body) -> list[Deployment]:
    return [
        Deployment(done, enabled, tuple(Behavior(*behavior) for behavior in found))
        for done, enabled, found in body.get(_KEPT, [])
    ]
