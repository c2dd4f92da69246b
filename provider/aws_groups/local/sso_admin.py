"""IAM Identity Center's own API: which instances there are, and which identity store each has.

https://docs.aws.amazon.com/singlesignon/latest/APIReference/
"""

from __future__ import annotations

import hashlib
from typing import Any

from aws_groups.local.context import Context, Params, Result
from aws_groups.local.identitystore.stores import page_of, token_after
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Behavior, Operations

_OPERATIONS = Operations()


@_OPERATIONS.add(
    documented("the instances that the caller has access to, each with its identity store"),
    assumed("there is one instance for each identity store in the settings; it is ACTIVE and has no name"),
    assumed("an account without IAM Identity Center has an empty list"),
)
def list_instances(context: Context, params: Params) -> Result:
    """A page of the instances, in the order of their identity stores."""
    limit, after = page_of(params)
    found = sorted(id for id in context.settings.identity_stores if id > after)
    result: Result = {"Instances": [_described(context, id) for id in found[:limit]]}
    if len(found) > limit:
        result["NextToken"] = token_after(found[limit - 1])
    return result


def _described(context: Context, store: str) -> dict[str, Any]:
    account = context.settings.account
    return {
        "InstanceArn": f"arn:aws:sso:::instance/ssoins-{hashlib.sha256(store.encode()).hexdigest()[:16]}",
        "IdentityStoreId": store,
        "IdentityStoreArn": f"arn:aws:identitystore::{account}:identitystore/{store}",
        "OwnerAccountId": account,
        "Status": "ACTIVE",
    }


BEHAVIOR = Behavior(
    name="sso-admin",
    operations=_OPERATIONS,
    kinds=(),
    reference="https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_{}.html",
)
